"""When something holds, in words: conditions on an effective order, and the simplest one that fits a set of orders.

A condition speaks of fields that are checked and of which stands before which. Nothing here knows rows.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.views.describe import listed
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    _Before = Mapping[tuple[str, str], int]

_FEW: Final = 4  # fields that a condition names beside one, if not all


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on an order (the names of the fields that are tried, in that order): its words, which follow *while*,
    and at which of some orders it holds, as a bit for each. ``size``: how many things it asks for."""

    text: str
    holds: int
    size: int = 1


def condition_for(orders: Sequence[Sequence[str]], wanted: int, fields: Sequence[str]) -> Condition | None:
    """The simplest condition that holds at exactly the wanted ones of these orders; None if no short one does.

    wanted: a bit for each order, the first the lowest. fields: those that the condition may name.
    """
    return _conditions(tuple(map(tuple, orders)), tuple(fields)).get(wanted)


@lru_cache(maxsize=4)
def _conditions(orders: tuple[tuple[str, ...], ...], fields: tuple[str, ...]) -> Mapping[int, Condition]:
    """The simplest condition for each set of orders that has one. The same orders are asked about row after row."""
    before = {pair: _before(orders, *pair) for pair in permutations(fields, 2)}
    atoms = list(_atoms(orders, fields, before))
    simplest: dict[int, Condition] = {}
    for condition in (*atoms, *_between(fields, before), *_pairs(atoms)):
        simplest.setdefault(condition.holds, condition)
    return simplest


def _atoms(orders: Sequence[Sequence[str]], fields: Sequence[str], before: _Before) -> Iterator[Condition]:
    """One field is checked or not; one stands before another (both are checked then)."""
    everywhere = (1 << len(orders)) - 1
    for name in fields:
        checked = _bits(name in order for order in orders)
        if 0 < checked < everywhere:
            yield Condition(f"{one_line(name)} is checked", checked)
            yield Condition(f"{one_line(name)} is not checked", everywhere ^ checked)
    for (first, second), holds in before.items():
        yield Condition(f"{one_line(first)} comes before {one_line(second)}", holds)


def _between(fields: Sequence[str], before: _Before) -> Iterator[Condition]:
    """One field stands before several others, or behind them: before a few, or before all."""
    for length in range(2, len(fields)):
        if _FEW < length < len(fields) - 1:
            continue
        for name in fields:
            for others in combinations([other for other in fields if other != name], length):
                several = listed(others)
                ahead, behind = -1, -1
                for other in others:
                    ahead &= before[name, other]
                    behind &= before[other, name]
                yield Condition(f"{one_line(name)} comes before {several}", ahead, length)
                yield Condition(f"{several} come before {one_line(name)}", behind, length)


def _pairs(atoms: Sequence[Condition]) -> Iterator[Condition]:
    for one, other in combinations(atoms, 2):
        yield Condition(f"{one.text} and {other.text}", one.holds & other.holds, 2)
        yield Condition(f"{one.text} or {other.text}", one.holds | other.holds, 2)


def _before(orders: Sequence[Sequence[str]], first: str, second: str) -> int:
    both = ((order, first in order and second in order) for order in orders)
    return _bits(are and order.index(first) < order.index(second) for order, are in both)  # equal: they are two


def _bits(holds: Iterator[bool] | Sequence[bool]) -> int:
    return sum(1 << place for place, each in enumerate(holds) if each)
