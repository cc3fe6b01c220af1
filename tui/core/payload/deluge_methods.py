"""What the methods of maps, lists and texts do in a Deluge script, as far as their values are written in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tui.core.payload.deluge_values import List, Map, Unknown, Written, unknown_of, written
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from tui.core.payload.deluge_values import JsonWriter, Value

_CHANGING: Final = frozenset(
    {
        "add", "addall", "clear", "delete", "insert", "insertall", "put", "putall", "remove", "removeall",
        "removeelement", "set", "update",
    }
)  # fmt: skip
_READ_AS_JSON: Final = frozenset({"tomap", "tolist", "tojson", "tojsonlist"})


def call(target: Value, method: str, arguments: list[Value], here: Unknown, writer: JsonWriter) -> Value:
    """Carry out a method, and tell what it gives back. What would change a map or a list, and is not known here or has
    an argument that is not known, makes that map or list unknown.

    method: its name in small letters; here: the call as it is written.
    """
    match target, method, arguments:
        case Map(), "put", [Written() as key, value]:
            target.members[key.said] = value
        case Map(), "putall", [Map() as other]:
            target.members |= other.members
            target.lost = target.lost or other.lost
        case Map(), "remove", [Written() as key]:
            target.members.pop(key.said, None)
        case Map(), "get" | "getjson", [Written() as key] if target.lost is None:
            return target.members.get(key.said, here)
        case List(), "add", [value]:
            target.items.append(value)
        case List(), "addall", [List() as other]:
            target.items += other.items
            target.lost = target.lost or other.lost
        case _, "tostring", []:
            return as_text(target, here, writer)
        case Written(is_text=True), "trim", []:
            return written(target.said.strip())
        case Written(is_text=True), _, [] if method in _READ_AS_JSON:
            return _parsed(target.said) or here
        case ((Map() | List()), _, []) if method in _READ_AS_JSON:
            return target
        case ((Map() | List()), _, _) if method in _CHANGING:
            target.lost = next((each for each in map(unknown_of, arguments) if each is not None), here)
    return here


def as_text(value: Value, here: Unknown, writer: JsonWriter) -> Written | Unknown:
    """A value as ``toString()`` makes it a text: JSON for a map or a list. here: the expression as it is written."""
    if isinstance(value, Written):
        return written(value.said)
    try:
        return written(writer.json_of(value))
    except PayloadError:
        return writer.missing or here


def _parsed(text: str) -> Value | None:
    """What a text says as JSON, numbers with the digits that they have; None where it is none."""
    try:
        return _of_json(json.loads(text, parse_int=Written, parse_float=Written))
    except (ValueError, RecursionError):
        return None


def _of_json(value: Any) -> Value:
    if isinstance(value, dict):
        return Map({key: _of_json(each) for key, each in value.items()})
    if isinstance(value, list):
        return List([_of_json(each) for each in value])
    return value if isinstance(value, Written) else Written(json.dumps(value, ensure_ascii=False))
