"""Payloads of 100 to 100,000 rows: does a row of a long one take more time, or more memory, than one of a short one?

``python -m tests.bench.bench_rows [MOST]`` forecasts each payload three times, in a process of its own: with
``core.forecast.forecast``, which keeps every row, and with ``preview``, as JSON and as a table, which lets go of each
row once it is text: what is left is the payload and what its rows write. Half of its rows meet one of 20,000 records,
and one in ten meets an earlier row. From each the empty payload is taken off: what the start and the data set cost.
The floor is the payload of 1,000 rows of the same run: a row of a longer one may take 1.5 times its time of the
processor, and so many bytes at most as MOST_BYTES says. Exit code 1 when over.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.bench.million import email, make_data_set, measured

ROWS: Final = (100, 1_000, 10_000, 100_000)
FLOOR: Final = 1_000
RECORDS: Final = 20_000
LIMIT: Final = 1.5
"""How many times the time of a row of the floor a row may take."""
MOST_BYTES: Final = {"core.forecast": 10_000, "preview --format json": 5_000, "preview --format table": 5_000}
"""Of memory at its peak for one row more: of 10,000 rows and of 100,000, as of any number over the floor."""

_FORECAST: Final = """
import gc, json, sys
from pathlib import Path
from tui.core.forecast import forecast
from tui.core.payload.request import UpsertRequest
from tui.dataset.folder import DataSet
gc.set_threshold(100_000, 20, 100)
value = json.loads(Path(sys.argv[1]).read_text())
with DataSet.open(Path(sys.argv[2])) as data_set:
    request = UpsertRequest(tuple(value["data"]), ("Email", "Phone"))
    forecast(request, data_set.module("Leads"), data_set.records("Leads"), split=True)
"""


def made_row(number: int, count: int) -> dict[str, object]:
    """A row of a payload of so many."""
    chance = random.Random(number)
    known, kind = chance.randrange(RECORDS), number % 10
    return {
        "Last_Name": "Ode",
        "Email": email(known) if kind < 4 else f"row{number - 3 * (kind == 9)}@new.example",
        "Phone": f"+1 555 {known:07}" if kind == 5 else f"+44 20 {number:08}",
        "Company": f"Company {number % 1009}" if kind != 6 else "",
        "Lead_Source": "Web",
        "Annual_Revenue": chance.randrange(90_000),
        "City": f"City {number % 97}",
        "Description": f"Row {number} of {count}",
    }


def make_payload(file: Path, count: int) -> None:
    """A payload of so many rows, written one by one: the memory that this process had is a child's least."""
    with file.open("w", encoding="utf-8") as out:
        out.write('{"duplicate_check_fields": ["Email", "Phone"], "data": [')
        for number in range(count):
            out.write(("," if number else "") + json.dumps(made_row(number, count)))
        out.write("]}")


def main(most: int) -> int:
    """Measure and tell; returns the exit code."""
    over = False
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder, payload = Path(place, "set"), Path(place, "payload.json")
        folder.mkdir()
        make_data_set(folder, RECORDS)
        preview = ["-m", "tui", "preview", str(payload), "--data", str(folder), "--module", "Leads", "--split"]
        ways = {
            "core.forecast": ["-c", _FORECAST, str(payload), str(folder)],
            **{f"preview --format {form}": [*preview, "--format", form] for form in ("json", "table")},
        }
        for way, arguments in ways.items():
            costs = {}
            for count in (1, 1, *(rows for rows in ROWS if rows <= most)):  # the first one also keeps the index
                make_payload(payload, count)
                costs[count] = measured(arguments, time.perf_counter, {"XDG_CACHE_HOME": place})
            bare = costs.pop(1)
            times = {count: (cost.processor - bare.processor) / count for count, cost in costs.items()}
            for count, cost in costs.items():
                ratio, bytes_each = times[count] / times[FLOOR], (cost.memory - bare.memory) / count
                print(
                    f"{way:22} {count:8,} rows  {cost.processor:7.2f} s  {times[count] * 1e6:6.0f} µs a row"
                    f"  {ratio:4.2f} times that of {FLOOR:,} (limit {LIMIT})  {cost.memory / 1e6:5.0f} MB"
                    f"  {bytes_each / 1e3:5.1f} KB a row (limit {MOST_BYTES[way] / 1e3:.0f})"
                )
                if count > FLOOR:
                    over |= ratio > LIMIT or bytes_each > MOST_BYTES[way]
    return int(over)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS[-1]))
