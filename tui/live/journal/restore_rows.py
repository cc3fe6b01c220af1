"""Restoring the rows of a subform: what takes back what one send did to them.

A row that an update added is removed by its id, which only the org knows by now; one that it changed gets its old
cells; one that it removed is added again, with a new id. What somebody else did to the rows since is left alone. Source
of the forms: Update Subforms page, v7.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id
from tui.core.field_types import SYSTEM_FIELDS
from tui.core.subforms import DELETE, row_id_of, subform_change
from tui.core.values import same_cell
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.values import Json, Record

_NOT_SENT: Final = SYSTEM_FIELDS | {"id", "Parent_Id"}
"""Keys of a row that Zoho fills."""


@dataclass(slots=True)
class SentRows:
    """What a send did to one subform of one record. ``old``: its rows before; ``after``: as the send left them, rows
    that it added without an id; ``index``: of the first row of the payload that wrote it."""

    index: int
    record_id: str
    name: str
    old: Json
    after: Json = field(init=False)

    def __post_init__(self) -> None:
        self.after = self.old

    def send(self, sent: Json, *, replace: bool) -> None:
        """Count one more write."""
        self.after = subform_change(self.after, sent, replace=replace).after

    @property
    def added(self) -> tuple[Record, ...]:
        """The rows that it added, as they were sent."""
        old = _by_id(self.old)
        return tuple(row for row in _rows(self.after) if row_id_of(row) not in old)

    def restoring(self, now: Json, *, is_read: bool, replace: bool) -> tuple[list[Json], list[str]]:
        """The rows of the payload that restores the old ones, and notes on what is not restored. now: the rows as the
        org has them; is_read: whether that is known."""
        old, after, there = _by_id(self.old), _by_id(self.after), _by_id(now)
        removals, notes = self._removals(there, is_read=is_read)
        rows: list[Json] = [{"id": row_id, DELETE: None} for row_id in removals]
        rows += [
            {"id": row_id, **cells}
            for row_id, row in old.items()
            if row_id in after and (row_id in there or not is_read) and (cells := dict(_old_cells(row, after[row_id])))
        ]
        gone = [row for row_id, row in old.items() if row_id not in after and row_id not in there]
        rows += [{key: value for key, value in row.items() if _is_sent(key)} for row in gone]
        if gone:
            notes.append(self._note(f"{count_of(len(gone), 'removed row')} added again, with new ids"))
        if rows and replace:  # rows that are not named would be removed
            named = {row_id_of(row) for row in rows if isinstance(row, dict)}
            rows += [{"id": row_id} for row_id in (there if is_read else after) if row_id not in named]
        return rows, notes

    def _removals(self, there: dict[str, Record], *, is_read: bool) -> tuple[list[str], list[str]]:
        """The ids of the rows that the send added, of those that are there."""
        added = self.added
        if not added:
            return [], []
        if not is_read:
            return [], [self._note(f"{count_of(len(added), 'added row')} left there, since they were not read back")]
        old = _by_id(self.old)
        candidates = {row_id: row for row_id, row in there.items() if row_id not in old}
        ours: list[str] = []
        unknown: list[Record] = []
        for row in added:
            free = [row_id for row_id in candidates if row_id not in ours]
            match = next((row_id for row_id in free if _is_of(candidates[row_id], row, row_id)), None)
            if match is None:
                unknown.append(row)
            else:
                ours.append(match)
        rest = [row_id for row_id in candidates if row_id not in ours]
        if unknown and len(rest) == len(unknown):  # something in the org changed their cells at once
            ours, rest = [*ours, *rest], []
        notes = []
        if rest:
            notes.append(self._note(f"{count_of(len(rest), 'row')} that someone else added were left alone"))
        return [row_id for row_id in candidates if row_id in ours], notes

    def _note(self, what: str) -> str:
        return f"row {self.index + 1}: {one_line(self.name)} of {short_id(self.record_id)}: {what}"


def _is_of(row: Record, sent: Record, row_id: str) -> bool:
    """Whether a stored row is the one that was sent."""
    given = row_id_of(sent)
    return (
        given == row_id if given is not None else all(same_cell(row.get(name), value) for name, value in sent.items())
    )


def _old_cells(old: Record, after: Record) -> Iterator[tuple[str, Json]]:
    for name in after:
        if _is_sent(name) and not same_cell(old.get(name), after[name]):
            yield name, old.get(name)


def _is_sent(key: str) -> bool:
    return key not in _NOT_SENT and not key.startswith("$")


def _rows(value: Json) -> Sequence[Record]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _by_id(value: Json) -> dict[str, Record]:
    return {row_id: row for row in _rows(value) if (row_id := row_id_of(row)) is not None}
