"""The command line: which command, its options, and how it ends. The work is done in tui.commands and tui.app."""

from __future__ import annotations

import gc
import sys
from functools import partial
from typing import TYPE_CHECKING

from tui import __version__
from tui.commands import open as open_command
from tui.commands.output import drop_output, prepare_streams, say
from tui.commands.signals import INTERRUPTED, was_interrupted

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Sequence

    from tui.dataset.kept import KeptIndexes

USAGE_ERROR = 2

EXAMPLES = """\
examples:
  upsert-explorer                                   the app, on made-up data
  upsert-explorer preview leads.json --data my-org  the forecast, as a table
  upsert-explorer preview --help                    all options of preview
"""


def make_parser() -> ArgumentParser:
    """The whole command line."""
    from argparse import RawDescriptionHelpFormatter

    from tui.commands import (
        cache,
        explain,
        export,
        lessons,
        matrix,
        practice_org,
        preview,
        profile,
        pull,
        screenshots,
        send,
        why,
    )
    from tui.commands.parser import Parser

    parser = Parser(
        prog="upsert-explorer",
        description="See which record each row of a Zoho CRM upsert will hit, and why, before it is\n"
        "sent. Without a command the app opens.",
        formatter_class=RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=f"upsert-explorer {__version__}")
    parser.set_defaults(run=open_command.run_without_payload)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for command in (
        open_command,
        preview,
        matrix,
        why,
        explain,
        lessons,
        export,
        send,
        pull,
        profile,
        practice_org,
        cache,
        screenshots,
    ):
        command.add_parser(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code. 2: usage, or input that cannot be read, in at most three lines; 70: the
    program failed, in one line; 130: ctrl+c ended it."""
    code = _code_of(arguments)
    # Code in C that an interrupt breaks off may say that a file cannot be read.
    return INTERRUPTED if code == USAGE_ERROR and was_interrupted() else code


def _code_of(arguments: Sequence[str] | None) -> int:
    try:
        prepare_streams()
        given = sys.argv[1:] if arguments is None else arguments
        if not given:  # the app, as it is mostly started: without the modules of all commands and their options
            return _run(open_command.run_without_payload)
        gc.enable()
        parsed = make_parser().parse_args(given)
        return _run(partial(parsed.run, parsed))
    except BrokenPipeError:  # the reader of the pipe has seen enough
        drop_output()
        return 0
    except OSError as error:  # a full disk, a folder that may not be entered, a name that is too long
        drop_output()
        say(f"upsert-explorer: {error.filename or 'standard output'}: {(error.strerror or 'it failed').lower()}")
        return USAGE_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        from tui.crash import FAILED, told

        if was_interrupted():
            return INTERRUPTED
        for line in told(error):
            say(line)
        return FAILED


def _run(command: Callable[[], int]) -> int:
    from tui.dataset.files import DataSetError
    from tui.dataset.kept import keep_indexes
    from tui.session.case import CaseError

    keep_indexes(_kept_indexes)
    gc.set_threshold(100_000, 20, 100)  # a forecast of many rows is many values and no cycles
    try:
        code = command()
    except (CaseError, DataSetError) as error:
        say(f"upsert-explorer: {error}")
        return USAGE_ERROR
    sys.stdout.flush()
    return code


def _kept_indexes() -> KeptIndexes:
    """Where the indexes of large data sets are kept; asked only when there is one."""
    from tui.settings.indexes import kept_indexes

    return kept_indexes()


if __name__ == "__main__":
    sys.exit(main())
