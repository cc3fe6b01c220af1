"""Threads that do not hold the program up: whoever quits while one of them waits for a network is out at once.

Textual's own thread workers are waited for when the app ends, up to the longest time-out of a request. What a thread of
these had not ended by then is as after a crash, and what it wrote (the journal above all) is made for that.
"""

from __future__ import annotations

import math
import threading
import time
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump
    from textual.timer import Timer


def in_background(work: Callable[[], object]) -> None:
    """Do work in such a thread. It catches what can go wrong in it itself."""

    def run() -> None:
        with suppress(RuntimeError):  # from Textual and asyncio: the app has ended, nobody is there to be told
            work()

    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()


class Countdown:
    """Tells how long a wait that Zoho asked for still takes, again and again, until it is over or cut short.

    host: whose timer it is; tell: takes the sentence, on the event loop; clock: counts seconds.
    """

    EVERY_S = 0.25

    def __init__(
        self, host: MessagePump, tell: Callable[[str], object], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._host, self._tell, self._clock = host, tell, clock
        self._timer: Timer | None = None
        self._until = 0.0

    def begin(self, seconds: float) -> None:
        """A wait of so many seconds begins."""
        self.end()
        self._until = self._clock() + seconds
        self._timer = self._host.set_interval(self.EVERY_S, self._tick)
        self._tick()

    def end(self) -> None:
        """Say no more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        left = math.ceil(self._until - self._clock())
        if left <= 0:
            self.end()
        when = f"in {left} s" if left > 0 else "now"
        self._tell(f"Zoho asks for fewer requests (HTTP 429): tried again {when}")
