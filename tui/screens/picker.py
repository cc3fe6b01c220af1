"""Choosing one of many by name: a list that is searched as one types. For modules and for fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui import keys
from tui.core.display import one_line
from tui.screens.dialog import Dialog
from tui.widgets.look import MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

_NAME_ROOM = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: what is returned for it and shown first, and what is shown behind it. Both are searched, and words."""

    name: str
    detail: str
    words: str = ""


class Picker(Dialog[str]):
    """Returns the name of the choice, or None. hint: a line below the list."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PICKER]

    def __init__(self, title: str, choices: Sequence[Choice], current: str | None, *, hint: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._current, self._hint = title, choices, current, hint

    def compose(self) -> ComposeResult:
        """A search line and the list."""
        with Vertical() as box:
            box.border_title = self._title
            yield Input(placeholder="type to search")
            yield OptionList(markup=False)
            yield Static(self._hint or "enter chooses · escape goes back", classes="hint", markup=False)

    def on_mount(self) -> None:
        """All choices."""
        self._fill("")

    def _fill(self, wanted: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        found = _found(self._choices, wanted.casefold())
        for choice in found:
            name = fit(Content.styled(one_line(choice.name), STRONG), _NAME_ROOM)
            options.add_option(Option(Content.assemble(name, " ", (one_line(choice.detail), MUTED)), id=choice.name))
        if found:
            names = [choice.name for choice in found]
            options.highlighted = names.index(self._current) if self._current in names and not wanted else 0

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_to_list(self) -> None:
        """From the search line into the list."""
        self.query_one(OptionList).focus()


def _found(choices: Sequence[Choice], wanted: str) -> list[Choice]:
    """What a search finds, names that begin with it first."""
    found = [choice for choice in choices if wanted in f"{choice.name} {choice.detail} {choice.words}".casefold()]
    return sorted(found, key=lambda choice: not choice.name.casefold().startswith(wanted))
