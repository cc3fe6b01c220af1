"""The records as a row of a call sees them: what earlier rows wrote over what the data set holds."""

from __future__ import annotations

import pytest

from tests.core.helpers import MemoryIndex, last_of, record, row, step
from tui.core.records import CachedRecords
from tui.core.rules import Assumptions, Settings
from tui.core.values import id_number
from tui.core.working_records import WorkingRecords


def test_a_step_names_ten_records_also_where_earlier_rows_took_the_oldest_away() -> None:
    stored = [record(number, Email="a@x.test") for number in range(1, 14)]
    moved = [{"id": name, "Email": "b@x.test"} for name in ("1", "2")]
    email = step(last_of(*moved, row(Email="a@x.test"), stored=stored), "Email")
    assert (email.matches, email.count) == (tuple(str(number) for number in range(3, 13)), 11)


def test_of_inserted_records_the_latest_modified_is_that_of_the_last_row() -> None:
    records = WorkingRecords(CachedRecords(MemoryIndex([record(7)])), Settings(Assumptions()), leads=True)
    for place in (1, 2, 9):
        records.insert(place, {"Phone": "5"})
    assert records.latest_modified(["new-2", "new-10"]) == "new-10"
    assert records.latest_modified(["new-3", "new-2"]) == "new-3"
    assert records.latest_modified(["7", "new-2"]) == "new-2"
    assert records.newest(["new-2", "new-10", "7"]) == "new-10"


@pytest.mark.parametrize(("lower", "higher"), [("9", "10"), ("009", "10"), ("010", "11"), ("0", "1"), ("99", "a")])
def test_ids_are_compared_as_numbers_whatever_zeros_they_begin_with(lower: str, higher: str) -> None:
    assert id_number(lower) < id_number(higher)
