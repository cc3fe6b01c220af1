"""Browsing the records of one module, however many there are: pages in any order, searching, counting, and twins.

What is searched stands beside the index: each record's text in every writing, and the keys of the fields that tell
records apart. It is made once, step by step (``prepare``), so that nobody waits; pages in the order of age need none of
it. A record is named by its rank: its place by age, from 0.
"""

from __future__ import annotations

import sqlite3
import threading
from array import array
from typing import TYPE_CHECKING, Any, Final

from tui.core.records import Found
from tui.core.values import BLANK, KeyForm
from tui.core.views.twins import IDENTIFYING, stored_key
from tui.core.writings import Sought, searched_text
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tui.core.metadata import Field, Module
    from tui.core.values import Json, Key, Record
    from tui.core.views.twins import FormOf
    from tui.dataset.index import SqliteRecords

    FoundSoFar = Callable[[Sequence[int]], None]

STEP: Final = 500
"""Records that are made ready at a time: the others wait no longer than that takes."""

_SEARCHED: Final = 5_000  # texts that are searched at a time: some milliseconds

_TABLE: Final = "CREATE TABLE keys (field INTEGER, rank INTEGER, folded TEXT, near TEXT)"
_INDEXES: Final = (
    "CREATE INDEX IF NOT EXISTS folded_keys ON keys (field, folded, rank)",
    "CREATE INDEX IF NOT EXISTS near_keys ON keys (field, near, folded, rank)",
)


_FOLDED: Final = "FROM keys WHERE field = ? AND folded = ?"
_NEAR: Final = "FROM keys WHERE field = ? AND near = ?"


@dataclass(frozen=True, slots=True)
class Sort:
    """By what records are sorted: a field's API name or ``id``; empty: their age, the oldest first."""

    name: str = ""
    descending: bool = False


BY_AGE: Final = Sort()
"""The oldest first."""


@dataclass(frozen=True, slots=True)
class TwinGroup:
    """Records that hold one value of a field, as a look-up meets them, or in more than one writing."""

    field: str
    other_writing: bool
    ranks: Sequence[int]


def _folded(_field: Field) -> KeyForm:
    return KeyForm.FOLDED


class RecordBrowser:
    """The records of a module to be looked through; threads may share it."""

    def __init__(self, records: SqliteRecords) -> None:
        self._records = records
        self._texts: list[str] = []
        self._last: tuple[tuple[str, ...], Sequence[int]] = ((), ())  # what was found last, of all texts
        self._fields: dict[str, int] = {}  # the numbers of those whose keys are all here
        self._orders: dict[Sort, array[int]] = {}
        self._making, self._lock = threading.Lock(), threading.Lock()
        # a database of its own: what is made here holds up no look-up and no page
        self._keys = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._keys.execute(_TABLE)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._records)

    # --- making ready -------------------------------------------------------------------------------------------------

    def is_ready(self, module: Module) -> bool:
        """Whether all records can be searched, and compared by every field that tells those of the module apart."""
        return len(self._texts) == len(self._records) and not self._lacking(module)

    def _lacking(self, module: Module) -> list[Field]:
        fields = [*module.checkable, *(each for each in module.fields if each.data_type in IDENTIFYING)]
        return [each for each in dict.fromkeys(fields) if each.api_name not in self._fields]

    def prepare(self, module: Module) -> Iterator[float]:
        """Make what is searched, step by step; yields how much of it there is, from 0 to 1. One at a time; it may be
        left at any step."""
        with self._making:
            total, fields = len(self._records), self._lacking(module)
            numbers = {field.api_name: number for number, field in enumerate(fields, len(self._fields))}
            if makes_texts := len(self._texts) < total:
                self._texts = []
            texts = self._texts  # what is there so far can be searched
            if fields:
                self._change("DELETE FROM keys WHERE field >= ?", (len(self._fields),))  # what was left half made
            for first in range(0, total if fields or makes_texts else 0, STEP):
                page = self._records.page(first, STEP)
                if makes_texts:
                    texts += map(searched_text, page)
                self._keep_keys(fields, numbers, first, page)
                yield min(first + STEP, total) / total
            for statement in _INDEXES if fields else ():
                self._change(statement)
            self._fields |= numbers

    def _keep_keys(self, fields: list[Field], numbers: dict[str, int], first: int, page: Sequence[Record]) -> None:
        rows = [
            (numbers[field.api_name], rank, folded, stored_key(field, value, KeyForm.NEAR).text)
            for rank, record in enumerate(page, first)
            for field in fields
            if (folded := stored_key(field, value := record.get(field.api_name), KeyForm.FOLDED).text) != BLANK
        ]
        with self._lock, self._keys:
            self._keys.execute("BEGIN")
            self._keys.executemany("INSERT INTO keys VALUES (?, ?, ?, ?)", rows)

    def _change(self, statement: str, parameters: tuple[int, ...] = ()) -> None:
        with self._lock:
            self._keys.execute(statement, parameters)

    def _ask(self, question: str, *parameters: object) -> list[Any]:
        with self._lock:
            return self._keys.execute(question, parameters).fetchall()

    def close(self) -> None:
        """Let go of what was made; nothing can be asked after that."""
        with self._lock:
            self._keys.close()

    # --- asking -------------------------------------------------------------------------------------------------------

    def search(self, sought: Sought, sort: Sort = BY_AGE, tell: FoundSoFar | None = None) -> Sequence[int]:
        """The ranks of the records that hold what is sought, in an order; nothing is found in a text that is not
        ready yet. tell: called every few milliseconds with the ranks found so far, by age; what it raises ends the
        search."""
        ranks: Sequence[int] = range(len(self._records))
        if sought.key is not None:
            ranks = self._with_key(sought.field, sought.key)
        elif sought.parts:
            ranks = self._with_parts(sought.parts, tell)
        return self._sorted(ranks, sort)

    def _with_parts(self, parts: tuple[str, ...], tell: FoundSoFar | None) -> Sequence[int]:
        texts, found = self._texts, array("L")
        ready, (before, within) = len(texts) == len(self._records), self._last
        narrower = all(any(each in part for each in before) for part in parts)  # a letter more: no other record has it
        ranks = within if narrower else range(len(texts))
        one, *others = parts
        for first in range(0, len(ranks), _SEARCHED):
            some = ranks[first : first + _SEARCHED]
            pairs = zip(some, map(texts.__getitem__, some), strict=True)
            if others:
                found.extend([rank for rank, text in pairs if one in text or any(part in text for part in others)])
            else:
                found.extend([rank for rank, text in pairs if one in text])
            if tell is not None:
                tell(found)
        if ready:  # at the beginning: what was made ready meanwhile was not searched
            self._last = parts, found
        return found

    def _with_key(self, field: str, key: Key) -> list[int]:
        if field in self._fields:
            rows = self._ask(f"SELECT rank {_FOLDED} ORDER BY rank", self._fields[field], key.text)
            return [rank for (rank,) in rows]
        ids = self._records.find(field, key, None).ids
        return [rank for each in ids if (rank := self.rank_of(each)) is not None]

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """As RecordIndex.find; quick for fields that tell records apart, in the forms FOLDED and NEAR."""
        where = {KeyForm.FOLDED: _FOLDED, KeyForm.NEAR: _NEAR}.get(key.form)
        if where is None or field not in self._fields or key.text == BLANK:
            return self._records.find(field, key, limit)
        number = self._fields[field]
        [(count,)] = self._ask(f"SELECT count(*) {where}", number, key.text)
        most = -1 if limit is None else limit
        ranks = [rank for (rank,) in self._ask(f"SELECT rank {where} ORDER BY rank LIMIT ?", number, key.text, most)]
        return Found(self._records.ids_of(ranks), count)

    def shared(self, record: Record, module: Module) -> dict[str, int]:
        """How many records hold each value of a record, of the fields that tell records apart, where several do."""
        counts = {}
        for name, number in self._fields.items():
            field = module.by_name.get(name)
            if field is None or (key := stored_key(field, record.get(name))).text == BLANK:
                continue
            [(count,)] = self._ask(f"SELECT count(*) {_FOLDED}", number, key.text)
            if count > 1:
                counts[name] = count
        return counts

    def twin_groups(self, module: Module, form: FormOf = _folded) -> tuple[TwinGroup, ...]:
        """The groups of records with one value, by each check field: first as a look-up meets them, then those of
        several writings. Empty until all is ready. form: how much of a field's value counts in a look-up."""
        groups = []
        for field in module.checkable if self.is_ready(module) else ():
            wanted = form(field)
            same = self._groups(field, "folded")
            near = self._groups(field, "near", "" if wanted is not KeyForm.FOLDED else "AND min(folded) < max(folded)")
            if wanted is not KeyForm.FOLDED:
                apart = [self._by_key(field, ranks, wanted) for ranks in same]
                same = [ranks for parts in apart for ranks in parts if len(ranks) > 1]
                near = [ranks for ranks in near if len(self._by_key(field, ranks, wanted)) > 1]
            groups += [TwinGroup(field.api_name, False, ranks) for ranks in same]
            groups += [TwinGroup(field.api_name, True, ranks) for ranks in near]
        return tuple(groups)

    def _groups(self, field: Field, column: str, having: str = "") -> list[Sequence[int]]:
        shared = f"SELECT {column} FROM keys WHERE field = ?1 GROUP BY {column} HAVING count(*) > 1 {having}"
        rows = self._ask(
            f"SELECT {column}, rank FROM keys WHERE field = ?1 AND {column} IN ({shared}) ORDER BY rank",
            self._fields[field.api_name],
        )
        members: dict[str, array[int]] = {}
        for key, rank in rows:
            members.setdefault(key, array("L")).append(rank)
        return list(members.values())

    def _by_key(self, field: Field, ranks: Sequence[int], form: KeyForm) -> list[Sequence[int]]:
        """Ranks parted by what their values come to in a stricter form."""
        parts: dict[str, list[int]] = {}
        for rank, record in zip(ranks, self.records(ranks), strict=True):
            parts.setdefault(stored_key(field, record.get(field.api_name), form).text, []).append(rank)
        return list(parts.values())

    def records(self, ranks: Sequence[int]) -> list[Record]:
        """The records of some ranks, in their order: a page of what ``search`` found."""
        if not ranks:
            return []
        first, last = min(ranks), max(ranks)
        if last - first < 2 * len(ranks):  # they lie side by side
            page = self._records.page(first, last - first + 1)
            return [page[rank - first] for rank in ranks if rank - first < len(page)]
        return [page[0] for rank in ranks if (page := self._records.page(rank, 1))]

    def rank_of(self, record_id: str) -> int | None:
        """The rank of a record by its very id, or None."""
        return self._records.rank_of(record_id)

    # --- orders -------------------------------------------------------------------------------------------------------

    def _sorted(self, ranks: Sequence[int], sort: Sort) -> Sequence[int]:
        if sort == Sort():
            return ranks
        if sort == Sort(descending=True):
            return ranks[::-1]
        order = self._orders.get(sort)
        if order is None:
            order = self._orders[sort] = self._order(sort)
        if len(ranks) == len(order):
            return order
        wanted = set(ranks)
        return array("L", [rank for rank in order if rank in wanted])

    def _order(self, sort: Sort) -> array[int]:
        """All ranks by a value, blanks last whichever way; equal ones by age."""
        keys: list[tuple[tuple[int, float, str], int]] = []
        blank: list[int] = []
        for first in range(0, len(self._records), 10 * STEP):
            for rank, value in self._records.values(sort.name, first, 10 * STEP):
                key = _sort_key(value)
                if key is None:
                    blank.append(rank)
                else:
                    keys.append((key, rank))
        keys.sort(key=lambda entry: entry[0], reverse=sort.descending)
        return array("L", [*(rank for _, rank in keys), *blank])


def _sort_key(value: Json) -> tuple[int, float, str] | None:
    """Numbers by value, then texts without letter case; a lookup by its name; None for a blank."""
    if isinstance(value, dict):
        value = value.get("name", value.get("id"))
    if isinstance(value, list):
        value = ", ".join(str(each) for each in value)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool | int | float):
        return (0, float(value) if abs(value) < 1e300 else 1e300, "")
    return (1, 0.0, str(value).strip().casefold())
