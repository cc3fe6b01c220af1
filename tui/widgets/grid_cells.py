"""How a cell of the grid looks: what is wrong with it, its kind, and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.widgets.look import ACCENT, CLEARED, MOVED, MUTED
from tui.widgets.warning_sign import warning_sign

if TYPE_CHECKING:
    from tui.core.grid.table import Cell
    from tui.core.views.problems import TextProblem

_KIND_STYLES: Final = {
    "absent": MUTED,
    "missing": CLEARED,
    "null": f"italic {MOVED}",
    "text": "",
    "number": ACCENT,
    "truth": ACCENT,
    "list": "",
    "object": "",
}


def cell_mark(cell: Cell) -> str:
    """The sign in front of a cell: what is wrong with it, and whether it is added to."""
    problem = cell.problem
    wrong = "" if problem is None else "! " if problem.severity == "error" else f"{warning_sign()} "
    return wrong + ("+ " if cell.appends else "")


def styled_cell(cell: Cell) -> Content:
    style = _KIND_STYLES[cell.kind]
    if cell.problem is not None:
        return Content.styled(cell_mark(cell) + cell.text, problem_style(cell.problem))
    return Content.assemble((cell_mark(cell), ACCENT), (cell.text, style))


def problem_style(problem: TextProblem) -> str:
    return CLEARED if problem.severity == "error" or problem.loud else f"bold {MOVED}"
