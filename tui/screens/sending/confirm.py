"""What is confirmed before anything is sent: the facts of the plan, the rows, and the one place that sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui import keys
from tui.core.display import one_line
from tui.core.notice import Notice
from tui.core.payload.request import credits_for
from tui.core.views.describe import count_of
from tui.core.views.problems import is_about_a_check_field
from tui.reports.rows import notice_groups
from tui.screens.dialogs.choices import hanging
from tui.screens.marks import environment_mark, summary_content
from tui.screens.sending.rows_choice import RowsChoice
from tui.widgets.forecast_table import ForecastTable
from tui.widgets.look import CLEARED, MOVED, MUTED, STRONG, fit
from tui.widgets.warning_sign import warning_sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.chosen_rows import Part
    from tui.core.forecast import Forecast
    from tui.live.send.plan import SendPlan


_LABEL: Final = 11  # cells of a label
_STYLES: Final = {
    "refused": "bold $text-error",
    "depends on": MOVED,
    "assumes": MOVED,
    "clears": CLEARED,
    "stale": MOVED,
    "changed": CLEARED,
    "targets": MOVED,
}
_SIGNS: Final = {"refused": "! ", "depends on": "○ ", "clears": "▲ ", "stale": "▲ ", "changed": "▲ ", "targets": "▲ "}


class PlannedRows(ForecastTable, inherit_bindings=False):
    """The forecast's table, from whose rows one goes nowhere, and where none is ticked."""

    TICKS = False

    BINDINGS: ClassVar[list[BindingType]] = [*keys.LINES, *keys.FILTERS]


class Go(Static, can_focus=True):
    """Sends by one key or one click."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.SEND_GO]

    class Pressed(Message):
        """The person says yes."""

    def __init__(self) -> None:
        super().__init__("", id="go", markup=False)

    def action_go(self) -> None:
        """Send."""
        self.post_message(self.Pressed())

    def on_click(self) -> None:
        """Send."""
        self.action_go()


class ModuleLine(Input):
    """The line into which the module's name is typed. It takes no paste of several lines, and completes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.SEND_TYPED]


class Confirmation(Vertical):
    """The facts, the rows, and what sends. Posts ``Confirmed`` once, when the person has said yes."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.SEND_ROWS]
    HELP = """\
## Before it is sent
Everything that this send would do, before anything is sent. The targets were read again just now: where the data set
is out of date, **stale** says so. In production, and at an address of your own, you type the module's name; elsewhere
**{send.go}** sends. **{send.back}** goes back without sending.

- **{send.rows}**, or a click, chooses other rows: those that were ticked in the forecast, those that its filter shows,
  or all that are not refused. What is sent is forecast again, on its own; the other rows stay in the payload
"""

    class Confirmed(Message):
        """What the plan says may be sent."""

        def __init__(self, plan: SendPlan) -> None:
            super().__init__()
            self.plan = plan

    def compose(self) -> ComposeResult:
        """Facts above, rows below, the question at the bottom."""
        with VerticalScroll(id="facts"):
            yield Static("", id="facts-text", markup=False)
        yield PlannedRows(id="send-rows")
        with Vertical(id="question"):
            yield RowsChoice()
            yield Static("", id="asked", markup=False)
            yield Go()
            yield ModuleLine(id="typed", placeholder="the module's name", select_on_focus=False)

    _plan: SendPlan | None = None
    _at: datetime | None = None

    def show(self, plan: SendPlan, at: datetime, parts: Sequence[Part] = ()) -> None:
        """Show a plan. at: the time now; parts: what of the payload can be sent."""
        self._plan, self._at = plan, at
        loud = plan.asks_for_the_module
        self.set_class(loud, "-loud")
        self.query_one("#facts").border_title = "what will be sent"
        table = self.query_one(PlannedRows)
        table.border_title = "forecast, row by row"
        refused = ", ".join(error.code for error in plan.forecast.call_errors)
        none = f"The call is refused as a whole: {refused}" if refused else ""
        table.show(plan.forecast, {}, none, numbers=plan.numbers)
        self.query_one(RowsChoice).show(parts, plan.part.choice if plan.part else "all")
        go, typed = self.query_one(Go), self.query_one(ModuleLine)
        go.display, typed.display = not loud, loud
        count = len(plan.forecast.request.rows)
        rows = f"{count:,} of {count_of(plan.part.of, 'row')}" if plan.part and plan.numbers else count_of(count, "row")
        where = "the practice org" if plan.profile.is_practice else one_line(plan.org or plan.profile.name)
        module = one_line(plan.module)
        if loud:
            place = environment_mark(plan.profile.environment)
            asked = Content.assemble("Type ", (module, STRONG), f" to send {rows} to ", place)
        else:
            asked = Content.styled("Nothing has been sent yet.", MUTED)
            key = keys.key_name("send.go")
            go.update(Content.assemble((f" {key} ", "reverse"), f"  send {rows} to {module} of {where}"))
        self.query_one("#asked", Static).update(asked)
        self._fill()
        (typed if loud else go).focus()

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self._fill()

    def _fill(self) -> None:
        if self._plan is not None and self._at is not None:
            width = self.query_one("#facts").content_size.width
            lines = Content("\n").join(_facts(self._plan, self._at, width))
            self.query_one("#facts-text", Static).update(lines)

    def action_next_rows(self) -> None:
        """Choose other rows of the payload."""
        self.query_one(RowsChoice).choose_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False where there is no choice."""
        return action != "next_rows" or bool(self.query_one(RowsChoice).display)

    @on(Go.Pressed)
    def _pressed(self) -> None:
        if self._plan is not None:
            self.post_message(self.Confirmed(self._plan))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._plan is not None and event.value.strip() == self._plan.module:
            self.post_message(self.Confirmed(self._plan))
            return
        module = one_line(self._plan.module) if self._plan else ""
        said = f"Nothing was sent. Type exactly {module}."
        self.query_one("#asked", Static).update(Content.styled(f"! {said}", CLEARED))

    def on_key(self, event: events.Key) -> None:
        """The facts scroll while the focus is where one sends."""
        facts = self.query_one("#facts", VerticalScroll)
        steps = {
            "up": facts.scroll_up,
            "down": facts.scroll_down,
            "pageup": facts.scroll_page_up,
            "pagedown": facts.scroll_page_down,
        }
        if event.key in steps and not self.query_one(PlannedRows).has_focus:
            event.stop()
            steps[event.key](animate=False)


def _facts(plan: SendPlan, at: datetime, width: int) -> Iterator[Content]:
    """The facts of the plan, one or more lines each, with what may surprise in colour."""
    for label, text in plan.facts(at):
        told = Content.styled(f"{_SIGNS.get(label, '')}{text}", _STYLES.get(label, ""))
        if label == "forecast":
            spent = count_of(credits_for(len(plan.forecast.request.rows)), "API credit")
            told = Content.assemble(summary_content(plan.forecast.summary), (f"   {spent}", MUTED))
        elif label == "to":
            told = _where(plan)
        elif label == "send":
            told = Content.styled(text, STRONG)
        yield hanging(fit(Content.styled(label, MUTED), _LABEL), told, width)
    yield from _warnings(plan.forecast, width)


def _warnings(made: Forecast, width: int) -> Iterator[Content]:
    """One line for each kind of warning, with its rows; red where it is about a check field."""
    groups = [group for group in notice_groups(made) if group.kind == "warning"]
    for place, group in enumerate(groups):
        label = fit(Content.styled("" if place else "warnings", MUTED), _LABEL)
        notice = Notice(group.rule, group.api_name, group.message)
        loud = group.rule == "lint.other_call" or is_about_a_check_field(notice, made)
        told = Content.styled(f"{warning_sign()} {group.where}: {group.message}", CLEARED if loud else MOVED)
        yield hanging(label, told, width)


def _where(plan: SendPlan) -> Content:
    profile = plan.profile
    if profile.is_practice:
        place = ""
    else:
        place = f"data center {profile.data_center}" if profile.data_center else one_line(profile.api_url)
    host = "" if profile.is_practice or plan.host in place else one_line(plan.host)
    told = [plan.org and one_line(plan.org), plan.profile_text, place, host]
    return Content.assemble(environment_mark(profile.environment), "  ", " · ".join(part for part in told if part))
