"""The frame of the dialogs that ask an org: they do it in a thread, and what goes wrong comes back as one sentence.

Modules that bring httpx are loaded in that thread, when it is first needed.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.content import Content
from textual.widgets import Input

from tui.core.display import one_line
from tui.dataset.files import DataSetError
from tui.live.accounts.config_files import ProfileError
from tui.live.accounts.profiles import load_profiles
from tui.live.practice.store import PracticeError
from tui.live.pull.work_folder import PullError
from tui.live.send.control import Control
from tui.live.zoho.result import LiveError
from tui.screens.dialogs.background import Countdown, in_background
from tui.screens.dialogs.dialog import Answer, Dialog
from tui.settings.folders import state_folder
from tui.widgets.look import ACCENT, MOVED, MUTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.live.zoho.client import ZohoClient

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not found out, in one line. ``kind``: which of the accounts server's errors it is, if any."""

    sentence: str
    kind: str = ""


class LiveDialog(Dialog[Answer], Generic[Answer]):
    """A dialog that asks one thing at a time. While ``busy`` is not empty, an answer is waited for; ``held_up`` says
    for how long Zoho asked to wait before it is asked again."""

    busy = held_up = ""

    def __init__(self) -> None:
        super().__init__()
        self._control = Control()
        self._countdown = Countdown(self, self._hold_up)

    def on_unmount(self) -> None:
        """Wait for nothing any more."""
        self._control.stop()

    def ask(self, what: str, work: Callable[[], Found], then: Callable[[Found | Trouble], None]) -> None:
        """Do work in a thread, and hand its result, or what went wrong, to ``then`` on the event loop, unless the
        dialog is gone by then. what: in a few words, as long as it takes. A second press meanwhile does nothing."""
        if self.busy:
            return
        self._busy(what)
        in_background(partial(self._work, work, then))

    def _work(self, work: Callable[[], Found], then: Callable[[Found | Trouble], None]) -> None:
        found: Found | Trouble
        try:
            found = work()
        except Exception as error:  # one sentence, and no traceback that could show a secret
            found = trouble_of(error)
        self.tell(partial(self._ended, then, found))

    def _ended(self, then: Callable[[Found | Trouble], None], found: Found | Trouble) -> None:
        self._busy("")
        then(found)

    def tell(self, call: Callable[[], None]) -> None:
        """Call something on the event loop, from the thread; nothing where the dialog is gone."""
        if self.is_attached:
            self.call_later(self._if_there, call)

    def _if_there(self, call: Callable[[], None]) -> None:
        if self.is_attached:
            call()

    def wait(self, seconds: float) -> bool:
        """In the thread: wait as Zoho asked, and show it; False if that was cut short."""
        self.tell(partial(self._countdown.begin, seconds))
        return self._control.sleep(seconds)

    def cut_short(self) -> None:
        """End such a wait; what was asked ends with it."""
        self._control.stop()
        self._control = Control()
        self._countdown.end()

    def _hold_up(self, sentence: str) -> None:
        self.held_up = sentence
        self.busy_changed()

    def _busy(self, what: str) -> None:
        self.busy, self.held_up = what, ""
        self._countdown.end()
        self.busy_changed()

    def busy_changed(self) -> None:
        """Show what is waited for."""

    @property
    def waiting(self) -> Content:
        """What is waited for, as a line."""
        return Content.assemble(
            ("⋯ ", ACCENT), (self.busy, MUTED), (f" · {self.held_up}" if self.held_up else "", MOVED)
        )


def trouble_of(error: Exception) -> Trouble:
    """What went wrong, for a person. Of what nobody foresaw only the kind is told: its text may hold anything."""
    match error:
        case ProfileError() | PracticeError() | PullError() | DataSetError():
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


@contextmanager
def client_of(profile_name: str, wait: Callable[[float], object]) -> Iterator[ZohoClient]:
    """A client of the org of a profile; to be used in a thread. wait: as ``LiveDialog`` has it.

    Raises ProfileError, PracticeError, DataSetError.
    """
    from tui.live.connection import connected

    with connected(load_profiles().named(profile_name), state_folder(), sleep=wait) as client:
        yield client


class SecretInput(Input):
    """A line in which a secret is typed: it is not shown, cannot be copied, and leaves the line when it is taken."""

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(password=True, placeholder=placeholder, id=id)
        self.cursor_blink = False

    @property
    def selected_text(self) -> str:
        """Nothing that could be copied."""
        return ""

    def take(self) -> str:
        """What was typed; the line is empty after it."""
        typed = self.value
        with self.prevent(Input.Changed):
            self.value = ""
        return typed
