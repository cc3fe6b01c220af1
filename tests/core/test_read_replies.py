"""What a JSON value is, of all that may stand where a reply to an upsert is looked for, and what is odd about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.replies import failed, several, took
from tui.core.reply.read import ReadReply, client_error, is_details, is_reply, is_row_reply, read_reply

if TYPE_CHECKING:
    from tui.core.values import Json

DETAILS: Json = {"id": "1", "Created_Time": "2026-01-01T00:00:00Z", "Modified_Time": "2026-01-01T00:00:00Z"}


@each_case(
    ("value", "details"),
    [
        (DETAILS, True),
        ({"id": 1, "Modified_Time": "t", "$approved": True}, True),
        ({"id": "1", "Created_Time": "t", "Email": "a@x.test"}, False),
        ({"id": None, "Created_Time": "t"}, False),
        ({"Created_Time": "t"}, False),
        ({"id": "1"}, False),
        ("id", False),
    ],
)
def test_details_without_the_code_around_them_have_an_id_a_time_and_nothing_of_a_record(
    value: Json, details: bool
) -> None:
    assert is_details(value) is details
    assert is_row_reply(value) is details


@each_case(
    ("value", "of_a_row"),
    [
        (took("insert", "9"), True),
        ({"code": "X", "status": "error"}, True),
        ({"code": "X", "details": {}}, True),
        ({"code": "X", "status": "odd"}, False),
        ({"code": "X"}, False),
        ({"code": 5, "status": "error"}, False),
        ({"status": "success"}, False),
        ({"code": "ECONNRESET", "status": "error", "config": {}}, False),
        ([], False),
    ],
)
def test_what_a_reply_says_of_a_row_has_a_code_and_tells_what_became_of_it(value: Json, of_a_row: bool) -> None:
    assert is_row_reply(value) is of_a_row


@each_case(
    ("value", "reply"),
    [
        ([took("insert", "9")], True),
        ([took("insert", "9"), {}], False),
        ([], False),
        ({"data": [took("insert", "9"), failed("X")]}, True),
        ({"data": [took("insert", "9"), {"Last_Name": "Ode"}]}, False),
        ({"data": []}, False),
        ({"data": {}, **failed("X")}, False),
        (failed("INVALID_MODULE"), True),
        ({"error": "invalid_code"}, True),
        ({"error": "invalid_code", "more": 1}, False),
        ("x", False),
    ],
)
def test_a_reply_is_told_from_all_that_may_stand_around_it(value: Json, reply: bool) -> None:
    assert is_reply(value) is reply


@each_case(
    ("value", "message"),
    [
        ({"error": {"message": "timed out"}}, "timed out"),
        ({"error": {"error": {"message": "within"}}}, "within"),
        ({"json": {"error": "connect ECONNREFUSED 1.2.3.4:443"}}, "connect ECONNREFUSED 1.2.3.4:443"),
        ([{"name": "AxiosError", "message": "failed"}], "failed"),
        ({"name": "AxiosError", "message": "failed"}, "failed"),
        ({"errorMessage": "failed"}, "failed"),
        ({"message": "failed", "stack": "at x"}, "failed"),
        ({"name": "Ada", "message": "hello"}, None),
        ([{"message": "failed", "stack": "at x"}] * 2, None),
        ({"message": "failed", "stack": "at x", "data": []}, None),
        ({"message": "failed", "stack": "at x", "code": "X", "status": "error", "details": {}, "id": 1}, "failed"),
        ({**failed("X"), "errno": 5}, None),
        ({"error": "invalid_code"}, None),
        ("failed", None),
    ],
)
def test_an_error_that_a_client_made_is_no_reply(value: Json, message: str | None) -> None:
    assert client_error(value) == message


@each_case(
    ("reply", "sent", "problem"),
    [
        (" " * 199 + "<", 1, "the reply was a web page"),
        (" " * 200 + "<", 1, "the reply was not JSON"),
        (
            '\ufeff <?xml version="1.0"?><response/>',
            1,
            "the reply was XML, which an upsert never answers with",
        ),
        ("<response uri='/crm'/>", 1, "the reply was XML, which an upsert never answers with"),
        ("at <?xml", 1, "the reply was a web page"),
        (
            "Last_Name,RECORD_ID,STATUS,ERRORS\nOde,1,ADDED,\n",
            1,
            "the reply was the result file of a bulk write, whose lines are not replies to an upsert",
        ),
        (
            "{data=[{code=SUCCESS, status=success}]}",
            1,
            "the reply was not JSON: this is a Java map as it is printed; print it as JSON (ObjectMapper) and paste "
            "that",
        ),
        (
            "{data=[{code=SUCCESS, message=<b>record added</b>}]}",
            1,
            "the reply was not JSON: this is a Java map as it is printed; print it as JSON (ObjectMapper) and paste "
            "that",
        ),
        ("<html><script>row.to_json</script>", 1, "the reply was a web page"),  # though Ruby has the word
        ("https://www.zohoapis.eu/x", 1, "the reply was not JSON"),
        (DETAILS, 2, "the reply is JSON, but not that of an upsert"),
        ({"users": [], "info": {}}, 1, "the reply is JSON, but not that of an upsert"),
        (
            {"data": [took("insert", "9"), failed("NEW_CODE")]},
            2,
            "the reply's entry 2 does not say whether the row was written (NEW_CODE)",
        ),
        ({"data": [None, took("insert", "9")]}, 2, "the reply's entry 1 does not say whether the row was written"),
        (
            {"data": [{"message": "record deleted", "code": "SUCCESS"}]},
            1,
            "this is the reply to a delete, not to an upsert",
        ),
        (
            {"data": [{"id": "1", "Email": "a"}, {"id": "2"}]},
            2,
            "these are records, as a read answers them, not the reply to an upsert",
        ),
        (
            {"data": [{"id": "1", "Email": "a"}, {"Email": "b"}]},
            2,
            "these look like rows that are sent, not like a reply",
        ),
        (
            {"data": [{"message": "record deleted", "code": "SUCCESS"}, took("insert", "9")]},
            2,
            "the reply's entry 1 does not say whether the row was written",
        ),
        ({"data": [{"Email": "b"}, 5]}, 2, "the reply's entry 1, 2 does not say whether the row was written"),
        ({"data": [took("insert", "9"), {"a": 1}]}, 2, "the reply's entry 2 does not say whether the row was written"),
        (DETAILS, 1, ""),
        (took("update", "9"), 1, ""),
    ],
)
def test_why_a_reply_does_not_tell_what_became_of_the_rows(reply: Json, sent: int, problem: str) -> None:
    assert read_reply(reply, sent).problem == problem


@each_case(
    ("data", "remark"),
    [
        ([took("insert", "8"), took("insert", "9")], ""),
        ([took("insert", "9"), took("insert", "9")], "the reply gives one id for several inserted rows"),
        ([took("insert", "9"), took("update", "9")], ""),
        ([took("update", "9"), took("update", "9")], ""),
        ([took("insert", ""), took("insert", "")], ""),
        ([took("insert", "8"), failed("INVALID_DATA", "Email", json_path="$.data[1].Email")], ""),
        (
            [failed("INVALID_DATA", "Email", json_path="$.data[1].Email"), took("insert", "8")],
            "the error of entry 1 points to another row",
        ),
    ],
)
def test_what_is_odd_about_a_reply_that_answers_every_row_is_remarked(data: list[Json], remark: str) -> None:
    read = read_reply({"data": data}, 2)
    assert (read.problem, read.remark) == ("", remark)


@each_case(
    ("details", "api_name"),
    [
        ({"api_name": "Email", "json_path": "$.data[0].Kids[1].Email"}, "Kids[1].Email"),
        ({"json_path": "$.data[0].Kids[1].Email"}, "Kids[1].Email"),
        ({"api_name": "Kids", "json_path": "$.data[0].Kids[1]"}, "Kids"),
        ({"api_name": "Email", "json_path": "$.data[0].Email"}, "Email"),
        ({"json_path": "$.data[0].Email"}, "Email"),
        ({"json_path": "$.data[0].Firm.id"}, "Firm"),
        ({"json_path": "$.data[0]"}, None),
    ],
)
def test_an_error_within_a_row_of_a_subform_is_not_about_a_field_of_the_record(
    details: dict[str, Json], api_name: str | None
) -> None:
    (row,) = read_reply({"data": [failed("INVALID_DATA", **details)]}, 1).rows
    assert [error.api_name for error in row.errors] == [api_name]


def test_a_refusal_is_about_the_rows_only_where_every_error_of_it_is() -> None:
    assert not ReadReply().about_the_rows
    mixed = read_reply(several(failed("NO_PERMISSION"), failed("INVALID_MODULE")), 3)
    assert [error.code for error in mixed.refusal] == ["NO_PERMISSION", "INVALID_MODULE"]
    assert not mixed.about_the_rows
    assert read_reply(failed("INVALID_MODULE"), 3).about_the_rows


def test_only_the_wrapper_of_several_errors_is_opened() -> None:
    (read,) = read_reply(
        {"data": [failed("INVALID_DATA", "Email", errors=[failed("DUPLICATE_DATA", "Phone")])]}, 1
    ).rows
    assert [(error.code, error.api_name) for error in read.errors] == [("INVALID_DATA", "Email")]


@each_case(
    ("entry", "refuses_the_call"),
    [
        (failed("INVALID_DATA", "Email"), False),
        (failed("INVALID_DATA", resource_path_index=0), True),  # a part of the address
        (failed("INVALID_DATA", json_path="$.trigger"), True),
        (several(failed("INVALID_DATA", "x"), failed("INVALID_DATA", json_path="$.trigger")), True),
        (several(failed("INVALID_DATA", "x"), failed("INVALID_DATA", json_path="$.data[0].Email")), False),
    ],
)
def test_the_only_entry_refuses_the_call_where_an_error_points_outside_the_rows_and_none_into_them(
    entry: Json, refuses_the_call: bool
) -> None:
    read = read_reply({"data": [entry]}, 1)
    assert (bool(read.refusal), [row.action for row in read.rows]) == (
        refuses_the_call,
        [] if refuses_the_call else ["error"],
    )


def test_a_row_of_which_one_error_does_not_say_what_was_done_is_not_read_as_refused() -> None:
    (row,) = read_reply({"data": [several(failed("INVALID_DATA", "Email"), failed("NEW_CODE"))]}, 1).rows
    assert row.action == "unreadable"


@each_case(("value", "record_id"), [(9, "9"), ("9", "9"), ("", None), (True, None), (["9"], None), (None, None)])
def test_an_id_is_a_text_or_a_whole_number_and_a_field_a_text(value: Json, record_id: str | None) -> None:
    entry = {"code": "CREATED", "status": "success", "action": "insert", "duplicate_field": 5, "details": {"id": value}}
    (row,) = read_reply({"data": [entry]}, 1).rows
    assert (row.action, row.record_id, row.duplicate_field) == ("insert", record_id, None)
