"""JSON that wraps a payload: which values are wrappers, what is taken out of each, and what is a payload itself."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.cases import each_case
from tui.core.payload.json_calls import N8N, TOOL_CALL, is_log_line, may_wrap, read, wraps

ROW: Final = {"Last_Name": "Ode"}
ROWS: Final = [ROW]
BODY: Final = {"data": ROWS}
CALL: Final = {"module": "Leads", "records": ROWS}
TOLD: Final = {"code": "SUCCESS", "status": "success"}
SENT: Final = {
    "_type": "request",
    "method": "POST",
    "url": "https://www.zohoapis.com/crm/v8/Leads/upsert",
    "body": {"text": json.dumps(BODY)},
}
EXPORT: Final = "the export of an HTTP client"
ROWS_IN_A_TEXT: Final = "JSON with its rows in a text"


def calls(value: Any) -> list[tuple[str | None, str, Any]] | None:
    """Of each call that a value wraps its module, its form and its body."""
    found = read(json.dumps(value), value)
    return None if found is None else [(each.target.module, each.form, json.loads(each.body.text)) for each in found]


@each_case(
    "value",
    [
        5,
        [],
        {"log": {"entries": 5}},
        {"request": {"x": 1}},
        {"item": "x", "info": {}},
        {"item": [], "info": 1},
        {"collection": {"item": 5}},
        {"collection": 5},
        {"nodes": []},
        {"nodes": 5},
        {"_type": "export", "resources": 5},
        {"data": "{}"},
        {"data": "[]"},
        {"data": "5"},
        {"data": "x"},
        {"data": "[5]"},
        {"foo": BODY, "x": 1},
        {"foo": json.dumps(BODY)},
        {"body": {"data": []}},
        {"body": "x"},
        {"body": 5},
        {"body": json.dumps(ROWS)},
        {"body": '{"data": []}'},
        {"records": ROWS, "x": 1},
        {"records": ROWS, "rows": ROWS},
        {"records": 5},
        {"records": []},
        {"records": [ROW, 5]},
        {"records": [TOLD]},
        {"module": "Leads"},
        {"module": "Leads", "records": "x"},
        {"module": "Leads", "records": 5},
        {"module": "Leads", "body": {"x": 1}},
        {"module": "Leads", "body": "{}"},
        {"module": 5, "records": ROWS},
        {"module": 5, "data": ROWS},
        {"module": 5, "body": BODY, "x": 1},
        {"data": ROWS, "duplicate_check_fields": ["Email"]},
        {"data": ROWS, "body": BODY},
        {"arguments": "{x"},
        {"arguments": {"x": 1}},
        {"tool_calls": []},
        {"tool_calls": [5]},
        {"tool_calls": 5},
        {"function": 5},
        {"function": {"x": 1}},
        [CALL, 5],
        [CALL, {"module": "x"}],
        [CALL, {"x": 1}],
        [{"records": ROWS}],
        [{"foo": BODY}],
        [{**BODY, "x": 1}],
        [{"trigger": []}],
        [{"json": ROW, "x": 1}],
        [{"json": 5}],
        [{"json": ROW}, 5],
    ],
)
def test_a_value_without_a_call_wraps_nothing(value: Any) -> None:
    assert calls(value) is None


@each_case(
    ("value", "found"),
    [
        ({"requests": [SENT]}, [("Leads", EXPORT, BODY)]),
        ({"_type": "export", "resources": [SENT]}, [("Leads", EXPORT, BODY)]),
        ({"data": json.dumps(BODY)}, [(None, "JSON in a text", BODY)]),
        ({"data": json.dumps(ROWS)}, [(None, ROWS_IN_A_TEXT, BODY)]),
        ({"data": json.dumps(ROW)}, [(None, ROWS_IN_A_TEXT, BODY)]),
        ({"data": json.dumps(ROWS), "trigger": []}, [(None, ROWS_IN_A_TEXT, {**BODY, "trigger": []})]),
        ({"input_data": BODY, "x": 1}, [(None, "JSON under the key input_data", BODY)]),
        ({"foo": BODY}, [(None, "JSON under the key foo", BODY)]),
        ({"body": json.dumps(BODY)}, [(None, "JSON under the key body", BODY)]),
        ({"records": ROWS}, [(None, "JSON with its rows under records", BODY)]),
        ({"rows": ROWS, "trigger": []}, [(None, "JSON with its rows under rows", {**BODY, "trigger": []})]),
        ({"records": [TOLD, ROW]}, [(None, "JSON with its rows under records", {"data": [TOLD, ROW]})]),
        ({"records": [{"code": 1}]}, [(None, "JSON with its rows under records", {"data": [{"code": 1}]})]),
        ({"records": [{"status": 1}]}, [(None, "JSON with its rows under records", {"data": [{"status": 1}]})]),
        (CALL, [("Leads", TOOL_CALL, BODY)]),
        ({"module": "Leads", "records": ROW}, [("Leads", TOOL_CALL, BODY)]),
        ({"module": "Leads", "records": json.dumps(ROWS)}, [("Leads", TOOL_CALL, BODY)]),
        ({"module": "Leads", "record": json.dumps(ROW)}, [("Leads", TOOL_CALL, BODY)]),
        ({"module": "Leads", "records": 5, "rows": ROWS}, [("Leads", TOOL_CALL, BODY)]),
        ({"module": "Leads", "body": 5, "payload": BODY}, [("Leads", TOOL_CALL, BODY)]),
        ({"module": "Leads", "body": json.dumps(BODY)}, [("Leads", TOOL_CALL, BODY)]),
        (
            {
                "items": ROWS,
                "duplicate_check_fields": ["Email"],
                "x": 5,
                "y": [1],
                "w": ["a", 1],
                "z": ["a"],
                "trigger": 5,
            },
            [(None, TOOL_CALL, {**BODY, "duplicate_check_fields": ["Email"], "z": ["a"], "trigger": 5})],
        ),
        (
            {"module": 5, "records": ROWS, "duplicate_check_fields": ["Email"]},
            [(None, TOOL_CALL, {**BODY, "duplicate_check_fields": ["Email"]})],
        ),
        (
            {**CALL, "duplicateCheckFields": "Email"},
            [("Leads", TOOL_CALL, {**BODY, "duplicate_check_fields": "Email"})],
        ),
        ({"arguments": f" {json.dumps(CALL)}"}, [("Leads", TOOL_CALL, BODY)]),
        ({"arguments": 5, "args": CALL}, [("Leads", TOOL_CALL, BODY)]),
        ({"tool_calls": [{"function": {"arguments": CALL}}]}, [("Leads", TOOL_CALL, BODY)]),
        ({"function": {"arguments": CALL}}, [("Leads", TOOL_CALL, BODY)]),
        ([CALL, {"module": "Deals", "record": ROW}], [("Leads", TOOL_CALL, BODY), ("Deals", TOOL_CALL, BODY)]),
        ([BODY], [(None, "a list of bodies", BODY)]),
        (
            [BODY, CALL, {**BODY, "trigger": []}],
            [
                (None, "a list of bodies", BODY),
                ("Leads", TOOL_CALL, BODY),
                (None, "a list of bodies", {**BODY, "trigger": []}),
            ],
        ),
        ([{"json": ROW}], [(None, N8N, ROWS)]),
        ([{"json": ROW}, {"json": ROW}], [(None, N8N, [ROW, ROW])]),
        ([{"json": BODY}], [(None, N8N, BODY)]),
        ([{"json": BODY}, {"json": ROW}], [(None, N8N, [BODY, ROW])]),
        ([{"json": {"body": BODY}}], [(None, N8N, BODY)]),
        ([{"json": {"body": {"x": 1}}}], [(None, N8N, [{"body": {"x": 1}}])]),
        ([{"json": {"body": 5}}], [(None, N8N, [{"body": 5}])]),
        ([{"json": {"body": BODY}}, {"json": ROW}], [(None, N8N, [{"body": BODY}, ROW])]),
        ([{"json": CALL}], [("Leads", N8N, BODY)]),
        ([{"json": CALL}, {"json": ROW}], [(None, N8N, [CALL, ROW])]),
    ],
)
def test_a_wrapper_gives_the_module_the_form_and_the_body_of_each_call(value: Any, found: Any) -> None:
    assert calls(value) == found


def test_a_line_with_a_key_of_a_wrapper_may_be_one() -> None:
    assert [may_wrap(json.dumps(value)) for value in (CALL, {"url": "x"}, ROW)] == [True, True, False]


def test_what_wraps_calls_does_so_even_where_they_cannot_be_read() -> None:
    unreadable: dict[str, Any] = {"log": {"entries": []}}
    assert [wraps(json.dumps(value), value) for value in (CALL, unreadable, ROW)] == [True, True, False]


@each_case(
    ("value", "is_one"),
    [
        ({"msg": "x", "time": 1}, True),
        ({"level": "info", "log": "x", "other": 1}, True),
        ({"msg": "x"}, False),
        ({"time": 1}, False),
        ({"msg": 5, "time": 1}, False),
        ({"msg": "x", "time": 1, "Last_Name": "Ode"}, False),
        (["time"], False),
    ],
)
def test_a_log_line_is_a_text_with_when_or_how_it_was_logged(value: Any, is_one: bool) -> None:
    assert is_log_line(value) is is_one


def test_a_body_that_stands_in_the_text_is_placed_in_it() -> None:
    for value in ({"foo": BODY}, [{"json": BODY}], [{"json": {"body": BODY}}], {"module": "Leads", "body": BODY}):
        text = json.dumps(value)
        (call,) = read(text, value) or ()
        assert text[call.body.origin(0) :].startswith(call.body.text)
    nested = {"arguments": {"module": "Leads", "body": BODY}}
    (call,) = read(json.dumps(nested), nested) or ()
    assert json.dumps(nested)[call.body.origin(0) :].startswith(call.body.text)
