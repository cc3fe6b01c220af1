"""What would make a row do what is wished: each way, what else changes with it, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tui import keys
from tui.core.backwards import Answer, Way, Wish, backwards
from tui.core.forecast import Forecast, forecast
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.views.backwards_text import reasons, way_text, wish_text
from tui.core.views.describe import errors_text, fate
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.choices import GAP, Choices, Keys, ListDialog, hanging
from tui.screens.dialogs.latest import Latest, Progress
from tui.screens.marks import bar
from tui.widgets.look import ACCENT, MOVED, MUTED, OUTCOME_STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.metadata import Module
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast

    Line = tuple[Content, Way | None]

_BAR: Final = 24
_SIGNS: Final = {"order": "⇅ ", "row": "✎ ", "assumption": "○ "}
_KINDS: Final = {
    "order": "by the order",
    "row": "by the row",
    "assumption": "undocumented: Zoho decides",
}
_TOLD: Final = 3  # other rows whose changes are told
_AT_ONCE: Final = ROWS_PER_CALL  # rows of a payload of which that is found out at once


class WaysDialog(ListDialog[Way]):
    """Returns the way that is to be carried out, or None. split: as in ``forecast``."""

    AUTO_FOCUS = "WayList"
    HELP = """\
## What would do it
Each line was tried by a forecast of the whole payload; the smallest change comes first, and behind it is how many
other rows change with it. **{ways.take}** or a click carries a way out: a change of the payload is one step of undo,
another assumption is set as on the screen of the assumptions. Values that stand there *for example* or *such as* are
yours to replace.
"""

    def __init__(self, made: Forecast, index: int, wish: Wish, records: RecordIndex, *, split: bool) -> None:
        super().__init__()
        self._made, self._index, self._wish, self._records, self._split = made, index, wish, records, split
        self._latest = Latest(self)
        self._answer: Answer | None = None

    @property
    def busy(self) -> str:
        """What is waited for; empty for nothing."""
        return "ways are being tried" if self._latest.busy else ""

    def compose(self) -> ComposeResult:
        """What is wished, the ways, how far the search is."""
        with Vertical() as box:
            box.border_title = Content(f"I want row {self._index + 1} to {wish_text(self._wish)}")
            yield Static("", classes="now", markup=False)
            yield WayList()
            yield Static("", classes="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Begin to search."""
        row = self._made.rows[self._index] if self._made.rows else None
        if row is not None:
            self.query_one(".now", Static).update(outcome_line("now ", row, self._made.module))
        self.say(Content.assemble(bar(0, None, _BAR), ("  trying the orders", MUTED)))
        self._latest.begin(self._search, self._found)

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        self._latest.end()

    def _search(self, progress: Progress) -> Answer:
        def watch(what: str, done: int, total: int) -> None:
            text = f"  {done} of {'at most ' if what != 'orders' else ''}{total} {what} tried"
            progress(lambda: self.say(Content.assemble(bar(done, total, _BAR), (text, MUTED))))

        made = self._made
        return backwards(
            made.request,
            made.module,
            self._records,
            made.assumptions,
            self._index,
            self._wish,
            split=self._split,
            watch=watch,
        )

    def _found(self, answer: Answer | Trouble) -> None:
        if isinstance(answer, Trouble):
            self.complain(f"The search failed: {answer.sentence}")
            return
        self._answer = answer
        self.say("")
        self._fill()

    def on_resize(self) -> None:
        """Sentences are folded to the width."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        if self._answer is not None:
            at = self.choices().value
            self.choices().fill(self._lines(self._answer), at if isinstance(at, Way) else None)

    def _lines(self, answer: Answer) -> Iterator[Line]:
        width = self.choices().scrollable_content_region.width - 1
        sent = self._made.request.rows[self._index]
        for way in answer.ways:
            what = hanging(Content.styled(_SIGNS[way.kind], ACCENT), Content(way_text(way, sent)), width)
            then = outcome_line("  then ", way.row, self._made.module)
            yield Content.assemble(what, "\n", then, (f"   {_KINDS[way.kind]}", MUTED)), way
            yield GAP
        for reason in reasons(answer, self._records):
            style = MUTED if answer.ways else MOVED
            yield hanging(Content.styled("· ", MUTED), Content.styled(reason, style), width), None

    @on(OptionList.OptionHighlighted)
    def _looked_at(self) -> None:
        """Say what becomes of the other rows with the way under the cursor."""
        way = self.choices().value
        if isinstance(way, Way) and len(way.request.rows) <= _AT_ONCE:
            self.say(Content("\n").join(self._others(way)) if way.others else "")

    def _others(self, way: Way) -> Iterator[Content]:
        made, module = self._made, self._made.module
        again = forecast(way.request, module, self._records, way.assumptions, split=self._split, counterfactuals=False)
        for index in way.others[:_TOLD] if again.rows and made.rows else ():
            was = outcome_line(f"row {index + 1}  ", made.rows[index], module)
            yield outcome_line(Content.assemble(was, ("  →  ", MUTED)), again.rows[index], module)
        if len(way.others) > _TOLD:
            yield Content.styled(f"and {len(way.others) - _TOLD} more", MUTED)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(self.choices().value_of(event))

    def _take(self, way: object) -> None:
        if isinstance(way, Way):
            self.dismiss(way)


class WayList(Choices[Way], can_focus=True):
    """The ways."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.WAYS]


def outcome_line(before: str | Content, row: RowForecast, module: Module) -> Content:
    """``now ! ERROR DUPLICATE_DATA  Phone is …2436's``: what a row does, behind some words."""
    lead = Content.styled(before, MUTED) if isinstance(before, str) else before
    refused = f"  {errors_text(row.found)}" if row.outcome is RowOutcome.ERROR else ""
    words = f"{row.outcome.glyph} {fate(row, module)}"
    return Content.assemble(lead, (words, OUTCOME_STYLES[row.outcome]), (refused, MUTED))
