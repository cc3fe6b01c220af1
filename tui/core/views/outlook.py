"""What a row does not come to, but nearly: the hits of steps that it did not reach, and what a refused row would do.

That takes further forecasts, so it is added to the detail of a row where there is time for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.display import one_line, record_name
from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import no_lines
from tui.core.views.earlier_rows import RecordsAsMet, would_meet
from tui.core.views.refusal import Refusal

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.records import RecordIndex
    from tui.core.views.row_detail import RowDetail


def with_outlook(detail: RowDetail, made: Forecast, records: RecordIndex) -> RowDetail:
    """The detail of a row of a forecast with ``later`` and ``outlook``, and the names of the records in these."""
    row, met = detail.row, RecordsAsMet(made, records, detail.row.index)

    def name_of(record_id: str) -> str:
        record = met.get(record_id) or {}  # equal: only records that are there are named
        return record_name(record, made.module)

    def named(record_id: str) -> str:
        return f"{one_line(record_id)} {name_of(record_id)}".rstrip()

    later = would_meet(made, records, row.index)
    outlook: tuple[str, ...] = ()
    if row.outcome is RowOutcome.ERROR:
        outlook = tuple(Refusal(made, row.index, records, named, no_lines).what_comes_next())
    names = {match: name_of(match) for step in later.values() for match in step.matches}
    return replace(detail, later=later, outlook=outlook, names={**names, **detail.names})
