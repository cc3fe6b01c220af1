"""The records of one module in SQLite: how they are found by id and by key, and read by their place by age.

One table has a column for each key that occurs; absent keys are SQL NULL, text, integers and floats are themselves, and
everything else is a blob of JSON. Beside them stand the marks (tui.dataset.stored) of the id and of the fields that are
asked first; those of any other field are made when it is first asked for, and so is the order by age. Files are read
elsewhere; what lies on disk and what in memory is up to the connection, which is only read.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import threading
import weakref
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar

from tui.core.records import CONVERTED_KEYS, NOTHING, Found, is_converted
from tui.core.values import BLANK, Key, KeyForm, key_text
from tui.dataset.made_marks import Marked, MarksMade
from tui.dataset.marks import text_mark
from tui.dataset.stored import CACHED, FACTS, age_key, decoded, encoded, loads, mark_of_key
from tui.dataset.writer import MOST_COLUMNS, RecordsWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tui.core.values import Json, Record

FEW: Final = 20_000
"""Records of which whatever is lacking is made in a moment."""

_CHUNK: Final = 2_000  # values whose marks are made at a time
_ID_OF_RANK: Final = "SELECT id FROM ranks JOIN records USING (seq) WHERE rank = ?"
_KEPT_IDS: Final = 100  # of an answer that is kept
_SORTED_HERE: Final = 2_000  # records that are put in order without the order of all


_Self = TypeVar("_Self", bound="SqliteRecords")
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)


def _mended(
    ask: Callable[Concatenate[_Self, _Asked], _Answer],
) -> Callable[Concatenate[_Self, _Asked], _Answer]:
    """Ask again where the file of an index turns out to be damaged, after it was made again."""

    @wraps(ask)
    def asked(self: _Self, /, *arguments: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        connection = self._connection
        try:
            return ask(self, *arguments, **named)
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", None)  # none: text that is no UTF-8
            if self._mend is None or (code is not None and code & 0xFF not in _DAMAGE):
                raise
        self._mend_it(connection)
        return ask(self, *arguments, **named)

    return asked


class SqliteRecords:
    """A RecordIndex over SQLite; threads may share it. Made of a connection that RecordsWriter filled.

    ``covered``: for a partial data set the values that were looked up, field -> ``covered_texts``; None: all were.
    ``more_records``: the last page says that there are more; then nothing was looked up but what ``covered`` holds.
    ``leads``: whether the records can be converted. ``mend``: makes the index again where its file turns out to be
    damaged; it may raise what asking then raises.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        covered: Mapping[str, frozenset[str]] | None,
        *,
        more_records: bool = False,
        leads: bool = True,
        mend: Callable[[], sqlite3.Connection] | None = None,
    ) -> None:
        self._leads = leads
        self._covered = {} if more_records and covered is None else covered
        self.more_records = more_records
        self._mend = mend
        self._lock = threading.Lock()
        self._take(connection)

    def _take(self, connection: sqlite3.Connection) -> None:
        """Answer from this connection, as if nothing had been asked before."""
        self._connection = connection
        facts = json.loads(connection.execute(f"SELECT value FROM {FACTS} WHERE name = 'index'").fetchone()[0])
        self._names: tuple[str, ...] = tuple(facts["names"])
        self._count: int = facts["count"]
        self._replaced: int = facts["doubled"]
        self._columns = {
            name: "id" if name == "id" else f"c{number}"
            for number, name in enumerate(self._names)
            if number < MOST_COLUMNS or name == "id"
        }
        self._own = tuple(self._columns)
        self._spilled = frozenset(self._names) - self._columns.keys()
        self._cells = ", ".join((*self._columns.values(), "rest"))
        self._created = self._columns.get("Created_Time", "NULL")
        self._get = f"SELECT {self._cells} FROM records WHERE m0 = ? AND id = ?"
        self._marked: dict[str, Marked] = {
            name: Marked("records", f"m{number}", "more", number, number in facts["more"])
            for number, name in enumerate(facts["marked"])
            if number  # the first is that of the id's very text
        }
        self._tables = itertools.count(len(facts["marked"]) + 1)  # the numbers of tables of marks that are made
        self._carried: dict[str, bool] = {}
        self._records: dict[str, Record] = {}
        self._answers: dict[tuple[str, Key], Found] = {}  # with all ids, or as many as were asked for
        self._ranked = False
        self._close = weakref.finalize(self, connection.close)
        connection.create_function("age_key", 2, age_key, deterministic=True)
        connection.create_function("spilled", 2, _spilled, deterministic=True)

    def _mend_it(self, damaged: sqlite3.Connection) -> None:
        """Let another connection take the place of one to a damaged file."""
        with self._lock:
            if self._mend is not None and self._connection is damaged:
                connection = self._mend()
                self._close()
                self._take(connection)

    @classmethod
    def of(cls, records: Iterable[Record], covered: Mapping[str, frozenset[str]] | None = None) -> SqliteRecords:
        """An index in memory of records that have text ids; of two with one id the later."""
        writer = RecordsWriter()
        for record in records:
            writer.add(record)
        return cls.written(writer, covered)

    @classmethod
    def not_read_yet(cls) -> SqliteRecords:
        """What is known of records before they are read: nothing. Whatever is looked up is not known."""
        return cls.of((), {})

    @classmethod
    def written(
        cls,
        writer: RecordsWriter,
        covered: Mapping[str, frozenset[str]] | None = None,
        *,
        more_records: bool = False,
        leads: bool = True,
    ) -> SqliteRecords:
        """The index of everything that a writer was given; it takes no more."""
        return cls(writer.finish(), covered, more_records=more_records, leads=leads)

    def __len__(self) -> int:
        """How many records there are."""
        return self._count

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that occur in any record, in the order of their first appearance."""
        return self._names

    @property
    def replaced(self) -> int:
        """How many records were replaced by a later one with the same id."""
        return self._replaced

    @property
    def covered(self) -> Mapping[str, frozenset[str]] | None:
        """The values that were looked up, as ``covered_texts`` has them; None: all were."""
        return self._covered

    def close(self) -> None:
        """Let go of the database; nothing can be asked after that. It also happens when nobody holds the index.
        Waits for an answer that another thread is being given: SQLite does not bear to be closed under it."""
        with self._lock:
            self._close()

    # --- by id and by age ---------------------------------------------------------------------------------------------

    @_mended
    def get(self, record_id: str) -> Record | None:
        """The record with this very id, with the keys that it has, or None. The caller does not change it."""
        record = self._records.get(record_id)
        if record is not None:
            return record
        with self._lock:
            row = self._connection.execute(self._get, (text_mark(record_id), record_id)).fetchone()
        if row is None:
            return None
        record = self._decoded(row)
        if len(self._records) >= CACHED:
            self._records.clear()
        self._records[record_id] = record
        return record

    def ids(self) -> Iterator[str]:
        """The ids of all records, oldest first."""
        for first in range(0, self._count, _CHUNK):
            yield from (record_id for (record_id,) in self._by_rank("id", "", first, _CHUNK))

    @_mended
    def some_ids(self, most: int) -> tuple[str, ...]:
        """The ids of so many records at most, in any order; nothing is made for it."""
        with self._lock:
            return tuple(each for (each,) in self._connection.execute("SELECT id FROM records LIMIT ?", (most,)))

    @_mended
    def ids_of(self, ranks: Iterable[int]) -> tuple[str, ...]:
        """The ids of the records of some ranks, in their order."""
        with self._lock:
            self._make_ranks()
            ask = self._connection.execute
            return tuple([ask(_ID_OF_RANK, (rank + 1,)).fetchone()[0] for rank in ranks])

    def page(self, first: int, count: int) -> list[Record]:
        """Records by their rank, which is their place by age from 0: so many from the first on, as far as there are."""
        return [self._decoded(row) for row in self._by_rank(self._cells, "", first, count)]

    def values(self, field: str, first: int, count: int) -> list[tuple[int, Json]]:
        """The rank of each of so many records, and what it holds in a field; None for nothing."""
        rows = self._by_rank(f"rank - 1, {self._value(field)}", field, first, count)
        return [(rank, decoded(value)) for rank, value in rows]

    @_mended
    def rank_of(self, record_id: str) -> int | None:
        """The rank of the record with this very id, or None."""
        with self._lock:
            self._make_ranks()
            row = self._connection.execute(
                "SELECT rank - 1 FROM records JOIN ranks USING (seq) WHERE m0 = ? AND id = ?",
                (text_mark(record_id), record_id),
            ).fetchone()
        return row[0] if row else None

    @_mended
    def _by_rank(self, cells: str, field: str, first: int, count: int) -> list[Any]:
        with self._lock:
            self._make_ranks()
            return self._connection.execute(
                f"SELECT {cells} FROM ranks JOIN records USING (seq)"
                " WHERE rank > :first AND rank <= :end ORDER BY rank",
                {"field": field, "first": first, "end": first + count},
            ).fetchall()

    def _make_ranks(self) -> None:
        """Put all records in the order of their age, once. The lock is held."""
        if self._ranked:
            return
        with self._changes():
            self._connection.execute("CREATE TEMP TABLE ranks (rank INTEGER PRIMARY KEY, seq INTEGER NOT NULL)")
            self._connection.execute(
                f"INSERT INTO ranks (seq) SELECT seq FROM records ORDER BY age_key(id, {self._created})"
            )
            self._connection.execute("CREATE UNIQUE INDEX temp.ranks_by_seq ON ranks (seq)")
        self._ranked = True

    def _changes(self) -> sqlite3.Connection:
        """For ``with``: commits at the end, or takes everything back."""
        self._connection.execute("BEGIN")
        return self._connection

    def _decoded(self, row: Sequence[Any]) -> dict[str, Json]:
        """A record from its cells, of which the last holds the values without a column of their own."""
        record = {
            name: loads(value) if type(value) is bytes else value
            for name, value in zip(self._own, row, strict=False)
            if value is not None
        }
        if row[-1] is not None:
            record.update(json.loads(row[-1]))
        return record

    # --- by key -------------------------------------------------------------------------------------------------------

    @_mended
    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """The records whose field has this key, oldest first: at most ``limit`` ids (None: all), and the count of all.

        Records that lack the field have the key BLANK.
        """
        kept = self._answers.get((field, key))  # most of what a change of the payload asks was asked before it
        if kept is not None and (len(kept.ids) == kept.count or (limit is not None and limit <= len(kept.ids))):
            return kept.first(limit)
        known = field in self._columns or field in self._spilled
        if key.text != BLANK and not known:
            return NOTHING
        with self._lock:
            marked = self._marks(field) if known else None
            if key.text == BLANK:
                answer = self._find_blank(marked, limit)
            else:
                found = self._with_key(field, key, marked) if marked else []
                most = limit if len(found) > _KEPT_IDS else None
                answer = Found(self._in_order(found, most), len(found))
            if len(answer.ids) <= _KEPT_IDS:
                if len(self._answers) >= CACHED:
                    self._answers.clear()
                self._answers[field, key] = answer
            return answer.first(limit)

    def _find_blank(self, marked: Marked | None, limit: int | None) -> Found:
        where, source = ("TRUE", "records") if marked is None else (f"{marked.column} IS NULL", marked.table)
        (count,) = self._connection.execute(f"SELECT count(*) FROM {source} WHERE {where}").fetchone()
        if not count or limit == 0:
            return Found((), count)
        if count <= _KEPT_IDS:
            limit = None
        self._make_ranks()
        joined = "ranks JOIN records USING (seq)" + ("" if source == "records" else f" JOIN {source} USING (seq)")
        rows = self._connection.execute(
            f"SELECT id FROM {joined} WHERE {where} ORDER BY rank LIMIT ?", (-1 if limit is None else limit,)
        ).fetchall()
        return Found(tuple([record_id for (record_id,) in rows]), count)

    def _with_key(self, field: str, key: Key, marked: Marked) -> list[tuple[int, str, Any]]:
        """``seq``, id and Created_Time of the records whose field has a key that is not blank."""
        mark, maybe_second = mark_of_key(key)
        joined = "records" if marked.table == "records" else f"{marked.table} JOIN records USING (seq)"
        question = f"SELECT seq, id, {self._created}, {self._value(field)} FROM "
        rows = self._connection.execute(
            f"{question}{joined} WHERE {marked.column} = :mark", {"field": field, "mark": mark}
        ).fetchall()
        if maybe_second and marked.has_more:
            rows += self._connection.execute(
                f"{question}{marked.more} AS more JOIN records USING (seq)"
                " WHERE more.number = :number AND mark = :mark",
                {"field": field, "number": marked.number, "mark": mark},
            ).fetchall()
        return [row[:3] for row in rows if key_text(decoded(row[3]), key.form) == key.text]

    def _in_order(self, found: list[tuple[int, str, Any]], limit: int | None) -> tuple[str, ...]:
        if len(found) <= _SORTED_HERE:
            by_age = sorted(found, key=lambda each: age_key(each[1], each[2])) if len(found) > 1 else found
            return tuple([each[1] for each in by_age][:limit])
        self._make_ranks()
        ask = self._connection.execute
        by_rank = sorted(
            (ask("SELECT rank FROM ranks WHERE seq = ?", each[:1]).fetchone()[0], each[1]) for each in found
        )
        return tuple([record_id for _, record_id in by_rank[:limit]])

    def lacks_for(self, field: str, key: Key) -> str:
        """What has to be made before a key can be looked up in a field, and takes longer than a moment: a few words;
        empty for nothing."""
        if self._count <= FEW:
            return ""
        if key.text == BLANK:
            return "" if self._ranked else "the order of the records by age"
        known = field in self._columns or field in self._spilled
        return f"the key of {field}" if known and field not in self._marked else ""

    @_mended
    def make_for(self, field: str, key: Key, watch: Callable[[int, int], object]) -> None:
        """Make what is lacking. watch: told how many of how many records are done, while nobody has to wait for an
        answer; what it raises ends it, and nothing is made."""
        if key.text == BLANK:
            watch(0, self._count)
            with self._lock:
                self._make_ranks()
            return
        making = self._begin_marks(field)
        try:
            done = 0
            while True:
                watch(done, self._count)
                with self._lock:
                    count = making.add(_CHUNK)
                if not count:
                    break
                done += count
            with self._lock:
                self._marked.setdefault(field, making.finished())
        except BaseException:
            with self._lock:
                making.drop()
            raise

    def _marks(self, field: str) -> Marked:
        """Where the marks of a field stand; they are made if nobody asked for it before. The lock is held."""
        if field not in self._marked:
            making = self._begin_marks(field)
            while making.add(_CHUNK):
                pass
            self._marked[field] = making.finished()
        return self._marked[field]

    def _begin_marks(self, field: str) -> MarksMade:
        return MarksMade(self._connection, next(self._tables), field, self._value(field), self._changes)

    def _value(self, field: str) -> str:
        """The SQL of a field's stored value; its parameter ``:field`` is the name."""
        return self._columns.get(field, "spilled(rest, :field)" if field in self._spilled else "NULL")

    # --- what else the engine asks ------------------------------------------------------------------------------------

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        """Whether an absent answer means that the org has no such record: always, but in a partial data set only for a
        value that was looked up (compared in the form of the look-up; ids as text)."""
        return self._covered is None or covered_text(field, value, form) in self._covered.get(field, ())

    @_mended
    def carries(self, field: str) -> bool:
        """As RecordIndex.carries. A key that only records carried which a later one replaced is carried by none."""
        if not self._count:
            return True
        if field not in self._columns and field not in self._spilled:
            return False
        if not self._replaced:
            return True
        if field not in self._carried:
            with self._lock:
                found = self._connection.execute(
                    f"SELECT 1 FROM records WHERE {self._value(field)} IS NOT NULL LIMIT 1", {"field": field}
                ).fetchone()
            self._carried[field] = found is not None
        return self._carried[field]

    @cached_property
    def converted(self) -> frozenset[str]:
        """As RecordIndex.converted."""
        return self._converted()

    @_mended
    def _converted(self) -> frozenset[str]:
        ids: set[str] = set()
        for name in CONVERTED_KEYS if self._leads else ():
            if name in self._columns:
                with self._lock:
                    rows = self._connection.execute(
                        f"SELECT id FROM records WHERE {self._columns[name]} IN (?, ?)", (encoded(True), "true")
                    ).fetchall()
                ids.update(record_id for (record_id,) in rows)
            elif name in self._spilled:
                ids.update(each for each in self.ids() if is_converted(self.get(each) or {}))
        return frozenset(ids)


def _spilled(rest: str | None, field: str) -> Any:
    """What a record holds in a field that shares a column with others."""
    values = json.loads(rest) if rest else {}
    return encoded(values[field]) if field in values else None


# --- what was looked up ----------------------------------------------------------------------------------------------


def covered_text(field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> str:
    """The text by which a value of covers.json and one that is asked for are compared; ids are compared as text."""
    if field == "id" and type(value) is int:
        value = str(value)
    return f"{form.value} {key_text(value, form)}"


def covered_texts(field: str, values: Iterable[Json]) -> frozenset[str]:
    """The texts of values that were looked up, in every form in which one may be asked for."""
    return frozenset(covered_text(field, value, form) for value in values for form in _MATCHING_FORMS)


_MATCHING_FORMS: Final = (KeyForm.FOLDED, KeyForm.TRIMMED, KeyForm.PADDED, KeyForm.EXACT)
