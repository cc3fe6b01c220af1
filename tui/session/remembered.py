"""The session: the workspace that the app keeps in the person's state folder while they work.

So nothing is lost in a crash, and the next start goes on from there. When to write, the app decides.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.dataset.files import read_ordinary
from tui.files import InUse, is_locked, is_there, locked
from tui.pattern import pattern
from tui.session.workspace import Workspace, WorkspaceError, load, save, workspace_of
from tui.settings.folders import ensure_folder, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tui.session.explorer import Explorer
    from tui.session.looks import Looks


FIRST_STEM: Final = "session"
FIRST: Final = f"{FIRST_STEM}.json"
_NAME: Final = pattern(r"session(-\d+)?\.json")
_MOST: Final = 100


def _names(first: Path) -> Iterator[Path]:
    """session.json, session-2.json, ..."""
    yield first
    yield from (first.with_stem(f"{first.stem}-{number}") for number in range(2, _MOST))


def _lock_of(file: Path) -> Path:
    return file.parent / "locks" / f"{file.stem}.lock"


def _stamp_of(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size)


@dataclass(frozen=True, slots=True)
class Recalled:
    """The session that was kept, if one was and it can be read; ``notes``: a sentence where it cannot."""

    workspace: Workspace | None = None
    notes: tuple[str, ...] = ()


class Session:
    """The workspace in the state folder: recalled when the app starts without a command, remembered while it runs.

    Each window has a session of its own: session.json, session-2.json and so on, the first that no other window holds.
    Unsaved edits are never written over: unless they were recalled, their file is kept under another name.
    """

    def __init__(self, file: Path | None = None) -> None:
        """file: another place than session.json in the person's state folder."""
        self.file = state_folder() / FIRST if file is None else file
        self._held = ExitStack()
        self._stamp: tuple[int, int, int] | None = None
        self._ours = False
        self._told = False
        self._written: Workspace | None = None
        self._hashed: tuple[Path | None, str] | None = None
        self._sha256: str | None = None

    @classmethod
    def of_window(cls) -> Session:
        """The session of this window: its file is nobody else's for as long as this process lives."""
        session = cls()
        for file in _names(state_folder() / FIRST):
            try:
                session._held.enter_context(locked(_lock_of(file), 0))
            except InUse:
                continue
            except OSError:
                break  # it cannot be locked, nor probably written: that is said when it is
            session.file = file
            break
        return session

    def left_behind(self) -> tuple[str, ...]:
        """A sentence for each session of a window that is gone with unsaved edits in it."""
        sentences = []
        for file in sorted(self.file.parent.glob(f"{FIRST_STEM}*.json")):
            if file == self.file or not _NAME.fullmatch(file.name) or is_locked(_lock_of(file)):
                continue
            try:
                there = load(file)
            except WorkspaceError:
                continue
            if there.unsaved:
                name = one_line(there.file.name if there.file else there.name)
                sentences.append(f"Unsaved changes to {name} from another window: upsert-explorer open {file}")
        return tuple(sentences)

    def recall(self) -> Recalled:
        """The session as it was left. A damaged one is kept under another name, and told of."""
        self._ours = True
        if not is_there(self.file):
            return Recalled()
        try:
            workspace = load(self.file)
        except WorkspaceError as error:
            return Recalled(notes=(self.set_aside(error),))
        return Recalled(workspace)

    def set_aside(self, reason: WorkspaceError) -> str:
        """Keep a session that cannot be opened under another name; returns the sentence that says so and why."""
        kept = self._set_aside()
        where = f"It is kept as {one_line(str(kept))}." if kept else "Its file could not be moved."
        return f"This is the demo, since your last session cannot be opened: {reason}. {where}"

    def _somebody_else_wrote(self) -> bool:
        """Whether the file is no longer what this session wrote."""
        return self._stamp is not None and is_there(self.file) and _stamp_of(self.file) != self._stamp

    def remember(
        self,
        explorer: Explorer,
        *,
        row: int = 0,
        pane: str | None = None,
        theme: str | None = None,
        looks: Looks | None = None,
        discard: bool = False,
    ) -> str | None:
        """Write the session, if anything changed since it was last written. ``discard``: without the unsaved edits.

        Returns a sentence to tell, once, where it cannot be written or where another's unsaved edits were there.
        """
        workspace = workspace_of(explorer, row=row, pane=pane, theme=theme, looks=looks, sha256=self._hash(explorer))
        if discard and workspace.saved is not None:
            workspace = replace(workspace, text=workspace.saved, saved=None)
        if workspace == self._written:
            return None
        try:
            ensure_folder(self.file.parent)
            if self._somebody_else_wrote():
                self.file = next(file for file in _names(self.file) if not is_there(file))
            note = self._make_way()
            save(workspace, self.file, 0o600)
            self._stamp = _stamp_of(self.file)
        except OSError as error:
            if self._told:
                return None
            self._told = True
            return f"Your session cannot be kept: {one_line(str(self.file))}: {(error.strerror or str(error)).lower()}."
        self._written = workspace
        return note

    def _hash(self, explorer: Explorer) -> str | None:
        """The hash of the payload's file, taken anew after each save."""
        import hashlib

        if self._hashed != (explorer.file, explorer.saved):
            try:
                self._sha256 = hashlib.sha256(read_ordinary(explorer.file)).hexdigest() if explorer.file else None
            except (OSError, ValueError):
                self._sha256 = None
            self._hashed = (explorer.file, explorer.saved)
        return self._sha256

    def _make_way(self) -> str | None:
        """Before the first write over a session that was not recalled: keep it if it holds unsaved edits."""
        if self._ours:
            return None
        self._ours = True
        if not is_there(self.file):
            return None
        try:
            there = load(self.file)
        except WorkspaceError:
            self._set_aside()
            return None
        if not there.unsaved:
            return None
        kept = self._set_aside()
        name = one_line(there.file.name if there.file else there.name)
        return f"Unsaved changes to {name} from another session are kept: upsert-explorer open {kept}" if kept else None

    def _set_aside(self) -> Path | None:
        names = (self.file.with_stem(f"{self.file.stem}-kept-{number}") for number in count(1))
        kept = next(name for name in names if not is_there(name))
        try:
            return self.file.rename(kept)
        except OSError:
            return None
