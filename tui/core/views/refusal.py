"""Why a row is refused, in sentences: the value, what is needed, the limit, the line; and what would come next.

What comes next is found by mending the row as little as can be (leave out what is refused, add what is missing) and
asking for a forecast again; the sentence says what was mended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, value_text
from tui.core.forecast import Forecast, forecast
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.row_edits import Edit, edited, example_of, unused_like
from tui.core.views.describe import errors_text, expected_text, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.errors import ZohoError
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Record

_MOST_STAGES: Final = 4

LineOf = Callable[[str | None], int | None]
"""The line of the payload (from 1) at which a key of the row stands, or, for None, the row begins; None where that is
not known."""

Named = Callable[[str], str]
"""An id with the name of its record."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused row (0-based) of a forecast, and how its sentences name records and lines."""

    made: Forecast
    index: int
    records: RecordIndex
    named: Named
    line_of: LineOf

    @property
    def _row(self) -> RowForecast:
        return self.made.rows[self.index]

    def text(self) -> str:
        """The first sentence about the row: the reason, or each of them."""
        causes = [self.cause(error) for error in self._row.found]
        start = f"Row {self.index + 1} is refused"
        if len(causes) == 1:
            return f"{start}: {causes[0]}."
        return f"{start} for {len(causes)} reasons: {'; '.join(causes)}."

    def cause(self, error: ZohoError) -> str:
        """What is wrong for one of the row's errors: the value, its line, and what is needed; no sentence yet."""
        name, details, sent = error.api_name or "", error.details, self.made.request.rows[self.index]
        shown = f"{one_line(name)} is {value_text(sent.get(name))}{self._place(name)}"
        match error.code:
            case "MANDATORY_NOT_FOUND":
                return self._missing(name, sent)
            case "DUPLICATE_DATA":
                return f"{shown}, {self._taken(error)}"
            case "INVALID_DATA" if name == "id":
                return f"the {shown}, and no record has it"
            case "INVALID_DATA" if "maximum_length" in details:
                return f"{shown}: {_length(sent.get(name))}, and {details['maximum_length']} is the limit"
            case "INVALID_DATA" if "expected_data_type" in details:
                return f"{shown}, and {expected_text(error)} is needed"
            case "INVALID_DATA":
                return f"{shown}, which is not one of its choices"
        return errors_text((error,), full_ids=True)

    def _place(self, name: str) -> str:
        line = self.line_of(name)
        return f" (line {line})" if line is not None else ""

    def _missing(self, name: str, sent: Record) -> str:
        doing = "an insert" if self._row.target_id is None else "the update"
        if name in sent:
            return f"{one_line(name)} is blank{self._place(name)}, and {doing} needs a value in it"
        begins = self.line_of(None)
        place = f" (the row begins in line {begins})" if begins is not None else ""
        return f"{one_line(name)} is missing{place}, and {doing} needs it"

    def _taken(self, error: ZohoError) -> str:
        row, holder = self._row, self.named(str(error.details.get("id")))
        if error.rule == "match.several":
            step = next((each for each in row.trace if each.api_name == error.api_name), None)
            return f"which belongs to {step.count if step else 'several'} records, and match.several is set to refuse"
        if error.rule == "match.same_batch_new":
            setting = self.made.assumptions[error.rule]
            return f"which belongs to {holder}, and match.same_batch_new is set to {setting}"
        does = f"update {self.named(row.target_id)}" if row.target_id is not None else "insert"
        return f"which belongs to {holder}, while the row would {does}"

    def what_comes_next(self) -> Iterator[str]:
        """What the stages behind the one that refuses the row would say, and whom the row reaches once it is mended."""
        row, sent = self._row, dict(self.made.request.rows[self.index])
        mended: dict[str, Edit] = {}
        for _ in range(_MOST_STAGES):
            edits = [self._mend(error, sent) for error in row.found]
            known = [edit for edit in edits if edit is not None]
            if len(known) < len(edits) or not known:
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
        rows = (*request.rows[: self.index], sent, *request.rows[self.index + 1 :])
        again = forecast(
            replace(request, rows=rows),
            made.module,
            self.records,
            made.assumptions,
            split=len(rows) > ROWS_PER_CALL,
            counterfactuals=False,
        )
        return again.rows[self.index] if again.rows else None

    def _mend(self, error: ZohoError, sent: Record) -> Edit | None:
        """The smallest change that takes an error away and makes no other; None where only the person knows one."""
        name = error.api_name or ""
        field = self.made.module.by_name.get(name)
        if field is None or not (error.code == "MANDATORY_NOT_FOUND" or field.mandatory):
            return Edit(name, dropped=True) if name in sent else None
        taken = error.code == "DUPLICATE_DATA"
        rows = self.made.request.rows
        value = unused_like(field, sent.get(name), self.records, rows) if taken else example_of(field)
        return None if value is None else Edit(name, value, example=True, unused=taken)


def _length(value: object) -> str:
    if isinstance(value, str):
        return f"{len(value)} characters"
    return f"{len(str(value).lstrip('-'))} digits"


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
