"""Where the rows of a payload and their keys stand in its text."""

from __future__ import annotations

from tui.core.payload.json_text import Span
from tui.core.payload.row_places import RowPlaces

TEXT = '{"data": [\n{"A": 1,\n "B": {"C": 2}},\n{"B": 3}]}'


def test_each_row_and_each_of_its_keys_has_its_place_in_whatever_order_they_are_asked_for() -> None:
    places = RowPlaces(TEXT)
    for row, name, value, line in [(0, "A", "1", 2), (1, "B", "3", 4), (0, "B", '{"C": 2}', 3), (0, "A", "1", 2)]:
        key = TEXT.rindex(f'"{name}"') if row else TEXT.index(f'"{name}"')
        start = key + len(f'"{name}": ')
        assert places.key_span(row, name) == Span(start, start + len(value), key)
        assert places.offset(row, name) == key
        assert places.line(row, name) == line
    assert [places.line(row) for row in (0, 1)] == [2, 4]
    assert places.rows() == (range(1, 3), range(3, 4))
    assert RowPlaces('[{"A": 1}, {"A": 2}]').spans == (Span(1, 9), Span(11, 19))
    assert RowPlaces(' {"A": 1}').spans == (Span(1, 9),)


def test_what_is_not_there_has_no_place() -> None:
    places = RowPlaces(TEXT)
    for row, name in [(0, "C"), (1, "A"), (-1, "B"), (2, "B"), (0, None)]:
        assert places.key_span(row, name) is None
    for row, name in [(0, "C"), (-1, None), (2, None), (-1, "B"), (2, "B")]:
        assert places.offset(row, name) is None
        assert places.line(row, name) is None
    assert RowPlaces(TEXT[:-1]).spans == ()
    assert RowPlaces('[1, {"A": 2}]').key_span(0, "A") is None
