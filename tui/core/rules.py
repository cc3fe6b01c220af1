"""The rules of a Zoho CRM upsert, with how sure we are of each, and the settings of those that have a switch.

This is the one source of the rules screen, of ``--assume`` and of the README's table; their text stands in
tui.core.catalogue. The engine refers to rules by id only. ``Assumptions`` holds the setting of every switch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.core.catalogue import CATALOGUE
from tui.core.display import value_text
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tui.core.catalogue import Entry, Source


class Certainty(IntEnum):
    """How sure we are of a rule; the order is from sure to unsure, so ``max`` is the weakest."""

    DOCUMENTED = 0
    MEASURED = 1
    OBSERVED = 2
    ASSUMED = 3
    NOT_COMPUTED = 4
    """Of a row only: what it depends on is still to be found out."""

    @property
    def word(self) -> str:
        """The words that people read: documented, measured, observed, assumed, or not computed yet."""
        return "not computed yet" if self is Certainty.NOT_COMPUTED else self.name.lower()

    @property
    def badge(self) -> str:
        """Its sign: a full circle, one with a core, a half and an empty one; dots for what is not computed yet."""
        return "●◉◐○…"[self]

    @property
    def plain_badge(self) -> str:
        """Its sign where a terminal has no Unicode."""
        return "*mo?."[self]


@dataclass(frozen=True, slots=True)
class Switch:
    """The settings of a rule that can be taken in several ways: value -> what it means. The first is the default."""

    meanings: tuple[tuple[str, str], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values that ``--assume RULE=VALUE`` takes, the default first."""
        return tuple(value for value, _ in self.meanings)

    @property
    def default(self) -> str:
        """The setting in force unless something says otherwise."""
        return self.meanings[0][0]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its stable id, one sentence, its certainty, its sources, and its switch if it has several settings.

    Certainty None: it says nothing of how Zoho decides (advice of ours, or a thing that no data set can tell).
    """

    id: str
    sentence: str
    certainty: Certainty | None
    sources: tuple[Source, ...]
    switch: Switch | None = None

    @property
    def source(self) -> str:
        """The titles of its sources; where a stranger can open them stands in ``sources``."""
        return ", ".join(each.title for each in self.sources)


_CERTAINTIES: Final = {"D": Certainty.DOCUMENTED, "O": Certainty.OBSERVED, "A": Certainty.ASSUMED, "": None}


def _rule(entry: Entry) -> Rule:
    switch = Switch(tuple(entry.settings.items())) if entry.settings else None
    return Rule(entry.id, entry.sentence, _CERTAINTIES[entry.certainty], entry.sources, switch)


_CATALOGUE: Final = tuple(map(_rule, CATALOGUE))

RULES: Final[Mapping[str, Rule]] = MappingProxyType({rule.id: rule for rule in _CATALOGUE})
"""Every rule by its id, in the order of the catalogue."""

SWITCHES: Final[Mapping[str, Switch]] = MappingProxyType(
    {rule.id: rule.switch for rule in _CATALOGUE if rule.switch is not None}
)
"""The switch of every rule that has one, in the order of the catalogue."""

NOT_MODELLED: Final = tuple(rule for rule in _CATALOGUE if rule.id.startswith("unknown."))
"""What no data set can tell: shown beside every forecast, and looked at first when a reply differs."""


class AssumptionError(ValueError):
    """A rule that has no switch, or a value that its switch does not have."""


_DEFAULTS: Final[Mapping[str, str]] = MappingProxyType({rule: switch.default for rule, switch in SWITCHES.items()})


@dataclass(frozen=True, slots=True)
class Measurement:
    """What an experiment in the very org found of a rule: the setting that holds there. ``at``: ISO date-time;
    ``module`` and ``api_version``: where it was measured."""

    value: str
    at: str = ""
    module: str = ""
    api_version: str = ""


_PREFERENCES_THAT_MATCH: Final = ("converted_records", "mapped_module_records")
_OLD_VERSION: Final = re.compile(r"v?2(\.\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The setting of every switch. ``Assumptions()`` has them all at the catalogue's defaults.

    ``defaults`` are the settings before a person picks any: those of the catalogue, as far as the data set, its
    measurements, the API version and the org's preference do not say otherwise. ``measured``: what was measured in the
    org that the data set was made from, by rule. ``chosen``: every setting that a person picked, also one that is the
    default here; it makes no two settings differ.
    """

    settings: Mapping[str, str] = field(default_factory=lambda: _DEFAULTS)
    measured: Mapping[str, Measurement] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=lambda: _DEFAULTS)
    chosen: Mapping[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def layered(
        cls,
        *,
        data_set: Mapping[str, str] | None = None,
        measured: Mapping[str, Measurement] | None = None,
        chosen: Iterable[str] | Mapping[str, str] = (),
        api_version: str | None = None,
        preference: str = "off",
    ) -> Assumptions:
        """The settings in force, from the weakest say to the strongest: the catalogue; what the API version (v2, v2.1:
        write.subform_rows) and the org's Duplicate Check Preference (match.converted) imply; what was measured; what
        dataset.toml says (``data_set``); what a person picked (``chosen``, as RULE=VALUE or by rule).

        Raises AssumptionError for a rule or value of ``data_set`` or ``chosen`` that does not exist; a measured value
        that is no setting of a switch changes none.
        """
        defaults = dict(_DEFAULTS)
        if api_version and _OLD_VERSION.fullmatch(api_version.strip()):
            defaults["write.subform_rows"] = "replace"
        if preference in _PREFERENCES_THAT_MATCH:
            defaults["match.converted"] = "matched"
        for rule, measurement in (measured or {}).items():
            if rule in SWITCHES and measurement.value in SWITCHES[rule].values:
                defaults[rule] = measurement.value
        for rule, value in (data_set or {}).items():
            defaults[rule] = _checked(rule, value)
        pairs = chosen.items() if isinstance(chosen, Mapping) else map(_pair, chosen)
        picked = {rule: _checked(rule, value) for rule, value in pairs}
        base = MappingProxyType(defaults)
        settings = MappingProxyType({**defaults, **picked})
        return cls(settings, MappingProxyType(dict(measured or {})), base, MappingProxyType(picked))

    def certainty(self, rule: str) -> Certainty | None:
        """How sure the rule is under these settings: measured, where the setting in force is the one that was measured
        in the org; else as the catalogue has it. None for a rule that says nothing of how Zoho decides."""
        measurement = self.measured.get(rule)
        if measurement is not None and measurement.value == self.settings.get(rule):
            return Certainty.MEASURED
        return RULES[rule].certainty

    def weakest(self, rules: Iterable[str]) -> Certainty:
        """The certainty of what depends on these rules: that of the weakest; documented where there is none."""
        known = (self.certainty(rule) for rule in rules)
        return max((certainty for certainty in known if certainty is not None), default=Certainty.DOCUMENTED)

    def __getitem__(self, rule: str) -> str:
        """The setting in force for a rule that has a switch."""
        return self.settings[rule]

    def __hash__(self) -> int:
        return hash(tuple(self.settings.values()))

    def having(self, rule: str, value: str) -> Assumptions:
        """The same settings with one changed. Raises AssumptionError, naming what there is to choose from."""
        settings = MappingProxyType({**self.settings, rule: _checked(rule, value)})
        return Assumptions(settings, self.measured, self.defaults, MappingProxyType({**self.chosen, rule: value}))

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> Assumptions:
        """Read ``RULE=VALUE`` texts, as ``--assume`` takes them. Raises AssumptionError."""
        return cls.layered(chosen=pairs)

    def changed(self) -> dict[str, str]:
        """Only the settings that a person picked, that is, those not at the default of this data set."""
        return {rule: value for rule, value in self.settings.items() if value != self.defaults[rule]}

    def unusual(self) -> dict[str, str]:
        """Only the settings that are not the catalogue's defaults, whoever set them."""
        return {rule: value for rule, value in self.settings.items() if value != _DEFAULTS[rule]}

    def others(self, rules: Collection[str] = SWITCHES) -> Iterable[tuple[str, Assumptions]]:
        """Every way to change exactly one switch (of these rules), in the order of the catalogue: its rule and the
        settings that result."""
        for rule, switch in SWITCHES.items():
            for value in switch.values if rule in rules else ():
                if value != self.settings[rule]:
                    yield rule, self.having(rule, value)


def _checked(rule: str, value: str) -> str:
    """The value, if the rule has a switch with it. Raises AssumptionError, naming what there is to choose from."""
    if rule not in SWITCHES:
        known = "it has no switch" if rule in RULES else "there is no such rule"
        raise AssumptionError(f"cannot assume {rule}: {known}. Rules with a switch: {', '.join(SWITCHES)}")
    values = SWITCHES[rule].values
    if value not in values:
        raise AssumptionError(f"cannot assume {rule}={value}: the values are {', '.join(values)}")
    return value


def _pair(text: str) -> tuple[str, str]:
    rule, equals, value = text.partition("=")
    if not equals:
        wanted = "write RULE=VALUE, as in match.several=refuse"
        raise AssumptionError(f"cannot read the assumption {value_text(text)}: {wanted}")
    return rule.strip(), value.strip()


class Settings:
    """The settings of one run of the engine, which remembers what it was asked since ``asked`` was last renewed.

    The engine asks only where the answer makes a difference, so a switch that was never asked for cannot change
    anything: its counterfactual need not be computed.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self.assumptions = assumptions
        self.asked: set[str] = set()
        self._in_force = assumptions.settings

    def __getitem__(self, rule: str) -> str:
        """The setting in force."""
        self.asked.add(rule)
        return self._in_force[rule]
