"""Calls deep within other JSON, as recognise finds them: messages of models, blueprints, logs, examples."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.json_calls import is_log_line
from tui.core.payload.request import PayloadError

ROW = {"Last_Name": "Ode", "Email": "a@x.test"}
BODY: dict[str, Any] = {"data": [ROW], "duplicate_check_fields": ["Email"]}
TOOL = {"module": "Leads", "records": [ROW], "duplicate_check_fields": ["Email"]}
URL = "https://www.zohoapis.eu/crm/v8/Leads/upsert"
REPLY = {"data": [{"code": "SUCCESS", "status": "success", "details": {"id": "1"}}]}

TOOL_CALL, INNER, REQUEST = "the arguments of a tool call", "JSON within other JSON", "a logged request"
CLIENT = "the export of an HTTP client"


def logged(text: str) -> str:
    return json.dumps({"log": text, "stream": "stdout", "time": "2026-09-01T10:00:00Z"})


@each_case(
    ("value", "form", "module"),
    [
        ({"role": "assistant", "content": [{"type": "tool_use", "name": "x", "input": TOOL}]}, TOOL_CALL, "Leads"),
        (
            {"choices": [{"message": {"tool_calls": [{"function": {"arguments": json.dumps(TOOL)}}]}}]},
            TOOL_CALL,
            "Leads",
        ),
        ({"openapi": "3.0.3", "paths": {"/crm/v8/Leads/upsert": {"post": {"examples": [BODY]}}}}, INNER, "Leads"),
        ({"x": {"example": BODY}}, "JSON under the key example", None),
        ({"flow": [{"mapper": {"url": URL, "method": "post", "data": json.dumps(BODY)}}]}, REQUEST, "Leads"),
        ({"type": "Http", "inputs": {"uri": URL, "method": "POST", "body": BODY}}, REQUEST, "Leads"),
        ({"level": "info", "msg": "sent " + json.dumps(BODY) + " ok"}, INNER, None),
        (
            [{"host": "x", "path": "/crm/v8/Leads/upsert", "request": {"body": {"text": json.dumps(BODY)}}}],
            INNER,
            "Leads",
        ),
        (
            [{"v": 2, "requests": [{"endpoint": URL, "method": "POST", "body": {"body": json.dumps(BODY)}}]}],
            CLIENT,
            "Leads",
        ),
        ({"a": {"b": json.dumps({"c": {"d": json.dumps(BODY)}})}}, INNER, None),
    ],
)
def test_a_call_is_found_wherever_it_stands(value: Any, form: str, module: str | None) -> None:
    found = recognise(json.dumps(value, indent=1))
    assert (found.form, found.module) == (form, module)
    request = found.request(LEADS)
    assert (request.rows, request.duplicate_check_fields) == ((ROW,), ("Email",))


@each_case(
    "value",
    [
        {"Last_Name": "Ode", "Notes": [{"data": "x", "records": 3}]},
        {"a": {"b": REPLY}},
        {"a": [{"data": [ROW], "info": {"more_records": False}}]},
        {"a": {"data": []}},
        {"msg": 'the key "data": is missing'},
        [{"Last_Name": "Ode", "x": {"example": BODY}}],
        [{"x": 1}, 5],
        {"data": 5, "x": [BODY]},
        [{"x": [BODY]}, {"data": 5}],
        [{"x": [BODY]}, [BODY]],
        {"x": [{"data": [ROW, 5], "trigger": []}]},
        {"x": [{"data": 5, "trigger": []}]},
        {"x": [{"data": {"Last_Name": "Ode"}, "trigger": []}]},
        {"msg": '{"data": [{"Last_Name": "Ode"'},
    ],
)
def test_what_is_no_body_is_none_wherever_it_stands(value: Any) -> None:
    assert recognise(json.dumps(value)).call is None


def test_what_is_wrong_in_a_body_is_told_at_its_place() -> None:
    text = json.dumps({"openapi": "3", "x": {"y": {"example": {"data": [ROW, 7]}, "z": {"example": 1}}}}, indent=1)
    with pytest.raises(PayloadError) as caught:
        recognise(text.replace("7\n", "{}}\n", 1)).request(LEADS)
    assert caught.value.line is not None
    body = {"data": [ROW], "duplicate_check_fields": [7]}
    text = json.dumps({"x": {"y": [{"example": body}]}}, indent=1)
    with pytest.raises(PayloadError) as caught:
        recognise(text).request(LEADS)
    assert text.split("\n")[(caught.value.line or 0) - 1].strip() == "7"


def test_a_body_that_stands_in_a_list_is_placed_in_the_text() -> None:
    text = json.dumps({"x": {"y": [1, BODY]}}, indent=1)
    call = recognise(text).call
    assert call is not None
    assert text[call.body.origin(0) :].startswith(call.body.text)


@each_case("as_text", [False, True])
def test_a_call_is_looked_for_in_twelve_layers(as_text: bool) -> None:
    def within(layers: int) -> str:
        value: Any = [BODY]
        for _ in range(layers):
            value = {"a": json.dumps(value) if as_text else value}
        return json.dumps(value)

    found = [layers for layers in range(1, 15) if recognise(within(layers)).call is not None]
    assert found == list(range(1, 12))


def test_several_calls_are_told() -> None:
    with pytest.raises(SeveralCalls, match=r"^this holds 2 calls; .*: 1 upsert of Leads, 2 upsert of Leads$"):
        recognise(json.dumps({"content": [{"input": TOOL}, {"type": "text"}, {"input": TOOL}]}))


def test_calls_of_one_title_are_told_apart_by_their_first_rows() -> None:
    def commands(*modules: str) -> str:
        url = "curl https://www.zohoapis.com/crm/v8/{}/upsert -d "
        rows = (f'{url.format(name)}\'{{"data": [{{"Last_Name": "Ode{n}"}}]}}\'' for n, name in enumerate(modules))
        return "\n".join(rows)

    with pytest.raises(SeveralCalls) as raised:
        recognise(commands("Leads", "Contacts", "Leads"))
    first, second, third = raised.value.told_apart
    assert first == 'upsert of Leads  "Last_Name": "Ode0"}]}'
    assert second == "upsert of Contacts"
    assert third == 'upsert of Leads  "Last_Name": "Ode2"}]}'
    with pytest.raises(SeveralCalls) as raised:
        recognise(('{"data": [{' + " " * 195 + '"Last_Name": "Ode"}]}\n') * 2)
    assert raised.value.told_apart == ('upsert  "Las',) * 2, "no more of a row is looked at"


def test_of_a_log_the_lines_with_a_body_count() -> None:
    texts = ["start\n", f"upsert {json.dumps(BODY)}\n", "done\n"]
    lines = [json.dumps({"msg": text, "level": "info"}) for text in texts]
    assert recognise("\n".join(lines)).request(LEADS).rows == (ROW,)
    lines = list(map(logged, texts))
    assert recognise("\n".join(lines)).request(LEADS).rows == (ROW,)
    with pytest.raises(PayloadError, match="this is a line of a log, not a record") as caught:
        recognise("\n".join([lines[0], lines[2]])).request(LEADS)
    assert (caught.value.line, caught.value.column) == (1, 1)


def test_of_a_log_the_reply_belongs_to_the_call_before_it() -> None:
    sent, answered = logged(f"request {json.dumps(BODY)}"), logged(f"reply {json.dumps(REPLY)}")
    in_keys = [{"level": "info", "msg": "request", "body": BODY}, {"level": "info", "msg": "reply", "body": REPLY}]
    done = [sent, answered, logged("done")]
    for lines in (
        [sent, logged("waits"), answered, answered], [answered, sent, answered], done, map(json.dumps, in_keys)
    ):  # fmt: skip
        assert json.loads(recognise("\n".join(lines)).reply or "") == REPLY
    assert recognise("\n".join([answered, sent, logged("done")])).reply is None
    refused = '{"code": "INVALID_DATA", "details": {}, "message": "für Müller", "status": "error"}'
    assert recognise("\n".join([sent, logged(f"reply {refused}")])).reply == refused


@each_case(
    ("value", "is_one"),
    [
        ({"log": "x", "time": "t"}, True),
        ({"msg": "x", "level": "info"}, True),
        ({"message": "x", "timestamp": 7, "Last_Name": "Ode"}, False),
        ({"message": "x"}, False),
        ({"message": 7, "level": "info"}, False),
        ("x", False),
    ],
)
def test_a_line_of_a_log_has_a_text_and_how_it_was_logged(value: Any, is_one: bool) -> None:
    assert is_log_line(value) is is_one
