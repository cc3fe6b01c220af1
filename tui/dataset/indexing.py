"""The records of a module as an index: from the file that is kept of an earlier reading, else made by reading them.

A small module is read into memory each time, and nothing is written for it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass
from tui.dataset.kept import KeptIndexes, Key, fact, kept_indexes, read_only
from tui.dataset.loading import Loaded, load
from tui.dataset.stored import connected
from tui.dataset.writer import RecordsWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tui.core.metadata import Module

LEAST_KEPT: Final = 2 * 1024 * 1024
"""Bytes of the files of a module from which on its index is kept: fewer are read in a moment."""

_BUILDING: Final = ("page_size = 8192", "journal_mode = OFF", "synchronous = OFF", "cache_size = -4000")
"""A larger cache takes longer: what is sorted no longer fits into that of the processor."""


@dataclass(frozen=True, slots=True)
class Source:
    """The files of a module's records, as paths within the folder, and the key that they have now; ``key_now`` raises
    OSError."""

    folder: Path
    files: Sequence[str]
    module: Module
    key_now: Callable[[], Key]

    @property
    def mend(self) -> Callable[[], sqlite3.Connection] | None:
        """What makes the index again, if it can be one that is kept."""
        return (lambda: indexed(self, anew=True).connection) if self.is_large else None

    @property
    def is_at_hand(self) -> bool:
        """Whether the index is there in a moment: these files are few, or their index is kept."""
        kept = kept_indexes() if self.is_large else None
        try:
            return not self.is_large or (kept is not None and kept.holds(self.key_now()))
        except OSError:
            return True

    @property
    def is_large(self) -> bool:
        """Whether the index of these files is kept."""
        with suppress(OSError):
            return sum((self.folder / file).stat().st_size for file in self.files) >= LEAST_KEPT
        return False


@dataclass(frozen=True, slots=True)
class Indexed:
    """A connection that RecordsWriter filled, what else the files held, and what is to be said of it, in sentences."""

    connection: sqlite3.Connection
    loaded: Loaded
    notes: tuple[str, ...] = ()


class _Changed(Exception):
    """A file changed while it was read."""


def indexed(source: Source, *, anew: bool = False) -> Indexed:
    """The index of a module's records. anew: one that is kept does not count. Raises DataSetError for files that cannot
    be read."""
    if not source.is_large:
        return _made(source, ":memory:")
    kept = kept_indexes()
    try:
        key = source.key_now()
    except OSError:  # gone, or not to be looked at: reading tells
        return _made(source, "")
    if kept is not None and anew:
        kept.remove(key)
    found = None if kept is None or anew else _kept(kept, key)
    if found is not None:
        return found
    for _ in range(2):
        with suppress(_Changed):
            return _new(source, kept)
    made = _made(source, "")
    changed = "its files changed while they were read. Open the data set again once they are complete."
    return Indexed(made.connection, made.loaded, (f"{source.module.api_name}: {changed}",))


def _kept(kept: KeptIndexes, key: Key) -> Indexed | None:
    connection = kept.opened(key)
    if connection is None:
        return None
    try:
        return Indexed(connection, Loaded.of_json(fact(connection, "loaded")))
    except (sqlite3.Error, ValueError, TypeError, KeyError):
        connection.close()
        kept.remove(key)
        return None


def _new(source: Source, kept: KeptIndexes | None) -> Indexed:
    """Read the files; the index is kept where that can be. Raises _Changed and DataSetError."""
    key = source.key_now()
    why = ""
    if kept is not None:
        file = None
        try:
            file = kept.begun()
            return _new_in_a_file(source, kept, key, file)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
        except sqlite3.OperationalError as error:  # the disk is full
            why = str(error)
        finally:
            if file is not None:
                with suppress(OSError):
                    file.unlink(missing_ok=True)
    made = _made(source, "")
    if source.key_now() != key:
        made.connection.close()
        raise _Changed
    return Indexed(made.connection, made.loaded, (_not_kept(source, why),) if why else ())


def _new_in_a_file(source: Source, kept: KeptIndexes, key: Key, file: Path) -> Indexed:
    made = _made(source, str(file), key)
    made.connection.close()
    now = source.key_now()
    if now != key:
        raise _Changed
    size = file.stat().st_size
    notes: tuple[str, ...] = ()
    if size > kept.most:
        why = f"it takes {size:,} bytes, and the cache holds at most {kept.most:,}"
        notes = (_not_kept(source, why),)
    elif now.settled:
        kept.keep(file, key)
        file = kept.folder / key.name
    return Indexed(read_only(file), made.loaded, notes)


def _not_kept(source: Source, why: str) -> str:
    return f"{source.module.api_name}: its index cannot be kept ({why}), so its records are read again each time."


def _made(source: Source, place: str, key: Key | None = None) -> Indexed:
    """Read all files into a database: in memory, in a file, or (an empty text) in one that is gone with the connection.

    Raises DataSetError, OSError, sqlite3.OperationalError.
    """

    def new_writer() -> RecordsWriter:
        if place not in ("", ":memory:"):
            os.truncate(place, 0)  # of an attempt before this one, which ended somewhere in the middle
        connection = connected(place)
        if place != ":memory:":
            for pragma in _BUILDING:
                connection.execute(f"PRAGMA {pragma}")
        return RecordsWriter(connection, [field.api_name for field in source.module.checkable])

    writer, loaded = load(source.folder, source.files, source.module, new_writer)
    if key is not None:
        writer.note("loaded", loaded.as_json())
        writer.note("key", key.text)
    return Indexed(writer.finish(), loaded)
