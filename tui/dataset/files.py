"""Files of a data set as text, as JSON and as TOML, and the one error that says which file cannot be read, and where.

Every reader of this package goes through here, so that encodings and the wording of places are the same everywhere.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from tui.core.display import one_line
from tui.core.payload import decoding
from tui.core.payload.decoding import NotTextError
from tui.core.payload.json_text import JsonTextError, parse_json, place_of
from tui.core.unreadable import Unreadable, place_text

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.values import Json


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
        raise DataSetError(f"this is no TOML: {reason}", file, line, column) from None
    except RecursionError:
        raise DataSetError("this is no TOML that can be read: it is nested too deep", file) from None
    except ValueError:
        raise DataSetError("this is no TOML that can be read: a number has too many digits", file) from None
