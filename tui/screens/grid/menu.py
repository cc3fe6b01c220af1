"""The menu of the grid: all that can be done with a cell, its row and its column, with a letter for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.actions import parse
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList

from tui import keys
from tui.screens.dialogs.choices import Choices, Keys
from tui.screens.dialogs.dialog import Dialog
from tui.screens.grid.look import GRID_SHEETS
from tui.widgets.look import ACCENT, MUTED, STRONG, fit

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import Binding, BindingType


class _Menu(Choices[str], can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.GRID_MENU, *keys.QUESTION]


class GridMenu(Dialog[str]):
    """Returns the name of an action of the grid, or None. title: what it is about."""

    CSS_PATH = GRID_SHEETS
    HELP = """\
## The menu of the grid
Press the letter in front of a line, or choose it with **{question.choose}** or a click. Where a block is marked
in the grid, it is done to the whole block.
"""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """The lines."""
        with Vertical() as box:
            box.border_title = Content(self._title)
            yield _Menu()
            yield Keys()

    def on_mount(self) -> None:
        """All of them."""
        menu = self.query_one(_Menu)
        menu.fill([(_line(binding), grid_action(binding)) for binding in keys.GRID_MENU])
        menu.focus()

    def action_choose(self, action: str) -> None:
        """A letter was pressed."""
        self.dismiss(action)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.dismiss(self.query_one(_Menu).value)


def grid_action(binding: Binding) -> str:
    """What a line of the menu does in the grid."""
    return str(parse(binding.action)[2][0])


def _line(binding: Binding) -> Content:
    key = keys.key_sign(binding.id or "")
    name = fit(Content.styled(binding.description, STRONG), 14)
    return Content.assemble(fit(Content.styled(key, ACCENT), 3), name, " ", (str(binding.tooltip), MUTED))
