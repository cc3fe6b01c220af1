"""How far a forecast is: when that is told, and in which words."""

from __future__ import annotations

from tests.cases import each_case
from tui.core.progress import EVERY, Progress, watched


@each_case(
    ("progress", "told"),
    [
        (Progress("rows", 50, 1200), ("forecasting", "50 of 1,200 rows")),
        (Progress("dependences", 199, 200), ("what rows depend on", "99 %")),
        (Progress("dependences", 0, 1), ("what rows depend on", "0 %")),
        (Progress("records", 1000, 2500, "the key of Company"), ("making the key of Company", "1,000 of 2,500")),
    ],
)
def test_it_is_told_in_rows_records_or_hundredths(progress: Progress, told: tuple[str, str]) -> None:
    assert progress.told == told


def test_it_is_told_at_the_first_of_every_fifty_over_all_that_is_passed_on() -> None:
    told: list[Progress] = []
    passing = watched(told.append, "rows", 120)
    assert [*passing(range(70)), *passing(range(70, 120))] == [*range(120)]
    assert [(each.part, each.done, each.total) for each in told] == [("rows", done, 120) for done in (0, 50, 100)]
    assert EVERY == 50
