"""From a key press in the records screen to the painted screen, with 100,000 leads, beside the same keys in the demo.

``python -m tests.bench.bench_browse`` prints median and 95th percentile of both, for keys that move and for letters of
a search until what they find is listed, and the ratio against the limit. Exit code 1 when over.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.app.driving import opened
from tests.bench.paired import tell
from tui.dataset.folder import DataSet, demo_folder
from tui.screens.garbage import SELDOM
from tui.screens.records.screen import RecordsScreen

if TYPE_CHECKING:
    from tests.app.driving import Session

LEADS = 100_000
MOVES = ("down", "pagedown", "end", "up", "pageup", "home") * 5
WORDS = ("marsh", "555 01", "example", "zzz")
LIMIT, SEARCH_LIMIT = 3.0, 6.0
"""How many times as long a key may take among so many records: one that moves, and a letter of a search."""


def many_leads(folder: Path) -> Path:
    """A data set with the demo's metadata and as many leads as that, made of its leads."""
    chance = random.Random(7)
    with DataSet.open(demo_folder()) as data_set:
        records = data_set.records("Leads")
        known = [record for record_id in records.ids() if (record := records.get(record_id))]
    (folder / "records").mkdir()
    shutil.copytree(demo_folder() / "fields", folder / "fields")
    with (folder / "records" / "Leads.jsonl").open("w", encoding="utf-8") as file:
        for number in range(LEADS):
            lead = {**known[number % len(known)], "id": f"{4_001_000_000_100_000 + number}"}
            lead |= {"Email": f"lead{number}@x{number % 977}.example", "Phone": f"+44 20 {chance.randrange(10**7):07}"}
            file.write(json.dumps(lead, ensure_ascii=False) + "\n")
    return folder


async def measure(data: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of keys that move in the table, and of letters that are searched."""
    moved, searched = [], []
    async with opened(data=data, module="Leads") as app:
        await app.do("pane.fields")
        await app.press("b")
        screen = app.app.screen
        assert isinstance(screen, RecordsScreen)
        while screen.busy:
            await asyncio.sleep(0.05)
        for key in MOVES:
            moved.append(await timed(app, screen, key))
        for words in WORDS:
            await app.press("slash")
            for place, letter in enumerate(words):
                searched.append(await timed(app, screen, letter if letter != " " else "space", words[: place + 1]))
            await app.press("escape")
    return moved, searched


async def timed(app: Session, screen: RecordsScreen, key: str, words: str = "") -> float:
    """Until the key is worked off, what it finds is listed, and the screen is painted."""
    start, before = perf_counter(), screen.listing
    await app.press(key)
    while words and (screen.words != words or screen.listing is before):
        await asyncio.sleep(0.001)  # as a terminal is waited for: busily, the search would wait for this
    app.strips()
    return (perf_counter() - start) * 1000


def main() -> int:
    """Measure and print; returns the exit code."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    few_moved, few_searched = asyncio.run(measure(demo_folder()))
    with tempfile.TemporaryDirectory() as folder:
        moved, searched = asyncio.run(measure(many_leads(Path(folder))))
    over = tell(("a move among the demo's", few_moved), (f"a move among {LEADS:,}", moved), LIMIT)
    return (
        tell(("a letter among the demo's", few_searched), (f"a letter among {LEADS:,}", searched), SEARCH_LIMIT) or over
    )


if __name__ == "__main__":
    sys.exit(main())
