"""How commands write: results to standard output, one plain line at a time to standard error.

A reader that leaves early (``| head``) ends the writing but is no failure; nothing that is told can steer a terminal.
"""

from __future__ import annotations

import io
import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_PIECE: Final = 1_000  # characters, of four bytes at most: POSIX promises that a pipe takes 4,096 at once


def prepare_streams() -> None:
    """Make the three streams usable whatever the shell did to them: a closed one is empty, a pipe carries UTF-8, and a
    character that a terminal cannot show is escaped."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - it stays open like the one it stands for
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what is typed at a question; payloads are read as bytes
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def say(text: str) -> None:
    """One line on standard error; what no terminal should get is escaped. Nobody listening is no failure."""
    from tui.core.display import escaped

    try:
        print(escaped(text), file=sys.stderr)
    except (OSError, ValueError):
        _drop(sys.stderr)


def wait_aloud(seconds: float, sleep: Callable[[float], object] = time.sleep) -> object:
    """Wait before another try, where Zoho asks for fewer requests, and say so; returns what ``sleep`` does (False: it
    was cut short)."""
    say(f"Zoho asks for fewer requests (HTTP 429): trying again in {seconds:g} s")
    return sleep(seconds)


@contextmanager
def until_the_reader_leaves() -> Iterator[None]:
    """For writing results: a pipe whose reader has seen enough ends the writing, not the command."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()


@contextmanager
def after_a_write() -> Iterator[None]:
    """For writing the results of what is done already: whatever goes wrong with standard output is said, and changes no
    exit code, since a script would do it all again."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()
    except (OSError, ValueError) as error:
        drop_output()
        why = (getattr(error, "strerror", None) or "it failed").lower()
        say(f"standard output: {why}; what was sent, and the reply, is in the journal")


def write_out(text: str) -> None:
    """Write to standard output in pieces that a pipe takes whole: of a long write that a signal interrupts, Python
    loses the rest where output is not buffered."""
    for start in range(0, len(text), _PIECE):
        sys.stdout.write(text[start : start + _PIECE])


def drop_output() -> None:
    """Send what is still to be written nowhere, so that nothing fails when Python ends."""
    _drop(sys.stdout)


def _drop(stream: TextIO) -> None:
    with suppress(OSError, ValueError, io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
