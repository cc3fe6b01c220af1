"""``upsert-explorer`` and ``upsert-explorer open``: the app, on the demo or on a payload."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tui.commands.options import add_case_options, case_options

EXAMPLES = """\
examples:
  upsert-explorer
  upsert-explorer open leads.json --data my-org
  upsert-explorer open contacts.csv --module Contacts --check-field Email
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "open",
        help="the app, on a payload",
        description="Open the app on a payload: see what each row would do, reorder the check fields, see what flips.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    parser.add_argument("payload", nargs="?", metavar="PAYLOAD", help="a request body, records, CSV or a curl command")
    add_case_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the app; returns its exit code."""
    from tui.case import open_explorer  # noqa: PLC0415 - what the engine needs is loaded when it is used

    if arguments.payload == "-":
        print("upsert-explorer: the app needs the keyboard: give it a file, not standard input", file=sys.stderr)
        return 2
    payload = Path(arguments.payload) if arguments.payload else None
    explorer = open_explorer(payload, case_options(arguments))
    from tui.app import ExplorerApp  # noqa: PLC0415 - Textual is for the app only

    return ExplorerApp(explorer).run() or 0


def run_without_payload(_arguments: argparse.Namespace) -> int:
    """The app as it opens without a command."""
    from tui.app import ExplorerApp  # noqa: PLC0415
    from tui.case import CaseOptions, open_explorer  # noqa: PLC0415

    return ExplorerApp(open_explorer(None, CaseOptions())).run() or 0
