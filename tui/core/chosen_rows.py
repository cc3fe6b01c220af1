"""Some rows of a payload: which are to be sent, the request of them alone, and the text with others taken out.

Rows are counted from 0, in the payload's order. A forecast of some rows is made for them alone: what the rows that stay
behind would have written is not there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, get_args

from tui.core.outcome import RowOutcome
from tui.core.payload.body_text import body_text
from tui.core.payload.json_text import is_json
from tui.core.payload.row_places import row_spans
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tui.core.forecast import Forecast
    from tui.core.payload.request import UpsertRequest
    from tui.core.values import Record

Choice = Literal["all", "ticked", "filtered", "not_refused", "numbered", "numbered_not_refused"]
"""Which rows of a payload are meant: all, those that were ticked, those that a filter shows, all that the forecast does
not refuse, those that were given by their numbers, or those of them that the forecast does not refuse."""

CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)

_WORDS: Final[dict[Choice, str]] = {
    "all": "all rows",
    "ticked": "the ticked ones",
    "filtered": "the filtered ones",
    "not_refused": "without the refused ones",
    "numbered": "the chosen ones",
    "numbered_not_refused": "the chosen ones, without the refused",
}
_LABELS: Final[dict[Choice, str]] = {
    "all": "all",
    "ticked": "ticked",
    "filtered": "filtered",
    "not_refused": "without the refused",
    "numbered": "chosen",
    "numbered_not_refused": "chosen, without the refused",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that are sent of a payload of ``of`` rows, and by which choice."""

    choice: Choice
    rows: tuple[int, ...]
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether no row stays behind."""
        return len(self.rows) == self.of

    @property
    def label(self) -> str:
        """``ticked 7``: the choice and how many rows it has."""
        return f"{_LABELS[self.choice]} {len(self.rows):,}"

    @property
    def unsent(self) -> tuple[int, ...]:
        """The rows that stay behind."""
        sent = set(self.rows)
        return tuple(row for row in range(self.of) if row not in sent)

    @property
    def text(self) -> str:
        """``7 of 10 rows: the ticked ones``; ``10 rows`` where it is all of them."""
        rows = count_of(self.of, "row")
        return rows if self.is_whole else f"{len(self.rows):,} of {rows}: {_WORDS[self.choice]}"


def part_of(choice: Choice, rows: Collection[int], of: int) -> Part:
    """The part with these rows of a payload, in their order, each once; those that it does not have are left out."""
    return Part(choice, tuple(row for row in sorted(set(rows)) if 0 <= row < of), of)


def not_refused(made: Forecast) -> tuple[int, ...]:
    """The rows that a forecast does not refuse; none where it refuses the call, since that refuses each."""
    return tuple(row.index for row in made.rows if row.outcome is not RowOutcome.ERROR)


def sent_part(request: UpsertRequest, source_rows: Sequence[int]) -> UpsertRequest:
    """The request of the rows with these places (0-based), which a report of a send tells; all of it where it tells
    none, or others than the payload has."""
    if not source_rows or max(source_rows) >= len(request.rows):
        return request
    return replace(request, rows=tuple(request.rows[row] for row in source_rows))


def only(request: UpsertRequest, part: Part) -> UpsertRequest:
    """The request of a part alone."""
    return request if part.is_whole else replace(request, rows=tuple(request.rows[row] for row in part.rows))


def without_rows(request: UpsertRequest, text: str, rows: Collection[int]) -> str:
    """The text of a payload without some of its rows, of which it keeps at least one: all else stays as it is written.
    A text that is no JSON is written anew. Raises ValueError where none would be left."""
    kept = [row for row in range(len(request.rows)) if row not in set(rows)]
    if not kept:
        raise ValueError("a payload has at least one row")
    places = row_spans(text) if is_json(text) else ()
    if len(places) != len(request.rows):
        return body_text(only(request, part_of("all", kept, len(request.rows))))
    parts = [text[: places[0].start], text[places[kept[0]].start : places[kept[0]].end]]
    for row in kept[1:]:  # each with what stands between it and the row before it
        parts.append(text[places[row - 1].end : places[row].end])
    return "".join([*parts, text[places[-1].end :]])


def ticks_after(ticked: Collection[int], before: Sequence[Record], now: Sequence[Record]) -> frozenset[int]:
    """The rows that are ticked after an edit: those that the edit did not touch move with what it added or took out
    before them, and of as many rows as there were, those that were changed stay ticked where others stayed the same."""
    shorter = min(len(before), len(now))
    same = next((row for row in range(shorter) if before[row] != now[row]), shorter)
    rest = shorter - same
    behind = next((row for row in range(rest) if before[-1 - row] != now[-1 - row]), rest)
    moved, first_behind = len(now) - len(before), len(before) - behind
    keeps_changed = not moved and same + behind > 0
    return frozenset(
        row + (moved if row >= first_behind else 0)
        for row in ticked
        if row < same or first_behind <= row < len(before) or (keeps_changed and row < len(before))
    )
