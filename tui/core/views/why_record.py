"""Which rows of a payload reach one record, and how, under this order and under others, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import one_line, record_name
from tui.core.matrix import matrix
from tui.core.outcome import RowOutcome
from tui.core.views.record_hits import RecordHits

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast


def rows_that_reach(made: Forecast, record_id: str) -> tuple[RowForecast, ...]:
    """The rows of a forecast that have this record for their target, or that are refused for a value that it holds."""
    return RecordHits(made, None).rows(record_id)


def why_record(made: Forecast, record_id: str, records: RecordIndex) -> tuple[str, ...] | None:
    """The lines about a record of the data set, or one that a row inserts (new-N); None where nothing knows the id: no
    record has it and no row names it."""
    record = records.get(record_id)
    inserts = [row for row in made.rows if row.outcome is RowOutcome.INSERT and record_id == f"new-{row.index + 1}"]
    named = [index for index, row in enumerate(made.request.rows) if str(row.get("id")) == record_id]
    if record is None and not inserts and not named:
        return None
    hits = RecordHits(made, matrix(made.request, made.module, records, made.assumptions, split=True)).of(record_id)
    now = [hit.now for hit in hits if hit.now] or ["No row reaches it with the payload as it is."]
    by_order = [sentence for hit in hits for sentence in hit.by_order]
    near = [f"Row {hit.index + 1} nearly matches: {hit.near}" for hit in hits if hit.near]
    return (_what_it_is(made, record_id, records, inserts), *now, *by_order, *near)


def _what_it_is(made: Forecast, record_id: str, records: RecordIndex, inserts: list[RowForecast]) -> str:
    module = one_line(made.module.api_name)
    if inserts:
        return f"{record_id} is the record that row {inserts[0].index + 1} inserts in {module}."
    record = records.get(record_id)
    if record is None:
        return f"No record of {module} in this data set has the id {one_line(record_id)}."
    name = record_name(record, made.module)
    return f"{one_line(record_id)}{f' is {name}' if name else ' is a record'}, in {module}."
