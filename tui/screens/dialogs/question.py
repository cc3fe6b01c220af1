"""A question with a few answers: by key, by click, or escape for none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui import keys
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class _Answers(OptionList):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.QUESTION]


class Question(Dialog[str]):
    """Returns the name of the answer, or None for escape. answers: name and text, the one that is marked first."""

    def __init__(self, question: str, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._question, self._answers = question, answers

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical():
            yield Static(self._question, markup=False)
            yield _Answers(*(Option(text, id=name) for name, text in self._answers), markup=False)
            yield Keys()

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
