"""The steps of a decision: what was looked up, what it met, and what was not looked up and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.values import Json

StepResult = Literal["hit", "several", "miss", "skipped", "not_reached", "not_checked", "not_known"]

MATCHES_SHOWN: Final = 10
"""How many of the records that a value belongs to a step names; its count is of all."""


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
