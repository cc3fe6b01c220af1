"""Every bundled lesson, run by the engine: its outcomes, its one right answer, and its task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tui.core.forecast import Forecast, forecast
from tui.core.matrix import matrix
from tui.core.rules import Assumptions
from tui.dataset.folder import DataSet, demo_folder
from tui.dataset.lessons import find_lesson, lessons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.lessons import Lesson
    from tui.core.payload.request import UpsertRequest

LESSONS = lessons()
every_lesson = each_case("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS], shared=("demo",))


@pytest.fixture(scope="module")
def demo() -> Iterator[DataSet]:
    with DataSet.open(demo_folder()) as data_set:
        yield data_set


def opened(lesson: Lesson, demo: DataSet) -> Forecast:
    """The forecast of a lesson as it opens."""
    request = lesson.request(demo.module(lesson.module))
    return made(lesson, demo, request, Assumptions.parse(lesson.assume))


def made(lesson: Lesson, demo: DataSet, request: UpsertRequest, assumptions: Assumptions) -> Forecast:
    return forecast(request, demo.module(lesson.module), demo.records(lesson.module), assumptions)


def test_there_are_fifteen_lessons_and_more_numbered_in_a_row() -> None:
    assert [lesson.number for lesson in LESSONS] == list(range(1, len(LESSONS) + 1))
    assert len(LESSONS) >= 15
    assert len({lesson.title for lesson in LESSONS}) == len(LESSONS)


@every_lesson
def test_its_rows_do_what_it_says(lesson: Lesson, demo: DataSet) -> None:
    found = opened(lesson, demo)
    rows = {
        outcome.index: (row.outcome, row.target_id, row.duplicate_field, row.found)
        for outcome, row in zip(lesson.outcomes, (found.rows[each.index] for each in lesson.outcomes), strict=True)
    }
    assert [outcome.index + 1 for outcome in lesson.outcomes if not outcome.met(found)] == [], rows
    assert {outcome.index for outcome in lesson.outcomes} == set(range(len(found.rows)))


@every_lesson
def test_exactly_one_of_its_choices_is_right(lesson: Lesson, demo: DataSet) -> None:
    found = opened(lesson, demo)
    assert len(lesson.right(found)) == 1
    assert len({choice.text for choice in lesson.choices}) == len(lesson.choices) >= 2


def rules_of(found: Forecast) -> set[str]:
    """The rules that have a part in a forecast."""
    rules = {entry.rule for entry in found.order.entries} | {entry.rule for entry in found.order.not_checked}
    rules |= {notice.rule for notice in (*found.warnings, *found.notes)}
    for row in found.rows:
        rules |= {*row.rules, *(step.rule for step in row.trace if step.rule), *(error.rule for error in row.found)}
        rules |= {notice.rule for notice in (*row.warnings, *row.notes)}
    return rules


UNMARKED = ("write.", "call.rows_are_independent", "match.literal")
"""Rules that a forecast obeys without naming them."""


@every_lesson
def test_its_rules_have_a_part_in_what_happens_or_in_its_task(lesson: Lesson, demo: DataSet) -> None:
    found, solution = opened(lesson, demo), lesson.task.solution
    rules = rules_of(found)
    if solution is not None:
        rules |= rules_of(made(lesson, demo, solution.request(found.request), solution.assumptions(found.assumptions)))
    assert [rule for rule in lesson.rules if rule not in rules and not rule.startswith(UNMARKED)] == []


@every_lesson
def test_its_task_is_not_done_at_the_start(lesson: Lesson, demo: DataSet) -> None:
    found = opened(lesson, demo)
    assert not lesson.task.solved(found, found)


@every_lesson
def test_its_task_is_solved_by_its_solution_or_no_order_solves_it(lesson: Lesson, demo: DataSet) -> None:
    found, task = opened(lesson, demo), lesson.task
    if task.solution is None:
        assert task.change == {"list"}
        whole = matrix(found.request, found.module, demo.records(lesson.module), found.assumptions)
        assert whole.complete
        for order in whole.orders:
            other = made(lesson, demo, found.request.checking(order.duplicate_check_fields), found.assumptions)
            assert not task.solved(other, found)
        return
    done = made(lesson, demo, task.solution.request(found.request), task.solution.assumptions(found.assumptions))
    assert task.solved(done, found), [(row.outcome, row.target_id, row.found) for row in done.rows]


@every_lesson
def test_a_task_is_not_solved_by_touching_what_is_to_stay(lesson: Lesson, demo: DataSet) -> None:
    found, solution = opened(lesson, demo), lesson.task.solution
    if solution is None:
        return
    request, assumptions = solution.request(found.request), solution.assumptions(found.assumptions)
    if "list" not in lesson.task.change:
        other = made(lesson, demo, request.checking([*found.order.names]), assumptions)
        assert not lesson.task.solved(other, found) or request.duplicate_check_fields == found.order.names
    if "assumptions" not in lesson.task.change:
        other = made(lesson, demo, request, assumptions.having("valid.stages", "all_stages"))
        assert not lesson.task.solved(other, found)


@every_lesson
def test_it_is_short(lesson: Lesson) -> None:
    """A card of four lines has room for it, at 80 columns too."""
    assert len(lesson.title) <= 40
    assert len(lesson.situation) <= 200
    assert len(lesson.question) <= 80
    assert all(len(choice.text) <= 48 for choice in lesson.choices)
    assert len(lesson.after) <= 220
    assert all(len(hint) <= 100 for hint in lesson.hints)
    assert len(lesson.task.text) <= 130


def test_a_lesson_is_found_by_its_number_and_its_name() -> None:
    third = LESSONS[2]
    for name in ("3", "03", third.name, third.name[3:], third.name.upper()):
        assert find_lesson(name, LESSONS) is third
    assert find_lesson("99", LESSONS) is None
    assert find_lesson("", LESSONS) is None
