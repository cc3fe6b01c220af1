"""One more row in a payload's text: laid out like the others, and nothing else is touched."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.drawn import objects_of
from tui.core.payload.added_row import with_row
from tui.core.payload.json_text import parse_json

ROW = {"Last_Name": "Öde", "Tags": ["a", "b"]}


@each_case(
    ("text", "made"),
    [
        (
            '{\n    "data": [\n        {\n            "A": 1\n        }\n    ],\n    "trigger": []\n}\n',
            '{\n    "data": [\n        {\n            "A": 1\n        },\n        {\n            "Last_Name": "Öde",\n'
            '            "Tags": ["a", "b"]\n        }\n    ],\n    "trigger": []\n}\n',
        ),
        (
            '{"data": [\n  {"A": 1},\n  {"A": 2}\n]}',
            '{"data": [\n  {"A": 1},\n  {"A": 2},\n  {"Last_Name": "Öde", "Tags": ["a", "b"]}\n]}',
        ),
        ('{"data":[{"A":1,"B":2}]}', '{"data":[{"A":1,"B":2},{"Last_Name":"Öde","Tags":["a","b"]}]}'),
        ('[{ "A": 1 }]', '[{ "A": 1 }, { "Last_Name": "Öde", "Tags": ["a", "b"] }]'),
        ('{"A": 1}', '[{"A": 1}, {"Last_Name": "Öde", "Tags": ["a", "b"]}]'),
        ('{"data": {"A": 1}}', '{"data": [{"A": 1}, {"Last_Name": "Öde", "Tags": ["a", "b"]}]}'),
        (
            '{\n  "data": []\n}',
            '{\n  "data": [\n    {\n      "Last_Name": "Öde",\n      "Tags": ["a", "b"]\n    }\n  ]\n}',
        ),
        ("[]", '[\n  {\n    "Last_Name": "Öde",\n    "Tags": ["a", "b"]\n  }\n]'),
        (
            '{"data": [{\r\n\t"A": 1\r\n}]}',
            '{"data": [{\r\n\t"A": 1\r\n}, {\r\n\t"Last_Name": "Öde",\r\n\t"Tags": ["a", "b"]\r\n}]}',
        ),
        (
            '[\n\t{\n\t\t"A": 1\n\t}\n]',
            '[\n\t{\n\t\t"A": 1\n\t},\n\t{\n\t\t"Last_Name": "Öde",\n\t\t"Tags": ["a", "b"]\n\t}\n]',
        ),
        ('{"data": []}', '{"data": [\n  {\n    "Last_Name": "Öde",\n    "Tags": ["a", "b"]\n  }\n]}'),
        (" []", ' [\n   {\n     "Last_Name": "Öde",\n     "Tags": ["a", "b"]\n   }\n ]'),
        ("\n[]", '\n[\n  {\n    "Last_Name": "Öde",\n    "Tags": ["a", "b"]\n  }\n]'),
        ('{\n"A": 1}', '[{\n"A": 1},\n{\n  "Last_Name": "Öde",\n  "Tags": ["a", "b"]\n}]'),
        (
            '[\n  {\n  "A": 1\n  }\n]',
            '[\n  {\n  "A": 1\n  },\n  {\n    "Last_Name": "Öde",\n    "Tags": ["a", "b"]\n  }\n]',
        ),
        ('[{"A":1, "B":2}]', '[{"A":1, "B":2}, {"Last_Name": "Öde", "Tags": ["a", "b"]}]'),
        ("[{}]", '[{}, {"Last_Name": "Öde", "Tags": ["a", "b"]}]'),
        ('["data"]', '["data", {"Last_Name": "Öde", "Tags": ["a", "b"]}]'),
    ],
)
def test_a_row_is_laid_out_like_those_that_are_there(text: str, made: str) -> None:
    assert with_row(text, ROW) == made


def test_an_empty_row_is_a_pair_of_braces_and_a_key_keeps_its_letters() -> None:
    assert with_row('[{ "A": 1 }]', {}) == '[{ "A": 1 }, {}]'
    assert with_row("[]", {}) == "[\n  {}\n]"
    assert with_row("[]", {"Größe": 1}) == '[\n  {\n    "Größe": 1\n  }\n]'


ROWS = objects_of(("A", "b c", "data", "é"), st.none() | st.integers() | st.text(), count=(1, 4))
LAYOUTS = st.sampled_from(list(product([None, 0, 2, "\t"], [(",", ":"), (", ", ": ")], [False, True])))


@given(ROWS, LAYOUTS)
def test_what_was_there_stays_and_the_row_is_read_back(
    several: list[Any], layout: tuple[Any, tuple[str, str], bool]
) -> None:
    *rows, added = several
    indent, separators, body = layout
    value: Any = {"duplicate_check_fields": ["A"], "data": rows, "trigger": []} if body else rows
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=False)
    made = parse_json(with_row(text, added))
    assert (made["data"] if body else made) == [*rows, added]
    assert made == ({**value, "data": [*rows, added]} if body else [*rows, added])
