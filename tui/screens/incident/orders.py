"""A call that was made, under every order: what each row would have come to, by the records as they were before it.

It changes nothing and follows nothing: the payload that is open is another one, or has moved on since.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import SystemCommand
from textual.content import Content

from tui import keys
from tui.core.display import one_line
from tui.core.matrix import Matrix, matrix
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.views.matrix_cells import order_names, sent_texts
from tui.core.views.matrix_text import general_sentences, row_sentence
from tui.screens.dialogs.background import Trouble
from tui.screens.what_if.frame import OrdersFrame
from tui.widgets.look import MOVED, MUTED, STRONG
from tui.widgets.matrix_table import MatrixTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.binding import BindingType

    from tui.core.reply.incident import Incident
    from tui.messages import RecordWanted
    from tui.screens.dialogs.latest import Progress


_MOVES: Final = [binding for binding in keys.MATRIX if binding.action != "use"]


class _Table(MatrixTable):
    OFFERS_USE = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An order of a call that was made is not to be used."""
        return action != "use" and super().check_action(action, parameters)


class OrdersOfCall(OrdersFrame):
    """The screen. name: what the call is called; row: the one that the cursor begins on; open_record: shows a record
    (None: there is nowhere to)."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.CALL_ORDERS, *keys.DIALOG]
    HELP = """\
## A call under every order
Rows down, effective check orders across, by the records as they were before the call; orders that do the same to every
row share a column. **● now** is the order by which it was made, and what a row does otherwise elsewhere is marked **≠**
and lit. Nothing is changed here: in What happened, **{incident.payload}** opens what the call sent as the payload.

- **{call_orders.record}**, or a second click on a cell, shows the record that the cell names
"""

    def __init__(
        self, found: Incident, name: str, row: int, open_record: Callable[[RecordWanted], object] | None
    ) -> None:
        super().__init__()
        self._found, self._called, self._row, self._open_record = found, name, row, open_record

    def table_of_orders(self) -> MatrixTable:
        """One without the key that uses an order."""
        return _Table()

    def where(self) -> str:
        """The module and the call."""
        return f"{one_line(self._found.forecast.module.api_name)} · {one_line(self._called)}"

    def on_mount(self) -> None:
        """Try the orders, in a thread."""
        self._latest.begin(self._compute, self._made)
        self._say()

    def _compute(self, progress: Progress) -> Matrix:
        def watch(done: int, total: int, so_far: Callable[[], Matrix]) -> None:
            progress(lambda: None)

        made = self._found.forecast
        split = len(made.request.rows) > ROWS_PER_CALL
        return matrix(made.request, made.module, self._found.records, made.assumptions, split=split, watch=watch)

    def _made(self, found: Matrix | Trouble) -> None:
        if isinstance(found, Trouble):
            self.notify(f"The orders could not be tried: {found.sentence}.", severity="warning", markup=False)
            return
        self._matrix = found
        self._table.show(found, None, "There are no rows.")
        self._table.select(self._row, unfold=False)
        self._say()

    def above(self) -> Iterator[Content]:
        """That nothing is changed here, and what is to be said of all orders."""
        yield Content.styled("This call was already made: nothing is changed here.", MOVED)
        if self._matrix is None:
            yield Content.styled("⋯ trying the orders", MUTED)
        else:
            yield from map(Content, general_sentences(self._matrix))

    def below(self) -> Iterator[Content]:
        """What is to be said of the row and the order under the cursor."""
        made, order, row = self._matrix, self._table.order, self._table.row
        if made is None or order is None:
            return
        if row is not None:
            yield Content(row_sentence(made, row))
        now = "  the order by which it was made" if made.current == self._table.places[0] else ""
        own, shorter = sent_texts(made, self._table.places[0])
        yield Content.assemble((order_names(order), STRONG), ("  by sending ", MUTED), own, (shorter + now, MUTED))

    @on(MatrixTable.OrderWanted)
    def _order_wanted(self) -> None:
        key = keys.key_name("incident.payload")
        self.notify(f"This call was already made. In What happened, {key} opens what it sent as the payload.")

    def action_record(self) -> None:
        """The record that the cell under the cursor names."""
        wanted = self._table.record_wanted
        if wanted is None:
            self.notify("No record is named here.")
        else:
            self.on_record_wanted(wanted)

    def on_record_wanted(self, message: RecordWanted) -> None:
        """The record of a cell was clicked, or asked for."""
        if self._open_record is not None:
            self._open_record(message)

    def palette_commands(self) -> Iterator[SystemCommand]:
        """What the command palette offers here."""
        for node, bindings in ((self._table, _MOVES), (self, keys.CALL_ORDERS)):
            for binding in bindings:
                title, key = str(binding.tooltip or binding.description), keys.key_name(binding.id or "")
                run = partial(node.call_later, partial(node.run_action, binding.action))
                yield SystemCommand(title, f"{binding.description} · {key}", run)
