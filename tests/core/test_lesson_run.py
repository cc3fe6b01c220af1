"""A person's way through a lesson: the first answer counts, and a task is solved by what it lets one change only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import LEADS, forecast_of, record, row
from tui.core.lesson_run import LISTS_TRIED, LessonRun
from tui.core.lessons import Choice, Lesson, Solution, Task, WantedRow
from tui.core.outcome import RowOutcome

if TYPE_CHECKING:
    from tui.core.forecast import Forecast

RECORDS = [record(1, Last_Name="Byron", Email="ada@x.test"), record(2, Last_Name="Pinch", Phone="555")]
INSERTS, UPDATES = WantedRow(0, RowOutcome.INSERT), WantedRow(0, RowOutcome.UPDATE)


def made(check: list[str] | None = None, *rows: dict[str, Any], **values: Any) -> Forecast:
    """A forecast of one row on Ada, or of these rows."""
    given = rows or (row(**({"Email": "ada@x.test"} | values)),)
    return forecast_of(*given, stored=RECORDS, check=check)


def run_of(task: Task, began: Forecast | None = None) -> LessonRun:
    """A lesson in which the second of three choices is right, at its question."""
    lesson = Lesson(
        number=1,
        name="01-found",
        title="Found",
        module="Leads",
        text="",
        rules=("match.none_inserts",),
        situation="",
        question="",
        row=0,
        choices=(Choice("insert", INSERTS), Choice("update", UPDATES), Choice("vanish", None)),
        hints=("one", "two"),
        after="",
        outcomes=(UPDATES,),
        task=task,
    )
    return LessonRun(lesson, began or made())


BY_LIST = Task("Make it insert by the list.", frozenset({"list"}), (INSERTS,))
IMPOSSIBLE = replace(BY_LIST, wanted=(replace(INSERTS, target_id="9"),), impossible="No list can.")


def test_the_cursor_goes_round_and_the_first_answer_counts() -> None:
    run = run_of(BY_LIST)
    assert (run.phase, run.right) == ("asking", 1)
    assert [run.mark(step).marked for step in (-1, 1, 2, 3)] == [2, 1, 2, 0]
    answered = run.answer(0)
    assert (answered.phase, answered.predicted, answered.marked) == ("trying", False, 0)
    assert answered.answer(1) is answered
    assert run.answer(1).predicted
    assert run.answer(3) is run
    assert run.answer(-1) is run


def test_a_lesson_begins_with_nothing_claimed_and_without_a_right_choice_its_last_one_is_taken() -> None:
    run = run_of(BY_LIST)
    assert not run.claimed
    assert not run.lesson.tour
    wrong = replace(run.lesson, choices=(Choice("vanish", None), Choice("insert", INSERTS)))
    assert replace(run, lesson=wrong).right == 1


def test_a_wanted_row_is_met_by_what_the_row_does_and_by_no_row_that_is_not_there() -> None:
    found = made(None, Company="c")
    assert [WantedRow(place).met(found) for place in (0, 1, 2)] == [True, False, False]
    assert WantedRow(0, duplicate_field="Email").met(found)
    assert not WantedRow(0, duplicate_field="Phone").met(found)
    assert WantedRow(0, items={"Company": 0}).met(found)
    assert not WantedRow(0, items={"Company": 1}).met(found)
    assert Solution(check_fields=("Phone",)).request(found.request) == found.request


def test_hints_come_one_by_one_and_begin_anew_at_the_task() -> None:
    run = run_of(BY_LIST)
    assert [run.hints, run.hint(2).hints, run.hint(2).hint(2).hints, run.hint(2).hint(2).hint(2).hints] == [0, 1, 2, 2]
    assert run.hint(2).answer(1).hints == 0


def test_nothing_is_solved_before_there_is_an_answer() -> None:
    solution = made(["Phone"])
    assert not run_of(BY_LIST).saw(solution).solved
    assert run_of(BY_LIST).answer(0).saw(solution).phase == "solved"
    assert run_of(BY_LIST).claim_impossible() == run_of(BY_LIST)


def test_a_task_is_solved_only_by_what_it_lets_one_change_and_stays_solved() -> None:
    run = run_of(BY_LIST).answer(1)
    assert run.saw(made(None)).phase == "trying"
    other_row = made(["Phone"], Email="new@x.test")
    assert BY_LIST.met(other_row)
    assert not run.saw(other_row).solved
    two_rows = made(["Phone"], row(Email="ada@x.test"), row(Email="more@x.test"))
    assert BY_LIST.met(two_rows)
    assert not run.saw(two_rows).solved
    done = run.saw(made(["Phone"]))
    assert done.solved
    assert done.saw(made(None)).solved


def test_rows_may_be_edited_where_the_task_says_so_but_none_may_come_or_go() -> None:
    task = Task("Make it insert.", frozenset({"rows"}), (INSERTS,))
    run = run_of(task).answer(1)
    assert run.saw(made(None, Email="new@x.test")).solved
    assert not run.saw(made(None, row(Email="new@x.test"), row(Email="ada@x.test"))).solved
    assert not run.saw(made(["Phone"], Email="new@x.test")).solved


def test_another_module_solves_nothing() -> None:
    elsewhere = replace(made(["Phone"]), module=replace(LEADS, api_name="Deals"))
    assert BY_LIST.met(elsewhere)
    assert not run_of(BY_LIST).answer(1).saw(elsewhere).solved


def test_who_says_that_it_cannot_be_done_is_right_only_where_it_cannot() -> None:
    wrong = run_of(BY_LIST).answer(1).claim_impossible()
    assert (wrong.claimed, wrong.solved) == (True, False)
    assert not wrong.saw(made(["Phone"])).claimed
    assert run_of(IMPOSSIBLE).answer(1).claim_impossible().solved


def test_an_impossible_task_is_told_after_a_few_lists_each_counted_once() -> None:
    run = run_of(IMPOSSIBLE).answer(1)
    lists = [["Phone"], ["Phone"], None, ["Phone", "Mobile"], [], ["Mobile"]]
    phases = []
    for names in lists:
        run = run.saw(made(names))
        phases.append(run.phase)
    assert LISTS_TRIED == 3
    assert phases == ["trying", "trying", "trying", "trying", "solved", "solved"]
    edited = run_of(IMPOSSIBLE).answer(1)
    for names in lists:
        edited = edited.saw(made(names, Last_Name="Other"))
    assert edited.tried == frozenset()
