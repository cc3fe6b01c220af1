"""JSON text in parts, for texts that are too long to be held: its documents one after the other, a long list of records
in one of them entry by entry. The same values as tui.core.payload.json_text gives.

Whatever is wrong with a text is told by reading it whole (``NotInParts``): only then each place has a line and column.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tui.core.payload.csv_parts import NotInParts
from tui.core.payload.json_text import JsonTextError, parse_at
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.values import Json

PIECE: Final = 256 * 1024
"""Characters that are read at a time."""

LONGEST: Final = 64 * PIECE
"""Characters of the longest value that is held; a longer one is an object or a list that is read in parts, or none."""

_WHITE: Final = re.compile(r"[ \t\r\n]*")
_SPACE: Final = re.compile(r"[ \t\r\n\ufeff\x1e]*")  # between documents, as tui.core.payload.json_text has it


@dataclass(frozen=True, slots=True)
class ListBegins:
    """A list begins that is read entry by entry: that of a document itself, or its member ``data``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The next entry of the list that has begun."""

    value: Json


@dataclass(frozen=True, slots=True)
class ListEnds:
    """The list has ended; ``around``: the other members of the document whose ``data`` it is, None for the document
    itself."""

    around: dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class Whole:
    """A document that was no longer than what is held."""

    value: Json


JsonPart = ListBegins | Entry | ListEnds | Whole


def json_parts(read: Callable[[int], str]) -> Iterator[JsonPart]:
    """The parts of a JSON text, in order. read: the next so many characters, fewer at the end, none after it.

    Raises NotInParts.
    """
    text = _Text(read)
    text.skip(_SPACE)
    while text.peek():
        if text.peek() == "[":
            yield from _list(text, 1)
            yield ListEnds(None)
        elif text.peek() == "{":
            line = text.line()
            if line is None:
                yield from _object(text)
            else:
                yield Whole(line)
        else:
            yield Whole(text.value(0))  # equal: it is no object and no list, which are the deep ones
        text.skip(_SPACE)
        if text.peek() == ",":
            text.take(",")
            text.skip(_SPACE)


def _list(text: _Text, around: int) -> Iterator[JsonPart]:
    yield ListBegins()
    text.take("[")
    text.skip(_WHITE)
    if text.peek() != "]":
        while True:
            yield Entry(text.value(around))
            text.skip(_WHITE)
            if text.peek() != ",":
                break
            text.take(",")
            text.skip(_WHITE)
    text.take("]")


def _object(text: _Text) -> Iterator[JsonPart]:
    """An object by its members, so that a list in ``data`` need not be held."""
    members: dict[str, Json] = {}
    has_list = False
    text.take("{")
    text.skip(_WHITE)
    if text.peek() != "}":
        while True:
            key = text.value(1)  # equal: as above; a deep one is refused below
            text.skip(_WHITE)
            text.take(":")
            text.skip(_WHITE)
            if not isinstance(key, str) or key in members or (has_list and key == "data"):
                raise NotInParts
            if key == "data" and text.peek() == "[":
                has_list = True
                yield from _list(text, 2)
            else:
                members[key] = text.value(1)
            text.skip(_WHITE)
            if text.peek() != ",":
                break
            text.take(",")
            text.skip(_WHITE)
    text.take("}")
    yield ListEnds(members) if has_list else Whole(members)


_CUT_NUMBER: Final = re.compile(r"(?:\.|[eE][+-]?)?")
"""What stands behind the digits of a number that may go on in what is not held yet."""


class _Text:
    """A text of which a part is held, and the place in it."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self._read = read
        self._held = ""
        self._place = 0  # equal: there is nothing yet, and what is read first passes white space
        self._ended = False

    def _more(self, count: int = 0) -> bool:
        """Hold more of it, and no more of what lies behind; False at its end."""
        if self._ended:
            return False
        more = self._read(count or PIECE)
        self._ended = not more
        self._held, self._place = self._held[self._place :] + more, 0
        return not self._ended

    def peek(self) -> str:
        """The next character; none at the end."""
        if self._place == len(self._held):
            self._more()
        return self._held[self._place : self._place + 1]

    def take(self, mark: str) -> None:
        """Pass a mark that must stand here."""
        if self.peek() != mark:
            raise NotInParts
        self._place += 1

    def skip(self, space: re.Pattern[str]) -> None:
        """Pass white space."""
        while True:
            match = space.match(self._held, self._place)
            self._place = match.end() if match else self._place  # equal: it matches; only its type may be none
            if self._place < len(self._held) or not self._more():
                return

    def line(self) -> dict[str, Json] | None:
        """The object that stands here, if it ends within its line and that is held: one step where its members would
        be a hundred. None for any other, and for one with a list in ``data``."""
        end = self._held.find("\n", self._place)
        if end < 0 and len(self._held) - self._place < PIECE and self._more():  # equal: only how much is held
            end = self._held.find("\n", self._place)
        if end < 0:  # equal: what follows is quicker, or comes to the same
            return None
        try:
            value, after = parse_at(self._held, self._place, 0)  # equal: what is refused is told member by member
        except (JsonTextError, RecursionError, ValueError, IndexError):
            return None  # told member by member
        if after > end or not isinstance(value, dict):  # equal: told member by member; an object it is by its brace
            return None
        if isinstance(value.get("data"), list):
            return None
        self._place = after
        return value

    def value(self, around: int) -> Json:
        """The value that stands here, within so many others."""
        count = PIECE
        while True:
            try:
                value, end = parse_at(self._held, self._place, around)
                if self._ended or _CUT_NUMBER.fullmatch(self._held, end) is None:
                    self._place = end
                    return value
            except (json.JSONDecodeError, IndexError):
                if self._ended:
                    raise NotInParts from None
            except (JsonTextError, RecursionError, ValueError):
                raise NotInParts from None
            if len(self._held) - self._place > LONGEST:
                raise NotInParts
            self._more(count)
            count *= 2
