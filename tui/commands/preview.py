"""``upsert-explorer preview``: the forecast of a payload, as a table, JSON, Markdown or CSV."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final

from tui.commands.options import HelpWithRules, add_case_options, payload_case, say_data_set
from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    from tui.core.forecast import Outline
    from tui.core.row_forecast import RowForecast
    from tui.session.case import Case

EXAMPLES = """\
examples:
  upsert-explorer preview leads.json
  upsert-explorer preview leads.json --check-field Phone --check-field Email
  upsert-explorer preview contacts.csv --data my-org --module Contacts
  pbpaste | upsert-explorer preview - --format json    (a copied curl command)

exit codes:
  0  fine
  1  a row, or the whole call, would be refused; with --strict also a warning
  2  wrong usage, or input that cannot be read
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "preview",
        help="forecast a payload and print what each row would do",
        description="Forecast what an upsert would do to a local data set, row by row.\nNothing is sent.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument(
        "payload",
        metavar="PAYLOAD",
        help="a file with a request body, records, JSON Lines, CSV or a curl command; - for standard input",
    )
    parser.add_argument("-h", "--help", action=HelpWithRules, help="show this help and exit")
    add_case_options(parser)
    parser.add_argument("--split", action="store_true", help="split more than 100 rows into calls of 100")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for a warning, too")
    parser.add_argument("--format", choices=tuple(_FORMS), default="table", help="default: table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the forecast; returns the exit code."""
    with payload_case(arguments) as case:
        say_data_set(case, arguments)
        outline = _FORMS[arguments.format](case, split=arguments.split)
    return exit_code(outline, strict=arguments.strict)


def print_json(case: Case, *, split: bool) -> Outline:
    """Write the forecast to standard output as JSON. What it says of all rows stands before them: the text of a row is
    kept until then, the row is not."""
    from tui.commands.spool import Spool
    from tui.core.views.forecast_json import outline_json_parts, record_text, reply_text

    with Spool() as records, Spool() as replies:

        def put(row: RowForecast) -> None:
            records.add(record_text(row))
            replies.add(reply_text(row))

        outline = case.forecast_row_by_row(put, split=split)
        with until_the_reader_leaves():
            parts = outline_json_parts(outline, case.data_set.name, records, replies, partial=case.partial)
            sys.stdout.writelines(parts)
    return outline


def print_table(case: Case, *, split: bool) -> Outline:
    """The same as a table."""
    from tui.commands.spool import Spool
    from tui.reports.table import TableReport

    with Spool() as rows:
        report = TableReport(case, sys.stdout, rows, case.line_of)
        outline = case.forecast_row_by_row(report.add, split=split)
        with until_the_reader_leaves():
            report.write(outline, case.data_set.name, partial=case.partial)
    return outline


def print_markdown(case: Case, *, split: bool) -> Outline:
    """The same as Markdown."""
    from tui.commands.spool import Spool
    from tui.reports.text import markdown_notices, markdown_parts, markdown_row

    with Spool() as rows, Spool() as notices:

        def put(row: RowForecast) -> None:
            rows.add(markdown_row(row, case, case.line_of))
            notices.add(markdown_notices(row))

        outline = case.forecast_row_by_row(put, split=split)
        with until_the_reader_leaves():
            parts = markdown_parts(outline, case.data_set.name, rows, notices, partial=case.partial)
            sys.stdout.writelines(parts)
    return outline


def print_csv(case: Case, *, split: bool) -> Outline:
    """The same as CSV, and on standard error what it says of the call."""
    from tui.commands.spool import Spool
    from tui.reports.text import CSV_HEAD, csv_row, outside_csv

    with Spool() as rows:
        outline = case.forecast_row_by_row(lambda row: rows.add(csv_row(row, case, case.line_of)), split=split)
        with until_the_reader_leaves():
            for line in outside_csv(outline):
                say(line)
            sys.stdout.write(CSV_HEAD)
            sys.stdout.writelines(rows)
    return outline


_FORMS: Final = {"table": print_table, "json": print_json, "markdown": print_markdown, "csv": print_csv}


def exit_code(outline: Outline, *, strict: bool) -> int:
    """0, or 1 if a row or the call would be refused; under strict also for a warning, which is told."""
    if outline.forecast.call_errors or outline.counted.summary.error:
        return 1
    warnings = len(outline.forecast.warnings) + outline.counted.warnings
    if strict and warnings:
        say(f"upsert-explorer: {warnings} {'warning' if warnings == 1 else 'warnings'}, and --strict was given")
        return 1
    return 0
