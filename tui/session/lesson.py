"""A lesson opened: a state of its own, so that nothing of what a person has open is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.lesson_run import LessonRun
from tui.core.rules import Assumptions
from tui.dataset.files import DataSetError
from tui.dataset.lessons import LESSON, PAYLOAD
from tui.session.explorer import Explorer
from tui.session.reading import Draft

if TYPE_CHECKING:
    from tui.core.lessons import Lesson
    from tui.dataset.folder import DataSet


def open_lesson(lesson: Lesson, demo: DataSet) -> tuple[Explorer, LessonRun]:
    """The state of the app on a lesson, and its run at the beginning. Raises DataSetError for a lesson that cannot be
    forecast against the demo."""
    draft = Draft(lesson.text, lesson.module, Assumptions.parse(lesson.assume), module_is_chosen=True)
    explorer = Explorer(demo, draft, file_name=f"lesson {lesson.number}")
    view = explorer.view
    if view.forecast is None:
        reason = view.problem.reason if view.problem else "there is no forecast of it"
        key = f"{LESSON}: module" if view.problem and view.problem.of_data_set else PAYLOAD
        raise DataSetError(reason, f"{lesson.name}/{key}")
    if lesson.row >= len(view.forecast.rows):
        raise DataSetError("the call is refused as a whole", f"{lesson.name}/{PAYLOAD}")
    return explorer, LessonRun(lesson, view.forecast)
