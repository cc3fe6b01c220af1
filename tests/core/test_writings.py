"""Searching in any writing: what is found, and what is not."""

from __future__ import annotations

from typing import Any

from tests.cases import each_case
from tests.core.helpers import LEADS, field, module
from tui.core.values import Key, KeyForm, key_text
from tui.core.writings import Sought, searched_text, sought


def finds(words: str, **record: Any) -> bool:
    """Whether words find a record by a part of a value."""
    text = searched_text({"id": "4001000000012358", **record})
    return any(part in text for part in sought(words, LEADS).parts)


@each_case(
    ("words", "held"),
    [
        ("mina", "Mina Harker"),
        ("MINA HARK", "Mina Harker"),
        ("minaharker", "Mina\u00a0Harker"),
        ("harker", "Hаrker"),  # the first a is Cyrillic
        ("555 01", "555-0101"),
        ("(555) 0101", "+1 555.0101"),
        ("+91 90610 84736", "09061084736"),
        ("09061084736", "+91 90610 84736"),
        ("lucy.westen@whitby.example", "lucywesten+crm@Whitby.example"),
        ("12345", 12345678),
        ("x", "[/x]"),
        ("acme", {"name": "Acme Ltd", "id": "77"}),
        ("blue", ["Red", "Blue"]),
        ("nested", [{"cells": {"Note": "NESTED deep"}}]),
        ("…2358", ""),
        ("zcrm_4001000000012358", ""),
        ("12358", None),
        ('"4001000000012358",', None),
        ("https://crm.zoho.com/crm/org123/tab/Leads/4001000000012358", None),
        ("“Mina Harker”", "Mina Harker"),
        ("1-35", "555 0135"),
        ("123456789012345", "789012345"),  # as long as a phone can be, with another code
        ("oslo", {"name": "Acme Ltd", "city": "Oslo"}),
        ("oslo", {"id": "77", "city": "Oslo"}),
        ("77", {"name": None, "id": "77"}),
        ("y", "x" * 3_999 + "y"),
    ],
)
def test_a_value_is_found_in_any_writing(words: str, held: Any) -> None:
    assert finds(words, Value=held)


@each_case(
    ("words", "held"),
    [
        ("mina x", "Mina Harker"),
        ("13", "1-3"),  # two digits are no phone
        ("true", True),
        ("none", None),
        ("harkermina", "Mina Harker"),
        ("999 0101", "555-0101"),
        ("1-3", "555 0013"),
        ("0-0-0", "Mina Harker"),
        ("1234567890123456", "890123456"),
        ("rue", True),
        ("none", [None]),
        ("oslo", {"name": "Acme Ltd", "id": "77", "city": "Oslo"}),
        ("y", "x" * 4_000 + "y"),
    ],
)
def test_what_is_not_there_is_not_found(words: str, held: Any) -> None:
    assert not finds(words, Value=held)


def test_what_zoho_keeps_about_a_record_is_not_searched() -> None:
    assert searched_text({"$state": "save", "$review": {"state": "save"}, "Phone": "5550101"}) == "5550101"


def test_values_of_two_fields_do_not_run_together() -> None:
    assert not finds("ab", First="a", Last="b")


def test_a_part_that_says_no_more_than_another_is_not_sought() -> None:
    assert sought("+91 90610 84736", LEADS).parts == ("061084736",)


def test_nothing_but_blanks_seeks_nothing() -> None:
    assert sought(" \t", LEADS) == Sought()


def test_a_field_and_a_value_ask_for_what_a_look_up_would_find() -> None:
    as_in_json = sought('  "Phone": "555",', LEADS)
    assert as_in_json == sought('Phone = "555"', LEADS) == sought("Phone = 555", LEADS)
    assert sought("Phone = 555 ", LEADS) == Sought(
        field="Phone", key=Key(key_text("555", KeyForm.FOLDED), KeyForm.FOLDED)
    )
    assert sought("No_Such = 555", LEADS).parts[0] == "no_such=555"
    assert sought("Phone = zcrm_5", LEADS).key == Key(key_text("zcrm_5", KeyForm.FOLDED), KeyForm.FOLDED)
    assert sought("id = zcrm_5", module(field("id"))).key == Key(key_text("5", KeyForm.FOLDED), KeyForm.FOLDED)
    assert sought("Phone =", LEADS).parts == ("phone=",)
