"""The line for searching: in the payload it goes from place to place, in the forecast it filters rows as one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui import keys
from tui.widgets.sheets import sheet

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class FindBar(Horizontal):
    """The bar. It posts ``Sought`` for every change and every step; ``Closed`` when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.FIND]
    DEFAULT_CSS = sheet("find_bar")

    @dataclass
    class Sought(Message):
        """The person looks for a text. step: 0 while typing, 1 and -1 for the next and the previous place."""

        words: str
        pane: str
        step: int

    @dataclass
    class Closed(Message):
        """The person has found it, or given up."""

        pane: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pane = "payload"

    def compose(self) -> ComposeResult:
        """A word, the text, and which of the places it is."""
        yield Static("", id="find-word", markup=False)
        yield Input(id="find-text", select_on_focus=True)
        yield Static("", id="find-place", markup=False)

    def open(self, pane: str, words: str) -> None:
        """Begin to search in a pane: payload or forecast. words: those by which the forecast is filtered now."""
        if pane == "forecast" or self.pane != pane:
            self.query_one(Input).value = words if pane == "forecast" else ""
        self.pane = pane
        self.add_class("-open")
        self.query_one("#find-word", Static).update("find" if pane == "payload" else "rows with")
        self.query_one("#find-place", Static).update("")
        self.query_one(Input).focus()

    def found(self, place: int, count: int) -> None:
        """Say which of the places is marked, from 1; of no place, that the words are not found."""
        said = f"{place} of {count}" if count else "not found" if self.query_one(Input).value else ""
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

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while the person types."""
        event.stop()
        self._seek(0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """In the payload, go on to the next place; in the forecast, done."""
        event.stop()
        if self.pane == "payload":
            self._seek(1)
        else:
            self.action_close()

    def _seek(self, step: int) -> None:
        self.post_message(self.Sought(self.query_one(Input).value, self.pane, step))
