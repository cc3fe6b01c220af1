"""The line for searching: in the payload it goes from place to place, and writes another text there; in the forecast it
filters rows as one types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui import keys
from tui.dataclass import dataclass
from tui.keys import key_name
from tui.widgets.own_keys import OwnKeysInput
from tui.widgets.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.binding import BindingType
    from textual.widget import Widget


class FindBar(Horizontal):
    """The bar. It posts ``Sought`` for every change and every step, ``Replaced`` for what is to be written over, and
    ``Closed`` when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.FIND]
    DEFAULT_CSS = sheet("find_bar")

    @dataclass
    class Sought(Message):
        """The person looks for a text. step: 0 while typing, 1 and -1 for the next and the previous place."""

        words: str
        pane: str
        step: int

    @dataclass
    class Replaced(Message):
        """The person wants another text in place of the words: at the place that is marked, or everywhere."""

        words: str
        other: str
        everywhere: bool

    @dataclass
    class Closed(Message):
        """The person has found it, or given up."""

        pane: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pane = "payload"

    def _parts(self) -> Iterator[Widget]:
        """A word, the text, and which of the places it is. They are made when the bar is opened for the first time:
        nobody sees them at a start, which would wait for them."""
        yield Static("", id="find-word", markup=False)
        yield _Line(id="find-text", select_on_focus=True)
        yield Static("", id="find-place", markup=False)
        yield Static("replace by", classes="replacing", markup=False)
        yield _Line(id="replace-text", classes="replacing", select_on_focus=True)
        yield _Press("⏎ one", self._replace_one)
        yield _Press(f"{key_name('find.replace_all')} all", self.action_replace_all)

    def open(self, pane: str, words: str) -> None:
        """Begin to search in a pane: payload or forecast. words: those by which the forecast is filtered now."""
        if not self.children:
            self.mount(*self._parts())
        if pane == "forecast" or self.pane != pane:
            self._words.value = words if pane == "forecast" else ""
        self.pane = pane
        self.add_class("-open")
        self.set_class(pane == "payload", "-replaces")
        self.query_one("#find-word", Static).update("find" if pane == "payload" else "rows with")
        self.query_one("#find-place", Static).update("")
        self.screen.set_focus(self._words)  # now: what is typed next is not to go into the payload

    @property
    def _words(self) -> Input:
        return self.query_one("#find-text", Input)

    @property
    def _other(self) -> Input:
        return self.query_one("#replace-text", Input)

    def open_to_replace(self, words: str) -> None:
        """Begin to replace in the payload. words: what to look for, empty for what was looked for last."""
        self.open("payload", "")
        if words:
            self._words.value = words
            self.screen.set_focus(self._other)

    def replaced(self, count: int) -> None:
        """Say at how many places another text was written."""
        self.query_one("#find-place", Static).update(f"{count} replaced" if count else "not found")

    def found(self, place: int, count: int) -> None:
        """Say which of the places is marked, from 1; of no place, that the words are not found."""
        said = f"{place} of {count}" if count else "not found" if self._words.value else ""
        self.query_one("#find-place", Static).update(said)

    def action_close(self) -> None:
        """Leave the bar."""
        self.remove_class("-open")
        self.post_message(self.Closed(self.pane))

    def action_next(self) -> None:
        """The next place."""
        self._seek(1)

    def action_previous(self) -> None:
        """The previous place."""
        self._seek(-1)

    def action_replace(self) -> None:
        """Go to the replacement."""
        if self.pane == "payload":
            self.screen.set_focus(self._other)

    def action_replace_all(self) -> None:
        """Write the other text everywhere."""
        if self.pane == "payload":
            self.post_message(self.Replaced(self._words.value, self._other.value, everywhere=True))

    def _replace_one(self) -> None:
        self.post_message(self.Replaced(self._words.value, self._other.value, everywhere=False))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while the person types."""
        event.stop()
        if event.input is self._words:
            self._seek(0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """In the payload, go on to the next place, or write the other text at this one; in the forecast, done."""
        event.stop()
        if event.input is self._other:
            self._replace_one()
        elif self.pane == "payload":
            self._seek(1)
        else:
            self.action_close()

    def _seek(self, step: int) -> None:
        self.post_message(self.Sought(self._words.value, self.pane, step))


class _Line(OwnKeysInput):
    """A line to type in. There is nothing to scroll to: up and down are the bar's."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that does nothing here is not shown in place of what it does in the bar."""
        return action not in ("scroll_up", "scroll_down") and super().check_action(action, parameters)


class _Press(Static):
    """A word that does something when it is clicked."""

    def __init__(self, word: str, do: Callable[[], object]) -> None:
        super().__init__(word, classes="replacing", markup=False)
        self._do = do

    def on_click(self) -> None:
        """Do it."""
        self._do()
