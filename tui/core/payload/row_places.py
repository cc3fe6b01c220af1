"""Where the records of a payload stand in its JSON text: the line of a row and of each of its keys.

A row is looked at when it is asked for, so that ten thousand rows cost nothing until one is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.core.payload.json_text import LineStarts, Path, Span, spans

if TYPE_CHECKING:
    from collections.abc import Iterable

RowLines = Callable[[int, str | None], int | None]
"""The line (from 1) at which a key of a row (0-based) stands, or, for None, the row begins; None where that is not
known."""


def no_lines(_row: int, _name: str | None) -> int | None:
    """A RowLines that knows no line."""
    return None


class RowPlaces:
    """The places in a JSON text that ``parse_json`` takes; in another there are none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.lines = LineStarts(text)
        try:
            self.spans = row_spans(text)
        except LookupError:
            self.spans = ()
        self._last: tuple[int, dict[Path, Span]] | None = None

    def key_span(self, row: int, name: str | None) -> Span | None:
        """Where the value of a key of a row (0-based) stands; None where the row has no such key."""
        if name is None or not 0 <= row < len(self.spans):
            return None
        whole = self.spans[row]
        if self._last is None or self._last[0] != row:
            self._last = (row, spans(self._text[whole.start : whole.end], 1))
        within = self._last[1].get((name,))
        if within is None:
            return None
        key = None if within.key is None else whole.start + within.key
        return Span(whole.start + within.start, whole.start + within.end, key)

    def offset(self, row: int, name: str | None) -> int | None:
        """The offset at which a key of a row stands, or, for None, the row begins."""
        if not 0 <= row < len(self.spans):
            return None
        if name is None:
            return self.spans[row].start
        span = self.key_span(row, name)
        return None if span is None else span.start if span.key is None else span.key

    def line(self, row: int, name: str | None = None) -> int | None:
        """The line (from 1) at which a key of a row stands, or, for None, the row begins: a ``RowLines``."""
        offset = self.offset(row, name)
        return None if offset is None else self.lines.location(offset)[0] + 1

    def rows(self) -> tuple[range, ...]:
        """For each row the lines (from 0) in which it stands."""
        return lines_of(self.spans, self.lines)


def row_spans(text: str) -> tuple[Span, ...]:
    """Where each record of a payload that can be read stands: the entries of ``data``, or of a bare list, or the one
    record that the text is."""
    places = spans(text, 2)
    prefix: Path = ("data",) if ("data",) in places else ()
    found: list[Span] = []
    while (span := places.get((*prefix, len(found)))) is not None:
        found.append(span)
    return tuple(found or [places[()]])


def lines_of(places: Iterable[Span], lines: LineStarts) -> tuple[range, ...]:
    """The lines (from 0) that each of these spans touches."""
    return tuple(range(lines.location(span.start)[0], lines.location(span.end)[0] + 1) for span in places)
