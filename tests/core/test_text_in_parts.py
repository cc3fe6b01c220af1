"""CSV and JSON in parts, for texts too long to be held: the same values as of the whole text, or a refusal of parts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tui.core.payload import csv_parts, json_parts
from tui.core.payload.csv_lines import lines_of
from tui.core.payload.csv_parts import NotInParts, parts_of
from tui.core.payload.csv_rows import CsvColumn, CsvHeader
from tui.core.payload.json_parts import Entry, ListBegins, ListEnds, Whole

if TYPE_CHECKING:
    from collections.abc import Callable

# --- CSV -------------------------------------------------------------------------------------------------------------

DEEPEST = 200  # objects and lists within each other
HEAD = "Record Id,Last Name\n"


def csv_rows(text: str, *, line: int = 1, nameless: tuple[int, ...] = ()) -> list[tuple[int, list[str]]]:
    """The rows of a text with two columns, each with its line, in parts of three rows."""
    columns = (CsvColumn(0, "id", known=True), CsvColumn(1, "Last_Name", known=True))
    header = CsvHeader(",", line, 2, columns, nameless)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_parts, "ROWS", 3)
        parts = list(parts_of(io.StringIO(text, newline=""), header))
    return [(part.line(row), cells) for part in parts for row, cells in enumerate(part.cells)]


@each_case(
    "below",
    [
        "1,a\n2,b\n3,c\n4,d\n5,e\n",
        "1,a\r\n2,b\r\n3,c\r\n4,d\r\n",
        '1,"a\nb"\n2,"c\r\nd"\n3,e\n4,"f\n\ng"\n5,h\n6,i\n7,j\n',
        '"1\n",a\n2,b\n',
        "1,a\n\n2,b\n3,c\n,\n4,d\n , \n5,e\n",
        '1,"a\nb"\n\n2,"c\nd"\n,\n3,"e\nf"\n',
        "1\n2,b\n3\n4\n",
        ",a\n2,b\n,c\n",
        "1,a\n,\n2,b\n",
        "1,a\n,\" \"\n2,b\n",
        " ,a\n , \n3,b\n",
    ],
)  # fmt: skip
def test_csv_in_parts_is_the_same_rows_on_the_same_lines(below: str) -> None:
    for start, line in (("", 1), ("sep=,\n", 2), ("\n\n", 3)):
        text = start + HEAD + below
        whole = [(at, [*cells, ""][:2]) for at, cells in lines_of(text, ",") if at > line]
        assert csv_rows(text, line=line) == whole


@each_case(
    ("below", "nameless"),
    [
        ("1,a,b\n", ()),
        ("1,a\n2,b,c\n3,d\n", ()),
        ("1\n2,b,c\n", ()),
        ('1,a\n2,"b\n', ()),
        ("1,a\n", (1,)),
        ("1,\n2,b\n3,\n", (1,)),
    ],
)
def test_csv_with_something_wrong_in_it_is_read_whole(below: str, nameless: tuple[int, ...]) -> None:
    with pytest.raises(NotInParts):
        csv_rows(HEAD + below, nameless=nameless)


def test_csv_may_have_a_column_without_a_name_that_is_empty() -> None:
    assert csv_rows(HEAD + "1,\n2\n", nameless=(1,)) == [(2, ["1", ""]), (3, ["2", ""])]


def test_a_part_has_at_most_a_thousand_rows() -> None:
    columns = (CsvColumn(0, "id", known=True), CsvColumn(1, "Last_Name", known=True))
    text = HEAD + "".join(f"{number},a\n" for number in range(1_001))
    parts = parts_of(io.StringIO(text, newline=""), CsvHeader(",", 1, 2, columns, ()))
    assert [len(part.cells) for part in parts] == [1_000, 1]


# --- JSON ------------------------------------------------------------------------------------------------------------


def reader(text: str, asked: list[int] | None = None) -> Callable[[int], str]:
    """Gives a text as a stream does: as many characters as are asked for."""
    stream = io.StringIO(text, newline="")

    def read(count: int) -> str:
        if asked is not None:
            asked.append(count)
        return stream.read(count)

    return read


def parts_in(text: str, piece: int, longest: int = 100) -> list[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_parts, "PIECE", piece)
        patch.setattr(json_parts, "LONGEST", longest)
        return list(json_parts.json_parts(reader(text)))


@each_case(
    ("text", "parts"),
    [
        ("", []),
        (" 1 ", [Whole(1)]),
        ("[]", [ListBegins(), ListEnds(None)]),
        ("[ 1 , [2] ]", [ListBegins(), Entry(1), Entry([2]), ListEnds(None)]),
        ("{}", [Whole({})]),
        ('{ "a" : 1 , "b": [2] }', [Whole({"a": 1, "b": [2]})]),
        ('{"a": 1}\n', [Whole({"a": 1})]),
        ('{"a": 1}\n{"b":\n2}\n{"c": 3}', [Whole({"a": 1}), Whole({"b": 2}), Whole({"c": 3})]),
        ('{"a": 1},\n{"b": 2}, 3', [Whole({"a": 1}), Whole({"b": 2}), Whole(3)]),
        ('{"data": [1, 2]}', [ListBegins(), Entry(1), Entry(2), ListEnds({})]),
        ('{"data": [1]}\n', [ListBegins(), Entry(1), ListEnds({})]),
        ('{"a": 1, "data": [], "b": {"data": [2]}}', [ListBegins(), ListEnds({"a": 1, "b": {"data": [2]}})]),
        ('{"data": {"a": 1}}', [Whole({"data": {"a": 1}})]),
        ('{"data": {"a": 1}, "b":\n2}\n', [Whole({"data": {"a": 1}, "b": 2})]),
        ('{"list": [1]}\n[2]\n"x"', [Whole({"list": [1]}), ListBegins(), Entry(2), ListEnds(None), Whole("x")]),
        ('{"a": 1} {"b": 2}\n', [Whole({"a": 1}), Whole({"b": 2})]),
        ("12\n[1.5, 2e+3]", [Whole(12), ListBegins(), Entry(1.5), Entry(2000.0), ListEnds(None)]),
    ],
)
def test_json_in_parts_is_the_same_however_long_the_pieces_are(text: str, parts: list[Any]) -> None:
    for piece in range(1, len(text) + 3):
        assert parts_in(text, piece) == parts, f"in pieces of {piece}"


@each_case(
    "text",
    [
        "[1",
        "[1,",
        "[1,]",
        "[1 2]",
        '{"a" 1}',
        '{"a": 1',
        '{"a": 1,}',
        "{1: 2}",
        '{1: 2, "b":\n3}',
        '{"a": 1, "a": 2}',
        '{"a":\n1, "a": 2}',
        '{"data": [], "data": 1}',
        '{"data": [], "data": []}',
        '{"data": 1, "data": []}',
        "tru",
        '"\\ud800"',
        '{"a": "\\ud800"}\n',
    ],
)
def test_json_with_something_wrong_in_it_is_read_whole(text: str) -> None:
    for piece in range(1, len(text) + 3):
        with pytest.raises(NotInParts):
            parts_in(text, piece)


@each_case(("before", "around"), [("", 0), ("[", 1), ('{"a":\n', 1), ('{"data": [', 2)])
def test_a_value_is_as_deep_as_the_whole_text_may_have_it(before: str, around: int) -> None:
    after = {"": "", "[": "]", '{"a":\n': "}", '{"data": [': "]}"}[before]
    for depth, fits in ((DEEPEST - around, True), (DEEPEST - around + 1, False)):
        text = before + '{"a":\n' * depth + "1" + "}" * depth + after
        if fits:
            assert parts_in(text, 10_000, 100_000)
        else:
            with pytest.raises(NotInParts):
                parts_in(text, 10_000, 100_000)


def test_a_value_longer_than_is_held_is_read_whole_and_one_as_long_is_not() -> None:
    held = '"' + "x" * 98 + '"'
    for piece in (1, 10, 40):
        assert parts_in(f'[{held[:50]}"]', piece) == [ListBegins(), Entry("x" * 49), ListEnds(None)]
        with pytest.raises(NotInParts):
            parts_in(f'[{held[:-1]}{"x" * 200}"]', piece)


def test_only_what_is_not_passed_yet_counts_as_held() -> None:
    entries = f'["{"x" * 30}", "{"y" * 20}"]'
    assert parts_in(entries, 40, 60) == [ListBegins(), Entry("x" * 30), Entry("y" * 20), ListEnds(None)]
    assert parts_in(f'"{"x" * 150}"\n', 100, 100) == [Whole("x" * 150)]
    with pytest.raises(NotInParts):
        parts_in(f'"{"x" * 150}"\n', 100, 99)


def test_pieces_grow_while_one_value_is_read_and_begin_small_for_the_next() -> None:
    asked: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_parts, "PIECE", 10)
        list(json_parts.json_parts(reader('["' + "x" * 60 + '", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]', asked)))
    assert asked[:5] == [10, 10, 20, 40, 10]
    assert set(asked[5:]) == {10}


def test_a_piece_is_a_quarter_of_a_million_characters() -> None:
    asked: list[int] = []
    list(json_parts.json_parts(reader("[]", asked)))
    assert set(asked) == {262_144}
