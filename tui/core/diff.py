"""What a row writes: before -> after of each field of the target record (rules write.*)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tui.core.field_types import MULTI_SELECT
from tui.core.values import is_empty, same_value

if TYPE_CHECKING:
    from tui.core.metadata import Field, Module
    from tui.core.values import Json, Record

ChangeKind = Literal["added", "changed", "cleared", "appended", "same"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its value before (None: nothing) and after. ``same``: it already holds what the row sends."""

    api_name: str
    kind: ChangeKind
    before: Json
    after: Json


def changes(row: Record, values: Record, before: Record | None, module: Module) -> tuple[Change, ...]:
    """What the row does to its target (None: it inserts), in the row's order.

    ``row`` is as sent, for its ``$append_values``; ``values`` holds the keys that are not ignored. A field that the API
    does not write in this branch is left out (rule valid.read_only).
    """
    insert = before is None
    append = row.get("$append_values")
    result = []
    for name, value in values.items():
        field = module.by_name.get(name)
        if field is None or not field.written_by(insert=insert):
            continue
        appends = not insert and isinstance(append, dict) and append.get(name) is True
        result.append(_change(field, value, None if before is None else before.get(name), appends=appends))
    return tuple(result)


def _change(field: Field, sent: Json, before: Json, *, appends: bool) -> Change:
    name = field.api_name
    if appends and field.data_type == MULTI_SELECT and (sent is None or isinstance(sent, list)):
        stored = before if isinstance(before, list) else [] if is_empty(before) else [before]
        after = list(stored)
        for item in sent or []:
            if item not in after:
                after.append(item)
        changed = len(after) > len(stored)
        return Change(name, "appended", before, after) if changed else Change(name, "same", before, before)
    if same_value(field.data_type, before, sent):
        return Change(name, "same", before, before if is_empty(sent) else sent)
    if is_empty(sent):
        return Change(name, "cleared", before, None)
    return Change(name, "added" if is_empty(before) else "changed", before, sent)
