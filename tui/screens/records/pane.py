"""One record beside the table: tabs over lines, some of which lead to another record, a search or a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from tui import keys
from tui.dataclass import dataclass
from tui.widgets.clipboard import copy
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, MUTED
from tui.widgets.top_bar import Chip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

TABS: Final = ("record", "hits", "twins", "fields")
"""The tabs, in their order."""

_WHOLE: Final = 2_000  # cells in which nothing is folded: for copies


@dataclass(frozen=True, slots=True)
class ToRecord:
    """Leads to a record of a module."""

    module: str
    id: str


@dataclass(frozen=True, slots=True)
class ToSearch:
    """Leads to the records that some words find."""

    words: str


@dataclass(frozen=True, slots=True)
class ToRow:
    """Leads to a row of the payload (0-based)."""

    index: int


@dataclass(frozen=True, slots=True)
class OfField:
    """A line about a field."""

    name: str


Target = ToRecord | ToSearch | ToRow | OfField


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and what it leads to."""

    content: Content
    target: Target | None = None


class LinkedLines(LineList):
    """The lines of a tab. Enter or a click on a line that leads somewhere posts ``Followed``."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.RECORD_PANE]

    @dataclass
    class Followed(Message):
        """The person goes where a line leads."""

        target: Target

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Show these; the cursor stays where it is, as far as there are lines."""
        self._lines = lines
        self.lines_changed()

    @property
    def target(self) -> Target | None:
        """What the line under the cursor leads to."""
        return self._lines[self.cursor].target if 0 <= self.cursor < len(self._lines) else None

    def count(self) -> int:
        """The lines, folded to the width."""
        return len(self._lines)

    def line(self, index: int, width: int) -> Content:
        """One of them."""
        return self._lines[index].content

    def action_follow(self) -> None:
        """Go where the line under the cursor leads."""
        self.pressed(self.cursor)

    def pressed(self, index: int) -> None:
        """Go where a line leads."""
        if 0 <= index < len(self._lines) and (target := self._lines[index].target) is not None:
            self.post_message(self.Followed(target))


class RecordPane(Vertical):
    """The tabs. What each holds is asked of the screen: lines for a width."""

    def __init__(self) -> None:
        super().__init__(id="record")
        self.tab = TABS[0]
        self._titles: dict[str, str] = {}
        self._lines_of: Callable[[str, int], Sequence[Line]] | None = None

    def compose(self) -> ComposeResult:
        """The names of the tabs, and the lines of one."""
        with Horizontal(id="record-tabs"):
            for tab in TABS:
                yield Chip(f"go_to_tab('{tab}')", id=f"tab-{tab}")
        yield LinkedLines()

    @property
    def lines(self) -> LinkedLines:
        """What the tab that is shown holds."""
        return self.query_one(LinkedLines)

    def show(self, titles: dict[str, str], lines_of: Callable[[str, int], Sequence[Line]], *, from_top: bool) -> None:
        """Show a record. titles: what the tabs are called; from_top: it is another one than before."""
        self._titles, self._lines_of = titles, lines_of
        self._paint(from_top=from_top)

    def on_resize(self) -> None:
        """Lines are folded to the width."""
        self._paint(from_top=False)

    def go_to(self, tab: str) -> None:
        """Show another tab."""
        if tab != self.tab:
            self.tab = tab
            self._paint(from_top=True)

    def next_tab(self, step: int) -> None:
        """The tab on the left or right."""
        self.go_to(TABS[(TABS.index(self.tab) + step) % len(TABS)])

    def _paint(self, *, from_top: bool) -> None:
        if self._lines_of is None:
            return
        for tab in TABS:
            style = f"bold {ACCENT}" if tab == self.tab else MUTED
            self.query_one(f"#tab-{tab}", Chip).say(Content.styled(self._titles.get(tab, tab), style))
        lines = self.lines
        if from_top:
            lines.cursor = 0
            lines.scroll_to(y=0, animate=False, immediate=True)
        lines.show(self._lines_of(self.tab, max(20, lines.scrollable_content_region.width)))

    def copy_tab(self) -> None:
        """Copy the text of the tab that is shown, not folded."""
        if self._lines_of is not None:
            texts = (line.content.plain.rstrip() for line in self._lines_of(self.tab, _WHOLE))
            copy(self, "\n".join(texts), self._titles.get(self.tab, self.tab))
