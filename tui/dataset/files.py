"""Files of a data set as text and as JSON, and the one error that says which file cannot be read, and where.

Every reader of this package goes through here, so that encodings and the wording of places are the same everywhere.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.json_text import JsonTextError, parse_json, place_of

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.values import Json


class DataSetError(Exception):
    """A data set that cannot be read. The message is one line: the place and a short sentence.

    ``file`` is relative to the folder of the data set (or the folder itself); ``line`` and ``column`` count from 1.
    """

    def __init__(self, reason: str, file: str, line: int | None = None, column: int | None = None) -> None:
        place = file
        if line is not None:
            place += f", line {line}"
        if column is not None:
            place += f", column {column}"
        super().__init__(f"{one_line(place)}: {one_line(reason)}")
        self.reason, self.file, self.line, self.column = reason, file, line, column


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)


def decode(content: bytes, file: str) -> str:
    """The text of UTF-8 (with or without its mark) or of UTF-16 with its mark; ``file`` is for the error.

    Raises DataSetError with the place of the first byte that does not fit.
    """
    mark, codec, name = next((entry for entry in _MARKS if content.startswith(entry[0])), (b"", "utf-8", "UTF-8"))
    body = content[len(mark) :]
    try:
        return body.decode(codec)
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(codec)
        line, column = place_of(before, len(before))
        raise DataSetError(f"this is no {name} text", file, line, column) from None


def read_text(path: Path, file: str) -> str:
    """The text of a file, which errors call ``file``. Raises DataSetError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataSetError(f"cannot be read ({error.strerror or error})", file) from None
    return decode(content, file)


def json_of(text: str, file: str, line: int = 1) -> Json:
    """The value of JSON text that begins at a line of a file. Raises DataSetError."""
    try:
        return parse_json(text)
    except JsonTextError as error:
        raise DataSetError(error.reason, file, line + error.line - 1, error.column) from None
