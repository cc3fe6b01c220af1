"""The payload's pane of the main screen: the payload as text or as a grid, and what is said of it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.core.display import one_line
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.rows_in_org import RowsInOrg
from tui.core.views.describe import count_of
from tui.dataset.files import DataSetError
from tui.keys import key_name
from tui.screens.main.panes import PanesScreen
from tui.session.looks import Looks
from tui.widgets.find_bar import FindBar
from tui.widgets.forecast_table import ForecastTable
from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED, button
from tui.widgets.payload_editor import PayloadEditor
from tui.widgets.warning_sign import warning_sign
from tui.widgets.words import entitle

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.views.problems import TextProblem
    from tui.session.explorer import Explorer
    from tui.session.reading import Problem
    from tui.session.view import View
    from tui.widgets.grid import GridTable


class PayloadScreen(PanesScreen):
    """A screen with the payload of an Explorer, which turns from text into a grid and back."""

    def __init__(self, explorer: Explorer, *, row: int, pane: str) -> None:
        """row: the one that is looked at first (0-based); pane: the one that is shown first."""
        super().__init__(pane)
        self.explorer = explorer
        self._row = row
        self.in_org = RowsInOrg()
        """What sends of the payload that is open saved."""

    # --- text or grid -------------------------------------------------------------------------------------------------

    @property
    def editor(self) -> PayloadEditor:
        """The payload as text."""
        return self.query_one(PayloadEditor)

    @property
    def grid(self) -> GridTable | None:
        """The payload as a grid, if it was ever wanted."""
        from tui.widgets.grid import GridTable

        return next(iter(self.query(GridTable)), None) if self._had_grid else None

    _had_grid = False

    @property
    def shows_grid(self) -> bool:
        """Whether the payload stands there as a grid, not as text."""
        return self._had_grid and self.editor.has_class("-away")

    @property
    def payload_widget(self) -> PayloadEditor | GridTable:
        """What shows the payload now."""
        return self.grid if self.shows_grid and self.grid is not None else self.editor

    def show_grid(self, wanted: bool) -> None:
        """Show the payload as a grid, which is loaded when it is first wanted, or as text."""
        if wanted and not self._had_grid:
            from tui.widgets.grid import GridTable

            self._had_grid = True
            self.query_one("#right").mount(GridTable(id="grid"), after=self.editor)
        self._changed()
        self.editor.set_class(wanted, "-away")
        if self.grid is not None:
            self.grid.set_class(not wanted, "-away")
        view = self.explorer.view
        if not wanted:
            self.editor.show_text(view.draft.text)
        self._show_payload(view)

    @property
    def looks(self) -> Looks:
        """How the panes are left."""
        return Looks(self.shows_grid, self.sizes.kept())

    def take_looks(self, looks: Looks) -> None:
        """Have the panes as they were left."""
        self.sizes.take(looks.sizes)
        if looks.grid != self.shows_grid:
            self.show_grid(looks.grid)

    # --- what was saved of it -----------------------------------------------------------------------------------------

    @property
    def rows_in_org(self) -> frozenset[int]:
        """The rows that a send saved, and that are still what was sent."""
        view = self.explorer.view
        return frozenset() if view.request is None or view.problem else self.in_org.among(view.request.rows)

    def forget_rows(self) -> None:
        """Another payload is going to be shown: nothing of it is ticked, or known to be saved."""
        self.in_org = RowsInOrg()
        self.query_one(ForecastTable).forget_ticks()

    # --- what it shows ------------------------------------------------------------------------------------------------

    def _title_of_payload(self, view: View) -> Content:
        text, grid = (MUTED, ACCENT) if self.shows_grid else (ACCENT, MUTED)
        names = Content.assemble(f"{key_name('payload.grid')} ", ("Text", text), " │ ", ("Grid", grid))
        return Content.assemble(
            f"{key_name('pane.payload')} payload · ",
            one_line(view.file_name),
            (" ●" if view.unsaved else "", MOVED),
            " · ",
            button(names, "screen.turn_payload"),
        )

    def _show_in_grid(self, view: View, grid: GridTable) -> None:
        problem, message = view.problem, ""
        if problem is not None:
            back = f"{key_name('payload.grid')} or {key_name('grid.edit')} goes back to the text."
            message = f"! {_told(problem)}\nThere is no grid of what can't be read.\n{back}"
        grid.saved = self.rows_in_org
        grid.set_class(view.pending, "-stale")
        grid.border_title = self._title_of_payload(view)
        grid.show(view.draft.text, self._module_of(view), view.forecast, view.problems, message)

    def _module_of(self, view: View) -> Module:
        """The module of what is shown; while its forecast is made, that of the view may still be another."""
        if not view.pending or (view.module.fields and view.module.api_name == view.draft.module):
            return view.module
        try:
            return view.draft.tried_in(self.explorer.data_set.module(view.draft.module))
        except DataSetError:
            return view.module

    def _show_payload(self, view: View) -> None:
        if self.shows_grid and self.grid is not None:
            self._show_in_grid(view, self.grid)
            return
        editor = self.editor
        problem = view.problem
        place = (problem.line - 1, (problem.column or 1) - 1) if problem and problem.line is not None else None
        editor.module = view.module
        saved = {view.row_lines[row].start for row in self.rows_in_org if row < len(view.row_lines)}
        editor.mark(place, self._lines_of_row(view), view.problems, frozenset(saved))
        entitle(editor, title=self._title_of_payload(view))
        if problem and problem.of_data_set:
            editor.say("")
        elif problem:
            editor.say(Content.styled(_told(problem), "bold $text-error"))
        elif view.request and not view.pending:
            editor.say(_state_of_text(view))

    def _show_row_of_payload(self, view: View) -> None:
        """Bring the row that is looked at into sight, unless one is in the payload oneself."""
        if self.shows_grid and self.grid is not None:
            if not self.grid.has_focus:
                self.grid.select(self._row)
            return
        self._show_payload(view)
        lines = self._lines_of_row(view)
        if lines and not self._in_text and self.editor.cursor_location[0] not in lines:
            self.editor.move_cursor((lines[0], 0), center=True)

    def _lines_of_row(self, view: View) -> range:
        """The lines of the row that is looked at (0-based); none where the text has no such row."""
        return view.row_lines[self._row] if self._row < len(view.row_lines) else range(0)

    def _problem_at_cursor(self, view: View) -> Content | None:
        """What is wrong in the line of the editor's cursor, or in the grid's cell."""
        here = self.grid.problem_here if self.shows_grid and self.grid is not None and self.grid.has_focus else None
        if here is not None:
            return _problem_text(here)
        if view.problems is None or not self._in_text:
            return None
        found = view.problems.on_line(self.editor.cursor_location[0])
        return Content("  ").join(map(_problem_text, found)) if found else None

    @property
    def _in_text(self) -> bool:
        """Whether one is in the payload, or finds words there."""
        bar = self.query_one(FindBar)
        return self.editor.has_focus or (bar.has_focus_within and bar.pane == "payload")


def _told(problem: Problem) -> str:
    """Why a payload can't be read, and where."""
    where = f"line {problem.line}, column {problem.column}: " if problem.line is not None else ""
    return where + one_line(problem.reason)


def _problem_text(problem: TextProblem) -> Content:
    refused = problem.severity == "error"
    style = CLEARED if refused or problem.loud else f"bold {MOVED}"
    return Content.assemble((f"{'!' if refused else warning_sign()} ", style), problem.sentence)


def _state_of_text(view: View) -> Content:
    """The border of the payload's pane: rows, calls, and how many problems there are."""
    rows = len(view.request.rows) if view.request else 0
    parts = [Content(f"JSON ok · {count_of(rows, 'row')}")]
    if rows > ROWS_PER_CALL:
        calls = count_of(-(-rows // ROWS_PER_CALL), "call")
        parts.append(Content(f"{calls} of {ROWS_PER_CALL}" if view.draft.split else "one call"))
    if view.problems and view.problems.refused:
        parts.append(Content.styled(f"{view.problems.refused:,} refused", "bold $text-error"))
    if view.problems and view.problems.warnings:
        parts.append(Content.styled(count_of(view.problems.warnings, "warning"), f"bold {MOVED}"))
    return Content(" · ").join(parts)
