"""Pulling a data set from an org: choose the modules, or what a payload touches; see what it costs; watch; open it.

The pull runs in a thread and waits there for the answer to its cost. It only reads, and can be stopped between two
requests; what was read is kept, and the next pull into the same folder goes on from it.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Input, Static

from tui import keys
from tui.core.display import one_line
from tui.core.from_json import Misfit
from tui.core.metadata import ModulesReply
from tui.live.accounts.profiles import ProfileError, load_profiles
from tui.live.pull.modules import Listening, PullError, left_over, pull, pull_for, source_of, would_replace
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.org_dialog import OrgDialog, client_of
from tui.screens.dialogs.path_line import reason_of
from tui.screens.pull.form import PayloadToPull, PullChoice
from tui.screens.pull.texts import KEPT_FOR_A_DAY, plan_lines, progress_lines, report_lines
from tui.widgets.look import MOVED, MUTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from tui.live.pull.steps import Progress, PullPlan, PullReport
    from tui.live.zoho.result import OrgReader

    Connect = Callable[..., AbstractContextManager[OrgReader]]
    """As ``client_of``."""

__all__ = ["PayloadToPull", "PullScreen"]

_STAGES: Final = {
    "choose": ("cost", "change_what", "to_list"),
    "plan": ("agree",),
    "reading": ("stop",),
    "made": ("take",),
    "ended": ("again",),
}
"""How far a pull can be, and which actions there are then."""


class PullScreen(OrgDialog["Path"]):
    """A pull from the org of a profile. Returns the folder of the data set to open, or None.

    folder: below which the data set is made by default; modules: those that are ticked at first; payload: what can be
    pulled for, None: whole modules only; for_payload: whether that is what is asked for; open_folder: the data set that
    is open, which a payload's records are added to where it is a partial one of the same org; practice_source: the data
    set of which the practice org is a copy, None: the demo.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PULL]
    AUTO_FOCUS = ""
    CSS_PATH = [SHEET, "pull.tcss"]
    HELP = """\
## Pull
A pull makes a data set from an org: the metadata and records of the ticked modules, or only the records that a payload
touches (those that hold one of its check values, or that a row names by id). It only reads, and says first what it
costs in API credits. A pull that was stopped continues where it was, if it is started again within 24 hours.
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
        practice_source: Path | None = None,
    ) -> None:
        super().__init__()
        self._profile, self._payload, self._connect = profile, payload, connect
        if practice_source is not None:
            self._connect = partial(connect, practice_source=practice_source)
        try:
            self._source, self._trouble = source_of(load_profiles().named(profile), practice_source), ""
        except ProfileError as error:
            self._source, self._trouble = "", str(error)
        self._choice = PullChoice(
            profile, self._source, folder, modules, payload, open_folder, for_payload=for_payload
        )  # fmt: skip
        self._modules_told = False  # by the org
        self._asked: Path | None = None  # where a data set is, of which was asked whether it may go
        self._stage = "choose"
        self._plan: PullPlan | None = None
        self._report: PullReport | None = None
        self._progress: dict[str, Progress] = {}
        self._answer, self._agreed, self._stop = threading.Event(), False, False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """What to pull and where to; then, in its place, how far it is."""
        with Vertical() as box:
            box.border_title = Content(f"pull from {one_line(self._profile)}")
            with ContentSwitcher(initial="choose", id="stages"):
                yield self._choice
                with VerticalScroll(id="stage", can_focus=False):
                    yield Static("", id="text", markup=False)
            yield Static("", classes="said", markup=False)
            yield Keys()

    def on_unmount(self) -> None:
        """A thread that waits for an answer gets one."""
        self._agreed, self._stop = False, True
        self._answer.set()

    # --- choosing -----------------------------------------------------------------------------------------------------

    @on(PullChoice.Changed)
    def _chosen(self) -> None:
        self._asked = None
        if self._trouble:
            self.complain(self._trouble)
            return
        if not self._choice.for_payload and not self._modules_told and not self.busy:
            what = f"asking {one_line(self._profile)} for its modules"
            self.runner.ask(what, self._modules, self._show_modules)
        self._say_effect()

    def _modules(self) -> list[tuple[str, str]]:
        """In the thread: the org's modules, API name and label each."""
        with self._connect(self._profile, self.runner.wait) as client:
            try:
                reply = ModulesReply.of_json(client.get("settings/modules"))
            except Misfit:
                raise ProfileError("its list of modules does not look like Zoho's") from None
        return [
            (each.api_name, each.plural_label or each.api_name)
            for each in reply.modules
            if each.api_supported is not False
        ]

    def _show_modules(self, modules: list[tuple[str, str]] | Trouble) -> None:
        self._modules_told = True  # or it cannot: once asked is enough
        if isinstance(modules, Trouble):
            self.complain(modules.sentence)
        else:
            self._choice.show_modules(modules)

    def _say_effect(self) -> None:
        """What pulling into this folder would do."""
        if self.busy or self._trouble:
            return
        try:
            self.say(self._choice.effect)
        except (PullError, OSError) as error:
            self.complain(_without_place(error) if isinstance(error, PullError) else reason_of(error))

    def busy_changed(self) -> None:
        """Show what is waited for."""
        if self.busy:
            self.say(self.runner.waiting)
        else:
            self._say_effect()

    def action_change_what(self) -> None:
        """From whole modules to what the payload touches, and back."""
        self._choice.choose(for_payload=not self._choice.for_payload)

    def action_to_list(self) -> None:
        """From the line to the modules."""
        if not self._choice.for_payload:
            self._choice.focus_first()

    # --- the pull -----------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_cost()

    def action_cost(self) -> None:
        """Begin the pull, which asks and says what it costs before it reads."""
        into, modules, for_payload = self._choice.into, self._choice.modules, self._choice.for_payload
        if self.busy or self._trouble:
            return
        if into is None:
            self.complain("type a folder for the data set")
            return
        if not for_payload and not modules:
            self.complain("tick a module first")
            return
        try:
            old = would_replace(into, self._source, for_payload=for_payload)
        except (PullError, OSError):
            self._say_effect()
            return
        if old is not None and self._asked != into:
            self._asked = into
            key = keys.key_name("pull.submit")
            sentence = f"! {old} is there: press {key} again to replace it (it stays until the new one is complete)"
            self.say(Content.styled(sentence, f"bold {MOVED}"))
            return
        self._answer, self._agreed, self._stop = threading.Event(), False, False
        self.runner.cut_short()  # after one that was stopped, this may wait
        self._plan, self._progress = None, {}
        what = f"asking {one_line(self._profile)} what there is"
        self.runner.ask(what, partial(self._pull, into, modules, for_payload), self._ended_pull)

    def _pull(self, into: Path, modules: Sequence[str], for_payload: bool) -> PullReport:
        """In the thread."""
        listening = Listening(self._on_plan, self._on_progress, lambda: self._stop)
        payload = self._payload
        with self._connect(self._profile, self.runner.wait) as client:
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
        self.runner.tell(partial(self._show_plan, plan))
        self._answer.wait()
        return self._agreed

    def _on_progress(self, progress: Progress) -> None:
        """In the thread: the screen looks at it now and then."""
        self._progress = {**self._progress, progress.module: progress}

    def _show_plan(self, plan: PullPlan) -> None:
        self._plan = plan
        self.runner.say("")
        self._set_stage("plan", plan_lines(plan, self._width))
        self.say("")

    def action_agree(self) -> None:
        """Read it."""
        self._agreed = True
        self.runner.say("reading")
        self._set_stage("reading", ())
        self._answer.set()
        self._paint_progress()
        self._timer = self.set_interval(0.1, self._paint_progress)

    def _paint_progress(self) -> None:
        if self._stage == "reading" and self._plan is not None:
            self._show_lines(progress_lines(self._progress, self._plan))
            self.say(Content.styled("stopping after this request …" if self._stop else self.runner.held_up, MOVED))

    def action_stop(self) -> None:
        """Read no more."""
        self._stop = True
        self.runner.stop()  # also what this pull is still asked to wait
        self._paint_progress()

    def _ended_pull(self, found: PullReport | Trouble) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if isinstance(found, Trouble):
            left = self._choice.into is not None and left_over(self._choice.into)
            kept = KEPT_FOR_A_DAY if left else ""
            self._set_stage("choose" if self._plan is None else "ended", [Content.styled(kept, MUTED)])
            self.complain(found.sentence)
            return
        if found.outcome == "declined":
            self.action_again()
            return
        self._report = found
        made = found.outcome in ("made", "added")
        self._set_stage("made" if made else "ended", report_lines(found, self._width))
        self.say("")

    def action_take(self) -> None:
        """Open the data set."""
        if self._report is not None:
            self.dismiss(self._report.into)

    def action_again(self) -> None:
        """Back to the beginning, where the same pull goes on."""
        self._set_stage("choose", ())
        self._say_effect()

    async def action_dismiss(self, result: Path | None = None) -> None:
        """Escape goes back a step: it declines the cost, stops what is read, or leaves."""
        match self._stage:
            case "plan":
                self.runner.say("…")
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
            self._choice.focus_first()
        else:
            self.set_focus(None)
        self.refresh_bindings()

    def _show_lines(self, lines: Iterator[Content] | Sequence[Content]) -> None:
        self.query_one("#text", Static).update(Content("\n").join(lines))

    @property
    def _width(self) -> int:
        return max(40, self.query_one(".said").size.width)


def _without_place(error: PullError) -> str:
    """What is wrong with the folder, which stands in the line above."""
    return str(error).partition(": ")[2] or str(error)
