"""Records on their way into SQLite: row by row, or as columns of many rows at once.

What is written is what tui.dataset.index reads: a table ``records`` with the marks of the id and of the fields that are
asked first, a table of second marks, and what is known of the whole as JSON under a name.
"""

from __future__ import annotations

import json
import weakref
from typing import TYPE_CHECKING, Any, Final

from tui.dataset.marks import text_marks
from tui.dataset.stored import FACTS, NULL, connected, dumps, encoded, marks_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from tui.core.values import Record

MOST_COLUMNS: Final = 1_500
"""Keys with a column of their own; SQLite allows 2,000 columns. The values of further keys share one."""

_CHUNK: Final = 1_000  # records that are written at a time
_MOST_MARKED: Final = 100  # fields whose marks stand beside the records


class RecordsWriter:
    """Takes records one by one or as columns and fills a database with them: one in memory, unless given a connection.

    ``marked``: the fields that are asked first. ``doubled`` counts the records whose id had come before; each of them
    replaces the earlier one. It is known after ``finish``.
    """

    def __init__(self, connection: sqlite3.Connection | None = None, marked: Iterable[str] = ()) -> None:
        self._connection = connection or connected(":memory:")
        self._close = weakref.finalize(self, self._connection.close)  # unless finish() passes it on
        self._marked = ["id", *[name for name in dict.fromkeys(marked) if name != "id"][:_MOST_MARKED]]
        self._has_more: set[int] = set()
        self._places: dict[str, int] = {}
        self._waiting: list[tuple[str, list[Any]]] = []
        self._width: int | None = None  # columns of the table of records; None: it is not there yet
        self._written = 0
        self.doubled = 0
        self._connection.execute("BEGIN")
        self._connection.execute("CREATE TABLE more (number, mark, seq, PRIMARY KEY (number, mark, seq)) WITHOUT ROWID")
        self._connection.execute(f"CREATE TABLE {FACTS} (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")

    def add(self, record: Record) -> None:
        """Keep a record; its ``id`` must be text."""
        places = self._places
        if not record.keys() <= places.keys():
            for name in record:
                places.setdefault(name, len(places))
        row: list[Any] = [None] * (min(len(places), MOST_COLUMNS) + 1)
        rest = {}
        for name, value in record.items():
            place = places[name]
            if place < MOST_COLUMNS:
                row[place + 1] = NULL if value is None else encoded(value)
            elif name != "id":
                rest[name] = value
        if rest:
            row[0] = dumps(rest)
        self._waiting.append((record["id"], row))
        if len(self._waiting) >= _CHUNK:
            self._write_waiting()

    def takes_columns(self, names: Iterable[str]) -> bool:
        """Whether each of these keys has a column of its own, or would get one."""
        return len(self._places.keys() | set(names)) <= MOST_COLUMNS

    def add_columns(self, ids: Sequence[str], columns: dict[str, Sequence[Any]]) -> None:
        """Keep many records: the id of each, and the stored values (``encoded``) of each of the others' keys, as
        ``takes_columns`` allows; each record has all of these keys, but for those that are None."""
        self._write_waiting()
        for name in columns:
            self._places.setdefault(name, len(self._places))
        self._insert(ids, None, {self._places[name]: column for name, column in columns.items()})

    @property
    def count(self) -> int:
        """How many records were given so far."""
        return self._written + len(self._waiting)

    def abandon(self) -> None:
        """Let go of what was written."""
        self._close()

    def finish(self) -> sqlite3.Connection:
        """The connection to the database, which is complete; the writer takes no more."""
        try:
            return self._finished()
        except BaseException:
            self._close()
            raise

    def _finished(self) -> sqlite3.Connection:
        self._write_waiting()
        self._widen()
        execute = self._connection.execute
        fields = [number for number, name in enumerate(self._marked) if name in self._places or name == "id"]
        for number in fields:
            execute(f"CREATE INDEX by_m{number} ON records (m{number})")
        count = self._written - self._without_doubles()
        facts = {
            "names": list(self._places),
            "count": count,
            "doubled": self.doubled,
            "marked": self._marked,
            "more": sorted(self._has_more),
        }
        self.note("index", facts)
        execute("COMMIT")
        self._close.detach()
        return self._connection

    def note(self, name: str, value: Any) -> None:
        """Keep a JSON value under a name."""
        self._connection.execute(f"INSERT INTO {FACTS} VALUES (?, ?)", (name, json.dumps(value)))

    def _without_doubles(self) -> int:
        """Remove every record whose id comes again; returns how many there were."""
        execute = self._connection.execute
        alike = "SELECT m0 FROM records GROUP BY m0 HAVING count(*) > 1"
        if execute(f"{alike} LIMIT 1").fetchone() is not None:
            self.doubled = execute(
                f"DELETE FROM records WHERE m0 IN ({alike}) AND EXISTS (SELECT 1 FROM records AS later"
                " WHERE later.m0 = records.m0 AND later.id = records.id AND later.seq > records.seq)"
            ).rowcount
        if self.doubled and self._has_more:
            execute("DELETE FROM more WHERE seq NOT IN (SELECT seq FROM records)")
        return self.doubled

    def _write_waiting(self) -> None:
        if not self._waiting:
            return
        ids = [record_id for record_id, _ in self._waiting]
        widest = max(len(row) for _, row in self._waiting)
        missing: list[Any] = [None] * widest
        rest, *columns = zip(*([*row, *missing[len(row) :]] for _, row in self._waiting), strict=True)
        self._waiting = []
        self._insert(ids, rest if any(rest) else None, dict(enumerate(columns)))

    def _insert(self, ids: Sequence[str], rest: Sequence[Any] | None, columns: dict[int, Sequence[Any]]) -> None:
        """Write rows."""
        self._widen()
        own = self._places.get("id")  # it stands in its own column
        cells: dict[str, Iterable[Any]] = {"id": ids, "m0": text_marks(ids)}
        for number, name in enumerate(self._marked):
            place = self._places.get(name)
            if number and place in columns:
                cells[f"m{number}"] = self._marks(number, columns[place])
        cells |= {f"c{place}": column for place, column in columns.items() if place != own}
        if rest is not None:
            cells["rest"] = rest
        question = ", ".join("?" * len(cells))  # what is not named is NULL, at less cost than to name it
        rows = zip(*cells.values(), strict=True)
        self._connection.executemany(f"INSERT INTO records ({', '.join(cells)}) VALUES ({question})", rows)
        self._written += len(ids)

    def _widen(self) -> None:
        """See that the table is there, with the columns that are known by now: to add one later takes longer than to
        write some records."""
        width = min(len(self._places), MOST_COLUMNS)
        if self._width is None:
            marks = "".join(f", m{number} INTEGER" for number in range(len(self._marked)))
            columns = "".join(f", c{number}" for number in range(width))
            self._connection.execute(
                f"CREATE TABLE records (seq INTEGER PRIMARY KEY, id TEXT NOT NULL{marks}, rest{columns})"
            )
        else:
            for number in range(self._width, width):
                self._connection.execute(f"ALTER TABLE records ADD COLUMN c{number}")
        self._width = width

    def _marks(self, number: int, column: Sequence[Any]) -> Sequence[int | None]:
        marks = marks_of(column)
        if marks.more:
            self._has_more.add(number)
            rows = [(number, mark, self._written + 1 + at) for at, mark in marks.more]  # SQLite counts from 1
            self._connection.executemany("INSERT INTO more VALUES (?, ?, ?)", rows)
        return marks.all
