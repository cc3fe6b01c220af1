"""Indexes of records that are kept in files, so that a large data set is read once and opened at once after that.

A file is written whole or not at all, never changed after that, and used only for the very files that it was made of:
its key names them with their sizes and times, the metadata by its content, and the version of what is stored. It can be
removed at any time. It holds what the records hold, so it is for its owner only.
"""

from __future__ import annotations

import atexit
import json
import os
import sqlite3
import tempfile
import time
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tui
from tui.dataclass import dataclass
from tui.dataset.stored import FACTS, connected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

FORMAT: Final = 2
"""The version of what is stored: to be raised whenever a file of records would be stored otherwise than before."""

_SUFFIX: Final = ".sqlite"
_HALF_MADE: Final = ".part"
_ABANDONED_S: Final = 24 * 3600.0  # seconds after which nobody is writing a half-made file any more
_SECOND: Final = 10**9


@dataclass(frozen=True, slots=True)
class Key:
    """What an index is made of. ``text``: all that has to be the same for it to be used, as JSON; ``settled``: whether
    a later change of the files would show in it."""

    folder: Path
    module: str
    text: str
    settled: bool

    @property
    def place(self) -> str:
        """The beginning of the names of all indexes of this module of this folder."""
        return _digest(f"{self.folder}\0{self.module}")[:16]

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"{self.place}-{_digest(self.text)[:32]}{_SUFFIX}"


def key_of(folder: Path, module: str, files: Iterable[str], metadata: Iterable[tuple[str, bytes]]) -> Key:
    """The key of the index of a module's records files, paths within the folder, as they are now. metadata: what
    decides how they are read, as names and contents. Raises OSError."""
    stats = [(file, os.stat(folder / file)) for file in files]
    known = {
        "format": [FORMAT, tui.__version__, unicodedata.unidata_version],
        "folder": str(folder),
        "module": module,
        "files": [[file, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns] for file, stat in stats],
        "metadata": [[name, _digest(content)] for name, content in metadata],
    }
    now = time.time_ns()
    # Some file systems know whole seconds only, or two: a change in the same one would not show.
    settled = all(stat.st_mtime_ns % _SECOND or now - stat.st_mtime_ns > 3 * _SECOND for _, stat in stats)
    return Key(folder, module, json.dumps(known), settled)


def _digest(content: bytes | str) -> str:
    import hashlib

    content = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptIndex:
    """An index in a file: the folder of the data set and the module, how many records, its size in bytes, and when it
    was last used, in seconds since 1970. The first three are not known (None) of a file that cannot be read."""

    file: Path
    size: int
    used: float
    folder: str | None = None
    module: str | None = None
    records: int | None = None


@dataclass(frozen=True, slots=True)
class KeptIndexes:
    """A folder of indexes. ``most``: bytes that they take together at most; ``ensure``: makes a folder for its owner
    only, or raises OSError."""

    folder: Path
    most: int
    ensure: Callable[[Path], object]

    def opened(self, key: Key) -> sqlite3.Connection | None:
        """The index of a key, to be read only; None where there is none that can be used. One that is damaged is
        removed."""
        file = self.folder / key.name
        if not file.is_file():
            return None
        connection = None
        try:
            connection = read_only(file)
            if fact(connection, "key") == key.text:
                with suppress(OSError):
                    os.utime(file)  # for the order in which they are removed
                return connection
        except (sqlite3.Error, ValueError):
            pass
        if connection is not None:
            connection.close()
        self.remove(key)
        return None

    def holds(self, key: Key) -> bool:
        """Whether there is a file for a key; it may turn out to be damaged."""
        return (self.folder / key.name).is_file()

    def begun(self) -> Path:
        """A new file for an index that is about to be made, with a name that nobody looks for; where the process ends
        before it is kept, it goes. Raises OSError."""
        self.ensure(self.folder)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=_HALF_MADE)
        os.close(handle)
        atexit.register(_remove, Path(name))
        return Path(name)

    def keep(self, made: Path, key: Key) -> None:
        """Take a finished file as the index of a key, in place of older ones of the same module; others are removed
        where all would take too much, the longest unused first. Raises OSError."""
        os.replace(made, self.folder / key.name)
        for old in self._files(f"{key.place}-*{_SUFFIX}"):
            if old.name != key.name:
                _remove(old)
        for half_made in self._files(f".*{_HALF_MADE}"):
            if time.time() - _used(half_made) > _ABANDONED_S:
                _remove(half_made)
        room = self.most - _size(self.folder / key.name)
        for kept in sorted(self._files(f"*{_SUFFIX}"), key=_used, reverse=True):
            if kept.name != key.name:
                room -= _size(kept)
                if room < 0:
                    _remove(kept)

    def remove(self, key: Key) -> None:
        """Remove the index of a key, if it is there."""
        _remove(self.folder / key.name)

    def listing(self) -> tuple[KeptIndex, ...]:
        """All indexes, the last used first."""
        return tuple(_described(file) for file in sorted(self._files(f"*{_SUFFIX}"), key=_used, reverse=True))

    def clear(self) -> tuple[int, int]:
        """Remove all indexes, also half-made ones; returns how many files and bytes that were. One that is in use stays
        usable to whoever uses it."""
        files = [*self._files(f"*{_SUFFIX}"), *self._files(f".*{_HALF_MADE}")]
        gone = [(file, _size(file)) for file in files]
        gone = [(file, size) for file, size in gone if _remove(file)]
        return len(gone), sum(size for _, size in gone)

    def _files(self, pattern: str) -> Sequence[Path]:
        try:
            return [file for file in self.folder.glob(pattern) if file.is_file()]
        except OSError:
            return []


def read_only(file: Path) -> sqlite3.Connection:
    """A connection to a file that nobody changes. Raises sqlite3.Error."""
    return connected(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def fact(connection: sqlite3.Connection, name: str) -> Any:
    """A JSON value that is kept under a name; None where there is none. Raises sqlite3.Error and ValueError."""
    row = connection.execute(f"SELECT value FROM {FACTS} WHERE name = ?", (name,)).fetchone()
    return None if row is None else json.loads(row[0])


def _described(file: Path) -> KeptIndex:
    plain = KeptIndex(file, _size(file), _used(file))
    try:
        connection = read_only(file)
        try:
            key, index = json.loads(fact(connection, "key")), fact(connection, "index")
            return KeptIndex(file, plain.size, plain.used, key["folder"], key["module"], index["count"])
        finally:
            connection.close()
    except (sqlite3.Error, ValueError, TypeError, KeyError):
        return plain


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _used(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _remove(file: Path) -> bool:
    try:
        file.unlink()
    except OSError:  # gone already, in use where the system does not bear that, or not ours
        return False
    return True


# --- where they are kept ---------------------------------------------------------------------------------------------

_place: Callable[[], KeptIndexes] | None = None


def keep_indexes(place: Callable[[], KeptIndexes] | None) -> None:
    """Say where the indexes of large data sets are kept from now on; None: nowhere, each is made for one process."""
    global _place  # noqa: PLW0603 - one place for all data sets of the process
    _place = place


def kept_indexes() -> KeptIndexes | None:
    """Where the indexes of large data sets are kept."""
    return None if _place is None else _place()
