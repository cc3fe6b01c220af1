"""Searching records in any writing: the text in which a record is searched, and what is sought in it.

Letter case, spaces, invisible and look-alike letters never count, nor how a phone is written, nor the dots and the
plus-tag of an e-mail address: the same that makes a near miss (tui.core.values).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tui.core.near_ids import copied_id, unquoted
from tui.core.values import PHONE_TAIL, Key, KeyForm, key_text, phone_digits, plain_email, visible
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.values import Json, Record

_LONGEST: Final = 4_000  # characters of one value that are searched
_LONGEST_PHONE: Final = 15  # digits, by E.164; a record's id has more
_SEARCHED_DIGITS: Final = 3  # fewer are no part of a phone that one would look for


def searched_text(record: Record) -> str:
    """Every value of a record in each of its writings, a line each; a line break never stands within one. Of a lookup
    its name and id; what Zoho keeps about a record (keys with a $) is not searched."""
    texts: list[str] = []
    for name, value in record.items():
        if name.startswith("$"):
            continue
        if type(value) is str:
            texts += _writings(value[:_LONGEST])
        elif value is not None:  # equal: of nothing there is no text
            texts += _of_other(value)
    return "\n".join(texts)


def _of_other(value: Json) -> tuple[str, ...]:
    if isinstance(value, str):
        return _writings(value[:_LONGEST])
    if isinstance(value, bool) or value is None:
        return ()
    if isinstance(value, int | float):
        return (str(value),)
    if isinstance(value, dict):
        named = "id" in value and "name" in value
        value = (value["name"], value["id"]) if named else tuple(value.values())
    return tuple(text for each in value for text in _of_other(each))


@lru_cache(8_192)
def _writings(value: str) -> tuple[str, ...]:
    seen = visible(value)
    other = phone_digits(seen) or plain_email(seen)
    return (seen,) if other is None or other == seen else (seen, other)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a person searches for. Either ``field`` and ``key``: the records that a look-up of a value would find in a
    field; or ``parts``: the records in whose searched text one of these occurs. Without either: every record."""

    parts: tuple[str, ...] = ()
    field: str = ""
    key: Key | None = None


def sought(words: str, module: Module) -> Sought:
    """What words ask for: ``Phone = 555 01``, or ``"Phone": "555 01"`` as JSON has it, one field's exact value, as an
    upsert would look it up; anything else is a part of a value or of an id, in any writing and as ids are copied."""
    pair = _IN_JSON.match(words.strip()) or _EQUAL.match(words)
    if pair is not None and (field := module.by_name.get(pair[1].strip())) is not None and pair[2].strip():
        value = unquoted(pair[2]) if field.api_name != "id" else copied_id(pair[2])
        return Sought(field=field.api_name, key=Key(key_text(value, KeyForm.FOLDED), KeyForm.FOLDED))
    seen = visible(_CUT.sub("", copied_id(words)))
    if not seen:
        return Sought()
    parts = [seen]
    digits = _digits_of_a_phone(seen)
    if digits is not None:
        parts += [digits, digits[-PHONE_TAIL:]] if len(digits) <= _LONGEST_PHONE else [digits]
    elif (email := plain_email(seen)) is not None:
        parts.append(email)
    needed = [part for part in parts if not any(other != part and other in part for other in parts)]
    return Sought(tuple(dict.fromkeys(needed)))


_EQUAL: Final = re.compile(r"([^=]*)=(.*)", re.DOTALL)
_IN_JSON: Final = re.compile(r'"(\w+)"\s*:\s*([^\[{].*?),?$')
_CUT: Final = re.compile(r"^(?:…|\.\.\.)")
"""What stands before the end of an id on our own screens."""


def _digits_of_a_phone(seen: str) -> str | None:
    """The digits of what may be a part of a phone in some writing."""
    digits = re.sub(r"\D", "", seen, flags=re.ASCII)
    is_part = not re.search(r"[^0-9+()\-./]", seen) and len(digits) >= _SEARCHED_DIGITS
    return (digits.lstrip("0") or None) if is_part else None


def equal_to(field: str, value: str) -> str:
    """The words that search a field for one value."""
    return f"{field} = {value}"
