"""Choosing one of many by name: a list that is searched as one types. For modules and for fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.screens.dialogs.choices import Choices, Keys, SearchDialog
from tui.widgets.look import MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

_NAMES = range(22, 46)  # cells of the names, by the longest


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: what is returned for it and shown first, and what is shown behind it. Both are searched, and words."""

    name: str
    detail: str
    words: str = ""


class _Search(Input):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.PICKER]


class Picker(SearchDialog[str]):
    """Returns the name of the choice, or None. hint: a line below the list."""

    HELP = """\
## Choosing by name
Type a part of a name, a label or of what is behind it: only what holds it stays in the list.
**{picker.choose}** or a click takes the line that is marked.
"""

    def __init__(self, title: str, choices: Sequence[Choice], current: str | None, *, hint: str = "") -> None:
        super().__init__()
        self._title, self._given, self._current, self._hint = title, choices, current, hint
        longest = max((cell_len(one_line(choice.name)) for choice in choices), default=0)
        self._room = min(max(longest, _NAMES.start), _NAMES.stop)

    def compose(self) -> ComposeResult:
        """A search line and the list."""
        with Vertical() as box:
            box.border_title = Content(self._title)
            yield _Search(placeholder="type to search")
            yield Choices[str]()
            if self._hint:
                yield Static(self._hint, classes="hint", markup=False)
            yield Keys()

    def fill(self, words: str) -> None:
        """Those whose name or what stands behind it holds the words."""
        found = _found(self._given, words.casefold())
        lines = [(_line(choice, self._room), choice.name) for choice in found]
        self.choices().fill(lines, None if words else self._current)


class OrgMenu(Picker):
    """What can be done with an org."""

    HELP = """\
## Orgs
Send the payload to the org named in the title, copy its records into a data set, or see what was sent before. Choosing
a line sends nothing yet: what would be sent or read, and what it costs, is shown first.
"""


def _line(choice: Choice, room: int) -> Content:
    name = fit(Content.styled(one_line(choice.name), STRONG), room)
    return Content.assemble(name, " ", (one_line(choice.detail), MUTED))


def _found(choices: Sequence[Choice], wanted: str) -> list[Choice]:
    """What a search finds, names that begin with it first."""
    found = [choice for choice in choices if wanted in f"{choice.name} {choice.detail} {choice.words}".casefold()]
    return sorted(found, key=lambda choice: not choice.name.casefold().startswith(wanted))
