"""A matrix in sentences: how many rows depend on the order, and for each of these what it does under which orders.

Every sentence is true of all the orders of the matrix; where no short condition fits, outcomes are counted instead.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from tui.core.display import one_line, short_id
from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of, errors_text, listed
from tui.core.views.order_conditions import Condition, condition_for
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tui.core.matrix import Cell, Matrix


@dataclass(frozen=True, slots=True)
class MatrixSentence:
    """One sentence, and the row that it is about (0-based; None: the whole matrix)."""

    text: str
    index: int | None = None


def matrix_sentences(matrix: Matrix, *, full_ids: bool = False) -> tuple[MatrixSentence, ...]:
    """What stands above a matrix; nothing for a call that is refused under any order. full_ids: ids are not cut."""
    if not matrix.orders:
        return ()
    general = [MatrixSentence(text) for text in _general(matrix)]
    rows = (index for index, depends in enumerate(matrix.depends_on_order) if depends)
    return (*general, *(MatrixSentence(_row_text(matrix, index, full_ids=full_ids), index) for index in rows))


def row_sentence(matrix: Matrix, index: int) -> str:
    """What one row (0-based) does under which orders, also one that comes to the same under all."""
    if matrix.depends_on_order[index]:
        return _row_text(matrix, index, full_ids=False)
    cells = [order.cells[index] for order in matrix.orders if order.cells]
    phrases = dict.fromkeys(_phrase(cell, full_ids=False) for cell in cells)
    every = "every order" if matrix.complete else "every one of these orders"
    return f"Row {index + 1} {' or '.join(phrases) or 'is refused with the whole call'} under {every}."


def general_sentences(matrix: Matrix) -> tuple[str, ...]:
    """What stands above a matrix but for its single rows."""
    return tuple(_general(matrix)) if matrix.orders else ()


def _general(matrix: Matrix) -> Iterable[str]:
    orders, rows = len(matrix.orders), len(matrix.depends_on_order)
    if orders == 1:
        names = " › ".join(map(one_line, matrix.orders[0].names))
        yield f"There is only one effective order: {names}." if names else "No field is checked for duplicates."
        return
    if not matrix.complete:
        yield f"{matrix.total:,} orders are possible; these are yours and the {orders - 1} that are one move away."
    moving = sum(matrix.depends_on_order)
    if moving:
        verb = "depends" if moving == 1 else "depend"
        which = "The row" if rows == 1 else f"{moving:,} of {rows:,} rows"
        yield f"{which} {verb} on the order."
    elif matrix.complete:
        yield f"No row depends on the order: there are {orders}, and each row does the same under all of them."
    else:
        yield "No row depends on the order, as far as these go."
    if matrix.indifferent:
        names = listed(matrix.indifferent, "or")
        its = "its place makes" if len(matrix.indifferent) == 1 else "their places make"
        yield f"No row carries {names}: {its} no difference."


def _row_text(matrix: Matrix, index: int, *, full_ids: bool) -> str:
    start = f"Row {index + 1}" if matrix.complete else f"Among these, row {index + 1}"
    cells = [order.cells[index] if order.cells else None for order in matrix.orders]
    groups = _grouped(cells, partial(_phrase, full_ids=full_ids))
    if len(groups) == 1:  # it comes to the same by other ways
        start += f" {next(iter(groups))} under every order:"
        groups = _grouped(cells, _by_field)
    if len(groups) == 1:
        groups = _grouped(cells, _in_full)
    names = [order.names for order in matrix.orders]
    fields = [field.api_name for field in matrix.module.checkable if field.api_name not in matrix.indifferent]
    conditions = {phrase: condition_for(names, bits, fields) for phrase, bits in groups.items()}
    unfit = [phrase for phrase, condition in conditions.items() if condition is None]
    it = "" if start.endswith(":") else "it "
    if len(unfit) > 1:
        counts = (f"{it}{phrase} in {count_of(bits.bit_count(), 'order')}" for phrase, bits in groups.items())
        link = "" if start.endswith(":") else " depends on the order in no simple way:"
        return f"{start}{link} {', '.join(counts)}."
    last = unfit[0] if unfit else max(groups, key=lambda phrase: _size(conditions[phrase]))
    others = ((phrase, condition) for phrase, condition in conditions.items() if phrase != last)
    fitting = {phrase: condition for phrase, condition in others if condition}
    parts = [f"{phrase} only while {condition.text}" for phrase, condition in fitting.items()]
    return f"{start} {f'; {it}'.join(parts)}; otherwise {it}{last}."


def _size(condition: Condition | None) -> int:
    return condition.size if condition else 0  # equal: where one has none, none is asked for its size


def _grouped(cells: Sequence[Cell | None], words: Callable[[Cell], str]) -> Mapping[str, int]:
    """What a row does in words -> a bit for each order in which it does so. Grouped by the words, so that no sentence
    says *only* of what another order does, too."""
    groups: dict[str, int] = defaultdict(int)
    for place, cell in enumerate(cells):
        groups["is refused with the whole call" if cell is None else words(cell)] |= 1 << place
    return groups


def _by_field(cell: Cell) -> str:
    return f"matched by {one_line(cell.duplicate_field)}" if cell.duplicate_field else "matched by no check field"


def _in_full(cell: Cell) -> str:
    return f"with the target {one_line(cell.target_id)}" if cell.target_id else "with no target"


def _phrase(cell: Cell, *, full_ids: bool) -> str:
    target = (one_line if full_ids else short_id)(cell.target_id or "")
    record = f"{cell.target_name} ({target})" if cell.target_name else target
    match cell.outcome:
        case RowOutcome.INSERT:
            return "inserts"
        case RowOutcome.UPDATE:
            return f"updates {record}"
        case RowOutcome.UNCHANGED:
            return f"matches {record} and changes nothing"
        case RowOutcome.ERROR:
            return f"is refused ({errors_text(cell.errors, full_ids=full_ids)})"
        case _:
            return "is not known"
