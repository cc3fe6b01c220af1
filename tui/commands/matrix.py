"""``upsert-explorer matrix``: what every row does under every order of the check fields, as a table or JSON."""

from __future__ import annotations

import argparse
import sys

from tui.commands.options import HelpWithRules, add_case_options, payload_case, say_data_set
from tui.commands.output import say, until_the_reader_leaves

EXAMPLES = """\
examples:
  upsert-explorer matrix leads.json
  upsert-explorer matrix leads.json --data my-org --format json
  upsert-explorer matrix contacts.csv --assume order.empty_list=nothing_listed

exit codes:
  0  fine
  1  the whole call, or a row under one of the orders, would be refused
  2  wrong usage, or input that cannot be read
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "matrix",
        help="what each row would do under every order of the check fields",
        description="Forecast a payload under every distinct effective order, each with the\n"
        "shortest duplicate_check_fields that brings it about. Nothing is sent.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("payload", metavar="PAYLOAD", help="what would be sent, as for preview; - for standard input")
    parser.add_argument("-h", "--help", action=HelpWithRules, help="show this help and exit")
    add_case_options(parser)
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the matrix; returns the exit code."""
    from tui.core.matrix import matrix

    with payload_case(arguments) as case:
        say_data_set(case, arguments)
        made = matrix(case.request, case.module, case.data_set.records(case.module.api_name), case.assumptions)
        name, partial = case.data_set.name, case.partial
        if not made.complete:
            say(f"{made.total:,} orders are possible; only those one move away from the current one are shown")
        with until_the_reader_leaves():
            if arguments.format == "json":
                from tui.core.views.forecast_json import json_text
                from tui.core.views.matrix_json import matrix_json

                sys.stdout.write(json_text(matrix_json(made, name, partial=partial)))
            else:
                from tui.reports.matrix import matrix_report

                sys.stdout.write(matrix_report(made, name, partial=partial))
    return int(made.refuses)
