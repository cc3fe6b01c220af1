"""What a send does beside its outcomes: what it clears, and the automations that may run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import forecast_of, record, row
from tui.core.diff import Change
from tui.core.errors import ZohoError
from tui.core.payload.request import UpsertRequest
from tui.core.views.effects import Cleared, assignment_rule, automations, call_effects, cleared, features, not_modelled

if TYPE_CHECKING:
    from tui.core.values import Json


def test_what_would_be_cleared_is_listed_with_its_value() -> None:
    stored = [record(1, Email="ada@x.test", Company="Inc")]
    (found,) = cleared(forecast_of({"Email": "ada@x.test", "Company": None}, stored=stored))
    assert (found.index, found.target_id, found.api_name, found.before) == (0, "1", "Company", "Inc")


def test_only_what_a_row_that_is_taken_empties_is_cleared() -> None:
    made = forecast_of(row())
    changes = (Change("A", "changed", 1, 2), Change("B", "cleared", 1, None), Change("C", "cleared", 2, None))
    plain = replace(made.rows[0], changes=changes, target_id="7")
    refused = replace(plain, errors=(ZohoError("x", "X", {}, ""),))
    found = cleared(replace(made, rows=(plain, replace(refused, index=1), replace(plain, index=2, target_id=None))))
    assert found == (
        Cleared(0, "7", "B", 1), Cleared(0, "7", "C", 2), Cleared(2, "", "B", 1), Cleared(2, "", "C", 2),
    )  # fmt: skip


@each_case(
    ("body", "text"),
    [
        ({}, "workflow, approval, blueprint · cadences"),
        ({"trigger": []}, "no workflow, approval or blueprint · cadences"),
        ({"trigger": ["workflow"]}, "workflow · cadences"),
        ({"trigger": [5, "x\n"], "skip_feature_execution": [5, {}, "other"]}, "x\\n · cadences"),
        (
            {"trigger": [], "skip_feature_execution": [{"name": "cadences"}]},
            "no workflow, approval or blueprint · no cadences",
        ),
        ({"$skip_feature_execution": ["cadences"]}, "workflow, approval, blueprint · no cadences"),
        ({"trigger": "odd", "skip_feature_execution": 5}, "workflow, approval, blueprint · cadences"),
    ],
)
def test_the_automations_that_may_run_are_read_from_the_body(body: dict[str, Json], text: str) -> None:
    assert automations(UpsertRequest((row(),), body=body)).text == text


def test_write_triggers__with_a_task_of_deluge_no_workflow_runs_unless_it_is_named() -> None:
    request = UpsertRequest((row(),), converted_from="a Deluge script")
    assert automations(request).text == "approval, blueprint · cadences"
    invoked = UpsertRequest((row(),), converted_from="invokeurl in a Deluge script")
    assert automations(invoked).text == "workflow, approval, blueprint · cadences"
    named = UpsertRequest((row(),), body={"trigger": ["workflow"]}, converted_from="a Deluge script")
    assert automations(named).text == "workflow · cadences"


@each_case(("given", "told"), [("77", "77"), (77, "77"), ("", None), (" ", None), (None, None), ([], None)])
def test_call_assignment__lar_id_names_the_rule_that_sets_the_owner(given: Json, told: str | None) -> None:
    request = UpsertRequest((row(),), body={"lar_id": given})
    assert assignment_rule(request) == told
    assert ("assigns" in dict(call_effects(request))) is (told is not None)


def test_call_features__layout_and_validation_rules_matter_only_where_they_are_asked_for() -> None:
    silent = [rule.id for rule in not_modelled(UpsertRequest((row(),)))]
    assert "unknown.layout_rules" not in silent
    assert "unknown.validation_rules" not in silent
    assert "unknown.stale" in silent
    assert dict(call_effects(UpsertRequest((row(),)))) == {"runs": "workflow, approval, blueprint · cadences"}
    asked = UpsertRequest((row(),), body={"apply_feature_execution": [{"name": "layout_rules"}]})
    assert features(asked) == ("layout_rules",)
    assert next(rule.id for rule in not_modelled(asked)) == "unknown.layout_rules"
    assert dict(call_effects(asked))["applies"] == "layout_rules"
