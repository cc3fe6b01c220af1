"""Calls as tools record and export them in JSON: HAR files, logged requests, Postman collections, composite requests,
exports of Insomnia and its kind."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any, Final

from tui.core.payload.call import WrittenCall, headers_of, target_of
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.json_text import JsonTextError, parse_json, spans
from tui.core.payload.open_variables import quoted_templates
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.core.values import Json

HAR: Final = "a HAR file"
POSTMAN: Final = "a Postman collection"
REQUEST: Final = "a logged request"
COMPOSITE: Final = "a composite request"
CLIENT: Final = "the export of an HTTP client"

_URL_KEYS: Final = ("url", "uri", "URL")
_SENT_KEYS: Final = ("body", "data", "json", "payload", "postData")


def part_of(text: str, *path: str | int) -> Excerpt:
    span = spans(text, len(path))[path]
    return Excerpt(text[span.start : span.end], (0,), (span.start,))


def json_value(text: str) -> Json:
    try:
        return parse_json(text)
    except JsonTextError:
        return None


def string(value: Any) -> str:
    return value if isinstance(value, str) else ""


# --- HAR and logged requests -----------------------------------------------------------------------------------------


def is_har_request(request: dict[str, Any]) -> bool:
    return isinstance(request.get("url"), str) and isinstance(request.get("method"), str) and "postData" in request


def har_calls(entries: list[Any]) -> tuple[WrittenCall, ...]:
    calls = [call for entry in entries if isinstance(entry, dict) and (call := _har_entry(entry)) is not None]
    if not calls:
        raise PayloadError("this HAR file has no request to Zoho CRM with a JSON body", 1, 1)
    return tuple(calls)


def _har_entry(entry: dict[str, Any]) -> WrittenCall | None:
    request = entry.get("request")
    if not isinstance(request, dict):
        return None
    sent = request.get("postData")
    if not isinstance(sent, dict):
        return None
    if not isinstance(sent.get("text"), str):
        return None
    body = _decoded(sent["text"]) if sent.get("encoding") == "base64" else sent["text"]
    if body.lstrip()[:1] not in ("{", "["):
        return None
    target = target_of(string(request.get("url")), string(request.get("method")) or "POST")
    if target.other_call is not None and target.module is None and "/crm/" not in string(request.get("url")):
        return None  # a page loads much that is no call of Zoho's
    since, remarks = headers_of(_header_lines(request.get("headers")))
    reply = _har_reply(entry.get("response"))
    at = string(entry.get("startedDateTime")) or None
    return WrittenCall(Excerpt(body, (), ()), HAR, target, since, reply=reply, at=at, remarks=remarks)


def _har_reply(response: Any) -> str | None:
    if not isinstance(response, dict):
        return None
    content = response.get("content")
    if not isinstance(content, dict):
        return None
    text = content.get("text")
    if not isinstance(text, str):
        return None
    body = _decoded(text) if content.get("encoding") == "base64" else text
    status = response.get("status")
    return f"HTTP/1.1 {status}\r\n\r\n{body}" if isinstance(status, int) and status else body


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text


def _header_lines(headers: Any) -> str:
    """Headers in the shapes that tools keep them in, one a line."""
    if isinstance(headers, dict):
        return "\n".join(f"{name}: {value}" for name, value in headers.items() if isinstance(value, str))
    if not isinstance(headers, list):
        return ""
    named = (each for each in headers if isinstance(each, dict) and not each.get("disabled"))
    return "\n".join(f"{string(each.get('name') or each.get('key'))}: {string(each.get('value'))}" for each in named)


def logged_request(value: dict[str, Any]) -> WrittenCall | None:
    """``{"method", "url", "body"}`` as clients log a request; the body a text or JSON."""
    url = next((value[key] for key in _URL_KEYS if isinstance(value.get(key), str)), None)
    if url is None or "/" not in url:
        return None
    key = next((key for key in _SENT_KEYS if isinstance(value.get(key), (str, dict, list))), None)
    if key is None:
        return None
    sent = value[key]
    if key == "postData" and isinstance(sent, dict):
        sent = sent.get("text")
    method = next((value[name] for name in ("method", "type", "verb") if isinstance(value.get(name), str)), "POST")
    since, remarks = headers_of(_header_lines(value.get("headers")))
    body = sent if isinstance(sent, str) else json.dumps(sent, ensure_ascii=False)
    return WrittenCall(quoted_templates(Excerpt(body, (), ())), REQUEST, target_of(url, method), since, remarks=remarks)


WORKFLOW: Final = "an n8n workflow"


def workflow_calls(nodes: list[Any]) -> tuple[WrittenCall, ...] | None:
    """The calls of the HTTP nodes of an n8n workflow, as copying them gives them; None where it has none."""
    calls = []
    for node in nodes:
        told = node.get("parameters") if isinstance(node, dict) else None
        if not isinstance(told, dict) or not isinstance(told.get("url"), str):
            continue
        sent = next(
            (told[key] for key in ("jsonBody", "body", "bodyParametersJson") if isinstance(told.get(key), str)), ""
        )
        body = quoted_templates(Excerpt(sent.removeprefix("=")))
        if body.text.lstrip()[:1] not in ("{", "["):
            continue
        method = told.get("method") or told.get("requestMethod")
        target = target_of(told["url"].removeprefix("="), method if isinstance(method, str) else "POST")
        calls.append(WrittenCall(Excerpt(body.text, (), ()), WORKFLOW, target))
    return tuple(calls) or None


# --- Postman ---------------------------------------------------------------------------------------------------------

_POSTMAN_VARIABLE: Final = re.compile(r"\{\{\s*([^{}\n]{1,100}?)\s*\}\}")


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """A text with ``{{name}}`` replaced where the value is known."""
    return _POSTMAN_VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)


def postman_calls(collection: dict[str, Any]) -> tuple[WrittenCall, ...]:
    variables = collection.get("variable")
    values = {
        string(each.get("key") or each.get("id")): string(each.get("value"))
        for each in (variables if isinstance(variables, list) else ())
        if isinstance(each, dict) and string(each.get("value")) and not each.get("disabled")
    }
    calls = [call for item in _items(collection) if (call := _postman_item(item, values)) is not None]
    if not calls:
        raise PayloadError("this Postman collection has no request with a raw JSON body", 1, 1)
    return tuple(calls)


def _items(collection: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting = [collection]
    while waiting:
        item = waiting.pop()
        if isinstance(item.get("request"), dict):
            yield item
        inner = item.get("item")
        if isinstance(inner, list):
            waiting += [each for each in reversed(inner) if isinstance(each, dict)]


def _postman_item(item: dict[str, Any], values: Mapping[str, str]) -> WrittenCall | None:
    request = item["request"]
    body = request.get("body")
    raw = body.get("raw") if isinstance(body, dict) else None
    if not isinstance(raw, str) or filled_in(raw, values).lstrip()[:1] not in ("{", "["):
        return None
    address = filled_in(_address(request.get("url")), values)
    since, remarks = headers_of(filled_in(_header_lines(request.get("header")), values))
    target = target_of(address, string(request.get("method")) or "POST")
    sent = _without_comments(quoted_templates(Excerpt(filled_in(raw, values), (), ())))
    return WrittenCall(sent, POSTMAN, target, since, reply=_postman_reply(item), remarks=remarks)


def _address(url: Any) -> str:
    """A URL that Postman keeps as a text, or in its parts."""
    if not isinstance(url, dict):
        return string(url)
    if isinstance(url.get("raw"), str):
        return string(url["raw"])
    return f"https://{_in_parts(url.get('host'), '.')}/{_in_parts(url.get('path'), '/')}"


def _in_parts(parts: Any, between: str) -> str:
    return between.join(map(string, parts)) if isinstance(parts, list) else string(parts)


def _without_comments(body: Excerpt) -> Excerpt:
    """A body as Postman sends it: it takes comments out."""
    if json_value(body.text) is not None:
        return body
    from tui.core.payload.literals import json_of_literal
    from tui.core.payload.quoted import LiteralError

    try:
        return Excerpt(json_of_literal(body.text).json.text, (), ())
    except LiteralError:
        return body


def _postman_reply(item: dict[str, Any]) -> str | None:
    replies = item.get("response")
    first = next((each for each in replies if isinstance(each, dict)), None) if isinstance(replies, list) else None
    return string(first.get("body")) or None if first else None


# --- composite requests, other clients' exports, bodies under a key ---------------------------------------------------


def composite_calls(text: str, requests: list[Any]) -> tuple[WrittenCall, ...]:
    """``{"__composite_requests": [{"method", "uri", "body"}]}``: several calls that Zoho takes in one."""
    calls = []
    for place, request in enumerate(requests):
        if isinstance(request, dict) and isinstance(request.get("body"), dict) and "data" in request["body"]:
            target = target_of(
                string(request.get("uri") or request.get("url")), string(request.get("method")) or "POST"
            )
            since, remarks = headers_of(_header_lines(request.get("headers")))
            body = part_of(text, "__composite_requests", place, "body")
            calls.append(WrittenCall(body, COMPOSITE, target, since, remarks=remarks))
    if not calls:
        raise PayloadError("this composite request has no request with rows in it (body.data)", 1, 1)
    return tuple(calls)


def exported_calls(requests: list[Any]) -> tuple[WrittenCall, ...] | None:
    """The requests that a client exports (Insomnia, Thunder Client, Hoppscotch); None where these are none."""
    entries = [each for each in requests if isinstance(each, dict)]
    values: dict[str, str] = {}
    for each in entries:
        if each.get("_type") == "environment" and isinstance(each.get("data"), dict):
            known = {name: value for name, value in each["data"].items() if isinstance(value, str)}
            values |= known | {f"_.{name}": value for name, value in known.items()}
    calls = [call for each in entries if (call := _exported_request(each, values)) is not None]
    is_export = any(each.get("_type") == "request" for each in entries)
    if not calls and is_export:
        raise PayloadError("this export of a client has no request with a JSON body", 1, 1)
    return tuple(calls) or None


def _exported_request(request: dict[str, Any], values: Mapping[str, str]) -> WrittenCall | None:
    sent = request.get("body")
    written = (
        next((sent[key] for key in ("text", "raw", "body") if isinstance(sent.get(key), str)), None)
        if isinstance(sent, dict)
        else None
    )
    address = next((request[key] for key in ("url", "endpoint", "uri") if isinstance(request.get(key), str)), None)
    if written is None or address is None:
        return None
    body = filled_in(written, values)
    if body.lstrip()[:1] not in ("{", "["):
        return None
    since, remarks = headers_of(filled_in(_header_lines(request.get("headers")), values))
    target = target_of(filled_in(address, values), string(request.get("method")) or "POST")
    return WrittenCall(quoted_templates(Excerpt(body, (), ())), CLIENT, target, since, remarks=remarks)
