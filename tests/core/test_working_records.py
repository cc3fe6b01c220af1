"""The records as a row of a call sees them: what earlier rows wrote over what the data set holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import MemoryIndex, last_of, record, row, step
from tui.core.diff import Change
from tui.core.records import CachedRecords, age
from tui.core.rules import Assumptions, Settings
from tui.core.values import Key, KeyForm, id_number, key_text
from tui.core.working_records import WorkingRecords

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.values import Json


def folded(value: Json) -> Key:
    return Key(key_text(value, KeyForm.FOLDED), KeyForm.FOLDED)


def over(
    index: MemoryIndex, *assume: str, leads: bool = True, long_integers: frozenset[str] = frozenset()
) -> WorkingRecords:
    """The records of an index before the first row."""
    return WorkingRecords(
        CachedRecords(index), Settings(Assumptions.parse(assume)), leads=leads, long_integers=long_integers
    )


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


@each_case(("lower", "higher"), [("9", "10"), ("009", "10"), ("010", "11"), ("0", "1"), ("99", "a")])
def test_ids_are_compared_as_numbers_whatever_zeros_they_begin_with(lower: str, higher: str) -> None:
    assert id_number(lower) < id_number(higher)


def test_what_a_row_inserts_is_met_by_its_values_and_by_no_id() -> None:
    for rows in (
        [row(Phone="5"), row(id="New-1")],
        [row(Phone="5"), row(id="new-1")],
        [row(id="New-9"), row(Phone="5"), row(id="New-2")],
    ):
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


@each_case(("setting", "before", "after"), [("left_out", (1, 0), (0, 1)), ("matched", (2, 0), (0, 2))])
def test_a_converted_lead_is_counted_neither_where_a_row_took_a_value_from_it_nor_where_it_wrote_one(
    setting: str, before: tuple[int, int], after: tuple[int, int]
) -> None:
    stored = [record(1, Phone="5", **{"$converted": True}), record(2, Phone="5")]
    records = over(MemoryIndex(stored), f"match.converted={setting}")
    found = [tuple(records.find("Phone", folded(text), 10).count for text in "56")]
    for place, name in enumerate(("1", "2")):
        records.update(place, name, [Change("Phone", "changed", "5", "6")])
    found.append(tuple(records.find("Phone", folded(text), 10).count for text in "56"))
    assert found == [before, after]
    assert records.find("Phone", folded("6"), 10).ids == (("2",) if setting == "left_out" else ("1", "2"))


@each_case(("setting", "count"), [("not_pulled", 0), ("blank", 1)])
def test_in_a_field_that_was_not_pulled_blank_finds_what_no_row_wrote_only_where_it_is_taken_for_blank(
    setting: str, count: int
) -> None:
    index = MemoryIndex([record(1, Email="a@x.test"), record(2, Email="b@x.test")], absent_fields=True)
    records = over(index, f"data.absent_field={setting}")
    records.update(0, "1", [Change("Company", "written", None, "c")])
    records.update(1, "2", [Change("Phone", "changed", None, "5")])
    assert [records.find("Company", folded(value), 10).count for value in (None, "c")] == [count, 1]


def test_a_record_that_a_row_inserted_is_not_met_where_rows_are_blind_to_those_of_their_call() -> None:
    records = over(MemoryIndex([record(2)]), "match.same_batch_new=blind")
    records.insert(0, {"Phone": "5"})
    records.update(1, "2", [Change("Phone", "changed", None, "5")])
    assert records.find("Phone", folded("5"), 10).ids == ("2",)
    records.next_row(1)  # in the next call it exists like any other
    assert records.find("Phone", folded("5"), 10).ids == ("2", "new-1")


def test_a_record_that_a_row_met_and_changed_nothing_of_is_there_as_it_was() -> None:
    stored = record(1, Phone="5")
    records = over(MemoryIndex([stored]))
    records.update(0, "1", [Change("Phone", "same", "5", "5")])
    assert records.get("1") == stored
    assert records.find("Phone", folded("5"), 10).ids == ("1",)


def test_a_setting_is_asked_for_only_where_the_answer_makes_a_difference() -> None:
    stored = [record(1, Email="a@x.test", **{"$converted": True}), record(2, Email="b@x.test"), record(3)]
    settings = Settings(Assumptions())
    records = WorkingRecords(CachedRecords(MemoryIndex(stored, absent_fields=True)), settings, leads=True)
    records.update(0, "2", [Change("Email", "changed", "b@x.test", "c@x.test")])

    def asked_by(ask: Callable[..., object], *question: object) -> set[str]:
        settings.asked = set()
        ask(*question)
        return settings.asked

    def asked_to_find(email: str) -> set[str]:
        return asked_by(records.find, "Email", folded(email), 10)

    assert [asked_to_find(email) for email in ("b@x.test", "c@x.test", "d@x.test")] == [set()] * 3
    assert asked_to_find("a@x.test") == {"match.converted"}
    assert asked_by(records.unknown_fields, "1", ["Email"]) == set()
    assert asked_by(records.unknown_fields, "1", ["Email", "Phone"]) == {"data.absent_field"}
    records.update(1, "1", [Change("Email", "changed", "a@x.test", "d@x.test")])
    assert asked_to_find("d@x.test") == {"match.converted"}
    records.insert(2, {"Email": "c@x.test"})
    assert asked_to_find("c@x.test") == {"match.same_batch_new"}


def test_only_in_a_long_integer_the_digits_of_a_text_find_the_number() -> None:
    index = MemoryIndex([record(1, Serial=12, Phone=12), record(2, Serial="12", Phone="12")])
    records = over(index, long_integers=frozenset({"Serial"}))
    assert records.find("Serial", folded("12"), 10).ids == ("1", "2")
    assert records.find("Phone", folded("12"), 10).ids == ("2",)


@each_case(
    ("looked_up", "field", "value", "known"),
    [
        ("12", "Serial", "12", True),
        ("12", "Serial", 12, True),
        (12, "Serial", "12", True),
        (12, "Serial", "012", False),
        (12, "Serial", "x", False),
        (None, "Serial", "x", False),
        ("13", "Serial", "12", False),
        (1.5, "Serial", 1.5, True),
        ("12", "Phone", "12", True),
        ("12", "Phone", 12, False),
        (12, "Phone", "12", False),
    ],
)
def test_a_long_integer_was_looked_up_if_its_digits_were_whether_as_a_text_or_a_number(
    looked_up: Json, field: str, value: Json, known: bool
) -> None:
    index = MemoryIndex([record(1)], {"Serial": [looked_up], "Phone": [looked_up]})
    records = over(index, long_integers=frozenset({"Serial"}))
    assert records.miss_is_known(field, value, KeyForm.FOLDED) is known


def test_why_a_miss_is_not_known_is_told_of_a_field_that_was_not_pulled_before_records_that_are_not_here() -> None:
    for more_records, rule in ((True, "data.more_records"), (False, None)):
        records = over(MemoryIndex([record(1)], more_records=more_records, absent_fields=True))
        assert [records.why_not_known(name) for name in ("Phone", "id")] == ["data.absent_field", rule]


def test_of_records_without_a_time_those_that_were_made_or_modified_before_1970_are_later() -> None:
    early = dict.fromkeys(("Created_Time", "Modified_Time"), "1960-01-01T00:00:00Z")
    late = dict.fromkeys(("Created_Time", "Modified_Time"), "2026-01-01T00:00:00Z")
    records = over(MemoryIndex([record(1, **early), record(9), record(3, **late)]))
    assert (records.newest("19"), records.latest_modified("91")) == ("1", "1")
    records.insert(0, {})
    assert records.newest(["3", "new-1"]) == records.latest_modified(["3", "new-1"]) == "new-1"


def test_what_a_row_inserts_is_younger_than_any_record_whatever_time_it_tells() -> None:
    early, late = {"Created_Time": "2020-01-01T00:00:00Z"}, {"Created_Time": "2026-01-01T00:00:00Z"}
    ages = [age("5", late), age("6", {}), age("new-1", late, 1), age("new-2", early, 2)]
    assert ages == sorted(ages)


def test_records_that_rows_wrote_stand_among_the_others_by_their_age_and_inserted_ones_behind_in_row_order() -> None:
    times = {"1": "2026-01-03T00:00:00Z", "2": "2026-01-02T00:00:00Z", "3": "2026-01-01T00:00:00Z"}
    records = over(MemoryIndex([record(name, Phone="5", Created_Time=time) for name, time in times.items()]))
    for place, name in enumerate(("1", "3")):
        records.update(place, name, [Change("Phone", "changed", "5", phone) for phone in ("6", "5")])
    for place in (9, 2):
        records.insert(place, {"Phone": "5"})
    assert records.find("Phone", folded("5"), 10).ids == ("3", "2", "1", "new-3", "new-10")
