"""The modules of an org, to be ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message

from tui import keys
from tui.core.display import one_line
from tui.widgets.lines import LineList
from tui.widgets.look import ACCENT, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.binding import BindingType


_NAME = 34  # cells of an API name


class TicksChanged(Message):
    """Other modules are ticked."""


class ModuleTicks(LineList):
    """The modules by API name and label; ``ticked`` are in the order of the list."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MODULE_TICKS]

    def __init__(self, ticked: Iterable[str]) -> None:
        super().__init__()
        self._modules: list[tuple[str, str]] = []
        self._ticked = set(ticked)

    def show(self, modules: Sequence[tuple[str, str]]) -> None:
        """Show these: API name and label each. Ticks of modules that are not among them go."""
        self._modules = list(modules)
        self._ticked &= {name for name, _ in modules}
        self.cursor = next((place for place, (name, _) in enumerate(modules) if name in self._ticked), 0)
        self.lines_changed()
        self.post_message(TicksChanged())

    @property
    def ticked(self) -> tuple[str, ...]:
        """The API names of the ticked ones."""
        return tuple(name for name, _ in self._modules if name in self._ticked)

    def count(self) -> int:
        """One line for each."""
        return len(self._modules)

    def line(self, index: int, width: int) -> Content:
        """Tick, API name, label where it says something else."""
        name, label = self._modules[index]
        on = name in self._ticked
        other = label if label.replace(" ", "_") != name else ""
        return Content.assemble(
            ("[x] " if on else "[ ] ", f"bold {ACCENT}" if on else MUTED),
            fit(Content.styled(one_line(name), STRONG if on else ""), _NAME),
            " ",
            (one_line(other), MUTED),
        )

    def action_tick(self) -> None:
        """Tick the module under the cursor, or take its tick away."""
        self.pressed(self.cursor)

    def action_tick_all(self) -> None:
        """Tick all, or none where all are ticked."""
        names = {name for name, _ in self._modules}
        self._ticked = set() if self._ticked == names else names
        self._changed()

    def pressed(self, index: int) -> None:
        """A click ticks."""
        if 0 <= index < self.count():
            self._ticked ^= {self._modules[index][0]}
            self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.post_message(TicksChanged())
