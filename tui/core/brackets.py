"""The bracket that closes or opens another one. What stands in quotes is text like any other, as in most editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CLOSED_BY: Final = {"{": "}", "[": "]", "(": ")"}
_OPENED_BY: Final = {closing: opening for opening, closing in _CLOSED_BY.items()}
_BRACKET: Final = pattern(r"[][(){}]")


def matching_bracket(lines: Sequence[str], row: int, column: int) -> tuple[int, int] | None:
    """Row and column of the bracket that belongs to the one at a place; None where there is none at either. One that
    closes nothing that is open is passed over."""
    bracket = lines[row][column : column + 1]
    goes_on = bracket in _CLOSED_BY
    if not bracket or not (goes_on or bracket in _OPENED_BY):
        return None
    ends = _CLOSED_BY if goes_on else _OPENED_BY
    waiting: list[str] = []
    for each, place in _forward(lines, row, column) if goes_on else _backward(lines, row, column):
        if each in ends:
            waiting.append(ends[each])
        elif waiting[-1] == each:
            waiting.pop()
            if not waiting:
                return place
    return None


def _forward(lines: Sequence[str], row: int, column: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for number in range(row, len(lines)):
        for match in _BRACKET.finditer(lines[number], column if number == row else 0):
            yield match[0], (number, match.start())


def _backward(lines: Sequence[str], row: int, column: int) -> Iterator[tuple[str, tuple[int, int]]]:
    for number in range(row, -1, -1):
        line = lines[number]
        for match in reversed([*_BRACKET.finditer(line, 0, column + 1 if number == row else len(line))]):
            yield match[0], (number, match.start())
