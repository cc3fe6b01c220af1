"""The offer of the first start: a tour, the demo, or a payload of one's own.

It lies below the panes, which stay usable.
"""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.widgets import Static

from tui.keys import key_name, key_sign
from tui.widgets.look import ACCENT, STRONG, button

OFFERS: Final = {
    "tour": "a tour of 5 minutes",
    "demo": "look at the demo",
    "own": "open your own payload",
}
"""What is offered, in words."""

_GAP: Final = 3  # cells between two offers


class TourOffer(Static):
    """The offer. A click, or its key anywhere but in a text, is the action ``offer`` of the screen."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TourOffer {
        height: auto; padding: 0 1; background: $surface; border: round $accent;
        border-title-color: $text-accent; border-subtitle-color: $text-muted;
    }
    """

    def __init__(self) -> None:
        super().__init__(_offers(), markup=False, id="offer")
        self.auto_links = False

    def on_mount(self) -> None:
        """The border says what this is, and how it goes."""
        self.border_title = "New here? This is made-up demo data"
        key = Content.assemble((key_sign("offer.close"), STRONG), " close")
        self.border_subtitle = button(key, "screen.offer('later')")


def _offers() -> Content:
    parts = []
    for name, words in OFFERS.items():
        text = Content.assemble((f" {key_name(f'offer.{name}')} ", f"bold {ACCENT} reverse"), f" {words}")
        parts.append(button(text, f"screen.offer('{name}')"))
    return Content(" " * _GAP).join(parts)
