"""A text area for JSON that closes brackets and quotes, and lets new lines stand in; see ``tui.core.keystrokes``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.keys import Keys
from textual.widgets import TextArea

from tui.widgets.own_keys import do_own_binding
from tui.widgets.steady import Steady

if TYPE_CHECKING:
    from textual import events

    from tui.core.keystrokes import Keystroke

_LONGEST: Final = 20_000
"""Characters of a line up to which it is looked at what a key does in it."""
_LINES_LOOKED_AT: Final = 50
_PAIRED: Final = frozenset('"{}[]')


class TypingTextArea(Steady, TextArea):
    """The text area."""

    def find_matching_bracket(self, bracket: str, search_from: tuple[int, int]) -> tuple[int, int] | None:
        """Where the bracket stands that closes or opens the one at a place. Textual looks at each character of the text
        for it, at each move of the cursor."""
        from tui.core.brackets import matching_bracket

        return matching_bracket(self.document.lines, *search_from) if bracket else None

    async def _on_key(self, event: events.Key) -> None:
        if event.key.startswith("alt+"):  # it comes with its letter, which is not to be written
            event.prevent_default()
            await do_own_binding(self, event)
            return
        stroke = self._stroke_of(event)
        if stroke is None:
            await super()._on_key(event)
            if not event.is_printable:
                await do_own_binding(self, event)
            return
        event.stop()
        event.prevent_default()
        self._strike(stroke)

    def action_delete_left(self) -> None:
        """Delete a character, or an empty pair."""
        from tui.core.keystrokes import deleted_left

        line, column = self.line_at_cursor()
        stroke = deleted_left(line, column) if self.selection.is_empty and len(line) <= _LONGEST else None
        if stroke is None:
            super().action_delete_left()
        else:
            self._strike(stroke)

    def _stroke_of(self, event: events.Key) -> Keystroke | None:
        """What a key does beside writing its character."""
        is_enter = event.key == Keys.Enter
        if self.read_only or not self.selection.is_empty or not (is_enter or event.character in _PAIRED):
            return None
        line, column = self.line_at_cursor()
        if len(line) > _LONGEST:
            return None
        from tui.core.keystrokes import new_line, step_of, typed

        if is_enter:
            return new_line(line, column, step_of(self.document.lines[:_LINES_LOOKED_AT]))
        return typed(line, column, event.character or "")

    def line_at_cursor(self) -> tuple[str, int]:
        """The line of the cursor, and the cursor's column."""
        row, column = self.cursor_location
        return self.document.lines[row], column

    @property
    def is_in_text(self) -> bool:
        """Whether the cursor is within quotes; in a line that is too long to look through, it is not said to be."""
        from tui.core.keystrokes import is_in_text

        line, column = self.line_at_cursor()
        return len(line) <= _LONGEST and is_in_text(line, column)

    def _strike(self, stroke: Keystroke) -> None:
        row, column = self.cursor_location
        first, last = column - stroke.before, column + stroke.behind
        if self.document.lines[row][first:last] != stroke.text:
            self.replace(stroke.text, (row, first), (row, last), maintain_selection_offset=False)
        written = stroke.text[: stroke.cursor]
        lines = written.count("\n")
        self.move_cursor((row + lines, len(written) - written.rfind("\n") - 1 if lines else first + len(written)))
