"""The calls of a send while they are sent: one line each, how far it is, and what can be done about it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.screens.marks import bar, call_mark
from tui.widgets.lines import LineList
from tui.widgets.look import MOVED, MUTED, STRONG, fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from tui.live.send.plan import SendPlan
    from tui.live.send.sender import BatchResult, Progress

_MARK = 13  # cells of how a call stands
_ROWS = 20


class CallList(LineList):
    """A line for each call."""

    HEADER = 1
    LOOK_AGAIN_S: ClassVar = 1.0
    """Seconds after which it says anew when a call began."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(id="calls")
        self._clock, self._began = clock, 0.0
        self._plan: SendPlan | None = None
        self._states: list[str] = []
        self._results: dict[int, BatchResult] = {}

    def begin(self, plan: SendPlan) -> None:
        """Every call waits."""
        self._plan, self._results = plan, {}
        self._states = ["waiting"] * len(plan.batches)
        self.lines_changed()

    def on_mount(self) -> None:
        """Time passes."""
        self.set_interval(self.LOOK_AGAIN_S, self.refresh)

    def take(self, progress: Progress) -> None:
        """A call begins, is held, or has ended."""
        place = progress.batch - 1
        if progress.result is not None:
            self._results[place] = progress.result
            self._states[place] = progress.result.outcome
        else:
            self._states[place] = "paused" if progress.stage == "waiting" else "sending"
            self._began = self._clock()
        self.cursor = place
        self.refresh()

    def count(self) -> int:
        """One a call."""
        return len(self._states)

    def header(self, y: int, width: int) -> Content:
        """What stands where."""
        return Content.assemble(fit("call", 6), fit("rows", _ROWS), fit("outcome", _MARK), "result")

    def line(self, index: int, width: int) -> Content:
        """One call."""
        if self._plan is None:
            return Content("")
        batch = self._plan.batches[index]
        result = self._results.get(index)
        rows = f"{batch.start_index + 1}-{batch.start_index + batch.size}"
        waited = int(self._clock() - self._began) if self._states[index] == "sending" else 0
        told = one_line(result.sentence) if result else f"started {count_of(waited, 'second')} ago" if waited else ""
        return Content.assemble(
            fit(str(index + 1), 6),
            fit(Content.styled(f"{rows} ({count_of(batch.size, 'row')})", MUTED), _ROWS),
            fit(call_mark(self._states[index]), _MARK),
            told,
        )


class CallsUnderWay(Vertical):
    """How far a send is."""

    HELP = """\
## While it is sent
Calls of up to 100 rows are sent one at a time, in order; after one without an answer nothing more is sent.
**{send.pause}** pauses before the next call and continues, **{send.stop}** sends nothing more. The call in progress is
always finished: what was sent stays sent and is in the journal.
"""

    _batches = _rows = _answered = 0
    _call = 1

    def compose(self) -> ComposeResult:
        """The bar, the calls, and what is being waited for."""
        yield Static("", id="how-far", markup=False)
        yield CallList()
        yield Static("", id="held", markup=False)

    def begin(self, plan: SendPlan) -> None:
        """Nothing has been answered yet."""
        self._batches = len(plan.batches)
        self._rows = len(plan.forecast.request.rows)
        self._answered, self._call = 0, 1
        self.query_one(CallList).begin(plan)
        self.query_one(CallList).border_title = "calls"
        self.say("")
        self._draw()

    def take(self, progress: Progress) -> None:
        """Show how far it is."""
        self._answered, self._call = progress.rows_answered, progress.batch
        self.query_one(CallList).take(progress)
        if progress.result is not None and progress.result.journal_problem:
            self.say(one_line(progress.result.journal_problem))
        self._draw()

    def say(self, sentence: str) -> None:
        """What is being waited for, or is wrong."""
        self.query_one("#held", Static).update(Content.styled(sentence, f"bold {MOVED}"))

    def on_resize(self) -> None:
        """The bar is as wide as there is room."""
        self._draw()

    def _draw(self) -> None:
        where = self.query_one("#how-far", Static)
        told = f" call {self._call} of {self._batches} · {self._answered} of {count_of(self._rows, 'row')} answered"
        room = max(10, where.content_size.width - len(told) - 1)
        where.update(Content.assemble(bar(self._answered, self._rows, room), (told, STRONG)))
