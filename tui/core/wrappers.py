"""What tools put around a reply of Zoho: an HTTP client's response object, a workflow tool's items, a HAR file.

``unwrapped`` finds, within a JSON value, the part that a caller wants, and says what stood around it. What that part is
(a reply to an upsert, a page of records, a list of fields) is the caller's to tell.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tui.core.values import Json

_DEEPEST: Final = 12  # layers: a HAR file within a log line has eight

UPSERT_PATH: Final = "/upsert"
"""What the URL of an upsert contains."""

_CONTENT_KEYS: Final = (
    "json", "data", "body", "response", "responses", "responsebody", "response_body", "responsetext", "response_text",
    "records", "pages", "rows", "list", "result", "results", "output", "content", "text", "payload", "reply", "value",
    "items", "item", "log", "entries", "collection", "executions", "bundle", "error", "message", "msg", "raw",
    "outputs", "stdout", "$return_value", "return_value", "returnvalue", "responsecontent", "errordetails",
    "rawerrormessage", "errordescription", "errormessage", "description", "cause", "messages",
)  # fmt: skip
"""Keys under which tools keep what came, in small letters, the likeliest first."""

_STATUS_KEYS: Final = (
    "statusCode", "status_code", "httpCode", "responseCode", "response_code", "response_status", "http_status",
    "httpStatus", "status", "code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The part that was wanted. ``wrappers``: what stood around it, in words, the outermost first; none if nothing did.
    ``status``: the HTTP status, if a wrapper tells it."""

    value: Json
    wrappers: tuple[str, ...] = ()
    status: int | None = None


def unwrapped(value: Json, wanted: Callable[[Json], bool], *, path: str = "") -> tuple[Unwrapped, ...]:
    """Every wanted part of a value, in order; the value itself if it is wanted; none where it holds none.

    Of exchanges that name their URL only those count whose URL contains ``path``.
    """
    return tuple(_search(value, wanted, path, (), None, _DEEPEST))


def _search(
    value: Json, wanted: Callable[[Json], bool], path: str, wrappers: tuple[str, ...], status: int | None, depth: int
) -> Iterator[Unwrapped]:
    if wanted(value):
        yield Unwrapped(value, wrappers, status)
    elif depth == 0:
        return
    elif isinstance(value, str):
        inner = parsed(value) or _parsed_within(value)
        if inner is not None:
            yield from _search(inner, wanted, path, wrappers or ("JSON within a text",), status, depth - 1)
    elif isinstance(value, list):
        for entry in value:
            yield from _search(entry, wanted, path, wrappers, status, depth - 1)
    elif isinstance(value, dict) and _is_of(value, path):
        status = _status(value, status)
        for key, inner in contents(value):
            name = wrapper_name(value, key)
            around = wrappers if wrappers[-1:] == (name,) else (*wrappers, name)
            found = tuple(_search(inner, wanted, path, around, status, depth - 1))
            if found:
                yield from found
                return


_HAR_KEYS: Final = frozenset({"startedDateTime", "httpVersion", "mimeType", "creator"})
_POSTMAN_KEYS: Final = frozenset({"originalRequest", "_postman_id", "_postman_previewlanguage", "item"})
_AXIOS_KEYS: Final = frozenset({"config", "statusText", "headers"})


def wrapper_name(value: Mapping[str, Json], key: str) -> str:
    """A wrapper in words; ``key`` is where its content stands."""
    keys = set(value)
    if key == "json" and keys <= {"json", "binary", "pairedItem", "error", "index"}:
        return "n8n items"
    if key == "log" or keys & _HAR_KEYS:
        return "a HAR file"
    if keys & _POSTMAN_KEYS or (key == "response" and {"name", "request"} <= keys):  # equal: key is one more
        return "a Postman collection"
    if value.get("name") == "AxiosError" or "isAxiosError" in keys or keys >= _AXIOS_KEYS:  # equal: likewise
        return "axios's response object"
    named = [name for name in ("statusCode", "status_code", "status", "headers") if name in keys]
    if "headers" in keys or {"statusCode", "status_code"} & keys:
        return f"an HTTP response object ({', '.join([*named, key])})"
    return f'the key "{key}"'


def contents(value: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """The members of a wrapper that can hold what came, with their keys, the likeliest first."""
    keys: dict[str, str] = {}
    for key in value:
        keys.setdefault(key.lower(), key)
    for key in (keys[name] for name in _CONTENT_KEYS if name in keys):
        inner = value[key]
        if isinstance(inner, str) and value.get("encoding") == "base64":
            inner = _from_base64(inner)
        if isinstance(inner, (str, list, dict)):
            yield key, inner


_HEAD: Final = pattern(r"[ \t\r\n\ufeff]*HTTP/[\d.]+ (\d{3})[^\n]*(?:\n|$)")
_BLANK_LINE: Final = pattern(r"\r?\n[ \t]*\r?\n")


def without_head(text: str) -> tuple[str, int | None]:
    """A text without the HTTP heads before it (``curl -i``), and the status of the last; None where there is none."""
    status = None
    while head := _HEAD.match(text):  # a proxy, or 100 Continue, puts one head before another
        status = int(head[1])
        _, *rest = _BLANK_LINE.split(text, maxsplit=1)
        text = "".join(rest)
    return text, status


def parsed(text: str) -> Json:
    """The object or list that a text is; None if it is none."""
    if not text.lstrip(" \t\r\n\ufeff").startswith(("{", "[")):
        return None
    try:
        value: Json = json.loads(text.strip(" \t\r\n\ufeff"))
    except (ValueError, RecursionError):
        return None
    return value


_QUOTED: Final = pattern(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_LONGEST_MESSAGE: Final = 200_000  # characters of a sentence that a body may stand in
_DECODER: Final = json.JSONDecoder()


def _parsed_within(text: str) -> Json:
    """The object or list that stands in a sentence, as n8n has it (``400 - "{...}"``); None if there is none."""
    opening = re.search(r"[{\[]", text)
    if opening is None or len(text) > _LONGEST_MESSAGE:
        return None
    for quoted in _QUOTED.finditer(text):
        try:
            inner = parsed(json.loads(quoted[0], strict=False))
        except ValueError:
            continue
        if inner is not None:
            return inner
    try:
        value: Json = _DECODER.raw_decode(text, opening.start())[0]
    except (ValueError, RecursionError):
        return None
    return value


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8-sig")
    except (binascii.Error, ValueError):
        return text


def _status(value: Mapping[str, Json], outer: int | None) -> int | None:
    """The HTTP status that a wrapper tells, else that of the wrapper around it."""
    for key in _STATUS_KEYS:
        status = value.get(key)
        if isinstance(status, str) and re.fullmatch(r"[1-5]\d\d", status):
            return int(status)
        if isinstance(status, int) and 100 <= status <= 599:
            return status
    return outer


def _is_of(value: Mapping[str, Json], path: str) -> bool:
    """Whether an object is no exchange with another URL."""
    request = value.get("request", value.get("originalRequest"))
    url = request.get("url") if isinstance(request, dict) else None
    if isinstance(url, dict):
        url = url.get("raw")
    return not isinstance(url, str) or "{{" in url or path in url
