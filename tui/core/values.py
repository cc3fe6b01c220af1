"""What values are to the engine: blank, empty, equal, and the key under which a value is looked up.

All comparisons of the rules live here, so that a data set on disk, the rows of a call and the tests compare alike.
The definitions are those of "Evaluation, exactly" (rules match.case, match.whitespace, match.literal, write.unchanged).
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from tui.core.field_types import DATE_TIME, LONG_INTEGER, MULTI_SELECT, POINTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

Json: TypeAlias = Any
"""A JSON value as ``json.loads`` makes it. Any, since what people send may have every shape."""

Record: TypeAlias = "Mapping[str, Json]"
"""One record or row: API name -> value, with ``id`` among them for a record of a data set."""


def is_blank(value: Json) -> bool:
    """Null, or a string of nothing but white space: not looked up, and missing where it is mandatory."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_empty(value: Json) -> bool:
    """Null, an empty string or an empty list: what a cleared field holds (absent is the caller's None)."""
    return value is None or value in ("", [])


def is_same_json(one: Json, other: Json) -> bool:
    """Whether two values would be written as the same text: ``1``, ``1.0`` and ``true`` are equal in Python only, and
    the order of keys counts."""
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(map(is_same_json, one.values(), other.values()))
    if isinstance(one, list):
        return all(map(is_same_json, one, other))
    return type(one) is not float or str(one) == str(other)  # 0.0 and -0.0


class KeyForm(Enum):
    """How much of a string counts when it is looked up."""

    FOLDED = "folded"  # neither surrounding white space nor letter case: the default
    TRIMMED = "trimmed"  # letter case counts (match.case_system = respect)
    PADDED = "padded"  # white space counts (match.whitespace = exact)
    EXACT = "exact"  # both count
    NEAR = "near"  # never used to match: for notes on records that nearly match

    __hash__ = object.__hash__  # forms stand in the keys of many dictionaries, and Enum hashes in Python


def key_form(*, trim: bool, fold: bool) -> KeyForm:
    """The form that ignores surrounding white space (trim) and letter case (fold), or not."""
    if trim:
        return KeyForm.FOLDED if fold else KeyForm.TRIMMED
    return KeyForm.PADDED if fold else KeyForm.EXACT


class Key(NamedTuple):  # a tuple's hash is Python's own: keys are asked for more than anything else
    """What is looked up: a text that stands for a value, and the form it was made by. ``BLANK``: every blank value."""

    text: str
    form: KeyForm

    def folded(self) -> Key:
        """The wider key of form FOLDED: whatever matches this key matches that one."""
        text = self.text
        return Key(_STRING + text[1:].strip().casefold() if text.startswith(_STRING) else text, KeyForm.FOLDED)


_STRING: Final = "s"
BLANK: Final = ""
_json_text: Final = json.JSONEncoder(sort_keys=True).encode


def key_text(value: Json, form: KeyForm) -> str:
    """The text under which a value is found; two values match in a form exactly if their texts are equal.

    Strings and numbers never meet; numbers meet by value; lists and objects by content. Blank values give ``BLANK``.
    """
    if isinstance(value, str):
        stripped = value.strip()
        if not stripped:
            return BLANK
        match form:
            case KeyForm.FOLDED:
                return _STRING + stripped.casefold()
            case KeyForm.TRIMMED:
                return _STRING + stripped
            case KeyForm.PADDED:
                return _STRING + value.casefold()
            case KeyForm.EXACT:
                return _STRING + value
            case KeyForm.NEAR:
                return _near(stripped)
    if value is None:
        return BLANK
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "n" + _json_text(value)


def same_value(data_type: str, one: Json, other: Json) -> bool:
    """Whether a field already holds what a row sends, for write.unchanged. Choices of a pick list come in one spelling.

    Two empty values are equal; multi-selects compare as sets, lookups and owners by id, date-times as moments (without
    an offset only the same text is equal), long integers by their digits, numbers by value, everything else exactly.
    """
    if type(one) is type(other) and type(one) in _SCALARS:
        if one == other:
            return True
        if data_type not in _BY_MEANING:
            return False
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    if data_type == MULTI_SELECT and isinstance(one, list) and isinstance(other, list):
        return {_exact(item) for item in one} == {_exact(item) for item in other}
    if data_type in POINTERS:
        return lookup_id(one) == lookup_id(other)
    if data_type == DATE_TIME:
        moment = _moment(one)
        return moment is not None and moment == _moment(other)
    if data_type == LONG_INTEGER:
        return _digits(one) == _digits(other)
    return _exact(one) == _exact(other)


def same_cell(one: Json, other: Json) -> bool:
    """Whether a cell of a subform holds what a row sends: as values of unknown type, but objects by id."""
    if has_id(one) and has_id(other):
        return lookup_id(one) == lookup_id(other)
    return same_value("", one, other)


def _moment(value: Json) -> float | None:
    """A date-time that names its offset as an instant; None for anything else."""
    if not isinstance(value, str) or not _OFFSET.search(value.strip()):
        return None
    return instant(value)


_OFFSET: Final = re.compile(r"T.*(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})$")


def as_digits(value: Json) -> Json:
    """A long integer as the text of its digits; what is no whole number as it is."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def number_key(key: Key) -> Key | None:
    """The key of the number that has the digits of a text's key, or None if no number has them."""
    number = number_of(key.text.removeprefix(_STRING))  # what is no text has another letter before it
    return None if number is None else Key(key_text(number, key.form), key.form)


def number_of(digits: str) -> int | None:
    """The whole number that is written as these digits, or None if none is."""
    plain = digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0")
    return int(digits) if plain and len(digits) <= _LONGEST_NUMBER else None


_LONGEST_NUMBER: Final = 30  # digits; a long integer of Zoho has 18


def _digits(value: Json) -> str:
    digits = as_digits(value)
    return digits.strip() if isinstance(digits, str) else _exact(digits)


_SCALARS: Final = frozenset({str, bool, int, float})
_BY_MEANING: Final = POINTERS | {DATE_TIME, LONG_INTEGER}


def lookup_id(value: Json) -> str:
    """The id that a lookup points to, also as a bare id; ids count by their digits. Without an id, the whole value
    stands for it."""
    target = value.get("id", value) if isinstance(value, dict) else value
    return target if isinstance(target, str) else _exact(target)


def has_id(value: Json) -> bool:
    """Whether an object names a record: its ``id`` is there and not blank."""
    return isinstance(value, dict) and not is_blank(value.get("id"))


def is_bare_id(value: Json) -> bool:
    """Whether a value is a record id by itself: a text or a number of digits."""
    if isinstance(value, str):
        return re.fullmatch("[0-9]+", value) is not None
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def id_text(given: Json) -> str:
    """The text of an explicit id: itself, a whole number its digits; anything else is a text that no record has."""
    if isinstance(given, str):
        return given
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else ""


def _exact(value: Json) -> str:
    # JSON text, since Python takes True for 1 and a set cannot hold lists; 5 and 5.0 are one number.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _json_text(value)


def instant(value: Json) -> float | None:
    """A Zoho date-time (ISO 8601 with an offset; without one it counts as UTC) as seconds, or None if it is none."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value.strip())
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def id_number(record_id: str) -> tuple[int, int, str]:
    """The sort key of ids "as a number": digits by value, ids that are no number after them by text."""
    if record_id.isascii() and record_id.isdigit():
        digits = record_id.lstrip("0")
        return (0, len(digits), digits)
    return (1, 0, record_id)  # equal: all that counts is that it stands behind the numbers


# --- nearly the same: for notes only ---------------------------------------------------------------------------------

_LOOK_ALIKES: Final = str.maketrans(
    "аеорсухіјѕԁһӏνοαρτυικєАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhlvoaptuikeABEKMHOPCTXIJSABEZHIKMNOPTYX",
)
_PHONE: Final = re.compile(r"[0-9+()\-./ \u00a0]*")
_NO_DIGITS: Final = re.compile(r"[^0-9]+")
PHONE_LEAST: Final = 6
"""Digits of a phone; fewer are more likely a code."""
PHONE_TAIL: Final = 9
"""Digits that two writings of one number share, whatever country code or trunk zero precedes them."""


def visible(text: str) -> str:
    """What a reader takes for the same: no white space, nothing invisible, look-alike letters as Latin, one case."""
    if text.isascii():
        return "".join(text.split()).casefold()
    plain = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf").casefold()


def phone_digits(seen: str) -> str | None:
    """The digits of a ``visible`` text that looks like a phone, without leading zeros; None for any other text."""
    if _PHONE.fullmatch(seen) is None:
        return None
    digits = _NO_DIGITS.sub("", seen)
    return digits.lstrip("0") if len(digits) >= PHONE_LEAST else None


def plain_email(seen: str) -> str | None:
    """The e-mail address that a ``visible`` text is, without dots and plus-tag before its @; None for any other."""
    local, at, domain = seen.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}" if at and "." in domain else None


@lru_cache(4_096)
def _near(text: str) -> str:
    return near_key_of(visible(text))


def near_key_of(seen: str) -> str:
    """The key of form NEAR of a string that is not blank, by its ``visible`` text."""
    if (digits := phone_digits(seen)) is not None:
        return "t" + digits[-PHONE_TAIL:]
    email = plain_email(seen)
    return f"x{seen}" if email is None else f"e{email}"


def how_near(one: str, other: str) -> str:
    """In what two texts with the same near key differ, in words for a person."""
    if one.strip().casefold() == other.strip().casefold():
        return "the same but for letter case or surrounding white space"
    if key_text(one, KeyForm.NEAR).startswith("t"):
        return "the same phone number, written differently"
    if visible(one) != visible(other):  # all but phones and e-mails meet by what is visible of them
        return "the same e-mail but for dots or a plus-tag"
    if "".join(one.split()).casefold() == "".join(other.split()).casefold():
        return "the same but for white space inside"
    return "the same but for look-alike or invisible letters"
