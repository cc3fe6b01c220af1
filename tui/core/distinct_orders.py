"""Every effective order that some ``duplicate_check_fields`` can bring about, each with the shortest list that does.

A list only re-orders: unique fields that it leaves out are appended, so the shortest list for an order is the shortest
beginning of it that the rules complete in the same way. What the rules make of a list is asked of ``effective_order``.
"""

from __future__ import annotations

from itertools import permutations
from math import factorial
from typing import TYPE_CHECKING, Final

from tui.core.check_order import effective_order
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tui.core.metadata import Module
    from tui.core.rules import Assumptions

Names = tuple[str, ...]
"""API names of fields, in the order in which they are tried."""

MOST_ORDERS: Final = 720  # equal: no number of fields has one order more
"""How many orders are listed whole; beyond that, only those one move away from the current one."""


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """An effective order, and the shortest list that brings it about (None: without the key)."""

    duplicate_check_fields: Names | None
    names: Names


@dataclass(frozen=True, slots=True)
class DistinctOrders:
    """The orders: the one without the key first, then that of ``[]``, then by the length of their lists.

    ``total``: how many there are. ``complete``: whether all are here; else it is the current order and those one move
    away from it: one field moved to another place, or the system-defined field dropped or brought in.
    """

    orders: tuple[ListedOrder, ...]
    total: int
    complete: bool


def distinct_orders(module: Module, assumptions: Assumptions, current: Sequence[str]) -> DistinctOrders:
    """The orders of a module under these assumptions. current: the effective order to stay near to if there are more
    than MOST_ORDERS.

    Lists of fields that can be checked only (rule order.not_checkable): what a mistake in the list does is no order to
    choose.
    """
    fields = tuple(field.api_name for field in module.checkable)
    system = _droppable(module, assumptions)
    total = factorial(len(fields)) + (factorial(len(fields) - 1) if system else 0)
    complete = total <= MOST_ORDERS
    found: Iterable[Names]
    if complete:
        found = [*permutations(fields)]
        if system:
            found += permutations(name for name in fields if name != system)
    else:
        found = dict.fromkeys(_near(tuple(current), system))
    without_key = effective_order(module, None, assumptions).names
    empty = effective_order(module, (), assumptions).names
    orders = [ListedOrder(_shortest_list(names, module, assumptions, without_key, empty), names) for names in found]
    places = {name: place for place, name in enumerate(fields)}

    def rank(order: ListedOrder) -> tuple[int, tuple[int, ...]]:
        names = order.duplicate_check_fields
        if names is None:
            return -1, ()  # equal: the first, whatever its number
        return len(names), tuple(places[name] for name in names)

    return DistinctOrders(tuple(sorted(orders, key=rank)), total, complete)


def _droppable(module: Module, assumptions: Assumptions) -> str | None:
    """The system-defined field, if some list leaves it unchecked (rules order.system_ignored,
    order.system_marked_unique and order.empty_list)."""
    system = module.system_field
    names = [field.api_name for field in module.checkable]
    if system not in names:
        return None
    others = [name for name in names if name != system]
    return None if system in effective_order(module, others, assumptions).names else system


def _shortest_list(
    names: Names, module: Module, assumptions: Assumptions, without_key: Names, empty: Names
) -> Names | None:
    if names == without_key:
        return None
    if names == empty:
        return ()
    shorter = (names[:length] for length in range(1, len(names)))
    return next((listed for listed in shorter if effective_order(module, listed, assumptions).names == names), names)


def _near(current: Names, system: str | None) -> Iterator[Names]:
    """The order itself and what one move makes of it."""
    yield current
    for place, name in enumerate(current):
        others = current[:place] + current[place + 1 :]
        for to in range(len(current)):
            yield (*others[:to], name, *others[to:])
        if name == system:
            yield others
    if system is not None and system not in current:
        for to in range(len(current) + 1):  # equal: a place behind the last is the last
            yield (*current[:to], system, *current[to:])
