"""CSV text as lines of cells, and the places of what cannot be read."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Final

from tui.core.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator


class CsvTextError(Unreadable, ValueError):
    """Text that is not acceptable CSV. ``line`` and ``column`` (in characters) count from 1; ``reason``: a sentence."""

    line: int
    column: int


_SEPARATOR_LINE: Final = re.compile(r"sep=[,;\t]")


def lines_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line on which it begins. A first line that tells spreadsheets the
    separator is no row."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            told = line == 1 and _SEPARATOR_LINE.fullmatch(delimiter.join(cells).lower())
            if not told and any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "limit" in str(error):
            reason = "a cell that begins in this row is too long; a quote may be left open"
            raise CsvTextError(reason, line, 1) from None
        ended = "end of data" in str(error)
        reason = "this quote is never closed" if ended else "a quote within a quoted cell must be doubled"
        raise error_at(reason, text, delimiter, line) from None


def error_at(reason: str, text: str, delimiter: str, line: int, cell: int | None = None) -> CsvTextError:
    """The error for a cell (counted from 0) of the row that begins in a line; None: the last cell that can be read."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
    cells = list(_cell_starts(text, starts[line - 1], delimiter))
    offset = cells[-1] if cell is None else cells[cell]
    last = max(number for number, start in enumerate(starts) if start <= offset)
    return CsvTextError(reason, last + 1, offset - starts[last] + 1)


_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')


def _cell_starts(text: str, offset: int, delimiter: str) -> Iterator[int]:
    """The offsets of a row's cells, up to one that is badly quoted."""
    plain = re.compile(f"[^{delimiter}\r\n]*")
    while True:
        yield offset
        cell = (_QUOTED if text.startswith('"', offset) else plain).match(text, offset)
        if cell is None or not text.startswith(delimiter, cell.end()):
            return
        offset = cell.end() + 1
