"""Some rows of a payload: the request of them alone, and the text without others."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import LEADS, MemoryIndex, forecast_of, row
from tests.drawn import objects_of
from tui.core.chosen_rows import Part, not_refused, only, part_of, sent_part, ticks_after, without_rows
from tui.core.forecast import forecast
from tui.core.payload.formats import recognise
from tui.core.payload.json_text import parse_json
from tui.core.payload.request import request_of
from tui.core.payload.row_places import row_spans

ROWS: Final = objects_of(("Last_Name", "Email", "a,b", '}"{'), st.text(max_size=4), 3, count=(1, 6))
LAYOUTS: Final[st.SearchStrategy[dict[str, Any]]] = st.sampled_from(
    [{}, {"indent": 2}, {"separators": (",", ":")}, {"indent": 1, "ensure_ascii": False}]
)


@st.composite
def payloads(draw: st.DrawFn) -> tuple[str, set[int]]:
    """A payload as text, in some layout, and rows of it: not all."""
    rows = draw(ROWS)
    body: Any = rows if draw(st.booleans()) else {"trigger": [], "data": rows, "duplicate_check_fields": ["Email"]}
    gone = draw(st.sets(st.integers(0, len(rows) - 1), max_size=len(rows) - 1))
    return draw(st.sampled_from(["", " \n"])) + json.dumps(body, **draw(LAYOUTS)) + draw(
        st.sampled_from(["", "\n"])
    ), gone


@given(payloads())
def test_what_stays_of_a_payload_is_written_as_it_was(case: tuple[str, set[int]]) -> None:
    text, gone = case
    request = request_of(parse_json(text), LEADS)
    left = without_rows(request, text, gone)
    kept = [number for number in range(len(request.rows)) if number not in gone]
    made = request_of(parse_json(left), LEADS)
    assert made == only(request, part_of("all", kept, len(request.rows)))
    old, new = row_spans(text), row_spans(left)
    assert [left[span.start : span.end] for span in new] == [text[old[each].start : old[each].end] for each in kept]
    assert left.startswith(text[: old[0].start])
    assert left.endswith(text[old[-1].end :])
    if not gone:
        assert left == text


def test_a_payload_in_another_form_is_written_anew_and_an_empty_one_is_not_made() -> None:
    csv = "Last_Name,Email\nOde,a@x.test\nPan,b@x.test\n"
    request = recognise(csv).request(LEADS)
    assert request_of(json.loads(without_rows(request, csv, {0})), LEADS).rows == request.rows[1:]
    with pytest.raises(ValueError, match="at least one row"):
        without_rows(request, csv, {0, 1})


def test_the_rows_that_are_not_refused_are_told_by_the_forecast_and_forecast_alone() -> None:
    rows = [row(Last_Name="Ode", Phone="1"), {"Phone": "2"}, row(Last_Name="Pan", Phone="1")]
    made = forecast_of(*rows, check=["Phone"])
    part = part_of("not_refused", not_refused(made), len(rows))
    assert part == Part("not_refused", (0, 2), 3)
    assert part.text == "2 of 3 rows: without the refused ones"
    alone = only(made.request, part)
    assert alone == request_of({"data": [rows[0], rows[2]], "duplicate_check_fields": ["Phone"]}, LEADS)
    last = only(made.request, part_of("ticked", [2], 3))
    assert made.rows[2].target_id == "new-1"
    assert forecast(last, LEADS, MemoryIndex([])).rows[0].target_id is None


def test_a_part_has_each_row_once_in_the_payloads_order() -> None:
    assert part_of("ticked", [4, 1, 1, 9, -1], 5) == Part("ticked", (1, 4), 5)
    assert part_of("filtered", range(5), 5).text == "5 rows"
    assert part_of("ticked", [0], 1_200).text == "1 of 1,200 rows: the ticked ones"


def test_a_part_tells_its_choice_in_a_word_and_what_stays_behind() -> None:
    part = part_of("numbered_not_refused", [0, 3], 5)
    assert (part.label, part.unsent, part.is_whole) == ("chosen, without the refused 2", (1, 2, 4), False)
    whole = part_of("all", range(1_200), 1_200)
    assert (whole.label, whole.unsent, whole.is_whole) == ("all 1,200", (), True)


def test_the_part_that_a_report_of_a_send_tells_is_all_of_a_payload_where_it_tells_none_or_other_rows() -> None:
    request = request_of([{"Last_Name": letter} for letter in "abc"], LEADS)
    assert sent_part(request, (2, 0)).rows == (request.rows[2], request.rows[0])
    assert sent_part(request, ()) is sent_part(request, (0, 3)) is request
    assert only(request, part_of("all", range(3), 3)) is request


TICKS: Final = [
    ("nothing", "abcd", "abcd", "bd", "bd"),
    ("a row before", "abcd", "xabcd", "bd", "bd"),
    ("a row right before", "abcd", "xabcd", "a", "a"),
    ("a row behind", "abcd", "abcdx", "bd", "bd"),
    ("a row taken out", "abcd", "acd", "bd", "d"),
    ("a row changed", "abcd", "axcd", "bd", "xd"),
    ("one of two rows changed", "ab", "ax", "ab", "ax"),
    ("another payload", "abcd", "wxyz", "bd", ""),
    ("another, shorter one", "abcd", "wx", "bd", ""),
    ("the same row twice", "aaa", "aa", "a", "a"),
]


@each_case(("what", "before", "now", "ticked", "then"), TICKS, ids=[each[0] for each in TICKS])
def test_ticks_go_with_their_rows(what: str, before: str, now: str, ticked: str, then: str) -> None:
    rows = [[{"Last_Name": letter} for letter in letters] for letters in (before, now)]
    found = ticks_after({before.index(letter) for letter in ticked}, *rows)
    assert {now[place] for place in found} == set(then)


def test_a_tick_of_a_row_that_there_was_not_goes() -> None:
    rows = [{"Last_Name": letter} for letter in "abc"]
    assert ticks_after({1, 3, 7}, rows, rows) == {1}


@given(ROWS, ROWS, ROWS)
def test_a_row_that_an_edit_did_not_touch_stays_ticked(ahead: Any, old: Any, behind: Any) -> None:
    new = [{"Last_Name": "put in between"}, {"Last_Name": "and one more"}]
    before, now = [*ahead, *old, *behind], [*ahead, *new, *behind]
    found = ticks_after(range(len(before)), before, now)
    assert set(range(len(ahead))) <= found
    assert set(range(len(now) - len(behind), len(now))) <= found
    assert found <= set(range(len(now)))
    assert ticks_after((), before, now) == frozenset()
