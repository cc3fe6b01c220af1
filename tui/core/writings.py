"""Searching records in any writing: the text in which a record is searched, and what is sought in it.

Letter case, spaces, invisible and look-alike letters never count, nor how a phone is written, nor the dots and the
plus-tag of an e-mail address: the same that makes a near miss (tui.core.values).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.core.values import PHONE_TAIL, Key, KeyForm, key_text, phone_digits, plain_email, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.metadata import Module
    from tui.core.values import Json, Record

_LONGEST: Final = 4_000  # characters of one value that are searched
_SEARCHED_DIGITS: Final = 3  # fewer are no part of a phone that one would look for


def searched_text(record: Record) -> str:
    """Every value of a record in each of its writings, a line each; a line break never stands within one."""
    return "\n".join(dict.fromkeys(writing for value in record.values() for writing in _writings(value)))


def _writings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        seen = visible(value[:_LONGEST])
        yield seen
        other = phone_digits(seen) or plain_email(seen)
        if other is not None and other != seen:
            yield other
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield str(value)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _writings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _writings(each)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a person searches for. Either ``field`` and ``key``: the records that a look-up of a value would find in a
    field; or ``parts``: the records in whose searched text one of these occurs. Without either: every record."""

    parts: tuple[str, ...] = ()
    field: str = ""
    key: Key | None = None


def sought(words: str, module: Module) -> Sought:
    """What words ask for: ``Phone = 555 01`` one field's exact value, as an upsert would look it up; anything else is a
    part of a value or of an id, in any writing."""
    name, equals, value = words.partition("=")
    if equals and (field := module.by_name.get(name.strip())) is not None and value.strip():
        return Sought(field=field.api_name, key=Key(key_text(value, KeyForm.FOLDED), KeyForm.FOLDED))
    seen = visible(_ID_MARKS.sub("", words.strip()))
    if not seen:
        return Sought()
    parts = [seen]
    digits = _digits_of_a_phone(seen)
    if digits is not None:
        parts += [digits, digits[-PHONE_TAIL:]]
    elif (email := plain_email(seen)) is not None:
        parts.append(email)
    return Sought(tuple(dict.fromkeys(parts)))


_ID_MARKS: Final = re.compile(r"^(?:zcrm_|…|\.\.\.)", re.IGNORECASE)
"""What stands before an id, or before the end of one, in exports and on our own screens."""


def _digits_of_a_phone(seen: str) -> str | None:
    """The digits of what may be a part of a phone in some writing."""
    digits = re.sub(r"\D", "", seen, flags=re.ASCII)
    is_part = not re.search(r"[^0-9+()\-./]", seen) and len(digits) >= _SEARCHED_DIGITS
    return (digits.lstrip("0") or None) if is_part else None


def equal_to(field: str, value: str) -> str:
    """The words that search a field for one value."""
    return f"{field} = {value}"
