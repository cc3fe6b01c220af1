"""Forecast against reply: what counts as same, and how tolerantly replies are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.core.helpers import LEADS, forecast_of, record, row
from tests.core.replies import ADA, compared, failed, only, several, took
from tui.core.errors import is_refusal, is_token_refusal
from tui.core.reply.causes import Evidence
from tui.core.reply.compare import CallReply, compare, compare_rows
from tui.core.reply.read import ReplyRow, read_reply

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.values import Json

TWINS = (record(3, Phone="300", Modified_Time="2024-02-02T00:00:00Z"), record(4, Phone="300"))

# --- same ------------------------------------------------------------------------------------------------------------


def test_an_insert_is_the_same_whatever_id_and_duplicate_field_it_got() -> None:
    found = only(row(Email="new@x.test"), entry=took("insert", "900", "Email"))
    assert (found.verdict, found.cause) == ("same", "")


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
    assert found.why == found.cause
    found = only(row(id="1"), entry=took("update", "1", "Phone"))
    assert (found.verdict, found.cause) == ("same", "Zoho decided by Phone, the forecast by the id")


def test_a_later_row_that_meets_a_new_record_is_the_same_with_the_same_id_only() -> None:
    rows = (row(Email="n@x.test"), row(Email="n@x.test", Company="Inc"))
    same = compared(*rows, reply={"data": [took("insert", "900"), took("update", "900", "Email")]})
    assert [each.verdict for each in same] == ["same", "same"]
    other = compared(*rows, reply={"data": [took("insert", "900"), took("update", "901", "Email")]})
    assert [each.verdict for each in other] == ["same", "different"]


def test_a_later_row_that_meets_a_new_record_of_which_nothing_is_told_is_different() -> None:
    rows = (row(Email="n@x.test"), row(Email="n@x.test", Company="Inc"))
    found = compared(*rows, reply={"data": [None, took("update", "900", "Email")]})
    assert [each.verdict for each in found] == ["not_comparable", "different"]


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
    of_nothing = several(failed("INVALID_DATA"), failed("INVALID_DATA", "Email"))
    assert only(wrong, entry=of_nothing).verdict == "different"


def test_the_field_of_an_error_may_stand_in_its_json_path_only() -> None:
    assert (
        only({"Email": "n@x.test"}, entry=failed("MANDATORY_NOT_FOUND", json_path="$.data[0].Last_Name")).verdict
        == "same"
    )


def test_a_row_that_the_forecast_does_not_know_is_not_comparable() -> None:
    found = only(row(Email="x@x.test"), entry=took("insert", "900"), covers={"Email": []})
    assert (found.forecast, found.actual, found.verdict) == ("not_known", "insert", "not_comparable")


# --- replies, read tolerantly ----------------------------------------------------------------------------------------


@each_case(
    ("reply", "problem"),
    [
        (None, "the reply was empty"),
        ("<html><body>502</body></html>", "the reply was a web page"),
        ('{"data": [{"code": "SUCC', "the reply was not JSON"),
        ({"data": []}, "the reply answers 0 of 2 rows, and does not say which"),
        ({"data": [took("insert", "9")]}, "the reply answers 1 of 2 rows, and does not say which"),
        ({"data": None}, "the reply is JSON, but not that of an upsert"),
        ({"users": []}, "the reply is a list of users, not that of an upsert"),
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
    assert read.remark == "the reply has 2 entries for 1 rows; extra entries were ignored"


@each_case("wrap", [lambda error: error, lambda error: {"data": [error]}, lambda error: {"data": error}])
def test_a_call_that_is_refused_reads_alike_bare_and_wrapped(wrap: Any) -> None:
    read = read_reply(wrap(failed("INVALID_MODULE", resource_path_index=0)), 3)
    assert [error.code for error in read.refusal] == ["INVALID_MODULE"]
    assert read.about_the_rows


def test_a_refusal_for_the_token_says_nothing_about_the_rows() -> None:
    (found,) = compared(row(Email="a@y.test"), reply=failed("INVALID_TOKEN"))
    assert (found.actual, found.verdict) == (None, "not_comparable")
    assert found.cause == "the call was refused: INVALID_TOKEN"
    (found,) = compared(row(Email="a@y.test"), reply={"error": "invalid_client"})
    assert (found.actual, found.verdict) == (None, "not_comparable")
    assert found.cause == "this answers the request for a token (invalid_client): without one the upsert was not sent"


def test_an_error_of_the_only_row_is_that_rows() -> None:
    read = read_reply({"data": [failed("DUPLICATE_DATA", "Phone", json_path="$.data[0].Phone", id="5")]}, 1)
    assert not read.refusal
    assert (read.rows[0].action, read.rows[0].record_id) == ("error", "5")


@each_case(
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
        ({"code": "SUCCESS", "details": {"id": 9, "Created_Time": "2024-01-01"}}, "unreadable"),
        ({"code": "SUCCESS", "details": {"id": 9, "Modified_Time": "2024-01-01"}}, "unreadable"),
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
    assert [each.index for each in compare_rows(rows, {"data": [took("insert", "9"), took("insert", "8")]})] == [0, 1]
    missing, sent = {"data": [failed("MANDATORY_NOT_FOUND", "Phone")]}, {0: row(Layout={"id": "5"})}
    causes = [compare_rows(rows[:1], missing, evidence=given)[0].cause for given in (None, Evidence(sent=sent))]
    assert causes == [
        "the layout makes Phone mandatory; the metadata does not",
        "the layout that the row names requires Phone",
    ]


def test_a_later_call_that_is_refused_is_told_of_its_own_rows() -> None:
    rows = forecast_of(row(Email="a@y.test"), row(Email="b@y.test"), row(Email="c@y.test")).rows
    found = compare_rows(rows, failed("LIMIT_EXCEEDED"), 100)
    assert [(each.index, each.actual, each.verdict) for each in found] == [
        (100, "error", "different"),
        (101, "error", "different"),
        (102, "error", "different"),
    ]


def test_rows_of_one_call_may_meet_what_earlier_calls_are_known_to_have_made() -> None:
    _, later = forecast_of(row(Email="n@x.test"), row(Email="n@x.test", Company="Inc")).rows
    reply = {"data": [took("update", "900", "Email")]}
    (found,) = compare_rows([later], reply, 1, went={0: ReplyRow("insert", "900")})
    assert (found.index, found.verdict) == (1, "same")
    (found,) = compare_rows([later], reply, 1)
    assert found.verdict == "different"


@each_case(
    ("code", "api_name", "refusal", "of_the_token"),
    [
        ("DUPLICATE_DATA", None, True, False),
        (" invalid_data\n", None, True, False),
        ("EXPIRED_TOKEN", None, True, True),
        ("AUTHENTICATION_REQUIRED", None, True, True),
        ("INVALID_OAUTHTOKEN", None, True, True),
        ("SOMETHING_NEW", None, False, False),
        ("SOMETHING_NEW", "Email", True, False),
        ("INTERNAL_ERROR", None, False, False),
        ("INTERNAL_ERROR", "Email", False, False),
    ],
)
def test_an_error_says_that_nothing_was_done_by_its_code_or_by_the_field_that_it_names(
    code: str, api_name: str | None, refusal: bool, of_the_token: bool
) -> None:
    assert (is_refusal(code, api_name), is_token_refusal(code)) == (refusal, of_the_token)


# --- the call as a whole ---------------------------------------------------------------------------------------------


def rejected() -> Forecast:
    return forecast_of(row(Email="a@y.test"), check=["Company"], assume="order.not_checkable_effect=rejected")


def test_a_call_that_is_refused_as_forecast_is_the_same_in_every_row() -> None:
    reply = failed("INVALID_DATA", "duplicate_check_fields", json_path="$.duplicate_check_fields[0]")
    (found,) = compare(rejected(), [CallReply(0, 1, reply)])
    assert (found.forecast, found.actual, found.verdict) == ("error", "error", "same")
    (found,) = compared(row(), reply=failed("INVALID_MODULE"), of=replace(LEADS, upsertable=False))
    assert (found.forecast, found.actual, found.verdict) == ("error", "error", "same")


def test_a_call_that_is_refused_otherwise_than_forecast_is_different() -> None:
    for reply in (failed("INVALID_DATA", "data", json_path="$.data"), failed("INVALID_MODULE")):
        (found,) = compare(rejected(), [CallReply(0, 1, reply)])
        assert (found.forecast, found.actual, found.verdict) == ("error", "error", "different")


def test_a_call_that_is_taken_against_the_forecast_names_its_rule() -> None:
    (found,) = compare(rejected(), [CallReply(0, 1, {"data": [took("insert", "9")]})])
    assert (found.actual, found.verdict, found.rule) == ("insert", "different", "order.not_checkable_effect")


def test_a_call_that_is_refused_against_the_forecast_is_explained_by_the_switch() -> None:
    reply = failed("INVALID_DATA", "duplicate_check_fields", json_path="$.duplicate_check_fields[0]")
    (found,) = compared(row(Email="a@y.test"), reply=reply, check=["Company"])
    assert found.switch == ("order.not_checkable_effect", "rejected")
    assert found.to_json()["switch"] == "order.not_checkable_effect=rejected"
    elsewhere = failed("INVALID_DATA", "duplicate_check_fields", json_path="$.duplicate_check_fields[1]")
    (found,) = compared(row(Email="a@y.test"), reply=elsewhere, check=["Company"])
    assert found.switch is None
    assert found.to_json()["switch"] is None
    (found,) = compared(row(Email="a@y.test"), reply={"data": [failed("INVALID_DATA", "Email")]}, check=["Company"])
    assert found.switch is None


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
