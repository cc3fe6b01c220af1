"""``upsert-explorer pull``: a data set of an org's modules, or of the records that a payload touches."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.output import say, until_the_reader_leaves, wait_aloud

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.metadata import Module
    from tui.core.payload.intake import Intake
    from tui.core.payload.request import UpsertRequest
    from tui.live.pull.modules import Listening, Progress, PullPlan, PullReport
    from tui.live.zoho.client import ZohoClient

FAILED = 3
"""The exit code where the org did not give what was asked for."""

EXAMPLES = """\
examples:
  upsert-explorer pull --profile work --module Leads --into my-org
  upsert-explorer pull --profile work --for leads.json --into case-17
  upsert-explorer preview leads.json --data case-17

A pull only reads. It first prints what it will cost in API credits. One that
was interrupted resumes when it is started again within 24 hours. With --for it
fetches only records that hold one of the payload's check values (of every
field that could be checked) or that a row names by id; a further --for into
the same folder adds to it.

exit codes:
  0  fine
  2  wrong usage, or input that cannot be read
  3  not connected, or the org refused a module; the other modules are there
  130  ended by ctrl+c
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "pull",
        help="make a data set from an org",
        description="Make a data set from an org: metadata and records of whole modules, or only\n"
        "what a payload touches. Nothing in the org is changed.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    parser.add_argument("--profile", required=True, metavar="P", help="the org; practice needs no account")
    parser.add_argument(
        "--module", action="append", metavar="M", help="a module; repeat it for several (with --for: one)"
    )
    parser.add_argument("--into", required=True, metavar="DIR", help="the folder of the data set")
    parser.add_argument("--for", dest="payload", metavar="PAYLOAD", help="only what this payload touches; - for stdin")
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--check-field",
        action="append",
        metavar="F",
        help="a duplicate check field, in place of the payload's list (all fields that could be checked are pulled)",
    )
    group.add_argument("--no-check-fields", action="store_true", help="as if the payload had no duplicate_check_fields")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="for practice: the data set that it copies (default: the bundled demo)"
    )
    parser.add_argument("--yes", action="store_true", help="replace a data set at DIR without asking")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Pull; returns the exit code."""
    from tui.live.accounts.profiles import ProfileError, load_profiles
    from tui.live.connection import connected
    from tui.live.practice.store import PracticeError
    from tui.live.pull.modules import Listening, PullError, left_over, source_of, would_replace
    from tui.live.zoho.result import LiveError
    from tui.session.case import CaseError
    from tui.settings.folders import state_folder

    into = _folder(arguments.into)
    intake = _checked(arguments)
    progress = _ProgressLines()
    listening = Listening(on_plan=progress.plan, on_progress=progress.show)
    try:
        profile = load_profiles().named(arguments.profile)
        if arguments.data is not None and not profile.is_practice:
            raise CaseError("--data is for practice only; leave it out for another org")
        source = source_of(profile, arguments.data)
        old = would_replace(into, source, for_payload=intake is not None)
        if old is not None:
            _agree(old, into, yes=arguments.yes, can_ask=arguments.payload != "-")
        with connected(profile, state_folder(), arguments.data, progress.wait) as client:
            report = _pull(client, arguments, intake, into, source, listening)
    except (PullError, ProfileError, PracticeError) as error:
        raise CaseError(str(error)) from None
    except LiveError as error:
        progress.end()
        say(f"upsert-explorer: {error.sentence}")
        if left_over(into):
            say(_HOW_TO_GO_ON)
        return FAILED
    except OSError as error:
        progress.end()
        place = error.filename or into
        why = (error.strerror or "it cannot be written").lower()
        raise CaseError(f"{place}: {why}{f'; {_HOW_TO_GO_ON}' if left_over(into) else ''}") from None
    except KeyboardInterrupt:
        progress.end()
        if left_over(into):
            say(_HOW_TO_GO_ON)
        raise
    progress.end()
    return _tell(report)


_HOW_TO_GO_ON = "what was read is kept for 24 hours; run the same command to continue"


def _folder(text: str) -> Path:
    from tui.session.case import CaseError

    if not text.strip():
        raise CaseError("--into: the name is blank")
    return Path(text)


def _checked(arguments: argparse.Namespace) -> Intake | None:
    """The payload, if there is one, as far as it can be read before the module's fields are known."""
    from tui.core.metadata import Module
    from tui.core.payload.formats import recognise
    from tui.core.payload.intake import decode
    from tui.session.case import CaseError, FilesBeside, read_payload, read_standard_input
    from tui.session.workspace import is_workspace

    modules = arguments.module or []
    if any(not name.strip() for name in modules):
        raise CaseError("--module: the name is blank")
    if arguments.payload is None:
        if arguments.check_field or arguments.no_check_fields:
            raise CaseError("--check-field and --no-check-fields are about a payload; give one with --for")
        if not modules:
            raise CaseError("which modules? name them: --module Leads --module Contacts")
        return None
    if len(set(modules)) > 1:
        raise CaseError("a payload is for one module; with --for, --module is given once")
    with _reading(arguments.payload):
        stdin = arguments.payload == "-"
        text = decode(read_standard_input(sys.stdin.buffer) if stdin else read_payload(Path(arguments.payload)))
        if is_workspace(text):
            raise CaseError("this is a workspace, not a payload")
        intake = recognise(text, files=FilesBeside(None if stdin else Path(arguments.payload)))
        if intake.kind != "csv":
            intake.request(Module("Leads"))  # what no metadata could mend is told before anything is asked
    return intake


@contextmanager
def _reading(name: str) -> Iterator[None]:
    from tui.core.payload.request import PayloadError
    from tui.session.case import CaseError

    try:
        yield
    except PayloadError as error:
        raise CaseError(error.in_file("standard input" if name == "-" else name)) from None


def _pull(
    client: ZohoClient,
    arguments: argparse.Namespace,
    intake: Intake | None,
    into: Path,
    source: str,
    listening: Listening,
) -> PullReport:
    from tui.live.pull.modules import pull, pull_for
    from tui.session.case import DEFAULT_MODULE

    # The person has agreed by now, if there is anything to replace.
    if intake is None:
        return pull(client, arguments.module, into, source=source, replace=True, listening=listening)
    module = next(iter(arguments.module or ()), None) or intake.module or DEFAULT_MODULE
    request = _request(intake, arguments)
    return pull_for(client, request, module, into, source=source, replace=True, listening=listening)


def _request(intake: Intake, arguments: argparse.Namespace) -> Callable[[Module], UpsertRequest]:
    def request(module: Module) -> UpsertRequest:
        with _reading(arguments.payload):
            found = intake.request(module)
        names = arguments.check_field
        if arguments.no_check_fields:
            return found.checking(None)
        return found if names is None else found.checking([name for name in names if name])

    return request


# --- what is said ----------------------------------------------------------------------------------------------------


def _agree(old: str, into: Path, *, yes: bool, can_ask: bool) -> None:
    """Ask whether a data set may go. Raises CaseError where it may not, or where nobody can be asked."""
    from tui.core.display import one_line
    from tui.session.case import CaseError

    place = one_line(str(into))
    if yes:
        say(f"{place}: {old} will be replaced")
        return
    if not (can_ask and sys.stdin.isatty() and sys.stderr.isatty()):
        raise CaseError(f"{place}: {old} is already here; --yes replaces it")
    say(f"{place}: {old} is here, and stays until the new one is complete.")
    sys.stderr.write("Replace it then? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise CaseError(f"{place}: left as it is")


class _ProgressLines:
    """Progress on standard error: one line that changes on a terminal, else a line now and then."""

    EVERY = 5_000  # records between two lines of a log

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = ""
        self._last: tuple[str, int] = ("", 0)

    def plan(self, plan: PullPlan) -> bool:
        """Say what it will cost."""
        from tui.core.views.describe import count_of

        for module in plan.modules:
            rows = (
                "an unknown number of records" if module.about is None else f"about {count_of(module.about, 'record')}"
            )
            if module.values:
                rows = f"{count_of(module.values, 'value')} to look up"
            there = f", {module.resumed:,} of them are here already" if module.resumed else ""
            say(f"{module.module}: {rows}{there}")
        cost = f"{'at least ' if plan.at_least else 'about '}{count_of(plan.credits, 'API credit')}"
        if plan.modules:
            say(f"this will cost {cost}")
        return True

    def show(self, progress: Progress) -> None:
        """Say how far it is."""
        from tui.core.views.describe import count_of

        of = f" of about {progress.about:,}" if progress.about is not None else ""
        asked = f"{count_of(progress.requests, 'request')}, {count_of(progress.credits, 'credit')}"
        line = f"{progress.module}: {count_of(progress.rows, 'record')}{of}; {asked}"
        if self._live:
            sys.stderr.write(f"\r{line.ljust(len(self._shown))}")
            sys.stderr.flush()
            self._shown = line
        elif self._last[0] == progress.module and progress.rows - self._last[1] >= self.EVERY:
            say(line)
            self._last = (progress.module, progress.rows)
        elif self._last[0] != progress.module:
            self._last = (progress.module, 0)

    def wait(self, seconds: float) -> None:
        """Wait where Zoho asks for it, on a line of its own."""
        self.end()
        wait_aloud(seconds)

    def end(self) -> None:
        """Leave the line that changes."""
        if self._shown:
            sys.stderr.write("\n")
            self._shown = ""


def _tell(report: PullReport) -> int:
    from tui.core.display import one_line
    from tui.core.views.describe import count_of
    from tui.dataset.report import abbreviated

    for note in report.notes:
        say(note)
    with until_the_reader_leaves():
        made = report.outcome in ("made", "added")
        for module in report.modules:
            if made and not (module.problem and not report.looked_up):
                converted = f", {module.converted:,} of them converted" if module.converted else ""
                print(f"{module.module}: {count_of(module.rows, 'record')}{converted}")
            if made and module.not_listed:
                say(f"{module.module}: a list of records has no values of {abbreviated(module.not_listed)}")
        place = one_line(str(report.into))
        match report.outcome:
            case "made":
                print(f"{place}: the data set is there")
            case "added":
                print(f"{place}: added to the data set")
    for module in report.problems:
        say(f"upsert-explorer: {module.module}: {module.problem}")
    if report.outcome == "kept":
        say(f"{place}: the data set was left unchanged, since a module that it holds could not be pulled")
    elif report.outcome == "nothing":
        say(f"{place}: no data set was made")
    say(f"{count_of(report.requests, 'request')}, about {count_of(report.credits, 'API credit')}")
    return FAILED if report.problems or report.outcome in ("kept", "nothing") else 0
