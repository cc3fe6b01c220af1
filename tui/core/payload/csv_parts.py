"""CSV text in parts of many rows, for texts that are too long to be held: the same rows as tui.core.payload.csv_rows.

Whatever is wrong with a text is told by reading it whole (``NotInParts``): only then each place has a line and column.
"""

from __future__ import annotations

import csv
import re
from functools import cached_property
from itertools import accumulate, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.payload.csv_rows import CsvHeader

ROWS: Final = 1_000
"""The rows of a part."""

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class NotInParts(Exception):
    """A text that has to be read whole: its form needs that, or something in it is wrong."""


@dataclass
class CsvPart:
    """Rows that are not blank, each as long as the header."""

    cells: list[list[str]]
    _all: list[list[str]]  # the blank ones among them
    _places: list[int] | range
    _first: int
    _lines: int

    def line(self, row: int) -> int:
        """The line on which a row begins."""
        place = self._places[row]
        return self._first + (place if self._lines == len(self._all) else self._starts[place])

    @cached_property
    def _starts(self) -> list[int]:
        """For each row, how many lines stand before it in the part."""
        ends = (1 + sum(len(_LINE_END.findall(cell)) for cell in cells) for cells in self._all)
        return list(accumulate(ends, initial=0))


def parts_of(lines: Iterable[str], header: CsvHeader) -> Iterator[CsvPart]:
    """The rows below the header, in parts. lines: with their ends, as ``io`` splits them without translation.

    Raises NotInParts for a text that cannot be read, and for a row that is longer than the header.
    """
    reader = csv.reader(lines, delimiter=header.delimiter, strict=True)
    line = 1
    try:
        for _ in reader:
            at, line = line, reader.line_num + 1
            if at == header.line:
                break
        while rows := list(islice(reader, ROWS)):
            yield _part(rows, line, reader.line_num + 1 - line, header)
            line = reader.line_num + 1
    except (csv.Error, UnicodeDecodeError):
        raise NotInParts from None


def _part(rows: list[list[str]], first: int, lines: int, header: CsvHeader) -> CsvPart:
    lengths = set(map(len, rows))
    if max(lengths) > header.width:
        raise NotInParts
    cells = rows
    places: list[int] | range = range(len(rows))
    ids = map(itemgetter(header.id_place), rows)
    if lengths != {header.width} or not all(map(str.strip, ids)):
        places = [place for place, row in enumerate(rows) if any(cell.strip() for cell in row)]
        cells = [[*rows[place], *([""] * (header.width - len(rows[place])))] for place in places]
    if any(any(map(itemgetter(place), cells)) for place in header.nameless):
        raise NotInParts
    return CsvPart(cells, rows, places, first, lines)
