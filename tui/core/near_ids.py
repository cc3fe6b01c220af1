"""Ids as people copy them, and those that a wrong one may have been meant to be: cut, rounded by a spreadsheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEPT_BY_SPREADSHEETS: Final = 15  # digits; of a longer number they make the rest zeros
_LONGEST: Final = 300  # equal: no id is nearly as long; so many digits a float holds
_SHORTEST_PART: Final = 3  # digits of an id that name it


@dataclass(frozen=True, slots=True)
class NearId:
    """An id that is there, and how the one that was asked for differs from it. rank: the lower the nearer."""

    id: str
    how: str
    rank: int


def copied_id(text: str) -> str:
    """An id without what it was copied with: quotes, the ``zcrm_`` of an export, ``"id":`` before it, a name behind it,
    the address of a record in Zoho's own pages or in its API. A text that names no id stays as it is, without the
    white space around it."""
    bare = text.strip()
    whole = {found[0] for found in _WHOLE_ID.finditer(bare)}
    if len(whole) == 1:
        return whole.pop()
    if (address := _ADDRESS.search(bare)) is not None:
        return address[1]
    return _BEFORE_ID.sub("", unquoted(bare.removesuffix(",")))


def unquoted(text: str) -> str:
    """A text without the quotes that stand around it, if they do."""
    text = text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] + text[-1] in _QUOTES else text


_WHOLE_ID: Final = pattern(r"(?<![\d.+])\d{16,20}(?=(?:\.0+)?(?![\d.]))")
_ADDRESS: Final = pattern(r"^(?:https?://)?[\w.-]+/(?:\S*/)?[A-Za-z]\w*/(\d+)/?(?:[?#]\S*)?$")
_BEFORE_ID: Final = pattern(r"^zcrm_", re.IGNORECASE)
_QUOTES: Final = ('""', "''", "``", "“”", "‘’", "„“", "«»")


def near_ids(wanted: str, ids: Iterable[str], most: int = 5) -> tuple[NearId, ...]:
    """The nearest of some ids, the nearest first and else as they came."""
    digits = re.sub(r"\D", "", wanted, flags=re.ASCII)
    near = [found for each in ids if each != wanted and (found := _near(digits, each)) is not None]
    return tuple(sorted(near, key=lambda found: found.rank)[:most])


def _near(digits: str, other: str) -> NearId | None:
    if not digits:
        return None
    if digits == other:
        return NearId(other, "the same digits", 0)
    kept = digits[:_KEPT_BY_SPREADSHEETS]
    if len(digits) == len(other) > len(kept) and other.startswith(kept) and not digits[len(kept) :].strip("0"):
        return NearId(other, "rounded by a spreadsheet", 1)
    if is_rounded(digits, other):
        return NearId(other, "rounded by a program", 1)
    if len(digits) == len(other):
        places = [place for place, (one, two) in enumerate(zip(digits, other, strict=True)) if one != two]
        if len(places) == 1:
            return NearId(other, "one digit differs", 3)
        if len(places) == 2 and digits[places[0]] == other[places[1]] and digits[places[1]] == other[places[0]]:
            return NearId(other, "two digits are swapped", 2)
        return None
    if len(digits) >= _SHORTEST_PART and other.endswith(digits):
        return NearId(other, "it ends the same", 4)
    if len(digits) >= _SHORTEST_PART and len(digits) >= len(other) // 2 and other.startswith(digits):
        return NearId(other, "it begins the same", 5)  # equal: the last rank, whatever its number
    short, long = sorted((digits, other), key=len)
    if _lacks_one(short, long):
        return NearId(other, "one digit is missing" if short == digits else "one digit too many", 3)
    return None


def is_rounded(digits: str, other: str) -> bool:
    """Whether one long id is what becomes of the other where a program reads it as a number (a float), as JavaScript
    prints it or in full."""
    if not _KEPT_BY_SPREADSHEETS < len(digits) == len(other) < _LONGEST or digits == other or not other.isdecimal():
        return False
    read = float(other)
    shortest, _, exponent = repr(read).removesuffix(".0").partition("e+")
    places = int(exponent or 0) + 1  # equal: without an exponent all digits are there
    return digits in (str(int(read)), shortest.replace(".", "").ljust(places, "0"))


def _lacks_one(short: str, long: str) -> bool:
    place = next((place for place, (one, two) in enumerate(zip(short, long, strict=False)) if one != two), len(short))
    return short[place:] == long[place + 1 :]
