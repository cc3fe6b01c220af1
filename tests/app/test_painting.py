"""What is painted of a screen is what Textual would paint of it."""

from __future__ import annotations

import re
from itertools import repeat
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.console import Console
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.events import MouseMove
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tests.app.driving import opened
from tui.screens.compositing import SparingCompositor
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.app.conftest import MakePayload
    from tests.app.driving import Session

pytestmark = pytest.mark.anyio

CONSOLE = Console(color_system="truecolor", force_terminal=True)
MOVES_TO_NOTHING = re.compile(r"\x1b\[\d+;\d+H(?=\x1b\[\d+;\d+H|\n|$)")
"""The cursor goes to a place and nothing is written there."""


def painted(compositor: Compositor, regions: Iterable[Region]) -> str:
    """What is written to a terminal for some regions."""
    compositor._dirty_regions = set(regions)
    update = compositor.render_partial_update()
    assert update is not None
    assert not compositor._dirty_regions
    return MOVES_TO_NOTHING.sub("", update.render_segments(CONSOLE))


async def test_a_part_of_any_screen_and_the_whole_are_painted_as_textual_paints_them() -> None:
    async with opened() as app:
        for keys in ((), ("f4", "down", "down"), ("f5", "end"), ("f1",), ("escape", "f8")):
            await app.press(*keys)
            await app.frame()
            mine = app.app.screen._compositor
            assert isinstance(mine, SparingCompositor)
            assert keys != ("f1",) or vars(mine)["frames"] == 1, "help is drawn once as it opens"
            textual_s = Compositor()
            vars(textual_s).update(vars(mine))
            assert mine.render_strips() == textual_s.render_strips()
            for regions in (
                [widget.region.intersection(app.app.screen.region) for widget in app.app.screen.walk_children(Widget)],
                [Region(30, 4, 50, 20)],  # over many edges
                [Region(0, 0, 1, 40), Region(119, 39, 1, 1)],
                [Region(5, 6, 7, 1), Region(12, 6, 9, 3), Region(60, 6, 1, 1)],
            ):
                assert painted(mine, regions) == painted(textual_s, regions), (keys, regions)


async def test_what_moved_is_drawn_and_told_of_its_size_also_where_a_place_was_asked_for_before_the_layout() -> None:
    async with opened() as app:
        screen = app.app.screen
        compositor = screen._compositor
        upper, detail, bar = (app.widget(name) for name in ("#upper", "#detail", "#top-bar"))
        await app.frame()
        for asked in (False, True):
            upper.styles.height = upper.size.height - 3
            await app.settle()
            compositor._full_map_invalidated = True  # as a change of a widget that is out of sight leaves it
            assert not asked or detail.region
            _, _, resized = compositor.reflow(screen, screen.size)
            assert {upper, detail} <= resized
            assert bar not in resized
            assert {upper.region, detail.region} <= compositor._dirty_regions
            compositor._dirty_regions.clear()
        low, high = upper.size.height - 3, upper.size.height
        for height in (low, high):  # as a scroll that was drawn, and that a layout takes back
            upper.styles.height = height
            await app.settle()
            compositor._full_map_invalidated = True
            assert upper.region.height == height
        _, _, resized = compositor.reflow(screen, screen.size)
        assert not resized
        assert not compositor._dirty_regions
        upper.styles.height = low
        await app.settle()
        compositor._full_map_invalidated = True
        assert upper.region.height == low
        upper.styles.height = high
        await app.settle()
        _, _, resized = compositor.reflow(screen, screen.size)
        assert {upper, detail} <= resized
        assert upper.region in compositor._dirty_regions


EDITED = (
    *(["f3", "ctrl+home"], ["down", "down", "end"], ["right", "down"], ["shift+down", "shift+down"], ["left"]),
    *(["f4", "down"], ["down"], ["f3"], ["x"], ["backspace"], ["delete"], ["ctrl+z"], ["f2", "shift+down"], ["ctrl+z"]),
    *(["f3", "ctrl+home", *["down"] * 6, "end"], ["backspace"], [","]),  # the mistake is in the row below
    *(["f3", "ctrl+end"], ["up", "end", "left"], ["backspace"], ["ctrl+home"], ["pagedown"], ["down", "alt+right"]),
)
"""Keys that move the cursor, mark, edit, look at other rows, break the payload and mend it, scroll."""


async def test_a_line_of_the_payload_that_stays_painted_looks_as_if_it_were_painted_anew(payload: MakePayload) -> None:
    rows = [{"Last_Name": "Ode", "Email": "x" * 90, "Rating": f"no. {row}"} for row in range(9)]
    async with opened(payload({"data": rows, "duplicate_check_fields": ["Email", "Phone"]})) as app:
        editor = app.widget("#payload")
        assert isinstance(editor, PayloadEditor)

        async def compare(what: object) -> None:
            await app.frame()
            editor.render_lines(Region(0, 0, 1, 1))  # lets the colours of the cursor be found
            kept = [editor.render_line(y) for y in range(editor.size.height)]
            editor._painted.clear()
            editor._line_cache.clear()
            assert [editor.render_line(y) for y in range(editor.size.height)] == kept, what

        for keys in EDITED:
            await app.press(*keys)
            await compare(keys)
        await app.resize(200, 60)
        await compare("another size")
        app.app.theme = "explorer-light"
        await compare("other colours")


class Terminal:
    """What stands on a terminal that is written to frame by frame: of each cell the character and its style."""

    def __init__(self, app: Session) -> None:
        self._compositor = app.app.screen._compositor
        vars(self._compositor)["render_update"] = self._frame  # which the suite leaves out where nobody looks at it
        self.cells = [cells_of(strip) for strip in app.strips()]

    def _frame(self, *, full: bool = False, **_: object) -> None:
        whole = full or self._compositor.size.region in self._compositor._dirty_regions
        frame = self._compositor.render_full_update() if whole else self._compositor.render_partial_update()
        if isinstance(frame, LayoutUpdate):
            for y, strips in enumerate(frame.strips, frame.region.y):
                self._write(y, frame.region.x, frame.region.right, ((frame.region.x, Strip.join(strips)),))
        elif isinstance(frame, ChopsUpdate):
            for y, start, end in frame.spans:
                self._write(y, start, end, ((x, strip) for x, strip in frame.chops[y].items() if strip is not None))

    def _write(self, y: int, start: int, end: int, strips: Iterable[tuple[int, Strip]]) -> None:
        for x, strip in strips:
            for at, cell in enumerate(cells_of(strip), x):
                if start <= at < end:
                    self.cells[y][at] = cell


def cells_of(strip: Strip) -> list[object]:
    """The characters of a strip, each with its style; the second cell of a wide one is empty."""
    cells = list[object]()
    for text, style, _ in strip:
        if text.isascii():
            cells += zip(text, repeat(style))
        else:
            cells += ((letter * (place == 0), style) for letter in text for place in range(cell_len(letter)))
    return cells


LISTS = (
    *(["shift+up"], ["shift+down"], ["down"], ["space"], ["shift+up", "down", "space"], ["ctrl+z"], ["f4"], ["down"]),
    *(["end"], ["home"], ["space"], ["down", "space"], ["o"], ["o"], ["escape"], ["f2", "shift+up"], ["f3", "x"]),
    ["backspace"],
)
"""Keys that move, tick and filter lines, and that change what stands in them and in the borders."""


async def test_what_is_drawn_of_each_change_leaves_the_screen_as_if_all_were_drawn_anew(payload: MakePayload) -> None:
    rows = [
        {"Last_Name": f"Ode {row}", "Email": f"e{row % 5}@made.example", "Phone": str(row % 7)} for row in range(24)
    ]
    async with opened(payload({"data": rows, "duplicate_check_fields": ["Email", "Phone"]}), size=(120, 32)) as app:

        async def compare(what: object) -> None:
            await app.frame()
            while app.app.screen._dirty_widgets:  # what was changed by what came after the frame
                await app.frame()
            for widget in app.app.screen.walk_children(Widget):
                widget._styles_cache.clear()
            anew = [cells_of(strip) for strip in app.strips()]
            differs = [y for y, line in enumerate(anew) if line != terminal.cells[y]]
            assert not differs, (what, differs)

        terminal = Terminal(app)
        for keys in LISTS:
            await app.press(*keys)
            await compare(keys)
        left, top = app.widget("#forecast").region.offset
        x, y = left + 9, top + 4
        for line in (y, y + 1, 1):
            await app.mouse(MouseMove, (x, line), 0)
            await compare(("the mouse over", line))
        await app.drag((x, y), (x + 20, y + 2))
        await compare("marked")
        await app.press("down")
        await compare("a line down")
        app.app.theme = "explorer-light"
        await compare("other colours")
