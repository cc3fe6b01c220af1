"""Rules valid.* and call.*: values, mandatory fields, ignored keys, and calls that are refused as a whole."""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.cases import each_case
from tests.core.helpers import (
    COMPANY,
    EMAIL,
    LAST_NAME,
    PHONE,
    error_of,
    errors_in,
    field,
    forecast_of,
    hit,
    last_of,
    module,
    record,
    row,
    step,
    verdicts,
    warned,
)
from tui.core.metadata import standard_module_name, unknown_module

NUMBER = field("Number", "integer", length=3)
ALL = "valid.stages=all_stages"
STORED = [record(1, Email="a@x.test"), record(2, Phone="5")]


# --- valid.stages ----------------------------------------------------------------------------------------------------


def test_valid_stages__first_stage_reports_all_that_the_first_failing_stage_found() -> None:
    of = module(LAST_NAME, EMAIL, PHONE, NUMBER)
    found = last_of({"Number": "7", "Email": "no mail", "Phone": "5"}, of=of, stored=STORED)
    assert errors_in(found) == [("INVALID_DATA", "Number"), ("INVALID_DATA", "Email")]
    assert error_of(found)["code"] == "MULTIPLE_OR_MULTI_ERRORS"
    assert set(verdicts(found).values()) == {"not_reached"}
    assert hit(found) == (None, None)


def test_valid_stages__first_stage_stops_at_the_target_before_mandatory_fields() -> None:
    assert errors_in(last_of({"id": "9"}, stored=STORED)) == [("INVALID_DATA", "id")]


def test_valid_stages__first_stage_stops_at_mandatory_fields_before_unique_values() -> None:
    found = last_of({"Email": "a@x.test", "Last_Name": "", "Phone": "5"}, stored=STORED)
    assert errors_in(found) == [("MANDATORY_NOT_FOUND", "Last_Name")]
    assert hit(found) == ("Email", "1")


def test_valid_stages__all_stages_reports_the_errors_of_every_stage_together() -> None:
    of = module(LAST_NAME, EMAIL, PHONE, NUMBER)
    sent = {"Phone": "5", "Number": "7", "Email": "a@x.test", "Last_Name": ""}
    found = last_of(sent, of=of, stored=STORED, assume=ALL)
    assert errors_in(found) == [
        ("INVALID_DATA", "Number"),
        ("MANDATORY_NOT_FOUND", "Last_Name"),
        ("DUPLICATE_DATA", "Phone"),
    ]
    assert hit(found) == ("Email", "1")


def test_valid_stages__all_stages_leaves_invalid_values_out_of_look_ups() -> None:
    of = module(LAST_NAME, EMAIL, field("Code", unique=True, length=2))
    stored = [record(1, Email="a@x.test"), record(2, Code="too long")]
    found = last_of(row(Code="too long", Email="a@x.test"), of=of, stored=stored, assume=ALL, check=["Code", "Email"])
    assert errors_in(found) == [("INVALID_DATA", "Code")]
    assert hit(found) == ("Email", "1")


def test_valid_stages__all_stages_reports_a_field_once() -> None:
    both = [ALL, "match.same_batch_new=duplicate_error"]
    assert errors_in(last_of(row(Phone="1"), row(Phone="1"), assume=both)) == [("DUPLICATE_DATA", "Phone")]
    both = [ALL, "match.several=refuse"]
    stored = [record(1, Phone="1"), record(2, Phone="1")]
    assert errors_in(last_of(row(Phone="1"), stored=stored, assume=both)) == [("DUPLICATE_DATA", "Phone")]


def test_valid_stages__all_stages_takes_a_good_row() -> None:
    assert last_of(row(Email="b@x.test"), stored=STORED, assume=ALL).outcome == "insert"


def test_valid_stages__all_stages_goes_on_after_an_id_that_no_record_has() -> None:
    found = last_of({"id": "99", "Company": "c"}, assume=ALL)
    assert errors_in(found) == [("INVALID_DATA", "id"), ("MANDATORY_NOT_FOUND", "Last_Name")]


def test_valid_stages__a_row_that_fails_before_it_is_matched_reaches_neither_its_id_nor_a_check_field() -> None:
    found = last_of({"id": "1", "Email": 5, "Phone": "5"}, stored=[record(1, Phone="5")])
    assert (errors_in(found), found.target_id, found.before) == ([("INVALID_DATA", "Email")], None, None)
    assert [(each.api_name, each.value, each.verdict) for each in found.trace] == [
        ("id", "1", "not_reached"),
        *(("Email", None, "not_reached"), ("Phone", "5", "not_reached"), ("Mobile", None, "not_reached")),
    ]


def test_a_row_that_is_refused_after_it_was_matched_keeps_its_target_as_it_met_it() -> None:
    found = last_of(
        row(id="2", Company="new"),
        row(Email="a@x.test", Phone="5"),
        stored=[record(1, Phone="5"), record(2, Email="a@x.test", Company="old")],
    )
    assert (errors_in(found), found.target_id) == ([("DUPLICATE_DATA", "Phone")], "2")
    assert found.before == {"id": "2", "Last_Name": "Ode", "Email": "a@x.test", "Company": "new"}


def test_valid_stages__one_failing_stage_alone_is_the_same_in_both_settings() -> None:
    sent = row(Email="a@x.test", Phone="5")
    assert last_of(sent, stored=STORED, assume=ALL).errors == last_of(sent, stored=STORED).errors


# --- mandatory fields ------------------------------------------------------------------------------------------------

LISTED = field("Items", "subform", mandatory=True, create=False, update=False)


@each_case("sent", [{}, {"Last_Name": None}, {"Last_Name": ""}, {"Last_Name": " \t"}])
def test_valid_mandatory_insert__an_insert_that_lacks_a_mandatory_field_is_refused(sent: dict[str, object]) -> None:
    found = last_of(sent | {"Email": "b@x.test"}, stored=STORED)
    assert error_of(found) == {
        "code": "MANDATORY_NOT_FOUND",
        "details": {"api_name": "Last_Name", "json_path": "$.data[0].Last_Name"},
        "message": "required field not found",
        "status": "error",
    }
    assert found.rules == ("valid.mandatory_insert",)


def test_valid_mandatory_insert__an_empty_list_is_blank_here() -> None:
    of = module(LAST_NAME, EMAIL, LISTED)
    assert errors_in(last_of(row(Items=[]), of=of)) == [("MANDATORY_NOT_FOUND", "Items")]
    assert last_of(row(Items=[{"Product": "p"}]), of=of).outcome == "insert"


def test_valid_mandatory_insert__the_errors_stand_in_metadata_order() -> None:
    of = module(field("Stage", "picklist", mandatory=True), field("Deal_Name", mandatory=True), name="Deals")
    assert errors_in(last_of({"Deal_Name": "", "Stage": ""}, of=of)) == [
        ("MANDATORY_NOT_FOUND", "Stage"),
        ("MANDATORY_NOT_FOUND", "Deal_Name"),
    ]


def test_valid_mandatory_insert__false_and_zero_are_values() -> None:
    of = module(field("Active", "boolean", mandatory=True), field("Price", "currency", mandatory=True), name="Things")
    assert last_of({"Active": False, "Price": 0}, of=of).outcome == "insert"


@each_case(("setting", "blank"), product(["only_when_emptied", "always"], [None, "", "  "]))
def test_valid_mandatory_update__sending_it_blank_is_refused_in_both_settings(setting: str, blank: str | None) -> None:
    sent = {"Email": "a@x.test", "Last_Name": blank}
    found = last_of(sent, stored=STORED, assume=f"valid.mandatory_update={setting}")
    assert error_of(found)["details"] == {"api_name": "Last_Name", "json_path": "$.data[0].Last_Name", "id": "1"}
    assert (hit(found), found.rules[0]) == (("Email", "1"), "valid.mandatory_update")


def test_valid_mandatory_update__only_when_emptied_lets_it_be_left_out() -> None:
    assert hit(last_of({"Email": "a@x.test", "Company": "c"}, stored=STORED)) == ("Email", "1")


def test_valid_mandatory_update__always_counts_an_absent_field_as_blank() -> None:
    found = last_of({"Email": "a@x.test"}, stored=STORED, assume="valid.mandatory_update=always")
    assert error_of(found)["details"]["id"] == "1"
    assert errors_in(found) == [("MANDATORY_NOT_FOUND", "Last_Name")]
    assert last_of(row(Email="a@x.test"), stored=STORED, assume="valid.mandatory_update=always").outcome == "update"


def test_valid_mandatory_update__an_emptied_subform_is_refused() -> None:
    found = last_of({"Email": "a@x.test", "Items": []}, of=module(LAST_NAME, EMAIL, LISTED), stored=STORED)
    assert errors_in(found) == [("MANDATORY_NOT_FOUND", "Items")]


def test_a_mandatory_field_that_a_branch_does_not_write_is_not_asked_for_in_it() -> None:
    of = module(EMAIL, field("Number", mandatory=True, create=False), field("Once", mandatory=True, update=False))
    assert errors_in(last_of({"Email": "b@x.test"}, of=of)) == [("MANDATORY_NOT_FOUND", "Once")]
    assert last_of({"Email": "a@x.test", "Once": ""}, of=of, stored=STORED).outcome == "unchanged"
    assert errors_in(last_of({"Email": "a@x.test", "Number": ""}, of=of, stored=STORED)) == [
        ("MANDATORY_NOT_FOUND", "Number")
    ]


# --- ignored keys ----------------------------------------------------------------------------------------------------


def test_valid_unknown_field__a_key_that_is_no_field_is_ignored_with_a_warning() -> None:
    found = last_of(row(Zip="1"))
    assert warned(found) == [("valid.unknown_field", "Zip")]
    assert [change.api_name for change in found.changes] == ["Last_Name"]


def test_valid_unknown_field__letter_case_counts_and_the_nearest_is_suggested() -> None:
    found = last_of(row(email="a@x.test", Compny="c"), stored=STORED)
    assert (found.outcome, step(found, "Email").verdict) == ("insert", "skipped")
    assert warned(found) == [("valid.unknown_field", "email"), ("valid.unknown_field", "Compny")]
    assert "Email" in found.warnings[0].message
    assert "Company" in found.warnings[1].message


def test_valid_unknown_field__the_id_and_dollar_keys_are_not_unknown() -> None:
    assert warned(last_of({"id": "1", "$append_values": {}, "$anything": 1}, stored=STORED)) == []


def test_a_check_field_without_a_value_to_look_up_says_why() -> None:
    of = module(LAST_NAME, EMAIL, PHONE, field("Code", unique=True, create=False, update=False))
    found = last_of(row(Email=5, Code="x"), of=of, stored=[record(1, Code="x")], assume=ALL)
    assert [(each.api_name, each.verdict, each.rule) for each in found.trace] == [
        ("Email", "skipped", "valid.stages"),
        ("Phone", "skipped", "match.absent_skipped"),
        ("Code", "skipped", "valid.read_only"),
    ]


def test_valid_read_only__a_field_that_the_api_cannot_write_is_ignored_in_every_stage() -> None:
    closed = field("Phone", "phone", unique=True, mandatory=True, length=2, create=False, update=False)
    of = module(LAST_NAME, EMAIL, closed)
    found = last_of(row(Phone="much too long"), of=of, stored=[record(1, Phone="much too long")])
    assert (found.outcome, [change.api_name for change in found.changes]) == ("insert", ["Last_Name"])
    assert warned(found) == [("valid.read_only", "Phone")]
    assert step(found, "Phone").verdict == "skipped"


@each_case("data_type", ["formula", "rollup_summary", "autonumber"])
def test_valid_system_fields__computed_fields_are_ignored_whatever_the_metadata_says(data_type: str) -> None:
    for says in (None, True):
        of = module(LAST_NAME, field("Total", data_type, create=says, update=says))
        found = last_of(row(Total="1"), of=of)
        assert warned(found) == [("valid.system_fields", "Total")]
        assert [change.api_name for change in found.changes] == ["Last_Name"]


def test_valid_read_only__other_fields_are_writable_where_the_metadata_says_nothing() -> None:
    assert warned(last_of(row(City="c"), of=module(LAST_NAME, field("City", create=None, update=None)))) == []


def test_valid_read_only__subforms_are_written_though_they_show_false() -> None:
    found = last_of(row(Items=[{"a": 1}]), of=module(LAST_NAME, LISTED))
    assert (warned(found), [change.api_name for change in found.changes]) == ([], ["Last_Name", "Items"])


def test_valid_read_only__a_field_of_one_branch_is_ignored_in_the_other() -> None:
    of = module(LAST_NAME, EMAIL, field("Once", update=False), field("Later", create=False))
    sent = row(Email="a@x.test", Once="o", Later="l")
    inserted, updated = last_of(sent, of=of), last_of(sent, of=of, stored=STORED)
    assert [change.api_name for change in inserted.changes] == ["Last_Name", "Email", "Once"]
    assert warned(inserted) == [("valid.read_only", "Later")]
    assert [change.api_name for change in updated.changes] == ["Last_Name", "Email", "Later"]
    assert warned(updated) == [("valid.read_only", "Once")]


def test_valid_read_only__a_field_of_one_branch_is_validated_and_looked_up_in_both() -> None:
    key = field("Key", unique=True, length=3, update=False)
    of = module(LAST_NAME, EMAIL, key)
    stored = [record(1, Key="k"), record(2, Email="a@x.test")]
    assert hit(last_of(row(Key="k"), of=of, stored=stored)) == ("Key", "1")
    assert errors_in(last_of(row(Email="a@x.test", Key="long"), of=of, stored=stored)) == [("INVALID_DATA", "Key")]


# --- calls -----------------------------------------------------------------------------------------------------------


def test_call_limit__a_hundred_and_one_records_are_refused_and_nothing_is_written() -> None:
    rows = [row() for _ in range(101)]
    found = forecast_of(*rows)
    assert (found.rows, found.summary.credits, found.response_status) == ((), 0, 400)
    assert found.response == {
        "code": "LIMIT_EXCEEDED",
        "details": {"maximum_length": 100, "api_name": "data"},
        "message": "count of records in your request exceeds the limit",
        "status": "error",
    }
    assert list(found.order.names) == ["Email", "Phone", "Mobile"]


def test_call_limit__a_hundred_records_are_taken_and_a_split_payload_of_any_length() -> None:
    assert forecast_of(*[row()] * 100).summary.insert == 100
    found = forecast_of(*[row()] * 250, split=True)
    assert (found.call_errors, found.summary.insert, found.summary.credits) == ((), 250, 25)
    assert found.rows[249].index == 249
    assert found.response["data"][249]["details"] == {"id": "new-250"}


def test_call_limit__json_paths_count_within_the_split_payload() -> None:
    found = forecast_of(*[row()] * 150, {"Email": "a@x.test"}, split=True)
    assert error_of(found.rows[150])["details"]["json_path"] == "$.data[150].Last_Name"


@each_case("name", ["Tasks", "Calls", "Events", "Notes"])
def test_call_module__a_module_that_cannot_be_upserted_is_refused(name: str) -> None:
    found = forecast_of({"Subject": "s"}, of=module(field("Subject", unique=True), name=name))
    assert found.response == {
        "code": "INVALID_MODULE",
        "details": {"resource_path_index": 0},
        "message": "the module name given seems to be invalid",
        "status": "error",
    }
    assert (found.rows, found.response_status, list(found.order.names)) == ((), 400, ["Subject"])


def test_call_module__a_module_that_nobody_knows_is_refused() -> None:
    found = forecast_of(row(), of=unknown_module("Leeds"))
    assert (found.call_errors[0].code, found.order.entries) == ("INVALID_MODULE", ())


@each_case("name", ["Leads", "Price_Books", "Appointments__s", "Services__s", "Vehicles"])
def test_call_module__standard_and_custom_modules_are_taken(name: str) -> None:
    assert forecast_of({}, of=module(COMPANY, name=name)).call_errors == ()


@each_case("generated", ["linking", "subform", "web", "field_tracker"])
def test_call_module__other_kinds_of_modules_are_not(generated: str) -> None:
    of = module(COMPANY, name="Things", generated_type=generated)
    assert forecast_of({}, of=of).call_errors[0].code == "INVALID_MODULE"


@each_case(
    ("written", "name"),
    [
        ("PriceBooks", "Price_Books"),
        ("SalesOrders", "Sales_Orders"),
        ("PurchaseOrders", "Purchase_Orders"),
        ("purchaseorders", "Purchase_Orders"),
        ("price_books", "Price_Books"),
        ("LEADS", "Leads"),
        ("tasks", "Tasks"),
        ("Vehicles", None),
    ],
)
def test_call_module__spellings_of_the_kaizen_post_and_any_letter_case_name_a_standard_module(
    written: str, name: str | None
) -> None:
    assert standard_module_name(written) == name


def test_the_first_of_module_limit_and_check_fields_is_the_call_error() -> None:
    rejected: dict[str, Any] = {"check": ["Nowhere"], "assume": "order.unknown_name_effect=rejected"}
    rows = [row()] * 101
    assert forecast_of(*rows, of=module(PHONE, name="Tasks"), **rejected).call_errors[0].code == "INVALID_MODULE"
    assert forecast_of(*rows, **rejected).call_errors[0].code == "LIMIT_EXCEEDED"
    assert forecast_of(*rows, **rejected, split=True).call_errors[0].code == "INVALID_DATA"


def test_call_rows_are_independent__a_refused_row_does_not_stop_the_others() -> None:
    found = forecast_of({}, row(Email="a@x.test"), {"Email": 1}, row(Email="b@x.test"), stored=STORED)
    assert [each.outcome for each in found.rows] == ["error", "update", "error", "insert"]
    assert [entry["code"] for entry in found.response["data"]] == [
        "MANDATORY_NOT_FOUND",
        "SUCCESS",
        "INVALID_DATA",
        "SUCCESS",
    ]


@each_case(("rows", "status"), [([row()], 200), ([row(), {}], 207), ([{}, {}], 400), ([], 200)])
def test_call_rows_are_independent__the_status_tells_all_some_or_none(
    rows: list[dict[str, object]], status: int
) -> None:
    assert forecast_of(*rows).response_status == status


def test_valid_stages__first_error_reports_only_the_first_of_stage_1_and_of_stage_3() -> None:
    first = "valid.stages=first_error"
    two = {"Email": 1, "Phone": 2}
    assert errors_in(last_of(two, assume=first)) == [("INVALID_DATA", "Email")]
    assert len(errors_in(last_of(two))) == 2
    of = module(field("Last_Name", mandatory=True), field("City", mandatory=True))
    found = last_of({}, of=of, assume=first)
    assert errors_in(found) == [("MANDATORY_NOT_FOUND", "Last_Name")]
    assert found.depends_on == ("valid.stages",)
    taken = [record(1, Email="a@x.test"), record(2, Phone="1"), record(3, Mobile="2")]
    both = last_of({"Email": "a@x.test", "Phone": "1", "Mobile": "2"}, stored=taken, assume=first)
    assert len(errors_in(both)) == 2
