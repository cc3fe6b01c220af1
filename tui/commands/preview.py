"""``upsert-explorer preview``: the forecast of a payload, as a table, JSON, Markdown or CSV."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tui.commands.options import HelpWithRules, add_case_options, payload_case, say_data_set
from tui.commands.output import say, until_the_reader_leaves

if TYPE_CHECKING:
    from tui.core.forecast import Forecast, Outline
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
    parser.add_argument("--split", action="store_true", help="cut more than 100 rows into calls of 100")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for a warning, too")
    parser.add_argument(
        "--format", choices=("table", "json", "markdown", "csv"), default="table", help="default: table"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the forecast; returns the exit code."""
    with payload_case(arguments) as case:
        say_data_set(case, arguments)
        if arguments.format == "json":
            outline = print_json(case, split=arguments.split)
        else:
            forecast = case.forecast(split=arguments.split)
            outline = forecast.outline
            with until_the_reader_leaves():
                print_forecast(forecast, case, arguments.format)
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


def print_forecast(forecast: Forecast, case: Case, form: str) -> None:
    """Write the forecast to standard output as a table, Markdown or CSV."""
    name, partial = case.data_set.name, case.partial
    if form == "table":
        from tui.reports.table import print_table

        print_table(forecast, name, sys.stdout, partial=partial, line_of=case.line_of)
    elif form == "markdown":
        from tui.reports.text import markdown

        sys.stdout.write(markdown(forecast, name, partial=partial, line_of=case.line_of))
    else:
        from tui.reports.text import csv_text, outside_csv

        for line in outside_csv(forecast):
            say(line)
        sys.stdout.write(csv_text(forecast, case.line_of))


def exit_code(outline: Outline, *, strict: bool) -> int:
    """0, or 1 if a row or the call would be refused; under strict also for a warning, which is told."""
    if outline.forecast.call_errors or outline.counted.summary.error:
        return 1
    warnings = len(outline.forecast.warnings) + outline.counted.warnings
    if strict and warnings:
        say(f"upsert-explorer: {warnings} {'warning' if warnings == 1 else 'warnings'}, and --strict was given")
        return 1
    return 0
