"""Choosing a lesson: all of them with what is done, and the tour."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tui import keys
from tui.screens.dialogs.choices import GAP, Choices, Keys, SearchDialog
from tui.screens.dialogs.dialog import SHEET
from tui.widgets.look import ACCENT, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.lessons import Lesson
    from tui.session.progress import Progress, Stage

TOUR: Final = "tour"
"""What is returned for the tour; for a lesson it is its name."""

STAGES: Final[dict[Stage | None, tuple[str, str]]] = {
    None: ("", MUTED),
    "seen": ("· seen", MUTED),
    "done": ("✓ done", "$text-success"),
}
"""How far a person has come in a lesson: sign and word, and their colour."""

_STAGE, _TITLE = 7, 40  # cells


class _Search(Input):
    BINDINGS: ClassVar[list[BindingType]] = [*keys.LESSONS]


class LessonList(SearchDialog[str]):
    """Returns the name of a lesson, TOUR, or None."""

    CSS_PATH = [SHEET, "lessons.tcss"]
    HELP = """\
## Lessons
Each is a payload on the demo data, a question about one of its rows, and a task. What you have open stays as it is, and
comes back when you leave the lesson. Type a part of a title or of a rule to find a lesson.
"""

    def __init__(self, lessons: Sequence[Lesson], progress: Progress) -> None:
        super().__init__()
        self._lessons, self._progress = lessons, progress

    def compose(self) -> ComposeResult:
        """A search line and the list."""
        with Vertical() as box:
            done, count = self._progress.done(self._lessons), len(self._lessons)
            box.border_title = Content(f"lessons · {done} of {count} done")
            yield _Search(placeholder="type to search")
            yield Choices[str]()
            yield Keys()

    def fill(self, wanted: str) -> None:
        """The lessons that hold the words; for none all, the cursor on the first that is not done."""
        words = wanted.casefold().split()
        found = [lesson for lesson in self._lessons if all(word in _searchable(lesson) for word in words)]
        sought = wanted.casefold().strip()
        found.sort(key=lambda lesson: (sought != str(lesson.number), sought not in lesson.title.casefold()))
        following = next((lesson.name for lesson in found if self._progress.stage(lesson) != "done"), None)
        at = found[0].name if words and found else following
        if not words and not any(map(self._progress.stage, self._lessons)):
            at = TOUR
        self.choices().fill(self._lines(found, tour=not words), at)

    def _lines(self, found: Sequence[Lesson], *, tour: bool) -> Iterator[tuple[Content, str | None]]:
        if tour:
            count = sum(lesson.tour for lesson in found)
            yield Content.assemble(("5-minute tour", f"bold {ACCENT}"), (f"  {count} of these lessons", MUTED)), TOUR
            yield GAP
        for lesson in found:
            stage = fit(Content.styled(*STAGES[self._progress.stage(lesson)]), _STAGE)
            title = fit(Content.styled(lesson.title, STRONG), _TITLE)
            rules = Content.styled(", ".join(lesson.rules), MUTED)
            yield Content.assemble((f"{lesson.number:>2} ", MUTED), stage, title, " ", rules), lesson.name
        if not found:
            yield Content.styled("No lesson matches.", MUTED), None


def _searchable(lesson: Lesson) -> str:
    return f"{lesson.number} {lesson.name} {lesson.title} {lesson.situation} {' '.join(lesson.rules)}".casefold()
