"""The send screen: prepare, confirm, send, and hold the reply against the forecast.

The screen goes through phases, each with a part of its own (``Confirmation``, ``CallsUnderWay``, ``AfterSend``). What
blocks is done by ``Job`` in the threads of a ``Runner``; only the event loop touches widgets. A send is begun once: the
phase changes in the same turn of the loop in which the yes arrives, and a second yes finds it changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from tui import keys
from tui.core.display import one_line
from tui.live.send.plan import SendPlan
from tui.screens.dialogs.background import Runner, Trouble, in_background
from tui.screens.marks import environment_mark
from tui.screens.sending.after import AfterSend
from tui.screens.sending.calls import CallsUnderWay
from tui.screens.sending.confirm import Confirmation
from tui.screens.sending.job import Job
from tui.screens.sending.messages import OrgWritten
from tui.screens.sending.rows_choice import RowsChoice
from tui.screens.styled_once import StyledOnce
from tui.widgets.key_line import KeyLine
from tui.widgets.look import CLEARED, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.chosen_rows import Choice
    from tui.live.accounts.profiles import Profile
    from tui.live.send.sender import Progress, SendReport
    from tui.messages import RecordWanted
    from tui.screens.sending.case import SendCase
    from tui.screens.sending.job import Connect


class Phase(StrEnum):
    """Where a send is; the names are those of the parts of the screen."""

    PREPARING = "preparing"
    PROBLEM = "problem"
    CONFIRMING = "confirming"
    SENDING = "sending"
    AFTER = "after"


class SendScreen(StyledOnce[None]):
    """Sends one payload to the org of one profile, once.

    state_folder: of the journal and of the practice org. practice_source: the data set that the practice org is a copy
    of (None: the demo). connect, sleep and clock: in place of the network, of waiting, and of the time.
    open_record: shows a record (None: there is nowhere to).

    Tells the app: ``OrgWritten`` after a send, and what ``AfterSend`` tells.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.SEND_CALLS]
    CSS_PATH = "send.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (22, "-low"), (30, "-high")]
    AUTO_FOCUS = ""

    def __init__(
        self,
        case: SendCase,
        profile: Profile,
        state_folder: Path,
        *,
        practice_source: Path | None = None,
        connect: Connect | None = None,
        sleep: Callable[[float], object] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        open_record: Callable[[RecordWanted], object] | None = None,
    ) -> None:
        super().__init__()
        self._open_record = open_record
        self.profile, self.case = profile, case
        self._clock = clock
        self._runner = Runner(self, self._busy_changed, sleep)
        self._job = Job(
            case,
            profile,
            state_folder,
            practice_source=practice_source,
            connect=connect,
            wait=self._runner.wait,
        )
        self.phase = Phase.PREPARING
        self._plan: SendPlan | None = None
        self._choice: Choice = "ticked"  # what was ticked is meant; where nothing was, all rows are
        self._may_try = True
        self._then: Callable[[], object] | None = None

    @property
    def is_sending(self) -> bool:
        """Whether calls are under way."""
        return self.phase is Phase.SENDING

    def on_record_wanted(self, message: RecordWanted) -> None:
        """An id or a value was clicked, or chosen."""
        message.stop()
        if self._open_record is not None:
            self._open_record(message)

    # --- composing ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """A part for each phase."""
        yield Static("", id="send-head", markup=False)
        with ContentSwitcher(initial=Phase.PREPARING, id="phases"):
            yield Static("", id=Phase.PREPARING, classes="told", markup=False)
            yield Static("", id=Phase.PROBLEM, classes="told", markup=False)
            yield Confirmation(id=Phase.CONFIRMING)
            yield CallsUnderWay(id=Phase.SENDING)
            yield AfterSend(self._job, self._runner, id=Phase.AFTER)
        yield KeyLine()

    @property
    def _calls(self) -> CallsUnderWay:
        return self.query_one(CallsUnderWay)

    def on_mount(self) -> None:
        """Begin to prepare."""
        self.set_class(self.profile.is_loud, "-loud")
        self._prepare()

    def on_unmount(self) -> None:
        """Send nothing more, and let go of the connection when what is under way has ended."""
        self._runner.stop()
        in_background(self._job.close)

    def _busy_changed(self) -> None:
        """Say what a thread is doing, where the phase says such things; after a send, in the head."""
        runner = self._runner
        in_head = runner.held_up or runner.busy if self.phase is Phase.AFTER else ""
        profile = self._plan.profile_text if self._plan else f"profile {one_line(self.profile.name)}"
        head = Content.assemble(
            (f"Send   {one_line(self.case.module)}", STRONG),
            "   ",
            environment_mark(self.profile.environment),
            (f"   {profile}", MUTED),
            (f"   {in_head} …" if in_head else "", MOVED),
        )
        self.query_one("#send-head", Static).update(head)
        if self.phase is Phase.PREPARING and runner.held_up:
            self._show_step(runner.held_up)
        elif self.phase is Phase.SENDING and runner.held_up:
            self._calls.say(f"{runner.held_up}; {keys.key_name('send.stop')} ends that")
        self.refresh_bindings()

    def _go_to(self, phase: Phase) -> None:
        self.phase = phase
        if self._then is not None and not self.is_sending:
            self._then()
        self.query_one(ContentSwitcher).current = phase
        self.refresh_bindings()

    def _fail(self, sentence: str, after: str = "Nothing was sent.") -> None:
        told = Content.assemble((f"! {one_line(sentence)}", CLEARED), "\n\n", (after, MUTED))
        self.query_one(f"#{Phase.PROBLEM}", Static).update(told)
        self._go_to(Phase.PROBLEM)

    # --- preparing ----------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        def tell(step: str) -> None:
            self._runner.tell(partial(self._show_step, step))

        choice = self._choice
        self._runner.ask("preparing", lambda: self._job.prepare(tell, choice), self._prepared)

    def _show_step(self, step: str) -> None:
        told = Content.assemble((f"{step} …", STRONG), "\n\n", ("Nothing has been sent yet.", MUTED))
        self.query_one(f"#{Phase.PREPARING}", Static).update(told)

    def _prepared(self, plan: SendPlan | Trouble) -> None:
        if isinstance(plan, Trouble):
            self._fail(plan.sentence)
            return
        self._plan = plan
        self._go_to(Phase.CONFIRMING)
        self._busy_changed()
        self.query_one(Confirmation).show(plan, self._clock(), self._job.parts)

    def action_again(self) -> None:
        """Prepare once more."""
        self._go_to(Phase.PREPARING)
        self._prepare()

    @on(RowsChoice.Chosen)
    def _chosen(self, message: RowsChoice.Chosen) -> None:
        """Other rows: a plan of its own, by its own forecast."""
        if self.phase is Phase.CONFIRMING:
            self._choice, self._plan = message.choice, None
            self.action_again()

    # --- sending ------------------------------------------------------------------------------------------------------

    @on(Confirmation.Confirmed)
    def _confirmed(self, message: Confirmation.Confirmed) -> None:
        plan = self._plan
        if self.phase is not Phase.CONFIRMING or plan is None or message.plan is not plan:
            return  # the second press of two, or a yes to another plan
        self._go_to(Phase.SENDING)
        self._calls.begin(plan)
        self._calls.query_one("#calls").focus()

        def tell(progress: Progress) -> None:
            self._runner.tell(partial(self._progressed, progress))

        self._runner.ask("sending", lambda: self._job.run(plan, tell, self._runner.control), self._sent)

    def _progressed(self, progress: Progress) -> None:
        self._runner.say("sending")
        self._calls.take(progress)
        if progress.stage == "waiting":
            pause, stop = keys.key_name("send.pause"), keys.key_name("send.stop")
            self._calls.say(f"Paused before call {progress.batch}: {pause} continues, {stop} sends nothing more.")
        elif progress.stage == "sending":
            self._calls.say("Stopping after this call." if self._runner.control.stopped else "")

    def _sent(self, report: SendReport | SendPlan | Trouble) -> None:
        if isinstance(report, SendPlan):  # targets were changed since the yes: it has to be confirmed again
            self._prepared(report)
            return
        if isinstance(report, Trouble):
            self._may_try = False  # something may have left
            self._fail(report.sentence, "Anything that was sent is in the journal.")
            return
        self._runner.cut_short()  # what is asked from now on may wait again
        self._go_to(Phase.AFTER)
        after = self.query_one(AfterSend)
        after.show(report)
        after.query_one("#comparison").focus()
        if any(result.outcome in ("answered", "unknown") for result in report.results):
            self.app.post_message(OrgWritten(self.profile, self.case.module))
            after.tell_of_rows()

    def action_pause(self) -> None:
        """Hold before the next call, or go on."""
        control = self._runner.control
        if control.paused:
            control.resume()
            self._calls.say("")
        else:
            control.pause()
            self._calls.say("Pausing: the next call waits until you continue.")

    def action_stop(self) -> None:
        """Send nothing more."""
        self._runner.stop()
        self._calls.say("Stopping: the call in progress is finished, nothing more is sent.")
        self.refresh_bindings()

    def stop_and(self, then: Callable[[], object]) -> None:
        """Send nothing more, and call ``then`` once no call is under way: at once if none is."""
        self._runner.stop()
        if not self.is_sending:
            then()
            return
        self._then = then
        self.action_stop()
        key = keys.key_name("app.quit")
        self._calls.say(f"Quitting when this call has ended; press {key} again to quit without waiting.")

    # --- keys ---------------------------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Back; not while a call is under way."""
        if self.phase is Phase.SENDING:
            stop, back = keys.key_name("send.stop"), keys.key_name("send.back")
            self._calls.say(f"Calls are in progress: {stop} stops after this one, then {back} goes back.")
        else:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False where an action has no place in this phase, None where it cannot be done now."""
        match action:
            case "again":
                return self.phase is Phase.PROBLEM and self._may_try
            case "pause":
                return self.is_sending
            case "stop":
                return (None if self._runner.control.stopped else True) if self.is_sending else False
        return True
