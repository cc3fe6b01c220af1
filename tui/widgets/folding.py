"""A text area whose rows fold to one line each. What is folded is only out of sight: an edit is one of the whole text.

A place that is gone to (by a search, a problem, undo, the cursor) is unfolded, and so is what an edit touches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.geometry import Size
from textual.widgets.text_area import Selection

from tui.core.payload.json_text import LineStarts, is_json
from tui.core.views.describe import count_of
from tui.widgets.edited_area import EditedTextArea

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events

    from tui.widgets.long_text import LongDocument

FOLD_SIGN: Final = "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}"
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


class FoldingTextArea(EditedTextArea):
    """The text area; its document is a ``LongDocument``."""

    document: LongDocument

    def action_fold_row(self) -> None:
        """Fold the row of the cursor to one line, or unfold it."""
        from tui.core.payload.folds import foldable_at  # noqa: PLC0415 - what edits rows loads when it is asked for

        here = self.cursor_location
        fold = self.document.fold_at(here[0])
        if fold is not None:
            self._fold(each for each in self.document.folds if each != fold)
            return
        text = self.text
        if not self._is_readable(text):
            return
        row = foldable_at(text, LineStarts(text).offset(*here))
        if row is None:
            self.notify("There is no row here that takes several lines.", markup=False)
            return
        self._fold((*self.document.folds, row))

    def action_fold_all(self) -> None:
        """Fold every row to one line; unfold them, where any is folded."""
        from tui.core.payload.folds import foldable_rows  # noqa: PLC0415

        if self.document.folds:
            self._fold(())
            return
        text = self.text
        if self._is_readable(text):
            rows = foldable_rows(text)
            if not rows:
                self.notify("No row takes several lines.", markup=False)
            self._fold(rows)

    def _is_readable(self, text: str) -> bool:
        if not is_json(text):
            self.notify("This payload can't be read. Fix it first.", severity="warning", markup=False)
        return is_json(text)

    def _fold(self, folds: Iterable[range]) -> None:
        """Have these folds. The cursor does not stay where nothing is seen of it: it goes to the line of its fold."""
        self.document.fold(folds)
        fold = self.document.fold_at(self.cursor_location[0])
        if any(map(self.document.is_hidden, (line for line, _ in self.selection))) and fold is not None:
            head = self.document[fold.start]
            self.selection = Selection.cursor((fold.start, len(head) - len(head.lstrip())))
        self._folds_changed()

    def _folds_changed(self) -> None:
        self.notify_style_update()
        self._refresh_size()
        self.refresh()
        self.call_after_refresh(self.scroll_cursor_visible)

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        """What is gone to is unfolded."""
        gone_to = {line for line, _ in selection}
        if self.is_mounted and any(map(self.document.is_hidden, gone_to)):
            self.document.fold(fold for fold in self.document.folds if not gone_to & set(fold))
            self._folds_changed()
        super()._watch_selection(previous_selection, selection)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click on the sign, or on what stands for the folded lines, unfolds them."""
        line, _ = self.get_target_document_location(event)
        fold = self.document.fold_at(line)
        if fold is None:
            return
        x = event.x - self.gutter.left
        is_sign = x == self.gutter_width - 1
        is_behind = x + self.scroll_offset.x >= self.gutter_width + self.get_column_width(
            line, len(self.document[line])
        )
        if is_sign or is_behind:
            event.prevent_default()
            self._fold(each for each in self.document.folds if each != fold)

    @property
    def _widest(self) -> int:
        """Cells of a line, with its number, that need no scrolling, whether or not there is a scrollbar beside it."""
        return self.content_region.width - self.styles.scrollbar_size_vertical

    def _refresh_size(self) -> None:
        """What stands for the folded lines may be wider than every line."""
        super()._refresh_size()
        if getattr(self.document, "folds", ()):  # one of Textual's own comes before the first text
            width, height = self.virtual_size
            self.virtual_size = Size(max(width, self._widest), height)

    def fold_mark(self, line: int) -> Text | None:
        """What is shown behind a line in place of those that are folded away: as much of them as the pane has room for,
        so that rows can be told apart, and how many they are. None where none is."""
        fold = self.document.fold_at(line)
        if fold is None:
            return None
        comma = "," if self.document[fold.stop - 1].rstrip().endswith(",") else ""
        head, lines = self.document[line], f"  {count_of(len(fold) - 1, 'line')}"
        room = self._widest - self.gutter_width - cell_len(head.expandtabs(self.indent_width)) - len(lines)
        words = ""
        for each in fold[1:]:
            words += f" {self.document[each].strip()}"
            if len(words) > room:
                break
        if cell_len(words) > room:
            end = f" {_ELLIPSIS} }}{comma}"
            words = set_cell_size(words, max(room - len(end), 0)).rstrip() + end
        return Text(words + lines)
