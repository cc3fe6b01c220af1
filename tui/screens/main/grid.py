"""What the main screen does with the payload as a grid: it turns the pane, opens what fits a cell, pastes blocks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from textual import on

from tui.core.display import one_line
from tui.core.field_types import LOOKUP_TYPES, MULTI_SELECT, OBJECT_ITEMS
from tui.core.grid.block import BlockError, header_names, read_block
from tui.core.grid.paste import at_cursor, under_header, written_cells
from tui.core.grid.rows import NULL_TEXT, CellEdit, written_as
from tui.core.grid.table import APPEND
from tui.core.grid.typed import editable_text
from tui.core.views.describe import count_of, listed
from tui.core.views.field_facts import type_text
from tui.dataset.files import DataSetError
from tui.screens.dialogs.picker import Choice, Picker
from tui.screens.dialogs.question import Question
from tui.screens.grid.cell import AskedCell, CellDialog
from tui.screens.grid.lookup import LookupDialog
from tui.screens.grid.menu import GridMenu
from tui.screens.grid.multi_select import MultiSelectDialog, Ticks
from tui.screens.main.problems import ProblemsScreen
from tui.widgets.grid import GridTable

if TYPE_CHECKING:
    from tui.core.grid.block import Block
    from tui.core.grid.paste import Paste
    from tui.core.grid.rows import GridRows
    from tui.core.grid.suggest import Suggestion
    from tui.core.metadata import Module

_MEANT_AT_ONCE: Final = frozenset({"true", "false"})


class GridScreen(ProblemsScreen):
    """A screen on an Explorer whose payload can be edited in a grid."""

    @property
    def table(self) -> GridTable:
        """The grid."""
        return self.query_one(GridTable)

    # --- the pane -----------------------------------------------------------------------------------------------------

    def action_turn_payload(self) -> None:
        """Turn the payload into a grid, or back into text."""
        self.when_typed(self._turn)

    def action_payload_pane(self) -> None:
        """Go to the payload; there, turn it."""
        if self.payload_widget.has_focus:
            self.action_turn_payload()
        else:
            self.action_show_pane("payload")

    def _turn(self) -> None:
        grid = self.table
        if self.shows_grid:
            row, name = grid.row, grid.name_here
            self.show_grid(False)
            self.action_show_pane("payload")
            self._go_to_cell(row, name)
        else:
            self.show_grid(True)
            grid.select(self.row)
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
        table, view = self.table, self.explorer.view
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
        place = self.table.grid.place_of(name) if self.table.grid is not None else None
        return -1 if place is None else place

    @on(GridTable.TextWanted)
    def _text_wanted(self) -> None:
        if self.shows_grid:
            self._turn()

    @on(GridTable.Looked)
    def _cell_looked_at(self) -> None:
        if self.table.has_focus:
            self._show_cause(self.explorer.view)

    @on(GridTable.FixWanted)
    def _fix_wanted(self) -> None:
        self.action_problems()

    @on(GridTable.MenuWanted)
    def _menu_wanted(self) -> None:
        grid = self.table
        rows, columns = grid.block
        name = one_line(grid.name_here or "") if len(columns) < 2 else count_of(len(columns), "field")
        where = f"{name} of {count_of(len(rows), 'row')}" if len(rows) > 1 else f"{name}, row {grid.cursor + 1}"

        def chosen(action: str | None) -> None:
            if action is not None:
                grid.call_later(grid.run_action, action)

        self.app.push_screen(GridMenu(where), chosen)

    # --- edits --------------------------------------------------------------------------------------------------------

    @on(GridTable.Edited)
    def _grid_edited(self, message: GridTable.Edited) -> None:
        if self.explorer.view.draft.text != message.before:
            self.complain("The payload was changed meanwhile; this edit was not made.")
            self.show(self.explorer.view)
            return
        self.show(self.explorer.set_text(message.rows.text, message.cause))

    def _is_as_asked(self, asked: GridRows | None) -> bool:
        """Whether the grid still shows the text that a dialog was opened on; complains where it does not."""
        grid = self.table.grid
        same = grid is not None and asked is not None and grid.rows.text == asked.text
        if not same:
            self.complain("The payload was changed meanwhile. Try again.")
        return same

    @on(GridTable.CellWanted)
    def _cell_wanted(self, message: GridTable.CellWanted) -> None:
        table = self.table
        grid, row, name = table.grid, table.row, table.name_here
        if grid is None or row is None or name is None:
            table.typed_ahead()
            return
        field, written = grid.columns[table.column].field, grid.rows.written(row, name)
        value = grid.rows.rows[row].get(name)
        text = "" if written is None else editable_text(name, field, value, written)
        kind = field.data_type if field is not None else ""
        if message.typed is None and kind == "boolean" and (written in _MEANT_AT_ONCE or written is None):
            table.typed_ahead()
            table.write_cells([CellEdit(row, (name,), "false" if value is True else "true")], f"{name} was toggled")
            return
        if text is None or kind in OBJECT_ITEMS:
            table.typed_ahead()
            self.say(f"{one_line(name)} is edited in the text.")
            self._turn()
            return
        cell = AskedCell(row, name, field, self.explorer.view.module, text, written)
        if field is not None and kind == MULTI_SELECT and (value is None or isinstance(value, list)):
            table.typed_ahead()
            texts = tuple(str(each) for each in value or () if isinstance(each, str))
            dialog = MultiSelectDialog(cell, field, texts, append=grid.appends(row, name))
            self.app.push_screen(dialog, partial(self._ticked, cell, grid.rows))
            return
        taken = partial(self._cell_taken, cell, grid.rows, message.typed)
        module = self._pointed_to(field.lookup_module) if field is not None and kind in LOOKUP_TYPES else None
        if module is not None:
            browser = self.explorer.data_set.browser(module.api_name)
            lookup = LookupDialog(cell, message.typed, table.typed_ahead, module, browser)
            self.app.push_screen(lookup, taken)
        else:
            self.app.push_screen(CellDialog(cell, message.typed, table.typed_ahead), taken)

    def _pointed_to(self, name: str | None) -> Module | None:
        """The module that a lookup points to, if its records are at hand."""
        data_set = self.explorer.data_set
        if name is None or name not in data_set.modules():
            return None
        try:
            module = data_set.module(name)
            data_set.records(name)
        except DataSetError:
            return None
        return module

    def _cell_taken(self, cell: AskedCell, asked: GridRows, typed: str | None, taken: Suggestion | None) -> None:
        self.table.typed_ahead()
        if taken is not None and self._is_as_asked(asked):
            edit = CellEdit(cell.row, (cell.name,), taken.written)
            done = "left out" if taken.written is None else "edited"
            self.table.write_cells([edit], f"{one_line(cell.name)} of row {cell.row + 1} was {done}")
            if typed is not None and cell.row + 1 < len(asked.rows):
                self.table.cursor = cell.row + 1  # who types goes on below, as in a spreadsheet

    def _ticked(self, cell: AskedCell, asked: GridRows, ticks: Ticks | None) -> None:
        if ticks is None or not self._is_as_asked(asked):
            return
        written = NULL_TEXT if ticks.chosen is None else written_as(list(ticks.chosen))
        edits = [] if _same(cell, ticks) else [CellEdit(cell.row, (cell.name,), written)]
        grid = self.table.grid
        if grid is not None and grid.appends(cell.row, cell.name) != ticks.append:
            edits.append(self._append_edit(cell, grid.rows, append=ticks.append))
        self.table.write_cells(edits, f"{one_line(cell.name)} of row {cell.row + 1} was edited")

    def _append_edit(self, cell: AskedCell, rows: GridRows, *, append: bool) -> CellEdit:
        if append:
            return CellEdit(cell.row, (APPEND, cell.name), "true")
        others = rows.rows[cell.row].get(APPEND)
        alone = isinstance(others, dict) and set(others) <= {cell.name}
        return CellEdit(cell.row, (APPEND,) if alone else (APPEND, cell.name), None)

    # --- columns ------------------------------------------------------------------------------------------------------

    @on(GridTable.ColumnWanted)
    def _column_wanted(self) -> None:
        grid = self.table.grid
        if grid is None:
            return
        module = self.explorer.view.module
        there = {column.api_name for column in grid.columns}
        choices = [
            Choice(field.api_name, f"{type_text(field)}{' · mandatory' if field.mandatory else ''}", field.label)
            for field in module.fields
            if field.api_name not in there and field.writable
        ]
        if "id" not in there:
            choices.append(Choice("id", "the record to update, whatever else the row holds"))

        def picked(name: str | None) -> None:
            if name is not None:
                self.table.add_column(name)

        hint = "The column stands in no row yet: the payload changes when a cell of it is edited."
        self.app.push_screen(Picker("add a column", choices, None, hint=hint), picked)

    # --- blocks -------------------------------------------------------------------------------------------------------

    @on(GridTable.BlockPasted)
    def _block_pasted(self, message: GridTable.BlockPasted) -> None:
        """Paste a block from the cursor on, after a question where there is too little room or a line of names."""
        table = self.table
        grid = table.grid
        if grid is None:
            return
        rows, columns = table.block
        row = rows[0] if rows else len(grid.rows.rows)
        names = [column.api_name for column in grid.columns[columns[0] if columns else 0 :]]
        module = self.explorer.view.module
        try:
            own = table.copied(message.text)
            if own is not None:
                self._paste(grid.rows, at_cursor(own, row, len(grid.rows.rows), names))
                return
            block = read_block(message.text)
            header = header_names(block, module)
        except BlockError as error:
            self.complain(f"{error} Nothing was pasted.")
            return

        def as_cells() -> None:
            try:
                cells = written_cells(block, names, module)
                self._paste(grid.rows, at_cursor(cells, row, len(grid.rows.rows), names), block)
            except BlockError as error:
                self.complain(f"{error} Nothing was pasted.")

        if header is None:
            as_cells()
            return
        there = [column.api_name for column in grid.columns]
        paste = under_header(block, header, row, len(grid.rows.rows), module, there)
        self._ask_for_header(grid.rows, block, paste, as_cells)

    def _ask_for_header(self, asked: GridRows, block: Block, paste: Paste, as_cells: object) -> None:
        said = _too_little_room(paste)
        question = f"The first line names {listed(paste.names[:4])}{' and others' if len(paste.names) > 4 else ''}."
        below = count_of(block.height - 1, "row")
        answers = [
            ("header", f"Paste {below} under these fields, from row {paste.first_row + 1} on{said}"),
            ("cells", "Paste all lines from the cursor on: the first one holds values"),
            ("back", "Paste nothing"),
        ]

        def answered(answer: str | None) -> None:
            if answer == "header" and self._is_as_asked(asked):
                self._write_block(paste)
            elif answer == "cells" and self._is_as_asked(asked) and callable(as_cells):
                as_cells()

        self.app.push_screen(Question(question, answers), answered)

    def _paste(self, asked: GridRows, paste: Paste, block: Block | None = None) -> None:
        """Write a block; where rows have to be added for it, ask first."""
        if not paste.more_rows:
            self._write_block(paste)
            return
        size = block.size_text() if block is not None else count_of(len(paste.cells), "row")
        left = len(paste.cells) - paste.more_rows
        question = f"The block has {size}; from here on there {'is' if left == 1 else 'are'} {count_of(left, 'row')}."
        answers = [("add", f"Paste, and add {count_of(paste.more_rows, 'row')}"), ("back", "Paste nothing")]

        def answered(answer: str | None) -> None:
            if answer == "add" and self._is_as_asked(asked):
                self._write_block(paste)

        self.app.push_screen(Question(question, answers), answered)

    def _write_block(self, paste: Paste) -> None:
        grid = self.table.grid
        if grid is not None:
            cells = count_of(sum(map(len, paste.cells)), "cell")
            self.table.write_cells([], f"{cells} pasted", paste.made(grid.rows))


def _too_little_room(paste: Paste) -> str:
    """What is added for a block, in words."""
    added = [count_of(paste.more_rows, "row")] if paste.more_rows else []
    added += [count_of(len(paste.new_names), "column")] if paste.new_names else []
    return f"; adds {listed(added)}" if added else ""


def _same(cell: AskedCell, ticks: Ticks) -> bool:
    """Whether the ticks are what stands in the cell already."""
    return ticks.chosen is not None and cell.written is not None and cell.text == ";".join(ticks.chosen)
