"""Calls deep within other JSON: messages of a language model, blueprints of Make, actions of Power Automate, examples
in an OpenAPI description, and what an application logs as JSON.

Asked only where a JSON value is neither a payload nor wraps one in a form of its own (tui.core.payload.json_calls).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.payload import json_calls
from tui.core.payload.call import Target, WrittenCall, named_target
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.json_text import spans
from tui.core.payload.markdown import is_reply_value
from tui.core.payload.recorded_calls import json_value
from tui.core.payload.request import BODY_KEYS, PayloadError
from tui.core.wrappers import unwrapped
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.values import Json

FORM: Final = "JSON within other JSON"

_MAY_HOLD: Final = pattern(r'"(?:data|records|duplicate_check_fields)\\*"\s*:')
_BEGINS: Final = pattern(r'\{\s*"(?:data|records|module\w*|duplicate_check_fields)"\s*:')
_DEEPEST: Final = 12
_DECODER: Final = json.JSONDecoder()


def calls_within(text: str, value: Json) -> tuple[WrittenCall, ...] | None:
    """The calls anywhere within a JSON object or list; None where it has none, or is itself a body or records."""
    entries = [value]
    if isinstance(value, list):
        entries = value
        if any(key[:1].isupper() for each in value if isinstance(each, dict) for key in each):
            return None
    if _MAY_HOLD.search(text) is None:  # quicker than to look at its parts
        return None
    if not all(isinstance(each, dict) and "data" not in each for each in entries):
        return None
    target = named_target(text)
    calls = _search(text, value, _DEEPEST)
    return tuple(each if each.target != Target() else replace(each, target=target) for each in calls) or None


def reply_within(value: Json) -> str | None:
    """The JSON text of the reply to an upsert that a line of a log holds; None where it holds none."""
    found = unwrapped(value, is_reply_value)
    return json.dumps(found[0].value, ensure_ascii=False) if found else None


def _search(text: str, value: Json, depth: int) -> Iterator[WrittenCall]:
    """text: that of the value."""
    if not depth:
        return
    inner: list[tuple[str | int, Json]] = []
    if isinstance(value, dict):
        inner += value.items()
    elif isinstance(value, list):
        inner += enumerate(value)
    places = spans(text, 1)  # equal: what stands deeper is not asked for
    for key, part in inner:
        if isinstance(part, str):
            yield from _in_a_text(part, depth - 1)
        elif isinstance(part, (dict, list)):
            start, end = places[(key,)].start, places[(key,)].end
            body = Excerpt(text[start:end], (0,), (start,))
            if _MAY_HOLD.search(body.text) is not None:
                found = _call(body.text, part)
                calls = found if found is not None else _search(body.text, part, depth - 1)
                yield from (replace(each, body=each.body.within(body)) for each in calls)


def _call(text: str, value: Json) -> tuple[WrittenCall, ...] | None:
    """The calls that a value is, by its own keys; a reply has none."""
    if not isinstance(value, dict):
        return None
    if is_reply_value(value):
        return ()
    rows = value.get("data")
    is_rows = isinstance(rows, list) and bool(rows) and all(isinstance(row, dict) for row in rows)
    if is_rows and not value.keys() - set(BODY_KEYS) - {"data"}:
        return (WrittenCall(Excerpt(text, (0,), (0,)), FORM),)
    try:
        return json_calls.read(text, value)
    except PayloadError:
        return None


def _in_a_text(text: str, depth: int) -> Iterator[WrittenCall]:
    """The calls of a body that stands in a text, alone or among other words."""
    if _MAY_HOLD.search(text) is None:
        return
    whole = json_value(text)
    if whole is None:
        begin = _BEGINS.search(text)
        if begin is None:
            return
        try:
            whole, end = _DECODER.raw_decode(text, begin.start())
        except (ValueError, RecursionError):
            return
        text = text[begin.start() : end]
    found = _call(text, whole)
    calls = found if found is not None else _search(text, whole, depth)
    yield from (replace(each, body=Excerpt(each.body.text, (), ())) for each in calls)
