"""How one comes to a lesson: from the list, by name, or on the tour. What cannot be read is told, and nothing opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.display import one_line
from tui.dataset.files import DataSetError
from tui.dataset.folder import DataSet, demo_folder
from tui.dataset.lessons import find_lesson, lessons
from tui.screens.lessons.list import TOUR, LessonList
from tui.screens.lessons.screen import LessonScreen
from tui.screens.main.screen import MainScreen
from tui.session.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App

    from tui.core.lessons import Lesson


def choose_lesson(app: App[int]) -> None:
    """Offer the list, and open what is chosen."""
    known = _known(app)
    if not known:
        return
    progress = _progress(app)

    def chosen(name: str | None) -> None:
        if name == TOUR:
            begin_tour(app)
        elif name is not None and (lesson := find_lesson(name, known)) is not None:
            _begin(app, known, lesson, progress)

    app.push_screen(LessonList(known, progress), chosen)


def begin_lesson(app: App[int], name: str) -> None:
    """Open the lesson of a name, where there is one."""
    known = _known(app)
    lesson = find_lesson(name, known)
    if lesson is not None:
        _begin(app, known, lesson, _progress(app))


def begin_tour(app: App[int]) -> None:
    """Open the first lesson of the tour."""
    tour = [lesson for lesson in _known(app) if lesson.tour]
    if tour:
        _begin(app, tour, tour[0], _progress(app), tour=True)


def take_offer(app: App[int], choice: str) -> None:
    """Do what was chosen of the first start's offer, and keep that it was made."""
    trouble = _progress(app).offer_made()
    if trouble:
        _warn(app, trouble)
    if choice == "tour":
        begin_tour(app)
    elif choice == "own" and isinstance(app.screen, MainScreen):
        app.screen.action_open()


def _begin(app: App[int], among: Sequence[Lesson], lesson: Lesson, progress: Progress, *, tour: bool = False) -> None:
    if isinstance(app.screen, LessonScreen):
        app.screen.begin(lesson, among, tour=tour)
        return
    demo = None
    try:
        demo = DataSet.open(demo_folder())
        app.push_screen(LessonScreen(demo, among, lesson, progress, tour=tour))
    except (DataSetError, OSError) as error:
        if demo is not None:
            demo.close()
        _complain(app, error)


def _known(app: App[int]) -> tuple[Lesson, ...]:
    try:
        return lessons()
    except (DataSetError, OSError) as error:
        _complain(app, error)
        return ()


def _progress(app: App[int]) -> Progress:
    progress = Progress()
    if progress.note:
        _warn(app, progress.note)
    return progress


def _complain(app: App[int], error: Exception) -> None:
    _warn(app, f"This lesson cannot be opened: {error}")


def _warn(app: App[int], sentence: str) -> None:
    app.notify(one_line(sentence), severity="warning", timeout=12, markup=False)
