"""Which rows a change moved: one forecast held against an earlier one of the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.core.display import short_id
from tui.core.outcome import RowOutcome

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.row_forecast import RowForecast


@dataclass(frozen=True, slots=True)
class Move:
    """What a row was before: its outcome and its target."""

    outcome: RowOutcome
    target_id: str | None

    def text(self, now: RowForecast) -> str:
        """``was UPDATE``, or ``was …003021`` where only the target moved."""
        if self.outcome is now.outcome and self.target_id is not None:
            return f"was {short_id(self.target_id)}"
        if (
            self.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED)
            and self.target_id
            and now.target_id != self.target_id
        ):
            return f"was {self.outcome.word} {short_id(self.target_id)}"
        return f"was {self.outcome.word}"


def moves(before: Forecast, now: Forecast) -> dict[int, Move]:
    """For each row whose outcome or target differs, by its index, what it was. Rows are compared by position."""
    return {
        row.index: Move(was.outcome, was.target_id)
        for was, row in zip(before.rows, now.rows, strict=False)
        if (was.outcome, was.target_id) != (row.outcome, row.target_id)
    }
