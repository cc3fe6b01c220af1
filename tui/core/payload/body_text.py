"""Changes to the text of a request body that leave everything else in it as the person wrote it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tui.core.payload.json_text import Span, spans
from tui.core.payload.request import CHECK_FIELDS
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.payload.request import UpsertRequest
    from tui.core.values import Json


def body_text(request: UpsertRequest) -> str:
    """A request as the text of a JSON body, two spaces an indent."""
    return json_block(request.to_body()) + "\n"


def json_block(value: Json) -> str:
    """A JSON value as a block of text; a list of plain values stays on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _PLAIN_LIST.sub(lambda match: "[" + ", ".join(_ITEM.findall(match[0])) + "]", text)


_ITEM: Final = pattern(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s,\[\]"\\]++|\\.?')
_PLAIN_LIST: Final = pattern(r'\[\n(?:\s+(?:"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|[-+\w.]++),?\n)+\s+\]')


def with_check_fields(text: str, names: Sequence[str] | None) -> str:
    """The text of a JSON body with other duplicate check fields (None: without the key); nothing else changes.

    The text must be an object with ``data`` that ``parse_json`` takes.
    """
    places = spans(text, 1)  # equal: what stands deeper is not asked for
    value = places.get((CHECK_FIELDS,))
    listed = None if names is None else json.dumps(list(names), ensure_ascii=False)
    if value is None:
        return text if listed is None else _inserted(text, places[("data",)], listed)
    if listed is None:
        return _removed(text, value)
    return text[: value.start] + listed + text[value.end :]


def _inserted(text: str, data: Span, listed: str) -> str:
    assert data.key is not None, "data is a member of an object"
    before = text[: data.key].rpartition("\n")[2]
    separator = " " if before.strip() else f"\n{before}"
    return f'{text[: data.end]},{separator}"{CHECK_FIELDS}": {listed}{text[data.end :]}'


def _removed(text: str, value: Span) -> str:
    assert value.key is not None, "the list is a member of an object"
    before = text[: value.key].rstrip()
    if before.endswith(","):
        return before[:-1] + text[value.end :]
    return text[: value.key] + re.sub(r"^\s*,\s*", "", text[value.end :])


def is_body(text: str) -> bool:
    """Whether a text that ``parse_json`` takes is a body (an object with data), not bare records."""
    return ("data",) in spans(text, 1)  # half the work of reading it
