"""When two values are one: under a key, in a field that is written, in a cell, as ids, and nearly."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from tests.cases import each_case
from tui.core.values import (
    Key,
    KeyForm,
    as_digits,
    has_id,
    how_near,
    id_number,
    id_text,
    instant,
    is_bare_id,
    is_blank,
    key_text,
    lookup_id,
    near_key_of,
    number_key,
    number_of,
    phone_digits,
    plain_email,
    same_cell,
    same_value,
    visible,
)

FOLDED, TRIMMED, PADDED, EXACT, NEAR = KeyForm


@each_case(
    ("one", "other", "forms"),
    [
        ("Ada", "Ada", {FOLDED, TRIMMED, PADDED, EXACT, NEAR}),
        ("Ada", "ADA", {FOLDED, PADDED, NEAR}),
        ("Ada", " Ada\n", {FOLDED, TRIMMED, NEAR}),
        ("Ada", " ada", {FOLDED, NEAR}),
        ("ß", "SS", {FOLDED, PADDED, NEAR}),
        ("Ada", "A da", {NEAR}),
        ("", " \t", {FOLDED, TRIMMED, PADDED, EXACT, NEAR}),
        (None, "", {FOLDED, TRIMMED, PADDED, EXACT, NEAR}),
        (5, 5.0, {FOLDED, TRIMMED, PADDED, EXACT, NEAR}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {FOLDED, TRIMMED, PADDED, EXACT, NEAR}),
        (5, "5", set()),
        (1, 1.5, set()),
        (1, True, set()),
        (0, None, set()),
        ([], None, set()),
        ("n5", 5, set()),
    ],
)
def test_match_case__two_values_have_one_key_in_these_forms(one: Any, other: Any, forms: set[KeyForm]) -> None:
    assert {form for form in KeyForm if key_text(one, form) == key_text(other, form)} == forms


@each_case(("form", "value"), product(KeyForm, [" Ada ", "ADA", 5, {"A": "B"}, None]))
def test_match_case__the_wider_key_of_any_key_is_the_folded_one(value: Any, form: KeyForm) -> None:
    wider = Key(key_text(value, form), form).folded()
    assert wider == Key(key_text(value, FOLDED), FOLDED) or form is NEAR


MULTI, LOOKUP, MOMENT, LONG = "multiselectpicklist", "lookup", "datetime", "bigint"


@each_case(
    ("data_type", "one", "other"),
    [
        ("text", "a", "a"),
        ("text", None, ""),
        ("text", [], ""),
        ("double", 5, 5.0),
        ("subform", [{"a": 1, "b": None}], [{"b": None, "a": 1}]),
        (MULTI, ["a", "b"], ["b", "a", "a"]),
        (MULTI, [], None),
        (LOOKUP, {"id": "7", "name": "Ode"}, {"id": "7"}),
        (LOOKUP, {"id": "7"}, "7"),
        (LOOKUP, {"id": 7}, "7"),
        (LOOKUP, {"name": "Ode"}, {"name": "Ode"}),
        ("ownerlookup", {"id": "7"}, 7),
        (MOMENT, "2026-03-01T10:00:00+05:30", " 2026-03-01T04:30:00Z"),
        (MOMENT, "2026-03-01T10:00:00", "2026-03-01T10:00:00"),
        (LONG, 12, "12"),
        (LONG, " 12 ", "12"),
        (LONG, 12.0, "12"),
    ],
)
def test_write_unchanged__a_field_holds_already_what_is_sent(data_type: str, one: Any, other: Any) -> None:
    assert same_value(data_type, one, other)
    assert same_value(data_type, other, one)


@each_case(
    ("data_type", "one", "other"),
    [
        ("text", "a", "A"),
        ("text", "a", ""),
        ("text", "null", None),
        ("text", " ", ""),
        ("integer", 1, True),
        ("double", 1, 1.5),
        ("integer", 5, "5"),
        ("subform", [1], [True]),
        ("subform", ["a", "b"], ["b", "a"]),
        (MULTI, ["a"], "a"),
        (MULTI, ["a"], ["a", "b"]),
        (LOOKUP, None, "null"),
        (LOOKUP, {"id": "7"}, {"id": "8"}),
        (LOOKUP, {"name": "Ode"}, {"name": "Ada"}),
        (MOMENT, "2026-03-01T10:00:00+05:30", "2026-03-01T10:00:00Z"),
        (MOMENT, "2026-03-01T10:00:00", "2026-03-01T10:00:00Z"),
        (MOMENT, "soon", "later"),
        (MOMENT, 5, "5"),
        (LONG, "012", "12"),
        (LONG, 12, "13"),
        ("text", "2026-03-01T10:00:00+05:30", "2026-03-01T04:30:00Z"),
    ],
)
def test_write_unchanged__a_field_holds_something_else_than_is_sent(data_type: str, one: Any, other: Any) -> None:
    assert not same_value(data_type, one, other)
    assert not same_value(data_type, other, one)


@each_case(
    ("one", "other", "same"),
    [
        ({"id": "7", "name": "Ode"}, {"id": 7}, True),
        ({"id": "7"}, {"id": "8"}, False),
        ({"id": "7"}, {"id": " "}, False),
        ({"name": "Ode"}, {"name": "Ode"}, True),
        ({"name": "Ode"}, {"name": "Ada"}, False),
        ({"id": "7"}, "7", False),
        ("7", {"id": "7"}, False),
        (None, "", True),
    ],
)
def test_write_subform_rows__cells_with_objects_are_the_same_by_their_ids(one: Any, other: Any, same: bool) -> None:
    assert same_cell(one, other) is same


@each_case(
    ("value", "pointed_to", "names_a_record", "bare", "text"),
    [
        ("7", "7", False, True, "7"),
        (7, "7", False, True, "7"),
        (0, "0", False, True, "0"),
        (-7, "-7", False, False, "-7"),
        (True, "true", False, False, ""),
        (7.0, "7", False, False, ""),
        ("x7", "x7", False, False, "x7"),
        ("", "", False, False, ""),
        ("٧", "٧", False, False, "٧"),
        ({"id": "7"}, "7", True, False, ""),
        ({"id": " "}, " ", False, False, ""),
        ({}, "{}", False, False, ""),
        (None, "null", False, False, ""),
    ],
)
def test_an_id_comes_in_several_forms(value: Any, pointed_to: str, names_a_record: bool, bare: bool, text: str) -> None:
    assert (lookup_id(value), has_id(value), is_bare_id(value), id_text(value)) == (
        pointed_to, names_a_record, bare, text,
    )  # fmt: skip


@each_case(("value", "blank"), [(None, True), ("", True), (" \n", True), ("0", False), (0, False)])
def test_match_blank_skipped__null_and_white_space_are_blank(value: Any, blank: bool) -> None:
    assert is_blank(value) is blank


@each_case(
    ("digits", "number"),
    [
        ("0", 0), ("12", 12), ("9" * 30, int("9" * 30)),
        ("", None), ("00", None), ("012", None), ("-1", None), ("1.0", None), ("١٢", None), ("²", None),
        ("9" * 31, None),
    ],
)  # fmt: skip
def test_valid_bigint_form__text_of_digits_is_a_number_in_one_writing_only(digits: str, number: int | None) -> None:
    assert number_of(digits) == number
    key = number_key(Key(f"s{digits}", EXACT))
    assert key == (None if number is None else Key(f"n{number}", EXACT))
    assert number_key(Key(f"n{digits}", EXACT)) is None


@each_case(("value", "digits"), [(12, "12"), (-1, "-1"), ("012", "012"), (True, True), (1.5, 1.5)])
def test_valid_bigint_form__a_whole_number_is_looked_up_as_its_digits(value: Any, digits: Any) -> None:
    assert as_digits(value) == digits
    assert type(as_digits(value)) is type(digits)


@pytest.mark.usefixtures("far_from_utc")
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-03-01T04:30:00+00:00", 1772339400),
        (" 2026-03-01T10:00:00+05:30 ", 1772339400),
        ("2026-03-01T04:30:00", 1772339400),
        ("soon", None),
        (1772339400, None),
        (None, None),
    ],
)
def test_a_date_time_is_a_moment_and_without_an_offset_one_of_utc(text: Any, seconds: float | None) -> None:
    assert instant(text) == seconds


def test_ids_stand_in_the_order_of_their_digits_and_what_is_no_number_behind_them() -> None:
    ids = ["new-1", "100", "", "٧", "9", "010"]
    assert sorted(ids, key=id_number) == ["9", "010", "100", "", "new-1", "٧"]
    assert id_number("007") == id_number("7")


# --- nearly the same -------------------------------------------------------------------------------------------------


@each_case(
    ("text", "seen"),
    [
        ("A b\tC", "abc"),
        ("Аda", "ada"),
        ("A\u200bd\u00ada", "ada"),
        ("Ä\u2003Ö", "äö"),
        ("Ａda ß", "adass"),
        ("жук", "жy\u043a"),
    ],
)
def test_lint_near_miss__what_a_reader_sees_is_without_white_space_case_and_look_alikes(text: str, seen: str) -> None:
    assert visible(text) == seen


@each_case(
    ("seen", "digits", "email", "key"),
    [
        ("+4420(79)46.01/01", "442079460101", None, "t079460101"),
        ("0123456", "123456", None, "t123456"),
        ("123456", "123456", None, "t123456"),
        ("12345", None, None, "x12345"),
        ("123456x", None, None, "x123456x"),
        ("1234567890", "1234567890", None, "t234567890"),
        ("a.d.a+news@x.test", None, "ada@x.test", "eada@x.test"),
        ("a@b@x.test", None, "a@b@x.test", "ea@b@x.test"),
        ("ada@x", None, None, "xada@x"),
        ("a.da", None, None, "xa.da"),
    ],
)
def test_lint_near_miss__phones_meet_by_their_last_digits_and_e_mails_without_dots_and_tag(
    seen: str, digits: str | None, email: str | None, key: str
) -> None:
    assert (phone_digits(seen), plain_email(seen), near_key_of(seen)) == (digits, email, key)


@each_case(
    ("one", "other", "how"),
    [
        ("Ada", " ADA", "the same but for letter case or surrounding white space"),
        ("+44 20 7946 0101", "020 7946 0101", "the same phone number, written differently"),
        ("a.da@x.test", "Ada+news@x.test", "the same e-mail but for dots or a plus-tag"),
        ("ada@x.test", "аda@x.test", "the same but for look-alike or invisible letters"),
        ("ada @x.test", "ada@x.test", "the same but for white space inside"),
        ("Ada Ode", "A da ode", "the same but for white space inside"),
        ("Ada", "Аda", "the same but for look-alike or invisible letters"),
    ],
)
def test_lint_near_miss__how_two_texts_differ_is_told_in_words(one: str, other: str, how: str) -> None:
    assert how_near(one, other) == how
    assert how_near(other, one) == how
