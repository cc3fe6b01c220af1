"""Replies as people have them: in the wrappers of tools, in logs, in pages; and what is told of how they were read."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.core.replies import failed, took
from tui.core.reply.incident import calls_in
from tui.core.reply.read import read_reply
from tui.core.reply.saved import (
    SavedReply,
    calls_of,
    how_read,
    saved_replies,
    source_rows,
    the_one_meant,
    together,
)

REPLY = {"data": [took("update", "101", "Email"), took("insert", "909")]}
BODY = json.dumps(REPLY)
REQUEST: dict[str, Any] = {"data": [{"Last_Name": "Ode", "Email": "a@x.test"}], "duplicate_check_fields": ["Email"]}
URL = "https://www.zohoapis.com/crm/v8/Contacts/upsert"
HEADERS = {"content-type": "application/json"}


def one(text: Any) -> SavedReply:
    (saved,) = saved_replies(text if isinstance(text, str) else json.dumps(text))
    return saved


def har(*exchanges: tuple[str, Any], **content: Any) -> dict[str, Any]:
    entries = [
        {
            "startedDateTime": "2026-01-01T00:00:00Z",
            "request": {"method": "POST", "url": url, "postData": {"text": json.dumps(REQUEST)}},
            "response": {
                "status": 200,
                "httpVersion": "h2",
                "content": {"mimeType": "application/json", "text": json.dumps(body), **content},
            },
        }
        for url, body in exchanges
    ]
    return {"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries}}


POSTMAN_RESPONSE = {
    "name": "upsert",
    "originalRequest": {"method": "POST", "url": {"raw": URL}},
    "status": "OK",
    "code": 200,
    "_postman_previewlanguage": "json",
    "header": [],
    "body": BODY,
}
AXIOS = {"status": 200, "statusText": "OK", "headers": HEADERS, "config": {"url": URL}, "request": {}, "data": REPLY}
HTTP = "an HTTP response object"
BODIED = f"{HTTP} (statusCode, headers, body)"
MADE = f"{HTTP} (statusCode, headers, data)"


def test_a_reply_is_taken_out_of_what_a_tool_put_around_it() -> None:
    cases: list[tuple[Any, ...]] = [
        ([{"json": REPLY}], ("n8n items",), None),
        ([{"json": REPLY, "pairedItem": {"item": 0}}], ("n8n items",), None),
        ({"json": REPLY, "binary": {}}, ("n8n items",), None),
        ([{"json": {"body": REPLY, "headers": HEADERS, "statusCode": 200}}], ("n8n items", BODIED), 200),
        ({"statusCode": 200, "headers": [], "data": REPLY, "fileSize": 3}, (MADE,), 200),
        ([{"statusCode": 207, "headers": [], "data": BODY}], (MADE,), 207),
        ({"body": REPLY, "headers": {}, "statusCode": 201, "statusMessage": "x"}, (BODIED,), 201),
        ({"statusCode": 200, "headers": {}, "body": BODY, "isBase64Encoded": False}, (BODIED,), 200),
        ({"status_code": 200, "text": BODY}, (f"{HTTP} (status_code, text)",), 200),
        ({"$return_value": REPLY, "steps": {}}, ('the key "$return_value"',), None),
        ({"responseCode": 200, "responseText": BODY}, ('the key "responseText"',), 200),
        (AXIOS, ("axios's response object",), 200),
        ({"status": 200, "data": REPLY}, ('the key "data"',), 200),
        ({"response": AXIOS}, ('the key "response"', "axios's response object"), 200),
        (
            {
                "name": "AxiosError",
                "message": "x",
                "code": "ERR_BAD_REQUEST",
                "config": {},
                "response": AXIOS | {"status": 400},
            },
            ("axios's response object",),
            400,
        ),
        (POSTMAN_RESPONSE, ("a Postman collection",), 200),
        ({"info": {"_postman_id": "1"}, "item": [{"name": "u", "response": [POSTMAN_RESPONSE]}]}, None, 200),
        (har((URL, REPLY)), ("a HAR file",), 200),
        (har(("https://x.test/crm/v8/Contacts", {"data": [took("insert", "1")]}), (URL, REPLY)), ("a HAR file",), 200),
        (har((URL, REPLY))["log"]["entries"][0], ("a HAR file",), 200),
        ({"result": {"success": True, "output": BODY}}, ('the key "result"', 'the key "output"'), None),
        (json.dumps(BODY), ("JSON within a text",), None),
    ]
    for wrapped, around, status in cases:
        saved = one(wrapped)
        assert (saved.reply, saved.status) == (REPLY, status)
        if around is not None:
            assert saved.around == around
            assert how_read([saved]) == (f"taken out of {', then '.join(around)}",)


def test_the_body_of_a_har_file_may_be_base64() -> None:
    wrapped = har((URL, REPLY), encoding="base64", text=base64.b64encode(BODY.encode()).decode())
    assert one(wrapped).reply == REPLY


def test_a_reply_is_found_within_other_text() -> None:
    cases: list[tuple[Any, ...]] = [
        (f"2026-01-01 12:00:00 INFO [sync] Zoho replied: {BODY}", ("other text",)),
        (f"{BODY} (200, 0.4 s)\n", ("other text",)),
        (f"> {json.dumps(REQUEST)}\n< {BODY}\n", ("other text",)),
        (f"* Connected\n< HTTP/2 207\n< x: y\n\n{json.dumps(REPLY, indent=2)}\n* closed", ("other text",)),
        (json.dumps({"level": "info", "msg": "replied", "body": BODY}), ('the key "body"',)),
        ("level=info body=" + json.dumps(BODY), ("other text", "JSON with escaped quotes")),
        (repr(REPLY), ("a Python literal",)),
        (f"INFO:root:response {REPLY!r}", ("other text", "a Python literal")),
        (repr({"status_code": 200, "body": REPLY}), ("a Python literal", f"{HTTP} (status_code, body)")),
        (repr(BODY.encode()), ("other text",)),
        ("{ data: [ " + ", ".join(json.dumps(row) for row in REPLY["data"]) + ", ] }", ("a JavaScript object",)),
        ("axios: " + BODY.replace('"status"', "status"), ("other text", "a JavaScript object")),
        (BODY[:-2] + ",]} // saved", ("other text", "JSON with comments or trailing commas")),
        (f"<Response [200]>\n{REPLY!r}", ("other text", "a Python literal")),
    ]
    for text, around in cases:
        saved = one(text)
        assert saved.reply == REPLY
        assert saved.around == around


def test_the_status_line_of_a_log_is_the_status() -> None:
    assert one(f"< HTTP/1.1 100 Continue\n<\n< HTTP/2 207\n<\n{BODY}").status == 207


def test_what_is_cut_or_no_reply_stays_a_text() -> None:
    cases: list[Any] = [
        BODY[:-40],
        f"INFO {BODY[:-1]}",
        json.dumps({"body": BODY})[:-9],
        f"INFO {repr(REPLY)[:-2]}",
        "Zoho said {nothing}",
        json.dumps(REQUEST) + " was sent",
        "{" * 5_000,
        "['" * 5_000,
    ]
    for text in cases:
        assert one(text).reply == text
        assert one(text).around == ()


def test_what_is_no_reply_says_nothing_of_any_row() -> None:
    cases: list[Any] = [
        REQUEST,
        {"code": "ECONNRESET", "message": "socket hang up"},
        {"message": "Request failed", "code": "ERR_BAD_RESPONSE", "config": {}, "status": "error"},
        har(("https://www.zohoapis.com/crm/v8/Contacts", {"data": [{"id": "1", "Last_Name": "Ode"}]})),
        {"data": [{"id": "1", "Modified_Time": "2026-01-01T00:00:00Z", "Last_Name": "Ode"}]},
    ]
    for value in cases:
        (saved,) = saved_replies(json.dumps(value))
        read = read_reply(saved.reply, 1)
        assert not read.refusal
        assert read.problem


def test_the_body_of_a_response_object_may_be_no_reply() -> None:
    cases: list[tuple[Any, ...]] = [
        ({"statusCode": 502, "headers": {}, "body": "<html>Bad gateway</html>"}, "<html>Bad gateway</html>", 502),
        ({"statusCode": 204, "headers": {}, "body": ""}, None, 204),
        ({"status": 500, "data": None}, None, 500),
    ]
    for wrapped, reply, status in cases:
        saved = one(wrapped)
        assert (saved.reply, saved.status) == (reply, status)


# --- details alone ---------------------------------------------------------------------------------------------------

UPDATED = {
    "Modified_Time": "2026-01-01T10:00:00+01:00",
    "Modified_By": {"name": "A", "id": "1"},
    "Created_Time": "2024-01-01T09:00:00+01:00",
    "id": "101",
    "Created_By": {"name": "A", "id": "1"},
}
INSERTED = UPDATED | {"Created_Time": UPDATED["Modified_Time"], "id": "909"}


def test_details_alone_tell_what_was_done_by_their_times() -> None:
    cases: list[tuple[Any, ...]] = [
        (UPDATED, [("update", "101")]),
        (INSERTED, [("insert", "909")]),
        (UPDATED | {"$approval_state": "approved"}, [("update", "101")]),
        ([UPDATED, INSERTED], [("update", "101"), ("insert", "909")]),
        ([{"json": UPDATED}, {"json": INSERTED}], [("update", "101"), ("insert", "909")]),
        ({"response": UPDATED}, [("update", "101")]),
        ({k: v for k, v in UPDATED.items() if k != "Created_Time"}, [("unreadable", "101")]),
    ]
    for value, rows in cases:
        saved = saved_replies(json.dumps(value))
        (call,) = calls_of(len(rows), saved)
        read = read_reply(call.call.reply, len(rows))
        assert [(row.action, row.record_id) for row in read.rows] == rows
        assert "details alone" in how_read(saved)[-1]


# --- several ---------------------------------------------------------------------------------------------------------

PAGES = [{"data": [took("insert", str(9000 + number)) for number in range(100)]}, {"data": [took("insert", "1")]}]


def test_several_pages_answer_several_calls() -> None:
    cases: list[Any] = [
        json.dumps(PAGES),
        "\n".join(map(json.dumps, PAGES)),
        json.dumps(PAGES[0], indent=1) + "\n" + json.dumps(PAGES[1], indent=1),
        json.dumps([{"json": page} for page in PAGES]),
        json.dumps([{"statusCode": 200, "body": json.dumps(page)} for page in PAGES]),
        json.dumps(har(*((URL, page) for page in PAGES))),
        "\n".join(f"INFO {page!r}" for page in PAGES),
    ]
    for text in cases:
        calls = calls_of(101, saved_replies(text))
        assert [(call.call.start_index, call.call.rows, call.outcome) for call in calls] == [
            (0, 100, "answered"),
            (100, 1, "answered"),
        ]


def test_replies_to_one_row_each_answer_the_rows_in_turn() -> None:
    replies = saved_replies("\n".join(json.dumps({"data": [entry]}) for entry in REPLY["data"]))
    (call,) = calls_of(2, replies)
    assert (call.call.rows, call.call.reply, call.outcome) == (2, REPLY, "answered")
    assert len(calls_of(1, replies)) == 1


def test_of_several_replies_the_only_one_with_as_many_entries_as_rows_is_taken() -> None:
    one_row = {"data": [took("insert", "1")]}
    (call,), said = calls_in(json.dumps([one_row, REPLY, one_row]), 2)
    assert (call.call.reply, said[-1]) == (REPLY, "one of 3 in the text: the only one with 2 entries")
    (call,), said = calls_in(json.dumps([REPLY, one_row, REPLY]), 2)
    assert (call.call.reply, said[-1]) == (REPLY, "the first of 3 in the text; the others are left out")


def test_a_reply_with_an_entry_for_each_of_many_rows_answers_the_payload_as_a_whole() -> None:
    reply = {"data": [took("insert", str(number)) for number in range(150)]}
    (call,) = calls_of(150, [one(reply)])
    assert (call.call.start_index, call.call.rows, call.outcome) == (0, 150, "answered")
    assert len(read_reply(call.call.reply, call.call.rows).rows) == 150


# --- refusals of the call --------------------------------------------------------------------------------------------


def test_an_error_about_the_token_refuses_the_call() -> None:
    cases_0: list[Any] = [
        "INVALID_TOKEN",
        "INVALID_OAUTHTOKEN",
        "INVALID_OAUTH_TOKEN",
        "AUTHENTICATION_FAILURE",
        "OAUTH_SCOPE_MISMATCH",
        "OAUTH_SCOPE_INVALID",
        "AUTHENTICATION_REQUIRED",
    ]
    cases_1: list[Any] = [lambda error: error, lambda error: {"data": [error]}, lambda error: {"body": error}]
    for code in cases_0:
        for wrap in cases_1:
            saved = one(wrap(failed(code)))
            read = read_reply(saved.reply, 1)
            assert [error.code for error in read.refusal] == [code]
            assert not read.about_the_rows
            assert calls_of(1, [saved])[0].outcome == "refused"


def test_a_refusal_within_a_wrapper_refuses_every_row() -> None:
    cases: list[Any] = [
        lambda error: {"status": 400, "data": error},
        lambda error: {"statusCode": 400, "headers": [], "data": error},
        lambda error: [
            {"json": {"error": {"name": "AxiosError", "code": "ERR_BAD_REQUEST", "response": {"data": error}}}}
        ],
        lambda error: [error],
    ]
    for wrap in cases:
        read = read_reply(one(wrap(failed("INVALID_MODULE", resource_path_index=0))).reply, 2)
        assert [error.code for error in read.refusal] == ["INVALID_MODULE"]


def test_an_error_of_the_token_server_refuses_the_call() -> None:
    cases: list[Any] = ["invalid_code", "invalid_client", "Access Denied"]
    for error in cases:
        read = read_reply(one({"error": error, "error_description": "no", "status": "failure"}).reply, 1)
        assert [(each.code, each.message) for each in read.refusal] == [(error, "no")]
        assert not read.about_the_rows


def test_several_errors_refuse_the_call_only_if_each_is_about_it() -> None:
    def several(*errors: dict[str, Any]) -> dict[str, Any]:
        return {"data": [failed("MULTIPLE_OR_MULTI_ERRORS", errors=list(errors))]}

    missing = failed("MANDATORY_NOT_FOUND", api_name="Last_Name")
    mixed = read_reply(several(failed("LIMIT_EXCEEDED"), missing), 1)
    assert (mixed.refusal, [each.action for each in mixed.rows]) == ((), ["error"])
    both = read_reply(several(failed("LIMIT_EXCEEDED"), failed("INVALID_TOKEN")), 1)
    assert [error.code for error in both.refusal] == ["LIMIT_EXCEEDED", "INVALID_TOKEN"]


# --- errors of tools, other replies ----------------------------------------------------------------------------------

REFUSED = {"data": [failed("MANDATORY_NOT_FOUND", "Last_Name"), took("insert", "909")]}


def test_the_reply_within_the_error_of_a_tool_is_found() -> None:
    cases: list[Any] = [
        [{"error": {"message": f"400 - {json.dumps(json.dumps(REFUSED))}", "name": "NodeApiError", "httpCode": "400"}}],
        [{"json": {"error": {"message": "Bad request", "description": json.dumps(REFUSED)}}}],
        {"errorMessage": "Bad request", "errorDetails": {"rawErrorMessage": [f"400 - {json.dumps(REFUSED)}"]}},
        {"message": "Request failed with status code 400", "name": "AxiosError", "response": {"data": REFUSED}},
        {
            "__composite_responses": [
                {"code": "SUCCESS", "details": {"response": {"body": REFUSED, "status_code": 207}}}
            ]
        },
    ]
    for text in cases:
        saved = one(text)
        assert saved.reply == REFUSED
        assert saved.around


def test_the_error_of_a_tool_without_a_reply_leaves_open_what_zoho_did() -> None:
    cases: list[tuple[Any, ...]] = [
        ([{"json": {"error": "Bad request - please check your parameters"}}], "Bad request - please check"),
        ([{"error": {"message": "timeout of 300000ms exceeded", "name": "AxiosError"}}], "timeout of 300000ms"),
        ({"errorMessage": "The service refused the connection", "n8nDetails": {}}, "The service refused"),
        ({"name": "AxiosError", "message": "Request failed with status code 502", "config": {}}, "status code 502"),
    ]
    for text, said in cases:
        read = read_reply(one(text).reply, 2)
        assert read.problem.startswith("this is an error of the client (")
        assert said in read.problem
        assert not read.refusal


def test_a_reply_to_another_call_is_named() -> None:
    cases: list[tuple[Any, ...]] = [
        ({"data": [{"id": "1", "Last_Name": "x"}, {"id": "2"}], "info": {}}, "these are records, as a read answers"),
        (REQUEST, "these look like rows that are sent"),
        ({"data": [{"code": "SUCCESS", "details": {"id": "1"}, "message": "record deleted"}]}, "the reply to a delete"),
        ({"users": [{"id": "1"}]}, "the reply is a list of users"),
    ]
    for reply, said in cases:
        assert said in read_reply(one(reply).reply, 2).problem
        assert said in read_reply(one(reply).reply, 1).problem


def test_a_code_of_the_token_server_is_a_refusal_and_a_sentence_is_none() -> None:
    assert read_reply({"error": "invalid_code"}, 1).refusal
    assert read_reply({"error": "Access Denied"}, 1).refusal
    assert not read_reply({"error": "The connection timed out, consider retrying"}, 1).refusal


# --- piece by piece --------------------------------------------------------------------------------------------------

TOLD, OTHER = {"data": [took("insert", "1")]}, {"data": [took("insert", "2")]}


def test_a_reply_that_is_no_json_or_nothing_keeps_the_status_of_its_head() -> None:
    assert saved_replies("") == saved_replies(" \ufeff\n") == (SavedReply(None),)
    assert saved_replies("HTTP/1.1 204 No Content\r\n\r\n") == (SavedReply(None, 204),)
    assert saved_replies("HTTP/1.1 502 Bad Gateway\r\n\r\n<html>") == (SavedReply("<html>", 502),)
    assert saved_replies(f"HTTP/1.1 207 Multi-Status\r\n\r\n{BODY}") == (SavedReply(REPLY, 207),)
    assert saved_replies("HTTP/1.1 500 Oh\r\n\r\n[5]") == (SavedReply([5], 500),)


def test_which_rows_were_sent_is_told_by_the_report_of_a_send_alone() -> None:
    def rows(**told: Any) -> tuple[int, ...]:
        return source_rows(json.dumps({"batches": [], **told}))

    assert rows(source_rows=[0, 2]) == (0, 2)
    for wrong in ([0, -1], [0, True], [0, "1"], {"0": 1}, None, []):
        assert rows(source_rows=wrong) == (), wrong
    for text in ('{"source_rows": [0]}', "[]", "5", "[{", ""):
        assert source_rows(text) == (), text


def test_the_calls_of_a_report_of_a_send_say_how_each_ended() -> None:
    def report(*batches: Any) -> tuple[SavedReply, ...]:
        return saved_replies(json.dumps({"batches": batches, "data": [took("insert", "1")]}))

    ended = [{"reply": REPLY, "status": 200, "outcome": "answered"}, {"reply": None, "status": True, "outcome": "moon"}]
    assert report(*ended) == (SavedReply(REPLY, 200, "answered"), SavedReply(None))
    for no_calls in (report(), report(5), report(ended[0], 5), saved_replies('{"batches": 5}')):
        assert [saved.outcome for saved in no_calls] == [None]
    of_unknown = calls_of(1, [SavedReply(TOLD, 200, "unknown")])[0]
    assert (of_unknown.outcome, of_unknown.call.known, of_unknown.call.why) == ("unknown", False, "")
    of_unsent = calls_of(1, [SavedReply(None, None, "not_sent")])[0]
    assert (of_unsent.outcome, of_unsent.call.known, of_unsent.call.why) == ("not_sent", False, "the call was not sent")
    of_refused = calls_of(1, [SavedReply(TOLD, 200, "refused")])[0]
    assert (of_refused.outcome, of_refused.call.known) == ("answered", True)


def test_of_values_that_hold_no_reply_the_body_of_a_response_is_taken() -> None:
    def bodies(value: Any) -> list[tuple[Any, int | None]]:
        return [(saved.reply, saved.status) for saved in saved_replies(json.dumps(value))]

    assert bodies({"response": {"a": 1}, "response_status": 500, "http_status": 400}) == [({"a": 1}, 500)]
    assert bodies({"response": {"a": 1}, "http_status": 400}) == [({"a": 1}, 400)]
    assert bodies({"response": {"a": 1}, "response_status": "500"}) == [({"a": 1}, None)]
    kept: list[Any] = [
        {"response": {"a": 1}, "data": 5},
        {"response": 5},
        {"status": "error"},
        {"body": ""},
        5,
        [],
        [5],
    ]
    kept += [{"statusCode": 200, "body": {}}, {"statusCode": True, "body": ""}, {"statusCode": 200}, [{"data": 1}, {}]]
    for value in kept:
        assert bodies(value) == [(value, None)], value
    assert bodies([{"data": 1}, {"data": 2}]) == [({"data": 1}, None), ({"data": 2}, None)]
    assert bodies({"statusCode": 502, "status": 500, "body": "<html>"}) == [("<html>", 502)]
    assert bodies({"status": 500, "body": {}, "data": ""}) == [(None, 500)]


def test_the_answers_of_a_composite_request_are_replies_with_their_status() -> None:
    def answers(*entries: Any) -> list[tuple[Any, int | None, tuple[str, ...]]]:
        found = saved_replies(json.dumps({"__composite_responses": entries}))
        return [(saved.reply, saved.status, saved.around) for saved in found]

    def answered(**response: Any) -> dict[str, Any]:
        return {"details": {"response": response}}

    around = ("a composite response",)
    assert answers(answered(body=TOLD, status_code=200, statusCode=201)) == [(TOLD, 200, around)]
    two = [answered(body=TOLD, statusCode=201), 5, {"details": 5}, {"details": {"response": 5}}, answered(body=OTHER)]
    assert answers(*two) == [(TOLD, 201, around), (OTHER, None, around)]
    assert [saved.around for saved in saved_replies(json.dumps({"__composite_responses": 5}))] == [()]


def test_replies_to_single_rows_side_by_side_are_one_reply() -> None:
    rows = REPLY["data"]
    assert [saved.reply for saved in saved_replies(json.dumps([{"json": entry} for entry in rows]))] == [rows]
    assert [saved.reply for saved in saved_replies(json.dumps([{"json": rows[0]}]))] == [rows[0]]
    mixed = saved_replies(json.dumps([{"json": rows[0]}, {"json": TOLD}]))
    assert [saved.reply for saved in mixed] == [rows[0], TOLD]
    with_status = saved_replies(
        json.dumps(
            [{"statusCode": code, "headers": {}, "body": entry} for code, entry in zip((201, 202), rows, strict=True)]
        )
    )
    assert [(saved.reply, saved.status) for saved in with_status] == [(rows, 201)]
    (one_way,) = saved_replies(json.dumps([{"json": rows[0]}, {"body": rows[1], "headers": {}, "statusCode": 200}]))
    assert one_way.around == ("n8n items",)
    headed = saved_replies(f"HTTP/2 207\r\n\r\n{json.dumps([{'json': entry} for entry in rows])}")
    assert [(saved.reply, saved.status) for saved in headed] == [(rows, 207)]
    one_headed = saved_replies("HTTP/2 207\r\n\r\n" + json.dumps({"statusCode": 200, "headers": {}, "body": TOLD}))
    assert [(saved.reply, saved.status) for saved in one_headed] == [(TOLD, 200)]


def test_within_a_text_only_what_stands_beside_the_brackets_is_other_text() -> None:
    def read(text: str) -> list[tuple[Any, int | None, tuple[str, ...]]]:
        return [(saved.reply, saved.status, saved.around) for saved in saved_replies(text)]

    assert read(f"{BODY},\n{json.dumps(TOLD)}\n") == [(REPLY, None, ()), (TOLD, None, ())]
    other = ("other text",)
    assert read(f"{BODY}\nx\n{json.dumps(TOLD)}") == [(REPLY, None, other), (TOLD, None, other)]
    assert read(f"x {BODY}") == read(f"{BODY} x") == [(REPLY, None, other)]
    assert read(f"x {{'a': '}}]{{'}} {BODY} {{ not closed") == [(REPLY, None, other)]
    assert read(f"x {{oddly}} {BODY}") == [(REPLY, None, other)]
    in_lines = BODY.replace('"', '\\"').replace(": [", ":\n [")
    assert read(f"x {in_lines}") == [(REPLY, None, (*other, "JSON with escaped quotes"))]


def test_how_replies_were_read_is_told_once_for_each_way() -> None:
    plain, wrapped, twice = SavedReply(TOLD), SavedReply(TOLD, around=("a",)), SavedReply(TOLD, around=("a", "b"))
    for nothing in (plain, SavedReply(None), SavedReply([TOLD]), SavedReply(5), SavedReply("x")):
        assert how_read([nothing]) == ()
    assert how_read([wrapped, plain, wrapped, twice]) == ("taken out of a; a, then b",)
    alone = "details alone, without an action, as Deluge returns them; the times tell inserts from updates"
    assert how_read([plain, SavedReply(UPDATED)]) == how_read([SavedReply([TOLD, UPDATED])]) == (alone,)


def several_rows(rows: int, first: int = 0) -> dict[str, Any]:
    return {"data": [took("insert", str(first + number)) for number in range(rows)]}


def test_a_payload_is_cut_into_calls_where_its_reply_does_not_answer_it_as_a_whole() -> None:
    def cut(rows: int, *replies: Any) -> list[tuple[int, int, str]]:
        calls = calls_of(rows, [SavedReply(each) for each in replies])
        return [(each.call.start_index, each.call.rows, each.outcome) for each in calls]

    assert cut(100, several_rows(100)) == [(0, 100, "answered")]
    assert cut(101, several_rows(101)) == [(0, 101, "answered")]
    assert cut(101, several_rows(100)) == [(0, 100, "answered"), (100, 1, "unknown")]
    assert cut(201, failed("INVALID_MODULE")) == [(0, 201, "refused")]
    assert cut(101, failed("INVALID_MODULE"), several_rows(1)) == [(0, 100, "refused"), (100, 1, "answered")]
    assert cut(0, several_rows(1)) == cut(0, failed("INVALID_MODULE")) == []
    assert cut(201, several_rows(100), several_rows(100)) == [
        (0, 100, "answered"),
        (100, 100, "answered"),
        (200, 1, "unknown"),
    ]
    missing = calls_of(101, [SavedReply(several_rows(100))])[1].call
    assert (missing.known, missing.why, missing.reply) == (False, "there is no reply to its call", None)
    assert cut(2, {"data": [took("insert", "1")]}) == [(0, 2, "unknown")]


def test_replies_to_fewer_rows_than_a_call_takes_are_one_where_their_entries_come_to_the_rows() -> None:
    def joined(rows: int, *replies: Any) -> list[int]:
        found = together(
            rows, [SavedReply(each, 200 + place, None, (str(place),)) for place, each in enumerate(replies)]
        )
        if len(found) == 1 < len(replies):
            assert (found[0].status, found[0].around, found[0].outcome) == (200, ("0",), None)
        return [len(each.reply["data"]) if isinstance(each.reply, dict) else 0 for each in found]

    assert joined(3, several_rows(1), several_rows(2)) == [3]
    assert joined(100, several_rows(50), several_rows(50)) == [100]
    assert joined(101, several_rows(50), several_rows(51)) == [50, 51]
    assert joined(4, several_rows(1), several_rows(2)) == [1, 2]
    assert joined(1, several_rows(1)) == [1]
    assert joined(4, several_rows(3), "x") == [3, 0]
    assert joined(3, several_rows(3), None) == [3, 0]
    assert joined(4, {"data": [5, 6]}, several_rows(2)) == [2, 2]
    assert joined(4, {"data": [5, took("insert", "1")]}, several_rows(2)) == [2, 2]


def test_of_several_replies_only_one_that_fits_is_meant() -> None:
    def meant(rows: int, *sizes: int) -> tuple[list[int], str]:
        found, said = the_one_meant(rows, [SavedReply(several_rows(size)) for size in sizes])
        return [len(each.reply["data"]) for each in found if isinstance(each.reply, dict)], said

    assert meant(2, 1, 2, 3) == ([2], "one of 3 in the text: the only one with 2 entries")
    assert meant(1, 2, 1) == ([1], "one of 2 in the text: the only one with 1 entry")
    assert meant(100, 100, 1)[0] == [100]
    for rows, *sizes in ((2, 2, 2), (2, 1, 3), (101, 101, 1), (1, 1)):
        assert meant(rows, *sizes) == (sizes, "")
