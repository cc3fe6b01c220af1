"""The short texts of a matrix, which the screen and the reports have in common: cells, orders, lists and counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id
from tui.core.outcome import RowOutcome
from tui.core.views.describe import errors_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tui.core.matrix import Cell, Matrix, OrderResult
    from tui.core.row_forecast import Summary

COUNTED: Final = ("inserts", "updates", "refused", "twins")
"""What is counted under each order; rows that change nothing count as updates, as Zoho counts them."""

COUNT_SIGNS: Final[Mapping[str, str]] = {
    "inserts": RowOutcome.INSERT.glyph,
    "updates": RowOutcome.UPDATE.glyph,
    "refused": RowOutcome.ERROR.glyph,
    "twins": "≈",
}


def cell_of(order: OrderResult, index: int) -> Cell | None:
    """What a row (0-based) does under an order; None where the whole call is refused."""
    return order.cells[index] if order.cells else None


def cell_text(cell: Cell | None) -> str:
    """``~ …2371 Lucy Westen``, ``+ insert``, ``! Phone is …2436's``."""
    if cell is None:
        return f"{RowOutcome.ERROR.glyph} whole call"
    if cell.outcome is RowOutcome.ERROR:
        return f"{cell.outcome.glyph} {errors_text(cell.errors)}"
    if cell.target_id is None:
        return f"{cell.outcome.glyph} {cell.outcome.word.lower()}"
    return f"{cell.outcome.glyph} {short_id(cell.target_id)} {cell.target_name}".rstrip()


def row_texts(cells: Sequence[Cell | None]) -> list[str]:
    """The cells of a row; with the deciding field where the same words stand for what differs."""
    texts = [cell_text(cell) for cell in cells]
    meant: dict[str, set[object]] = {}
    for text, cell in zip(texts, cells, strict=True):
        meant.setdefault(text, set()).add(cell and cell.gist)
    return [
        f"{text} by {one_line(_field(cell) or '-')}" if len(meant[text]) > 1 else text
        for text, cell in zip(texts, cells, strict=True)
    ]


def _field(cell: Cell | None) -> str | None:
    # No text stands for a call that is refused and for something else, too.
    return cell.duplicate_field if cell is not None else None  # equal: as said


def order_names(order: OrderResult, left_out: Collection[str] = ()) -> str:
    """``Email › Phone › Mobile``. left_out: fields whose place makes no difference."""
    if not order.names:
        return "nothing is checked"
    return " › ".join(one_line(name) for name in order.names if name not in left_out) or "any order"


def list_text(order: OrderResult) -> str:
    """The shortest list that brings an order about, as it is sent: ``["Phone", "Email"]``; ``no key``."""
    return _list_text(order.duplicate_check_fields)


def sent_texts(made: Matrix, place: int) -> tuple[str, str]:
    """The list that brings an order about. Of the order in force that of the payload, and (else empty) the shortest
    where that is another."""
    shortest = list_text(made.orders[place])
    own = _list_text(made.request.duplicate_check_fields) if place == made.current else shortest
    return own, "" if own == shortest else f"; {shortest} would do the same"


def _list_text(names: Sequence[str] | None) -> str:
    return "no key" if names is None else one_line(json.dumps(list(names), ensure_ascii=False))


def order_counts(order: OrderResult) -> dict[str, int]:
    """How many rows do what under an order, by the words of COUNTED."""
    numbers = (*_written(order.summary), order.summary.error, order.twins)
    return dict(zip(COUNTED, numbers, strict=True))


def _written(summary: Summary) -> tuple[int, int]:
    return summary.insert, summary.update + summary.unchanged


def stays(matrix: Matrix, index: int) -> bool:
    """Whether a row (0-based) comes to the same, in every word, under all orders."""
    looks = {cell and cell.look for order in matrix.orders for cell in [cell_of(order, index)]}
    return len(looks) < 2
