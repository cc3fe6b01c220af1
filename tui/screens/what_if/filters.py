"""Which orders of a matrix to show: those in which a row is not refused, that never touch a record, and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import short_id
from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of
from tui.dataclass import dataclass
from tui.screens.dialogs.picker import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.matrix import Matrix


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """A way to filter: what it says, as in ``orders in which row 5 is not refused``, and the places of the orders."""

    text: str
    places: tuple[int, ...]
    detail: str = ""


def filters(matrix: Matrix) -> tuple[OrderFilter, ...]:
    """Every filter that shows some of the orders and hides others."""
    every = len(matrix.orders)
    return tuple(each for each in _all(matrix) if 0 < len(each.places) < every)


def _all(matrix: Matrix) -> Iterator[OrderFilter]:
    orders = list(enumerate(matrix.orders))
    sound = tuple(place for place, order in orders if order.cells and not order.summary.error)
    yield OrderFilter("orders in which no row is refused", sound)
    yield OrderFilter("orders that make no twin", tuple(place for place, order in orders if not order.twins))
    inserts = tuple(place for place, order in orders if order.cells and not order.summary.insert)
    yield OrderFilter("orders that insert nothing", inserts)
    for index in range(len(matrix.request.rows)):
        yield OrderFilter(f"orders in which row {index + 1} is not refused", matrix.taking(index))
        for outcome, verb in ((RowOutcome.INSERT, "inserts"), (RowOutcome.UPDATE, "updates")):
            does = tuple(place for place, order in orders if order.cells and order.cells[index].outcome is outcome)
            yield OrderFilter(f"orders in which row {index + 1} {verb}", does)
    for record_id, name in _updated(matrix).items():
        touched = f"{short_id(record_id)} {name}".rstrip()
        yield OrderFilter(f"orders that never touch {touched}", matrix.sparing(record_id), record_id)


def _updated(matrix: Matrix) -> dict[str, str]:
    """The records that some row updates under some order, with their names."""
    return {
        cell.target_id: cell.target_name
        for order in matrix.orders
        for cell in order.cells
        if cell.target_id is not None and cell.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED)
    }


def filter_choices(matrix: Matrix) -> list[Choice]:
    """The filters to choose from, as a picker shows them."""
    return [
        Choice(each.text, f"{count_of(len(each.places), 'order')}{f' · {each.detail}' if each.detail else ''}")
        for each in filters(matrix)
    ]
