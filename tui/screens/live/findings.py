"""What was found out about a call, and what one can do with it: lines to read above a few answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.choices import Keys
from tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


class Findings(Dialog[str]):
    """Returns the name of the answer, or None for escape. lines: to read; answers: name and text, the first marked."""

    DEFAULT_CSS = """
    Findings {
        & > Vertical { width: 92; padding: 1 2 0 2; }
        & VerticalScroll {
            height: auto; max-height: 20; scrollbar-size-vertical: 1; background: $surface;
            scrollbar-background: $surface; scrollbar-color: $foreground 25%;
            scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
            scrollbar-color-hover: $accent; scrollbar-color-active: $accent;
        }
        & OptionList, & OptionList:focus { margin: 1 0 0 0; }
    }
    """

    def __init__(self, title: str, lines: Sequence[Content], answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._lines, self._answers = title, lines, answers

    def compose(self) -> ComposeResult:
        """What was found, and the answers."""
        with Vertical() as box:
            box.border_title = Content(self._title)
            with VerticalScroll():
                yield Static(Content("\n").join(self._lines), markup=False)
            yield OptionList(*(Option(text, id=name) for name, text in self._answers), markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """The answers have the keys; the lines scroll with tab and the arrows."""
        lines = self.query_one(VerticalScroll)
        lines.styles.max_height = max(3, self.app.size.height - len(self._answers) - 10)
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
