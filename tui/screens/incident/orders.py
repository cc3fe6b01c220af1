"""A call that was made, under every order: what each row would have come to, by the records as they were before it.

It changes nothing and follows nothing: the payload that is open is another one, or has moved on since.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import SystemCommand
from textual.containers import Vertical
from textual.content import Content

from tui import keys
from tui.core.display import one_line
from tui.core.matrix import Matrix, matrix
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.views.describe import count_of
from tui.core.views.matrix_cells import order_names, sent_texts
from tui.core.views.matrix_text import general_sentences, row_sentence
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.latest import Latest, Progress
from tui.screens.styled_once import StyledOnce
from tui.widgets.key_line import KeyLine
from tui.widgets.look import ACCENT, MOVED, MUTED, STRONG
from tui.widgets.matrix_table import MatrixTable
from tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.reply.incident import Incident
    from tui.messages import RecordWanted


_MOVES: Final = [binding for binding in keys.MATRIX if binding.action != "use"]


class _Table(MatrixTable):
    OFFERS_USE = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An order of a call that was made is not to be used."""
        return action != "use" and super().check_action(action, parameters)


class OrdersOfCall(StyledOnce[None]):
    """The screen. name: what the call is called; row: the one that the cursor begins on; open_record: shows a record
    (None: there is nowhere to)."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.CALL_ORDERS, *keys.DIALOG]
    AUTO_FOCUS = "MatrixTable"
    CSS_PATH = [SHEET, Path(__file__).parent.parent / "what_if" / "what_if.tcss"]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]
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
        self._matrix: Matrix | None = None
        self._latest = Latest(self)

    def compose(self) -> ComposeResult:
        """Which call it is, what is to be said of all orders, the orders, what is to be said of one row."""
        yield Words(id="title")
        yield Words(id="above")
        with Vertical(id="box") as box:
            box.border_title = "every effective order"
            yield _Table()
            yield Words(id="foot")
        yield Words(id="below")
        yield KeyLine()

    def on_mount(self) -> None:
        """Try the orders, in a thread."""
        self._latest.begin(self._compute, self._made)
        self._say()

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        self._latest.end()

    @property
    def busy(self) -> str:
        """What is waited for; empty for nothing."""
        return "the orders are being tried" if self._latest.busy else ""

    @property
    def _table(self) -> MatrixTable:
        return self.query_one(MatrixTable)

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

    @on(MatrixTable.Looked)
    def _say(self) -> None:
        """All that stands around the table."""
        module = one_line(self._found.forecast.module.api_name)
        title = Content.assemble(("What if", STRONG), "   ", (f"{module} · {one_line(self._called)}", ACCENT))
        self.query_one("#title", Words).say(title)
        self.query_one("#above", Words).say(Content("\n").join(self._above()))
        self.query_one("#foot", Words).say(self._table.foot(tall=self.has_class("-high")))
        self.query_one("#below", Words).say(Content("\n").join(self._below()))
        made = self._matrix
        if made is not None:
            orders = f"{len(made.orders)} of {made.total:,} orders" if len(made.orders) < made.total else ""
            results = count_of(len(made.columns), "different result")
            text = f"{orders or count_of(len(made.orders), 'order')} · {results}"
            self.query_one("#box").border_subtitle = text

    def _above(self) -> Iterator[Content]:
        yield Content.styled("This call was made already: nothing is changed here.", MOVED)
        if self._matrix is None:
            yield Content.styled("⋯ trying the orders", MUTED)
        else:
            yield from map(Content, general_sentences(self._matrix))

    def _below(self) -> Iterator[Content]:
        made, order, row = self._matrix, self._table.order, self._table.row
        if made is None or order is None:
            return
        if row is not None:
            yield Content(row_sentence(made, row))
        now = "  the order by which it was made" if made.current == self._table.places[0] else ""
        own, shorter = sent_texts(made, self._table.places[0])
        yield Content.assemble((order_names(order), STRONG), ("  by sending ", MUTED), own, (shorter + now, MUTED))

    def on_resize(self) -> None:
        """There is room for more of the foot, or for less."""
        self.call_after_refresh(self._say)

    @on(MatrixTable.OrderWanted)
    def _order_wanted(self) -> None:
        key = keys.key_name("incident.payload")
        self.notify(f"This call was made already. In What happened, {key} opens what it sent as the payload.")

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
