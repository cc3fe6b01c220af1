"""The rule catalogue: it holds exactly the rules there are, and each has a test that is named after it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.core.helpers import settings
from tui.core.rules import RULES, SWITCHES, AssumptionError, Assumptions, Certainty

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
    "order.not_checkable_effect": GUESS,
    "order.more_than_ten": DOC,
    "match.first_field_wins": DOC,
    "match.none_inserts": DOC,
    "match.case": DOC,
    "match.case_system": GUESS,
    "match.whitespace": GUESS,
    "match.literal": OBS,
    "match.blank_skipped": GUESS,
    "match.several": GUESS,
    "match.explicit_id": GUESS,
    "match.same_batch_existing": OBS,
    "match.same_batch_new": GUESS,
    "match.one_module": DOC,
    "match.preference": GUESS,
    "conflict.unique_taken": DOC,
    "conflict.several_taken": DOC,
    "valid.stages": GUESS,
    "valid.mandatory_insert": DOC,
    "valid.mandatory_update": GUESS,
    "valid.type": DOC,
    "valid.length": DOC,
    "valid.format": DOC,
    "valid.format_lenient": GUESS,
    "valid.picklist": DOC,
    "valid.unknown_field": OBS,
    "valid.read_only": GUESS,
    "call.limit": DOC,
    "call.module": DOC,
    "call.rows_are_independent": DOC,
    "write.partial": DOC,
    "write.null_clears": OBS,
    "write.empty_string_clears": GUESS,
    "write.append_values": DOC,
    "write.unchanged": GUESS,
    "write.triggers": DOC,
    "write.cost": DOC,
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
    "lint.unknown_key": NONE,
    "lint.either_not_both": NONE,
    "lint.no_system_field": NONE,
    "lint.near_miss": NONE,
}

SETTINGS = {
    "order.metadata_sequence": ("metadata", "reversed"),
    "order.system_marked_unique": ("appended", "ignored"),
    "order.empty_list": ("absent", "nothing_listed"),
    "order.not_checkable_effect": ("skipped", "rejected"),
    "match.case_system": ("ignore", "respect"),
    "match.whitespace": ("trim", "exact"),
    "match.blank_skipped": ("skipped", "matches_blank"),
    "match.several": ("oldest", "latest_modified", "refuse"),
    "match.explicit_id": ("id_wins", "ignored"),
    "match.same_batch_new": ("sees_earlier", "duplicate_error", "blind"),
    "valid.stages": ("first_stage", "all_stages"),
    "valid.mandatory_update": ("only_when_emptied", "always"),
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


def test_only_assumed_rules_have_a_switch_and_each_setting_says_what_it_means() -> None:
    for rule, switch in SWITCHES.items():
        assert RULES[rule].certainty is Certainty.ASSUMED
        assert all(meaning for _, meaning in switch.meanings)


def test_every_rule_has_a_test_that_is_named_after_it() -> None:
    names = {
        node.name
        for file in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    starts = {name.removeprefix("test_").partition("__")[0] for name in names}
    assert [rule for rule in RULES if rule.replace(".", "_") not in starts] == []


def test_assumptions_are_read_as_rule_equals_value() -> None:
    assert settings(["match.several=refuse", "match.whitespace = exact"]).changed() == {
        "match.whitespace": "exact",
        "match.several": "refuse",
    }


def test_the_later_of_two_settings_of_one_rule_holds() -> None:
    assert settings(["match.several=refuse", "match.several=oldest"]) == Assumptions()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("match.several", "RULE=VALUE"),
        ("match.several=newest", "oldest, latest_modified, refuse"),
        ("match.case=respect", "no switch"),
        ("match.severel=oldest", "no such rule"),
        ("", "RULE=VALUE"),
    ],
)
def test_an_assumption_that_cannot_be_made_says_what_can(wrong: str, said: str) -> None:
    with pytest.raises(AssumptionError, match=said):
        settings(wrong)


def test_others_are_every_single_change_of_one_switch() -> None:
    others = list(settings("match.several=refuse").others())
    assert len(others) == sum(len(values) - 1 for values in SETTINGS.values())
    assert ("match.several", Assumptions()) in others


def test_the_weakest_certainty_counts_and_nothing_is_documented() -> None:
    weakest = Assumptions().weakest
    assert weakest([]) is Certainty.DOCUMENTED
    assert weakest(["match.first_field_wins", "match.literal"]) is Certainty.OBSERVED
    assert weakest(["match.literal", "order.repeated", "lint.near_miss"]) is Certainty.ASSUMED
    assert [certainty.word for certainty in Certainty] == ["documented", "measured", "observed", "assumed"]
