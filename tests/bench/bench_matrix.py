"""How fast a matrix is, held against one forecast for each order.

``python -m tests.bench.bench_matrix`` asks for every order of four check fields (the system-defined one and three
unique ones: 30 orders) for 100 rows against 5,000 records, and for one forecast without counterfactuals of the same
rows. It prints both medians, and ends with exit code 1 if the matrix takes more than 1.3 times (orders x one forecast).

Rows in twenty kinds of trouble leave little work to share: that is the worst case. A second payload, of rows that all
carry an Email alone, shows the best one.
"""

from __future__ import annotations

import gc
import random
import sys
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Final

from tests.bench.bench_forecast import RECORDS, made_module, made_records, made_request
from tests.bench.paired import tell
from tui.core.forecast import forecast
from tui.core.matrix import matrix
from tui.core.metadata import FieldMetadata, Module, module_of
from tui.core.payload.request import UpsertRequest
from tui.dataset.index import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 12
LIMIT: Final = 1.3


def four_check_fields() -> Module:
    """The module of bench_forecast with one more unique field."""
    fields = [
        {
            "api_name": field.api_name,
            "data_type": field.data_type,
            "length": field.length,
            "system_mandatory": field.mandatory,
            "unique": {"case_sensitive": False} if field.unique or field.api_name == "Field_0" else {},
        }
        for field in made_module().fields
    ]
    return module_of("Leads", [FieldMetadata.of_json(field) for field in fields])


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    gc.collect()
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def main() -> int:
    """Measure, print, and say by the exit code whether the limit holds."""
    chance = random.Random(56)
    module = four_check_fields()
    records = made_records(module, chance)
    for number, record in enumerate(records):
        record["Field_0"] = f"code {number}"
    index = SqliteRecords.of(records)
    mixed = made_request(module, chance)
    rows = [{**row, "Field_0": f"code {RECORDS + place - 40}"} for place, row in enumerate(mixed.rows)]
    plain = [{"Last_Name": "Ode", "Email": row["Email"]} for row in mixed.rows]
    code = 0
    for name, request in (("mixed", UpsertRequest(tuple(rows))), ("by e-mail", UpsertRequest(tuple(plain)))):
        orders = len(matrix(request, module, index).orders)
        floor, taken = [], []
        for _ in range(ROUNDS):
            floor.append(orders * timed(partial(forecast, request, module, index, counterfactuals=False)))
            taken.append(timed(partial(matrix, request, module, index)))
        code |= tell((f"{name}: {orders} orders x one forecast", floor), (f"{name}: matrix", taken), LIMIT)
    return code


if __name__ == "__main__":
    sys.exit(main())
