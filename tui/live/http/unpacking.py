"""The body of a reply, unpacked within a bound: what a few hundred bytes grow to is up to the server."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    _Stream = zlib._Decompress

_GZIP: Final = zlib.MAX_WBITS | 16
_GZIP_MARK: Final = b"\x1f"
_STEP: Final = 256 * 1024


class TooLong(Exception):
    """There is more than the bound."""


class NotUnpacked(Exception):
    """It is compressed in a way that can't be read, more than once, or cut off."""


def unpacked(chunks: Iterable[bytes], encoding: str, largest: int) -> bytes:
    """The bytes of a body that comes in chunks. ``encoding``: the Content-Encoding; at most one is taken. ``largest``:
    bytes, of what comes and of what it grows to.

    Raises TooLong, NotUnpacked, and what reading the chunks raises.
    """
    names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > 1 or (names and names[0] not in ("gzip", "x-gzip", "deflate")):
        raise NotUnpacked
    unpack = _Unpacker(names[0]) if names else None
    body = bytearray()
    came = 0
    for chunk in chunks:
        came += len(chunk)
        if came > largest:
            raise TooLong
        body += unpack.more(chunk, largest - len(body)) if unpack else chunk
    if unpack is not None and came and not unpack.ended:
        raise NotUnpacked
    return bytes(body)


class _Unpacker:
    def __init__(self, name: str) -> None:
        self._is_gzip = name != "deflate"
        self._stream = zlib.decompressobj(_GZIP) if self._is_gzip else None
        self._head = b""

    @property
    def ended(self) -> bool:
        """Whether the last stream came to its end."""
        return self._stream is not None and self._stream.eof

    def more(self, chunk: bytes, room: int) -> bytes:
        """What a further chunk grows to. Raises TooLong beyond so many bytes."""
        found = bytearray()
        stream, chunk = self._begun(chunk)
        while stream is not None and chunk:
            if stream.eof:
                if not (self._is_gzip and chunk.startswith(_GZIP_MARK)):
                    break  # padding behind the end
                self._stream = stream = zlib.decompressobj(_GZIP)
            try:
                found += stream.decompress(chunk, min(_STEP, room - len(found) + 1))
            except zlib.error:
                raise NotUnpacked from None
            if len(found) > room:
                raise TooLong
            chunk = stream.unused_data if stream.eof else stream.unconsumed_tail
        return bytes(found)

    def _begun(self, chunk: bytes) -> tuple[_Stream | None, bytes]:
        """The stream, and what it is to read; None while too little has come to see whether "deflate" has zlib's head,
        which some servers leave out."""
        if self._stream is None:
            self._head += chunk
            if len(self._head) < 2:
                return None, b""
            first, second = self._head[:2]
            has_head = first & 0x0F == zlib.DEFLATED and (first * 256 + second) % 31 == 0
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if has_head else -zlib.MAX_WBITS)
            chunk = self._head
        return self._stream, chunk
