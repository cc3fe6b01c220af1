"""How wide the columns of a grid are, and which of them there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from tui.core.grid.table import head_text
from tui.core.rules import Certainty
from tui.widgets.grid_cells import cell_mark
from tui.widgets.look import sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.grid.table import Column, Grid

GAP: Final = 2
"""Cells between two columns."""
ADD_FIELD: Final = "+ field"
"""What stands behind the last column."""

_LEAST, _MOST, _WIDEST = 6, 30, 200  # cells of a column: at least, where not all have room, and at most
_SAMPLE: Final = 20  # rows at the beginning and at the end, by which the width of a column is found


class GridColumns:
    """The columns in a window. ``first``: the number of the first one in sight (0-based).

    ``lead``, where it is asked for: the cells of the line in front of the columns; ``width``: those of the whole line.
    """

    def __init__(self) -> None:
        self.first = 0
        self._names: list[str] = []
        self._widths: dict[str, int] = {}

    def measure(self, grid: Grid) -> None:
        """The width of each column, by its head and its first and last rows; none gets narrower than it was."""
        count = len(grid.rows.rows)
        rows = sorted({*range(min(count, _SAMPLE)), *range(max(count - _SAMPLE, 0), count)})
        self._names = [column.api_name for column in grid.columns]
        for place, column in enumerate(grid.columns):
            cells = (grid.cell(row, place) for row in rows)
            widest = max((cell_len(cell_mark(cell) + cell.text) for cell in cells), default=0)
            wanted = max(widest, cell_len(shown_head(column)), self._widths.get(column.api_name, _LEAST))
            self._widths[column.api_name] = min(wanted, _WIDEST)

    def wanted(self, lead: int, width: int) -> list[int]:
        """The cells of each column: what it needs, where all of them have that room, else not too many."""
        wanted = [self._widths[name] for name in self._names]
        all_fit = lead + sum(wanted) + GAP * len(wanted) + len(ADD_FIELD) <= width
        return wanted if all_fit else [min(each, _MOST) for each in wanted]

    def in_sight(self, lead: int, width: int) -> Iterator[tuple[int, int, int]]:
        """The columns that there is room for: number, first cell, cells."""
        at = lead
        for number, wanted in enumerate(self.wanted(lead, width)[self.first :], self.first):
            room = min(wanted, width - at)
            if room < min(wanted, _LEAST) and number > self.first:
                return
            yield number, at, max(room, 1)
            at += room + GAP


def shown_head(column: Column) -> str:
    """The head of a column, with the sign of a checked field that the terminal can show."""
    return head_text(column, sign(Certainty.DOCUMENTED))
