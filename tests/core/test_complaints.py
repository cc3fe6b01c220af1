"""What is wrong with a value, in a sentence: the value, what its field takes, whose it is, and its line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.core.helpers import LAST_NAME, field, forecast_of, module, settings
from tui.core.errors import ZohoError
from tui.core.trace import Step
from tui.core.views.complaints import complaint, complaint_sentence, complaints_text, takes_text

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.values import Json


def choices(count: int) -> list[dict[str, Any]]:
    return [{"actual_value": f"c{number}"} for number in range(count)]


OF: Final[Module] = module(
    LAST_NAME,
    field("Text", "text", length=1_200),
    field("Letter", "text", length=1),
    field("Open", "text"),
    field("Count", "integer", json_type="integer", length=9),
    field("Digit", "integer", json_type="integer", length=1),
    field("Long", "bigint", json_type="string", length=18),
    field("Price", "double", json_type="double", length=16),
    field("Lines", "subform", json_type="jsonarray"),
    field("Tag", "text", json_type="jsonarray", length=2000),
    field("Areas", "territories", json_type="jsonarray"),
    field("Tags", "multiselectpicklist", json_type="jsonarray", pick_list_values=choices(2)),
    field("One", "picklist", json_type="string", pick_list_values=choices(1)),
    field("Four", "picklist", json_type="string", pick_list_values=choices(4)),
    field("Five", "picklist", json_type="string", pick_list_values=choices(5)),
    field("When", "datetime", json_type="string", length=30),
)


def test_what_a_field_takes_is_told_by_its_type_and_its_limit() -> None:
    def takes(name: str, expected: str) -> str:
        return takes_text(OF.by_name.get(name), expected)

    assert (takes("Nowhere", "date"), takes("Nowhere", "jsonarray"), takes("Nowhere", "moon")) == (
        "a date",
        "a list",
        "moon",
    )
    assert takes("Text", "text") == "text in quotes of at most 1,200 characters"
    assert takes("Letter", "text") == "text in quotes of at most 1 character"
    assert takes("Open", "text") == "text in quotes"
    assert takes("Count", "integer") == "a whole number of at most 9 digits"
    assert takes("Digit", "integer") == "a whole number of at most 1 digit"
    assert takes("Long", "bigint") == "a whole number of at most 18 digits"
    assert takes("Price", "double") == "a number"
    assert takes("Lines", "jsonarray") == "a list of objects"
    assert takes("Tags", "jsonarray") == "a list of texts"
    assert takes("Tag", "jsonarray") == 'a list such as [{"name": "VIP"}]'
    assert takes("Areas", "jsonarray") == "a list"
    assert takes("When", "datetime") == "a date and time such as 2026-11-27T09:30:00+01:00"


def said(
    code: str, name: str | None, value: Json = None, rule: str = "x", target: str | None = None, **details: Any
) -> str:
    """A complaint about a value; ``absent`` as a value: the row has no such key."""
    sent = {} if name is None or value == "absent" else {name: value}
    made = forecast_of({"Last_Name": "Ode", **sent}, of=OF)
    made = replace(made, rows=(replace(made.rows[0], target_id=target),))
    named = {} if name is None else {"api_name": name}
    return complaint(ZohoError(rule, code, {**named, **details}, ""), made, made.rows[0])


def test_a_missing_value_is_told_from_a_blank_one_and_an_insert_from_an_update() -> None:
    assert said("MANDATORY_NOT_FOUND", "Te\nxt", "absent") == "Te\\nxt is missing; an insert needs it"
    assert said("MANDATORY_NOT_FOUND", "Text") == "Text is blank; an insert needs a value in it"
    assert said("MANDATORY_NOT_FOUND", "Text", "absent", target="1") == "Text is missing; the update needs it"


def test_a_taken_value_is_told_with_its_holder_and_the_setting_that_refuses_it() -> None:
    assert said("DUPLICATE_DATA", "Text", "a", id="3652397000000649013") == 'Text is "a", which belongs to …9013'
    blind = said("DUPLICATE_DATA", "Text", "a", "match.same_batch_new", id="new-1")
    assert blind.startswith('Text is "a", which belongs to new-1 (match.same_batch_new is set to ')
    several = 'Text is "a", which belongs to {} records (match.several is set to refuse)'
    assert said("DUPLICATE_DATA", "Text", "a", "match.several", id="1") == several.format("several")
    made = forecast_of({"Last_Name": "Ode", "Text": "a"}, of=OF)
    steps = (Step("Open", "a", "several", (), 7), Step("Text", "a", "several", (), 3))
    made = replace(made, rows=(replace(made.rows[0], trace=steps),), assumptions=settings("match.several=refuse"))
    error = ZohoError("match.several", "DUPLICATE_DATA", {"api_name": "Text", "id": "1"}, "")
    assert complaint(error, made, made.rows[0]) == several.format(3)


def test_an_invalid_value_is_told_with_what_its_field_takes() -> None:
    def invalid(name: str, value: Json, rule: str = "x", **details: Any) -> str:
        return said("INVALID_DATA", name, value, rule, **details)

    assert invalid("id", "7") == 'the id is "7", and no record has it'
    assert invalid("id", "x7") == 'the id is "x7", and no record has it; an id consists of digits'
    assert invalid("id", "zcrm_7") == 'the id is "zcrm_7", and no record has it; 7 is what an id looks like'
    rounded = "; it looks as if a program or a spreadsheet rounded it"
    assert invalid("id", "512345000000101100").endswith(f"has it{rounded}")
    assert invalid("id", 512345000000101100).endswith(f"has it{rounded}")
    assert invalid("id", "51234500000010100").endswith(f"has it{rounded}")
    assert invalid("id", "5123450000001100") == 'the id is "5123450000001100", and no record has it'
    assert invalid("id", "512345000000101110") == 'the id is "512345000000101110", and no record has it'
    assert (
        invalid("Text", "é" * 3, maximum_length=2) == 'Text is "ééé" (3 characters); it takes at most 1,200 characters'
    )
    assert invalid("Open", "abc", maximum_length=2) == 'Open is "abc" (3 characters); it takes at most 2'
    assert invalid("Moon", "abc", maximum_length=2) == 'Moon is "abc" (3 characters); it takes at most 2'
    assert invalid("Count", -1_234, maximum_length=2) == "Count is -1234 (4 digits); it takes at most 9 digits"
    assert invalid("Long", "12a", maximum_length=2) == 'Long is "12a" (2 digits); it takes at most 18 digits'
    assert invalid("Price", 12.5, maximum_length=2) == "Price is 12.5 (3 digits); it takes at most 2"
    assert invalid("Text", "x", "valid.phone_without_digit").endswith(
        "; it takes a phone number with at least one digit"
    )
    assert invalid("Text", ["Jó"], expected_data_type="text").startswith('Text is ["Jó"]; it takes text in quotes')
    assert invalid("Long", 5, "valid.bigint_form") == "Long is 5; it takes digits in quotes"
    assert invalid("Long", "5", "valid.bigint_form") == 'Long is "5"; it takes a number without quotes'
    lenient = invalid("Text", "x", "valid.format_lenient", expected_data_type="email")
    assert lenient == 'Text is "x"; it takes an e-mail address of at most 1,200 characters in its usual form'
    assert (
        invalid("Count", "x", expected_data_type="integer")
        == 'Count is "x"; it takes a whole number of at most 9 digits'
    )
    assert invalid("One", "x") == 'One is "x"; it takes "c0"'
    assert invalid("Tags", ["x"]) == 'Tags is ["x"]; it takes "c0" or "c1"'
    assert invalid("Four", "x") == 'Four is "x"; it takes "c0", "c1", "c2" or "c3"'
    assert invalid("Five", "x") == 'Five is "x"; it takes one of its 5 choices'
    assert (invalid("Text", "x"), invalid("Moon", "x")) == ('Text is "x"', 'Moon is "x"')
    assert (said("ODD", "Text", "x"), said("ODD", None)) == ('Text is "x"', " is (empty)")


def test_a_sentence_ends_with_the_line_of_the_value_else_of_its_row() -> None:
    made = forecast_of({"Last_Name": "Ode", "Text": "x"}, of=OF)
    error, of_id, lower = (ZohoError("x", "INVALID_DATA", {"api_name": name}, "") for name in ("Text", "id", "lower"))

    def told(which: ZohoError, lines: dict[str | None, int]) -> str:
        return complaint_sentence(which, made, made.rows[0], lambda _, name: lines.get(name))

    assert told(error, {"Text": 3, None: 1}) == 'Text is "x". Line 3.'
    assert told(error, {None: 1}) == 'Text is "x". Line 1.'
    assert told(error, {}) == 'Text is "x".'
    assert told(of_id, {}) == "The id is (empty), and no record has it."
    assert told(lower, {}) == "lower is (empty)."
    both = replace(made.rows[0], found=(error, of_id))
    assert complaints_text(made, both) == 'Text is "x". The id is (empty), and no record has it'
