"""What a row should do: insert, update this record or another, or not be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.core.backwards import Wish
from tui.core.display import one_line, record_name, short_id
from tui.core.near_ids import copied_id
from tui.core.outcome import RowOutcome
from tui.core.views.wish_targets import wish_targets
from tui.screens.backwards.ways import outcome_line
from tui.screens.dialogs.choices import Choices, Keys, SearchDialog
from tui.widgets.look import MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.forecast import Forecast
    from tui.core.records import RecordIndex

    Line = tuple[Content, Wish | None]

_NAME: Final = 44  # cells of a record
_SHORTEST: Final = 4  # characters that are taken for an id


class _Search(Input):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.PICKER]


class WishDialog(SearchDialog[Wish]):
    """Returns what a row (0-based) of a forecast should do, or None."""

    HELP = """\
## I want this row to ...
Choose what the row should do; what would have to be different for that is looked for next. The records below hold a
value of the row, or nearly one. Any other record is found by its **id**: type it.
"""

    def __init__(self, made: Forecast, index: int, records: RecordIndex) -> None:
        super().__init__()
        self._made, self._index, self._records = made, index, records
        self._targets = wish_targets(made, index, records)

    def compose(self) -> ComposeResult:
        """What the row does now, a line to type in, the wishes."""
        row = self._made.rows[self._index]
        with Vertical() as box:
            box.border_title = Content(f"I want row {self._index + 1} to ...")
            yield Static(outcome_line("now ", row, self._made.module), classes="now", markup=False)
            search = _Search(placeholder="type to search, or the id of a record")
            search.cursor_blink = False
            yield search
            yield Choices[Wish]()
            yield Static("", classes="said", markup=False)
            yield Keys()

    def fill(self, words: str) -> None:
        """The wishes that the row does not grant as it is and that hold the words; the record with that id."""
        words = copied_id(words)
        lines = [line for line in self._lines() if words.casefold() in line[0].plain.casefold()]
        typed = self._typed(words)
        if typed is not None:
            lines.append(typed)
        unknown = typed is None and not lines and len(words) >= _SHORTEST
        self.say(f"No record of this data set has the id {words}." if unknown else "")
        self.choices().fill(lines)

    def _lines(self) -> Iterator[Line]:
        row, module = self._made.rows[self._index], self._made.module
        updates = row.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED)
        if row.outcome in (RowOutcome.ERROR, RowOutcome.NOT_KNOWN):
            yield Content("not be refused"), Wish("not_refused")
        if row.outcome is not RowOutcome.INSERT:
            yield Content("insert a new record"), Wish("insert")
        if updates:
            name = record_name(row.before or {}, module) or "this one"
            text = f"update a record other than {name} ({short_id(row.target_id or '')})"
            yield Content(text), Wish("update_other")
        else:
            yield Content("update a record, whichever it is"), Wish("update_other")
        for target in self._targets:
            yield _target_line(target.record_id, target.name, target.why)

    def _typed(self, words: str) -> Line | None:
        """The record whose id was typed, if it is not among those that stand there."""
        record = self._records.get(words) if len(words) >= _SHORTEST else None
        if record is None or any(target.record_id == words for target in self._targets):
            return None
        return _target_line(words, record_name(record, self._made.module), "typed")


def _target_line(record_id: str, name: str, why: str) -> Line:
    record = Content.assemble("update ", (f"{one_line(record_id)} {name}".rstrip(), STRONG))
    return Content.assemble(fit(record, _NAME), "  ", (why, MUTED)), Wish("update", record_id)
