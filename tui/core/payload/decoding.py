"""Bytes to text, for everything that a person brings: payloads, data sets, configuration."""

from __future__ import annotations

import codecs
import re
import zlib

from tui.core.payload.foreign import file_looks_like
from tui.core.payload.json_text import place_of
from tui.core.unreadable import Unreadable

_GZIP = b"\x1f\x8b"


class NotTextError(Unreadable, ValueError):
    """Bytes that are no text. ``line`` and ``column``: of the first that do not fit, from 1."""

    line: int
    column: int


def decode(content: bytes) -> str:
    """The text of UTF-8 or UTF-16, with or without its mark, also packed with gzip.
    Raises NotTextError, which names a file of a known kind that is no text (Excel, PDF, ...)."""
    if content.startswith(_GZIP):
        content = _unpacked(content)
    if (said := file_looks_like(content)) is not None:
        raise NotTextError(said, 1, 1)
    codec = codec_of(content)
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(codec, "replace")
        name = "UTF-8 text" if codec == "utf-8-sig" else "UTF-16 text, though it begins like it"
        hint = _eight_bits(content, error.start) if codec == "utf-8-sig" else ""
        raise NotTextError(f"this is not {name}{hint}", *place_of(before, len(before))) from None
    if "\0" in text:
        raise NotTextError("there is a NUL character: this is not text", *place_of(text, text.index("\0")))
    return text


def codec_of(content: bytes) -> str:
    """UTF-16 by its mark, or by the NUL that every other byte of plain signs is; else UTF-8."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    beginning = content[:_LOOKED_AT]
    even, odd = beginning[::2], beginning[1::2]
    if len(beginning) >= _SHORTEST_UTF16 and len(content) % 2 == 0:
        if odd.count(0) * 2 > len(odd) and 0 not in even:
            return "utf-16-le"
        if even.count(0) * 2 > len(even) and 0 not in odd:
            return "utf-16-be"
    return "utf-8-sig"


_LOOKED_AT = 1000  # bytes
_SHORTEST_UTF16 = 8  # bytes


def _eight_bits(content: bytes, place: int) -> str:
    """What to do about a text in an older encoding; where it looks like Windows', the word that stands there then."""
    if b"\0" in content[:_LOOKED_AT]:
        return ""
    around = content[max(0, place - 12) : place + 12].decode("cp1252", "replace")
    words = (word for word in re.findall(r"[^\W\d_]+", around) if not word.isascii())
    word = next((word for word in words if sum(not letter.isascii() for letter in word) * 2 < len(word)), None)
    perhaps = f"; it may be Windows-1252 (then this reads {word})" if word else ""
    return f"{perhaps}; save it as UTF-8 (in Excel: CSV UTF-8)"


def whole_characters(text: str) -> str:
    """A text that UTF-8 can hold: two halves of a character (a surrogate pair) become that character, and a half by
    itself becomes U+FFFD. Halves come from escapes in JSON and from names of files that are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _unpacked(content: bytes) -> bytes:
    import gzip

    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        raise NotTextError("this is packed with gzip, and the file is cut or damaged", 1, 1) from None
