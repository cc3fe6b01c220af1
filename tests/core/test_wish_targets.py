"""The records that a row might have been meant for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.core.helpers import MemoryIndex, forecast_of, record, row
from tui.core.errors import ZohoError
from tui.core.trace import Step
from tui.core.views.wish_targets import wish_targets

STORED = [
    record("4000000000000001", Email="ada@x.test", Last_Name="Ada", Phone="100"),
    record("4000000000000002", Email="bea@x.test", Last_Name="Bea", Phone="200"),
    record("4000000000000003", Email="cyd@x.test", Last_Name="Cyd", Phone="+1 (300) 4000"),
    record("4000000000000004", Email="dot@x.test", Last_Name="Dot", Phone="555"),
]


def told(sent: dict[str, object], *, check: list[str] | None = None) -> list[tuple[str, str]]:
    """Name and reason of each target of a row that is sent alone."""
    made = forecast_of(sent, stored=STORED, check=check)
    return [(each.name, each.why) for each in wish_targets(made, 0, MemoryIndex(STORED))]


def test_a_record_that_a_step_would_have_met_had_it_been_reached_is_among_them_and_the_target_is_not() -> None:
    assert told(row(Email="ada@x.test", Mobile="1"), check=["Email", "Phone"]) == []
    assert told(row(Email="ada@x.test", Phone="200"), check=["Email", "Phone"]) == [
        ("Ada", "holds this Email"),  # it is refused, so that it updates nobody
        ("Bea", "holds this Phone"),
    ]


def test_a_record_that_a_field_which_is_not_checked_would_have_met_is_among_them() -> None:
    assert told(row(Email="ada@x.test"), check=["Phone"]) == [("Ada", "holds this Email")]


def test_a_record_with_nearly_the_value_is_among_them_and_says_so() -> None:
    assert told(row(Email="new@x.test", Phone="+13004000")) == [("Cyd", "holds nearly this Phone")]
    assert told(row(Email="new@x.test", Phone="+13004000"), check=["Phone"]) == [("Cyd", "holds nearly this Phone")]


def test_a_record_that_the_same_call_inserts_is_not_among_them() -> None:
    made = forecast_of(row(Email="new@x.test"), row(Email="new@x.test"), stored=STORED)
    assert made.rows[1].target_id == "new-1"
    assert wish_targets(made, 1, MemoryIndex(STORED)) == ()


def met(
    stored: list[dict[str, Any]], sent: dict[str, Any], *found: ZohoError, trace: tuple[Step, ...] = ()
) -> list[str]:
    """Id and reason of each target of a row with this trace and these errors."""
    made = forecast_of(sent)
    made = replace(made, rows=(replace(made.rows[0], found=found, trace=trace),))
    return [f"{each.record_id} {each.why}" for each in wish_targets(made, 0, MemoryIndex(stored))]


def test_the_holder_that_a_refusal_names_is_among_them() -> None:
    def error(code: str, **details: Any) -> ZohoError:
        return ZohoError("x", code, {"api_name": "Ph\none", **details}, "")

    errors = (
        error("DUPLICATE_DATA", id="4000000000000002"),
        error("ODD", id="4000000000000003"),
    )
    assert met(STORED, {}, *errors) == ["4000000000000002 holds this Ph\\none"]


def test_a_record_that_is_not_stored_is_not_among_them() -> None:
    trace = (Step("Email", "x", "not_reached", ("new-1", "4000000000000001"), 2),)
    assert met(STORED, {}, trace=trace) == ["4000000000000001 holds this Email"]


def test_thirty_records_are_told_and_five_that_come_near_by_one_field() -> None:
    stored = [record(number, Phone=f"+1 300-400{' ' * number}5") for number in range(1, 41)]
    ids = tuple(each["id"] for each in stored)
    assert len(met(stored, {}, trace=(Step("Email", "x", "several", ids, 40),))) == 30
    assert met(stored, {"Phone": "+13004005"}) == [f"{number} holds nearly this Phone" for number in ids[:5]]
