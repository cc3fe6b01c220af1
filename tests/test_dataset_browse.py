"""Browsing records: pages, orders, searches, counts and twins agree with a look through all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.cli.helpers import DEMO
from tests.core.helpers import LEADS, MemoryIndex
from tests.drawn import some_of
from tui.core.records import Found, age
from tui.core.tried_unique import trying
from tui.core.values import Key, KeyForm, is_blank, key_text
from tui.core.writings import Sought, searched_text, sought
from tui.dataset.browse import STEP, RecordBrowser, Sort
from tui.dataset.folder import DataSet
from tui.dataset.index import SqliteRecords
from tui.dataset.writer import MOST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

Records = list[dict[str, Any]]

WRITINGS = ("+91 90610 84736", "09061084736", "555-0101", "555 0101", "", " ", None, "x", "ADA", "ada ", "ab@x.test")
STORED = st.lists(some_of(dict.fromkeys(("Email", "Phone", "Mobile", "City"), WRITINGS)), max_size=12)
WORDS = st.sampled_from(["ad", "0101", "9061084736", "x", "4001", "Phone = ada", "City = ada"])
TYPED = st.sampled_from(["ada", "555 0101", "+91 90610 84736", "090610 84736", "a.b@x.test"])


def numbered(stored: Sequence[dict[str, Any]]) -> Records:
    return [{"id": str(4_000 + number), **values} for number, values in enumerate(stored)]


def browser_of(records: Records | SqliteRecords) -> RecordBrowser:
    browser = RecordBrowser(records if isinstance(records, SqliteRecords) else SqliteRecords.of(records))
    list(browser.prepare(LEADS))
    return browser


def ids(browser: RecordBrowser, ranks: Sequence[int]) -> list[str]:
    return [each["id"] for each in browser.records(ranks)]


@given(STORED, WORDS, TYPED)
def test_what_is_found_counted_and_searched_agrees_with_a_scan(
    stored: Sequence[dict[str, Any]], words: str, typed: str
) -> None:
    records = numbered(stored)
    index = SqliteRecords.of(records)
    browser = browser_of(index)
    look_ups_agree_with_a_scan_in_every_form(browser, records)
    counts_agree_with_a_scan(browser, records)
    twins_agree_with_a_scan(browser, records)
    a_search_agrees_with_a_scan(browser, records, words)
    letter_by_letter_and_back_a_search_finds_the_same_as_at_once(index, typed)


def with_key(records: Records, name: str, text: str, form: KeyForm) -> Records:
    return [each for each in records if key_text(each.get(name), form) == text]


def look_ups_agree_with_a_scan_in_every_form(browser: RecordBrowser, records: Records) -> None:
    scan = MemoryIndex(records)
    for value in ("+91 90610 84736", "ada", "555-0101", None):
        for form in KeyForm:
            for field in ("Email", "Phone", "City"):
                key = Key(key_text(value, form), form)
                assert browser.find(field, key, 2) == scan.find(field, key, 2)


def counts_agree_with_a_scan(browser: RecordBrowser, records: Records) -> None:
    for record in records:
        for name, value in record.items():
            if name in ("Email", "Phone", "Mobile"):
                held = with_key(records, name, key_text(value, KeyForm.FOLDED), KeyForm.FOLDED)
                count = 0 if is_blank(value) else len(held)
                assert browser.shared(record, LEADS).get(name, 1) == max(count, 1)


def twins_agree_with_a_scan(browser: RecordBrowser, records: Records) -> None:
    groups = browser.twin_groups(LEADS)
    for group in groups:
        members = browser.records(group.ranks)
        form = KeyForm.NEAR if group.other_writing else KeyForm.FOLDED
        (text,) = {key_text(each.get(group.field), form) for each in members}
        assert [each["id"] for each in members] == [each["id"] for each in with_key(records, group.field, text, form)]
        assert len(members) > 1
        if group.other_writing:
            assert len({key_text(each.get(group.field), KeyForm.FOLDED) for each in members}) > 1
    told = {(group.field, group.other_writing, *group.ranks) for group in groups}
    for name in ("Email", "Phone", "Mobile"):
        for form in (KeyForm.FOLDED, KeyForm.NEAR):
            for text in {key_text(each.get(name), form) for each in records} - {""}:
                held = with_key(records, name, text, form)
                writings = {key_text(each.get(name), KeyForm.FOLDED) for each in held}
                if len(held if form is KeyForm.FOLDED else writings) > 1:
                    ranks = (records.index(each) for each in held)
                    assert (name, form is KeyForm.NEAR, *ranks) in told


def a_search_agrees_with_a_scan(browser: RecordBrowser, records: Records, words: str) -> None:
    asked = sought(words, LEADS)

    def passes(record: dict[str, Any]) -> bool:
        if asked.key is not None:
            return key_text(record.get(asked.field), KeyForm.FOLDED) == asked.key.text
        return any(part in searched_text(record) for part in asked.parts)

    assert ids(browser, browser.search(asked)) == [each["id"] for each in records if passes(each)]


def letter_by_letter_and_back_a_search_finds_the_same_as_at_once(index: SqliteRecords, words: str) -> None:
    typed = browser_of(index)
    asked = [sought(words[:end], LEADS) for end in range(1, len(words) + 1)]
    at_once = [list(browser_of(index).search(each)) for each in asked]
    for place in (*range(len(asked)), *range(len(asked) - 2, -1, -1)):
        assert list(typed.search(asked[place])) == at_once[place]


def test_a_search_tells_what_it_found_so_far_and_what_is_raised_then_ends_it() -> None:
    browser = browser_of(numbered([{"City": f"Ada {place}"} for place in range(12_000)]))
    told: list[int] = []
    assert len(browser.search(sought("ada", LEADS), tell=lambda found: told.append(len(found)))) == 12_000
    assert told == [5_000, 10_000, 12_000]

    def stop(found: Sequence[int]) -> None:
        told.append(-len(found))
        raise KeyError

    with pytest.raises(KeyError):
        browser.search(sought("ad", LEADS), tell=stop)
    assert told[3:] == [-5_000]
    assert len(browser.search(sought("ada 1", LEADS))) == 3_111  # what was left half done narrows nothing


def test_what_is_ready_so_far_can_be_searched_and_narrows_nothing() -> None:
    browser = RecordBrowser(SqliteRecords.of(numbered([{"City": f"Ada {place % 3}"} for place in range(2 * STEP)])))
    steps = browser.prepare(LEADS)
    assert len(browser.search(sought("ada", LEADS))) == 0
    next(steps)
    assert len(browser.search(sought("ada", LEADS))) == STEP
    assert not browser.is_ready(LEADS)
    list(steps)
    assert len(browser.search(sought("ada", LEADS))) == 2 * STEP


def test_records_come_by_age_and_can_be_turned_round() -> None:
    records: Records = [
        {"id": "9", "Created_Time": "2024-01-01T00:00:00+00:00"},
        {"id": "5"},
        {"id": "7", "Created_Time": "2020-01-01T00:00:00+00:00"},
    ]
    browser = browser_of(records)
    oldest_first = [each["id"] for each in sorted(records, key=lambda each: age(each["id"], each))]
    assert ids(browser, browser.search(Sought())) == oldest_first == ["7", "9", "5"]
    assert ids(browser, browser.search(Sought(), Sort(descending=True))) == ["5", "9", "7"]
    assert [browser.rank_of(each) for each in ("7", "5", "77")] == [0, 2, None]


def test_a_sort_puts_numbers_before_texts_and_blanks_last_whichever_way() -> None:
    values = ["b", None, 10, "A", 9.5, " ", {"id": "1", "name": "aa"}, ["c", "d"], True, 10**400]
    browser = browser_of(numbered([{"City": value} for value in values]))

    def held(descending: bool) -> list[Any]:
        ranks = browser.search(Sought(), Sort("City", descending))
        return [each["City"] for each in browser.records(ranks)]

    up = [True, 9.5, 10, 10**400, "A", {"id": "1", "name": "aa"}, "b", ["c", "d"]]
    assert held(False) == [*up, None, " "]
    assert held(True) == [*reversed(up), None, " "]


def test_a_sorted_search_finds_the_same_in_that_order() -> None:
    browser = browser_of(numbered([{"City": f"{place % 7}", "Phone": f"555 01{place:02}"} for place in range(40)]))
    found = browser.search(sought("555 011", LEADS), Sort("City"))
    cities = [each["City"] for each in browser.records(found)]
    assert (len(cities), cities) == (10, sorted(cities))


@each_case("count", [0, 1, STEP - 1, STEP, STEP + 1])
def test_what_is_made_ready_step_by_step_is_all_there_is(count: int) -> None:
    browser = RecordBrowser(SqliteRecords.of(numbered([{"Phone": "1"}] * count)))
    shares = list(browser.prepare(LEADS))
    assert browser.is_ready(LEADS)
    assert shares == sorted(shares)
    assert shares[-1:] == ([1.0] if count else [])
    assert len(browser.search(sought("Phone = 1", LEADS))) == len(browser.search(sought("4", LEADS))) == count


def test_what_was_left_half_made_is_made_again_and_counts_once() -> None:
    browser = RecordBrowser(SqliteRecords.of(numbered([{"Phone": "1"}] * (3 * STEP))))
    steps = browser.prepare(LEADS)
    next(steps)
    del steps
    assert not browser.is_ready(LEADS)
    assert browser.twin_groups(LEADS) == ()
    list(browser.prepare(LEADS))
    assert [len(group.ranks) for group in browser.twin_groups(LEADS)] == [3 * STEP]
    assert list(browser.prepare(LEADS)) == []


def test_a_field_that_joins_later_is_compared_too() -> None:
    records = numbered([{"Company": "Acme", "Phone": "1"}] * 3)
    browser = browser_of(records)
    tried = trying(LEADS, ["Company"])
    assert not browser.is_ready(tried)
    assert browser.twin_groups(tried) == ()
    assert list(browser.prepare(tried)) == [1.0]
    assert [group.field for group in browser.twin_groups(tried)] == ["Phone", "Company"]
    assert browser.shared(records[0], tried) == {"Phone": 3, "Company": 3}


def test_values_without_a_column_of_their_own_are_searched_and_sorted() -> None:
    wide = {f"F{number}": "filler" for number in range(MOST_COLUMNS)}
    browser = browser_of(numbered([{**wide, "Late": "zebra"}, {"Late": "Aardvark"}]))
    assert ids(browser, browser.search(sought("AARD", LEADS))) == ["4001"]
    assert ids(browser, browser.search(Sought(), Sort("Late"))) == ["4001", "4000"]


def test_the_same_browser_comes_back_until_the_data_set_is_closed() -> None:
    with DataSet.open(DEMO) as data_set:
        browser = data_set.browser("leads")
        assert browser is data_set.browser("Leads")
        assert len(browser) == len(data_set.records("Leads"))


def test_a_strict_look_up_goes_to_the_index() -> None:
    browser = browser_of(numbered([{"Phone": "A"}, {"Phone": "a"}]))
    assert browser.find("Phone", Key("sa", KeyForm.EXACT), None) == Found(("4001",), 1)
