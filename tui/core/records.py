"""What the engine asks of records: the protocol that data sets fulfil, and the view of a call in progress on top of it.

``WorkingRecords`` lets each row see what the rows before it inserted and changed, without touching the data set.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from tui.core.values import Json, Key, KeyForm, Record, id_number, instant, key_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tui.core.diff import Change


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a look-up: the ids, oldest first, as many as were asked for, and how many there are in all."""

    ids: tuple[str, ...]
    count: int


NOTHING = Found((), 0)


def is_converted(record: Record) -> bool:
    """Whether a lead is converted: ``$converted`` or ``Converted__s`` is true, or the text true (rule
    match.converted)."""
    return any(record.get(name) is True or record.get(name) == "true" for name in CONVERTED_KEYS)


CONVERTED_KEYS: Final = ("$converted", "Converted__s")

Age = tuple[bool, float, int, tuple[int, int, str]]


def age(record_id: str, record: Record, row: int = 0) -> Age:
    """The sort key of "oldest": Created_Time as an instant, then records without one, then those inserted in this call
    in row order (row: their 1-based row, 0 for the others); ties by lowest id as a number."""
    created = instant(record.get("Created_Time"))
    late = created is None or row > 0
    return (late, float(row) if late else created or 0.0, row, id_number(record_id))


class RecordIndex(Protocol):
    """The records of one module, to be asked by key and by id. Implemented by tui.dataset, and by tests."""

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """The records whose field has this key, oldest first: at most ``limit`` ids (None: all), and the count of all.

        A key of form NEAR may be answered with NOTHING by an index that cannot afford it.
        """
        ...

    def get(self, record_id: str) -> Record | None:
        """The record with this very id, or None. The caller does not change it."""
        ...

    def covers(self, field: str, value: Json) -> bool:
        """Whether an absent answer means that the org has no such record; False in a partial data set, and where
        ``more_records``, for a value that was never looked up."""
        ...

    def carries(self, field: str) -> bool:
        """Whether some stored record has this key; null counts, and so does the header of a CSV file. True where the
        module has no records at all (rule data.absent_field)."""
        ...

    @property
    def converted(self) -> frozenset[str]:
        """The ids of the stored records that are converted leads; empty outside Leads (rule match.converted)."""
        ...

    @property
    def more_records(self) -> bool:
        """Whether the last page of the records says that the org has more of them than are here, and dataset.toml does
        not say otherwise (rule data.more_records)."""
        ...


@dataclass(frozen=True, slots=True)
class Inserted:
    """A record that an earlier row inserted: its row (0-based) and the call, counted from 0, that did."""

    row: int
    call: int


class CachedRecords:
    """A RecordIndex that asks another one each question once. The counterfactuals of one forecast share it."""

    def __init__(self, records: RecordIndex) -> None:
        self._records = records
        self._found: dict[tuple[str, Key, int | None], Found] = {}
        self._got: dict[str, Record | None] = {}

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find."""
        question = (field, key, limit)
        answer = self._found.get(question)
        if answer is None:
            answer = self._found[question] = self._records.find(field, key, limit)
        return answer

    def get(self, record_id: str) -> Record | None:
        """As RecordIndex.get."""
        if record_id not in self._got:
            self._got[record_id] = self._records.get(record_id)
        return self._got[record_id]

    def covers(self, field: str, value: Json) -> bool:
        """As RecordIndex.covers."""
        return self._records.covers(field, value)

    def carries(self, field: str) -> bool:
        """As RecordIndex.carries."""
        return self._records.carries(field)

    @property
    def converted(self) -> frozenset[str]:
        """As RecordIndex.converted."""
        return self._records.converted

    @property
    def more_records(self) -> bool:
        """As RecordIndex.more_records."""
        return self._records.more_records


class _Overlay:
    """What earlier rows wrote in one field, by key text: which records have it now, and how many stored ones lost it.

    A record that was only written elsewhere is not in it: for this field it stands where the data set has it.
    """

    __slots__ = ("ids", "lost", "texts")

    def __init__(self) -> None:
        self.ids: dict[str, dict[str, None]] = defaultdict(dict)
        self.texts: dict[str, str] = {}
        self.lost: dict[str, int] = defaultdict(int)

    def put(self, record_id: str, text: str, stored: str | None) -> None:
        """A record has this text now; in the data set it has ``stored`` (None: it is not there)."""
        before = self.texts.get(record_id)
        if before is not None:
            del self.ids[before][record_id]
        elif stored is not None:
            self.lost[stored] += 1
        self.ids[text][record_id] = None
        self.texts[record_id] = text


class WorkingRecords:
    """The records as the next row of a call sees them: those of the data set, and what earlier rows wrote.

    Inserted records have the ids new-1, new-2, ... by their 1-based row. ``call`` counts the calls of a split payload:
    what an earlier call inserted exists for a later one like any other record.
    """

    def __init__(self, records: RecordIndex, is_blind: Callable[[], bool] = lambda: False) -> None:
        """is_blind: asked where a look-up meets a record that this call inserted; True hides it (rule
        match.same_batch_new = blind)."""
        self._base = records
        self._is_blind = is_blind
        self._written: dict[str, Record] = {}
        self._inserted: dict[str, Inserted] = {}
        self._touched: dict[str, set[str]] = defaultdict(set)  # field -> the stored records of which it was written
        self._overlays: dict[tuple[str, KeyForm], _Overlay] = {}
        self._updated_in: dict[str, int] = {}
        self._taken: list[tuple[Change, ...]] = []
        self._taken_texts: dict[str, set[str]] = defaultdict(set)
        self._texts_read: dict[str, int] = defaultdict(int)
        self.call = 0

    def inserted_in_this_call(self, record_id: str) -> bool:
        """Whether an earlier row of the same call inserted it."""
        entry = self._inserted.get(record_id)
        return entry is not None and entry.call == self.call

    def updated_in_this_call(self, record_id: str) -> bool:
        """Whether an earlier row of the same call updated it."""
        return self._updated_in.get(record_id) == self.call

    def get(self, record_id: str) -> Record | None:
        """The record as it is now."""
        return self._written.get(record_id) or self._base.get(record_id)

    def stored(self, record_id: str) -> Record | None:
        """The record that carries this very id in the data set, as it is now; ids of this call's inserts are unknown
        to whoever wrote the payload."""
        return None if record_id in self._inserted else self.get(record_id)

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find, with what earlier rows wrote: new values match, replaced ones no longer do."""
        if not self._written:
            return self._base.find(field, key, limit)
        overlay = self._overlays.get((field, key.form)) or self._overlay(field, key.form)
        mine = tuple(overlay.ids.get(key.text, ()))
        if any(self.inserted_in_this_call(record_id) for record_id in mine) and self._is_blind():
            mine = tuple(record_id for record_id in mine if not self.inserted_in_this_call(record_id))
        lost = overlay.lost.get(key.text, 0)
        base = self._base.find(field, key, None if limit is None else limit + lost)
        if not mine and not lost:
            return base
        ids = [record_id for record_id in base.ids if record_id not in overlay.texts]
        ids = sorted((*ids, *mine), key=self._age)
        return Found(tuple(ids[:limit]), base.count - lost + len(mine))

    def latest_modified(self, ids: Iterable[str]) -> str:
        """Of these, the one with the highest Modified_Time as an instant, then those without one; ties as for the
        oldest: by lowest id as a number, those inserted in this call last and in row order."""

        def order(record_id: str) -> tuple[float, int, tuple[int, int, str]]:
            moment = instant((self.get(record_id) or {}).get("Modified_Time"))
            entry = self._inserted.get(record_id)
            late = float("inf") if moment is None else -moment
            return late, entry.row + 1 if entry else 0, id_number(record_id)

        return min(ids, key=order)

    def covers(self, field: str, value: Json) -> bool:
        """As RecordIndex.covers; a value that an earlier row wrote is known, too."""
        if self._base.covers(field, value):
            return True
        texts = self._taken_texts[field]
        for changes in self._taken[self._texts_read[field] :]:
            texts.update(key_text(change.after, KeyForm.FOLDED) for change in changes if change.api_name == field)
        self._texts_read[field] = len(self._taken)
        return key_text(value, KeyForm.FOLDED) in texts

    def carries(self, field: str) -> bool:
        """As RecordIndex.carries: judged on the stored records alone."""
        return self._base.carries(field)

    @property
    def converted(self) -> frozenset[str]:
        """As RecordIndex.converted."""
        return self._base.converted

    @property
    def more_records(self) -> bool:
        """As RecordIndex.more_records."""
        return self._base.more_records

    def take(self, changes: tuple[Change, ...]) -> None:
        """Remember what a row that was not refused sent, also where it changed nothing: its values are known."""
        self._taken.append(changes)

    def insert(self, row: int, record: Record) -> str:
        """Keep what a row (0-based) inserts; returns its id, new-N."""
        record_id = f"new-{row + 1}"
        self._inserted[record_id] = Inserted(row, self.call)
        self._written[record_id] = {**record, "id": record_id}
        for (field, form), overlay in self._overlays.items():
            overlay.put(record_id, key_text(record.get(field), form), None)
        return record_id

    def update(self, record_id: str, values: Record) -> None:
        """Keep what a row changes of a record."""
        self._updated_in[record_id] = self.call
        if not values:
            return
        self._written[record_id] = {**(self.get(record_id) or {}), **values}
        if record_id not in self._inserted:
            for field in values:
                self._touched[field].add(record_id)
        for (field, form), overlay in self._overlays.items():
            if field in values:
                overlay.put(record_id, key_text(values[field], form), self._stored_text(record_id, field, form))

    def _overlay(self, field: str, form: KeyForm) -> _Overlay:
        """Made when a field is first looked up in a form: what earlier rows wrote in it."""
        overlay = self._overlays[field, form] = _Overlay()
        touched = self._touched[field]
        for record_id, record in self._written.items():
            if record_id in self._inserted or record_id in touched:
                text = key_text(record.get(field), form)
                overlay.put(record_id, text, self._stored_text(record_id, field, form))
        return overlay

    def _stored_text(self, record_id: str, field: str, form: KeyForm) -> str | None:
        if record_id in self._inserted:
            return None
        return key_text((self._base.get(record_id) or {}).get(field), form)

    def _age(self, record_id: str) -> Age:
        entry = self._inserted.get(record_id)
        return age(record_id, self.get(record_id) or {}, entry.row + 1 if entry else 0)
