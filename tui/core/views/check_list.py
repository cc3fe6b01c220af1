"""The list of duplicate check fields as people edit it: every field that can be listed, and what a step on it does.

Three states: the key is absent, the list is empty, fields are listed. All edits are functions from one list to the
next; the caller writes the result into the payload.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One field of the list. ``place``: from 1 where it is listed, else None; ``kind``: system, unique or external, or
    an empty text for a listed name that cannot be checked; ``(tried)`` behind it marks a what-if. ``data_type`` is
    empty for a name that is no field."""

    api_name: str
    label: str
    kind: str
    data_type: str
    place: int | None


@dataclass(frozen=True, slots=True)
class CheckList:
    """The rows, listed ones first, and the list as it is sent (None: the key is absent). ``effective``: the names in
    the order in which they are tried."""

    rows: tuple[CheckRow, ...] = ()
    listed: tuple[str, ...] | None = None
    effective: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """absent, empty or listed."""
        return "absent" if self.listed is None else "listed" if self.listed else "empty"

    def having(self, names: tuple[str, ...] | None) -> CheckList:
        """The same fields with another list: how it looks until the forecast of it is there."""
        places = {name: place for place, name in enumerate(names or (), 1)}
        rows = [replace(row, place=places.get(row.api_name)) for row in self.rows]
        rows.sort(key=lambda row: row.place or inf)
        return replace(self, rows=tuple(rows), listed=names)

    def toggled(self, name: str) -> tuple[str, ...]:
        """The list after a tick: a listed field leaves it, another one joins at its end."""
        listed = self.listed or ()
        return tuple(other for other in listed if other != name) if name in listed else (*listed, name)

    def moved(self, name: str, to: int) -> tuple[str, ...]:
        """The list after a field is put at a place (0-based) among the rows as they are shown.

        Moving makes the order that is seen the order that is sent: from an absent or empty list, what Zoho would add
        above the place is listed with it. A field below the listed ones joins them.
        """
        listed = list(self.listed or ())
        shown = [row.api_name for row in self.rows]
        order = [other for other in shown if other != name]
        to = max(0, min(to, len(order)))
        order.insert(to, name)
        last = max([to, *(order.index(other) for other in listed)])
        return tuple(order[: last + 1])


def _kind(module: Module, name: str) -> str:
    field = module.by_name.get(name)
    kind = module.kind(field) if field else ""
    return f"{kind} (tried)" if name in module.tried and kind == "unique" else kind


def check_list(module: Module, request: UpsertRequest | None, forecast: Forecast | None) -> CheckList:
    """The list for a request: listed names as they stand, then the effective order, then what else can be listed."""
    listed = request.duplicate_check_fields if request else None
    effective = forecast.order.names if forecast and forecast.module is module else ()
    names = dict.fromkeys((*(listed or ()), *effective, *(field.api_name for field in module.checkable)))
    places = {name: place for place, name in reversed(list(enumerate(listed or (), 1)))}
    rows = []
    for name in names:
        field = module.by_name.get(name)
        rows.append(
            CheckRow(
                name,
                field.label if field else "no such field",
                _kind(module, name),
                field.data_type if field else "",
                places.get(name),
            )
        )
    return CheckList(tuple(rows), listed, effective)
