"""The parser of the command line. It stands apart: the app as it is mostly started does without."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from tui.commands.output import say

USAGE_ERROR = 2
_IN_SINGLE_QUOTES, _IN_DOUBLE = r"(?<![\w\"])'([^'\n]*)'(?![\w\"])", r'"\1"'


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in two lines: no usage block."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As in argparse, but what is not known ends the command that it was given to, which has the help for it."""
        parsed, unknown = super().parse_known_args(args, namespace)
        options = [each.partition("=")[0] for each in unknown if each.startswith("-")]
        if options:  # without its value, which may be a secret
            self.error(f"there is no option {options[0]}{self._near(options[0])}")
        if unknown:
            self.error(f"this is one argument too many: {unknown[0]}")
        return parsed, unknown

    def _near(self, option: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(option, self._option_string_actions, 1) if option.startswith("--") else []
        return f"; did you mean {near[0]}?" if near else ""

    def error(self, message: str) -> NoReturn:
        """Say it, with values in double quotes as everywhere, and end."""
        say(f"{self.prog}: {re.sub(_IN_SINGLE_QUOTES, _IN_DOUBLE, message)}")
        say(f"try: {self.prog} --help")
        sys.exit(USAGE_ERROR)
