"""Edits of a JSON text: members renamed, changed, dropped and added, in the way that the text is laid out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tui.core.payload.json_text import TOKEN
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.payload.json_text import Span
    from tui.core.values import Json


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """``text`` in place of what stands from ``start`` to ``end`` (offsets in characters, the end not included)."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after edits that do not overlap; the same edit twice counts once. Raises ValueError if two overlap."""
    parts, place = [], 0
    for edit in sorted(set(edits)):
        if edit.start < place:
            raise ValueError("two edits of a text overlap")
        parts += [text[place : edit.start], edit.text]
        place = edit.end
    return "".join([*parts, text[place:]])


def as_json(value: Json) -> str:
    """A value as it is written into a text."""
    return json.dumps(value, ensure_ascii=False)


def renamed(text: str, member: Span, name: str) -> TextEdit:
    """Another key for a member of an object."""
    assert member.key is not None, "a member of an object has a key"
    key = TOKEN.match(text, member.key)
    assert key is not None, "a key is a token"
    return TextEdit(member.key, key.end(), as_json(name))


def changed(value: Span, new: Json) -> TextEdit:
    """Another value."""
    return TextEdit(value.start, value.end, as_json(new))


_COMMA_AFTER: Final = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")


def dropped(text: str, member: Span) -> TextEdit:
    """A member of an object, or an entry of a list, taken out with one of its commas."""
    start = member.start if member.key is None else member.key
    before = len(text[:start].rstrip(" \t\r\n"))
    if text[before - 1 : before] == ",":
        return TextEdit(before - 1, member.end, "")
    after = _COMMA_AFTER.match(text, member.end)
    return TextEdit(start, after.end() if after else member.end, "")


def added(text: str, whole: Span, name: str, value: Json) -> TextEdit:
    """A member at the end of an object, on a line of its own if the others have theirs."""
    return added_text(text, whole, name, as_json(value))


def added_text(text: str, whole: Span, name: str, written: str) -> TextEdit:
    """The same for a value that is written already."""
    member = f"{as_json(name)}: {written}"
    last = len(text[: whole.end - 1].rstrip(" \t\r\n"))
    inner = text[whole.start + 1 : last]
    if not inner:
        return TextEdit(last, last, member)
    lead = inner[: len(inner) - len(inner.lstrip(" \t\r\n"))]
    separator = f",{lead}" if "\n" in lead else ", "
    return TextEdit(last, last, separator + member)
