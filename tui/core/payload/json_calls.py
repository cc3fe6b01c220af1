"""JSON that wraps a payload: HAR files, Postman collections, arguments of tool calls, n8n items, logged requests.

Values are cut out of the text, not written anew: numbers and the order of keys stay as the person has them.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tui.core.payload.call import WrittenCall, headers_of, target_of
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.json_text import JsonTextError, parse_json, spans
from tui.core.payload.open_variables import quoted_templates
from tui.core.payload.request import BODY_KEYS, CHECK_FIELDS, PayloadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.core.values import Json

HAR: Final = "a HAR file"
POSTMAN: Final = "a Postman collection"
TOOL_CALL: Final = "the arguments of a tool call"
N8N: Final = "n8n items"
REQUEST: Final = "a logged request"

_MODULE_KEYS: Final = ("module", "module_name", "module_api_name", "moduleName", "moduleApiName")
_ROW_KEYS: Final = ("data", "records", "record", "rows", "record_data", "recordData", "items", "payload")
_WHOLE_BODY_KEYS: Final = ("body", "payload", "request_body", "requestBody", "data")
_LIST_KEYS: Final = (CHECK_FIELDS, "duplicateCheckFields", "duplicate_check")
_ARGUMENT_KEYS: Final = ("arguments", "args", "input", "params", "parameters", "tool_input")
_CALL_KEYS: Final = frozenset((*_MODULE_KEYS, *_ARGUMENT_KEYS, "function", "url", "uri", "URL"))
_URL_KEYS: Final = ("url", "uri", "URL")
_SENT_KEYS: Final = ("body", "data", "json", "payload", "postData")
_SNIFF: Final = re.compile(
    r'"(?:log|item|json|request|arguments|args|input|params|parameters|tool_input|url|uri|URL|module\w*|records?)"\s*:'
)


def read(text: str, value: Json) -> tuple[WrittenCall, ...] | None:
    """The calls that a JSON value wraps; None where it is a payload itself. Raises PayloadError."""
    if isinstance(value, dict):
        return _of_object(text, value)
    if isinstance(value, list) and value and all(map(_is_n8n_item, value)):
        return (_n8n(text, value),)
    if isinstance(value, list):
        return _calls_in_list(text, value)
    return None


def _calls_in_list(text: str, values: list[Any]) -> tuple[WrittenCall, ...] | None:
    """The calls of a list of tool calls or logged requests; None where an entry is none, as in a list of records."""
    calls: list[WrittenCall] = []
    for place, value in enumerate(values):
        if not isinstance(value, dict) or not _CALL_KEYS & value.keys():
            return None
        part = _part(text, place)
        found = _of_object(part.text, value)
        if found is None:
            return None
        calls += (replace(each, body=each.body.within(part)) for each in found)
    return tuple(calls) or None


def may_wrap(text: str) -> bool:
    """Whether a JSON text has a key that a wrapper has: the others need not be looked at."""
    return _SNIFF.search(text) is not None


def _of_object(text: str, value: dict[str, Any]) -> tuple[WrittenCall, ...] | None:
    log = value.get("log")
    if isinstance(log, dict) and isinstance(log.get("entries"), list):
        return _har(log["entries"])
    if isinstance(value.get("request"), dict) and _is_har_request(value["request"]):
        return _har([value])
    if isinstance(value.get("item"), list) and isinstance(value.get("info"), dict):
        return _postman(value)
    if isinstance(value.get("collection"), dict) and isinstance(value["collection"].get("item"), list):
        return _postman(value["collection"])
    sent = _logged_request(value)
    if sent is not None:
        return (sent,)
    if (call := _tool_call(text, value)) is not None:
        return (call,)
    for key in _ARGUMENT_KEYS:
        inner = value.get(key)
        if isinstance(inner, str) and inner.lstrip().startswith("{"):
            found = _value(inner)
            call = _tool_call(inner, found) if isinstance(found, dict) else None
            if call is not None:
                return (replace(call, body=Excerpt(call.body.text, (), ())),)
        elif isinstance(inner, dict):
            part = _part(text, key)
            found_calls = _of_object(part.text, inner)
            if found_calls is not None:
                return tuple(replace(each, body=each.body.within(part)) for each in found_calls)
    if isinstance(called := value.get("tool_calls"), list) and called:
        part = _part(text, "tool_calls")
        found_calls = _calls_in_list(part.text, called)
        if found_calls is not None:
            return tuple(replace(each, body=each.body.within(part)) for each in found_calls)
    function = value.get("function")
    if isinstance(function, dict):
        part = _part(text, "function")
        found_calls = _of_object(part.text, function)
        if found_calls is not None:
            return tuple(replace(each, body=each.body.within(part)) for each in found_calls)
    return None


def _part(text: str, *path: str | int) -> Excerpt:
    span = spans(text, len(path))[path]
    return Excerpt(text[span.start : span.end], (0,), (span.start,))


def _value(text: str) -> Json:
    try:
        return parse_json(text)
    except JsonTextError:
        return None


# --- HAR and logged requests -----------------------------------------------------------------------------------------


def _is_har_request(request: dict[str, Any]) -> bool:
    return isinstance(request.get("url"), str) and isinstance(request.get("method"), str) and "postData" in request


def _har(entries: list[Any]) -> tuple[WrittenCall, ...]:
    calls = [call for entry in entries if isinstance(entry, dict) and (call := _har_entry(entry)) is not None]
    if not calls:
        raise PayloadError("this HAR file has no request to Zoho CRM with a JSON body", 1, 1)
    return tuple(calls)


def _har_entry(entry: dict[str, Any]) -> WrittenCall | None:
    request = entry.get("request")
    sent = request.get("postData") if isinstance(request, dict) else None
    body = sent.get("text") if isinstance(sent, dict) else None
    if not isinstance(request, dict) or not isinstance(body, str) or body.lstrip()[:1] not in ("{", "["):
        return None
    if isinstance(sent, dict) and sent.get("encoding") == "base64":
        body = _decoded(body)
    target = target_of(_text(request.get("url")), _text(request.get("method")) or "POST")
    if target.module is None and target.other_call is not None and "/crm/" not in _text(request.get("url")):
        return None  # a page loads much that is no call of Zoho's
    since, remarks = headers_of(_header_lines(request.get("headers")))
    reply = _har_reply(entry.get("response"))
    at = _text(entry.get("startedDateTime")) or None
    return WrittenCall(Excerpt(body, (), ()), HAR, target, since, reply=reply, at=at, remarks=remarks)


def _har_reply(response: Any) -> str | None:
    content = response.get("content") if isinstance(response, dict) else None
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(text, str) or not isinstance(content, dict):
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
    return "\n".join(f"{_text(each.get('name') or each.get('key'))}: {_text(each.get('value'))}" for each in named)


def _logged_request(value: dict[str, Any]) -> WrittenCall | None:
    """``{"method", "url", "body"}`` as clients log a request; the body a text or JSON."""
    url = next((value[key] for key in _URL_KEYS if isinstance(value.get(key), str)), None)
    if url is None or "/" not in url:
        return None
    key = next((key for key in _SENT_KEYS if isinstance(value.get(key), (str, dict, list))), None)
    if key is None:
        return None
    sent = value[key]
    if isinstance(sent, dict) and key == "postData":
        sent = sent.get("text")
    method = next((value[name] for name in ("method", "type", "verb") if isinstance(value.get(name), str)), "POST")
    since, remarks = headers_of(_header_lines(value.get("headers")))
    body = sent if isinstance(sent, str) else json.dumps(sent, ensure_ascii=False)
    return WrittenCall(Excerpt(body, (), ()), REQUEST, target_of(url, method), since, remarks=remarks)


# --- Postman ---------------------------------------------------------------------------------------------------------

_POSTMAN_VARIABLE: Final = re.compile(r"\{\{\s*([^{}\n]{1,100}?)\s*\}\}")


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """A text with ``{{name}}`` replaced where the value is known."""
    return _POSTMAN_VARIABLE.sub(lambda match: values.get(match[1], match[0]), text) if "{{" in text else text


def _postman(collection: dict[str, Any]) -> tuple[WrittenCall, ...]:
    values = {
        _text(each.get("key") or each.get("id")): _text(each.get("value"))
        for each in collection.get("variable") or []
        if isinstance(each, dict) and _text(each.get("value"))
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
    url = request.get("url")
    address = filled_in(_text(url.get("raw") if isinstance(url, dict) else url), values)
    since, remarks = headers_of(filled_in(_header_lines(request.get("header")), values))
    target = target_of(address, _text(request.get("method")) or "POST")
    written = filled_in(raw, values)
    return WrittenCall(
        quoted_templates(Excerpt(written, (), ())), POSTMAN, target, since, reply=_postman_reply(item), remarks=remarks
    )


def _postman_reply(item: dict[str, Any]) -> str | None:
    replies = item.get("response")
    first = next((each for each in replies if isinstance(each, dict)), None) if isinstance(replies, list) else None
    return _text(first.get("body")) or None if first else None


# --- tool calls and n8n ----------------------------------------------------------------------------------------------


def _tool_call(text: str, value: dict[str, Any]) -> WrittenCall | None:
    """``{module, data|records, duplicate_check_fields}``: the rows under another name, the module beside them; or
    ``{module, body}``, the body of the call whole."""
    module_key = next((key for key in _MODULE_KEYS if isinstance(value.get(key), str)), None)
    if module_key is not None and (whole := _body_beside(text, value)) is not None:
        return WrittenCall(whole, TOOL_CALL, replace(target_of(None), module=value[module_key]))
    row_key = next((key for key in _ROW_KEYS if isinstance(value.get(key), (list, dict, str)) and key in value), None)
    if row_key is None or (module_key is None and (row_key == "data" or CHECK_FIELDS not in value)):
        return None
    places = spans(text, 1)
    rows = value[row_key]
    if isinstance(rows, str):
        if not isinstance(_value(rows), (list, dict)):
            return None
        written = rows
    else:
        written = text[places[(row_key,)].start : places[(row_key,)].end]
    if not written.lstrip().startswith("["):
        written = f"[{written}]"
    members = [f'"data": {written}']
    for key, beside in value.items():
        is_list = isinstance(beside, list) and all(isinstance(name, str) for name in beside)
        if key in _LIST_KEYS or (key != row_key and (key in BODY_KEYS or is_list)):  # a list of names, warned of
            name = CHECK_FIELDS if key in _LIST_KEYS else key
            place = places[(key,)]
            members.append(f"{json.dumps(name)}: {text[place.start : place.end]}")
    module = value[module_key] if module_key else None
    body = "{" + ", ".join(members) + "}"
    return WrittenCall(Excerpt(body, (), ()), TOOL_CALL, replace(target_of(None), module=module))


def _body_beside(text: str, value: dict[str, Any]) -> Excerpt | None:
    """A body with ``data`` under a key of its own, as JSON or as a text that holds it."""
    for key in _WHOLE_BODY_KEYS:
        inner = value.get(key)
        if isinstance(inner, dict) and "data" in inner:
            return _part(text, key)
        if isinstance(inner, str) and isinstance(found := _value(inner), dict) and "data" in found:
            return Excerpt(inner, (), ())
    return None


def _is_n8n_item(item: Json) -> bool:
    return isinstance(item, dict) and isinstance(item.get("json"), dict) and set(item) <= _N8N_KEYS


_N8N_KEYS: Final = {"json", "binary", "pairedItem", "index", "error", "executionStatus"}


def _n8n(text: str, items: list[Any]) -> WrittenCall:
    places = spans(text, 2)
    parts = [text[span.start : span.end] for place in range(len(items)) for span in [places[(place, "json")]]]
    if len(items) == 1 and "data" in items[0]["json"]:
        span = places[(0, "json")]
        return WrittenCall(Excerpt(parts[0], (0,), (span.start,)), N8N)
    if len(items) == 1 and isinstance(body := items[0]["json"].get("body"), dict) and "data" in body:
        return WrittenCall(_part(text, 0, "json", "body"), N8N)  # what a webhook took in
    if len(items) == 1 and (call := _tool_call(parts[0], items[0]["json"])) is not None:
        return replace(call, form=N8N)
    return WrittenCall(Excerpt("[" + ",\n".join(parts) + "]", (), ()), N8N)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
