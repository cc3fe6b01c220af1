"""What the grid asks for: the dialog that fits a cell, a further column, a block pasted; and its edits taken over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

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

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.grid.block import Block
    from tui.core.grid.paste import Paste
    from tui.core.grid.rows import GridRows
    from tui.core.grid.suggest import Suggestion
    from tui.core.grid.table import Grid
    from tui.core.metadata import Module
    from tui.core.values import Json
    from tui.screens.main.grid import GridScreen
    from tui.widgets.grid import GridTable

_MEANT_AT_ONCE: Final = frozenset({"true", "false"})


class GridWork:
    """Does what a grid asks of its screen."""

    def __init__(self, screen: GridScreen, table: GridTable) -> None:
        self._screen, self._table = screen, table

    @property
    def _module(self) -> Module:
        return self._table.module or self._screen.explorer.view.module

    def open_menu(self) -> None:
        """All that can be done with what is marked."""
        grid = self._table
        rows, columns = grid.block
        name = one_line(grid.name_here or "") if len(columns) < 2 else count_of(len(columns), "field")
        where = f"{name} of {count_of(len(rows), 'row')}" if len(rows) > 1 else f"{name}, row {grid.cursor + 1}"

        def chosen(action: str | None) -> None:
            if action is not None:
                grid.call_later(grid.run_action, action)

        self._screen.app.push_screen(GridMenu(where), chosen)

    # --- edits --------------------------------------------------------------------------------------------------------

    def take_edit(self, rows: GridRows, before: str, cause: str) -> None:
        """Take an edit over, unless the payload is no longer the text that it was made of."""
        if self._screen.explorer.view.draft.text != before:
            self._screen.complain("The payload has changed in the meantime; this edit was not made.")
            self._screen.show(self._screen.explorer.view)
            return
        self._screen.show(self._screen.explorer.set_text(rows.text, cause))

    def _is_as_asked(self, asked: GridRows | None) -> bool:
        """Whether the grid still shows the text that a dialog was opened on; complains where it does not."""
        grid = self._table.grid
        same = grid is not None and asked is not None and grid.rows.text == asked.text
        if not same:
            self._screen.complain("The payload has changed in the meantime. Try again.")
        return same

    def edit_cell(self, typed: str | None) -> None:
        """Open what fits the cell under the cursor. typed: what was typed into it already."""
        table = self._table
        grid, row, name = table.grid, table.row, table.name_here
        if grid is None or row is None or name is None:
            table.typed_ahead()
            return
        field, written = grid.columns[table.column].field, grid.rows.written(row, name)
        value = grid.rows.rows[row].get(name)
        text = "" if written is None else editable_text(name, field, value, written)
        kind = field.data_type if field is not None else ""
        if typed is None and kind == "boolean" and (written in _MEANT_AT_ONCE or written is None):
            table.typed_ahead()
            table.write_cells([CellEdit(row, (name,), "false" if value is True else "true")], f"{name} was toggled")
        elif text is None or kind in OBJECT_ITEMS:
            table.typed_ahead()
            self._screen.say(f"{one_line(name)} is edited in the text.")
            self._screen.turn()
        else:
            self._ask(AskedCell(row, name, field, self._module, text, written), grid, value, typed)

    def _ask(self, cell: AskedCell, grid: Grid, value: Json, typed: str | None) -> None:
        """Open the dialog for a cell. value: what it holds now."""
        table, field = self._table, cell.field
        kind = field.data_type if field is not None else ""
        if field is not None and kind == MULTI_SELECT and (value is None or isinstance(value, list)):
            table.typed_ahead()
            texts = tuple(str(each) for each in value or () if isinstance(each, str))
            dialog = MultiSelectDialog(cell, field, texts, append=grid.appends(cell.row, cell.name))
            self._screen.app.push_screen(dialog, partial(self._ticked, cell, grid.rows))
            return
        taken = partial(self._cell_taken, cell, grid.rows, typed)
        module = self._pointed_to(field.lookup_module) if field is not None and kind in LOOKUP_TYPES else None
        if module is not None:
            browser = self._screen.explorer.data_set.browser(module.api_name)
            lookup = LookupDialog(cell, typed, table.typed_ahead, module, browser)
            self._screen.app.push_screen(lookup, taken)
        else:
            self._screen.app.push_screen(CellDialog(cell, typed, table.typed_ahead), taken)

    def _pointed_to(self, name: str | None) -> Module | None:
        """The module that a lookup points to, if its records are at hand."""
        data_set = self._screen.explorer.data_set
        if name is None or name not in data_set.modules():
            return None
        try:
            module = data_set.module(name)
            if not data_set.is_at_hand(name):
                return None
            data_set.records(name)
        except DataSetError:
            return None
        return module

    def _cell_taken(self, cell: AskedCell, asked: GridRows, typed: str | None, taken: Suggestion | None) -> None:
        self._table.typed_ahead()
        if taken is not None and self._is_as_asked(asked):
            edit = CellEdit(cell.row, (cell.name,), taken.written)
            done = "left out" if taken.written is None else "edited"
            self._table.write_cells([edit], f"{one_line(cell.name)} of row {cell.row + 1} was {done}")
            if typed is not None and cell.row + 1 < len(asked.rows):
                self._table.cursor = cell.row + 1  # who types goes on below, as in a spreadsheet

    def _ticked(self, cell: AskedCell, asked: GridRows, ticks: Ticks | None) -> None:
        if ticks is None or not self._is_as_asked(asked):
            return
        written = NULL_TEXT if ticks.chosen is None else written_as(list(ticks.chosen))
        edits = [] if _same(cell, ticks) else [CellEdit(cell.row, (cell.name,), written)]
        grid = self._table.grid
        if grid is not None and grid.appends(cell.row, cell.name) != ticks.append:
            edits.append(self._append_edit(cell, grid.rows, append=ticks.append))
        self._table.write_cells(edits, f"{one_line(cell.name)} of row {cell.row + 1} was edited")

    def _append_edit(self, cell: AskedCell, rows: GridRows, *, append: bool) -> CellEdit:
        if append:
            return CellEdit(cell.row, (APPEND, cell.name), "true")
        others = rows.rows[cell.row].get(APPEND)
        alone = isinstance(others, dict) and set(others) <= {cell.name}
        return CellEdit(cell.row, (APPEND,) if alone else (APPEND, cell.name), None)

    # --- columns ------------------------------------------------------------------------------------------------------

    def choose_column(self) -> None:
        """Add a column for a field of the module."""
        grid = self._table.grid
        if grid is None:
            return
        module = self._module
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
                self._table.add_column(name)

        hint = "The column is in no row yet: the payload changes when a cell of it is edited."
        self._screen.app.push_screen(Picker("add a column", choices, None, hint=hint), picked)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def paste_block(self, text: str) -> None:
        """Paste a block from the cursor on, after a question where there is too little room or a line of names."""
        table = self._table
        grid = table.grid
        if grid is None:
            return
        rows, columns = table.block
        row = rows[0] if rows else len(grid.rows.rows)
        names = [column.api_name for column in grid.columns[columns[0] if columns else 0 :]]
        module = self._module
        try:
            own = table.copied(text)
            if own is not None:
                self._paste(grid.rows, at_cursor(own, row, len(grid.rows.rows), names))
                return
            block = read_block(text)
            header = header_names(block, module)
        except BlockError as error:
            self._screen.complain(f"{error} Nothing was pasted.")
            return

        def as_cells() -> None:
            try:
                cells = written_cells(block, names, module)
                self._paste(grid.rows, at_cursor(cells, row, len(grid.rows.rows), names), block)
            except BlockError as error:
                self._screen.complain(f"{error} Nothing was pasted.")

        if header is None:
            as_cells()
            return
        there = [column.api_name for column in grid.columns]
        paste = under_header(block, header, row, len(grid.rows.rows), module, there)
        self._ask_for_header(grid.rows, block, paste, as_cells)

    def _ask_for_header(self, asked: GridRows, block: Block, paste: Paste, as_cells: Callable[[], None]) -> None:
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
            elif answer == "cells" and self._is_as_asked(asked):
                as_cells()

        self._screen.app.push_screen(Question(question, answers), answered)

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

        self._screen.app.push_screen(Question(question, answers), answered)

    def _write_block(self, paste: Paste) -> None:
        grid = self._table.grid
        if grid is not None:
            cells = count_of(sum(map(len, paste.cells)), "cell")
            self._table.write_cells([], f"{cells} pasted", paste.made(grid.rows))


def _too_little_room(paste: Paste) -> str:
    """What is added for a block, in words."""
    added = [count_of(paste.more_rows, "row")] if paste.more_rows else []
    added += [count_of(len(paste.new_names), "column")] if paste.new_names else []
    return f"; adds {listed(added)}" if added else ""


def _same(cell: AskedCell, ticks: Ticks) -> bool:
    """Whether the ticks are what stands in the cell already."""
    return ticks.chosen is not None and cell.written is not None and cell.text == ";".join(ticks.chosen)
