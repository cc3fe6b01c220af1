"""Which rows of a payload reach a record, and how: as the payload stands, and under other orders, in sentences.

``RecordHits`` goes over the rows and orders once; what it says of a record is then a look at the few that reach it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from tui.core.display import one_line
from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of, listed
from tui.core.views.order_conditions import condition_for
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.forecast import Forecast
    from tui.core.matrix import Cell, Matrix
    from tui.core.row_forecast import RowForecast


@dataclass(frozen=True, slots=True)
class Hit:
    """How one row (0-based) has to do with a record. ``now``: what it does to it as the payload stands, empty for
    nothing; ``by_order``: under which orders it does what; ``near``: why it only nearly finds it, empty where not."""

    index: int
    now: str
    by_order: tuple[str, ...] = ()
    near: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything, a sentence each."""
        near = f"Row {self.index + 1} nearly matches: {self.near}"
        return (*([self.now] if self.now else ()), *self.by_order, *([near] if self.near else ()))


class RecordHits:
    """What the rows of a forecast do to records. whole: the same payload under every order; None: other orders were not
    looked at."""

    def __init__(self, made: Forecast, whole: Matrix | None) -> None:
        self._made, self._whole = made, whole
        self._now: dict[str, dict[int, RowForecast]] = defaultdict(dict)
        for row in made.rows:
            for record_id in {row.target_id or ""} | _holders(row):  # equal: no record is called so
                self._now[record_id][row.index] = row
        self._near = [
            (row.index, one_line(note.message)) for row in made.rows for note in row.notes if note.rule == _NEAR_MISS
        ]
        self._ever: dict[str, set[int]] = defaultdict(set)
        for order in whole.orders if whole else ():
            for index, cell in enumerate(order.cells):
                if cell.target_id:
                    self._ever[cell.target_id].add(index)
                for error in cell.errors:
                    if isinstance(holder := error.details.get("id"), str):
                        self._ever[holder].add(index)

    def rows(self, record_id: str) -> tuple[RowForecast, ...]:
        """The rows that have this record for their target, or that are refused for a value that it holds, as the
        payload stands."""
        return tuple(self._now.get(record_id, {}).values())

    def of(self, record_id: str) -> tuple[Hit, ...]:
        """Every row that has to do with a record, in the order of the payload."""
        now, ever = self._now.get(record_id, {}), self._ever.get(record_id, set())
        whole_id = re.compile(rf"(?<!\w){re.escape(record_id)}(?!\w)")
        near = {index: message for index, message in self._near if whole_id.search(message)}
        hits = []
        for index in sorted({*now, *ever, *near}):
            sentence = f"Row {index + 1} {_deed(now[index], record_id)}." if index in now else ""
            by_order = tuple(self._by_order(index, record_id)) if index in ever else ()
            if sentence or by_order or index in near:
                hits.append(Hit(index, sentence, by_order, near.get(index, "")))
        return tuple(hits)

    def _by_order(self, index: int, record_id: str) -> Iterator[str]:
        """Where a row reaches the record under some orders and not under others, which these are."""
        for reaches in (_updates, _runs_into):
            if sentence := self._under_orders(index, record_id, reaches):
                yield sentence

    def _under_orders(self, index: int, record_id: str, reaches: Callable[[Cell, str], bool]) -> str:
        whole = self._whole
        assert whole is not None
        names = [order.names for order in whole.orders]
        cells = [order.cells[index] if order.cells else None for order in whole.orders]
        reaching = [cell if cell is not None and reaches(cell, record_id) else None for cell in cells]
        bits = sum(1 << place for place, cell in enumerate(reaching) if cell is not None)
        if not bits or bits == (1 << len(cells)) - 1:
            return ""
        deed = "is refused for a value of it"
        if reaches is _updates:
            by = {cell.duplicate_field for cell in reaching if cell is not None}
            only = by.pop() if len(by) == 1 else None
            deed = f"updates it by {one_line(only)}" if only else "updates it"
        tried = "" if whole.complete else f" of the {len(names)} orders that were tried"
        fields = [field.api_name for field in whole.module.checkable if field.api_name not in whole.indifferent]
        condition = condition_for(names, bits, fields)
        if condition is None:
            when = f"under {count_of(bits.bit_count(), 'order')}{tried or f' of {len(names)}'}"
        else:
            when = f"only while {condition.text}{f', {tried.strip()}' if tried else ''}"
        return f"By the order: row {index + 1} {deed} {when}."


_NEAR_MISS, _TAKEN = "lint.near_miss", "DUPLICATE_DATA"


def _deed(row: RowForecast, record_id: str) -> str:
    by = one_line(row.duplicate_field) if row.duplicate_field else "its id"
    if row.target_id != record_id:
        errors = [each for each in row.found if each.code == _TAKEN and each.details.get("id") == record_id]
        taken = [error.api_name or "" for error in errors]  # equal: it names a field
        return f"is refused, since its {listed(taken)} {'belongs' if len(taken) == 1 else 'belong'} to this record"
    match row.outcome:
        case RowOutcome.ERROR:
            return f"finds it by {by}, and is refused"
        case RowOutcome.UNCHANGED:
            return f"matches it by {by} and changes nothing"
        case RowOutcome.NOT_KNOWN:
            return f"finds it by {by}, but whether it is refused is not known"
        case RowOutcome.INSERT:
            return "inserts it"
        case _:
            return f"updates it by {by}"


def _holders(row: RowForecast) -> set[str]:
    ids = (error.details.get("id") for error in row.found if error.code == _TAKEN)
    return {each for each in ids if isinstance(each, str)}


def _updates(cell: Cell, record_id: str) -> bool:
    return cell.target_id == record_id and cell.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED)


def _runs_into(cell: Cell, record_id: str) -> bool:
    return any(error.code == _TAKEN and error.details.get("id") == record_id for error in cell.errors)
