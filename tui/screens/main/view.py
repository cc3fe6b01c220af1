"""What the main screen shows: one view of the state in all of its panes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.signal import Signal

from tui.core.display import one_line
from tui.core.views.describe import call_error_text, count_of
from tui.core.views.moves import moved_sentences
from tui.core.views.outlook import with_outlook
from tui.core.views.row_detail import row_detail
from tui.keys import key_name
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.latest import Latest, Progress
from tui.screens.main.forecasting import Forecasting
from tui.screens.main.panes import PANES
from tui.screens.main.payload import PayloadScreen
from tui.widgets.assumptions import AssumptionsInPlay
from tui.widgets.banner import Banner
from tui.widgets.check_fields import CheckFields
from tui.widgets.detail import Detail
from tui.widgets.find_bar import FindBar
from tui.widgets.forecast_table import ForecastTable, try_words
from tui.widgets.key_line import KeyLine
from tui.widgets.look import MOVED, MUTED
from tui.widgets.order import Order
from tui.widgets.payload_editor import PayloadEditor
from tui.widgets.top_bar import Chip, TopBar
from tui.widgets.words import Words, entitle

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.widget import Widget

    from tui.core.forecast import Forecast
    from tui.core.notice import Notice
    from tui.core.records import RecordIndex
    from tui.core.views.row_detail import RowDetail
    from tui.session.explorer import Explorer
    from tui.session.looks import Looks
    from tui.session.view import View

_OUTLOOK_AT_ONCE: Final = 25
_OUTLOOK_ROWS: Final = 1_000
"""Rows of a payload up to which it is found out at once, and up to which at all, what a row nearly comes to."""
_OUTLOOK_WAITS_S: Final = 0.15  # while one types or goes on to the next row


class ViewScreen(PayloadScreen):
    """A screen that shows an Explorer."""

    AUTO_FOCUS = "CheckFields"

    def __init__(
        self,
        explorer: Explorer,
        *,
        row: int = 0,
        pane: str | None = None,
        looks: Looks | None = None,
    ) -> None:
        """row, pane and looks: where and how the session was left."""
        self._first_looks = looks
        self._first_pane = pane if pane in PANES else "fields"
        super().__init__(explorer, row=row, pane=self._first_pane)
        self._forecasting = Forecasting(
            self, lambda: self.explorer, self._rows_looked_at, self._show_made, self._show_progress
        )
        self._outlook = Latest(self)
        self.viewed: Signal[View] = Signal(self, "viewed")
        """Every view that is shown, for the screens over this one that follow it."""

    @property
    def row(self) -> int:
        """The row that is looked at (0-based). A key pressed right after one that moved the table's cursor comes before
        the word of that move."""
        table = next(iter(self.query(ForecastTable)), None)  # there is none yet when the session is first kept
        return table.selected if table and table.has_focus and table.selected is not None else self._row

    # --- composing ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The panes."""
        yield TopBar(id="top-bar")
        with Horizontal(id="pane-tabs"):
            for pane, name in PANES.items():
                words = f"{key_name(f'pane.{pane}')} {name}"
                first = "-active" if pane == self._first_pane else None
                yield Chip(f"show_pane('{pane}')", words, id=f"go-{pane}", classes=first)
        yield Banner(id="banner")
        with Container(id="panes"):
            with Horizontal(id="upper"):
                with Vertical(id="left"):
                    yield CheckFields(id="fields")
                    yield Order(id="order")
                    yield AssumptionsInPlay(id="assumptions")
                with Vertical(id="right"):
                    yield PayloadEditor(self.explorer.view.draft.text, id="payload")
                    yield ForecastTable(id="forecast")
            yield Detail(id="detail")
        yield from self.compose_below()
        yield FindBar(id="find")
        yield Words(id="cause")
        yield KeyLine()

    def compose_below(self) -> ComposeResult:
        """What a screen that stands on this one shows below its panes."""
        yield from ()

    def on_mount(self) -> None:
        """Titles, and the first view."""
        self.query_one("#fields").border_title = f"{key_name('pane.fields')} duplicate_check_fields"
        self.query_one("#order").border_title = "effective check order"
        self.query_one("#assumptions").border_title = "assumptions in play"
        self.show(self.explorer.view)
        if self._first_looks is not None:
            self.take_looks(self._first_looks)
        if self._first_pane != "fields":
            self.call_after_refresh(self.action_show_pane, self._first_pane)

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """What has the focus as the screen opens is not scrolled to: in a tiny window, the module's name would go."""
        super().set_focus(widget, scroll_visible and self.came_on_top, from_app_focus)

    # --- showing ------------------------------------------------------------------------------------------------------

    def show(self, view: View, *, typed: bool = False) -> None:
        """Bring every pane up to date with a view; a long payload goes on to be forecast in a thread. typed: the change
        came from the editor, which holds the text already, or a later one."""
        self._forecasting.see()
        self._paint(view, push_text=not typed)
        self._changed()

    def _paint(self, view: View, *, push_text: bool) -> None:
        if push_text and not self.shows_grid:  # else the editor gets the text when it is there again
            self.editor.show_text(view.draft.text)
        self.query_one(TopBar).show(view)
        self.query_one(Banner).show(call_warnings(view), None if view.stale else view.better)
        self.query_one(CheckFields).show(view.check_list, enabled=not view.stale)
        self.query_one(Order).show(view.forecast.order if view.forecast else None)
        self.query_one(AssumptionsInPlay).show(view.forecast)
        for pane in (Order, AssumptionsInPlay):
            self.query_one(pane).set_class(view.stale, "-stale")
        self._show_forecast(view)
        self._show_payload(view)
        self._show_row(view)
        self._show_cause(view)
        self.viewed.publish(view)

    def why_not(self) -> str:
        """Why nothing can be changed or forecast now."""
        if self.explorer.view.still_read:
            name = one_line(self.explorer.view.data_set)
            if self._forecasting.stopped:
                return f"The records of {name} are not read. {key_name('forecast.stop')} continues it."
            return f"The records of {name} are still being read. Try again in a moment."
        if self.explorer.view.pending:
            if self._forecasting.stopped:
                return f"The forecast was stopped. {key_name('forecast.stop')} continues it."
            return "Still forecasting. Try again in a moment."
        if self.explorer.view.incomplete:
            if self._forecasting.stopped:
                return f"What rows depend on is not computed. {key_name('forecast.stop')} continues it."
            return "What rows depend on is still being computed. Try again in a moment."
        return "This payload can't be read. Fix it first."

    def _show_made(self, view: View) -> None:
        """A view of a forecast that was made in the thread."""
        self._paint(view, push_text=False)

    def _rows_looked_at(self) -> int:
        """How many rows, from the first one on, there are up to the last that is looked at."""
        table = next(iter(self.query(ForecastTable)), None)
        return max(self._row + 1, table.last_on_screen() if table else 0)

    def _show_progress(self) -> None:
        self._show_edge(self.explorer.view)

    def _show_forecast(self, view: View) -> None:
        table = self.query_one(ForecastTable)
        table.set_class(view.stale, "-stale")
        had_none = table.selected is None
        table.saved = self.rows_in_org
        table.show(view.forecast, view.moves, _no_rows(view), view.line_of, view.tried)
        if had_none:
            table.select(self._row)
        refused = view.forecast is not None and bool(view.forecast.call_errors)
        title = (
            Content.assemble(f"{key_name('pane.forecast')} forecast: ", ("! the call is refused", "bold $text-error"))
            if refused
            else f"{key_name('pane.forecast')} forecast"
        )
        entitle(table, title=title)
        self._show_edge(view)

    def _show_edge(self, view: View) -> None:
        """The lower edge of the forecast: how far it is, or what the payload costs."""
        table, sentence = self.query_one(ForecastTable), self._forecasting.sentence
        if view.problem and not view.pending:
            entitle(table, subtitle="of the last readable payload")
        else:
            entitle(table, subtitle=sentence or _cost(view))

    def _show_row(self, view: View) -> None:
        detail = self.query_one(Detail)
        detail.set_class(view.stale, "-stale")
        self._outlook.end()  # what is looked out for is of a forecast that is shown no longer
        forecast = view.forecast
        if forecast is None or not forecast.rows:
            detail.show(None, _no_rows(view))
            return
        self._row = min(self._row, len(forecast.rows) - 1)
        records = view.records
        assert records is not None  # what was forecast against
        step, opened = view.moves.get(self._row), view.moves_since_opened.get(self._row)
        moved = moved_sentences(step, opened, forecast.rows[self._row], view.cause)
        shown = replace(row_detail(forecast, self._row, records.get, view.line_of), moved=moved)
        if len(forecast.rows) <= _OUTLOOK_AT_ONCE:
            shown = with_outlook(shown, forecast, records)
        elif len(forecast.rows) <= _OUTLOOK_ROWS and not (view.pending or view.incomplete):
            look_out = partial(_look_out, shown, forecast, records)
            self._outlook.begin(look_out, self._show_outlook, after_s=_OUTLOOK_WAITS_S)
        detail.show(shown, "")

    def _show_outlook(self, shown: RowDetail | Trouble) -> None:
        if not isinstance(shown, Trouble):
            self.query_one(Detail).show(shown, "")

    def _show_cause(self, view: View) -> None:
        sentence = self._problem_at_cursor(view)
        line = self.query_one("#cause", Words)
        say = partial(line.say, layout=sentence is not None or line.size.height > 1)
        cause = (f"{one_line(view.cause)}: ", "bold")
        if view.problem and view.problem.of_data_set:
            say(Content.styled(one_line(view.problem.reason), "$text-error"))
        elif sentence is not None:
            say(sentence)
        elif view.problem:
            kept = " The forecast is of the last text that could be." if view.forecast else ""
            say(Content.styled(f"This payload can't be read.{kept}", "$text-error"))
        elif not view.cause or view.forecast is None:
            ways = f"{key_name('fields.move_up')} or {key_name('fields.move_down')}"
            hint = f"Move a field with {ways}, or drag it; watch the rows change."
            say(Content.styled(hint, MUTED))
        elif view.changed is None and view.forecast.call_errors:
            say(Content.assemble(cause, ("the call is refused", "$text-error")))
        elif view.changed is None:
            say(Content.assemble(cause, (count_of(len(view.forecast.rows), "row"), MUTED)))
        elif view.changed:
            verb = "changes" if view.changed == 1 else "change"
            moved = f"{view.changed} of {count_of(len(view.forecast.rows), 'row')} {verb}"
            say(Content.assemble(cause, (moved, MOVED)))
        else:
            say(Content.assemble(cause, ("no row changes", MUTED)))

    def _look_at(self, row: int) -> None:
        self._row = row
        self._changed()
        view = self.explorer.view
        self._show_row(view)
        self._show_row_of_payload(view)

    def when_typed(self, go_on: Callable[[], object]) -> None:
        """Go on once the editor has worked off the keys that came before, which a key of the screen overtakes."""

        def worked_off() -> None:
            self.take_typed()
            go_on()

        self.query_one(PayloadEditor).call_later(worked_off)

    def take_typed(self) -> None:
        """Take over what was typed since, so that no other change is made to an older text."""
        text = self.query_one(PayloadEditor).taken()
        if text is not None:
            self.show(self.explorer.set_text(text), typed=True)

    # --- another payload ----------------------------------------------------------------------------------------------

    def show_other(self, view: View) -> None:
        """Show a view of another payload, from its beginning: filters of the one before say nothing of it."""
        self._row = 0
        table = self.query_one(ForecastTable)
        self.forget_rows()
        table.action_clear_filters()
        table.cursor = 0
        if self.grid is not None:
            self.grid.forget()
        self.show(view)
        self.editor.move_cursor((0, 0))


def _look_out(shown: RowDetail, made: Forecast, records: RecordIndex, progress: Progress) -> RowDetail:
    """In a thread, unless a newer row or forecast is looked at by then."""
    progress(lambda: None)
    return with_outlook(shown, made, records)


def call_warnings(view: View) -> tuple[Notice, ...]:
    """The warnings of the call, of a forecast that is of the text that is shown."""
    return view.forecast.warnings if view.forecast is not None and not view.stale else ()


def _no_rows(view: View) -> str:
    if view.problem:
        what = "This module of the data set can't be read" if view.problem.of_data_set else "No forecast yet"
        return f"{what}: {one_line(view.problem.reason)}"
    if view.pending:
        return "Not forecast yet."
    if view.forecast and view.forecast.call_errors:
        error = view.forecast.call_errors[0]
        if error.code == "LIMIT_EXCEEDED":
            rows = count_of(len(view.forecast.request.rows), "row")
            return f"{error.code}: {rows}; {key_name('payload.split')} splits them into calls"
        return f"{error.code}: {call_error_text(error, view.forecast)}"
    return "There are no rows."


def _cost(view: View) -> str:
    forecast = view.forecast
    if forecast is None or forecast.call_errors:
        return ""
    cost = f"{count_of(forecast.summary.credits, 'credit')} · HTTP {forecast.response_status} · {try_words()}"
    since = len(view.moves_since_opened)
    return f"{count_of(since, 'row')} moved since opened · {cost}" if since else cost
