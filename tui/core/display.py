"""How values from outside are shown: one line, no markup, nothing invisible, nothing that steers a terminal.

Every screen and report shows values through these functions; what they return is plain text, to be wrapped in a type
that does not parse markup (rich.text.Text, textual.content.Content, or a widget with markup=False).
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.metadata import Module
    from tui.core.values import Json, Record

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PLAIN_SPACES: Final = frozenset({" ", "\u3000"})
"""Spaces that look like what they are; a no-break space or a thin one passes for another, and no look-up takes it for
one."""
_JOINER: Final = "\u200d"
_PICTURES: Final = frozenset({"So", "Sk", "Mn"})  # what a joiner joins in an emoji: pictures, skin tones, variations
_LONGEST: Final = 400  # characters of one value that a line shows; the rest is counted


def one_line(text: str) -> str:
    """A text as one line: control, direction and other invisible characters as escapes, odd spaces too, very long ones
    cut."""
    if len(text) > _LONGEST:
        return f"{escaped(text[:_LONGEST])}… ({len(text) - _LONGEST} more)"
    return escaped(text)


def brief(text: str) -> str:
    """The beginning of a text, for a sentence about it."""
    return one_line(text if len(text) <= 40 else text[:39] + "…")


def escaped(text: str) -> str:
    """A text as one line, however long it is: what ``one_line`` shows before it cuts."""
    if text.isprintable():
        return text
    return "".join(
        character if character == _JOINER and _joins_pictures(text, place) else _shown(character)
        for place, character in enumerate(text)
    )


def many_lines(text: str) -> str:
    """A text whose line breaks are kept, as for JSON that is shown as a block; the rest as in ``one_line``."""
    return "\n".join(map(escaped, text.split("\n")))


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    hides = kind in _HIDDEN or (kind == "Zs" and character not in _PLAIN_SPACES)
    return character.encode("unicode_escape").decode() if hides else character


def _joins_pictures(text: str, place: int) -> bool:
    """Whether the joiner at a place stands within an emoji; elsewhere it makes two texts look the same."""
    beside = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(beside) == 2 and all(unicodedata.category(character) in _PICTURES for character in beside)


def value_text(value: Json) -> str:
    """A JSON value for a person, on one line: strings in quotes, null as (empty), lookups by name and id."""
    if value is None:
        return "(empty)"
    if isinstance(value, str):
        return f'"{one_line(value)}"'
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        name = value.get("name")
        return one_line(f"{name} ({value['id']})" if isinstance(name, str) else value["id"])
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return one_line(", ".join(value)) if value else "(empty)"
    return one_line(json.dumps(value, ensure_ascii=False))


_RANGES_NAMED: Final = 6


def row_numbers(rows: Iterable[int]) -> str:
    """0-based rows as people number them: ``rows 2, 4-7``; of many ranges the first and how many more rows."""
    ranges: list[list[int]] = []
    numbers = sorted(rows)
    for row in numbers:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    named = ranges[:_RANGES_NAMED]
    texts = [f"{first + 1}" if first == last else f"{first + 1}-{last + 1}" for first, last in named]
    more = sum(last - first + 1 for first, last in ranges[_RANGES_NAMED:])
    return f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(texts)}{f' and {more} more' if more else ''}"


def short_id(record_id: str) -> str:
    """The end of an id, which is what tells records of one org apart; new-N and short ids stay whole."""
    return f"…{one_line(record_id[-4:])}" if len(record_id) > 10 else one_line(record_id)


_NAMES: Final = ("Full_Name", "Last_Name", "Name")


def record_name(record: Record, module: Module) -> str:
    """What a person calls a record: its full name, or its last name, or what its system-defined field holds."""
    first, last = record.get("First_Name"), record.get("Last_Name")
    if isinstance(first, str) and isinstance(last, str) and first.strip() and last.strip():
        return one_line(f"{first.strip()} {last.strip()}")
    mandatory = (field.api_name for field in module.mandatory)
    for name in filter(None, (*_NAMES, module.system_field, *mandatory)):
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return one_line(value.strip())
    return ""
