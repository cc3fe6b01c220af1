"""Files of records that are too large to be held: their texts, read a little at a time.

A text comes as lines. What is wrong with a file, and what is odd about it, shows when it is read whole (NotInParts).
"""

from __future__ import annotations

import codecs
import io
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, cast

from tui.core.payload.csv_parts import NotInParts
from tui.core.payload.decoding import codec_of
from tui.core.payload.foreign import file_looks_like
from tui.dataclass import dataclass
from tui.dataset.files import GZIP, OF_EXCEL, ZIP, names_in, open_ordinary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HEAD: Final = 1024 * 1024
"""Bytes of a text that are looked at before it is read; a shorter one is read whole."""

LEAST_PACKED: Final = 64 * 1024
"""Bytes of a packed file that may hold a long text."""

_PIECE: Final = 128 * 1024  # bytes that are read at a time


def is_long(path: Path) -> bool:
    """Whether a file is read in parts. Raises OSError."""
    size = path.stat().st_size
    if size >= HEAD:
        return True
    if size < LEAST_PACKED:
        return False
    with open_ordinary(path) as stream:
        return stream.read(4).startswith((GZIP, ZIP))


@dataclass(frozen=True, slots=True)
class LongText:
    """The text of a file: how it begins, and its lines, the beginning among them, with the ends that they have."""

    file: str
    head: str
    lines: io.TextIOWrapper


@contextmanager
def _told_by_reading_whole() -> Iterator[None]:
    """What goes wrong while a file is read is told when it is read whole."""
    from zipfile import BadZipFile

    try:
        yield
    except (OSError, EOFError, zlib.error, BadZipFile, NotImplementedError, RuntimeError, UnicodeError):
        raise NotInParts from None


def texts_of(path: Path, file: str, reached: Callable[[int], object]) -> Iterator[LongText | tuple[str, bytes]]:
    """The texts of a file, which errors call ``file``, each long one as such, a short one as its name and content: of a
    zip file the texts in it, of any other the one. reached: told the bytes of the file that were read so far.

    Raises NotInParts, also while the lines are read.
    """
    from zipfile import ZipFile

    with _told_by_reading_whole(), open_ordinary(path) as stream:
        beginning = stream.read(4)
        stream.seek(0)
        if not beginning.startswith(ZIP):
            yield from _text_of(stream, file, lambda: reached(stream.tell()))
            return
        with ZipFile(stream) as archive:
            names = names_in(archive)
            if OF_EXCEL in names:
                raise NotInParts
            for name in names:
                with archive.open(name) as member:
                    yield from _text_of(member, f"{file}/{name}", lambda: reached(stream.tell()))


def _text_of(stream: IO[bytes], file: str, reached: Callable[[], object]) -> Iterator[LongText | tuple[str, bytes]]:
    content = stream
    head = content.read(HEAD)
    if head.startswith(GZIP):
        from gzip import GzipFile

        stream.seek(0)
        content = cast("IO[bytes]", GzipFile(fileobj=stream))
        head = content.read(HEAD)
    if file_looks_like(head) is not None:
        raise NotInParts
    if len(head) < HEAD:
        yield file, head
        return
    if codec_of(head) != "utf-8-sig":
        raise NotInParts
    raw = _Checked(head, content, reached)
    text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    yield LongText(file, text, io.TextIOWrapper(cast("IO[bytes]", raw), encoding="utf-8-sig", newline=""))


class _Checked(io.BufferedIOBase):
    """A stream from its head on, which is no text if there is a NUL in it. It gives more than it is asked for, so that
    a long text is not read in pieces of eight thousand bytes."""

    def __init__(self, head: bytes, rest: IO[bytes], reached: Callable[[], object]) -> None:
        self._head, self._rest, self._reached = io.BytesIO(head), rest, reached

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read1(self, size: int | None = -1, /) -> bytes:
        """Read some more. Raises NotInParts for a NUL, and for what cannot be unpacked."""
        room = max(size or 0, _PIECE)
        with _told_by_reading_whole():
            piece = self._head.read(room) or self._rest.read(room)
        if b"\0" in piece:
            raise NotInParts
        self._reached()
        return piece
