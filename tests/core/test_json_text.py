"""JSON text: what is refused, and the line and column at which it says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import LAST_NAME, MemoryIndex, body, field, module, record, row
from tui.core.forecast import forecast
from tui.core.payload.json_text import (
    JsonTextError,
    LineStarts,
    is_json,
    parse_at,
    parse_documents,
    parse_json,
    place_of,
    spans,
)
from tui.core.views.forecast_json import forecast_json


def refused(text: str) -> tuple[int, int, str]:
    """Line, column and reason of the refusal of a text."""
    with pytest.raises(JsonTextError) as caught:
        parse_json(text)
    assert caught.value.reason
    assert f"line {caught.value.line}, column {caught.value.column}" in str(caught.value)
    return caught.value.line, caught.value.column, caught.value.reason


def test_good_json_is_its_value() -> None:
    text = '{"data": [{"a": [1, 2.5, true, null, "\\u00e9 \\ud83d\\ude00"]}], "": {}}'
    assert parse_json(text) == {"data": [{"a": [1, 2.5, True, None, "é 😀"]}], "": {}}


@each_case(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ('{\n  "a": 1,\n  "b" 2\n}', 3, 7),
        ('{"a": 1,}', 1, 8),
        ('{"a": [1, 2}', 1, 12),
        ('{"a": 1} x', 1, 10),
        ("{'a': 1}", 1, 2),
        ('{"é😀": tru}', 1, 8),
        ('[\n"a\nb"]', 2, 1),
        ('{"a": [1, 2 ,\n ]}', 1, 13),
        ('{"\\"a": "open\n}', 1, 9),
        ('{"a": "\\q"}', 1, 8),
        ('{"a": "open}', 1, 7),
        ("},", 1, 1),
        ("[1, tru]", 1, 5),
        ('{\r"a": "b",\r\n"c": "\\"d\r"}', 3, 6),
    ],
)
def test_malformed_json_is_refused_at_its_place(text: str, line: int, column: int) -> None:
    assert refused(text)[:2] == (line, column)


@each_case(
    ("text", "place", "reason"),
    [
        ("", (1, 1), "the text is empty"),
        (" \n", (2, 1), "the text is empty"),
        ('{"a": ', (1, 7), "the text ends here, but a value is missing"),
        ('{"a": 1', (1, 8), "a comma or a closing bracket is missing here"),
        ('{"a": "x\ty"}', (1, 9), "a line break or control character inside a string must be escaped"),
        (
            '{"a": "x\ny"}',
            (1, 7),
            "this string has no closing quote on its line; a line break in a string is written \\n",
        ),
        ('{"é": 1, "é": 2}', (1, 10), 'the key "é" appears twice in one object'),
        ('{"a": "\\ud83dx"}', (1, 8), "\\ud83d is half of a surrogate pair; write both halves or neither"),
        ("\ufeff{}", (1, 1), "there is a byte-order mark in the text"),
        ('{"a": "1e999", "b": [1e99, 1e999]}', (1, 28), "1e999 is not a number that JSON can carry"),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, place: tuple[int, int], reason: str) -> None:
    assert refused(text) == (*place, reason)
    assert not is_json(text)


def test_the_column_of_the_text_s_end_is_behind_its_last_character() -> None:
    line, column, reason = refused('{"a":\n[')
    assert (line, "ends" in reason) == (2, True)
    assert column in (1, 2)


@each_case(
    ("text", "line", "column"),
    [
        ('{"a": 1, "a": 2}', 1, 10),
        ('{"data": [\n  {"Email": "x", "Phone": "1",\n   "Email": "y"}\n]}', 3, 4),
        ('{"a": {"b": 1}, "c": {"b": 1, "d": 1, "b": 1}}', 1, 39),
        ('{"a": 1, "\\u0061": 2}', 1, 10),
        ('{"a": "a", "b": ["b", "b"], "b": 1}', 1, 29),
    ],
)
def test_a_doubled_key_is_refused_where_it_stands_again(text: str, line: int, column: int) -> None:
    found = refused(text)
    assert found[:2] == (line, column)
    assert "twice" in found[2]


def test_a_key_may_stand_once_in_each_object_and_again_as_a_value() -> None:
    assert parse_json('[{"a": "a"}, {"a": {"a": "a"}}]') == [{"a": "a"}, {"a": {"a": "a"}}]


@each_case("word", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_what_is_no_number_is_refused_at_its_place(word: str) -> None:
    line, column, reason = refused(f'{{"a": "{word}",\n "b": [1, {word}]}}')
    assert (line, column) == (2, 11)
    assert word in reason


def test_a_number_too_small_to_tell_from_nought_is_taken() -> None:
    assert parse_json("1e-999") == 0.0


@each_case("half", ["\\ud83d", "\\uDE00", "\\ude00\\ud83d", "\\ud83d x \\ude00", "\\ud83d\\\\ude00"])
def test_half_a_character_is_refused_at_its_place(half: str) -> None:
    assert refused(f'{{"a":\n "ab{half}"}}')[:2] == (2, 5)


def test_an_escaped_backslash_before_a_u_is_no_escape() -> None:
    assert parse_json('"\\\\ud83d"') == "\\ud83d"


def test_a_number_of_thousands_of_digits_is_refused_and_one_of_hundreds_is_not() -> None:
    assert refused('{"a":\n ' + "9" * 5000 + "}")[:2] == (2, 2)
    assert parse_json("9" * 300) == int("9" * 300)
    before = f'["{"9" * 5000}", 0.{"9" * 5000}, {"9" * 4300},'
    assert refused(f"{before}\n -{'9' * 4301}, {'9' * 5000}]")[:2] == (2, 2)


@each_case(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_deep_nesting_is_refused_and_never_breaks_the_reader(opening: str, closing: str) -> None:
    depth = 100_000
    for text in (opening * depth, opening * depth + "1" + closing * depth):
        assert refused(text)


def test_nesting_is_read_down_to_two_hundred_levels() -> None:
    assert parse_json("[" * 200 + "]" * 200)
    assert parse_json('{"a":' * 200 + "1" + "}" * 200)
    assert refused("[\n" + "[" * 200 + "]" * 201)[:2] == (2, 200)
    assert refused('{"a":\n' + '{"a":' * 200 + "1" + "}" * 201)[:2] == (2, 996)
    assert refused('[{"a":' * 101 + "1" + "}]" * 101)
    assert is_json("[" + "{}," * 300 + "[]]")


@each_case(
    ("text", "place", "around", "value"),
    [
        ('[1, {"a": 2} ]', 4, 1, ({"a": 2}, 12)),
        ('["\\ud83d", 2]', 11, 1, (2, 12)),
        ("[" * 199 + "]" * 199, 0, 1, None),
        ("[{}, " + "[]," * 300, 1, 3, ({}, 3)),
        ("[1" + ", [" * 300, 1, 199, (1, 2)),
    ],
)
def test_one_value_is_read_where_it_stands(text: str, place: int, around: int, value: tuple[Any, int] | None) -> None:
    assert parse_at(text, place, around) == (value or (parse_json(text), len(text)))


@each_case(("text", "around"), [('"\\ud83d"', 0), ("[" * 199 + "]" * 199, 2), ('[{"a":' * 101 + "1" + "}]" * 101, 0)])
def test_one_value_that_is_refused_in_a_text_is_refused_alone(text: str, around: int) -> None:
    with pytest.raises(ValueError, match=r"half a character|too deeply"):
        parse_at(text, 0, around)


@each_case("depth", [50, 150, 200])
def test_nesting_that_is_read_can_also_be_forecast_and_printed(depth: int) -> None:
    deep = parse_json("[" * depth + "1" + "]" * depth)
    of = module(LAST_NAME, field("Key", "something_new", unique=True), field("Items", "something_new"))
    index = MemoryIndex([record(1, Key=deep, Items=deep)])
    found = forecast(body(row(Key=deep, Items=deep), row(Key="k", Items=deep)), of, index)
    assert json.dumps(forecast_json(found, "deep", partial=False))


# --- places ----------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 1, 3]), st.booleans())
def test_whatever_json_writes_is_read_and_every_part_stands_where_its_span_says(
    value: Any, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert parse_json(text) == value
    for path, span in spans(text, 3).items():
        part = value
        for key in path:
            part = part[key]
        assert json.loads(text[span.start : span.end]) == part
        named = None if span.key is None else json.JSONDecoder().raw_decode(text, span.key)[0]
        assert named == (path[-1] if path and isinstance(path[-1], str) else None)


def test_spans_go_as_deep_as_they_are_asked_to() -> None:
    text = '{"data": [{"a": 1}, 2]}'
    assert set(spans(text, 0)) == {()}
    assert set(spans(text, 1)) == {(), ("data",)}
    found = {path: (span.start, span.end) for path, span in spans(text, 3).items()}
    assert (found[()], found["data", 1], found["data", 0, "a"]) == ((0, 23), (20, 21), (16, 17))


@each_case("text", ["", "Email,Phone", '{"data": [', '{"data" 1}', "[1, 2"])
def test_what_is_no_json_has_no_spans(text: str) -> None:
    with pytest.raises(LookupError):
        spans(text, 2)


@given(st.text(alphabet="a\n😀", max_size=12), st.data())
def test_places_and_offsets_are_each_other_s_reverse(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    at_row, column = LineStarts(text).location(offset)
    assert LineStarts(text).offset(at_row, column) == offset
    assert place_of(text, offset) == (at_row + 1, column + 1)


@each_case(
    ("text", "ends"),
    [("a\rb\r\nc\nd", [0, 2, 5, 7]), ("\r", [0, 1]), ("a\n\nb", [0, 2, 3]), ("", [0])],
)
def test_lines_end_as_each_system_ends_them(text: str, ends: list[int]) -> None:
    lines = LineStarts(text)
    assert [lines.location(end) for end in ends] == [(number, 0) for number in range(len(ends))]
    assert [lines.offset(number, 1) for number in range(len(ends))] == [end + 1 for end in ends]
    assert lines.offset(len(ends), 0) == ends[-1], "behind the last line is in it"


@each_case(
    ("text", "values"),
    [
        ("", []),
        (" \n\ufeff", []),
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('{"a": 1},\r\n{"a": 2},', [{"a": 1}, {"a": 2}]),
        ('\ufeff{"a": 1}\ufeff[2]\x1e3', [{"a": 1}, [2], 3]),
        ('{"a":{"b":[]}}[1][2]', [{"a": {"b": []}}, [1], [2]]),
    ],
)
def test_documents_may_stand_one_after_the_other(text: str, values: list[Any]) -> None:
    documents = parse_documents(text)
    assert [document.value for document in documents] == values
    assert [json.loads(text[document.start : document.end]) for document in documents] == values


@each_case(
    ("text", "message"),
    [
        (',{"a": 1}', "line 1, column 1: a value is missing here"),
        ('{"a": 1},,{"a": 2}', "line 1, column 10: the JSON ends before this; this is extra text"),
        ('{"a": 1}\nx', "line 2, column 1: the JSON ends before this; this is extra text"),
        ('{"a": 1}\n{"a": }', "line 2, column 7: a value is missing here"),
        ('{"a": 1}\n{"a": 1, "a": 2}', 'line 2, column 10: the key "a" appears twice in one object'),
        ("1NaN", "line 1, column 2: NaN is not a number that JSON can carry"),
        ('{"a": 1}\n{"a": NaN}', "line 2, column 7: NaN is not a number that JSON can carry"),
        ('{"a": 1}\n' + "[" * 300 + "]" * 300, "line 2, column 201: it is nested too deeply to be read"),
    ],
)
def test_what_is_wrong_in_a_later_document_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(JsonTextError) as caught:
        parse_documents(text)
    assert str(caught.value).startswith(message)
