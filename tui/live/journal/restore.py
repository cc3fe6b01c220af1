"""Restoring: the payload that gives records the values from before a send, and the list of what the send inserted.

It uses what the journal holds: the targets as they were read just before, and what Zoho answered; and the records as
they are now, since only the org knows whether somebody edited them since, and the ids of the rows that an update added
to a subform. The payload is one to look at, forecast and send like any other; nothing here sends, and no record is ever
deleted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id
from tui.core.field_types import POINTERS, SUBFORM
from tui.core.prepared import named_layout
from tui.core.reply.read import read_reply
from tui.core.values import same_value
from tui.dataclass import dataclass
from tui.live.journal.edited_since import MODIFIED_BY, EditedSince, edits_since, without_records
from tui.live.journal.restore_rows import SentRows
from tui.live.zoho.read_back import ReadBack, read_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record
    from tui.live.journal.journal import JournalEntry
    from tui.live.zoho.result import OrgReader

LAYOUT: Final = "Layout"

OPEN: Final = "open"
OPEN_UNEDITED: Final = "open_unedited"
"""What is answered for the whole payload that restores, and for the one without what was edited since."""

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
    records' ids. ``inserted``: what a payload cannot take back. ``notes``: what is not restored or not known, and why.
    ``edited``: the records of it that somebody edited since: what they did would be overwritten."""

    body: dict[str, Json] | None
    inserted: tuple[Inserted, ...]
    notes: tuple[str, ...]
    edited: tuple[EditedSince, ...] = ()

    @property
    def without_edited(self) -> dict[str, Json] | None:
        """The payload that leaves alone what was edited since; None where that is all."""
        return None if self.body is None else without_records(self.body, (each.record_id for each in self.edited))

    def chosen(self, answer: str | None) -> dict[str, Json] | None:
        """The payload that a person chose of these two: OPEN or OPEN_UNEDITED; of another answer none."""
        return {OPEN: self.body, OPEN_UNEDITED: self.without_edited}.get(answer or "")


def read_now(client: OrgReader, entries: Iterable[JournalEntry], module: Module) -> ReadBack:
    """The records that would be restored, as they are now: their times, who modified them last, and the rows of
    subforms to which the send added some. Nothing is asked where there are none. Never raises LiveError."""
    work = _Restoring(module, ReadBack())
    work.take(entries)
    if not work.back:
        return ReadBack()
    added = [rows for rows in work.subforms.values() if rows.added]
    rows = ReadBack()
    if added:
        rows = read_back(client, module, [each.record_id for each in added], [each.name for each in added])
    names = {name for values in work.back.values() for name in values if _type(module, name) != SUBFORM}
    names |= {name for name in module.by_name if name == MODIFIED_BY}
    now = read_back(client, module, work.back, sorted(names))
    return ReadBack(
        {each: {**rows.records.get(each, {}), **now.records.get(each, {})} for each in {**rows.records, **now.records}},
        tuple(dict.fromkeys((*rows.gone, *now.gone))),
        {each: (*rows.partly.get(each, ()), *now.partly.get(each, ())) for each in {**rows.partly, **now.partly}},
        rows.problem or now.problem,
    )


def restores_any(entries: Iterable[JournalEntry], module: Module) -> bool:
    """Whether a record would be restored, so that it matters how the org has it now."""
    work = _Restoring(module, ReadBack())
    work.take(entries)
    return bool(work.back)


def restoration(
    entries: Iterable[JournalEntry],
    module: Module,
    now: ReadBack | None = None,
    others: Iterable[JournalEntry] = (),
) -> Restoration:
    """What restores the values from before the calls of one send, given in the order in which they were sent.

    A record that several rows changed gets one row with the values from before the first; the layout gets one of its
    own where it would keep other values from being written (rule write.layout_ignores). The rows stand in reverse
    order, so that a unique value that moved from one record to another can move back. now: what ``read_now`` read;
    None: nobody asks, and nothing is said of edits. others: the other calls of the journal.
    """
    calls = tuple(entries)
    work = _Restoring(module, now or ReadBack())
    work.take(calls)
    found = work.restoration()
    if found.body is None or now is None:
        return found
    ids = [row["id"] for row in found.body["data"]]
    edits = edits_since(calls, module, ids, now, others)
    return replace(found, edited=edits.records, notes=(*found.notes, *edits.notes))


class _Restoring:
    """One restoration in the making. ``back``: record -> field -> old value; ``subforms``: by record and field."""

    def __init__(self, module: Module, now: ReadBack) -> None:
        self._module, self._now = module, now
        self.back: dict[str, dict[str, Json]] = {}
        self.subforms: dict[tuple[str, str], SentRows] = {}
        self._inserted: list[Inserted] = []
        self._notes: list[str] = []
        self._kept: dict[str, Json] = {}
        self._replaces = False

    def take(self, entries: Iterable[JournalEntry]) -> None:
        """Go through the calls."""
        new: set[str] = set()
        for entry in entries:
            self._kept = self._kept or {key: entry.body[key] for key in _KEPT_KEYS if key in _body(entry)}
            self._replaces = entry.facts.assumptions.get("write.subform_rows") == "replace"
            if entry.outcome != "answered":
                if entry.outcome == "unknown":
                    first = entry.facts.start_index + 1
                    last = entry.facts.start_index + len(entry.rows)
                    self._notes.append(f"rows {first} to {last}: their outcome is unknown; look up what happened first")
                continue
            for place, actual in enumerate(read_reply(entry.reply, len(entry.rows)).rows):
                index = entry.facts.start_index + place
                if actual.action not in ("insert", "update"):
                    continue
                record_id = actual.record_id or (_own_id(entry.rows[place]) if actual.action == "update" else None)
                if record_id is None:
                    what = "inserted" if actual.action == "insert" else "updated"
                    self._notes.append(f"row {index + 1}: the reply does not say which record it {what}")
                elif actual.action == "insert":
                    self._inserted.append(Inserted(index, record_id))
                    new.add(record_id)
                elif record_id not in new:
                    self._take_row(index, entry, entry.rows[place], record_id)

    def restoration(self) -> Restoration:
        """What was found."""
        for (record_id, name), sent in self.subforms.items():
            record = self._now.records.get(record_id, {})
            is_read = name in record and name not in self._now.partly.get(record_id, ())
            rows, notes = sent.restoring(record.get(name), is_read=is_read, replace=self._replaces)
            self._notes += notes
            if rows:
                self.back[record_id][name] = rows
        rows = [row for record_id, values in reversed(self.back.items()) for row in self._rows(record_id, values)]
        body = {"data": rows, **self._kept} if rows else None
        return Restoration(body, tuple(self._inserted), tuple(self._notes))

    def _rows(self, record_id: str, values: dict[str, Json]) -> list[Json]:
        """The row of a record; two, where its old layout does not hold all that is restored."""
        if not values:
            return []
        layout = named_layout(values, self._module)
        others = {name: value for name, value in values.items() if name != LAYOUT}
        if LAYOUT not in values or not others or (layout is not None and all(map(layout.holds, others))):
            return [{"id": record_id, **values}]
        return [{"id": record_id, **others}, {"id": record_id, LAYOUT: values[LAYOUT]}]

    def _take_row(self, index: int, entry: JournalEntry, row: Record, record_id: str) -> None:
        """Add the old values of what one row wrote, as far as they are known."""
        old = entry.facts.old_values.get(record_id)
        if old is None:
            self._notes.append(
                f"row {index + 1}: {short_id(record_id)} was not read before, so its old values are not known"
            )
            return
        earlier = self.back.pop(record_id, {})
        written = _written(row, self._module)
        self.back[record_id] = earlier | {
            name: value for name, value in _old_values(row, old, self._module).items() if name not in earlier
        }
        for name in written:
            if name in old and _type(self._module, name) == SUBFORM:
                sent = self.subforms.setdefault((record_id, name), SentRows(index, record_id, name, old[name]))
                sent.send(row[name], replace=self._replaces)
        unread = [one_line(name) for name in written if name not in old]
        if unread:
            self._notes.append(
                f"row {index + 1}: the old value of {', '.join(unread)} of {short_id(record_id)} is not known"
            )


def _own_id(row: Record) -> str | None:
    """The id that a row itself carries."""
    given = row.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    return str(given).strip() or None


def _written(row: Record, module: Module) -> Sequence[str]:
    """The fields that a row wrote: those that the API updates, and that the layout which it names holds."""
    layout = named_layout(row, module)
    names = [name for name in row if name in module.writable and module.writable[name].api_update]
    return [name for name in names if layout is None or layout.holds(name)]


def _old_values(row: Record, old: Record, module: Module) -> dict[str, Json]:
    """The old values that a row changed, other than those of subforms."""
    appended = row.get("$append_values")
    appends = appended if isinstance(appended, dict) else {}
    return {
        name: _as_sent(module, name, old[name])
        for name in _written(row, module)
        if name in old
        and _type(module, name) != SUBFORM
        and (appends.get(name) is True or not same_value(_type(module, name), old[name], row[name]))
    }


def _as_sent(module: Module, name: str, value: Json) -> Json:
    """A value as a request wants it: of a lookup, an owner or a layout, its id only."""
    if _type(module, name) in POINTERS and isinstance(value, dict) and "id" in value:
        kept = ("id", "module") if _type(module, name) == "multi_module_lookup" else ("id",)
        return {key: value[key] for key in kept if key in value}
    return value


def _type(module: Module, name: str) -> str:
    return module.by_name[name].data_type


def _body(entry: JournalEntry) -> Mapping[str, Json]:
    return entry.body if isinstance(entry.body, dict) else {}
