"""How far the panes of a screen are scrolled, kept while the window changes its size.

Textual lays the new size out once as the panes stood, and only then as the breakpoints say; each time what is scrolled
further than a pane can go is cut. Here it is put back as far as there is room, and whole once there is room again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget


class Scrolled:
    """The offsets of all lists, editors and texts of a screen."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._wanted: dict[Widget, float] = {}
        self._got: dict[Widget, float] = {}
        self._waits = False

    def hold(self) -> None:
        """To be called before a new size is laid out; of several in a row, the first counts."""
        if self._waits:
            return
        for pane in self._screen.query("LineList, TextArea, VerticalScroll"):
            if pane.scroll_y != self._got.get(pane):  # scrolled since; else it is still the earlier wish
                self._wanted[pane] = pane.scroll_y
        self._waits = self._screen.call_after_refresh(self._put_back)

    def _put_back(self) -> None:
        self._waits = False
        for pane, wanted in self._wanted.items():
            self._wanted[pane] = max(wanted, pane.scroll_y)  # to cut is to go up: further down it went on its own
            pane.scroll_to(y=self._wanted[pane], animate=False, immediate=True)
            self._got[pane] = pane.scroll_y
