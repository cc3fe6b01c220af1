"""How fast a forecast is, held against the bare look-ups that it cannot do without.

``python -m tests.bench.bench_forecast`` forecasts 100 rows with three check fields against an SQLite index of 5,000
records of 40 fields. In one run, one after the other and many times over, it measures

* the floor: each look-up by key and each record that the call needs, asked of the tables of the index once,
* ``forecast(..., counterfactuals=False)``, at most 5 times the floor,
* ``forecast(...)``, at most 9 times the floor,

prints the medians and ratios, and ends with exit code 1 if a limit is passed. Ratios of one run say the same on any
machine.
"""

from __future__ import annotations

import gc
import random
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final

from tui.core.forecast import forecast
from tui.core.metadata import FieldMetadata, Module, module_of
from tui.core.payload.request import UpsertRequest
from tui.core.values import KeyForm
from tui.dataset.index import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.records import Found
    from tui.core.values import Json, Key, Record

RECORDS: Final = 5_000
FIELDS: Final = 40
ROWS: Final = 100
ROUNDS: Final = 60
LIMITS: Final = {"without counterfactuals": 5.0, "with counterfactuals": 9.0}


class Recorder:
    """A RecordIndex that passes every question on and remembers those that need the data."""

    def __init__(self, index: SqliteRecords) -> None:
        self._index = index
        self.finds: dict[tuple[str, Key, int | None], None] = {}
        self.gets: dict[str, None] = {}

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find. Near misses are notes, no need: they are not remembered."""
        if key.form is not KeyForm.NEAR:
            self.finds[field, key, limit] = None
        return self._index.find(field, key, limit)

    def get(self, record_id: str) -> Record | None:
        """As RecordIndex.get."""
        self.gets[record_id] = None
        return self._index.get(record_id)

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        """As RecordIndex.covers."""
        return self._index.covers(field, value, form)

    def carries(self, field: str) -> bool:
        """As RecordIndex.carries."""
        return self._index.carries(field)

    @property
    def converted(self) -> frozenset[str]:
        """As RecordIndex.converted."""
        return self._index.converted

    @property
    def more_records(self) -> bool:
        """As RecordIndex.more_records."""
        return self._index.more_records


def made_module() -> Module:
    """Leads with Email, two unique fields, and plain fields of several types, 40 in all."""
    types = ("text", "textarea", "picklist", "integer", "currency", "boolean", "date", "website")
    plain = [{"api_name": f"Field_{number}", "data_type": types[number % len(types)]} for number in range(FIELDS - 4)]
    unique = {"case_sensitive": False}
    fields = [
        {"api_name": "Last_Name", "data_type": "text", "length": 80, "system_mandatory": True},
        {"api_name": "Email", "data_type": "email", "length": 100},
        {"api_name": "Phone", "data_type": "phone", "length": 30, "unique": unique},
        {"api_name": "Member_Number", "data_type": "text", "length": 20, "unique": unique},
        *plain,
    ]
    return module_of("Leads", [FieldMetadata.of_json(field) for field in fields])


def plain_value(data_type: str, chance: random.Random) -> Json:
    """A value of this type."""
    match data_type:
        case "integer":
            return chance.randrange(1_000)
        case "currency":
            return chance.randrange(1_000_000) / 100
        case "boolean":
            return chance.random() < 0.5
        case "date":
            return f"20{chance.randrange(10, 24)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
        case "website":
            return f"https://site-{chance.randrange(500)}.example/"
    return f"words of chance {chance.randrange(10_000)}"


def made_records(module: Module, chance: random.Random) -> list[dict[str, Json]]:
    """The stored records: all fields filled, one Email in fifty shared by two of them."""
    plain = [field for field in module.fields if field.api_name.startswith("Field_")]
    return [
        {
            "id": str(4_000_000 + number),
            "Created_Time": f"2024-01-{number % 28 + 1:02}T10:00:00+05:30",
            "Modified_Time": f"2024-02-{number % 27 + 1:02}T10:00:00+05:30",
            "Last_Name": f"Name {number}",
            "Email": f"person{number - (number % 50 == 1)}@mail.example",
            "Phone": f"+44 20 7946 {number:04}",
            "Member_Number": f"M-{number:06}",
            **{field.api_name: plain_value(field.data_type, chance) for field in plain},
        }
        for number in range(RECORDS)
    ]


def made_request(module: Module, chance: random.Random) -> UpsertRequest:
    """100 rows of a dozen fields: hits by each check field, twins, inserts, conflicts, invalid and repeated rows."""
    plain = [field for field in module.fields if field.api_name.startswith("Field_")][:9]
    rows: list[dict[str, Json]] = []
    for number in range(ROWS):
        known = chance.randrange(RECORDS)
        row: dict[str, Json] = {
            "Last_Name": f"Name {known}",
            "Email": f"new{number}@mail.example",
            "Phone": f"+44 20 7000 {number:04}",
            "Member_Number": f"N-{number}",
            **{field.api_name: plain_value(field.data_type, chance) for field in plain},
        }
        match number % 10:
            case 0 | 1 | 2:
                row["Email"] = f"Person{known}@mail.example"
            case 3:
                row["Email"] = f"person{known - known % 50}@mail.example"
            case 4 | 5:
                row["Phone"] = f"+44 20 7946 {known:04}"
            case 6:
                row |= {"Email": f"person{known}@mail.example", "Member_Number": f"M-{(known + 7) % RECORDS:06}"}
            case 7:
                row["Email"] = "no mail" if number % 20 == 7 else rows[-3]["Email"]
        rows.append(row)
    return UpsertRequest(tuple(rows), ("Email", "Phone", "Member_Number"))


def measured(index: SqliteRecords, module: Module, request: UpsertRequest) -> dict[str, list[float]]:
    """Seconds of each round, by what was measured. Each begins with no decoded record and no answer at hand."""
    recorder = Recorder(index)
    forecast(request, module, recorder, counterfactuals=False)
    finds, gets = list(recorder.finds), list(recorder.gets)

    def floor() -> None:
        for field, key, limit in finds:
            index._answers.clear()  # each is asked of the tables: that one may answer another is the engine's gain
            index.find(field, key, limit)
        for record_id in gets:
            index.get(record_id)

    works: dict[str, Callable[[], object]] = {
        "floor": floor,
        "without counterfactuals": lambda: forecast(request, module, index, counterfactuals=False),
        "with counterfactuals": lambda: forecast(request, module, index),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    print(f"{len(finds)} look-ups by key and {len(gets)} records")
    for _ in range(ROUNDS):
        for name, work in works.items():
            index._records.clear()  # what the index decoded and found in the round before
            index._answers.clear()
            gc.collect()
            start = perf_counter()
            work()
            taken[name].append(perf_counter() - start)
    return taken


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    chance = random.Random(56)
    module = made_module()
    index = SqliteRecords.of(made_records(module, chance))
    medians = {name: median(times) for name, times in measured(index, module, made_request(module, chance)).items()}
    print(f"{'floor':<24} {medians['floor'] * 1000:7.2f} ms")
    over = False
    for name, limit in LIMITS.items():
        ratio = medians[name] / medians["floor"]
        over |= ratio > limit
        print(f"{name:<24} {medians[name] * 1000:7.2f} ms  {ratio:5.1f} times the floor (at most {limit:g})")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
