"""The rule catalogue: it holds exactly the rules there are, and each has a test that is named after it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.core.helpers import settings
from tui.core.rules import RULES, SWITCHES, AssumptionError, Assumptions, Certainty, weakest

D, O, A, N = Certainty.DOCUMENTED, Certainty.OBSERVED, Certainty.ASSUMED, None

CERTAINTIES = {
    "order.default": D,
    "order.listed": D,
    "order.appended": D,
    "order.system_ignored": D,
    "order.external": D,
    "order.metadata_sequence": A,
    "order.system_marked_unique": A,
    "order.empty_list": A,
    "order.repeated": A,
    "order.not_checkable": D,
    "order.not_checkable_effect": A,
    "order.more_than_ten": D,
    "match.first_field_wins": D,
    "match.none_inserts": D,
    "match.case": D,
    "match.case_system": A,
    "match.whitespace": A,
    "match.literal": O,
    "match.blank_skipped": A,
    "match.several": A,
    "match.explicit_id": A,
    "match.same_batch_existing": O,
    "match.same_batch_new": A,
    "match.one_module": D,
    "match.preference": A,
    "conflict.unique_taken": D,
    "conflict.several_taken": D,
    "valid.stages": A,
    "valid.mandatory_insert": D,
    "valid.mandatory_update": A,
    "valid.type": D,
    "valid.length": D,
    "valid.format": D,
    "valid.format_lenient": A,
    "valid.picklist": D,
    "valid.unknown_field": O,
    "valid.read_only": A,
    "call.limit": D,
    "call.module": D,
    "call.rows_are_independent": D,
    "write.partial": D,
    "write.null_clears": O,
    "write.empty_string_clears": A,
    "write.append_values": D,
    "write.unchanged": A,
    "write.triggers": D,
    "write.cost": D,
    "unknown.layout_rules": N,
    "unknown.validation_rules": N,
    "unknown.record_locked": N,
    "unknown.blueprint": N,
    "unknown.approval": N,
    "unknown.sharing": N,
    "unknown.recycle_bin": N,
    "unknown.converted": N,
    "unknown.stale": N,
    "unknown.automation": N,
    "lint.name_case": N,
    "lint.list_in_row": N,
    "lint.null_list": N,
    "lint.unknown_key": N,
    "lint.either_not_both": N,
    "lint.no_system_field": N,
    "lint.near_miss": N,
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
    assert weakest([]) is Certainty.DOCUMENTED
    assert weakest(["match.first_field_wins", "match.literal"]) is Certainty.OBSERVED
    assert weakest(["match.literal", "order.repeated", "lint.near_miss"]) is Certainty.ASSUMED
    assert [certainty.word for certainty in Certainty] == ["documented", "observed", "assumed"]
