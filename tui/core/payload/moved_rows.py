"""Whole rows in the text of a payload: written twice, moved up or down, deleted. Every other character stays.

The text must be one that ``parse_json`` takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.fixes.text_edits import applied, dropped
from tui.core.payload.added_row import with_row
from tui.core.payload.body_text import is_body
from tui.core.payload.row_places import row_spans

if TYPE_CHECKING:
    from tui.core.payload.json_text import Span


def rows_of(text: str) -> tuple[Span, ...]:
    """Where each row stands; empty for a payload without rows."""
    spans = row_spans(text)
    if _is_whole(text, spans[0]) and (text[spans[0].start] != "{" or is_body(text)):
        return ()
    return spans


def row_at(text: str, spans: tuple[Span, ...], offset: int) -> int | None:
    """The row (0-based) at an offset: the one that it is within, else the first that has a part in its line."""
    within = next((row for row, span in enumerate(spans) if span.start <= offset <= span.end), None)
    if within is not None:
        return within
    before = text.rfind("\n", 0, offset)  # equal: every row ends behind the first character
    end = text.find("\n", offset)
    behind = end if end >= 0 else len(text)
    begun = (row for row, span in enumerate(spans) if before < span.end)
    return next((row for row in begun if spans[row].start < behind), None)  # equal: none begins with the line's end


def duplicated(text: str, row: int) -> str:
    """The text with a row (0-based) once more behind itself, letter for letter. A bare record becomes a list of two."""
    spans = rows_of(text)
    span = spans[row]
    one = text[span.start : span.end]
    if _is_whole(text, span):
        between = ",\n" if "\n" in one else ", "
        return f"{text[: span.start]}[{one}{between}{one}]{text[span.end :]}"
    if len(spans) == 1:
        made = with_row(text, {})
        between = made[span.end : made.index("{", span.end)]
    else:
        first = row if row + 1 < len(spans) else row - 1
        between = text[spans[first].end : spans[first + 1].start]
    return text[: span.end] + between + one + text[span.end :]


def moved(text: str, row: int, step: int) -> str | None:
    """The text with a row changed for the one before it (step -1) or behind it (1); None where there is none."""
    spans = rows_of(text)
    if not 0 <= row + step < len(spans):
        return None
    first, second = spans[min(row, row + step)], spans[max(row, row + step)]
    between = text[first.end : second.start]
    swapped = text[second.start : second.end] + between + text[first.start : first.end]
    return text[: first.start] + swapped + text[second.end :]


def without_row(text: str, row: int) -> str | None:
    """The text without a row and one of its commas; None for the only one, since a payload has at least one row."""
    spans = rows_of(text)
    return None if len(spans) == 1 else applied(text, (dropped(text, spans[row]),))


def _is_whole(text: str, span: Span) -> bool:
    """Whether a record is all that the text holds."""
    return not text[: span.start].strip()
