"""Fixtures of the live half."""

from __future__ import annotations

import pytest

from tui.live.journal import send_lock


@pytest.fixture
def no_glances(monkeypatch: pytest.MonkeyPatch) -> None:
    """A send lock that is held is held by a send: nobody only looks at it, and it need not be tried again."""
    monkeypatch.setattr(send_lock, "_GLANCE_S", 0.0)
