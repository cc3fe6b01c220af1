"""A small folder to look around in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "[x]\x1b[31mred\u202egpj.json"
LONG = f"{'very-long-' * 20}name.json"


@pytest.fixture
def work(home: Path) -> Path:
    """``~/crm``: two folders, payloads of every kind, and names that are awkward."""
    folder = home / "crm"
    for inner in ("archive", "old", ".hidden"):
        (folder / inner).mkdir(parents=True)
    for name in ("orders.json", "orders-2.json", "leads.csv", "notes.md", ".secret.json", HOSTILE, LONG):
        (folder / name).write_text("{}", encoding="utf-8")
    (folder / "archive" / "first.json").write_text("{}", encoding="utf-8")
    return folder
