"""The document of a long payload: quicker than Textual's own, and the same in everything that can be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets.text_area import Document, Location, WrappedDocument

from tui.widgets.long_text import FoldNavigator, LongDocument, UnbrokenDocument

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
    wrapped, unbroken = WrappedDocument(plain), UnbrokenDocument(long)
    assert long.get_size(4) == plain.get_size(4)
    for one, other, inserted in edits:
        start, end = sorted((within(plain, one), within(plain, other)))
        results = []
        for document, view in ((plain, wrapped), (long, unbroken)):
            results.append(document.replace_range(start, end, inserted))
            view.wrap_range(start, end, results[-1].end_location)
        assert results[0] == results[1]
        assert long.lines == plain.lines
        assert long.get_size(4) == plain.get_size(4)
        assert unbroken.height == wrapped.height
    assert long.get_size(8) == plain.get_size(8)


# --- folds -----------------------------------------------------------------------------------------------------------

ROWS = st.lists(st.sampled_from(["{", "  a", "  \tb", "},", "x"]), min_size=1, max_size=14).map("\n".join)


def some_folds(drawn: list[tuple[int, int]], lines: int) -> list[range]:
    """Folds that have no line in common, of what was drawn."""
    folds: list[range] = []
    for first, length in sorted(drawn):
        fold = range(first, first + length)
        if fold.stop <= lines and (not folds or folds[-1].stop <= first):
            folds.append(fold)
    return folds


FOLDS = st.lists(st.tuples(st.integers(0, 12), st.integers(2, 5)), max_size=4)


def assert_sound(document: LongDocument, view: UnbrokenDocument) -> None:
    """Folds have no line in common, and what is in sight is what is not folded away, at its height."""
    taken = [line for fold in document.folds for line in fold]
    assert taken == sorted(set(taken))
    assert not taken or taken[-1] < document.line_count
    hidden = {line for fold in document.folds for line in fold[1:]}
    shown = [line for line in range(document.line_count) if line not in hidden]
    assert [view._offset_to_line_info[y][0] for y in range(view.height)] == shown
    assert [document.height_of(line) for line in shown] == list(range(len(shown)))
    assert document.get_size(4).height == view.height == len(shown)
    for line in range(document.line_count):
        y = view.location_to_offset((line, 0)).y
        assert shown[y] == max(each for each in shown if each <= line)
        if line in shown:
            place = (line, len(document[line]))
            assert view.offset_to_location(view.location_to_offset(place)) == place
    with pytest.raises(IndexError):
        view._offset_to_line_info[view.height]


@given(ROWS, st.lists(st.tuples(FOLDS, PLACES, PLACES, LINES), min_size=1, max_size=4))
def test_an_edit_unfolds_what_it_touches_and_every_other_fold_keeps_its_lines(
    text: str, edits: list[tuple[list[tuple[int, int]], Location, Location, str]]
) -> None:
    document = LongDocument(text)
    view = UnbrokenDocument(document)
    for drawn, one, other, inserted in edits:
        document.fold(some_folds(drawn, document.line_count))
        assert_sound(document, view)
        start, end = sorted((within(document, one), within(document, other)))
        kept = [
            [document[line] for line in fold]
            for fold in document.folds
            if not set(fold) & set(range(start[0], end[0] + 1))
        ]
        result = document.replace_range(start, end, inserted)
        view.wrap_range(start, end, result.end_location)
        assert [[document[line] for line in fold] for fold in document.folds] == kept
        assert_sound(document, view)


@given(ROWS, FOLDS, PLACES, st.integers(0, 12))
def test_up_and_down_go_past_what_is_folded_away_and_left_and_right_go_through_the_text(
    text: str, drawn: list[tuple[int, int]], place: Location, wide: int
) -> None:
    document, plain = LongDocument(text), LongDocument(text)
    document.fold(some_folds(drawn, document.line_count))
    navigator = FoldNavigator(UnbrokenDocument(document))
    unfolded = FoldNavigator(UnbrokenDocument(plain))
    here = within(document, place)
    if document.is_hidden(here[0]):
        return
    navigator.last_x_offset = unfolded.last_x_offset = wide
    assert navigator.get_location_left(here) == unfolded.get_location_left(here)
    assert navigator.get_location_right(here) == unfolded.get_location_right(here)
    for step, there in ((1, navigator.get_location_below(here)), (-1, navigator.get_location_above(here))):
        y = document.height_of(here[0]) + step
        assert not document.is_hidden(there[0])
        assert document.height_of(there[0]) == min(max(y, 0), document.height - 1)
        assert 0 <= there[1] <= len(document[there[0]])
