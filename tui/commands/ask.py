"""Asking the person at the terminal: questions go to standard error, and what is secret is typed hidden."""

from __future__ import annotations

import getpass
import sys


def is_interactive() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def line_of(question: str) -> str:
    """What the person types; empty at the end of the input."""
    sys.stderr.write(question)
    sys.stderr.flush()
    try:
        return input()
    except EOFError:
        sys.stderr.write("\n")
        return ""


def hidden_line_of(question: str) -> str:
    """What the person types, unseen; empty at the end of the input."""
    try:
        return getpass.getpass(question)
    except EOFError:
        sys.stderr.write("\n")
        return ""
    except UnicodeDecodeError:  # a terminal of another encoding: no secret holds such a character
        return "\ufffd"
