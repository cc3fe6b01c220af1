"""The options that commands on a payload have in common, and how they become a ``CaseOptions``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from tui.case import CaseOptions


def add_case_options(parser: argparse.ArgumentParser) -> None:
    """--data, --module, --check-field, --no-check-fields, --assume, --empty."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data set to forecast against (default: the demo)")
    parser.add_argument(
        "--module", metavar="M", help="the module (default: the curl command's, the only one, or Leads)"
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--check-field",
        action="append",
        metavar="F",
        help='a duplicate check field, in place of the payload\'s list; repeat it for several; "" for an empty list',
    )
    group.add_argument("--no-check-fields", action="store_true", help="send no duplicate_check_fields key")
    parser.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="RULE=VALUE",
        help="read an assumed rule another way, as in match.several=refuse; repeat it for several",
    )
    parser.add_argument(
        "--empty",
        choices=("absent", "clears"),
        default="absent",
        help="what an empty cell of a CSV payload means: no key (default), or null",
    )


def case_options(arguments: argparse.Namespace) -> CaseOptions:
    """The options as the person gave them."""
    from tui.case import CaseOptions  # noqa: PLC0415 - the metadata models load here, not for --help

    names = arguments.check_field
    return CaseOptions(
        data=arguments.data,
        module=arguments.module,
        check_fields=None if names is None else tuple(name for name in names if name),
        no_check_fields=arguments.no_check_fields,
        assume=arguments.assume,
        empty="null" if arguments.empty == "clears" else "absent",
    )


def switches_help() -> str:
    """The rules that ``--assume`` takes, with their values, for the end of a help text."""
    from tui.core.rules import RULES, SWITCHES  # noqa: PLC0415 - as above

    lines = ["what --assume takes (the first value is the default):"]
    for rule, switch in SWITCHES.items():
        lines.append(f"  {rule}: {RULES[rule].sentence}")
        lines += [f"      {rule}={value}  {meaning}" for value, meaning in switch.meanings]
    return "\n".join(lines)
