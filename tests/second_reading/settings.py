"""The switches of the rules, how sure each rule is, and which settings are in force for a case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.second_reading.case import Case

Settings = dict[str, str]

SWITCHES: Final[dict[str, tuple[str, ...]]] = {
    "order.metadata_sequence": ("metadata", "reversed"),
    "order.system_marked_unique": ("appended", "ignored"),
    "order.empty_list": ("absent", "nothing_listed"),
    "order.not_checkable_effect": ("skipped", "rejected"),
    "order.unknown_name_effect": ("skipped", "rejected"),
    "match.case_system": ("ignore", "respect"),
    "match.whitespace": ("trim", "exact"),
    "match.blank_skipped": ("skipped", "matches_blank"),
    "match.several": ("oldest", "newest", "latest_modified", "refuse"),
    "match.explicit_id": ("id_wins", "ignored"),
    "match.same_batch_new": ("sees_earlier", "duplicate_error", "blind"),
    "match.converted": ("left_out", "matched"),
    "valid.stages": ("first_stage", "all_stages", "first_error"),
    "valid.mandatory_update": ("only_when_emptied", "always"),
    "valid.datetime_z": ("refused", "taken"),
    "valid.bigint_form": ("either", "text", "number"),
    "valid.format_lenient": ("warned", "refused"),
    "valid.picklist": ("accepted", "refused", "dropped"),
    "valid.lookup_form": ("taken", "refused", "dropped_on_insert"),
    "write.empty_string_clears": ("clears", "typed_refused"),
    "write.subform_rows": ("append", "replace"),
    "data.absent_field": ("not_pulled", "blank"),
}
"""Every rule with a switch: its settings, the default first."""

NOT_DOCUMENTED: Final[dict[str, str]] = {
    "match.literal": "observed",
    "lint.shell_variable": "assumed",
    "match.absent_skipped": "observed",
    "match.same_batch_existing": "observed",
    "order.not_checkable_effect": "observed",
    "valid.datetime_forms": "observed",
    "valid.phone_without_digit": "observed",
    "valid.system_fields": "observed",
    "valid.unknown_field": "observed",
    "order.repeated": "assumed",
    "valid.lookup_without_id": "assumed",
    "data.absent_flags": "assumed",
    **{rule: "assumed" for rule in SWITCHES if rule not in ("order.not_checkable_effect", "write.subform_rows")},
}
"""How sure the rules are that are not documented."""

FROM_SURE_TO_UNSURE: Final = ("documented", "measured", "observed", "assumed")


def settings_of(case: Case) -> Settings:
    """What is in force: the person's pick, else the data set's, else what was measured, else the default."""
    settings = {rule: values[0] for rule, values in SWITCHES.items()}
    if case.preference in ("converted_records", "mapped_module_records"):
        settings["match.converted"] = "matched"
    if re.fullmatch(r"v2(\.\d+)?", case.version) and case.form != "json":
        settings["write.subform_rows"] = "replace"
    settings.update(case.measured)
    settings.update(case.assumptions)
    settings.update(case.picked)
    return settings


def weakest(case: Case, settings: Settings, rules: list[str]) -> str:
    """The certainty of a row that these rules decide."""
    sure = 0
    for rule in rules:
        certainty = NOT_DOCUMENTED.get(rule, "documented")
        if rule in case.measured and settings.get(rule) == case.measured[rule]:
            certainty = "measured"
        sure = max(sure, FROM_SURE_TO_UNSURE.index(certainty))
    return FROM_SURE_TO_UNSURE[sure]
