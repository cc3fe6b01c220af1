"""Choosing a payload file: those of the data set, those opened before, or any file by its path or by going through
folders. It reads no file; it only looks whether one can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tui import keys
from tui.core.display import escaped, one_line
from tui.files import is_file, is_there
from tui.screens.dialogs.choices import GAP, Choices, Keys, ListDialog
from tui.screens.dialogs.path_line import Entry, PathLine, entries_of, listed_folder, reason_of, shown_path, typed
from tui.widgets.look import ACCENT, CLEARED, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    Line = tuple[Content, "Target | None"]

KINDS: Final = {".json": "JSON", ".jsonl": "JSON Lines", ".csv": "CSV", ".txt": "text", ".sh": "curl"}
"""What a payload can be, by the end of its file's name."""

_NAME, _MODULE = 25, 12  # cells of these columns
_TAKEN = f"{', '.join(KINDS.values())}; recognised by content"
_SHOWN = 500  # entries of a folder that are listed at once


@dataclass(frozen=True, slots=True)
class Target:
    """What a line of the list stands for."""

    path: Path
    is_folder: bool = False
    about: str = ""


class _Line(PathLine):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.FILE_PICKER]


class FilePicker(ListDialog["Path"]):
    """Returns the path of a file that can be read, or None.

    folder: where relative paths begin and the list starts. payloads: those of the data set, each with its module and
    what it shows.
    """

    def __init__(
        self,
        folder: Path,
        payloads: Sequence[tuple[Path, str | None, str | None]] = (),
        recent: Sequence[Path] = (),
        data_set: str = "the data set",
    ) -> None:
        super().__init__()
        self._folder, self._payloads, self._recent, self._data_set = folder, payloads, recent, data_set
        self._moved = False  # in the list, since something was typed: then enter means the list

    def compose(self) -> ComposeResult:
        """The path line, what is to be said of it, and the list."""
        with Vertical() as box:
            box.border_title = "open a payload"
            yield _Line(self._folder, placeholder="type a path, or a word to search for", id="path")
            yield Static("", classes="said", markup=False)
            yield Choices[Target]()
            yield Keys()

    def on_mount(self) -> None:
        """Everything there is."""
        self._fill("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._moved = False
        self._fill(event.value)

    async def action_in_list(self, action: str) -> None:
        """Move in the list."""
        self._moved = True
        await super().action_in_list(action)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        line = self.query_one(PathLine)
        text = line.value.strip()
        if text and not text.endswith("/") and not self._moved:
            path = line.path
            try:
                if path.is_dir():
                    self._enter(path)
                    return
                if path.exists():
                    self._open(path)
                    return
            except OSError as error:
                self._complain(path, reason_of(error))
                return
        self._take(self.choices().value)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(self.choices().value_of(event))

    @on(OptionList.OptionHighlighted)
    def _looked(self) -> None:
        """Say in full what the payload under the cursor shows."""
        target = self.choices().value
        if isinstance(target, Target):
            self._say(Content.styled(one_line(target.about) or _TAKEN, MUTED))

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def _take(self, target: object) -> None:
        if not isinstance(target, Target):
            self._complain(self.query_one(PathLine).path, "there is no such file")
        elif target.is_folder:
            self._enter(target.path)
        else:
            self._open(target.path)

    def _enter(self, folder: Path) -> None:
        """Go into a folder. One whose name cannot be typed becomes the folder where relative paths begin."""
        line = self.query_one(PathLine)
        text = f"{typed(folder).rstrip('/')}/"
        if escaped(text) != text:
            line.folder, text = folder, "./"
        if line.value == text:
            self._fill(text)
        line.fill(text)

    def _open(self, path: Path) -> None:
        try:
            if not is_file(path):
                self._complain(path, "this is not a readable file" if is_there(path) else "there is no such file")
                return
            path.open("rb").close()
        except OSError as error:
            self._complain(path, reason_of(error))
        else:
            self.dismiss(path)

    def _complain(self, path: Path, reason: str) -> None:
        self._say(Content.assemble((f"! {reason}", CLEARED), (f"  {shown_path(path)}", MUTED)))

    def _say(self, text: Content) -> None:
        self.query_one(".said", Static).update(text)

    # --- the list -----------------------------------------------------------------------------------------------------

    def _fill(self, text: str) -> None:
        lines: list[Line] = []
        wanted = text.strip().casefold()
        if "/" not in wanted:
            lines += _section(f"payloads of {one_line(self._data_set)}", self._payload_lines(wanted))
            lines += _section("recent", self._recent_lines(wanted))
        folder, start = listed_folder(text, self.query_one(PathLine).folder)
        try:
            entries = entries_of(folder, start)
        except OSError as error:
            self._say(Content.assemble((reason_of(error), MUTED), (f"  {shown_path(folder)}", MUTED)))
            entries = []
        else:
            self._say(Content.styled(_TAKEN, MUTED))
            lines += _section(shown_path(folder), _folder_lines(folder, start, entries))
        if not any(target for _, target in lines) and wanted:
            self._say(Content.styled(f"nothing here starts with {one_line(start)}", MUTED))
        first = Target(entries[0].path, entries[0].is_folder) if entries and "/" in wanted else None
        self.choices().fill(lines, first)

    def _payload_lines(self, wanted: str) -> Iterator[Line]:
        for path, module, shows in self._payloads:
            if wanted in f"{path.name} {module or ''} {shows or ''}".casefold():
                yield (
                    Content.assemble(
                        "  ",
                        fit(Content.styled(one_line(path.name), STRONG), _NAME),
                        " ",
                        fit(Content.styled(one_line(module or ""), ACCENT), _MODULE),
                        " ",
                        (one_line(shows or ""), MUTED),
                    ),
                    Target(path, about=shows or ""),
                )

    def _recent_lines(self, wanted: str) -> Iterator[Line]:
        for path in self._recent:
            if wanted in str(path).casefold():
                name = fit(Content.styled(one_line(path.name), STRONG), _NAME)
                yield Content.assemble("  ", name, " ", (shown_path(path.parent, 44), MUTED)), Target(path)


def _section(title: str, lines: Iterator[Line]) -> list[Line]:
    found = list(lines)
    return [(Content.styled(title, MUTED), None), *found, GAP] if found else []


def _folder_lines(folder: Path, start: str, entries: Sequence[Entry]) -> Iterator[Line]:
    if not start and folder.parent != folder:
        yield Content.styled("▸ ../", ACCENT), Target(folder.parent, is_folder=True)
    for entry in entries[:_SHOWN]:
        name = one_line(entry.path.name)
        if entry.is_folder:
            yield Content.assemble(("▸ ", ACCENT), (f"{name}/", STRONG)), Target(entry.path, is_folder=True)
            continue
        kind = KINDS.get(entry.path.suffix.lower(), "")
        column = max(_NAME, min(len(name), 2 * _NAME))
        shown = fit(Content.styled(name, STRONG if kind else MUTED), column)
        yield Content.assemble("  ", shown, " ", (kind, ACCENT)), Target(entry.path)
    if len(entries) > _SHOWN:
        yield Content.styled(f"  … and {len(entries) - _SHOWN:,} more: type to narrow them down", MUTED), None
