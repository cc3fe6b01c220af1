"""A block of the grid as it is copied: for a spreadsheet, and as it is written in the payload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.grid.block import block_text
from tui.core.grid.typed import editable_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.grid.paste import Written
    from tui.core.grid.table import Grid


def copied_block(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> tuple[str, Written]:
    """The text for a spreadsheet, in which null and a key that is not there are empty cells, and the cells as JSON."""
    shown = [[_cell_text(grid, row, column) for column in columns] for row in rows]
    names = [grid.columns[column].api_name for column in columns]
    return block_text(shown), tuple(tuple(grid.rows.written(row, name) for name in names) for row in rows)


def _cell_text(grid: Grid, row: int, column: int) -> str:
    """A cell as it would be typed; a nested value as JSON."""
    at = grid.columns[column]
    written = grid.rows.written(row, at.api_name)
    if written is None:
        return ""
    text = editable_text(at.api_name, at.field, grid.value(row, column), written)
    return written if text is None else text
