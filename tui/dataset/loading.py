"""All files of a module's records, read into a writer one after the other: short files whole, long ones in parts.

Both ways make the same records and find the same oddities; a long file that cannot be read in parts is read whole.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tui.core.payload.csv_parts import NotInParts
from tui.core.unreadable import Unreadable
from tui.core.wrappers import without_head
from tui.dataclass import dataclass
from tui.dataset.files import decode
from tui.dataset.readers import PageInfo, is_csv, read_records, read_text_records
from tui.dataset.streams import is_long, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tui.core.metadata import Module
    from tui.core.payload.csv_rows import UnconvertedCell
    from tui.dataset.readers import FileRecords
    from tui.dataset.streams import LongText
    from tui.dataset.writer import RecordsWriter

TOLD: Final = 100
"""Cells that stayed text which are told one by one; the others are counted."""


_PLAIN: Final = ("not_records", "without_id", "unconverted_count", "empty")


@dataclass(slots=True)
class Loaded:
    """What the files held beside their records, as tui.dataset.report has it; ``pages`` as FileRecords has them."""

    not_records: int = 0
    without_id: int = 0
    unconverted: list[tuple[str, UnconvertedCell]] = field(default_factory=list)
    unconverted_count: int = 0
    empty: list[str] = field(default_factory=list)
    pages: list[PageInfo] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """All of it as a JSON value."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "unconverted": [[file, astuple(cell)] for file, cell in self.unconverted],
            "pages": [astuple(page) for page in self.pages],
        }

    @classmethod
    def of_json(cls, value: Any) -> Loaded:
        """What ``as_json`` was made of. Raises TypeError, KeyError and ValueError for anything else."""
        from tui.core.payload.csv_rows import UnconvertedCell

        return cls(
            **{name: value[name] for name in _PLAIN},
            unconverted=[(file, UnconvertedCell(*cell)) for file, cell in value["unconverted"]],
            pages=[PageInfo(*page) for page in value["pages"]],
        )

    def tell_unconverted(self, file: str, cells: Sequence[UnconvertedCell], count: int) -> None:
        """Add cells of a file that stayed text, the first of so many."""
        self.unconverted += [(file, cell) for cell in cells[: TOLD - len(self.unconverted)]]
        self.unconverted_count += count


@dataclass(frozen=True, slots=True)
class Progress:
    """How far loading a module has come: the records so far, and the bytes of the files that were read, of all."""

    module: str
    records: int
    read: int
    total: int

    def told(self, seconds: float) -> str:
        """How far it has come after so many seconds, in one line: the records, how many a second, and what is left."""
        rate = self.records / seconds if seconds > 0 else 0.0
        text = f"{self.module}: {self.records:,} records read, {rate:,.0f} a second"
        if self.read >= self.total:
            return f"{text}; making the index"
        left = seconds * (self.total - self.read) / self.read if self.read else 0.0
        return f"{text}, about {left:,.0f} s left"


Watch: TypeAlias = "Callable[[Progress], object]"

_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """While this lasts, ``watch`` is told now and then how far loading has come, in this thread; what it raises ends
    the loading, and nothing of it is left."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def load(
    folder: Path,
    files: Sequence[str],
    module: Module,
    new_writer: Callable[[], RecordsWriter],
) -> tuple[RecordsWriter, Loaded]:
    """Read all files of a module's records, paths within the folder, into a new writer. Raises DataSetError, and what
    whoever watches raises.
    """
    whole: set[str] = set()
    total = sum(_size(folder / file) for file in files)
    while True:
        loading = _Loading(folder, module, new_writer(), total)
        try:
            for file in files:
                loading.read(file, whole=file in whole)
        except _InNoParts as failed:
            loading.writer.abandon()
            whole.add(failed.file)
        except BaseException:
            loading.writer.abandon()
            raise
        else:
            return loading.writer, loading.loaded


class _InNoParts(Exception):
    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Loading:
    def __init__(
        self,
        folder: Path,
        module: Module,
        writer: RecordsWriter,
        total: int,
    ) -> None:
        self.writer, self.loaded = writer, Loaded()
        self._folder, self._module, self._watch = folder, module, _watch.get()
        self._total, self._before = total, 0

    def read(self, file: str, *, whole: bool) -> None:
        """Read one file. Raises DataSetError, and _InNoParts where it has to be read whole."""
        path = self._folder / file
        if whole or not _is_long(path):
            for read in read_records(path, file, self._module):
                self._take(read)
        else:
            try:
                for text in texts_of(path, file, self._reached):
                    if isinstance(text, tuple):
                        self._take(read_text_records(decode(text[1], text[0]), text[0], self._module))
                    else:
                        self._read_long(text)
            except NotInParts:
                raise _InNoParts(file) from None
        self._before += _size(path)
        self._reached(0)

    def _reached(self, read: int) -> None:
        if self._watch is not None:
            self._watch(
                Progress(self._module.api_name, self.writer.count, min(self._before + read, self._total), self._total)
            )

    def _take(self, read: FileRecords) -> None:
        loaded = self.loaded
        loaded.not_records += read.not_records
        loaded.without_id += read.without_id
        loaded.tell_unconverted(read.file, read.unconverted, len(read.unconverted))
        loaded.pages += read.pages
        loaded.empty += [read.file] if read.empty else []
        for record in read.records:
            self.writer.add(record)

    def _read_long(self, text: LongText) -> None:
        if without_head(text.head)[1] is not None:
            raise NotInParts
        if is_csv(text.head, text.file, self._module):
            self._read_long_csv(text)
        else:
            self._read_long_json(text)

    def _read_long_json(self, text: LongText) -> None:
        if not text.head.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            raise NotInParts
        from tui.dataset.json_files import JsonRecords

        records = JsonRecords(text.file, self._module, self.writer.add)
        records.read(text.lines.read)
        self.loaded.not_records += records.not_records
        self.loaded.without_id += records.without_id
        self.loaded.pages += records.infos

    def _read_long_csv(self, text: LongText) -> None:
        from tui.core.payload.csv_rows import read_header
        from tui.dataset.columns import CsvIntoColumns

        try:
            header = read_header(text.head, self._module)
        except Unreadable:
            raise NotInParts from None
        if header is None:
            raise NotInParts
        rows = CsvIntoColumns(header, self.writer, TOLD)
        rows.write(text.lines)
        if rows.without_id and not rows.records:
            raise NotInParts
        self.loaded.without_id += rows.without_id
        self.loaded.tell_unconverted(text.file, rows.unconverted, rows.unconverted_count)


def _is_long(path: Path) -> bool:
    try:
        return is_long(path)
    except OSError:
        return False
