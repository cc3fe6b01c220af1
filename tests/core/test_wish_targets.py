"""The records that a row might have been meant for."""

from __future__ import annotations

from tests.core.helpers import MemoryIndex, forecast_of, record, row
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
