"""What a row nearly comes to: the hits of steps that it did not reach, and what a refused row would do once mended."""

from __future__ import annotations

from typing import Any

from tests.core.helpers import MemoryIndex, forecast_of, record, row
from tui.core.views.outlook import with_outlook
from tui.core.views.row_detail import RowDetail, row_detail
from tui.core.views.why import why_row

STORED = [
    record("4000000000000001", Email="ada@x.test", Last_Name="Ada", Phone="100"),
    record("4000000000000002", Email="bea@x.test", Last_Name="Bea", Phone="200"),
]


def detail_of(*rows: dict[str, Any], index: int = 0, check: tuple[str, ...] = ("Email", "Phone")) -> RowDetail:
    """The detail of one of these rows, with its outlook."""
    made = forecast_of(*rows, stored=STORED, check=list(check))
    return with_outlook(row_detail(made, index, MemoryIndex(STORED).get), made, MemoryIndex(STORED))


def test_a_step_that_was_not_reached_tells_whom_it_would_have_hit() -> None:
    detail = detail_of(row(Email="ada@x.test", Phone="200"))
    assert detail.later["Phone"].matches == ("4000000000000002",)
    assert detail.names["4000000000000002"] == "Bea"
    assert "Mobile" not in detail.later  # it is not sent


def test_it_meets_what_the_rows_before_it_wrote() -> None:
    rows = (row(Email="new@x.test", Phone="300"), row(Email="ada@x.test", Phone="300"))
    detail = detail_of(*rows, index=1)
    assert detail.later["Phone"].matches == ("new-1",)
    assert detail.names["new-1"] == "Ode"


def test_a_refused_row_tells_what_the_next_stage_refuses_and_whom_it_would_reach() -> None:
    detail = detail_of({"Email": "ada@x.test", "Phone": "200"})
    assert detail.outlook == (
        "With Phone left out, the row would update 4000000000000001 Ada by Email, and change nothing.",
    )
    several = detail_of({"Email": "no mail"})
    assert several.outlook[0] == "Then: Last_Name is missing."
    assert several.outlook[-1].endswith("the row would insert.")


def test_a_row_that_is_taken_has_no_more_to_tell() -> None:
    assert detail_of(row(Email="ada@x.test")).outlook == ()


def test_the_pane_and_the_command_tell_the_same() -> None:
    sent = {"Email": "no mail", "Phone": "300"}
    told = why_row(forecast_of(sent, stored=STORED, check=["Email", "Phone"]), 0, MemoryIndex(STORED))
    assert [line for line in detail_of(sent).outlook if line not in told] == []
