"""Fixtures of the live half."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tui.live.journal import send_lock

if TYPE_CHECKING:
    from collections.abc import Iterator


class Log(logging.Handler):
    """Keeps what is logged, as text with tracebacks."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Log]:
    """All that anyone logs during the test, at whatever level."""
    root, kept = logging.getLogger(), Log()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield kept
    root.setLevel(level)
    root.removeHandler(kept)


@pytest.fixture
def no_glances(monkeypatch: pytest.MonkeyPatch) -> None:
    """A send lock that is held is held by a send: nobody only looks at it, and it need not be tried again."""
    monkeypatch.setattr(send_lock, "_GLANCE_S", 0.0)
