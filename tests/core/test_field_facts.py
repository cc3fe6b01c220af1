"""What is said of a field in a few words, from its metadata alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import field, module
from tui.core.views.field_facts import choice_texts, field_flags, type_text

if TYPE_CHECKING:
    from tui.core.metadata import FieldMetadata


@each_case(
    ("of", "told"),
    [
        (field("A", length=100), "text 100"),
        (field("A", "email"), "email"),
        (field("A", "", length=0), "no type 0"),
        (field("A", "o\nd"), "o\\nd"),
    ],
)
def test_a_type_is_told_with_its_length(of: FieldMetadata, told: str) -> None:
    assert type_text(module(of).fields[0]) == told


@each_case(
    ("of", "tried", "told"),
    [
        (field("A"), False, []),
        (field("Email", "email"), False, ["system"]),
        (field("Email", "email", unique=True), False, ["system", "unique"]),
        (field("A", unique=True), True, ["unique (tried)"]),
        (field("A"), True, ["not unique (tried)"]),
        (field("A", external=True, mandatory=True), False, ["external id", "mandatory"]),
        (field("A", create=False, update=False), False, ["read-only"]),
        (field("A", update=False), False, ["not on update"]),
        (field("A", create=False), False, ["not on insert"]),
        (field("A", "lookup", lookup={"module": {"api_name": "Acc\nounts"}}), False, ["to Acc\\nounts"]),
    ],
)
def test_what_sets_a_field_apart_is_told_in_few_words(of: FieldMetadata, tried: bool, told: list[str]) -> None:
    made = module(of)
    if tried:
        made = replace(made, tried=(of.api_name,))
    assert list(field_flags(made.fields[0], made)) == told


def test_a_choice_is_told_as_it_is_stored_and_as_it_is_shown_where_that_differs() -> None:
    same, other = ({"actual_value": "a\n", "display_value": shown} for shown in ("a\n", "B"))
    assert choice_texts(module(field("A", "picklist", pick_list_values=[same, other])).fields[0]) == (
        "a\\n",
        "a\\n (B)",
    )
