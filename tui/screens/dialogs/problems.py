"""Every problem of a payload, and what would put each right: to jump to one, or to fix it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tui import keys
from tui.core.display import escaped, one_line
from tui.dataclass import dataclass
from tui.screens.dialogs.choices import Choices, Keys
from tui.screens.dialogs.dialog import Dialog
from tui.widgets.look import CLEARED, MOVED, MUTED, STRONG
from tui.widgets.warning_sign import warning_sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.fixes.fixes import Fix
    from tui.core.views.problems import TextProblem

_EDITS_SHOWN: Final = 2
"""Places of the text that are shown, as they are and as they would be."""

_LINES_SHOWN: Final = 3
"""Lines of one such place."""

_WIDEST_LINE: Final = 84
_BEFORE: Final = 20
"""Characters of a long line that are shown before the place that changes."""


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem as the list shows it. ``problem`` is None for the mistake that keeps a text from being read, which
    stands at ``line`` (from 1, None where it has no one place)."""

    sentence: str
    line: int | None
    problem: TextProblem | None = None

    @property
    def is_error(self) -> bool:
        """Whether it is more than a warning."""
        return self.problem is None or self.problem.severity == "error"


@dataclass(frozen=True, slots=True)
class ProblemAnswer:
    """What is to be done about a problem: a fix made, in every row that has the same one if ``everywhere``; or, for
    None, gone to its place."""

    problem: ListedProblem
    fix: Fix | None = None
    everywhere: bool = False


class _Problems(Choices[ListedProblem], can_focus=True):
    """The list; the dialog has nothing else that takes keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PROBLEMS]


class ProblemsDialog(Dialog[ProblemAnswer]):
    """Returns a ProblemAnswer, or None. text: what the problems are in. fixes_of: what would put one right, and
    is_shared: whether other rows have it, too, both asked for the one that the cursor is on. at: the problem to begin
    with. more: how many are not listed."""

    HELP = """\
## Problems
Everything that is refused or worth a look, in the order of the payload. Below the list is what a fix would
change, before it is made: **{problems.other_fix}** shows the next one, **{problems.fix}** makes it,
**{problems.everywhere}** makes it in every row that has the same problem. Each is one step, which **{history.undo}**
takes back.
"""

    def __init__(
        self,
        text: str,
        problems: Sequence[ListedProblem],
        fixes_of: Callable[[ListedProblem], Sequence[Fix]],
        is_shared: Callable[[ListedProblem], bool],
        at: int = 0,
        more: int = 0,
    ) -> None:
        super().__init__()
        self._text, self._problems, self._fixes_of, self._is_shared = text, problems, fixes_of, is_shared
        self._at, self._more = at, more
        self._fixes: Sequence[Fix] = ()
        self._shown = 0

    def compose(self) -> ComposeResult:
        """The problems, what would fix the one that is looked at, and the keys."""
        with Vertical() as box:
            errors = sum(problem.is_error for problem in self._problems)
            box.border_title = f"problems: {errors:,} refused, {len(self._problems) - errors:,} to look at"
            box.border_subtitle = f"{self._more} more are not listed" if self._more else ""
            yield _Problems()
            yield Static(id="sentence", markup=False)
            yield Static(id="fix", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """All of them, the cursor on the one that was looked at."""
        problems = self.query_one(_Problems)
        at = self._problems[self._at] if self._at < len(self._problems) else None
        problems.fill([(_line(problem), problem) for problem in self._problems], at)
        problems.focus()

    @property
    def problem(self) -> ListedProblem | None:
        """The one that the cursor is on."""
        return self.query_one(_Problems).value

    @property
    def fix(self) -> Fix | None:
        """The fix that is shown."""
        return self._fixes[self._shown] if self._fixes else None

    @on(OptionList.OptionHighlighted)
    def _look_at(self) -> None:
        problem = self.problem
        self._fixes, self._shown = (self._fixes_of(problem) if problem else ()), 0
        self._show()

    def _show(self) -> None:
        problem, fix = self.problem, self.fix
        self.query_one("#sentence", Static).update(one_line(problem.sentence) if problem else "")
        self.query_one("#fix", Static).update(Content("\n").join(self._lines(fix)) if fix else _no_fix(problem))
        self.refresh_bindings()

    def _lines(self, fix: Fix) -> Iterator[Content]:
        count = f"  {self._shown + 1} of {len(self._fixes)}" if len(self._fixes) > 1 else ""
        yield Content.assemble(("Fix: ", MUTED), (one_line(fix.label), STRONG), (count, MUTED))
        yield from changed_lines(self._text, fix)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A fix is made where there is one, and another shown where there are several."""
        if action == "fix":
            return self.fix is not None
        if action == "other_fix":
            return len(self._fixes) > 1
        if action == "fix_everywhere":
            return self.fix is not None and self.problem is not None and self._is_shared(self.problem)
        return super().check_action(action, parameters)

    def action_other_fix(self) -> None:
        """Show the next fix."""
        self._shown = (self._shown + 1) % len(self._fixes)
        self._show()

    def action_fix(self) -> None:
        """Make the fix that is shown."""
        if self.problem is not None and self.fix is not None:
            self.dismiss(ProblemAnswer(self.problem, self.fix))

    def action_fix_everywhere(self) -> None:
        """Make the fix that is shown in every row that has this problem."""
        if self.problem is not None and self.fix is not None:
            self.dismiss(ProblemAnswer(self.problem, self.fix, everywhere=True))

    @on(OptionList.OptionSelected)
    def _go_there(self) -> None:
        if self.problem is not None:
            self.dismiss(ProblemAnswer(self.problem))


def _line(problem: ListedProblem) -> Content:
    row = problem.problem.row if problem.problem is not None else None
    loud = problem.is_error or (problem.problem is not None and problem.problem.loud)
    return Content.assemble(
        (f"{'!' if problem.is_error else warning_sign()} ", CLEARED if loud else f"bold {MOVED}"),
        (f"{'' if row is None else f'row {row + 1}':<8}", MUTED),
        (f"{'' if problem.line is None else f'line {problem.line}':<10}", MUTED),
        one_line(problem.sentence),
    )


def _no_fix(problem: ListedProblem | None) -> Content:
    return Content.styled("Only you can know what belongs here." if problem else "", MUTED)


def changed_lines(text: str, fix: Fix) -> Iterator[Content]:
    """The first lines that a fix changes, as they are and as they would be."""
    for number, edit in enumerate(sorted(set(fix.edits))):
        if number == _EDITS_SHOWN:
            yield Content.styled(f"… {len(set(fix.edits)) - _EDITS_SHOWN} more", MUTED)
            return
        start = text.rfind("\n", 0, edit.start) + 1
        end = text.find("\n", edit.end)
        end = len(text) if end < 0 else end
        before, after = text[start:end], text[start : edit.start] + edit.text + text[edit.end : end]
        around = max(edit.start - start - _BEFORE, 0) if max(len(before), len(after)) > _WIDEST_LINE else 0
        for sign, style, changed in (("-", CLEARED, before), ("+", "$text-success", after)):
            for line in _window(changed, around)[:_LINES_SHOWN]:
                yield Content.assemble((f"{sign} ", style), (line, style))


def _window(lines: str, start: int) -> list[str]:
    """Lines that fit on a screen: a long one from a place in it on."""
    cut = ("…" if start else "") + lines[start:]
    return [escaped(line.strip()[:_WIDEST_LINE]) for line in cut.split("\n") if line.strip()]
