"""Where the marks of a field stand, and their making for a field that nobody asked for before."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from tui.dataclass import dataclass
from tui.dataset.stored import marks_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


@dataclass(frozen=True, slots=True)
class Marked:
    """Where the marks of a field stand: a table with ``seq``, the column in it, the table of second marks with the
    field's number there, and whether that has any."""

    table: str
    column: str
    more: str
    number: int
    has_more: bool


class MarksMade:
    """The marks of a field on their way into a table of their own, some records at a time. value: the SQL of what the
    field holds; changes: what a change of the database stands in. Whoever calls holds the lock of the connection."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        number: int,
        field: str,
        value: str,
        changes: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._connection, self._number, self._field = connection, number, field
        self._value, self._changes, self._table = value, changes, f"marks{number}"
        self._last, self._has_more = -1, False

    def add(self, count: int) -> int:
        """Make the marks of so many more records; returns how many there were."""
        execute, many = self._connection.execute, self._connection.executemany
        with self._changes():
            if self._last < 0:
                execute(f"CREATE TEMP TABLE {self._table} (seq INTEGER PRIMARY KEY, mark INTEGER)")
                execute(
                    "CREATE TEMP TABLE IF NOT EXISTS more_made (number, mark, seq, PRIMARY KEY (number, mark, seq))"
                )
            rows = execute(
                f"SELECT seq, {self._value} FROM records WHERE seq > :last ORDER BY seq LIMIT :count",
                {"field": self._field, "last": self._last, "count": count},
            ).fetchall()
            if not rows:
                return 0
            seqs, column = zip(*rows, strict=True)
            marks = marks_of(column)
            many(f"INSERT INTO {self._table} VALUES (?, ?)", zip(seqs, marks.all, strict=True))
            second = [(self._number, mark, seqs[place]) for place, mark in marks.more]
            many("INSERT INTO more_made VALUES (?, ?, ?)", second)
            self._last, self._has_more = seqs[-1], self._has_more or bool(second)
            return len(rows)

    def finished(self) -> Marked:
        """Where the marks of all records stand."""
        table = self._table
        with self._changes():
            self._connection.execute(f"CREATE INDEX temp.by_{table} ON {table} (mark)")
        return Marked(table, f"{table}.mark", "more_made", self._number, self._has_more)

    def drop(self) -> None:
        """Leave nothing of it."""
        with suppress(sqlite3.Error), self._changes():
            self._connection.execute(f"DROP TABLE IF EXISTS temp.{self._table}")
