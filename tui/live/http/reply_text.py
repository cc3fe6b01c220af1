"""The text of a reply: JSON if it is some, else text to look at. Secrets that a reply echoes are hidden in both."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, NoReturn

from tui.core.payload.decoding import whole_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.core.values import Json
    from tui.live.http.secret import Secret

LONGEST_TEXT: Final = 64 * 1024
"""Bytes of UTF-8 that are kept of a reply that is no JSON."""
_DEEPEST: Final = 100
_MOST_VALUES: Final = 1_000_000
"""Values of a reply; a small one takes a hundred bytes of memory, and a comma or a bracket of the text."""


def json_reply(body: bytes, secrets: Iterable[Secret]) -> tuple[Json | None, str | None]:
    """(JSON, None) or (None, text); (None, None) for a reply without content.

    JSON that Python reads but nobody can carry on (NaN, nesting without end, a million values) counts as text; half
    characters become U+FFFD.
    """
    text = body.decode("utf-8-sig", "replace")
    known = tuple(secrets)
    for secret in known:
        text = secret.plainly_hidden_in(text)
    if not text.strip():
        return None, None
    try:
        if sum(map(text.count, ",[{")) > _MOST_VALUES:
            raise ValueError
        value = json.loads(text, parse_constant=_refused, parse_float=_finite)
        if not isinstance(value, dict | list):
            raise ValueError
        escaped = any(mark in text for mark in "\\%&")
        return _whole(value, _DEEPEST, known) if escaped else _shallow(value), None
    except (ValueError, RecursionError):
        shown = text[: 2 * LONGEST_TEXT]  # a secret that stands across the cut is hidden first
        for secret in known:
            shown = secret.hidden_in(shown)
        return None, shown.encode("utf-8", "replace")[:LONGEST_TEXT].decode("utf-8", "ignore")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError
    return value


def _refused(_name: str) -> NoReturn:
    raise ValueError


def _shallow(value: Any) -> Any:
    level = [value]
    for _ in range(_DEEPEST):
        parts = (part.values() if isinstance(part, dict) else part for part in level)
        level = [part for inner in parts for part in inner if isinstance(part, dict | list)]
        if not level:
            return value
    raise RecursionError


def _whole(value: Any, depth: int, secrets: Sequence[Secret]) -> Any:
    """The same value with whole characters, and without secrets that were escaped in the text."""
    if depth < 0:
        raise RecursionError
    if isinstance(value, str):
        value = whole_characters(value)
        for secret in secrets:
            value = secret.hidden_in(value)
        return value
    if isinstance(value, dict):
        return {_whole(key, depth, secrets): _whole(part, depth - 1, secrets) for key, part in value.items()}
    if isinstance(value, list):
        return [_whole(part, depth - 1, secrets) for part in value]
    return value
