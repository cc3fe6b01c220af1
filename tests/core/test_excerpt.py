"""Text taken out of another text: where each of its parts stood."""

from __future__ import annotations

from tui.core.payload.excerpt import Excerpt, ExcerptBuilder, Source
from tui.core.payload.request import PayloadError


def origins(excerpt: Excerpt) -> list[int]:
    return [excerpt.origin(offset) for offset in range(len(excerpt.text))]


def test_pieces_know_their_places_and_those_that_join_are_one() -> None:
    built = ExcerptBuilder()
    for text, origin in [("ab", 5), ("cd", 7), ("ef", 20), ("gh", 22), ("i", 2)]:
        built.add(text, origin)
    made = built.build()
    assert made == Excerpt("abcdefghi", (0, 4, 8), (5, 20, 2))
    assert origins(made) == [5, 6, 7, 8, 20, 21, 22, 23, 2]
    again = ExcerptBuilder()
    again.add_excerpt(made)
    assert again.build() == made
    assert ExcerptBuilder().build() == Excerpt("", (0,), (0,))


def test_a_part_and_an_excerpt_of_an_excerpt_know_the_places_of_the_whole() -> None:
    outer = Excerpt("abcdef", (0, 3), (10, 20))
    part = outer.part(2, 5)
    assert (part.text, origins(part)) == ("cde", [12, 20, 21])
    inner = part.part(1, 3)
    assert (inner.text, origins(inner)) == ("de", [20, 21])
    within = Excerpt("e", (0,), (1,)).within(Excerpt("de", (0,), (1,))).within(part)
    assert origins(within) == [21]


def test_an_excerpt_without_the_space_around_it_is_itself_or_a_part() -> None:
    bare = Excerpt("ab", (0,), (4,))
    assert bare.stripped() is bare
    stripped = Excerpt(" \nab ", (0,), (4,)).stripped()
    assert (stripped.text, origins(stripped)) == ("ab", [6, 7])


def test_an_error_in_an_excerpt_is_told_by_the_place_in_the_whole_text() -> None:
    source, excerpt = Source.of("01\n3456\n8"), Excerpt("45\n8", (0, 2), (4, 7))
    moved = source.moved(PayloadError("wrong", 2, 1), excerpt)
    assert (moved.reason, moved.line, moved.column) == ("wrong", 3, 1)
    for error in (PayloadError("wrong"), PayloadError("wrong", 1, None), PayloadError("wrong", None, 1)):
        assert source.moved(error, excerpt) is error
