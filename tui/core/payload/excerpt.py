"""Text taken out of another text, which still knows where each of its parts stood.

A body within quotes, a fence or an escaped string is read as text of its own; what is wrong in it is told by the line
and column of the file that the person has open. Only offsets are kept, never what stood around the excerpt.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from tui.core.payload.json_text import LineStarts
from tui.core.payload.request import PayloadError
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Excerpt:
    """``text``, in pieces: the piece that begins at ``starts[n]`` stood at ``origins[n]`` of the text around it.
    ``outer``: where the parts of that text stood, if it is an excerpt itself; what it says is not kept."""

    text: str
    starts: Sequence[int] = (0,)
    origins: Sequence[int] = (0,)
    outer: Excerpt | None = None

    def origin(self, offset: int) -> int:
        """Where a character stood in the outermost text; for an excerpt that ``is_placed``."""
        piece = max(0, bisect_right(self.starts, offset) - 1)
        found = self.origins[piece] + offset - self.starts[piece]
        return self.outer.origin(found) if self.outer else found

    @property
    def is_placed(self) -> bool:
        """Whether it is known where the text stood; False for one that was put together from values."""
        return bool(self.starts)

    def within(self, outer: Excerpt) -> Excerpt:
        """The same excerpt, where the text it was taken from is an excerpt in its turn; placed only if that is."""
        if not outer.is_placed:
            return Excerpt(self.text, (), ())
        return replace(self, outer=outer._places() if self.outer is None else self.outer.within(outer))

    def _places(self) -> Excerpt:
        return Excerpt("", self.starts, self.origins, self.outer)

    def part(self, start: int, end: int) -> Excerpt:
        """The characters from start up to end."""
        return Excerpt(self.text[start:end], (0,), (start,), self._places())

    def stripped(self) -> Excerpt:
        """Without the space around it."""
        text = self.text.strip()
        return self if text == self.text else self.part(start := self.text.find(text), start + len(text))


class ExcerptBuilder:
    """Puts an excerpt together piece by piece. Each piece stands for one place of the text around. ``length``: of the
    text so far."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._starts: list[int] = []
        self._origins: list[int] = []
        self.length = 0

    def add(self, text: str, origin: int) -> None:
        """Append a text that stood at an offset."""
        if not self._starts or self._origins[-1] - self._starts[-1] != origin - self.length:
            self._starts.append(self.length)
            self._origins.append(origin)
        self.pieces.append(text)
        self.length += len(text)

    def add_excerpt(self, other: Excerpt) -> None:
        """Append an excerpt of the same text."""
        self.add_part(other, 0, len(other.text))

    def add_part(self, other: Excerpt, start: int, end: int) -> None:
        """Append the characters of an excerpt of the same text from start up to end."""
        cuts = [start, *(each for each in other.starts if start < each < end), end]
        for begin, stop in pairwise(cuts):
            self.add(other.text[begin:stop], other.origin(begin))

    def build(self) -> Excerpt:
        """The excerpt."""
        return Excerpt("".join(self.pieces), tuple(self._starts) or (0,), tuple(self._origins) or (0,))


@dataclass(frozen=True, slots=True)
class Source:
    """Lines and columns of the text that a person handed in; the text itself is not kept."""

    lines: LineStarts

    @classmethod
    def of(cls, text: str) -> Self:
        """The places of a text."""
        return cls(LineStarts(text))

    def error(self, reason: str, offset: int) -> PayloadError:
        """What is wrong at an offset."""
        row, column = self.lines.location(offset)
        return PayloadError(reason, row + 1, column + 1)

    def moved(self, error: PayloadError, excerpt: Excerpt) -> PayloadError:
        """An error that counts in an excerpt, told by the place in the whole text."""
        if error.line is None or error.column is None:
            return error
        offset = LineStarts(excerpt.text).offset(error.line - 1, error.column - 1)
        return self.error(error.reason, excerpt.origin(offset))
