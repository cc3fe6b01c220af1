"""How commands write: results to standard output, one plain line at a time to standard error.

A reader that leaves early (``| head``) ends the writing but is no failure; nothing that is told can steer a terminal.
"""

from __future__ import annotations

import io
import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def prepare_streams() -> None:
    """Make the three streams usable whatever the shell did to them: a closed one is empty, a pipe carries UTF-8, and a
    character that a terminal cannot show is escaped."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - it stays open like the one it stands for
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def say(text: str) -> None:
    """One line on standard error; what no terminal should get is escaped. Nobody listening is no failure."""
    from tui.core.display import escaped

    with suppress(OSError):
        print(escaped(text), file=sys.stderr)


def wait_aloud(seconds: float) -> None:
    """Wait before another try, where Zoho asks for fewer requests, and say so."""
    say(f"Zoho asks for fewer requests (HTTP 429): tried again in {seconds:g} s")
    time.sleep(seconds)


@contextmanager
def until_the_reader_leaves() -> Iterator[None]:
    """For writing results: a pipe whose reader has seen enough ends the writing, not the command."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()


def drop_output() -> None:
    """Send what is still to be written nowhere, so that nothing fails when Python ends."""
    with suppress(OSError, io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
