"""One backend, a plain environment, and a small folder to look around in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "[x]\x1b[31mred\u202egpj.json"
LONG = f"{'very-long-' * 20}name.json"


@pytest.fixture
def anyio_backend() -> str:
    """Textual runs on asyncio only."""
    return "asyncio"


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot rests 20 ms at every pause to see whether the process idles. The tests wait for what they want to see
    instead, so that it need not."""

    async def wait_for_idle(*_: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_idle)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home folder of our own, and nothing of the person's that decides what the app looks like."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def work(home: Path) -> Path:
    """``~/work``: two folders, payloads of every kind, and names that are awkward."""
    folder = home / "work"
    for inner in ("archive", "old", ".hidden"):
        (folder / inner).mkdir(parents=True)
    for name in ("orders.json", "orders-2.json", "leads.csv", "notes.md", ".secret.json", HOSTILE, LONG):
        (folder / name).write_text("{}", encoding="utf-8")
    (folder / "archive" / "first.json").write_text("{}", encoding="utf-8")
    return folder
