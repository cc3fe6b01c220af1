"""What a send does beside its outcomes: what it clears for good, and which automations it sets off (write.triggers)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line

if TYPE_CHECKING:
    from tui.core.forecast import Forecast
    from tui.core.payload.request import UpsertRequest
    from tui.core.values import Json

_ALL: Final = ("workflow", "approval", "blueprint")
_SKIPS: Final = ("skip_feature_execution", "$skip_feature_execution")


@dataclass(frozen=True, slots=True)
class Cleared:
    """A value that a row empties. ``index``: the row, 0-based within the payload."""

    index: int
    target_id: str
    api_name: str
    before: Json


def cleared(forecast: Forecast) -> tuple[Cleared, ...]:
    """Every value that the forecast says would be cleared, in the order of the rows."""
    return tuple(
        Cleared(row.index, row.target_id or "", change.api_name, change.before)
        for row in forecast.rows
        for change in row.changes
        if change.kind == "cleared" and not row.errors
    )


@dataclass(frozen=True, slots=True)
class Automations:
    """The automations that may run: those named by ``trigger`` (its absence means all), and whether cadences do."""

    triggers: tuple[str, ...]
    cadences: bool

    @property
    def text(self) -> str:
        """In words, as in ``workflow, approval, blueprint · cadences``."""
        named = ", ".join(map(one_line, self.triggers)) or "no workflow, approval or blueprint"
        return f"{named} · {'cadences' if self.cadences else 'no cadences'}"


def automations(request: UpsertRequest) -> Automations:
    """Rule write.triggers: without ``trigger`` all run, with ``[]`` none; cadences run unless they are skipped."""
    named = request.body.get("trigger")
    triggers = tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else _ALL
    skipped = [entry for key in _SKIPS for entry in _entries(request.body.get(key))]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in skipped]
    return Automations(triggers, "cadences" not in names)


def _entries(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
