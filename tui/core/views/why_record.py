"""Which rows of a payload reach one record, and how, under this order and under others, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import one_line, record_name
from tui.core.matrix import Cell, Matrix, matrix
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.views.describe import count_of, listed
from tui.core.views.order_conditions import condition_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast


def rows_that_reach(made: Forecast, record_id: str) -> tuple[RowForecast, ...]:
    """The rows of a forecast that have this record for their target, or that are refused for a value that it holds."""
    return tuple(row for row in made.rows if row.target_id == record_id or record_id in _holders(row))


def why_record(made: Forecast, record_id: str, records: RecordIndex) -> tuple[str, ...] | None:
    """The lines about a record of the data set, or one that a row inserts (new-N); None where nothing knows the id: no
    record has it and no row names it."""
    record = records.get(record_id)
    inserts = [row for row in made.rows if row.outcome is RowOutcome.INSERT and record_id == f"new-{row.index + 1}"]
    named = [index for index, row in enumerate(made.request.rows) if str(row.get("id")) == record_id]
    if record is None and not inserts and not named:
        return None
    lines = [_what_it_is(made, record_id, records, inserts)]
    lines += _now(made, record_id)
    split = len(made.request.rows) > ROWS_PER_CALL
    lines += _under_orders(matrix(made.request, made.module, records, made.assumptions, split=split), record_id)
    for row in made.rows:
        notes = [note for note in row.notes if note.rule == "lint.near_miss" and record_id in note.message]
        lines += [f"Row {row.index + 1} nearly matches: {one_line(note.message)}" for note in notes]
    return tuple(lines)


def _what_it_is(made: Forecast, record_id: str, records: RecordIndex, inserts: list[RowForecast]) -> str:
    module = one_line(made.module.api_name)
    if inserts:
        return f"{record_id} is the record that row {inserts[0].index + 1} inserts in {module}."
    record = records.get(record_id)
    if record is None:
        return f"No record of {module} in this data set has the id {one_line(record_id)}."
    name = record_name(record, made.module)
    return f"{one_line(record_id)}{f' is {name}' if name else ' is a record'}, in {module}."


def _now(made: Forecast, record_id: str) -> Iterator[str]:
    rows = rows_that_reach(made, record_id)
    if not rows:
        yield "No row reaches it as the payload stands."
    for row in rows:
        yield f"Row {row.index + 1} {_deed(row, record_id)}."


def _deed(row: RowForecast, record_id: str) -> str:
    by = one_line(row.duplicate_field) if row.duplicate_field else "its id"
    fields = listed(_taken_from(row, record_id))
    if row.target_id != record_id:
        has = "belongs" if len(_taken_from(row, record_id)) == 1 else "belong"
        return f"is refused, since its {fields} {has} to this record"
    match row.outcome:
        case RowOutcome.ERROR:
            return f"finds it by {by}, and is refused"
        case RowOutcome.UNCHANGED:
            return f"matches it by {by} and changes nothing"
        case RowOutcome.NOT_KNOWN:
            return f"finds it by {by}, but whether it is refused is not known"
        case _:
            return f"updates it by {by}"


def _holders(row: RowForecast) -> set[object]:
    return {error.details.get("id") for error in row.found if error.code == "DUPLICATE_DATA"}


def _taken_from(row: RowForecast, record_id: str) -> list[str]:
    return [
        error.api_name or ""
        for error in row.found
        if error.code == "DUPLICATE_DATA" and error.details.get("id") == record_id
    ]


def _under_orders(whole: Matrix, record_id: str) -> Iterator[str]:
    """For each row that reaches the record under some orders and not under others, which these are."""
    names = [order.names for order in whole.orders]
    fields = [field.api_name for field in whole.module.checkable if field.api_name not in whole.indifferent]
    tried = "" if whole.complete else f" of the {len(whole.orders)} orders that were tried"
    for index in range(len(whole.depends_on_order)):
        for verb, reaches in (("updates", _updates), ("is refused for a value of", _runs_into)):
            cells = [order.cells[index] if order.cells else None for order in whole.orders]
            bits = sum(1 << place for place, cell in enumerate(cells) if cell is not None and reaches(cell, record_id))
            if not bits or bits == (1 << len(cells)) - 1:
                continue
            condition = condition_for(names, bits, fields)
            when = (
                f"only while {condition.text}{f', {tried.strip()}' if tried else ''}"
                if condition
                else (f"under {count_of(bits.bit_count(), 'order')}{tried or f' of {len(names)}'}")
            )
            yield (
                f"By the order: row {index + 1} {verb} it {when}."
                if verb == "updates"
                else (f"By the order: row {index + 1} is refused for a value of it {when}.")
            )


def _updates(cell: Cell, record_id: str) -> bool:
    return cell.target_id == record_id and cell.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED)


def _runs_into(cell: Cell, record_id: str) -> bool:
    return any(error.code == "DUPLICATE_DATA" and error.details.get("id") == record_id for error in cell.errors)
