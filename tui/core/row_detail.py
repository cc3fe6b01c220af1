"""Everything about one row of a forecast that its detail shows beside the row itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.core.display import record_name
from tui.core.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.core.forecast import Forecast, RowForecast
    from tui.core.values import Record


@dataclass(frozen=True, slots=True)
class RowDetail:
    """A row; the names of the records that its steps and errors met, by id; the settings in force; and the whole record
    after it (None: it writes nothing)."""

    row: RowForecast
    names: Mapping[str, str]
    settings: Mapping[str, str]
    record_after: Record | None


def row_detail(forecast: Forecast, index: int, get: Callable[[str], Record | None]) -> RowDetail:
    """The detail of a row. get: the records of the data set, by id."""
    row = forecast.rows[index]
    met = dict.fromkeys(match for step in row.trace for match in step.matches)
    holders = (error.details.get("id") for error in row.found if error.code == "DUPLICATE_DATA")
    met |= dict.fromkeys(holder for holder in holders if isinstance(holder, str))
    names = {}
    for record_id in met:
        record = _inserted(forecast, record_id) if record_id.startswith("new-") else get(record_id)
        names[record_id] = record_name(record or {}, forecast.module)
    return RowDetail(row, names, forecast.assumptions.settings, _after(row))


def _inserted(forecast: Forecast, record_id: str) -> Record | None:
    place = record_id.removeprefix("new-")
    if not place.isdigit() or not 0 < int(place) <= len(forecast.rows):
        return None
    return {change.api_name: change.after for change in forecast.rows[int(place) - 1].changes}


def _after(row: RowForecast) -> Record | None:
    if row.outcome in (Outcome.ERROR, Outcome.NOT_KNOWN):
        return None
    before = row.before or {"id": f"new-{row.index + 1}"}
    return {**before, **{change.api_name: change.after for change in row.changes}}
