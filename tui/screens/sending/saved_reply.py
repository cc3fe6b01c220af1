"""A reply that was not sent from here, held against the forecast of the payload that is open: row by row, as after a
send. Nothing is sent, and no org is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from tui import keys
from tui.core.display import one_line
from tui.core.forecast import forecast
from tui.core.payload.request import ROWS_PER_CALL, PayloadError
from tui.core.reply.compare import compare
from tui.core.reply.recorded import reply_to
from tui.core.reply.saved import calls_of, how_read, saved_replies, together
from tui.core.views.describe import count_of
from tui.live.accounts.profiles import PRACTICE_PROFILE
from tui.live.send.plan import Batch, DataSetFacts, SendPlan
from tui.live.send.sender import BatchResult, SendReport
from tui.live.zoho.read_back import ReadBack
from tui.screens.assumptions import SettingChosen
from tui.screens.sending.comparison import ComparisonTable
from tui.screens.sending.sides import RowSides
from tui.session.in_force import in_force
from tui.widgets.key_line import KeyLine
from tui.widgets.look import CLEARED, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.rules import Assumptions
    from tui.screens.sending.case import SendCase


def report_of(case: SendCase, text: str, assumptions: Assumptions) -> tuple[SendReport, tuple[str, ...]]:
    """A saved reply as the report of a send, and what is to be said of how it was read. Its plan names no org: only its
    forecast means anything."""
    rows = case.request.rows
    reply, which = reply_to(case.request, text)
    replies = together(len(rows), saved_replies(reply))
    calls = calls_of(len(rows), replies)
    said = [f"The reply was {line}." for line in how_read(replies)]
    if which:
        said.append(f"{which[:1].upper()}{which[1:]}.")
    if len(replies) > len(calls):
        said.append(f"{len(replies)} replies for {count_of(len(calls), 'call')}: the extra replies are left out.")
    module, records = case.data_set.module(case.module), case.data_set.records(case.module)
    as_one_call = len(calls) == 1 and len(rows) > ROWS_PER_CALL and calls[0].outcome == "refused"
    made = forecast(case.request, module, records, assumptions, split=not as_one_call, related=case.data_set)
    results = []
    for number, saved in enumerate(calls, 1):
        start, end = saved.call.start_index, saved.call.start_index + saved.call.rows
        batch = Batch(number, start, {"data": list(rows[start:end])}, made.rows[start:end])
        sentence = saved.call.why or (f"HTTP {saved.status}" if saved.status is not None else "")
        results.append(BatchResult(batch, saved.outcome, sentence, saved.status, saved.call.reply))
    compared = compare(made, [each.call for each in calls], records, related=case.data_set)
    facts = DataSetFacts(case.data_set.name, case.data_set.made_at, case.data_set.is_partial(case.module))
    batches = tuple(each.batch for each in results)
    plan = SendPlan("", PRACTICE_PROFILE, "", made, facts, batches, ReadBack(), ())
    return SendReport(plan, tuple(results), compared), tuple(said)


class SavedReplyScreen(Screen[None]):
    """Compares a reply (its text) with what is forecast of a payload. Tells the app ``SettingChosen``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.SAVED_REPLY]
    CSS_PATH = "send.tcss"
    DEFAULT_CSS = """
    SavedReplyScreen {
        layout: vertical;
        & #reply-head { height: auto; max-height: 4; padding: 0 1; background: $panel; }
        & #comparison, & #sides { height: 1fr; border: round $foreground 22%; padding: 0 1; }
        & #comparison { min-height: 6; }
        & #comparison:focus, & #sides:focus { border: round $accent; }
        & #both { layout: vertical; height: auto; }
        & Static { height: auto; }
        & #cause-text { margin: 0 0 1 0; }
    }
    """
    AUTO_FOCUS = "ComparisonTable"

    def __init__(self, case: SendCase, text: str, name: str) -> None:
        """name: where the reply came from."""
        super().__init__()
        self._case, self._text, self._source = case, text, name
        self._assumptions = case.assumptions
        self._row = 0
        self.report: SendReport | None = None
        self._said: tuple[str, ...] = ()
        self._problem = ""

    def compose(self) -> ComposeResult:
        """What was read, the rows, and one of them."""
        yield Static("", id="reply-head", markup=False)
        with Vertical():
            yield ComparisonTable()
            yield RowSides()
        yield KeyLine()

    def on_mount(self) -> None:
        """The first look."""
        self._compare()

    def _compare(self) -> None:
        """Compare under the settings of now, in a thread: many rows take a while."""
        self._fill()
        self._compute(self._assumptions)

    @work(thread=True, exclusive=True, group="compare", exit_on_error=False)
    def _compute(self, assumptions: Assumptions) -> None:
        worker = get_current_worker()
        try:
            report, said = report_of(self._case, self._text, assumptions)
        except PayloadError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._failed, error.reason)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._compared, report, said)

    def _compared(self, report: SendReport, said: tuple[str, ...]) -> None:
        self.report, self._said = report, said
        self._fill()

    def _failed(self, reason: str) -> None:
        self._problem = reason
        self._fill()

    def _fill(self) -> None:
        self.query_one("#reply-head", Static).update(Content("\n").join(self._head()))
        if self.report is not None:
            self.query_one(ComparisonTable).show(self.report, {})
            self._show_row()

    def _head(self) -> Iterator[Content]:
        against = f"{count_of(len(self._case.request.rows), 'row')} for {one_line(self._case.module)}"
        data_set = one_line(self._case.data_set.name)
        yield Content.assemble(
            ("reply  ", MUTED), (one_line(self._source), STRONG), f"  ·  {against} against {data_set}"
        )
        if self._problem:
            yield Content.styled(f"! The reply can't be read: {one_line(self._problem)}.", CLEARED)
        elif self.report is None:
            yield Content.styled("comparing …", MUTED)
        yield from (Content.styled(one_line(line), MOVED) for line in self._said)

    @on(ComparisonTable.Looked)
    def _looked(self, message: ComparisonTable.Looked) -> None:
        self._row = message.index
        if self.report is not None:
            self._show_row()

    def _show_row(self) -> None:
        assert self.report is not None
        key = keys.key_name("saved_reply.set_assumption")
        self.query_one(RowSides).show(self.report, self._row, None, None, key)
        self.refresh_bindings()

    def action_set_assumption(self) -> None:
        """Choose the setting that would explain the row's difference, and compare again under it."""
        switch = self._switch()
        if switch is not None:
            rule, value = switch
            picked = self._assumptions.having(rule, value)
            self._assumptions = in_force(picked, self._case.data_set, self._case.module, self._case.request.api_version)
            self._compare()
            self.app.post_message(SettingChosen(rule, value))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A setting is offered where it would explain something."""
        if action == "set_assumption":
            return self._switch() is not None
        return True

    def _switch(self) -> tuple[str, str] | None:
        """The setting that would explain the difference of the row that is looked at."""
        rows = self.report.rows if self.report is not None else ()
        return rows[self._row].switch if self._row < len(rows) else None
