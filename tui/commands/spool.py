"""Text that is kept until it can be written out: the first part of a long one in a temporary file without a name."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY: Final = 256 * 1024  # equal: the texts that come out are the same
"""Characters that are kept in memory before they go to the file."""


class Spool:
    """Texts in the order in which they were added, for ``with``. The file is nobody else's to read, and gone at the
    end, however that comes; where none can be made, or the disk is full, the texts stay in memory."""

    def __init__(self, in_memory: int | None = None) -> None:
        """in_memory: characters, in place of ``IN_MEMORY``."""
        self._in_memory, self._size = in_memory or IN_MEMORY, 0
        self._texts: list[str] = []
        self._file: IO[bytes] | None = None
        self._blocks: list[int] = []  # bytes of each block of the file
        self._fails = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def add(self, text: str) -> None:
        """Put a text behind the others."""
        self._texts.append(text)
        self._size += len(text)
        if self._size >= self._in_memory and not self._fails:
            try:
                self._move()
            except OSError:
                self._fails = True

    def _move(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed at the end of the with
        block = memoryview("".join(self._texts).encode())
        written = 0
        while written < len(block):
            written += self._file.write(block[written:])
        self._blocks.append(written)
        self._texts.clear()
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        """The texts, several at once."""
        place = 0
        for size in self._blocks:
            assert self._file is not None
            self._file.seek(place)
            yield self._file.read(size).decode()
            place += size
        yield from self._texts
