"""CSV text in parts of many rows, for texts that are too long to be held: the same rows as tui.core.payload.csv_rows.

Whatever is wrong with a text is told by reading it whole (``NotInParts``): only then each place has a line and column.
"""

from __future__ import annotations

import csv
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.payload.csv_rows import CsvHeader

ROWS: Final = 1_000
"""The rows of a part."""


class NotInParts(Exception):
    """A text that has to be read whole: its form needs that, or something in it is wrong."""


@dataclass
class CsvPart:
    """Rows that are not blank, each as long as the header."""

    cells: list[list[str]]
    _places: list[int] | range  # among those of the part, with the blank ones
    _above: list[int]  # for each of those the line before it

    def line(self, row: int) -> int:
        """The line on which a row begins."""
        return self._above[self._places[row]] + 1


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
        while True:
            rows, above = [], [reader.line_num]
            for row in islice(reader, ROWS):
                rows.append(row)
                above.append(reader.line_num)
            if not rows:
                return
            yield _part(rows, above, header)
    except (csv.Error, UnicodeDecodeError):
        raise NotInParts from None


def _part(rows: list[list[str]], above: list[int], header: CsvHeader) -> CsvPart:
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
    return CsvPart(cells, places, above)
