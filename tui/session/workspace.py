"""Workspaces: what is open, as a JSON file that can be opened again, unsaved edits and all.

Nothing here knows Textual.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from tui.core.display import one_line
from tui.core.from_json import AtLeast, FromJson
from tui.core.payload.decoding import whole_characters
from tui.core.payload.intake import EmptyCells, decode
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.core.payload.request import PayloadError
from tui.core.rules import AssumptionError, Assumptions
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError, read_ordinary, read_text
from tui.dataset.folder import DataSet, demo_folder
from tui.dataset.settings import reply_of
from tui.files import resolved, write_atomically
from tui.pattern import pattern
from tui.session.explorer import Explorer
from tui.session.kept_source import KeptSource
from tui.session.kept_tries import KeptTry, tried_again
from tui.session.looks import Looks
from tui.session.reading import Draft

MARK: Final = "upsert_explorer_workspace"
"""The key by which a workspace is recognised; its value is the version of the format."""

VERSION: Final = 1

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tui.session.case_options import CaseOptions


class WorkspaceError(Exception):
    """A workspace that cannot be read or opened: one line, which says where and what."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """What is open. Paths are absolute; ``data`` None: the bundled demo; ``file`` None: the payload has no file.

    ``saved``: the text as it was last saved, None: this very text. ``sha256``: of the file's content at that time.
    ``source``, ``empty`` and ``module_is_chosen``: as Draft has them. ``origin``: the file that the payload was read
    from, where it is not saved there.
    ``looks``: how the panes were left.
    ``tries``: what was tried on the data set, in order.
    ``notes``: what the file said that this version cannot take, a sentence each; they are not written.
    """

    text: str
    module: str
    data: Path | None = None
    file: Path | None = None
    name: str = ""
    saved: str | None = None
    sha256: str | None = None
    assumptions: Assumptions = field(default_factory=Assumptions)
    split: bool = True
    row: int = 0
    pane: str | None = None
    theme: str | None = None
    source: KeptSource | None = None
    empty: EmptyCells = "absent"
    module_is_chosen: bool = False
    origin: Path | None = None
    tries: tuple[KeptTry, ...] = ()
    looks: Looks = field(default_factory=Looks)
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def unsaved(self) -> bool:
        """Whether there are edits that are in this workspace only."""
        return self.saved is not None and self.saved != self.text


@dataclass(frozen=True, slots=True)
class Opened:
    """The state of the app and the place in it; ``notes``: what the person should be told, a sentence each.

    ``pane`` and ``theme`` are whatever was kept: the app passes over those it does not know. ``to_map``: a CSV to be
    opened once its columns were sent to fields, and the options for it.
    """

    explorer: Explorer
    row: int = 0
    pane: str | None = None
    theme: str | None = None
    notes: tuple[str, ...] = ()
    to_map: tuple[Path, CaseOptions] | None = None
    looks: Looks = field(default_factory=Looks)


# --- the file --------------------------------------------------------------------------------------------------------


def _mark(_: str) -> str:
    return MARK


@dataclass(frozen=True, slots=True)
class _Version(FromJson):
    __pydantic_config__: ClassVar[dict[str, Any]] = {"alias_generator": _mark}

    version: Annotated[int, AtLeast(1)]


@dataclass(frozen=True, slots=True)
class _Payload(FromJson):
    text: str
    file: str | None = None
    name: str = ""
    saved: str | None = None
    sha256: str | None = None
    source: KeptSource | None = None
    empty: EmptyCells = "absent"
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class _File(FromJson):
    payload: _Payload
    module: str
    data_set: str | None = None
    module_is_chosen: bool = False
    assumptions: dict[str, str] = field(default_factory=dict)
    split: bool = True
    row: Annotated[int, AtLeast(0)] = 0
    pane: str | None = None
    theme: str | None = None
    tries: tuple[KeptTry, ...] = ()
    looks: Looks = field(default_factory=Looks)


_FIRST_KEY: Final = pattern(rf'\s*\{{\s*"{MARK}"\s*:')


def is_workspace(text: str) -> bool:
    """Whether a text is that of a workspace, also of a damaged one that still begins like it."""
    if f'"{MARK}"' not in text:
        return False
    if _FIRST_KEY.match(text):
        return True
    try:
        value = parse_json(text)
    except JsonTextError:
        return False
    return isinstance(value, dict) and MARK in value


def workspace_of_text(text: str, file: Path) -> Workspace:
    """The workspace in the text of a file, whose folder its relative paths start from. Raises WorkspaceError."""
    try:
        version = reply_of(_Version, text, str(file)).version
        if version > VERSION:
            raise WorkspaceError(
                f"{one_line(str(file))}: a newer version of Upsert Explorer wrote this workspace (format {version}; "
                f"this one reads {VERSION})"
            )
        content = reply_of(_File, text, str(file))
    except DataSetError as error:
        raise WorkspaceError(str(error)) from None
    folder = resolved(file.absolute().parent)
    assumptions, notes = _assumptions(content.assumptions)
    payload = content.payload
    return Workspace(
        text=payload.text,
        module=content.module,
        data=None if content.data_set is None else folder / content.data_set,
        file=None if payload.file is None else folder / payload.file,
        name=payload.name,
        saved=payload.saved,
        sha256=payload.sha256,
        assumptions=assumptions,
        split=content.split,
        row=content.row,
        pane=content.pane,
        theme=content.theme,
        source=payload.source,
        empty=payload.empty,
        module_is_chosen=content.module_is_chosen,
        origin=None if payload.origin is None else folder / payload.origin,
        tries=content.tries,
        looks=content.looks,
        notes=notes,
    )


def _assumptions(settings: Mapping[str, str]) -> tuple[Assumptions, tuple[str, ...]]:
    assumptions = Assumptions()
    notes = []
    for rule, value in settings.items():
        try:
            assumptions = assumptions.having(rule, value)
        except AssumptionError:
            notes.append(f"The assumption {one_line(rule)}={one_line(value)} is unknown to this version: left out.")
    return assumptions, tuple(notes)


def load(file: Path) -> Workspace:
    """The workspace in a file. Raises WorkspaceError, also for a file that cannot be read."""
    try:
        return workspace_of_text(read_text(file, str(file)), file)
    except DataSetError as error:
        raise WorkspaceError(str(error)) from None


def save(workspace: Workspace, file: Path, mode: int | None = None) -> None:
    """Write a workspace: the old file or the new one is there, never a part. ``mode``: its permissions (None: those it
    has, else the usual). Raises OSError."""
    write_atomically(file, text_of(workspace, file), mode=mode)


def text_of(workspace: Workspace, file: Path) -> str:
    """The text of a workspace that is to be written to a file. Paths below the file's folder are relative to it."""
    folder = resolved(file.absolute().parent)
    content: dict[str, Any] = {
        MARK: VERSION,
        "data_set": _path_text(workspace.data, folder),
        "payload": {
            "file": _path_text(workspace.file, folder),
            "name": workspace.name,
            "text": workspace.text,
            "saved": workspace.saved,
            "sha256": workspace.sha256,
            "source": workspace.source.to_json() if workspace.source else None,
            "empty": workspace.empty,
            "origin": _path_text(workspace.origin, folder),
        },
        "module": workspace.module,
        "module_is_chosen": workspace.module_is_chosen,
        "assumptions": dict(workspace.assumptions.chosen),
        "split": workspace.split,
        "row": workspace.row,
        "pane": workspace.pane,
        "theme": workspace.theme,
        "tries": [each.to_json() for each in workspace.tries],
        "looks": workspace.looks.to_json(),
    }
    return whole_characters(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def _path_text(path: Path | None, folder: Path) -> str | None:
    if path is None:
        return None
    path = path.absolute()
    path = resolved(path.parent) / path.name  # a link stays a link
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


# --- from and to the state of the app --------------------------------------------------------------------------------


def workspace_of(
    explorer: Explorer,
    *,
    row: int = 0,
    pane: str | None = None,
    theme: str | None = None,
    looks: Looks | None = None,
    sha256: str | None = None,
) -> Workspace:
    """What is open in the app, as a workspace."""
    draft = explorer.view.draft
    folder = explorer.data_set.folder
    return Workspace(
        text=draft.text,
        module=draft.module,
        data=None if folder == resolved(demo_folder()) else folder,
        file=explorer.file.absolute() if explorer.file else None,
        name=explorer.view.file_name,
        saved=None if explorer.saved == draft.text else explorer.saved,
        sha256=sha256,
        assumptions=draft.assumptions,
        split=draft.split,
        row=row,
        pane=pane,
        theme=theme,
        source=KeptSource.of(draft.source) if draft.source is not None else None,
        empty=draft.empty,
        module_is_chosen=draft.module_is_chosen,
        origin=explorer.origin.absolute() if explorer.origin and explorer.origin != explorer.file else None,
        tries=explorer.tries,
        looks=looks or Looks(),
    )


def reopen(workspace: Workspace) -> Opened:
    """A workspace as it was left; a payload file that changed or went since then is told of. Of one that went, the
    text counts as unsaved. Raises WorkspaceError where its data set cannot be opened."""
    saved, note = _on_disk(workspace)
    data_set: DataSet | None = None
    try:
        data_set = DataSet.open(demo_folder() if workspace.data is None else workspace.data)
        module = data_set.resolve(workspace.module) or workspace.module
        draft = Draft(
            workspace.text,
            module,
            workspace.assumptions,
            workspace.split,
            workspace.source.source() if workspace.source else None,
            workspace.empty,
            workspace.module_is_chosen,
        )
        tried, tries, told = tried_again(data_set, workspace.tries)
        explorer = Explorer(
            tried,
            draft,
            file=workspace.file,
            file_name=workspace.name,
            saved=saved,
            origin=workspace.origin,
            tries=tries,
        )
    except (DataSetError, OSError, ValueError) as error:
        if data_set is not None:
            data_set.close()
        reason = str(error) if isinstance(error, DataSetError) else f"{one_line(str(workspace.data))}: {_why(error)}"
        raise WorkspaceError(reason) from None
    notes = (*workspace.notes, *filter(None, (note, told)))
    return Opened(explorer, workspace.row, workspace.pane, workspace.theme, notes, looks=workspace.looks)


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or "it cannot be read").lower()


def _on_disk(workspace: Workspace) -> tuple[str | None, str | None]:
    """The text that counts as saved (None: that of the workspace), and what happened to the payload's file."""
    if workspace.file is None:
        return workspace.saved, None
    name = one_line(workspace.file.name)
    kept = "; what you see is its text as you left it"
    try:
        content = read_ordinary(workspace.file)
    except FileNotFoundError:
        return "", f"{name} is no longer there{kept}."
    except (OSError, ValueError) as error:
        return "", f"{name} cannot be read ({_why(error)}){kept}."
    import hashlib

    if workspace.sha256 is not None and hashlib.sha256(content).hexdigest() == workspace.sha256:
        return workspace.saved, None
    try:
        text = decode(content)
    except PayloadError:
        text = ""
    if text in (workspace.text, workspace.saved):
        return text, None
    return workspace.saved, f"{name} was changed by another program{kept}, and saving overwrites that change."
