"""Choosing a data set: the bundled demo, those opened before, or another folder. What a folder holds it is told by a
function that it is given; it reads no data set itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tui import keys
from tui.core.display import escaped, one_line
from tui.core.views.describe import age_text
from tui.screens.dialogs.choices import GAP, Choices, Keys, ListDialog
from tui.screens.dialogs.path_line import PathLine, entries_of, listed_folder, reason_of, shown_path, typed
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    Line = tuple[Content, "Target | None"]

_MODULES_NAMED = 5
_SHOWN = 500  # folders that are listed at once


@dataclass(frozen=True, slots=True)
class DataSetFacts:
    """What is to be said of a data set. ``made_at``: ISO text, as its dataset.toml has it."""

    name: str
    made_at: str | None
    modules: tuple[str, ...]
    partial: bool = False
    size: int | None = None  # bytes of records


@dataclass(frozen=True, slots=True)
class Target:
    """What a line of the list stands for: a data set, or a folder that may be one or lead to one."""

    path: Path
    is_up: bool = False


def size_text(size: int) -> str:
    """Bytes in words: ``312 KB``, ``1.4 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"


class _Line(PathLine):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.DATA_SET_PICKER]


class DataSetPicker(ListDialog["Path"]):
    """Returns the folder of a data set, or None.

    describe: what a folder holds, or in a sentence why it is no data set. folder: where relative paths begin. current:
    the data set that is open. now: the time from which ages are told.
    """

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
        super().__init__()
        self._demo, self._recent, self._describe = demo, [path for path in recent if path != demo], describe
        self._now, self._folder, self._current = now, folder, current
        self._known: list[tuple[Path, DataSetFacts | str]] = []
        self._complaint: tuple[Path, Content] | None = None  # why a folder that was gone into is no data set
        self._moved = False  # in the list, since something was typed: then enter means the list

    def compose(self) -> ComposeResult:
        """The path line, what is to be said of it, and the list."""
        with Vertical() as box:
            box.border_title = "data set"
            yield _Line(self._folder, placeholder="type the path of a folder", folders_only=True, id="path")
            yield Static("", classes="said", markup=False)
            yield Choices[Target]()
            yield Keys()

    def on_mount(self) -> None:
        """The demo and those opened before."""
        self._known = [(path, self._describe(path)) for path in (self._demo, *self._recent)]
        self._fill("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._moved = False
        self._fill(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        line = self.query_one(PathLine)
        if line.value.strip() and not self._moved:
            self._take(Target(line.path), submitted=True)
        else:
            self._take(self.choices().value)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(self.choices().value_of(event))

    async def action_in_list(self, action: str) -> None:
        """Move in the list."""
        self._moved = True
        await super().action_in_list(action)

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def _take(self, target: object, *, submitted: bool = False) -> None:
        """Open a data set; go into a folder that is none, and say why it is none."""
        if not isinstance(target, Target):
            return
        facts = "" if target.is_up else self._describe(target.path)
        if isinstance(facts, DataSetFacts):
            self.dismiss(target.path)
            return
        if facts:
            said = Content.assemble((f"! {one_line(facts)}", CLEARED), (f"  {shown_path(target.path, 50)}", MUTED))
            self._complaint = (target.path, said)
            self._say(said)
        if not submitted and target.path not in [path for path, _ in self._known]:
            self._enter(target.path)

    def _enter(self, folder: Path) -> None:
        line = self.query_one(PathLine)
        text = f"{typed(folder).rstrip('/')}/"
        if escaped(text) != text:  # a name that cannot be typed
            line.folder, text = folder, "./"
        if line.value == text:
            self._fill(text)
        line.fill(text)

    def _say(self, text: Content) -> None:
        self.query_one(".said", Static).update(text)

    # --- the list -----------------------------------------------------------------------------------------------------

    def _fill(self, text: str) -> None:
        lines: list[Line] = []
        said = Content.styled("or choose one of these", MUTED)
        if "/" not in text:
            lines += self._known_lines(text.strip().casefold())
        folder, start = listed_folder(text, self.query_one(PathLine).folder)
        first: Target | None = None
        if text.strip():
            opens = keys.key_name("data_set_picker.open")
            said = Content.styled(f"{opens} opens this folder; or click one below", MUTED)
        try:
            found = [entry.path for entry in entries_of(folder, start, folders_only=True)]
        except OSError as error:
            said = Content.styled(f"{reason_of(error)}  {shown_path(folder)}", MUTED)
        else:
            inside: list[Line] = []
            if not start and folder.parent != folder:
                inside.append((Content.styled("▸ ../", ACCENT), Target(folder.parent, is_up=True)))
            inside += [
                (Content.assemble(("▸ ", ACCENT), (f"{one_line(path.name)}/", "")), Target(path))
                for path in found[:_SHOWN]
            ]
            if inside:
                lines += [(Content.styled(f"folders of {shown_path(folder)}", MUTED), None), *inside]
            first = Target(found[0]) if found and "/" in text else None
        if self._complaint and self._complaint[0] == folder and not start:
            said = self._complaint[1]
        self._complaint = None
        self._say(said)
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
