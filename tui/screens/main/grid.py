"""What the main screen does with the payload as a grid: it turns the pane. What the grid asks for is in
tui.screens.grid.work, which is loaded with the first grid.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from tui.core.payload.json_text import JsonTextError
from tui.screens.main.problems import ProblemsScreen

if TYPE_CHECKING:
    from tui.core.grid.rows import GridRows
    from tui.screens.grid.work import GridWork
    from tui.widgets.grid import GridTable
    from tui.widgets.grid_view import GridView


class GridScreen(ProblemsScreen):
    """A screen on an Explorer whose payload can be edited in a grid."""

    # --- the pane -----------------------------------------------------------------------------------------------------

    def action_turn_payload(self) -> None:
        """Turn the payload into a grid, or back into text."""
        self.when_typed(self.turn)

    def turn(self) -> None:
        """Show the payload the other way, at the same row and key."""
        if self.shows_grid and self.grid is not None:
            row, name = self.grid.row, self.grid.name_here
            self.show_grid(False)
            self.action_show_pane("payload")
            self._go_to_cell(row, name)
            return
        self.show_grid(True)
        if self.grid is not None:
            self.grid.select(self.row)
        self.action_show_pane("payload")

    def _go_to_cell(self, row: int | None, name: str | None) -> None:
        """Put the editor's cursor on a cell."""
        places = self.explorer.view.problems.places if self.explorer.view.problems is not None else None
        if places is None or row is None:
            return
        offset = places.offset(row, name)
        offset = places.offset(row, None) if offset is None else offset
        if offset is not None:
            self.editor.go_to(*places.lines.location(offset))

    def go_to_cell_with_problem(self, step: int) -> None:
        """Go to the next cell with a problem, or the one before, round at the end."""
        table, view = self.grid, self.explorer.view
        if table is None:
            return
        found = () if view.problems is None else view.problems.cells()
        cells = sorted({(row, -1 if name is None else self._column_of(name)) for row, name in found})
        here = (table.cursor, table.column)
        if not cells:
            self.say("There are no problems in the rows of this payload.")
            return
        ahead = [each for each in cells if (each > here if step > 0 else each < here)]
        row, column = (ahead or cells)[0 if step > 0 else -1]
        self.action_show_pane("payload")
        table.select(row)
        table.column = max(column, 0)

    def _column_of(self, name: str) -> int:
        shown = self.grid.grid if self.grid is not None else None
        place = shown.place_of(name) if shown is not None else None
        return -1 if place is None else place

    def on_grid_table_text_wanted(self) -> None:
        """The grid leads back to the text."""
        if self.shows_grid:
            self.turn()

    def on_grid_view_looked(self) -> None:
        """Another cell is looked at: what is wrong with it stands below."""
        if self.grid is not None and self.grid.has_focus:
            self._show_cause(self.explorer.view)

    def on_grid_table_fix_wanted(self) -> None:
        """The problems, at that of the cell."""
        self.action_problems()

    # --- what the grid asks for ---------------------------------------------------------------------------------------

    @property
    def _work(self) -> GridWork:
        from tui.screens.grid.work import GridWork

        assert self.grid is not None  # it asked
        return GridWork(self, self.grid)

    def on_grid_table_edited(self, message: GridTable.Edited) -> None:
        """A cell or row was edited."""
        self._work.take_edit(message.rows, message.before, message.cause)

    def on_grid_table_menu_wanted(self) -> None:
        """All that can be done, as a list."""
        self._work.open_menu()

    def on_grid_table_cell_wanted(self, message: GridTable.CellWanted) -> None:
        """A cell is to be edited."""
        self._work.edit_cell(message.typed)

    def on_grid_table_column_wanted(self) -> None:
        """A further column is wanted."""
        self._work.choose_column()

    def on_grid_table_block_pasted(self, message: GridTable.BlockPasted) -> None:
        """A block was pasted."""
        self._work.paste_block(message.text)

    def on_grid_view_rows_wanted(self, message: GridView.RowsWanted) -> None:
        """The rows of a long text are wanted before it is forecast."""
        if message.text != self._read_for_grid:
            self._read_for_grid = message.text
            self.run_worker(partial(self._read_rows, message.text), thread=True, group="grid", exit_on_error=False)

    _read_for_grid = ""

    def _read_rows(self, text: str) -> None:
        """In a thread. What cannot be read is told with the forecast."""
        from tui.core.grid.rows import GridRows

        with suppress(JsonTextError, IndexError, KeyError, TypeError):
            rows = GridRows.read(text)
            self.app.call_from_thread(self._rows_read, rows)

    def _rows_read(self, rows: GridRows) -> None:
        self._read_for_grid = ""
        if self.grid is not None and self.shows_grid and self.explorer.view.draft.text == rows.text:
            self.grid.take_rows(rows)
            self._show_payload(self.explorer.view)
