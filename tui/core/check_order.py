"""The effective check order: what Zoho makes of ``duplicate_check_fields``.

Here live the rules order.*. The list only re-orders: unique fields that are not listed are appended, and the
system-defined field is dropped unless it is listed, or unless the key is absent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.metadata import Field, Module
    from tui.core.rules import Assumptions, Settings


@dataclass(frozen=True, slots=True)
class CheckField:
    """One entry of the effective order. kind: system, unique or external; origin: listed, default or appended."""

    field: Field
    kind: str
    origin: str
    rule: str
    repeated: bool = False

    @property
    def api_name(self) -> str:
        """The field's API name."""
        return self.field.api_name

    @property
    def placing_rules(self) -> tuple[str, ...]:
        """The rules that placed it: its own, and order.repeated where it is listed more than once."""
        return (self.rule, "order.repeated") if self.repeated else (self.rule,)


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A field that the order ignores, or a listed name that cannot be checked, and the rule that says so."""

    api_name: str
    rule: str


@dataclass(frozen=True, slots=True)
class EffectiveOrder:
    """The fields in the order in which they are tried; what is not checked; and what refuses the whole call.

    ``rejected``: the place (0-based) in ``duplicate_check_fields`` of the name for which the call is refused, and the
    rule; None unless order.not_checkable_effect or order.unknown_name_effect is set to rejected.
    """

    entries: tuple[CheckField, ...]
    not_checked: tuple[NotChecked, ...]
    rejected: tuple[int, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The API names in the order in which they are tried."""
        return tuple(entry.api_name for entry in self.entries)


def effective_order(
    module: Module, listed: Sequence[str] | None, assumptions: Assumptions | Settings
) -> EffectiveOrder:
    """What is checked, and in which order, for a list of duplicate check fields (None: the key is absent).

    Sources: the tables of Kaizen #56 and of the Upsert Records page; see each rule for how sure it is.
    """
    if listed is None or (not listed and assumptions["order.empty_list"] == "absent"):
        system = [field for field in module.checkable if field.api_name == module.system_field]
        entries = [CheckField(field, "system", "default", "order.default") for field in system]
        entries += _added(module, {field.api_name for field in system}, "default", "order.default", assumptions)
        return EffectiveOrder(tuple(entries), ())

    checkable = {field.api_name: field for field in module.checkable}
    names = list(dict.fromkeys(name for name in listed if name in checkable))
    entries = [
        CheckField(checkable[name], module.kind(checkable[name]), "listed", "order.listed", listed.count(name) > 1)
        for name in names
    ]
    entries += _added(module, set(names), "appended", "order.appended", assumptions)
    checked = {entry.api_name for entry in entries}
    not_checked = [NotChecked(name, "order.not_checkable") for name in dict.fromkeys(listed) if name not in checkable]
    if module.system_field in checkable and module.system_field not in checked:
        not_checked.insert(0, NotChecked(module.system_field, "order.system_ignored"))
    effects = ((place, _effect(module, name)) for place, name in enumerate(listed) if name not in checkable)
    rejected = next(((place, rule) for place, rule in effects if assumptions[rule] == "rejected"), None)
    return EffectiveOrder(tuple(entries), tuple(not_checked), rejected)


def _effect(module: Module, name: str) -> str:
    """The rule that says what becomes of a listed name that cannot be checked."""
    return "order.not_checkable_effect" if name in module.by_name else "order.unknown_name_effect"


def _added(
    module: Module, placed: set[str], origin: str, rule: str, assumptions: Assumptions | Settings
) -> Iterator[CheckField]:
    """The unique and external fields that Zoho adds to those already placed (rule order.metadata_sequence)."""
    fields = module.unique_fields
    if assumptions["order.metadata_sequence"] == "reversed":
        fields = fields[::-1]
    for field in fields:
        if field.api_name in placed:
            continue
        kind = module.kind(field)
        if kind == "system" and field.unique:
            if assumptions["order.system_marked_unique"] == "appended":
                yield CheckField(field, kind, origin, "order.system_marked_unique")
        else:
            yield CheckField(field, kind, origin, "order.external" if field.external else rule)
