"""A text area that is changed as a whole: another text is shown, words are found and replaced, rows are moved.

Each change is one edit, in which what does not differ stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.widgets.text_area import Document, Selection

from tui.core.payload.json_text import LineStarts, Span, is_json
from tui.widgets.typing_area import TypingTextArea

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.core.payload.replaced_words import BreaksJson


class EditedTextArea(TypingTextArea):
    """The text area."""

    def replace_text(self, text: str) -> int:
        """Replace the lines that differ, of which there is one at least; returns the first of them."""
        old, new = self.document.lines, Document(text).lines
        start = _same(old, new)
        end = _same(old[start:][::-1], new[start:][::-1])
        if start == len(old):  # only lines added at the end
            last = len(old) - 1
            self.replace("\n" + "\n".join(new[start:]), (last, len(old[last])), (last, len(old[last])))
            return start
        old_end, new_end = len(old) - end, len(new) - end
        if end == 0:
            self.replace(
                "\n".join(new[start:]), (start, 0), (len(old) - 1, len(old[-1])), maintain_selection_offset=True
            )
            return start
        insert = "".join(f"{line}\n" for line in new[start:new_end])
        self.replace(insert, (start, 0), (old_end, 0), maintain_selection_offset=True)
        return start

    def go_to_change(self, line: int, before: list[str]) -> None:
        """Put the cursor where the text differs first from what it was. line: the first line that differs; before: the
        lines as they were. Within a line it goes behind what is written there now, so that one can type on."""
        line = min(line, self.document.line_count - 1)
        old, new = before[line] if line < len(before) else "", self.document.lines[line]
        column = _same(old, new)
        if len(before) == self.document.line_count:
            column = len(new) - _same(old[column:][::-1], new[column:][::-1])
        self.move_cursor((line, column), center=True)

    def mark_range(self, start: int, end: int) -> None:
        """Mark what stands between two offsets of the text, or put the cursor there; in the middle of the pane."""
        lines = LineStarts(self.text)
        self.selection = Selection(lines.location(start), lines.location(end))
        self.scroll_cursor_visible(center=True)

    # --- words --------------------------------------------------------------------------------------------------------

    def find(self, words: str, step: int) -> tuple[int, int]:
        """Select the next place (step 1), the previous (-1), or the first from the cursor on (0) at which a text
        occurs, in any letter case, going round at the end. Returns which place that is, from 1, and how many there are;
        twice 0 if it occurs nowhere."""
        lines = LineStarts(self.text)
        places = [match.span() for match in re.finditer(re.escape(words), self.text, re.IGNORECASE)] if words else []
        if not places:
            return 0, 0
        here = lines.offset(*min(self.selection))
        if step < 0:
            place = next((place for place in reversed(places) if place[0] < here), places[-1])
        else:
            place = next((place for place in places if place[0] >= here + step), places[0])
        self.selection = Selection(lines.location(place[0]), lines.location(place[1]))
        self.scroll_cursor_visible(center=True)
        return places.index(place) + 1, len(places)

    def breaks_json(self, words: str, other: str, *, everywhere: bool) -> BreaksJson | None:
        """Whether the payload could no longer be read once another text is written where one was found, or wherever it
        occurs."""
        from tui.core.payload.replaced_words import breaks_json

        if everywhere:
            return breaks_json(self.text, words, other)
        if not self._is_found(words):
            return None
        lines = LineStarts(self.text)
        start, end = sorted(self.selection)
        return breaks_json(self.text, words, other, Span(lines.offset(*start), lines.offset(*end)))

    def _is_found(self, words: str) -> bool:
        """Whether what is marked is what was looked for."""
        return bool(words and re.fullmatch(re.escape(words), self.selected_text, re.IGNORECASE))

    def replace_words(self, words: str, other: str) -> bool:
        """Write another text where one was found; returns whether it was: it is not where something else is marked."""
        if not self._is_found(words):
            return False
        start, end = sorted(self.selection)
        self.replace(other, start, end, maintain_selection_offset=False)
        return True

    def replace_everywhere(self, words: str, other: str) -> int:
        """Write another text wherever one occurs, in any letter case; returns at how many places."""
        if not words:
            return 0
        made, count = re.subn(re.escape(words), lambda _: other, self.text, flags=re.IGNORECASE)
        if made != self.text:
            self.replace_text(made)
        return count

    # --- rows ---------------------------------------------------------------------------------------------------------

    def action_duplicate_row(self) -> None:
        """Write the row of the cursor once more behind itself, and go to the new one."""
        from tui.core.payload.moved_rows import duplicated

        self._change_row(lambda text, row: (duplicated(text, row), row + 1), "")

    def action_move_row(self, step: int) -> None:
        """Move the row of the cursor up (-1) or down (1); the cursor goes with it."""
        from tui.core.payload.moved_rows import moved

        edge = "This is the first row." if step < 0 else "This is the last row."
        self._change_row(lambda text, row: (moved(text, row, step), row + step), edge)

    def action_delete_row(self) -> None:
        """Take the row of the cursor out."""
        from tui.core.payload.moved_rows import without_row

        self._change_row(lambda text, row: (without_row(text, row), row), "This is the only row.")

    def _change_row(self, change: Callable[[str, int], tuple[str | None, int]], why_not: str) -> None:
        """Change the row of the cursor; the cursor goes to the same place of the row that ``change`` names."""
        from tui.core.payload.moved_rows import row_at, rows_of

        text = self.text
        if not is_json(text):
            self.notify("This payload can't be read. Fix it first.", severity="warning", markup=False)
            return
        spans = rows_of(text)
        here = LineStarts(text).offset(*self.cursor_location)
        row = row_at(text, spans, here)
        if row is None:
            self.notify("The cursor is not in a row.", markup=False)
            return
        made, there = change(text, row)
        if made is None:
            self.notify(why_not, markup=False)
            return
        within = min(max(here - spans[row].start, 0), spans[row].end - spans[row].start)
        self.replace_text(made)
        spans = rows_of(made)
        if spans:
            span = spans[min(there, len(spans) - 1)]
            self.move_cursor(LineStarts(made).location(min(span.start + within, span.end)))


def _same(one: Sequence[object], other: Sequence[object]) -> int:
    """With how many characters, or lines, both begin."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
