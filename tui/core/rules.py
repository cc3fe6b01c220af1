"""The rule catalogue: every rule of a Zoho CRM upsert, with how sure we are of it and where that comes from.

This is the one source of the rules screen, of ``--assume`` and of the README's table. The engine refers to rules by
id only. ``Assumptions`` holds the setting of every rule that nobody documents and that can be read in another way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Certainty(IntEnum):
    """How sure we are of a rule; the order is from sure to unsure, so ``max`` is the weakest."""

    DOCUMENTED = 0
    MEASURED = 1
    OBSERVED = 2
    ASSUMED = 3

    @property
    def word(self) -> str:
        """The word that people read: documented, measured, observed or assumed."""
        return self.name.lower()

    @property
    def badge(self) -> str:
        """Its sign: a full circle, one with a core, a half and an empty one."""
        return "●◉◐○"[self]

    @property
    def plain_badge(self) -> str:
        """Its sign where a terminal has no Unicode."""
        return "*mo?"[self]


@dataclass(frozen=True, slots=True)
class Switch:
    """The readings of an assumed rule: value -> what it means. The first is the default."""

    meanings: tuple[tuple[str, str], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values that ``--assume RULE=VALUE`` takes, the default first."""
        return tuple(value for value, _ in self.meanings)

    @property
    def default(self) -> str:
        """The reading in force unless the person picks another."""
        return self.meanings[0][0]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its stable id, one sentence, its certainty, its source, and its switch if it has other readings.

    Certainty None: it says nothing of how Zoho decides (advice of ours, or a thing that no data set can tell).
    """

    id: str
    sentence: str
    certainty: Certainty | None
    source: str
    switch: Switch | None = None


def _rule(rule_id: str, certainty: Certainty | None, source: str, sentence: str, **meanings: str) -> Rule:
    switch = Switch(tuple(meanings.items())) if meanings else None
    return Rule(rule_id, sentence, certainty, source, switch)


_D, _O, _A = Certainty.DOCUMENTED, Certainty.OBSERVED, Certainty.ASSUMED
_K56 = "Kaizen #56"
_UP = "Upsert Records page"
_BOTH = f"{_K56}, {_UP}"
_FIELD = "reports from the field"
_OURS = "our assumption"
_ADVICE = "our advice"
_UNTOLD = "no data set holds it"

_CATALOGUE: Final = (
    _rule(
        "order.default", _D, _BOTH,
        "Without the key duplicate_check_fields, Zoho checks the system-defined field first, then the unique fields.",
    ),
    _rule("order.listed", _D, _BOTH, "With the key present, the listed fields are checked first, in the order listed."),
    _rule(
        "order.appended", _D, f"{_K56} table, {_UP} table",
        "Unique fields that are not listed are appended after the listed ones: listing re-orders, it never restricts.",
    ),
    _rule(
        "order.system_ignored", _D, _BOTH,
        "With the key present, the system-defined field is checked only if it is listed.",
    ),
    _rule(
        "order.external", _D, "Upsert by external id page, captured replies 029 and 030",
        "External-id fields take part like user-defined unique fields; no header is needed.",
    ),
    _rule(
        "order.metadata_sequence", _A, _OURS,
        "Fields that Zoho adds come in the order in which the module's metadata lists them.",
        metadata="in metadata order",
        reversed="in reversed metadata order",
    ),
    _rule(
        "order.system_marked_unique", _A, _OURS,
        "A system-defined field that is also marked unique is appended like any unique field when it is not listed.",
        appended="not listed, it is appended as a unique field",
        ignored="not listed, it is not checked",
    ),
    _rule(
        "order.empty_list", _A, _OURS,
        "An empty list behaves as if the key were absent.",
        absent="[] is the same as no key",
        nothing_listed="[] means: key present, only unique fields are checked",
    ),
    _rule("order.repeated", _A, _OURS, "A field that is listed twice counts where it first stands."),
    _rule(
        "order.not_checkable", _D, _BOTH,
        "Only the system-defined field and unique fields can be duplicate check fields.",
    ),
    _rule(
        "order.not_checkable_effect", _A, _FIELD,
        "Any other name in the list is skipped; the key still counts as present.",
        skipped="the name is silently skipped",
        rejected="the whole call is refused with INVALID_DATA",
    ),
    _rule("order.more_than_ten", _D, "OpenAPI v8", "The OpenAPI description allows ten entries in the list at most."),
    _rule(
        "match.first_field_wins", _D, f"{_BOTH}, captured replies 002 and 025",
        "Fields are tried in the effective order; the first whose value belongs to a record decides.",
    ),
    _rule("match.none_inserts", _D, _BOTH, "If no field matches, the row is inserted."),
    _rule("match.case", _D, "Create Custom Field page", "Unique fields are compared without regard to letter case."),
    _rule(
        "match.case_system", _A, _OURS,
        "The system-defined field is compared without regard to letter case, too.",
        ignore="letter case is ignored",
        respect="letter case counts (unless the field is marked unique)",
    ),
    _rule(
        "match.whitespace", _A, _OURS,
        "White space around a value does not count.",
        trim="surrounding white space is ignored",
        exact="surrounding white space counts",
    ),
    _rule(
        "match.literal", _O, _FIELD,
        "Nothing else is normalised: the same phone number in another writing is another value.",
    ),
    _rule(
        "match.blank_skipped", _A, _OURS,
        "A check field that is absent or blank in the row is skipped.",
        skipped="a blank value is not looked up",
        matches_blank="a key that is present and blank matches records where the field is blank",
    ),
    _rule(
        "match.several", _A, _OURS,
        "If one value belongs to several records, the oldest is updated.",
        oldest="the record created first is updated",
        latest_modified="the record modified last is updated",
        refuse="the row is refused with DUPLICATE_DATA",
    ),
    _rule(
        "match.explicit_id", _A, _OURS,
        "A row that carries an id updates that record; check fields are not tried.",
        id_wins="the id decides",
        ignored="the id is ignored, check fields decide",
    ),
    _rule(
        "match.same_batch_existing", _O, "captured reply 035",
        "Two rows of one call that match the same existing record both update it, in order.",
    ),
    _rule(
        "match.same_batch_new", _A, _OURS,
        "A row meets the records that earlier rows of the call inserted.",
        sees_earlier="it updates the record inserted before",
        duplicate_error="it is refused with DUPLICATE_DATA",
        blind="records inserted in this call are not seen",
    ),
    _rule("match.one_module", _D, _UP, "Only the module in the URL is searched."),
    _rule(
        "match.preference", _A, "Kaizen #177",
        "The Duplicate Check Preference of Leads (converted leads, Contacts) is taken not to touch an upsert.",
    ),
    _rule(
        "conflict.unique_taken", _D, f"{_UP} errors, captured reply 019",
        "A unique value that belongs to another record than the target is refused with DUPLICATE_DATA.",
    ),
    _rule(
        "conflict.several_taken", _D, "captured reply 009",
        "Two or more taken unique values are reported together as MULTIPLE_OR_MULTI_ERRORS.",
    ),
    _rule(
        "valid.stages", _A, _OURS,
        "Errors are looked for in stages; a row fails at the first stage that finds any.",
        first_stage="only the errors of the first failing stage are reported",
        all_stages="the errors of all stages are reported together",
    ),
    _rule(
        "valid.mandatory_insert", _D, f"{_UP}, captured reply 035",
        "A row that would insert and lacks a mandatory field is refused with MANDATORY_NOT_FOUND.",
    ),
    _rule(
        "valid.mandatory_update", _A, "captured replies 014 and 015",
        "A row that would update is refused only if it sends a mandatory field blank.",
        only_when_emptied="leaving a mandatory field out of an update is fine",
        always="an absent mandatory field counts as blank",
    ),
    _rule(
        "valid.type", _D, "captured replies 005 and 036",
        "A value of the wrong JSON type is refused with INVALID_DATA.",
    ),
    _rule(
        "valid.length", _D, f"{_UP}, captured reply 007",
        "A value longer than the field allows is refused with INVALID_DATA.",
    ),
    _rule(
        "valid.format", _D, "Insert Records page",
        "A malformed e-mail, date, date-time or long integer is refused with INVALID_DATA.",
    ),
    _rule(
        "valid.format_lenient", _A, "Insert Records page",
        "Unusual phones, websites and e-mails are accepted: Zoho's printed patterns reject its own examples.",
    ),
    _rule("valid.picklist", _D, "Insert Records page", "A value outside the pick list is accepted."),
    _rule(
        "valid.unknown_field", _O, _FIELD,
        "A key that is no field's API name, letter for letter, is ignored.",
    ),
    _rule(
        "valid.read_only", _A, "Fields Metadata page",
        "A field that the API cannot write is ignored.",
    ),
    _rule(
        "call.limit", _D, _BOTH,
        "More than 100 records in a call are refused with LIMIT_EXCEEDED and nothing is written.",
    ),
    _rule(
        "call.module", _D, _UP,
        "A module that cannot be upserted, or that nobody knows, is refused with INVALID_MODULE.",
    ),
    _rule(
        "call.rows_are_independent", _D, "OpenAPI v8, captured replies 003 and 035",
        "A refused row does not stop the others; results stand in the order of the rows.",
    ),
    _rule("write.partial", _D, _UP, "An update changes only the fields that the row carries."),
    _rule("write.null_clears", _O, _FIELD, "null clears a field."),
    _rule("write.empty_string_clears", _A, _OURS, "An empty string clears a field."),
    _rule(
        "write.append_values", _D, _UP,
        "$append_values adds to a multi-select field where it says true; otherwise the value replaces.",
    ),
    _rule(
        "write.unchanged", _A, _OURS,
        "A matched row that changes nothing still answers update, moves Modified_Time and runs automations.",
    ),
    _rule(
        "write.triggers", _D, _UP,
        "Without trigger, workflows, approvals and blueprints run; with [] none. Cadences run unless skipped.",
    ),
    _rule("write.cost", _D, "API limits page", "An upsert costs one API credit for every ten records or part of ten."),
    _rule("unknown.layout_rules", None, "captured replies 013 and 014", "A layout rule may make a field mandatory."),
    _rule("unknown.validation_rules", None, "Validation rules page", "A validation rule may refuse a value."),
    _rule("unknown.record_locked", None, "OpenAPI v8", "The target record may be locked."),
    _rule("unknown.blueprint", None, "OpenAPI v8", "The target record may be in a blueprint that forbids the change."),
    _rule("unknown.approval", None, "OpenAPI v8", "The target record may be waiting for approval."),
    _rule("unknown.sharing", None, _UNTOLD, "A record that the user may not see may hold the value."),
    _rule("unknown.recycle_bin", None, _UNTOLD, "A record in the recycle bin may hold the value."),
    _rule("unknown.converted", None, "OpenAPI v8", "A converted lead may hold the value, or be the target."),
    _rule("unknown.stale", None, _UNTOLD, "The org may have moved on since the data set was made."),
    _rule("unknown.automation", None, _UNTOLD, "A workflow may change the value at once."),
    _rule("lint.name_case", None, _ADVICE, "A name stands in the wrong letter case; it must match letter for letter."),
    _rule("lint.list_in_row", None, _ADVICE, "duplicate_check_fields stands inside a record; it belongs beside data."),
    _rule("lint.null_list", None, _ADVICE, "duplicate_check_fields is null and counts as absent."),
    _rule("lint.unknown_key", None, _ADVICE, "The request body has a key that the API does not know."),
    _rule("lint.either_not_both", None, _ADVICE, "Two listed fields mean either of them, not both together."),
    _rule("lint.no_system_field", None, _ADVICE, "The metadata lacks the system-defined field; it is not checked."),
    _rule("lint.near_miss", None, _ADVICE, "Another record holds nearly the same value; Zoho would not match it."),
)  # fmt: skip

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
    org that the data set was made from, by rule.
    """

    settings: Mapping[str, str] = field(default_factory=lambda: _DEFAULTS)
    measured: Mapping[str, Measurement] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=lambda: _DEFAULTS)

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
        if "write.subform_rows" in defaults and api_version and _OLD_VERSION.fullmatch(api_version.strip()):
            defaults["write.subform_rows"] = "replace"
        if "match.converted" in defaults and preference in _PREFERENCES_THAT_MATCH:
            defaults["match.converted"] = "matched"
        for rule, measurement in (measured or {}).items():
            if rule in SWITCHES and measurement.value in SWITCHES[rule].values:
                defaults[rule] = measurement.value
        for rule, value in (data_set or {}).items():
            defaults[rule] = _checked(rule, value)
        base = MappingProxyType(defaults)
        assumptions = cls(base, MappingProxyType(dict(measured or {})), base)
        pairs = chosen.items() if isinstance(chosen, Mapping) else map(_pair, chosen)
        for rule, value in pairs:
            assumptions = assumptions.having(rule, value)
        return assumptions

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
        return replace(self, settings=MappingProxyType({**self.settings, rule: _checked(rule, value)}))

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

    def others(self) -> Iterable[tuple[str, Assumptions]]:
        """Every way to change exactly one switch: its rule and the settings that result."""
        for rule, switch in SWITCHES.items():
            for value in switch.values:
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
        raise AssumptionError(f"cannot read the assumption {text!r}: write RULE=VALUE, as in match.several=refuse")
    return rule.strip(), value.strip()


class Settings:
    """The settings of one run of the engine, which remembers what it was asked since ``asked`` was last renewed.

    The engine asks only where the answer makes a difference, so a switch that was never asked for cannot change
    anything: its counterfactual need not be computed.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self.assumptions = assumptions
        self.asked: set[str] = set()

    def __getitem__(self, rule: str) -> str:
        """The setting in force."""
        self.asked.add(rule)
        return self.assumptions[rule]
