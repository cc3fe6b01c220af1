"""``upsert-explorer preview``: the forecast of a payload, as a table, JSON, Markdown or CSV."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.options import add_case_options, case_options, switches_help

if TYPE_CHECKING:
    from tui.core.forecast import Forecast

EXAMPLES = """\
examples:
  upsert-explorer preview leads.json
  upsert-explorer preview leads.json --check-field Phone --check-field Email
  upsert-explorer preview contacts.csv --data my-org --module Contacts --format csv
  pbpaste | upsert-explorer preview - --format json     a curl command, as copied, is a payload too
exit codes: 0 fine; 1 a row or the call would be refused (with --strict also: a warning); 2 input that cannot be read
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "preview",
        help="forecast a payload and print what each row would do",
        description="Forecast what an upsert would do to a local data set, row by row. Nothing is sent.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"{EXAMPLES}\n{switches_help()}" if wants_help() else None,
        allow_abbrev=False,
    )
    parser.add_argument(
        "payload", metavar="PAYLOAD|-", help="a request body, records, JSON Lines, CSV or a curl command"
    )
    add_case_options(parser)
    parser.add_argument("--split", action="store_true", help="cut more than 100 rows into calls of 100")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for a warning, too")
    parser.add_argument("--format", choices=("table", "json", "markdown", "csv"), default="table")
    parser.set_defaults(run=run)


def wants_help() -> bool:
    """Whether a help text is asked for: only then the rules are imported for it."""
    return any(argument in ("-h", "--help") for argument in sys.argv[1:])


def run(arguments: argparse.Namespace) -> int:
    """Print the forecast; returns the exit code."""
    from tui.case import open_case  # noqa: PLC0415 - what the engine needs is loaded when it is used

    payload = None if arguments.payload == "-" else Path(arguments.payload)
    case = open_case(payload, sys.stdin.buffer, case_options(arguments))
    if arguments.data is None:
        print("forecast against the bundled demo data set (--data DIR for another)", file=sys.stderr)
    for line in case.data_set.report(case.module.api_name).lines():
        print(f"data set {case.data_set.name}, {case.module.api_name}: {line}", file=sys.stderr)
    forecast = case.forecast(split=arguments.split)
    name = case.data_set.name
    print_forecast(forecast, name, arguments.format, partial=case.data_set.partial)
    return exit_code(forecast, strict=arguments.strict)


def print_forecast(forecast: Forecast, data_set: str, form: str, *, partial: bool) -> None:
    """Write the forecast to standard output in one of the formats."""
    if form == "table":
        from tui.reports.table import print_table  # noqa: PLC0415 - rich is for this format only

        print_table(forecast, data_set, sys.stdout)
    elif form == "json":
        from tui.core.forecast_json import forecast_json  # noqa: PLC0415

        json.dump(forecast_json(forecast, data_set, partial=partial), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        from tui.reports.text import csv_text, markdown  # noqa: PLC0415

        sys.stdout.write(markdown(forecast, data_set) if form == "markdown" else csv_text(forecast))


def exit_code(forecast: Forecast, *, strict: bool) -> int:
    """0, or 1 if a row or the call would be refused; under strict also for a warning."""
    refused = bool(forecast.call_errors) or forecast.summary.error > 0
    return 1 if refused or (strict and forecast.all_warnings) else 0
