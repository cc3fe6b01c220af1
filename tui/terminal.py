"""The terminal that the app is typed at: bytes that are no UTF-8 are shown as such, and its end is an end.

Textual's driver ends the app at the first byte of another encoding, and looks without rest at a terminal that is gone.
"""

from __future__ import annotations

import codecs
import os
import selectors
import signal
from typing import TYPE_CHECKING, Protocol, cast

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from collections.abc import Callable

_GLANCE_S = 0.1


class _Ending(Protocol):
    def call_later(self, callback: Callable[..., object], *given: object) -> bool: ...

    def end_by(self, number: int) -> None: ...


class TerminalDriver(LinuxDriver):
    """Textual's driver for terminals, reading with care."""

    def run_input_thread(self) -> None:
        """Read what is typed until the app ends. Runs in a thread of its own."""
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as ready:
            ready.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if ready.select(_GLANCE_S):
                    content = self._read()
                    if not content:
                        app = cast("_Ending", self._app)
                        app.call_later(app.end_by, signal.SIGHUP)
                        return
                    if text := decode(content):
                        for message in parser.feed(text):
                            self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)

    def _read(self) -> bytes:
        """What was typed; nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4_096)
        except OSError:
            return b""
