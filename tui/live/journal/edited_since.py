"""Which records were edited since a send: restoring them would overwrite what somebody else did.

The Modified_Time of a reply is the record's own until it is next changed (rule write.reply_time, observed), so a later
one in the org tells of an edit, also where every value looks the same. Moments are compared, not texts, and they are
told to the second. So where they are the same, or one is missing, the values are compared, and what cannot be told is
said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id, value_text
from tui.core.field_types import SUBFORM
from tui.core.reply.read import read_reply
from tui.core.values import instant, same_value
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record
    from tui.live.journal.journal import JournalEntry
    from tui.live.zoho.read_back import ReadBack

MODIFIED_BY: Final = "Modified_By"
RULE: Final = "write.reply_time"
_VALUES: Final = 3
"""Values that the sentence about one record names."""


@dataclass(frozen=True, slots=True)
class EditedSince:
    """A record that is not as the send left it. ``sentence``: when, by whom, and what is other now, as far as that is
    known. ``is_certain``: whether somebody edited it for sure; else Zoho may have saved the value in another form."""

    record_id: str
    sentence: str
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Edits:
    """``records``: those edited since; ``notes``: of which that is not known, and why, a sentence each."""

    records: tuple[EditedSince, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Left:
    """A record as the send left it: the Modified_Time of the last reply about it, and the last value of each field."""

    modified: str | None
    values: dict[str, Json]


def edits_since(
    calls: Iterable[JournalEntry],
    module: Module,
    ids: Iterable[str],
    now: ReadBack,
    others: Iterable[JournalEntry] = (),
) -> Edits:
    """Which of the records with these ids were edited since the calls of one send, which are given in the order in
    which they left. now: the records as the org has them; others: the other calls of the journal, to tell whether one
    of them made the edit."""
    left = _as_left(calls, module)
    wanted = [each for each in dict.fromkeys(ids) if each in left]
    ours = _times_of(others, frozenset(wanted))
    edited: list[EditedSince] = []
    unread: list[str] = []
    timeless: list[str] = []
    for record_id in wanted:
        if record_id in now.gone:
            edited.append(EditedSince(record_id, f"{short_id(record_id)} is no longer in the org"))
        elif record_id not in now.records:
            unread.append(record_id)
        else:
            record, was = now.records[record_id], left[record_id]
            other = tuple(_other_values(module, was, record, now.partly.get(record_id, ())))
            replied, modified = instant(was.modified), instant(record.get("Modified_Time"))
            is_usable = replied is not None and modified is not None and modified >= replied
            if is_usable and modified != replied:
                who = "a later send from here" if (record_id, modified) in ours else _who(record)
                edited.append(EditedSince(record_id, _sentence(record_id, record, who, other)))
            elif other:
                when = "within the second of the send" if is_usable else "since"
                sentence = f"{short_id(record_id)}: {_values(other)}: edited {when}, or saved in another form"
                edited.append(EditedSince(record_id, sentence, is_certain=False))
            elif not is_usable:
                timeless.append(record_id)
    return Edits(tuple(edited), tuple(_notes(unread, timeless, now.problem)))


def _as_left(calls: Iterable[JournalEntry], module: Module) -> dict[str, _Left]:
    left: dict[str, _Left] = {}
    for entry in calls:
        if entry.outcome != "answered":
            continue
        for row, actual in zip(entry.rows, read_reply(entry.reply, len(entry.rows)).rows, strict=False):
            own = str(row.get("id") or "") if actual.action == "update" else ""
            record_id = actual.record_id or own.strip()
            if actual.action not in ("insert", "update") or not record_id:
                continue
            values = left[record_id].values if record_id in left else {}
            sent = {name: value for name, value in row.items() if name in module.writable}
            left[record_id] = _Left(actual.modified_time, values | sent)
    return left


def _times_of(entries: Iterable[JournalEntry], ids: frozenset[str]) -> frozenset[tuple[str, float]]:
    """The moments at which the replies of these calls say that the records were modified."""
    found: set[tuple[str, float]] = set()
    for entry in entries if ids else ():
        if entry.outcome == "answered":
            for actual in read_reply(entry.reply, len(entry.rows)).rows:
                moment = instant(actual.modified_time)
                if actual.record_id in ids and actual.record_id is not None and moment is not None:
                    found.add((actual.record_id, moment))
    return frozenset(found)


def _other_values(
    module: Module, was: _Left, record: Record, partly: Sequence[str]
) -> Iterator[tuple[str, Json, Json]]:
    """The fields that hold another value than the one that was sent; rows of subforms have ids of their own."""
    for name, value in was.values.items():
        data_type = module.by_name[name].data_type
        known = name in record and name not in partly and data_type != SUBFORM
        if known and not same_value(data_type, record[name], value):
            yield name, value, record[name]


def _who(record: Record) -> str:
    by = record.get(MODIFIED_BY)
    name = by.get("name") if isinstance(by, dict) else None
    return one_line(name) if isinstance(name, str) and name.strip() else ""


def _sentence(record_id: str, record: Record, who: str, other: Sequence[tuple[str, Json, Json]]) -> str:
    by = f" by {who}" if who else ""
    at = one_line(str(record.get("Modified_Time")))
    head = f"{short_id(record_id)} was edited at {at}{by}"
    return f"{head}: {_values(other)}" if other else f"{head}; the values that were sent are still there"


def _values(other: Sequence[tuple[str, Json, Json]]) -> str:
    told = [
        f"{one_line(name)} is {value_text(now)} now, {value_text(sent)} was sent" for name, sent, now in other[:_VALUES]
    ]
    more = [f"{count_of(len(other) - _VALUES, 'more value')}"] if len(other) > _VALUES else []
    return "; ".join([*told, *more])


def _notes(unread: Sequence[str], timeless: Sequence[str], problem: str) -> Iterator[str]:
    if unread:
        why = one_line(problem) or "they were not read"
        yield f"not known whether {_records(unread)} since the send: {why}"
    if timeless:
        yield f"not known whether {_records(timeless)} since the send: the reply or the org gives no usable time"


def _records(ids: Sequence[str]) -> str:
    return f"{short_id(ids[0])} was edited" if len(ids) == 1 else f"{count_of(len(ids), 'record')} were edited"


def without_records(body: Mapping[str, Json], ids: Iterable[str]) -> dict[str, Json] | None:
    """A payload that restores, without the rows of some records; None where no row would be left."""
    left_out = set(ids)
    rows = [row for row in body["data"] if row["id"] not in left_out]
    return {**body, "data": rows} if rows else None
