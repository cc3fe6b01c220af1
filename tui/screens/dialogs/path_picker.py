"""What choosing a file and choosing a data set have in common: a line for a path, what is to be said of it, and a list
in which one goes through folders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tui.core.display import escaped, one_line
from tui.dataclass import dataclass
from tui.screens.dialogs.choices import Choices, Keys, ListDialog
from tui.screens.dialogs.path_line import PathLine, shown_path, typed
from tui.widgets.look import ACCENT, CLEARED, MUTED

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    Line = tuple[Content, "Target | None"]

SHOWN: Final = 500
"""How many entries of a folder are listed at once."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a line of the list stands for. is_folder: it is gone into, whatever it holds; about: what it shows."""

    path: Path
    is_folder: bool = False
    about: str = ""


class PathPicker(ListDialog["Path"]):
    """The frame. A picker has a ``TITLE``, fills its list for what is typed, and takes what is chosen.

    folder: where relative paths begin and the list starts.
    """

    TITLE: ClassVar = ""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.moved = False  # in the list, since something was typed: then enter means the list

    def compose(self) -> ComposeResult:
        """The path line, what is to be said of it, and the list."""
        with Vertical() as box:
            box.border_title = self.TITLE
            yield self.path_line(self._folder)
            yield Static("", classes="said", markup=False)
            yield Choices[Target]()
            yield Keys()

    def on_mount(self) -> None:
        """Everything there is."""
        self.fill("")

    # --- what a picker says -------------------------------------------------------------------------------------------

    def path_line(self, folder: Path) -> PathLine:
        """The line for the path, with the keys of this picker."""
        raise NotImplementedError

    def fill(self, text: str) -> None:
        """List what is to be chosen from once this text is in the line."""
        raise NotImplementedError

    def submit(self, path: Path) -> bool:
        """Take a path that was typed. False: the choice in the list is meant."""
        raise NotImplementedError

    def take(self, target: Target) -> None:
        """Take what was chosen in the list."""
        raise NotImplementedError

    def take_nothing(self) -> None:
        """Enter was pressed where nothing can be chosen."""

    # --- what all of them do ------------------------------------------------------------------------------------------

    def line(self) -> PathLine:
        """The line for the path."""
        return self.query_one(PathLine)

    def enter(self, folder: Path) -> None:
        """Go into a folder. One whose name cannot be typed becomes the folder where relative paths begin."""
        line = self.line()
        text = f"{typed(folder).rstrip('/')}/"
        if escaped(text) != text:
            line.folder, text = folder, "./"
        if line.value == text:
            self.fill(text)
        line.fill(text)

    async def action_in_list(self, action: str) -> None:
        """Move in the list."""
        self.moved = True
        await super().action_in_list(action)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.moved = False
        self.fill(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        line = self.line()
        if not line.value.strip() or self.moved or not self.submit(line.path):
            self._take(self.choices().value)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(self.choices().value_of(event))

    def _take(self, chosen: object) -> None:
        if isinstance(chosen, Target):
            self.take(chosen)
        else:
            self.take_nothing()


def up_from(folder: Path) -> list[Line]:
    """The line that leads to the folder above; none in the topmost."""
    return [(Content.styled("▸ ../", ACCENT), Target(folder.parent, is_folder=True))] if folder.parent != folder else []


def folder_line(target: Target, style: str = "") -> Line:
    """The line of a folder."""
    return Content.assemble(("▸ ", ACCENT), (f"{one_line(target.path.name)}/", style)), target


def complaint(path: Path, reason: str, most: int | None = None) -> Content:
    """Why a path cannot be taken. most: cells of the path."""
    return Content.assemble(
        (f"! {reason}", CLEARED), (f"  {shown_path(path) if most is None else shown_path(path, most)}", MUTED)
    )
