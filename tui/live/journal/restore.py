"""Restoring: the payload that gives records the values from before a send, and the list of what the send inserted.

It uses what the journal holds: the targets as they were read just before, and what Zoho answered. The payload is one to
look at, forecast and send like any other; nothing here sends, and nothing ever deletes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id
from tui.core.field_types import LOOKUP_TYPES
from tui.core.reply.read import read_reply
from tui.core.values import same_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record
    from tui.live.journal.journal import JournalEntry

_KEPT_KEYS: Final = ("trigger", "skip_feature_execution", "$skip_feature_execution", "wf_trigger")
"""The keys of the first body that say which automations run: restoring sets off no more than the send did."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """A record that the send inserted; deleting it is up to a person. ``index``: its row, from 0 in the payload."""

    index: int
    record_id: str


@dataclass(frozen=True, slots=True)
class Restoration:
    """``body``: the payload that restores the old values, None if there is nothing to restore; its rows carry the
    records' ids. ``inserted``: what a payload cannot take back. ``notes``: what is not restored, and why."""

    body: dict[str, Json] | None
    inserted: tuple[Inserted, ...]
    notes: tuple[str, ...]


def restoration(entries: Iterable[JournalEntry], module: Module) -> Restoration:
    """What restores the values from before the calls of one send, given in the order in which they were sent.

    A record that several rows changed gets one row with the values from before the first. The rows stand in reverse
    order, so that a unique value that moved from one record to another can move back.
    """
    back: dict[str, dict[str, Json]] = {}
    inserted: list[Inserted] = []
    notes: list[str] = []
    new: set[str] = set()
    kept: dict[str, Json] = {}
    for entry in entries:
        kept = kept or {key: entry.body[key] for key in _KEPT_KEYS if key in _body(entry)}
        if entry.outcome != "answered":
            if entry.outcome == "unknown":
                first = entry.facts.start_index + 1
                last = entry.facts.start_index + len(entry.rows)
                notes.append(f"rows {first} to {last}: their outcome is unknown; look up what happened first")
            continue
        for place, actual in enumerate(read_reply(entry.reply, len(entry.rows)).rows):
            index = entry.facts.start_index + place
            if actual.action == "insert" and actual.record_id is not None:
                inserted.append(Inserted(index, actual.record_id))
                new.add(actual.record_id)
            elif actual.action == "update" and actual.record_id is not None and actual.record_id not in new:
                _restore(index, entry, entry.rows[place], actual.record_id, module, back, notes)
    rows = [{"id": record_id, **values} for record_id, values in reversed(back.items()) if values]
    return Restoration({"data": rows, **kept} if rows else None, tuple(inserted), tuple(notes))


def _restore(
    index: int,
    entry: JournalEntry,
    row: Record,
    record_id: str,
    module: Module,
    back: dict[str, dict[str, Json]],
    notes: list[str],
) -> None:
    """Add the old values of what one row wrote, as far as they are known."""
    old = entry.facts.old_values.get(record_id)
    if old is None:
        notes.append(f"row {index + 1}: {short_id(record_id)} was not read before, so its old values are not known")
        return
    earlier = back.pop(record_id, {})
    back[record_id] = earlier | {
        name: value for name, value in _old_values(row, old, module).items() if name not in earlier
    }
    unread = [one_line(name) for name in _written(row, module) if name not in old]
    if unread:
        notes.append(f"row {index + 1}: the old value of {', '.join(unread)} of {short_id(record_id)} is not known")


def _written(row: Record, module: Module) -> Sequence[str]:
    return [name for name in row if name in module.writable and module.writable[name].api_update]


def _old_values(row: Record, old: Record, module: Module) -> dict[str, Json]:
    appended = row.get("$append_values")
    appends = appended if isinstance(appended, dict) else {}
    return {
        name: _as_sent(module, name, old[name])
        for name in _written(row, module)
        if name in old and (appends.get(name) is True or not same_value(_type(module, name), old[name], row[name]))
    }


def _as_sent(module: Module, name: str, value: Json) -> Json:
    """A value as a request wants it: of a lookup or an owner, its id only."""
    if _type(module, name) in LOOKUP_TYPES and isinstance(value, dict) and "id" in value:
        kept = ("id", "module") if _type(module, name) == "multi_module_lookup" else ("id",)
        return {key: value[key] for key in kept if key in value}
    return value


def _type(module: Module, name: str) -> str:
    return module.by_name[name].data_type


def _body(entry: JournalEntry) -> Mapping[str, Json]:
    return entry.body if isinstance(entry.body, dict) else {}
