"""The keys of many texts at once, for indexes of a million values: the same keys as tui.core.values makes one by one.

Texts of ASCII go together through the functions of ``str``, which a hundred thousand take a few hundredths of a second;
any other text goes its own way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.values import BLANK, PHONE_LEAST, PHONE_TAIL, KeyForm, key_text, near_key_of, plain_email

if TYPE_CHECKING:
    from collections.abc import Sequence

BETWEEN: Final = "\0"
"""Stands between texts that go through a function together."""

_PHONE_MARKS: Final = str.maketrans("", "", "+()-./")


def near_keys(texts: Sequence[str]) -> list[str]:
    """``key_text(text, KeyForm.NEAR)`` of each text."""
    joined = BETWEEN.join(texts)
    if joined.isascii() and joined.count(BETWEEN) == len(texts) - 1:  # equal: one by one they come to the same
        return _near_keys_of_ascii(joined)
    plain = [
        text if text.isascii() and BETWEEN not in text else ""  # equal: by itself a text comes to the same
        for text in texts
    ]
    keys = _near_keys_of_ascii(BETWEEN.join(plain)) if plain else []
    for place, text in enumerate(texts):
        if not plain[place]:
            keys[place] = key_text(text, KeyForm.NEAR)
    return keys


def _near_keys_of_ascii(joined: str) -> list[str]:
    """The keys of texts that stand in one, each but the first after a mark that is in none of them."""
    together = "".join(joined.split()).casefold()
    seen = together.split(BETWEEN)
    if "@" in together:
        return [
            f"e{plain}"  # equal: near_key_of says the same, and takes longer
            if (plain := plain_email(each)) is not None
            else near_key_of(each)
            if each
            else BLANK
            for each in seen
        ]
    numbers = phones_of(together).split(BETWEEN)
    return [
        f"t{number.lstrip('0')[-PHONE_TAIL:]}"
        if number.isdigit() and len(number) >= PHONE_LEAST
        else f"x{each}"
        if each
        else BLANK
        for each, number in zip(seen, numbers, strict=True)
    ]


def phones_of(together: str) -> str:
    """Texts without white space, that stand in one, without what is written between the digits of a phone."""
    return together.translate(_PHONE_MARKS)
