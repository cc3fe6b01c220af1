"""``upsert-explorer send``: send a payload to an org, and hold the reply against the forecast."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.explain_one import exit_code
from tui.commands.options import HelpWithRules, add_case_options, case_options, row_ranges
from tui.commands.output import after_a_write, say, wait_aloud, write_out
from tui.commands.send_rows import chosen_rows, say_what_stays
from tui.commands.signals import in_a_thread, taken_over
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tui.commands.signals import Signals
    from tui.core.records import RecordIndex, RelatedRecords
    from tui.live.accounts.profiles import Profile
    from tui.live.journal.journal import Journal
    from tui.live.send.control import Control
    from tui.live.send.plan import SendPlan
    from tui.live.send.sender import Progress, Sender, SendReport
    from tui.live.zoho.client import ZohoClient
    from tui.session.case import Case
    from tui.session.case_options import CaseOptions

NOT_TAKEN = 3
UNKNOWN = 4

EXAMPLES = """\
examples:
  upsert-explorer send leads.json --profile practice      (no account needed)
  upsert-explorer send leads.json --profile sandbox --data my-org
  upsert-explorer send leads.json --profile sandbox --data my-org --yes
  upsert-explorer send leads.json --profile sandbox --rows 1,4-9
  upsert-explorer send leads.json --profile sandbox --without-refused

The payload is sent in calls of 100 rows, one at a time. Every body is in the
journal before it is sent. Nothing is sent twice: without a readable reply,
the outcome is unknown, and the journal screen can look up what happened.
With --rows and --without-refused the other rows stay unsent, and are
forecast as if they were not there; it is said which these are.

exit codes, the highest that applies:
  0  fine
  1  a row was refused; with --strict also a warning, or a reply that differs
  2  wrong usage, unreadable input, or no way to ask for confirmation:
     nothing was sent
  3  a call was not taken: no network, no token, refused as a whole, no yes
  4  the outcome of a call is unknown: it may have arrived
  130  ended by ctrl+c before anything was sent
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "send",
        help="send a payload, and compare the reply with the forecast",
        description="Forecast a payload, ask, send it to an org, and compare the reply with it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("payload", metavar="PAYLOAD", help="what to send, as for preview; - for standard input")
    parser.add_argument("-h", "--help", action=HelpWithRules, help="show this help and exit")
    parser.add_argument("--profile", metavar="P", required=True, help="the org; practice is one on this machine")
    add_case_options(parser)
    parser.add_argument("--rows", type=row_ranges, metavar="LIST", help="only these rows, from 1: 1,4-9")
    parser.add_argument("--without-refused", action="store_true", help="only rows that the forecast does not refuse")
    parser.add_argument("--yes", action="store_true", help="send without asking")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for a warning or a difference, too")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Send; returns the exit code. Once something may have been written, it is that of what was written, whatever goes
    wrong then."""
    from tui.session.case import CaseError

    if not arguments.yes and (arguments.payload == "-" or not sys.stdin.isatty()):
        with _as_case_errors():
            _profile(arguments.profile)  # there is none: that comes first
        raise CaseError("nothing was sent: can't ask for confirmation without a terminal; pass --yes")
    ended = _Ended()
    try:
        with _as_case_errors():
            _send(arguments, ended)
    except (Exception, KeyboardInterrupt) as error:
        if not ended.began:
            raise
        if not isinstance(error, KeyboardInterrupt):
            from tui.crash import told

            for line in told(error, sent=True):
                say(line)
    return ended.code


@dataclass
class _Ended:
    """What may have been written so far: ``began``, whether a call may have left; ``code``, the exit code of that."""

    began: bool = False
    code: int = UNKNOWN


def _send(arguments: argparse.Namespace, ended: _Ended) -> None:
    from tui.live.connection import practice_source
    from tui.live.journal.journal import Journal
    from tui.live.send.control import Control
    from tui.live.send.plan import DataSetFacts
    from tui.live.send.sender import Sender
    from tui.session.case import open_case
    from tui.settings.folders import state_folder

    payload = None if arguments.payload == "-" else Path(arguments.payload)
    profile, control = _profile(arguments.profile), Control()
    given = replace(case_options(arguments), api_version=profile.api_version)
    source, options = _against(profile, given, state_folder())
    with (
        open_case(payload, sys.stdin.buffer, options) as opened,
        _connected(profile, state_folder(), source, partial(wait_aloud, sleep=control.sleep)) as client,
    ):
        case = opened
        for line in case.said:
            say(line)
        journal = Journal(state_folder())
        _tell_of_open_entries(journal)
        records = case.data_set.records(case.module.api_name)
        held = case.data_set
        facts = DataSetFacts(held.name, held.made_at, case.partial, held.made_from, practice_source(profile, source))
        sender = Sender(client, journal)
        try:
            case, forecast, part = chosen_rows(case, arguments.rows, without_refused=arguments.without_refused)
            say_what_stays(part)
            file = "standard input" if payload is None else str(payload.absolute())
            plan = sender.prepare(
                case.request, forecast, profile=profile, records=records, data_set=facts, part=part, file=file
            )
        except KeyboardInterrupt:
            say("nothing was sent")
            raise

        def stop() -> None:
            control.stop()
            getattr(client, "cut", lambda: None)()

        with taken_over(stop) as signals:
            report = _confirmed_and_sent(sender, plan, records, case.data_set, control, ended, arguments, signals)
            if report is None:
                say("nothing was sent")
                ended.code, ended.began = NOT_TAKEN, True
                return
            ended.code, ended.began = exit_code(report.outcomes, report.rows), True
            with after_a_write():
                _print(report, case, arguments.format)
            ended.code = _told(report, ended.code, strict=arguments.strict)


def _confirmed_and_sent(
    sender: Sender,
    plan: SendPlan,
    records: RecordIndex,
    related: RelatedRecords,
    control: Control,
    ended: _Ended,
    arguments: argparse.Namespace,
    signals: Signals,
) -> SendReport | None:
    """Ask and send, and ask again where the targets were changed meanwhile. None: nothing was sent."""
    from tui.live.send.sender import TargetsMoved

    def progress(now: Progress) -> None:
        ended.began = ended.began or now.stage == "sending"
        _tell(now)

    def moved(sentences: Sequence[str]) -> bool:
        """With --yes there is nobody to ask: it is said, and sent, unless --strict."""
        for sentence in sentences if arguments.yes else ():
            say(f"changed in the org just now: {sentence}")
        return bool(arguments.yes and not arguments.strict)

    while _confirmed(plan, signals, yes=arguments.yes):
        try:
            run = partial(sender.run, plan, progress, control, records=records, related=related, on_moved=moved)
            return in_a_thread(run)
        except TargetsMoved as error:
            if arguments.yes:
                return None
            plan = error.plan
            say("the targets changed in the org since you were asked:")
    return None


def _profile(name: str) -> Profile:
    from tui.live.accounts.profiles import load_profiles

    return load_profiles().named(name)


def _against(profile: Profile, options: CaseOptions, state: Path) -> tuple[Path | None, CaseOptions]:
    """What the forecast is made against, said where the person did not: what the practice org is a copy of (None: the
    demo), and the options with the data set."""

    if not profile.is_practice:
        if options.data is None:
            say("forecast against the bundled demo data set (--data DIR for another)")
        return None, options
    from tui.dataset.folder import DataSet
    from tui.live.practice.export import practice_data_set
    from tui.live.pull.modules import practice_source

    source = options.data
    if source is not None:
        with DataSet.open(source) as own:
            source = practice_source(own.made_from) or source  # pulled from practice: it goes back there
    held = practice_data_set(state, source)
    with DataSet.open(held) as data_set:
        say(f"forecast against what the practice org holds ({data_set.made_from})")
    return source, replace(options, data=held)


@contextmanager
def _connected(
    profile: Profile, state: Path, source: Path | None, wait: Callable[[float], object]
) -> Iterator[ZohoClient]:
    from tui.live.connection import connected

    with connected(profile, state, source, wait) as client:
        yield client


@contextmanager
def _as_case_errors() -> Iterator[None]:
    """Profiles, secrets and practice orgs that cannot be used are wrong input: exit 2, nothing sent."""
    from tui.live.accounts.profiles import ProfileError
    from tui.live.practice.store import PracticeError
    from tui.session.case import CaseError

    try:
        yield
    except (ProfileError, PracticeError) as error:
        raise CaseError(str(error)) from None


def _tell_of_open_entries(journal: Journal) -> None:
    from tui.core.views.describe import count_of

    if left := journal.open_entries():
        say(f"{count_of(len(left), 'earlier call')} in the journal without a reply: the outcome is unknown")


def _confirmed(plan: SendPlan, signals: Signals, *, yes: bool) -> bool:
    """Tell what would be sent, and ask, unless --yes says it all."""
    if yes:
        for stale in plan.stale:
            say(f"the data set is out of date: {stale.sentence}")
        return True
    for label, text in plan.facts(datetime.now(UTC)):
        say(f"{label:9} {text}")
    wanted = plan.module if plan.asks_for_the_module else "y"
    print(f"type {wanted} to send: " if wanted != "y" else "send? [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        signals.may_end = True
        answer = sys.stdin.readline().strip()
    except KeyboardInterrupt:
        say("")
        return False
    finally:
        signals.may_end = False
    return answer == wanted or (wanted == "y" and answer.casefold() in ("y", "yes"))


def _tell(progress: Progress) -> None:
    """Narrate a send of several calls, and every call that was not answered."""
    result = progress.result
    if result is None or (progress.batches == 1 and result.outcome == "answered" and "; but " not in result.sentence):
        return
    say(f"call {progress.batch} of {progress.batches}: {result.outcome.replace('_', ' ')} · {result.sentence}")


def _print(report: SendReport, case: Case, form: str) -> None:
    from tui.core.views.forecast_json import json_text

    if form == "json":
        write_out(json_text(report.to_json()))
        return
    from tui.core.display import row_numbers
    from tui.reports.comparison import comparison_table, comparison_text
    from tui.reports.rows import report_head

    for label, line in report_head(report.plan.forecast.outline, case.data_set.name, partial=case.partial):
        write_out(f"{label:9}{line}\n")
    plan = report.plan
    if plan.part is not None and plan.numbers:
        write_out(f"{'sent':9}{plan.part.text}; {row_numbers(plan.part.unsent)} unsent\n")
    table = comparison_table(report.rows, plan.forecast, plan.numbers)
    write_out(f"{'reply':9}{comparison_text(report.rows)}\n\n{table}")


def _told(report: SendReport, code: int, *, strict: bool) -> int:
    """Say what is left to say; returns the exit code."""
    from tui.core.views.describe import count_of

    for result in report.results:
        if result.journal_problem:
            say(result.journal_problem)
    credits_left = [result.credits_remaining for result in report.results if result.credits_remaining is not None]
    if credits_left:
        say(f"{count_of(credits_left[-1], 'API credit')} left")
    if strict and code == 0:
        different = sum(row.verdict == "different" for row in report.rows)
        warnings = len(report.plan.forecast.all_warnings) + len(report.plan.stale)
        if different or warnings:
            told = f"{count_of(different, 'difference')} and {count_of(warnings, 'warning')}"
            say(f"upsert-explorer: {told}, and --strict was given")
            return 1
    return code
