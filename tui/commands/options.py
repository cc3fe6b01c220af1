"""The options that commands on a payload have in common, and how they become a ``CaseOptions``."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.commands.output import say
from tui.core.display import value_text

if TYPE_CHECKING:
    from tui.session.case import Case
    from tui.session.case_options import CaseOptions

_HELP_WIDTH = 79


def add_case_options(parser: argparse.ArgumentParser) -> None:
    """--data, --module, --check-field, --no-check-fields, --assume, --empty."""
    parser.add_argument("--data", type=_named, metavar="DIR", help="the data set (default: the bundled demo)")
    parser.add_argument(
        "--module",
        type=_named,
        metavar="M",
        help="the module (default: the one that the call names, else the data set's only one, else Leads, unless "
        "another knows more of the keys)",
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--check-field",
        action="append",
        metavar="F",
        help='a duplicate check field, in place of the payload\'s list; repeat it for several; "" for an empty list',
    )
    group.add_argument("--no-check-fields", action="store_true", help="as if the payload had no duplicate_check_fields")
    parser.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="RULE=VALUE",
        help="another setting of an assumption, as in match.several=refuse; repeat it for several",
    )
    parser.add_argument(
        "--empty",
        choices=("absent", "clears"),
        default="absent",
        help="an empty cell of a CSV payload: absent, no key (default); clears, null",
    )
    parser.add_argument(
        "--call", type=int, metavar="N", help="which call of a payload that holds several (HAR, Postman, .http)"
    )


def _named(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("it must not be blank")
    return text


def record_id(text: str) -> str:
    """A record's id, also as it is copied from an export, from JSON or from the address of a page."""
    from tui.core.near_ids import copied_id

    return copied_id(text)


def row_number(text: str) -> int:
    """The number of a row as a person gives it, from 1."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise argparse.ArgumentTypeError("rows are numbers from 1")
    return int(text)


def row_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Rows as a person lists them, from 1: ``1,4-9`` as ((1, 1), (4, 9)). They may be many: ranges stay ranges."""
    return tuple(_range(each.strip(), text) for each in text.split(","))


def _range(text: str, whole: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    try:
        found = row_number(first.strip()), row_number(last.strip() if dash else first.strip())
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"{value_text(whole)} is not a list of rows such as 1,4-9") from None
    if found[1] < found[0]:
        raise argparse.ArgumentTypeError(f"{value_text(text)} ends before it begins")
    return found


def case_options(arguments: argparse.Namespace) -> CaseOptions:
    """The options as the person gave them."""
    from tui.session.case_options import CaseOptions

    names = arguments.check_field
    return CaseOptions(
        data=None if arguments.data is None else Path(arguments.data),
        module=arguments.module,
        check_fields=None if names is None else tuple(name for name in names if name),
        no_check_fields=arguments.no_check_fields,
        assume=arguments.assume,
        empty="null" if arguments.empty == "clears" else "absent",
        call=arguments.call,
    )


def payload_case(arguments: argparse.Namespace) -> Case:
    """What the arguments of a command on a payload name, for ``with``. Raises CaseError."""
    from tui.commands.loading import told_while_loading
    from tui.session.case import open_case

    payload = None if arguments.payload == "-" else Path(arguments.payload)
    with told_while_loading():
        return open_case(payload, sys.stdin.buffer, case_options(arguments))


def say_data_set(case: Case, arguments: argparse.Namespace) -> None:
    """Say what there is to say of the data set (it is the demo; what is odd about its files) and of the payload."""
    if arguments.data is None:
        say("forecast against the bundled demo data set (--data DIR for another)")
    for line in case.said:
        say(line)


class HelpWithRules(argparse.Action):
    """--help that ends in the rules which --assume takes. They are imported only when it is asked for."""

    def __init__(self, option_strings: list[str], dest: str, **more: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=more.get("help"))

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print the help and end."""
        parser.epilog = f"{parser.epilog or ''}\n{switches_help()}"
        parser.print_help()
        parser.exit()


def switches_help() -> str:
    """The rules that ``--assume`` takes, with their values, for the end of a help text."""
    from tui.core.rules import RULES, SWITCHES

    lines = ["what --assume takes, the default first:"]
    for rule, switch in SWITCHES.items():
        lines += ["", f"  {rule}", *wrapped(RULES[rule].sentence, "  ", "  ")]
        longest = max(map(len, switch.values))
        for value, meaning in switch.meanings:
            lines += wrapped(meaning, f"    {value:{longest}}  ", " " * (longest + 6))
    return "\n".join(lines)


def wrapped(text: str, first: str, others: str) -> list[str]:
    """A text in lines of a help page, with what stands before the first line and before the others."""
    return textwrap.wrap(text, _HELP_WIDTH, initial_indent=first, subsequent_indent=others)
