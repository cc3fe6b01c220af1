"""Computing for a screen, in a thread: what was asked last wins, and who leaves the screen ends it.

Unlike ``Runner``, which asks an org and refuses a second question meanwhile, this takes the newer question.
"""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tui.screens.dialogs.background import Trouble, in_background, trouble_of
from tui.widgets.timers import certain

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen
    from textual.timer import Timer

Result = TypeVar("Result")

LOOK_EVERY_S: Final = 0.3
"""Seconds between two reports of how far it is."""


class GivenUp(Exception):
    """Nobody waits for this any more."""


class Progress:
    """Given to the work, in its thread. It is to be called often: with what shows how far the work is, which is called
    on the event loop now and then. Raises GivenUp where nobody waits any more."""

    def __init__(self, latest: Latest, number: int) -> None:
        self._latest, self._number = latest, number
        self._told = monotonic()

    def __call__(self, show: Callable[[], object]) -> None:
        """Go on, or give up."""
        if not self._latest.waits_for(self._number):
            raise GivenUp
        if monotonic() - self._told >= self._latest.look_every_s:
            self._latest.hand_over(self._number, show)
            self._told = monotonic()


class Latest:
    """What is computed for a screen. ``busy``: whether something is."""

    look_every_s = LOOK_EVERY_S

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._number = 0
        self._later: Timer | None = None
        self.busy = False

    def begin(
        self,
        work: Callable[[Progress], Result],
        then: Callable[[Result | Trouble], object],
        *,
        after_s: float = 0.0,
    ) -> None:
        """Compute something in a thread and hand the result, or what went wrong, to ``then``. What was begun before is
        given up. after_s: seconds in which nothing else must be asked for, else no thread begins."""
        self.end()
        self.busy = True
        start = partial(in_background, partial(self._work, self._number, work, then))
        if after_s:
            self._later = certain(self._screen.set_timer(after_s, start))
        else:
            start()

    def end(self) -> None:
        """Wait for nothing any more."""
        self._number += 1
        self.busy = False
        if self._later is not None:
            self._later.stop()
            self._later = None

    def waits_for(self, number: int) -> bool:
        """Whether the work with this number is still wanted."""
        return number == self._number and self._screen.is_attached

    def hand_over(self, number: int, call: Callable[[], object]) -> None:
        """From the thread: call something on the event loop, if the work is still wanted by then."""
        if self.waits_for(number):
            self._screen.call_later(self._if_wanted, number, call)

    def _if_wanted(self, number: int, call: Callable[[], object]) -> None:
        if self.waits_for(number):
            call()

    def _work(
        self, number: int, work: Callable[[Progress], Result], then: Callable[[Result | Trouble], object]
    ) -> None:
        result: Result | Trouble
        try:
            result = work(Progress(self, number))
        except GivenUp:
            return
        except Exception as error:  # one sentence; the rest of the app goes on
            result = trouble_of(error)
        self.hand_over(number, partial(self._ended, then, result))

    def _ended(self, then: Callable[[Result | Trouble], object], result: Result | Trouble) -> None:
        self.busy = False
        then(result)
