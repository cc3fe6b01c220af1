"""The values of a Deluge script as JSON."""

from __future__ import annotations

import pytest

from tests.cases import each_case
from tui.core.payload.deluge_values import JsonWriter, List, Map, Unknown, Value, Written, plain_members, unescaped
from tui.core.payload.excerpt import Source
from tui.core.payload.request import PayloadError

SOURCE = Source.of("a\nf(x)")


def refused(value: Value, room: int = 1000) -> tuple[str, int | None, int | None]:
    with pytest.raises(PayloadError) as caught:
        JsonWriter(SOURCE, room).json_of(value)
    return caught.value.reason, caught.value.line, caught.value.column


def nested(depth: int, *, in_maps: bool) -> Value:
    value: Value = Written("1")
    for _ in range(depth):
        value = Map({"a": value}) if in_maps else List([value])
    return value


def test_maps_and_lists_are_written_with_variables_for_what_comes_from_elsewhere() -> None:
    value = Map({"é": Written("1"), "b": Unknown("größe", 0), "c": List([Written("2"), Map()])})
    assert JsonWriter(SOURCE, 1000).json_of(value) == '{"é": 1, "b": "${größe}", "c": [2, {}]}'


def test_what_as_a_whole_is_not_in_the_script_is_refused_at_its_place() -> None:
    said = " is not in this text; put the value in its place"
    assert refused(Unknown("f(x)", 2)) == ("f(x)" + said, 2, 1)
    assert refused(List([Unknown("f(x)", 2)])) == ("f(x)" + said, 2, 1)
    assert refused(Map(lost=Unknown("f(x)", 2))) == ("f(x)" + said, 2, 1)
    assert refused(List([List(lost=Unknown("f(x)", 2))])) == ("f(x)" + said, 2, 1)


def test_values_have_bounds_in_depth_and_in_length() -> None:
    for in_maps in (False, True):
        assert "1" in JsonWriter(SOURCE, 1_000_000).json_of(nested(100, in_maps=in_maps))
        deep = nested(101, in_maps=in_maps)
        assert refused(deep, 1_000_000) == ("it is nested too deeply to be read", 1, 1)
    assert JsonWriter(SOURCE, 3).json_of(Written("123")) == "123"
    assert refused(Written("1234"), 3) == ("what this script builds is too long to be read", 1, 1)


def test_the_texts_of_a_map_are_headers() -> None:
    headers = Map({"A": Written('"x"'), "B": Unknown("y", 0), "C": Written("5"), "D": List()})
    assert plain_members(headers) == "A: x\nB: ${y}\nC: 5"


@each_case(
    ("text", "value"),
    [("ab", "ab"), (r"\ud83d\ude00", "😀"), (r"\ud83d", "\ufffd"), (r"a\u00e9\n\t\"\\\q", 'aé\n\t"\\q')],
)
def test_escapes_of_a_string_are_resolved(text: str, value: str) -> None:
    assert unescaped(text) == value
