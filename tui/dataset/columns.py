"""Rows of CSV as stored columns: the cells of a column are converted together, each different one once.

What comes out is what tui.core.payload.csv_rows makes of the same rows, as tui.dataset.stored stores it.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any, Final

from tui.core.payload.csv_cells import converted_at_once
from tui.core.payload.csv_parts import NotInParts, parts_of
from tui.core.payload.csv_rows import NotConverted, UnconvertedCell, row_of
from tui.core.rounded import rounded_at
from tui.dataset.readers import record_id_of, why_unusable
from tui.dataset.stored import NULL, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.core.payload.csv_parts import CsvPart
    from tui.core.payload.csv_rows import CsvColumn, CsvHeader, CsvProblem
    from tui.dataset.writer import RecordsWriter

_REMEMBERED: Final = 20_000  # cells of a column whose values are kept


class CsvIntoColumns:
    """Writes the rows of one CSV text. ``without_id`` counts those that are no records, ``unconverted`` holds the first
    cells that stayed text, in the order of their lines, and ``unconverted_count`` counts all of them."""

    def __init__(self, header: CsvHeader, writer: RecordsWriter, most_told: int) -> None:
        self._header, self._writer, self._most_told = header, writer, most_told
        self._columns = [_Cells(column) for column in header.columns]
        names = [column.name for column in header.columns]
        self._by_row = len(set(names)) < len(names) or not writer.takes_columns(names)
        self.records = 0
        self.without_id = 0
        self.unconverted: list[UnconvertedCell] = []
        self.unconverted_count = 0

    def write(self, lines: Iterable[str]) -> None:
        """Write all rows. Raises NotInParts."""
        for part in parts_of(lines, self._header):
            before = self.records
            if not part.cells:
                continue
            if self._by_row:
                self._write_rows(part)
            else:
                self._write_columns(part)
            self.without_id += len(part.cells) - (self.records - before)

    def _write_columns(self, part: CsvPart) -> None:
        places = list(zip(*part.cells, strict=True))
        stored: dict[str, Sequence[Any]] = {}
        problems: list[tuple[int, int, UnconvertedCell]] = []
        for number, cells in enumerate(self._columns):
            column = cells.column
            stored[column.name], wrong = cells.stored(places[column.place])
            for row, expected in wrong:
                cell = UnconvertedCell(part.line(row), column.name, places[column.place][row], expected)
                problems.append((row, number, cell))
        self._tell([cell for _, _, cell in sorted(problems, key=lambda each: each[:2])])
        ids = stored["id"]
        if set(map(type, ids)) != {str} or not all(map(str.strip, ids)):
            kept = list(map(_is_id, ids))
            stored = {name: list(compress(column, kept)) for name, column in stored.items()}
            ids = stored["id"]
        if not "".join(ids).isdecimal() and any(why_unusable({"id": each}) for each in ids):
            raise NotInParts
        if ids:
            self._writer.add_columns(ids, stored)
            self.records += len(ids)

    def _write_rows(self, part: CsvPart) -> None:
        problems: list[CsvProblem] = []
        for row, cells in enumerate(part.cells):
            record = row_of(self._header.columns, cells, part.line(row), "null", problems)
            if record_id_of(record.get("id")) is not None:
                if why_unusable(record) is not None:
                    raise NotInParts
                self._writer.add(record)
                self.records += 1
        self._tell([problem for problem in problems if isinstance(problem, UnconvertedCell)])

    def _tell(self, cells: list[UnconvertedCell]) -> None:
        self.unconverted_count += len(cells)
        self.unconverted += cells[: max(0, self._most_told - len(self.unconverted))]


def _is_id(stored: Any) -> bool:
    return type(stored) is str and bool(stored.strip())


class _Cells:
    """The cells of one column, and what the latest of them come to."""

    def __init__(self, column: CsvColumn) -> None:
        self.column = column
        self._known: dict[str, Any] = {}
        self._wrong: set[str] = set()

    def stored(self, cells: Sequence[str]) -> tuple[Sequence[Any], list[tuple[int, str]]]:
        """The stored values of cells; and the places of those that stay text, with what they should be."""
        if self.column.convert is None:
            expected = self.column.expected
            rounded = [(place, expected) for place in rounded_at(cells)] if expected else []
            return ([cell or NULL for cell in cells] if "" in cells else cells), rounded
        if (quick := converted_at_once(self.column.convert, cells)) is not None:
            return quick, []
        different = set(cells)
        if len(self._known) + len(different) > _REMEMBERED:
            self._known.clear()
            self._wrong.clear()
        known, value_of = self._known, self.column.value
        for cell in different - known.keys():
            value = value_of(cell) if cell.strip() else None
            if type(value) is NotConverted:
                known[cell] = value
                self._wrong.add(cell)
            else:
                known[cell] = encoded(value)
        values = list(map(self._known.__getitem__, cells))
        wrong: list[tuple[int, str]] = []
        if self._wrong and not self._wrong.isdisjoint(different):
            wrong = [(place, value.expected) for place, value in enumerate(values) if isinstance(value, NotConverted)]
            for place, _ in wrong:
                values[place] = cells[place]
        return values, wrong
