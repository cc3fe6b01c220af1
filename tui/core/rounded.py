"""Numbers that a spreadsheet wrote with fewer digits than they have, in texts: 4.67E+10."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDED: Final = "the whole value: a spreadsheet rounded it"
"""What such a text is not, in words."""

_ROUNDED: Final = pattern(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")


def is_rounded(text: str) -> bool:
    """Whether a text is a number as spreadsheets write what has too many digits for them."""
    return not text.isdecimal() and _ROUNDED.fullmatch(text.strip()) is not None  # equal: digits are soonest known


def rounded_at(texts: Sequence[str]) -> list[int]:
    """The places of the texts that ``is_rounded``."""
    if _ROUNDED.search("\0".join(texts)) is None:
        return []
    return [place for place, text in enumerate(texts) if is_rounded(text)]


def are_rounded_ids(ids: Sequence[str]) -> bool:
    """Whether long ids all end in zeros, as a spreadsheet leaves them, which keeps fifteen digits; one alone may."""
    return len(ids) > 1 and all(each.isdecimal() and len(each) > _KEPT and not each[_KEPT:].strip("0") for each in ids)


_KEPT: Final = 15  # digits of a number in a spreadsheet
