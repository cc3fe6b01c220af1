"""The fixes of the problems that a forecast finds in a payload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.fixes.call_fixes import call_fixes
from tui.core.fixes.row_fixes import row_fixes
from tui.core.fixes.text_edits import TextEdit, applied
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.views.problems import Problems, TextProblem


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that put a problem right. ``label``: what it does, as an order; ``blank``: a value in it is left for the
    person to fill in."""

    label: str
    edits: tuple[TextEdit, ...]
    blank: bool = False

    def applied(self, text: str) -> str:
        """The text with the edits made."""
        return applied(text, self.edits)

    def cursor(self) -> int:
        """The offset, in the text with the edits made, where a person goes on: in the blank value, else at the end of
        the first edit."""
        first = min(self.edits)
        return first.start + len(first.text) - (1 if self.blank else 0)


class Fixes:
    """The fixes for the problems of a text that was read and forecast."""

    def __init__(self, text: str, made: Forecast, problems: Problems) -> None:
        self._text, self._made, self._problems = text, made, problems

    def of(self, problem: TextProblem) -> tuple[Fix, ...]:
        """What would put a problem right, the likeliest first; none where only the person can know."""
        return tuple(self._of(problem))

    def is_shared(self, problem: TextProblem) -> bool:
        """Whether another row has a problem of the same rule and key."""
        return len(self._problems.rows_like(problem)) > 1

    def everywhere(self, problem: TextProblem, fix: Fix) -> Fix:
        """The same fix for every row with a problem of this rule and key. That takes a millisecond a row."""
        kind = (problem.rule, problem.api_name)
        alike = [
            each
            for row in self._problems.rows_like(problem)
            for other in self._problems.of_row(row)
            if (other.rule, other.api_name) == kind
            for each in self._of(other)
            if each.label == fix.label
        ]
        edits = tuple(sorted({edit for each in alike for edit in each.edits}))
        return Fix(f"{fix.label} in {count_of(len(alike), 'row')}", edits, fix.blank)

    def _of(self, problem: TextProblem) -> Iterator[Fix]:
        if problem.row is None:
            found = call_fixes(problem, self._text, self._made)
        else:
            found = row_fixes(problem, self._text, self._made, self._problems.places)
        for label, edits, blank in found:
            yield Fix(label, edits, blank)
