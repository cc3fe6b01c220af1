"""Which rows of a payload can be folded."""

from __future__ import annotations

import json

from tests.cases import each_case
from tui.core.payload.folds import foldable_at, foldable_rows

INDENTED = json.dumps({"data": [{"a": 1}, {"a": 2, "b": {"c": [3]}}], "trigger": []}, indent=2)


def test_rows_of_several_lines_can_be_folded_each_by_itself() -> None:
    lines = INDENTED.split("\n")
    rows = foldable_rows(INDENTED)
    assert [(lines[row[0]].strip(), lines[row[-1]].strip()) for row in rows] == [("{", "},"), ("{", "}")]
    assert foldable_at(INDENTED, INDENTED.index('"c"')) == rows[1]
    assert foldable_at(INDENTED, INDENTED.index('"trigger"')) is None


@each_case(
    ("text", "rows"),
    [
        ('{"data": [{"a": 1}, {"a": 2}]}', []),
        ('{"data": [\n{"a": 1},\n{"a": 2}\n]}', []),
        ('[{"a": 1,\n"b": 2}, {"a": 3,\n"b": 4}\n]', [range(1, 3)]),
        ('[\n{"a": 1,\n"b": 2},\n{"a": 3,\n"b": 4}]', [range(1, 3)]),
        ('[{"a": 1,\n"b": 2}\n,{"a": 3,\n"b": 4}\n]', [range(2), range(2, 4)]),
        ('{"a": 1,\n"b": 2}', [range(2)]),
        ("[]", []),
    ],
    ids=["one line", "a line each", "next in the last line", "end of list", "comma first", "bare", "none"],
)
def test_a_row_whose_last_line_holds_more_than_a_comma_is_not_folded(text: str, rows: list[range]) -> None:
    assert list(foldable_rows(text)) == rows
