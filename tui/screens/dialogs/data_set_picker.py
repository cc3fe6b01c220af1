"""Choosing a data set: the bundled demo, those opened before, or another folder. What a folder holds it is told by a
function that it is given; it reads no data set itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui import keys
from tui.core.display import one_line
from tui.core.views.describe import age_text
from tui.dataclass import dataclass
from tui.screens.dialogs.choices import GAP
from tui.screens.dialogs.path_line import PathLine, entries_of, listed_folder, reason_of, shown_path
from tui.screens.dialogs.path_picker import SHOWN, PathPicker, Target, complaint, folder_line, up_from
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from textual.binding import BindingType

    from tui.screens.dialogs.path_picker import Line

_MODULES_NAMED = 5


@dataclass(frozen=True, slots=True)
class DataSetFacts:
    """What is to be said of a data set. ``made_at``: ISO text, as its dataset.toml has it."""

    name: str
    made_at: str | None
    modules: tuple[str, ...]
    partial: bool = False
    size: int | None = None  # bytes of records


def size_text(size: int) -> str:
    """Bytes in words: ``312 KB``, ``1.4 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"


class _Line(PathLine):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.DATA_SET_PICKER]


class DataSetPicker(PathPicker):
    """Returns the folder of a data set, or None.

    describe: what a folder holds, or in a sentence why it is no data set. folder: where relative paths begin. current:
    the data set that is open. now: the time from which ages are told.
    """

    TITLE = "data set"
    HELP = """\
## Data sets
A data set is a copy of an org's fields and records, made by a pull or by hand. Forecasts look for targets in it, and
nowhere else. A partial one holds only the records that were looked up. The payload stays as it is.
"""

    def __init__(
        self,
        demo: Path,
        recent: Sequence[Path],
        describe: Callable[[Path], DataSetFacts | str],
        *,
        now: datetime,
        folder: Path,
        current: Path | None = None,
    ) -> None:
        super().__init__(folder)
        self._demo, self._recent, self._describe = demo, [path for path in recent if path != demo], describe
        self._now, self._current = now, current
        self._known: list[tuple[Path, DataSetFacts | str]] = []
        self._complaint: tuple[Path, Content] | None = None  # why a folder that was gone into is no data set

    def on_mount(self) -> None:
        """The demo and those opened before; what Textual calls next, ``PathPicker.on_mount``, lists them."""
        self._known = [(path, self._describe(path)) for path in (self._demo, *self._recent)]

    def path_line(self, folder: Path) -> PathLine:
        """The line for the path, with the keys of this picker."""
        return _Line(folder, placeholder="type the path of a folder", folders_only=True, id="path")

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def submit(self, path: Path) -> bool:
        """Open a data set, or say why a folder is none."""
        self._open(path)
        return True

    def take(self, target: Target) -> None:
        """Open a data set; go into a folder that is none, and say why it is none."""
        if target.is_folder or not self._open(target.path):
            self.enter(target.path)

    def _open(self, path: Path) -> bool:
        """Whether there is no need to go into a folder: it is a data set, or one of those that are listed by name."""
        facts = self._describe(path)
        if isinstance(facts, DataSetFacts):
            self.dismiss(path)
            return True
        said = complaint(path, one_line(facts), 50)
        self._complaint = (path, said)
        self.say(said)
        return path in [known for known, _ in self._known]

    # --- the list -----------------------------------------------------------------------------------------------------

    def fill(self, text: str) -> None:
        """List what is to be chosen from once this text is in the line."""
        lines: list[Line] = []
        said = Content.styled("or choose one of these", MUTED)
        if "/" not in text:
            lines += self._known_lines(text.strip().casefold())
        folder, start = listed_folder(text, self.line().folder)
        first: Target | None = None
        if text.strip():
            opens = keys.key_name("data_set_picker.open")
            said = Content.styled(f"{opens} opens this folder; or click one below", MUTED)
        try:
            found = [entry.path for entry in entries_of(folder, start, folders_only=True)]
        except OSError as error:
            said = Content.styled(f"{reason_of(error)}  {shown_path(folder)}", MUTED)
        else:
            inside = [*([] if start else up_from(folder)), *(folder_line(Target(path)) for path in found[:SHOWN])]
            if inside:
                lines += [(Content.styled(f"folders of {shown_path(folder)}", MUTED), None), *inside]
            first = Target(found[0]) if found and "/" in text else None
        if self._complaint and self._complaint[0] == folder and not start:
            said = self._complaint[1]
        self._complaint = None
        self.say(said)
        self.choices().fill(lines, first)

    def _known_lines(self, wanted: str) -> Iterator[Line]:
        for place, (path, facts) in enumerate(self._known):
            bundled = place == 0
            name = "demo" if isinstance(facts, str) and bundled else path.name
            if isinstance(facts, DataSetFacts):
                name = facts.name
            if wanted not in f"{name} {path}".casefold():
                continue
            open_now = ("   ● open now", ACCENT) if path == self._current else ""
            where = "bundled" if bundled else shown_path(path, 50)
            head = (Content.styled(one_line(name), STRONG), "   ", (where, MUTED), open_now, "\n  ")
            if isinstance(facts, str):
                yield Content.assemble("  ", *head, (f"! {one_line(facts)}", CLEARED)), Target(path)
                yield GAP
                continue
            named = ", ".join(map(one_line, facts.modules[:_MODULES_NAMED])) or "no modules"
            more = f" and {len(facts.modules) - _MODULES_NAMED} more" if len(facts.modules) > _MODULES_NAMED else ""
            partial = ("partial · ", MOVED) if facts.partial else ""
            size = "" if facts.size is None else f"{size_text(facts.size)} · "
            about = f"{age_text(facts.made_at, self._now.timestamp())} · {size}{named}{more}"
            yield Content.assemble("  ", *head, partial, (about, MUTED)), Target(path)
            yield GAP
