"""What the grid shows and where its cursor is: rows down, the used fields across, one line a row.

Number and outcome stay where they are while the columns scroll. The cursor is on a cell; shift marks a block from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tui import keys
from tui.core.display import one_line
from tui.core.grid.rows import GridRows
from tui.core.grid.table import Grid
from tui.core.payload.json_text import JsonTextError
from tui.core.views.field_facts import field_flags, type_text
from tui.dataclass import dataclass
from tui.messages import RowSelected
from tui.widgets.grid_cells import problem_style, styled_cell
from tui.widgets.grid_columns import ADD_FIELD, GAP, GridColumns, shown_head
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, CLEARED, MUTED, OUTCOME_STYLES, SAVED_SIGN, STRONG, fit
from tui.widgets.sheets import sheet
from tui.widgets.warning_sign import warning_sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.views.problems import Problems, TextProblem

_OUTCOME: Final = 14
_READ_AT_ONCE: Final = 500_000  # characters of a text that is read here while it is forecast in a thread
_ADD_ROW: Final = "+ row"


class GridView(LineList):
    """The grid to look at. ``grid``: what it shows, None where there is nothing to show."""

    HEADER = 1
    DEFAULT_CSS = sheet("grid")

    column: reactive[int] = reactive(0)

    @dataclass
    class RowsWanted(Message):
        """The rows of a long text are wanted while it is forecast: to be read in a thread, for ``take_rows``."""

        text: str

    class Looked(Message):
        """The cursor is on another cell, or it holds something else."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.grid: Grid | None = None
        self.module: Module | None = None
        self._rows: GridRows | None = None
        self._message = ""
        self._added: list[str] = []
        self.saved: frozenset[int] = frozenset()
        """The rows that a send saved, and that are still what was sent."""
        self._anchor: tuple[int, int] | None = None  # the other corner of the marked block
        self._columns = GridColumns()

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
            self._columns.measure(self.grid)
        self.lines_changed()
        count = len(self.grid.columns) if self.grid else 0
        there = self.grid.place_of(here) if self.grid and here is not None else None
        self.column = max(0, min(self.column if there is None else there, count - 1))
        self._columns.first = max(0, min(self._columns.first, count - 1))
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
            self.post_message(self.RowsWanted(text))
            return None
        try:
            return GridRows.read(text)
        except (JsonTextError, IndexError, KeyError, TypeError):  # what cannot be read is told with its forecast
            return None

    def take_rows(self, rows: GridRows) -> None:
        """What was read in a thread, to be shown with the next view."""
        self._rows = rows

    def forget(self) -> None:
        """Another payload is open: columns that were added, and widths, say nothing of it."""
        self._added, self._columns, self._anchor = [], GridColumns(), None
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
        self._columns.measure(self.grid)
        self.refresh()
        self.column = self.grid.place_of(name) or 0

    def find(self, words: str, step: int) -> tuple[int, int]:
        """Go to the next cell (step 1), the previous (-1), or the first from the cursor on (0) in which a text occurs,
        in any letter case. Returns which of them that is, from 1, and how many there are; twice 0 for none."""
        places = list(self.grid.cells_with(words)) if words and self.grid is not None else []
        if not places:
            return 0, 0
        here = (self.cursor, self.column)
        if step < 0:
            place = next((each for each in reversed(places) if each < here), places[-1])
        else:
            place = next((each for each in places if each >= here and (step == 0 or each > here)), places[0])
        self.cursor, self.column = place
        return places.index(place) + 1, len(places)

    # --- geometry -----------------------------------------------------------------------------------------------------

    def _head(self, number: int) -> str:
        assert self.grid is not None
        return shown_head(self.grid.columns[number])

    def _fixed(self) -> int:
        """Cells of the number and the outcome, and of the gap behind them."""
        return self._number() + 1 + _OUTCOME + GAP

    def _number(self) -> int:
        return max(3, len(str(len(self.grid.rows.rows) if self.grid else 0)) + 1)

    def in_sight(self, width: int) -> Iterator[tuple[int, int, int]]:
        """The columns that there is room for: number, first cell, cells."""
        return self._columns.in_sight(self._fixed(), width) if self.grid is not None else iter(())

    def _bring_into_sight(self) -> None:
        width = self.scrollable_content_region.width
        self._columns.first = min(self._columns.first, self.column)
        while self._columns.first < self.column and not self._is_whole(width):
            self._columns.first += 1
        self.refresh()

    def _is_whole(self, width: int) -> bool:
        """Whether the column under the cursor has the room that it wants, and its name stands there whole."""
        for number, at, room in self.in_sight(width):
            if number == self.column:
                wanted = self._columns.wanted(self._fixed(), width)[number]
                name_ends = at + min(room, cell_len(self._head(number)))
                return room >= wanted and name_ends <= self._names_end(width)
        return False

    @property
    def sight(self) -> tuple[int, int, int]:
        """The first column in sight, the one behind the last, and how many there are."""
        shown = [number for number, _, _ in self.in_sight(self.scrollable_content_region.width)]
        return self._columns.first, (shown[-1] + 1 if shown else 0), len(self.grid.columns) if self.grid else 0

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
        lead = Content.styled(f"{'#':>{self._number()}} {'outcome':<{_OUTCOME + GAP}}", MUTED)
        parts = [lead]
        for number, _, room in self.in_sight(width):
            style = f"{STRONG} underline" if number == self.column else STRONG
            parts += [fit(Content.styled(self._head(number), style), room), Content(" " * GAP)]
        names = fit(Content("").join(parts).rstrip(), self._names_end(width))
        return Content.assemble(names, " ", (self._end(), ACCENT))

    def _names_end(self, width: int) -> int:
        """Where the names of the columns end, and what stands at the end of their line begins."""
        return max(width - cell_len(self._end()) - 1, 0)

    def _end(self) -> str:
        return self._scroller() + ADD_FIELD

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
        parts = [self._number_of(index) + fit(outcome, _OUTCOME)]
        rows, columns = self.block
        for number, _, room in self.in_sight(width):
            shown = fit(styled_cell(grid.cell(index, number)), room)
            if index == self.cursor and number == self.column:
                shown = Content.styled(shown.plain, "bold reverse")  # of one colour, whatever the cell holds
            elif self._anchor is not None and index in rows and number in columns:
                shown = shown.stylize("on $primary-muted")
            parts.append(shown)
        return Content(" " * GAP).join(parts)

    def _number_of(self, row: int) -> Content:
        """The number of a row, with the sign of what is wrong with it and stands in no column."""
        problem = self._without_cell(row)
        saved = SAVED_SIGN if row in self.saved else ""
        mark = saved if problem is None else "!" if problem.severity == "error" else warning_sign()
        number = f"{mark}{row + 1}"
        return Content.styled(f"{number:>{self._number()}} ", problem_style(problem) if problem else MUTED)

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
            return Content.assemble(fix, place, (one_line(problem.sentence), problem_style(problem)))
        if self.grid is None or self.name_here is None or self.module is None:
            return Content("")
        field = self.grid.columns[self.column].field
        if field is None:
            special = self.name_here == "id" or self.name_here.startswith("$") or not self.module.fields
            return Content(one_line(self.name_here) if special else f"{one_line(self.name_here)} is not a field")
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
        self.to_column(self.column + step)

    def action_column_edge(self, step: int) -> None:
        """The first or the last column."""
        self._anchor = None
        self.to_column(len(self.grid.columns) * step if self.grid else 0)

    def to_column(self, column: int) -> None:
        """A column by its place, as far as there are any."""
        if self.grid is not None:
            self.column = max(0, min(column, len(self.grid.columns) - 1))
            self.refresh()

    def action_mark(self, down: int, right: int) -> None:
        """Mark a block, from the cell where the first step was made to the one under the cursor."""
        if self.grid is None or self.row is None:
            return
        anchor = self._anchor or (self.row, self.column)
        self.cursor = max(0, min(self.cursor + down, len(self.grid.rows.rows) - 1))
        self.to_column(self.column + right)
        self._anchor = anchor
        self.refresh()

    def action_mark_all(self) -> None:
        """Mark every row of the column."""
        if self.grid is not None:
            self.cursor = len(self.grid.rows.rows) - 1
            self._anchor = (0, self.column)
            self.refresh()
