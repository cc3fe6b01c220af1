"""The main screen: the whole job on one screen. It shows the state's view and turns messages into changes of the state.

Three layouts by width and height: everything (wide), two columns (medium), one pane at a time (narrow); F2 to F5 go
to a pane in each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static, TabbedContent

from tui import keys
from tui.core.describe import call_error_text, count_of, summary_parts
from tui.core.display import one_line
from tui.core.json_text import JsonTextError, LineStarts, Span, spans
from tui.core.row_detail import row_detail
from tui.messages import CheckFieldsEdited, ChipPressed, CursorMoved, PayloadEdited, RowSelected, SwitchFlipped
from tui.screens.module_picker import ModulePicker
from tui.widgets.assumptions import AssumptionsInPlay
from tui.widgets.check_fields import CheckFields
from tui.widgets.detail import Detail
from tui.widgets.forecast_table import ForecastTable
from tui.widgets.look import MOVED, MUTED, OUTCOME_STYLES
from tui.widgets.order import Order
from tui.widgets.payload_editor import PayloadEditor
from tui.widgets.top_bar import Chip, TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.state import Explorer, View

PANES = {
    "fields": ("F2", "Fields"),
    "payload": ("F3", "Payload"),
    "forecast": ("F4", "Forecast"),
    "detail": ("F5", "Why"),
}
"""The panes that one can go to, with key and name."""


class MainScreen(Screen[None]):
    """The screen on one Explorer."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MAIN]
    CSS_PATH = "main.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (120, "-wide")]  # noqa: RUF012 - Textual's own shape
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012
    AUTO_FOCUS = "CheckFields"

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self.explorer = explorer
        self._row = 0
        self._lines_of: tuple[str, LineStarts, list[range]] | None = None

    # --- composing ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The panes."""
        yield TopBar(id="top-bar")
        with Horizontal(id="pane-tabs"):
            for pane, (key, name) in PANES.items():
                yield Chip(f"show_pane('{pane}')", f"{key} {name}", id=f"go-{pane}")
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
        yield Static("", id="cause", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Titles, and the first view."""
        self.query_one("#fields").border_title = "duplicate_check_fields"
        self.query_one("#order").border_title = "effective check order"
        self.query_one("#assumptions").border_title = "assumptions in play"
        self._mark_pane("fields")
        self.show(self.explorer.view)

    # --- showing ------------------------------------------------------------------------------------------------------

    def show(self, view: View) -> None:
        """Bring every pane up to date with a view."""
        self.query_one(TopBar).show(view)
        self.query_one(CheckFields).show(view.check_list, enabled=not view.stale)
        self.query_one(Order).show(view.forecast.order if view.forecast else None)
        self.query_one(AssumptionsInPlay).show(view.forecast)
        self._show_forecast(view)
        self._show_payload(view)
        self._show_row(view)
        self._show_cause(view)

    def _show_forecast(self, view: View) -> None:
        table = self.query_one(ForecastTable)
        table.set_class(view.stale, "-stale")
        table.show(view.forecast, view.moves, _no_rows(view))
        forecast = view.forecast
        if forecast is None:
            table.border_title = "forecast"
        elif forecast.call_errors:
            table.border_title = Content.assemble("forecast: ", ("! the call is refused", "bold $text-error"))
        else:
            parts = [
                Content.styled(f"{outcome.glyph}{count} {outcome.value.replace('_', ' ')}", OUTCOME_STYLES[outcome])
                for outcome, count in summary_parts(forecast.summary)
            ]
            table.border_title = Content.assemble("forecast: ", Content("  ").join(parts))
        table.border_subtitle = "of the last readable payload" if view.stale else _cost(view)

    def _show_payload(self, view: View) -> None:
        editor = self.query_one(PayloadEditor)
        problem = view.problem
        place = (problem.line - 1, (problem.column or 1) - 1) if problem and problem.line is not None else None
        editor.show(view.draft.text, place, self._row_lines(view))
        editor.border_title = Content.assemble(
            "payload · ", one_line(view.file_name), (" ●" if view.unsaved else "", MOVED)
        )
        if problem:
            where = f"line {problem.line}, column {problem.column}: " if problem.line is not None else ""
            editor.border_subtitle = Content.styled(where + one_line(problem.reason), "bold $text-error")
        elif view.request:
            editor.border_subtitle = f"JSON ok · {count_of(len(view.request.rows), 'row')}"

    def _show_row(self, view: View) -> None:
        detail = self.query_one(Detail)
        detail.set_class(view.stale, "-stale")
        forecast = view.forecast
        if forecast is None or not forecast.rows:
            detail.show(None, _no_rows(view))
            return
        self._row = min(self._row, len(forecast.rows) - 1)
        get = self.explorer.data_set.records(forecast.module.api_name).get
        detail.show(row_detail(forecast, self._row, get), "")

    def _show_cause(self, view: View) -> None:
        line = self.query_one("#cause", Static)
        if view.moves and view.forecast:
            rows = count_of(len(view.forecast.rows), "row")
            verb = "changes" if len(view.moves) == 1 else "change"
            line.update(
                Content.assemble((f"{one_line(view.cause)}: ", "bold"), (f"{len(view.moves)} of {rows} {verb}", MOVED))
            )
        else:
            hint = (
                "Move a field with shift+up or shift+down, or drag it, and watch the rows: which record does each hit?"
            )
            line.update(Content.styled(hint, MUTED))

    def _row_lines(self, view: View) -> range:
        """The lines of the text in which the selected row stands."""
        found = self._rows_in(view)
        return found[self._row] if not view.stale and self._row < len(found) else range(0)

    def _rows_in(self, view: View) -> list[range]:
        text = view.draft.text
        if self._lines_of is None or self._lines_of[0] != text:
            lines = LineStarts(text)
            self._lines_of = (text, lines, [] if view.stale else _line_ranges(text, lines))
        return self._lines_of[2]

    # --- what people do -----------------------------------------------------------------------------------------------

    @on(CheckFieldsEdited)
    def _list_edited(self, message: CheckFieldsEdited) -> None:
        self.show(self.explorer.set_check_fields(message.names, message.cause))

    @on(SwitchFlipped)
    def _switch_flipped(self, message: SwitchFlipped) -> None:
        self.show(self.explorer.cycle_switch(message.rule))

    @on(PayloadEdited)
    def _payload_edited(self, message: PayloadEdited) -> None:
        if message.text != self.explorer.view.draft.text:
            self.show(self.explorer.set_text(message.text))

    @on(RowSelected)
    def _row_selected(self, message: RowSelected) -> None:
        if message.index != self._row:
            self._row = message.index
            view = self.explorer.view
            self._show_row(view)
            self._show_payload(view)
            editor = self.query_one(PayloadEditor)
            lines = self._row_lines(view)
            if lines and not editor.has_focus and editor.cursor_location[0] not in lines:
                editor.move_cursor((lines[0], 0), center=True)

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        if not self.query_one(PayloadEditor).has_focus:
            return
        found = self._rows_in(self.explorer.view)
        row = next((row for row, lines in enumerate(found) if message.line in lines), None)
        if row is not None and row != self._row:
            self.query_one(ForecastTable).cursor = row

    @on(ChipPressed)
    async def _chip_pressed(self, message: ChipPressed) -> None:
        await self.run_action(message.action)

    # --- actions ------------------------------------------------------------------------------------------------------

    def action_show_pane(self, pane: str) -> None:
        """Go to a pane; in a narrow window, show it in place of the others."""
        self._mark_pane(pane)
        target = self.query_one(f"#{pane}")
        if pane == "detail":
            active = self.query_one(TabbedContent).active_pane
            if active is not None:
                active.query("VerticalScroll").first().focus()
        else:
            target.focus()

    def _mark_pane(self, pane: str) -> None:
        for other in PANES:
            self.set_class(other == pane, f"show-{other}")
            self.query_one(f"#go-{other}").set_class(other == pane, "-active")

    def action_open_row(self) -> None:
        """From the table to why."""
        self.action_show_pane("detail")

    def action_pick_module(self) -> None:
        """Choose the module."""

        def picked(name: str | None) -> None:
            if name is not None:
                self.show(self.explorer.set_module(name))

        self.app.push_screen(ModulePicker(self.explorer.module_choices(), self.explorer.view.module.api_name), picked)

    def action_show_data_set(self) -> None:
        """Say what the data set is."""
        view = self.explorer.view
        made = f", made {view.made_at}" if view.made_at else ""
        self.notify(
            f"{one_line(self.explorer.data_set.description or view.data_set)}",
            title=f"data set {one_line(view.data_set)}{one_line(made)}",
            markup=False,
        )

    def action_flip_first(self) -> None:
        """Flip the switch that the selected row depends on."""
        forecast = self.explorer.view.forecast
        row = forecast.rows[self._row] if forecast and self._row < len(forecast.rows) else None
        rule = (
            row.depends_on[0]
            if row and row.depends_on
            else next(iter(self.explorer.view.draft.assumptions.changed()), None)
        )
        if rule is None:
            self.notify("This row depends on no assumption.", markup=False)
        else:
            self.show(self.explorer.cycle_switch(rule))

    def action_undo(self) -> None:
        """Take the last change back, whatever it was."""
        self.show(self.explorer.undo())

    def action_redo(self) -> None:
        """Make it again."""
        self.show(self.explorer.redo())

    def action_save(self) -> None:
        """Write the payload to its file."""
        if self.explorer.file is None:
            self.notify("This payload has no file of its own yet.", severity="warning", markup=False)
            return
        try:
            self.show(self.explorer.save())
        except OSError as error:
            self.notify(f"Not saved: {one_line(str(error))}", severity="error", markup=False)
        else:
            self.notify(f"Saved {one_line(self.explorer.view.file_name)}", markup=False)


def _no_rows(view: View) -> str:
    if view.forecast and view.forecast.call_errors:
        error = view.forecast.call_errors[0]
        return f"{error.code}: {call_error_text(error, view.forecast)}"
    if view.problem:
        return f"The payload cannot be read: {one_line(view.problem.reason)}"
    return "There are no rows."


def _cost(view: View) -> str:
    forecast = view.forecast
    if forecast is None or forecast.call_errors:
        return ""
    cost = f"{count_of(forecast.summary.credits, 'credit')} · HTTP {forecast.response_status}"
    return f"{count_of(len(view.moves), 'row')} moved · {cost}" if view.moves else cost


def _line_ranges(text: str, lines: LineStarts) -> list[range]:
    """For each row of a payload, the lines of the text in which it stands."""
    try:
        places = spans(text, 2)
    except (JsonTextError, IndexError, ValueError):
        return []
    depth = 2 if ("data",) in places else 1
    found: list[Span] = []
    while True:
        span = places.get(("data", len(found)) if depth == 2 else (len(found),))
        if span is None:
            break
        found.append(span)
    return [range(lines.location(span.start)[0], lines.location(span.end)[0] + 1) for span in found or [places[()]]]
