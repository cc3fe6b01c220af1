"""``upsert-explorer explain``: an upsert that already happened, row by row: what the rules say, and what Zoho did."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.options import HelpWithRules, add_case_options, case_options, row_number
from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.reply.compare import RowComparison
    from tui.core.reply.incident import Incident
    from tui.core.reply.saved import SavedCall
    from tui.session.case import Case

EXAMPLES = """\
examples:
  upsert-explorer explain leads.json reply.json --data the-org-before
  upsert-explorer explain leads.json reply.json --row 14 --format markdown
  upsert-explorer explain session.har --call 2     (a HAR file holds the reply)
  upsert-explorer explain reply.json       (as far as a reply alone tells)

REPLY holds what Zoho answered: its JSON body, also with the HTTP head before it
(curl -i), within what n8n, Make, axios, Postman, a HAR file or a log put around
it, or as Python or Deluge prints it; several replies for a payload of more than
100 rows; or what send --format json printed.

A data set that was copied after the call shows what the call left. The records
are then taken back first: what the call inserted is left out, and what it wrote
is inferred from the reply, or taken from an older data set (--before).

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
    from tui.commands.explain_alone import explain_alone, is_alone, print_rows_alone, text_of
    from tui.core.reply.incident import calls_in
    from tui.session.case import CaseError, open_case, read_payload

    if arguments.payload == "-" and arguments.reply == "-":
        raise CaseError("only one of PAYLOAD and REPLY can be standard input")
    reply = None if arguments.reply is None else text_of(arguments.reply)
    payload = None if arguments.payload == "-" else Path(arguments.payload)
    content = sys.stdin.buffer.read() if payload is None else read_payload(payload)
    if reply is None and is_alone(content, arguments.call):
        return explain_alone(content, arguments)
    with open_case(payload, io.BytesIO(content), case_options(arguments), content=content) as case:
        if arguments.data is None:
            say("explained by the bundled demo data set (--data DIR for another)")
        for line in case.said:
            say(line)
        reply = case.reply if reply is None else reply
        if reply is None:
            raise CaseError("there is no reply beside this call; give a file with it: explain PAYLOAD REPLY")
        calls, said = calls_in(reply, len(case.request.rows))
        for line in said:
            say(f"reply: {line}")
        found = _incident(case, calls, arguments)
        _print(found, case, arguments)
        if found.doubts and arguments.format == "table":
            print_rows_alone(reply, case.module, case.data_set.records(case.module.api_name))
    return exit_code({each.outcome for each in calls}, found.rows)


def _incident(case: Case, calls: Sequence[SavedCall], arguments: argparse.Namespace) -> Incident:
    from tui.core.reply.incident import incident
    from tui.core.reply.rewind import KnownBefore
    from tui.dataset.files import DataSetError
    from tui.session.case import CaseError, open_data_set

    name, known = case.module.api_name, KnownBefore()
    if arguments.before is not None:
        try:
            older = open_data_set(Path(arguments.before))
            known = KnownBefore(older=older.records(name), older_at=older.made_at)
        except DataSetError as error:
            raise CaseError(f"--before: {error}") from None
    records = case.data_set.records(name)
    return incident(
        case.request,
        case.module,
        records,
        case.assumptions,
        calls,
        related=case.data_set,
        known=known,
        at=case.at,
        made_at=case.data_set.made_at,
    )


def _print(found: Incident, case: Case, arguments: argparse.Namespace) -> None:
    from tui.core.views.forecast_json import json_text
    from tui.core.views.incident_text import head_lines
    from tui.core.views.what_happened import ways_out
    from tui.reports.incident import head_text, incident_json, incident_markdown, incident_table, long_text

    shown = _shown(found, case, arguments)
    full = arguments.long or arguments.row is not None or arguments.id is not None
    wanted = arguments.id if arguments.row is not None else None
    asked = shown[:_MOST_ASKED] if full else ()
    ways = {index: ways_out(found, index, wanted) for index in asked}
    if full and len(shown) > len(asked):
        say(f"what would have avoided it is told for the first {len(asked)} rows; --row N tells it for another")
    name, partial = case.data_set.name, case.partial
    with until_the_reader_leaves():
        if arguments.format == "json":
            sys.stdout.write(json_text(incident_json(found, name, shown, ways, partial=partial)))
        elif arguments.format == "markdown":
            sys.stdout.write(incident_markdown(found, name, shown, ways, partial=partial, rows=full))
        else:
            sys.stdout.write(head_text(found, name, partial=partial))
            sys.stdout.writelines(f"{line}\n" for line in head_lines(found))
            sys.stdout.write("\n")
            sys.stdout.write(long_text(found, shown, ways) if full else incident_table(found, shown))


_MOST_ASKED = 10  # rows for which what would have avoided it is looked for: each takes forecasts by the dozen


def _shown(found: Incident, case: Case, arguments: argparse.Namespace) -> list[int]:
    """The rows that were asked for. Raises CaseError for a row that is not there, and an id that is nowhere."""
    from tui.core.display import one_line
    from tui.core.views.describe import count_of
    from tui.core.views.what_happened import named
    from tui.session.case import CaseError

    rows = range(len(found.rows))
    if arguments.row is not None:
        if arguments.row > len(rows):
            raise CaseError(f"there is no row {arguments.row}: the payload has {len(rows)}")
        return [arguments.row - 1]
    if arguments.id is None:
        return list(rows)
    shown = [index for index in rows if found.touches(index, arguments.id)]
    if not shown:
        where = f"neither the reply nor {count_of(len(rows), 'row')} of the payload names {one_line(arguments.id)}"
        if case.data_set.records(case.module.api_name).get(arguments.id) is None:
            raise CaseError(f"{where}, and {one_line(case.data_set.name)} has no such {case.module.api_name} record")
        say(f"{where}: this call did not touch {named(found, arguments.id)}")
    return shown


def exit_code(outcomes: set[str] | frozenset[str], rows: Sequence[RowComparison]) -> int:
    """The highest that applies: 4 unknown, 3 not taken, 1 a row was refused, 0."""
    if "unknown" in outcomes:
        return 4
    if outcomes & {"refused", "not_sent"}:
        return 3
    return int(any(row.actual == "error" for row in rows))
