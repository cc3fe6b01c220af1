"""Records as they were before a call, where the data set was copied after it.

What is taken back, from the surest to the guess: what the call inserted was not there; what the journal read just
before the call, and what an older data set holds, stands as it stood then; the rest is inferred from the reply, and
marked so: the field that chose a record held the row's value, a field that was tried before it did not. What was made
after the call is left out by its Created_Time. Nothing here changes a data set.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal

from tui.core.records import NO_IDS, Found, RecordsOver, age
from tui.core.values import Key, KeyForm, instant, is_blank, key_text
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tui.core.check_order import EffectiveOrder
    from tui.core.records import RecordIndex
    from tui.core.reply.read import ReplyRow
    from tui.core.values import Json, Record

Source = Literal["inserted", "journal", "calls", "data_set", "inferred"]

LATEST: Final = "Modified_Time"


@dataclass(frozen=True, slots=True)
class PastRecord:
    """One record as it was before a call. ``values`` None: it was not there.

    ``source``: what tells so; ``as_of``: ISO text, the moment of which it is exact, where there is one. ``inferred``:
    the fields whose value only follows from the reply; ``unknown``: fields that the call wrote and whose value before
    nothing tells: they stand as in the data set.
    """

    record_id: str
    values: Record | None
    source: Source
    as_of: str | None = None
    inferred: frozenset[str] = NO_IDS
    unknown: frozenset[str] = NO_IDS

    @property
    def is_exact(self) -> bool:
        """Whether all of it is known, and nothing inferred."""
        return self.source != "inferred" and not self.unknown and not self.inferred


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """What is known of records before a call. ``journal``: id -> the values that were read just before it, at
    ``journal_at``; ``calls``: id -> what earlier calls wrote. ``older``: an older data set, made at ``older_at``."""

    journal: Mapping[str, Record] = field(default_factory=dict)
    journal_at: str | None = None
    calls: Mapping[str, Record] = field(default_factory=dict)
    older: RecordIndex | None = None
    older_at: str | None = None

    def of(self, record_id: str, now: Record, written: frozenset[str]) -> PastRecord | None:
        """A record as one of them knows it. now: as the data set has it, if it does; written: what the call wrote."""
        read = self.journal.get(record_id)
        if read is not None:
            unread = frozenset(name for name in written if name not in read)
            return PastRecord(record_id, {**now, **read, "id": record_id}, "journal", self.journal_at, unknown=unread)
        held = self.older.get(record_id) if self.older is not None else None
        return None if held is None else PastRecord(record_id, held, "data_set", self.older_at)


class PastRecords(RecordsOver):
    """A RecordIndex: the records of a data set, some of them as they were, without those made after ``until`` (seconds
    since 1970; None: nothing is left out by its age)."""

    def __init__(self, records: RecordIndex, past: Mapping[str, PastRecord], until: float | None) -> None:
        super().__init__(records)
        self._past, self._until = past, until

    def _is_later(self, record_id: str) -> bool:
        if self._until is None:
            return False
        made = instant((self._base.get(record_id) or {}).get("Created_Time"))
        return made is not None and made > self._until

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find."""
        base = self._base.find(field, key, None)
        stored = (each for each in base.ids if each not in self._past and not self._is_later(each))
        mine = (
            each
            for each, then in self._past.items()
            if then.values is not None and key_text(then.values.get(field), key.form) == key.text
        )
        ids = sorted((*stored, *mine), key=lambda each: age(each, self.get(each) or {}))  # equal: each is there
        return Found(tuple(ids[:limit]), len(ids))

    def get(self, record_id: str) -> Record | None:
        """As RecordIndex.get."""
        if record_id in self._past:
            return self._past[record_id].values
        return None if self._is_later(record_id) else self._base.get(record_id)


def is_later(records: RecordIndex, answers: Mapping[int, ReplyRow]) -> bool:
    """Whether a data set was copied after a call: it has a record that the call inserted, or one that it updated as the
    reply left it or later (rule write.reply_time)."""
    return any(_is_after(records, actual) for actual in answers.values())


def moment(answers: Mapping[int, ReplyRow]) -> str | None:
    """When the call was carried out: the latest Modified_Time of the rows that were taken, as the reply has it."""
    times = {text: instant(text) for each in answers.values() if (text := each.modified_time) is not None}
    known = {text: seconds for text, seconds in times.items() if seconds is not None}
    return max(known, key=lambda text: known[text]) if known else None


def rewound(
    records: RecordIndex,
    order: EffectiveOrder,
    sent: Sequence[Record],
    answers: Mapping[int, ReplyRow],
    known: KnownBefore,
    at: str | None = None,
) -> dict[str, PastRecord]:
    """The records that a call touched, as they were before it, by id. sent: all rows; answers: what the reply says of
    them, by index; at: when the call was made, for a reply that does not tell. What the journal read and what earlier
    calls wrote counts whatever the age of the data set; other records that it does not have, or has from before the
    call, are left out."""
    work = _Rewinding(records, order, sent, answers, known, instant(moment(answers) or at))
    work.run()
    return work.past


class _Rewinding:
    def __init__(
        self,
        records: RecordIndex,
        order: EffectiveOrder,
        sent: Sequence[Record],
        answers: Mapping[int, ReplyRow],
        known: KnownBefore,
        at: float | None,
    ) -> None:
        self._records, self._order, self._sent, self._answers, self._known = records, order, sent, answers, known
        self._at = at
        self.past: dict[str, PastRecord] = {}
        self._settled: set[str] = set()

    def run(self) -> None:
        rows = sorted(self._answers.items())
        for record_id in self._known.journal:
            if exact := self._known.of(record_id, self._records.get(record_id) or {}, self._written(record_id)):
                self.past[record_id] = exact
        for record_id, left in self._known.calls.items():
            if record_id not in self.past:
                now = self._records.get(record_id) or {}
                untold = frozenset(name for name in self._written(record_id) if name not in left)
                self.past[record_id] = PastRecord(record_id, {**now, **left, "id": record_id}, "calls", unknown=untold)
        for _, actual in rows:
            if actual.action == "insert" and _is_after(self._records, actual):
                record_id = actual.record_id or ""  # equal: it has an id
                self.past.setdefault(record_id, PastRecord(record_id, None, "inserted"))
        for index, actual in rows:
            if actual.action == "update" and _is_after(self._records, actual):
                self._updated(index, actual, actual.record_id or "")  # equal: it has an id
        for index, actual in rows:
            if actual.action in ("insert", "update"):
                self._missed(index, actual)
            for error in actual.errors:
                if error.code == "DUPLICATE_DATA":
                    self._held(index, error.details.get("id"), error.api_name or "")  # equal: no row has the key None

    def _updated(self, index: int, actual: ReplyRow, record_id: str) -> None:
        """A record that the call updated; what a later row met is what an earlier one left."""
        if record_id in self._settled:
            return
        self._settled.add(record_id)
        if record_id not in self.past:
            now, written = self._records.get(record_id) or {}, self._written(record_id)  # equal: it is there
            then = self._known.of(record_id, now, written)
            self.past[record_id] = then or PastRecord(record_id, now, "inferred", unknown=written)
        name = actual.duplicate_field or ""  # equal: no row has the key None
        if not is_blank(self._sent[index].get(name)) and self._is_open(record_id):
            self._infer(record_id, name, self._sent[index][name])

    def _is_open(self, record_id: str) -> bool:
        """Whether anything of a record is left to be inferred: nothing, where it was read or is in an older data set,
        and of what earlier calls wrote only the rest."""
        then = self.past.get(record_id)
        return then is None or then.source in ("inferred", "calls")

    def _written(self, record_id: str) -> frozenset[str]:
        """The fields that the call wrote into a record, where the data set has it as the call left it, or later."""
        if not any(_is_after(self._records, each) for each in self._answers.values() if each.record_id == record_id):
            return NO_IDS
        rows = (self._sent[index] for index, each in self._answers.items() if each.record_id == record_id)
        return frozenset(name for row in rows for name in row if name != "id" and not name.startswith("$"))

    def _missed(self, index: int, actual: ReplyRow) -> None:
        """What was tried before the field that decided belonged to nobody: who holds it now, got it since."""
        names = self._order.names
        decided = actual.duplicate_field if actual.action == "update" else None
        if actual.action == "update" and decided not in names:
            return
        for name in names[: names.index(decided)] if decided is not None else names:
            value = self._sent[index].get(name)
            if is_blank(value):
                continue
            for record_id in self._holders(name, value):
                self._infer(record_id, name, None)

    def _holders(self, name: str, value: Json) -> Iterator[str]:
        """The records that hold a value now and were written since the call, or by it."""
        key = Key(key_text(value, KeyForm.FOLDED), KeyForm.FOLDED)
        for record_id in self._records.find(name, key, None).ids:
            if self._is_open(record_id) and (record_id in self.past or self._is_since(record_id)):
                yield record_id

    def _held(self, index: int, record_id: Json, name: str) -> None:
        """A taken value belonged to the record that the error names, if that was modified since."""
        value = self._sent[index].get(name)
        if is_blank(value) or not isinstance(record_id, str):  # equal: only a text is the id of a record
            return
        if self._is_open(record_id) and self._is_since(record_id):
            self._infer(record_id, name, value)

    def _infer(self, record_id: str, name: str, value: Json) -> None:
        now = self._records.get(record_id) or {}  # equal: it is there
        then = self.past.get(record_id) or PastRecord(record_id, now, "inferred")
        if name in then.inferred or name in self._known.calls.get(record_id, {}):
            return
        values = {**(then.values or {}), name: value}  # equal: one that was not there is not open
        self.past[record_id] = PastRecord(
            record_id, values, then.source, None, then.inferred | {name}, then.unknown - {name}
        )

    def _is_since(self, record_id: str) -> bool:
        """Whether a record was modified at the call or after it; one that was made after it is left out anyway."""
        record = self._records.get(record_id) or {}
        modified, made = instant(record.get(LATEST)), instant(record.get("Created_Time"))
        if self._at is None or modified is None or (made is not None and made > self._at):
            return False
        return modified >= self._at


def _is_after(records: RecordIndex, actual: ReplyRow) -> bool:
    """Whether the data set has the record of a row as the call left it, or later."""
    record = records.get(actual.record_id or "")  # equal: no record has the id None
    if record is None or actual.action not in ("insert", "update"):
        return False
    if actual.action == "insert":
        return True
    replied, modified = instant(actual.modified_time), instant(record.get(LATEST))
    return replied is not None and modified is not None and modified >= replied
