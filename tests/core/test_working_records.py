"""The records as a row of a call sees them: what earlier rows wrote over what the data set holds."""

from __future__ import annotations

import pytest

from tests.core.helpers import MemoryIndex, last_of, record, row, step
from tui.core.diff import Change
from tui.core.records import CachedRecords
from tui.core.rules import Assumptions, Settings
from tui.core.values import Key, KeyForm, id_number, key_text
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


def test_what_a_row_inserts_is_met_by_its_values_and_by_no_id() -> None:
    for rows in ([row(Phone="5"), row(id="New-1")], [row(id="New-9"), row(Phone="5"), row(id="New-2")]):
        found = last_of(*rows)
        assert (found.outcome, [each.rule for each in found.notes]) == ("error", [])


def test_records_that_remember_little_answer_the_same() -> None:
    index = MemoryIndex(
        [record(number, Email=f"{number}@x.test", **{"$converted": number == 2}) for number in range(9)]
    )
    few = CachedRecords(index, most=1)
    for number in (*range(9), *range(9)):
        key = Key(key_text(f"{number}@x.test", KeyForm.FOLDED), KeyForm.FOLDED)
        assert few.find("Email", key, 10) == index.find("Email", key, 10)
        assert few.find_unconverted("Email", key, 10).count == (number != 2)
        assert few.get(str(number)) == index.get(str(number))
        assert few.get("99") is None


def test_of_a_text_that_several_records_take_on_and_give_up_all_that_have_it_are_found() -> None:
    records = WorkingRecords(CachedRecords(MemoryIndex([record(7, Phone="5")])), Settings(Assumptions()), leads=True)
    key = Key(key_text("5", KeyForm.FOLDED), KeyForm.FOLDED)
    found = []
    for place, changes in enumerate([("7", "6"), ("7", "5"), ("8", "5"), ("7", "6"), ("8", "6"), ("8", "5")]):
        records.update(place, changes[0], [Change("Phone", "changed", None, changes[1])])
        found.append(records.find("Phone", key, 10).ids)
    assert found == [(), ("7",), ("7", "8"), ("8",), (), ("8",)]
