"""One history of everything that can be taken back: undo and redo over frozen values.

Typing a word is one step: an edit that goes on where the one before it stopped joins it.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Generic, TypeVar

Value = TypeVar("Value")


class History(Generic[Value]):
    """The present value, and the values before and after it."""

    def __init__(self, present: Value) -> None:
        self.present = present
        self._past: list[Value] = []
        self._future: list[Value] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return bool(self._future)

    @property
    def before(self) -> Value | None:
        """The value that undo would bring back."""
        return self._past[-1] if self._past else None

    def change(self, value: Value, *, joins: bool = False) -> None:
        """Go on to another value; what was undone is forgotten. joins: it goes on with the step before."""
        if not (joins and self._past and not self._future):
            self._past.append(self.present)
        self._future.clear()
        self.present = value

    def undo(self) -> None:
        """Back by one step, as far as there is one."""
        if self._past:
            self._future.append(self.present)
            self.present = self._past.pop()

    def redo(self) -> None:
        """Forward by one step, as far as there is one."""
        if self._future:
            self._past.append(self.present)
            self.present = self._future.pop()


def continues_word(earlier: str, before: str, now: str) -> bool:
    """Whether the edit from ``before`` to ``now`` goes on typing (or deleting) the word that the edit from ``earlier``
    to ``before`` began."""
    if abs(len(now) - len(before)) != 1 or (len(now) > len(before)) != (len(before) > len(earlier)):
        return False
    typed, last = _difference(before, now), _difference(earlier, before)
    beside = len(_difference(earlier, now)) == len(last) + 1  # elsewhere, what lies between would differ, too
    return beside and len(typed) == 1 and typed.isalnum() and last.isalnum()


def _difference(one: str, other: str) -> str:
    """The part in which the longer of two texts differs from the shorter."""
    short, long = sorted((one, other), key=len)
    start = _alike(short, long)
    rest = _alike(short[start:][::-1], long[start:][::-1])
    return long[start : len(long) - rest]


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning; by halves, since whole slices of a long text
    are compared in a blink and its characters are not."""
    return bisect_left(range(min(len(one), len(other))), True, key=lambda end: one[: end + 1] != other[: end + 1])
