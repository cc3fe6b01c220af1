"""Edits of a row in the payload's text: what is read afterwards is the edited row, and nothing else changes."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.drawn import objects_of
from tui.core.fixes.row_text import with_row_edits
from tui.core.row_edits import Edit, edited

KEYS = ("a", "b", "ä [/x]", '"quoted"', "d")
NAMES = st.sampled_from(KEYS)
VALUES = st.one_of(st.none(), st.text(max_size=4), st.integers(), st.just([1, {"x": "}"}]), st.just({"id": "1"}))
ROWS = objects_of(KEYS, VALUES, 4, count=(1, 3))
EDITS = st.lists(
    st.builds(
        lambda name, value, dropped: Edit(name, None if dropped else value, dropped), NAMES, VALUES, st.booleans()
    ),
    max_size=4,
)


@given(ROWS, EDITS, st.data(), st.sampled_from([None, 1, 4]), st.booleans())
def test_the_edited_row_is_read_again_and_the_others_stay(
    rows: list[dict[str, object]], edits: list[Edit], data: st.DataObject, indent: int | None, bare: bool
) -> None:
    index = data.draw(st.integers(0, len(rows) - 1))
    text = json.dumps(rows if bare else {"data": rows, "duplicate_check_fields": ["a"]}, indent=indent)
    made = with_row_edits(text, index, edits)
    assert made is not None
    read = json.loads(made)
    found = read if bare else read["data"]
    assert found == [edited(row, edits) if place == index else row for place, row in enumerate(rows)]
    assert bare or read["duplicate_check_fields"] == ["a"]


def test_what_stands_around_the_edited_value_is_left_as_it_is_laid_out() -> None:
    text = '{"data": [\n  {"a": 1,\n   "b" :  2},\n  {"a": 3}\n]}\n'
    assert with_row_edits(text, 0, [Edit("b", 5)]) == text.replace(" 2}", " 5}")
    assert with_row_edits(text, 1, [Edit("a", dropped=True)]) == text.replace('{"a": 3}', "{}")
    assert with_row_edits(text, 0, [Edit("c", "x")]) == text.replace(" 2}", ' 2, "c": "x"}')


@each_case("text", ["a,b\n1,2\n", "{", ""])
def test_a_text_that_is_no_json_has_no_row_to_edit(text: str) -> None:
    assert with_row_edits(text, 0, [Edit("a", 1)]) is None
