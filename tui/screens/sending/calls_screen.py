"""The send screen up to the last reply: it prepares, asks, sends, and can be paused and stopped between two calls.

The screen goes through phases (preparing, confirming, sending, after; or a problem). What blocks is done by ``Job`` in
threads, which post messages; only the handlers of messages touch widgets. A send is begun once: the phase changes in
the same turn of the loop in which the yes arrives, and a second yes finds it changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Static

from tui import keys
from tui.core.display import one_line
from tui.live.send.control import Control
from tui.screens.dialogs.background import Countdown, in_background
from tui.screens.sending.calls import CallsUnderWay
from tui.screens.sending.confirm import Confirmation
from tui.screens.sending.job import Job, JobError
from tui.screens.sending.look import environment_text
from tui.screens.sending.messages import (
    Ended,
    Failed,
    Prepared,
    Preparing,
    Progressed,
    Waits,
)
from tui.widgets.key_line import KeyLine
from tui.widgets.look import CLEARED, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.live.accounts.profiles import Profile
    from tui.live.send.plan import SendPlan
    from tui.live.send.sender import Progress
    from tui.screens.sending.case import SendCase
    from tui.screens.sending.job import Connect


class Phase(StrEnum):
    """Where a send is; the names are those of the parts of the screen."""

    PREPARING = "preparing"
    PROBLEM = "problem"
    CONFIRMING = "confirming"
    SENDING = "sending"
    AFTER = "after"


class CallsScreen(Screen[None]):
    """The half of the send screen up to the last reply; the other half is ``tui.screens.sending.send``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.SEND_CALLS]

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
    ) -> None:
        super().__init__()
        self.profile, self.case = profile, case
        self._clock = clock
        self._job = Job(
            case,
            profile,
            state_folder,
            practice_source=practice_source,
            connect=connect,
            wait=self._wait,
        )
        self._sleep = sleep
        self._countdown = Countdown(self, self._say_wait)
        self.phase = Phase.PREPARING
        self._control = Control()
        self._plan: SendPlan | None = None
        self._busy = ""
        self._may_try = True
        self._then: Callable[[], object] | None = None

    @property
    def is_sending(self) -> bool:
        """Whether calls are under way."""
        return self.phase is Phase.SENDING

    # --- composing ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """A part for each phase."""
        yield Static(self._head(), id="send-head", markup=False)
        with ContentSwitcher(initial=Phase.PREPARING, id="phases"):
            yield Static("", id=Phase.PREPARING, classes="told", markup=False)
            yield Static("", id=Phase.PROBLEM, classes="told", markup=False)
            yield Confirmation(id=Phase.CONFIRMING)
            yield CallsUnderWay(id=Phase.SENDING)
            with Vertical(id=Phase.AFTER):
                yield from self.compose_after()
        yield KeyLine()

    def compose_after(self) -> ComposeResult:
        """What is shown after the last reply."""
        raise AssertionError("the send screen shows what came")

    def _head(self) -> Content:
        return Content.assemble(
            ("Send", STRONG),
            "   ",
            (one_line(self.case.module), STRONG),
            "   ",
            environment_text(self.profile),
            (f"   {self._plan.profile_text if self._plan else f'profile {one_line(self.profile.name)}'}", MUTED),
            (f"   {self._busy} …" if self._busy else "", MOVED),
        )

    def _say_busy(self, what: str = "") -> None:
        """What a thread is doing, in the head."""
        self._busy = what
        self.query_one("#send-head", Static).update(self._head())
        self.refresh_bindings()

    def on_mount(self) -> None:
        """Begin to prepare."""
        self.set_class(self.profile.is_loud, "-loud")
        in_background(self._prepare)

    def on_unmount(self) -> None:
        """Send nothing more, and let go of the connection when what is under way has ended."""
        self._control.stop()
        in_background(self._job.close)

    def _go_to(self, phase: Phase) -> None:
        self.phase = phase
        self._countdown.end()
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
        try:
            plan = self._job.prepare(lambda step: self.post_message(Preparing(step)))
        except JobError as error:
            self.post_message(Failed(str(error)))
        except Exception as error:
            self.post_message(Failed(f"it cannot be prepared ({type(error).__name__})"))
        else:
            self.post_message(Prepared(plan))

    @on(Preparing)
    def _preparing(self, message: Preparing) -> None:
        told = Content.assemble((f"{message.step} …", STRONG), "\n\n", ("Nothing has been sent yet.", MUTED))
        self.query_one(f"#{Phase.PREPARING}", Static).update(told)

    @on(Prepared)
    def _prepared(self, message: Prepared) -> None:
        self._plan = message.plan
        self._say_busy()
        self._go_to(Phase.CONFIRMING)
        self.query_one(Confirmation).show(message.plan, self._clock())

    def action_again(self) -> None:
        """Prepare once more."""
        self._go_to(Phase.PREPARING)
        in_background(self._prepare)

    # --- sending ------------------------------------------------------------------------------------------------------

    @on(Confirmation.Confirmed)
    def _confirmed(self) -> None:
        if self.phase is not Phase.CONFIRMING or self._plan is None:
            return  # the second press of two
        self._go_to(Phase.SENDING)
        calls = self.query_one(CallsUnderWay)
        calls.begin(self._plan)
        calls.query_one("#calls").focus()
        in_background(partial(self._send, self._plan))

    def _send(self, plan: SendPlan) -> None:
        try:
            report = self._job.run(plan, self._tell, self._control)
        except JobError as error:
            self.post_message(Failed(str(error), sending=True))
        except Exception as error:
            self.post_message(Failed(f"the send ended in an error ({type(error).__name__})", sending=True))
        else:
            self.post_message(Ended(report))

    def _tell(self, progress: Progress) -> None:
        self.post_message(Progressed(progress))

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        self._countdown.end()
        calls, progress = self.query_one(CallsUnderWay), message.progress
        calls.take(progress)
        if progress.stage == "waiting":
            pause, stop = keys.key_name("send.pause"), keys.key_name("send.stop")
            calls.say(f"Paused before call {progress.batch}: {pause} goes on, {stop} sends nothing more.")
        elif progress.stage == "sending":
            calls.say("Stopping after this call." if self._control.stopped else "")

    @on(Waits)
    def _waits(self, message: Waits) -> None:
        self._countdown.begin(message.seconds)

    def _say_wait(self, told: str) -> None:
        if self.phase is Phase.SENDING:
            self.query_one(CallsUnderWay).say(f"{told}; {keys.key_name('send.stop')} ends that")
        elif self.phase is Phase.PREPARING:
            self._preparing(Preparing(told))
        else:
            self._say_busy(told)

    def _wait(self, seconds: float) -> object:
        """In the thread: wait as Zoho asked, and show it. A stop cuts it short, and so does leaving."""
        self.post_message(Waits(seconds))
        return (self._sleep or self._control.sleep)(seconds)

    def action_pause(self) -> None:
        """Hold before the next call, or go on."""
        calls = self.query_one(CallsUnderWay)
        if self._control.paused:
            self._control.resume()
            calls.say("")
        else:
            self._control.pause()
            calls.say("Pausing: the next call is held once this one is answered.")

    def action_stop(self) -> None:
        """Send nothing more."""
        self._control.stop()
        self._countdown.end()
        self.query_one(CallsUnderWay).say("Stopping: what has left is waited for, nothing more is sent.")
        self.refresh_bindings()

    def stop_and(self, then: Callable[[], object]) -> None:
        """Send nothing more, and call ``then`` once no call is under way: at once if none is."""
        self._control.stop()
        if not self.is_sending:
            then()
            return
        self._then = then
        self.action_stop()
        told = "Quitting when this call has ended; {} once more does not wait."
        self.query_one(CallsUnderWay).say(told.format(keys.key_name("app.quit")))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self._say_busy()
        if message.sending:
            self._may_try = False  # something may have left
            self._fail(message.sentence, "What has left, if anything, is in the journal.")
        elif self.phase is Phase.PREPARING:
            self._fail(message.sentence)
        else:
            self.notify(one_line(message.sentence), severity="warning", timeout=10, markup=False)

    # --- keys ---------------------------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Back; not while a call is under way."""
        if self.phase is Phase.SENDING:
            stop, back = keys.key_name("send.stop"), keys.key_name("send.back")
            told = f"Calls are under way: {stop} stops after this one, then {back} goes back."
            self.query_one(CallsUnderWay).say(told)
        else:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False where an action has no place in this phase, None where it cannot be done now."""
        match action:
            case "again":
                return self.phase is Phase.PROBLEM and self._may_try
            case "pause":
                return self.phase is Phase.SENDING
            case "stop":
                return (None if self._control.stopped else True) if self.phase is Phase.SENDING else False
        return True
