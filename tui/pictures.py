"""The pictures of the README: what the app shows at a few moments, drawn by the app itself without a terminal.

Drawing is deterministic (nothing on screen tells the time, the host or a path), so that a picture that differs means
that the screen has changed.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.app import ExplorerApp
from tui.case import CaseOptions, open_file

if TYPE_CHECKING:
    from textual.pilot import Pilot


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the demo: its file name, the size of the terminal, the keys that are pressed. ``wait:PHASE`` among
    the keys waits until the send screen is in that phase."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    no_color: bool = False
    theme: str | None = None


_FLIP = ("down", "shift+up", "f4", "down")
_ROW_6 = ("f4", "down", "down", "down", "down", "down")

PICTURES: Final = (
    Picture("main.svg", (120, 40), ("f4", "down", "f2")),
    Picture("flip.svg", (120, 40), _FLIP),
    Picture("changes.svg", (120, 40), (*_ROW_6, "f5", "right")),
    Picture("record.svg", (120, 40), (*_ROW_6, "f5", "right", "right")),
    Picture("expected-reply.svg", (120, 40), ("f4", "down", "down", "down", "f5", "left", "left")),
    Picture("notes.svg", (120, 40), ("f4", "end", "f5", "left")),
    Picture("assumptions.svg", (120, 40), (*_ROW_6, "f10", "down")),
    Picture("rules.svg", (120, 40), ("ctrl+r",)),
    Picture("problem.svg", (120, 40), ("down", "shift+up", "f3", "end", "comma")),
    Picture("no-colour.svg", (120, 40), _FLIP, no_color=True),
    Picture("light.svg", (120, 40), _FLIP, theme="explorer-light"),
    Picture("help.svg", (120, 40), ("f1",)),
    Picture("profiles.svg", (120, 40), ("f12", "down", "down", "down", "enter")),
    Picture("send.svg", (120, 40), ("f12", "enter", "wait:confirming")),
    Picture("reply.svg", (120, 40), ("f12", "enter", "wait:confirming", "enter", "wait:after", "down", "down", "down")),
    Picture("columns-100.svg", (100, 30), _FLIP),
    Picture("columns-80.svg", (80, 24), ("down", "shift+up")),
    Picture("columns-200.svg", (200, 60), _FLIP),
)


_TERMINAL: Final = ("NO_COLOR", "TEXTUAL_THEME", "LC_ALL", "LC_CTYPE", "LANG", "TERM", "COLORTERM")
"""What the environment says of a terminal: pictures are of none in particular."""


_FOLDERS: Final = ("UPSERT_EXPLORER_CONFIG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
"""Where a person's own things are: pictures are drawn in folders of their own."""

_PATIENCE: Final = 400  # rounds of waiting for a phase


def draw_all() -> dict[str, str]:
    """Every picture as SVG text, by file name."""
    return {picture.name: draw(picture) for picture in PICTURES}


def draw(picture: Picture) -> str:
    """One picture as SVG text."""
    kept = {name: os.environ.pop(name, None) for name in (*_TERMINAL, *_FOLDERS)}
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.environ.update({name: str(Path(folder, name.lower())) for name in _FOLDERS})
            if picture.no_color:
                os.environ["NO_COLOR"] = "1"
            return asyncio.run(_draw(picture))
    finally:
        for name in (*_FOLDERS, "NO_COLOR"):
            os.environ.pop(name, None)
        os.environ.update({name: value for name, value in kept.items() if value is not None})


async def _draw(picture: Picture) -> str:
    app = ExplorerApp(open_file(None, CaseOptions()))
    app.animation_level = "none"
    if picture.theme is not None:
        app.theme = picture.theme
    async with app.run_test(size=picture.size) as pilot:
        await _settle(pilot)
        for key in picture.keys:
            if key.startswith("wait:"):
                await _wait(pilot, key.removeprefix("wait:"))
            else:
                await pilot.press(key)
            await _settle(pilot)
        return app.export_screenshot(title="Upsert Explorer")


async def _wait(pilot: Pilot[int], phase: str) -> None:
    for _ in range(_PATIENCE):
        if getattr(pilot.app.screen, "phase", None) == phase:
            return
        await pilot.pause(0.05)
    raise TimeoutError(f"the screen did not come to {phase}")


async def _settle(pilot: Pilot[int]) -> None:
    """Wait until every message has been handled and the screen is painted."""
    for _ in range(3):
        await pilot.pause()
