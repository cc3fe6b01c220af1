"""A forecast carried out: the records as they are after each of its rows.

What Zoho adds by itself is added: ids, times, who did it, a full name. Everything else is what the forecast says
changes. The practice org answers by this, and a working copy tries a payload by it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from tui.core.field_types import SUBFORM
from tui.core.outcome import RowOutcome
from tui.core.subforms import row_id_of, subform_change
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.core.forecast import Forecast
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json, Record

_WRITES = (RowOutcome.INSERT, RowOutcome.UPDATE, RowOutcome.UNCHANGED)


@dataclass(slots=True)
class CarryingOut:
    """Carries a forecast out, row after row in its order.

    get: the record of an id as it is now, with what earlier rows wrote. new_id: an id that no record has. time: when,
    as ISO text with an offset. user: who does it, for the fields that say so; None leaves these as they are. ``ids``:
    the ids that inserted records got, by those of the forecast (``new-1``).
    """

    found: Forecast
    get: Callable[[str], Record | None]
    new_id: Callable[[], str]
    time: str
    user: Mapping[str, Json] | None = None
    ids: dict[str, str] = field(default_factory=dict)

    def written(self, row: RowForecast) -> dict[str, Json] | None:
        """The record that a row writes, as it is then, with its real id; None for a row that writes nothing."""
        if row.outcome not in _WRITES:
            return None
        stamps: dict[str, Json] = {"Modified_Time": self.time}
        target = self.ids.get(row.target_id or "", row.target_id)  # equal: only to whoever checks types
        if target is None:
            target = self.ids[f"new-{row.index + 1}"] = self.new_id()
            stamps["Created_Time"] = self.time
            before: Record = self._by("Created_By", "Modified_By", "Owner")
        else:
            before = self.get(target) or {}  # equal: only to whoever checks types
            stamps |= self._by("Modified_By")
        record = {**before, **self._values(row, before), **stamps, "id": target}
        if "Full_Name" in self.found.module.by_name:
            parts = (record.get("First_Name"), record.get("Last_Name"))
            record["Full_Name"] = " ".join(part for part in parts if isinstance(part, str) and part) or None
        return record

    def _by(self, *names: str) -> dict[str, Json]:
        if self.user is None:
            return {}
        return {name: dict(self.user) for name in names if name in self.found.module.by_name}

    def _values(self, row: RowForecast, before: Record) -> dict[str, Json]:
        """What the row changes of the record."""
        sent = self.found.request.rows[row.index]
        replaces = self.found.assumptions["write.subform_rows"] == "replace"
        values: dict[str, Json] = {}
        for change in row.changes:
            name = change.api_name
            if change.kind == "same":
                continue
            values[name] = change.after
            if self.found.module.by_name[name].data_type == SUBFORM:
                if row.target_id is not None:
                    # Rows that this call added have ids here, which the forecast does not know: carried out anew.
                    values[name] = subform_change(before.get(name), sent[name], replace=replaces).after
                values[name] = self._with_ids(values[name])
        return values

    def _with_ids(self, rows: Json) -> list[Json]:
        """Rows of a subform as they are stored: each with an id, a new one where it has none."""
        kept = (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()  # equal: they are one
        return [row if row_id_of(row) is not None else {**row, "id": self.new_id()} for row in kept]
