"""``$'...'``, as bash unescapes it."""

from __future__ import annotations

import re
from typing import Final

from tui.core.payload.decoding import whole_characters
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder

_ESCAPED: Final = re.compile(
    r"\\(?:u(?P<u>[0-9a-fA-F]{1,4})|U(?P<U>[0-9a-fA-F]{1,8})"
    r"|(?P<bytes>(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3})(?:\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}))*+)"
    r"|(?P<one>.))",
    re.DOTALL,
)
_ESCAPES: Final = dict(zip("ntrabfveE\\'\"?", "\n\t\r\a\b\f\v\x1b\x1b\\'\"?", strict=True))


def ansi_value(text: str, start: int, end: int) -> Excerpt:
    """What stands within ``$'...'``, from start up to end of the text."""
    built = ExcerptBuilder()
    place = start
    for escape in _ESCAPED.finditer(text, start, end):
        built.add(text[place : escape.start()], place)
        built.add(_unescaped(escape), escape.start())
        place = escape.end()
    built.add(text[place:end], place)
    value = built.build()
    whole = whole_characters(value.text)  # two halves that were escaped one by one, as Chrome does
    return value if whole == value.text else Excerpt(whole, (0,), (start,))


def _unescaped(escape: re.Match[str]) -> str:
    code = escape["u"] or escape["U"]
    if code is not None:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    if escape["bytes"] is not None:
        # of three octal digits bash takes eight bits
        numbers = (int(each[1:], 16) if each[0] == "x" else int(each, 8) % 256 for each in escape["bytes"].split("\\"))
        return bytes(numbers).decode("utf-8", "replace")
    return _ESCAPES.get(escape["one"], escape[0])
