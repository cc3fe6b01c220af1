"""A dialog with a text line and one list: the line keeps the focus, the arrow keys move in the list meanwhile.

So nobody has to change from one to the other; with the mouse, a click chooses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar, cast

from textual import on
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui import keys
from tui.screens.dialogs.dialog import Answer, Dialog
from tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType

Value = TypeVar("Value")

GAP: Final = (Content(""), None)
"""An empty line between choices."""


class Choices(OptionList, Generic[Value], can_focus=False):
    """Options that stand for values; one without a value is a heading and cannot be chosen."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._values: list[Value | None] = []

    def fill(self, choices: Iterable[tuple[Content, Value | None]], at: Value | None = None) -> None:
        """Show these choices, the cursor on the one that stands for ``at``, else on the first."""
        given = list(choices)
        self._values = [value for _, value in given]
        self.set_options([Option(prompt, disabled=value is None) for prompt, value in given])
        places = [place for place, value in enumerate(self._values) if value is not None]
        wanted = next((place for place in places if self._values[place] == at), None)
        self.highlighted = wanted if wanted is not None else next(iter(places), None)
        if places and self.highlighted == places[0]:
            self.scroll_home(animate=False)  # the heading above the first choice

    @property
    def value(self) -> Value | None:
        """What the cursor stands on."""
        return None if self.highlighted is None else self._values[self.highlighted]

    def value_of(self, event: OptionList.OptionSelected) -> Value | None:
        """What was chosen."""
        return self._values[event.option_index]


def hanging(mark: Content, text: Content, width: int) -> Content:
    """A text behind a mark, its further lines below its first one; width: cells of both, 0 where it is not known."""
    room = width - mark.cell_length
    lines = text.wrap(room) if room > 0 else [text]
    indent = " " * mark.cell_length
    return Content.assemble(mark, Content(f"\n{indent}").join(lines))


class Keys(KeyLine):
    """The keys of a dialog, at its bottom."""

    GAP = 3


class ListDialog(Dialog[Answer]):
    """The frame of a dialog with one ``Choices``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.CHOICES]

    def choices(self) -> Choices[object]:
        """The list."""
        return cast("Choices[object]", self.query_one(Choices))

    async def action_in_list(self, action: str) -> None:
        """Move in the list, from wherever the focus is."""
        if not self.query(Choices):  # pressed before the list is there
            return
        await self.choices().run_action(action)


class SearchDialog(ListDialog[Answer]):
    """A list of which only what holds the words of the line above it stays; enter or a click takes the marked line, and
    returns what it stands for."""

    def fill(self, words: str) -> None:
        """Show what holds these words; all for none."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Everything."""
        self.fill("")

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self.fill(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._take(self.choices().value)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(self.choices().value_of(event))

    def _take(self, value: object) -> None:
        if value is not None:
            self.dismiss(cast("Answer", value))
