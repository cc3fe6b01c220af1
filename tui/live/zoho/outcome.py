"""What a whole reply means for the call: answered, refused or unknown, with the sentence that says so.

A write is *refused* where the server said that it did not take the call: an error object whose code is known as a
refusal, HTTP 429 without a word of rows, or one of the 4xx that cannot be said of a call that was carried out. What
INTERNAL_ERROR or a code that we do not know did is unknown, whatever the status. Whether a write's reply is complete (a
row for each that was sent) is for the caller to see, who knows the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.errors import is_of_the_server, is_refusal
from tui.core.views.describe import count_of
from tui.live.accounts.scopes import scope_for
from tui.live.zoho.result import CallResult

if TYPE_CHECKING:
    from tui.core.values import Json

NOT_TAKEN: Final = frozenset({401, 403, 404, 405, 406, 410, 411, 413, 414, 415, 417, 421, 431})
"""HTTP statuses that say: this call was not carried out, whoever on the way says so."""


def judge_write(status: int, reply: Json | None, text: str | None, path: str) -> CallResult:
    """The outcome of a write from its whole reply; ``text`` if it is no JSON, both None if it is empty."""
    if status >= 500:
        return CallResult("unknown", _server_failed(status, reply, text), status, reply, text)
    error = error_code(reply)
    if status == 429 and not _may_tell_of_rows(reply) and not is_of_the_server(error or ""):
        return CallResult("refused", _too_many(), status, reply, text)
    if status < 300 or status >= 400:
        if (rows := _rows(reply)) is not None:
            return CallResult("answered", _said(status, rows), status, reply)
        if error is not None and is_refusal(error):
            return CallResult("refused", error_sentence(status, reply, path), status, reply)
        if error is not None:
            return CallResult("unknown", _server_failed(status, reply, text), status, reply)
    if status in NOT_TAKEN:
        return CallResult(
            "refused", f"refused with HTTP {status}, without a reason that can be read", status, reply, text
        )
    return CallResult("unknown", _unreadable(status, reply, text), status, reply, text)


def judge_read(status: int, reply: Json | None, text: str | None, path: str) -> CallResult:
    """The outcome of a read from its whole reply."""
    if status == 204:
        return CallResult("answered", "nothing there", status)
    if status == 429:
        return CallResult("refused", _too_many(), status, reply, text)
    if status >= 500:
        return CallResult("unknown", _server_failed(status, reply, text), status, reply, text)
    if error_code(reply) is not None:
        return CallResult("refused", error_sentence(status, reply, path), status, reply)
    if status < 300 and isinstance(reply, dict):
        return CallResult("answered", f"HTTP {status}", status, reply)
    if status >= 400:
        return CallResult(
            "refused", f"refused with HTTP {status}, without a reason that can be read", status, reply, text
        )
    return CallResult("unknown", _unreadable(status, reply, text), status, reply, text)


def error_code(reply: Json | None) -> str | None:
    """The code of Zoho's error object, where the reply as a whole is one."""
    if not isinstance(reply, dict) or "data" in reply:
        return None
    code = reply.get("code")
    return code if isinstance(code, str) and reply.get("status") != "success" else None


def error_sentence(status: int, reply: Json, path: str) -> str:
    """What Zoho's error object means, for a person."""
    code = error_code(reply) or ""
    message = reply.get("message") if isinstance(reply, dict) else None
    said = one_line(f"{code}: {message}" if isinstance(message, str) and message else code)
    match code:
        case "INVALID_TOKEN":
            advice = "the access token is not valid here, not even a new one: the org may be in another data center"
        case "AUTHENTICATION_FAILURE":
            advice = "the access token is not one for this org"
        case "OAUTH_SCOPE_MISMATCH":
            advice = (
                f"the token lacks a scope, {scope_for(path)}; `upsert-explorer profile add --replace` lists them all"
            )
        case "NO_PERMISSION" | "AUTHORIZATION_FAILED":
            advice = "your user in the org may not do this; its administrator can allow it" + _permissions(reply)
        case "INVALID_HOST":
            advice = "this API host does not serve the org: it is the wrong data center or environment"
        case "INVALID_URL_PATTERN":
            advice = "this API version has no such call; look at the profile's api_version and api_url"
        case "INVALID_MODULE":
            advice = "the org has no such module, or it has no API"
        case "ALREADY_MODIFIED":
            advice = "the record was changed in between"
        case _:
            advice = ""
    return f"HTTP {status}, {said}" + (f" - {advice}" if advice else "")


def _rows(reply: Json | None) -> list[Json] | None:
    rows = reply.get("data") if isinstance(reply, dict) else None
    return rows if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows) else None


def _may_tell_of_rows(reply: Json | None) -> bool:
    """Whether a reply holds what may be the answers to rows: then the call was taken, whatever its status says."""
    return bool(reply.get("data")) if isinstance(reply, dict) else bool(reply)


def _said(status: int, rows: list[Json]) -> str:
    refused = sum(row.get("status") == "error" for row in rows)
    taken = f"{count_of(len(rows), 'row')} answered"
    return f"HTTP {status}, {taken}" + (f", {refused} of them refused" if refused else "")


def _permissions(reply: Json) -> str:
    details = reply.get("details") if isinstance(reply, dict) else None  # equal: only an object has a code
    names = details.get("permissions") if isinstance(details, dict) else None
    listed = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return f" ({one_line(', '.join(listed))})" if listed else ""


def _too_many() -> str:
    return "HTTP 429: too many requests at once, or the API credits of the last 24 hours are used up; nothing was taken"


def _server_failed(status: int, reply: Json | None, text: str | None) -> str:
    code = error_code(reply)
    what = (
        one_line(code) if code else "an empty reply" if reply is None and text is None else "a reply that says no more"
    )
    return f"HTTP {status}, {what}: the server failed, and what it did with the call is not known"


def _unreadable(status: int, reply: Json | None, text: str | None) -> str:
    if 300 <= status < 400:
        return f"HTTP {status}: the server redirects the call elsewhere, which is not followed"
    if reply is None and text is None:
        return f"HTTP {status} with an empty reply"
    what = "JSON that is not a reply to this call" if reply is not None else "something that is not JSON"
    return f"HTTP {status} with {what}"
