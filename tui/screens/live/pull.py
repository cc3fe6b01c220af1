"""Pulling a data set from an org: choose the modules, or what a payload touches; see what it costs; watch; open it.

The pull runs in a thread and waits there for the answer to its cost. It only reads, and can be stopped between two
requests; what was read is kept, and the next pull into the same folder goes on from it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import ValidationError
from textual import on
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Input, Static

from tui.core.describe import count_of
from tui.core.display import one_line
from tui.core.metadata import NOT_UPSERTABLE, STANDARD_SYSTEM_FIELDS, ModulesReply
from tui.live.profiles import ProfileError, load_profiles
from tui.live.pull import Listening, PullError, left_over, pull, pull_for, source_of, would_replace
from tui.live.pull_payload import can_add
from tui.screens.choices import Keys
from tui.screens.live.asking import LiveDialog, Trouble, client_of
from tui.screens.live.module_ticks import ModuleTicks, TicksChanged
from tui.screens.live.pull_texts import plan_lines, progress_lines, report_lines
from tui.screens.path_line import PathLine, reason_of, shown_path, typed
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from tui.live.pull_payload import Request
    from tui.live.pull_reading import Client
    from tui.live.pull_steps import Progress, PullPlan, PullReport

    Connect = Callable[[str], AbstractContextManager[Client]]

PULL: Final = [
    Binding("enter", "cost", "Next: the cost", id="pull.cost", tooltip="Ask the org, and tell before anything is read"),
    Binding("enter", "agree", "Pull", id="pull.agree", tooltip="Read it"),
    Binding("enter", "take", "Open", id="pull.open", tooltip="Forecast against the new data set"),
    Binding("enter", "again", "Go on", id="pull.again", tooltip="Back to what is pulled"),
    Binding("s", "stop", "Stop", id="pull.stop", tooltip="Read no more; the next pull goes on from here"),
    Binding("f8,ctrl+t", "change_what", "What", id="pull.what", tooltip="What is pulled"),
    Binding("up,down", "to_list", "To the modules", id="pull.list", show=False),
]
"""The keys of a pull; which of them hold depends on how far it is."""

PULL_INTO: Final = [
    Binding("enter", "submit", "Next: the cost", id="pull.submit", key_display="enter"),
]
"""The key of the line with the folder."""

_STAGES: Final = {
    "choose": ("cost", "change_what", "to_list"),
    "plan": ("agree",),
    "reading": ("stop",),
    "made": ("take",),
    "ended": ("again",),
}
"""How far a pull can be, and which actions there are then."""


@dataclass(frozen=True, slots=True)
class Touching:
    """A payload that can be pulled for: as ``pull_for`` takes it, its module, what to call it, how many rows it has."""

    request: Request
    module: str
    name: str
    rows: int


class _Into(PathLine):
    BINDINGS: ClassVar[list[BindingType]] = [*PULL_INTO]


class _Chip(Static):
    ALLOW_SELECT = False

    async def on_click(self) -> None:
        """Pull that."""
        screen = self.screen
        assert isinstance(screen, PullScreen)
        screen.pull_what(for_payload=self.id == "for-payload")


class PullScreen(LiveDialog[Path]):
    """A pull from the org of a profile. Returns the folder of the data set to open, or None.

    folder: below which the data set is made by default; modules: those that are ticked at first; payload: what can be
    pulled for, None: whole modules only; for_payload: whether that is what is asked for; open_folder: the data set that
    is open, which a payload's records are added to where it is a partial one of the same org.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*PULL]
    AUTO_FOCUS = "ModuleTicks"
    HELP = """\
## Pull
A pull makes a data set from an org: its metadata and records of the ticked modules, or only the records that a payload
touches (those that hold one of its check values, or that a row names by id). It reads only, and says first what it
costs in API credits. One that was stopped goes on where it was, if it is started again within 24 hours.
"""
    DEFAULT_CSS = """
    PullScreen {
        & > Vertical { width: 100; padding: 1 2 0 2; border-subtitle-color: $text-muted; }
        & ContentSwitcher { height: auto; }
        & #choose { height: auto; }
        & #what { height: 1; margin: 0 0 1 0; }
        & _Chip { width: auto; padding: 0 1; margin: 0 1 0 0; }
        & _Chip:hover { background: $primary-muted; }
        & ModuleTicks { height: 14; background: $surface; }
        & #touched { height: auto; margin: 0 0 0 1; display: none; }
        &.-payload ModuleTicks { display: none; }
        &.-payload #touched { display: block; }
        & .label { height: 1; margin: 1 0 0 0; color: $foreground-muted; }
        & #stage { height: auto; max-height: 24; min-height: 6; }
        & ModuleTicks, & #stage {
            scrollbar-size-vertical: 1; scrollbar-background: $surface; scrollbar-color: $foreground 25%;
            scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
            scrollbar-color-hover: $accent; scrollbar-color-active: $accent;
        }
        & .said { height: auto; min-height: 1; max-height: 3; }
    }
    """

    def __init__(
        self,
        profile: str,
        folder: Path,
        *,
        modules: Sequence[str] = (),
        payload: Touching | None = None,
        for_payload: bool = False,
        open_folder: Path | None = None,
        connect: Connect = client_of,
    ) -> None:
        super().__init__()
        self._profile, self._folder, self._payload, self._connect = profile, folder, payload, connect
        self._first, self._open_folder = tuple(modules), open_folder
        self._for_payload = for_payload and payload is not None
        self._stage = "choose"
        self._asked: Path | None = None  # a data set there, of which was asked whether it may go
        self._plan: PullPlan | None = None
        self._report: PullReport | None = None
        self._progress: dict[str, Progress] = {}
        self._answer, self._agreed, self._stop = threading.Event(), False, False
        self._timer: Timer | None = None
        try:
            self._source = source_of(load_profiles().named(profile))
            self._trouble = ""
        except ProfileError as error:
            self._source, self._trouble = "", str(error)

    # --- composing ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """What to pull and where to; then, in its place, how far it is."""
        with Vertical() as box:
            box.border_title = Content(f"pull from {one_line(self._profile)}")
            with ContentSwitcher(initial="choose", id="stages"):
                with Vertical(id="choose"):
                    with Horizontal(id="what"):
                        yield _Chip("", id="whole", markup=False)
                        yield _Chip("", id="for-payload", markup=False)
                    yield ModuleTicks(self._first)
                    yield Static("", id="touched", markup=False)
                    yield Static("into the folder", classes="label", markup=False)
                    yield _Into(self._folder, typed(self._default), folders_only=True, id="into")
                with VerticalScroll(id="stage", can_focus=False):
                    yield Static("", id="text", markup=False)
            yield Static("", classes="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Ask for the org's modules; until it answers, and where it does not, the standard ones are there."""
        ticks = self.query_one(ModuleTicks)
        ticks.styles.height = max(4, min(16, self.app.size.height - 16))
        ticks.show([(name, name.replace("_", " ")) for name in (*STANDARD_SYSTEM_FIELDS, *NOT_UPSERTABLE)])
        self.pull_what(for_payload=self._for_payload)
        if self._trouble:
            self._complain(self._trouble)
        elif not self._for_payload:
            self._ask_modules()

    def on_unmount(self) -> None:
        """A thread that waits for an answer gets one."""
        self._agreed, self._stop = False, True
        self._answer.set()

    def _ask_modules(self) -> None:
        self.ask(f"asking {one_line(self._profile)} for its modules", self._modules, self._show_modules)

    def _modules(self) -> list[tuple[str, str]]:
        with self._connect(self._profile) as client:
            try:
                reply = ModulesReply.model_validate(client.get("settings/modules"))
            except ValidationError:
                raise ProfileError("its list of modules has another shape than Zoho's") from None
        return [
            (each.api_name, each.plural_label or each.api_name)
            for each in reply.modules
            if each.api_supported is not False
        ]

    def _show_modules(self, found: list[tuple[str, str]] | Trouble) -> None:
        if isinstance(found, Trouble):
            self._complain(found.sentence)
        else:
            self._org_told = True
            self.query_one(ModuleTicks).show(found)

    _org_told = False

    # --- choosing -----------------------------------------------------------------------------------------------------

    @property
    def _default(self) -> Path:
        """Where the data set is made unless another folder is typed."""
        if not self._for_payload or self._payload is None:
            return self._folder / self._profile
        if self._open_folder is not None and can_add(self._open_folder, self._source):
            return self._open_folder
        return self._folder / f"{self._profile}-{_folder_name(self._payload.name)}"

    def pull_what(self, *, for_payload: bool) -> None:
        """Whole modules, or what the payload touches. A folder that was typed stays."""
        line = self.query_one(_Into)
        untouched = line.path == self._default
        self._for_payload = for_payload and self._payload is not None
        if untouched:
            line.fill(typed(self._default))
        self.set_class(self._for_payload, "-payload")
        self._paint_what()
        self._say_place()
        if self._for_payload:
            line.focus()
        else:
            self.query_one(ModuleTicks).focus()
            if not self._org_told and not self._trouble:
                self._ask_modules()

    def _paint_what(self) -> None:
        payload = self._payload
        ticked = len(self.query_one(ModuleTicks).ticked)
        whole = Content(f"{'○' if self._for_payload else '●'} whole modules" + (f" ({ticked})" if ticked else ""))
        self.query_one("#whole", Static).update(whole.stylize(MUTED if self._for_payload else f"bold {ACCENT}"))
        chip = self.query_one("#for-payload", Static)
        chip.display = payload is not None
        if payload is not None:
            text = Content(f"{'●' if self._for_payload else '○'} only what {one_line(payload.name)} touches")
            chip.update(text.stylize(f"bold {ACCENT}" if self._for_payload else MUTED))
            self.query_one("#touched", Static).update(
                Content.assemble(
                    "The records of ",
                    (one_line(payload.module), STRONG),
                    " that hold one of the check values of its ",
                    (count_of(payload.rows, "row"), STRONG),
                    ", or that a row names by id. What was looked up and not found is known, too.",
                )
            )

    @on(TicksChanged)
    def _ticked(self) -> None:
        self._paint_what()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._asked = None
        self._say_place()

    def _say_place(self) -> None:
        """What pulling into this folder would do."""
        if self.busy or self._trouble:
            return
        try:
            old = would_replace(self._into, self._source, for_payload=self._for_payload)
        except PullError as error:
            self._complain(_without_place(error))
            return
        except OSError as error:
            self._complain(reason_of(error))
            return
        if old is not None:
            self._say(Content.styled(f"{old} stands there, and would be replaced", MOVED))
        elif left_over(self._into):
            self._say(Content.styled("an earlier pull was not finished; this one goes on from it", ACCENT))
        elif self._for_payload and can_add(self._into, self._source):
            self._say(Content.styled("adds to the partial data set that stands there", MUTED))
        else:
            self._say(Content.styled(f"a new data set in {shown_path(self._into.parent, 50)}", MUTED))

    @property
    def _into(self) -> Path:
        return self.query_one(_Into).path

    def action_change_what(self) -> None:
        """From whole modules to what the payload touches, and back."""
        if self._payload is not None:
            self.pull_what(for_payload=not self._for_payload)

    def action_to_list(self) -> None:
        """From the line to the modules."""
        if not self._for_payload:
            self.query_one(ModuleTicks).focus()

    # --- the pull -----------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_cost()

    def action_cost(self) -> None:
        """Begin the pull, which asks and says what it costs before it reads."""
        if self.busy or self._trouble:
            return
        into, modules = self._into, self.query_one(ModuleTicks).ticked
        if not self.query_one(_Into).value.strip():
            self._complain("type a folder for the data set")
            return
        if not self._for_payload and not modules:
            self._complain("tick a module first")
            return
        try:
            old = would_replace(into, self._source, for_payload=self._for_payload)
        except (PullError, OSError) as error:
            self._complain(_without_place(error) if isinstance(error, PullError) else reason_of(error))
            return
        if old is not None and self._asked != into:
            self._asked = into
            self._say(
                Content.styled(
                    f"! {old} stands there: enter once more pulls in its place (it stays until the new one is whole)",
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
        with self._connect(self._profile) as client:
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
            if self._stop:
                self._say(Content.styled("stopping after this request …", MOVED))

    def action_stop(self) -> None:
        """Read no more."""
        self._stop = True
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
            self.query_one(_Into if self._for_payload else ModuleTicks).focus()
        else:
            self.set_focus(None)
        self.refresh_bindings()

    def _show_lines(self, lines: Iterator[Content] | Sequence[Content]) -> None:
        self.query_one("#text", Static).update(Content("\n").join(lines))

    @property
    def _width(self) -> int:
        return max(40, self.query_one(".said").size.width)

    def busy_changed(self) -> None:
        """Show what is waited for."""
        if self.busy:
            self._say(self.waiting)
        else:
            self._say_place()

    def _say(self, text: Content) -> None:
        self.query_one(".said", Static).update(text)

    def _complain(self, sentence: str) -> None:
        self._say(Content.styled(f"! {one_line(sentence)}", CLEARED))


def _without_place(error: PullError) -> str:
    """What is wrong with the folder, which stands in the line above."""
    return str(error).partition(": ")[2] or str(error)


def _folder_name(text: str) -> str:
    kept = "".join(character if character.isalnum() or character in "-_" else "-" for character in Path(text).stem)
    return kept.strip("-") or "case"
