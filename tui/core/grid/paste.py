"""Where a block goes that is pasted into a grid, and what there is too little room for; and the rows after that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.grid.block import Block, BlockError
from tui.core.grid.rows import CellEdit, GridRows
from tui.core.grid.typed import written_of
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.metadata import Module

Written = tuple[tuple[str | None, ...], ...]
"""Cells as JSON text, a tuple a row; None: the key is left out."""


@dataclass(frozen=True, slots=True)
class Paste:
    """Cells to be written under ``names`` from a row (0-based) on. ``more_rows``: how many rows have to be added for
    that; ``new_names``: the keys that have no column yet."""

    cells: Written
    names: tuple[str, ...]
    first_row: int
    more_rows: int
    new_names: tuple[str, ...] = ()

    def made(self, rows: GridRows) -> GridRows:
        """The rows with the cells in them."""
        longer = rows.with_empty_rows(self.more_rows)
        return longer.with_cells(
            CellEdit(row, (name,), written)
            for row, line in enumerate(self.cells, self.first_row)
            for name, written in zip(self.names, line, strict=True)
        )


def at_cursor(cells: Written, row: int, row_count: int, names: Sequence[str]) -> Paste:
    """Cells that begin at a row and under the first of these names, the columns from the cursor on. Raises BlockError
    where there are fewer columns than cells in a line."""
    must_fit(len(cells[0]), names)
    return Paste(cells, tuple(names[: len(cells[0])]), row, max(row + len(cells) - row_count, 0))


def must_fit(width: int, names: Sequence[str]) -> None:
    """Raises BlockError where there are fewer of these columns than a block has."""
    if width > len(names):
        columns = count_of(len(names), "column")
        raise BlockError(
            f"The block has {count_of(width, 'column')}, and from here on there {'is' if len(names) == 1 else 'are'} "
            f"{columns}. Add columns first, or copy it with a line of field names above it."
        )


def under_header(
    block: Block, header: Sequence[str], row: int, row_count: int, module: Module, names: Sequence[str]
) -> Paste:
    """The rows of a block below its first line, which names the fields; names: the columns that are there."""
    cells = written_cells(Block(block.cells[1:]), header, module)
    new = tuple(name for name in header if name not in names)
    return Paste(cells, tuple(header), row, max(row + len(cells) - row_count, 0), new)


def written_cells(block: Block, names: Sequence[str], module: Module) -> Written:
    """What the cells of a block mean under the first of some keys. An empty cell leaves the key out. Raises BlockError
    where there are fewer keys than cells in a line."""
    must_fit(block.width, names)
    fields = [(name, module.by_name.get(name)) for name in names[: block.width]]
    return tuple(
        tuple(written_of(name, field, cell) for (name, field), cell in zip(fields, line, strict=True))
        for line in block.cells
    )
