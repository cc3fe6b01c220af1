"""What keys do in a line of JSON: who types on regardless gets what they typed."""

from __future__ import annotations

import json
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tui.core.keystrokes import deleted_left, new_line, step_of, typed


def after(marked: str, key: str) -> str:
    """A line with ``|`` for the cursor, after a key: a character, ``enter`` or ``backspace``."""
    column = marked.index("|")
    line = marked.replace("|", "")
    stroke = (
        new_line(line, column, "  ")
        if key == "enter"
        else deleted_left(line, column)
        if key == "backspace"
        else typed(line, column, key)
    )
    if stroke is None:
        return "as ever"
    made = line[: column - stroke.before] + stroke.text + line[column + stroke.behind :]
    cursor = column - stroke.before + stroke.cursor
    return made[:cursor] + "|" + made[cursor:]


@each_case(
    ("marked", "key", "made"),
    [
        ("|", '"', '"|"'),
        ("[|]", "{", "[{|}]"),
        ('{"a": |', "[", '{"a": [|]'),
        ('{"a": |, "b": 1}', '"', '{"a": "|", "b": 1}'),
        ('"|"', '"', '""|'),
        ('["a|"]', '"', '["a"|]'),
        ("[|]", "]", "[]|"),
        ("{[1|]}", "]", "{[1]|}"),
        ('"a|', '"', "as ever"),  # it closes a text
        (r'"a\|"', '"', "as ever"),  # it is escaped
        (r'"a\\|"', '"', r'"a\\"|'),
        (r'"a\\\|"', '"', "as ever"),
        ('{"a|"b": 1}', '"', "as ever"),  # the next one opens another text
        ('"a|b"', "[", "as ever"),  # within a text
        ('"a [|]"', "]", "as ever"),
        ('"a | b"', "[", "as ever"),
        ('[|" a"]', '"', "as ever"),  # in front of a text
        ("1 |", "[", "1 [|]"),
        ("1|1", "1", "as ever"),
        ("|abc", '"', "as ever"),  # in front of a word
        ("abc|", '"', "as ever"),  # and behind one
        ('|"abc"', "{", "as ever"),
        ("|1", "[", "as ever"),
        ("|", "]", "as ever"),
        ("|", "a", "as ever"),
    ],
)
def test_brackets_and_quotes_close_themselves_and_are_typed_over(marked: str, key: str, made: str) -> None:
    assert after(marked, key) == made


@each_case(
    ("marked", "made"),
    [
        ('"|"', "|"),
        ("[{|}]", "[|]"),
        ('{"a": [|]}', '{"a": |}'),
        ('"a|"', "as ever"),
        ('"a"|"b"', "as ever"),  # two texts, and no empty one
        ('"[|]"', "as ever"),  # letters of a text
        (r'"\"|"', "as ever"),
        ("[|", "as ever"),
        ("|", "as ever"),
    ],
)
def test_backspace_takes_an_empty_pair_as_a_whole(marked: str, made: str) -> None:
    assert after(marked, "backspace") == made


@each_case(
    ("marked", "made"),
    [
        ("|", "\n|"),
        ('    "a": 1,|', '    "a": 1,\n    |'),
        ("  {|", "  {\n    |"),
        ("  {|}", "  {\n    |\n  }"),
        ("  {|},", "  {\n    |\n  },"),
        ('  "a"|', '  "a"\n  |'),
        ('  "data": [ | ]', '  "data": [ \n    |\n  ]'),
        ('  {|"a": 1}', '  {\n    |"a": 1}'),
        ('  {"a": 1},| {"a": 2}', '  {"a": 1},\n  |{"a": 2}'),
        ("  {|]", "  {\n    |]"),
        ('  "a|b"', "as ever"),  # no line of JSON ends there
        ('  "ab|', "as ever"),
    ],
)
def test_a_new_line_stands_in_like_the_last_and_deeper_behind_an_opening_bracket(marked: str, made: str) -> None:
    assert after(marked, "enter") == made


@each_case(
    ("lines", "step"),
    [
        (["{", '    "data"'], "    "),
        (["{", '\t"data"'], "\t"),
        (["{", '\t\t"data"'], "\t"),
        (["{", "   ", "  1"], "  "),
        (["{}"], "  "),
    ],
)
def test_the_first_line_that_stands_in_shows_by_how_much(lines: list[str], step: str) -> None:
    assert step_of(lines) == step


VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, st.sampled_from(["", "  ", '"a": ', "{", "["]), st.sampled_from(["", ",", "}", ' "b"', "]"]))
def test_json_that_is_typed_key_by_key_is_what_was_typed(value: object, before: str, behind: str) -> None:
    wanted = json.dumps(value, ensure_ascii=False)
    line, column = before + behind, len(before)
    for character in wanted:
        stroke = typed(line, column, character)
        if stroke is None:
            line, column = line[:column] + character + line[column:], column + 1
        else:
            line = line[: column - stroke.before] + stroke.text + line[column + stroke.behind :]
            column += stroke.cursor - stroke.before
    assert line[:column] == before + wanted
    assert line[column:] in (behind, behind.removeprefix(wanted[-1]))


@given(st.text('"{}[]:, a\\', max_size=20), st.data())
def test_no_key_takes_anything_of_a_line_but_an_empty_pair(line: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, len(line)))
    for character in '"{}[]':
        stroke = typed(line, column, character)
        if stroke is not None:
            made = line[: column - stroke.before] + stroke.text + line[column + stroke.behind :]
            assert made in (line, line[:column] + stroke.text + line[column:])
    gone = deleted_left(line, column)
    if gone is not None:
        assert line[column - 1 : column + 1] in ('""', "{}", "[]")
    new = new_line(line, column, "  ")
    if new is not None:
        assert not line[column : column + new.behind].strip()
        assert not new.text.strip()
