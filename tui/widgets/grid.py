"""The payload as a grid that is edited: its edits are edits of the payload's text."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.keys import Keys
from textual.message import Message

from tui import keys
from tui.core.display import one_line
from tui.core.grid.block import is_payload
from tui.core.grid.copied import copied_block
from tui.core.grid.rows import NULL_TEXT, CellEdit, GridRows
from tui.core.views.describe import count_of
from tui.dataclass import dataclass
from tui.widgets.clipboard import copy
from tui.widgets.grid_columns import ADD_FIELD, GAP
from tui.widgets.grid_view import GridView
from tui.widgets.own_keys import do_own_binding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from tui.core.grid.paste import Written


class GridTable(GridView):
    """The grid. It posts what the person wants; the screen changes the payload."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.GRID]
    HELP = """\
## The grid
The rows of the payload under the fields that they use: **\\*** is mandatory, **●** is checked, **-** is a key that the
row does not have, *null* is sent as null. **!** and **⚠** mark what is refused and what deserves a look; the sentence
is at the lower edge, and **{problem.list}** fixes it. Every edit changes the JSON text and nothing else in it;
**{history.undo}** takes it back.

- type, or **{grid.edit}**, to edit a cell by its type
- **{grid.leave_out}** leaves its key out, **{grid.null}** sends null
- **{grid.menu}** or the right mouse button opens the menu: rows, columns, fill down, copy
- shift and an arrow key mark a block; what a spreadsheet copied is pasted from the cursor on
- **{payload.grid}** turns the grid back into text
"""

    @dataclass
    class Edited(Message):
        """The payload is to be this, made of the text ``before``; ``cause``: in a few words."""

        rows: GridRows
        before: str
        cause: str

    @dataclass
    class CellWanted(Message):
        """The person wants to edit the cell under the cursor; ``typed``: what was typed into it already."""

        typed: str | None = None

    @dataclass
    class BlockPasted(Message):
        """The person pasted a text, from the cursor on."""

        text: str

    class MenuWanted(Message):
        """The person wants to see what can be done."""

    class ColumnWanted(Message):
        """The person wants a further column."""

    class TextWanted(Message):
        """The person wants to see the cell in the text."""

    class FixWanted(Message):
        """The person wants to see what is wrong with the cell."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._copied: tuple[str, Written] | None = None
        self._ahead: list[events.Key] | None = None  # what is pressed while the dialog for the cell is on its way

    # --- edits --------------------------------------------------------------------------------------------------------

    def _edit(self, rows: GridRows, cause: str) -> None:
        """The payload shall be this; nothing is sent for an edit that changes nothing."""
        if self.grid is not None and rows.text != self.grid.rows.text:
            before, self._rows = self.grid.rows.text, rows
            self.grid = replace(self.grid, rows=rows, problems=None)  # the next key may come before the next forecast
            self.post_message(self.Edited(rows, before, cause))

    def write(self, written: str | None, cause: str) -> None:
        """Write the same into every cell of the block; None leaves the keys out."""
        self.write_cells([CellEdit(row, (name,), written) for row, name in self._block_cells()], cause)

    def write_cells(self, edits: Sequence[CellEdit], cause: str, rows: GridRows | None = None) -> None:
        """Make some edits, of the rows that are shown or of others that were made of them, in one step."""
        if self.grid is not None:
            self._edit((rows or self.grid.rows).with_cells(edits), cause)

    def _block_cells(self) -> list[tuple[int, str]]:
        rows, columns = self.block
        if self.grid is None:
            return []
        return [(row, self.grid.columns[column].api_name) for row in rows for column in columns]

    def _named(self) -> str:
        """The cells of the block, for a cause: ``Email of row 2``."""
        rows, columns = self.block
        name = one_line(self.name_here or "") if len(columns) == 1 else count_of(len(columns), "field")
        return f"{name} of {_rows_named(rows)}"

    def action_leave_out(self) -> None:
        """Take the keys of the block out of their rows."""
        if self.row is not None:
            self.write(None, f"{self._named()} left out")

    def action_null(self) -> None:
        """Send null for the block."""
        if self.row is not None:
            self.write(NULL_TEXT, f"{self._named()} set to null")

    def action_fill_down(self) -> None:
        """The values of the first row of the block in all its rows; without a block, that of the row above."""
        rows, columns = self.block
        if self.grid is None or not rows:
            return
        first = rows[0] if len(rows) > 1 else rows[0] - 1
        if first < 0:
            self.notify("Mark rows below the first one to fill them.", markup=False)
            return
        names = [self.grid.columns[column].api_name for column in columns]
        written = [(name, self.grid.rows.written(first, name)) for name in names]
        below = range(rows[0] + 1 if len(rows) > 1 else rows[0], rows[-1] + 1)
        edits = [CellEdit(row, (name,), text) for row in below for name, text in written]
        self.write_cells(edits, f"{self._named()} filled down")

    def action_add_row(self) -> None:
        """An empty row below the cursor, or at the end."""
        if self.grid is not None:
            after = self.row if self.row is not None else len(self.grid.rows.rows) - 1
            self._anchor = None
            self._edit(self.grid.rows.with_row(after, {}), f"row {after + 2} was added")
            self.cursor = after + 1

    def action_duplicate(self) -> None:
        """Copies of the marked rows below them."""
        rows, _ = self.block
        if self.grid is not None and rows:
            self._edit(self.grid.rows.with_copies(rows), f"{_rows_named(rows)} duplicated")

    def action_delete_rows(self) -> None:
        """Take the marked rows out."""
        rows, _ = self.block
        if self.grid is None or not rows:
            return
        if len(rows) == len(self.grid.rows.rows):
            self.notify("A payload has at least one row; this would leave none.", severity="warning", markup=False)
            return
        self._anchor = None
        self._edit(self.grid.rows.without_rows(rows), f"{_rows_named(rows)} deleted")

    def action_move_rows(self, step: int) -> None:
        """Move the marked rows up or down; what is marked goes with them."""
        rows, _ = self.block
        if self.grid is None or not rows:
            return
        moved = self.grid.rows.moved(rows[0], rows[-1], step)
        if moved is not self.grid.rows:
            self._edit(moved, f"{_rows_named(rows)} moved {'down' if step > 0 else 'up'}")
            if self._anchor is not None:
                self._anchor = self._anchor[0] + step, self._anchor[1]
            self.cursor += step

    # --- copying and pasting ------------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the block for a spreadsheet. Pasted here again, it is what it was, letter for letter."""
        rows, columns = self.block
        if self.grid is not None and rows:
            self._copied = copied_block(self.grid, rows, columns)
            copy(self, self._copied[0], f"{count_of(len(rows), 'row')} of {count_of(len(columns), 'cell')}")

    def copied(self, text: str) -> Written | None:
        """What was copied here, as it is written in the payload, where a pasted text is that; else None."""
        if self._copied is None or text.replace("\r\n", "\n").replace("\r", "\n") != self._copied[0]:
            return None
        return self._copied[1]

    def on_paste(self, event: events.Paste) -> None:
        """A block is pasted from the cursor on; a payload is the screen's matter, as in any list."""
        if self.grid is not None and not is_payload(event.text):
            event.stop()
            self.post_message(self.BlockPasted(event.text))

    def action_paste(self) -> None:
        """The same from what was copied in this app."""
        if self.app.clipboard:
            self.post_message(self.BlockPasted(self.app.clipboard))
        else:
            self.notify("Nothing has been copied in this app. Paste with your terminal's own key.", markup=False)

    # --- what the screen does -----------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Edit the cell; on the last line, add a row; without a grid, go to the text."""
        if self.grid is None:
            self.post_message(self.TextWanted())
        elif self.row is None:
            self.action_add_row()
        elif self.name_here is None:
            self.post_message(self.ColumnWanted())
        else:
            self._want_cell(None)

    def _want_cell(self, typed: str | None) -> None:
        if self._ahead is None:
            self._ahead = []
            self.post_message(self.CellWanted(typed))

    def typed_ahead(self) -> str:
        """What was typed while the dialog for the cell was on its way; from now on keys are the dialog's, those first
        that were pressed behind the text, up to the one that ends it. What came later was not meant for this cell."""
        pressed, self._ahead = self._ahead or [], None
        typed = list(takewhile(bool, map(_character, pressed)))
        for key in pressed[len(typed) :]:
            self.app.post_message(events.Key(key.key, key.character))
            if key.key in (Keys.Enter, Keys.Escape):
                break
        return "".join(typed)

    def action_menu(self) -> None:
        """All that can be done."""
        if self.grid is not None:
            self.post_message(self.MenuWanted())

    def action_add_column(self) -> None:
        """A column for another field."""
        if self.grid is not None:
            self.post_message(self.ColumnWanted())

    def action_to_text(self) -> None:
        """Show the cell in the text."""
        self.post_message(self.TextWanted())

    def action_fix(self) -> None:
        """What is wrong here, and what would fix it."""
        self.post_message(self.FixWanted())

    async def on_key(self, event: events.Key) -> None:
        """A letter, a digit or a sign begins an edit of the cell, as in a spreadsheet. Other keys are done in their
        turn: the edit is of the cell that they went to."""
        character = _character(event)
        if self._ahead is None and not character:
            await do_own_binding(self, event)
            return
        if self._ahead is None and (character == " " or self.row is None or self.name_here is None):
            return
        event.stop()
        event.prevent_default()
        if self._ahead is not None:
            self._ahead.append(event)
        else:
            self._want_cell(character)

    # --- the mouse ----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click goes to the cell, a double one edits it; shift marks, the right button opens the menu."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if self.grid is None:
            self.post_message(self.TextWanted())
            return
        width = self.scrollable_content_region.width
        column = next((number for number, at, room in self.in_sight(width) if at <= offset.x < at + room + GAP), None)
        if offset.y == 0:
            if offset.x >= width - len(ADD_FIELD):
                self.post_message(self.ColumnWanted())
            elif column is not None:
                self.to_column(column)
            return
        self._click_line(event, column)

    def _click_line(self, event: events.Click, column: int | None) -> None:
        line = self.line_at(event)
        if line is None or self.grid is None:
            return
        if line == len(self.grid.rows.rows):
            self.cursor = line
            self.action_add_row()
            return
        was = (self.cursor, self.column)
        anchor = (self._anchor or was) if event.shift and self.row is not None else None
        self.cursor = line
        if column is not None:
            self.to_column(column)
        self._anchor = anchor
        self.refresh()
        if event.button == 3:
            self.action_menu()
        elif event.chain > 1 and was == (line, column) and not event.shift:
            self.action_edit()


def _rows_named(rows: range) -> str:
    return f"row {rows[0] + 1}" if len(rows) == 1 else f"rows {rows[0] + 1}-{rows[-1] + 1}"


def _character(key: events.Key) -> str:
    """What a key writes; nothing for one that moves, ends or does something."""
    is_written = key.is_printable and not key.key.startswith("alt+")
    return (key.character or "") if is_written else ""
