"""An app that remembers what is open, whatever ends it: a key, a signal, a terminal that is gone, or a failure."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import App

from tui.core.display import one_line
from tui.screens.main.screen import MainScreen
from tui.widgets.timers import certain

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.timer import Timer, TimerCallback

    from tui.session.explorer import Explorer
    from tui.session.remembered import Session

REMEMBER_AFTER = 1.0
"""Seconds without a change after which the session is written."""

REMEMBER_WITHIN = 2.0
"""Seconds after a change within which it is written, however much changes meanwhile."""


class SessionApp(App[int]):
    """Keeps the session of what an explorer has open. session: where; None: nothing is remembered."""

    def __init__(self, explorer: Explorer, session: Session | None) -> None:
        super().__init__()
        self.explorer = explorer
        self._session = session
        self._remembering: Timer | None = None
        self._changed_at = 0.0
        self.failure: BaseException | None = None
        """What the app ended of, if it failed."""
        self._told: str | None = None
        self._session_is_final = False
        self._hears: asyncio.AbstractEventLoop | None = None
        self._is_to_end = False

    def set_timer(
        self, delay: float, callback: TimerCallback | None = None, *, name: str | None = None, pause: bool = False
    ) -> Timer:
        """As in Textual, and certain: by such a timer the screens are told that the terminal has another size."""
        return certain(super().set_timer(delay, callback, name=name, pause=pause))

    def _main(self) -> MainScreen | None:
        """The screen on what the person has open: the lowest, since a lesson lies over it."""
        return next((screen for screen in self.screen_stack if isinstance(screen, MainScreen)), None)

    def remember_soon(self) -> None:
        """Something changed: write the session once nothing has changed for a moment."""
        if self._session is None:
            return
        if self._remembering is None:
            self._changed_at = monotonic()
            self._remembering = self.set_timer(REMEMBER_AFTER, self.remember)
        elif monotonic() - self._changed_at < REMEMBER_WITHIN - REMEMBER_AFTER:
            self._remembering.reset()

    def remember(self, *, discard: bool = False) -> None:
        """Write the session now. discard: without the edits that are not saved."""
        if self._remembering is not None:
            self._remembering.stop()
            self._remembering = None
        main = self._main()
        if self._session is None or main is None:
            return
        trouble = self._session.remember(
            self.explorer, row=main.row, pane=main.pane, theme=self.theme, looks=main.looks, discard=discard
        )
        if trouble and trouble != self._told:
            self.notify(one_line(trouble), severity="warning", timeout=12, markup=False)
        self._told = trouble

    # --- ends ---------------------------------------------------------------------------------------------------------

    def get_driver_class(self) -> type[Driver]:
        """The driver of Textual's choice; of terminals, the one that reads with care."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from tui.terminal import TerminalDriver

        return TerminalDriver

    def hear_signals(self) -> None:
        """The signals that end a program write the session first, and give the terminal back."""
        if self.is_headless or not hasattr(signal, "SIGHUP"):
            return
        self._hears, self._around = asyncio.get_running_loop(), copy_context()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            if signal.getsignal(number) is not signal.SIG_IGN:
                with suppress(ValueError):  # in the main thread only
                    signal.signal(number, self._on_signal)  # one of asyncio's is heard between two steps only

    def _on_signal(self, number: int, _: object) -> None:
        if number == signal.SIGINT and getattr(self._driver, "is_lent", False):
            return  # typed at the program that has the terminal
        self.end_soon(number)

    def end_soon(self, number: int) -> None:
        """End as a signal wants it; from any thread, at any moment, and by force where the app does not come to it."""
        if self._hears is None:
            return
        if not self._is_to_end:
            from tui.terminal import end_in_time

            self._is_to_end = True
            give_back = getattr(self._driver, "give_back", lambda: None)
            end_in_time(128 + number, partial(self._around.copy().run, self._keep_at_last), give_back)
        with suppress(RuntimeError):  # it has ended, but for what its threads still do
            self._hears.call_soon_threadsafe(self.end_by, number, context=self._around.copy())

    def end_by(self, number: int) -> None:
        """End as a signal wants it: the session is written, and the exit code is 128 + its number."""
        if not self._session_is_final:
            main = self._main()
            with suppress(Exception):  # whatever fails: it is to end
                if main is not None:
                    main.take_typed()
            with suppress(Exception):
                self.remember()
                self._session_is_final = True
        self.exit(128 + number, return_code=128 + number)

    def _keep_at_last(self) -> None:
        """Write the session beside an app that does not come to it."""
        main = self._main()
        if self._session is not None and main is not None and not self._session_is_final:
            self._session.remember(self.explorer, row=main.row, pane=main.pane, theme=self.theme, looks=main.looks)

    def _fatal_error(self) -> None:
        """The app failed: keep the session, and leave what is to be said to whoever ran it. Textual would show the
        values of variables, and some are secret."""
        self._fail(self._exception or sys.exc_info()[1] or RuntimeError())

    def panic(self, *renderables: RenderableType) -> None:
        """A thread of Textual's failed."""
        self._fail(sys.exc_info()[1] or RuntimeError())

    def _fail(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error
            with suppress(Exception):  # it may be what failed
                self.remember()
        self._close_messages_no_wait()
