"""What a row does to the rows of a subform, one by one (rule write.subform_rows; source: Update Subforms page, v7).

A row without an id is added; one with an id changes that row; one with the key ``_delete`` removes it; an empty list
removes all. Rows that are not named stay (``append``) or are removed (``replace``, as API v2 did).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from tui.core.values import id_text, is_blank, same_cell
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.values import Json, Record

DELETE: Final = "_delete"

SubformRowKind = Literal["added", "changed", "removed", "same"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a subform row: its value before (None: nothing) and after."""

    api_name: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class SubformRow:
    """One row of a subform and what happens to it. ``id`` None: it is new and has none yet. ``cells``: those that
    change; of a row that is added or removed, all."""

    kind: SubformRowKind
    id: str | None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class SubformChange:
    """The whole list after, what happens to each row, ids that are named but not there, and whether anything counts as
    a change (naming such an id does)."""

    after: list[Json]
    rows: tuple[SubformRow, ...]
    unknown_ids: tuple[str, ...]
    changed: bool


def subform_change(stored: Json, sent: Sequence[Json] | None, *, replace: bool) -> SubformChange:
    """What sending these rows does to those that are stored. None is an empty list, and so is what is stored as
    something else than one; what is no object is no row."""
    before = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
    rows = sent or []
    if not rows:
        removed = tuple(_removed(row) for row in before)
        return SubformChange([], removed, (), bool(removed))
    now: dict[str, Record] = {}
    old: dict[str, Record] = {}
    for place, row in enumerate(before):
        row_id = row_id_of(row) or f"\0{place}"  # a stored row without an id cannot be named, but it stays
        now[row_id] = old[row_id] = row
    named: set[str] = set()
    added: list[tuple[str | None, Record]] = []
    unknown: list[str] = []
    for row in rows:
        if not isinstance(row, dict):
            continue
        name = row_id_of(row)
        if name is None:
            added.append((None, row))
        elif name not in old:
            unknown.append(name)
            if DELETE not in row:
                added.append((name, row))
        elif DELETE in row:
            now.pop(name, None)
        elif name in now:
            named.add(name)
            now[name] = {**now[name], **row, "id": now[name].get("id")}
    if replace:
        now = {row_id: row for row_id, row in now.items() if row_id in named}
    told = [*_told(old, now), *(_added(row_id, row) for row_id, row in added)]
    changed = bool(unknown) or any(row.kind != "same" for row in told)
    after = [*now.values(), *(row for _, row in added)]
    return SubformChange(after, tuple(told), tuple(unknown), changed)


def new_rows(sent: Sequence[Json] | None) -> tuple[SubformRow, ...]:
    """The rows that an insert writes: all, as they are sent."""
    return tuple(_added(row_id_of(row), row) for row in sent or () if isinstance(row, dict))


def row_id_of(row: Record) -> str | None:
    """The id by which a row is named, or None."""
    given = row.get("id")
    return None if is_blank(given) else id_text(given) or None


def _told(old: dict[str, Record], now: dict[str, Record]) -> list[SubformRow]:
    told = []
    for row_id, before in old.items():
        after = now.get(row_id)
        if after is None:
            told.append(_removed(before))
            continue
        cells = tuple(
            Cell(name, before.get(name), value)
            for name, value in after.items()  # its id among them, which stays as it is stored
            if not same_cell(before.get(name), value)
        )
        told.append(SubformRow("changed" if cells else "same", row_id_of(before), cells))
    return told


def _removed(row: Record) -> SubformRow:
    cells = tuple(Cell(name, value, None) for name, value in row.items() if name != "id")
    return SubformRow("removed", row_id_of(row), cells)


def _added(row_id: str | None, row: Record) -> SubformRow:
    cells = tuple(Cell(name, None, value) for name, value in row.items() if name != "id")
    return SubformRow("added", row_id, cells)
