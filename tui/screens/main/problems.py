"""What the main screen does about the problems of a payload: the list of them, and the fixes."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from tui.screens.main.orgs import OrgScreen
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.fixes.fixes import Fix, Fixes
    from tui.core.views.problems import TextProblem
    from tui.screens.dialogs.problems import ListedProblem, ProblemAnswer
    from tui.session.view import View

_MOST_LISTED: Final = 300
"""Problems that the list holds; where there are more, those about the selected row."""

_ROWS_BEFORE: Final = 20
"""Rows with a problem that are listed before the selected one, where not all are."""

_ROWS_AT_ONCE: Final = 500
"""Rows that are fixed so quickly that nothing need be said."""


class ProblemsScreen(OrgScreen):
    """A screen on an Explorer that lists problems and makes fixes."""

    def action_problems(self) -> None:
        """Every problem, at the one that the cursor is on, with what would fix it."""
        self.when_typed(self._list_problems)

    def _list_problems(self) -> None:
        from tui.screens.dialogs.problems import ProblemsDialog

        view = self.explorer.view
        if view.pending:
            self.complain("Still forecasting. Try again in a moment.")
            return
        listed = self._listed(view)
        if not listed:
            self.say("There are no problems in this payload.")
            return
        more = max(view.problems.count - len(listed), 0) if view.problems is not None else 0
        fixes = _FixesOf(view)
        dialog = ProblemsDialog(view.draft.text, listed, fixes.of, fixes.is_shared, self._nearest(listed), more)
        self.app.push_screen(dialog, partial(self._problem_chosen, view, fixes))

    def _listed(self, view: View) -> list[ListedProblem]:
        from tui.screens.dialogs.problems import ListedProblem

        if view.problem is not None:
            unreadable = not view.problem.of_data_set
            return [ListedProblem(view.problem.reason, view.problem.line)] if unreadable else []
        if view.problems is None:
            return []
        first = 0 if view.problems.count <= _MOST_LISTED else view.problems.rows_before(self.row, _ROWS_BEFORE)
        found = islice(view.problems.everything(first), _MOST_LISTED)
        return [ListedProblem(each.sentence, each.place.line + 1, each) for each in found]

    def _nearest(self, listed: list[ListedProblem]) -> int:
        """The problem to begin with: that of the editor's line, else the first of the selected row."""
        if self.shows_grid and self.grid is not None:
            here = (self.row, self.grid.name_here)
            cells = [(each.problem.row, each.problem.api_name) if each.problem else (None, None) for each in listed]
            if here in cells:
                return cells.index(here)
        if self._in_text:
            line = self.query_one(PayloadEditor).cursor_location[0] + 1
            behind = (place for place, each in enumerate(listed) if each.line is not None and each.line >= line)
        else:
            rows = ((place, each.problem.row) for place, each in enumerate(listed) if each.problem is not None)
            behind = (place for place, row in rows if row is not None and row >= self.row)
        return next(behind, 0)

    def _problem_chosen(self, view: View, fixes: _FixesOf, answer: ProblemAnswer | None) -> None:
        if answer is None:
            return
        problem, fix = answer.problem.problem, answer.fix
        if fix is None and problem is not None and self.shows_grid:
            self._show_cell(problem)
        elif fix is None:
            self.show_grid(False)
            self.action_show_pane("payload")
            column = (view.problem.column or 1) - 1 if view.problem else 0
            there = (problem.place.line, problem.place.start) if problem else ((answer.problem.line or 1) - 1, column)
            self.query_one(PayloadEditor).go_to(*there)
        elif answer.everywhere and problem is not None:
            self._fix_everywhere(view, partial(fixes.everywhere, problem, fix), len(fixes.rows_like(problem)))
        else:
            self._fixed(view, fix, fix.applied(view.draft.text), problem)

    def _show_cell(self, problem: TextProblem | None) -> None:
        """Go to the cell of the grid that a problem is about."""
        self.action_show_pane("payload")
        if self.grid is not None and problem is not None and problem.row is not None:
            self.grid.select(problem.row, problem.api_name)

    def _fix_everywhere(self, view: View, everywhere: Callable[[], Fix], rows: int) -> None:
        """Find the fix for every row in a thread: it takes a millisecond a row."""
        if rows > _ROWS_AT_ONCE:
            self.say(f"Fixing {rows:,} rows …")

        def find() -> None:
            fix = everywhere()
            text = fix.applied(view.draft.text)
            self.app.call_from_thread(self._fixed, view, fix, text)

        self.run_worker(find, thread=True, exclusive=True, group="fix", exit_on_error=False)

    def _fixed(self, view: View, fix: Fix, text: str, problem: TextProblem | None = None) -> None:
        if self.explorer.view.draft != view.draft:
            self.complain("The payload has changed in the meantime; nothing was fixed.")
            return
        self.show(self.explorer.set_text(text, fix.label))
        if fix.blank and self.shows_grid:
            self._show_cell(problem)
        elif fix.blank:
            self.action_show_pane("payload")
            before = text[: fix.cursor()]
            place = (before.count("\n"), len(before) - before.rfind("\n") - 1)
            self.query_one(PayloadEditor).move_cursor(place, center=True)


class _FixesOf:
    """The fixes of the problems of a view, made when the first is asked for."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._made: Fixes | None = None

    @property
    def _fixes(self) -> Fixes | None:
        from tui.core.fixes.fixes import Fixes

        view = self._view
        if self._made is None and view.forecast is not None and view.problems is not None:
            self._made = Fixes(view.draft.text, view.forecast, view.problems)
        return self._made

    def of(self, listed: ListedProblem) -> tuple[Fix, ...]:
        """What would put a problem right."""
        from tui.core.fixes.unreadable import unreadable_fixes

        if listed.problem is None:
            return unreadable_fixes(self._view.draft.text, self._view.module)
        return self._fixes.of(listed.problem) if self._fixes is not None else ()

    def is_shared(self, listed: ListedProblem) -> bool:
        """Whether other rows have it, too."""
        return listed.problem is not None and self._fixes is not None and self._fixes.is_shared(listed.problem)

    def rows_like(self, problem: TextProblem) -> tuple[int, ...]:
        """The rows that have it."""
        return self._view.problems.rows_like(problem) if self._view.problems is not None else ()

    def everywhere(self, problem: TextProblem, fix: Fix) -> Fix:
        """The fix for each of them."""
        return self._fixes.everywhere(problem, fix) if self._fixes is not None else fix
