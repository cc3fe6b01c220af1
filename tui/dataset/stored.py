"""How values are stored in SQLite, and the marks by which records are found: a number for each value.

Two values that match in any form of the look-up (tui.core.values.KeyForm) lead to one mark, so that one index serves
them all; what a mark finds is compared by its key before it counts. Texts that match in one form but not in the form
that the mark is made by have a second mark (``Marks.more``).
"""

from __future__ import annotations

import json
import sqlite3
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from tui.core.records import age
from tui.core.values import KeyForm, key_text
from tui.dataclass import dataclass
from tui.dataset.marks import near_marks, text_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.values import Json, Key

CACHED: Final = 4_096  # decoded values, and records, that are kept
NULL: Final = b"null"
FACTS: Final = "facts"
"""The table of what is known of all records together: JSON under names."""

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1  # what an INTEGER of SQLite holds

dumps = json.JSONEncoder(separators=(",", ":")).encode


def encoded(value: Json) -> Any:
    """A JSON value as SQLite stores it; bytes for what SQLite has no type for."""
    kind = type(value)
    if kind is str or kind is float or (kind is int and _SMALLEST <= value <= _LARGEST):
        return value
    return NULL if value is None else dumps(value).encode()


@lru_cache(CACHED)
def loads(value: bytes) -> Json:
    """The JSON value of stored bytes. Equal lists and objects may be one: nobody changes what a record holds."""
    return json.loads(value.decode())


def decoded(value: Any) -> Json:
    """What ``encoded`` was given."""
    return loads(value) if type(value) is bytes else value


def connected(path: str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection that threads may share, and that commits when it is told to. path: as sqlite3.connect takes it.
    Raises sqlite3.Error."""
    connection = sqlite3.connect(path, uri=uri, check_same_thread=False, isolation_level=None, cached_statements=512)
    if path == ":memory:":
        connection.execute("PRAGMA temp_store = MEMORY")
    return connection


# --- marks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marks:
    """The mark of each value of a column, None for a blank one; ``more``: places of values with a second mark, and
    that mark."""

    all: list[int | None]
    more: list[tuple[int, int]]


def marks_of(column: Sequence[Any]) -> Marks:
    """The marks of stored values."""
    texts: Sequence[str] = column
    others: tuple[int, ...] = ()
    if set(map(type, column)) != {str}:
        others = tuple(place for place, value in enumerate(column) if type(value) is not str)
        texts = [value if type(value) is str else "" for value in column]
    marks: list[int | None] = [*near_marks(texts)]
    for place in others:
        if column[place] is not None and column[place] != NULL:
            marks[place] = text_mark(key_text(decoded(column[place]), KeyForm.NEAR))
    more: list[tuple[int, int]] = []
    if not "".join(texts).isascii():
        for place, text in enumerate(texts):
            if not text.isascii():
                key, folded = (key_text(each, KeyForm.NEAR) for each in (text, text.strip().casefold()))
                if folded != key:
                    more.append((place, text_mark(folded)))
    return Marks(marks, more)


def mark_of_key(key: Key) -> tuple[int, bool]:
    """The mark under which all values stand that have a key which is not blank, and whether some may have it as their
    second one."""
    folded = key.folded().text if key.form is not KeyForm.NEAR else ""
    if folded.startswith("s"):
        return _near_mark(folded[1:]), True
    return text_mark(key.text), False


@lru_cache(CACHED)
def _near_mark(text: str) -> int:
    """The mark of a text; one value is looked up in several forms."""
    return text_mark(key_text(text, KeyForm.NEAR))


# --- age -------------------------------------------------------------------------------------------------------------


def age_key(record_id: str, created: Any) -> bytes:
    """Bytes that sort as tui.core.records.age does; created: the stored Created_Time."""
    late, seconds, _, (kind, length, text) = age(record_id, {"Created_Time": created if type(created) is str else None})
    (bits,) = struct.unpack(">q", struct.pack(">d", seconds + 0.0))
    bits = bits ^ 0x7FFF_FFFF_FFFF_FFFF if bits < 0 else bits
    return struct.pack(">?QBI", late, bits + 2**63, kind, length) + text.encode("utf-8", "surrogatepass")
