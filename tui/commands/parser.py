"""The parser of the command line. It stands apart: the app as it is mostly started does without."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

from tui.commands.output import say

USAGE_ERROR = 2
_IN_SINGLE_QUOTES, _IN_DOUBLE = r"(?<![\w\"])'([^'\n]*)'(?![\w\"])", r'"\1"'


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in two lines: no usage block."""

    def error(self, message: str) -> NoReturn:
        """Say it, with values in double quotes as everywhere, and end."""
        say(f"{self.prog}: {re.sub(_IN_SINGLE_QUOTES, _IN_DOUBLE, message)}")
        say(f"try: {self.prog} --help")
        sys.exit(USAGE_ERROR)
