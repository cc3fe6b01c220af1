"""Rows in the text of a payload: written twice, moved, deleted, and nothing else is touched."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.drawn import objects_of
from tui.core.payload.json_text import parse_json
from tui.core.payload.moved_rows import duplicated, moved, row_at, rows_of, without_row

TWO: Final = '{\n  "data": [\n    {"A":1},\n\n    { "B": 2 }\n  ],\n  "trigger": []\n}\n'


def test_a_row_is_written_twice_letter_for_letter() -> None:
    assert duplicated(TWO, 0) == TWO.replace('{"A":1}', '{"A":1},\n\n    {"A":1}')
    assert duplicated(TWO, 1) == TWO.replace('{ "B": 2 }', '{ "B": 2 },\n\n    { "B": 2 }')
    assert duplicated('{"data": [\n\t{"A": 1.50e1}\n]}', 0) == '{"data": [\n\t{"A": 1.50e1},\n\t{"A": 1.50e1}\n]}'
    assert duplicated('[{"A":1}]', 0) == '[{"A":1},{"A":1}]'
    three = '[{"A":1},  {"A":2},\n{"A":3}]'
    assert duplicated(three, 0) == '[{"A":1},  {"A":1},  {"A":2},\n{"A":3}]'
    assert duplicated(three, 1) == '[{"A":1},  {"A":2},\n{"A":2},\n{"A":3}]'
    assert duplicated(three, 2) == '[{"A":1},  {"A":2},\n{"A":3},\n{"A":3}]'
    assert duplicated(' {"A": 1}\n', 0) == ' [{"A": 1}, {"A": 1}]\n'
    assert duplicated('{"A":\n1}', 0) == '[{"A":\n1},\n{"A":\n1}]'


def test_a_row_changes_places_with_its_neighbour_and_nothing_is_beyond_the_first_and_the_last() -> None:
    swapped = TWO.replace('{"A":1}', "?").replace('{ "B": 2 }', '{"A":1}').replace("?", '{ "B": 2 }')
    assert moved(TWO, 0, 1) == swapped
    assert moved(TWO, 1, -1) == swapped
    assert moved(TWO, 0, -1) is None
    assert moved(TWO, 1, 1) is None


def test_a_row_goes_with_one_of_its_commas() -> None:
    assert without_row(TWO, 0) == TWO.replace('{"A":1},\n\n    ', "")
    assert without_row(TWO, 1) == TWO.replace(',\n\n    { "B": 2 }', "")
    assert without_row('[{"A":1}]', 0) is None  # a payload has at least one row
    assert without_row('{"A":1}', 0) is None  # nothing would be left


@each_case("text", ['{"data": []}', "[]", '{"data": [], "trigger": []}'])
def test_a_payload_without_rows_has_none(text: str) -> None:
    assert rows_of(text) == ()
    assert row_at(text, rows_of(text), 3) is None


@each_case(
    ("text", "words", "row"),
    [
        (TWO, '"A"', 0),
        (TWO, '"B"', 1),
        (TWO, ",\n\n", 0),
        (TWO, '    {"A"', 0),
        (TWO, '{\n  "data"', None),
        (TWO, "\n    {", None),
        (TWO, "\n  ],", 1),
        (TWO, "  ],", None),
        (TWO, "trigger", None),
        ("\n" + TWO, "\n", None),
        ('\n[{"A":1}]', "\n", None),
        ('{"data":[{"A":1}],"trigger":[]}', "trigger", 0),
    ],
)
def test_the_row_at_a_place_is_the_one_around_it_or_else_in_its_line(text: str, words: str, row: int | None) -> None:
    assert row_at(text, rows_of(text), text.index(words)) == row


NUMBERS: Final = st.floats(allow_nan=False, allow_infinity=False)
ROWS: Final = objects_of(("A", "b c", "data", "é"), st.none() | NUMBERS | st.text(), count=(1, 4))


@given(ROWS, st.sampled_from([None, 2, "\t"]), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.data())
def test_rows_are_edited_as_a_list_would_be_and_each_keeps_its_letters(
    rows: list[dict[str, Any]], indent: int | str | None, end: str, bare: bool, data: st.DataObject
) -> None:
    text = json.dumps(rows if bare else {"data": rows, "trigger": []}, indent=indent, ensure_ascii=False)
    text = text.replace("\n", end)
    row = data.draw(st.integers(0, len(rows) - 1))

    def rows_in(made: str) -> list[Any]:
        value = parse_json(made)
        found = value["data"] if isinstance(value, dict) else value
        assert isinstance(found, list)
        assert isinstance(value, list) or value["trigger"] == []
        return found

    twice = duplicated(text, row)
    assert rows_in(twice) == [*rows[: row + 1], *rows[row:]]
    assert twice.startswith(text[: rows_of(text)[row].end])
    assert twice.endswith(text[rows_of(text)[row].end :])
    less = without_row(text, row)
    assert (less is None) == (len(rows) == 1)
    assert less is None or rows_in(less) == rows[:row] + rows[row + 1 :]
    down = moved(text, row, 1)
    if row + 1 == len(rows):
        assert down is None
    else:
        assert down is not None
        assert rows_in(down) == [*rows[:row], rows[row + 1], rows[row], *rows[row + 2 :]]
        assert moved(down, row + 1, -1) == text
