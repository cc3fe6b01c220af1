"""What a send does beside its outcomes: what it clears for good, and what it sets off in the org (rules write.triggers,
call.assignment, call.features)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.rules import NOT_MODELLED
from tui.core.values import id_text, is_blank
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.payload.request import UpsertRequest
    from tui.core.rules import Rule
    from tui.core.values import Json

_ALL: Final = ("workflow", "approval", "blueprint")
_IN_DELUGE: Final = ("approval", "blueprint")  # what runs where a Deluge task names no trigger
_FEATURES: Final = {"layout_rules": "unknown.layout_rules", "validation_rules": "unknown.validation_rules"}
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
    """Rule write.triggers: without ``trigger`` all run (in Deluge no workflows), with ``[]`` none; cadences run unless
    they are skipped."""
    named = request.body.get("trigger")
    default = _IN_DELUGE if request.converted_from == "a Deluge script" else _ALL
    triggers = tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else default
    return Automations(triggers, "cadences" not in [name for key in _SKIPS for name in _names(request.body.get(key))])


def features(request: UpsertRequest) -> tuple[str, ...]:
    """The features that ``apply_feature_execution`` asks for, such as layout_rules (rule call.features)."""
    return tuple(_names(request.body.get("apply_feature_execution")))


def assignment_rule(request: UpsertRequest) -> str | None:
    """The id of the assignment rule that ``lar_id`` names: it sets the owner of inserted records (rule
    call.assignment)."""
    given = request.body.get("lar_id")
    return None if is_blank(given) else id_text(given) or None


def call_effects(request: UpsertRequest) -> Iterator[tuple[str, str]]:
    """What a call sets off, a label and a text each: automations, an assignment rule, features that are asked for."""
    yield "runs", automations(request).text
    if (rule := assignment_rule(request)) is not None:
        yield "assigns", f"assignment rule {one_line(rule)} sets the owner of inserted records"
    if asked := features(request):
        yield "applies", ", ".join(map(one_line, asked))


def not_modelled(request: UpsertRequest) -> tuple[Rule, ...]:
    """What no data set can tell of a call. Layout rules and validation rules are among it only where the call asks for
    them (rule call.features)."""
    unasked = {rule for name, rule in _FEATURES.items() if name not in features(request)}
    return tuple(rule for rule in NOT_MODELLED if rule.id not in unasked)


def _names(value: Json) -> list[str]:
    """The names in a list of texts or of objects with a name."""
    entries = value if isinstance(value, list) else []
    names = (entry.get("name") if isinstance(entry, dict) else entry for entry in entries)
    return [name for name in names if isinstance(name, str)]
