"""Which rows a change moved: one forecast held against an earlier one, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import one_line, short_id
from tui.core.outcome import RowOutcome
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """For each row whose outcome or target differs, by its index, what it was.

    Rows are compared by position; where some were added or taken out, those before and behind them, as far as they are
    sent as they were.
    """
    return {
        row.index: Move(was.outcome, was.target_id)
        for was, row in _pairs(before, now)
        if (was.outcome, was.target_id) != (row.outcome, row.target_id)
    }


def _pairs(before: Forecast, now: Forecast) -> Iterator[tuple[RowForecast, RowForecast]]:
    if len(before.rows) == len(now.rows):
        yield from zip(before.rows, now.rows, strict=True)
        return
    old, new = before.request.rows, now.request.rows
    shorter = min(len(before.rows), len(now.rows))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = next((place for place in range(shorter - head) if old[-1 - place] != new[-1 - place]), shorter - head)
    yield from zip(before.rows[:head], now.rows[:head], strict=True)
    yield from zip(before.rows[len(before.rows) - tail :], now.rows[len(now.rows) - tail :], strict=True)


def moved_sentences(step: Move | None, opened: Move | None, now: RowForecast, cause: str) -> tuple[str, ...]:
    """What a row was before the last step and as the text was opened, if that was otherwise. cause: the step in a few
    words."""
    before = f"before the last step ({one_line(cause)})" if cause else "before the last step"
    if step is None and opened is None:
        return ()
    if step is not None and step == opened:  # equal: one of them is not None
        return (f"{step.text(now)} {before}, and as opened",)
    told = [f"{step.text(now)} {before}"] if step is not None else []
    if opened is not None:
        told.append(f"{opened.text(now)} as opened")
    elif step is not None:
        told.append("as opened, it was the same as now")
    return tuple(told)
