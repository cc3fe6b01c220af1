"""JSON text with places: strict parsing that says line and column, and where in the text each part stands.

The standard library parses; this module adds what it lacks: the place of doubled keys, of NaN and infinity and of
half characters, all of which are refused, and the spans of the values that the screen points to or replaces.
"""

from __future__ import annotations

import json
import re
import sys
from bisect import bisect_right
from contextlib import contextmanager
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NoReturn

from tui.core.unreadable import Unreadable
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.values import Json


class JsonTextError(Unreadable, ValueError):
    """Text that is not acceptable JSON. ``line`` and ``column`` count from 1; ``reason`` is one sentence."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value stands in the text: character offsets, the end not included; ``key``: where its key begins, for
    the value of an object's member."""

    start: int
    end: int
    key: int | None = None


Path = tuple[str | int, ...]
"""The way to a value: keys and places from the top, as in ("data", 0, "Email")."""


class _DoubledKey(ValueError):
    pass


class _NotANumber(ValueError):
    pass


def parse_json(text: str) -> Json:
    """The value of a JSON text. Raises JsonTextError for malformed JSON, a doubled key, NaN, infinity, a number that is
    too large, a lone surrogate, or nesting too deep to read."""
    with _errors_with_their_place(text):
        if text.startswith("\ufeff"):
            raise json.JSONDecodeError(_BYTE_ORDER_MARK, text, 0)
        value = _DECODER.decode(text)
    return _not_too_deep(value, text, 0, len(text))


def parse_at(text: str, place: int, around: int) -> tuple[Json, int]:
    """The JSON value that begins at an offset of a text and stands within so many others, and the offset of its end.

    Raises json.JSONDecodeError where it is malformed or cut, and ValueError or RecursionError for whatever else
    ``parse_json`` refuses.
    """
    value, end = _DECODER.raw_decode(text, place)
    if _half_character(text[place:end]) is not None:
        raise ValueError("half a character")
    if _is_too_deep(value, text, place, end, around):
        raise ValueError(_TOO_DEEP)
    return value, end


@dataclass(frozen=True, slots=True)
class Document:
    """One of several JSON documents in a text, and the offsets where it begins and ends."""

    value: Json
    start: int
    end: int


def parse_documents(text: str) -> tuple[Document, ...]:
    """The JSON documents of a text that holds one after the other, as JSON Lines does, or a file that a loop appends
    to; none for a blank text. White space, a byte-order mark or a comma may stand between them.

    Raises JsonTextError as ``parse_json`` does.
    """
    documents: list[Document] = []
    place = _end(_SPACE, text, 0)
    with _errors_with_their_place(text):
        while place < len(text):
            try:
                value, end = _DECODER.raw_decode(text, place)
            except json.JSONDecodeError as error:
                if documents and error.pos == place:
                    raise json.JSONDecodeError("Extra data", text, place) from None
                raise
            documents.append(Document(_not_too_deep(value, text, place, end), place, end))
            place = _end(_BETWEEN, text, end)
    return tuple(documents)


_SPACE: Final = re.compile(r"[ \t\r\n\ufeff\x1e]*")  # with the mark that begins a file, and that of JSON text sequences
_BETWEEN: Final = re.compile(rf"{_SPACE.pattern}(?:,{_SPACE.pattern})?")


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place


@contextmanager
def _errors_with_their_place(text: str) -> Iterator[None]:
    half = _half_character(text)
    if half is not None:
        raise _error_at(
            text, half, f"{text[half : half + 6]} is half of a surrogate pair; write both halves or neither"
        )
    try:
        yield
    except json.JSONDecodeError as error:
        raise _error_at(text, *_place_and_sentence(error)) from None
    except _DoubledKey:
        place, key = next(_doubled_keys(text))
        raise _error_at(
            text, place, f"the key {json.dumps(key, ensure_ascii=False)} appears twice in one object"
        ) from None
    except _NotANumber as error:
        word = str(error)
        raise _error_at(
            text, _place_of_number(text, word.__eq__), f"{word} is not a number that JSON can carry"
        ) from None
    except RecursionError:
        raise _error_at(text, _too_deep_place(text), _TOO_DEEP) from None
    except JsonTextError:
        raise
    except ValueError as error:  # an integer of thousands of digits
        if "integer string conversion" not in str(error):
            raise
        raise _error_at(text, _place_of_number(text, _is_too_long), "this number is too long to be read") from None


def _not_too_deep(value: Json, text: str, start: int, end: int) -> Json:
    """The value that stands in a text from start to end."""
    if _is_too_deep(value, text, start, end):
        raise _error_at(text, _too_deep_place(text), _TOO_DEEP)
    return value


def is_json(text: str) -> bool:
    """Whether ``parse_json`` takes a text."""
    try:
        parse_json(text)
    except JsonTextError:
        return False
    return True


def spans(text: str, depth: int) -> dict[Path, Span]:
    """Where each value stands in a JSON text that ``parse_json`` took, down to ``depth`` levels (1: the top's members).
    Raises LookupError for another text.

    The empty path is the whole value; ``("data", 2)`` is the third entry of data.
    """
    found: dict[Path, Span] = {}
    try:
        _put_spans(found, text, _end(_WHITE, text, 0), depth)
    except ValueError:
        raise LookupError("this is not JSON") from None
    return found


def _put_spans(
    found: dict[Path, Span], text: str, start: int, depth: int, path: Path = (), key: int | None = None
) -> int:
    """Put the span of the value that begins at an offset, and those of its parts; returns its end. Deeper values are
    passed over by the standard library, which reads a row faster than its tokens could be counted."""
    first = text[start]
    if depth and first in "{[":
        place, count = _end(_WHITE, text, start + 1), 0
        while text[place] not in "}]":
            name: str | int = count
            member = None
            if first == "{":
                name, end = _SCAN(text, place)
                member, place = place, _end(_COLON, text, end)
            end = _put_spans(found, text, place, depth - 1, (*path, name), member)
            place, count = _end(_COMMA, text, end), count + 1
        end = place + 1
    else:
        end = _SCAN(text, start)[1]
    found[path] = Span(start, end, key)
    return end


_SCAN: Final = json.JSONDecoder().raw_decode
_WHITE: Final = re.compile(r"[ \t\r\n]*")
_COLON: Final = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
_COMMA: Final = re.compile(r"[ \t\r\n]*(?:,[ \t\r\n]*)?")


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character offset."""
    row, column = LineStarts(text[:offset]).location(offset)
    return row + 1, column + 1


_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class LineStarts:
    """The offsets of the lines of a text, for many conversions between offset and (row, column), both from 0."""

    def __init__(self, text: str) -> None:
        if "\r" in text:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        else:
            *lines, _ = text.split("\n")  # a fourth of the time
            self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def location(self, offset: int) -> tuple[int, int]:
        """Row and column, from 0."""
        row = bisect_right(self._starts, offset) - 1
        return row, offset - self._starts[row]

    def offset(self, row: int, column: int) -> int:
        """The offset of a row and column, from 0."""
        return self._starts[min(row, len(self._starts) - 1)] + column


TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]|[^\s{}\[\]:,"\\]++|\\.?')
"""A token of JSON text: a text in quotes, a mark, or a plain value. Possessive, since each step that could be taken
back costs a hundred bytes: ten megabytes in one pair of quotes took a gigabyte."""
_ESCAPE: Final = re.compile(r"\\(?:u(?P<code>[0-9a-fA-F]{4})|.)", re.DOTALL)


def _half_character(text: str) -> int | None:
    """The offset of the first escape that is a surrogate without its other half."""
    if "\\ud" not in text and "\\uD" not in text:
        return None
    high: re.Match[str] | None = None
    for match in _ESCAPE.finditer(text):
        code = match["code"].lower() if match["code"] else ""
        adjacent = high is not None and high.end() == match.start()
        if code[:2] in ("dc", "dd", "de", "df"):
            if not adjacent:
                return high.start() if high else match.start()
            high = None
            continue
        if high is not None:
            return high.start()
        high = match if code[:2] in ("d8", "d9", "da", "db") else None
    return high.start() if high else None


_DEEPEST: Final = 200  # levels: what is read must also be compared and written, and each level costs stack
_TOO_DEEP: Final = f"it is nested too deeply to be read: more than {_DEEPEST} levels"


def _is_too_deep(value: Json, text: str, start: int, end: int, around: int = 0) -> bool:
    """Whether a value that stands in a text from start to end is nested too deeply within so many others."""
    if text.count("{", start, end) + text.count("[", start, end) + around <= _DEEPEST:  # equal: what follows is exact
        return False
    for _ in range(around):
        value = [value]
    level = [value]
    for _ in range(_DEEPEST):
        parts = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, (dict, list)))
        level = [part for inner in parts for part in inner if isinstance(part, (dict, list))]
        if not level:
            return False
    return True


def _too_deep_place(text: str) -> int:
    depth = 0
    for match in TOKEN.finditer(text):
        depth += (match[0] in "{[") - (match[0] in "}]")
        if depth > _DEEPEST:
            return match.start()
    return 0  # equal: it is deeper


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _DoubledKey
    return result


def _constant(word: str) -> NoReturn:
    raise _NotANumber(word)


def _float(word: str) -> float:
    value = float(word)
    if value in (float("inf"), float("-inf")):
        raise _NotANumber(word)
    return value


def _doubled_keys(text: str) -> Iterator[tuple[int, str]]:
    seen: list[set[str]] = []
    for match in TOKEN.finditer(text):
        token = match[0]
        if token in ("{", "["):
            seen.append(set())
        elif token in ("}", "]"):
            seen.pop()
        elif _KEY_END.match(text, match.end()):
            key = json.loads(token)
            if key in seen[-1]:
                yield match.start(), key
            seen[-1].add(key)


_KEY_END: Final = re.compile(r"\s*:")
_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)


_NUMBER: Final = re.compile(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|NaN|-?Infinity|-?[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?', re.DOTALL
)


def _place_of_number(text: str, wanted: Callable[[str], bool]) -> int:
    """Where the first number that is wanted stands outside of strings."""
    return next(match.start() for match in _NUMBER.finditer(text) if wanted(match[0]))


def _is_too_long(number: str) -> bool:
    digits = number.removeprefix("-")
    return digits.isdigit() and len(digits) > sys.get_int_max_str_digits()


def _error_at(text: str, offset: int, reason: str) -> JsonTextError:
    return JsonTextError(reason, *place_of(text, offset))


_BYTE_ORDER_MARK: Final = "Unexpected UTF-8 BOM (decode using utf-8-sig)"  # as the standard library says it
_SENTENCES: Final = {
    "Expecting value": "a value is missing here",
    "Expecting property name enclosed in double quotes": "a quoted key is missing (or an extra comma)",
    "Expecting ':' delimiter": "a colon is missing here",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing here",
    "Illegal trailing comma before end of object": "this comma is one too many",
    "Illegal trailing comma before end of array": "this comma is one too many",
    "Unterminated string starting at": "this string has no closing quote",
    "Invalid control character at": "a line break or control character inside a string must be escaped",
    "Invalid \\escape": "JSON has no such backslash escape",
    "Invalid \\uXXXX escape": "this \\u escape needs four hexadecimal digits",
    "Extra data": "the JSON ends before this; this is extra text",
    _BYTE_ORDER_MARK: "there is a byte-order mark in the text",
}


def _place_and_sentence(error: json.JSONDecodeError) -> tuple[int, str]:
    """Where a mistake was made, which the parser tells from where it noticed: a comma before a closing bracket, and a
    quote that is still open at the end of its line."""
    text, place = error.doc, error.pos
    if text[place : place + 1] in ("}", "]"):
        before = text[:place].rstrip(" \t\r\n")
        if before.endswith(","):
            return len(before) - 1, _SENTENCES["Illegal trailing comma before end of object"]
    if text[place : place + 1] in ("\r", "\n"):
        sentence = "this string has no closing quote on its line; a line break in a string is written \\n"
        return _open_quote(text, place), sentence
    return place, _sentence(error)


def _open_quote(text: str, end: int) -> int:
    """The quote that opens the text which is still open at the end of a line: nothing between both ends it."""
    line = text[:end].rpartition("\n")[2]
    *_, quote = (match.start() for match in re.finditer(r'\\.|"', line) if match[0] == '"')
    return end - len(line) + quote


def _sentence(error: json.JSONDecodeError) -> str:
    if error.msg == "Expecting value" and error.pos >= len(error.doc.rstrip()):
        return "the text ends here, but a value is missing" if error.doc.strip() else "the text is empty"
    return _SENTENCES.get(error.msg.removesuffix(": "), error.msg)
