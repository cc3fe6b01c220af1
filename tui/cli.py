"""The command line: which command, its options, and how it ends. The work is done in tui.commands and tui.app."""

from __future__ import annotations

import argparse
import io
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from tui import __version__
from tui.commands import open as open_command
from tui.commands import preview, screenshots

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE_ERROR = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in two lines: no usage block."""
        print(f"{self.prog}: {message}\ntry: {self.prog} --help", file=sys.stderr)
        sys.exit(USAGE_ERROR)


def make_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = _Parser(
        prog="upsert-explorer",
        description="See which record each row of a Zoho CRM upsert will hit, and why, before it is sent.\n"
        "Without a command the app opens.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"upsert-explorer {__version__}")
    parser.set_defaults(run=open_command.run_without_payload)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    for command in (open_command, preview, screenshots):
        command.add_parser(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code. 2: usage, or input that cannot be read, in at most three lines."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parsed = make_parser().parse_args(arguments)
    from tui.case import CaseError  # noqa: PLC0415 - --help and --version need none of it
    from tui.dataset.files import DataSetError  # noqa: PLC0415

    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except (CaseError, DataSetError) as error:
        print(f"upsert-explorer: {error}", file=sys.stderr)
        return USAGE_ERROR
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
