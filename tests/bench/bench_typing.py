"""From a key press to the letter on the screen, in a payload of 10,000 rows that is being forecast meanwhile, beside
the same in a payload of ten rows.

``python -m tests.bench.bench_typing`` prints median and 95th percentile of both and the ratio of the medians against
the limit. Exit code 1 when over.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.app.driving import opened
from tests.bench.paired import tell

if TYPE_CHECKING:
    from tests.app.driving import Session

FEW, MANY, PRESSES = 10, 10_000, 40
LIMIT = 8.0
"""How many times as long a letter may take among many rows."""


def payload(folder: Path, count: int) -> Path:
    """A payload of so many new leads."""
    rows = [{"Last_Name": f"Row {number}", "Email": f"row{number}@new.example"} for number in range(count)]
    file = folder / f"{count}.json"
    file.write_text(json.dumps({"data": rows}, indent=2), encoding="utf-8")
    return file


async def echo(app: Session, letters: str) -> float:
    """Milliseconds from a key press until the letters stand on the screen."""
    start = perf_counter()
    await app.write("x")
    while letters not in app.text("#payload"):
        await asyncio.sleep(0)
    return (perf_counter() - start) * 1000


async def measure(file: Path) -> list[float]:
    """The times of letters that are typed into the first row's name, one right after the other."""
    async with opened(file) as app:
        await app.do("payload.split", "pane.payload")
        await app.press(*["down"] * 3, "end", "left", "left")
        return [await echo(app, "x" * number) for number in range(1, PRESSES + 1)][2:]


async def measure_both() -> tuple[list[float], list[float]]:
    """Few rows, then many."""
    with tempfile.TemporaryDirectory() as name:
        return await measure(payload(Path(name), FEW)), await measure(payload(Path(name), MANY))


def main() -> int:
    """Measure and print; returns the exit code."""
    few, many = asyncio.run(measure_both())
    return tell((f"a letter among {FEW} rows", few), (f"a letter among {MANY} rows", many), LIMIT)


if __name__ == "__main__":
    sys.exit(main())
