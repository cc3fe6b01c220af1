"""What Zoho answers, in plain words: each error of a reply in a few words, with the ids in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, value_text
from tui.core.errors import is_token_refusal
from tui.core.reply.causes import TOLD
from tui.core.views.complaints import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.core.reply.read import ReplyError
    from tui.core.values import Json, Record

_WORDS: Final[Mapping[str, str]] = {
    "API_NOT_SUPPORTED": "this version of the API does not have the call",
    "FEATURE_NOT_SUPPORTED": "the edition of the org does not have this feature",
    "INTERNAL_ERROR": "Zoho failed, and whether anything was written is not known",
    "INVALID_MODULE": "Zoho has no such module, or it cannot be upserted",
    "INVALID_REQUEST_METHOD": "the call was not made with POST",
    "INVALID_URL_PATTERN": "the address of the call is wrong",
    "LIMIT_EXCEEDED": "the call has more records than Zoho accepts in one",
    "LIMIT_REACHED": "the org has no API credits left for now",
    "TOO_MANY_REQUESTS": "too many calls were made at one time",
    "STORAGE_SPACE_EXCEEDED": "the org has no storage left",
}
"""Codes whose name says less than a sentence; what a code tells of a record is in ``TOLD`` of the causes."""


def plain(record_id: str) -> str:
    """An id as it is."""
    return one_line(record_id)


def error_words(error: ReplyError, sent: Record | None = None, named: Callable[[str], str] = plain) -> str:
    """One error of a reply, no sentence yet. sent: the row, where it is known; named: an id with the record's name."""
    api_name = error.api_name or ""
    name, code = one_line(api_name), one_line(error.code)
    value = f" {value_text(sent[api_name])}" if sent and api_name in sent else ""
    match error.code:
        case "DUPLICATE_DATA" if name:
            return f"{name}{value} belongs to {_holder(error, named)}"
        case "MANDATORY_NOT_FOUND" if name:
            return f"{name} is mandatory, and " + ("it is blank" if value else "it is missing")
        case "INVALID_DATA" if name == "id":
            return f"no record has the id{value}" if value else "no record has this id"
        case "INVALID_DATA" if name and "expected_data_type" in error.details:
            return f"{name}{value} is not {_wanted(error, sent.get(api_name) if sent else None)}"
        case "INVALID_DATA" if name and "maximum_length" in error.details:
            return f"{name}{value} is longer than {one_line(str(error.details['maximum_length']))}"
        case "INVALID_DATA" if name:
            return f"Zoho does not accept the value{value} of {name}"
    if is_token_refusal(error.code) or not error.code.isupper():
        scope = "SCOPE" in error.code.upper()
        told = "the access token may not make this call" if scope else "the access token is no longer valid"
        return f"{told} ({code})"
    words = TOLD[error.code][1] if error.code in TOLD else _WORDS.get(error.code, one_line(error.message))
    field = f" on {name}" if name else ""
    return f"{words} ({code}{field})" if words else f"{code}{field}"


def _wanted(error: ReplyError, value: Json) -> str:
    """What a field wants; of a text that is a text, more than that."""
    kind = str(error.details.get("expected_data_type"))
    if kind in _TEXTS and (value is None or isinstance(value, str)):
        return _TEXTS[kind]
    return KINDS.get(kind, one_line(kind))


_TEXTS: Final = {"phone": "a phone number", "website": "a web address", "picklist": "one of its choices"}


def _holder(error: ReplyError, named: Callable[[str], str]) -> str:
    found = error.details.get("duplicate_record")
    duplicate = found if isinstance(found, dict) else {}
    holder = error.details.get("id") or duplicate.get("id")
    place = duplicate.get("module")
    module = place.get("api_name") if isinstance(place, dict) else None
    where = f" in {one_line(module)}" if isinstance(module, str) else ""
    more = ", and more records have it" if error.details.get("more_records") is True else ""
    return (f"{named(holder)}{where}" if isinstance(holder, str) else "another record") + more
