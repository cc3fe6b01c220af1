"""The patterns that Zoho prints on the Insert Records page for e-mail, phone and website.

They are written for an engine that knows ``\\p{L}``, ``\\p{M}`` and ``\\p{N}``; Python's does not, so each is spelled
out as the ranges of code points that it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Final

EMAIL: Final = (
    r"^[\+\-\p{L}\p{M}\p{N}_]([\p{L}\p{M}\p{N}!#$%&'*+\-\/=?^_`{|}~.]*)@(?=.{4,256}$)"
    r"(([\p{L}\p{N}\p{M}]+)(([\-_]*[\p{L}\p{M}\p{N}])*)[.])+[\p{L}\p{M}]{2,22}$"
)
PHONE: Final = (
    r"^([+]?)(?![.-])(?>(?>[.-]?[ ]?[\da-zA-Z]+)+|([ ]?((?![.-])(?>[ .-]?[\da-zA-Z]+)+)(?![.])([ -]?[\da-zA-Z]+)?)+)+"
    r"(?>(?>([,]+)?[;]?[\da-zA-Z]+)+(([#][\da-zA-Z]+)+)?)?[#;]?$"
)
WEBSITE: Final = (
    r"^(http:\/\/www.|https:\/\/www.|ftp:\/\/www.|www.|http:\/\/|https:\/\/|ftp:\/\/|){1}"
    r"[^\x00-\x19\x22-\x27\x2A-\x2C\x2E-\x2F\x3A-\x3F\x5B-\x5E\x60\x7B\x7D-\x7F]+"
    r"(\.[^\x00-\x19\x22\x24-\x2C\x2E-\x2F\x3C\x3E\x40\x5B-\x5E\x60\x7B\x7D-\x7F]+)+([\/\?].*)*$"
)
PRINTED: Final = {"email": EMAIL, "phone": PHONE, "website": WEBSITE}
IN_ASCII: Final = {"L": "A-Za-z", "M": "", "N": "0-9"}


@cache
def _class(letter: str) -> str:
    """The code points of a Unicode category, as ranges that stand inside square brackets."""
    ranges = (found.span() for found in re.finditer(f"(?:{letter}[a-z])+", _categories()))
    return "".join(f"\\U{start // 2:08x}-\\U{end // 2 - 1:08x}" for start, end in ranges)


@cache
def _categories() -> str:
    """The category of every code point, two letters each; nothing is assigned in planes 4 to 13, and planes 15 and 16
    are private."""
    assigned = map(unicodedata.category, map(chr, range(0x40000)))
    tags = map(unicodedata.category, map(chr, range(0xE0000, 0xF0000)))
    return "".join((*assigned, "Cn" * (0xE0000 - 0x40000), *tags))


@cache
def _pattern(data_type: str, *, ascii_only: bool) -> re.Pattern[str]:
    """ascii_only: that of texts without other characters, which is made at once."""
    of_letter = IN_ASCII.__getitem__ if ascii_only else _class
    return re.compile(re.sub(r"\\p\{([LMN])\}", lambda found: of_letter(found[1]), PRINTED[data_type]))


def unusual(data_type: str, text: str) -> bool:
    """Whether the printed pattern of this type does not take the whole text."""
    if data_type not in PRINTED:
        return False
    text = text.strip()
    if data_type == "phone":
        text = text.replace("(", "").replace(")", "")
    return _pattern(data_type, ascii_only=text.isascii()).fullmatch(text) is None


def id_text(value: Any) -> str | None:
    """An id as text: text as it is, a number by its digits; None for what is no id."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None
