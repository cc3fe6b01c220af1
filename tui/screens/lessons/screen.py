"""A lesson on the main screen, over what is open: its own state on its own copy of the demo, with a card below.

What was open stays as it is underneath, in the app's session too: leaving a lesson takes nothing but this screen away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content

from tui import keys
from tui.core.display import one_line
from tui.dataset.files import DataSetError
from tui.keys import key_name
from tui.screens.main.screen import MainScreen
from tui.screens.rules import RulesScreen
from tui.session.lesson import open_lesson
from tui.widgets.forecast_table import ForecastTable
from tui.widgets.lesson_card import LessonCard, hints_of
from tui.widgets.look import MOVED, MUTED
from tui.widgets.order import Order
from tui.widgets.payload_editor import PayloadEditor
from tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.lesson_run import LessonRun, Phase
    from tui.core.lessons import Lesson
    from tui.dataset.folder import DataSet
    from tui.session.progress import Progress, Stage
    from tui.session.view import View

_WHEN: Final[Mapping[str, tuple[Phase, ...]]] = {
    "mark_choice": ("asking",),
    "answer": ("asking",),
    "work": ("trying",),
    "impossible": ("trying",),
    "hint": ("asking", "trying"),
}
"""The phases in which there is something to do for an action of the card."""

_TELLS_THE_ANSWER: Final = frozenset(
    {"what_if", "backwards", "try_it", "problems", "go_to_problem", "read_warnings", "export"}
)
"""What the main screen can do that shows what becomes of a row."""


class LessonScreen(MainScreen):
    """One lesson after the other, of those that are given; ``tour``: they are the tour.

    demo: the data set that they are about, which is closed with the screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.LESSON]
    CSS_PATH = "lessons.tcss"  # behind that of the main screen, which lies below
    AUTO_FOCUS = "LessonCard"

    def __init__(
        self, demo: DataSet, lessons: Sequence[Lesson], lesson: Lesson, progress: Progress, *, tour: bool = False
    ) -> None:
        """Raises DataSetError for a lesson that cannot be forecast."""
        explorer, self._run_of = open_lesson(lesson, demo)
        super().__init__(explorer, row=lesson.row)
        self._demo, self._lessons, self._progress, self._tour = demo, tuple(lessons), progress, tour

    @property
    def lesson(self) -> Lesson:
        """The lesson that is open."""
        return self._run_of.lesson

    @property
    def phase(self) -> Phase:
        """Where the person stands in it."""
        return self._run_of.phase

    def compose_below(self) -> ComposeResult:
        """The card, below the panes."""
        yield LessonCard()

    def on_mount(self) -> None:
        """It was opened."""
        self._reached("seen")

    def on_unmount(self) -> None:
        """Nobody asks the demo any more."""
        self._demo.close()

    # --- showing ------------------------------------------------------------------------------------------------------

    def _paint(self, view: View, *, push_text: bool) -> None:
        if view.forecast is not None and not view.stale:
            self._go_on(self._run_of.saw(view.forecast))
        super()._paint(replace(view, unsaved=False), push_text=push_text)  # a lesson is never saved
        self._show_card(view)

    def _show_payload(self, view: View) -> None:
        super()._show_payload(self._without_answers(view))

    def _show_cause(self, view: View) -> None:
        if self.phase == "asking" and view.problem is None:
            self._say_below("The forecast is hidden until you have answered.", MUTED)
        else:
            super()._show_cause(self._without_answers(view))

    def _say_below(self, sentence: str, style: str) -> None:
        """Where a message that pops up would lie over the card."""
        self.query_one("#cause", Words).say(Content.styled(sentence, style))

    def _without_answers(self, view: View) -> View:
        """A view that does not tell what becomes of the rows, while that is asked."""
        return replace(view, problems=None) if self.phase == "asking" else view

    def _show_card(self, view: View) -> None:
        place = self._lessons.index(self.lesson) + 1
        what = "tour" if self._tour else "lesson"
        title = f"{what} {place} of {len(self._lessons)} · {self.lesson.title}"
        following = self._following
        if following is not None:
            words = f"the next lesson: {following.title}"
        else:
            words = "that was the tour: all lessons" if self._tour else "that was the last one: all lessons"
        now = None if view.stale else view.forecast
        self.set_class(self.phase == "asking", "-asking")
        self.query_one(Order).lead_on(self.phase != "asking")
        self.query_one(LessonCard).show(self._run_of, now, title=title, following=words)

    def _go_on(self, run: LessonRun) -> None:
        solved = run.solved and not self._run_of.solved
        self._run_of = run
        if solved:
            self._reached("done")

    def _step(self, run: LessonRun) -> None:
        """The run after something that a person did in the card."""
        self._go_on(run)
        self._show_card(self.explorer.view)
        self.refresh_bindings()

    def _reached(self, stage: Stage) -> None:
        trouble = self._progress.reach(self.lesson, stage)
        if trouble:
            self.complain(trouble)

    # --- the question -------------------------------------------------------------------------------------------------

    def action_mark_choice(self, step: int) -> None:
        """The cursor on another choice."""
        self._step(self._run_of.mark(step))

    def action_choose(self, place: int) -> None:
        """Give the answer that was clicked."""
        self._answer(place)

    def action_answer(self) -> None:
        """Give the answer that the cursor is on."""
        self._answer(self._run_of.marked)

    def _answer(self, place: int) -> None:
        """Show what becomes of the row as the lesson began: what was moved meanwhile is put back; undo brings it."""
        if self.phase != "asking":
            return
        self.take_typed()
        self._put_back("the lesson as it began")
        self._go_on(self._run_of.answer(place))
        self.show(self.explorer.view)
        self._mark_pane("detail")
        self._select_row()
        self.refresh_bindings()

    def _select_row(self) -> None:
        """Show the row that the question is about, in the payload too, once the panes have their sizes."""
        self.query_one(ForecastTable).select(self.lesson.row)
        self._look_at(self.lesson.row)
        self.call_after_refresh(self.call_after_refresh, self._scroll_to_row)

    def _scroll_to_row(self) -> None:
        lines = self.explorer.view.row_lines
        if self.row < len(lines) and lines[self.row]:
            self.query_one(PayloadEditor).scroll_to(y=max(0, lines[self.row][0] - 1), animate=False)

    def _put_back(self, cause: str) -> None:
        fresh, _ = open_lesson(self.lesson, self._demo)
        self.explorer.set_draft(fresh.view.draft, cause)

    # --- the task -----------------------------------------------------------------------------------------------------

    def action_work(self) -> None:
        """Go to where the task is solved."""
        change = self.lesson.task.change
        if "list" in change:
            self.action_show_pane("fields")
        elif "rows" in change:
            self.action_show_pane("payload")
        else:
            self.action_assumptions()

    def action_hint(self) -> None:
        """A hint, and another one at the next press."""
        self._step(self._run_of.hint(len(hints_of(self._run_of))))

    def action_impossible(self) -> None:
        """The person says that the task cannot be done."""
        self._step(self._run_of.claim_impossible())

    def action_show_rule(self, rule: str) -> None:
        """Read a rule in the catalogue."""
        self.app.push_screen(RulesScreen(rule, self.explorer.view.draft.assumptions))

    def action_to_card(self) -> None:
        """The focus to the card."""
        self.query_one(LessonCard).focus()

    # --- from lesson to lesson ----------------------------------------------------------------------------------------

    @property
    def _following(self) -> Lesson | None:
        """The lesson after this one."""
        place = self._lessons.index(self.lesson) + 1
        return self._lessons[place] if place < len(self._lessons) else None

    async def action_next_lesson(self) -> None:
        """The next one; behind the last, the list."""
        following = self._following
        if following is None:
            await self.app.run_action("lessons")
        else:
            self.begin(following)

    def action_previous_lesson(self) -> None:
        """The one before."""
        place = self._lessons.index(self.lesson)
        self.begin(self._lessons[max(0, place - 1)])

    def action_begin_again(self) -> None:
        """This one from its beginning."""
        self.begin(self.lesson)

    def begin(self, lesson: Lesson, lessons: Sequence[Lesson] = (), *, tour: bool = False) -> None:
        """Go to a lesson. lessons: those that it belongs to, where these are others than so far."""
        try:
            explorer, run = open_lesson(lesson, self._demo)
        except DataSetError as error:
            self.complain(one_line(str(error)))
            return
        if lessons:
            self._lessons, self._tour = tuple(lessons), tour
        self.explorer, self._run_of = explorer, run
        self.show_other(explorer.view)
        self._select_row()
        self._mark_pane("fields")
        self.action_to_card()
        self._reached("seen")
        self.refresh_bindings()

    def action_leave_lesson(self) -> None:
        """Back to what was open."""
        self.dismiss()

    # --- what the main screen can do, and a lesson cannot -------------------------------------------------------------

    def action_show_pane(self, pane: str) -> None:
        """Go to a pane; not to the answer before there is a prediction."""
        if self.phase == "asking" and pane in ("forecast", "detail"):
            self._say_below("Predict first: the forecast is shown when you have answered.", f"bold {MOVED}")
            self.action_to_card()
        else:
            super().action_show_pane(pane)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the card that have nothing to do in a phase are left out, and what would tell the answer."""
        if action in _WHEN:
            return self.phase in _WHEN[action]
        if action in _TELLS_THE_ANSWER and self.phase == "asking":
            return False
        return super().check_action(action, parameters)

    def _not_here(self, what: str) -> None:
        self.complain(f"This is a lesson. Leave it to {what}: {key_name('lesson.leave')} in the card does.")

    def action_open(self) -> None:
        """Not in a lesson."""
        self._not_here("open a payload")

    def open_dropped(self, paths: Sequence[Path]) -> None:
        """Not in a lesson."""
        self._not_here(f"open {one_line(paths[0].name)}")

    def action_new(self) -> None:
        """Not in a lesson."""
        self._not_here("begin a payload")

    def action_pick_data_set(self) -> None:
        """Not in a lesson."""
        self._not_here("choose a data set")

    def action_live(self) -> None:
        """Not in a lesson."""
        self._not_here("send or pull")

    def action_pull(self, *, for_payload: bool = False) -> None:
        """Not in a lesson."""
        self._not_here("pull")
