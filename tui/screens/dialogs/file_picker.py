"""Choosing a payload file: those of the data set, those opened before, or any file by its path or by going through
folders. It reads no file; it only looks whether one can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.content import Content
from textual.widgets import OptionList

from tui import keys
from tui.core.display import one_line
from tui.files import is_file, is_there
from tui.screens.dialogs.choices import GAP
from tui.screens.dialogs.path_line import Entry, PathLine, entries_of, listed_folder, reason_of, shown_path
from tui.screens.dialogs.path_picker import SHOWN, PathPicker, Target, complaint, folder_line, up_from
from tui.widgets.look import ACCENT, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textual.binding import BindingType

    from tui.screens.dialogs.path_picker import Line

KINDS: Final = {".json": "JSON", ".jsonl": "JSON Lines", ".csv": "CSV", ".txt": "text", ".sh": "curl"}
"""What a payload can be, by the end of its file's name."""

_NAME, _MODULE = 25, 12  # cells of these columns
_TAKEN = f"{', '.join(KINDS.values())}; recognised by content"


class _Line(PathLine):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.FILE_PICKER]


class FilePicker(PathPicker):
    """Returns the path of a file that can be read, or None.

    folder: where relative paths begin and the list starts. payloads: those of the data set, each with its module and
    what it shows.
    """

    TITLE = "open a payload"

    def __init__(
        self,
        folder: Path,
        payloads: Sequence[tuple[Path, str | None, str | None]] = (),
        recent: Sequence[Path] = (),
        data_set: str = "the data set",
    ) -> None:
        super().__init__(folder)
        self._payloads, self._recent, self._data_set = payloads, recent, data_set

    def path_line(self, folder: Path) -> PathLine:
        """The line for the path, with the keys of this picker."""
        return _Line(folder, placeholder="type a path, or a word to search for", id="path")

    @on(OptionList.OptionHighlighted)
    def _looked(self) -> None:
        """Say in full what the payload under the cursor shows."""
        target = self.choices().value
        if isinstance(target, Target):
            self.say(Content.styled(one_line(target.about) or _TAKEN, MUTED))

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def submit(self, path: Path) -> bool:
        """Go into a folder, or open a file. False: there is none of this name, or it is one whose files are listed."""
        if self.line().value.strip().endswith("/"):
            return False
        try:
            if path.is_dir():
                self.enter(path)
            elif path.exists():
                self._open(path)
            else:
                return False
        except OSError as error:
            self.say(complaint(path, reason_of(error)))
        return True

    def take(self, target: Target) -> None:
        """Take what was chosen in the list."""
        if target.is_folder:
            self.enter(target.path)
        else:
            self._open(target.path)

    def take_nothing(self) -> None:
        """Enter was pressed where nothing can be chosen."""
        self.say(complaint(self.line().path, "there is no such file"))

    def _open(self, path: Path) -> None:
        try:
            if not is_file(path):
                self.say(complaint(path, "this is not a readable file" if is_there(path) else "there is no such file"))
                return
            path.open("rb").close()
        except OSError as error:
            self.say(complaint(path, reason_of(error)))
        else:
            self.dismiss(path)

    # --- the list -----------------------------------------------------------------------------------------------------

    def fill(self, text: str) -> None:
        """List what is to be chosen from once this text is in the line."""
        lines: list[Line] = []
        wanted = text.strip().casefold()
        if "/" not in wanted:
            lines += _section(f"payloads of {one_line(self._data_set)}", self._payload_lines(wanted))
            lines += _section("recent", self._recent_lines(wanted))
        folder, start = listed_folder(text, self.line().folder)
        try:
            entries = entries_of(folder, start)
        except OSError as error:
            self.say(Content.assemble((reason_of(error), MUTED), (f"  {shown_path(folder)}", MUTED)))
            entries = []
        else:
            self.say(Content.styled(_TAKEN, MUTED))
            lines += _section(shown_path(folder), _folder_lines(folder, start, entries))
        if not any(target for _, target in lines) and wanted:
            self.say(Content.styled(f"nothing here starts with {one_line(start)}", MUTED))
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
    if not start:
        yield from up_from(folder)
    for entry in entries[:SHOWN]:
        name = one_line(entry.path.name)
        if entry.is_folder:
            yield folder_line(Target(entry.path, is_folder=True), STRONG)
            continue
        kind = KINDS.get(entry.path.suffix.lower(), "")
        column = max(_NAME, min(len(name), 2 * _NAME))
        shown = fit(Content.styled(name, STRONG if kind else MUTED), column)
        yield Content.assemble("  ", shown, " ", (kind, ACCENT)), Target(entry.path)
    if len(entries) > SHOWN:
        yield Content.styled(f"  … and {len(entries) - SHOWN:,} more: type to narrow them down", MUTED), None
