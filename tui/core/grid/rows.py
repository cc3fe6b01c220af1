"""The rows of a payload and where each stands in its text; every edit of a cell or a row as an edit of that text.

An edit makes a new ``GridRows``. All that it does not concern keeps its bytes, and only the row that it concerns is
read again, so that an edit among ten thousand rows costs some milliseconds.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tui.core.fixes.text_edits import added_text, applied, dropped
from tui.core.payload.added_row import row_like, with_row
from tui.core.payload.json_text import Span, parse_json, spans
from tui.core.payload.row_places import row_spans
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.core.values import Json, Record

NULL_TEXT: Final = "null"


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What a key of a row (0-based) shall be: the JSON text ``written``, or None for no such key. ``path``: the key, or
    the keys on the way to it, as in ("$append_values", "Tags")."""

    row: int
    path: tuple[str, ...]
    written: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    value: Record


@dataclass(frozen=True, slots=True)
class GridRows:
    """A text that holds ``rows``, at least one, each at its span."""

    text: str
    rows: tuple[Record, ...]
    spans: tuple[Span, ...]

    @classmethod
    def read(cls, text: str) -> GridRows:
        """The rows of a payload's text: of a body, of a list of records, or the one record that it is. Raises
        JsonTextError; the text must be a payload that can be read."""
        value = parse_json(text)
        rows = value.get("data", value) if isinstance(value, dict) else value
        return cls.of(text, tuple(rows) if isinstance(rows, list) else (rows,), row_spans(text))

    @classmethod
    def of(cls, text: str, rows: Sequence[Record], places: Sequence[Span]) -> GridRows:
        """Rows that were read and placed before."""
        return cls(text, tuple(rows), tuple(places))

    # --- cells --------------------------------------------------------------------------------------------------------

    def with_cells(self, edits: Iterable[CellEdit]) -> GridRows:
        """The rows after some cells are changed; of two edits of one cell the later one holds."""
        by_row: dict[int, list[CellEdit]] = {}
        for edit in edits:
            by_row.setdefault(edit.row, []).append(edit)
        rows = self._rows()
        filled = [index for index, row in enumerate(self.rows) if row]
        for index, changes in by_row.items():
            text = rows[index].text
            for edit in changes:
                text = self._edited_text(text, edit, filled)
            if text != rows[index].text:
                rows[index] = _Row(text, parse_json(text))
        return self._joined(rows, self._between())

    def _edited_text(self, text: str, edit: CellEdit, filled: Sequence[int]) -> str:
        """The text of one row after one edit. filled: the rows that are not empty."""
        places = spans(text, len(edit.path))
        there = places.get(edit.path)
        if edit.written is None:
            return text if there is None else applied(text, (dropped(text, there),))
        if there is not None:
            return text[: there.start] + edit.written + text[there.end :]
        depth = max(depth for depth in range(len(edit.path)) if edit.path[:depth] in places)
        around, written = places[edit.path[:depth]], edit.written
        for name in reversed(edit.path[depth + 1 :]):
            written = f"{{{written_as(name)}: {written}}}"
        if text[around.start] != "{":  # null, or what should have been an object
            name = edit.path[depth]
            return f"{text[: around.start]}{{{written_as(name)}: {written}}}{text[around.end :]}"
        if len(places) == 1:  # the row is empty
            like = self._like(edit.row, {edit.path[0]: None}, filled)
            place = spans(like, 1)[(edit.path[0],)]  # equal: what stands deeper is not asked for
            return like[: place.start] + written + like[place.end :]
        return applied(text, (added_text(text, around, edit.path[depth], written),))

    def _like(self, index: int, row: Record, filled: Sequence[int]) -> str:
        """A row laid out like one beside its place that is not empty."""
        if not filled:
            return written_as(dict(row))
        other = filled[max(bisect_right(filled, index) - 1, 0)]
        return row_like(self.text, self.spans[other], row)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def with_row(self, after: int, row: Record) -> GridRows:
        """The rows with another one behind a row, laid out like it."""
        filled = [index for index, other in enumerate(self.rows) if other]
        return self._inserted(after, [_Row(self._like(after, row, filled), row)])

    def with_empty_rows(self, count: int) -> GridRows:
        """The rows with so many empty ones at the end."""
        return self._inserted(len(self.rows), [_Row("{}", {})] * count)

    def with_copies(self, indices: Sequence[int]) -> GridRows:
        """The rows with copies of some behind the last of them, letter for letter."""
        rows = self._rows()
        return self._inserted(max(indices), [rows[index] for index in indices])

    def _inserted(self, after: int, new: Sequence[_Row]) -> GridRows:
        """The rows with others behind one of them, with the same between them as elsewhere."""
        if not new:
            return self
        rows, between = self._rows(), self._between()
        if not between:  # nothing shows yet what stands between rows
            longer = with_row(self.text, new[0].value)
            span = GridRows.read(longer).spans[-1]
            made = GridRows.read(longer[: span.start] + new[0].text + longer[span.end :])
            return made._inserted(len(made.rows), new[1:])
        rows[after + 1 : after + 1] = new
        between[after:after] = [between[min(after, len(between) - 1)]] * len(new)
        return self._joined(rows, between)

    def without_rows(self, indices: Iterable[int]) -> GridRows:
        """The rows without some of them. Raises ValueError where none would be left: a payload has at least one."""
        gone = set(indices)
        if len(gone) == len(self.rows):
            raise ValueError("a payload has at least one row")
        rows, between = self._rows(), self._between()
        for index in sorted(gone, reverse=True):
            del rows[index]
            del between[max(index - 1, 0)]
        return self._joined(rows, between)

    def moved(self, first: int, last: int, step: int) -> GridRows:
        """The rows from ``first`` to ``last`` one place further down (1) or up (-1), as far as there is a row to change
        places with. What stands between the rows stays."""
        rows = self._rows()
        other = last + 1 if step == 1 else first - 1
        if not 0 <= other < len(rows):
            return self
        row = rows.pop(other)
        rows.insert(first if step == 1 else last, row)
        return self._joined(rows, self._between())

    # --- pieces -------------------------------------------------------------------------------------------------------

    def row_text(self, index: int) -> str:
        """A row as it is written."""
        span = self.spans[index]
        return self.text[span.start : span.end]

    def written(self, index: int, name: str) -> str | None:
        """The value of a key of a row as it is written; None where the row has no such key."""
        if name not in self.rows[index]:
            return None
        text = self.row_text(index)
        place = spans(text, 1)[(name,)]  # equal: what stands deeper is not asked for
        return text[place.start : place.end]

    def offset(self, index: int, name: str | None = None) -> int:
        """Where a key of a row begins in the text, or, for None or a key that it does not have, the row."""
        start = self.spans[index].start
        places = spans(self.row_text(index), 1)  # equal: what stands deeper is not asked for
        place = None if name is None else places.get((name,))  # equal: no key is None
        if place is None:
            return start
        assert place.key is not None, "a member of an object has a key"
        return start + place.key

    def _rows(self) -> list[_Row]:
        text = self.text
        return [_Row(text[span.start : span.end], row) for span, row in zip(self.spans, self.rows, strict=True)]

    def _between(self) -> list[str]:
        """What stands between each row and the next."""
        text, places = self.text, self.spans
        return [text[one.end : other.start] for one, other in pairwise(places)]

    def _joined(self, rows: Sequence[_Row], between: Sequence[str]) -> GridRows:
        """The text of other rows in the place of these."""
        start, end = self.spans[0].start, self.spans[-1].end
        parts, places, place = [self.text[:start]], [], start
        for row, behind in zip(rows, (*between, self.text[end:]), strict=True):
            places.append(Span(place, place + len(row.text)))
            parts += [row.text, behind]
            place += len(row.text) + len(behind)
        values = tuple(row.value for row in rows)
        return GridRows("".join(parts), values, tuple(places))


def written_as(value: Json) -> str:
    """A value as it is written into a cell."""
    return json.dumps(value, ensure_ascii=False)
