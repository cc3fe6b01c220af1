"""What is pulled, and where to: modules to tick, or what a payload touches; and what pulling into a folder would do.

The pull itself is in tui.screens.pull.screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import ValidationError
from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Input, Static

from tui import keys
from tui.core.display import one_line
from tui.core.metadata import NOT_UPSERTABLE, STANDARD_SYSTEM_FIELDS, ModulesReply
from tui.core.views.describe import count_of
from tui.live.accounts.profiles import ProfileError, load_profiles
from tui.live.pull.modules import PullError, left_over, source_of, would_replace
from tui.live.pull.payload import can_add
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.org_dialog import LiveDialog, Trouble
from tui.screens.dialogs.path_line import PathLine, reason_of, shown_path, typed
from tui.screens.pull.module_ticks import ModuleTicks, TicksChanged
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.live.pull.payload import Request
    from tui.live.zoho.result import OrgReader

    Connect = Callable[[str, Callable[[float], object]], AbstractContextManager[OrgReader]]


@dataclass(frozen=True, slots=True)
class PayloadToPull:
    """A payload that can be pulled for: as ``pull_for`` takes it, its module, what to call it, how many rows it has."""

    request: Request
    module: str
    name: str
    rows: int


class Into(PathLine):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.PULL_INTO]


class _Chip(Static):
    ALLOW_SELECT = False

    async def on_click(self) -> None:
        """Pull that."""
        screen = self.screen
        assert isinstance(screen, PullForm)
        screen.pull_what(for_payload=self.id == "for-payload")


class PullForm(LiveDialog[Path]):
    """The choice of what is pulled."""

    AUTO_FOCUS = "ModuleTicks"
    DEFAULT_CSS = """
    PullForm {
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
        modules: Sequence[str],
        payload: PayloadToPull | None,
        open_folder: Path | None,
        connect: Connect,
        *,
        for_payload: bool,
    ) -> None:
        super().__init__()
        self._profile, self._folder, self._payload, self._connect = profile, folder, payload, connect
        self._first, self._open_folder = tuple(modules), open_folder
        self._for_payload = for_payload and payload is not None
        self._asked: Path | None = None  # a data set there, of which was asked whether it may go
        self._org_told = False  # which modules there are
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
                    yield Into(self._folder, typed(self._default), folders_only=True, id="into")
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

    def _ask_modules(self) -> None:
        self.ask(f"asking {one_line(self._profile)} for its modules", self._modules, self._show_modules)

    def _modules(self) -> list[tuple[str, str]]:
        with self._connect(self._profile, self.wait) as client:
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
        line = self.query_one(Into)
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
            self._complain(without_place(error))
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
        return self.query_one(Into).path

    def action_change_what(self) -> None:
        """From whole modules to what the payload touches, and back."""
        if self._payload is not None:
            self.pull_what(for_payload=not self._for_payload)

    def action_to_list(self) -> None:
        """From the line to the modules."""
        if not self._for_payload:
            self.query_one(ModuleTicks).focus()

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


def without_place(error: PullError) -> str:
    """What is wrong with the folder, which stands in the line above."""
    return str(error).partition(": ")[2] or str(error)


def _folder_name(text: str) -> str:
    kept = "".join(character if character.isalnum() or character in "-_" else "-" for character in Path(text).stem)
    return kept.strip("-") or "case"
