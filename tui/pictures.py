"""The pictures of the README: what the app shows at a few moments, drawn by the app itself without a terminal.

Drawing is deterministic (nothing on screen tells the time, the host or a path), so that a picture that differs means
that the screen has changed.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.app import ExplorerApp
from tui.case import CaseOptions, open_file

if TYPE_CHECKING:
    from textual.pilot import Pilot


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the demo: its file name, the size of the terminal, the keys that are pressed."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    no_color: bool = False


_FLIP = ("down", "shift+up", "f4", "down")
_ROW_6 = ("f4", "down", "down", "down", "down", "down")

PICTURES: Final = (
    Picture("main.svg", (120, 40), ("f4", "down", "f2")),
    Picture("flip.svg", (120, 40), _FLIP),
    Picture("changes.svg", (120, 40), (*_ROW_6, "f5", "right")),
    Picture("record.svg", (120, 40), (*_ROW_6, "f5", "right", "right")),
    Picture("reply.svg", (120, 40), ("f4", "down", "down", "down", "f5", "left", "left")),
    Picture("notes.svg", (120, 40), ("f4", "end", "f5", "left")),
    Picture("assumptions.svg", (120, 40), (*_ROW_6, "f10", "down")),
    Picture("rules.svg", (120, 40), ("ctrl+r",)),
    Picture("problem.svg", (120, 40), ("down", "shift+up", "f3", "end", "comma")),
    Picture("no-colour.svg", (120, 40), _FLIP, no_color=True),
    Picture("columns-100.svg", (100, 30), _FLIP),
    Picture("columns-80.svg", (80, 24), ("down", "shift+up")),
    Picture("columns-200.svg", (200, 60), _FLIP),
)


_TERMINAL: Final = ("NO_COLOR", "TEXTUAL_THEME", "LC_ALL", "LC_CTYPE", "LANG", "TERM", "COLORTERM")
"""What the environment says of a terminal: pictures are of none in particular."""


def draw_all() -> dict[str, str]:
    """Every picture as SVG text, by file name."""
    return {picture.name: draw(picture) for picture in PICTURES}


def draw(picture: Picture) -> str:
    """One picture as SVG text."""
    kept = {name: os.environ.pop(name, None) for name in _TERMINAL}
    if picture.no_color:
        os.environ["NO_COLOR"] = "1"
    try:
        return asyncio.run(_draw(picture))
    finally:
        os.environ.pop("NO_COLOR", None)
        os.environ.update({name: value for name, value in kept.items() if value is not None})


async def _draw(picture: Picture) -> str:
    app = ExplorerApp(open_file(None, CaseOptions()))
    app.animation_level = "none"
    async with app.run_test(size=picture.size) as pilot:
        await _settle(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await _settle(pilot)
        return app.export_screenshot(title="Upsert Explorer")


async def _settle(pilot: Pilot[int]) -> None:
    """Wait until every message has been handled and the screen is painted."""
    for _ in range(3):
        await pilot.pause()
