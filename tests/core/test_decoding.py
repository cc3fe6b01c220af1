"""Bytes to text: which encoding they are in, and what is said of those that are no text."""

from __future__ import annotations

import pytest

from tests.cases import each_case
from tui.core.payload.decoding import NotTextError, codec_of, decode
from tui.core.payload.foreign import file_looks_like, looks_like


@each_case(
    ("content", "codec"),
    [
        (b"a\0b\0c\0d\0", "utf-16-le"),
        (b"\0a\0b\0c\0d", "utf-16-be"),
        (b"a\0b\0c\0dd", "utf-16-le"),
        (b"\0a\0b\0cdd", "utf-16-be"),
        (b"\x01\0b\0c\0d\0", "utf-16-le"),
        (b"\0\x01\0b\0c\0d", "utf-16-be"),
        (b"a\0b\0c\0", "utf-8-sig"),  # too short to tell
        (b"a\0b\0c\0d\0e", "utf-8-sig"),
        (b"a\0b\0ccdd", "utf-8-sig"),
        (b"\0a\0bccdd", "utf-8-sig"),
        (b"\0\0b\0c\0d\0", "utf-8-sig"),
        (b"\0\0\0b\0c\0d", "utf-8-sig"),
        (b"\0a" * 250 + b"aa" * 250 + b"\0a", "utf-8-sig"),  # only the beginning counts
    ],
)
def test_most_of_every_other_byte_is_nul_in_utf_16(content: bytes, codec: str) -> None:
    assert codec_of(content) == codec


EIGHT_BITS = "this is not UTF-8 text{}; save it as UTF-8 (in Excel: CSV UTF-8)"


@each_case(
    ("content", "said", "column"),
    [
        ("\ufeff田中".encode("utf-16-le") + b"\x01\xd8", "this is not UTF-16 text, though it begins like it", 3),
        ("Müller".encode("cp1252"), EIGHT_BITS.format("; it may be Windows-1252 (then this reads Müller)"), 2),
        ("für".encode("cp1252"), EIGHT_BITS.format("; it may be Windows-1252 (then this reads für)"), 2),
        ("x üb".encode("cp1252"), EIGHT_BITS.format(""), 3),
        (
            "abcdefghijklmnoüpqrstuvwxyzabc".encode("cp1252"),  # as much of a word as shows what it is
            EIGHT_BITS.format("; it may be Windows-1252 (then this reads defghijklmnoüpqrstuvwxyz)"),
            16,
        ),
        (b"\x1f\x8b12", "this is packed with gzip, and the file is cut or damaged", 1),
        (b"%PDF", "this is a PDF file, not a payload", 1),
    ],
)
def test_what_is_no_text_is_named_at_its_place(content: bytes, said: str, column: int) -> None:
    with pytest.raises(NotTextError) as caught:
        decode(content)
    assert (caught.value.reason, caught.value.line, caught.value.column) == (said, 1, column)


@each_case(
    ("inside", "said"),
    [
        (b"[Content_Types].xml xl/", "this is an Excel file"),
        (b"xl/ workbook", "this is an Excel file"),
        (b"xl/", "this is a zip archive"),
        (b"[Content_Types].xml word/", "this is a Word file"),
        (b"workbook", "this is a zip archive"),
        (b"." * 172 + b"opendocument.spreadsheet", "this is an OpenDocument sheet"),
        (b"." * 173 + b"opendocument.spreadsheet", "this is a zip archive"),
        (b"Index/ .iwa", "this is a Numbers file"),
        (b"Index/", "this is a zip archive"),
        (b".iwa", "this is a zip archive"),
    ],
)
def test_a_zip_is_named_by_what_is_in_it(inside: bytes, said: str) -> None:
    assert (file_looks_like(b"PK\x03\x04" + inside) or "").startswith(said)


def test_what_a_text_is_shows_in_its_first_twenty_thousand_characters() -> None:
    apex = "new Map<".rjust(20_000, ".")
    assert (looks_like(apex) or "").startswith("this is Apex")
    assert looks_like("." + apex) is None
