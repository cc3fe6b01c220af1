"""Choosing where a file is written, and saying beforehand what would happen there. ``SaveAs`` writes nothing itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.core.display import escaped
from tui.dataclass import dataclass
from tui.files import write_atomically
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import Dialog
from tui.screens.dialogs.path_line import PathLine, reason_of, shown_path, typed
from tui.widgets.look import CLEARED, MOVED, MUTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import App, ComposeResult
    from textual.binding import BindingType


@dataclass(frozen=True, slots=True)
class TextToSave:
    """A text, the title of the question where it goes, the path that is offered, and the permissions of the file."""

    text: str
    title: str
    default: Path
    mode: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What writing to a path would do: ``problem`` says why it cannot be done, ``exists`` that a file is replaced."""

    path: Path
    problem: str = ""
    exists: bool = False

    @property
    def said(self) -> Content:
        """In a sentence."""
        folder = shown_path(self.path.parent, 50)
        if self.problem:
            return Content.styled(f"! {self.problem}", CLEARED)
        if self.exists:
            return Content.styled("this file exists and would be overwritten", MOVED)
        return Content.styled(f"a new file in {folder}", MUTED)

    def asked(self, key: str) -> Content:
        """What is asked before a file is replaced; key: the name of the one that does it."""
        name = shown_path(self.path, 40)
        return Content.styled(f"! {name} exists: press {key} again to overwrite it", f"bold {MOVED}")


def place_of(line: PathLine) -> Place:
    """What writing to the path of a line would do."""
    text = line.value.strip()
    path = line.path
    if not text:
        return Place(path, "type a file name")
    try:
        if path.is_dir() or text.endswith("/"):
            return Place(path, "this is a folder" if path.is_dir() else f"there is no folder {shown_path(path, 50)}")
        if not path.parent.is_dir():
            problem = "is not a folder" if path.parent.exists() else "does not exist"
            return Place(path, f"the folder {shown_path(path.parent, 44)} {problem}")
        if path.exists() and not path.is_file():
            return Place(path, "this is not a file")
        if path.exists() and not os.access(path, os.W_OK):
            return Place(path, "the file exists and is not writable")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            return Place(path, f"the folder {shown_path(path.parent, 44)} is not writable")
        return Place(path, exists=path.exists())
    except OSError as error:
        return Place(path, reason_of(error))


class _Line(PathLine):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SAVE_AS]


class SaveAs(Dialog["Path"]):
    """Returns the path to write to, or None. A file that exists is returned only after a second enter.

    default: the path that stands there at first; relative paths begin in its folder.
    """

    def __init__(self, default: Path, title: str = "save the payload as") -> None:
        super().__init__()
        self._default, self._title = default, title
        self._asked: Path | None = None

    def compose(self) -> ComposeResult:
        """The path line and what is to be said of it."""
        with Vertical() as box:
            box.border_title = Content(escaped(self._title))
            yield _Line(self._default.parent, typed(self._default), placeholder="type a path", id="path")
            yield Static("", classes="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Say what the default would do."""
        self._say(place_of(self.query_one(PathLine)).said)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._asked = None
        self._say(place_of(self.query_one(PathLine)).said)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        place = place_of(self.query_one(PathLine))
        if place.problem:
            self._say(place.said)
        elif place.exists and self._asked != place.path:
            self._asked = place.path
            self._say(place.asked(keys.key_name("save_as.save")))
        else:
            self.dismiss(place.path)

    def _say(self, text: Content) -> None:
        self.query_one(".said", Static).update(text)


def save_text(app: App[int], save: TextToSave, said: Callable[[str], object], failed: Callable[[str], object]) -> None:
    """Ask where a text is to be written, and write it. said and failed: how the sentence about it is told."""

    def chosen(path: Path | None) -> None:
        if path is None:
            return
        try:
            write_atomically(path, save.text, save.mode)
        except OSError as error:
            failed(f"Could not save: {reason_of(error)}")
        else:
            said(f"Saved {path.name}")

    app.push_screen(SaveAs(save.default, save.title), chosen)
