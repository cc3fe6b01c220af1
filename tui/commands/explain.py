"""``upsert-explorer explain``: an upsert that already happened, row by row: what the rules say, and what Zoho did."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.options import HelpWithRules, add_case_options, case_options
from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.reply.compare import RowComparison

EXAMPLES = """\
examples:
  upsert-explorer explain leads.json reply.json --data the-org-before
  upsert-explorer explain leads.json reply.json --format json
  upsert-explorer explain session.har --call 2     (a HAR file holds the reply)

REPLY holds what Zoho answered: its JSON body, also with the HTTP head before it
(curl -i), within what n8n, Make, axios, Postman, a HAR file or a log put around
it, or as Python or Deluge prints it; several replies for a payload of more than
100 rows; or what send --format json printed.

exit codes:
  0  fine, whether or not the reply agrees with the rules
  1  a row was refused
  2  wrong usage, or input that cannot be read
  3  the call was refused as a whole
  4  the reply does not tell what became of every row
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
    parser.add_argument("payload", metavar="PAYLOAD", help="what was sent, as for preview; - for standard input")
    parser.add_argument(
        "reply",
        nargs="?",
        metavar="REPLY",
        help="a file with the reply; - for standard input; leave it out where PAYLOAD holds it (HAR)",
    )
    parser.add_argument("-h", "--help", action=HelpWithRules, help="show this help and exit")
    add_case_options(parser)
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison; returns the exit code."""
    from tui.core.payload.request import ROWS_PER_CALL
    from tui.core.reply.compare import compare
    from tui.core.reply.saved import calls_of, how_read, saved_replies, together
    from tui.core.views.describe import count_of
    from tui.core.views.forecast_json import forecast_json, json_text
    from tui.session.case import CaseError, open_case

    if arguments.payload == "-" and arguments.reply == "-":
        raise CaseError("only one of PAYLOAD and REPLY can be standard input")
    text = None if arguments.reply is None else _reply_text(arguments.reply)
    payload = None if arguments.payload == "-" else Path(arguments.payload)
    with open_case(payload, sys.stdin.buffer, case_options(arguments)) as case:
        if arguments.data is None:
            say("explained by the bundled demo data set (--data DIR for another)")
        for line in case.said:
            say(line)
        reply = text if text is not None else case.reply
        if reply is None:
            raise CaseError("there is no reply beside this call; give a file with it: explain PAYLOAD REPLY")
        sent = len(case.request.rows)
        replies = together(sent, saved_replies(reply))
        for line in how_read(replies):
            say(f"reply: {line}")
        calls = calls_of(sent, replies)
        if len(replies) > len(calls):
            say(f"{len(replies)} replies for {count_of(len(calls), 'call')}: extra replies were ignored")
        as_one_call = len(calls) == 1 and sent > ROWS_PER_CALL and calls[0].outcome == "refused"
        forecast = case.forecast(split=not as_one_call)
        records = case.data_set.records(case.module.api_name)
        rows = compare(forecast, [each.call for each in calls], records, related=case.data_set)
        name, partial = case.data_set.name, case.partial
        with until_the_reader_leaves():
            if arguments.format == "json":
                found = {
                    "forecast": forecast_json(forecast, name, partial=partial),
                    "batches": [each.to_json() for each in calls],
                    "rows": [row.to_json() for row in rows],
                }
                sys.stdout.write(json_text(found))
            else:
                from tui.reports.comparison import comparison_table, comparison_text
                from tui.reports.rows import report_head

                for label, line in report_head(forecast, name, partial=partial):
                    sys.stdout.write(f"{label:9}{line}\n")
                sys.stdout.write(f"{'reply':9}{comparison_text(rows)}\n\n{comparison_table(rows, forecast)}")
    return exit_code({each.outcome for each in calls}, rows)


def exit_code(outcomes: set[str] | frozenset[str], rows: Sequence[RowComparison]) -> int:
    """The highest that applies: 4 unknown, 3 not taken, 1 a row was refused, 0."""
    if "unknown" in outcomes:
        return 4
    if outcomes & {"refused", "not_sent"}:
        return 3
    return int(any(row.actual == "error" for row in rows))


def _reply_text(name: str) -> str:
    from tui.core.display import one_line
    from tui.core.payload.formats import decode
    from tui.core.payload.request import PayloadError
    from tui.session.case import CaseError, read_payload

    content = sys.stdin.buffer.read() if name == "-" else read_payload(Path(name))
    try:
        return decode(content)
    except PayloadError as error:
        raise CaseError(f"{one_line(name)}: {error.reason}") from None
