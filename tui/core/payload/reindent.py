"""JSON text laid out anew, its values as they are written: numbers keep their digits, keys their order."""

from __future__ import annotations

import json
import re
from typing import Final

from tui.core.payload.json_text import TOKEN

_WIDEST_LIST: Final = 100  # characters of a list of plain values that stays on one line


def reindented(text: str) -> str:
    """A JSON text that ``parse_json`` takes, two spaces an indent; a short list of plain values stays on one line."""
    out: list[str] = []
    depth = 0
    tokens = [match[0] for match in TOKEN.finditer(text)]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token == "[" and (closed := _plain_list(tokens, place)) is not None:
            out.append("[" + ", ".join(_shown(item) for item in tokens[place + 1 : closed] if item != ",") + "]")
            place = closed + 1
            continue
        if token in ("{", "["):
            if tokens[place + 1] == "}":  # an empty list is a plain one
                out.append("{}")
                place += 2
                continue
            depth += 1
            out.append(f"{token}\n{'  ' * depth}")
        elif token in ("}", "]"):
            depth -= 1
            out.append(f"\n{'  ' * depth}{token}")
        elif token == ",":
            out.append(f",\n{'  ' * depth}")
        elif token == ":":
            out.append(": ")
        else:
            out.append(_shown(token))
        place += 1
    return "".join(out)


def _plain_list(tokens: list[str], opened: int) -> int | None:
    """Where a list closes that holds plain values only and fits on a line."""
    width = 0
    for place in range(opened + 1, len(tokens)):
        token = tokens[place]
        if token == "]":
            return place
        width += len(token) + 1
        if token in ("{", "[") or width > _WIDEST_LIST:
            return None
    return None


_ESCAPED: Final = re.compile(r"\\u|\\/")


def _shown(token: str) -> str:
    """A text without escapes that are not needed; any other value as it is."""
    if _ESCAPED.search(token):
        return json.dumps(json.loads(token), ensure_ascii=False)
    return token
