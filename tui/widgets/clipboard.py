"""Copying to the terminal's clipboard, and saying so: a terminal never confirms that a copy arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.widget import Widget

SENT: Final = "sent to the terminal's clipboard"


def copy(widget: Widget, text: str, what: str = "") -> None:
    """Send a text to the clipboard. what: what it is, in a few words, for the message."""
    widget.app.copy_to_clipboard(text)
    words = f"{what} {SENT}" if what else SENT
    widget.notify(f"{words[:1].upper()}{words[1:]}.", timeout=3, markup=False)
