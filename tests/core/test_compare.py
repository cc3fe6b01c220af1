"""Forecast against reply: what counts as same, how tolerantly replies are read, and which cause a difference gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.core.helpers import CONTACTS, LEADS, MemoryIndex, forecast_of, record, row
from tui.core.actual import read_reply
from tui.core.compare import CallReply, RowComparison, compare, compare_rows, explain_by_switch
from tui.core.effects import automations, cleared
from tui.core.payload import UpsertRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.values import Json, Record

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Phone="100")
BEA = record(2, Last_Name="Webb", Email="bea@x.test", Phone="200")


def took(action: str, record_id: str, field: str | None = None) -> dict[str, Json]:
    """A row that was taken."""
    message = "record added" if action == "insert" else "record updated"
    return {
        "code": "SUCCESS",
        "duplicate_field": field,
        "action": action,
        "details": {"id": record_id},
        "message": message,
        "status": "success",
    }


def failed(code: str, api_name: str | None = None, **details: Json) -> dict[str, Json]:
    """A row, or a call, that was refused."""
    named = {} if api_name is None else {"api_name": api_name}
    return {"code": code, "details": named | details, "message": "said so", "status": "error"}


def several(*errors: Json) -> dict[str, Json]:
    return failed("MULTIPLE_OR_MULTI_ERRORS", errors=list(errors))


def compared(
    *rows: Record,
    reply: Json,
    stored: Sequence[Record] = (ADA, BEA),
    stale: dict[str, str] | None = None,
    of: Module = LEADS,
    **given: Any,
) -> tuple[RowComparison, ...]:
    """The comparison of these rows, forecast against ``stored``, with a reply to one call."""
    forecast = forecast_of(*rows, stored=stored, of=of, **given)
    return compare(forecast, [CallReply(0, len(rows), reply)], MemoryIndex(stored), stale)


def only(*rows: Record, entry: Json, **given: Any) -> RowComparison:
    """The comparison of the last row, where the reply has one entry for it and inserts for those before."""
    before = [took("insert", f"90{place}") for place in range(len(rows) - 1)]
    return compared(*rows, reply={"data": [*before, entry]}, **given)[-1]


# --- same ------------------------------------------------------------------------------------------------------------


def test_an_insert_is_the_same_whatever_id_and_duplicate_field_it_got() -> None:
    assert only(row(Email="new@x.test"), entry=took("insert", "900", "Email")).verdict == "same"


def test_an_update_is_the_same_if_it_hit_the_same_record() -> None:
    found = only(row(Email="ada@x.test", Company="Inc"), entry=took("update", "1", "Email"))
    assert (found.forecast, found.actual, found.verdict, found.rule, found.cause) == (
        "update",
        "update",
        "same",
        None,
        "",
    )


def test_unchanged_answers_as_an_update() -> None:
    found = only({"Last_Name": "Byron", "Email": "ada@x.test"}, entry=took("update", "1", "Email"))
    assert (found.forecast, found.actual, found.verdict) == ("unchanged", "update", "same")


def test_the_same_record_found_by_another_field_is_the_same_with_a_remark() -> None:
    found = only(row(Email="ada@x.test", Phone="100"), entry=took("update", "1", "Phone"))
    assert (found.verdict, found.cause) == ("same", "Zoho decided by Phone, the forecast by Email")


def test_a_later_row_that_meets_a_new_record_is_the_same_with_the_same_id_only() -> None:
    rows = (row(Email="n@x.test"), row(Email="n@x.test", Company="Inc"))
    same = compared(*rows, reply={"data": [took("insert", "900"), took("update", "900", "Email")]})
    assert [each.verdict for each in same] == ["same", "same"]
    other = compared(*rows, reply={"data": [took("insert", "900"), took("update", "901", "Email")]})
    assert [each.verdict for each in other] == ["same", "different"]


def test_a_new_record_of_an_earlier_call_is_known_in_a_later_one() -> None:
    rows = [row(Email=f"n{number}@x.test") for number in range(100)]
    forecast = forecast_of(*rows, row(Email="n7@x.test", Company="Inc"), split=True)
    first = CallReply(0, 100, {"data": [took("insert", f"9{number:02}") for number in range(100)]})
    found = compare(forecast, [first, CallReply(100, 1, {"data": [took("update", "907", "Email")]})])
    assert found[-1].verdict == "same"
    assert found[-1].index == 100


def test_a_refused_row_is_the_same_by_code_and_field() -> None:
    taken = row(Email="ada@x.test", Phone="200")
    assert only(taken, entry=failed("DUPLICATE_DATA", "Phone", id="2")).verdict == "same"
    assert only(taken, entry=failed("DUPLICATE_DATA", "Mobile", id="2")).verdict == "different"
    assert only(taken, entry=failed("INVALID_DATA", "Phone")).verdict == "different"


def test_several_errors_are_the_same_in_any_order_and_out_of_their_wrapper() -> None:
    wrong = row(Email=5, Company=7)
    entry = several(failed("INVALID_DATA", "Company"), failed("INVALID_DATA", "Email"))
    assert only(wrong, entry=entry).verdict == "same"
    assert only(wrong, entry=failed("INVALID_DATA", "Email")).verdict == "different"


def test_the_field_of_an_error_may_stand_in_its_json_path_only() -> None:
    assert (
        only({"Email": "n@x.test"}, entry=failed("MANDATORY_NOT_FOUND", json_path="$.data[0].Last_Name")).verdict
        == "same"
    )


def test_a_row_that_the_forecast_does_not_know_is_not_comparable() -> None:
    found = only(row(Email="x@x.test"), entry=took("insert", "900"), covers={"Email": []})
    assert (found.forecast, found.actual, found.verdict) == ("not_known", "insert", "not_comparable")


# --- replies, read tolerantly ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (None, "the reply was empty"),
        ("<html><body>502</body></html>", "the reply was a web page"),
        ('{"data": [{"code": "SUCC', "the reply was no JSON"),
        ({"data": []}, "the reply answers 0 of 2 rows, and does not say which"),
        ({"data": [took("insert", "9")]}, "the reply answers 1 of 2 rows, and does not say which"),
        ({"data": None}, "the reply is JSON, but not that of an upsert"),
        ({"users": []}, "the reply is JSON, but not that of an upsert"),
        (7, "the reply is JSON, but not that of an upsert"),
    ],
)
def test_a_reply_that_does_not_answer_every_row_tells_of_none(reply: Json, problem: str) -> None:
    found = compared(row(Email="a@y.test"), row(Email="b@y.test"), reply=reply)
    assert [(each.actual, each.verdict, each.cause) for each in found] == [(None, "not_comparable", problem)] * 2


def test_an_entry_without_meaning_hides_only_its_own_row() -> None:
    found = compared(row(Email="a@y.test"), row(Email="b@y.test"), reply={"data": [None, took("insert", "9")]})
    assert [each.verdict for each in found] == ["not_comparable", "same"]
    assert read_reply({"data": [None, took("insert", "9")]}, 2).problem


def test_more_entries_than_rows_are_left_aside() -> None:
    read = read_reply({"data": [took("insert", "8"), took("insert", "9")]}, 1)
    assert (len(read.rows), read.problem) == (1, "")
    assert read.remark == "the reply has 2 entries for 1 rows; those beyond were left aside"


@pytest.mark.parametrize("wrap", [lambda error: error, lambda error: {"data": [error]}, lambda error: {"data": error}])
def test_a_call_that_is_refused_reads_alike_bare_and_wrapped(wrap: Any) -> None:
    read = read_reply(wrap(failed("INVALID_MODULE", resource_path_index=0)), 3)
    assert [error.code for error in read.refusal] == ["INVALID_MODULE"]
    assert read.about_the_rows


def test_a_refusal_for_the_token_says_nothing_about_the_rows() -> None:
    (found,) = compared(row(Email="a@y.test"), reply=failed("INVALID_TOKEN"))
    assert (found.actual, found.verdict) == (None, "not_comparable")
    assert found.cause == "the call was refused: INVALID_TOKEN"


def test_an_error_of_the_only_row_is_that_rows() -> None:
    read = read_reply({"data": [failed("DUPLICATE_DATA", "Phone", json_path="$.data[0].Phone", id="5")]}, 1)
    assert not read.refusal
    assert (read.rows[0].action, read.rows[0].record_id) == ("error", "5")


@pytest.mark.parametrize(
    ("entry", "action"),
    [
        ({"code": "SUCCESS", "details": {"id": "9"}, "message": "record added"}, "insert"),
        ({"status": "success", "details": {"id": "9"}, "message": "record updated"}, "update"),
        (
            {"code": "SUCCESS", "details": {"id": 9, "Created_Time": "2024-01-01", "Modified_Time": "2024-01-01"}},
            "insert",
        ),
        (
            {"code": "SUCCESS", "details": {"id": 9, "Created_Time": "2024-01-01", "Modified_Time": "2024-01-02"}},
            "update",
        ),
        ({"code": "SUCCESS", "details": []}, "unreadable"),
        ({"action": "insert"}, "unreadable"),
        ([], "unreadable"),
    ],
)
def test_what_was_done_is_read_without_the_action_too(entry: Json, action: str) -> None:
    assert read_reply({"data": [entry]}, 1).rows[0].action == action


def test_rows_of_a_call_of_unknown_outcome_are_not_comparable_whatever_came() -> None:
    forecast = forecast_of(row(Email="a@y.test"))
    call = CallReply(0, 1, {"data": [took("insert", "9")]}, known=False, why="the connection was lost")
    (found,) = compare(forecast, [call])
    assert (found.actual, found.verdict, found.cause) == (None, "not_comparable", "the connection was lost")


def test_rows_of_one_call_are_compared_without_the_rest_of_the_payload() -> None:
    rows = forecast_of(row(Email="a@y.test"), row(Email="ada@x.test"), stored=[ADA]).rows
    found = compare_rows(rows, {"data": [took("insert", "9"), took("insert", "8")]}, 100)
    assert [(each.index, each.verdict, each.rule) for each in found] == [
        (100, "same", None),
        (101, "different", "unknown.stale"),
    ]


# --- the call as a whole ---------------------------------------------------------------------------------------------


def rejected() -> Forecast:
    return forecast_of(row(Email="a@y.test"), check=["Company"], assume="order.not_checkable_effect=rejected")


def test_a_call_that_is_refused_as_forecast_is_the_same_in_every_row() -> None:
    reply = failed("INVALID_DATA", "duplicate_check_fields", json_path="$.duplicate_check_fields[0]")
    (found,) = compare(rejected(), [CallReply(0, 1, reply)])
    assert (found.forecast, found.actual, found.verdict) == ("error", "error", "same")


def test_a_call_that_is_taken_against_the_forecast_names_its_rule() -> None:
    (found,) = compare(rejected(), [CallReply(0, 1, {"data": [took("insert", "9")]})])
    assert (found.actual, found.verdict, found.rule) == ("insert", "different", "order.not_checkable_effect")


def test_a_call_that_is_refused_against_the_forecast_is_explained_by_the_switch() -> None:
    reply = failed("INVALID_DATA", "duplicate_check_fields", json_path="$.duplicate_check_fields[0]")
    (found,) = compared(row(Email="a@y.test"), reply=reply, check=["Company"])
    assert found.switch == ("order.not_checkable_effect", "rejected")


# --- causes ----------------------------------------------------------------------------------------------------------

CONTACT = {"id": "7", "module": {"api_name": "Contacts"}}
TWINS = (record(3, Phone="300", Modified_Time="2024-02-02T00:00:00Z"), record(4, Phone="300"))


def test_the_switch_that_explains_a_difference_is_named() -> None:
    found = only(row(Phone="300"), entry=failed("DUPLICATE_DATA", "Phone", id="3"), stored=TWINS)
    assert (found.verdict, found.rule, found.switch) == ("different", "match.several", ("match.several", "refuse"))
    assert found.cause == "match.several=refuse would explain it: the row is refused with DUPLICATE_DATA"


def test_a_switch_away_from_its_default_is_explained_by_the_default() -> None:
    found = only(row(Phone="300"), entry=took("update", "3", "Phone"), stored=TWINS, assume="match.several=refuse")
    assert found.switch == ("match.several", "oldest")


def test_only_switches_that_a_row_depends_on_are_tried() -> None:
    forecast = forecast_of(row(Email="ada@x.test"), stored=[ADA])
    calls = [CallReply(0, 1, {"data": [took("update", "77", "Email")]})]
    assert forecast.rows[0].depends_on == ()
    assert explain_by_switch(forecast, MemoryIndex([ADA]), calls, [0]) == {}


@pytest.mark.parametrize(
    ("error", "rule"),
    [
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
    ],
)  # fmt: skip
def test_an_unforeseen_error_names_what_no_data_set_could_tell(error: Json, rule: str | None) -> None:
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
    assert (found.rule, found.cause.split(" by now")[0]) == ("unknown.stale", "1 has another Email")


def test_a_record_that_is_known_to_have_changed_is_the_cause() -> None:
    found = only(row(Email="ada@x.test"), entry=took("insert", "900"), stale={"1": "1 is no longer in the org"})
    assert (found.rule, found.cause) == ("unknown.stale", "the data set is behind: 1 is no longer in the org")


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
    assert (found.rule, found.cause) == ("valid.format", "Zoho took what this rule refuses for Email")


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


# --- as JSON ---------------------------------------------------------------------------------------------------------


def test_the_json_of_a_row_has_what_send_prints() -> None:
    found = only(row(Phone="300"), entry=failed("DUPLICATE_DATA", "Phone", id="3"), stored=TWINS).to_json()
    assert {name: found[name] for name in ("index", "forecast", "actual", "verdict", "rule")} == {
        "index": 0,
        "forecast": "update",
        "actual": "error",
        "verdict": "different",
        "rule": "match.several",
    }
    assert found["switch"] == "match.several=refuse"


# --- effects ---------------------------------------------------------------------------------------------------------


def test_what_would_be_cleared_is_listed_with_its_value() -> None:
    stored = [record(1, Email="ada@x.test", Company="Inc")]
    (found,) = cleared(forecast_of({"Email": "ada@x.test", "Company": None}, stored=stored))
    assert (found.index, found.target_id, found.api_name, found.before) == (0, "1", "Company", "Inc")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "workflow, approval, blueprint · cadences"),
        ({"trigger": []}, "no workflow, approval or blueprint · cadences"),
        ({"trigger": ["workflow"]}, "workflow · cadences"),
        (
            {"trigger": [], "skip_feature_execution": [{"name": "cadences"}]},
            "no workflow, approval or blueprint · no cadences",
        ),
        ({"$skip_feature_execution": ["cadences"]}, "workflow, approval, blueprint · no cadences"),
        ({"trigger": "odd", "skip_feature_execution": 5}, "workflow, approval, blueprint · cadences"),
    ],
)
def test_the_automations_that_may_run_are_read_from_the_body(body: dict[str, Json], text: str) -> None:
    assert automations(UpsertRequest((row(),), body=body)).text == text
