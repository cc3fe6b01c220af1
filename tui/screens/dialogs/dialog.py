"""The frame of every question and list that opens over the main screen: one look, escape goes back."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line
from tui.screens.styled_once import LaidOutOnce
from tui.widgets.look import CLEARED, MUTED

if TYPE_CHECKING:
    from textual.binding import BindingType

Answer = TypeVar("Answer")


SHEET: Final = Path(__file__).with_name("dialogs.tcss")
"""The look of every dialog; one in another folder names it before its own sheet."""


class Dialog(ModalScreen[Answer | None], LaidOutOnce[Answer | None]):
    """A box in the middle (its only child); returns None for escape."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.DIALOG]
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = SHEET

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Return what was answered, once. An enter that comes close behind is for a dialog that is gone already: it
        would take away the screen below, or end the app."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def say(self, text: Content | str) -> None:
        """What there is to say, in the line ``.said``; a text is said quietly."""
        shown = text if isinstance(text, Content) else Content.styled(one_line(text), MUTED)
        self.query_one(".said", Static).update(shown)

    def complain(self, sentence: str) -> None:
        """What is wrong, in the same line."""
        self.say(Content.styled(f"! {one_line(sentence)}", CLEARED))
