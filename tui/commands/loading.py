"""The line on a terminal that says how far the records of a large data set are read."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.dataset.loading import Progress

_FIRST_S: Final = 0.5  # what takes less needs no word
_EACH_S: Final = 0.1
_WIDTH: Final = 79


@contextmanager
def told_while_loading() -> Iterator[None]:
    """While this lasts, reading many records is told on standard error, if that is a terminal; ctrl+c ends it."""
    from tui.dataset.loading import watched

    if not sys.stderr.isatty():
        yield
        return
    line = ProgressLine(sys.stderr.write, sys.stderr.flush, time.monotonic)
    try:
        with watched(line.tell):
            yield
    finally:
        line.end()


class ProgressLine:
    """One line that is written over and over. clock: seconds."""

    def __init__(self, write: Callable[[str], object], flush: Callable[[], object], clock: Callable[[], float]) -> None:
        self._write, self._flush, self._clock = write, flush, clock
        self._module = ""
        self._started = self._told = 0.0
        self._shown = False

    def tell(self, progress: Progress) -> None:
        """Say how far it has come."""
        now = self._clock()
        if progress.module != self._module or progress.read == 0:
            self._module, self._started, self._told = progress.module, now, now + _FIRST_S - _EACH_S
        if now - self._told < _EACH_S:
            return
        self._told, self._shown = now, True
        self._put(f"{progress.told(now - self._started)} (ctrl+c ends it)")

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            self._put("")

    def _put(self, text: str) -> None:
        try:
            self._write(f"\r{text[:_WIDTH]:{_WIDTH}}\r")
            self._flush()
        except (OSError, ValueError):
            self._shown = False
