"""What a change moved: rows whose outcome or target differs, and what they say they were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import forecast_of, record, row
from tui.core.outcome import RowOutcome
from tui.core.views.moves import Move, moved_sentences, moves

if TYPE_CHECKING:
    from tui.core.forecast import Forecast

STORED = [
    record("4000000000000001", Email="a@x.test", Last_Name="A"),
    record("4000000000000002", Phone="555", Last_Name="B"),
    record("4000000000000003", Email="c@x.test", Last_Name="Ode"),
]
BOTH = row(Email="a@x.test", Phone="777", Mobile="1")


def words(before: Forecast, now: Forecast) -> dict[int, str]:
    return {index: move.text(now.rows[index]) for index, move in moves(before, now).items()}


def test_rows_that_stay_as_they_are_have_not_moved() -> None:
    before = forecast_of(row(Email="a@x.test"), row(), stored=STORED, check=["Email"])
    now = forecast_of(row(Email="a@x.test"), row(), stored=STORED, check=["Email", "Phone"])
    assert moves(before, now) == {}


def test_another_target_is_named_by_the_end_of_the_old_id() -> None:
    sent = row(Email="c@x.test", Phone="555")
    before = forecast_of({**sent, "Last_Name": "New"}, stored=STORED[1:2], check=["Phone"])
    now = forecast_of({**sent, "Last_Name": "New"}, stored=[{**STORED[0], "Email": "c@x.test"}], check=["Email"])
    assert words(before, now) == {0: "was …0002"}


def test_another_outcome_is_named_with_the_old_target_where_that_is_gone() -> None:
    listed = forecast_of(row(Email="a@x.test"), stored=STORED, check=["Email"])
    ignored = forecast_of(row(Email="a@x.test"), stored=STORED, check=["Phone"])
    assert words(listed, ignored) == {0: "was UPDATE …0001"}
    assert words(ignored, listed) == {0: "was INSERT"}


def test_an_update_that_became_an_error_on_the_same_record_says_the_word_only() -> None:
    sent = row(Email="a@x.test", Phone="555")
    refused = forecast_of(sent, stored=STORED, check=["Email"])
    taken = forecast_of(sent, stored=STORED[:1], check=["Email"])
    assert refused.rows[0].outcome is RowOutcome.ERROR
    assert words(taken, refused) == {0: "was UPDATE"}
    assert words(refused, taken) == {0: "was ERROR"}


def test_unchanged_and_update_of_one_record_are_two_outcomes() -> None:
    same = forecast_of(row(Email="c@x.test"), stored=STORED, check=["Email"])
    other = forecast_of(row(Email="c@x.test"), stored=[{**STORED[2], "Last_Name": "Else"}], check=["Email"])
    assert same.rows[0].outcome is RowOutcome.UNCHANGED
    assert words(same, other) == {0: "was UNCHANGED"}


def test_only_rows_that_both_forecasts_have_are_compared() -> None:
    one = forecast_of(row(Email="a@x.test"), stored=STORED, check=["Phone"])
    two = forecast_of(row(Email="a@x.test"), row(), stored=STORED, check=["Email"])
    assert list(moves(one, two)) == [0]
    assert list(moves(two, one)) == [0]


def test_a_call_that_is_refused_as_a_whole_has_no_rows_that_moved() -> None:
    few = forecast_of(row(Email="a@x.test"), stored=STORED, check=["Email"])
    many = forecast_of(*[row()] * 101, stored=STORED, check=["Email"])
    assert moves(few, many) == {}


def test_short_ids_are_shown_whole() -> None:
    now = forecast_of(row(Email="a@x.test"), stored=[record(7, Email="a@x.test")], check=["Email"]).rows[0]
    assert Move(RowOutcome.UPDATE, "new-1").text(now) == "was new-1"


def now_as(outcome: str, target: str | None = None) -> Any:
    return replace(forecast_of(row()).rows[0], outcome=RowOutcome(outcome), target_id=target)


def test_a_target_is_named_only_where_it_is_another_one() -> None:
    update, unchanged, error = RowOutcome.UPDATE, RowOutcome.UNCHANGED, RowOutcome.ERROR
    told = [
        (Move(update, "1"), now_as("update", "2"), "was 1"),
        (Move(update, None), now_as("update", "2"), "was UPDATE"),
        (Move(update, "1"), now_as("unchanged", "2"), "was UPDATE 1"),
        (Move(unchanged, "1"), now_as("insert"), "was UNCHANGED 1"),
        (Move(unchanged, "1"), now_as("update", "1"), "was UNCHANGED"),
        (Move(update, None), now_as("insert"), "was UPDATE"),
        (Move(error, "1"), now_as("update", "2"), "was ERROR"),
        (Move(error, "1"), now_as("error", "2"), "was 1"),
    ]
    assert [move.text(now) for move, now, _ in told] == [text for *_, text in told]


def test_where_rows_were_added_or_taken_out_those_before_and_behind_are_compared() -> None:
    def having(*names: str, target: str) -> Forecast:
        """Rows that update one target, by what they send."""
        made = forecast_of(*[row(Company=name) for name in names])
        return replace(made, rows=tuple(replace(each, target_id=target) for each in made.rows))

    def moved(before: str, now: str) -> list[int]:
        return sorted(moves(having(*before, target="1"), having(*now, target="2")))

    assert moved("ab", "xy") == [0, 1]
    assert moved("abcd", "abxcd") == [0, 1, 3, 4]
    assert moved("abxcd", "abcd") == [0, 1, 2, 3]
    assert moved("ab", "abc") == moved("abc", "ab") == [0, 1]
    assert moved("bc", "abc") == [1, 2]
    assert moved("abc", "bc") == [0, 1]
    assert moved("aa", "aaa") == [0, 1]
    assert moved("ab", "xyz") == []


def test_what_a_row_was_is_told_before_the_last_step_and_as_opened() -> None:
    now, new, other = now_as("update", "2"), Move(RowOutcome.INSERT, None), Move(RowOutcome.ERROR, None)

    def told(step: Move | None, opened: Move | None, cause: str = "") -> tuple[str, ...]:
        return moved_sentences(step, opened, now, cause)

    before = "before the last step"
    assert told(None, None) == ()
    assert told(new, new) == (f"was INSERT {before}, and as opened",)
    assert told(new, other, "a\nkey") == (f"was INSERT {before} (a\\nkey)", "was ERROR as opened")
    assert told(new, None) == (f"was INSERT {before}", "as opened, it was the same as now")
    assert told(None, other) == ("was ERROR as opened",)
