"""The oracle itself, on what the text says in so many words."""

from __future__ import annotations

from typing import Any

from tests.cases import each_case
from tests.second_reading.case import Case
from tests.second_reading.cases import make_case
from tests.second_reading.model import judge


def _field(name: str, data_type: str = "text", *, unique: bool = False, mandatory: bool = False) -> dict[str, Any]:
    return {
        "api_name": name,
        "data_type": data_type,
        "json_type": "string",
        "unique": {"case_sensitive": False} if unique else {},
        "system_mandatory": mandatory,
    }


FIELDS = [
    _field("Email", "email"),
    _field("unique1", unique=True),
    _field("unique2", unique=True),
    _field("Last_Name", mandatory=True),
]


@each_case(
    ("listed", "order"),
    [
        (["unique1"], ["unique1", "unique2"]),
        (["unique2"], ["unique2", "unique1"]),
        (["unique1", "unique2"], ["unique1", "unique2"]),
        (["Email"], ["Email", "unique1", "unique2"]),
        (None, ["Email", "unique1", "unique2"]),
    ],
)
def test_the_order_is_that_of_the_printed_table(listed: list[str] | None, order: list[str]) -> None:
    """The table that every implementation must reproduce."""
    body: dict[str, Any] = {"data": [{"Last_Name": "Ode"}]}
    if listed is not None:
        body["duplicate_check_fields"] = listed
    forecast = judge(Case("Leads", FIELDS, [], body))
    assert [entry["name"] for entry in forecast["effective_order"]] == order


def test_an_ordinary_hit_on_email_is_documented_until_a_switch_would_turn_it() -> None:
    """The example at the end of the text."""
    record = {"id": "4001", "Email": "a@x.test", "unique1": None, "unique2": None, "Last_Name": "Ode"}
    row = {"Email": "a@x.test", "Last_Name": "New"}
    (hit,) = judge(Case("Leads", FIELDS, [record], {"data": [row]}))["records"]
    assert (hit["outcome"], hit["target_id"], hit["certainty"], hit["depends_on"]) == (
        "update",
        "4001",
        "documented",
        [],
    )

    twins = [record, {**record, "id": "4002"}]
    (hit,) = judge(Case("Leads", FIELDS, twins, {"data": [row]}))["records"]
    assert (hit["target_id"], hit["certainty"], hit["depends_on"]) == ("4001", "assumed", ["match.several"])


def test_the_same_seed_makes_the_same_case() -> None:
    """A difference that was found once can be looked at again."""
    assert make_case(7) == make_case(7)
