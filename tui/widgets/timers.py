"""Timers that fire once, whatever the machine does meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer


def certain(timer: Timer) -> Timer:
    """A timer that was just set and fires once, however late. Textual leaves out what should have fired already: where
    the process gets no processor for as long as the timer runs, at its very start, one that fires once never does."""
    timer._skip = False
    return timer
