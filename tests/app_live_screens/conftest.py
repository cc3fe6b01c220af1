"""A home of the person's, and the folder that she works in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def work(home: Path) -> Path:
    """The folder that the person works in."""
    folder = home / "crm"
    folder.mkdir()
    return folder
