"""The steps of a decision: what was looked up, what it met, and what was not looked up and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.values import Json

StepResult = Literal["hit", "several", "miss", "skipped", "not_reached", "not_checked", "not_known"]

MATCHES_SHOWN: Final = 10
"""How many of the records that a value belongs to a step names; its count is of all."""


STILL_READ: Final = "data.still_read"
"""Stands in place of a rule in a step that is not known yet, since the records are still being read."""


@dataclass(frozen=True, slots=True)
class Step:
    """One check field (or the explicit ``id``) of a row: its value, what happened, and the rule for it (None: nothing
    special). ``matches``: the first ten ids, oldest first; of a field that is not checked, what it would have hit."""

    api_name: str
    value: Json
    verdict: StepResult
    matches: tuple[str, ...] = ()
    count: int = 0
    rule: str | None = None


def while_read(step: Step) -> Step:
    """A step against records that are still being read: what it met says nothing yet."""
    if step.verdict == "not_checked":
        return Step(step.api_name, None, "not_checked", rule=step.rule)
    return replace(step, rule=STILL_READ) if step.verdict == "not_known" and step.rule is None else step
