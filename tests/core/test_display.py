"""How values from outside are shown: nothing hidden, nothing that steers a terminal, one line, and names for people."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import LEADS, field, module
from tui.core.display import brief, many_lines, one_line, record_name, row_numbers, short_id, value_text

if TYPE_CHECKING:
    from tui.core.values import Json

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
JOINER = "\u200d"
ANY = st.text(
    st.characters() | st.sampled_from("\n\r\t\x00\x1b\x7f\x9b\u200b\u200d\u202e\u2028\u2066\ufeff\U000e0041👩👧")
)


def hidden(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in HIDDEN}


@given(ANY)
def test_no_control_format_or_unassigned_character_survives_on_one_line(text: str) -> None:
    assert hidden(one_line(text)) <= {JOINER}
    assert len(one_line(text).splitlines()) <= 1


@given(ANY)
def test_many_lines_keep_their_line_ends_and_nothing_else(text: str) -> None:
    shown = many_lines(text)
    assert hidden(shown) <= {JOINER, "\n"}
    assert shown.count("\n") == text.count("\n")


@given(st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" \u3000"), max_size=400))
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert one_line(text) == text


@each_case(
    ("text", "shown"),
    [
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x1b[31mred\x9b", "\\x1b[31mred\\x9b"),
        ("left\u202eright", "left\\u202eright"),
        ("\U000e0041", "\\U000e0041"),
        ("[/x] [bold]", "[/x] [bold]"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("👩\u200d👧\u200d👦", "👩\u200d👧\u200d👦"),
        ("👩\u200d", "👩\\u200d"),
        ("a\u200d👧", "a\\u200d👧"),
        ("👩\u200b👧\n", "👩\\u200b👧\\n"),
        ("\ud800é\u3000", "\\ud800é\u3000"),
        ("lucy\u200d@x", "lucy\\u200d@x"),
        ("+44\u00a01632\u202f960", "+44\\xa01632\\u202f960"),
        ("\u200d", "\\u200d"),
    ],
)
def test_escapes_look_like_those_of_json_and_emoji_stay_whole(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_a_very_long_text_is_cut_and_says_by_how_much() -> None:
    assert one_line("x" * 1000) == "x" * 400 + "… (600 more)"
    assert one_line("x" * 400) == "x" * 400
    assert (brief("x" * 40), brief("x" * 41)) == ("x" * 40, "x" * 39 + "…")


@each_case(
    ("rows", "shown"),
    [
        ([0], "row 1"),
        ([4, 1, 2], "rows 2-3, 5"),
        ([0, 1, 3, 5, 7, 9, 11, 12], "rows 1-2, 4, 6, 8, 10, 12-13"),
        ([0, 2, 4, 6, 8, 10, 12, 14, 15, 16], "rows 1, 3, 5, 7, 9, 11 and 4 more"),
    ],
)
def test_rows_are_numbered_as_people_number_them(rows: list[int], shown: str) -> None:
    assert row_numbers(rows) == shown


@each_case(
    ("value", "shown"),
    [
        (None, "(empty)"),
        ("", '""'),
        ("a\nb", '"a\\nb"'),
        (True, "true"),
        (12.5, "12.5"),
        ([], "(empty)"),
        (["a", "b"], "a, b"),
        ({"id": "7", "name": "Ada"}, "Ada (7)"),
        ({"id": "7"}, "7"),
        ({"id": 7}, '{"id": 7}'),
        ([1, {"x": "\x1b"}], '[1, {"x": "\\u001b"}]'),
        ([1, "é"], '[1, "é"]'),
    ],
)
def test_values_are_shown_for_a_person(value: Json, shown: str) -> None:
    assert value_text(value) == shown


@given(
    st.recursive(
        st.none() | ANY, lambda inner: st.lists(inner) | st.dictionaries(ANY | st.just("id"), inner), max_leaves=5
    )
)
def test_no_value_shows_a_hidden_character(value: Json) -> None:
    assert hidden(value_text(value)) <= {JOINER}


@given(ANY)
def test_an_id_is_short_and_harmless(text: str) -> None:
    assert hidden(short_id(text)) <= {JOINER}
    assert short_id("4001000000012371") == "…2371"
    assert short_id("new-100") == "new-100"
    assert (short_id("4001000000"), short_id("40010000001")) == ("4001000000", "…0001")


@each_case(
    ("record", "name"),
    [
        ({"First_Name": " Ada ", "Last_Name": "Byron"}, "Ada Byron"),
        ({"First_Name": "", "Last_Name": "Byron"}, "Byron"),
        ({"Full_Name": "A. Byron", "Last_Name": "Byron"}, "A. Byron"),
        ({"Last_Name": "  ", "Email": "ada@x.test"}, "ada@x.test"),
        ({"Last_Name": 5, "Email": None}, ""),
        ({"First_Name": "Ada", "Last_Name": 5}, ""),
        ({"First_Name": "Ada", "Last_Name": " "}, ""),
        ({"Last_Name": "a\x1bb"}, "a\\x1bb"),
        ({}, ""),
    ],
)
def test_a_record_is_called_by_its_name_or_by_what_its_system_field_holds(record: dict[str, Json], name: str) -> None:
    assert record_name(record, LEADS) == name


def test_a_record_without_a_name_is_called_by_a_mandatory_field() -> None:
    of = module(field("Title", mandatory=True), name="Things")
    assert record_name({"Title": "A lamp"}, of) == "A lamp"
