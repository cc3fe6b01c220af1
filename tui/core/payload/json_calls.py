"""JSON that wraps a payload: arguments of tool calls, n8n items, a body under a key of its own; and what tools record
or export, which tui.core.payload.recorded_calls reads.

Values are cut out of the text, not written anew: numbers and the order of keys stay as the person has them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tui.core.display import brief
from tui.core.payload.call import WrittenCall, target_of
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.json_text import Span, spans
from tui.core.payload.recorded_calls import (
    composite_calls,
    exported_calls,
    har_calls,
    is_har_request,
    json_value,
    logged_request,
    part_of,
    postman_calls,
    workflow_calls,
)
from tui.core.payload.request import BODY_KEYS, CHECK_FIELDS, PayloadError
from tui.pattern import pattern

if TYPE_CHECKING:
    from tui.core.values import Json

TOOL_CALL: Final = "the arguments of a tool call"
N8N: Final = "n8n items"
BODIES: Final = "a list of bodies"

_MODULE_KEYS: Final = ("module", "module_name", "module_api_name", "moduleName", "moduleApiName")
_ROW_KEYS: Final = ("data", "records", "record", "rows", "record_data", "recordData", "items", "payload")
_WHOLE_BODY_KEYS: Final = ("body", "payload", "request_body", "requestBody", "data")
_LIST_KEYS: Final = (CHECK_FIELDS, "duplicateCheckFields", "duplicate_check")
_ARGUMENT_KEYS: Final = ("arguments", "args", "input", "params", "parameters", "tool_input")
_CALL_KEYS: Final = frozenset((*_MODULE_KEYS, *_ARGUMENT_KEYS, "function", "url", "uri", "URL"))
WRAPPING_KEYS: Final = (
    *("log", "item", "json", "nodes", "request", *_ARGUMENT_KEYS, "url", "uri", "URL", *_MODULE_KEYS, "record"),
    *("records", "rows", "body", "payload", "input_data", "requests", "__composite_requests"),
)
"""Of these a JSON object that wraps a call has one."""
_SNIFF: Final = pattern(rf'"(?:{"|".join(WRAPPING_KEYS)})"\s*:')


LOGGED: Final = ("log", "message", "msg", "textPayload", "event")
"""Keys under which an application logs a text."""
_BESIDE: Final = frozenset(
    {
        "time",
        "timestamp",
        "@timestamp",
        "ts",
        "level",
        "stream",
        "severity",
        "asctime",
        "logger",
        "hostname",
        "levelname",
    }
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
    """The calls of a list of bodies, tool calls or logged requests; None where an entry is none, as in a list of
    records."""
    calls: list[WrittenCall] = []
    for place, value in enumerate(values):
        if not isinstance(value, dict) or not (_is_body(value) or _CALL_KEYS & value.keys()):
            return None
        part = part_of(text, place)
        body = (WrittenCall(Excerpt(part.text), BODIES),)
        found = body if _is_body(value) else _of_object(part.text, value)
        if found is None:
            return None
        calls += (replace(each, body=each.body.within(part)) for each in found)
    return tuple(calls) or None


def _is_body(value: dict[str, Any]) -> bool:
    return _is_rows(value.get("data")) and not value.keys() - set(BODY_KEYS)


def may_wrap(text: str) -> bool:
    """Whether a JSON text has a key that a wrapper has: the others need not be looked at."""
    return _SNIFF.search(text) is not None


def wraps(text: str, value: Json) -> bool:
    """Whether a JSON value wraps calls, be they readable or not."""
    try:
        return read(text, value) is not None
    except PayloadError:
        return True


def _of_object(text: str, value: dict[str, Any]) -> tuple[WrittenCall, ...] | None:
    log = value.get("log")
    if isinstance(log, dict) and isinstance(log.get("entries"), list):
        return har_calls(log["entries"])
    if isinstance(value.get("request"), dict) and is_har_request(value["request"]):
        return har_calls([value])
    if isinstance(value.get("item"), list) and isinstance(value.get("info"), dict):
        return postman_calls(value)
    if isinstance(value.get("collection"), dict) and isinstance(value["collection"].get("item"), list):
        return postman_calls(value["collection"])
    if isinstance(value.get("__composite_requests"), list):
        return composite_calls(text, value["__composite_requests"])
    if isinstance(value.get("nodes"), list) and (found := workflow_calls(value["nodes"])) is not None:
        return found
    exported = value.get("resources" if value.get("_type") == "export" else "requests")
    if isinstance(exported, list) and (found := exported_calls(exported)) is not None:
        return found
    sent = logged_request(value)
    if sent is not None:
        return (sent,)
    if (inner := _body_within(text, value)) is not None:
        return (inner,)
    if (call := _tool_call(text, value)) is not None:
        return (call,)
    for key in _ARGUMENT_KEYS:
        inner = value.get(key)
        if isinstance(inner, str):
            found = json_value(inner)
            call = _tool_call(inner, found) if isinstance(found, dict) else None
            if call is not None:
                return (replace(call, body=Excerpt(call.body.text, (), ())),)
        elif isinstance(inner, dict):
            part = part_of(text, key)
            found_calls = _of_object(part.text, inner)
            if found_calls is not None:
                return tuple(replace(each, body=each.body.within(part)) for each in found_calls)
    if isinstance(called := value.get("tool_calls"), list):
        part = part_of(text, "tool_calls")
        found_calls = _calls_in_list(part.text, called)
        if found_calls is not None:
            return tuple(replace(each, body=each.body.within(part)) for each in found_calls)
    function = value.get("function")
    if isinstance(function, dict):
        part = part_of(text, "function")
        found_calls = _of_object(part.text, function)
        if found_calls is not None:
            return tuple(replace(each, body=each.body.within(part)) for each in found_calls)
    return None


# --- a body under a key ----------------------------------------------------------------------------------------------


def _body_within(text: str, value: dict[str, Any]) -> WrittenCall | None:
    """A body under a key of its own (``{"input_data": {"data": [...]}}``), or with its rows under another name or as a
    text (``{"records": [...]}``, ``{"data": "[...]"}``)."""
    if isinstance(rows := value.get("data"), str):
        found = json_value(rows)
        if isinstance(found, dict) and _is_rows(found.get("data")):
            return WrittenCall(Excerpt(rows, (), ()), "JSON in a text")
        if not _is_rows(found) and not (isinstance(found, dict) and found):
            return None
        data = rows if isinstance(found, list) else f"[{rows}]"
        return WrittenCall(_with_rows(text, value, "data", data), "JSON with its rows in a text")
    if "data" in value or _MODULE_KEYS_SET & value.keys():
        return None
    for key, inner in value.items():
        if isinstance(inner, dict) and (key in _BODY_WITHIN or len(value) == 1) and _is_rows(inner.get("data")):
            return WrittenCall(part_of(text, key), f"JSON under the key {brief(key)}")
        found = json_value(inner) if isinstance(inner, str) and key in _BODY_WITHIN else None
        if isinstance(found, dict) and _is_rows(found.get("data")):
            return WrittenCall(Excerpt(inner, (), ()), f"JSON under the key {brief(key)}")
    known = value.keys() & {"records", "rows"}
    others = value.keys() - known - set(BODY_KEYS)
    if len(known) == 1 and not others and _is_rows(value[key := next(iter(known))]):
        span = spans(text, 1)[(key,)]  # equal: what stands deeper is not asked for
        return WrittenCall(_with_rows(text, value, key, text[span.start : span.end]), f"JSON with its rows under {key}")
    return None


def _with_rows(text: str, value: dict[str, Any], key: str, rows: str) -> Excerpt:
    places = spans(text, 1)  # equal: what stands deeper is not asked for
    others = [name for name in value if name != key]
    members = [f'"data": {rows}', *(f"{json.dumps(name)}: {text[slice(*_ends(places[(name,)]))]}" for name in others)]
    return Excerpt("{" + ", ".join(members) + "}", (), ())


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _is_rows(value: Any) -> bool:
    """Whether a value is a list of records, and not what Zoho answers about such a list."""
    is_list = isinstance(value, list) and all(isinstance(row, dict) for row in value)
    return is_list and not all("code" in row and "status" in row for row in value)


_BODY_WITHIN: Final = frozenset(
    {"body", "input_data", "payload", "request_body", "requestBody", "request", "json", "raw"}
)
_MODULE_KEYS_SET: Final = frozenset(_MODULE_KEYS)


# --- tool calls and n8n ----------------------------------------------------------------------------------------------


def _tool_call(text: str, value: dict[str, Any]) -> WrittenCall | None:
    """``{module, data|records, duplicate_check_fields}``: the rows under another name, the module beside them; or
    ``{module, body}``, the body of the call whole."""
    module_key = next((key for key in _MODULE_KEYS if isinstance(value.get(key), str)), None)
    if module_key is not None and (whole := _body_beside(text, value)) is not None:
        return WrittenCall(whole, TOOL_CALL, replace(target_of(None), module=value[module_key]))
    row_key = next((key for key in _ROW_KEYS if isinstance(value.get(key), (list, dict, str))), None)
    if row_key is None or (module_key is None and (row_key == "data" or CHECK_FIELDS not in value)):
        return None
    places = spans(text, 1)  # equal: what stands deeper is not asked for
    rows = value[row_key]
    if isinstance(rows, str):
        if not isinstance(json_value(rows), (list, dict)):
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
            return part_of(text, key)
        if isinstance(inner, str) and isinstance(found := json_value(inner), dict) and "data" in found:
            return Excerpt(inner, (), ())
    return None


def _is_n8n_item(item: Json) -> bool:
    return isinstance(item, dict) and isinstance(item.get("json"), dict) and _N8N_KEYS.issuperset(item)


_N8N_KEYS: Final = {"json", "binary", "pairedItem", "index", "error", "executionStatus"}


def _n8n(text: str, items: list[Any]) -> WrittenCall:
    places = spans(text, 2)  # equal: what stands deeper is not asked for
    parts = [text[span.start : span.end] for place in range(len(items)) for span in [places[(place, "json")]]]
    if len(items) == 1 and "data" in items[0]["json"]:
        span = places[(0, "json")]
        return WrittenCall(Excerpt(parts[0], (0,), (span.start,)), N8N)
    if len(items) == 1 and isinstance(body := items[0]["json"].get("body"), dict) and "data" in body:
        return WrittenCall(part_of(text, 0, "json", "body"), N8N)  # what a webhook took in
    if len(items) == 1 and (call := _tool_call(parts[0], items[0]["json"])) is not None:
        return replace(call, form=N8N)
    return WrittenCall(Excerpt("[" + ",\n".join(parts) + "]", (), ()), N8N)


# --- logs ------------------------------------------------------------------------------------------------------------


def is_log_line(value: Json) -> bool:
    """Whether a JSON object is what an application logs: a text, and when or how it was logged; a key that
    begins with a capital is one of a record."""
    if not isinstance(value, dict) or _BESIDE.isdisjoint(value) or any(key[:1].isupper() for key in value):
        return False
    return any(isinstance(value.get(key), str) for key in LOGGED)
