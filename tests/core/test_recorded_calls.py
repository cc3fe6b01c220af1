"""Calls as tools record and export them: the writings of HAR files and Postman collections that the samples lack."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

import pytest

from tests.core.helpers import LEADS
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.request import PayloadError

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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
    "body", [{"mode": "urlencoded", "urlencoded": []}, {"mode": "file", "file": {"src": "x"}}, None]
)
def test_a_postman_collection_without_a_raw_body_is_named(body: Any) -> None:
    request = {"method": "POST", "url": URL, "body": body}
    with pytest.raises(PayloadError, match="no request with a raw JSON body"):
        recognise(json.dumps(collection({"name": "x", "request": request})))
