"""Marks of many texts at once are those of each text by itself, so that what is stored is found."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tui.core.many_keys import near_keys
from tui.core.values import KeyForm, key_text
from tui.dataset.marks import near_marks, text_mark, text_marks

PHONES = st.sampled_from(["+1 555 0100", "555-0100", "(0555) 01.00", "0000000", "000000000123456", "5551234567890"])
EMAILS = st.sampled_from(["a@b.c", "A.b@c.d", "a+x@b.c", "a.b+y.z+q@b.c.d", " a@b.c ", "@b.c", "+@b.c", "a@b+c.d"])
ODD = st.sampled_from(
    ["", " ", "a@b", "a@@b.c", "a@b.c@d.e", "12345", "12\0 3", "\0", "é@b.c", "４", "\ud800", "t", "e."]
)
KEYS = st.sampled_from(
    ["t", "t0", "t12", "12", "0012", "x12", "e@", "e.f@g", "t1t2", "9" * 18, "9" * 19, "8" * 30, "t４"]
)


@given(st.lists(PHONES, max_size=4) | st.lists(EMAILS, max_size=4) | st.lists(PHONES | EMAILS | ODD, max_size=4))
@example(["+1 555 0100", "", "555-0100"])
@example(["12345"])
@example(["a@b.c@d.e", "a@b"])
@example(["123456", "lettersalone"])
@example(["\u0430nn"])  # the first letter is Cyrillic
@example(["\u0430nn", "a\0b"])
@example(["a\0b"])
@example(["\0", "12\0 3"])
@example(["a@b.c", ""])
@example([])
def test_the_marks_of_near_keys_are_those_of_each_by_itself(texts: list[str]) -> None:
    keys = [key_text(text, KeyForm.NEAR) for text in texts]
    assert near_keys(texts) == keys
    assert list(near_marks(texts)) == [text_mark(key) if key else None for key in keys]


@given(st.lists(KEYS | ODD | st.text(), max_size=4) | st.lists(st.integers(0, 10**20).map(str), max_size=4))
@example(["", "12"])
def test_the_marks_of_texts_are_those_of_each_by_itself_and_fit_into_sqlite(texts: list[str]) -> None:
    marks = text_marks(texts)
    assert marks == [text_mark(text) for text in texts]
    assert all(0 <= mark < 2**63 for mark in marks)


def test_texts_that_differ_only_beyond_the_digits_of_a_mark_share_it_and_others_do_not() -> None:
    assert text_mark("1" + "7" * 18) == text_mark("2" + "7" * 18)
    assert len({text_mark(text) for text in ("4150868000000000001", "4150868000000000002", "ea@b.c", "ea@b.d")}) == 4
