"""The bracket that belongs to another one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import TextArea

from tui.core.brackets import matching_bracket

LINES = st.lists(st.text("a{}[]() ", max_size=6), min_size=1, max_size=4)


@given(LINES, st.data())
def test_it_is_the_one_that_textual_finds(lines: list[str], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[row])))
    area = TextArea("\n".join(lines))
    theirs = TextArea.find_matching_bracket(area, lines[row][column : column + 1], (row, column))
    assert matching_bracket(lines, row, column) == theirs


def test_it_is_found_over_lines_in_both_directions() -> None:
    assert matching_bracket(["{}"], 0, 1) == (0, 0)
    lines = ['{"data": [', ' {"a": (1)}', "]}"]
    assert matching_bracket(lines, 0, 0) == (2, 1)
    assert matching_bracket(lines, 2, 0) == (0, 9)
    assert matching_bracket(lines, 1, 7) == (1, 9)
    assert matching_bracket(lines, 1, 2) is None
    assert matching_bracket(lines, 2, 2) is None


def test_it_is_found_over_many_lines() -> None:
    lines = ["a {", *["  [1, (2)],"] * 250, "  b }"]
    assert matching_bracket(lines, 0, 2) == (251, 4)
    assert matching_bracket(lines, 251, 4) == (0, 2)
    assert matching_bracket(lines[:-1], 0, 2) is None
    assert matching_bracket(["a", *lines[1:]], 251, 4) is None
    far = ["     {", *[""] * 99, "}     "]
    assert matching_bracket(far, 0, 5) == (100, 0)
    assert matching_bracket(far, 100, 0) == (0, 5)
