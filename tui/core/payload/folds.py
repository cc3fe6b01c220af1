"""Rows of a payload that can be folded: which lines of the text each takes, of which only the first stays in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.payload.json_text import LineStarts
from tui.core.payload.moved_rows import row_at, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def foldable_rows(text: str) -> tuple[range, ...]:
    """The lines (from 0) of each row that takes several, where nothing but a comma stands behind it in its last line:
    what is hidden is the row's own. The text must be one that ``parse_json`` takes."""
    return tuple(lines for _, lines in _foldable(text))


def foldable_at(text: str, offset: int) -> range | None:
    """The lines of the row at an offset; None where it cannot be folded, or there is no row."""
    row = row_at(text, rows_of(text), offset)
    return next((lines for each, lines in _foldable(text) if each == row), None)


def _foldable(text: str) -> Iterator[tuple[int, range]]:
    starts, ended = LineStarts(text), text + "\n"
    for row, span in enumerate(rows_of(text)):
        first, last = starts.location(span.start)[0], starts.location(span.end)[0]
        behind = text[span.end : ended.index("\n", span.end)].strip()
        if last > first and behind in ("", ","):
            yield row, range(first, last + 1)
