"""A text that must not be shown: client secrets, tokens, grant codes. Only ``reveal`` gives it away."""

from __future__ import annotations

import hmac
import re
from typing import Final, NoReturn

from tui.pattern import pattern

HIDDEN: Final = "***"
SHORTEST: Final = 12
"""Characters that a secret has at least, to be looked for in a text."""

_ESCAPE: Final = pattern(r"\\|%[0-9A-Fa-f]{2}|&#")
"""What an escaped character has in it. A pattern of one secret takes milliseconds to compile, and most texts with a
percent sign or an ampersand have no escape."""


class Secret:
    """Holds a secret. However it is printed, formatted or logged it reads ``***``; it cannot be pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself: to be put into a request, or into a file that only its owner can read."""
        return self._value

    def hidden_in(self, text: str) -> str:
        """A text with every mention of the secret replaced, also where characters of it are escaped as JSON, URLs or
        HTML do it: for replies that echo what was sent. A short one stays: it is none of Zoho's (the practice org's is
        "practice"), and to replace it would spoil other words."""
        if len(self._value) < SHORTEST:
            return text
        text = text.replace(self._value, HIDDEN)
        return re.sub(_escaped(self._value), HIDDEN, text) if _ESCAPE.search(text) else text

    def plainly_hidden_in(self, text: str) -> str:
        """The same for a mention letter for letter only: quick, for texts of any length."""
        return text.replace(self._value, HIDDEN) if len(self._value) >= SHORTEST else text

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __format__(self, form: str) -> str:
        return format(HIDDEN, form)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode("utf-8", "replace"), other._value.encode("utf-8", "replace"))

    def __hash__(self) -> int:
        return hash(self._value)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


def _escaped(value: str) -> str:
    """A pattern of a text each of whose characters may stand in any escaped form."""
    return "".join(
        rf"(?:\\*{re.escape(one)}|\\+u(?i:{ord(one):04x})|\\+x(?i:{ord(one):02x})|%(?:25)*(?i:{ord(one):02x})"
        rf"|&#0*{ord(one)};|&#[xX]0*(?i:{ord(one):x});)"
        for one in value
    )


def is_sendable(text: str) -> bool:
    """Whether a text can be a secret of Zoho's: visible ASCII, no spaces. Anything else breaks a header, and the error
    would quote it."""
    return bool(text) and text.isascii() and all("!" <= character <= "~" for character in text)
