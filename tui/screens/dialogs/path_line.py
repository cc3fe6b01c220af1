"""A line in which a path is typed, with completion, and the few questions about paths that dialogs have in common.

What stands in the line is what is meant: a character that cannot be seen is shown, and then taken, as its escape.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.suggester import Suggester
from textual.widgets import Input

from tui import keys
from tui.core.display import escaped, one_line
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from textual.binding import BindingType


# --- paths ------------------------------------------------------------------------------------------------------------


def path_of(text: str, folder: Path) -> Path:
    """The path that a text means, as typed in a folder: ``~`` is the home folder, quotes around it are dropped."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return Path(os.path.normpath(folder / Path(os.path.expanduser(text))))


def typed(path: Path) -> str:
    """A path as one would type it: the home folder as ``~``."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path != home and path.is_relative_to(home) else str(path)


def shown_path(path: Path, room: int = 60) -> str:
    """A path for a person, on one line; of a long one the end."""
    text = escaped(typed(path)[-4 * room :])
    return text if len(text) <= room else f"…{text[1 - room :]}"


def reason_of(error: OSError) -> str:
    """Why the system refused, in a few words."""
    return one_line((error.strerror or str(error) or "it cannot be used").lower())


# --- folders ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder of a folder."""

    path: Path
    is_folder: bool

    @property
    def typable(self) -> bool:
        """Whether its name has nothing invisible, so that it can stand in the line."""
        return escaped(self.path.name) == self.path.name


def entries_of(folder: Path, start: str = "", *, folders_only: bool = False) -> list[Entry]:
    """What a folder holds whose name begins so, in any letter case: folders first; hidden ones only where ``start``
    begins with a dot. Raises OSError."""
    found: list[Entry] = []
    wanted = start.casefold()
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") and not start.startswith("."):
                continue
            if entry.name.casefold().startswith(wanted):
                is_folder = _is_folder(entry)
                if is_folder or not folders_only:
                    found.append(Entry(folder / entry.name, is_folder))
    return sorted(found, key=lambda entry: (not entry.is_folder, entry.path.name.casefold(), entry.path.name))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def listed_folder(text: str, folder: Path) -> tuple[Path, str]:
    """The folder that a text points into, and the beginning of a name that stands behind it."""
    head, slash, start = text.strip().lstrip("'\"").rpartition("/")
    return (path_of(head + slash, folder) if slash else folder), start


def completed(text: str, folder: Path, *, folders_only: bool = False) -> str:
    """The text, completed as far as what is there leaves no choice; unchanged where there is nothing to add."""
    if text in ("~", ".", "..") or text.endswith("/.."):
        return f"{text}/"
    where, start = listed_folder(text, folder)
    try:
        found = [entry for entry in entries_of(where, start, folders_only=folders_only) if entry.typable]
    except (OSError, ValueError):  # a NUL is a ValueError
        return text
    exact = [entry for entry in found if entry.path.name.startswith(start)]
    names = [entry.path.name for entry in exact or found]
    if not names or not text:
        return text
    head = text[: len(text) - len(start)]
    if len(names) == 1:
        return f"{head}{names[0]}{'/' if (exact or found)[0].is_folder else ''}"
    common = _in_common(names)
    return head + names[0][:common] if common > len(start) else text


def _in_common(names: list[str]) -> int:
    """How many characters the names have in common from their beginning, in any letter case."""
    columns = enumerate(zip(*names, strict=False))
    different = (place for place, column in columns if len({character.casefold() for character in column}) > 1)
    return next(different, min(map(len, names)))


# --- the line ---------------------------------------------------------------------------------------------------------


class _Completions(Suggester):
    """What tab would add, shown behind the cursor."""

    def __init__(self, line: PathLine) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._line = line

    async def get_suggestion(self, value: str) -> str | None:
        """The completed text, where it goes on as typed."""
        whole = self._line.completed(value)
        return whole if whole.startswith(value) and whole != value else None


class PathLine(Input):
    """The line. ``folder`` is where relative paths begin; tab completes."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PATH_LINE]

    def __init__(
        self, folder: Path, text: str = "", *, placeholder: str = "", folders_only: bool = False, id: str | None = None
    ) -> None:
        self.folder, self._folders_only = folder, folders_only
        super().__init__(
            escaped(text), placeholder=placeholder, suggester=_Completions(self), select_on_focus=False, id=id
        )
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Nothing invisible stands in the line."""
        return escaped(value)

    @property
    def path(self) -> Path:
        """The path that the line means."""
        return path_of(self.value, self.folder)

    def completed(self, text: str) -> str:
        """A text, completed."""
        return completed(text, self.folder, folders_only=self._folders_only)

    def take_dropped(self, path: Path) -> None:
        """A file that was dropped on the terminal takes the place of what was typed."""
        self.fill(typed(path))

    def action_complete(self) -> None:
        """Add what can only follow."""
        self.fill(self.completed(self.value))

    def fill(self, text: str) -> None:
        """Put a text into the line, the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)
