"""The request body of an upsert: from JSON to an ``UpsertRequest``, or one clear message with its place.

What a body may hold is Zoho's (OpenAPI v8, Upsert Records page). Whether the names in it are good for a module is not
asked here: see tui.core.lint.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Final

from tui.core.display import brief
from tui.core.payload.json_text import JsonTextError, Path, place_of, spans
from tui.core.unreadable import Unreadable
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record

ROWS_PER_CREDIT: Final = 10
"""How many records one API credit pays for (rule write.cost)."""

CHECK_FIELDS: Final = "duplicate_check_fields"

BODY_KEYS: Final = (
    "data",
    CHECK_FIELDS,
    "trigger",
    "skip_feature_execution",
    "$skip_feature_execution",
    "apply_feature_execution",
    "process",
    "wf_trigger",
    "lar_id",
)
"""The keys that the API knows in a body."""

ROWS_PER_CALL: Final = 100
"""How many records one call may carry (rule call.limit)."""


class PayloadError(Unreadable, ValueError):
    """A payload that cannot be read. ``line`` and ``column`` count from 1 and are None where there is no one place."""


@dataclass(frozen=True, slots=True)
class UpsertRequest:
    """What is sent: the rows, and the check fields (None: the key is absent; empty: ``[]``).

    ``body`` holds the other keys as they are (trigger, ...); ``null_list``: the check fields were sent as null.
    What was told around the body: ``if_unmodified_since``, the header's text; ``api_version``, as in the URL (v8);
    ``shell_variables``, texts such as ``$EMAIL`` in the body that a shell would have replaced; ``other_call``, in
    words, the call that the text names where it is no upsert; ``converted_from``, in words, the form that it was read
    from, where that is not JSON.
    """

    rows: tuple[Record, ...]
    duplicate_check_fields: tuple[str, ...] | None = None
    body: Mapping[str, Json] = field(default_factory=dict)
    null_list: bool = False
    if_unmodified_since: str | None = None
    api_version: str | None = None
    shell_variables: frozenset[str] = frozenset()
    other_call: str | None = None
    converted_from: str | None = None

    def checking(self, names: Sequence[str] | None) -> UpsertRequest:
        """The same request with other check fields (None: without the key)."""
        listed = None if names is None else tuple(names)
        return replace(self, duplicate_check_fields=listed, null_list=False)

    def to_body(self) -> dict[str, Json]:
        """The JSON body as it is sent: rows first, then the check fields, then the other keys as they came."""
        body: dict[str, Json] = {"data": [dict(row) for row in self.rows]}
        if self.duplicate_check_fields is not None:
            body[CHECK_FIELDS] = list(self.duplicate_check_fields)
        elif self.null_list:
            body[CHECK_FIELDS] = None
        return body | dict(self.body)


def request_of(value: Json, module: Module, text: str = "") -> UpsertRequest:
    """The request that a JSON value is: a body, a list of records, or one record.

    One record is an object without ``data`` of which at least one key is a field of the module. ``text`` is what the
    value was parsed from, for places. Raises PayloadError.
    """
    if isinstance(value, list):
        return UpsertRequest(_rows(value, (), text))
    if not isinstance(value, dict):
        raise _error(text, (), "a request body, a list of records or one record is expected here")
    if "data" not in value:
        if not module.fields or any(name in module.by_name for name in value):
            return UpsertRequest((value,))
        raise _error(text, (), _no_data(value, module))
    rows = _rows(value["data"], ("data",), text)
    names = value.get(CHECK_FIELDS)
    if names is not None:
        _must_be_names(names, text)
    return UpsertRequest(
        rows,
        None if names is None else tuple(names),
        {key: part for key, part in value.items() if key not in ("data", CHECK_FIELDS)},
        null_list=CHECK_FIELDS in value and names is None,
    )


def _no_data(value: dict[str, Any], module: Module) -> str:
    wrong_case = next((key for key in value if key.casefold() == "data"), None)
    if wrong_case:
        return f"the key {wrong_case} is not data: letter case counts"
    keys = ", ".join(brief(key) for key in list(value)[:_KEYS_NAMED]) + (", ..." if len(value) > _KEYS_NAMED else "")
    if "select_query" in value:
        return "this is a COQL query (select_query), not a payload"
    if "resource" in value and "operation" in value:
        return "this is a bulk write job, whose rows are in the CSV file that was uploaded; open that file"
    if {"nodes", "connections"} <= value.keys():
        return "no node of this n8n workflow sends JSON by itself (HTTP Request); run it, and open what the node sends"
    only = next(iter(value.items())) if len(value) == 1 else None
    if only is not None and isinstance(only[1], list):
        return f"the rows are under {brief(only[0])}; the API expects them under data"
    has = f"it has {keys}" if value else "it is empty"
    return f"there is no list of records under data ({has}), and no key is a field of {module.api_name}"


_KEYS_NAMED: Final = 4


def _rows(value: Json, path: Path, text: str) -> tuple[Record, ...]:
    name = "data" if path else "the list"
    if not isinstance(value, list):
        around = "; put [ ] around it" if isinstance(value, dict) else ""
        if isinstance(value, dict) and isinstance(value.get("data"), list):
            around = "; here it holds a body with data of its own"
        elif isinstance(value, dict) and set(value) == {"value", "Count"}:
            around = ": PowerShell 5 wrote it as an object with value and Count"
        raise _error(text, path, f"data must be a list of records{around}")
    if not value:
        raise _error(text, path, f"{name} is empty; an upsert needs at least one record")
    for place, row in enumerate(value):
        if not isinstance(row, dict):
            reason = f"entry {place + 1} of {name} is not a record (a JSON object){_why_a_text(row)}"
            raise _error(text, (*path, place), reason)
    return tuple(value)


def _why_a_text(row: Json) -> str:
    """What became of a record that is a text, by the look of it, as the end of a sentence."""
    if not isinstance(row, str):
        return ""
    if row.startswith(("@{", "System.")):
        return "; ConvertTo-Json cut it off: give it -Depth 10"
    if row.startswith("[object "):
        return "; it was turned into text before it became JSON"
    return "; take the quotes off" if row.lstrip().startswith("{") else ""


def _must_be_names(value: Json, text: str) -> None:
    if not isinstance(value, list):
        example = "" if not isinstance(value, str) or value.lstrip().startswith("[") else f": {_list_of(value)}"
        raise _error(text, (CHECK_FIELDS,), f"{CHECK_FIELDS} must be a list of field names{example}")
    for place, name in enumerate(value):
        if not isinstance(name, str):
            raise _error(
                text, (CHECK_FIELDS, place), f"entry {place + 1} of {CHECK_FIELDS} is not a field name in quotes"
            )


def _list_of(names: str) -> str:
    """The JSON list of the names in a text with commas between them."""
    return "[" + ", ".join(f'"{brief(name.strip())}"' for name in names.split(",")) + "]"


def _error(text: str, path: Path, reason: str) -> PayloadError:
    try:
        span = spans(text, len(path)).get(path)
    except (JsonTextError, IndexError):  # the text is not the JSON that the value came from: no place to name
        span = None
    return PayloadError(reason, *(place_of(text, span.start) if span else (None, None)))


def credits_for(rows: int) -> int:
    """What so many rows cost, whatever comes of them (rule write.cost): one credit for ten records or part of ten, for
    each call by itself."""
    whole, rest = divmod(rows, ROWS_PER_CALL)
    return whole * (ROWS_PER_CALL // ROWS_PER_CREDIT) + -(-rest // ROWS_PER_CREDIT)
