"""The send screen: confirm, send, and hold the reply against the forecast. Nothing leaves before the person says yes.

What comes before the last reply is in ``calls_screen``; here is what came, and what can be done with it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.widgets import Static

from tui import keys
from tui.core.display import one_line
from tui.core.payload.body_text import json_block
from tui.files import write_atomically
from tui.live.send.control import Control
from tui.screens.assumptions import SwitchSet
from tui.screens.dialogs.background import in_background
from tui.screens.dialogs.save_as import SaveAs
from tui.screens.sending.calls_screen import CallsScreen, Phase
from tui.screens.sending.comparison import ComparisonTable
from tui.screens.sending.job import JobError, rows_left
from tui.screens.sending.kept_case import case_text
from tui.screens.sending.messages import (
    Compared,
    Ended,
    Failed,
    FatesFound,
    OrgWritten,
    PayloadMade,
    RecordRead,
    WayBackFound,
)
from tui.screens.sending.sides import RowSides
from tui.screens.sending.verdict_line import verdict_line
from tui.screens.sending.way_back import WayBack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.values import Json
    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.look_up import LookedUp, LookUpReport
    from tui.live.journal.restore import Restoration
    from tui.live.send.sender import SendReport
    from tui.screens.sending.record_now import RecordNow


_AFTER: Final = ("look_up", "rows_left", "flip", "read_again", "keep", "way_back")


class SendScreen(CallsScreen):
    """Sends one payload to the org of one profile, once.

    state_folder: of the journal and of the practice org. practice_source: the data set that the practice org is a copy
    of (None: the demo). connect, sleep and clock: in place of the network, of waiting, and of the time.

    Posts ``PayloadMade`` (and closes) for a payload to open, ``OrgWritten`` after a send, and ``SwitchSet``.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.SEND_AFTER]
    CSS_PATH = "send.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    AUTO_FOCUS = ""

    _report: SendReport | None = None
    _row = 0
    _found: tuple[tuple[JournalEntry, LookUpReport], ...] = ()
    _left: dict[str, Json] | None = None
    _offered: tuple[bool | None, ...] = ()

    def compose_after(self) -> ComposeResult:
        """The verdicts, row by row, and one row in full."""
        yield Static("", id="verdict", markup=False)
        yield ComparisonTable()
        yield RowSides()

    def on_mount(self) -> None:
        """Nothing has been looked up or read yet."""
        self._fates: dict[int, LookedUp] = {}
        self._records_now: dict[int, RecordNow] = {}

    # --- what came ----------------------------------------------------------------------------------------------------

    @on(Ended)
    def _ended(self, message: Ended) -> None:
        self._report = message.report
        self._control = Control()  # what is asked from now on may wait again
        self._go_to(Phase.AFTER)
        self._show_report()
        self.query_one(ComparisonTable).focus()
        if any(result.outcome in ("answered", "unknown") for result in message.report.results):
            self.app.post_message(OrgWritten(self.profile, self.case.module))

    def _show_report(self) -> None:
        if self._report is None:
            return
        self._left = rows_left(self._report, self._found)
        self.query_one("#verdict", Static).update(verdict_line(self._report, self._found))
        self.query_one(ComparisonTable).show(self._report, self._fates)
        self._show_row()

    def _show_row(self) -> None:
        if self._report is None:
            return
        index = self._row
        self.query_one(RowSides).show(
            self._report, index, self._fates.get(index), self._records_now.get(index), keys.key_name("send.flip")
        )
        offered = tuple(self._possible(action) for action in _AFTER)
        if offered != self._offered:  # else the footer would be made anew under the mouse at every row
            self._offered = offered
            self.refresh_bindings()

    @on(ComparisonTable.Looked)
    def _looked(self, message: ComparisonTable.Looked) -> None:
        self._row = message.index
        self._show_row()

    def _in_a_thread(self, busy: str, do: Callable[[], object]) -> None:
        """Do something that blocks, once at a time, and say what it is."""
        if self._busy:
            return
        self._say_busy(busy)
        in_background(partial(self._work, do))

    def _work(self, do: Callable[[], object]) -> None:
        try:
            do()
        except JobError as error:
            self.post_message(Failed(str(error)))
        except Exception as error:
            self.post_message(Failed(f"that did not work ({type(error).__name__})"))

    # --- what one can do with it --------------------------------------------------------------------------------------

    def action_look_up(self) -> None:
        """Read back what became of the calls whose outcome is unknown."""
        report = self._report
        if report is not None:
            self._in_a_thread("Looking up", lambda: self.post_message(FatesFound(*self._job.look_up(report))))

    @on(FatesFound)
    def _fates_found(self, message: FatesFound) -> None:
        self._say_busy()
        if message.problem:
            self.notify(message.problem, severity="warning", markup=False)
        self._found = message.found
        self._fates = {row.index: row for _, lookup in message.found for row in lookup.rows}
        self._show_report()

    def action_rows_left(self) -> None:
        """Make a payload of the rows that are certainly not in."""
        body = self._left
        if body is not None:
            self._open(body, "rows-not-saved.json")

    def action_flip(self) -> None:
        """Set the switch that would explain the difference, and compare again under it."""
        report, switch = self._report, self._switch
        if report is None or switch is None:
            return
        rule, value = switch

        def compare() -> None:
            self.post_message(Compared(self._job.compare_under(report, rule, value), rule, value))

        self._in_a_thread(f"Setting {rule} = {value}", compare)

    @on(Compared)
    def _compared(self, message: Compared) -> None:
        self._say_busy()
        self._report = message.report
        self.app.post_message(SwitchSet(message.rule, message.value))
        self._show_report()

    @property
    def _switch(self) -> tuple[str, str] | None:
        return self._report.rows[self._row].switch if self._report else None

    def action_read_again(self) -> None:
        """Read the row's record from the org."""
        report, index, record_id = self._report, self._row, self._record_id
        if report is None or record_id is None:
            return

        def read() -> None:
            self.post_message(RecordRead(index, self._job.read_again(report, index, record_id)))

        self._in_a_thread("Reading the record", read)

    @on(RecordRead)
    def _record_read(self, message: RecordRead) -> None:
        self._say_busy()
        self._records_now[message.index] = message.now
        self._show_row()
        if message.index == self._row:
            sides = self.query_one(RowSides)
            self.call_after_refresh(sides.scroll_home, animate=False)

    @property
    def _record_id(self) -> str | None:
        """The record that the selected row is about: by the reply, by the look-up, or by the forecast."""
        if self._report is None:
            return None
        row, forecast = self._report.rows[self._row], self._report.plan.forecast
        fate = self._fates.get(self._row)
        target = forecast.rows[self._row].target_id if self._row < len(forecast.rows) else None
        found = row.record_id or (fate.record_id if fate else None) or target
        return None if found is None or found.startswith("new-") else found

    def action_keep(self) -> None:
        """Write the row's case to a file."""
        report, index = self._report, self._row
        if report is None:
            return
        row = report.plan.forecast.rows[index] if index < len(report.plan.forecast.rows) else None
        text = case_text(report, index, row.before if row else None)

        def chosen(path: Path | None) -> None:
            if path is None:
                return
            try:
                write_atomically(path, text)
            except OSError as error:
                self.notify(f"Not written: {one_line(error.strerror or '')}", severity="warning", markup=False)
            else:
                self.notify(f"Kept as {one_line(path.name)}", markup=False)

        default = self.case.folder / f"{self.case.stem}-row-{index + 1}-case.json"
        self.app.push_screen(SaveAs(default, "keep the case as"), chosen)

    def action_way_back(self) -> None:
        """Find what would put the old values back, and offer it."""
        report = self._report
        if report is not None:
            self._in_a_thread(
                "Reading the journal", lambda: self.post_message(WayBackFound(self._job.way_back(report)))
            )

    @on(WayBackFound)
    def _way_back_found(self, message: WayBackFound) -> None:
        self._say_busy()
        way: Restoration = message.restoration

        def chosen(yes: bool | None) -> None:
            if yes and way.body is not None:
                self._open(way.body, "restore.json")

        self.app.push_screen(WayBack(way), chosen)

    def _open(self, body: object, name: str) -> None:
        """Hand a payload to the app, and make room for it."""
        self.app.post_message(PayloadMade(json_block(body) + "\n", self.case.module, name))
        self.dismiss(None)

    # --- keys ---------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False where an action has no place in this phase, None where it cannot be done now."""
        if action not in _AFTER:
            return super().check_action(action, parameters)
        return self._possible(action) if self.phase is Phase.AFTER else False

    def _possible(self, action: str) -> bool | None:
        """Of the actions after a send: False where there is no use for it at all."""
        report = self._report
        if report is None:
            return False
        unknown = any(result.outcome == "unknown" for result in report.results)
        settled = bool(self._found) or not unknown
        wanted = {
            "look_up": unknown,
            "rows_left": settled and self._left is not None,
            "flip": self._switch is not None,
        }.get(action, True)
        if not wanted:
            return False
        if action == "read_again" and self._record_id is None:
            return None
        return None if self._busy and action != "keep" else True
