"""What the forecast says of one row, and the counts over all rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tui.core.outcome import RowOutcome
from tui.core.payload.request import credits_for
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.diff import Change
    from tui.core.errors import ZohoError
    from tui.core.notice import Notice
    from tui.core.rules import Certainty
    from tui.core.trace import Step
    from tui.core.values import Record


@dataclass(frozen=True, slots=True)
class RowForecast:
    """What one row would do. ``index`` is 0-based within the payload; an inserted record is new-N, N its 1-based row.

    ``target_id`` and ``duplicate_field`` of an error are what was chosen before it. ``errors`` holds the one object
    that the reply would hold, ``found`` all errors by themselves. ``before`` is the target as this row meets it.
    ``rules``: what ended the row, what placed the deciding field, what it depends on.
    """

    index: int
    outcome: RowOutcome
    duplicate_field: str | None
    target_id: str | None
    certainty: Certainty
    rules: tuple[str, ...]
    depends_on: tuple[str, ...]
    trace: tuple[Step, ...]
    before: Record | None
    changes: tuple[Change, ...]
    errors: tuple[ZohoError, ...]
    found: tuple[ZohoError, ...]
    warnings: tuple[Notice, ...]
    notes: tuple[Notice, ...]

    def resting_on(self, certainty: Certainty, rules: tuple[str, ...], depends_on: tuple[str, ...]) -> RowForecast:
        """The same with another certainty, and what it rests on."""
        # Said in full: this is done to every row, and replace() takes several times as long.
        return RowForecast(
            self.index, self.outcome, self.duplicate_field, self.target_id, certainty, rules, depends_on, self.trace,
            self.before, self.changes, self.errors, self.found, self.warnings, self.notes,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows come to what, and the API credits that the payload costs."""

    insert: int
    update: int
    unchanged: int
    error: int
    not_known: int
    credits: int


class Counted:
    """What rows come to together, as they come (``add``)."""

    def __init__(self, rows: Iterable[RowForecast] = ()) -> None:
        self.outcomes: Counter[RowOutcome] = Counter()
        self.warnings = 0
        for row in rows:
            self.add(row)

    def add(self, row: RowForecast) -> None:
        """One row more."""
        self.outcomes[row.outcome] += 1
        self.warnings += len(row.warnings)

    @property
    def summary(self) -> Summary:
        """The counts, and what the rows cost (rule write.cost)."""
        counts = self.outcomes
        return Summary(
            counts[RowOutcome.INSERT],
            counts[RowOutcome.UPDATE],
            counts[RowOutcome.UNCHANGED],
            counts[RowOutcome.ERROR],
            counts[RowOutcome.NOT_KNOWN],
            credits_for(counts.total()),
        )
