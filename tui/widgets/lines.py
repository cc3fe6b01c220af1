"""A list of lines of which only those on screen are drawn, with a cursor, for keys and mouse alike.

The base of the check-field list, the assumptions and the forecast table: a subclass says how many lines there are and
what each shows. Ten thousand lines cost no more than forty, and of these only such are drawn anew as look otherwise
than they did (``redraw``). The words can be marked with the mouse, to be copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui import keys
from tui.widgets.sheets import sheet
from tui.widgets.steady import Steady

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Self

    from textual.binding import BindingType
    from textual.message import Message
    from textual.selection import Selection


_NOWHERE: Final = Region()
_BLANK: Final = Content()


class _Look(NamedTuple):
    """A line of the screen: its place, counted from the first line of the header, and all that its look depends on
    beside the colours and the words that are marked with the mouse: for these Textual draws the list anew. ``spans``:
    None below the last line."""

    place: int
    width: int
    component: str
    words: str
    spans: object


class LineList(Steady, ScrollView, can_focus=True):
    """Lines with a cursor. ``cursor`` is the current line, or -1 where there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.LINES]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--cursor", "lines--hover", "lines--header"}
    DEFAULT_CSS = sheet("lines")
    HEADER = 0
    """How many lines stand fixed at the top."""

    cursor: reactive[int] = reactive(-1, repaint=False)
    hover: reactive[int] = reactive(-1, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._looks: dict[int, _Look] = {}  # as they were drawn, by their height in the pane
        self._next_looks: dict[int, tuple[_Look, Content]] = {}
        self._compares = False
        self._room = 0  # lines that one could see at the last size

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
        self.redraw()

    def redraw(self) -> None:
        """Draw the lines anew that look otherwise than they did, when the next frame is due; with ``refresh``, all."""
        self.refresh(_NOWHERE)
        self._compares = True

    def on_resize(self) -> None:
        """The size has changed. A cursor that one saw stays in sight."""
        seen = 0 <= self.cursor - self.scroll_offset.y < self._room
        self._room = self.scrollable_content_region.height - self.HEADER
        self.virtual_size = Size(self.scrollable_content_region.width, self.HEADER + self.count())
        if seen:
            self._show(self.cursor)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """As Textual has it."""
        self._next_looks.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _exchange_repaint_regions(self) -> Collection[Region]:
        self._compare()
        return super()._exchange_repaint_regions()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the pane."""
        self._compare()
        return super().render_lines(crop)

    def _compare(self) -> None:
        """Have those lines drawn anew that look otherwise than they did."""
        if not self._compares:
            return
        self._compares = False
        width, height = self.scrollable_content_region.size
        looks = {y: self._look_of(y, width) for y in range(height)}
        self._next_looks = {y: look for y, look in looks.items() if look[0] != self._looks.get(y)}
        if self._next_looks:
            self._set_dirty(*(Region(0, y, width, 1) for y in self._next_looks))

    def _place(self, y: int) -> int:
        return y if y < self.HEADER else y + self.scroll_offset.y

    def _look_of(self, y: int, width: int) -> tuple[_Look, Content]:
        """How a line of the screen looks, and what stands there."""
        place = self._place(y)
        index = place - self.HEADER
        if index >= self.count():
            return _Look(place, width, "", "", None), _BLANK
        component = "lines--cursor" if index == self.cursor else "lines--hover" if index == self.hover else ""
        shown = self._drawn(place, width)
        return _Look(place, width, "lines--header" if index < 0 else component, shown.plain, shown.spans), shown

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.scrollable_content_region.width
        look, shown = self._next_looks.pop(y, (None, _BLANK))
        if look is None or look[:2] != (self._place(y), width):
            look, shown = self._look_of(y, width)
        self._looks[y] = look
        place, component = look.place, look.component
        if look.spans is None:
            return Strip.blank(width, self.rich_style).apply_offsets(0, place)
        style = self.get_visual_style(component) if component else self.visual_style
        if self.text_selection is not None:
            start, end = _marked(self.text_selection, place, shown)
            shown = shown.stylize(self.screen.get_visual_style("screen--selection"), start, end)
        return Strip(shown.render_segments(style), width).apply_offsets(0, place)

    def _drawn(self, place: int, width: int) -> Content:
        """What stands at a place, counted from the first line of the header, cut or padded to so many cells."""
        line = self.header(place, width) if place < self.HEADER else self.line(place - self.HEADER, width)
        return line.truncate(width, ellipsis=True, pad=True)

    # --- the cursor ---------------------------------------------------------------------------------------------------

    def watch_cursor(self) -> None:
        """Show the line that the cursor moved to."""
        if self.cursor >= 0:
            self._show(self.cursor)
        self.redraw()

    def _show(self, index: int) -> None:
        room = self.scrollable_content_region.height - self.HEADER
        top = self.scroll_offset.y
        if index < top:
            self.scroll_to(y=index, animate=False, immediate=True)
        elif room > 0 and index >= top + room:
            self.scroll_to(y=index - room + 1, animate=False, immediate=True)

    def watch_hover(self) -> None:
        """Draw the line under the mouse."""
        self.redraw()

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
