"""Calls as tools record and export them: the writings of HAR files and Postman collections that the samples lack."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.recorded_calls import (
    composite_calls,
    exported_calls,
    har_calls,
    is_har_request,
    logged_request,
    postman_calls,
    workflow_calls,
)
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from tui.core.payload.call import WrittenCall

BODY: Final = {"data": [{"Last_Name": "Ode"}], "duplicate_check_fields": ["Email"]}
TEXT: Final = json.dumps(BODY)
URL: Final = "https://www.zohoapis.eu/crm/v7/Leads/upsert?x=1"
REPLY: Final = {"data": [{"code": "SUCCESS", "status": "success", "details": {"id": "1"}}]}


def entry(body: str = TEXT, url: str = URL, **sent: Any) -> dict[str, Any]:
    """An entry of a HAR file, as a browser writes it."""
    headers = [{"name": "If-Unmodified-Since", "value": "2026-01-01T00:00:00+00:00"}]
    return {
        "startedDateTime": "2026-01-01T10:00:00Z",
        "request": {"method": "POST", "url": url, "headers": headers, "postData": {"text": body, **sent}},
        "response": {"status": 201, "content": {"text": json.dumps(REPLY)}},
    }


IMAGE: Final = {"request": {"method": "GET", "url": "https://x.example/logo.png", "headers": []}, "response": {}}
OPTIONS: Final = {"request": {"method": "OPTIONS", "url": URL, "headers": []}, "response": {"status": 204}}


@each_case(
    "har",
    [
        {"log": {"pages": [], "entries": [IMAGE, OPTIONS, entry()]}},
        {"log": {"entries": [entry(base64.b64encode(TEXT.encode()).decode(), encoding="base64")]}},
        {"log": {"entries": [entry(json.dumps(BODY, indent=2), mimeType="application/json;charset=utf-8", params=[])]}},
        entry(),
        {"log": {"creator": {"name": "proxy"}, "entries": [entry(url="https://x.example/track"), entry()]}},
    ],
    ids=["a session", "base64", "with layout", "one entry", "beside another host"],
)
def test_a_har_file_is_read_in_every_writing(har: dict[str, Any]) -> None:
    found = recognise(json.dumps(har))
    request = found.request(LEADS)
    assert (found.form, found.module, request.api_version) == ("a HAR file", "Leads", "v7")
    assert request.to_body() == BODY
    assert request.if_unmodified_since == "2026-01-01T00:00:00+00:00"
    assert "SUCCESS" in (found.reply or "")


def test_a_har_file_with_two_upserts_asks_which() -> None:
    text = json.dumps({"log": {"entries": [entry(), entry(json.dumps({"data": [{"Last_Name": "Eve"}]}))]}})
    with pytest.raises(SeveralCalls) as caught:
        recognise(text)
    assert len(caught.value.titles) == 2
    assert recognise(text, call=2).request(LEADS).rows == ({"Last_Name": "Eve"},)


PARTS: Final = {"protocol": "https", "host": ["www", "zohoapis", "eu"], "path": ["crm", "v7", "Leads", "upsert"]}


def item(url: Any = URL, raw: str = TEXT, **more: Any) -> dict[str, Any]:
    """A request of a Postman collection."""
    body = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
    header = [{"key": "Authorization", "value": "{{token}}"}, {"key": "X-EXTERNAL", "value": "a", "disabled": True}]
    return {"name": "upsert", "request": {"method": "POST", "header": header, "url": url, "body": body}, **more}


def collection(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A Postman collection of these."""
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return {"info": {"name": "c", "schema": schema}, "item": list(items), **more}


@each_case(
    "postman",
    [
        collection(item()),
        collection(item({"raw": URL, **PARTS})),
        collection(item(PARTS)),
        {"collection": collection({"name": "f", "item": [{"name": "g", "item": [item()]}]})},
        collection(item(raw=TEXT.replace("Ode", "{{name}}")), variable=[{"key": "name", "value": "Ode"}]),
        collection(item(raw=TEXT.replace("[{", "[{ // the lead\n"))),
        collection(
            item(response=[{"name": "ok", "body": json.dumps(REPLY)}]), {"name": "ping", "request": "https://x"}
        ),
    ],
    ids=["text", "raw", "parts", "folders", "variable", "comment", "with its reply"],
)
def test_a_postman_collection_is_read_in_every_writing(postman: dict[str, Any]) -> None:
    found = recognise(json.dumps(postman))
    request = found.request(LEADS)
    assert (found.form, found.module, request.api_version) == ("a Postman collection", "Leads", "v7")
    assert request.to_body() == BODY
    assert (found.reply is not None) == ("SUCCESS" in json.dumps(postman))


@each_case("body", [{"mode": "urlencoded", "urlencoded": []}, {"mode": "file", "file": {"src": "x"}}, None])
def test_a_postman_collection_without_a_raw_body_is_named(body: Any) -> None:
    request = {"method": "POST", "url": URL, "body": body}
    with pytest.raises(PayloadError, match="no request with a raw JSON body"):
        recognise(json.dumps(collection({"name": "x", "request": request})))


# --- each shape by itself --------------------------------------------------------------------------------------------

UPSERT: Final = "https://x.example/crm/v8/Leads/upsert"
ROW: Final = '{"data": [{"Last_Name": "Ode"}]}'


def told(call: WrittenCall | None) -> tuple[str, str | None, str | None] | None:
    """Body, module and other call."""
    return None if call is None else (call.body.text, call.target.module, call.target.other_call)


UPSERTED: Final = (ROW, "Leads", None)
PUT: Final = (ROW, "Leads", "a PUT request to /crm/v8/Leads/upsert")


@each_case(
    ("request", "found"),
    [
        ({"url": UPSERT, "method": "POST", "postData": {"text": ROW}}, UPSERTED),
        ({"url": UPSERT, "method": "PUT", "postData": {"text": ROW}}, PUT),
        ({"url": UPSERT, "method": 5, "postData": {"text": ROW}}, UPSERTED),
        ({"url": UPSERT, "postData": {"text": f" {ROW}"}}, (f" {ROW}", "Leads", None)),
        ({"postData": {"text": ROW}}, (ROW, None, None)),
        (
            {"url": "https://x.example/crm/x", "method": "POST", "postData": {"text": ROW}},
            (ROW, None, "another call (POST /crm/x)"),
        ),
        (
            {"url": "https://x.example/bigin/v1/Leads/upsert", "postData": {"text": ROW}},
            (ROW, "Leads", "a call to Zoho Bigin"),
        ),
        ({"url": "https://x.example/track", "postData": {"text": ROW}}, None),
        ({"url": UPSERT, "postData": {"text": "a=b"}}, None),
        ({"url": UPSERT, "postData": {"text": 5}}, None),
        ({"url": UPSERT, "postData": ROW}, None),
        ({"url": UPSERT}, None),
        (ROW, None),
    ],
)
def test_an_entry_of_a_har_file_is_a_call_where_it_sends_json_to_zoho(
    request: Any, found: tuple[str, str | None, str | None] | None
) -> None:
    entries = ["x", {"request": request}]
    if found is None:
        with pytest.raises(PayloadError) as caught:
            har_calls(entries)
        assert (caught.value.line, caught.value.column) == (1, 1)
    else:
        (call,) = har_calls(entries)
        assert (told(call), call.reply, call.at) == (found, None, None)


@each_case(
    ("response", "reply"),
    [
        ({"status": 201, "content": {"text": "{}"}}, "HTTP/1.1 201\r\n\r\n{}"),
        ({"status": 0, "content": {"text": "{}"}}, "{}"),
        ({"status": "201", "content": {"text": "{}"}}, "{}"),
        ({"content": {"text": "e30=", "encoding": "base64"}}, "{}"),
        ({"content": {"text": 5}}, None),
        ({"content": "{}"}, None),
        ("{}", None),
    ],
)
def test_an_entry_of_a_har_file_has_the_reply_and_the_time_that_it_tells(response: Any, reply: str | None) -> None:
    request = {"url": UPSERT, "postData": {"text": ROW}}
    (call,) = har_calls([{"request": request, "response": response, "startedDateTime": "2026-01-01T10:00:00Z"}])
    assert (call.reply, call.at) == (reply, "2026-01-01T10:00:00Z")


def test_a_request_of_a_har_file_is_known_by_what_it_has() -> None:
    whole = {"url": UPSERT, "method": "POST", "postData": None}
    assert is_har_request(whole)
    for name in whole:
        assert not is_har_request({key: value for key, value in whole.items() if key != name})


@each_case(
    ("value", "found"),
    [
        ({"url": UPSERT, "body": ROW}, UPSERTED),
        ({"uri": UPSERT, "data": {"Größe": 1}, "verb": "PUT"}, ('{"Größe": 1}', *PUT[1:])),
        ({"url": UPSERT, "postData": {"text": ROW}}, UPSERTED),
        ({"url": UPSERT, "postData": ROW}, UPSERTED),
        ({"url": UPSERT, "body": {"text": "x"}}, ('{"text": "x"}', "Leads", None)),
        ({"url": "Leads", "body": ROW}, None),
        ({"url": 5, "body": ROW}, None),
        ({"url": UPSERT}, None),
    ],
)
def test_a_logged_request_has_an_address_and_a_body(
    value: dict[str, Any], found: tuple[str, str | None, str | None] | None
) -> None:
    assert told(logged_request(value)) == found


@each_case(
    ("parameters", "found"),
    [
        ({"url": UPSERT, "method": "POST", "jsonBody": ROW}, UPSERTED),
        ({"url": f"={UPSERT}", "method": "PUT", "body": f"={ROW}"}, PUT),
        ({"url": UPSERT, "requestMethod": "PUT", "body": ROW}, PUT),
        ({"url": UPSERT, "method": 5, "body": ROW}, UPSERTED),
        ({"url": UPSERT, "body": "a=b"}, None),
        ({"url": UPSERT}, None),
        ({"body": ROW}, None),
        (ROW, None),
    ],
)
def test_a_node_of_a_workflow_is_a_call_where_it_sends_json(
    parameters: Any, found: tuple[str, str | None, str | None] | None
) -> None:
    calls = workflow_calls(["x", {"parameters": parameters}])
    assert (calls and [told(call) for call in calls]) == (None if found is None else [found])


@each_case(
    ("variable", "name"),
    [
        ([{"key": "name", "value": "Ode"}], "Ode"),
        ([{"id": "name", "value": "Ode"}], "Ode"),
        ([{"key": "name", "value": "Ode", "disabled": True}], "{{name}}"),
        ([{"key": "name", "value": ""}, {"key": "name", "value": 5}, "name"], "{{name}}"),
        (["x", {"key": "name", "value": "Ode"}], "Ode"),
        (None, "{{name}}"),
        (5, "{{name}}"),
    ],
)
def test_a_variable_of_a_postman_collection_has_its_value_unless_it_is_disabled(variable: Any, name: str) -> None:
    (call,) = postman_calls(collection(item(raw=TEXT.replace("Ode", "{{name}}")), variable=variable))
    assert call.body.text == TEXT.replace("Ode", name)


@each_case(
    ("request", "found"),
    [
        ({"url": UPSERT, "method": "PUT", "body": {"raw": ROW}}, PUT),
        ({"url": UPSERT, "body": {"raw": ROW}}, UPSERTED),
        ({"url": {"host": "x.example", "path": "crm/v8/Leads/upsert"}, "body": {"raw": ROW}}, UPSERTED),
        ({"url": UPSERT, "body": {"raw": "a=b"}}, None),
        ({"url": UPSERT, "body": {"raw": 5}}, None),
    ],
)
def test_a_request_of_a_postman_collection_is_a_call_where_it_sends_json(
    request: dict[str, Any], found: tuple[str, str | None, str | None] | None
) -> None:
    postman = collection({"request": request, "response": [{"body": ""}]})
    if found is None:
        with pytest.raises(PayloadError) as caught:
            postman_calls(postman)
        assert (caught.value.line, caught.value.column) == (1, 1)
    else:
        (call,) = postman_calls(postman)
        assert (told(call), call.reply) == (found, None)


def test_headers_are_read_in_each_shape_and_what_is_disabled_is_not() -> None:
    since = "2026-01-01T00:00:00Z"
    for headers, found in [
        ({"If-Unmodified-Since": since, "x": 5}, since),
        ([{"name": "If-Unmodified-Since", "value": since}, "x"], since),
        ([{"key": "If-Unmodified-Since", "value": since}], since),
        ([{"key": "If-Unmodified-Since", "value": since, "disabled": True}], None),
        (["x"], None),
        (f"If-Unmodified-Since: {since}", None),
    ]:
        call = logged_request({"url": UPSERT, "body": ROW, "headers": headers})
        assert call is not None
        assert call.if_unmodified_since == found


@each_case(
    ("request", "found"),
    [
        ({"uri": "/crm/v8/Leads/upsert", "method": "POST", "body": {"data": []}}, ('{"data": []}', "Leads", None)),
        ({"url": "/crm/v8/Leads/upsert", "method": "PUT", "body": {"data": []}}, ('{"data": []}', *PUT[1:])),
        ({"uri": "/crm/v8/Leads/upsert", "body": {"data": []}}, ('{"data": []}', "Leads", None)),
        ({"uri": "/crm/v8/Leads", "body": {"ids": []}}, None),
        ({"uri": "/crm/v8/Leads", "body": "data"}, None),
        ("data", None),
    ],
)
def test_a_composite_request_has_the_calls_with_rows(
    request: Any, found: tuple[str, str | None, str | None] | None
) -> None:
    text = json.dumps({"__composite_requests": [request]})
    if found is None:
        with pytest.raises(PayloadError) as caught:
            composite_calls(text, [request])
        assert (caught.value.line, caught.value.column) == (1, 1)
    else:
        (call,) = composite_calls(text, [request])
        assert told(call) == found
        assert text[call.body.origin(0) :].startswith(call.body.text)


ENVIRONMENT: Final = {"_type": "environment", "data": {"base": "https://x.example", "n": 5}}


@each_case(
    ("requests", "found"),
    [
        ([{"_type": "request", "url": UPSERT, "method": "PUT", "body": {"text": ROW}}], PUT),
        ([{"endpoint": UPSERT, "body": {"body": ROW}}, "x"], UPSERTED),
        ([ENVIRONMENT, {"url": "{{ _.base }}/crm/v8/Leads/upsert", "body": {"raw": ROW}}], UPSERTED),
        ([ENVIRONMENT, {"url": UPSERT, "body": {"raw": ROW.replace("Ode", "{{base}}")}}], None),
        ([{"_type": "environment", "data": 5}, {"url": UPSERT, "body": {"raw": ROW}}], UPSERTED),
        (
            [{"data": {"base": "x"}}, {"url": UPSERT, "body": {"raw": '{"a": "{{base}}"}'}}],
            ('{"a": "{{base}}"}', "Leads", None),
        ),
    ],
)
def test_the_requests_that_a_client_exports_are_calls(
    requests: list[Any], found: tuple[str, str | None, str | None] | None
) -> None:
    calls = exported_calls(requests)
    assert calls is not None
    assert [told(call) for call in calls] == [found or (ROW.replace("Ode", "https://x.example"), "Leads", None)]


def test_an_export_without_a_json_body_is_named_and_what_is_no_export_is_none() -> None:
    for body in ({"text": "a=b"}, {"text": 5}, ROW, None):
        with pytest.raises(PayloadError) as caught:
            exported_calls([{"_type": "request", "url": UPSERT, "body": body}, {"_type": "workspace"}])
        assert (caught.value.line, caught.value.column) == (1, 1)
    assert exported_calls([{"body": {"text": ROW}}]) is None
    assert exported_calls([{"_type": "workspace"}]) is None
