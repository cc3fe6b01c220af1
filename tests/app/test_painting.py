"""What is painted of a screen is what Textual would paint of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from textual._compositor import Compositor
from textual.geometry import Region
from textual.widget import Widget

from tests.app.driving import opened
from tui.screens.compositing import SparingCompositor

if TYPE_CHECKING:
    from collections.abc import Iterable

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
