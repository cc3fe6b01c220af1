"""The records of one module in SQLite: how they are stored, and how they are found by id and by key.

One table has a column for each key that occurs; absent keys are SQL NULL, text, integers and floats are themselves, and
everything else is a blob of JSON. Keys are tables of their own, made when a field is first asked for. Files are read
elsewhere; what lies on disk and what in memory is up to the connection.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from tui.core.records import CONVERTED_KEYS, NOTHING, Found, age, is_converted
from tui.core.values import BLANK, Key, KeyForm, key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tui.core.records import Age
    from tui.core.values import Json, Record

MOST_COLUMNS: Final = 1_500
"""Keys with a column of their own; SQLite allows 2,000 columns. The values of further keys share one."""

_CHUNK: Final = 1_000  # records that are written at a time
_CACHED: Final = 4_096  # decoded records that are kept
_NULL: Final = b"null"
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1  # what an INTEGER of SQLite holds

_FUNCTIONS: Final = {KeyForm.FOLDED: "key_folded", KeyForm.NEAR: "key_near"}
_IDS: Final = "CREATE TABLE ids (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, rank INTEGER NOT NULL) WITHOUT ROWID"


class SqliteRecords:
    """A RecordIndex over SQLite; threads may share it. Made by RecordsWriter.

    ``covered``: for a partial data set the values that were looked up, field -> ``covered_texts``; None: all were.
    ``more_records``: the last page says that there are more; then nothing was looked up but what ``covered`` holds.
    ``leads``: whether the records can be converted.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        names: tuple[str, ...],
        covered: Mapping[str, frozenset[str]] | None,
        *,
        more_records: bool = False,
        leads: bool = True,
    ) -> None:
        self._connection = connection
        self._leads = leads
        self._covered = {} if more_records and covered is None else covered
        self.more_records = more_records
        self._names = names
        self._columns = {name: f"c{number}" for number, name in enumerate(names[:MOST_COLUMNS])}
        self._own = tuple(self._columns)
        self._spilled = frozenset(names[MOST_COLUMNS:])
        cells = ", ".join((*self._columns.values(), "rest"))
        self._get = f"SELECT {cells} FROM ids JOIN records USING (seq) WHERE id = ?"
        self._finders: dict[tuple[str, KeyForm | None], _Finder] = {}
        self._carried: dict[str, bool] = {}
        self._ranked = False
        self._records: dict[str, Record] = {}
        self._count: int = connection.execute("SELECT count(*) FROM ids").fetchone()[0]
        self._lock = threading.Lock()
        self._close = weakref.finalize(self, connection.close)
        _add_functions(connection)

    @classmethod
    def of(cls, records: Iterable[Record], covered: Mapping[str, frozenset[str]] | None = None) -> SqliteRecords:
        """An index in memory of records that have text ids; of two with one id the later."""
        writer = RecordsWriter()
        for record in records:
            writer.add(record)
        return writer.finish(covered)

    def __len__(self) -> int:
        """How many records there are."""
        return self._count

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that occur in any record, in the order of their first appearance."""
        return self._names

    @property
    def covered(self) -> Mapping[str, frozenset[str]] | None:
        """The values that were looked up, as ``RecordsWriter.finish`` takes them; None: all were."""
        return self._covered

    def ids(self) -> Iterator[str]:
        """The ids of all records, oldest first."""
        with self._lock:
            rows = self._connection.execute("SELECT id FROM ids ORDER BY rank").fetchall()
        return (record_id for (record_id,) in rows)

    def page(self, first: int, count: int) -> list[Record]:
        """Records by their rank, which is their place by age from 0: so many from the first on, as far as there are."""
        cells = ", ".join((*self._columns.values(), "rest"))
        return [self._decoded(row) for row in self._by_rank(cells, "", first, count)]

    def values(self, field: str, first: int, count: int) -> list[tuple[int, Json]]:
        """The rank of each of so many records, and what it holds in a field; None for nothing."""
        rows = self._by_rank(f"rank, {self._value(field)}", field, first, count)
        return [(rank, _decoded(value)) for rank, value in rows]

    def rank_of(self, record_id: str) -> int | None:
        """The rank of the record with this very id, or None."""
        with self._lock:
            row = self._connection.execute("SELECT rank FROM ids WHERE id = ?", (record_id,)).fetchone()
        return row[0] if row else None

    def _by_rank(self, cells: str, field: str, first: int, count: int) -> list[Any]:
        with self._lock:
            if not self._ranked:
                self._connection.execute("CREATE INDEX IF NOT EXISTS ids_by_rank ON ids (rank, seq)")
                self._ranked = True
            return self._connection.execute(
                f"SELECT {cells} FROM ids JOIN records USING (seq) WHERE rank >= :first AND rank < :end ORDER BY rank",
                {"field": field, "first": first, "end": first + count},
            ).fetchall()

    def close(self) -> None:
        """Let go of the database; nothing can be asked after that. It also happens when nobody holds the index.
        Waits for an answer that another thread is being given: SQLite does not bear to be closed under it."""
        with self._lock:
            self._close()

    def get(self, record_id: str) -> Record | None:
        """The record with this very id, with the keys that it has, or None. The caller does not change it."""
        record = self._records.get(record_id)
        if record is not None:
            return record
        with self._lock:
            row = self._connection.execute(self._get, (record_id,)).fetchone()
        if row is None:
            return None
        record = self._decoded(row)
        if len(self._records) >= _CACHED:
            self._records.clear()
        self._records[record_id] = record
        return record

    def _decoded(self, row: Sequence[Any]) -> dict[str, Json]:
        """A record from its cells, of which the last holds the values without a column of their own."""
        record = {
            name: _loads(value) if type(value) is bytes else value
            for name, value in zip(self._own, row, strict=False)
            if value is not None
        }
        if row[-1] is not None:
            record.update(json.loads(row[-1]))
        return record

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        """The records whose field has this key, oldest first: at most ``limit`` ids (None: all), and the count of all.

        Records that lack the field have the key BLANK.
        """
        text = key.text
        form = None if text == BLANK else key.form
        if form is not None and field not in self._columns and field not in self._spilled:
            return NOTHING
        if form not in (None, KeyForm.FOLDED, KeyForm.NEAR):
            if text.startswith("s"):
                return self._find_strictly(field, key, limit)
            form = KeyForm.FOLDED  # only strings have several forms
        with self._lock:
            finder = self._finders.get((field, form)) or self._make_finder(field, form)
            rows = self._connection.execute(finder.ids, (text, -1 if limit is None else limit)).fetchall()
            count = len(rows)
            if count == limit:
                count = self._connection.execute(finder.count, (text,)).fetchone()[0]
        return Found(tuple([record_id for (record_id,) in rows]), count)

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        """Whether an absent answer means that the org has no such record: always, but in a partial data set only for a
        value that was looked up (compared in the form of the look-up; ids as text)."""
        return self._covered is None or covered_text(field, value, form) in self._covered.get(field, ())

    def carries(self, field: str) -> bool:
        """As RecordIndex.carries. A key that only records carried which a later one replaced is carried by none."""
        if not self._count:
            return True
        if field not in self._columns and field not in self._spilled:
            return False
        if field not in self._carried:
            with self._lock:
                found = self._connection.execute(
                    f"SELECT 1 FROM ids JOIN records USING (seq) WHERE {self._value(field)} IS NOT NULL LIMIT 1",
                    {"field": field},
                ).fetchone()
            self._carried[field] = found is not None
        return self._carried[field]

    @cached_property
    def converted(self) -> frozenset[str]:
        """As RecordIndex.converted."""
        ids: set[str] = set()
        for name in CONVERTED_KEYS if self._leads else ():
            if name in self._columns:
                with self._lock:
                    rows = self._connection.execute(
                        f"SELECT id FROM ids JOIN records USING (seq) WHERE {self._columns[name]} IN (?, ?)",
                        (_encoded(True), "true"),
                    ).fetchall()
                ids.update(record_id for (record_id,) in rows)
            elif name in self._spilled:
                ids.update(each for each in self.ids() if is_converted(self.get(each) or {}))
        return frozenset(ids)

    def _find_strictly(self, field: str, key: Key, limit: int | None) -> Found:
        # What matches a strict form also matches the folded one, so that no table of its own is needed.
        with self._lock:
            finder = self._finders.get((field, KeyForm.FOLDED)) or self._make_finder(field, KeyForm.FOLDED)
            rows = self._connection.execute(
                f"SELECT found.id, {self._value(field)} FROM {finder.name} AS found JOIN ids ON ids.id = found.id"
                " JOIN records USING (seq) WHERE found.key = :key ORDER BY found.rank",
                {"field": field, "key": key.folded().text},
            ).fetchall()
        ids = [record_id for record_id, value in rows if key_text(_decoded(value), key.form) == key.text]
        return Found(tuple(ids[:limit]), len(ids))

    def _make_finder(self, field: str, form: KeyForm | None) -> _Finder:
        """Make the table of a field's keys; form None: of the records where it is blank. The lock is held."""
        finder = _Finder(f"k{len(self._finders)}")
        column = self._value(field)
        function = _FUNCTIONS[form or KeyForm.FOLDED]
        kept = f"{column} <> :null" if form else f"{column} IS NULL OR {function}({column}) = ''"
        with self._connection:  # commits, or takes everything back
            self._connection.execute("BEGIN")
            self._connection.execute(finder.table)
            self._connection.execute(
                f"INSERT INTO {finder.name} SELECT {function}({column}), rank, id FROM ids JOIN records USING (seq)"
                f" WHERE {kept} ORDER BY 1, 2",
                {"field": field, "null": _NULL},
            )
        self._finders[field, form] = finder
        return finder

    def _value(self, field: str) -> str:
        """The SQL of a field's stored value; its parameter ``:field`` is the name."""
        return self._columns.get(field, "spilled(rest, :field)" if field in self._spilled else "NULL")


class _Finder:
    """The table of one field's keys in one form, and the statements that ask it."""

    __slots__ = ("count", "ids", "name", "table")

    def __init__(self, name: str) -> None:
        self.name = name
        self.table = f"CREATE TABLE {name} (key TEXT, rank INTEGER, id TEXT, PRIMARY KEY (key, rank)) WITHOUT ROWID"
        self.ids = f"SELECT id FROM {name} WHERE key = ? ORDER BY rank LIMIT ?"
        self.count = f"SELECT count(*) FROM {name} WHERE key = ?"


class RecordsWriter:
    """Takes records one by one and makes a SqliteRecords of them, in memory unless given another connection.

    ``doubled`` counts the records whose id had come before; each of them replaces the earlier one.
    """

    def __init__(self, connection: sqlite3.Connection | None = None) -> None:
        self._connection = connection or sqlite3.connect(
            ":memory:", check_same_thread=False, isolation_level=None, cached_statements=512
        )
        self._close = weakref.finalize(self, self._connection.close)  # unless finish() passes it on
        self._connection.execute("BEGIN")
        self._places: dict[str, int] = {}
        self._ages: dict[str, tuple[Age, int]] = {}
        self._waiting: list[list[Any]] = []
        self._written = 0
        self._width = -1  # columns of the table of records; -1: there is no table yet
        self.doubled = 0

    def add(self, record: Record) -> None:
        """Keep a record; its ``id`` must be text."""
        record_id = record["id"]
        self.doubled += record_id in self._ages
        self._ages[record_id] = (age(record_id, record), self._written + len(self._waiting))
        places = self._places
        if not record.keys() <= places.keys():
            for name in record:
                places.setdefault(name, len(places))
        row: list[Any] = [None] * (min(len(places), MOST_COLUMNS) + 1)
        rest = {}
        for name, value in record.items():
            place = places[name]
            if place < MOST_COLUMNS:
                row[place + 1] = _NULL if value is None else _encoded(value)
            else:
                rest[name] = value
        if rest:
            row[0] = _dumps(rest)
        self._waiting.append(row)
        if len(self._waiting) >= _CHUNK:
            self._write()

    def finish(
        self, covered: Mapping[str, frozenset[str]] | None = None, *, more_records: bool = False, leads: bool = True
    ) -> SqliteRecords:
        """The index of everything that was added, as SqliteRecords has it; the writer takes no more."""
        self._write()
        oldest_first = sorted(self._ages.items(), key=lambda entry: entry[1][0])
        rows = [(record_id, seq, rank) for rank, (record_id, (_, seq)) in enumerate(oldest_first)]
        rows.sort()  # a table without row ids grows fastest in the order of its key
        self._connection.execute(_IDS)
        self._connection.executemany("INSERT INTO ids VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")
        self._close.detach()
        return SqliteRecords(self._connection, tuple(self._places), covered, more_records=more_records, leads=leads)

    def _write(self) -> None:
        """Write what waits. The table is made with the columns that are known by then: to add one takes longer than to
        write some records."""
        width = min(len(self._places), MOST_COLUMNS)
        if self._width < 0:
            columns = "".join(f", c{number}" for number in range(width))
            self._connection.execute(f"CREATE TABLE records (seq INTEGER PRIMARY KEY, rest{columns})")
        else:
            for number in range(self._width, width):
                self._connection.execute(f"ALTER TABLE records ADD COLUMN c{number}")
        self._width = width
        marks = ", ".join("?" * (width + 2))
        missing: list[Any] = [None] * (width + 1)
        rows = ((seq, *row, *missing[len(row) :]) for seq, row in enumerate(self._waiting, self._written))
        self._connection.executemany(f"INSERT INTO records VALUES ({marks})", rows)
        self._written += len(self._waiting)
        self._waiting = []


def covered_text(field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> str:
    """The text by which a value of covers.json and one that is asked for are compared; ids are compared as text."""
    if field == "id" and type(value) is int:
        value = str(value)
    return f"{form.value} {key_text(value, form)}"


def covered_texts(field: str, values: Iterable[Json]) -> frozenset[str]:
    """The texts of values that were looked up, in every form in which one may be asked for."""
    return frozenset(covered_text(field, value, form) for value in values for form in _MATCHING_FORMS)


_MATCHING_FORMS: Final = (KeyForm.FOLDED, KeyForm.TRIMMED, KeyForm.PADDED, KeyForm.EXACT)


_dumps = json.JSONEncoder(separators=(",", ":")).encode


def _encoded(value: Json) -> Any:
    """A JSON value as SQLite stores it; bytes for what SQLite has no type for."""
    kind = type(value)
    if kind is str or kind is float or (kind is int and _SMALLEST <= value <= _LARGEST):
        return value
    return _NULL if value is None else _dumps(value).encode()


@lru_cache(_CACHED)
def _loads(value: bytes) -> Json:
    return json.loads(value.decode())


def _decoded(value: Any) -> Json:
    """What ``_encoded`` was given. Equal lists and objects may be one: nobody changes what a record holds."""
    return _loads(value) if type(value) is bytes else value


def _add_functions(connection: sqlite3.Connection) -> None:
    """Teach SQLite to make the keys of stored values, and to look into the values that share a column."""

    def key(form: KeyForm, value: Any) -> str:
        return key_text(_decoded(value), form)

    def spilled(rest: str | None, field: str) -> Any:
        values = json.loads(rest) if rest else {}
        return _encoded(values[field]) if field in values else None

    for form, name in _FUNCTIONS.items():
        connection.create_function(name, 1, partial(key, form), deterministic=True)
    connection.create_function("spilled", 2, spilled, deterministic=True)
