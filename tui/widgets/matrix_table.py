"""Every effective order at once: rows down, orders across, those that do the same to every row in one column.

The first column stays while the others scroll. Rows that come to the same under all orders are folded into one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tui import keys
from tui.core.display import record_name, row_numbers
from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of
from tui.core.views.matrix_cells import (
    COUNT_SIGNS,
    COUNTED,
    cell_of,
    list_text,
    order_counts,
    order_names,
    row_texts,
    stays,
)
from tui.dataclass import dataclass
from tui.messages import RecordWanted
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, MOVED, MUTED, OUTCOME_STYLES, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.binding import BindingType

    from tui.core.matrix import Cell, Matrix, OrderResult

_ROW: Final = 26  # cells of a row's number and name, if there is room
_LEAST, _MOST = 14, 34  # cells of a column
_GAP: Final = 2
_UNLIKE: Final = "≠ "
_COUNT_STYLES: Final = {
    "inserts": OUTCOME_STYLES[RowOutcome.INSERT],
    "updates": OUTCOME_STYLES[RowOutcome.UPDATE],
    "refused": OUTCOME_STYLES[RowOutcome.ERROR],
    "twins": f"bold {MOVED}",
}


@dataclass(frozen=True, slots=True)
class _Column:
    """Orders that do the same to every row: their places in the matrix, and that of the one that stands for them."""

    places: tuple[int, ...]
    place: int


class MatrixTable(LineList):
    """The table. Its cursor is on a line and in a ``column`` of those that are shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MATRIX]
    HEADER = 4
    OFFERS_USE: ClassVar = True
    """Whether the head of a column says that its order can be used."""

    column: reactive[int] = reactive(0)

    @dataclass
    class Looked(Message):
        """The cursor is on another row or column, or other columns are shown."""

    @dataclass
    class OrderWanted(Message):
        """The person wants the payload to have the order at this place of the matrix."""

        place: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._matrix: Matrix | None = None
        self._message = ""
        self._columns: list[_Column] = []
        self._moving: list[int] = []
        self._still: list[int] = []
        self._wants_all = False
        self._first = 0  # the first column in sight
        self._cells: dict[int, list[str]] = {}
        self._widths: list[int] = []
        self._sight: tuple[tuple[int, int], list[tuple[int, int]]] | None = None  # by first column and width

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show(self, matrix: Matrix | None, places: Sequence[int] | None = None, message: str = "") -> None:
        """Show a matrix. places: those of the orders to show, None for all; message: what stands there without one.

        The cursor stays on its row and, as far as it is still there, on its order.
        """
        row, order = self.row, self.order
        self._matrix, self._message = matrix, message
        self._columns = list(_columns(matrix, places)) if matrix else []
        rows = range(len(matrix.request.rows)) if matrix and matrix.orders else range(0)
        self._still = [index for index in rows if matrix is not None and stays(matrix, index)]
        self._moving = [index for index in rows if index not in set(self._still)]
        self._cells.clear()
        self._widths = [self._wanted(number) for number in range(len(self._columns))]
        self.lines_changed()
        if row is not None:
            self.select(row)
        self._stand_on(order.names if order else None)

    def _stand_on(self, names: tuple[str, ...] | None) -> None:
        """The column with this order, else the one of the order in force, else the first."""
        matrix = self._matrix
        if matrix is None:
            return
        same = (place for place, order in enumerate(matrix.orders) if order.names == names)
        here = next(same, matrix.current)
        wanted = (number for number, column in enumerate(self._columns) if here in column.places)
        self.column = next(wanted, 0)
        self._bring_into_sight()
        self._tell()

    @property
    def row(self) -> int | None:
        """The row (0-based) under the cursor."""
        lines = self._lines
        return lines[self.cursor] if 0 <= self.cursor < len(lines) else None

    @property
    def order(self) -> OrderResult | None:
        """The order that stands for the column under the cursor."""
        if self._matrix is None or not 0 <= self.column < len(self._columns):
            return None
        return self._matrix.orders[self._columns[self.column].place]

    @property
    def record_wanted(self) -> RecordWanted | None:
        """The record that the cell under the cursor names, its target or one that stands in its way; None for none."""
        order, row = self.order, self.row
        cell = cell_of(order, row) if order is not None and row is not None else None
        if cell is None or self._matrix is None:
            return None
        holders = (error.details.get("id") for error in cell.errors)
        met = holders if cell.outcome is RowOutcome.ERROR else (cell.target_id,)
        ids = (each for each in met if isinstance(each, str) and not each.startswith("new-"))
        return next((RecordWanted(each, self._matrix.module.api_name) for each in ids), None)

    @property
    def places(self) -> tuple[int, ...]:
        """The places of all the orders of that column, the one that stands for them first."""
        if not 0 <= self.column < len(self._columns):
            return ()
        column = self._columns[self.column]
        return (column.place, *(place for place in column.places if place != column.place))

    @property
    def width_of_columns(self) -> tuple[int, int, int]:
        """The first column in sight, the one behind the last, and how many there are."""
        return self._first, self._first + len(self._in_sight()), len(self._columns)

    def select(self, row: int, *, unfold: bool = True) -> None:
        """Put the cursor on a row. unfold: also on one that is folded away."""
        if unfold and row in self._still and not self._unfolded:
            self.action_fold()
        if row in self._lines:
            self.cursor = self._lines.index(row)

    @property
    def _unfolded(self) -> bool:
        return self._wants_all or not self._moving  # then there is nothing else to look at

    @property
    def _lines(self) -> list[int | None]:
        """The rows in their lines; None for the line that folds."""
        folded: list[int | None] = [None, *(self._still if self._unfolded else ())]
        return [*self._moving, *(folded if self._still else ())]

    # --- geometry -----------------------------------------------------------------------------------------------------

    def _label_width(self, width: int) -> int:
        names = (cell_len(self._label(index)) for index in (*self._moving, *(self._still if self._unfolded else ())))
        return max(12, min(_ROW, width // 5, max((*names, 18))))

    def _label(self, index: int) -> str:
        matrix = self._matrix
        assert matrix is not None
        return f"{index + 1:>2} {record_name(matrix.request.rows[index], matrix.module)}"

    def _in_sight(self) -> list[tuple[int, int]]:
        """The columns that there is room for from the first one on, each with its cells."""
        key = (self._first, self.scrollable_content_region.width)
        if self._sight is None or self._sight[0] != key:
            self._sight = (key, list(self._placed(key[1])))
        return self._sight[1]

    def _placed(self, width: int) -> Iterator[tuple[int, int]]:
        room = width - self._label_width(width)
        wanted = self._widths
        if sum(wanted) + _GAP * len(wanted) > room:
            most = max(_LEAST, min(_MOST, room // 2 - _GAP))  # to compare, one has to see two
            wanted = [min(each, most) for each in wanted]
        for number in range(self._first, len(self._columns)):
            room -= _GAP
            if room < (wanted[number] if number > self._first else 1):
                return
            yield number, min(wanted[number], room)
            room -= wanted[number]

    def _wanted(self, number: int) -> int:
        """Cells that a column needs to be read whole."""
        column = self._columns[number]
        texts = [part.plain for part in self._head(column)]
        texts += [_UNLIKE + self._texts(index)[number] for index in (*self._moving, *self._still[:50])]
        return max(_LEAST, *map(cell_len, texts))

    def _texts(self, index: int) -> list[str]:
        """What a row does in each column."""
        matrix = self._matrix
        assert matrix is not None
        if index not in self._cells:
            orders = [matrix.orders[column.place] for column in self._columns]
            self._cells[index] = row_texts([cell_of(order, index) for order in orders])
        return self._cells[index]

    def _bring_into_sight(self) -> None:
        if self.column < self._first:
            self._first = self.column
        while self._first < self.column and self.column not in dict(self._in_sight()):
            self._first += 1
        self.refresh()

    # --- drawing ------------------------------------------------------------------------------------------------------

    def lines_changed(self) -> None:
        """Draw anew after the lines have changed."""
        self._sight = None
        self._first = min(self._first, max(0, len(self._columns) - 1))
        self.column = min(self.column, max(0, len(self._columns) - 1))
        super().lines_changed()

    def on_resize(self) -> None:
        """There is room for more, or for less: the cursor stays in sight."""
        super().on_resize()
        self._show(max(0, self.cursor))
        self._bring_into_sight()
        self._tell()

    def count(self) -> int:
        """Rows, the line that folds; one for the message where there is no matrix."""
        return len(self._lines) or 1

    def header(self, y: int, width: int) -> Content:
        """What the columns stand for: whether it is the order in force, the order, and the list to send."""
        if self._matrix is None or not self._columns:
            return Content()
        if y == self.HEADER - 1:
            return Content.styled("─" * width, MUTED)
        label = (self._scroller(), Content.styled("effective order", MUTED), Content.styled("list to send", MUTED))
        parts = [fit(label[y], self._label_width(width))]
        for number, room in self._in_sight():
            head = self._head(self._columns[number])[y]
            parts.append(fit(head.stylize("underline") if number == self.column and y == 1 else head, room))
        return Content(" " * _GAP).join(parts)

    def _head(self, column: _Column) -> tuple[Content, Content, Content]:
        matrix = self._matrix
        assert matrix is not None
        order, now = matrix.orders[column.place], matrix.current in column.places
        more = f" · {count_of(len(column.places), 'order')}" if len(column.places) > 1 else ""
        other = "○ use" if self.OFFERS_USE else "○"
        sign = Content.styled("● now" if now else other, f"bold {ACCENT}" if now else ACCENT)
        names = order_names(order, matrix.indifferent if len(matrix.orders) > 1 else ())
        return (
            Content.assemble(sign, (more, MUTED)),
            Content.styled(names, STRONG),
            Content.styled(list_text(order), MUTED),
        )

    def _scroller(self) -> Content:
        """``‹ 1-3 of 9 ›``, to be clicked, where not all columns have room."""
        first, last, count = self.width_of_columns
        if last - first == count:
            return Content.styled(count_of(count, "result"), MUTED)
        return Content.assemble(
            ("‹ ", ACCENT if first else MUTED),
            (f"{first + 1}-{last} of {count}" if last - first > 1 else f"{first + 1} of {count}", MUTED),
            (" ›", ACCENT if last < count else MUTED),
        )

    def line(self, index: int, width: int) -> Content:
        """One row under the orders in sight, or the line that folds."""
        if self._matrix is None or not self._lines:
            return Content.styled(self._message, MUTED)
        row = self._lines[index]
        if row is None:
            return self._fold_line(width)
        parts = [fit(Content.styled(self._label(row), MUTED if row in self._still else ""), self._label_width(width))]
        for number, room in self._in_sight():
            cell = fit(self._cell(row, number), room)
            here = index == self.cursor and number == self.column
            parts.append(Content.styled(cell.plain, "reverse") if here else cell)
        return Content(" " * _GAP).join(parts)

    def _fold_line(self, width: int) -> Content:
        many = count_of(len(self._still), "row")
        verb = "moves" if len(self._still) == 1 else "move"
        sign = "▾" if self._unfolded else "▸"
        numbers = "" if self._unfolded else f": {row_numbers(self._still).partition(' ')[2]}"
        return fit(Content.assemble((f"{sign} ", ACCENT), (f"{many} never {verb}{numbers}", MUTED)), width)

    def _cell(self, row: int, number: int) -> Content:
        """What a row does in a column: lit where it is not what it does now."""
        matrix = self._matrix
        assert matrix is not None
        cell = cell_of(matrix.orders[self._columns[number].place], row)
        text = self._texts(row)[number]
        if matrix.current is None or row in self._still:
            return Content.assemble("  ", (text, MUTED if row in self._still else _style(cell)))
        if _same(cell, cell_of(matrix.orders[matrix.current], row)):
            now = matrix.current in self._columns[number].places
            return Content.assemble("  ", (text, "" if now else MUTED))
        return Content.assemble((_UNLIKE, MOVED), (text, _style(cell)))

    def foot(self, *, tall: bool) -> Content:
        """What each order in sight comes to, in columns as in the table: in four lines with their words, or in one."""
        matrix = self._matrix
        if matrix is None or not self._columns:
            return Content()
        width = self._label_width(self.scrollable_content_region.width)
        gap = Content(" " * _GAP)
        counts = {
            number: (order_counts(matrix.orders[self._columns[number].place]), room)
            for number, room in self._in_sight()
        }
        if not tall:
            signs = Content.styled("counts", MUTED)
            cells = [
                fit(Content(" ").join(_count(word, of[word], word=False) for word in COUNTED), room)
                for of, room in counts.values()
            ]
            return gap.join([fit(signs, width), *cells])
        lines = []
        for word in COUNTED:
            label = Content.styled(f"{COUNT_SIGNS[word]} {'twins made' if word == 'twins' else word}", MUTED)
            cells = [fit(Content.assemble("  ", _count(word, of[word])), room) for of, room in counts.values()]
            lines.append(gap.join([fit(label, width), *cells]))
        return Content("\n").join(lines)

    # --- keys ---------------------------------------------------------------------------------------------------------

    def watch_cursor(self) -> None:
        """Tell that another row is looked at."""
        super().watch_cursor()
        self._tell()

    def watch_column(self) -> None:
        """Show the column that the cursor is in."""
        self._bring_into_sight()
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.Looked())

    def action_column(self, step: int) -> None:
        """To the column on the left or right."""
        if self._columns:
            self.column = max(0, min(self.column + step, len(self._columns) - 1))

    def action_fold(self) -> None:
        """Fold the rows that never move into one line, or unfold them."""
        row = self.row
        self._wants_all = not self._unfolded
        self.lines_changed()
        if row in self._lines and row is not None:
            self.cursor = self._lines.index(row)
        self._tell()

    def action_use(self) -> None:
        """Take over the order of the column; on the line that folds, fold or unfold."""
        order = self.order
        if self.row is None and self._still:
            self.action_fold()
        elif order is not None:
            self.post_message(self.OrderWanted(self._columns[self.column].place))

    # --- the mouse ----------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click on the head of a column takes its order over; on a cell it puts the cursor there, and where that is
        already, it leads to the record."""
        offset = event.get_content_offset(self)
        if offset is None or self._matrix is None:
            return
        number = self._column_at(offset.x)
        if offset.y >= self.HEADER - 1:
            was_here = number is not None and (number, self.line_at(event)) == (self.column, self.cursor)
            if number is not None and self.line_at(event) is not None:
                self.column = number
            super().on_click(event)
            if was_here and (wanted := self.record_wanted) is not None:
                self.post_message(wanted)
        elif number is not None:
            self.column = number
            self.post_message(self.OrderWanted(self._columns[number].place))
        elif offset.y == 0:
            self._press_scroller(offset.x)

    def pressed(self, index: int) -> None:
        """A click on the line that folds."""
        if index < len(self._lines) and self._lines[index] is None:
            self.action_fold()

    def _press_scroller(self, x: int) -> None:
        first, last, count = self.width_of_columns
        end = self._scroller().cell_length
        if x < 2 and first:
            self.column = first - 1
        elif end - 2 <= x < end and last < count:
            self.column = last

    def _column_at(self, x: int) -> int | None:
        start = self._label_width(self.scrollable_content_region.width) + _GAP
        for number, room in self._in_sight():
            if start <= x < start + room:
                return number
            start += room + _GAP
        return None

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """The wheel turned sideways goes on to the next column."""
        event.stop()
        self.action_column(1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """And back."""
        event.stop()
        self.action_column(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """With shift, the wheel turns sideways."""
        if event.shift:
            event.prevent_default()
            self.action_column(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """With shift, back."""
        if event.shift:
            event.prevent_default()
            self.action_column(-1)


def _columns(matrix: Matrix, places: Sequence[int] | None) -> Iterator[_Column]:
    """The columns of a matrix as far as their orders are to be shown. The order in force stands for its column, else
    the one with the shortest list."""
    wanted = None if places is None else set(places)
    for column in matrix.columns:
        kept = tuple(place for place in column if wanted is None or place in wanted)
        if kept:
            yield _Column(kept, matrix.current if matrix.current is not None and matrix.current in kept else kept[0])


def _same(cell: Cell | None, other: Cell | None) -> bool:
    return (cell and cell.look) == (other and other.look)


def _style(cell: Cell | None) -> str:
    return OUTCOME_STYLES[cell.outcome if cell is not None else RowOutcome.ERROR]


def _count(name: str, count: int, *, word: bool = True) -> Content:
    text = str(count) if word else f"{COUNT_SIGNS[name]}{count}"
    return Content.styled(text, _COUNT_STYLES[name] if count else MUTED)
