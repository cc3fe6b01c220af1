"""Edits of the list in the text of a body: everything else stays byte for byte, and the list reads back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import body, row
from tui.core.payload.body_text import body_text, is_body, json_block, with_check_fields
from tui.core.payload.json_text import parse_json
from tui.core.payload.request import CHECK_FIELDS

if TYPE_CHECKING:
    from tui.core.values import Json

# --- one by one ------------------------------------------------------------------------------------------------------

ROWS = '{\n  "data": [\n    {"A": 1}\n  ]\n}\n'
LISTED = '{\n  "data": [\n    {"A": 1}\n  ],\n  "duplicate_check_fields": ["Email"]\n}\n'


def test_a_list_is_put_behind_data_on_a_line_of_its_own() -> None:
    assert with_check_fields(ROWS, ["Email"]) == LISTED


def test_a_list_is_replaced_in_its_place() -> None:
    assert with_check_fields(LISTED, ["Phone", "Email"]) == LISTED.replace('["Email"]', '["Phone", "Email"]')
    assert with_check_fields(LISTED, []) == LISTED.replace('["Email"]', "[]")


def test_without_a_list_the_key_is_gone_and_so_is_its_line() -> None:
    assert with_check_fields(LISTED, None) == ROWS


def test_where_there_is_no_key_there_is_nothing_to_take_out() -> None:
    assert with_check_fields(ROWS, None) == ROWS


@each_case(
    ("text", "with_one", "without"),
    [
        (
            '{"data":[{}]}',
            '{"data":[{}], "duplicate_check_fields": ["X"]}',
            '{"data":[{}]}',
        ),
        (
            '{\n\t"process": [],\n\t"data": [{}]\n}',
            '{\n\t"process": [],\n\t"data": [{}],\n\t"duplicate_check_fields": ["X"]\n}',
            '{\n\t"process": [],\n\t"data": [{}]\n}',
        ),
        (
            '{\n  "process": [], "data": [{}]\n}',
            '{\n  "process": [], "data": [{}], "duplicate_check_fields": ["X"]\n}',
            '{\n  "process": [], "data": [{}]\n}',
        ),
        (
            '{"data":[{}],"duplicate_check_fields":["A"],"trigger":[]}',
            '{"data":[{}],"duplicate_check_fields":["X"],"trigger":[]}',
            '{"data":[{}],"trigger":[]}',
        ),
        (
            '{ "duplicate_check_fields" : [ "A" ,\n "B" ] , "data" : [{}] }',
            '{ "duplicate_check_fields" : ["X"] , "data" : [{}] }',
            '{ "data" : [{}] }',
        ),
        (
            '{"data":[{"duplicate_check_fields":["mine"]}],"duplicate_check_fields":null}',
            '{"data":[{"duplicate_check_fields":["mine"]}],"duplicate_check_fields":["X"]}',
            '{"data":[{"duplicate_check_fields":["mine"]}]}',
        ),
        (
            '{"d\\u0061ta":[{}],"duplicate\\u005fcheck_fields":["A"]}',
            '{"d\\u0061ta":[{}],"duplicate\\u005fcheck_fields":["X"]}',
            '{"d\\u0061ta":[{}]}',
        ),
    ],
    ids=["one line", "tabs", "behind another", "between others", "first", "a row has the same key", "escaped keys"],
)
def test_other_layouts_keep_theirs(text: str, with_one: str, without: str) -> None:
    assert with_check_fields(text, ["X"]) == with_one
    assert with_check_fields(text, None) == without


def test_names_are_written_as_json_with_their_own_letters() -> None:
    assert with_check_fields('{"data":[{}]}', ['"\n', "Größe"]).endswith(
        '"duplicate_check_fields": ["\\"\\n", "Größe"]}'
    )


# --- any body --------------------------------------------------------------------------------------------------------

SPACE = st.text(" \t\n", max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.lists(st.text(max_size=6), max_size=3)
NAMES_OR_NONE = st.none() | NAMES
KEYS = st.lists(st.text(max_size=5).filter(lambda key: key not in ("data", CHECK_FIELDS)), unique=True, max_size=2)
DATA = st.lists(st.just({}) | VALUES, max_size=2)
INDENTS = st.none() | st.just(2)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, list[str]]:
    """The text of a body in any layout, and the texts of its members other than the list, in their order."""
    keys = draw(KEYS)
    members: list[tuple[str, Json]] = [(key, draw(VALUES)) for key in keys]
    members.insert(draw(st.integers(0, len(members))), ("data", draw(DATA)))
    if draw(st.booleans()):
        members.insert(draw(st.integers(0, len(members))), (CHECK_FIELDS, draw(NAMES_OR_NONE)))
    texts = []
    for key, value in members:
        ascii_only = draw(st.booleans())
        written = json.dumps(value, ensure_ascii=ascii_only, indent=draw(INDENTS))
        texts.append(f"{json.dumps(key, ensure_ascii=ascii_only)}{draw(SPACE)}:{draw(SPACE)}{written}")
    others = [text for (key, _), text in zip(members, texts, strict=True) if key != CHECK_FIELDS]
    inner = ",".join(f"{draw(SPACE)}{text}{draw(SPACE)}" for text in texts)
    return f"{draw(SPACE)}{{{inner}}}{draw(SPACE)}", others


@given(bodies(), NAMES, st.none() | NAMES)
def test_in_any_body_the_last_list_reads_back_and_all_else_is_as_it_was_written(
    made: tuple[str, list[str]], first: list[str], last: list[str] | None
) -> None:
    text, others = made
    edited = with_check_fields(text, last)
    the_list_reads_back_and_all_else_is_as_it_was_written(text, others, edited, last)
    assert with_check_fields(edited, last) == edited, "the same edit again changes nothing"
    assert parse_json(with_check_fields(with_check_fields(text, first), last)) == parse_json(edited)
    if CHECK_FIELDS not in parse_json(text):
        assert with_check_fields(with_check_fields(text, first), None) == text, "a list that was added goes again"


def the_list_reads_back_and_all_else_is_as_it_was_written(
    text: str, others: list[str], edited: str, names: list[str] | None
) -> None:
    before: dict[str, Any] = parse_json(text)
    after: dict[str, Any] = parse_json(edited)
    assert after.get(CHECK_FIELDS, "absent") == ("absent" if names is None else names)
    assert {**after, CHECK_FIELDS: 0} == {**before, CHECK_FIELDS: 0}
    assert [key for key in after if key != CHECK_FIELDS] == [key for key in before if key != CHECK_FIELDS]
    place = 0
    for other in others:  # every other member stands there letter for letter, in its turn
        place = edited.index(other, place) + len(other)
    if CHECK_FIELDS in before and names is not None:
        start = next(
            i for i, (one, two) in enumerate(zip(text, edited + "\0", strict=False)) if one != two or i == len(text) - 1
        )
        assert text[:start] == edited[:start]


# --- a body from a request -------------------------------------------------------------------------------------------


def test_a_request_becomes_a_body_with_plain_lists_on_one_line() -> None:
    text = body_text(body(row(City="Köln", Interests=["a", "b"]), check=["Email", "Phone"], trigger=[]))
    assert text == (
        '{\n  "data": [\n    {\n      "Last_Name": "Ode",\n      "City": "Köln",\n      "Interests": ["a", "b"]\n'
        '    }\n  ],\n  "duplicate_check_fields": ["Email", "Phone"],\n  "trigger": []\n}\n'
    )
    assert is_body(text)


@given(VALUES)
def test_a_block_reads_back_as_the_same_value(value: Json) -> None:
    assert json.loads(json_block(value)) == value


@each_case(
    ("text", "body"), [('{"data": 1}', True), ("[{}]", False), ('["data"]', False), ('{"Last_Name": ""}', False)]
)
def test_a_body_is_an_object_with_data(text: str, body: bool) -> None:
    assert is_body(text) is body
