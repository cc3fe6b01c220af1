"""A lookup of the grid: a record of the data set, found by any of its values, or an id that is typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.core.display import one_line, record_name
from tui.core.grid.rows import written_as
from tui.core.grid.suggest import LEAVE_OUT, SEND_NULL, Suggestion
from tui.core.near_ids import copied_id
from tui.core.views.describe import count_of
from tui.core.writings import sought
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.choices import Choices, Keys, SearchDialog
from tui.screens.dialogs.latest import Latest
from tui.screens.grid.cell import CellLine
from tui.screens.grid.look import GRID_SHEETS
from tui.widgets.look import MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult

    from tui.core.metadata import Module
    from tui.core.values import Record
    from tui.dataset.browse import RecordBrowser
    from tui.screens.dialogs.latest import Progress
    from tui.screens.grid.cell import AskedCell

_MOST: Final = 100  # records that are listed
_NAME: Final = 44


class LookupDialog(SearchDialog[Suggestion]):
    """Returns what the cell shall be, or None. module and browser: those of the records that it may point to."""

    CSS_PATH = GRID_SHEETS
    HELP = """\
## A lookup
Type a name, an e-mail address, an id or any other value of the record that the row should point to,
however it is written; **{picker.choose}** or a click takes the record that is marked. The row gets its id.
"""

    def __init__(
        self, cell: AskedCell, typed: str | None, ahead: Callable[[], str], module: Module, browser: RecordBrowser
    ) -> None:
        super().__init__()
        self._cell, self._typed, self._ahead = cell, typed or "", ahead
        self._module, self._browser = module, browser
        self._latest = Latest(self)

    def compose(self) -> ComposeResult:
        """A line to search in, the records, and how many there are."""
        with Vertical() as box:
            box.border_title = Content(f"{self._cell.title}: a record of {one_line(self._module.api_name)}")
            yield CellLine(self._typed, self._ahead, "type to search, or an id", typed=True)
            yield Choices()
            yield Static("", classes="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Make the records ready to be searched, in a thread, and show the first."""
        self.fill(self._typed)
        if not self._browser.is_ready(self._module):
            self._latest.begin(partial(_made_ready, self._browser, self._module), self._ready)

    def _ready(self, trouble: object) -> None:
        if isinstance(trouble, Trouble):
            self.complain(str(trouble))
        else:
            self.fill(self.query_one(CellLine).value)

    def fill(self, words: str) -> None:
        """The records that hold the words, and what else the cell may be."""
        words = words.strip()
        ready = not words or self._browser.is_ready(self._module)
        ranks = self._browser.search(sought(words, self._module)) if ready else ()
        found = [self._line(record) for record in self._browser.records(list(ranks[:_MOST]))]
        typed = copied_id(words)
        if typed.isdecimal() and not any(each[1].written == written_as({"id": typed}) for each in found):
            found.append(_id_line(typed))
        more = f", the first {_MOST} are listed" if len(ranks) > _MOST else ""
        self.say(f"{count_of(len(ranks), 'record')}{more}" if ready else "Making the records searchable …")
        self.choices().fill([*found, *([] if words else _without_record())])

    def _line(self, record: Record) -> tuple[Content, Suggestion]:
        record_id = str(record.get("id"))
        name = record_name(record, self._module) or "without a name"
        chosen = Suggestion(name, written_as({"id": record_id}))
        there = "  now" if chosen.written == self._cell.written else ""
        shown = fit(Content.styled(name, STRONG), _NAME)
        return Content.assemble(shown, "  ", (f"{one_line(record_id)}{there}", MUTED)), chosen


def _without_record() -> Iterator[tuple[Content, Suggestion]]:
    for each in (SEND_NULL, LEAVE_OUT):
        yield Content.assemble(fit(Content.styled(each.label, STRONG), _NAME), "  ", (each.detail, MUTED)), each


def _id_line(record_id: str) -> tuple[Content, Suggestion]:
    shown = fit(Content.styled(record_id, STRONG), _NAME)
    chosen = Suggestion(record_id, written_as({"id": record_id}))
    return Content.assemble(shown, "  ", ("no record here has this id", MUTED)), chosen


def _made_ready(browser: RecordBrowser, module: Module, progress: Progress) -> None:
    for _ in browser.prepare(module):
        progress(lambda: None)
