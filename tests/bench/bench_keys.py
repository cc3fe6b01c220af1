"""From a key press to the painted screen: what a person waits for.

``python -m tests.bench.bench_keys`` measures, in one run and in a terminal of 120 x 40 that nobody looks at,

* with 100 rows: a field moved in the order, until the new forecast is painted (goals: median 30 ms, 95th percentile
  60 ms), beside the floor: the same panes painted anew with nothing computed,
* with 10,000 rows: a letter typed into a row, until it is painted (goal: 100 ms); the forecast follows,
* F1 and the command palette, until they are painted (goal: 150 ms each).

It prints median, 95th percentile and goal of each, and ends with exit code 1 where a goal is missed. Goals are times of
a machine as people have it; the ratio to the floor says the same on any.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import tempfile
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from textual._compositor import CompositorUpdate

from tests.app.driving import opened
from tests.bench.bench_repaint import payload_text
from tests.bench.bench_typing import echo, payload
from tui.screens.dialogs.help import HelpScreen
from tui.screens.garbage import SELDOM
from tui.screens.main.screen import MainScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from rich.console import RenderableType
    from textual.screen import Screen

    from tests.app.driving import Session

ROUNDS: Final = 30
MANY: Final = 10_000
GOALS: Final = {
    "a field moved": (30.0, 60.0),
    "a letter": (100.0, 100.0),
    "F1": (150.0, 150.0),
    "palette": (150.0, 150.0),
}
"""Milliseconds: of the median, and of the 95th percentile."""


async def timed(app: Session, do: Callable[[], Awaitable[None]]) -> float:
    """Milliseconds until something is done, worked off and painted."""
    start = perf_counter()
    await do()
    await app.frame()
    return (perf_counter() - start) * 1000


@asynccontextmanager
async def painting(file: Path | None = None, module: str | None = None) -> AsyncIterator[Session]:
    """The app on a payload, whose frames become what a terminal would be sent, which a headless app leaves out."""
    terminal = Console(color_system="truecolor", force_terminal=True)
    async with opened(file, module=module) as app:
        display = app.app._display

        def painted(screen: Screen[Any], frame: RenderableType | None) -> None:
            if isinstance(frame, CompositorUpdate):
                frame.render_segments(terminal)
            display(screen, frame)

        app.app._display = painted  # type: ignore[assignment] # the last step before a terminal
        yield app


async def moved_and_painted(file: Path) -> tuple[list[float], list[float]]:
    """Fields moved in a payload of 100 rows, and the same panes painted anew, in turn."""
    moved, painted = [], []
    async with painting(file, "Leads") as app:
        screen = app.app.screen
        assert isinstance(screen, MainScreen)

        async def repaint() -> None:
            for widget in screen.walk_children():
                widget.refresh(layout=True)

        for turn in range(ROUNDS):
            key = "shift+up" if turn % 2 == 0 else "shift+down"
            moved.append(await timed(app, partial(app.press, key)))
            painted.append(await timed(app, repaint))
    return moved, painted


async def letters(file: Path) -> list[float]:
    """Letters typed into a row of a long payload."""
    async with painting(file) as app:
        await app.do("payload.split", "pane.payload")
        await app.press(*["down"] * 3, "end", "left", "left")
        return [await echo(app, "x" * number) for number in range(1, ROUNDS + 1)]


async def over_the_main_screen() -> tuple[list[float], list[float]]:
    """F1 and the palette, opened and closed again in turn."""
    helped, offered = [], []
    async with painting() as app:
        for _ in range(ROUNDS // 3):
            helped.append(await timed(app, lambda: app.do("app.help")))
            assert isinstance(app.app.screen, HelpScreen)
            await app.press("escape")
            offered.append(await timed(app, lambda: app.press("ctrl+p")))
            await app.press("escape")
    return helped, offered


async def measure() -> dict[str, list[float]]:
    """All of it, the first of each left out: it loads what is used for the first time."""
    with tempfile.TemporaryDirectory() as name:
        hundred = Path(name, "hundred.json")
        hundred.write_text(payload_text(), encoding="utf-8")
        moved, painted = await moved_and_painted(hundred)
        typed = await letters(payload(Path(name), MANY))
        helped, offered = await over_the_main_screen()
    times = {"floor": painted, "a field moved": moved, "a letter": typed, "F1": helped, "palette": offered}
    return {what: each[1:] for what, each in times.items()}


def main() -> int:
    """Measure and print; returns the exit code."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    over = False
    for what, times in asyncio.run(measure()).items():
        median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        goals = GOALS.get(what)
        over |= goals is not None and (median > goals[0] or p95 > goals[1])
        goal = f"   goal {goals[0]:g}, {goals[1]:g} ms" if goals else ""
        print(f"{what:16} median {median:6.1f} ms   p95 {p95:6.1f} ms{goal}")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
