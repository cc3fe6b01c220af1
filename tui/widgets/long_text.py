"""A text of a hundred thousand lines that is edited as quickly as a short one, and whose rows can be folded.

Textual's own documents measure every line at every edit, and count every line anew for each line that they paint. What
is folded is hidden from the view only: the document holds every line, its places are those of the whole text, and each
edit, whatever made it, goes through ``LongDocument.replace_range``, which unfolds what it touches.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.expand_tabs import expand_tabs_inline
from textual.geometry import Offset, Size
from textual.widgets.text_area import Document, DocumentNavigator, EditResult, Location, WrappedDocument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widgets import TextArea


class LongDocument(Document):
    """A document that keeps the width of each of its lines, and knows which are folded away: of each of ``folds``,
    which are ranges of lines in their order that have none in common, all but the first."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._tab_width = 0
        self._widths: list[int] = []
        self._folds: tuple[range, ...] = ()
        self._heads: list[int] = []
        self._heights: list[int] = []
        self._hidden_before: list[int] = []

    def get_size(self, tab_width: int) -> Size:
        """Cells of the widest line, and the number of lines in sight."""
        if tab_width != self._tab_width:
            self._tab_width = tab_width
            self._widths = list(map(self._width, self.lines))
        return Size(max(self._widths, default=0), self.height)

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace what lies between two places. A fold that has a line of it is unfolded."""
        first, last = min(start, end)[0], max(start, end)[0]
        result = super().replace_range(start, end, text)
        if self._tab_width:
            self._widths[first : last + 1] = map(self._width, self.lines[first : result.end_location[0] + 1])
        if self._folds:
            moved = result.end_location[0] - last
            before = [fold for fold in self._folds if fold.stop <= first]
            behind = [range(fold.start + moved, fold.stop + moved) for fold in self._folds if fold.start > last]
            self.fold((*before, *behind))
        return result

    def _width(self, line: str) -> int:
        return cell_len(line.expandtabs(self._tab_width))

    # --- folds --------------------------------------------------------------------------------------------------------

    @property
    def folds(self) -> tuple[range, ...]:
        """The lines (from 0) of each fold."""
        return self._folds

    def fold(self, folds: Iterable[range]) -> None:
        """Have these folds and no others."""
        self._folds = tuple(sorted(folds, key=lambda fold: fold.start))
        self._heads = [fold.start for fold in self._folds]
        hidden = 0
        self._hidden_before, self._heights = [0], []
        for fold in self._folds:
            self._heights.append(fold.start - hidden)
            hidden += len(fold) - 1
            self._hidden_before.append(hidden)

    def fold_at(self, line: int) -> range | None:
        """The fold that a line is in, or begins."""
        place = bisect_right(self._heads, line) - 1
        return self._folds[place] if place >= 0 and line in self._folds[place] else None

    def is_hidden(self, line: int) -> bool:
        """Whether a line is folded away."""
        fold = self.fold_at(line)
        return fold is not None and line > fold.start

    @property
    def height(self) -> int:
        """How many lines are in sight."""
        return self.line_count - (self._hidden_before[-1] if self._folds else 0)

    def line_at(self, y: int) -> int:
        """The line at a height; beyond the last one, a line that is not there."""
        if not self._folds:
            return y
        return y + self._hidden_before[bisect_right(self._heights, y - 1)]

    def height_of(self, line: int) -> int:
        """At which height a line is; one that is folded away is where its fold begins."""
        if not self._folds:
            return line
        fold = self.fold_at(line)
        line = line if fold is None else fold.start
        return line - self._hidden_before[bisect_right(self._heads, line - 1)]


class UnbrokenDocument(WrappedDocument):
    """The view of a document whose lines are never broken, and may be folded away. It keeps nothing of its own."""

    document: LongDocument

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Nothing is to be computed. width: 0."""
        self._tab_width = tab_width or self._tab_width

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Nothing is to be computed: the document knows its folds."""

    @property
    def height(self) -> int:
        """The number of lines in sight."""
        return self.document.height

    @property  # type: ignore[override]
    def _offset_to_line_info(self) -> _LineAt:
        """A text area asks it which line is to be painted; it is a list there."""
        return _LineAt(self.document)

    @_offset_to_line_info.setter
    def _offset_to_line_info(self, _: object) -> None: ...

    def offset_to_location(self, offset: Offset) -> Location:
        """The place at an offset; below the last line, in that."""
        line = self.document.line_at(min(max(offset.y, 0), self.height - 1))
        return line, self.get_target_document_column(line, max(offset.x, 0), 0)

    def location_to_offset(self, location: Location) -> Offset:
        """Where a place is seen; one that is folded away, at the end of the line that stands for it."""
        line = min(max(location[0], 0), self.document.line_count - 1)
        text = self.document[line][: location[1]]
        fold = self.document.fold_at(line)
        if fold is not None and line > fold.start:
            text = self.document[fold.start]
        return Offset(cell_len(expand_tabs_inline(text, self._tab_width)), self.document.height_of(line))

    def get_sections(self, line_index: int) -> list[str]:
        """A line is one section."""
        return [self.document[line_index]]

    def get_offsets(self, line_index: int) -> list[int]:
        """A line is broken nowhere."""
        if not 0 <= line_index < self.document.line_count:
            raise ValueError(f"there is no line {line_index}")
        return []


class _LineAt:
    """Asked for a height, it says which line is there, and that this is its first section."""

    def __init__(self, document: LongDocument) -> None:
        self._document = document

    def __getitem__(self, y: int) -> tuple[int, int]:
        line = self._document.line_at(y)
        if not 0 <= line < self._document.line_count:
            raise IndexError(y)
        return line, 0


class FoldNavigator(DocumentNavigator):
    """Goes up and down past what is folded away. To the left and right it goes through the text as it is, since what
    deletes asks it, too, and must not take what is not seen."""

    _document: LongDocument

    def get_location_above(self, location: Location) -> Location:
        """The place above."""
        found = super().get_location_above(location)
        fold = self._document.fold_at(found[0])
        return found if fold is None or found[0] == fold.start else self._in_line(fold.start, location)

    def get_location_below(self, location: Location) -> Location:
        """The place below; where nothing is in sight there, the end of the line."""
        found = super().get_location_below(location)
        fold = self._document.fold_at(found[0])
        if fold is None or found[0] == fold.start:
            return found
        if fold.stop < self._document.line_count:
            return self._in_line(fold.stop, location)
        return fold.start, len(self._document[fold.start])

    def _in_line(self, line: int, location: Location) -> Location:
        """The place in a line that lies above or below another place."""
        here = self._wrapped_document.location_to_offset(location).x
        return line, self._wrapped_document.get_target_document_column(line, max(here, self.last_x_offset), 0)


def show_long(editor: TextArea, text: str) -> LongDocument:
    """Put a text into an editor that breaks no lines; returns its document."""
    document = LongDocument(text)
    editor.document = document
    editor.wrapped_document = UnbrokenDocument(document, tab_width=editor.indent_width)
    editor.navigator = FoldNavigator(editor.wrapped_document)
    return document
