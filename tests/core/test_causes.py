"""For a row that came out otherwise than forecast: the rule most likely wrong, and the likely cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.core.helpers import CONTACTS, EMAIL, LAST_NAME, LEADS, MemoryIndex, field, forecast_of, module, record, row
from tests.core.replies import ADA, compared, failed, only, took
from tui.core.reply.compare import CallReply, compare, explain_by_switch

if TYPE_CHECKING:
    from tui.core.values import Json

CONTACT = {"id": "7", "module": {"api_name": "Contacts"}}
TWINS = (record(3, Phone="300", Modified_Time="2024-02-02T00:00:00Z"), record(4, Phone="300"))


def test_the_switch_that_explains_a_difference_is_named() -> None:
    found = only(row(Phone="300"), entry=failed("DUPLICATE_DATA", "Phone", id="3"), stored=TWINS)
    assert (found.verdict, found.rule, found.switch) == ("different", "match.several", ("match.several", "refuse"))
    assert found.cause == "match.several=refuse would explain it: the row is refused with DUPLICATE_DATA"


def test_the_switch_that_explains_a_row_of_a_later_call_is_found_over_the_whole_payload() -> None:
    made = forecast_of(*[row()] * 100, row(Phone="300"), stored=TWINS, split=True)
    calls = [
        CallReply(0, 100, {"data": [took("insert", f"9{place:02}") for place in range(100)]}),
        CallReply(100, 1, {"data": [failed("DUPLICATE_DATA", "Phone", id="3")]}),
    ]
    assert compare(made, calls, MemoryIndex(TWINS))[-1].switch == ("match.several", "refuse")


def test_a_switch_away_from_its_default_is_explained_by_the_default() -> None:
    found = only(row(Phone="300"), entry=took("update", "3", "Phone"), stored=TWINS, assume="match.several=refuse")
    assert found.switch == ("match.several", "oldest")


def test_of_several_switches_that_explain_a_row_the_one_under_which_most_rows_agree_is_named() -> None:
    stored = [record(3, Email="ADA@x.test"), record(4, Email=" bea@x.test")]
    rows = (row(Email="ada@x.test "), row(Email="bea@x.test"), row(Email="BEA@x.test"))
    one, two = took("insert", "900"), took("update", "4", "Email")
    (first, *_) = compared(*rows, reply={"data": [one, two, took("insert", "901")]}, stored=stored)
    assert first.switch == ("match.case_system", "respect")
    (first, *_) = compared(*rows, reply={"data": [one, took("insert", "901"), took("update", "901")]}, stored=stored)
    assert first.switch == ("match.whitespace", "exact")


def test_only_switches_that_a_row_depends_on_are_tried() -> None:
    forecast = forecast_of(row(Email="ada@x.test"), stored=[ADA])
    calls = [CallReply(0, 1, {"data": [took("update", "77", "Email")]})]
    assert forecast.rows[0].depends_on == ()
    assert explain_by_switch(forecast, MemoryIndex([ADA]), calls, [0]) == {}


def test_an_unforeseen_error_names_what_no_data_set_could_tell() -> None:
    cases: list[tuple[Any, ...]] = [
        (failed("RECORD_LOCKED", "id", action="record_locking"), "unknown.record_locked"),
        (failed("RECORD_IN_BLUEPRINT"), "unknown.blueprint"),
        (failed("NOT_APPROVED"), "unknown.approval"),
        (failed("ID_ALREADY_CONVERTED"), "unknown.converted"),
        (failed("MANDATORY_NOT_FOUND", "Phone", layout_rule={"name": "L", "id": "7"}), "unknown.layout_rules"),
        (failed("MANDATORY_NOT_FOUND", "Company"), "unknown.layout_rules"),
        (failed("DEPENDENT_FIELD_MISSING", "Company"), "unknown.layout_rules"),
        (failed("INVALID_DATA", "Company", validation_rule={"id": "1"}), "unknown.validation_rules"),
        (failed("INVALID_DATA", "Company"), "unknown.validation_rules"),
        (failed("INVALID_DATA", "Company", maximum_length=3), "valid.length"),
        (failed("INVALID_DATA", "Company", expected_data_type="integer"), "valid.type"),
        (failed("INVALID_DATA", "Company", supported_values=["a"]), "valid.picklist"),
        (failed("INVALID_DATA", "id"), "unknown.stale"),
        (failed("DUPLICATE_DATA", "Phone", id="77"), "unknown.stale"),
        (failed("DUPLICATE_DATA", "Phone", duplicate_record=CONTACT), "match.preference"),
        (failed("SOMETHING_NEW", "Phone"), None),
    ]
    for error, rule in cases:
        found = only(row(Email="ada@x.test", Company="Inc", Phone="500"), entry=error)
        assert (found.verdict, found.rule) == ("different", rule)
        assert found.cause


def test_a_row_that_the_user_may_not_write_is_told_from_a_call_that_he_may_not_make() -> None:
    rows = (row(Email="n@x.test"), row(Email="ada@x.test"))
    _, found = compared(*rows, reply={"data": [took("insert", "9"), failed("NO_PERMISSION")]})
    assert found.rule == "unknown.sharing"
    alone = compared(*rows, reply={"data": [failed("NO_PERMISSION")]})
    assert [each.verdict for each in alone] == ["not_comparable", "not_comparable"]


def test_a_mandatory_field_of_the_metadata_names_our_own_rule() -> None:
    found = only(row(Email="n@x.test"), entry=failed("MANDATORY_NOT_FOUND", "Last_Name"))
    assert found.rule == "valid.mandatory_insert"


def test_an_unknown_record_that_was_hit_means_a_stale_data_set() -> None:
    found = only(row(Email="n@x.test"), entry=took("update", "77", "Email"))
    assert (found.rule, found.cause) == (
        "unknown.stale",
        "the data set has no record 77: it was made since, or is not shown",
    )


def test_a_target_that_was_not_hit_means_a_stale_data_set() -> None:
    found = only(row(Email="ada@x.test"), entry=took("insert", "900"))
    assert (found.rule, found.cause.split(" by now")[0]) == ("unknown.stale", "1 has a different Email")


def test_a_record_that_is_known_to_have_changed_is_the_cause() -> None:
    gone = {"1": {"id": "1 is no longer in the org"}}
    found = only(row(Email="ada@x.test"), entry=took("insert", "900"), stale=gone)
    assert (found.rule, found.cause) == ("unknown.stale", "the data set is out of date: 1 is no longer in the org")


def test_a_value_that_moved_explains_only_where_it_is_looked_up_or_unique() -> None:
    moved = {"1": {"Company": "Company of 1 moved", "Phone": "Phone of 1 moved", "Email": "Email of 1 moved"}}
    sent = row(Email="ada@x.test", Company="Sun")
    found = only(sent, entry=took("update", "2", "Email"), stale=moved)
    assert (
        found.cause == "the data set is out of date: Email of 1 moved"
    )  # Phone is unique, but the row does not have it
    found = only(sent, entry=took("update", "2", "Email"), stale={"1": {"Company": "Company of 1 moved"}})
    assert (found.rule, found.cause) == ("unknown.stale", "in the org 2 is the match, no longer 1")
    found = only(sent | {"Phone": "9"}, entry=failed("DUPLICATE_DATA", "Phone", id="1"), check=["Email"], stale=moved)
    assert found.cause == "the data set is out of date: Phone of 1 moved"


def test_a_switch_that_explains_the_reply_comes_before_a_data_set_that_is_behind() -> None:
    moved = {"3": {"Phone": "Phone of 3 moved"}}
    found = only(row(Phone="300"), entry=failed("DUPLICATE_DATA", "Phone", id="3"), stored=TWINS, stale=moved)
    assert (found.rule, found.switch) == ("match.several", ("match.several", "refuse"))


def test_a_field_that_the_order_leaves_out_but_zoho_checked_names_the_rule_of_the_order() -> None:
    found = only(row(Email="ada@x.test"), entry=took("update", "1", "Email"), check=["Phone"])
    assert found.rule == "order.system_ignored"


def test_another_field_that_decided_names_the_rule_that_placed_ours() -> None:
    found = only(row(Email="ada@x.test", Phone="200"), entry=took("update", "2", "Phone"), of=CONTACTS)
    assert found.rule == "order.default"


def test_a_value_in_another_writing_that_zoho_matched_names_match_literal() -> None:
    stored = [record(1, Phone="+49 40 123 4567")]
    found = only(row(Phone="040 1234567"), entry=took("update", "1", "Phone"), stored=stored)
    assert found.rule == "match.literal"


def test_a_row_follows_the_one_before_that_went_elsewhere() -> None:
    rows = (row(Email="n@x.test"), row(Email="n@x.test", Company="Inc"))
    reply = {"data": [took("update", "77", "Email"), took("update", "77", "Email")]}
    first, second = compared(*rows, reply=reply)
    assert (first.rule, second.rule) == ("unknown.stale", "match.same_batch_new")
    assert second.cause == "row 1 updated 77 in place of inserting, and this row followed it"


def test_a_taken_value_that_zoho_let_pass_means_a_stale_data_set() -> None:
    found = only(row(Email="ada@x.test", Phone="200"), entry=took("update", "1", "Email"))
    assert (found.rule, found.cause) == ("unknown.stale", "2 may no longer hold Phone, or be deleted")


def test_an_invalid_value_that_zoho_took_names_our_rule() -> None:
    found = only(row(Email="no at sign"), entry=took("insert", "9"))
    assert (found.rule, found.cause) == ("valid.format", "Zoho accepted what this rule refuses for Email")


def test_a_row_that_was_to_be_refused_as_an_insert_and_hit_a_record_is_told_by_what_it_hit() -> None:
    sent = {"Email": "ada@x.test", "Company": "Inc"}
    found = only(sent, entry=took("update", "1", "Email"), check=["Phone"])
    assert (found.rule, found.cause) == ("order.system_ignored", "Zoho checked Email, which this rule leaves out")
    found = only(sent, entry=took("update", "77", "Email"), check=["Phone"])
    assert found.cause == "the data set has no record 77: it was made since, or is not shown"
    assert only(sent, entry=took("insert", "77"), check=["Phone"]).rule == "valid.mandatory_insert"


def test_an_error_that_came_short_of_the_forecast_names_the_missing_one() -> None:
    found = only(row(Email=5, Company=7), entry=failed("INVALID_DATA", "Email"))
    assert found.rule == "valid.type" or found.switch is not None


def test_nothing_that_a_reply_holds_makes_a_comparison_fail() -> None:
    odd: list[Json] = [
        [],
        [[]],
        {"code": 5},
        {"code": "X", "details": 7},
        {"code": "SUCCESS", "details": {"id": []}},
        True,
        "",
    ]
    for entry in odd:
        for target in ("n@x.test", "ada@x.test"):
            found = compared(row(Email=target), reply={"data": [entry]})
            assert len(found) == 1
    errors: Json = {"code": "MULTIPLE_OR_MULTI_ERRORS", "details": {"errors": [1, {"code": 2}]}, "status": "error"}
    assert only(row(Email="n@x.test"), entry=errors).actual == "error"


def test_of_a_type_and_a_length_the_one_that_the_value_breaks_is_the_cause() -> None:
    cases: list[tuple[Any, ...]] = [
        ("31.12.2026", {"expected_data_type": "date"}, "valid.format", "Zoho wants Company as date"),
        ("x" * 20, {"expected_data_type": "email"}, "valid.format", "Zoho wants Company as email"),
        ("x" * 21, {"expected_data_type": "email"}, "valid.length", "Company may have 20 characters"),
        ("x" * 21, {}, "valid.length", "Company may have 20 characters"),
        ("x", {}, "valid.length", "Company may have 20 characters"),
    ]
    for value, details, rule, sentence in cases:
        found = only(
            row(Email="ada@x.test", Company=value),
            entry=failed("INVALID_DATA", "Company", maximum_length=20, **details),
        )
        assert (found.rule, found.cause) == (rule, sentence)


def test_an_error_about_the_body_is_not_told_as_if_it_were_about_a_field() -> None:
    cases: list[tuple[Any, ...]] = [
        (
            {"code": "INVALID_DATA", "details": {"api_name": "data", "json_path": "$.data"}},
            "the data that arrived was not a list of records: a different body was sent, not this payload",
        ),
        ({"code": "MANDATORY_NOT_FOUND", "details": {"api_name": "data"}}, "the body that arrived had no data:"),
        (
            {"code": "LIMIT_EXCEEDED", "details": {"api_name": "data", "maximum_length": 100}},
            "more rows arrived than 100: a different body was sent, not this payload",
        ),
        ({"code": "INVALID_DATA", "details": {"expected_data_type": "jsonobject"}}, "what arrived was not a JSON"),
        (
            {"code": "INVALID_DATA", "details": {"api_name": "trigger", "expected_data_type": "jsonarray"}},
            "Zoho does not accept the trigger of the body; it wants a list",
        ),
    ]
    for error, said in cases:
        reply = {**error, "message": "invalid data", "status": "error"}
        made = forecast_of(row(Email="a@x.test"))
        (found,) = compare(made, [CallReply(0, 1, reply)], MemoryIndex([]))
        assert (found.verdict, found.rule) == ("different", None)
        assert found.cause.startswith(said)


def test_what_a_row_of_a_subform_needs_is_not_laid_to_the_layout() -> None:
    entry = failed("MANDATORY_NOT_FOUND", "Age", json_path="$.data[0].Kids[0].Age")
    kids = module(EMAIL, LAST_NAME, field("Kids", "subform"))
    for of, what in ((LEADS, "Kids[0].Age"), (kids, "Age in row 1 of Kids")):
        found = only(row(Email="a@x.test"), entry=entry, of=of)
        sentence = f"the org wants {what}; the rules here do not cover what a row of a subform needs"
        assert (found.rule, found.cause) == (None, sentence)


def test_a_taken_value_of_which_the_reply_knows_more_holders_says_so() -> None:
    for more, said in ((True, ", and so do more records in the org"), (False, "")):
        found = only(row(Email="ada@x.test"), entry=failed("DUPLICATE_DATA", "Email", id="1", more_records=more))
        assert found.cause == f"Zoho enforces Email, which 1 holds{said}"


def test_an_id_that_a_program_rounded_may_be_the_target() -> None:
    stored = [{"id": "512345000000101101", "Email": "r@x.test", "Last_Name": "R"}]
    other = {"id": "512345000000101100", "Email": "s@x.test", "Last_Name": "S"}
    for replied, said, beside in (
        ("512345000000101100", "may be 512345000000101101: ids are rounded where a program reads them as numbers", []),
        ("512345000000101102", "it was made since, or is not shown", []),
        ("512345000000101100", "", [other]),
    ):
        found = only(row(Email="r@x.test"), entry=took("update", replied, "Email"), stored=[*stored, *beside])
        assert found.rule == "unknown.stale"
        assert said in found.cause
        assert ("ids are rounded" in found.cause) is ("ids are rounded" in said)
