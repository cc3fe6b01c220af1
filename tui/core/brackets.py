"""The bracket that closes or opens another one. What stands in quotes is text like any other, as in most editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.pattern import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

_CLOSED_BY: Final = {"{": "}", "[": "]", "(": ")"}
_OPENED_BY: Final = {closing: opening for opening, closing in _CLOSED_BY.items()}
_BRACKET: Final = pattern(r"[][(){}]")


def matching_bracket(lines: Sequence[str], row: int, column: int) -> tuple[int, int] | None:
    """Row and column of the bracket that belongs to the one at a place; None where there is none at either. One that
    closes nothing that is open is passed over."""
    bracket = lines[row][column : column + 1]
    goes_on = bracket in _CLOSED_BY
    if not (goes_on or bracket in _OPENED_BY):
        return None
    ends = _CLOSED_BY if goes_on else _OPENED_BY
    waiting: list[str] = []
    for first, match in _forward(lines, row, column) if goes_on else _backward(lines, row, column):
        each = match[0]
        if each in ends:
            waiting.append(ends[each])
        elif waiting[-1] == each:
            waiting.pop()
            if not waiting:
                before = match.string[: match.start()]
                return first + before.count("\n"), len(before) - before.rfind("\n") - 1
    return None


_LINES_AT_ONCE: Final = 100  # equal: only quicker; looking through each line by itself takes several times as long


def _forward(lines: Sequence[str], row: int, column: int) -> Iterator[tuple[int, re.Match[str]]]:
    """The brackets from a place on, in texts of some lines, each with the number of the first of these lines."""
    for first in range(row, len(lines), _LINES_AT_ONCE):
        text = "\n".join(lines[first : first + _LINES_AT_ONCE])
        for match in _BRACKET.finditer(text, column if first == row else 0):
            yield first, match


def _backward(lines: Sequence[str], row: int, column: int) -> Iterator[tuple[int, re.Match[str]]]:
    """The same from a place back."""
    for end in range(row + 1, 0, -_LINES_AT_ONCE):
        first = max(end - _LINES_AT_ONCE, 0)
        text = "\n".join(lines[first:end])
        stop = len(text) - len(lines[row]) + column + 1 if end == row + 1 else len(text)
        for match in reversed([*_BRACKET.finditer(text, 0, stop)]):
            yield first, match
