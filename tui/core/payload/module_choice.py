"""Which module a payload is for, and why: named, the only one, or the one that knows its keys.

The rule: the module asked for, else the one the text names (its URL), else the one noted for the payload, else the data
set's only one, else the one at hand (the commands: Leads; the app: what is open). For the commands, another module of
the data set that knows strictly more of the payload's keys takes the place of the last; the app offers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tui.core.values import Record

Reason = Literal["asked", "named", "noted", "only", "at hand", "keys"]


@dataclass(frozen=True, slots=True)
class BetterModule:
    """A module that knows more of a payload's keys: ``known`` of ``total``, where the one at hand knows ``instead``."""

    name: str
    known: int
    total: int
    at_hand: str
    instead: int

    def __str__(self) -> str:
        known = "is a field" if self.known == 1 else "are fields"
        whole = f"{self.known} of {self.total} {'key' if self.total == 1 else 'keys'} {known} of {self.name}"
        return f"{whole}, {self.instead} of {self.at_hand}"


@dataclass(frozen=True, slots=True)
class ChosenModule:
    """A module's name and why it was taken. ``better``: the module that knows more of the keys: the one taken ("keys"),
    or, where the module is that at hand, one to offer."""

    name: str
    reason: Reason
    better: BetterModule | None = None


def choose(
    at_hand: str,
    held: Sequence[str],
    known: Callable[[str], tuple[int, int]],
    *,
    asked: str | None = None,
    named: str | None = None,
    noted: str | None = None,
    switch: bool = True,
) -> ChosenModule:
    """The module of a payload.

    held: the data set's modules. known: how many of the payload's keys are fields of a module, and of how many; it is
    asked only where nothing names a module. switch: take the module that knows more, rather than offer it.
    """
    for name, reason in (
        (asked, "asked"),
        (named, "named"),
        (noted, "noted"),
        (held[0] if len(held) == 1 else None, "only"),
    ):
        if name:
            return ChosenModule(name, reason)  # type: ignore[arg-type]
    better = better_module(at_hand, held, known)
    if better is None or not switch:
        return ChosenModule(at_hand, "at hand", better)
    return ChosenModule(better.name, "keys", better)


def better_module(at_hand: str, held: Sequence[str], known: Callable[[str], tuple[int, int]]) -> BetterModule | None:
    """The module of a data set that knows strictly more of the keys than the one at hand, and most of all; of equals
    the first."""
    instead, total = known(at_hand)
    best: BetterModule | None = None
    for name in held if instead < total else ():
        count = known(name)[0]
        if count > (best.known if best else instead):
            best = BetterModule(name, count, total, at_hand, instead)
    return best


def payload_keys(rows: Iterable[Record]) -> set[str]:
    """The keys of records by which modules are told apart: all but the id and what the API names with a dollar."""
    return {key for row in rows for key in row if key != "id" and not key.startswith("$")}
