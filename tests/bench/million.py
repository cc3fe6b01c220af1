"""What the benchmarks of large data sets share: a made-up data set of many leads, and children that are measured."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import statistics
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.dataset.folder import demo_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

HEADER: Final = (
    "Record Id", "Last Name", "First Name", "Email", "Phone", "Company", "Lead Source", "Created Time",
    "Annual Revenue", "Email Opt Out",
)  # fmt: skip
INDEXED: Final = ("Record Id", "Email", "Phone")
"""The columns that are looked up: the id and the check fields of leads that the file has."""

_FIRST: Final = ("Ada", "Bela", "Chloé", "Dov", "Edith", "Farid", "Grace", "Hana", "Ivo", "Jürgen")
_LAST: Final = ("Byron", "Okafor", "Nguyễn", "Smith", "Meyer", "Ode", "Castillo", "Brown", "Weiß", "Lee")


def make_data_set(folder: Path, count: int) -> Path:
    """A data set with the demo's metadata and so many leads in one CSV file; returns that file."""
    shutil.copytree(demo_folder() / "fields", folder / "fields")
    file = folder / "records" / "Leads.csv"
    file.parent.mkdir()
    chance = random.Random(5)
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(HEADER)
        for number in range(count):
            first, last = chance.choice(_FIRST), chance.choice(_LAST)
            second = f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}T"
            second += f"{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}+00:00"
            source = ("Web", "Phone", "Trade Show", "")[number % 4]
            rows.writerow(
                (
                    *(4150868000000000000 + number * 7, last, first, email(number), f"+1 555 {number:07}"),
                    *(f"Company {number % 50021}", source, second, chance.randrange(90_000), "false"),
                )
            )
    return file


def email(number: int) -> str:
    """The e-mail address of a lead."""
    return f"ada.byron{number}@example{number % 997}.test"


def make_payload(file: Path, count: int) -> None:
    """A payload of 100 rows for such leads: every other one exists."""
    rows = [{"Last_Name": "Ode", "Email": email(n * 9 if n % 2 else count + n)} for n in range(100)]
    file.write_text(json.dumps({"data": rows, "duplicate_check_fields": ["Email"]}), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a child took: seconds on the clock and of the processor, and the most memory it had, in bytes."""

    clock: float
    processor: float
    memory: int


def measured(arguments: Sequence[str], clock: Callable[[], float], environment: dict[str, str]) -> Cost:
    """Run Python with these arguments, its output thrown away. Raises SystemExit where it fails."""
    began = clock()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        {**os.environ, **environment},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    took = clock() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"failed: {' '.join(arguments)[:80]}")
    return Cost(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def tell(floor: tuple[str, list[Cost]], found: tuple[str, list[Cost]], goal: float, most_mb: int) -> int:
    """Print both, their ratio by processor time, which a busy machine does not change, and the memory of the second
    one, each beside its goal. Returns the exit code: 1 where one is missed."""
    for name, costs in (floor, found):
        clock, processor = (statistics.median(getattr(cost, kind) for cost in costs) for kind in ("clock", "processor"))
        memory = max(cost.memory for cost in costs) / 1e6
        print(f"{name:44} {processor:7.2f} s of processor  {clock:7.2f} s on the clock  {memory:6.0f} MB")
    ratio = statistics.median(cost.processor for cost in found[1]) / statistics.median(
        cost.processor for cost in floor[1]
    )
    memory = max(cost.memory for cost in found[1]) / 1e6
    print(f"ratio {ratio:.2f} (goal {goal})   memory {memory:.0f} MB (goal {most_mb})")
    return int(ratio > goal or memory > most_mb)
