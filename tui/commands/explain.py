"""``upsert-explorer explain``: an upsert that already happened, row by row: what the rules say, and what Zoho did."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.options import HelpWithRules, add_case_options, record_id, row_number
from tui.commands.output import say

if TYPE_CHECKING:
    from tui.core.payload.intake import Intake

EXAMPLES = """\
examples:
  upsert-explorer explain leads.json reply.json --data the-org-before
  upsert-explorer explain leads.json reply.json --row 14 --format markdown
  upsert-explorer explain session.har --call 2     (a HAR file holds the reply)
  upsert-explorer explain calls.jsonl --id 4001000000001309      (its life)
  upsert-explorer explain reply.json       (as far as the reply alone goes)

REPLY holds what Zoho answered: its JSON body, also with the HTTP head before it
(curl -i), within what n8n, Make, axios, Postman, a HAR file or a log put around
it, or as Python or Deluge prints it; several replies for a payload of more than
100 rows; or what send --format json printed.

Several calls in order are read from a HAR file, from JSON Lines or a list of
{"request": ..., "reply": ..., "at": ...}, and from a file of the journal: each
gets a line, --call N explains one, --id ID tells what they did to a record.

A data set that was copied after the call shows what the call left. The records
are then taken back first: what the call inserted is left out, and what it wrote
is inferred from the reply, or taken from an older data set (--before).

exit codes:
  0  fine, whether or not the reply agrees with the rules
  1  a row was refused
  2  wrong usage, or input that cannot be read
  3  the call was refused as a whole
  4  the reply does not say what happened to every row
  130  ended by ctrl+c
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "explain",
        help="compare an upsert's reply with what the rules say, row by row",
        description="Explain an upsert that already happened, from its request and its reply: the\n"
        "rule behind each row and, where the reply differs, the rule that was wrong.\nNothing is sent.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument(
        "payload", metavar="PAYLOAD", help="what was sent, as for preview, or a reply alone; - for stdin"
    )
    parser.add_argument(
        "reply",
        nargs="?",
        metavar="REPLY",
        help="a file with the reply; - for standard input; leave it out where PAYLOAD holds it (HAR)",
    )
    parser.add_argument("-h", "--help", action=HelpWithRules, help="show this help and exit")
    add_case_options(parser)
    parser.add_argument("--before", metavar="DIR", help="a data set from before the call, to take records from")
    parser.add_argument("--row", type=row_number, metavar="N", help="only this row, counted from 1, in full")
    parser.add_argument(
        "--id",
        type=record_id,
        metavar="ID",
        help="only the rows that touch this record, in full; with --row: the record that the row was to reach",
    )
    parser.add_argument(
        "--long", action="store_true", help="every row in full: what was sent, answered, and would help"
    )
    parser.add_argument("--format", choices=("table", "json", "markdown"), default="table", help="default: table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what happened; returns the exit code."""
    from tui.commands.explain_alone import explain_alone, is_alone, text_of
    from tui.commands.explain_calls import explain_calls, recorded_in
    from tui.core.reply.recorded import RecordedCall
    from tui.session.case import CaseError, read_payload, read_standard_input

    if arguments.payload == "-" and arguments.reply == "-":
        raise CaseError("only one of PAYLOAD and REPLY can be standard input")
    reply = None if arguments.reply is None else text_of(arguments.reply)
    content = (
        read_standard_input(sys.stdin.buffer) if arguments.payload == "-" else read_payload(Path(arguments.payload))
    )
    if reply is not None:
        intake = _intake(content, arguments)
        return explain_calls((RecordedCall(intake, _reply_to(intake, reply, arguments.reply)),), arguments)
    calls = recorded_in(content)
    if calls:
        return explain_calls(calls, arguments)
    if is_alone(content):
        return explain_alone(content, arguments)
    _intake(content, arguments)
    raise CaseError("there is no reply beside this call; give a file with it: explain PAYLOAD REPLY")


def _reply_to(intake: Intake, text: str, file: str) -> str:
    """The reply to a request, of a text that may hold several calls. Raises CaseError."""
    from tui.core.metadata import Module
    from tui.core.payload.request import PayloadError
    from tui.core.reply.recorded import reply_to
    from tui.session.case import CaseError

    if intake.kind == "csv":
        return text  # its keys are labels until its module is known
    try:
        request = intake.request(Module("", label=""))
    except PayloadError:
        return text  # told with the module at hand
    try:
        reply, which = reply_to(request, text)
    except PayloadError as error:
        from tui.core.display import one_line

        name = "standard input" if file == "-" else one_line(file)
        raise CaseError(f"{name}: {error.reason}; explain the file without the payload") from None
    if which:
        say(f"reply: {which}")
    return reply


def _intake(content: bytes, arguments: argparse.Namespace) -> Intake:
    """The request in a file. Raises CaseError."""
    from tui.session.case import intake_of

    payload = None if arguments.payload == "-" else Path(arguments.payload)
    return intake_of(payload, content, arguments.call)
