"""Bytes to text, for everything that a person brings: payloads, data sets, configuration."""

from __future__ import annotations

import codecs
import gzip
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
    """The text of UTF-8 (with or without its mark), or of UTF-16 with its byte-order mark, also packed with gzip.
    Raises NotTextError, which names a file of a known kind that is no text (Excel, PDF, ...)."""
    if content.startswith(_GZIP):
        content = _unpacked(content)
    if (said := file_looks_like(content)) is not None:
        raise NotTextError(said, 1, 1)
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    codec = "utf-16" if wide else "utf-8-sig"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(codec, "replace")
        name = "UTF-16 text, though it begins like it" if wide else "UTF-8 text (nor UTF-16 with its mark)"
        raise NotTextError(f"this is not {name}", *place_of(before, len(before))) from None
    if "\0" in text:
        reason = "there is a NUL character: this is no text, or UTF-16 without its byte-order mark"
        raise NotTextError(reason, *place_of(text, text.index("\0")))
    return text


def whole_characters(text: str) -> str:
    """A text that UTF-8 can hold: two halves of a character (a surrogate pair) become that character, and a half by
    itself becomes U+FFFD. Halves come from escapes in JSON and from names of files that are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _unpacked(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        raise NotTextError("this is packed with gzip, and the file is cut or damaged", 1, 1) from None
