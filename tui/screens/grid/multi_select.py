"""A multi-select of the grid: its choices to tick, and whether they are added to the record's or replace them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tui import keys
from tui.core.display import one_line
from tui.core.grid.suggest import ticked
from tui.dataclass import dataclass
from tui.screens.dialogs.choices import Choices, Keys
from tui.screens.dialogs.dialog import Dialog
from tui.screens.grid.look import GRID_SHEETS
from tui.widgets.look import ACCENT, MOVED, MUTED

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.metadata import Field
    from tui.screens.grid.cell import AskedCell


@dataclass(frozen=True, slots=True)
class Ticks:
    """What a multi-select shall be: its choices, None for null; ``append``: they are added to those of the record."""

    chosen: tuple[str, ...] | None
    append: bool


class _Ticks(Choices[str], can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.MULTI_SELECT]


class MultiSelectDialog(Dialog[Ticks]):
    """Returns Ticks, or None where the cell stays as it is."""

    CSS_PATH = GRID_SHEETS
    HELP = """\
## A multi-select
**{multi_select.tick}** or a click ticks a choice. **{multi_select.append}** says what becomes of those that the record
has: they are replaced, or the ticked ones are added to them (*$append_values* of the row). **{multi_select.take}**
takes it over; without a tick an empty list is sent. Another value than the listed ones is written in the text.
"""

    def __init__(self, cell: AskedCell, field: Field, chosen: tuple[str, ...], *, append: bool) -> None:
        super().__init__()
        self._cell, self._field, self._append = cell, field, append
        self._ticked = dict(ticked(field, chosen))

    def compose(self) -> ComposeResult:
        """The choices, what becomes of the record's, and the keys."""
        with Vertical() as box:
            box.border_title = Content(self._cell.title)
            yield _Ticks()
            yield Static("", id="append", markup=False)
            yield Static(self._cell.facts(), classes="hint", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """As it stands in the row."""
        self._show(None)
        self.query_one(_Ticks).focus()

    def _show(self, at: str | None) -> None:
        lines = [(self._line(name, on), name) for name, on in self._ticked.items()]
        self.query_one(_Ticks).fill(lines, at)
        verb = "are added to" if self._append else "replace"
        key = keys.key_name("multi_select.append")
        self.query_one("#append", Static).update(
            Content.assemble((f"{key} ", ACCENT), f"The ticked choices {verb} what the record has")
        )

    def _line(self, name: str, on: bool) -> Content:
        doubt = "" if self._field.lists(name) else "  not in the pick list"
        return Content.assemble((f"{'■' if on else '□'} ", ACCENT if on else MUTED), one_line(name), (doubt, MOVED))

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_tick()

    def action_tick(self) -> None:
        """Tick the choice, or take its tick away."""
        name = self.query_one(_Ticks).value
        if name is not None:
            self._ticked[name] = not self._ticked[name]
            self._show(name)

    def action_append(self) -> None:
        """Add to what the record has, or replace it."""
        self._append = not self._append
        self._show(self.query_one(_Ticks).value)

    def on_click(self, event: object) -> None:
        """A click on the words about the record says the other."""
        if self.query_one("#append", Static).has_pseudo_class("hover"):
            self.action_append()

    def action_take(self) -> None:
        """So it shall be."""
        self.dismiss(Ticks(tuple(name for name, on in self._ticked.items() if on), self._append))

    def action_null(self) -> None:
        """Null, which clears the field."""
        self.dismiss(Ticks(None, self._append))
