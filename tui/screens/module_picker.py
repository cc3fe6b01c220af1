"""Choosing a module: every module of the data set with its label and its check fields, searched as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.core.display import one_line
from tui.screens.dialog import Dialog
from tui.widgets.look import MUTED, STRONG, fit

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.state import ModuleChoice


class ModulePicker(Dialog[str]):
    """Returns the API name of the module that was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "to_list", "Down"),
    ]

    def __init__(self, choices: tuple[ModuleChoice, ...], current: str) -> None:
        super().__init__()
        self._choices, self._current = choices, current

    def compose(self) -> ComposeResult:
        """A search line and the list."""
        with Vertical() as box:
            box.border_title = "module"
            yield Input(placeholder="type to search by name, label or check field", id="module-search")
            yield OptionList(id="module-list", markup=False)
            yield Static("enter chooses · escape goes back", classes="hint", markup=False)

    def on_mount(self) -> None:
        """All modules."""
        self._fill("")

    def _fill(self, wanted: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for choice in _found(self._choices, wanted.casefold()):
            fields = ", ".join(one_line(name) for name in choice.check_fields) or "no check field"
            name = fit(Content.styled(one_line(choice.api_name), STRONG), 22)
            options.add_option(Option(Content.assemble(name, " ", (fields, MUTED)), id=choice.api_name))
        if options.option_count:
            here = [option.id for option in options.options]
            options.highlighted = here.index(self._current) if self._current in here else 0

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


def _found(choices: tuple[ModuleChoice, ...], wanted: str) -> list[ModuleChoice]:
    """The modules that a search finds, those whose name begins with it first."""
    found = [
        choice
        for choice in choices
        if wanted in f"{choice.api_name} {choice.label} {' '.join(choice.check_fields)}".casefold()
    ]
    return sorted(found, key=lambda choice: not choice.api_name.casefold().startswith(wanted))
