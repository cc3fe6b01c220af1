"""Which calls of the journal are open, without reading all of it again.

The index is a file beside the journal that can be made anew at any time. It knows how far each file was read, which
calls begun there have no reply yet, and which calls of other files were settled there. Only what was added since is
read.
"""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from tui.core.from_json import FromJson
from tui.dataclass import dataclass
from tui.dataset.files import open_ordinary, read_ordinary
from tui.files import write_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

INDEX: Final = "index.json"
_VERSION: Final = 1


@dataclass(slots=True)
class _File(FromJson):
    """How far a file was read, in bytes; the calls begun in it that are open, each with the place of its line; and the
    calls of other files that were settled in it."""

    read: int = 0
    open: dict[str, int] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Index(FromJson):
    version: int
    files: dict[str, _File] = field(default_factory=dict)


def open_lines(folder: Path, files: Sequence[Path], settling: Iterable[str]) -> list[bytes]:
    """The lines of the calls that are open, in the order of the files. settling: the kinds of notes that settle one."""
    before = _read(folder)
    now = _Index(_VERSION, {file.name: _caught_up(file, before.files.get(file.name), set(settling)) for file in files})
    if now != before:
        with suppress(OSError):  # then it is all read again next time
            write_private(folder / INDEX, json.dumps(now.to_json()))
    settled = {entry for known in now.files.values() for entry in known.settled}
    found = []
    for file in files:
        places = [place for entry, place in now.files[file.name].open.items() if entry not in settled]
        found += _lines_at(file, places)
    return found


def _read(folder: Path) -> _Index:
    try:
        index = _Index.of_json(json.loads(read_ordinary(folder / INDEX)))
    except (OSError, ValueError, RecursionError):  # Misfit is a ValueError
        return _Index(_VERSION)
    return index if index.version == _VERSION else _Index(_VERSION)


def _caught_up(file: Path, known: _File | None, settling: set[str]) -> _File:
    """What is known of a file with what was added to it since; one that is shorter than it was is read anew."""
    try:
        size = file.stat().st_size
        if known is None or size < known.read:
            known = _File()
        if size == known.read:
            return known
        with open_ordinary(file) as stream:
            known = deepcopy(known)
            stream.seek(known.read)
            for line in stream:  # one at a time: a journal may be longer than the memory is wide
                if line.endswith(b"\n"):  # a last line that is not finished is looked at again
                    _take(line, known.read, known, settling)
                    known.read += len(line)
    except OSError:
        return known or _File()
    return known


def _take(line: bytes, place: int, known: _File, settling: set[str]) -> None:
    try:
        told: Any = json.loads(line)
        entry, kind = told["entry"], told["kind"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    if not isinstance(entry, str):
        return
    if kind == "begin":
        known.open[entry] = place
        return
    settles = kind == "reply" or (kind == "note" and told.get("note") in settling)
    if settles and known.open.pop(entry, None) is None:
        known.settled.append(entry)


def _lines_at(file: Path, places: Sequence[int]) -> list[bytes]:
    if not places:
        return []
    try:
        with file.open("rb") as stream:
            found = []
            for place in places:
                stream.seek(place)
                found.append(stream.readline())
            return found
    except OSError:
        return []
