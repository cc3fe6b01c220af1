"""The records of one module of the practice org: a RecordIndex that can be written, all in memory.

The data sets of tui.dataset never change; an org does, and each call has to see what the one before it wrote.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tui.core.records import Found, age, is_converted
from tui.core.values import KeyForm, key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.values import Json, Key, Record

_Texts = dict[str, dict[str, None]]


class OrgRecords:
    """The records of one module by id, and the tables by which they are found, each made when it is first asked for."""

    def __init__(self, records: Iterable[Record]) -> None:
        """records: each with a text id; of two with one id the later."""
        self._records: dict[str, Record] = {record["id"]: record for record in records}
        self._tables: dict[tuple[str, KeyForm], _Texts] = {}

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        """Every record, in no order that means anything."""
        return iter(list(self._records.values()))

    def get(self, record_id: str) -> Record | None:
        """As RecordIndex.get."""
        return self._records.get(record_id)

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find."""
        ids = self._table(field, key.form).get(key.text, {})
        ordered = sorted(ids, key=lambda record_id: age(record_id, self._records[record_id]))
        return Found(tuple(ordered[:limit]), len(ordered))

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        """As RecordIndex.covers: an org knows all its records."""
        return True

    def carries(self, field: str) -> bool:
        """As RecordIndex.carries: an org knows every field of its records."""
        return True

    @property
    def converted(self) -> frozenset[str]:
        """As RecordIndex.converted; the caller asks it of Leads only."""
        return frozenset(record_id for record_id, record in self._records.items() if is_converted(record))

    @property
    def more_records(self) -> bool:
        """As RecordIndex.more_records: there are no more than these."""
        return False

    def put(self, record: Record) -> None:
        """Insert a record, or put it in the place of the one with its id."""
        record_id = record["id"]
        before = self._records.get(record_id)
        self._records[record_id] = record
        for (field, form), texts in self._tables.items():
            if before is not None:
                texts[key_text(before.get(field), form)].pop(record_id, None)
            texts[key_text(record.get(field), form)][record_id] = None

    def _table(self, field: str, form: KeyForm) -> _Texts:
        table = self._tables.get((field, form))
        if table is None:
            table = self._tables[field, form] = defaultdict(dict)
            for record_id, record in self._records.items():
                table[key_text(record.get(field), form)][record_id] = None
        return table
