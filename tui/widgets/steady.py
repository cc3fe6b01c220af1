"""Scrollbars that are drawn when they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.scroll_view import ScrollView

    Scrolling = ScrollView
else:
    Scrolling = object


class Steady(Scrolling):
    """To be put before a ScrollView among the bases of a widget. Textual draws the scrollbars of such a widget at each
    layout of the screen, whatever it changed, and the screen once more for them."""

    _laid_out: tuple[Size, Size, Size, Size] | None = None

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        now = (size, virtual_size, container_size, self.virtual_size)
        if now == self._laid_out:
            return False
        self._laid_out = now
        return super()._size_updated(size, virtual_size, container_size, layout)
