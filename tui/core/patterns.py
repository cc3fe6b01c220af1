"""The patterns that Zoho prints for e-mails, phones and web addresses [Insert Records page, "Sample Attributes"].

They reject some of Zoho's own examples, so that a value which they do not take is merely unusual (rule
valid.format_lenient). Python's ``re`` knows no classes such as ``\\p{L}``: in an e-mail each letter or mark is replaced
by ``a`` and each number by ``1`` before the pattern is tried, which comes to the same.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from tui.pattern import pattern

_EMAIL: Final = pattern(
    r"[+\-a-zA-Z0-9_][a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]*+@(?=.{4,256}\Z)"
    r"(?:[a-zA-Z0-9](?:[\-_]*+[a-zA-Z0-9])*+[.])+[a-zA-Z]{2,22}"
)
_PHONE: Final = pattern(
    r"[+]?(?![.-])"
    r"(?>(?>[.-]?[ ]?[\da-zA-Z]+)+|([ ]?((?![.-])(?>[ .-]?[\da-zA-Z]+)+)(?![.])([ -]?[\da-zA-Z]+)?)+)+"
    r"(?>(?>([,]+)?[;]?[\da-zA-Z]+)+(([#][\da-zA-Z]+)+)?)?[#;]?"
)
_WEBSITE: Final = pattern(
    r"(?:https?://www.|ftp://www.|www.|https?://|ftp://|)"
    r"[^\x00-\x19\x22-\x27\x2A-\x2C\x2E-\x2F\x3A-\x3F\x5B-\x5E\x60\x7B\x7D-\x7F]+"
    r"(?:\.[^\x00-\x19\x22\x24-\x2C\x2E-\x2F\x3C\x3E\x40\x5B-\x5E\x60\x7B\x7D-\x7F]+)+(?:[/?].*)?"
)
_WORDS: Final = {"email": "e-mail address", "phone": "phone number", "website": "web address"}
_PARENTHESES: Final = str.maketrans("", "", "()")


def usual_kind(data_type: str) -> str | None:
    """What a value of this type is expected to look like, in words; None for types without a printed pattern."""
    return _WORDS.get(data_type)


def is_usual(data_type: str, text: str) -> bool:
    """Whether the printed pattern takes the whole text: trimmed, and a phone without its parentheses. True for types
    without a pattern."""
    text = text.strip()
    match data_type:
        case "email":
            return _EMAIL.fullmatch("".join(map(_plain, text))) is not None
        case "phone":
            return _PHONE.fullmatch(text.translate(_PARENTHESES)) is not None
        case "website":
            return _WEBSITE.fullmatch(text) is not None
    return True


def _plain(character: str) -> str:
    if character.isascii():
        return character
    return {"L": "a", "M": "a", "N": "1"}.get(unicodedata.category(character)[0], character)
