"""What a send does beside its outcomes: what it clears, and the automations that may run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.helpers import forecast_of, record, row
from tui.core.payload.request import UpsertRequest
from tui.core.views.effects import automations, cleared

if TYPE_CHECKING:
    from tui.core.values import Json


def test_what_would_be_cleared_is_listed_with_its_value() -> None:
    stored = [record(1, Email="ada@x.test", Company="Inc")]
    (found,) = cleared(forecast_of({"Email": "ada@x.test", "Company": None}, stored=stored))
    assert (found.index, found.target_id, found.api_name, found.before) == (0, "1", "Company", "Inc")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "workflow, approval, blueprint · cadences"),
        ({"trigger": []}, "no workflow, approval or blueprint · cadences"),
        ({"trigger": ["workflow"]}, "workflow · cadences"),
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
