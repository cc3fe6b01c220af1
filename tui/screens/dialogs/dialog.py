"""The frame of every question and list that opens over the main screen: one look, escape goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.screen import ModalScreen

from tui import keys

if TYPE_CHECKING:
    from textual.binding import BindingType

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None]):
    """A box in the middle (its only child); returns None for escape."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.DIALOG]
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 95%;
            border: round $accent; border-title-color: $text-accent; border-title-style: bold;
            background: $surface; padding: 1 2;
        }
        & Input, & Input:focus { border: none; height: 1; padding: 0; background: $panel; }
        & Input > .input--placeholder { color: $foreground-muted; }
        & OptionList, & OptionList:focus {
            height: auto; max-height: 16; border: none; background: $surface; padding: 0; margin: 1 0;
            text-wrap: nowrap; text-overflow: ellipsis;
            scrollbar-size-vertical: 1; scrollbar-background: $surface; scrollbar-color: $foreground 22%;
            scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
            scrollbar-color-hover: $accent; scrollbar-color-active: $accent;
        }
        & .hint { color: $foreground-muted; }
    }
    """
