"""Every test of the live half runs in a home of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def own_place(home: Path) -> None:
    """Configuration, state and cache of the test's own, and no secret from the environment."""
