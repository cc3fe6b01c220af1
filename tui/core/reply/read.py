"""The reply that came, read tolerantly: which rows were taken, which refused, and whether every row has its answer.

Only the body counts, never the status: mixed replies were seen as 200, 201, 202, 207 and 400 (rule
call.rows_are_independent). Errors come bare, wrapped in ``data``, or several in one MULTIPLE_OR_MULTI_ERRORS (captured
replies 009, 018, 033 and 035). How a reply compares with a forecast is not asked here.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal, TypeGuard

from tui.core.display import one_line
from tui.core.errors import MULTIPLE, is_refusal, is_token_refusal
from tui.core.payload.foreign import looks_like
from tui.core.values import instant
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.core.values import Json

Action = Literal["insert", "update", "error", "unreadable"]

OUTSIDE_CODES: Final = frozenset(
    {
        "API_NOT_SUPPORTED",
        "AUTHENTICATION_FAILURE",
        "AUTHORIZATION_FAILED",
        "FEATURE_NOT_SUPPORTED",
        "INTERNAL_ERROR",
        "INVALID_HOST",
        "INVALID_REQUEST_METHOD",
        "INVALID_TOKEN",
        "INVALID_URL_PATTERN",
        "LIMIT_REACHED",
        "NO_PERMISSION",
        "OAUTH_SCOPE_MISMATCH",
        "TOO_MANY_REQUESTS",
    }
)
"""Codes that say nothing about the rows: the token, the user's rights, the address, the load of the server."""

_BULK_WRITE: Final = re.compile(r"[^\n]*\bRECORD_ID\b[^\n]*\bERRORS\b|[^\n]*\bSTATUS\b[^\n]*\bERRORS\b")
_PRINTED: Final = ("this is PHP", "this is Ruby", "this is a PHP", "this is Go", "this is a Java map", "this is Elixir")
_OF_THE_CALL: Final = frozenset({"INVALID_MODULE", "LIMIT_EXCEEDED"})
_KEYS_OF_CLIENTS: Final = frozenset({"config", "request", "response", "stack", "isAxiosError", "headers", "header"})
_TIMES: Final = frozenset({"Created_Time", "Modified_Time"})
_KEYS_OF_DETAILS: Final = frozenset({"id", "Created_By", "Modified_By", *_TIMES})
_OF_THE_TOKEN_SERVER: Final = re.compile(r"[A-Za-z_]{3,40}(?: [A-Za-z]{3,20})?")
_ROW_PLACE: Final = re.compile(r"\$\.data\[(\d{1,9})\]")
_SUBFORM_PATH: Final = re.compile(r"\$\.data\[\d+\]\.(\w+\[\d+\]\.[\w.\[\]]+)")
_ROW_PATH: Final = re.compile(r"\$\.data\[\d+\]\.?(\w*)")


@dataclass(frozen=True, slots=True)
class ReplyError:
    """One error object of a reply. ``api_name``: the field that its details, or else its json_path, name; of a field
    within a row of a subform the way to it (``Kids[0].Age``)."""

    code: str
    api_name: str | None
    message: str
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What the reply says of one row. ``errors``: those of a refused row, the wrapper of several opened.

    ``unreadable``: the entry has no meaning that we know, so that the row's fate is not known. ``modified_time``: the
    record's, as the reply has it.
    """

    action: Action
    record_id: str | None = None
    duplicate_field: str | None = None
    errors: tuple[ReplyError, ...] = ()
    modified_time: str | None = None


@dataclass(frozen=True, slots=True)
class ReadReply:
    """A reply as a whole: one entry of ``rows`` for each row sent, or none; or a ``refusal`` of the whole call.

    ``problem``: why the fate of some row is not known, one sentence; empty if every row has its answer. ``remark``:
    what else is odd.
    """

    rows: tuple[ReplyRow, ...] = ()
    refusal: tuple[ReplyError, ...] = ()
    problem: str = ""
    remark: str = ""

    @property
    def about_the_rows(self) -> bool:
        """Whether a refusal is about what was sent, and not about who sent it or how."""
        return bool(self.refusal) and not any(map(_is_outside, self.refusal))


def is_reply(value: Json) -> bool:
    """Whether a JSON value is a reply to an upsert, of all that may stand around one: rows that were taken or refused,
    the refusal of a call, or the details of one row, which is all that Deluge's task returns."""
    if isinstance(value, list):
        return bool(value) and all(map(is_row_reply, value))
    if not isinstance(value, dict):
        return False
    data = value.get("data")
    if isinstance(data, list):
        return bool(data) and all(map(is_row_reply, data))
    return (not isinstance(data, dict) and is_row_reply(value)) or _token_error(value) is not None


def is_row_reply(value: Json) -> bool:
    """Whether a JSON value is what a reply says of one row, or a bare error."""
    if not isinstance(value, dict):
        return False
    plain = isinstance(value.get("code"), str) and not value.keys() & _KEYS_OF_CLIENTS
    told = value.get("status") in ("success", "error") or isinstance(value.get("details"), dict)
    return is_details(value) or (plain and told)


def is_details(value: Json) -> TypeGuard[dict[str, Json]]:
    """Whether a JSON value is the details of a row that was taken, without the code around them."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), (str, int)):
        return False
    named = {name for name in value if not name.startswith("$")}
    return bool(named & _TIMES) and named <= _KEYS_OF_DETAILS


def read_reply(reply: Json, sent: int) -> ReadReply:
    """Read a reply to a call of ``sent`` rows.

    reply: parsed JSON; a string where the body was no JSON; None where it was empty. Never raises.
    """
    if reply is None:
        return ReadReply(problem="the reply was empty")
    if isinstance(reply, str):
        start = reply[:200].lstrip("\ufeff \t\r\n")
        what = "a web page" if "<" in start else "not JSON"
        if start.startswith(("<?xml", "<response")):
            what = "XML, which an upsert never answers with"
        elif _BULK_WRITE.match(start):
            what = "the result file of a bulk write, whose lines are not replies to an upsert"
        elif not start.startswith("<") and (said := looks_like(reply)) is not None and said.startswith(_PRINTED):
            what = f"not JSON: {said}"
        return ReadReply(problem=f"the reply was {what}")
    if (client := client_error(reply)) is not None:
        return ReadReply(problem=f"this is an error of the client ({one_line(client)}), without what Zoho answered")
    if isinstance(reply, list):
        return _entries(reply, sent)
    if isinstance(reply, dict):
        data = reply.get("data")
        if isinstance(data, dict):
            data = [data]
        if isinstance(data, list):
            return _entries(data, sent)
        if _is_error(reply):
            return _refused(reply)
        if (code := _token_error(reply)) is not None:
            return ReadReply(refusal=(ReplyError(code, None, str(reply.get("error_description", ""))),))
        if sent == 1 and (is_details(reply) or _row(reply).action != "unreadable"):
            return _entries([reply], sent)
    if isinstance(reply, dict) and len(reply) == 1 and isinstance(next(iter(reply.values())), list):
        return ReadReply(problem=f"the reply is a list of {one_line(next(iter(reply)))}, not that of an upsert")
    return ReadReply(problem="the reply is JSON, but not that of an upsert")


def client_error(reply: Json) -> str | None:
    """The message of an error that a client or a workflow tool made, in place of a reply; None for anything else."""
    if isinstance(reply, list):
        return client_error(reply[0]) if len(reply) == 1 else None
    if not isinstance(reply, dict) or "data" in reply or is_row_reply(reply) or _token_error(reply) is not None:
        return None
    inner = reply.get("error", reply.get("json"))
    if isinstance(inner, dict):
        return client_error(inner) or _message(inner)
    if isinstance(inner, str):
        return inner
    named = reply.keys() & {"errorMessage", "stack", "isAxiosError", "config", "errno", "syscall"}
    return _message(reply) if named or str(reply.get("name", "")).endswith("Error") else None


def _message(error: Mapping[str, Json]) -> str | None:
    return next((text for key in ("message", "errorMessage") if isinstance(text := error.get(key), str)), None)


def _entries(data: list[Json], sent: int) -> ReadReply:
    if len(data) == 1 and _is_error(data[0]) and _refuses_the_call(data[0]):
        return _refused(data[0])
    if (other := _other_than_rows(data)) is not None:
        return ReadReply(problem=other)
    if len(data) < sent:
        return ReadReply(problem=f"the reply answers {len(data)} of {sent} rows, and does not say which")
    rows = tuple(map(_row, data[:sent]))
    unreadable = [str(place + 1) for place, row in enumerate(rows) if row.action == "unreadable"]
    odd = sorted({one_line(code) for entry in data[:sent] for code in _codes_without_meaning(entry)})
    told = f" ({', '.join(odd)})" if odd else ""
    problem = f"the reply's entry {', '.join(unreadable)} does not say whether the row was written{told}"
    return ReadReply(rows, problem=problem if unreadable else "", remark="; ".join(_remarks(data, rows)))


def _other_than_rows(data: list[Json]) -> str | None:
    """What the entries of ``data`` are, where none says what became of a row."""
    entries = [entry for entry in data if isinstance(entry, dict)]
    if not entries or len(entries) < len(data):
        return None
    if any(entry.keys() & {"code", "status", "action"} or is_details(entry) for entry in entries):
        deleted = all("deleted" in str(entry.get("message", "")).lower() for entry in entries)
        return "this is the reply to a delete, not to an upsert" if deleted else None
    if all(isinstance(entry.get("id"), str) for entry in entries):
        return "these are records, as a read answers them, not the reply to an upsert"
    return "these look like rows that are sent, not like a reply"


def _remarks(data: list[Json], rows: tuple[ReplyRow, ...]) -> Iterator[str]:
    """What is odd about a reply that answers every row."""
    sent = len(rows)
    if len(data) > sent:
        yield f"the reply has {len(data)} entries for {sent} rows; extra entries were ignored"
    ids = [row.record_id for row in rows if row.action == "insert" and row.record_id is not None]
    if len(set(ids)) < len(ids):
        yield "the reply gives one id for several inserted rows"
    elsewhere = [place + 1 for place, row in enumerate(rows) if any(_is_elsewhere(each, place) for each in row.errors)]
    if elsewhere:
        yield f"the error of entry {', '.join(map(str, elsewhere))} points to another row"


def _is_elsewhere(error: ReplyError, place: int) -> bool:
    path = _ROW_PLACE.match(str(error.details.get("json_path", "")))
    return path is not None and int(path[1]) != place


def _refused(error: dict[str, Json]) -> ReadReply:
    """A call that was refused as a whole, unless the code does not say so: then what it did is not known."""
    errors = tuple(_opened(error))
    unknown = next((each.code for each in errors if not is_refusal(each.code, each.api_name)), None)
    if unknown is None:
        return ReadReply(refusal=errors)
    return ReadReply(problem=f"the reply says {one_line(unknown)}, which does not say what was done")


def _refuses_the_call(entry: dict[str, Json]) -> bool:
    """Whether the only entry of ``data`` is about the call: by its code, or because it points to another place of the
    body than a row."""
    errors = tuple(_opened(entry))
    if any(_ROW_PATH.match(str(error.details.get("json_path", ""))) for error in errors):
        return False
    if all(
        error.code in _OF_THE_CALL or _is_outside(error) or "resource_path_index" in error.details for error in errors
    ):
        return True
    return any("json_path" in error.details for error in errors)


def _is_outside(error: ReplyError) -> bool:
    """Whether an error says nothing about the rows. Codes that are not in capitals are those of the token server."""
    return error.code in OUTSIDE_CODES or not error.code.isupper() or is_token_refusal(error.code)


def _is_error(entry: Json) -> TypeGuard[dict[str, Json]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("code"), str):
        return False
    return entry["code"] != "SUCCESS" and entry.get("status") != "success"


def _token_error(reply: Mapping[str, Json]) -> str | None:
    """The error of the token server, which says it in a key of its own."""
    error = reply.get("error")
    if not isinstance(error, str) or reply.keys() - {"error", "error_description", "status"}:
        return None
    return error if _OF_THE_TOKEN_SERVER.fullmatch(error) else None


def _row(entry: Json) -> ReplyRow:
    if _is_error(entry):
        errors = tuple(_opened(entry))
        if not all(is_refusal(error.code, error.api_name) for error in errors):
            return ReplyRow("unreadable", errors=errors)
        ids = (_id(error.details.get("id")) for error in errors)
        return ReplyRow("error", next((found for found in ids if found), None), errors=errors)
    if is_details(entry):
        return ReplyRow(_action({}, entry), _id(entry["id"]), modified_time=_text(entry.get("Modified_Time")))
    if not isinstance(entry, dict) or (entry.get("code") != "SUCCESS" and entry.get("status") != "success"):
        return ReplyRow("unreadable")
    found = entry.get("details")
    details = found if isinstance(found, dict) else {}
    return ReplyRow(
        _action(entry, details),
        _id(details.get("id")),
        _text(entry.get("duplicate_field")),
        modified_time=_text(details.get("Modified_Time")),
    )


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _codes_without_meaning(entry: Json) -> list[str]:
    errors = _opened(entry) if _is_error(entry) else ()
    return [error.code for error in errors if not is_refusal(error.code, error.api_name)]


def _action(entry: Mapping[str, Json], details: Mapping[str, Json]) -> Action:
    """What was done; the OpenAPI file's success object has no ``action``, then message or times tell."""
    if entry.get("action") in ("insert", "update"):
        return "insert" if entry["action"] == "insert" else "update"
    message = str(entry.get("message", "")).lower()
    if "updated" in message:
        return "update"
    if "added" in message:
        return "insert"
    created, modified = instant(details.get("Created_Time")), instant(details.get("Modified_Time"))
    if created is None or modified is None:
        return "unreadable"
    return "insert" if created == modified else "update"


def _opened(error: Mapping[str, Json]) -> Iterator[ReplyError]:
    """The errors of an error object: itself, or those in the wrapper."""
    found = error.get("details")
    details = found if isinstance(found, dict) else {}
    inner = details.get("errors") if error.get("code") == MULTIPLE else None
    wrapped = [entry for entry in inner if _is_error(entry)] if isinstance(inner, list) else []
    if wrapped:
        for entry in wrapped:
            yield from _opened(entry)
        return
    name, place = details.get("api_name"), str(details.get("json_path", ""))
    if (inside := _SUBFORM_PATH.match(place)) is not None:
        name = inside[1]  # by itself it would be a field of the record
    elif not isinstance(name, str):
        path = _ROW_PATH.match(place)
        name = path[1] or None if path else None
    yield ReplyError(str(error.get("code")), name, str(error.get("message", "")), details)


def _id(value: Json) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None
