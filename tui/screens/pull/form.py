"""What is pulled, and where to: modules to tick, or what a payload touches; and what pulling into a folder would do.

The pull itself is in ``tui.screens.pull.screen``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui import keys
from tui.core.display import one_line
from tui.core.metadata import NOT_UPSERTABLE, STANDARD_SYSTEM_FIELDS
from tui.core.views.describe import count_of
from tui.dataclass import dataclass
from tui.live.pull.modules import left_over, would_replace
from tui.live.pull.payload import can_add
from tui.screens.dialogs.path_line import PathLine, shown_path, typed
from tui.screens.pull.module_ticks import ModuleTicks, TicksChanged
from tui.widgets.look import ACCENT, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.live.pull.payload import Request


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

    class Pressed(Message):
        """It was clicked."""

        def __init__(self, *, for_payload: bool) -> None:
            super().__init__()
            self.for_payload = for_payload

    def on_click(self) -> None:
        """Pull that."""
        self.post_message(self.Pressed(for_payload=self.id == "for-payload"))


class PullChoice(Vertical):
    """The choice of what is pulled, and where to. Posts ``Changed``; ``modules``, ``into`` and ``for_payload`` are what
    is chosen, ``effect`` what pulling there would do.

    profile, folder, modules, payload, open_folder: as ``PullScreen`` has them; source: where the records come from, as
    the data set will say it.
    """

    class Changed(Message):
        """Something else is chosen."""

    def __init__(
        self,
        profile: str,
        source: str,
        folder: Path,
        modules: Sequence[str],
        payload: PayloadToPull | None,
        open_folder: Path | None,
        *,
        for_payload: bool,
    ) -> None:
        super().__init__(id="choose")
        self._profile, self._source, self._folder, self._payload = profile, source, folder, payload
        self._first, self._open_folder = tuple(modules), open_folder
        self.for_payload = for_payload and payload is not None

    def compose(self) -> ComposeResult:
        """Modules or what the payload touches; below, the folder."""
        with Horizontal(id="what"):
            yield _Chip("", id="whole", markup=False)
            yield _Chip("", id="for-payload", markup=False)
        yield ModuleTicks(self._first)
        yield Static("", id="touched", markup=False)
        yield Static("into the folder", classes="label", markup=False)
        yield Into(self._folder, typed(self._default), folders_only=True, id="into")

    def on_mount(self) -> None:
        """Until the org tells its modules, and where it does not, the standard ones are there."""
        ticks = self.query_one(ModuleTicks)
        ticks.styles.height = max(4, min(16, self.app.size.height - 16))
        self.show_modules([(name, name.replace("_", " ")) for name in (*STANDARD_SYSTEM_FIELDS, *NOT_UPSERTABLE)])
        self.choose(for_payload=self.for_payload)

    # --- what is chosen -----------------------------------------------------------------------------------------------

    @property
    def modules(self) -> tuple[str, ...]:
        """The API names of the modules that are ticked."""
        return self.query_one(ModuleTicks).ticked

    @property
    def into(self) -> Path | None:
        """The folder; None where the line is empty."""
        line = self.query_one(Into)
        return line.path if line.value.strip() else None

    def show_modules(self, modules: list[tuple[str, str]]) -> None:
        """The modules to choose from: API name and label each."""
        self.query_one(ModuleTicks).show(modules)

    def choose(self, *, for_payload: bool) -> None:
        """Whole modules, or what the payload touches. A folder that was typed stays."""
        line = self.query_one(Into)
        untouched = line.path == self._default
        self.for_payload = for_payload and self._payload is not None
        if untouched:
            line.fill(typed(self._default))
        self.set_class(self.for_payload, "-payload")
        self._paint()
        self.focus_first()
        self.post_message(self.Changed())

    def focus_first(self) -> None:
        """To what is chosen from."""
        self.query_one(Into if self.for_payload else ModuleTicks).focus()

    @property
    def effect(self) -> Content:
        """What pulling into this folder would do. Raises PullError, OSError where that cannot be."""
        into = self.query_one(Into).path
        old = would_replace(into, self._source, for_payload=self.for_payload)
        if old is not None:
            return Content.styled(f"{old} is there and would be replaced", MOVED)
        if left_over(into):
            return Content.styled("continues an earlier pull that was not finished", ACCENT)
        if self.for_payload and can_add(into, self._source):
            return Content.styled("adds to the partial data set that is there", MUTED)
        return Content.styled(f"a new data set in {shown_path(into.parent, 50)}", MUTED)

    @property
    def _default(self) -> Path:
        """Where the data set is made unless another folder is typed."""
        if not self.for_payload or self._payload is None:
            return self._folder / self._profile
        if self._open_folder is not None and can_add(self._open_folder, self._source):
            return self._open_folder
        return self._folder / f"{self._profile}-{_folder_name(self._payload.name)}"

    # --- showing ------------------------------------------------------------------------------------------------------

    def _paint(self) -> None:
        payload, ticked = self._payload, len(self.modules)
        self.query_one("#whole", Static).update(
            _radio("whole modules" + (f" ({ticked})" if ticked else ""), on=not self.for_payload)
        )
        chip = self.query_one("#for-payload", Static)
        chip.display = payload is not None
        if payload is not None:
            chip.update(_radio(f"only what {one_line(payload.name)} touches", on=self.for_payload))
            self.query_one("#touched", Static).update(
                Content.assemble(
                    "The ",
                    (one_line(payload.module), STRONG),
                    " records that hold a check value of its ",
                    (count_of(payload.rows, "row"), STRONG),
                    ", or that a row names by id. Values that no record holds are remembered as looked up.",
                )
            )

    @on(TicksChanged)
    @on(Input.Changed)
    def _chosen(self) -> None:
        self._paint()
        self.post_message(self.Changed())

    @on(_Chip.Pressed)
    def _chip_pressed(self, event: _Chip.Pressed) -> None:
        self.choose(for_payload=event.for_payload)


def _radio(text: str, *, on: bool) -> Content:
    return Content.styled(f"{'●' if on else '○'} {text}", f"bold {ACCENT}" if on else MUTED)


def _folder_name(text: str) -> str:
    kept = "".join(character if character.isalnum() or character in "-_" else "-" for character in Path(text).stem)
    return kept.strip("-") or "case"
