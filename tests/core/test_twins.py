"""Twins: records with one value of a check field, as a look-up meets them and written differently."""

from __future__ import annotations

from typing import Any

from tests.core.helpers import LAST_NAME, LEADS, MemoryIndex, field, module, record
from tui.core.records import Found
from tui.core.rules import Assumptions, Settings
from tui.core.target import Matcher
from tui.core.values import Key, KeyForm
from tui.core.views.twins import SHOWN, Twin, Twins, held, stored_key, twins_of


def twins(*stored: dict[str, Any], of: str = "1", assume: tuple[str, ...] = ()) -> tuple[Twins, ...]:
    records = MemoryIndex(stored)
    form = Matcher(LEADS, Settings(Assumptions.parse(assume))).form
    return twins_of(records.stored[of], LEADS, records.find, records.get, form)


def test_who_holds_the_same_value_and_who_holds_it_in_another_writing() -> None:
    (found,) = twins(
        record("1", Phone="+91 90610 84736"),
        record("2", Phone="09061084736"),
        record("3", Phone=" +91 90610 84736"),
        record("4", Phone="1"),
    )
    assert (found.field.api_name, found.same, found.other_writing) == ("Phone", 1, 1)
    assert found.records == (Twin("3"), Twin("2", "the same phone number, written differently"))


def test_each_check_field_is_told_by_itself_and_one_that_is_blank_has_none() -> None:
    stored = (
        record("1", Email="a@x.test", Phone="", Mobile="900"),
        record("2", Email="A@X.test", Phone="", Mobile="900"),
    )
    assert [(each.field.api_name, each.same) for each in twins(*stored)] == [("Email", 1), ("Mobile", 1)]


def test_what_counts_as_the_same_goes_by_the_settings() -> None:
    stored = record("1", Email="a@x.test"), record("2", Email="a@x.test ")
    assert [(each.same, each.other_writing) for each in twins(*stored)] == [(1, 0)]
    (strict,) = twins(*stored, assume=("match.whitespace=exact",))
    assert (strict.same, strict.other_writing) == (0, 1)
    assert strict.records[0].how == "the same but for letter case or surrounding white space"


def test_a_record_by_itself_has_no_twins() -> None:
    assert twins(record("1", Email="a@x.test"), record("2", Email="b@x.test")) == ()


def test_of_very_many_twins_the_first_are_named_and_all_are_counted() -> None:
    (found,) = twins(*(record(str(n), Phone="555 0101") for n in range(SHOWN + 9)), of="3")
    assert (found.same, found.other_writing, len(found.records)) == (SHOWN + 8, 0, SHOWN)
    assert "3" not in {each.id for each in found.records}


def test_beside_very_many_twins_those_in_another_writing_are_counted_and_beside_few_named() -> None:
    written = [record(str(n), Phone="555 0101") for n in range(SHOWN)], [record(str(n), Phone="5550101") for n in "xyz"]
    (few,) = twins(*written[0], *written[1], of="3")
    assert (few.same, few.other_writing, few.records[-1].id) == (SHOWN - 1, 3, "x")
    (many,) = twins(*written[0], record("99", Phone="555 0101"), *written[1], of="3")
    assert (many.same, many.other_writing, many.records[-1].id) == (SHOWN, 3, "99")


def test_a_long_integer_counts_as_its_digits_and_no_other_number_does() -> None:
    long, text = field("Long", "bigint", unique=True, json_type="string"), field("Text", unique=True)
    of = module(LAST_NAME, long, text)
    stored = {
        "1": record("1", Long="5", Text="7"),
        "2": record("2", Long=5, Text=7),
        "3": record("3", Long="5 ", Text="7 "),
        "4": record("4"),
    }

    def find(name: str, key: Key, limit: int | None) -> Found:
        where = of.by_name[name]
        hits = [each for each, held in stored.items() if stored_key(where, held.get(name), key.form) == key]
        return Found(tuple(hits[:limit]), len(hits))

    def found(of_record: str, form: KeyForm) -> list[tuple[str, int, int, tuple[Twin, ...]]]:
        made = twins_of(stored[of_record], of, find, stored.get, lambda _: form)
        return [(each.field.api_name, each.same, each.other_writing, each.records) for each in made]

    other, white = "written differently", "the same but for letter case or surrounding white space"
    assert found("1", KeyForm.FOLDED) == [("Long", 2, 0, (Twin("2"), Twin("3"))), ("Text", 1, 0, (Twin("3"),))]
    assert found("3", KeyForm.EXACT) == [
        ("Long", 0, 2, (Twin("1", white), Twin("2", other))),
        ("Text", 0, 1, (Twin("1", white),)),
    ]
    assert found("2", KeyForm.EXACT) == [("Long", 1, 1, (Twin("1"), Twin("3", other)))]
    assert held(None, of.by_name["Text"]) is None
