"""One person's way through a lesson: the question, an answer, the task, and when that is solved.

A frozen value that is made anew by each step. It is held against forecasts and decides nothing itself; what it looks
like on the screen is not known here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.lessons import Lesson

Phase = Literal["asking", "trying", "solved"]
"""``asking``: a prediction is wanted; ``trying``: it was given, and the task is open; ``solved``: the task is done."""

LISTS_TRIED: Final = 3
"""Other lists that a person tries at an impossible task before the lesson says why none can do it."""


@dataclass(frozen=True, slots=True)
class LessonRun:
    """Where a person stands in a lesson. ``began``: its forecast as it opened; ``marked``: the choice under the cursor,
    ``answered`` the one that was given (places from 0). ``hints``: how many were asked for since the phase began.
    ``claimed``: the person says that the task cannot be done, though it can. ``tried``: the lists tried at a task that
    no list can do, None for none at all."""

    lesson: Lesson
    began: Forecast
    marked: int = 0
    answered: int | None = None
    hints: int = 0
    claimed: bool = False
    solved: bool = False
    tried: frozenset[tuple[str, ...] | None] = frozenset()

    @property
    def phase(self) -> Phase:
        """What is wanted of the person now."""
        if self.answered is None:
            return "asking"
        return "solved" if self.solved else "trying"

    @property
    def right(self) -> int:
        """The place of the choice that the forecast bears out; the last, should a lesson have none."""
        return next(iter(self.lesson.right(self.began)), len(self.lesson.choices) - 1)

    @property
    def predicted(self) -> bool:
        """Whether the answer was right."""
        return self.answered == self.right

    def mark(self, step: int) -> LessonRun:
        """The cursor on another choice, round at the ends."""
        return replace(self, marked=(self.marked + step) % len(self.lesson.choices))

    def answer(self, place: int) -> LessonRun:
        """Give an answer. The first counts: another one, or one that is no choice, changes nothing."""
        if self.phase != "asking" or not 0 <= place < len(self.lesson.choices):
            return self
        return replace(self, marked=place, answered=place, hints=0)

    def hint(self, most: int) -> LessonRun:
        """Ask for one hint more, of so many."""
        return replace(self, hints=min(self.hints + 1, most))

    def claim_impossible(self) -> LessonRun:
        """Say that the task cannot be done: that solves one that is impossible, and no other."""
        if self.phase != "trying":
            return self
        return replace(self, solved=self.lesson.task.impossible is not None, claimed=True)

    def saw(self, now: Forecast) -> LessonRun:
        """The run after another forecast was made. What is solved stays so, whatever is moved later."""
        if self.phase != "trying":
            return self
        task, began = self.lesson.task, self.began
        if task.impossible is None:
            return replace(self, solved=True, claimed=False) if task.solved(now, began) else self
        listed = now.request.duplicate_check_fields
        if listed == began.request.duplicate_check_fields or not task.allows(now, began):
            return self
        tried = self.tried | {listed}
        return replace(self, tried=tried, solved=len(tried) >= LISTS_TRIED)
