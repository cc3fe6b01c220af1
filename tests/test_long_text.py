"""The document of a long payload: quicker than Textual's own, and the same in everything that can be asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.widgets.text_area import Document, Location, WrappedDocument

from tui.widgets.long_text import LongDocument, UnfoldedDocument

LINES = st.text(alphabet="ab漢\t\n", max_size=12)
PLACES = st.tuples(st.integers(0, 9), st.integers(0, 9))


def within(document: Document, place: Location) -> Location:
    """The nearest place of a document."""
    row = min(place[0], document.line_count - 1)
    return row, min(place[1], len(document[row]))


@given(LINES, st.lists(st.tuples(PLACES, PLACES, LINES), max_size=6))
def test_after_any_edits_size_and_height_are_those_of_textuals_documents(
    text: str, edits: list[tuple[Location, Location, str]]
) -> None:
    plain, long = Document(text), LongDocument(text)
    wrapped, unfolded = WrappedDocument(plain), UnfoldedDocument(long)
    assert long.get_size(4) == plain.get_size(4)
    for one, other, inserted in edits:
        start, end = sorted((within(plain, one), within(plain, other)))
        results = []
        for document, view in ((plain, wrapped), (long, unfolded)):
            results.append(document.replace_range(start, end, inserted))
            view.wrap_range(start, end, results[-1].end_location)
        assert results[0] == results[1]
        assert long.lines == plain.lines
        assert long.get_size(4) == plain.get_size(4)
        assert unfolded.height == wrapped.height
    assert long.get_size(8) == plain.get_size(8)
