"""The grid's edits are edits of the payload's text: what is read afterwards is the edited value, all else keeps its
bytes.
"""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drawn import objects_of
from tui.core.grid.rows import CellEdit, GridRows, written_as
from tui.core.payload.json_text import spans

KEYS = ("a", "b", "data", "ä [/x]", '"quoted"', "$append_values")
NAMES = st.sampled_from(KEYS)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=4),
    st.integers(),
    st.just([1, {"x": "}"}]),
    st.just({"id": "1"}),
    st.just({}),
)
ROWS = objects_of(KEYS, VALUES, 4, count=(1, 4))
PATHS = st.one_of(NAMES.map(lambda name: (name,)), st.just(("$append_values", "b")))
WRITTEN = st.one_of(st.none(), VALUES.map(json.dumps))


LAYOUTS = st.sampled_from(
    list(
        product(
            [False, True],
            [None, 1, 4],
            [(",", ":"), (", ", ": "), (" ,\t", " : ")],
            [False, True],
            ["*", "\n *\n\n"],
            ["\n", "\r\n"],
        )
    )
)


def payload(rows: list[Any], layout: tuple[bool, Any, tuple[str, str], bool, str, str]) -> str:
    """The text of a payload: a body or a bare list, laid out in some way, with white space where JSON takes it."""
    bare, indent, separators, ascii_only, around_it, line_end = layout
    value: Any = rows if bare else {"trigger": [], "data": rows, "duplicate_check_fields": ["a"]}
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=ascii_only)
    return around_it.replace("*", text).replace("\n", line_end)


PAYLOADS = st.builds(payload, ROWS, LAYOUTS)


def rows_in(text: str) -> list[dict[str, Any]]:
    value = json.loads(text)
    rows = value["data"] if isinstance(value, dict) else value
    assert isinstance(rows, list)
    return rows


def around(rows: GridRows) -> tuple[str, str]:
    """What stands before the first row and behind the last."""
    return rows.text[: rows.spans[0].start], rows.text[rows.spans[-1].end :]


def holds(rows: GridRows) -> None:
    """What is known of the rows is what reading their text finds."""
    assert rows == GridRows.read(rows.text)


PLACES = st.integers(0, 3)
EDITS = st.lists(st.tuples(PLACES, PATHS, WRITTEN), max_size=5)


@given(PAYLOADS, PLACES, PLACES, NAMES, WRITTEN, EDITS)
def test_the_edits_of_the_grid_are_edits_of_the_text(
    text: str,
    one: int,
    other: int,
    name: str,
    written: str | None,
    edits: list[tuple[int, tuple[str, ...], str | None]],
) -> None:
    rows = GridRows.read(text)
    count = len(rows.rows)
    first, last = sorted((one % count, other % count))
    for of_row in (name, *list(rows.rows[one % count])[:1]):  # a key that may be there, and one that is
        a_cell_that_is_edited_changes_and_nothing_else_does(rows, one % count, of_row, written)
        a_cell_that_is_edited_changes_and_nothing_else_does(rows, one % count, of_row, None)
    many_cells_at_once_come_to_the_same_as_one_after_the_other(
        rows, [CellEdit(place % count, path, new) for place, path, new in edits]
    )
    rows_are_taken_out_copied_and_moved_as_they_are_written(rows, first, last)


def a_cell_that_is_edited_changes_and_nothing_else_does(
    before: GridRows, row: int, name: str, written: str | None
) -> None:
    text = before.text
    after = before.with_cells([CellEdit(row, (name,), written)])
    holds(after)
    wanted = rows_in(text)
    if written is None:
        wanted[row].pop(name, None)
    else:
        wanted[row][name] = json.loads(written)
    assert rows_in(after.text) == wanted
    assert list(rows_in(after.text)[row]) == list(wanted[row])  # a new key stands at the end
    assert around(after)[0] == around(before)[0]
    assert around(after)[1] == around(before)[1]
    for other in set(range(len(before.rows))) - {row}:
        assert after.row_text(other) == before.row_text(other)
    old = before.row_text(row)
    place = spans(old, 1).get((name,))
    if written is None and place is None:
        assert after.text == text
    elif written is not None and place is not None:
        assert after.row_text(row) == old[: place.start] + written + old[place.end :]
    elif written is not None and before.rows[row]:
        new = after.row_text(row)
        last = len(old[:-1].rstrip())
        assert new.startswith(old[:last])
        assert new.endswith(old[last:])


def many_cells_at_once_come_to_the_same_as_one_after_the_other(rows: GridRows, edits: list[CellEdit]) -> None:
    together, apart = rows.with_cells(edits), rows
    for each in edits:
        apart = apart.with_cells([each])
    assert rows_in(together.text) == rows_in(apart.text)
    holds(together)


def rows_are_taken_out_copied_and_moved_as_they_are_written(rows: GridRows, first: int, last: int) -> None:
    text, count = rows.text, len(rows.rows)
    texts = [rows.row_text(row) for row in range(count)]
    chosen = list(range(first, last + 1))

    def texts_of(made: GridRows) -> list[str]:
        holds(made)
        assert around(made) == around(rows)
        return [made.row_text(row) for row in range(len(made.rows))]

    assert texts_of(rows.with_copies(chosen)) == texts[: last + 1] + texts[first : last + 1] + texts[last + 1 :]
    added = rows.with_row(last, {"a": 1})
    assert rows_in(added.text) == [*rows_in(text)[: last + 1], {"a": 1}, *rows_in(text)[last + 1 :]]
    assert [each for place, each in enumerate(texts_of(added)) if place != last + 1] == texts
    if len(chosen) < count:
        assert texts_of(rows.without_rows(chosen)) == texts[:first] + texts[last + 1 :]
    if last + 1 < count:
        down = [*texts[:first], texts[last + 1], *texts[first : last + 1], *texts[last + 2 :]]
        up = [*texts[:first], *texts[first + 1 : last + 2], texts[first], *texts[last + 2 :]]
        assert texts_of(rows.moved(first, last, 1)) == down
        assert texts_of(rows.moved(first + 1, last + 1, -1)) == up
    else:
        assert rows.moved(first, last, 1) == rows


def test_rows_are_read_wherever_they_stand() -> None:
    found = [GridRows.read(text) for text in ('{"a": 1}', '{"data": [{"a": 1}]}', '[{"a": 1}]')]
    assert [each.rows for each in found] == [({"a": 1},)] * 3


def test_empty_rows_copies_and_rows_that_move_stand_where_they_are_wanted() -> None:
    rows = GridRows.read('[{"a":1},\n{"a":2},  {"a":3}]')
    assert rows.with_empty_rows(2).text == '[{"a":1},\n{"a":2},  {"a":3},  {},  {}]'
    assert rows.with_copies([0]).text == '[{"a":1},\n{"a":1},\n{"a":2},  {"a":3}]'
    assert rows.with_copies([2]).text == '[{"a":1},\n{"a":2},  {"a":3},  {"a":3}]'
    assert rows.moved(1, 1, -1).text == '[{"a":2},\n{"a":1},  {"a":3}]'
    assert rows.moved(0, 1, 1).text == '[{"a":3},\n{"a":1},  {"a":2}]'
    assert rows.moved(0, 1, -1) is rows.moved(1, 2, 1) is rows
    assert GridRows.read('[{"a": 1}]').with_empty_rows(2).text == '[{"a": 1}, {}, {}]'


def test_an_object_within_a_row_that_is_empty_is_no_empty_row() -> None:
    rows = GridRows.read('[{"a": 1, "b": {}}, { }]')
    made = rows.with_cells([CellEdit(row, ("b", "ä"), written_as("ö")) for row in range(2)])
    assert made.text == '[{"a": 1, "b": {"ä": "ö"}}, {"b": {"ä": "ö"}}]'


def test_a_payload_keeps_at_least_one_row() -> None:
    with pytest.raises(ValueError, match="at least one"):
        GridRows.read('{"data": [{"a": 1}]}').without_rows([0])


def test_one_record_becomes_a_list_when_a_row_is_added() -> None:
    made = GridRows.read('{"a":  1}').with_copies([0])
    assert made.text == '[{"a":  1}, {"a":  1}]'
    assert GridRows.read('{"a": 1}').with_row(0, {}).text == '[{"a": 1}, {}]'


def test_an_empty_row_takes_the_layout_of_the_others() -> None:
    text = '{"data": [\n  {\n    "a": 1\n  },\n  {}\n]}'
    made = GridRows.read(text).with_cells([CellEdit(1, ("b",), "1.50")])
    assert made.text == text.replace("{}", '{\n    "b": 1.50\n  }')


def test_what_a_multi_select_is_added_to_stands_in_an_object_of_its_row() -> None:
    rows = GridRows.read('[{"a": ["x"]}, {"a": [], "$append_values": null}, {"a": [], "$append_values": {"b": true}}]')
    made = rows.with_cells([CellEdit(row, ("$append_values", "a"), "true") for row in range(3)])
    assert [row["$append_values"] for row in made.rows] == [{"a": True}, {"a": True}, {"b": True, "a": True}]
    assert made.text.count('"$append_values"') == 3


def test_a_value_is_given_as_it_is_written() -> None:
    rows = GridRows.read('[{"a": 1.50, "b": "x"}]')
    assert (rows.written(0, "a"), rows.written(0, "c")) == ("1.50", None)
    assert rows.text[rows.offset(0, "b") :].startswith('"b"')
    assert rows.text[rows.offset(0, "none") :].startswith("{")


def test_a_row_that_goes_takes_what_stands_before_it_along_and_an_empty_one_is_like_the_row_before_it() -> None:
    rows = GridRows.read('[{"a":1},\n {"a":2},  {"a":3}]')
    assert [rows.without_rows([gone]).text for gone in (1, 2)] == ['[{"a":1},  {"a":3}]', '[{"a":1},\n {"a":2}]']
    filled = GridRows.read('[{"a": 1}, {"a":1,"b":2}, {}]').with_cells([CellEdit(2, ("c",), "3")])
    assert filled.text == '[{"a": 1}, {"a":1,"b":2}, {"c":3}]'
