"""The rule catalogue: it holds exactly the rules there are, and each has a test that is named after it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cases import each_case
from tests.core.helpers import settings
from tui.core.rules import RULES, SWITCHES, AssumptionError, Assumptions, Certainty, Measurement

DOC, OBS, GUESS, NONE = Certainty.DOCUMENTED, Certainty.OBSERVED, Certainty.ASSUMED, None

CERTAINTIES = {
    "order.default": DOC,
    "order.listed": DOC,
    "order.appended": DOC,
    "order.system_ignored": DOC,
    "order.external": DOC,
    "order.metadata_sequence": GUESS,
    "order.system_marked_unique": GUESS,
    "order.empty_list": GUESS,
    "order.repeated": GUESS,
    "order.not_checkable": DOC,
    "order.not_checkable_effect": OBS,
    "order.unknown_name_effect": GUESS,
    "order.more_than_ten": DOC,
    "match.first_field_wins": DOC,
    "match.none_inserts": DOC,
    "match.case": DOC,
    "match.case_system": GUESS,
    "match.whitespace": GUESS,
    "match.literal": OBS,
    "match.absent_skipped": OBS,
    "match.blank_skipped": GUESS,
    "match.several": GUESS,
    "match.explicit_id": GUESS,
    "match.same_batch_existing": OBS,
    "match.same_batch_new": GUESS,
    "match.one_module": DOC,
    "match.converted": GUESS,
    "match.preference": GUESS,
    "conflict.unique_taken": DOC,
    "conflict.several_taken": DOC,
    "valid.stages": GUESS,
    "valid.mandatory_insert": DOC,
    "valid.mandatory_update": GUESS,
    "valid.type": DOC,
    "valid.length": DOC,
    "valid.format": DOC,
    "valid.datetime_forms": OBS,
    "valid.datetime_z": GUESS,
    "valid.bigint_form": GUESS,
    "valid.phone_without_digit": OBS,
    "valid.format_lenient": GUESS,
    "valid.picklist": GUESS,
    "valid.lookup_form": GUESS,
    "valid.lookup_without_id": GUESS,
    "valid.unknown_field": OBS,
    "valid.read_only": GUESS,
    "valid.system_fields": OBS,
    "valid.layout_mandatory": DOC,
    "call.if_unmodified": DOC,
    "call.features": GUESS,
    "call.limit": DOC,
    "call.module": DOC,
    "call.rows_are_independent": DOC,
    "write.partial": DOC,
    "write.null_clears": OBS,
    "write.empty_string_clears": GUESS,
    "write.subform_rows": DOC,
    "write.layout_ignores": DOC,
    "write.reply_time": OBS,
    "write.append_values": DOC,
    "write.unchanged": GUESS,
    "write.triggers": DOC,
    "call.assignment": DOC,
    "write.cost": DOC,
    "data.more_records": NONE,
    "data.absent_field": GUESS,
    "data.absent_flags": GUESS,
    "unknown.layout_rules": NONE,
    "unknown.validation_rules": NONE,
    "unknown.record_locked": NONE,
    "unknown.blueprint": NONE,
    "unknown.approval": NONE,
    "unknown.sharing": NONE,
    "unknown.recycle_bin": NONE,
    "unknown.converted": NONE,
    "unknown.stale": NONE,
    "unknown.automation": NONE,
    "lint.name_case": NONE,
    "lint.list_in_row": NONE,
    "lint.null_list": NONE,
    "lint.tried_unique": NONE,
    "lint.unknown_key": NONE,
    "lint.either_not_both": NONE,
    "lint.no_system_field": NONE,
    "lint.near_miss": NONE,
    "lint.makes_twin": NONE,
    "lint.dangling_lookup": NONE,
    "lint.other_call": NONE,
    "lint.converted": NONE,
    "lint.shell_variable": NONE,
    "lint.null_text": NONE,
    "lint.html_entity": NONE,
    "lint.renamed_field": NONE,
}

SETTINGS = {
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


def test_the_catalogue_holds_exactly_these_rules_with_these_certainties() -> None:
    assert {rule.id: rule.certainty for rule in RULES.values()} == CERTAINTIES


def test_exactly_these_rules_have_a_switch_and_its_first_value_is_the_default() -> None:
    assert {rule: switch.values for rule, switch in SWITCHES.items()} == SETTINGS
    assert dict(Assumptions().settings) == {rule: values[0] for rule, values in SETTINGS.items()}


def test_every_rule_is_a_sentence_with_a_source() -> None:
    for rule in RULES.values():
        assert rule.sentence.endswith("."), rule.id
        assert rule.source, rule.id


def test_each_setting_of_a_switch_says_what_it_means() -> None:
    assert all(meaning for switch in SWITCHES.values() for _, meaning in switch.meanings)


def test_a_rule_that_is_not_ours_alone_can_be_opened_or_says_who_reported_it() -> None:
    silent = ("our ", "reports of ", "what a copy", "no data set")
    for rule in RULES.values():
        for source in rule.sources:
            assert source.address.startswith("https://") or source.title.startswith(silent), (rule.id, source)


def test_every_rule_has_a_test_that_is_named_after_it() -> None:
    files = Path(__file__).parent.glob("test_*.py")
    begun = re.compile(r"^def test_(\w+)\(", re.MULTILINE)
    names = {name for file in files for name in begun.findall(file.read_text(encoding="utf-8"))}
    starts = {name.partition("__")[0] for name in names}
    assert [rule for rule in RULES if rule.replace(".", "_") not in starts] == []


def test_assumptions_are_read_as_rule_equals_value() -> None:
    assert settings(["match.several=refuse", "match.whitespace = exact"]).changed() == {
        "match.whitespace": "exact",
        "match.several": "refuse",
    }


def test_the_later_of_two_settings_of_one_rule_holds() -> None:
    assert settings(["match.several=refuse", "match.several=oldest"]) == Assumptions()


@each_case(
    ("wrong", "said"),
    [
        ("match.several", "RULE=VALUE"),
        ("match.several=eldest", "oldest, newest, latest_modified, refuse"),
        ("match.case=respect", "no switch"),
        ("match.severel=oldest", "no such rule"),
        ("", "RULE=VALUE"),
    ],
)
def test_an_assumption_that_cannot_be_made_says_what_can(wrong: str, said: str) -> None:
    with pytest.raises(AssumptionError, match=said):
        settings(wrong)


MEASURED = {"match.several": Measurement("newest", "2026-11-27T10:00:00+00:00", "Leads", "v8")}


def test_settings_come_in_layers_and_what_a_person_picks_is_the_last_word() -> None:
    layered = Assumptions.layered
    assert layered(measured=MEASURED)["match.several"] == "newest"
    said = {"match.several": "refuse"}
    assert layered(measured=MEASURED, data_set=said)["match.several"] == "refuse"
    picked = layered(measured=MEASURED, data_set=said, chosen=["match.several=oldest"])
    assert (picked["match.several"], picked.changed()) == ("oldest", {"match.several": "oldest"})
    assert layered(data_set=said).changed() == {}
    assert layered(data_set=said, chosen=layered(chosen=["match.several=oldest"]).chosen)["match.several"] == "oldest"
    assert layered(data_set=said).unusual() == said


@each_case(
    ("version", "setting"),
    [("v2", "replace"), ("v2.1", "replace"), ("V2.2", "replace"), ("v3", "append"), ("v8", "append"), (None, "append")],
)
def test_an_old_api_version_replaces_the_rows_of_subforms(version: str | None, setting: str) -> None:
    assert Assumptions.layered(api_version=version)["write.subform_rows"] == setting


@each_case(
    ("preference", "setting"),
    [("off", "left_out"), ("converted_records", "matched"), ("mapped_module_records", "matched")],
)
def test_a_duplicate_check_preference_lets_converted_leads_take_part(preference: str, setting: str) -> None:
    assert Assumptions.layered(preference=preference)["match.converted"] == setting


def test_a_rule_is_measured_only_while_its_measured_setting_is_in_force() -> None:
    measured = Assumptions.layered(measured=MEASURED)
    assert measured.certainty("match.several") is Certainty.MEASURED
    assert measured.having("match.several", "oldest").certainty("match.several") is Certainty.ASSUMED
    assert measured.certainty("match.explicit_id") is Certainty.ASSUMED
    assert measured.weakest(["match.first_field_wins", "match.several"]) is Certainty.MEASURED
    unknown = Assumptions.layered(measured={"match.several": Measurement("alphabetical")})
    assert (unknown["match.several"], unknown.certainty("match.several")) == ("oldest", Certainty.ASSUMED)
    assert Assumptions.layered(measured={"no.such_rule": Measurement("newest")}).settings == Assumptions().settings


def test_others_are_every_single_change_of_one_switch() -> None:
    others = list(settings("match.several=refuse").others())
    assert len(others) == sum(len(values) - 1 for values in SETTINGS.values())
    assert ("match.several", Assumptions()) in others
    assert [rule for rule, _ in settings().others(["valid.stages", "valid.format"])] == ["valid.stages"] * 2


def test_the_weakest_certainty_counts_and_nothing_is_documented() -> None:
    weakest = Assumptions().weakest
    assert weakest([]) is Certainty.DOCUMENTED
    assert weakest(["match.first_field_wins", "match.literal"]) is Certainty.OBSERVED
    assert weakest(["match.literal", "order.repeated", "lint.near_miss"]) is Certainty.ASSUMED
    words = ["documented", "measured", "observed", "assumed", "not computed yet"]
    assert [certainty.word for certainty in Certainty] == words
    assert len({certainty.badge for certainty in Certainty}) == len({each.plain_badge for each in Certainty}) == 5
