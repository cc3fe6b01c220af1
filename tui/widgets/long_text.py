"""A text of a hundred thousand lines that is edited as quickly as a short one.

Textual's own documents measure every line at every edit, and count every line anew for each line that they paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.geometry import Size
from textual.widgets.text_area import Document, DocumentNavigator, EditResult, Location, WrappedDocument

if TYPE_CHECKING:
    from textual.widgets import TextArea


class LongDocument(Document):
    """A document that keeps the width of each of its lines."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._tab_width = 0
        self._widths: list[int] = []

    def get_size(self, tab_width: int) -> Size:
        """Cells of the widest line, and the number of lines."""
        if tab_width != self._tab_width:
            self._tab_width = tab_width
            self._widths = list(map(self._width, self.lines))
        return Size(max(self._widths, default=0), len(self._widths))

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace what lies between two places."""
        first, last = min(start, end)[0], max(start, end)[0]
        result = super().replace_range(start, end, text)
        if self._tab_width:
            self._widths[first : last + 1] = map(self._width, self.lines[first : result.end_location[0] + 1])
        return result

    def _width(self, line: str) -> int:
        return cell_len(line.expandtabs(self._tab_width))


class UnfoldedDocument(WrappedDocument):
    """The view of a document whose lines are never folded."""

    @property
    def height(self) -> int:
        """The number of its lines."""
        return self.document.line_count


def show_long(editor: TextArea, text: str) -> None:
    """Put a text into an editor that folds no lines."""
    editor.document = LongDocument(text)
    editor.wrapped_document = UnfoldedDocument(editor.document, tab_width=editor.indent_width)
    editor.navigator = DocumentNavigator(editor.wrapped_document)
