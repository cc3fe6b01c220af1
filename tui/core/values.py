"""What values are to the engine: blank, empty, equal, and the key under which a value is looked up.

All comparisons of the rules live here, so that a data set on disk, the rows of a call and the tests compare alike.
The definitions are those of "Evaluation, exactly" (rules match.case, match.whitespace, match.literal, write.unchanged).
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tui.core.field_types import LOOKUP_TYPES, MULTI_SELECT

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


@dataclass(frozen=True, slots=True)
class Key:
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
    """Whether a field already holds what a row sends, for write.unchanged.

    Two empty values are equal; multi-selects compare as sets, lookups and owners by id, everything else exactly.
    """
    if type(one) is type(other) and type(one) in _SCALARS:
        return bool(one == other)
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    if data_type == MULTI_SELECT and isinstance(one, list) and isinstance(other, list):
        return {_exact(item) for item in one} == {_exact(item) for item in other}
    if data_type in LOOKUP_TYPES:
        return lookup_id(one) == lookup_id(other)
    return _exact(one) == _exact(other)


_SCALARS: Final = frozenset({str, bool, int, float})


def lookup_id(value: Json) -> str:
    """The id that a lookup points to; owners also come as the bare id. Without an id, the whole value stands for it."""
    target = value.get("id", value) if isinstance(value, dict) else value
    return target if isinstance(target, str) else _exact(target)


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
    return (1, 0, record_id)


# --- nearly the same: for notes only ---------------------------------------------------------------------------------

_LOOK_ALIKES: Final = str.maketrans(
    "аеорсухіјѕԁһӏνοαρτυικєАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhlvoaptuikeABEKMHOPCTXIJSABEZHIKMNOPTYX",
)
_PHONE_CHARACTERS: Final = frozenset("0123456789+()-./ \u00a0")
_PHONE_LEAST = 6  # digits: fewer are more likely a code than a phone
_PHONE_TAIL = 9  # digits: what two writings of one number share, whatever country code or trunk zero precedes them


def _visible(text: str) -> str:
    """What a reader takes for the same: no white space, nothing invisible, look-alike letters as Latin, one case."""
    plain = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf").casefold()


@lru_cache(4_096)
def _near(text: str) -> str:
    visible = _visible(text)
    if set(visible) <= _PHONE_CHARACTERS and sum(c.isdigit() for c in visible) >= _PHONE_LEAST:
        digits = "".join(c for c in visible if c.isdigit()).lstrip("0")
        return "t" + digits[-_PHONE_TAIL:]
    local, at, domain = visible.rpartition("@")
    if at and "." in domain:
        return f"e{local.partition('+')[0].replace('.', '')}@{domain}"
    return "x" + visible


def how_near(one: str, other: str) -> str:
    """In what two texts with the same near key differ, in words for a person."""
    if one.strip().casefold() == other.strip().casefold():
        return "the same but for letter case or surrounding white space"
    key = key_text(one, KeyForm.NEAR)
    if key.startswith("t"):
        return "the same phone in another writing"
    if key.startswith("e") and _visible(one) != _visible(other):
        return "the same e-mail but for dots or a plus-tag"
    if "".join(one.split()).casefold() == "".join(other.split()).casefold():
        return "the same but for white space inside"
    return "the same but for look-alike or invisible letters"
