"""Why a row is refused, in sentences: the value, what is needed, the limit, the line; and what would come next.

What comes next is found by mending the row as little as can be (leave out what is refused, add what is missing) and
asking for a forecast again; the sentence says what was mended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.forecast import Forecast, forecast
from tui.core.outcome import RowOutcome
from tui.core.row_edits import Edit, edited, example_of, unused_like
from tui.core.views.complaints import complaint_sentence
from tui.core.views.describe import errors_text, listed
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.errors import ZohoError
    from tui.core.payload.row_places import RowLines
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Record

_MOST_STAGES: Final = 4

Named = Callable[[str], str]
"""An id with the name of its record."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused row (0-based) of a forecast, and how its sentences name records and lines."""

    made: Forecast
    index: int
    records: RecordIndex
    named: Named
    line_of: RowLines

    @property
    def _row(self) -> RowForecast:
        return self.made.rows[self.index]

    def sentences(self) -> Iterator[str]:
        """The first sentences about the row: the reason, or each of them on a line of its own."""
        start = f"Row {self.index + 1} is refused"
        reasons = [self._reason(error) for error in self._row.found]
        if len(reasons) == 1:
            yield f"{start}: {reasons[0]}"
            return
        yield f"{start} for {len(reasons)} reasons:"
        yield from (f"- {reason}" for reason in reasons)

    def _reason(self, error: ZohoError) -> str:
        row, text = self._row, complaint_sentence(error, self.made, self._row, self.line_of, self.named)
        if error.rule == "conflict.unique_taken":
            does = f"update {self.named(row.target_id)}" if row.target_id is not None else "insert"
            return f"{text} The row would {does}."
        return text

    def what_comes_next(self) -> Iterator[str]:
        """What the stages behind the one that refuses the row would say, and whom the row reaches once it is mended."""
        row, sent = self._row, dict(self.made.request.rows[self.index])
        mended: dict[str, Edit] = {}
        for _ in range(_MOST_STAGES):
            edits = [self._mend(error, sent) for error in row.found]
            known = [edit for edit in edits if edit is not None]
            if len(known) < len(edits):
                return
            mended |= {edit.api_name: edit for edit in known}
            sent = edited(sent, known)
            again = self._forecast_with(sent)
            if again is None:
                return
            row = again
            if row.outcome is not RowOutcome.ERROR:
                yield f"With {_mended_text(mended)}, the row would {would_text(row, self.named)}."
                return
            yield f"Then: {errors_text(row.found, full_ids=True)}."

    def _forecast_with(self, sent: Record) -> RowForecast | None:
        """The row sent otherwise; None where the whole call is refused then."""
        request, made = self.made.request, self.made
        behind = request.rows[self.index + 1 :]  # equal: the rows behind it change nothing of it
        rows = (*request.rows[: self.index], sent, *behind)
        again = forecast(
            replace(request, rows=rows),
            made.module,
            self.records,
            made.assumptions,
            split=True,
            counterfactuals=False,  # equal: only quicker
        )
        return again.rows[self.index] if again.rows else None

    def _mend(self, error: ZohoError, sent: Record) -> Edit | None:
        """The smallest change that takes an error away and makes no other; None where only the person knows one."""
        name = error.api_name or ""  # equal: nothing is called None
        field = self.made.module.by_name.get(name)
        if field is None or not (error.code == "MANDATORY_NOT_FOUND" or field.mandatory):
            return Edit(name, dropped=True) if name in sent else None
        taken = error.code == "DUPLICATE_DATA"
        rows = self.made.request.rows
        value = unused_like(field, sent.get(name), self.records, rows) if taken else example_of(field)
        return None if value is None else Edit(name, value, unused=taken)


def _mended_text(edits: dict[str, Edit]) -> str:
    dropped = [name for name, edit in edits.items() if edit.dropped]
    filled = [name for name, edit in edits.items() if not edit.dropped and not edit.unused]
    others = [name for name, edit in edits.items() if edit.unused]
    parts = [f"a valid {listed(filled)}"] if filled else []
    parts += [f"another {listed(others)}"] if others else []
    parts += [f"{listed(dropped)} left out"] if dropped else []
    return " and ".join(parts)


def would_text(row: RowForecast, named: Named) -> str:
    """What a row of another forecast does, as the end of *it would*."""
    match row.outcome:
        case RowOutcome.ERROR:
            return f"be refused ({errors_text(row.found, full_ids=True)})"
        case RowOutcome.INSERT:
            return "insert"
        case RowOutcome.NOT_KNOWN:
            return "not be refused for that, but which record it reaches is not known"
        case _:
            by = f" by {one_line(row.duplicate_field)}" if row.duplicate_field else " by its id"
            same = "" if row.outcome is RowOutcome.UPDATE else ", and change nothing"
            return f"update {named(row.target_id or '')}{by}{same}"
