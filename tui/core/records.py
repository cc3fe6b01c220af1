"""What the engine asks of records: the protocol that data sets fulfil, and the view of a call in progress on top of it.

``WorkingRecords`` lets each row see what the rows before it inserted and changed, without touching the data set.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tui.core.values import Json, Key, KeyForm, Record, id_number, instant, key_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a look-up: the ids, oldest first, as many as were asked for, and how many there are in all."""

    ids: tuple[str, ...]
    count: int


NOTHING = Found((), 0)

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
        """Whether an absent answer means that the org has no such record; False in a partial data set for a value
        that was never looked up."""
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
        self._maps: dict[tuple[str, KeyForm], dict[str, dict[str, None]]] = {}
        self._lost: dict[tuple[str, KeyForm], dict[str, int]] = {}
        self._updated_in: dict[str, int] = {}
        self._taken: list[Record] = []
        self._taken_texts: dict[str, set[str]] = defaultdict(set)
        self._texts_read: dict[str, int] = defaultdict(int)
        self.call = 0

    def inserted(self, record_id: str) -> Inserted | None:
        """When an earlier row inserted it: that row; None for a record of the data set."""
        return self._inserted.get(record_id)

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
        place = (field, key.form)
        if place not in self._maps:
            self._map(place)
        mine: Iterable[str] = self._maps[place].get(key.text, ())
        if any(self.inserted_in_this_call(record_id) for record_id in mine) and self._is_blind():
            mine = [record_id for record_id in mine if not self.inserted_in_this_call(record_id)]
        mine = tuple(mine)
        lost = self._lost[place].get(key.text, 0)
        base = self._base.find(field, key, None if limit is None else limit + lost)
        if not mine and not lost:
            return base
        ids = [record_id for record_id in base.ids if record_id not in self._written]
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
        for values in self._taken[self._texts_read[field] :]:
            if field in values:
                texts.add(key_text(values[field], KeyForm.FOLDED))
        self._texts_read[field] = len(self._taken)
        return key_text(value, KeyForm.FOLDED) in texts

    def take(self, values: Record) -> None:
        """Remember what a row that was not refused sent, also where it changed nothing: its values are known."""
        self._taken.append(values)

    def insert(self, row: int, record: Record) -> str:
        """Keep what a row (0-based) inserts; returns its id, new-N."""
        record_id = f"new-{row + 1}"
        self._inserted[record_id] = Inserted(row, self.call)
        self._write(record_id, {**record, "id": record_id})
        return record_id

    def update(self, record_id: str, values: Record) -> None:
        """Keep what a row changes of a record."""
        self._updated_in[record_id] = self.call
        if values:
            self._write(record_id, {**(self.get(record_id) or {}), **values})

    def _write(self, record_id: str, record: Record) -> None:
        for place, texts in self._maps.items():
            field, form = place
            old = self._written.get(record_id)
            if old is not None:
                texts[key_text(old.get(field), form)].pop(record_id, None)
            else:
                self._lose(place, record_id)
            texts[key_text(record.get(field), form)][record_id] = None
        self._written[record_id] = record

    def _map(self, place: tuple[str, KeyForm]) -> None:
        field, form = place
        texts: dict[str, dict[str, None]] = defaultdict(dict)
        self._maps[place] = texts
        self._lost[place] = defaultdict(int)
        for record_id, record in self._written.items():
            self._lose(place, record_id)
            texts[key_text(record.get(field), form)][record_id] = None

    def _lose(self, place: tuple[str, KeyForm], record_id: str) -> None:
        if record_id not in self._inserted:
            field, form = place
            stored = self._base.get(record_id) or {}
            self._lost[place][key_text(stored.get(field), form)] += 1

    def _age(self, record_id: str) -> Age:
        entry = self._inserted.get(record_id)
        return age(record_id, self.get(record_id) or {}, entry.row + 1 if entry else 0)
