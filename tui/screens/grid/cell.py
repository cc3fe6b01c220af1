"""A cell of the grid edited by the type of its field: a line to type in, and below it what may be chosen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line
from tui.core.field_types import PICK_LIST
from tui.core.grid.suggest import Suggestion, suggestions
from tui.core.views.field_facts import field_flags, type_text
from tui.dataclass import dataclass
from tui.screens.dialogs.choices import Choices, Keys, SearchDialog
from tui.screens.grid.look import GRID_SHEETS
from tui.widgets.look import MOVED, MUTED, STRONG, fit
from tui.widgets.own_keys import OwnKeysInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.metadata import Field, Module

_LABEL: Final = range(18, 52)  # cells of what may be chosen
_CHOSEN_FROM: Final = frozenset({PICK_LIST, "boolean"})


@dataclass(frozen=True, slots=True)
class AskedCell:
    """The cell that is edited: its row (0-based) and key; ``text``: what stands in it, to be typed over; ``written``:
    the same as JSON, None where the key is absent."""

    row: int
    name: str
    field: Field | None
    module: Module
    text: str
    written: str | None

    @property
    def title(self) -> str:
        """What is edited."""
        return f"{one_line(self.name)} of row {self.row + 1}"

    def facts(self) -> str:
        """What the metadata says of the field."""
        if self.field is None:
            return "" if self.name == "id" or self.name.startswith("$") else "This key is not a field of the module."
        label = [] if self.field.label == self.name else [one_line(self.field.label)]
        return " · ".join([*label, type_text(self.field), *field_flags(self.field, self.module)])


class CellLine(OwnKeysInput):
    """The line. It takes over what was typed while it came."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PICKER]

    def __init__(self, text: str, ahead: Callable[[], str], placeholder: str = "", *, typed: bool) -> None:
        super().__init__(text, placeholder=placeholder, select_on_focus=not typed)
        self.cursor_blink = False
        self._ahead = ahead

    def on_focus(self, event: events.Focus) -> None:
        """From now on the keys come here."""
        if typed := self._ahead():
            self.value += typed
            self.cursor_position = len(self.value)


class CellDialog(SearchDialog[Suggestion]):
    """Returns what the cell shall be, or None where it stays as it is. typed: what was typed into the cell, which takes
    the place of what stands there; ahead: what was typed since."""

    CSS_PATH = GRID_SHEETS
    HELP = """\
## A cell
Type the value, or choose below: **{choices.down}** goes there, **{picker.choose}** takes what is marked. What the field
does not take can be entered, too, and the forecast says what Zoho makes of it. An empty line leaves the key out;
two quotes are the empty text.
"""

    def __init__(self, cell: AskedCell, typed: str | None, ahead: Callable[[], str]) -> None:
        super().__init__()
        self._cell, self._typed, self._ahead = cell, typed, ahead
        self._begun = cell.text if typed is None else typed

    def compose(self) -> ComposeResult:
        """The line, what may be chosen, and what the field takes."""
        with Vertical() as box:
            box.border_title = Content(self._cell.title)
            yield CellLine(self._begun, self._ahead, "empty: the key is left out", typed=self._typed is not None)
            yield Choices()
            yield Static(self._cell.facts(), classes="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """What may be chosen."""
        self.fill(self._begun)

    @property
    def _is_untouched(self) -> bool:
        return self._typed is None and self.query_one(CellLine).value == self._cell.text

    def fill(self, words: str) -> None:
        """What may be chosen for these words; all choices before one types."""
        cell, choosing = self._cell, self._cell.field is not None and self._cell.field.data_type in _CHOSEN_FROM
        now = datetime.now().astimezone()
        begins = choosing and self._is_untouched
        found = suggestions(cell.name, cell.field, "" if begins else words, now)
        if begins and cell.written is not None and all(each.written != cell.written for each in found):
            found = (Suggestion(one_line(cell.written), cell.written, "as it is", doubtful=True), *found)
        longest = max((cell_len(each.label) for each in found), default=0)
        room = min(max(longest, _LABEL.start), _LABEL.stop)
        there = next((each for each in found if each.written == cell.written), None)
        self.choices().fill([(_line(each, room), each) for each in found], there)

    def _take(self, value: object) -> None:
        if self._is_untouched and value == self.choices().value and self.choices().highlighted == 0 and not self._chose:
            self.dismiss(None)
        else:
            super()._take(value)

    @property
    def _chose(self) -> bool:
        """Whether there is a choice at all, so that the first one may be meant."""
        field = self._cell.field
        return field is not None and field.data_type in _CHOSEN_FROM


def _line(suggestion: Suggestion, room: int) -> Content:
    label = fit(Content.styled(suggestion.label, STRONG), room)
    return Content.assemble(label, "  ", (suggestion.detail, MOVED if suggestion.doubtful else MUTED))
