"""A matrix as the JSON that ``matrix --format json`` prints: the same bytes for the same input."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.core.matrix import Cell, Matrix, OrderResult
    from tui.core.values import Json


def matrix_json(matrix: Matrix, data_set: str, *, partial: bool) -> dict[str, Json]:
    """The whole matrix. data_set: the name of the data set; partial: whether it covers looked-up values only.

    ``complete``: whether every order is there; else ``orders_possible`` says how many there are.
    """
    return {
        "module": matrix.module.api_name,
        "data_set": {"name": data_set, "partial": partial},
        "assumptions": dict(matrix.assumptions.settings),
        "call_errors": [error.to_json() for error in matrix.call_errors],
        "complete": matrix.complete,
        "orders_possible": matrix.total,
        "orders": [_order(order) for order in matrix.orders],
        "rows": [
            {"index": index, "depends_on_order": depends} for index, depends in enumerate(matrix.depends_on_order)
        ],
    }


def _order(order: OrderResult) -> dict[str, Json]:
    listed = order.duplicate_check_fields
    summary = order.summary
    return {
        "duplicate_check_fields": None if listed is None else list(listed),
        "effective_order": list(order.names),
        "call_errors": [error.to_json() for error in order.call_errors],
        "summary": {
            "insert": summary.insert,
            "update": summary.update,
            "unchanged": summary.unchanged,
            "error": summary.error,
            "not_known": summary.not_known,
            "twins": order.twins,
        },
        "outcomes": [_outcome(index, cell) for index, cell in enumerate(order.cells)],
    }


def _outcome(index: int, cell: Cell) -> dict[str, Json]:
    return {
        "index": index,
        "outcome": cell.outcome.value,
        "duplicate_field": cell.duplicate_field,
        "target_id": cell.target_id,
    }
