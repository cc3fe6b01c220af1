"""After the last reply: what came of the send, row by row, and one row in full."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import on
from textual.containers import Vertical
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line
from tui.core.payload.body_text import json_block
from tui.screens.assumptions import SettingChosen
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.findings import RestoreDialog
from tui.screens.dialogs.record_choice import choose_record
from tui.screens.dialogs.save_as import TextToSave, save_text
from tui.screens.incident.messages import CallsToExplain
from tui.screens.sending.comparison import ComparisonTable
from tui.screens.sending.job import rows_in_org, rows_left, saved_rows
from tui.screens.sending.kept_case import case_text
from tui.screens.sending.messages import PayloadMade, RowsFound, RowsSaved
from tui.screens.sending.recorded import recorded_of_report
from tui.screens.sending.sides import RowSides
from tui.screens.sending.verdict_line import verdict_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.values import Json
    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.look_up import LookedUp, LookUpReport
    from tui.live.journal.restore import Restoration
    from tui.live.send.sender import SendReport
    from tui.screens.dialogs.background import Runner
    from tui.screens.sending.job import Job
    from tui.screens.sending.record_now import RecordNow

Result = TypeVar("Result")

_ACTIONS: Final = (
    "look_up",
    "rows_left",
    "take_out",
    "set_assumption",
    "read_record",
    "save_case",
    "restore",
    "what_happened",
)


class AfterSend(Vertical):
    """The report of a send, with what was looked up and read since, and what can be done about it.

    Tells the app: ``PayloadMade`` (and closes the screen) for a payload to open, ``SettingChosen`` for an assumption.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.SEND_AFTER]
    HELP = """\
## After a send
- **{send.rows_left}** opens the rows that were refused or not sent as a payload of their own, **{send.take_out}** takes
  the saved ones out of the payload that is open
- **{send.what_happened}** explains each row in sentences, with the old values that were read before the send
- **{send.set_assumption}** sets the assumption that would explain a difference, **{send.read_record}** reads the record
  from the org, **{send.save_case}** saves the row as a test case
- **{send.record}**, or a click on an id, shows a record of the row as the data set has it
- **{send.look_up}** looks up what happened where the outcome is unknown, **{send.restore}** makes a payload that
  restores the old values
"""

    def __init__(self, job: Job, runner: Runner, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._job, self._runner = job, runner
        self._offered: tuple[bool | None, ...] = ()
        self.report: SendReport | None = None
        self.row = 0
        self._rows_left: dict[str, Json] | None = None
        self._looked_up: tuple[tuple[JournalEntry, LookUpReport], ...] = ()
        self._fates: dict[int, LookedUp] = {}
        self._records_now: dict[int, RecordNow] = {}

    def compose(self) -> ComposeResult:
        """How the calls ended, the rows, and one of them."""
        yield Static("", id="verdict", markup=False)
        yield ComparisonTable()
        yield RowSides()

    def show(self, report: SendReport) -> None:
        """Show a report: at first, or compared anew under another setting."""
        self.report = report
        self._fill()

    def _show_record(self, index: int, now: RecordNow) -> None:
        """Show the record of a row as the org has it."""
        self._records_now[index] = now
        self._show_row()
        if index == self.row:
            self.call_after_refresh(self.query_one(RowSides).scroll_home, animate=False)

    @property
    def _unknown(self) -> bool:
        """Whether the outcome of a call is unknown."""
        return self.report is not None and any(result.outcome == "unknown" for result in self.report.results)

    @property
    def _switch(self) -> tuple[str, str] | None:
        """The setting that would explain the row's difference: rule and value."""
        return self.report.rows[self.row].switch if self.report else None

    @property
    def _record_id(self) -> str | None:
        """The record that the row is about: by the reply, by the look-up, or by the forecast."""
        if self.report is None:
            return None
        row, forecast = self.report.rows[self.row], self.report.plan.forecast
        fate = self._fates.get(self.row)
        target = forecast.rows[self.row].target_id if self.row < len(forecast.rows) else None
        record_id = row.record_id or (fate.record_id if fate else None) or target
        return None if record_id is None or record_id.startswith("new-") else record_id

    # --- showing ------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        if self.report is None:
            return
        self._rows_left = rows_left(self.report, self._looked_up)
        self.query_one("#verdict", Static).update(verdict_line(self.report, self._looked_up))
        self.query_one(ComparisonTable).show(
            self.report.rows, self.report.plan.forecast, self._fates, self.report.plan.numbers
        )
        self._show_row()

    def _show_row(self) -> None:
        if self.report is not None:
            fate, now = self._fates.get(self.row), self._records_now.get(self.row)
            self.query_one(RowSides).show(self.report, self.row, fate, now, keys.key_name("send.set_assumption"))
            offered = tuple(self.check_action(action, ()) for action in _ACTIONS)
            if offered != self._offered:  # else the key line would be made anew under the mouse at every row
                self._offered = offered
                self.refresh_bindings()

    @on(ComparisonTable.Looked)
    def _looked(self, message: ComparisonTable.Looked) -> None:
        self.row = message.index
        self._show_row()

    # --- what one can do with it --------------------------------------------------------------------------------------

    def _ask(self, what: str, work: Callable[[], Result], then: Callable[[Result], object]) -> None:
        """Do something that blocks, and hand on what it found; what went wrong is a warning."""

        def ended(result: Result | Trouble) -> None:
            if isinstance(result, Trouble):
                self._warn(result.sentence)
            else:
                then(result)

        self._runner.ask(what, work, ended)

    def action_look_up(self) -> None:
        """Read back what became of the calls whose outcome is unknown."""
        report = self.report
        if report is not None:
            self._ask("looking up", lambda: self._job.look_up(report), self._show_looked_up)

    def _show_looked_up(self, found: tuple[tuple[tuple[JournalEntry, LookUpReport], ...], str]) -> None:
        self._looked_up, problem = found
        if problem:
            self._warn(problem)
        self._fates = {row.index: row for _, fates in self._looked_up for row in fates.rows}
        self._fill()
        self.tell_of_rows()

    def tell_of_rows(self) -> None:
        """Tell the app which rows of the payload are in the org."""
        if self.report is not None:
            self.app.post_message(RowsFound(self._job.case.request, rows_in_org(self.report, self._fates)))

    def action_rows_left(self) -> None:
        """Make a payload of the rows that were certainly not saved."""
        if (body := self._rows_left) is not None:
            self._open(body, "rows-not-saved.json")

    def action_take_out(self) -> None:
        """Take the rows that were saved out of the payload that is open."""
        if self.report is not None and (saved := saved_rows(self.report, self._fates)):
            self.app.post_message(RowsSaved(self._job.case.request, saved))
            self.screen.dismiss(None)

    def action_set_assumption(self) -> None:
        """Choose the setting that would explain the difference, and compare again under it."""
        report, switch = self.report, self._switch
        if report is None or switch is None:
            return
        rule, value = switch

        def compared(report: SendReport) -> None:
            self.show(report)
            self.app.post_message(SettingChosen(rule, value))

        self._ask(f"setting {rule} = {value}", lambda: self._job.compare_under(report, rule, value), compared)

    def action_read_record(self) -> None:
        """Read the row's record from the org."""
        report, index, record_id = self.report, self.row, self._record_id
        if report is not None and record_id is not None:
            show: Callable[[RecordNow], object] = partial(self._show_record, index)
            self._ask("reading the record", lambda: self._job.read_again(report, index, record_id), show)

    def action_record(self) -> None:
        """Show a record that the row leads to, as the data set has it."""
        texts = self.query_one(RowSides).texts
        if not choose_record(self.app, "show in the records", texts, self.post_message):
            self._warn("No record is named here.")

    def action_save_case(self) -> None:
        """Write the row to a file, as a test case."""
        report, index = self.report, self.row
        if report is None:
            return
        row = report.plan.forecast.rows[index] if index < len(report.plan.forecast.rows) else None
        text = case_text(report, index, row.before if row else None)

        default = self._job.case.folder / f"{self._job.case.stem}-row-{index + 1}-case.json"
        save_text(self.app, TextToSave(text, "save the test case as", default), self._tell, self._warn)

    def action_what_happened(self) -> None:
        """Explain each row in sentences, with the old values that were read before the send."""
        report = self.report
        if report is not None:
            self.app.post_message(CallsToExplain(recorded_of_report(report), "this send"))

    def action_restore(self) -> None:
        """Find what would restore the old values, and offer it."""
        report = self.report
        if report is not None:
            self._ask("reading the journal", lambda: self._job.restoration(report), self._restorable)

    def _tell(self, sentence: str) -> None:
        self.notify(one_line(sentence), markup=False)

    def _warn(self, sentence: str) -> None:
        self.notify(one_line(sentence), severity="warning", timeout=10, markup=False)

    def _restorable(self, restoration: Restoration) -> None:
        def chosen(answer: str | None) -> None:
            if (body := restoration.chosen(answer)) is not None:
                self._open(body, "restore.json")

        self.app.push_screen(RestoreDialog(restoration, self.app.size.width), chosen)

    def _open(self, body: Json, name: str) -> None:
        """Hand a payload to the app, and make room for it."""
        self.app.post_message(PayloadMade(json_block(body) + "\n", self._job.case.module, name))
        self.screen.dismiss(None)

    # --- keys ---------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False where there is no use for an action, None where it cannot be done now."""
        if action not in _ACTIONS:
            return True
        settled = bool(self._looked_up) or not self._unknown
        useful = {
            "look_up": self._unknown,
            "rows_left": settled and self._rows_left is not None,
            "take_out": self.report is not None and bool(saved_rows(self.report, self._fates)),
            "set_assumption": self._switch is not None,
        }.get(action, self.report is not None)
        if not useful:
            return False
        if action == "read_record" and self._record_id is None:
            return None
        return None if self._runner.busy and action not in ("save_case", "what_happened") else True
