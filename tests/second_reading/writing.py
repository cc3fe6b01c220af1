"""What a row that is taken writes: one change for each field, and what the record holds afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.second_reading.patterns import id_text
from tests.second_reading.values import is_blank, is_empty, same, same_cell

if TYPE_CHECKING:
    from tests.second_reading.metadata import Field
    from tests.second_reading.settings import Settings


@dataclass
class Change:
    """One field that a row writes. ``whole``: afterwards the whole value is known, whatever it was before."""

    name: str
    kind: str
    before: Any
    after: Any
    rows: list[tuple[str, str | None]] | None = None
    warnings: set[str] = field(default_factory=set)
    whole: bool = True

    @property
    def counts(self) -> bool:
        """Whether it makes an update of the row."""
        return self.kind != "same"


def _kind(before: Any, after: Any) -> str:
    if is_empty(before):
        return "added"
    return "cleared" if is_empty(after) else "changed"


def change_of(
    field: Field, value: Any, record: dict[str, Any] | None, *, known: bool, append: bool, settings: Settings
) -> Change | None:
    """What this value does to this field of the record (None: a new record); None where it does nothing at all."""
    append = append and field.data_type == "multiselectpicklist"
    if field.data_type == "subform":
        return _subform(field.name, value, record, known=known, settings=settings)
    if record is None:
        return Change(field.name, "same" if is_empty(value) else "added", None, value)
    if append and is_empty(value):
        before = record.get(field.name)
        return Change(field.name, "same", before, before, whole=False)
    if not known:
        return Change(field.name, "written", None, value, whole=not append)
    before = record.get(field.name)
    if append:
        held = before if isinstance(before, list) else []
        after = list(held)
        for item in value:
            if field.choice(item) not in [field.choice(one) for one in after]:
                after.append(item)
        kind = "same" if len(after) == len(held) else "appended"
        return Change(field.name, kind, before, after if kind == "appended" else before)
    return Change(field.name, "same" if same(field, before, value) else _kind(before, value), before, value)


def _row_id(row: dict[str, Any]) -> str | None:
    found = id_text(row.get("id"))
    return None if found is None or is_blank(found) else found.strip()


def _subform(name: str, value: Any, record: dict[str, Any] | None, *, known: bool, settings: Settings) -> Change:
    sent: list[dict[str, Any]] = value or []
    replaces = settings["write.subform_rows"] == "replace" or not sent
    if record is None:
        return Change(name, "added" if sent else "same", None, value, [("added", _row_id(row)) for row in sent])
    if not known:
        again = {"write.subform_rows"} if not replaces and any(_row_id(row) is None for row in sent) else set()
        return Change(name, "written", None, value, warnings=again, whole=replaces)
    before = record.get(name)
    stored: list[dict[str, Any]] = [dict(row) for row in before or []]
    named = [_row_id(row) for row in sent]
    stored_ids = [_row_id(row) for row in stored]
    warnings: set[str] = set()
    rows: list[tuple[str, str | None]] = []
    after: list[dict[str, Any]] = []
    for old in stored:
        row_id = _row_id(old)
        mine = [row for row in sent if row_id is not None and _row_id(row) == row_id]
        if not mine:
            rows.append(("removed" if replaces else "same", row_id))
            if not replaces:
                after.append(old)
            elif sent:
                warnings.add("write.subform_rows")  # it goes without being named
            continue
        cells = mine[-1]
        if "_delete" in cells:
            rows.append(("removed", row_id))
            continue
        differs = [key for key, cell in cells.items() if key != "id" and not same_cell(old.get(key), cell)]
        rows.append(("changed" if differs else "same", row_id))
        after.append({**old, **{key: cell for key, cell in cells.items() if key != "id"}})
    for row, row_id in zip(sent, named, strict=True):
        if row_id is not None and row_id in stored_ids:
            continue
        if row_id is not None or not replaces:
            warnings.add("write.subform_rows")  # an id that is not there, or a row that the next send adds again
        if row_id is not None and "_delete" in row:
            continue
        rows.append(("added", row_id))
        after.append(dict(row))
    if all(kind == "same" for kind, _ in rows) and not warnings:
        return Change(name, "same", before, before, rows)
    kind = "changed" if is_empty(before) and is_empty(after) else _kind(before, after)
    return Change(name, kind, before, after, rows, warnings)
