"""What one can choose, and what that would do: the modules of a data set, and other settings of an assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.forecast import forecast
from tui.core.metadata import Module
from tui.core.views.describe import fate
from tui.core.views.moves import moves
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError

if TYPE_CHECKING:
    from tui.dataset.folder import DataSet
    from tui.session.view import View

ROWS_TRIED = 2_000
"""Rows up to which another setting is tried while one waits."""

COUNTED_SIZE = 5_000_000
"""Bytes of records of a data set up to which all are loaded to count them."""


@dataclass(frozen=True, slots=True)
class ModuleChoice:
    """A module that can be picked: its API name, its label, the fields that can be checked, and how many records it has
    (None: they are not counted, since that would mean to load a lot)."""

    api_name: str
    label: str
    check_fields: tuple[str, ...]
    records: int | None


def module_choices(data_set: DataSet, open_module: str) -> tuple[ModuleChoice, ...]:
    """The modules of a data set that can be upserted. open_module: the API name of the one whose records are loaded."""
    modules = []
    for name in data_set.modules():
        try:
            modules.append(data_set.module(name))
        except DataSetError:  # unreadable metadata: it is said when someone opens this module by name
            modules.append(Module(name, label=name))
    return tuple(
        ModuleChoice(
            module.api_name,
            module.label,
            tuple(field.api_name for field in module.checkable),
            _counted(data_set, module.api_name, open_module),
        )
        for module in modules
        if module.upsertable
    )


def modules_with_record(data_set: DataSet, record_id: str, beside: str) -> tuple[str, ...]:
    """The modules of a data set in which a record has this very id, but for one. Where that would mean to load a lot,
    they are not looked through."""
    if data_set.size() > COUNTED_SIZE:
        return ()
    return tuple(name for name in data_set.modules() if name != beside and _holds(data_set, name, record_id))


def holder(data_set: DataSet, record_id: str, first: str) -> str | None:
    """The module of a record by its very id, of those at hand; first: the one that is most likely."""
    names = (first, *data_set.modules())
    return next((name for name in names if _holds(data_set, name, record_id, at_hand=True)), None)


def _holds(data_set: DataSet, name: str, record_id: str, *, at_hand: bool = False) -> bool:
    try:
        if at_hand and not data_set.is_at_hand(name):
            return False
        return data_set.records(name).get(record_id) is not None
    except DataSetError:
        return False


def _counted(data_set: DataSet, name: str, open_module: str) -> int | None:
    if data_set.size() > COUNTED_SIZE and name != open_module:
        return None
    try:
        if not data_set.is_at_hand(name):
            return None
        return len(data_set.records(name))
    except DataSetError:
        return None


def would_move(view: View, data_set: DataSet, rule: str, value: str) -> tuple[str, ...]:
    """What would move with another setting of a rule, a short sentence for each row. Raises AssumptionError."""
    if view.stale or view.request is None or view.forecast is None:
        return ()
    if len(view.request.rows) > ROWS_TRIED:
        return (f"more than {ROWS_TRIED:,} rows are not tried; set it to see what moves",)
    records = data_set.records(view.module.api_name)
    assumptions = view.draft.assumptions.having(rule, value)
    split = view.draft.split
    other = forecast(view.request, view.module, records, assumptions, split=split, counterfactuals=False)
    if other.call_errors or view.forecast.call_errors:
        return tuple(f"the call is refused: {error.code}" for error in other.call_errors)
    moved = moves(view.forecast, other)
    return tuple(
        f"row {row.index + 1}: {fate(view.forecast.rows[row.index], view.module)} -> {fate(row, view.module)}"
        for row in other.rows
        if row.index in moved
    )
