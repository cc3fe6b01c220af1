"""Rules lint.* and unknown.*: advice beside a forecast, which never changes what a row does."""

from __future__ import annotations

import json
from typing import Any

from tests.cases import each_case
from tests.core.helpers import (
    CONTACTS,
    LAST_NAME,
    LEADS,
    PHONE,
    MemoryIndex,
    field,
    forecast_of,
    last_of,
    module,
    noted,
    record,
    row,
    warned,
)
from tui.core.forecast import Forecast, forecast
from tui.core.payload.request import request_of
from tui.core.rules import NOT_MODELLED, RULES
from tui.core.tried_unique import trying


def forecast_of_body(**body: Any) -> Forecast:
    """The forecast of a body as it comes from JSON."""
    whole = {"data": [row()], **body}
    return forecast(request_of(whole, LEADS, json.dumps(whole)), LEADS, MemoryIndex([]))


def test_lint_name_case__a_check_field_in_the_wrong_letter_case_is_named_with_the_right_one() -> None:
    found = forecast_of(row(), check=["email", "PHONE"])
    assert warned(found) == [("lint.name_case", "email"), ("lint.name_case", "PHONE")]
    assert "Email" in found.warnings[0].message
    assert [each.rule for each in found.order.not_checked if each.api_name == "email"] == ["order.not_checkable"]


def test_lint_name_case__a_key_of_the_body_in_the_wrong_letter_case_is_named_with_the_right_one() -> None:
    found = forecast_of_body(Duplicate_Check_Fields=["Phone"])
    assert warned(found) == [("lint.name_case", "Duplicate_Check_Fields")]
    assert found.request.duplicate_check_fields is None
    assert list(found.order.names) == ["Email", "Phone", "Mobile"]


def test_lint_list_in_row__check_fields_inside_a_record_are_ignored_with_a_warning() -> None:
    found = last_of(row(duplicate_check_fields=["Phone"]))
    assert (found.outcome, warned(found)) == ("insert", [("lint.list_in_row", "duplicate_check_fields")])


def test_lint_null_list__null_counts_as_absent() -> None:
    found = forecast_of_body(duplicate_check_fields=None)
    assert warned(found) == [("lint.null_list", "duplicate_check_fields")]
    assert list(found.order.names) == ["Email", "Phone", "Mobile"]
    assert found.request.to_body()["duplicate_check_fields"] is None


def test_lint_tried_unique__a_what_if_is_said_to_be_one() -> None:
    tried = trying(LEADS, ["Phone", "Last_Name"])
    found = forecast_of(row(), of=tried)
    assert warned(found) == [("lint.tried_unique", "Last_Name"), ("lint.tried_unique", "Phone")]
    assert found.warnings[0].message == (
        "Last_Name is tried as unique: the forecast goes by it, but in the org it is not unique."
    )
    assert found.warnings[1].message == (
        "Phone is tried as not unique: the forecast goes by it, but in the org it is unique."
    )


def test_lint_unknown_key__a_key_of_the_body_that_the_api_does_not_have_is_named() -> None:
    assert warned(forecast_of_body(duplicate_check_field=["Phone"])) == [("lint.unknown_key", "duplicate_check_field")]
    assert warned(forecast_of_body(**{"$append_values": {}})) == [("lint.unknown_key", "$append_values")]


def test_lint_unknown_key__the_keys_of_the_api_are_not() -> None:
    known = {
        "trigger": [],
        "skip_feature_execution": [],
        "apply_feature_execution": [],
        "wf_trigger": "",
        "process": [],
    }
    assert warned(forecast_of_body(**known, lar_id="1", duplicate_check_fields=["Email"])) == []


def test_lint_either_not_both__two_listed_fields_are_explained_in_a_note() -> None:
    found = forecast_of(row(), check=["Email", "Phone"])
    assert (noted(found), warned(found)) == ([("lint.either_not_both", "duplicate_check_fields")], [])
    assert "Email and Phone" in found.notes[0].message


@each_case("check", [None, [], ["Email"], ["Email", "Nowhere"]])
def test_lint_either_not_both__fewer_are_not(check: list[str] | None) -> None:
    assert noted(forecast_of(row(), check=check)) == []


def test_lint_no_system_field__metadata_without_it_is_told() -> None:
    found = forecast_of(row(), of=module(LAST_NAME, PHONE))
    assert warned(found) == [("lint.no_system_field", "Email")]
    assert warned(forecast_of(row(), of=module(LAST_NAME, PHONE, name="Services__s"))) == []


@each_case(
    ("name", "sent", "stored"),
    [
        ("Phone", "+44 20 7946 0123", "020 7946 0123"),
        ("Phone", "555-0100-22", "555010022"),
        ("Email", "ann.ode@x.test", "annode@x.test"),
        ("Email", "ann+news@x.test", "ann@x.test"),
        ("Email", "аnn@x.test", "ann@x.test"),
    ],
)
def test_lint_near_miss__a_record_that_would_match_but_for_the_writing_is_noted(
    name: str, sent: str, stored: str
) -> None:
    found = last_of(row(**{name: sent}), stored=[record(7, **{name: stored})])
    assert (found.outcome, noted(found)) == ("insert", [("lint.near_miss", name)])
    assert "7" in found.notes[0].message
    assert found.certainty.word == "documented"


def test_lint_near_miss__inner_spaces_are_noted_too() -> None:
    of = module(LAST_NAME, field("Email", "email"), field("Code", unique=True))
    assert noted(last_of(row(Code="A 12"), of=of, stored=[record(7, Code="a12")])) == [("lint.near_miss", "Code")]


def test_lint_near_miss__other_values_are_not_near() -> None:
    stored = [record(1, Email="bob@x.test", Phone="5550101")]
    assert noted(last_of(row(Email="ann@x.test", Phone="5550100"), stored=stored)) == []


def test_advice_changes_no_outcome() -> None:
    plain, advised = forecast_of(row(Email="a@x.test")), forecast_of(row(Email="a@x.test", email="b@x.test"))
    assert plain.rows[0].trace == advised.rows[0].trace
    assert plain.response == advised.response


def is_not_modelled(rule: str) -> bool:
    """Whether the rule is listed as one that no data set can tell, and no row rests on it."""
    rows = forecast_of(row(Email="a@x.test"), {}, of=CONTACTS, stored=[record(1, Email="a@x.test")]).rows
    return (
        RULES[rule] in NOT_MODELLED and RULES[rule].certainty is None and all(rule not in each.rules for each in rows)
    )


def test_unknown_layout_rules__is_not_modelled() -> None:
    assert is_not_modelled("unknown.layout_rules")


def test_unknown_validation_rules__is_not_modelled() -> None:
    assert is_not_modelled("unknown.validation_rules")


def test_unknown_record_locked__is_not_modelled() -> None:
    assert is_not_modelled("unknown.record_locked")


def test_unknown_blueprint__is_not_modelled() -> None:
    assert is_not_modelled("unknown.blueprint")


def test_unknown_approval__is_not_modelled() -> None:
    assert is_not_modelled("unknown.approval")


def test_unknown_sharing__is_not_modelled() -> None:
    assert is_not_modelled("unknown.sharing")


def test_unknown_recycle_bin__is_not_modelled() -> None:
    assert is_not_modelled("unknown.recycle_bin")


def test_unknown_converted__is_not_modelled() -> None:
    assert is_not_modelled("unknown.converted")


def test_unknown_stale__is_not_modelled() -> None:
    assert is_not_modelled("unknown.stale")


def test_unknown_automation__is_not_modelled() -> None:
    assert is_not_modelled("unknown.automation")


def test_exactly_the_unknown_rules_are_not_modelled() -> None:
    assert [rule.id for rule in NOT_MODELLED] == [rule for rule in RULES if rule.startswith("unknown.")]


def test_unknown_converted__a_converted_lead_that_is_the_target_or_holds_the_value_is_noted() -> None:
    stored = [record(1, Email="a@x.test", **{"$converted": True}), record(2, Email="b@x.test")]
    matched = {"assume": "match.converted=matched"}
    assert noted(last_of(row(Email="a@x.test"), stored=stored, **matched)) == [("unknown.converted", None)]
    assert noted(last_of(row(Email="b@x.test"), stored=stored)) == []
    assert noted(last_of(row(id="1"), stored=stored)) == [("unknown.converted", None)]
    held = [record(1, Phone="555", **{"$converted": True}), record(2, Email="b@x.test")]
    refused = last_of(row(Email="b@x.test", Phone="555"), stored=held, **matched)
    assert refused.outcome == "error"
    assert noted(refused) == [("unknown.converted", None)]


def test_unknown_converted__a_lead_that_is_not_converted_or_only_met_by_an_ignored_field_is_not() -> None:
    stored = [record(1, Email="a@x.test", **{"$converted": True}), record(2, Phone="5", **{"$converted": False})]
    assert noted(last_of(row(Email="a@x.test", Phone="5"), stored=stored, check=["Phone"])) == []


# --- values of others, other calls, other forms ----------------------------------------------------------------------


def test_lint_makes_twin__a_value_that_another_record_holds_after_this_row_is_noted() -> None:
    stored = [record(1, Email="a@x.test", Phone="1"), record(2, Phone="2")]
    found = last_of(row(Email="A@x.test", Phone="9"), stored=stored, check=["Phone"])
    assert (found.outcome, noted(found)) == ("insert", [("lint.makes_twin", "Email")])
    changed = last_of({"Phone": "2", "Email": "a@x.test"}, stored=stored, check=["Phone"])
    assert (changed.outcome, noted(changed)) == ("update", [("lint.makes_twin", "Email")])


def test_lint_makes_twin__a_value_that_the_record_keeps_or_that_is_refused_makes_none() -> None:
    stored = [record(1, Email="a@x.test", Phone="1"), record(2, Email="a@x.test", Phone="2")]
    assert noted(last_of({"Phone": "2", "Email": "a@x.test"}, stored=stored, check=["Phone"])) == []
    assert noted(last_of({"id": "2", "Phone": "1"}, stored=stored)) == []
    assert noted(last_of(row(Email="new@x.test"), stored=stored)) == []


class Related:
    """All accounts are here: only 77 exists. Of other modules nothing is known."""

    def lacks(self, module: str, record_id: str) -> bool:
        return module == "Accounts" and record_id != "77"


@each_case("value", [{"id": "78"}, {"id": 78}, "78"])
def test_lint_dangling_lookup__an_id_that_the_data_set_would_have_to_hold_is_noted(value: Any) -> None:
    of = module(LAST_NAME, field("Account", "lookup", lookup={"module": {"api_name": "Accounts"}}))
    sent = forecast(request_of([row(Account=value)], of), of, MemoryIndex([]), related=Related())
    assert ("lint.dangling_lookup", "Account") in noted(sent.rows[0])
    assert (
        noted(forecast(request_of([row(Account={"id": "77"})], of), of, MemoryIndex([]), related=Related()).rows[0])
        == []
    )
    assert noted(last_of(row(Account=value), of=of)) == []


@each_case(
    ("record_id", "warned_of"),
    [("zcrm_5", True), ("a@x.test", True), ("5 6", True), ("5", False), (" 5 ", False), (5, False), ("", False)],
)
def test_lint_dangling_lookup__an_id_that_can_be_none_is_warned_of(record_id: Any, warned_of: bool) -> None:
    of = module(LAST_NAME, field("Account", "lookup"), field("Owner", "ownerlookup"), field("Kids", "subform"))
    found = last_of(row(Account={"id": record_id}, Owner={"id": record_id}, Kids=[{"id": record_id}]), of=of)
    told = [name for rule, name in warned(found) if rule == "lint.dangling_lookup"]
    assert told == (["Account", "Owner"] if warned_of else [])


def test_lint_dangling_lookup__a_lookup_of_several_modules_names_its_own() -> None:
    of = module(LAST_NAME, field("What", "multi_module_lookup"))
    for name, expected in (("Accounts", [("lint.dangling_lookup", "What")]), ("Deals", [])):
        sent = row(What={"id": "5", "module": {"api_name": name}})
        assert noted(forecast(request_of([sent], of), of, MemoryIndex([]), related=Related()).rows[0]) == expected


@each_case(
    ("sent", "known"),
    [("Product_Details", "Ordered_Items"), ("Quoted_Items", "Ordered_Items"), ("Ordered_Items", "Product_Details")],
)
def test_lint_renamed_field__the_line_items_of_another_version_are_named(sent: str, known: str) -> None:
    of = module(LAST_NAME, field(known, "subform"), name="Sales_Orders")
    found = last_of(row(**{sent: []}), of=of)
    assert warned(found) == [("lint.renamed_field", sent)]
    assert known in found.warnings[0].message


def test_lint_null_text__a_text_that_says_that_there_is_no_value_is_told_where_any_text_is_taken() -> None:
    of = module(LAST_NAME, field("Note", "textarea"), field("Stage", "picklist"), field("Site", "website"))
    cases: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        (row(Note="null"), [("lint.null_text", "Note")]),
        (row(Note="[object Object]"), [("lint.null_text", "Note")]),
        ({"Last_Name": "undefined"}, [("lint.null_text", "Last_Name")]),
        ({"Last_Name": "Null"}, []),
        (row(Note="a null"), []),
        (row(Note=None, Stage="null"), []),
        (row(Nope="null"), [("valid.unknown_field", "Nope")]),
    ]
    for sent, expected in cases:
        assert warned(last_of(sent, of=of)) == expected
    message = last_of(row(Note="null"), of=of).warnings[0].message
    assert message == 'Note is the text "null", which is written as it is; null clears the field.'


@each_case(
    ("sent", "told"),
    [
        ({"Last_Name": "O&#39;Ode"}, ["Last_Name has the HTML entity &#39;, which is written as it is."]),
        ({"Last_Name": "A &amp; B &lt;"}, ["Last_Name has the HTML entity &amp;, which is written as it is."]),
        ({"Last_Name": "O&#x27;Ode"}, ["Last_Name has the HTML entity &#x27;, which is written as it is."]),
        ({"Last_Name": "A & B; C"}, []),
        ({"Last_Name": "Ode", "Note": "<b>A &amp; B</b>"}, []),
        ({"Last_Name": "Ode", "Site": "x.test/?a=1&amp;b=2"}, []),
    ],
)
def test_lint_html_entity__a_text_that_was_made_for_a_web_page_is_told(sent: dict[str, Any], told: list[str]) -> None:
    of = module(LAST_NAME, field("Note", "textarea"), field("Site", "website"))
    found = [each.message for each in last_of(sent, of=of).warnings if each.rule == "lint.html_entity"]
    assert found == told


def test_lint_other_call__the_call_that_the_text_names_is_told() -> None:
    found = forecast_of(row(), other_call="an insert (POST /crm/v8/Leads)")
    assert warned(found) == [("lint.other_call", None)]
    assert "an insert" in found.warnings[0].message


def test_lint_converted__the_form_that_was_read_is_told() -> None:
    assert noted(forecast_of(row(), converted_from="a HAR file")) == [("lint.converted", None)]
    assert noted(forecast_of(row())) == []


SHELL = {"shell_variables": frozenset({"$EMAIL", "${ID}"})}


def test_lint_shell_variable__a_value_that_would_be_looked_up_leaves_the_row_open() -> None:
    found = last_of(row(Email="$EMAIL"), **SHELL)
    assert (found.outcome, warned(found)) == ("not_known", [("lint.shell_variable", "Email")])
    assert next((step.verdict, step.rule) for step in found.trace) == ("not_known", "lint.shell_variable")
    named = last_of(row(id="${ID}"), **SHELL)
    assert (named.outcome, warned(named)) == ("not_known", [("lint.shell_variable", "id")])
    taken = last_of(row(Email="a@x.test", Phone="+$EMAIL"), stored=[record(1, Email="a@x.test")], **SHELL)
    assert (taken.outcome, taken.target_id) == ("not_known", "1")


def test_lint_shell_variable__other_values_are_not_validated_and_written_as_they_are() -> None:
    of = module(LAST_NAME, field("Born", "date"), field("Count", "integer"))
    found = last_of(row(Born="$EMAIL", Count="${ID}"), of=of, **SHELL)
    assert (found.outcome, len(found.warnings)) == ("insert", 2)
    assert last_of(row(Born="$EMAIL"), of=of).outcome == "error"
