"""Files of a data set as text, as JSON and as TOML, and the one error that says which file cannot be read, and where.

Every reader of this package goes through here, so that encodings, compression and the wording of places are the same
everywhere.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import tomllib
import zlib
from typing import TYPE_CHECKING, Any, Final

from tui.core.display import one_line
from tui.core.payload import decoding
from tui.core.payload.decoding import NotTextError
from tui.core.payload.json_text import Document, JsonTextError, parse_documents, parse_json, place_of
from tui.core.unreadable import Unreadable, place_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zipfile import ZipFile

    from tui.core.values import Json

GZIP: Final = b"\x1f\x8b"
"""How a file begins that is packed with gzip."""

ZIP: Final = b"PK\x03\x04"
"""How a zip file begins."""

LARGEST_WHOLE: Final = 1 << 30
"""Bytes of a file that is read at once. One with a hole in it says that it has more than a disk holds."""

_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_EXCEL: Final = "this is an Excel workbook; save the sheet as CSV UTF-8"


class DataSetError(Unreadable):
    """A data set that cannot be read. The message is one line: the place and a short sentence.

    ``file`` is relative to the folder of the data set (or the folder itself); ``line`` and ``column`` count from 1.
    """

    def __init__(self, reason: str, file: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason, line, column)
        self.file = file

    def __str__(self) -> str:
        return one_line(self.file) + place_text(self.line, self.column, ", ") + f": {one_line(self.reason)}"


def decode(content: bytes, file: str) -> str:
    """The text of a file's content; ``file`` is for the error. Raises DataSetError."""
    try:
        return decoding.decode(content)
    except NotTextError as error:
        raise DataSetError(error.reason, file, error.line, error.column) from None


def read_text(path: Path, file: str) -> str:
    """The text of a file, which errors call ``file``; gzip is unpacked. Raises DataSetError."""
    return decode(_unpacked(_content(path, file), file), file)


def read_texts(path: Path, file: str) -> Iterator[tuple[str, str]]:
    """The texts of a file, each with its name: of a zip file those of the files in it, of any other the one.

    Raises DataSetError.
    """
    content = _unpacked(_content(path, file), file)
    if content.startswith(_OLD_OFFICE):
        raise DataSetError(_EXCEL, file)
    if not content.startswith((ZIP, _EMPTY_ZIP)):
        yield file, decode(content, file)
        return
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = names_in(archive)
            if OF_EXCEL in names:
                raise DataSetError(_EXCEL, file)
            for name in names:
                inner = f"{file}/{name}"
                yield inner, decode(_unpacked(archive.read(name), inner), inner)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise DataSetError(f"this zip file cannot be read ({error})", file) from None
    except RuntimeError:
        raise DataSetError("this zip file needs a password; unpack it first", file) from None


OF_EXCEL: Final = "[Content_Types].xml"
"""A file that is in every zip file which is a workbook."""


def names_in(archive: ZipFile) -> list[str]:
    """The names of the files in a zip file, without those that macOS adds."""
    return [name for name in archive.namelist() if not name.endswith("/") and "__MACOSX" not in name]


def json_of(text: str, file: str, line: int = 1) -> Json:
    """The value of JSON text that begins at a line of a file. Raises DataSetError."""
    try:
        return parse_json(text)
    except JsonTextError as error:
        raise DataSetError(error.reason, file, line + error.line - 1, error.column) from None


_TOML_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def toml_of(text: str, file: str) -> dict[str, Any]:
    """The table of TOML text, of a data set or of the configuration. Raises DataSetError, also for what Python's reader
    gives up on: brackets within brackets without end, numbers of thousands of digits."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        reason = _TOML_PLACE.sub("", str(error))
        line, column = (int(place[1]), int(place[2])) if place and place[1] else place_of(text, len(text))
        raise DataSetError(f"this is not TOML: {reason}", file, line, column) from None
    except RecursionError:
        raise DataSetError("this TOML cannot be read: it is nested too deep", file) from None
    except ValueError:
        raise DataSetError("this TOML cannot be read: a number has too many digits", file) from None


def documents_of(text: str, file: str) -> tuple[Document, ...]:
    """The JSON documents of a text that holds one after the other; also one that is written as JavaScript or Python
    write it. Raises DataSetError."""
    try:
        return parse_documents(text)
    except JsonTextError as error:
        if (written := _literal(text)) is not None:
            return (written,)
        raise DataSetError(error.reason, file, error.line, error.column) from None


def _literal(text: str) -> Document | None:
    try:
        from tui.core.payload.literals import json_of_literal

        literal = json_of_literal(text)
        value = parse_json(literal.json.text)
    except Unreadable:
        return None
    other = literal.dialect in ("a Python literal", "a JavaScript object")  # JSON with a comma too many is an error
    return Document(value, 0, len(text)) if other and not text[literal.end :].strip("; \t\r\n") else None


def why_no_file(path: Path) -> str | None:
    """Why something in a folder cannot be read as a file, in words; None where it is one."""
    try:
        kind = path.stat().st_mode
    except OSError as error:
        return "this is a broken link" if path.is_symlink() else f"cannot be read ({error.strerror or error})"
    if stat.S_ISREG(kind):
        return None
    return "this is a folder, not a file" if stat.S_ISDIR(kind) else "this is not a regular file"


def read_ordinary(path: Path) -> bytes:
    """The content of an ordinary file. Raises OSError, also for what is none: a pipe would be waited for, and a device
    need not end; and for one that is larger than ``LARGEST_WHOLE``, or than the memory."""
    with open_ordinary(path) as stream:
        try:
            if os.fstat(stream.fileno()).st_size <= LARGEST_WHOLE:
                return stream.read()
        except MemoryError:
            pass
    raise OSError(errno.EFBIG, "this is too large to be read at once")


def open_ordinary(path: Path) -> io.BufferedReader:
    """An ordinary file, open to be read. Raises as ``read_ordinary`` does."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    stream = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "This is not a regular file", str(path))
    return stream


def _content(path: Path, file: str) -> bytes:
    try:
        return read_ordinary(path)
    except OSError as error:
        raise DataSetError(f"cannot be read ({error.strerror or error})", file) from None


def _unpacked(content: bytes, file: str) -> bytes:
    if not content.startswith(GZIP):
        return content
    import gzip

    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataSetError(f"this gzip file cannot be unpacked ({error})", file) from None
