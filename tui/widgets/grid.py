"""The payload as a grid: rows down, the used fields across. Its edits are edits of the payload's text.

Number and outcome stay where they are while the columns scroll. The cursor is on a cell; shift marks a block from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tui import keys
from tui.core.display import one_line
from tui.core.grid.block import block_text
from tui.core.grid.rows import NULL_TEXT, CellEdit, GridRows
from tui.core.grid.table import Cell, Grid, head_text
from tui.core.grid.typed import editable_text
from tui.core.payload.json_text import JsonTextError
from tui.core.rules import Certainty
from tui.core.views.describe import count_of
from tui.core.views.field_facts import field_flags, type_text
from tui.messages import RowSelected
from tui.widgets.clipboard import copy
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, OUTCOME_STYLES, STRONG, fit, sign
from tui.widgets.sheets import sheet
from tui.widgets.warning_sign import warning_sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.binding import BindingType

    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.views.problems import Problems, TextProblem

_OUTCOME: Final = 14
_GAP: Final = 2
_LEAST, _MOST = 6, 30  # cells of a column
_SAMPLE: Final = 40  # rows by which the width of a column is found
_READ_AT_ONCE: Final = 500_000  # characters of a text that is read here while it is forecast in a thread
_ADD_FIELD, _ADD_ROW = "+ field", "+ row"

_KIND_STYLES: Final = {
    "absent": MUTED,
    "missing": CLEARED,
    "null": f"italic {MOVED}",
    "text": "",
    "number": ACCENT,
    "truth": ACCENT,
    "list": "",
    "object": "",
}


class GridTable(LineList):
    """The grid. It posts what the person wants; the screen changes the payload."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.GRID]
    HEADER = 1
    DEFAULT_CSS = sheet("grid")
    HELP = """\
## The grid
The rows of the payload under the fields that they use: **\\*** is mandatory, **●** is checked, **-** is a key that the
row does not have, *null* is sent as null. **!** and **⚠** mark what is refused and what deserves a look; the sentence
stands at the lower edge, and **{problem.list}** fixes it. Every edit changes the JSON text and nothing else in it;
**{history.undo}** takes it back.

- type, or **{grid.edit}**, to edit a cell by its type
- **{grid.leave_out}** leaves its key out, **{grid.null}** sends null
- **{grid.menu}** or the right mouse button opens the menu: rows, columns, fill down, copy
- shift and an arrow key mark a block; what a spreadsheet copied is pasted from the cursor on
- **{payload.grid}** turns the grid back into text
"""

    column: reactive[int] = reactive(0)

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

    class Looked(Message):
        """The cursor is on another cell, or it holds something else."""

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
        self.grid: Grid | None = None
        self.module: Module | None = None
        self._rows: GridRows | None = None
        self._message = ""
        self._added: list[str] = []
        self._anchor: tuple[int, int] | None = None  # the other corner of the marked block
        self._first = 0  # the first column in sight
        self._widths: dict[str, int] = {}
        self._copied: tuple[str, tuple[tuple[str | None, ...], ...]] | None = None
        self._ahead: str | None = None  # what is typed while the dialog for the cell is on its way

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show(
        self, text: str, module: Module, made: Forecast | None, problems: Problems | None, message: str = ""
    ) -> None:
        """Show a payload. made: its forecast, or an older one; problems: of this very text, None where it is not
        forecast yet; message: what stands there in place of a text that cannot be read."""
        self._message, self.module = message, module
        self._rows = None if message else self._rows_of(text, made, problems)
        here = self.name_here
        if self._rows is None:
            self.grid = None
            self._message = message or "Reading the payload …"
        else:
            self.grid = Grid.of(self._rows, module, made, problems, self._added)
            self._measure()
        self.lines_changed()
        count = len(self.grid.columns) if self.grid else 0
        there = self.grid.place_of(here) if self.grid and here is not None else None
        self.column = max(0, min(self.column if there is None else there, count - 1))
        self._first = max(0, min(self._first, count - 1))
        last = len(self.grid.rows.rows) - 1 if self.grid else -1
        if self._anchor is not None and (self._anchor[0] > last or self._anchor[1] >= count):
            self._anchor = None
        self._looked()

    def _rows_of(self, text: str, made: Forecast | None, problems: Problems | None) -> GridRows | None:
        """The rows of a text: those that are held, where an edit of ours made it; those that were forecast; or read
        anew."""
        if self._rows is not None and self._rows.text == text:
            return self._rows
        if problems is not None and made is not None:
            return GridRows.of(text, made.request.rows, problems.places.spans)
        if len(text) > _READ_AT_ONCE:
            return None
        try:
            return GridRows.read(text)
        except (JsonTextError, IndexError, KeyError, TypeError):  # what cannot be read is told with its forecast
            return None

    def forget(self) -> None:
        """Another payload is open: columns that were added, and widths, say nothing of it."""
        self._added, self._widths, self._first, self._anchor = [], {}, 0, None
        self.column = self.cursor = 0

    @property
    def row(self) -> int | None:
        """The row under the cursor (0-based); None on the last line, where there is none."""
        return self.cursor if self.grid is not None and 0 <= self.cursor < len(self.grid.rows.rows) else None

    @property
    def name_here(self) -> str | None:
        """The API name of the column under the cursor."""
        if self.grid is None or not 0 <= self.column < len(self.grid.columns):
            return None
        return self.grid.columns[self.column].api_name

    @property
    def block(self) -> tuple[range, range]:
        """The rows and columns of the marked block; those of the cursor where none is marked. Rows may be empty."""
        if self.grid is None or self.row is None:
            return range(0), range(0)
        row, column = self._anchor or (self.row, self.column)
        rows, columns = sorted((row, self.row)), sorted((column, self.column))
        return range(rows[0], rows[1] + 1), range(columns[0], columns[1] + 1)

    def select(self, row: int, name: str | None = None) -> None:
        """Put the cursor on a row, and on the column of a key, if there is one."""
        if self.grid is not None and row < len(self.grid.rows.rows):
            self._anchor = None
            self.cursor = row
            place = None if name is None else self.grid.place_of(name)
            if place is not None:
                self.column = place
            self.call_after_refresh(self._show, self.cursor)

    def add_column(self, name: str) -> None:
        """A further column; it stays until another payload is opened, or until a row uses it."""
        if self.grid is None or self.module is None:
            return
        self._added.append(name)
        self.grid = Grid.of(self.grid.rows, self.module, self.grid.made, self.grid.problems, self._added)
        self._measure()
        self.refresh()
        self.column = self.grid.place_of(name) or 0

    def find(self, words: str, step: int) -> tuple[int, int]:
        """Go to the next cell (step 1), the previous (-1), or the first from the cursor on (0) in which a text occurs,
        in any letter case. Returns which of them that is, from 1, and how many there are; twice 0 for none."""
        places = list(self._cells_with(words.casefold())) if words else []
        if not places:
            return 0, 0
        here = (self.cursor, self.column)
        if step < 0:
            place = next((each for each in reversed(places) if each < here), places[-1])
        else:
            place = next((each for each in places if each >= here and (step == 0 or each > here)), places[0])
        self.cursor, self.column = place
        return places.index(place) + 1, len(places)

    def _cells_with(self, words: str) -> Iterator[tuple[int, int]]:
        grid = self.grid
        for row in range(len(grid.rows.rows)) if grid else ():
            assert grid is not None
            text = grid.rows.row_text(row)
            if "\\" in text or words in text.casefold():  # a cell may hold it; what is escaped is looked at whole
                for column in range(len(grid.columns)):
                    if grid.columns[column].api_name in grid.rows.rows[row] and words in self._text(row, column):
                        yield row, column

    def _text(self, row: int, column: int) -> str:
        assert self.grid is not None
        return self.grid.cell(row, column).text.casefold()

    # --- geometry -----------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """The width of each column, by its head and its first rows; while a payload is open, none gets narrower."""
        grid = self.grid
        assert grid is not None
        rows = range(min(len(grid.rows.rows), _SAMPLE))
        for place, column in enumerate(grid.columns):
            widest = max(
                (cell_len(_mark(grid.cell(row, place)) + grid.cell(row, place).text) for row in rows), default=0
            )
            wanted = max(widest, cell_len(self._head(place)), self._widths.get(column.api_name, _LEAST))
            self._widths[column.api_name] = min(wanted, _MOST)

    def _head(self, place: int) -> str:
        assert self.grid is not None
        return head_text(self.grid.columns[place], sign(Certainty.DOCUMENTED))

    def _fixed(self) -> int:
        """Cells of the number and the outcome, and of the gap behind them."""
        return self._number() + 1 + _OUTCOME + _GAP

    def _number(self) -> int:
        return max(3, len(str(len(self.grid.rows.rows) if self.grid else 0)) + 1)

    def _in_sight(self, width: int) -> Iterator[tuple[int, int, int]]:
        """The columns that there is room for: number, first cell, cells."""
        at = self._fixed()
        count = len(self.grid.columns) if self.grid else 0
        for number in range(self._first, count):
            assert self.grid is not None
            wanted = self._widths[self.grid.columns[number].api_name]
            room = min(wanted, width - at)
            if room < min(wanted, _LEAST) and number > self._first:
                return
            yield number, at, max(room, 1)
            at += room + _GAP

    def _bring_into_sight(self) -> None:
        width = self.scrollable_content_region.width
        self._first = min(self._first, self.column)
        while self._first < self.column and not self._is_whole(width):
            self._first += 1
        self.refresh()

    def _is_whole(self, width: int) -> bool:
        """Whether the column under the cursor has the room that it wants."""
        assert self.grid is not None
        rooms = {number: room for number, _, room in self._in_sight(width)}
        wanted = self._widths[self.grid.columns[self.column].api_name]
        return rooms.get(self.column, 0) >= wanted

    @property
    def sight(self) -> tuple[int, int, int]:
        """The first column in sight, the one behind the last, and how many there are."""
        shown = [number for number, _, _ in self._in_sight(self.scrollable_content_region.width)]
        return self._first, (shown[-1] + 1 if shown else 0), len(self.grid.columns) if self.grid else 0

    def on_resize(self) -> None:
        """There is room for more columns, or for fewer."""
        super().on_resize()
        if self.grid is not None and self.grid.columns:
            self._bring_into_sight()

    # --- drawing ------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """The rows and the line that adds one; the lines of the message where there is no grid."""
        return len(self.grid.rows.rows) + 1 if self.grid is not None else self._message.count("\n") + 1

    def header(self, y: int, width: int) -> Content:
        """The names of the columns."""
        if self.grid is None:
            return Content()
        lead = Content.styled(f"{'#':>{self._number()}} {'outcome':<{_OUTCOME + _GAP}}", MUTED)
        parts = [lead]
        for number, _, room in self._in_sight(width):
            style = f"{STRONG} underline" if number == self.column else STRONG
            parts += [fit(Content.styled(self._head(number), style), room), Content(" " * _GAP)]
        end = self._scroller() + _ADD_FIELD
        names = fit(Content("").join(parts), max(width - cell_len(end) - 1, 0))
        return Content.assemble(names, " ", (end, ACCENT))

    def _scroller(self) -> str:
        """How many columns lie to the left and to the right of those in sight."""
        first, behind, count = self.sight
        return f"{f'‹{first} ' if first else ''}{f'{count - behind}› ' if behind < count else ''}"

    def line(self, index: int, width: int) -> Content:
        """One row."""
        grid = self.grid
        if grid is None:
            return Content.styled(self._message.split("\n")[index], CLEARED if index == 0 else MUTED)
        if index == len(grid.rows.rows):
            return Content.styled(f"{'':>{self._number()}} {_ADD_ROW}", ACCENT)
        found = grid.forecast_of(index)
        outcome = Content.styled(grid.outcome_text(index), OUTCOME_STYLES[found.outcome] if found else MUTED)
        parts = [self._number_of(index), fit(outcome, _OUTCOME), Content(" " * _GAP)]
        rows, columns = self.block
        for number, _, room in self._in_sight(width):
            shown = fit(_styled(grid.cell(index, number)), room)
            if index == self.cursor and number == self.column:
                shown = shown.stylize("reverse")
            elif self._anchor is not None and index in rows and number in columns:
                shown = shown.stylize("on $primary-muted")
            parts += [shown, Content(" " * _GAP)]
        return Content("").join(parts)

    def _number_of(self, row: int) -> Content:
        """The number of a row, with the sign of what is wrong with it and stands in no column."""
        problem = self._without_cell(row)
        mark = "" if problem is None else "!" if problem.severity == "error" else warning_sign()
        number = f"{mark}{row + 1}"
        return Content.styled(f"{number:>{self._number()}} ", _problem_style(problem) if problem else MUTED)

    def _without_cell(self, row: int) -> TextProblem | None:
        """The first problem of a row that no cell shows."""
        grid = self.grid
        assert grid is not None
        found = (
            each for each in grid.problems_of(row) if each.api_name is None or grid.place_of(each.api_name) is None
        )
        return next(found, None)

    # --- the cell under the cursor ------------------------------------------------------------------------------------

    @property
    def problem_here(self) -> TextProblem | None:
        """What is wrong with the cell under the cursor, or with its row where that stands in no cell."""
        if self.grid is None or self.row is None or self.name_here is None:
            return None
        return self.grid.problem(self.row, self.name_here) or self._without_cell(self.row)

    def _looked(self) -> None:
        """Say at the lower edge what is known of the cell under the cursor."""
        self.border_subtitle = self._said_here()
        self.refresh()
        self.post_message(self.Looked())

    def _said_here(self) -> Content:
        problem = self.problem_here
        if problem is not None and self.grid is not None and self.row is not None:
            found = list(self.grid.problems_of(self.row))
            place = f"{found.index(problem) + 1} of {len(found)}: " if len(found) > 1 else ""
            fix = f"{keys.key_name('problem.list')} Fix · "
            return Content.assemble(fix, place, (one_line(problem.sentence), _problem_style(problem)))
        if self.grid is None or self.name_here is None or self.module is None:
            return Content("")
        field = self.grid.columns[self.column].field
        if field is None:
            special = self.name_here == "id" or self.name_here.startswith("$")
            return Content(one_line(self.name_here) if special else f"{one_line(self.name_here)} is no field")
        return Content(" · ".join([one_line(field.label), type_text(field), *field_flags(field, self.module)]))

    def watch_cursor(self) -> None:
        """Another row is looked at."""
        super().watch_cursor()
        self._looked()
        if self.row is not None and self.has_focus:
            self.post_message(RowSelected(self.row))

    def watch_column(self) -> None:
        """Another column is looked at."""
        if self.grid is not None and self.grid.columns:
            self._bring_into_sight()
            self._looked()

    # --- moving -------------------------------------------------------------------------------------------------------

    def action_cursor(self, step: int) -> None:
        """Up or down; what was marked is so no longer."""
        self._anchor = None
        super().action_cursor(step)
        self.refresh()

    def action_column(self, step: int) -> None:
        """One column to the left or the right."""
        self._anchor = None
        self._to_column(self.column + step)

    def action_column_edge(self, step: int) -> None:
        """The first or the last column."""
        self._anchor = None
        self._to_column(len(self.grid.columns) * step if self.grid else 0)

    def _to_column(self, column: int) -> None:
        if self.grid is not None:
            self.column = max(0, min(column, len(self.grid.columns) - 1))
            self.refresh()

    def action_mark(self, down: int, right: int) -> None:
        """Mark a block, from the cell where the first step was made to the one under the cursor."""
        if self.grid is None or self.row is None:
            return
        anchor = self._anchor or (self.row, self.column)
        self.cursor = max(0, min(self.cursor + down, len(self.grid.rows.rows) - 1))
        self._to_column(self.column + right)
        self._anchor = anchor
        self.refresh()

    def action_mark_all(self) -> None:
        """Mark every row of the column."""
        if self.grid is not None:
            self.cursor = len(self.grid.rows.rows) - 1
            self._anchor = (0, self.column)
            self.refresh()

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
            anchor = self._anchor
            self._edit(moved, f"{_rows_named(rows)} moved {'down' if step > 0 else 'up'}")
            self.call_after_refresh(self._follow, step, anchor)

    def _follow(self, step: int, anchor: tuple[int, int] | None) -> None:
        self.cursor += step
        self._anchor = None if anchor is None else (anchor[0] + step, anchor[1])
        self.refresh()

    # --- copying and pasting ------------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the block for a spreadsheet. Pasted here again, it is what it was, letter for letter."""
        rows, columns = self.block
        grid = self.grid
        if grid is None or not rows:
            return
        names = [grid.columns[column] for column in columns]
        written = tuple(tuple(grid.rows.written(row, column.api_name) for column in names) for row in rows)
        cells = [
            [
                ""
                if text is None
                else editable_text(column.api_name, column.field, grid.rows.rows[row][column.api_name], text)
                for column, text in zip(names, line, strict=True)
            ]
            for row, line in zip(rows, written, strict=True)
        ]
        shown = [
            [text if cell is None else cell for cell, text in zip(line, line_written, strict=True)]
            for line, line_written in zip(cells, written, strict=True)
        ]
        text = block_text([[each or "" for each in line] for line in shown])
        self._copied = (text, written)
        copy(self, text, f"{count_of(len(rows), 'row')} of {count_of(len(names), 'cell')}")

    def copied(self, text: str) -> tuple[tuple[str | None, ...], ...] | None:
        """What was copied here, as it is written in the payload, where a pasted text is that; else None."""
        if self._copied is None or text.replace("\r\n", "\n").replace("\r", "\n") != self._copied[0]:
            return None
        return self._copied[1]

    def on_paste(self, event: events.Paste) -> None:
        """A block is pasted from the cursor on."""
        if self.grid is not None:
            event.stop()
            self.post_message(self.BlockPasted(event.text))

    def action_paste(self) -> None:
        """The same from what was copied in this app."""
        if self.app.clipboard:
            self.post_message(self.BlockPasted(self.app.clipboard))
        else:
            self.notify("Nothing was copied here. Paste with the terminal's own key.", markup=False)

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
            self._ahead = ""
            self.post_message(self.CellWanted(typed))

    def typed_ahead(self) -> str:
        """What was typed while the dialog for the cell was on its way; from now on keys are the dialog's."""
        typed, self._ahead = self._ahead or "", None
        return typed

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

    def on_key(self, event: events.Key) -> None:
        """A letter, a digit or a sign begins an edit of the cell, as in a spreadsheet."""
        if event.character is None or not event.is_printable or (event.key == "space" and self._ahead is None):
            return
        if self.row is None or self.name_here is None:
            return
        event.stop()
        event.prevent_default()
        if self._ahead is not None:
            self._ahead += event.character
        else:
            self._want_cell(event.character)

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
        column = next((number for number, at, room in self._in_sight(width) if at <= offset.x < at + room + _GAP), None)
        if offset.y == 0:
            if offset.x >= width - len(_ADD_FIELD):
                self.post_message(self.ColumnWanted())
            elif column is not None:
                self._to_column(column)
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
            self._to_column(column)
        self._anchor = anchor
        self.refresh()
        if event.button == 3:
            self.action_menu()
        elif event.chain > 1 and was == (line, column) and not event.shift:
            self.action_edit()


def _rows_named(rows: range) -> str:
    return f"row {rows[0] + 1}" if len(rows) == 1 else f"rows {rows[0] + 1}-{rows[-1] + 1}"


def _mark(cell: Cell) -> str:
    """The sign in front of a cell: what is wrong with it, and whether it is added to."""
    problem = cell.problem
    wrong = "" if problem is None else "! " if problem.severity == "error" else f"{warning_sign()} "
    return wrong + ("+ " if cell.appends else "")


def _styled(cell: Cell) -> Content:
    style = _KIND_STYLES[cell.kind]
    if cell.problem is not None:
        return Content.styled(_mark(cell) + cell.text, _problem_style(cell.problem))
    return Content.assemble((_mark(cell), ACCENT), (cell.text, style))


def _problem_style(problem: TextProblem) -> str:
    return CLEARED if problem.severity == "error" or problem.loud else f"bold {MOVED}"
