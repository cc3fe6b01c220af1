"""Why a row is refused, in sentences: the value, what is needed, the limit, the line; and what would come next.

What comes next is found by mending the row as little as can be (leave out what is refused, add what is missing) and
asking for a forecast again; the sentence says what was mended.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, value_text
from tui.core.forecast import Forecast, forecast
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.row_edits import Edit, edited, example_of, unused_like
from tui.core.views.describe import errors_text, expected_text, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.errors import ZohoError
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Record

_MOST_STAGES: Final = 4


def refusal_text(
    row: RowForecast,
    sent: Record,
    named: Callable[[str], str],
    line_of: Callable[[str | None], int | None],
    made: Forecast,
) -> str:
    """The first sentence about a refused row. named: an id with the name of its record; line_of: the line of a key,
    None for that at which the row begins."""
    causes = [_cause(error, row, sent, named, line_of, made) for error in row.found]
    start = f"Row {row.index + 1} is refused"
    if len(causes) == 1:
        return f"{start}: {causes[0]}."
    return f"{start} for {len(causes)} reasons: {'; '.join(causes)}."


def _cause(
    error: ZohoError,
    row: RowForecast,
    sent: Record,
    named: Callable[[str], str],
    line_of: Callable[[str | None], int | None],
    made: Forecast,
) -> str:
    name = error.api_name or ""
    shown, value = one_line(name), value_text(sent.get(name))
    line = line_of(name)
    place = f" (line {line})" if line is not None else ""
    details = error.details
    match error.code:
        case "MANDATORY_NOT_FOUND":
            doing = "an insert" if row.target_id is None else "the update"
            if name in sent:
                return f"{shown} is blank{place}, and {doing} needs a value in it"
            begins = line_of(None)
            row_place = f" (the row begins in line {begins})" if begins is not None else ""
            return f"{shown} is missing{row_place}, and {doing} needs it"
        case "DUPLICATE_DATA":
            holder = named(str(details.get("id")))
            return f"{shown} is {value}{place}, {_taken(error, row, holder, named, made)}"
        case "INVALID_DATA" if name == "id":
            return f"the id is {value}{place}, and no record has it"
        case "INVALID_DATA" if "maximum_length" in details:
            return f"{shown} is {value}{place}: {_length(sent.get(name))}, and {details['maximum_length']} is the limit"
        case "INVALID_DATA" if "expected_data_type" in details:
            return f"{shown} is {value}{place}, and {expected_text(error)} is needed"
        case "INVALID_DATA":
            return f"{shown} is {value}{place}, which is not one of its choices"
    return errors_text((error,), full_ids=True)


def _taken(error: ZohoError, row: RowForecast, holder: str, named: Callable[[str], str], made: Forecast) -> str:
    match error.rule:
        case "match.several":
            step = next((each for each in row.trace if each.api_name == error.api_name), None)
            return f"which belongs to {step.count if step else 'several'} records, and match.several is set to refuse"
        case "match.same_batch_new":
            return f"which belongs to {holder}, and match.same_batch_new is set to {made.assumptions[error.rule]}"
    does = f"the row would update {named(row.target_id)}" if row.target_id is not None else "the row would insert"
    return f"which belongs to {holder}, while {does}"


def _length(value: object) -> str:
    if isinstance(value, str):
        return f"{len(value)} characters"
    return f"{len(str(value).lstrip('-'))} digits"


def what_comes_next(made: Forecast, index: int, records: RecordIndex, named: Callable[[str], str]) -> Iterator[str]:
    """What the stages behind the one that refuses the row would say, and whom the row reaches once it is mended."""
    row, sent = made.rows[index], dict(made.request.rows[index])
    mended: list[Edit] = []
    for _ in range(_MOST_STAGES):
        edits = [_mend(error, sent, made, records) for error in row.found]
        if any(edit is None for edit in edits):
            return
        fresh = [edit for edit in edits if edit is not None]
        if not fresh or all(edit in mended for edit in fresh):
            return
        mended += fresh
        sent = edited(sent, fresh)
        rows = (*made.request.rows[:index], sent, *made.request.rows[index + 1 :])
        again = forecast(
            replace(made.request, rows=rows),
            made.module,
            records,
            made.assumptions,
            split=len(rows) > ROWS_PER_CALL,
            counterfactuals=False,
        )
        if not again.rows:
            return
        row = again.rows[index]
        if row.outcome is not RowOutcome.ERROR:
            yield f"With {_mended_text(mended)}, the row would {would_text(row, named)}."
            return
        yield f"Then: {errors_text(row.found, full_ids=True)}."


def _mend(error: ZohoError, sent: Record, made: Forecast, records: RecordIndex) -> Edit | None:
    """The smallest change that takes an error away and makes no other; None where only the person knows one."""
    name = error.api_name or ""
    field = made.module.by_name.get(name)
    if field is None or not (error.code == "MANDATORY_NOT_FOUND" or field.mandatory):
        return Edit(name, dropped=True) if name in sent else None
    taken = error.code == "DUPLICATE_DATA"
    value = unused_like(field, sent.get(name), records, made.request.rows) if taken else example_of(field)
    return None if value is None else Edit(name, value, example=True, unused=taken)


def _mended_text(edits: list[Edit]) -> str:
    last = {edit.api_name: edit for edit in edits}
    dropped = [name for name, edit in last.items() if edit.dropped]
    filled = [name for name, edit in last.items() if not edit.dropped and not edit.unused]
    others = [name for name, edit in last.items() if edit.unused]
    parts = [f"a valid {listed(filled)}"] if filled else []
    parts += [f"another {listed(others)}"] if others else []
    parts += [f"{listed(dropped)} left out"] if dropped else []
    return " and ".join(parts)


def would_text(row: RowForecast, named: Callable[[str], str]) -> str:
    """What a row of another forecast does, as the end of *it would*."""
    match row.outcome:
        case RowOutcome.ERROR:
            return f"be refused ({errors_text(row.found, full_ids=True)})"
        case RowOutcome.INSERT:
            return "insert"
        case RowOutcome.NOT_KNOWN:
            return "not be refused, but which record it reaches is not known"
        case _:
            by = f" by {one_line(row.duplicate_field)}" if row.duplicate_field else " by its id"
            same = "" if row.outcome is RowOutcome.UPDATE else ", and change nothing"
            return f"update {named(row.target_id or '')}{by}{same}"
