"""What if: every row under every effective order at once, and one key to take an order over.

The matrix is made in a thread where that takes long; what is done so far can be read and used meanwhile. The screen
follows the main screen: undo, redo and whatever else changes what is open show here, too.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual import on
from textual.content import Content

from tui import keys
from tui.core.display import one_line
from tui.core.matrix import Matrix, matrix
from tui.core.views.describe import call_error_text, count_of
from tui.core.views.matrix_cells import list_text, order_names, sent_texts
from tui.core.views.matrix_text import general_sentences, row_sentence
from tui.dataclass import dataclass
from tui.reports.matrix import matrix_markdown, matrix_report
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.picker import Choice, Picker
from tui.screens.dialogs.question import Question
from tui.screens.marks import bar
from tui.screens.what_if.filters import OrderFilter, filter_choices, filters
from tui.screens.what_if.frame import OrdersFrame
from tui.widgets.clipboard import copy
from tui.widgets.look import CLEARED, MOVED, MUTED, STRONG
from tui.widgets.matrix_table import MatrixTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.binding import BindingType

    from tui.core.forecast import Forecast
    from tui.core.matrix import Watch
    from tui.dataset.folder import DataSet
    from tui.messages import RecordWanted
    from tui.screens.dialogs.latest import Progress
    from tui.screens.main.screen import MainScreen
    from tui.session.view import View

_AT_ONCE: Final = 300  # orders times rows that are forecast without a thread
_BAR: Final = 24
_OF_THE_TABLE: Final = ("record", "backwards", "orders")


@dataclass(frozen=True, slots=True)
class _Case:
    """What a matrix is made of."""

    forecast: Forecast
    data_set: DataSet
    split: bool

    def same_rows(self, other: _Case | None) -> bool:
        """Whether another case has the same orders to show, whichever of them is in force."""
        if other is None or self.data_set is not other.data_set or self.split != other.split:
            return False
        one, two = self.forecast, other.forecast
        return one.module is two.module and one.assumptions == two.assumptions and one.request.rows == two.request.rows


class WhatIfScreen(OrdersFrame):
    """Over a main screen, of whose payload it shows every order. row: the one that the cursor begins on."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.WHAT_IF, *keys.DIALOG, *keys.HISTORY]
    HELP = """\
## What if
Rows down, effective check orders across; orders that do the same to every row share a column. **● now** is the order
in force, and what a row does otherwise elsewhere is marked **≠** and lit. Below are the totals of each order;
**≈** counts rows that leave two records with one value.

- **{what_if.left}** and **{what_if.right}** go from order to order, **{what_if.use}** writes the one under the cursor
  to the payload; a click on the head of a column does the same
- **{what_if.orders}** lists all orders of a column, **{what_if.filter}** shows only some orders, **{what_if.all}** all
- **{what_if.record}**, or a second click on a cell, shows the record that the cell names
- **{what_if.fold}** unfolds the rows that never move, **{what_if.backwards}** asks what would make a row do what you
  want, **{history.undo}** takes the last change back
"""

    def __init__(self, main: MainScreen, row: int) -> None:
        super().__init__()
        self._main = main
        self._first_row: int | None = row  # until the cursor has been there
        self._case: _Case | None = None  # of the matrix that is shown or being made
        self._done = (0, 0)
        self._filter: OrderFilter | None = None

    def on_mount(self) -> None:
        """Show what is open, and follow it."""
        self._main.viewed.subscribe(self, self._follow)
        self._follow(self._main.explorer.view)

    # --- following ----------------------------------------------------------------------------------------------------

    def _follow(self, view: View) -> None:
        """What is open has changed."""
        self.set_class(view.stale, "-stale")
        if view.forecast is None:
            self._latest.end()
            self._case = None
            self._show(None)
        elif not view.pending:
            self._go_on(_Case(view.forecast, self._main.explorer.data_set, view.draft.split))
        self._say()

    def _go_on(self, case: _Case) -> None:
        """Show the same orders from where the list stands now, or begin with those of other rows."""
        if not case.same_rows(self._case):
            self._filter = None
            self._begin(case)
            return
        self._case = case
        if self._matrix is not None and (self._latest.busy or self._matrix.complete):
            self._show(self._matrix.seen_from(case.forecast.request))
        elif not self._latest.busy:
            self._begin(case)  # there are too many orders: others are near now

    def _begin(self, case: _Case) -> None:
        self._latest.end()
        self._case = case
        if _size(case) <= _AT_ONCE:
            self._show(_matrix_of(case))
        else:
            self._done = (0, 0)
            self._show(None)  # what stands there is of other rows
            self._latest.begin(partial(self._compute, case), self._found)

    def _compute(self, case: _Case, progress: Progress) -> Matrix:
        """In a thread: the matrix; what is done so far is shown meanwhile."""

        def watch(done: int, total: int, so_far: Callable[[], Matrix]) -> None:
            progress(lambda: self._found(so_far(), (done, total)))

        return _matrix_of(case, watch)

    def _found(self, found: Matrix | Trouble, done: tuple[int, int] | None = None) -> None:
        """Show what a thread has made. done: how many orders, and of how many; None once all are."""
        case = self._case
        if isinstance(found, Trouble):
            self._main.complain(f"The orders could not be tried: {found.sentence}.")
            self._say()
        elif case is not None and done is None and not found.complete and found.request != case.forecast.request:
            self._begin(case)  # the list has changed meanwhile, and others are near now
        elif case is not None:
            self._done = done or self._done
            self._show(found.seen_from(case.forecast.request))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that comes before the table stands finds nothing to act on."""
        return action not in _OF_THE_TABLE or bool(self.query(MatrixTable))

    def action_record(self) -> None:
        """The record that the cell under the cursor names, in the browser of records."""
        wanted = self._table.record_wanted
        if wanted is None:
            self._main.say("No record is named here.")
        else:
            self._main.show_record(wanted)

    def on_record_wanted(self, message: RecordWanted) -> None:
        """The record of a cell was clicked."""
        self._main.show_record(message)

    def action_backwards(self) -> None:
        """What would make the row do what is wanted?"""
        row = self._table.row
        if row is not None:
            self._main.ask_backwards(row)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show(self, made: Matrix | None) -> None:
        self._matrix = made
        if self._filter is not None and made is not None and not self._latest.busy:
            same = (each for each in filters(made) if each.text == self._filter.text)
            self._filter = next(same, None)
        places = self._filter.places if self._filter is not None else None
        self._table.show(made, places, self._no_orders(made))
        if made is not None and self._first_row is not None:
            self._to_first_row(self._first_row)
            if made.complete or self._table.cursor > 0:
                self._first_row = None
        self._say()

    def _to_first_row(self, row: int) -> None:
        """Put the cursor there, unless a person has moved it; it may be folded away while few orders are done."""
        if self._table.cursor <= 0:
            self._table.select(row, unfold=False)

    def _no_orders(self, made: Matrix | None) -> str:
        view = self._main.explorer.view
        if made is not None and made.call_errors and self._case is not None:
            error = made.call_errors[0]
            return f"{error.code}: {call_error_text(error, self._case.forecast)}, whatever the order."
        if made is None and (view.pending or view.forecast is not None):
            return ""
        return "There are no rows." if made is not None else "No text of this payload could be read yet."

    def where(self) -> str:
        """The module, the file and the data set."""
        view = self._main.explorer.view
        return f"{one_line(view.module.api_name)} · {one_line(view.file_name)} · against {one_line(view.data_set)}"

    def above(self) -> Iterator[Content]:
        """Why these are not the orders of what is open, how far they are, or what is to be said of them."""
        view = self._main.explorer.view
        if view.pending:
            yield Content.styled("Still forecasting this payload; these are the orders of the one before.", MOVED)
        elif view.problem is not None:
            kept = " These are the orders of the last text that could be." if self._matrix is not None else ""
            place = f" (line {view.problem.line})" if view.problem.line is not None else ""
            yield Content.styled(f"This payload can't be read: {one_line(view.problem.reason)}{place}.{kept}", CLEARED)
        forecast = view.forecast
        if forecast is not None and forecast.order.rejected is not None:
            error = next((each for each in forecast.call_errors if each.code != "LIMIT_EXCEEDED"), None)
            if error is not None:
                refused = f"! {error.code}: the payload's own list is refused: {call_error_text(error, forecast)}."
                yield Content.styled(refused, CLEARED)
        if self._latest.busy:
            done, total = self._done
            count = f"{done} of {total} orders tried" if total else "trying the orders"
            yield Content.assemble(bar(done, total or None, _BAR), (f"  {count}", MUTED))
        elif self._matrix is not None:
            yield from map(Content, self._sentences(self._matrix))

    def _sentences(self, made: Matrix) -> Iterator[str]:
        """As many sentences as leave most of the room to the table; that of the row under the cursor stands below."""
        general = general_sentences(made)
        yield from general
        room = self.size.height // 5 - len(general) if self.has_class("-high") else 0
        moving = [index for index, depends in enumerate(made.depends_on_order) if depends]
        for index in moving:
            sentence = row_sentence(made, index)
            room -= -(-cell_len(sentence) // max(1, self.size.width - 4))
            if room < 0:
                return
            yield sentence

    def below(self) -> Iterator[Content]:
        """What is to be said of the row and the order under the cursor."""
        made, order, row = self._matrix, self._table.order, self._table.row
        if made is None or order is None:
            return
        if not self._latest.busy and row is not None:
            yield Content(row_sentence(made, row))
        places = self._table.places
        same = f"  {count_of(len(places) - 1, 'other order')} " if len(places) > 1 else ""
        same += f"{'does' if len(places) == 2 else 'do'} the same" if same else ""
        now = "  the order in force" if made.current == places[0] else ""
        own, shorter = sent_texts(made, places[0])
        yield Content.assemble(
            (order_names(order), STRONG), ("  by sending ", MUTED), own, (f"{shorter}{now}{same}", MUTED)
        )
        for error in order.call_errors:
            text = error.code if self._case is None else f"{error.code}: {call_error_text(error, self._case.forecast)}"
            yield Content.styled(f"! Under this order the whole call is refused, {text}.", CLEARED)

    def counts(self) -> Iterator[Content]:
        """How many orders there are; where only some are shown, which."""
        made = self._matrix
        if self._filter is None or made is None:
            yield from super().counts()
            return
        shown = f"{len(self._filter.places)} of {count_of(len(made.orders), 'order')}"
        clear = keys.key_name("what_if.all")
        yield Content.styled(f"{shown}: {self._filter.text} · {clear} shows all", MOVED)

    # --- what people do -----------------------------------------------------------------------------------------------

    @on(MatrixTable.OrderWanted)
    def _order_wanted(self, message: MatrixTable.OrderWanted) -> None:
        self._take(message.place)

    def _take(self, place: int) -> None:
        """Write the shortest list of an order into the payload, as one change."""
        view, made = self._main.explorer.view, self._matrix
        if view.stale or made is None:
            self._main.complain(self._main.why_not() if view.stale else "The orders are still being tried.")
            return
        order = made.orders[place]
        if place == made.current:
            self._main.say("This is the order in force.")
            return
        names = order_names(order)
        self._main.show(self._main.explorer.set_check_fields(order.duplicate_check_fields, f"the order {names}"))
        self.app.clear_notifications()
        self._main.say(f"The payload now sends {list_text(order)}; {keys.key_name('history.undo')} undoes it.")

    def action_undo(self) -> None:
        """Take the last change back, whatever it was."""
        self._main.action_undo()

    def action_redo(self) -> None:
        """Make it again."""
        self._main.action_redo()

    def action_filter(self) -> None:
        """Choose which orders to show."""
        made = self._matrix
        if made is None or not made.orders or self._latest.busy:
            self._main.complain("There are no orders to filter yet.")
            return
        choices = filter_choices(made)
        if not choices:
            self._main.say("All orders do the same: there is nothing to filter.")
            return
        row = self._table.row
        here = f"orders in which row {row + 1} is not refused" if row is not None else None

        def chosen(text: str | None) -> None:
            if text is not None:
                self._filter = next((each for each in filters(made) if each.text == text), None)
                self._show(self._matrix)

        self.app.push_screen(Picker("show only", choices, self._filter.text if self._filter else here), chosen)

    def action_all(self) -> None:
        """Show all orders again."""
        if self._filter is not None:
            self._filter = None
            self._show(self._matrix)

    def action_orders(self) -> None:
        """Choose among the orders that share the column."""
        made, places = self._matrix, self._table.places
        if made is None or not places:
            return
        orders = {order_names(made.orders[place]): place for place in places}

        def chosen(names: str | None) -> None:
            if names is not None and self._matrix is made:
                self._take(orders[names])

        choices = [
            Choice(name, f"{'now · ' if place == made.current else ''}{list_text(made.orders[place])}")
            for name, place in orders.items()
        ]
        hint = "They do the same to every row; the list of each is the shortest that brings it about."
        self.app.push_screen(Picker("use an order of this column", choices, None, hint=hint), chosen)

    def action_copy(self) -> None:
        """Copy the whole table."""
        made, view = self._matrix, self._main.explorer.view
        if made is None or not made.orders or self._latest.busy:
            self._main.complain("There are no orders to copy yet.")
            return

        def chosen(form: str | None) -> None:
            if form is not None:
                report = matrix_markdown if form == "markdown" else matrix_report
                copy(self, report(made, view.data_set, partial=view.partial), "all orders")

        answers = [("text", "Copy as text"), ("markdown", "Copy as a Markdown table")]
        self.app.push_screen(Question("Copy every row under every order.", answers), chosen)


def _size(case: _Case) -> int:
    """How many rows have to be forecast at most, or more."""
    made = case.forecast
    return len(made.request.rows) * math.factorial(min(len(made.module.checkable), 10)) * 2


def _matrix_of(case: _Case, watch: Watch = lambda done, total, so_far: None) -> Matrix:
    made = case.forecast
    records = case.data_set.records(made.module.api_name)
    return matrix(made.request, made.module, records, made.assumptions, split=case.split, watch=watch)
