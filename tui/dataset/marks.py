"""The marks of texts: numbers by which an index finds them. Texts with one key have one mark; keys may share one.

A mark is what an index sorts quickly, and what many texts are given at once. An id and a phone count as the number
that they are: what comes in its order goes into an index in a third of the time. Everything else is mixed up, an e-mail
address without its dots.
"""

from __future__ import annotations

import re
from itertools import repeat
from operator import contains, itemgetter
from typing import TYPE_CHECKING, Final
from zlib import crc32

from tui.core.many_keys import BETWEEN, near_keys, phones_of
from tui.core.values import PHONE_LEAST, PHONE_TAIL

if TYPE_CHECKING:
    from collections.abc import Sequence

_PHONE, _EMAIL = "t", "e"  # how the keys of form NEAR begin
_DIGITS: Final = 18  # of a number that SQLite holds
_NUMBER: Final = re.compile(f"{_PHONE}?[0-9]+")
_LAST: Final = itemgetter(slice(-_DIGITS, None))
_TAIL: Final = itemgetter(slice(-PHONE_TAIL, None))
_OWN_WAY: Final = re.compile(f"{BETWEEN}(?:{_EMAIL}|{_PHONE}?[0-9])")  # how a text begins that is not just mixed up
_TAG: Final = re.compile(rf"\+[^@{BETWEEN}]*(?=@)")
_TO_DOT_OF_DOMAIN: Final = re.compile(rf"@[^@.{BETWEEN}]*\.")
_BEGUN: Final = crc32(_EMAIL.encode())


def text_mark(text: str) -> int:
    """The mark of the text of a key, or of an id."""
    if _NUMBER.fullmatch(text) is not None:
        return int(text.removeprefix(_PHONE)[-_DIGITS:])
    if text.startswith(_EMAIL):
        text = text.replace(".", "")
    return crc32(text.encode("utf-8", "surrogatepass"))


def text_marks(texts: Sequence[str]) -> list[int]:
    """The mark of each text."""
    together = "".join(texts)
    if together.isdecimal() and together.isascii() and "" not in texts:
        return list(map(int, map(_LAST, texts)))
    if _OWN_WAY.search(BETWEEN.join(("", *texts))) is None:
        try:
            return list(map(crc32, map(str.encode, texts)))
        except UnicodeEncodeError:  # half a character
            pass
    return list(map(text_mark, texts))


def near_marks(texts: Sequence[str]) -> Sequence[int | None]:
    """The mark of the key of form NEAR of each text, None for a blank one."""
    if "" in texts:
        some = iter(near_marks([text for text in texts if text]))
        return [next(some) if text else None for text in texts]
    marks = _at_once(texts) if texts else []
    if marks is not None:
        return marks
    keys = near_keys(texts)
    if "" in keys:
        return [mark if key else None for key, mark in zip(keys, text_marks(keys), strict=True)]
    return text_marks(keys)


def _at_once(texts: Sequence[str]) -> list[int] | None:
    """The same where all of the texts are phones, or all are e-mail addresses with one @, in ASCII; else None."""
    joined = BETWEEN.join(texts)
    if not joined.isascii() or joined.count(BETWEEN) != len(texts) - 1:
        return None
    together = "".join(joined.split()).casefold()
    if "@" in together:
        return _marks_of_emails(together, len(texts))
    plain = phones_of(together)
    numbers = plain.split(BETWEEN)
    if not plain.replace(BETWEEN, "").isdecimal() or min(map(len, numbers)) < PHONE_LEAST:
        return None
    marks = list(map(int, map(_TAIL, numbers)))
    return None if 0 in marks else marks  # a number of zeros has a key without digits


def _marks_of_emails(together: str, count: int) -> list[int] | None:
    """together: texts without white space, in one letter case."""
    each_has = sum(map(contains, together.split(BETWEEN), repeat("@"))) == count == together.count("@")
    if not each_has or len(_TO_DOT_OF_DOMAIN.findall(together)) != count:
        return None
    plain = _TAG.sub("", together) if "+" in together else together
    return list(map(crc32, map(str.encode, plain.replace(".", "").split(BETWEEN)), repeat(_BEGUN)))
