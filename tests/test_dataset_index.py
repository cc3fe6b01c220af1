"""Records in SQLite: what goes in comes out, and look-ups agree with a scan."""

from __future__ import annotations

import math
import string
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.drawn import few_of, some_of
from tui.core.records import NOTHING, Found, age
from tui.core.values import Key, KeyForm, key_text
from tui.dataset.index import SqliteRecords, covered_texts
from tui.dataset.writer import MOST_COLUMNS, RecordsWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tui.core.records import RecordIndex

Records = list[dict[str, Any]]


def key(value: Any, form: KeyForm = KeyForm.FOLDED) -> Key:
    return Key(key_text(value, form), form)


def scan(records: Iterable[Mapping[str, Any]], field: str, wanted: Key, limit: int | None) -> Found:
    """What find should say, the slow way."""
    last = {record["id"]: record for record in records}
    hits = [record for record in last.values() if key_text(record.get(field), wanted.form) == wanted.text]
    ids = [record["id"] for record in sorted(hits, key=lambda record: age(record["id"], record))]
    return Found(tuple(ids[:limit]), len(ids))


def test_it_is_a_record_index() -> None:
    index: RecordIndex = SqliteRecords.of([])
    assert index.get("1") is None
    assert index.find("Email", key("a"), 10) == NOTHING
    assert index.find("Email", key(None), 10) == NOTHING
    assert index.covers("Email", "a")


@each_case(
    "value",
    [
        "", " ", "a", "Ünï", "👩‍👩‍👧", "\x00nul\x00", "שלום", "null", "true", "1",
        "it's \"quoted\"", "'; DROP TABLE records;--",
        0, 1, -1, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 10**400,
        0.0, 1.0, 1.5, -1e308, 5e-324, 0.1, 1e22,
        True, False, None, [], {}, ["a", None, 1.0], {"id": "1", "name": "[/x]"}, [{"a": [2**70]}],
    ],
)  # fmt: skip
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    found = SqliteRecords.of([{"id": "1", "x": value}]).get("1")
    assert found == {"id": "1", "x": value}
    assert type(found["x"]) is type(value)


def test_null_and_absent_are_two_things() -> None:
    index = SqliteRecords.of([{"id": "1", "x": None}, {"id": "2", "y": 1}])
    assert index.get("1") == {"id": "1", "x": None}
    assert index.get("2") == {"id": "2", "y": 1}


def test_minus_zero_keeps_its_sign() -> None:
    found = SqliteRecords.of([{"id": "1", "x": -0.0}]).get("1")
    assert found is not None
    assert math.copysign(1, found["x"]) == -1


@each_case(
    "name",
    [
        "",
        " ",
        '"',
        "'",
        "a b",
        "select",
        "rowid",
        "seq",
        "rest",
        "rank",
        "c0",
        "x);--",
        "\x00",
        "é",
        "[/x]",
        ":field",
        "?",
    ],
)
def test_a_key_may_have_any_name(name: str) -> None:
    index = SqliteRecords.of([{"id": "1", name: "v"}, {"id": "2", name.upper() + "_": "w"}])
    assert index.get("1") == {"id": "1", name: "v"}
    assert index.find(name, key("V"), 10) == Found(("1",), 1)
    assert index.find(name, key(None), 10) == Found(("2",), 1)


def test_keys_that_differ_in_letter_case_are_two() -> None:
    index = SqliteRecords.of([{"id": "1", "Email": "a", "email": "b"}])
    assert index.get("1") == {"id": "1", "Email": "a", "email": "b"}
    assert index.find("email", key("a"), 10) == NOTHING


def test_three_thousand_keys_are_kept_and_can_be_asked() -> None:
    records: Records = [{"id": "1", **{f"F{n}": n for n in range(3_000)}}]
    records += [{"id": str(n), f"F{n}": "Same", "F2999": None} for n in range(1_400, 1_600)]
    index = SqliteRecords.of(records)
    assert len(index.names) == 3_001 > MOST_COLUMNS
    assert all(index.get(record["id"]) == record for record in records)
    for field in ("F0", "F1498", "F1499", "F1500", "F1599", "F2999"):
        for wanted in (key("same"), key("Same", KeyForm.EXACT), key("same", KeyForm.EXACT), key(2999), key(None)):
            assert index.find(field, wanted, 10) == scan(records, field, wanted, 10)


def test_records_may_gain_keys_late() -> None:
    records: Records = [{"id": str(n), **({f"K{n}": n} if n % 700 == 0 else {})} for n in range(2_500)]
    index = SqliteRecords.of(records)
    assert all(index.get(record["id"]) == record for record in records)
    assert index.names == ("id", "K0", "K700", "K1400", "K2100")


def test_of_two_records_with_one_id_the_later_is_kept() -> None:
    writer = RecordsWriter()
    for record in ({"id": "1", "a": 1, "x": "old"}, {"id": "2"}, {"id": "1", "x": "new"}, {"id": "1", "x": "newest"}):
        writer.add(record)
    index = SqliteRecords.written(writer)
    assert writer.doubled == 2
    assert (len(index), index.get("1")) == (2, {"id": "1", "x": "newest"})
    assert index.find("x", key("old"), 10) == NOTHING
    assert index.find("a", key(None), 10).count == 2


def test_the_oldest_comes_first_by_instant_then_without_a_time_then_by_number() -> None:
    records: Records = [
        {"id": "30", "x": "a"},
        {"id": "9", "x": "A", "Created_Time": "soon"},
        {"id": "new", "x": "a"},
        {"id": "5", "x": "a", "Created_Time": "2024-01-01T10:00:00+00:00"},
        {"id": "4", "x": "a ", "Created_Time": "2024-01-01T12:00:00+05:30"},  # the earlier instant
        {"id": "100", "x": "a", "Created_Time": "2024-01-01T10:00:00Z"},
        {"id": "99", "x": "a", "Created_Time": "2024-01-01T05:00:00-05:00"},
    ]
    index = SqliteRecords.of(records)
    assert index.find("x", key("a"), None) == Found(("4", "5", "99", "100", "9", "30", "new"), 7)
    assert list(index.ids()) == ["4", "5", "99", "100", "9", "30", "new"]


@each_case(("limit", "count"), [(0, 0), (1, 1), (4, 4), (5, 5), (6, 5), (None, 5)])
def test_the_count_is_whole_whatever_the_limit(limit: int | None, count: int) -> None:
    index = SqliteRecords.of([{"id": str(n), "x": "a", "y": ""} for n in range(5)])
    for field, wanted in (("x", key("A")), ("x", key("a", KeyForm.EXACT)), ("y", key(None)), ("no", key(" "))):
        found = index.find(field, wanted, limit)
        assert (len(found.ids), found.count) == (count, 5)


@each_case("count", [5, 120])
def test_of_a_key_that_was_asked_for_before_as_many_are_found_as_are_asked_for_now(count: int) -> None:
    index = SqliteRecords.of([{"id": str(n), "x": "a", "y": ""} for n in range(count)])
    for field, wanted in (("x", key("a")), ("y", key(None))):
        for limit in (3, 1, 4, 0, None, 4, 110, 111):
            assert index.find(field, wanted, limit) == Found(tuple(map(str, range(count)))[:limit], count)


def test_the_id_can_be_looked_up_like_a_field() -> None:
    assert SqliteRecords.of([{"id": "4001"}]).find("id", key("4001"), 10) == Found(("4001",), 1)


def test_the_id_must_be_that_very_text() -> None:
    index = SqliteRecords.of([{"id": "Ab"}])
    assert index.get("ab") is None
    assert index.get(" Ab") is None


def test_numbers_match_by_value_and_never_match_text() -> None:
    index = SqliteRecords.of(
        [{"id": "1", "x": 5}, {"id": "2", "x": 5.0}, {"id": "3", "x": "5"}, {"id": "4", "x": 2**70}]
    )
    assert index.find("x", key(5), None).ids == ("1", "2")
    assert index.find("x", key(5.0, KeyForm.EXACT), None).ids == ("1", "2")
    assert index.find("x", key("5"), None).ids == ("3",)
    assert index.find("x", key(2**70), None).ids == ("4",)


def test_without_a_list_of_what_was_looked_up_everything_is_covered() -> None:
    assert SqliteRecords.of([], None).covers("Email", "a")


def test_a_partial_index_covers_what_was_looked_up() -> None:
    covered = {
        "Email": covered_texts("Email", ("A@x.test", 5, None)),
        "id": covered_texts("id", ("4001", 4002)),
    }
    index = SqliteRecords.of([{"id": "1", "Email": "seen@x.test"}], covered)
    assert [index.covers("Email", value) for value in (" a@X.test ", 5, 5.0, "", None)] == [True] * 5
    assert [index.covers("Email", value) for value in ("b@x.test", "5", "seen@x.test")] == [False] * 3
    assert [index.covers("id", value) for value in ("4001", 4001, "4002", 4002)] == [True] * 4
    assert not index.covers("id", "4003")
    assert not index.covers("Phone", "4001")


def test_what_was_looked_up_is_compared_in_the_form_of_the_look_up() -> None:
    index = SqliteRecords.of([], {"Email": covered_texts("Email", ("A@x.test",))})
    assert [index.covers("Email", " A@x.test", form) for form in (KeyForm.TRIMMED, KeyForm.PADDED)] == [True, False]
    assert [index.covers("Email", "a@x.test", form) for form in (KeyForm.PADDED, KeyForm.EXACT)] == [True, False]


def test_threads_may_ask_at_once() -> None:
    records = [{"id": str(n), "a": f"A{n % 80}", "b": f"B {n % 90}", "c": [n]} for n in range(800)]
    index = SqliteRecords.of(records)
    start = threading.Barrier(8)

    def ask(thread: int) -> bool:
        start.wait()
        for n in range(thread, 800, 8):
            for form in KeyForm:
                assert index.find("a", key(f"A{n % 80}", form), 5).count == 10
                assert index.find("b", key(f"B {n % 90}", form), 5).ids[0] == str(n % 90)
            assert index.get(str(n)) == records[n]
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))


def test_what_was_answered_is_not_looked_up_again_until_the_index_is_made_anew() -> None:
    def written(email: str) -> RecordsWriter:
        writer = RecordsWriter()
        writer.add({"id": "1", "Email": email})
        return writer

    index = SqliteRecords(written("a").finish(), None, mend=lambda: written("b").finish())
    asked: list[str] = []
    before = index._connection
    before.set_trace_callback(asked.append)
    wanted = Found(("1",), 1)
    assert index.find("Email", key("a"), 5) == wanted
    once = len(asked)
    assert once
    assert (index.find("Email", key("a"), 5), len(asked)) == (wanted, once)
    assert index.find("Email", key("a"), 0) == Found((), 1)
    index._mend_it(before)
    assert (index.find("Email", key("a"), 5), index.find("Email", key("b"), 5)) == (NOTHING, wanted)


def test_a_closed_index_may_be_closed_again() -> None:
    index = SqliteRecords.of([{"id": "1"}])
    index.close()
    index.close()


def test_closing_waits_for_the_answer_that_another_thread_is_being_given(monkeypatch: pytest.MonkeyPatch) -> None:
    index = SqliteRecords.of([{"id": "1", "a": "x"}])
    asked, go_on = threading.Event(), threading.Event()

    def slow_key(*_: object) -> str:
        asked.set()
        go_on.wait(10)
        return "sx"

    monkeypatch.setattr("tui.dataset.index.key_text", slow_key)
    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(index.find, "a", Key("sx", KeyForm.FOLDED), 5)
        asked.wait(10)
        closing = pool.submit(index.close)
        with pytest.raises(TimeoutError):
            closing.result(0.05)
        go_on.set()
        assert answer.result(10).ids == ("1",)
        closing.result(10)


# --- in general ------------------------------------------------------------------------------------------------------

_text = st.text(st.characters(codec="utf-8"), max_size=6)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(_text, min_size=1, max_size=8),
    st.lists(_json, min_size=1, max_size=8),
    st.lists(some_of(dict.fromkeys(range(8), range(8)), 5), max_size=6),
)
def test_any_record_comes_out_as_it_went_in(names: list[str], values: list[Any], places: list[dict[int, int]]) -> None:
    records: Records = [
        {
            **{names[name % len(names)]: values[value % len(values)] for name, value in held.items()},
            "id": str(number),
        }
        for number, held in enumerate(places)
    ]
    index = SqliteRecords.of(records)
    for record in records:
        found = index.get(record["id"])
        assert found == record
        assert repr(sorted(found.items())) == repr(sorted(record.items()))  # 1, 1.0 and True are told apart
    index.close()


_LETTERS = ("a", "A", " ", "ß", "SS", "ﬀ", "İ", "ı", "\u1e9e", "\u2003", "а", ".", "+", "@", "\u037a")
_value = st.one_of(
    few_of(_LETTERS, 4).map("".join),
    few_of(string.digits + "+- ", 10).map("".join),
    st.sampled_from([None, 1, 1.0, True, [], ["a"], {"id": "1"}]),
)
_moment = st.sampled_from(
    [None, "2024-01-01T10:00:00+00:00", "2024-01-01T12:00:00+05:30", "2024-01-01T01:00:00-08:00", "?"]
)
_asked = st.sampled_from([(form, limit) for form in KeyForm for limit in (0, 1, 2, 10, None)])
_record = st.fixed_dictionaries({"id": st.integers(0, 12).map(str)}, optional={"x": _value, "Created_Time": _moment})


@given(
    st.lists(_record, max_size=12),
    st.lists(st.tuples(_value, _asked), max_size=6),
)
def test_look_ups_agree_with_a_scan(records: Records, questions: list[tuple[Any, tuple[KeyForm, int | None]]]) -> None:
    index = SqliteRecords.of(records)
    values = [record.get("x") for record in records]
    for value, (form, limit) in questions + [(value, (form, 10)) for value in values for form in KeyForm]:
        assert index.find("x", key(value, form), limit) == scan(records, "x", key(value, form), limit)
    index.close()


# --- keys that nobody asked for before -------------------------------------------------------------------------------


@pytest.fixture
def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven records are many, and a key of them is made in three steps."""
    monkeypatch.setattr("tui.dataset.index.FEW", 10)
    monkeypatch.setattr("tui.dataset.index._CHUNK", 4)


def many(count: int) -> Records:
    return [{"id": str(number), "Company": f"Büro {number % 7}", "Fax": None} for number in range(count)]


@pytest.mark.usefixtures("in_small_steps")
def test_the_key_of_a_field_is_made_with_a_word_of_how_far_it_is_and_finds_what_a_scan_finds() -> None:
    records = many(11)
    index, wanted = SqliteRecords.of(records), key("büro 3")
    assert index.lacks_for("Company", wanted) == "the key of Company"
    assert not index.lacks_for("Nowhere", wanted)
    told: list[tuple[int, int]] = []
    index.make_for("Company", wanted, lambda done, total: told.append((done, total)))
    assert told == [(0, 11), (4, 11), (8, 11), (11, 11)]
    assert not index.lacks_for("Company", wanted)
    assert index.find("Company", wanted, 10) == scan(records, "Company", wanted, 10)
    assert index.find("Company", wanted, 10).count == 2

    blank = key(None)
    assert index.lacks_for("Fax", blank) == "the order of the records by age"
    index.make_for("Fax", blank, lambda *_: None)
    assert not index.lacks_for("Fax", blank)


@pytest.mark.usefixtures("in_small_steps")
def test_a_key_whose_making_is_ended_is_not_there_and_is_made_when_it_is_asked_for_again() -> None:
    records = many(11)
    index, wanted = SqliteRecords.of(records), key("büro 3")

    def ending(done: int, _total: int) -> None:
        if done == 8:
            raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            index.make_for("Company", wanted, ending)
        assert index.lacks_for("Company", wanted)
    assert index.find("Company", wanted, 10) == scan(records, "Company", wanted, 10)


def test_few_records_lack_nothing_that_takes_long() -> None:
    index = SqliteRecords.of(many(11))
    assert not index.lacks_for("Company", key("x"))
    assert not index.lacks_for("Fax", key(None))
