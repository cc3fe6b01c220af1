"""The frame of the screens that show rows under every effective order: a title, what is to be said of all orders, the
table with its foot, and what is to be said of the row and the order under the cursor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content

from tui.core.views.describe import count_of
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.latest import Latest
from tui.screens.styled_once import StyledOnce
from tui.widgets.key_line import KeyLine
from tui.widgets.look import ACCENT, STRONG
from tui.widgets.matrix_table import MatrixTable
from tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult

    from tui.core.matrix import Matrix


class OrdersFrame(StyledOnce[None]):
    """Says around the table what ``where``, ``above`` and ``below`` answer, when the cursor or the size changes."""

    AUTO_FOCUS = "MatrixTable"
    CSS_PATH = [SHEET, Path(__file__).with_name("what_if.tcss")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]

    def __init__(self) -> None:
        super().__init__()
        self._matrix: Matrix | None = None
        self._latest = Latest(self)

    def compose(self) -> ComposeResult:
        """Where one is, what is to be said of all orders, the orders, what is to be said of one row."""
        yield Words(id="title")
        yield Words(id="above")
        with Vertical(id="box") as box:
            box.border_title = "every effective order"
            yield self.table_of_orders()
            yield Words(id="foot")
        yield Words(id="below")
        yield KeyLine()

    def table_of_orders(self) -> MatrixTable:
        """The table that it is made of."""
        return MatrixTable()

    def where(self) -> str:
        """Which call, module or file this is."""
        return ""

    def above(self) -> Iterable[Content]:
        """What is to be said of all orders."""
        return ()

    def below(self) -> Iterable[Content]:
        """What is to be said of the row and the order under the cursor."""
        return ()

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        self._latest.end()

    def on_resize(self) -> None:
        """There is room for more of the foot, or for less."""
        self.call_after_refresh(self._say)

    @property
    def busy(self) -> str:
        """What is waited for; empty for nothing."""
        return "the orders are being tried" if self._latest.busy else ""

    @property
    def _table(self) -> MatrixTable:
        return self.query_one(MatrixTable)

    @on(MatrixTable.Looked)
    def _say(self) -> None:
        """All that stands around the table."""
        if not self.is_mounted:
            return
        self.query_one("#title", Words).say(Content.assemble(("What if", STRONG), "   ", (self.where(), ACCENT)))
        self.query_one("#above", Words).say(Content("\n").join(self.above()))
        self.query_one("#foot", Words).say(self._table.foot(tall=self.has_class("-high")))
        self.query_one("#below", Words).say(Content("\n").join(self.below()))
        self.query_one("#box").border_subtitle = Content(" · ").join(self.counts())

    def counts(self) -> Iterator[Content]:
        """How many orders there are, and how many results that differ."""
        made = self._matrix
        if made is not None and made.orders:
            some = f"{len(made.orders)} of {made.total:,} orders" if len(made.orders) < made.total else ""
            yield Content(some or count_of(len(made.orders), "order"))
            yield Content(count_of(len(made.columns), "different result"))
