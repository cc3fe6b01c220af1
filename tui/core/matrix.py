"""What every row of a payload does under every distinct effective order: a forecast of each, and how they differ.

Every order is one ``forecast``, or the work of another order where the result is bound to be the same: what was seen
along one order settles each order in which no row meets anything else (``_Settled``). Nothing here knows a rule.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.check_order import effective_order
from tui.core.display import record_name
from tui.core.distinct_orders import Names, distinct_orders
from tui.core.forecast import Forecast, forecast
from tui.core.outcome import RowOutcome
from tui.core.prepared import PreparedRows
from tui.core.records import CachedRecords
from tui.core.rules import Assumptions
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.core.distinct_orders import DistinctOrders
    from tui.core.errors import ZohoError
    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast, Summary
    from tui.core.values import Record

    Watch = Callable[[int, int, Callable[[], "Matrix"]], object]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row does under one order; as in RowForecast. ``errors``: all that were found, each by itself.

    ``target_name``: what the target is called as the row meets it.
    """

    outcome: RowOutcome
    duplicate_field: str | None = None
    target_id: str | None = None
    errors: tuple[ZohoError, ...] = ()
    target_name: str = ""

    @property
    def gist(self) -> tuple[RowOutcome, str | None, str | None]:
        """What has to differ between orders for the row to depend on the order."""
        return self.outcome, self.duplicate_field, self.target_id

    @property
    def look(self) -> tuple[object, ...]:
        """What has to differ between orders for them to be shown apart: the gist, and what an error says."""
        return (*self.gist, *((error.code, error.api_name, error.details.get("id")) for error in self.errors))


@dataclass(frozen=True, slots=True)
class OrderResult:
    """An effective order, the shortest list that brings it about (None: no key), and what the call does under it.

    ``cells``: one for each row; none where the call is refused as a whole (``call_errors``). ``twins``: how many rows
    leave two records with one value of a field that can be checked (rule lint.makes_twin).
    """

    duplicate_check_fields: Names | None
    names: Names
    cells: tuple[Cell, ...]
    call_errors: tuple[ZohoError, ...]
    summary: Summary
    twins: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every order of a payload. ``call_errors``: what refuses the call under any order; then there are no orders.

    ``orders`` as in DistinctOrders, with ``total`` and ``complete``. ``current``: the place of the payload's own order
    among them; None for a list that is refused. ``columns``: the places of the orders that do the same to every row, in
    the order of ``orders``. ``depends_on_order``: for each row whether outcome, deciding field or target differs
    between the orders.
    ``indifferent``: the check fields that no row carries.
    """

    module: Module
    request: UpsertRequest
    assumptions: Assumptions
    orders: tuple[OrderResult, ...]
    total: int
    complete: bool
    current: int | None
    columns: tuple[tuple[int, ...], ...]
    depends_on_order: tuple[bool, ...]
    indifferent: Names
    call_errors: tuple[ZohoError, ...]

    def taking(self, index: int) -> tuple[int, ...]:
        """The places of the orders under which a row (0-based) is not refused."""
        return tuple(
            place
            for place, order in enumerate(self.orders)
            if order.cells and order.cells[index].outcome is not RowOutcome.ERROR
        )

    def sparing(self, record_id: str) -> tuple[int, ...]:
        """The places of the orders under which no row updates a record; ``record_id`` may be the end of an id."""
        return tuple(
            place
            for place, order in enumerate(self.orders)
            if not any(
                cell.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED)
                and (cell.target_id or "").endswith(record_id)  # equal: what is updated has an id
                for cell in order.cells
            )
        )

    def seen_from(self, request: UpsertRequest) -> Matrix:
        """The same matrix for the same rows with another list: only the current order is another."""
        names = _names_in_force(request, self.module, self.assumptions)
        current = next((place for place, order in enumerate(self.orders) if order.names == names), None)
        return replace(self, request=request, current=current)

    @property
    def refuses(self) -> bool:
        """Whether the call, or a row under some order, would be refused."""
        refused = (order.call_errors or order.summary.error for order in self.orders)
        return bool(self.call_errors) or any(refused)


def matrix(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions | None = None,
    *,
    split: bool = False,
    watch: Watch = lambda done, total, so_far: None,
) -> Matrix:
    """What each row does under every distinct effective order. The payload's own list only says which is the current
    one, which comes first. split: as in ``forecast``. watch: told after each order how many are done, and of how many,
    and how to get the matrix of these; what it raises ends the work."""
    assumptions = assumptions or Assumptions()
    current = effective_order(module, request.duplicate_check_fields, assumptions).names
    orders = distinct_orders(module, assumptions, current)
    cached = CachedRecords(records)
    carried = {name for row in request.rows for name in row}
    settled, kept = _Settled(request, carried), PreparedRows()
    results: dict[int, OrderResult] = {}

    def so_far() -> Matrix:
        done = [results[place] for place in sorted(results)]
        return _matrix(request, module, assumptions, orders, done, carried)

    places = range(len(orders.orders))
    for place in sorted(places, key=lambda each: orders.orders[each].names != current):
        order = orders.orders[place]
        known = settled.find(order.names)
        if known is None:
            listed = request.checking(order.duplicate_check_fields)
            made = forecast(
                listed,
                module,
                cached,
                assumptions,
                split=split,
                counterfactuals=False,  # equal: what a row depends on stands in no cell
                kept=kept,
            )
            if _whatever_the_order(made):
                return _refused(request, module, assumptions, made.call_errors)
            known = settled.add(order.names, made)
        results[place] = OrderResult(
            order.duplicate_check_fields, order.names, known.cells, known.call_errors, known.summary, known.twins
        )
        watch(len(results), len(places), so_far)
    return so_far()


def _names_in_force(request: UpsertRequest, module: Module, assumptions: Assumptions) -> Names | None:
    order = effective_order(module, request.duplicate_check_fields, assumptions)
    return order.names if order.rejected is None else None


def _matrix(
    request: UpsertRequest,
    module: Module,
    assumptions: Assumptions,
    orders: DistinctOrders,
    results: Sequence[OrderResult],
    carried: set[str],
) -> Matrix:
    current = _names_in_force(request, module, assumptions)
    return Matrix(
        module,
        request,
        assumptions,
        tuple(results),
        orders.total,
        orders.complete and len(results) == len(orders.orders),
        next((place for place, order in enumerate(results) if order.names == current), None),
        _columns(results),
        tuple(_depends(results, index) for index in range(len(request.rows))),
        tuple(each.api_name for each in module.checkable if each.api_name not in carried),
        (),
    )


def _whatever_the_order(made: Forecast) -> bool:
    """Whether the call is refused for what no list can change."""
    return any(error.rule in ("call.module", "call.limit") for error in made.call_errors)


def _refused(request: UpsertRequest, module: Module, assumptions: Assumptions, errors: tuple[ZohoError, ...]) -> Matrix:
    return Matrix(module, request, assumptions, (), 0, True, None, (), (), (), errors)


def _columns(results: Sequence[OrderResult]) -> tuple[tuple[int, ...], ...]:
    columns: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, result in enumerate(results):
        looks = (cell.look for cell in result.cells)
        columns[(*looks, *(error.code for error in result.call_errors))].append(place)
    return tuple(map(tuple, columns.values()))


def _depends(results: Sequence[OrderResult], index: int) -> bool:
    gists = {result.cells[index].gist if result.cells else None for result in results}
    return len(gists) > 1


# --- work that orders share ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Result:
    cells: tuple[Cell, ...]
    call_errors: tuple[ZohoError, ...]
    summary: Summary
    twins: int


@dataclass(frozen=True, slots=True)
class _Condition:
    """What a row asks of an order to go the way that was seen: its fields before ``stop`` are among those that were
    passed, and ``stop`` is there; without a stop all its fields are among them."""

    carried: frozenset[str]
    passed: frozenset[str]
    stop: str | None

    def holds(self, names: Names) -> bool:
        for name in names:
            if name == self.stop:
                return True
            if name in self.carried and name not in self.passed:
                return False
        return self.stop is None


class _Settled:
    """What is known so far. Two orders do the same if each row passes only fields of which it is known that they meet
    nothing, and stops at the same one: then every row finds the records as it found them before, and a field that a
    row does not carry is not tried (rule match.absent_skipped)."""

    def __init__(self, request: UpsertRequest, carried: set[str]) -> None:
        self._request = request
        self._carried = carried
        self._by_fields: dict[Names, _Result] = {}
        self._seen: list[tuple[frozenset[_Condition], _Result]] = []

    def find(self, names: Names) -> _Result | None:
        """What the call does under an order, if that is settled."""
        fields = self._fields(names)
        known = self._by_fields.get(fields)
        if known is None:
            for conditions, result in self._seen:
                if all(condition.holds(fields) for condition in conditions):
                    known = self._by_fields[fields] = result
                    break
        return known

    def add(self, names: Names, made: Forecast) -> _Result:
        """Keep what a forecast found along an order."""
        result = _Result(
            tuple(_cell(row, made.module) for row in made.rows),
            made.call_errors,
            made.summary,
            sum(any(note.rule == "lint.makes_twin" for note in row.notes) for row in made.rows),
        )
        self._by_fields[self._fields(names)] = result
        conditions = [_condition(row, sent) for row, sent in zip(made.rows, self._request.rows, strict=False)]
        if made.rows and None not in conditions:
            self._seen.append((frozenset(each for each in conditions if each), result))
        return result

    def _fields(self, names: Names) -> Names:
        return tuple(name for name in names if name in self._carried)


def _condition(row: RowForecast, sent: Record) -> _Condition | None:
    """What the way of a row asks of an order; None: only the very same fields in the same order are sure to repeat it.

    A row that tries no field at all (an explicit id, or values that are refused before) asks nothing.
    """
    if row.outcome is RowOutcome.NOT_KNOWN:
        return None
    carried, passed = frozenset(sent), list[str]()
    tried = [step for step in row.trace if step.api_name != "id" and step.verdict != "not_checked"]
    if tried and all(step.verdict == "not_reached" for step in tried):
        return _Condition(frozenset(), frozenset(), None)
    for step in tried:
        if step.verdict in ("hit", "several"):
            return _Condition(carried, frozenset(passed), step.api_name)
        if step.verdict not in ("miss", "skipped"):
            return None
        passed.append(step.api_name)
    return _Condition(carried, frozenset(passed), None)


def _cell(row: RowForecast, module: Module) -> Cell:
    return Cell(
        row.outcome,
        row.duplicate_field,
        row.target_id,
        row.found,
        record_name(row.before, module) if row.before else "",
    )
