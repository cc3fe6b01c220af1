"""While the records of a large data set are read: how many, how fast, and what is left. Escape ends it, and then
nothing has changed."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.containers import Vertical
from textual.widgets import Static

from tui.core.display import one_line
from tui.dataset.files import DataSetError
from tui.dataset.loading import watched
from tui.screens.dialogs.background import in_background
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.dataset.folder import DataSet
    from tui.dataset.loading import Progress

_EACH_S: Final = 0.1


class _Left(Exception):
    """Nobody waits for the records any more."""


class ReadingRecords(Dialog[str]):
    """Reads the records of a module; returns an empty text when they are read, else what is wrong with them."""

    def __init__(self, data_set: DataSet, module: str) -> None:
        super().__init__()
        self._data_set, self._module = data_set, module
        self._started = self._told = monotonic()

    def compose(self) -> ComposeResult:
        """What is read, how far it is, and the key that ends it."""
        with Vertical():
            yield Static(f"Reading the records of {one_line(self._data_set.name)}.", markup=False)
            yield Static("", classes="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Begin to read."""
        in_background(self._read)

    def _read(self) -> None:
        wrong = ""
        try:
            with watched(self._tell):
                self._data_set.records(self._module)
        except _Left:
            return
        except (DataSetError, OSError) as error:
            wrong = str(error)
        if self.is_attached:
            self.call_later(self._end, wrong)

    def _end(self, wrong: str) -> None:
        if self.is_current:
            self.dismiss(wrong)

    def _tell(self, progress: Progress) -> None:
        """From the thread: show how far it is. Raises _Left where nobody waits for it."""
        if not self.is_attached:
            raise _Left
        now = monotonic()
        if now - self._told >= _EACH_S:
            self._told = now
            self.call_later(partial(self._show, progress.told(now - self._started)))

    def _show(self, text: str) -> None:
        if self.is_attached:
            self.say(text)
