"""Forecast against reply, one line a row: what was forecast, what came, whether they agree, and why if not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.message import Message

from tui import keys
from tui.core.display import one_line, short_id
from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of
from tui.messages import RecordWanted
from tui.screens.marks import AGREEMENTS, agreement_mark, fate_mark, reply_mark
from tui.widgets.lines import LineList
from tui.widgets.look import MOVED, MUTED, OUTCOME_STYLES, fit, outcome_mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.binding import BindingType

    from tui.core.forecast import Forecast
    from tui.core.reply.compare import Agreement, RowComparison
    from tui.live.journal.look_up import LookedUp


_OUTCOME, _VERDICT, _RULE = 12, 16, 20  # cells
_TARGET, _REPLY = 8, 24
_LONGEST_REPLY = 48  # cells of a code and the field that it is about
_WHY = 116  # cells from which the last column needs less than what is left
_ROW = 5  # cells of where a row stands in the payload
_ROOMY = 100  # cells from which every column has room

CAME: Final = {
    "error": ("refused", OUTCOME_STYLES[RowOutcome.ERROR]),
    "insert": ("inserted", OUTCOME_STYLES[RowOutcome.INSERT]),
    "update": ("updated", OUTCOME_STYLES[RowOutcome.UPDATE]),
    "none": ("without an answer", OUTCOME_STYLES[RowOutcome.NOT_KNOWN]),
}
"""What can come of a row, as it is counted, and its colour."""


def came_of(row: RowComparison) -> str:
    """What came of a row, by its name in ``CAME``."""
    return row.actual if row.actual in CAME else "none"


class ComparisonTable(LineList):
    """The table. Its cursor posts ``Looked`` with the row's index within the payload."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.COMPARISON]
    HEADER = 2
    HELP = """\
## Forecast against reply
First what happened to the rows, then whether that was forecast. **= same**: action and target are as forecast.
**≠ different**: they are not; beside it are the rule that was wrong and the likely cause. **? not comparable**: the
outcome of the row is unknown, or the forecast did not know.

- **{comparison.outcome}** filters by what happened, **{comparison.verdict}** by verdict, **{comparison.all}** shows all
  rows; click a count to filter by it
"""

    class Looked(Message):
        """The person looks at a row."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__(id="comparison")
        self._rows: Sequence[RowComparison] | None = None
        self._made: Forecast | None = None
        self._fates: Mapping[int, LookedUp] = {}
        self._shown: list[int] = []
        self.verdict: Agreement | None = None
        self.came: str | None = None
        self._numbers: Sequence[int] = ()

    def show(
        self,
        rows: Sequence[RowComparison],
        made: Forecast | None,
        fates: Mapping[int, LookedUp] | None = None,
        numbers: Sequence[int] = (),
    ) -> None:
        """Show rows, compared with this forecast (None: there is none). fates: what was looked up, by row; numbers: of
        each row of a part, where it stands in the payload (0-based). At first the cursor is on the first difference."""
        first = self._rows is None
        self._numbers = numbers
        self._rows, self._made, self._fates = rows, made, fates or {}
        self._refilter()
        if first:
            odd = (place for place, row in enumerate(rows) if row.verdict == "different")
            self.cursor = next(odd, 0)
        self._tell()

    def select(self, index: int) -> None:
        """Go to a row, by its index within the payload; all rows are shown where a filter hides it."""
        if index not in self._shown:
            self.action_all()
        if index in self._shown:
            self.cursor = self._shown.index(index)

    @property
    def selected(self) -> int | None:
        """The index of the row under the cursor."""
        return self._shown[self.cursor] if 0 <= self.cursor < len(self._shown) else None

    def _refilter(self) -> None:
        selected = self.selected
        self._shown = [
            row.index
            for row in self._rows or ()
            if self.verdict in (None, row.verdict) and self.came in (None, came_of(row))
        ]
        self.lines_changed()
        if selected in self._shown:
            self.cursor = self._shown.index(selected)
        self._tell()

    # --- lines --------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """One a row."""
        return len(self._shown)

    def header(self, y: int, width: int) -> Content:
        """The counts, by which one filters; the names of the columns."""
        if y == 0:
            return Content("").join([part for part, _ in self._counts()])
        number, wide = self._number(), width >= _ROOMY
        names = [fit("#".rjust(number), number), *([fit("row".rjust(_ROW), _ROW)] if self._numbers else [])]
        names += [fit("forecast", _OUTCOME + (_TARGET if wide else 0))]
        names.append(fit("reply", self._reply_room(width)))
        names.append(fit("verdict", _VERDICT))
        names += [*([fit("rule", _RULE)] if self._has_rules else []), Content("why")] if wide else []
        return Content.styled(" ", "").join(names)

    def _counts(self) -> list[tuple[Content, str | None]]:
        """The parts of the first line, each with what a click on it filters by: first what came, then the verdicts."""
        rows = self._rows or ()
        counts = Counter(row.verdict for row in rows)
        came = Counter(map(came_of, rows))
        filtered = self.verdict or self.came
        shown = f"{len(self._shown)} of {count_of(len(rows), 'row')}" if filtered else count_of(len(rows), "row")
        parts: list[tuple[Content, str | None]] = []
        for name, (word, style) in CAME.items():
            if came[name]:
                on = " reverse" if name == self.came else ""
                parts += [(Content.styled(f"{came[name]:,} {word}", style + on), name), (Content("  "), None)]
        parts.append((Content.styled(f" {shown}", MOVED if filtered else MUTED), None))
        for verdict, (words, style) in AGREEMENTS.items():
            if counts[verdict]:
                on = " reverse" if verdict == self.verdict else ""
                sign, _, word = words.partition(" ")
                parts += [
                    (Content("   "), None),
                    (Content.styled(f"{sign} {counts[verdict]} {word}", style + on), verdict),
                ]
        return parts

    @property
    def _has_rules(self) -> bool:
        """Whether a rule was wrong somewhere."""
        return any(row.rule for row in self._rows or ())

    def _number(self) -> int:
        return max(2, len(str(len(self._rows or ()))))

    def _reply_room(self, width: int) -> int:
        if width >= _ROOMY:  # half of what "why" seldom needs
            return _REPLY + min(max(0, width - _WHY) // 2, _LONGEST_REPLY - _REPLY)
        return max(8, width - self._number() - _OUTCOME - _VERDICT - 3 - (_ROW + 1 if self._numbers else 0))

    def line(self, index: int, width: int) -> Content:
        """One row."""
        if self._rows is None:
            return Content("")
        row = self._rows[self._shown[index]]
        number, wide = self._number(), width >= _ROOMY
        fate = self._fates.get(row.index)
        source = str(self._numbers[row.index] + 1) if row.index < len(self._numbers) else ""
        cells = [
            Content.styled(str(row.index + 1).rjust(number), MUTED),
            *([Content.styled(source.rjust(_ROW), MUTED)] if self._numbers else []),
            fit(self._forecast(row, wide=wide), _OUTCOME + (_TARGET if wide else 0)),
            fit(reply_mark(row), self._reply_room(width)),
            fit(fate_mark(fate.fate) if fate else agreement_mark(row.verdict), _VERDICT),
        ]
        if wide:
            cells += [fit(row.rule or "", _RULE)] if self._has_rules else []
            cells.append(Content(one_line(fate.sentence if fate else row.why)))
        return Content(" ").join(cells)

    def _id_at(self, x: int) -> str | None:
        """The record that stands at a column of the selected row, in the forecast or in the reply."""
        width = self.scrollable_content_region.width
        if self.selected is None or self._rows is None:
            return None
        wide, row = width >= _ROOMY, self._rows[self.selected]
        start = self._number() + 1 + (_ROW + 1 if self._numbers else 0)
        reply = start + _OUTCOME + (_TARGET if wide else 0) + 1
        if reply <= x < reply + self._reply_room(width):
            return row.record_id
        return self._target(row) if wide and start <= x < reply else None

    def _target(self, row: RowComparison) -> str | None:
        """The record that a row was forecast to update."""
        rows = self._made.rows if self._made else ()
        made = rows[row.index] if row.index < len(rows) else None
        updates = made is not None and made.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED)
        return made.target_id if made is not None and updates else None

    def _forecast(self, row: RowComparison, *, wide: bool) -> Content:
        mark, target = outcome_mark(RowOutcome(row.forecast)), self._target(row)
        return Content.assemble(fit(mark, _OUTCOME), short_id(target)) if wide and target is not None else mark

    # --- what people do -----------------------------------------------------------------------------------------------

    def watch_cursor(self) -> None:
        """Tell which row is looked at."""
        super().watch_cursor()
        self._tell()

    def _tell(self) -> None:
        if self.selected is not None:
            self.post_message(self.Looked(self.selected))

    def action_next_verdict(self) -> None:
        """Show only the rows of the next verdict that occurs, then all."""
        present = [verdict for verdict in AGREEMENTS if any(row.verdict == verdict for row in self._rows or ())]
        following = present.index(self.verdict) + 1 if self.verdict in present else 0
        self.verdict = present[following] if following < len(present) else None
        self._refilter()

    def action_next_outcome(self) -> None:
        """Show only the rows of which the same came, then all."""
        found = set(map(came_of, self._rows or ()))
        present = [name for name in CAME if name in found]
        following = present.index(self.came) + 1 if self.came in present else 0
        self.came = present[following] if following < len(present) else None
        self._refilter()

    def action_all(self) -> None:
        """Show every row."""
        self.verdict = self.came = None
        self._refilter()

    def on_click(self, event: events.Click) -> None:
        """A click on a count filters, one on a row selects; on an id of the row that is selected, it leads there."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y:
            was_selected = self.line_at(event) == self.cursor
            super().on_click(event)
            if was_selected and offset is not None and (record_id := self._id_at(offset.x)) is not None:
                module = self._made.module.api_name if self._made is not None else None
                self.post_message(RecordWanted(record_id, module))
            return
        end = 0
        for part, name in self._counts():
            end += part.cell_length
            if offset.x < end:
                if name in CAME:
                    self.came = None if name == self.came else name
                elif part.plain.strip():
                    chosen = next((verdict for verdict in AGREEMENTS if verdict == name), None)
                    self.verdict = None if chosen == self.verdict else chosen
                    self.came = self.came if chosen else None
                self._refilter()
                return
