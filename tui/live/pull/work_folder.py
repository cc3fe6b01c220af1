"""The folder that a pull works in, and how it becomes a data set.

Until all is there, everything lies in a hidden folder beside the data set: a state file and the replies as they came.
That folder is no data set, so that half a pull is never taken for one. At the end the data set is put together in it
and takes its place with a rename; one that is replaced stays whole until then.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ValidationError

from tui.core.display import one_line
from tui.core.payload.decoding import whole_characters
from tui.dataset.files import DataSetError, read_text, toml_of
from tui.files import InUse, locked, resolved, write_private
from tui.settings.folders import ensure_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from tui.core.values import Json, Record

PAGE_ROWS: Final = 200
"""Records of a reply, and of a file of the data set."""

TOKEN_LIFE_S: Final = 24 * 3600.0
"""How long a page token lives [Get Records page], and how long what was pulled counts as one picture of the org."""

_OURS: Final = ("dataset.toml", "modules.json", "covers.json", "fields", "layouts", "records")


class PullError(Exception):
    """What keeps a pull from beginning, or from putting its data set in place: one line for a person."""


class Destination(Enum):
    """What is at the place where a data set is to be."""

    FREE = "free"  # nothing, or an empty folder
    DATA_SET = "data set"
    OTHER = "other"


def destination(into: Path) -> Destination:
    """What is there. A swap that a crash cut in two is finished or taken back first. Raises OSError."""
    into = resolved(into)
    before = _before(into)
    if before.exists():
        if into.exists():
            shutil.rmtree(before)
        else:
            before.rename(into)
    if not into.exists():
        return Destination.FREE
    if not into.is_dir():
        return Destination.OTHER
    if any((into / part).is_dir() for part in ("fields", "records")):
        return Destination.DATA_SET
    return Destination.OTHER if any(into.iterdir()) else Destination.FREE


# --- what is kept of a pull that is under way ------------------------------------------------------------------------


class Listing(BaseModel):
    """One listing of a module, page by page. ``params``: those of every page; ``ids``: the records it asks for, instead
    of all, ``per_call`` of them at a time (1: each by itself, with all its fields); ``token``: the one for the next
    page, good until ``expires`` (seconds since the epoch)."""

    name: str
    params: dict[str, str]
    ids: list[str] | None = None
    per_call: int = 100
    pages: int = 0
    rows: int = 0
    token: str | None = None
    expires: float | None = None
    done: bool = False


class ModuleState(BaseModel):
    """How far a module is. ``started``: seconds since the epoch; ``about``: how many records it is said to have;
    ``late``: whether the listings of what the first ones missed are among ``passes``; ``gone``: the ids that even those
    did not bring."""

    started: float
    about: int | None = None
    listings: list[Listing] = []
    late: bool = False
    gone: list[str] = []
    done: bool = False

    @property
    def rows(self) -> int:
        """How many records there are so far."""
        return self.listings[0].rows if self.listings else 0


class LookupState(BaseModel):
    """How far the look-ups of a payload are: ``digest`` of the queries, how many of them are done, the ids they found,
    and the fields that could not be looked up, each with the reason."""

    digest: str
    done: int = 0
    found: list[str] = []
    refused: dict[str, str] = {}


class PullState(BaseModel):
    """state.json. A pull goes on from it if it is from the same org and of the same kind."""

    source: str
    kind: str
    modules: dict[str, ModuleState] = {}
    lookups: LookupState | None = None


class WorkFolder:
    """The hidden folder beside a data set. Made by ``work_folder``."""

    def __init__(self, place: Path, into: Path, state: PullState) -> None:
        self.place, self.into, self.state = place, into, state

    def save(self) -> None:
        """Write the state. Raises OSError with the file's name."""
        self._write("state.json", self.state.model_dump_json())

    def forget(self, module: str) -> None:
        """Begin a module anew."""
        self.state.modules.pop(module, None)
        self.save()
        shutil.rmtree(self.place / "modules" / module, ignore_errors=True)

    def write(self, name: str, value: Json) -> None:
        """Keep a reply under a name. Raises OSError with the file's name."""
        self._write(name, whole_characters(json.dumps(value, ensure_ascii=False)))

    def read(self, name: str) -> Json:
        """A reply that was kept."""
        return json.loads((self.place / name).read_text(encoding="utf-8"))

    def has(self, name: str) -> bool:
        """Whether a reply was kept under a name."""
        return (self.place / name).exists()

    def write_page(self, module: str, listing: Listing, records: list[Record]) -> None:
        """Keep the next page of a listing, before the state counts it."""
        self.write(f"modules/{module}/{listing.name}-{listing.pages + 1}.json", records)

    def pages(self, module: str, listing: Listing) -> Iterator[list[Record]]:
        """The pages of a listing that the state counts."""
        for number in range(1, listing.pages + 1):
            yield self.read(f"modules/{module}/{listing.name}-{number}.json")

    def leave(self) -> None:
        """Take the folder away: nothing of it is wanted any more."""
        shutil.rmtree(self.place, ignore_errors=True)

    def _write(self, name: str, text: str) -> None:
        with naming(self.place / name):
            write_private(self.place / name, text)


@contextmanager
def work_folder(into: Path, source: str, kind: str) -> Iterator[WorkFolder]:
    """The work folder of a pull, with the state that an earlier one of the same kind from the same org left.

    Raises PullError where another pull is at work in it, OSError.
    """
    into = resolved(into)
    if not into.name:
        raise PullError(f"{one_line(str(into))}: a data set needs a folder of its own")
    place = _place(into, kind)
    ensure_folder(place)
    with _only_one(place / "lock", into):
        state = _state_in(place)
        if state is None or (state.source, state.kind) != (source, kind):
            for entry in place.iterdir():
                if entry.name != "lock":
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            state = PullState(source=source, kind=kind)
        try:
            yield WorkFolder(place, into, state)
        finally:
            if not (place / "state.json").exists():  # nothing that a later pull could go on from
                shutil.rmtree(place, ignore_errors=True)


def left_over(into: Path) -> bool:
    """Whether an unfinished pull into a place can go on."""
    return any((_place(resolved(into), kind) / "state.json").exists() for kind in ("all", "payload"))


def _place(into: Path, kind: str) -> Path:
    return into.with_name(f".{into.name}.{kind}.partial")


def _state_in(place: Path) -> PullState | None:
    try:
        return PullState.model_validate_json((place / "state.json").read_bytes())
    except (OSError, ValidationError):
        return None


@contextmanager
def _only_one(lock: Path, into: Path) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(locked(lock, 0))
        except InUse:
            raise PullError(f"{one_line(str(into))}: another pull into it is under way") from None
        yield


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Give an OSError of writing (a full disk names no file) the name of what was written."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, error.filename or str(file)) from None


def json_text(value: Json) -> str:
    """JSON as the files of a data set have it: readable, every character itself; half a character, which no data set
    may hold, becomes the replacement character."""
    return whole_characters(json.dumps(value, ensure_ascii=False, indent=1))


# --- putting the data set together -----------------------------------------------------------------------------------


class Assembly:
    """A data set that is being put together, in ``whole`` of the work folder. Nothing else looks at it."""

    def __init__(self, work: WorkFolder) -> None:
        self._work = work
        self.folder = work.place / "whole"
        shutil.rmtree(self.folder, ignore_errors=True)
        ensure_folder(self.folder)

    def keep(self, old: Path, *, also: Iterable[str] = ()) -> None:
        """Copy what an old data set holds beside metadata and records (payloads above all), and the paths ``also``."""
        for entry in old.iterdir():
            if entry.name not in _OURS:
                self._copy(entry, self.folder / entry.name)
        for name in also:
            self._copy(old / name, self.folder / name)

    def copy_file(self, old: Path, name: str) -> bool:
        """Copy a file of an old data set; returns whether it is there."""
        there = (old / name).is_file()
        if there:
            self._copy(old / name, self.folder / name)
        return there

    def write(self, name: str, value: Json) -> None:
        """A JSON file of the data set."""
        with naming(self.folder / name):
            write_private(self.folder / name, json_text(value))

    def write_records(self, module: str, records: Iterable[Record]) -> int:
        """The records of a module as pages of Zoho's shape, one page for none; returns how many there are."""
        page: list[Record] = []
        count = number = 0
        for record in records:
            if len(page) == PAGE_ROWS:
                number += 1
                self._write_page(module, number, page, more=True)
                page = []
            page.append(record)
            count += 1
        self._write_page(module, number + 1, page, more=False)
        return count

    def drop_records(self, module: str) -> None:
        """Take back the records of a module."""
        for file in (self.folder / "records").glob(f"{module}-*.json"):
            file.unlink()

    def _write_page(self, module: str, number: int, page: list[Record], *, more: bool) -> None:
        info = {"per_page": PAGE_ROWS, "count": len(page), "page": number, "sort_by": "id", "more_records": more}
        self.write(f"records/{module}-{number}.json", {"data": page, "info": info})

    def write_settings(self, settings: Mapping[str, Any]) -> None:
        """dataset.toml."""
        import tomli_w

        with naming(self.folder / "dataset.toml"):
            write_private(self.folder / "dataset.toml", whole_characters(tomli_w.dumps(settings)))

    def publish(self) -> None:
        """Put the data set in its place, and take the work folder away. Raises OSError; the old one is then there."""
        into = self._work.into
        ensure_folder(into.parent)
        if into.exists() and any(into.iterdir()):
            before = _before(into)
            into.rename(before)
            try:
                self.folder.rename(into)
            except BaseException:
                before.rename(into)
                raise
            shutil.rmtree(before, ignore_errors=True)
        else:
            if into.exists():
                into.rmdir()
            self.folder.rename(into)
        with suppress(OSError, AttributeError):  # the rename itself has to outlive a power cut; not every system can
            handle = os.open(into.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        self._work.leave()

    def _copy(self, source: Path, target: Path) -> None:
        with naming(target):
            ensure_folder(target.parent)
            if source.is_dir() and not source.is_symlink():
                shutil.copytree(source, target, symlinks=True)
            else:
                shutil.copy2(source, target, follow_symlinks=False)


def old_settings(folder: Path) -> dict[str, Any]:
    """dataset.toml of a data set as it stands; empty where it cannot be read."""
    try:
        return toml_of(read_text(folder / "dataset.toml", "dataset.toml"), "dataset.toml")
    except DataSetError:
        return {}


def _before(into: Path) -> Path:
    return into.with_name(f".{into.name}.before-pull")
