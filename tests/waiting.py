"""Waiting, in a test that is no coroutine, for what another thread or process does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S: Final = 300
"""What a busy machine may take, at the lowest priority, too; nothing that works takes as long."""

_LOOK_EVERY_S: Final = 0.005
"""Seconds between two looks: nobody tells this thread when another has got there."""


def wait_until(holds: Callable[[], object]) -> None:
    """Look until a condition holds. Raises AssertionError where it never does."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, "it never came about"
        time.sleep(_LOOK_EVERY_S)
