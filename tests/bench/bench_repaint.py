"""From a key press to the painted new forecast, with 100 rows, beside the same repaint with nothing computed.

``python -m tests.bench.bench_repaint`` prints median and 95th percentile of both, measured in turn in one run, and the
ratio against the limit. Exit code 1 when over.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.paired import tell
from tui.app import ExplorerApp
from tui.core.payload.body_text import body_text
from tui.core.payload.request import UpsertRequest
from tui.dataset.folder import DataSet, demo_folder
from tui.screens.main.screen import MainScreen
from tui.session.case import open_file
from tui.session.case_options import CaseOptions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

ROWS, ROUNDS = 100, 40
LIMIT = 2.0
"""How many times the bare repaint a key press may take."""


def payload_text() -> str:
    """A hundred rows, two thirds of which hit a lead of the demo."""
    chance = random.Random(7)
    with DataSet.open(demo_folder()) as data_set:
        records = data_set.records("Leads")
        known = [record for record_id in records.ids() if (record := records.get(record_id))]
    rows = []
    for number in range(ROWS):
        lead = chance.choice(known)
        email = lead.get("Email") if number % 3 else f"row{number}@new.example"
        rows.append({"Last_Name": f"Row {number}", "Email": email, "Phone": lead.get("Phone"), "Company": "Bench"})
    return body_text(UpsertRequest(tuple(rows), ("Email", "Phone")))


async def timed(pilot: Pilot[int], do: Callable[[], Awaitable[None]]) -> float:
    """Milliseconds from a deed until the screen is painted and idle."""
    start = perf_counter()
    await do()
    await pilot.pause()
    return (perf_counter() - start) * 1000


async def measure() -> tuple[list[float], list[float]]:
    """The times of key presses that move a field, and of repaints of the same view."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "hundred.json")
        file.write_text(payload_text(), encoding="utf-8")
        app = ExplorerApp(open_file(file, CaseOptions(data=demo_folder(), module="Leads")))
        pressed, painted = [], []
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, MainScreen)

            async def repaint() -> None:
                screen.show(app.explorer.view)
                for widget in screen.walk_children():
                    widget.refresh(layout=True)  # else what shows the same is left alone

            for turn in range(ROUNDS):
                key = "shift+up" if turn % 2 == 0 else "shift+down"
                pressed.append(await timed(pilot, partial(pilot.press, key)))
                painted.append(await timed(pilot, repaint))
        return pressed[2:], painted[2:]


def main() -> int:
    """Measure and print; returns the exit code."""
    pressed, painted = asyncio.run(measure())
    return tell(("a repaint, nothing computed", painted), ("key press to painted forecast", pressed), LIMIT)


if __name__ == "__main__":
    sys.exit(main())
