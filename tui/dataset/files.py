"""Files of a data set as text and as JSON, and the one error that says which file cannot be read, and where.

Every reader of this package goes through here, so that encodings and the wording of places are the same everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import one_line
from tui.core.payload import decoding
from tui.core.payload.decoding import NotTextError
from tui.core.payload.json_text import JsonTextError, parse_json

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


def decode(content: bytes, file: str) -> str:
    """The text of a file's content; ``file`` is for the error. Raises DataSetError."""
    try:
        return decoding.decode(content)
    except NotTextError as error:
        raise DataSetError(error.reason, file, error.line, error.column) from None


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
