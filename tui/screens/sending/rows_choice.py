"""Which rows of the payload are sent, in one line: the choices there are, each with how many rows it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui import keys
from tui.widgets.look import ACCENT, MUTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from tui.core.chosen_rows import Choice, Part


class RowsChoice(Static):
    """The line. It is there where there is a choice; a click, or ``choose_next``, posts ``Chosen``."""

    class Chosen(Message):
        """The person wants other rows to be sent."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self) -> None:
        super().__init__("", id="rows-choice", markup=False)
        self._parts: Sequence[Part] = ()
        self._now: Choice = "all"

    def show(self, parts: Sequence[Part], now: Choice) -> None:
        """Show the parts that can be sent; now: the one that would be."""
        self._parts, self._now = parts, now
        self.display = len(parts) > 1
        self.update(Content.assemble(*(content for content, _ in self._pieces())))

    def choose_next(self) -> None:
        """The next part, and after the last the first."""
        choices = [part.choice for part in self._parts]
        if len(choices) > 1:
            self.post_message(self.Chosen(choices[(choices.index(self._now) + 1) % len(choices)]))

    def _pieces(self) -> list[tuple[Content, Choice | None]]:
        pieces: list[tuple[Content, Choice | None]] = [(Content.styled("rows  ", MUTED), None)]
        for part in self._parts:
            on = part.choice == self._now
            pieces += [
                (Content.styled(f"{'●' if on else '○'} {part.label}", f"bold {ACCENT}" if on else ""), part.choice),
                (Content("   "), None),
            ]
        return [*pieces, (Content.assemble((f" {keys.key_name('send.rows')} ", "reverse"), " others"), None)]

    def on_click(self, event: events.Click) -> None:
        """A click on a part chooses it, one on the key the next."""
        offset, end = event.get_content_offset(self), 0
        pieces = self._pieces()
        for place, (piece, choice) in enumerate(pieces):
            end += piece.cell_length
            if offset is not None and offset.x < end:
                if choice is not None and choice != self._now:
                    self.post_message(self.Chosen(choice))
                elif place == len(pieces) - 1:
                    self.choose_next()
                return
