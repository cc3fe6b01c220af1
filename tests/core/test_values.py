"""Stage 1: types, lengths and formats of every kind of field, and what is only warned of."""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.cases import each_case
from tests.core.helpers import LAST_NAME, error_of, errors_in, field, last_of, module, row, warned
from tui.core.metadata import FieldMetadata

STRINGS = ("text", "textarea", "email", "phone", "website", "picklist", "date", "datetime", "bigint", "profileimage")
NUMBERS = ("double", "currency", "percent")
OBJECTS = ("lookup", "ownerlookup", "userlookup", "multi_module_lookup", "consent_lookup", "layout")
OBJECT_LISTS = ("subform", "fileupload", "imageupload", "multiselectlookup", "multiuserlookup")
UNTYPED = ("territories", "address", "profilelookup", "multireminder", "event_reminder", "something_new")
EVERY = (*STRINGS, *NUMBERS, *OBJECTS, *OBJECT_LISTS, *UNTYPED, "integer", "boolean", "multiselectpicklist")

GOOD = {"email": "a@x.test", "date": "2024-02-29", "datetime": "2024-02-29T23:59:59+05:30", "bigint": "12"}


def errors(value: Any, data_type: str, **metadata: Any) -> list[tuple[str, str]]:
    """The errors of one value in a field of this type."""
    found = last_of(row(Value=value), of=module(LAST_NAME, field("Value", data_type, **metadata)))
    return errors_in(found) if found.outcome == "error" else []


def details(value: Any, of_field: FieldMetadata) -> dict[str, Any]:
    found: dict[str, Any] = error_of(last_of(row(Value=value), of=module(LAST_NAME, of_field)))["details"]
    return found


REFUSED = [("INVALID_DATA", "Value")]


# --- type ------------------------------------------------------------------------------------------------------------


def test_valid_type__names_the_data_type_that_was_expected() -> None:
    found = last_of(row(Value="7"), of=module(LAST_NAME, field("Value", "integer")))
    assert error_of(found) == {
        "code": "INVALID_DATA",
        "details": {"expected_data_type": "integer", "api_name": "Value", "json_path": "$.data[0].Value"},
        "message": "invalid data",
        "status": "error",
    }
    assert found.rules == ("valid.type",)


@each_case("data_type", EVERY)
def test_valid_type__null_passes_for_every_type(data_type: str) -> None:
    assert errors(None, data_type) == []


@each_case("data_type", STRINGS)
def test_valid_type__a_string_field_takes_a_string(data_type: str) -> None:
    assert errors(GOOD.get(data_type, "text 5"), data_type) == []
    wrong: Any
    for wrong in (7, 7.5, True, ["a"], {"id": "1"}):
        taken = data_type == "bigint" and wrong == 7 and wrong is not True  # a long integer may be a number
        assert errors(wrong, data_type) == ([] if taken else REFUSED)


@each_case(("data_type", "blank"), product(STRINGS, ["", "  ", "\n"]))
def test_valid_type__a_blank_string_passes_where_the_json_type_is_string(data_type: str, blank: str) -> None:
    assert errors(blank, data_type, length=0) == []


@each_case("data_type", [*NUMBERS, *OBJECT_LISTS, "integer", "boolean", "multiselectpicklist", "lookup", "layout"])
def test_valid_type__a_blank_string_is_wrong_where_it_is_not(data_type: str) -> None:
    assert errors("", data_type) == REFUSED


def test_valid_type__an_integer_is_a_whole_number_and_no_boolean() -> None:
    assert errors(7, "integer") == errors(-7, "integer") == errors(0, "integer") == []
    wrong: Any
    for wrong in ("7", 7.5, True, [7], {"id": 7}):
        assert errors(wrong, "integer") == REFUSED


@each_case("data_type", NUMBERS)
def test_valid_type__decimal_fields_take_every_number(data_type: str) -> None:
    assert errors(7, data_type) == errors(7.25, data_type) == errors(10**30, data_type) == []
    wrong: Any
    for wrong in ("7.25", False, [1.0], {}):
        assert errors(wrong, data_type) == REFUSED


def test_valid_type__a_boolean_is_true_or_false() -> None:
    assert errors(True, "boolean") == errors(False, "boolean") == []
    wrong: Any
    for wrong in ("true", 1, 0, []):
        assert errors(wrong, "boolean") == REFUSED


@each_case("data_type", OBJECTS)
def test_valid_type__a_lookup_takes_an_object(data_type: str) -> None:
    assert errors({"id": "1"}, data_type) == []
    wrong: Any
    for wrong in (7.5, -7, ["1"], True, " "):
        assert errors(wrong, data_type) == REFUSED


@each_case(("data_type", "bare"), product(OBJECTS, ["1", 1]))
def test_valid_lookup_form__only_lookups_and_users_also_come_as_their_bare_id(data_type: str, bare: Any) -> None:
    assert errors(bare, data_type) == ([] if data_type in ("lookup", "ownerlookup", "userlookup") else REFUSED)


@each_case("data_type", OBJECTS)
def test_valid_lookup_without_id__only_users_also_come_as_text_that_is_no_id(data_type: str) -> None:
    assert errors("ada@x.test", data_type) == ([] if data_type in ("ownerlookup", "userlookup") else REFUSED)


def test_valid_type__a_multi_select_takes_a_list_of_strings() -> None:
    assert errors([], "multiselectpicklist") == errors(["a", "b"], "multiselectpicklist") == []
    wrong: Any
    for wrong in ("a;b", [1], ["a", None], {"a": 1}, 7):
        assert errors(wrong, "multiselectpicklist") == REFUSED


@each_case("data_type", OBJECT_LISTS)
def test_valid_type__a_subform_takes_a_list_of_objects(data_type: str) -> None:
    assert errors([], data_type) == errors([{"id": "1"}, {}], data_type) == []
    wrong: Any
    for wrong in ({"id": "1"}, ["1"], [[]], "1"):
        assert errors(wrong, data_type) == REFUSED


def test_valid_type__the_json_type_of_the_metadata_decides() -> None:
    assert errors([{"name": "t"}], "text", json_type="jsonarray") == []
    assert errors("t", "text", json_type="jsonarray") == REFUSED
    assert errors("x", "something_new", json_type="integer") == REFUSED
    assert details("t", field("Value", "text", json_type="jsonarray"))["expected_data_type"] == "jsonarray"


@each_case(("data_type", "value"), product(UNTYPED, ["x", 7, True, ["x"], {"x": 1}]))
def test_valid_type__unknown_types_are_not_checked(data_type: str, value: Any) -> None:
    assert errors(value, data_type) == []
    assert errors(value, data_type, json_type="jsonsomething") == []


@each_case("data_type", ["date", "datetime"])
def test_valid_type__a_date_that_the_metadata_calls_an_object_has_no_form(data_type: str) -> None:
    assert errors({"at": "soon"}, data_type, json_type="jsonobject") == []


@each_case("json_type", ["jsonobject", "jsonsomething"])
def test_valid_lookup_without_id__an_object_without_one_is_told_whatever_the_metadata_calls_it(json_type: str) -> None:
    found = last_of(row(Value={"name": "x"}), of=module(LAST_NAME, field("Value", "lookup", json_type=json_type)))
    assert "valid.lookup_without_id" in found.rules


@each_case(
    ("data_type", "json_type", "value"),
    [
        ("datetime", "string", "2026-01-02T03:04:05+05:30"),
        ("lookup", "jsonobject", {"id": "7"}),
        ("ownerlookup", "jsonobject", {"id": "7"}),
        ("ownerlookup", "jsonobject", "7"),
        ("lookup", "jsonsomething", "x"),
        ("something_new", "jsonobject", {"name": "x"}),
    ],
)
def test_a_value_of_the_usual_form_leaves_its_row_to_rest_on_no_rule_of_values(
    data_type: str, json_type: str, value: Any
) -> None:
    found = last_of(row(Value=value), of=module(LAST_NAME, field("Value", data_type, json_type=json_type)))
    assert (found.outcome, found.rules) == ("insert", ("match.none_inserts",))


# --- length ----------------------------------------------------------------------------------------------------------


def test_valid_length__names_the_length_that_was_allowed() -> None:
    found = last_of(row(Value="abcd"), of=module(LAST_NAME, field("Value", length=3)))
    assert error_of(found)["details"] == {"maximum_length": 3, "api_name": "Value", "json_path": "$.data[0].Value"}
    assert (error_of(found)["message"], found.rules) == ("invalid data", ("valid.length",))


@each_case(("text", "refused"), [("abc", False), ("abcd", True), ("ab  ", True), ("👍👍👍", False)])
def test_valid_length__strings_count_in_code_points_as_sent(text: str, refused: bool) -> None:
    assert errors(text, "text", length=3) == (REFUSED if refused else [])


@each_case(("number", "refused"), [(999, False), (-999, False), (1000, True), (-1000, True), (0, False)])
def test_valid_length__integers_count_in_digits(number: int, refused: bool) -> None:
    assert errors(number, "integer", length=3) == (REFUSED if refused else [])


@each_case(("text", "refused"), [("123", False), (" 123 ", False), ("0012", True), ("1234", True)])
def test_valid_length__long_integers_count_in_digits(text: str, refused: bool) -> None:
    assert errors(text, "bigint", length=3) == (REFUSED if refused else [])


@each_case(
    ("value", "data_type"),
    [
        (123456.75, "double"),
        (123456, "currency"),
        (["a" * 9, "b" * 9], "multiselectpicklist"),
        ({"id": "1" * 18}, "lookup"),
        ([{"a": 1}] * 9, "subform"),
        (True, "boolean"),
    ],
)
def test_valid_length__nothing_else_has_a_length(value: Any, data_type: str) -> None:
    assert errors(value, data_type, length=2) == errors(value, data_type, length=0) == []


def test_valid_length__no_length_in_the_metadata_means_no_limit() -> None:
    assert errors("x" * 100_000, "textarea") == []


# --- format ----------------------------------------------------------------------------------------------------------


@each_case("text", ["a@x.test", " a@x.test ", "a@b.", "é+!@ü.test", "a.b@x.y.test", "a@.b"])
def test_valid_format__an_email_has_one_at_and_a_dot_after_it(text: str) -> None:
    assert errors(text, "email") == []


@each_case("text", ["a", "a@x", "@x.test", "a@@x.test", "a@x@y.test", "a b@x.test", "a@x. test", "a.b@x"])
def test_valid_format__other_emails_are_refused(text: str) -> None:
    assert errors(text, "email") == REFUSED


@each_case("text", ["2024-02-30", "2024-2-03", "24-02-03", "20240203", "03/02/2024", "2024-02-03T00:00:00"])
def test_valid_format__a_date_is_a_day_of_the_calendar(text: str) -> None:
    assert errors(text, "date") == REFUSED
    assert errors(" 2024-02-29 ", "date") == []


@each_case(
    "text",
    [
        "2024-02-03",
        "2024-02-03 10:00:00+05:30",
        "2024-02-03T25:00:00+05:30",
        "2024-02-03T10:00:00+0530",
        "2024-02-03T10:00:00+99:00",
        "2024-02-03T10:00:00+24:00",
        "2024-02-03T10:00:00-05:60",
    ],
)
def test_valid_format__a_date_time_has_seconds_and_an_offset_that_exists(text: str) -> None:
    assert errors(text, "datetime") == REFUSED
    assert errors("2024-02-03T10:00:00-08:00", "datetime") == []
    assert errors("2024-02-03T10:00:00+23:59", "datetime") == []


@each_case("text", ["12a", "-12", "+12", "1.0", "1 2", "١٢"])
def test_valid_format__a_long_integer_is_digits_only(text: str) -> None:
    assert errors(text, "bigint") == REFUSED
    assert errors(" 0012 ", "bigint") == []


@each_case("data_type", ["email", "date", "datetime", "bigint"])
def test_valid_format__names_the_data_type_that_was_expected(data_type: str) -> None:
    found = last_of(row(Value="?"), of=module(LAST_NAME, field("Value", data_type)))
    assert error_of(found)["details"]["expected_data_type"] == data_type
    assert found.rules == ("valid.format",)


def test_type_comes_before_length_and_length_before_format_and_a_field_has_one_error() -> None:
    long = field("Value", "email", length=3)
    assert "expected_data_type" in details(12345, long)
    assert details("no mail", long) == {"maximum_length": 3, "api_name": "Value", "json_path": "$.data[0].Value"}


def test_errors_stand_in_the_order_of_the_row() -> None:
    of = module(LAST_NAME, field("One", "integer"), field("Two", "date"))
    assert errors_in(last_of(row(Two="x", One="x"), of=of)) == [("INVALID_DATA", "Two"), ("INVALID_DATA", "One")]


# --- warnings --------------------------------------------------------------------------------------------------------


@each_case(
    ("value", "data_type"),
    [("call me? 5!", "phone"), ("nowhere", "website"), ("a b", "website"), ("a@b.", "email"), (".@-.x", "email")],
)
def test_valid_format_lenient__unusual_values_are_taken_with_a_warning(value: str, data_type: str) -> None:
    found = last_of(row(Value=value), of=module(LAST_NAME, field("Value", data_type)))
    assert (found.outcome, warned(found)) == ("insert", [("valid.format_lenient", "Value")])


@each_case(
    ("value", "data_type"),
    [
        ("91(987)654321", "phone"),
        ("+44 20 7946 0000", "phone"),
        ("https://x.test/a?b=c", "website"),
        ("www.x.test", "website"),
        ("a.b+c@x-y.example", "email"),
        ("", "phone"),
    ],
)
def test_valid_format_lenient__usual_values_are_taken_in_silence(value: str, data_type: str) -> None:
    assert warned(last_of(row(Value=value), of=module(LAST_NAME, field("Value", data_type)))) == []


COLOURS = [{"actual_value": "red", "display_value": "Red"}, {"actual_value": "blue", "display_value": "Blue"}]


def test_valid_picklist__a_value_outside_the_list_is_taken_with_a_warning() -> None:
    of = module(LAST_NAME, field("Value", "picklist", pick_list_values=COLOURS))
    found = last_of(row(Value="green"), of=of)
    assert (found.outcome, warned(found)) == ("insert", [("valid.picklist", "Value")])
    assert warned(last_of(row(Value="red"), of=of)) == []
    assert warned(last_of(row(Value=None), of=of)) == []


def test_valid_picklist__each_value_of_a_multi_select_is_looked_at() -> None:
    of = module(LAST_NAME, field("Value", "multiselectpicklist", pick_list_values=COLOURS))
    found = last_of(row(Value=["red", "green", "black"]), of=of)
    assert warned(found) == [("valid.picklist", "Value")] * 2
    assert "green" in found.warnings[0].message


# --- the metadata ----------------------------------------------------------------------------------------------------


@each_case(
    ("unique", "is_unique"),
    [({"case_sensitive": False}, True), ({"casesensitive": "false"}, True), ({}, False), (None, False)],
)
def test_any_non_empty_unique_object_is_unique(unique: Any, is_unique: bool) -> None:
    metadata = FieldMetadata.of_json({"api_name": "Code", "data_type": "text", "unique": unique})
    assert module(metadata).fields[0].unique is is_unique


@each_case(("external", "is_external"), [({"type": "org"}, True), ({}, False), (None, False)])
def test_any_non_empty_external_object_is_external(external: Any, is_external: bool) -> None:
    metadata = FieldMetadata.of_json({"api_name": "Code", "data_type": "text", "external": external})
    assert module(metadata).fields[0].external is is_external


def test_metadata_of_nothing_but_a_name_is_a_field_without_a_type() -> None:
    of = module(FieldMetadata.of_json({"api_name": "Any"}))
    assert last_of({"Any": [1, {"a": None}]}, of=of).outcome == "insert"
