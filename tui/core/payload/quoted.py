"""Quoted texts of JavaScript and Python: their tokens, and what stands within the quotes once escapes are read."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tui.core.display import brief
from tui.core.payload.excerpt import Excerpt, ExcerptBuilder
from tui.core.payload.json_text import place_of
from tui.core.payload.request import PayloadError


class LiteralError(PayloadError):
    """A literal that cannot be read; ``offset``: at which character of its text."""

    def __init__(self, reason: str, text: str, offset: int) -> None:
        super().__init__(reason, *place_of(text, offset))
        self.offset = offset


STRING: Final = (
    r"(?<!\\)(?P<prefix>[rRuUbBfF]{1,2}(?=['\"]))?"
    r"(?P<string>'''(?:[^'\\]|\\.|'(?!''))*+'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\""
    r"|'[^'\\\n]*+(?:\\(?:\r\n|.)[^'\\\n]*+)*+'|\"[^\"\\\n]*+(?:\\(?:\r\n|.)[^\"\\\n]*+)*+\""
    r"|`[^`\\]*+(?:\\.[^`\\]*+)*+`)"
)
"""One quoted text, as a part of a larger pattern. A quote behind a backslash begins none: nowhere in a program, and one
after the other would each look for its end up to the end of the line."""

TOKEN: Final = re.compile(
    r"(?P<space>\s++)"
    r"|(?P<comment>//[^\n]*+|\#[^\n]*+|(?<!\\)/\*.*?(?:\*/|\Z))"  # one that stays open takes the rest
    rf"|{STRING}"
    r"|(?P<mark>[{}\[\]():,;]|\+(?![\d.]))"
    r"|(?P<number>[+-]?(?:0[xX][\da-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++|(?:\d[\d_]*+\.?[\d_]*+|\.\d[\d_]*+)"
    r"(?:[eE][+-]?\d++)?+))(?P<suffix>[\w$]*+)"
    r"|(?P<word>-?[\w$]++(?:\.[\w$]++)*+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
"""A token of either language, and of a program around a literal."""

_ESCAPE: Final = re.compile(
    r"\\(?:u\{(?P<code>[0-9a-fA-F]{1,6})\}|(?:u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8})|x(?P<x>[0-9a-fA-F]{2}))"
    r"|N\{(?P<name>[^}\n]{1,80})\}|(?P<octal>[0-7]{1,3})|(?P<line>\r\n|\r|\n)|(?P<one>.))",
    re.DOTALL,
)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a"}


def quotes_of(raw: str) -> int:
    """How many quotes stand at either end of a string: three, or one."""
    return 3 if raw.startswith(("'''", '"""')) else 1


def string_value(text: str, token: re.Match[str]) -> Excerpt:
    """What a string token (of ``TOKEN``) of a text stands for. Raises LiteralError for what a program would fill in."""
    raw = token["string"]
    quote = quotes_of(raw)
    start, end = token.start("string") + quote, token.end("string") - quote
    if "r" in (token["prefix"] or "").lower() or "\\" not in raw:
        if raw[0] == "`" and "${" in raw:
            raise _filled_in(text, text.index("${", start))
        return Excerpt(text[start:end], (0,), (start,))
    built = ExcerptBuilder()
    place = start
    for escape in _ESCAPE.finditer(text, start, end):
        _add_plain(built, text, place, escape.start(), raw[0])
        built.add(_unescaped(escape, text), escape.start())
        place = escape.end()
    _add_plain(built, text, place, end, raw[0])
    return _whole_characters(built.build(), text, start)


def _add_plain(built: ExcerptBuilder, text: str, start: int, end: int, quote: str) -> None:
    if start < end:
        if quote == "`" and "${" in text[start:end]:
            raise _filled_in(text, text.index("${", start))
        built.add(text[start:end], start)


def _filled_in(text: str, offset: int) -> LiteralError:
    found, closed, _ = text[offset:].replace("\n", " ").partition("}")
    name = brief(found + closed) if closed else "${"
    return LiteralError(f"{name} is filled in by a program, and its value is not in this text", text, offset)


def _unescaped(escape: re.Match[str], text: str) -> str:
    code = escape["code"] or escape["u"] or escape["U"] or escape["x"]
    if code is not None or escape["octal"] is not None:
        number = int(code, 16) if code is not None else int(escape["octal"], 8)
        if number > 0x10FFFF:
            raise LiteralError("this escape names no character", text, escape.start())
        return chr(number)
    if escape["line"] is not None:
        return ""
    if escape["name"] is not None:
        try:
            return unicodedata.lookup(escape["name"])
        except KeyError:
            raise LiteralError("this escape names no character", text, escape.start()) from None
    one = escape["one"]
    if one in _ESCAPES:
        return _ESCAPES[one]
    if one.isascii() and one.isalnum():
        raise LiteralError("there is no such backslash escape", text, escape.start())
    return str(one)


def _whole_characters(excerpt: Excerpt, text: str, start: int) -> Excerpt:
    """Two halves that were escaped one by one become one character; a half alone is refused."""
    if not re.search("[\ud800-\udfff]", excerpt.text):
        return excerpt
    try:
        whole = excerpt.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise LiteralError(
            "this string has half of a surrogate pair; write both halves or neither", text, start
        ) from None
    return Excerpt(whole, (0,), (start,))
