"""Where in a JSON text an offset is: at a key, a value or an entry of a list, and within what. The text may be
half-written: brackets, commas and closing quotes may be missing.

It is looked at from the offset outwards and no farther than ``FARTHEST``, so that a key press costs the same in a
payload of ten thousand rows. A text of JSON never runs over the end of a line; so each line begins outside of one.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, Literal

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

FARTHEST: Final = 6_000
"""Characters before and behind an offset that are looked at."""

_TOKEN: Final = re.compile(r'"[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+(?:"|\\?)|[{}\[\]:,]|[^\s{}\[\]:,"]++')
_REST_OF_TEXT: Final = re.compile(
    r'"(?=")|[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+"(?=[ \t]*(?:[:,\]}\r\n]|\Z)|[ \t]+["\[{])'
)
_REST_OF_WORD: Final = re.compile(r"[\w.$+-]*")


@dataclass(frozen=True, slots=True)
class Container:
    """An object or a list that is open at a place. opener: ``{`` or ``[``; key: the key whose value it is, None for an
    entry of a list and for the top."""

    opener: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a token stands or could stand.

    kind: a key of an object, the value of a member, or an entry of a list; name: the member's key, for a value, else
    empty. start and end: the token with its quotes (the same offset twice where there is none); typed: the part of it
    that stands before the offset, without quote; quoted: whether it has an opening quote. behind: where the token
    before it ends;
    comma_before and comma_after: whether a comma is missing there; colon_after: whether a colon follows. others: the
    other keys of the object, or what is in the list, as far as they were looked at.
    """

    kind: Literal["key", "value", "entry"]
    name: str
    start: int
    end: int
    typed: str
    quoted: bool
    behind: int
    comma_before: bool
    comma_after: bool
    colon_after: bool
    others: frozenset[str]


@dataclass(frozen=True, slots=True)
class Around:
    """The containers around a place, the innermost first; whole: whether the last one is the top of the text."""

    containers: tuple[Container, ...]
    whole: bool


class _TooFar(Exception):
    """More of the text would have to be looked at."""


def place_at(text: str, offset: int) -> Place | None:
    """The place at an offset; None where nothing could be completed, or where it is too far to find out."""
    try:
        return _found(text, offset)
    except _TooFar:
        return None


def around(text: str, place: Place) -> Around:
    """What is around a place."""
    found: list[Container] = []
    tokens = _before(text, place.start)
    try:
        found.extend(_opened(tokens))
    except _TooFar:
        return Around(tuple(found), whole=False)
    return Around(tuple(found), whole=True)


def _opened(tokens: Iterator[re.Match[str]]) -> Iterator[Container]:
    """The containers that tokens, from the last to the first, leave open; ends after the list of ``data``."""
    depth = 0
    waiting: str | None = None  # a container of which the key, if any, is still to come
    colon = False
    for token in tokens:
        first = token[0][0]
        if waiting is not None:
            if first == ":" and not colon:
                colon = True
                continue
            key = _unquoted(token[0]) if colon and first == '"' else None
            yield Container(waiting, key)
            if waiting == "[" and key == "data":
                return
            waiting, colon = None, False
            if key is not None:
                continue
        if first in "}]":
            depth += 1
        elif first in "{[":
            if depth:
                depth -= 1
            else:
                waiting = first
    if waiting is not None:
        yield Container(waiting, None)


def _found(text: str, offset: int) -> Place | None:
    tokens = _before(text, offset)
    last = next(tokens, None)
    start, end, quoted = offset, offset, False
    if last is not None and last[0][0] == '"' and not _is_closed(last[0]):
        rest = _REST_OF_TEXT.match(text, offset)
        start, end, quoted = last.start(), rest.end() if rest else _end_of_word(text, offset), True
        last = next(tokens, None)
    elif last is not None and last.end() == offset and last[0][0] not in '{}[]:,"':
        start, end = last.start(), _end_of_word(text, offset)
        last = next(tokens, None)
    else:
        word = _TOKEN.match(text, offset)
        if word is not None and word[0][0] not in '{}[]:,"':
            end = word.end()
    if last is None:
        return None
    kind, name, comma_before, others = _kind(last, tokens)
    if kind is None:
        return None
    following = list(_next_two(text, end))
    is_key = len(following) == 2 and following[0][0] == '"' and following[1] == ":"
    comma_after = bool(following) and following[0][0] not in ":,}]"
    if kind == "value" and comma_after and not is_key:
        return None  # it has one
    typed = text[start + quoted : offset]
    if kind != "value":
        others |= set(_others_behind(text, end, keys=kind == "key"))
    return Place(
        kind,
        name,
        start,
        end,
        _unquoted(f'"{typed}"'),
        quoted,
        last.end(),
        comma_before,
        comma_after,
        following[:1] == [":"],
        frozenset(others),
    )


def _end_of_word(text: str, offset: int) -> int:
    found = _REST_OF_WORD.match(text, offset)
    assert found is not None
    return found.end()


_Found = tuple[Literal["key", "value", "entry"] | None, str, bool, set[str]]
_NOTHING: Final[_Found] = (None, "", False, set())  # equal: only the kind is looked at


def _kind(last: re.Match[str], tokens: Iterator[re.Match[str]]) -> _Found:
    """What stands behind a token, of which ``tokens`` are those before: its kind, the member's name, whether a comma is
    missing, and the keys or texts that are there already."""
    if last[0] == ":":
        key = next(tokens, None)
        if key is None or key[0][0] != '"':
            return _NOTHING
        return "value", _unquoted(key[0]), False, set()
    texts: set[str] = set()
    keys: set[str] = set()
    depth, token, behind, before = 0, last, "", next(tokens, None)
    ends_a_member = last[0] in ("}", "]") or (before is not None and before[0] == ":")  # else its colon is missing
    while True:  # token stands between before and behind
        first = token[0][0]
        if first in "}]":
            depth += 1
        elif first in "{[":
            if not depth:
                break
            depth -= 1
        elif not depth:
            (keys if behind == ":" else texts).add(_unquoted(token[0]))
        if before is None:
            return _NOTHING
        token, behind, before = before, first, next(tokens, None)
    is_object, comma_before = token[0] == "{", last[0] not in (",", "{", "[")
    if is_object and comma_before and not ends_a_member:
        return _NOTHING
    return ("key", "", comma_before, keys) if is_object else ("entry", "", comma_before, texts)


def _before(text: str, offset: int) -> Iterator[re.Match[str]]:
    """The tokens that begin before an offset, the last first. Raises _TooFar."""
    end = offset
    while end >= 0:  # equal: an empty first line has no token
        start = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1  # equal: as above
        if offset - start > FARTHEST:
            raise _TooFar
        yield from reversed(list(_TOKEN.finditer(text, start, end)))
        end = start - 1


def _next_two(text: str, offset: int) -> Iterator[str]:
    for token, _ in zip(_TOKEN.finditer(text, offset, offset + FARTHEST), range(2), strict=False):
        yield token[0]


def _others_behind(text: str, offset: int, *, keys: bool) -> Iterator[str]:
    """The keys that follow in the same object, or what follows in the same list."""
    depth, last = 0, ""
    for token in _TOKEN.finditer(text, offset, offset + FARTHEST):
        first = token[0][0]
        if first in "{[":
            depth += 1
        elif first in "}]":
            depth -= 1
            if depth < 0:
                return
        elif not depth and (first == ":" or not keys):
            yield _unquoted(last if keys else token[0])
        last = token[0]


def _is_closed(token: str) -> bool:
    """Whether a text that begins with a quote ends with one."""
    return len(token) > 1 and token[-1] == '"' and len(token[:-1].rstrip("\\")) % 2 != len(token) % 2


def _unquoted(token: str) -> str:
    """A text without its quotes; one that is half-written, as it stands."""
    try:
        value = json.loads(token)
    except ValueError:
        value = None
    return value if isinstance(value, str) else token.strip('"')
