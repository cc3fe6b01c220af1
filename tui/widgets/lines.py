"""A list of lines of which only those on screen are drawn, with a cursor, for keys and mouse alike.

The base of the check-field list, the assumptions and the forecast table: a subclass says how many lines there are and
what each shows. Ten thousand lines cost no more than forty. The words can be marked with the mouse, to be copied.
"""

from __future__ import annotations

from asyncio import get_running_loop
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui import keys
from tui.dataclass import dataclass
from tui.widgets.sheets import sheet
from tui.widgets.steady import Steady

if TYPE_CHECKING:
    from collections.abc import Collection

    from textual.binding import BindingType
    from textual.content import Content
    from textual.message import Message
    from textual.selection import Selection


@dataclass(frozen=True, slots=True)
class _Look:
    """What stands on a line of the screen: the line of the list (from 0, the header's among them), its width, the
    component that styles it, and its words; None below the last line."""

    place: int
    width: int
    component: str = ""
    shown: Content | None = None

    def is_like(self, other: _Look | None) -> bool:
        """Whether both look the same. Two Contents are equal whatever their styles are."""
        if other is None or self != other:
            return False
        return self.shown is None or other.shown is None or self.shown.spans == other.shown.spans


class LineList(Steady, ScrollView, can_focus=True):
    """Lines with a cursor. ``cursor`` is the current line, or -1 where there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.LINES]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--cursor", "lines--hover", "lines--header"}
    DEFAULT_CSS = sheet("lines")
    HEADER = 0
    """How many lines stand fixed at the top."""

    cursor: reactive[int] = reactive(-1, repaint=False)  # the watchers have painted what looks otherwise
    hover: reactive[int] = reactive(-1, repaint=False)

    _compares = False
    """Whether lines may look otherwise than they are painted."""

    @cached_property
    def _painted(self) -> dict[int, _Look]:
        """What stands on each line of the screen, as it was painted last."""
        return {}

    @cached_property
    def _looks(self) -> dict[int, _Look]:
        """What is to stand on lines of the screen that are about to be painted."""
        return {}

    # --- what a subclass says -----------------------------------------------------------------------------------------

    def count(self) -> int:
        """How many lines there are, the header aside."""
        raise AssertionError("a LineList says how many lines it has")

    def line(self, index: int, width: int) -> Content:
        """One line, to be shown in so many cells."""
        raise AssertionError("a LineList says what a line shows")

    def header(self, y: int, width: int) -> Content:
        """One of the fixed lines at the top, of which there are HEADER."""
        raise AssertionError("a LineList with a header says what it shows")

    def pressed(self, index: int) -> None:
        """A line was clicked."""

    # --- drawing ------------------------------------------------------------------------------------------------------

    def lines_changed(self) -> None:
        """Draw anew after the lines have changed; the cursor stays where it is, as far as there are lines."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.HEADER + self.count())
        self.cursor = min(self.cursor, self.count() - 1) if self.cursor >= 0 else (0 if self.count() else -1)
        self.repaint()

    def repaint(self) -> None:
        """Draw anew those lines that look otherwise by the time the screen is painted; ``refresh`` draws all."""
        self._compares = self._repaint_required = True
        self.check_idle()

    def _exchange_repaint_regions(self) -> Collection[Region]:
        self._compare()
        return super()._exchange_repaint_regions()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the screen, none of them as it was before."""
        self._compare()
        return super().render_lines(crop)

    def _compare(self) -> None:
        """See which lines look otherwise than they are painted."""
        if not self._compares:
            return
        self._compares = False
        if self.text_selection is not None:
            self._set_dirty()
            return
        self._looks.update((y, self._standing(y)) for y in range(self.size.height))
        get_running_loop().call_soon(self._looks.clear)  # after a layout at most, they are painted
        changed = [y for y, look in self._looks.items() if not look.is_like(self._painted.get(y))]
        if changed:
            self._set_dirty(*(Region(0, y, self.size.width, 1) for y in changed))

    def on_resize(self) -> None:
        """The width has changed."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.HEADER + self.count())

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        look = self._looks.pop(y, None)
        if look is None or (look.place, look.width) != (self._place(y), self.scrollable_content_region.width):
            look = self._standing(y)
        self._painted[y] = look
        if look.shown is None:
            return Strip.blank(look.width, self.rich_style).apply_offsets(0, look.place)
        style = self.get_visual_style(look.component) if look.component else self.visual_style
        shown = look.shown
        if self.text_selection is not None:
            start, end = _marked(self.text_selection, look.place, shown)
            shown = shown.stylize(self.screen.get_visual_style("screen--selection"), start, end)
        return Strip(shown.render_segments(style), look.width).apply_offsets(0, look.place)

    def _place(self, y: int) -> int:
        """The line of the list, from the first of the header, that stands on a line of the screen."""
        return y if y < self.HEADER else y + self.scroll_offset.y

    def _standing(self, y: int) -> _Look:
        """What stands on a line of the screen."""
        width = self.scrollable_content_region.width
        place = self._place(y)
        index = place - self.HEADER
        if index >= self.count():
            return _Look(place, width)
        component = "lines--cursor" if index == self.cursor else "lines--hover" if index == self.hover else ""
        return _Look(place, width, "lines--header" if index < 0 else component, self._drawn(place, width))

    def _drawn(self, place: int, width: int) -> Content:
        """What stands at a place, counted from the first line of the header, cut or padded to so many cells."""
        line = self.header(place, width) if place < self.HEADER else self.line(place - self.HEADER, width)
        return line.truncate(width, ellipsis=True, pad=True)

    # --- the cursor ---------------------------------------------------------------------------------------------------

    def watch_cursor(self) -> None:
        """Show the line that the cursor moved to."""
        if self.cursor >= 0:
            self._show(self.cursor)
        self.repaint()

    def _show(self, index: int) -> None:
        room = self.scrollable_content_region.height - self.HEADER
        top = self.scroll_offset.y
        if index < top:
            self.scroll_to(y=index, animate=False, immediate=True)
        elif room > 0 and index >= top + room:
            self.scroll_to(y=index - room + 1, animate=False, immediate=True)

    def watch_hover(self) -> None:
        """Draw the line under the mouse."""
        self.repaint()

    def action_cursor(self, step: int) -> None:
        """Up or down."""
        if self.count():
            self.cursor = max(0, min(self.cursor + step, self.count() - 1))

    def action_page(self, step: int) -> None:
        """A page up or down."""
        self.action_cursor(step * max(1, self.scrollable_content_region.height - self.HEADER - 1))

    def action_edge(self, step: int) -> None:
        """To the first or the last line."""
        self.action_cursor(step * self.count())

    # --- marked words -------------------------------------------------------------------------------------------------

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """The words that are marked, as they stand on the screen, and what comes behind them."""
        width = self.scrollable_content_region.width
        places = [place for place in range(self.HEADER + self.count()) if selection.get_span(place)]
        lines = [(place, self._drawn(place, width)) for place in places]
        return "\n".join(shown.plain[slice(*_marked(selection, place, shown))] for place, shown in lines), "\n"

    def check_message_enabled(self, message: Message) -> bool:
        """The release of the button that ends a drag over words is no click."""
        dragged = isinstance(message, events.Click) and self.text_selection is not None
        return not dragged and super().check_message_enabled(message)

    # --- the mouse ----------------------------------------------------------------------------------------------------

    def line_at(self, event: events.MouseEvent) -> int | None:
        """The line under the mouse, or None."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.HEADER:
            return None
        index = offset.y - self.HEADER + self.scroll_offset.y
        return index if index < self.count() else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the line under the mouse."""
        index = self.line_at(event)
        self.hover = -1 if index is None else index

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        self.hover = -1

    def on_click(self, event: events.Click) -> None:
        """The cursor goes where the mouse is. A double click is two clicks here: it marks nothing."""
        event.prevent_default()
        index = self.line_at(event)
        if index is not None:
            self.cursor = index
            self.pressed(index)


def _marked(selection: Selection, place: int, shown: Content) -> tuple[int, int]:
    """The first character that is marked of what stands at a place, and the one behind the last; blanks at the end of
    the line are not. Twice the same where none is."""
    start, end = selection.get_span(place) or (0, 0)
    written = len(shown.plain.rstrip())
    return min(start, written), written if end < 0 else min(end, written)
