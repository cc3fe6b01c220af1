"""What blocks, done in threads for a screen: one thing at a time, its result back on the event loop.

The threads do not hold the program up: whoever quits while one waits for a network is out at once. Textual's own
thread workers are waited for when the app ends, up to the longest time-out of a request. What a thread had not ended by
then is as after a crash, and what it wrote (the journal above all) is made for that.
"""

from __future__ import annotations

import math
import threading
import time
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.content import Content

from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError
from tui.live.send.control import Control
from tui.widgets.look import ACCENT, MOVED, MUTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump
    from textual.screen import Screen
    from textual.timer import Timer

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something did not work, in one line. ``kind``: which of the accounts server's errors it is, if any."""

    sentence: str
    kind: str = ""


class Runner:
    """Runs work for a screen. While ``busy`` is not empty, a result is waited for; ``held_up`` says for how long Zoho
    asked to wait before it is asked again.

    changed: called when either changes. sleep: waits so many seconds, in place of ``control``'s own.
    """

    def __init__(
        self, screen: Screen[Any], changed: Callable[[], object], sleep: Callable[[float], object] | None = None
    ) -> None:
        self.busy = self.held_up = ""
        self.control = Control()
        self._screen, self._changed, self._sleep = screen, changed, sleep
        self._countdown = Countdown(screen, self._hold_up)

    def ask(self, what: str, work: Callable[[], Result], then: Callable[[Result | Trouble], object]) -> None:
        """Do work in a thread and hand its result, or what went wrong, to ``then``, unless the screen is gone by then.
        what: in a few words, shown meanwhile. Asking again before that does nothing."""
        if self.busy:
            return
        self.say(what)
        in_background(partial(self._work, work, then))

    def _work(self, work: Callable[[], Result], then: Callable[[Result | Trouble], object]) -> None:
        result: Result | Trouble
        try:
            result = work()
        except Exception as error:  # one sentence, and no traceback that could show a secret
            result = trouble_of(error)
        self.tell(partial(self._ended, then, result))

    def _ended(self, then: Callable[[Result | Trouble], object], result: Result | Trouble) -> None:
        self.say("")
        then(result)

    def say(self, what: str) -> None:
        """What is waited for from now on."""
        self.busy, self.held_up = what, ""
        self._countdown.end()
        self._changed()

    def tell(self, call: Callable[[], object]) -> None:
        """From the thread: call something on the event loop, in turn; nothing where the screen is gone."""
        if self._screen.is_attached:
            self._screen.call_later(self._if_there, call)

    def _if_there(self, call: Callable[[], object]) -> None:
        if self._screen.is_attached:
            call()

    def wait(self, seconds: float) -> object:
        """In the thread: wait as Zoho asked, and show it; False if that was cut short."""
        sleep = self._sleep or self.control.sleep  # before it is shown: from then on it may be cut short
        self.tell(partial(self._countdown.begin, seconds))
        return sleep(seconds)

    def stop(self) -> None:
        """End such a wait, and what asked for it."""
        self.control.stop()
        self._countdown.end()
        self.held_up = ""

    def cut_short(self) -> None:
        """The same; what is asked after it may wait again."""
        self.stop()
        self.control = Control()

    def _hold_up(self, sentence: str) -> None:
        self.held_up = sentence
        self._changed()

    @property
    def waiting(self) -> Content:
        """What is waited for, as a line; empty for nothing."""
        if not self.busy:
            return Content()
        held_up = f" · {self.held_up}" if self.held_up else ""
        return Content.assemble(("⋯ ", ACCENT), (self.busy, MUTED), (held_up, MOVED))


def trouble_of(error: Exception) -> Trouble:
    """What went wrong, for a person. Of what nobody foresaw only the kind is told: its text may hold anything."""
    from tui.live.accounts.config_files import ProfileError
    from tui.live.practice.store import PracticeError
    from tui.live.pull.work_folder import PullError
    from tui.live.send.sender import SendRefused
    from tui.live.zoho.result import LiveError

    match error:
        case ProfileError() | PracticeError() | PullError() | DataSetError() | SendRefused():
            return Trouble(str(error))
        case LiveError():
            return Trouble(error.sentence)
        case OSError():
            place = f"{one_line(str(error.filename))}: " if error.filename else ""
            return Trouble(f"{place}{(error.strerror or 'it failed').lower()}")
    kind = getattr(error, "kind", None)
    sentence = getattr(error, "sentence", None)
    if isinstance(kind, str) and isinstance(sentence, str):  # an OAuthError, whose module brings httpx
        return Trouble(sentence, kind)
    return Trouble(f"it failed ({type(error).__name__})")


def in_background(work: Callable[[], object]) -> None:
    """Do work in such a thread, without a result. It catches what can go wrong in it itself."""

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
        self._tell(f"Zoho asks for fewer requests (HTTP 429): trying again {when}")
