"""The terminal that the app is typed at: bytes that are no UTF-8 are shown as such, and its end is an end.

Textual's driver ends the app at the first byte of another encoding, and looks without rest at a terminal that is gone;
what it writes then waits for ever. Here nothing that is written to a terminal that is gone waits, and the app ends.
"""

from __future__ import annotations

import codecs
import os
import selectors
import signal
import termios
from contextlib import suppress
from string import ascii_lowercase
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any, Final, Protocol, TextIO, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.events import Key

_ALT_LETTERS: Final = frozenset(f"\x1b{letter}" for letter in ascii_lowercase)
_GLANCE_S: Final = 0.1

GRACE_S: Final = 5.0
"""Seconds that the app has to end by itself, once it is to."""

_KEEPING_S: Final = 2.0
_AS_IT_WAS: Final = (
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""No mouse, no marked pastes, lines that wrap, plain keys, the shell's screen, a cursor, no word of the focus."""


class KeyParser(XTermParser):
    """What the terminal sends, read as keys. Behind the bytes of alt and a letter Textual waits for more, though no
    sequence that it knows goes on there; where the next key comes within a tenth of a second, it takes them for a ^ and
    that letter. A key that is held would so be written into the payload."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        is_alt = sequence in _ALT_LETTERS and sequence not in ANSI_SEQUENCES_KEYS
        return super()._sequence_to_key_events(*(sequence[1:], True) if is_alt else (sequence, alt))


class _Ending(Protocol):
    def end_soon(self, number: int) -> None: ...


class Output:
    """Where Textual's thread that writes to the terminal writes to. Once the terminal is gone that is said, and what is
    written from then on is dropped: it neither fails nor waits."""

    def __init__(self, file: TextIO, gone: Callable[[], None]) -> None:
        """gone: called at the first write that cannot arrive any more."""
        self._fileno, self._encoding = file.fileno(), file.encoding
        self._gone = gone
        self._open = True

    def write(self, text: str) -> None:
        """Write it now; waits while the terminal takes nothing, but is there."""
        left = text.encode(self._encoding, "backslashreplace")
        while left and self._open:
            try:
                left = left[os.write(self._fileno, left) :]
            except BlockingIOError:  # another program has set this terminal so that writers do not wait
                sleep(_GLANCE_S)
            except OSError:
                self._open = False
                self._gone()

    def flush(self) -> None:
        """Nothing is held back."""

    def fileno(self) -> int:
        """The file descriptor that is written to."""
        return self._fileno


class TerminalDriver(LinuxDriver):
    """Textual's driver for terminals, reading with care, and writing without waiting for what is gone."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._output = Output(cast("TextIO", self._file), self._is_gone)
        self._file = cast("Any", self._output)

    @property
    def is_lent(self) -> bool:
        """Whether another program has the terminal for now, as an editor does."""
        return not self._auto_restart

    def write(self, data: str) -> None:
        """Write to the terminal; dropped where nobody would take it from the queue, which in time would be full."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def _sigcont_application(self, *given: object) -> None:
        """Go on after a stop. The system says so too where a terminal hangs up: then there is nothing to go on with."""
        if os.isatty(self.fileno):
            super()._sigcont_application(*given)

    def _is_gone(self) -> None:
        cast("_Ending", self._app).end_soon(signal.SIGHUP)

    def give_back(self) -> None:
        """Leave the terminal as it was, from another thread, where the app does not come to it."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})  # it would stop who does this in the background
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with selectors.SelectSelector() as ready:
            ready.register(self._output.fileno(), selectors.EVENT_WRITE)
            if ready.select(_GLANCE_S):
                os.write(self._output.fileno(), _AS_IT_WAS)

    def run_input_thread(self) -> None:
        """Read what is typed until the app ends. Runs in a thread of its own."""
        parser = KeyParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as ready:
            ready.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if ready.select(_GLANCE_S):
                    content = self._read()
                    if not content:
                        self._is_gone()
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


# --- an end that comes, whatever the app is doing ---------------------------------------------------------------------


def end_in_time(code: int, keep: Callable[[], None], give_back: Callable[[], None]) -> None:
    """See to it, in a thread of its own, that the process ends with this exit code: after a grace, by force. ``keep``
    writes what is to be kept, ``give_back`` leaves the terminal as it was; neither holds the end up."""
    Thread(target=_end_in_time, args=(code, keep, give_back), name="ending", daemon=True).start()


def _end_in_time(code: int, keep: Callable[[], None], give_back: Callable[[], None]) -> None:
    sleep(GRACE_S)
    try:
        for act in (keep, give_back):
            last = Thread(target=_try, args=(act,), daemon=True)
            last.start()
            last.join(_KEEPING_S)
    finally:
        os._exit(code)


def _try(act: Callable[[], None]) -> None:
    with suppress(Exception):
        act()
