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
        self._row: int | None = None
        self._within: dict[Path, Span] = {}

    def key_span(self, row: int, name: str | None) -> Span | None:
        """Where the value of a key of a row (0-based) stands; None where the row has no such key."""
        if name is None:
            return None
        if not 0 <= row < len(self.spans):
            return None
        whole = self.spans[row]
        if self._row != row:
            within = self._text[whole.start : whole.end]
            self._row, self._within = row, spans(within, 1)  # equal: what stands deeper is not asked for
        member = self._within.get((name,))
        if member is None:
            return None
        assert member.key is not None, "it is a member of an object"
        return Span(whole.start + member.start, whole.start + member.end, whole.start + member.key)

    def offset(self, row: int, name: str | None) -> int | None:
        """The offset at which a key of a row stands, or, for None, the row begins."""
        if not 0 <= row < len(self.spans):
            return None
        if name is None:
            return self.spans[row].start
        span = self.key_span(row, name)
        return None if span is None else span.key

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
    places = spans(text, 2)  # equal: what stands deeper is not asked for
    prefix: Path = ("data",) if ("data",) in places else ()
    found: list[Span] = []
    while (span := places.get((*prefix, len(found)))) is not None:
        found.append(span)
    return tuple(found or [places[()]])


def lines_of(places: Iterable[Span], lines: LineStarts) -> tuple[range, ...]:
    """The lines (from 0) that each of these spans touches."""
    return tuple(range(lines.location(span.start)[0], lines.location(span.end)[0] + 1) for span in places)
