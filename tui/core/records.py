"""What the engine asks of records: the protocols that data sets fulfil, and an index that asks each question once."""

from __future__ import annotations

import sys
from typing import Any, Final, Protocol

from tui.core.values import Json, Key, KeyForm, Record, id_number, instant
from tui.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a look-up: the ids, oldest first, as many as were asked for, and how many there are in all."""

    ids: tuple[str, ...]
    count: int

    def first(self, limit: int | None) -> Found:
        """The same with at most so many ids; None: with all that are here."""
        return Found(self.ids[:limit], self.count)


NOTHING = Found((), 0)
NO_IDS: Final[frozenset[str]] = frozenset()


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
    if created is None or row > 0:
        return True, float(row), row, id_number(record_id)
    return False, created, row, id_number(record_id)


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

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        """Whether an absent answer means that the org has no such record; False in a partial data set, and where
        ``more_records``, for a value that was never looked up. form: how much of the value counts for that."""
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
        """Whether the last page of the records says that the org has more of them than are here, a page before it is
        missing or no file of them is read, and dataset.toml does not say otherwise (rule data.more_records)."""
        ...


class RelatedRecords(Protocol):
    """What is known of the records of other modules, for notes on lookups (rule lint.dangling_lookup). A data set
    fulfils it."""

    def lacks(self, module: str, record_id: str) -> bool:
        """Whether all records of a module are here, and none has this id. False where that is not known."""
        ...


class RecordsOver:
    """The records of another index, of which a subclass sees some otherwise: what it does not redefine is as there."""

    def __init__(self, base: RecordIndex) -> None:
        self._base = base

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find."""
        return self._base.find(field, key, limit)

    def get(self, record_id: str) -> Record | None:
        """As RecordIndex.get."""
        return self._base.get(record_id)

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        """As RecordIndex.covers."""
        return self._base.covers(field, value, form)

    def carries(self, field: str) -> bool:
        """As RecordIndex.carries."""
        return self._base.carries(field)

    @property
    def converted(self) -> frozenset[str]:
        """As RecordIndex.converted."""
        return self._base.converted

    @property
    def more_records(self) -> bool:
        """As RecordIndex.more_records."""
        return self._base.more_records


class CachedRecords:
    """A RecordIndex that asks another one each question once. The counterfactuals of one forecast share it."""

    def __init__(self, records: RecordIndex, most: int = sys.maxsize) -> None:
        """most: how many answers of a kind are remembered at once."""
        self._records, self._most = records, most
        self._found: dict[tuple[str, Key, int | None], Found] = {}
        self._without: dict[tuple[str, Key], Found] = {}
        self._got: dict[str, Record | None] = {}
        self._carries: dict[str, bool] = {}

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find."""
        question = (field, key, limit)
        answer = self._found.get(question)
        if answer is None:
            self._forget(self._found)
            answer = self._found[question] = self._records.find(field, key, limit)
        return answer

    def find_unconverted(self, field: str, key: Key, limit: int | None) -> Found:
        """The same among the records that are no converted leads."""
        question = (field, key)
        answer = self._without.get(question)
        if answer is None:
            self._forget(self._without)
            left_out = self.converted
            ids = tuple(each for each in self._records.find(field, key, None).ids if each not in left_out)
            answer = self._without[question] = Found(ids, len(ids))
        return Found(answer.ids[:limit], answer.count)

    def get(self, record_id: str) -> Record | None:
        """As RecordIndex.get."""
        if record_id not in self._got:
            self._forget(self._got)
            self._got[record_id] = self._records.get(record_id)
        return self._got[record_id]

    def _forget(self, answers: dict[Any, Any]) -> None:
        if len(answers) >= self._most:  # equal: one answer more is no matter
            answers.clear()

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        """As RecordIndex.covers."""
        return self._records.covers(field, value, form)

    def carries(self, field: str) -> bool:
        """As RecordIndex.carries."""
        known = self._carries.get(field)
        if known is None:
            known = self._carries[field] = self._records.carries(field)
        return known

    @property
    def converted(self) -> frozenset[str]:
        """As RecordIndex.converted."""
        return self._records.converted

    @property
    def more_records(self) -> bool:
        """As RecordIndex.more_records."""
        return self._records.more_records
