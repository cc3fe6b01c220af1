"""What a row writes: before -> after of each field of the target record (rules write.*)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tui.core.field_types import LOOKUP, MULTI_SELECT, POINTERS, SUBFORM, USERS
from tui.core.subforms import SubformRow, new_rows, subform_change
from tui.core.values import has_id, is_bare_id, is_empty, same_value
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tui.core.metadata import Field, Module
    from tui.core.values import Json, Record

ChangeKind = Literal["added", "changed", "cleared", "appended", "same", "written"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its value before (None: nothing) and after. ``same``: it already holds what the row sends, or what the
    row sends writes nothing. ``written``: what it held is not known (rule data.absent_field).

    ``rows``: of a subform, what happens to each row (None: it is no subform); ``unknown_rows``: ids that it names and
    the record does not have. ``whole``: False where only something was added to what is stored.
    """

    api_name: str
    kind: ChangeKind
    before: Json
    after: Json
    rows: tuple[SubformRow, ...] | None = None
    unknown_rows: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Writing:
    """How a row writes: which of its values count (``values``), its ``$append_values``, whether rows of a subform
    replace the stored ones (asked only where there are some), and the fields whose stored value is not known."""

    values: Record
    append: Json
    replaces_rows: Callable[[], bool]
    unknown: Collection[str] = ()


def changes(writing: Writing, before: Record | None, module: Module) -> tuple[Change, ...]:
    """What the row does to its target (None: it inserts), in the row's order."""
    return tuple(
        _change(module.by_name[name], value, before, writing)
        for name, value in writing.values.items()
        if name in module.by_name
    )


def _change(field: Field, sent: Json, target: Record | None, writing: Writing) -> Change:
    name = field.api_name
    before = None if target is None else target.get(name)
    unknown = name in writing.unknown
    if type(sent) is str and sent == before:
        return Change(name, "same", before, before)  # as below, for most values there are
    if writes_nothing(field, sent):
        return Change(name, "same", before, before)
    if field.data_type == SUBFORM and (sent is None or isinstance(sent, list)):
        return _subform(name, sent, before, writing, inserts=target is None, unknown=unknown)
    appends = target is not None and isinstance(writing.append, dict) and writing.append.get(name) is True
    if appends and field.data_type == MULTI_SELECT and (sent is None or isinstance(sent, list)):
        return _appended(field, sent or [], before, unknown=unknown)
    after = _stored_form(field, sent)
    if unknown:
        return Change(name, "written", None, None if is_empty(after) else after)
    if same_value(field.data_type, field.canonical(before), field.canonical(after)):
        return Change(name, "same", before, before if is_empty(sent) else after)
    if is_empty(after):
        return Change(name, "cleared", before, None)
    return Change(name, "added" if is_empty(before) else "changed", before, after)


def writes_nothing(field: Field, sent: Json) -> bool:
    """Whether a lookup or user is given without an id: nothing is found by it (rule valid.lookup_without_id)."""
    if field.data_type not in POINTERS or sent is None:
        return False
    if isinstance(sent, dict):
        return not has_id(sent)
    return field.data_type in USERS and not is_bare_id(sent)


def _stored_form(field: Field, sent: Json) -> Json:
    """A bare id as the object that it counts as (rule valid.lookup_form); anything else as it is."""
    if (field.data_type == LOOKUP or field.data_type in USERS) and is_bare_id(sent):
        return {"id": str(sent)}
    return sent


def _appended(field: Field, sent: list[Json], before: Json, *, unknown: bool) -> Change:
    """Rule write.append_values: stored values first; a stored choice in its other spelling adds nothing."""
    name = field.api_name
    stored = before if isinstance(before, list) else [] if is_empty(before) else [before]
    after = list(stored)
    for item in sent:
        if field.canonical(item) not in [field.canonical(held) for held in after]:
            after.append(item)
    if unknown and sent:
        return Change(name, "written", None, after, whole=False)
    if len(after) == len(stored):
        return Change(name, "same", before, before)
    return Change(name, "appended", before, after)


def _subform(name: str, sent: Json, before: Json, writing: Writing, *, inserts: bool, unknown: bool) -> Change:
    """Rule write.subform_rows: row by row; an insert writes the list as it is sent."""
    if inserts:
        return Change(name, "added" if sent else "same", None, sent or None, new_rows(sent))
    replaces = bool(sent) and writing.replaces_rows()
    result = subform_change(before, sent, replace=replaces)
    if unknown:  # the ids that it names may well be there
        return Change(name, "written", None, result.after or None, result.rows, whole=replaces or not sent)
    missing = result.unknown_ids
    if not result.changed:
        return Change(name, "same", before, before, result.rows)
    if not result.after and not is_empty(before):
        return Change(name, "cleared", before, None, result.rows, missing)
    kind: ChangeKind = "added" if is_empty(before) and result.after else "changed"
    return Change(name, kind, before, result.after, result.rows, missing)
