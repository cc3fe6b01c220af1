"""The list at the cursor of the editor: what can be completed there. The editor keeps the focus and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Offset

from tui.core.display import one_line
from tui.keys import key_sign
from tui.widgets.lines import LineList
from tui.widgets.look import MUTED
from tui.widgets.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.completion.candidates import Candidate

_MOST_LINES: Final = 8
_WIDEST: Final = 72
_FRAME: Final = 2
_GAP: Final = "  "


class CompletionList(LineList, can_focus=False):
    """Candidates, of which one may be chosen: the one at ``cursor``, -1 while none is."""

    ALLOW_SELECT = False
    DEFAULT_CSS = sheet("completion_list")

    def __init__(self, take: Callable[[Candidate], object]) -> None:
        """take: what a click on a candidate does."""
        super().__init__()
        self._take = take
        self._candidates: tuple[Candidate, ...] = ()
        self._names = 0

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return bool(self.display)

    @property
    def current(self) -> Candidate:
        """The candidate that is chosen, else the first."""
        return self._candidates[max(self.cursor, 0)]

    def show_at(self, cell: Offset, candidates: tuple[Candidate, ...], *, chosen: bool) -> None:
        """Show one candidate or more, below or above a cell of the screen. chosen: the first is."""
        self._candidates = candidates
        self._names = max(cell_len(one_line(each.name)) for each in candidates)
        widest = max(cell_len(self._text(each).plain) for each in candidates)
        screen = self.screen.size
        height = min(len(candidates), _MOST_LINES) + _FRAME
        below = cell.y + 1
        top = below if below + height <= screen.height else max(cell.y - height, 0)
        self.styles.width = min(max(widest, 26) + _FRAME + 1, _WIDEST, screen.width)
        self.styles.height = height
        self.absolute_offset = Offset(cell.x - 1, top)
        self.border_subtitle = f"{key_sign('completion.take')} takes · {key_sign('completion.close')} closes"
        self.display = True
        self.lines_changed()
        self.cursor = 0 if chosen else -1
        self.scroll_to(y=0, animate=False, immediate=True)

    def close(self) -> None:
        """Show nothing any more."""
        self.display = False

    def count(self) -> int:
        """How many candidates there are."""
        return len(self._candidates)

    def line(self, index: int, width: int) -> Content:
        """One of them."""
        return self._text(self._candidates[index])

    def _text(self, candidate: Candidate) -> Content:
        name = one_line(candidate.name)
        about = " · ".join(filter(None, (one_line(candidate.label), candidate.facts)))
        room = " " * (self._names - cell_len(name)) + _GAP if about else ""
        return Content.assemble(name, (room + about, MUTED))

    def pressed(self, index: int) -> None:
        """A click takes it."""
        self._take(self._candidates[index])
