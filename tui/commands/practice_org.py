"""``upsert-explorer practice-org``: an org on this machine that any client written for Zoho's API can talk to."""

from __future__ import annotations

import argparse
import queue
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tui.commands.options import HelpWithRules, wrapped
from tui.commands.output import say
from tui.core.display import value_text

if TYPE_CHECKING:
    from tui.live.practice.org import PracticeOrg, RequestRecord

_ANY_SECRETS = "UPSERT_EXPLORER_CLIENT_SECRET=any UPSERT_EXPLORER_REFRESH_TOKEN=any"

EXAMPLES = """\
examples:
  upsert-explorer practice-org --port 8642
  upsert-explorer practice-org --fault 429:2
  upsert-explorer practice-org --assume match.several=refuse

a token, and an upsert (any id, secret and refresh token will do; one that
begins with "bad" is refused, to rehearse that, too):
  curl -d grant_type=refresh_token -d client_id=me -d client_secret=mine \\
       -d refresh_token=any http://127.0.0.1:8642/oauth/v2/token
  curl -H "Authorization: Zoho-oauthtoken TOKEN" -d @leads.json \\
       http://127.0.0.1:8642/crm/v8/Leads/upsert

The profile practice starts an org of its own, without faults. To rehearse a
fault, run this with --fault, and in another terminal the two lines that it
prints: `upsert-explorer profile add` makes the profile served, and a send uses
it.

The org is a copy of the data set. It keeps what is written to it until --reset.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "practice-org",
        help="serve a local practice org with Zoho's paths",
        description="Serve Zoho's API on this machine, over a copy of a data set, until ctrl+c.\n"
        "The two base URLs are printed, one a line.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("-h", "--help", action=_Help, help="show this help and exit")
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="the port (default: one that is free)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data set to copy (default: the bundled demo)")
    parser.add_argument("--reset", action="store_true", help="first reset the org to what the data set has")
    parser.add_argument(
        "--fault", metavar="KIND", help="act out a failure: KIND, KIND:TIMES, KIND=SECONDS or KIND=SECONDS:TIMES"
    )
    parser.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="RULE=VALUE",
        help="another setting of an assumption, as in match.several=refuse; repeat it for several",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until ctrl+c (or SIGTERM); returns the exit code."""
    from tui.core.rules import AssumptionError, Assumptions
    from tui.live.practice.faults import ActedFault, FaultError
    from tui.live.practice.org import PracticeError, PracticeOrg, reset_practice_org
    from tui.session.case import CaseError
    from tui.settings.folders import ensure_folder, state_folder

    try:
        assumptions = Assumptions.parse(arguments.assume)
        fault = None if arguments.fault is None else ActedFault.parse(arguments.fault)
        folder = ensure_folder(state_folder())
        if arguments.reset:
            reset_practice_org(folder, arguments.data)
            say("practice org: reset")
        narrator = _Narrator()
        org = PracticeOrg(arguments.data, folder, assumptions, fault, arguments.port, on_request=narrator.tell)
        org.start()
    except (AssumptionError, FaultError, PracticeError) as error:
        raise CaseError(str(error)) from None
    try:
        _announce(org, arguments)
        _wait()
    finally:
        org.stop()
        narrator.finish()
    say("practice org: stopped")
    return 0


def _announce(org: PracticeOrg, arguments: argparse.Namespace) -> None:
    # As lines of a profile in config.toml, to be pasted there.
    print(f'accounts_url = "{org.accounts_url}"')
    print(f'api_url = "{org.api_url}"')
    sys.stdout.flush()
    say(f"practice org: kept in {org.folder}; ctrl+c stops it")
    say("practice org: to send to it, in another terminal make a profile, and give any secrets by the environment:")
    urls = f"--accounts-url {org.accounts_url} --api-url {org.api_url}"
    say(f"  upsert-explorer profile add served {urls} --client-id any --no-token --replace")
    say(f"  {_ANY_SECRETS} upsert-explorer send leads.json --profile served")
    for setting in arguments.assume:
        say(f"practice org: uses {setting}")
    if arguments.fault is not None:
        say(f"practice org: acts out {arguments.fault}")


_LAST_WORDS_S: Final = 1.0


class _Narrator:
    """Says each request on standard error. Where nobody reads that, requests are answered all the same."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue(1_000)
        self._thread = threading.Thread(target=self._say, daemon=True, name="narrator")
        self._thread.start()

    def tell(self, seen: RequestRecord) -> None:
        """Say it before long, or, where too much waits to be said, not at all."""
        wrong = f"  ({seen.wrong})" if seen.wrong else ""
        with suppress(queue.Full):
            self._lines.put_nowait(f"{seen.method} {seen.path}  {seen.status or 'no reply'}{wrong}")

    def finish(self) -> None:
        """Say what still waits to be said, for a second at most: nobody may be reading."""
        with suppress(queue.Full):
            self._lines.put_nowait(None)
            self._thread.join(_LAST_WORDS_S)

    def _say(self) -> None:
        while (line := self._lines.get()) is not None:
            say(line)


def _wait() -> None:
    """Until ctrl+c or SIGTERM."""
    ended = threading.Event()

    def end(*_: Any) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        ended.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"a number from 0 to 65535 is wanted, not {value_text(text)}")
    return int(text)


class _Help(HelpWithRules):
    """--help that lists the faults, and then the rules."""

    def __call__(self, parser: argparse.ArgumentParser, *rest: Any) -> None:
        """Print the help and end."""
        from tui.live.practice.faults import FAULTS

        longest = max(map(len, FAULTS))
        indent = " " * (longest + 4)
        lines = [line for kind, what in FAULTS.items() for line in wrapped(what, f"  {kind:{longest}}  ", indent)]
        parser.epilog = "\n".join([parser.epilog or "", "what --fault takes, for writes:", *lines, ""])
        super().__call__(parser, *rest)
