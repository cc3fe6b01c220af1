"""Pausing and stopping a send. Both take hold between two calls: a call that has left is waited for, whatever it takes.
What Zoho did not take (HTTP 429) has not left; the wait before it is tried again ends with a stop at once.

A control is made for one send and shared by the thread that sends and whoever steers it.
"""

from __future__ import annotations

import threading


class Control:
    """Steers one send. All methods may be called from any thread, and again."""

    def __init__(self) -> None:
        self._may_go = threading.Event()
        self._may_go.set()
        self._stopped = threading.Event()

    @property
    def paused(self) -> bool:
        """Whether the next call waits."""
        return not self._may_go.is_set() and not self.stopped

    @property
    def stopped(self) -> bool:
        """Whether nothing more is sent."""
        return self._stopped.is_set()

    def pause(self) -> None:
        """Hold before the next call."""
        self._may_go.clear()

    def resume(self) -> None:
        """Go on."""
        self._may_go.set()

    def stop(self) -> None:
        """Send nothing more. What was sent stays sent."""
        self._stopped.set()
        self._may_go.set()

    def sleep(self, seconds: float) -> bool:
        """Wait so long; False if a stop cut it short."""
        return not self._stopped.wait(seconds)

    def wait(self) -> bool:
        """Wait while paused; returns whether the next call may leave."""
        self._may_go.wait()
        return not self.stopped
