"""Painting all of a screen that is to be painted anew, no more, and of each place only the widget that is seen there.

Textual lays the lines of every widget over one another that lies between the first and the last place that changed,
those of containers too, whose places their children fill. On the main screen that is most of what a frame takes.
"""

from __future__ import annotations

from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING

from textual._compositor import ChopsUpdate, Compositor, ReflowResult
from textual.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textual._compositor import CompositorMap
    from textual.geometry import Size
    from textual.strip import Strip
    from textual.widget import Widget

    Chops = list[dict[int, Strip | None]]


class SparingCompositor(Compositor):
    """A compositor that asks widgets for the lines that are wanted of them, and loses no change of place or size.

    Where a widget out of sight has changed, Textual works all places out anew for the next one that is asked for. It
    compares the next layout with those, so that what moved is neither drawn at its place nor told of its size.
    """

    def __init__(self) -> None:
        super().__init__()
        self._laid_out: CompositorMap = {}

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out, and note what is another than in the layout before, or in the places that were told since."""
        told, before = self._full_map, self._laid_out
        self._full_map = before
        hidden, shown, resized = super().reflow(parent, size)
        self._laid_out = self._full_map
        if told is not before:
            for widget, place in told.items() ^ self._laid_out.items():
                if region := place.clip.intersection(place.region):
                    self._dirty_regions.add(region)
                now = self._laid_out.get(widget)
                if now is not None and now.region.size != place.region.size:
                    resized.add(widget)
        return ReflowResult(hidden, shown, resized)

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last update."""
        regions, self._dirty_regions = self._dirty_regions, set()
        if not regions:
            return None
        spans = list(self._regions_to_spans(regions))
        return ChopsUpdate(self._filled(spans), spans, [cuts[1:] for cuts in self.cuts])

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        lines = range(len(self.cuts))  # none before the first layout
        spans = [(y, crop.x, crop.right) for y in lines if y in crop.line_range and is_rendered_line(y)]
        return self._filled(spans)  # type: ignore[return-value] # Textual has None there too, and does not say so

    def _filled(self, spans: Iterable[tuple[int, int, int]]) -> Chops:
        """The pieces of each line of the screen, by the columns at which they begin, between the cuts that the edges of
        widgets make; None where nothing is wanted. spans: lines, each with its first wanted column, and the one behind
        the last."""
        chops: Chops = [dict.fromkeys(line[:-1]) for line in self.cuts]
        wanted = self._pieces_in(spans)
        for widget, (region, clip) in self.visible_widgets.items():  # from the top down
            shown = region.intersection(clip)
            mine = {
                y: places
                for y in shown.line_range
                if y in wanted and (places := [cut for cut in wanted[y] if shown.x <= cut < shown.right])
            }
            if not mine:
                continue
            first, last = min(mine), max(mine)
            lines = widget.render_lines(
                Region(shown.x - region.x, first - region.y, shown.width, last + 1 - first),
            )
            for y, places in mine.items():
                pieces = self._divided(lines[y - first], y, shown)
                for cut in places:
                    if cut in pieces:
                        chops[y][cut] = pieces[cut]
                        wanted[y].remove(cut)
                if not wanted[y]:
                    del wanted[y]
            if not wanted:
                break
        return chops

    def _pieces_in(self, spans: Iterable[tuple[int, int, int]]) -> dict[int, set[int]]:
        """For each line of some spans, the columns at which the pieces begin that lie in them."""
        found: dict[int, set[int]] = {}
        for y, start, end in spans:
            pieces = {cut for cut, following in pairwise(self.cuts[y]) if cut < end and following > start}
            found.setdefault(y, set()).update(pieces)
        return found

    def _divided(self, line: Strip, y: int, shown: Region) -> dict[int, Strip]:
        """The line of a widget, shown in a region, in pieces by the columns at which they begin."""
        cuts = [cut for cut in self.cuts[y] if shown.x <= cut <= shown.right]
        return dict(zip(cuts, line.divide([cut - shown.x for cut in cuts[1:]]), strict=False))


def picture_of(lines: Iterable[Strip], size: Size, title: str) -> str:
    """A picture (SVG) of lines that were painted on a screen of this size, as Textual makes one of those that are now:
    that takes as long as a dialog takes to open, and few want one."""
    from rich.console import Console
    from rich.segment import Segment, Segments

    console = Console(
        width=size.width,
        height=size.height,
        file=StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
    )
    pieces = [piece for line in lines for piece in (Segment.line(), *line)]
    console.print(Segments(pieces[1:]))
    return console.export_svg(title=title)
