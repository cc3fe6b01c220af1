"""``upsert-explorer why``: what one row does and why, or which rows reach one record, in sentences."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tui.commands.options import HelpWithRules, add_case_options, payload_case, record_id, row_number, say_data_set
from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.session.case import Case

EXAMPLES = """\
examples:
  upsert-explorer why leads.json --row 2
  upsert-explorer why leads.json --row 2 --check-field Phone
  upsert-explorer why leads.json --id 4001000000012371 --data my-org

exit codes:
  0  fine
  1  the whole call, the row asked about, or (with --id) a row that runs into
     the record is refused
  2  wrong usage, or input that cannot be read
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "why",
        help="why a row does what it does, or which rows reach a record",
        description="Say in sentences what one row of a payload would do and why: each step, what a\n"
        "step that is not reached would have hit, what is wrong with a refused row and\n"
        "how to fix it. Or which rows reach one record, and how. Nothing is sent.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("payload", metavar="PAYLOAD", help="what would be sent, as for preview; - for standard input")
    parser.add_argument("-h", "--help", action=HelpWithRules, help="show this help and exit")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--row", type=row_number, metavar="N", help="the row, counted from 1")
    which.add_argument(
        "--id",
        type=record_id,
        metavar="ID",
        help="the id of a record of the data set, or new-N for what row N inserts",
    )
    add_case_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the sentences; returns the exit code."""
    from tui.core.payload.request import ROWS_PER_CALL
    from tui.session.case import CaseError

    with payload_case(arguments) as case:
        rows = len(case.request.rows)
        if arguments.row is not None and arguments.row > rows:
            raise CaseError(f"there is no row {arguments.row}: the payload has {rows}")
        made = case.forecast(split=rows > ROWS_PER_CALL)
        lines, code = _lines(made, case, arguments)
        say_data_set(case, arguments)
        if rows > ROWS_PER_CALL:
            say(f"{rows} rows, forecast as calls of {ROWS_PER_CALL}")
        with until_the_reader_leaves():
            sys.stdout.writelines(f"{line}\n" for line in lines)
    return code


def _lines(made: Forecast, case: Case, arguments: argparse.Namespace) -> tuple[tuple[str, ...], int]:
    """What to print, and the exit code. Raises CaseError for an id that nobody knows."""
    from tui.core.outcome import RowOutcome
    from tui.core.views.describe import call_error_text
    from tui.core.views.why import why_row
    from tui.core.views.why_record import rows_that_reach, why_record
    from tui.session.case import CaseError

    if made.call_errors:
        errors = (
            f"The whole call is refused: {call_error_text(error, made)} ({error.code})." for error in made.call_errors
        )
        return tuple(errors), 1
    records = case.data_set.records(case.module.api_name)
    if arguments.row is not None:
        index = arguments.row - 1
        lines = why_row(made, index, records, case.line_of)
        return lines, int(made.rows[index].outcome is RowOutcome.ERROR)
    found = why_record(made, arguments.id, records)
    if found is None:
        raise CaseError(_no_such_record(case, arguments.id))
    reached = rows_that_reach(made, arguments.id)
    return found, int(any(row.outcome is RowOutcome.ERROR for row in reached))


def _no_such_record(case: Case, record_id: str) -> str:
    """That nobody knows an id here, and what was perhaps meant: ids that are near, or a record of another module."""
    from tui.core.display import brief, one_line
    from tui.core.near_ids import near_ids
    from tui.session.choices import modules_with_record

    data_set, module = case.data_set, case.module.api_name
    sentence = f"no record of {module} in {data_set.name} has the id {brief(record_id)}"
    elsewhere = modules_with_record(data_set, record_id, module)
    if elsewhere:
        return f"{sentence}; it is a record of {one_line(elsewhere[0])}"
    near = near_ids(record_id, data_set.records(module).ids())
    return (
        f"{sentence}; near it: {', '.join(f'{one_line(each.id)} ({each.how})' for each in near)}" if near else sentence
    )
