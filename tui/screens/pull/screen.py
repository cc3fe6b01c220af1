"""Pulling a data set from an org: choose the modules, or what a payload touches; see what it costs; watch; open it.

The pull runs in a thread and waits there for the answer to its cost. It only reads, and can be stopped between two
requests; what was read is kept, and the next pull into the same folder goes on from it.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.content import Content
from textual.widgets import ContentSwitcher, Input, Static

from tui import keys
from tui.core.display import one_line
from tui.live.pull.modules import Listening, PullError, left_over, pull, pull_for, would_replace
from tui.screens.dialogs.org_dialog import Trouble, client_of
from tui.screens.dialogs.path_line import reason_of
from tui.screens.pull.form import Into, PayloadToPull, PullForm, without_place
from tui.screens.pull.module_ticks import ModuleTicks
from tui.screens.pull.texts import plan_lines, progress_lines, report_lines
from tui.widgets.look import MOVED, MUTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textual.binding import BindingType
    from textual.timer import Timer

    from tui.live.pull.steps import Progress, PullPlan, PullReport
    from tui.screens.pull.form import Connect

__all__ = ["PayloadToPull", "PullScreen"]

_STAGES: Final = {
    "choose": ("cost", "change_what", "to_list"),
    "plan": ("agree",),
    "reading": ("stop",),
    "made": ("take",),
    "ended": ("again",),
}
"""How far a pull can be, and which actions there are then."""


class PullScreen(PullForm):
    """A pull from the org of a profile. Returns the folder of the data set to open, or None.

    folder: below which the data set is made by default; modules: those that are ticked at first; payload: what can be
    pulled for, None: whole modules only; for_payload: whether that is what is asked for; open_folder: the data set that
    is open, which a payload's records are added to where it is a partial one of the same org.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PULL]
    HELP = """\
## Pull
A pull makes a data set from an org: its metadata and records of the ticked modules, or only the records that a payload
touches (those that hold one of its check values, or that a row names by id). It reads only, and says first what it
costs in API credits. One that was stopped goes on where it was, if it is started again within 24 hours.
"""

    def __init__(
        self,
        profile: str,
        folder: Path,
        *,
        modules: Sequence[str] = (),
        payload: PayloadToPull | None = None,
        for_payload: bool = False,
        open_folder: Path | None = None,
        connect: Connect = client_of,
    ) -> None:
        super().__init__(profile, folder, modules, payload, open_folder, connect, for_payload=for_payload)
        self._stage = "choose"
        self._plan: PullPlan | None = None
        self._report: PullReport | None = None
        self._progress: dict[str, Progress] = {}
        self._answer, self._agreed, self._stop = threading.Event(), False, False
        self._timer: Timer | None = None

    def on_unmount(self) -> None:
        """A thread that waits for an answer gets one."""
        self._agreed, self._stop = False, True
        self._answer.set()

    # --- the pull -----------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_cost()

    def action_cost(self) -> None:
        """Begin the pull, which asks and says what it costs before it reads."""
        if self.busy or self._trouble:
            return
        into, modules = self._into, self.query_one(ModuleTicks).ticked
        if not self.query_one(Into).value.strip():
            self._complain("type a folder for the data set")
            return
        if not self._for_payload and not modules:
            self._complain("tick a module first")
            return
        try:
            old = would_replace(into, self._source, for_payload=self._for_payload)
        except (PullError, OSError) as error:
            self._complain(without_place(error) if isinstance(error, PullError) else reason_of(error))
            return
        if old is not None and self._asked != into:
            self._asked = into
            self._say(
                Content.styled(
                    f"! {old} stands there: {keys.key_name('pull.submit')} once more pulls in its place "
                    "(it stays until the new one is whole)",
                    f"bold {MOVED}",
                )
            )
            return
        self._answer, self._agreed, self._stop = threading.Event(), False, False
        self._plan, self._progress = None, {}
        what = f"asking {one_line(self._profile)} what there is"
        self.ask(what, partial(self._pull, into, modules, self._for_payload), self._ended_pull)

    def _pull(self, into: Path, modules: Sequence[str], for_payload: bool) -> PullReport:
        """In the thread."""
        listening = Listening(self._on_plan, self._on_progress, lambda: self._stop)
        payload = self._payload
        with self._connect(self._profile, self.wait) as client:
            if for_payload and payload is not None:
                return pull_for(
                    client,
                    payload.request,
                    payload.module,
                    into,
                    source=self._source,
                    replace=True,
                    listening=listening,
                )
            return pull(client, modules, into, source=self._source, replace=True, listening=listening)

    def _on_plan(self, plan: PullPlan) -> bool:
        """In the thread: say what it costs, and wait for the answer."""
        self.tell(partial(self._show_plan, plan))
        self._answer.wait()
        return self._agreed

    def _on_progress(self, progress: Progress) -> None:
        """In the thread: the screen looks at it now and then."""
        self._progress = {**self._progress, progress.module: progress}

    def _show_plan(self, plan: PullPlan) -> None:
        self._plan = plan
        self.busy = ""
        self._set_stage("plan", plan_lines(plan, self._width))
        self._say(Content(""))

    def action_agree(self) -> None:
        """Read it."""
        self._agreed = True
        self.busy = "reading"
        self._set_stage("reading", ())
        self._answer.set()
        self._paint_progress()
        self._timer = self.set_interval(0.1, self._paint_progress)

    def _paint_progress(self) -> None:
        if self._stage == "reading" and self._plan is not None:
            self._show_lines(progress_lines(self._progress, self._plan))
            told = "stopping after this request …" if self._stop else self.held_up
            if told:
                self._say(Content.styled(told, MOVED))

    def action_stop(self) -> None:
        """Read no more."""
        self._stop = True
        self.cut_short()
        self._paint_progress()

    def _ended_pull(self, found: PullReport | Trouble) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if isinstance(found, Trouble):
            kept = "What was read is kept for 24 hours; the same pull goes on from it." if left_over(self._into) else ""
            self._set_stage("choose" if self._plan is None else "ended", [Content.styled(kept, MUTED)])
            self._complain(found.sentence)
            return
        if found.outcome == "declined":
            self._set_stage("choose", ())
            self._say_place()
            return
        self._report = found
        made = found.outcome in ("made", "added")
        self._set_stage("made" if made else "ended", report_lines(found, self._width))
        self._say(Content(""))

    def action_take(self) -> None:
        """Open the data set."""
        if self._report is not None:
            self.dismiss(self._report.into)

    def action_again(self) -> None:
        """Back to the beginning, where the same pull goes on."""
        self._set_stage("choose", ())
        self._say_place()

    async def action_dismiss(self, result: Path | None = None) -> None:
        """Escape goes back a step: it declines the cost, stops what is read, or leaves."""
        match self._stage:
            case "plan":
                self.busy = "…"
                self._answer.set()
            case "reading":
                self.action_stop()
            case "ended":
                self.action_again()
            case _:
                await super().action_dismiss(result)

    # --- showing ------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what there is to do at this stage."""
        if action == "change_what":
            return self._stage == "choose" and self._payload is not None
        held = [actions for actions in _STAGES.values() if action in actions]
        return True if not held else action in _STAGES[self._stage]

    def _set_stage(self, stage: str, lines: Iterator[Content] | Sequence[Content]) -> None:
        self._stage = stage
        self.query_one("#stages", ContentSwitcher).current = "choose" if stage == "choose" else "stage"
        self._show_lines(lines)
        if stage == "choose":
            self.query_one(Into if self._for_payload else ModuleTicks).focus()
        else:
            self.set_focus(None)
        self.refresh_bindings()

    def _show_lines(self, lines: Iterator[Content] | Sequence[Content]) -> None:
        self.query_one("#text", Static).update(Content("\n").join(lines))

    @property
    def _width(self) -> int:
        return max(40, self.query_one(".said").size.width)
