"""How large the panes of the main screen are: one can fill the window, and the edges between them can be moved.

What a person sets holds in the layout in which it was set, and is kept with the session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.dataclass import dataclass
from tui.session.looks import PaneSize, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.screen import Screen
    from textual.widget import Widget

ZOOMED: Final = "-zoomed"
"""The class of the screen while one pane fills it."""

_LEAST_WIDTH: Final = 24
_LEAST_HEIGHT: Final = 5
"""Cells that a pane keeps, its border included."""
_EDGES: Final = (("#left", "#right"), ("#payload, #grid", "#forecast"), ("#upper", "#detail"))
"""The panes on both sides of an edge: the one on the left or above is given a size, the other takes the rest."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What can be moved: the edge between two panes. name: the selector of the first; side: what of it changes."""

    name: str
    first: Widget
    second: Widget
    side: Side

    def is_at(self, x: int, y: int) -> bool:
        """Whether a cell of the screen is on the borders that meet here."""
        before, after = self.first.region, self.second.region
        if self.side == "width":
            return (
                x in (before.right - 1, after.x) and max(before.y, after.y) < y < min(before.bottom, after.bottom) - 1
            )
        return y in (before.bottom - 1, after.y) and max(before.x, after.x) < x < min(before.right, after.right) - 1

    def reach(self, place: int) -> int:
        """The size that the first pane takes when its edge goes to a column or line of the screen."""
        before, after = self.first.region, self.second.region
        if self.side == "width":
            size, both, least = place + 1 - before.x, before.width + after.width, _LEAST_WIDTH
        else:
            size, both, least = place + 1 - before.y, before.height + after.height, _LEAST_HEIGHT
        return max(least, min(size, both - least))


class PaneSizes:
    """The sizes of one screen's panes."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self.set: dict[tuple[str, str, Side], int] = {}
        """What was set, in cells: by layout, pane and side."""
        self._given: set[tuple[str, Side]] = set()  # what the panes have now in place of what the stylesheet says
        self._dragged: Edge | None = None

    @property
    def zoomed(self) -> bool:
        """Whether one pane fills the window."""
        return self._screen.has_class(ZOOMED)

    def edges(self) -> Iterator[Edge]:
        """The edges that can be moved in the layout of the moment."""
        if self.zoomed:
            return
        for name, after in _EDGES:
            first = next((pane for pane in self._screen.query(name) if pane.region), None)
            second = self._screen.query_one(after)
            if first is not None and second.region:
                yield Edge(name, first, second, "width" if first.region.y == second.region.y else "height")

    def grow(self, pane: str, side: Side, by: int) -> bool:
        """Make a pane so many cells wider or taller; False where it has no edge that could move."""
        names = {"fields": "#left", "payload": "#payload, #grid"}.get(pane, f"#{pane}")
        around = next((node for node in self._screen.query(names) if node.region), self._screen).ancestors_with_self
        mine = [
            (around.index(node), edge, node is edge.first)
            for edge in self.edges()
            for node in (edge.first, edge.second)
            if edge.side == side and node in around
        ]
        if not mine:
            return False
        _, edge, before = min(mine, key=lambda each: each[0])  # the one that is nearest
        region = edge.first.region
        start, size = (region.x, region.width) if side == "width" else (region.y, region.height)
        size = self.set.get(self._key(edge), size)  # a key may come before the last one is laid out
        self._move(edge, start + size - 1 + (by if before else -by))
        return True

    def kept(self) -> tuple[PaneSize, ...]:
        """What was set, to be kept."""
        return tuple(PaneSize(layout, pane, side, cells) for (layout, pane, side), cells in self.set.items())

    def take(self, sizes: Iterable[PaneSize]) -> None:
        """Set what was kept."""
        self.set = {(each.layout, each.pane, each.side): each.cells for each in sizes}
        self.apply()

    def reset(self) -> None:
        """Forget what was set."""
        self.set.clear()
        self.apply()

    def take_hold(self, x: int, y: int) -> bool:
        """The mouse is pressed on a cell of the screen: is an edge there, and no word that can be clicked?"""
        there = (edge for edge in self.edges() if edge.is_at(x, y))
        self._dragged = None if self._has_words(x, y) else next(there, None)
        return self._dragged is not None

    def _has_words(self, x: int, y: int) -> bool:
        """Whether a cell is one of a title, which stands on the left, or of a subtitle, on the right."""
        pane, _ = self._screen.get_widget_at(x, y)
        region = pane.region
        if y == region.y:
            return x - region.x < Content.from_markup(pane.border_title or "").cell_length + 3
        return (
            y == region.bottom - 1
            and region.right - x <= Content.from_markup(pane.border_subtitle or "").cell_length + 3
        )

    def drag(self, x: int, y: int) -> bool:
        """The mouse is moved; whether an edge goes with it."""
        if self._dragged is not None:
            self._move(self._dragged, x if self._dragged.side == "width" else y)
        return self._dragged is not None

    def let_go(self) -> bool:
        """The mouse is let go; whether an edge was held."""
        held, self._dragged = self._dragged is not None, None
        return held

    def _move(self, edge: Edge, place: int) -> None:
        self.set[self._key(edge)] = edge.reach(place)
        self.apply()

    def _key(self, edge: Edge) -> tuple[str, str, Side]:
        return self._layout(edge.side), edge.name, edge.side

    def _layout(self, side: Side) -> str:
        """What sizes hold for: the layout, and heights in small ones for the pane that is shown."""
        of_size = [name for name in ("-tiny", "-narrow", "-medium", "-wide", "-huge") if self._screen.has_class(name)]
        whole = self._screen.has_class("-high") and of_size[-1:] and of_size[-1] in ("-wide", "-huge")
        shown = (
            ""
            if whole or side == "width"
            else next((name for name in self._screen.classes if name.startswith("show-")), "")
        )
        return " ".join((*of_size[-1:], "-high" if whole else "-low", shown))

    def apply(self) -> None:
        """Give the panes the sizes of the layout of the moment; also after another one came."""
        wanted: dict[tuple[str, Side], int | str] = {}
        for first, second in _EDGES:
            for side in ("width", "height"):
                size = None if self.zoomed else self.set.get((self._layout(side), first, side))
                if size is not None:
                    room = self._screen.size.width if side == "width" else self._screen.size.height
                    wanted[first, side] = min(size, room - (_LEAST_WIDTH if side == "width" else _LEAST_HEIGHT))
                    wanted[second, side] = "1fr"
        for name, side in self._given | wanted.keys():
            for pane in self._screen.query(name):
                setattr(pane.styles, side, wanted.get((name, side)))  # None: the stylesheet's
        self._given = set(wanted)
