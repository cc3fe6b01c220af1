"""What a key does to a line of JSON beside writing its character: brackets and quotes that close themselves, an empty
pair that goes as a whole, a new line that stands in as far as it should.

A person who types on regardless gets what they typed: the closing half is typed over where it stands already, and
nothing closes itself in the middle of a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

_PAIRS: Final = {'"': '"', "{": "}", "[": "]"}
_EMPTY_PAIRS: Final = ('""', "{}", "[]")
_TEXT: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?P<end>"?)')
_CLOSES: Final = re.compile(r'"(?:[\s:,\]}]|\Z)')
_ROOM: Final = re.compile(r"[\s,:\]}]|\Z")
_WORD: Final = re.compile(r"[\w$]")
DEFAULT_STEP: Final = "  "


@dataclass(frozen=True, slots=True)
class Keystroke:
    """``text`` in place of so many characters before and behind the cursor, which then stands ``cursor`` characters
    into it."""

    text: str
    cursor: int
    before: int = 0
    behind: int = 0


def is_in_text(line: str, column: int) -> bool:
    """Whether a column of a line is within quotes. A text of JSON never begins in another line."""
    return any(match.start() < column and (column < match.end() or not match["end"]) for match in _TEXT.finditer(line))


def typed(line: str, column: int, character: str) -> Keystroke | None:
    """What a character does that is typed at a column; None: it is written, no more."""
    following, in_text = line[column : column + 1], is_in_text(line, column)
    if character == following and character in _PAIRS.values():
        closes = _is_last_quote(line, column) if character == '"' else not in_text
        if closes:
            return Keystroke(character, 1, behind=1)
    closer = _PAIRS.get(character)
    if closer is None or in_text or not _ROOM.match(line, column) or _WORD.match(line[column - 1 : column]):
        return None
    return Keystroke(character + closer, 1)


def _is_last_quote(line: str, column: int) -> bool:
    """Whether the quote at a column ends a text, and does not begin the next one while that is still open."""
    closes = _CLOSES.match(line, column)  # with what follows it, which is no quote
    return closes is not None and not is_in_text(line, closes.end())


def deleted_left(line: str, column: int) -> Keystroke | None:
    """What backspace does at a column: an empty pair goes as a whole; None: it deletes a character."""
    if line[column - 1 : column + 1] not in _EMPTY_PAIRS or is_in_text(line, column - 1):
        return None
    return Keystroke("", 0, before=1, behind=1)


def new_line(line: str, column: int, step: str) -> Keystroke | None:
    """What enter does at a column: the next line stands in like this one, or one step further behind an opening
    bracket, whose closing one then has a line of its own; None within a text, where a new line is none of JSON's."""
    if is_in_text(line, column):
        return None
    before, behind = line[:column], line[column:]
    indent = before[: len(before) - len(before.lstrip(" \t"))]
    opener = before.rstrip(" \t")[-1:]
    blank = len(behind) - len(behind.lstrip(" \t"))
    if opener not in ("{", "["):
        return Keystroke(f"\n{indent}", 1 + len(indent), behind=blank)
    deeper = f"\n{indent}{step}"
    after = f"\n{indent}" if behind[blank : blank + 1] == _PAIRS[opener] else ""
    return Keystroke(deeper + after, len(deeper), behind=blank)


def step_of(lines: Iterable[str]) -> str:
    """By how much lines stand in, as the first that does shows."""
    for line in lines:
        lead = line[: len(line) - len(line.lstrip(" \t"))]
        if lead and lead != line:
            return "\t" if lead[0] == "\t" else lead
    return DEFAULT_STEP
