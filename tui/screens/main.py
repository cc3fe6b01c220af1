"""The main screen: the whole job on one screen. It shows the state's view and turns messages into changes of the state.

Layouts by width and height: everything (wide, huge), two columns (medium), one pane at a time (narrow); F2 to F5 go
to a pane in each of them. What it does with files is in tui.screens.files.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Footer, Static
from textual.worker import get_current_worker

from tui import keys
from tui.core.describe import call_error_text, count_of
from tui.core.display import one_line
from tui.core.json_text import JsonTextError
from tui.core.row_detail import row_detail
from tui.messages import (
    CheckFieldsEdited,
    ChipPressed,
    CursorMoved,
    PayloadEdited,
    RowSelected,
    SessionChanged,
    SessionOpened,
    SwitchFlipped,
)
from tui.screens.assumptions import AssumptionsScreen
from tui.screens.files import FilesScreen
from tui.screens.picker import Choice, Picker
from tui.screens.rules import RulesScreen
from tui.widgets.assumptions import AssumptionsInPlay
from tui.widgets.check_fields import CheckFields
from tui.widgets.detail import Detail
from tui.widgets.find_bar import FindBar
from tui.widgets.forecast_table import ForecastTable
from tui.widgets.look import MOVED, MUTED
from tui.widgets.order import Order
from tui.widgets.payload_editor import PayloadEditor
from tui.widgets.top_bar import Chip, TopBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.reading import Reading
    from tui.state import Explorer, ModuleChoice, View
    from tui.workspace import Opened

PANES = {"fields": "Fields", "payload": "Payload", "forecast": "Forecast", "detail": "Why"}
"""The panes that one can go to, with their names."""

_KEYS = {binding.id: binding.key for binding in keys.MAIN}


class MainScreen(FilesScreen):
    """The screen on one Explorer."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MAIN]
    CSS_PATH = "main.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (70, "-narrow"), (100, "-medium"), (120, "-wide"), (170, "-huge")]  # noqa: RUF012 - Textual's own shape
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012
    AUTO_FOCUS = "CheckFields"

    def __init__(
        self,
        explorer: Explorer,
        *,
        row: int = 0,
        pane: str | None = None,
        keymap: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """row and pane: where the session was left; keymap: the keys that the configuration gives other bindings."""
        super().__init__()
        self.explorer = explorer
        self._row = row
        self._first_pane = pane if pane in PANES else "fields"
        self._keymap = keymap

    def _key(self, pane: str) -> str:
        """The key that goes to a pane, as it stands in the pane's title."""
        name = f"pane.{pane}"
        return self._keymap.get(name, _KEYS[name]).split(",")[0].upper()

    @property
    def row(self) -> int:
        """The row that is looked at (0-based)."""
        return self._row

    @property
    def pane(self) -> str:
        """The pane that was gone to last."""
        return next((pane for pane in PANES if self.has_class(f"show-{pane}")), "fields")

    # --- composing ----------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The panes."""
        yield TopBar(id="top-bar")
        with Horizontal(id="pane-tabs"):
            for pane, name in PANES.items():
                yield Chip(f"show_pane('{pane}')", f"{self._key(pane)} {name}", id=f"go-{pane}")
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
        yield FindBar(id="find")
        yield Static("", id="cause", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Titles, and the first view."""
        self.query_one("#fields").border_title = f"{self._key('fields')} duplicate_check_fields"
        self.query_one("#order").border_title = "effective check order"
        self.query_one("#assumptions").border_title = "assumptions in play"
        row = self._row
        self._mark_pane(self._first_pane)
        self.show(self.explorer.view)
        self.query_one(ForecastTable).select(row)
        if self._first_pane != "fields":
            self.call_after_refresh(self.action_show_pane, self._first_pane)

    # --- showing ------------------------------------------------------------------------------------------------------

    def show(self, view: View) -> None:
        """Bring every pane up to date with a view; a long payload goes on to be forecast in a thread."""
        self._paint(view)
        self._changed()
        if view.pending:
            self._compute()

    def _changed(self) -> None:
        """What is open has changed: the app remembers it before long."""
        self.post_message(SessionChanged())

    def _paint(self, view: View) -> None:
        self.query_one(TopBar).show(view)
        self.query_one(CheckFields).show(view.check_list, enabled=not view.stale)
        self.query_one(Order).show(view.forecast.order if view.forecast else None)
        self.query_one(AssumptionsInPlay).show(view.forecast)
        self._show_forecast(view)
        self._show_payload(view)
        self._show_row(view)
        self._show_cause(view)

    @work(thread=True, exclusive=True, group="forecast", exit_on_error=False)
    def _compute(self) -> None:
        """Forecast a long payload: first without what rows depend on, then whole. A later change cancels it."""
        worker = get_current_worker()
        for complete in (False, True):
            reading = self.explorer.compute(counterfactuals=complete)
            if worker.is_cancelled:
                return
            self.app.call_from_thread(self._computed, reading, complete)

    def _computed(self, reading: Reading, complete: bool) -> None:
        view = self.explorer.adopt(reading, complete=complete)
        if view is not None:
            self._paint(view)

    def _show_forecast(self, view: View) -> None:
        table = self.query_one(ForecastTable)
        table.set_class(view.stale, "-stale")
        table.show(view.forecast, view.moves, _no_rows(view))
        refused = view.forecast is not None and bool(view.forecast.call_errors)
        table.border_title = (
            Content.assemble(f"{self._key('forecast')} forecast: ", ("! the call is refused", "bold $text-error"))
            if refused
            else "F4 forecast"
        )
        if view.pending:
            table.border_subtitle = "forecasting …"
        else:
            table.border_subtitle = "of the last readable payload" if view.problem else _cost(view)

    def _show_payload(self, view: View) -> None:
        editor = self.query_one(PayloadEditor)
        problem = view.problem
        place = (problem.line - 1, (problem.column or 1) - 1) if problem and problem.line is not None else None
        lines = view.row_lines[self._row] if self._row < len(view.row_lines) else range(0)
        editor.show(view.draft.text, place, lines)
        editor.border_title = Content.assemble(
            f"{self._key('payload')} payload · ", one_line(view.file_name), (" ●" if view.unsaved else "", MOVED)
        )
        if problem:
            where = f"line {problem.line}, column {problem.column}: " if problem.line is not None else ""
            editor.border_subtitle = Content.styled(where + one_line(problem.reason), "bold $text-error")
        elif view.request and not view.pending:
            calls = " · calls of 100" if view.draft.split else ""
            editor.border_subtitle = f"JSON ok · {count_of(len(view.request.rows), 'row')}{calls}"

    def _show_row(self, view: View) -> None:
        detail = self.query_one(Detail)
        detail.set_class(view.stale, "-stale")
        forecast = view.forecast
        if forecast is None or not forecast.rows:
            detail.show(None, _no_rows(view), self._key("detail"))
            return
        self._row = min(self._row, len(forecast.rows) - 1)
        get = self.explorer.data_set.records(forecast.module.api_name).get
        detail.show(row_detail(forecast, self._row, get), "", self._key("detail"))

    def _show_cause(self, view: View) -> None:
        line = self.query_one("#cause", Static)
        if view.problem:
            kept = " The forecast is of the last text that could." if view.forecast else ""
            line.update(Content.styled(f"The payload cannot be read.{kept}", "$text-error"))
        elif view.moves and view.forecast:
            rows = count_of(len(view.forecast.rows), "row")
            verb = "changes" if len(view.moves) == 1 else "change"
            moved = f"{len(view.moves)} of {rows} {verb}"
            line.update(Content.assemble((f"{one_line(view.cause)}: ", "bold"), (moved, MOVED)))
        elif view.cause:
            line.update(Content.assemble((f"{one_line(view.cause)}: ", "bold"), ("no row moves", MUTED)))
        else:
            hint = "Move a field with shift+up or shift+down, or drag it, and watch which record each row hits."
            line.update(Content.styled(hint, MUTED))

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
        if message.index == self._row:
            return
        self._row = message.index
        self._changed()
        view = self.explorer.view
        self._show_row(view)
        self._show_payload(view)
        editor = self.query_one(PayloadEditor)
        lines = view.row_lines[self._row] if self._row < len(view.row_lines) else range(0)
        if lines and not editor.has_focus and editor.cursor_location[0] not in lines:
            editor.move_cursor((lines[0], 0), center=True)

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        if not self.query_one(PayloadEditor).has_focus:
            return
        rows = self.explorer.view.row_lines
        row = next((row for row, lines in enumerate(rows) if message.line in lines), None)
        if row is not None and row != self._row:
            self.query_one(ForecastTable).select(row)

    @on(ChipPressed)
    async def _chip_pressed(self, message: ChipPressed) -> None:
        await self.run_action(message.action)

    @on(FindBar.Sought)
    def _sought(self, message: FindBar.Sought) -> None:
        if message.pane == "forecast":
            self.query_one(ForecastTable).filter_text(message.words)
        elif message.words and not self.query_one(PayloadEditor).find(message.words, message.step):
            self.query_one("#cause", Static).update(Content.styled(f"{one_line(message.words)} is not found", MOVED))

    @on(FindBar.Closed)
    def _find_closed(self, message: FindBar.Closed) -> None:
        self.query_one(f"#{message.pane}").focus()

    # --- actions: panes -----------------------------------------------------------------------------------------------

    def action_show_pane(self, pane: str) -> None:
        """Go to a pane; in a narrow window, show it in place of the others."""
        self._mark_pane(pane)
        if pane == "detail":
            self.query_one(Detail).focus_text()
        else:
            self.query_one(f"#{pane}").focus()

    def _mark_pane(self, pane: str) -> None:
        self._changed()
        if self.has_class(f"show-{pane}"):
            return
        # all at once: each change of a screen's classes restyles everything on it
        self.set_classes({*self.classes, f"show-{pane}"} - {f"show-{other}" for other in PANES if other != pane})
        for other in PANES:
            self.query_one(f"#go-{other}").set_class(other == pane, "-active")

    def action_open_row(self) -> None:
        """From the table to why."""
        self.action_show_pane("detail")

    def action_find(self) -> None:
        """Find in the payload; from the forecast, filter its rows."""
        self.query_one(FindBar).open("forecast" if self.query_one(ForecastTable).has_focus else "payload")

    # --- actions: module, fields, assumptions -------------------------------------------------------------------------

    def action_pick_module(self) -> None:
        """Choose the module."""

        def picked(name: str | None) -> None:
            if name is not None:
                self.show(self.explorer.set_module(name))

        choices = [
            Choice(choice.api_name, _module_facts(choice), choice.label) for choice in self.explorer.module_choices()
        ]
        self.app.push_screen(Picker("module", choices, self.explorer.view.module.api_name), picked)

    def action_try_field(self) -> None:
        """List any field, also one that cannot be checked, to see what it does."""
        view = self.explorer.view
        listed = view.check_list.listed or ()

        def picked(name: str | None) -> None:
            if name is not None:
                self.show(self.explorer.set_check_fields((*listed, name), f"{name} listed"))

        choices = [
            Choice(field.api_name, f"{field.data_type} · {view.module.kind(field) or 'cannot be checked'}", field.label)
            for field in view.module.fields
            if field.api_name not in listed
        ]
        hint = "Only the system-defined and unique fields are checked; others show what Zoho makes of them."
        self.app.push_screen(Picker("list a field", choices, None, hint=hint), picked)

    def action_flip_row(self) -> None:
        """Flip the switch that the selected row depends on."""
        view = self.explorer.view
        rows = view.forecast.rows if view.forecast else ()
        depends = rows[self._row].depends_on if self._row < len(rows) else ()
        rule = next(iter((*depends, *view.draft.assumptions.changed())), None)
        if rule is None:
            self.notify("This row depends on no assumption.", markup=False)
        else:
            self.show(self.explorer.cycle_switch(rule))

    def action_assumptions(self) -> None:
        """Every switch, with what would move."""
        view = self.explorer.view
        rows = view.forecast.rows if view.forecast else ()
        depends = rows[self._row].depends_on if self._row < len(rows) else ()
        rule = next(iter(depends), None)
        self.app.push_screen(AssumptionsScreen(view.draft.assumptions, view.forecast, self.explorer.flips, rule))

    def action_rules(self) -> None:
        """The catalogue, at the rule that ended the selected row."""
        view = self.explorer.view
        rows = view.forecast.rows if view.forecast else ()
        rule = next(iter(rows[self._row].rules), None) if self._row < len(rows) else None
        self.app.push_screen(RulesScreen(rule, view.draft.assumptions))

    def replace_with(self, opened: Opened) -> None:
        """Show another session."""
        self.post_message(SessionOpened(opened))

    def action_split(self) -> None:
        """Cut more than 100 rows into calls of 100, or send one call."""
        self.show(self.explorer.set_split(not self.explorer.view.draft.split))

    # --- actions: history and text ------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Take the last change back, whatever it was."""
        self.show(self.explorer.undo())

    def action_redo(self) -> None:
        """Make it again."""
        self.show(self.explorer.redo())

    def action_format(self) -> None:
        """Lay the payload out anew."""
        try:
            self.show(self.explorer.format_text())
        except JsonTextError as error:
            self.notify(f"Not formatted: {one_line(str(error))}", severity="warning", markup=False)


def _module_facts(choice: ModuleChoice) -> str:
    label = f"{choice.label} · " if choice.label != choice.api_name else ""
    records = "" if choice.records is None else f"{count_of(choice.records, 'record')} · "
    return f"{label}{records}{', '.join(choice.check_fields) or 'no check field'}"


def _no_rows(view: View) -> str:
    if view.problem:
        return f"No forecast yet: {one_line(view.problem.reason)}"
    if view.pending:
        return "forecasting …"
    if view.forecast and view.forecast.call_errors:
        error = view.forecast.call_errors[0]
        hint = " (F7 cuts it into calls of 100)" if error.code == "LIMIT_EXCEEDED" else ""
        return f"{error.code}: {call_error_text(error, view.forecast)}{hint}"
    return "There are no rows."


def _cost(view: View) -> str:
    forecast = view.forecast
    if forecast is None or forecast.call_errors:
        return ""
    cost = f"{count_of(forecast.summary.credits, 'credit')} · HTTP {forecast.response_status}"
    return f"{count_of(len(view.moves), 'row')} moved · {cost}" if view.moves else cost
