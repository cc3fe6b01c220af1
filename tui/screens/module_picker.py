"""Choosing a module: every module of the data set with its label and its check fields, searched as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.core.display import one_line
from tui.widgets.look import MUTED, STRONG, fit

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.state import ModuleChoice


class ModulePicker(ModalScreen[str | None]):
    """Returns the API name of the module that was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", "Back"),
        ("down", "to_list", "Down"),
    ]
    DEFAULT_CSS = """
    ModulePicker {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 90%;
            border: round $accent; border-title-color: $text-accent; background: $surface; padding: 0 1;
        }
        Input { border: none; height: 1; padding: 0; background: $surface; }
        OptionList { height: auto; max-height: 18; border: none; background: $surface; padding: 0; }
        Static { color: $text-muted; }
    }
    """

    def __init__(self, choices: tuple[ModuleChoice, ...], current: str) -> None:
        super().__init__()
        self._choices, self._current = choices, current

    def compose(self) -> ComposeResult:
        """A search line and the list."""
        with Vertical() as box:
            box.border_title = "module"
            yield Input(placeholder="type to search by name, label or check field", id="module-search")
            yield OptionList(id="module-list", markup=False)
            yield Static("enter chooses · escape goes back", markup=False)

    def on_mount(self) -> None:
        """All modules."""
        self._fill("")

    def _fill(self, wanted: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for choice in self._choices:
            haystack = f"{choice.api_name} {choice.label} {' '.join(choice.check_fields)}".casefold()
            if wanted.casefold() in haystack:
                fields = ", ".join(one_line(name) for name in choice.check_fields) or "no check field"
                options.add_option(
                    Option(
                        Content.assemble(
                            fit(Content.styled(one_line(choice.api_name), STRONG), 22), " ", (fields, MUTED)
                        ),
                        id=choice.api_name,
                    )
                )
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
