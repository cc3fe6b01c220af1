"""The main screen: the whole job on one screen. It turns messages and keys into changes of the state.

What it shows is in tui.screens.main.view, what it does with files in tui.screens.main.files, with orgs in
tui.screens.main.orgs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on

from tui import keys
from tui.core.display import one_line
from tui.core.payload.json_text import JsonTextError
from tui.core.rules import Certainty
from tui.core.views.describe import call_error_text, count_of
from tui.keys import key_name
from tui.messages import (
    CheckFieldsEdited,
    ChipPressed,
    CursorMoved,
    NextSettingWanted,
    OfferAnswered,
    PayloadEdited,
    RowSelected,
)
from tui.screens.main.records import RecordLookingScreen
from tui.screens.main.view import call_warnings
from tui.widgets.find_bar import FindBar
from tui.widgets.forecast_table import ForecastTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.backwards import Way, Wish
    from tui.core.payload.replaced_words import BreaksJson
    from tui.screens.dialogs.picker import Choice
    from tui.session.choices import ModuleChoice
    from tui.session.view import View


class MainScreen(RecordLookingScreen):
    """The screen on one Explorer."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MAIN, *keys.TOUR_OFFER]
    CSS_PATH = "main.tcss"

    offers_tour = False
    """Whether this is the first start, at which the tour is offered below the panes."""

    def compose_below(self) -> ComposeResult:
        """The offer."""
        if self.offers_tour:
            from tui.widgets.tour_offer import TourOffer

            yield TourOffer()

    # --- what people do -----------------------------------------------------------------------------------------------

    @on(CheckFieldsEdited)
    def _list_edited(self, message: CheckFieldsEdited) -> None:
        self.take_typed()
        self.show(self.explorer.set_check_fields(message.names, message.cause))

    @on(NextSettingWanted)
    def _switch_flipped(self, message: NextSettingWanted) -> None:
        self.next_setting(message.rule)

    def next_setting(self, rule: str) -> None:
        """The next reading of an assumed rule; not while there is no forecast that could show what it does."""
        self.take_typed()
        if self.explorer.view.stale:
            self.complain(self.why_not())
        else:
            self.show(self.explorer.next_setting(rule))

    @on(PayloadEdited)
    def _payload_edited(self) -> None:
        self.take_typed()

    @on(RowSelected)
    def _row_selected(self, message: RowSelected) -> None:
        if message.index != self._row:
            self._look_at(message.index)
            if self.grid is not None and self.grid.has_focus:
                with self.prevent(RowSelected):  # by then the grid's cursor may be on, and the two would go on for ever
                    self.query_one(ForecastTable).select(message.index)

    @on(CursorMoved)
    def _cursor_moved(self, message: CursorMoved) -> None:
        if not self._in_text:
            return
        self._show_cause(self.explorer.view)
        rows = self.explorer.view.row_lines
        row = next((row for row, lines in enumerate(rows) if message.line in lines), None)
        if row is not None and row != self._row and not self.query_one(ForecastTable).select(row):
            self._look_at(row)  # a filter hides it in the table

    @on(ChipPressed)
    async def _chip_pressed(self, message: ChipPressed) -> None:
        await self.run_action(message.action)

    @on(FindBar.Sought)
    def _sought(self, message: FindBar.Sought) -> None:
        if message.pane == "forecast":
            self.query_one(ForecastTable).filter_text(message.words)
        else:
            self.query_one(FindBar).found(*self.payload_widget.find(message.words, message.step))

    @on(FindBar.Replaced)
    def _replaced(self, message: FindBar.Replaced) -> None:
        if self.shows_grid:
            self.show_grid(False)
        broken = self.editor.breaks_json(message.words, message.other, everywhere=message.everywhere)
        if broken is None:
            self._replace(message.words, message.other, everywhere=message.everywhere)
        else:
            self._ask_how_to_write(message, broken)

    def _ask_how_to_write(self, message: FindBar.Replaced, broken: BreaksJson) -> None:
        """Ask before what is written makes the payload unreadable, and offer it as JSON writes it within a string."""
        from tui.screens.dialogs.question import Question

        def answered(answer: str | None) -> None:
            if answer in ("escaped", "typed"):
                other = broken.escaped if answer == "escaped" and broken.escaped is not None else message.other
                self._replace(message.words, other, everywhere=message.everywhere)

        answers = [("typed", f"Write {one_line(message.other)} as it is"), ("back", "Back")]
        if broken.escaped is not None:
            answers.insert(0, ("escaped", f"Write {one_line(broken.escaped)}, as JSON has it within a text"))
        self.app.push_screen(Question("The payload could not be read any more with this in it.", answers), answered)

    def _replace(self, words: str, other: str, *, everywhere: bool) -> None:
        editor, bar = self.editor, self.query_one(FindBar)
        if everywhere:
            bar.replaced(editor.replace_everywhere(words, other))
            return
        written = editor.replace_words(words, other)
        place, count = editor.find(words, 0)
        if written and not count:  # it was the last
            bar.replaced(1)
        else:
            bar.found(place, count)

    @on(FindBar.Closed)
    def _find_closed(self, message: FindBar.Closed) -> None:
        self.action_show_pane(message.pane)

    # --- actions: panes -----------------------------------------------------------------------------------------------

    def action_open_row(self) -> None:
        """From the table to why."""
        self.action_show_pane("detail")

    def action_find(self) -> None:
        """Find in the payload; from the forecast, filter its rows."""
        table, bar = self.query_one(ForecastTable), self.query_one(FindBar)
        pane = bar.pane if bar.has_focus_within else "forecast" if table.has_focus else "payload"
        bar.open(pane, table.words)

    def action_replace(self) -> None:
        """Find and replace in the payload."""
        if self.shows_grid:
            self.show_grid(False)
        self.query_one(FindBar).open_to_replace(self.editor.selected_text.partition("\n")[0])

    def action_go_to_problem(self, step: int) -> None:
        """Put the cursor on the next problem of the payload, or the one before."""
        self.take_typed()
        view, editor = self.explorer.view, self.editor
        if view.pending:
            self.complain(self.why_not())
            return
        if self.shows_grid:
            self.go_to_cell_with_problem(step)
            return
        line, column = editor.cursor_location
        there: tuple[int, int] | None = None
        if view.problem is not None and view.problem.line is not None:
            there = (view.problem.line - 1, (view.problem.column or 1) - 1)
        elif view.problems is not None and (found := view.problems.after(line, column, step)) is not None:
            there = (found.place.line, found.place.start)
        if there is None:
            self.say("There are no problems in this payload.")
            return
        self.action_show_pane("payload")
        editor.go_to(*there)
        self._show_cause(view)

    # --- actions: module, fields, assumptions -------------------------------------------------------------------------

    def action_pick_module(self) -> None:
        """Choose the module."""
        from tui.screens.dialogs.picker import Picker

        def picked(name: str | None) -> None:
            if name is not None:
                self.choose_module(name)

        choices = [_module_choice(choice) for choice in self.explorer.module_choices()]
        self.app.push_screen(Picker("module", choices, self.explorer.view.module.api_name), picked)

    def action_try_field(self) -> None:
        """List any field, also one that cannot be checked, to see what it does."""
        from tui.screens.dialogs.picker import Choice, Picker

        self.take_typed()
        view = self.explorer.view
        if view.stale:
            self.complain(self.why_not())
            return
        listed = view.check_list.listed or ()

        def picked(name: str | None) -> None:
            if name is not None:
                self.show(self.explorer.set_check_fields((*listed, name), f"{name} listed"))

        choices = [
            Choice(field.api_name, f"{field.data_type} · {view.module.kind(field) or 'cannot be checked'}", field.label)
            for field in view.module.fields
            if field.api_name not in listed
        ]
        hint = "Only system-defined and unique fields are checked; list another one to see what Zoho does with it."
        self.app.push_screen(Picker("list a field", choices, None, hint=hint), picked)

    def action_stop_or_go_on(self) -> None:
        """Stop the forecast of a long payload, or go on with it. Where the records of another data set or module are
        still read, what was open before comes back."""
        explorer = self.explorer
        if explorer.view.still_read and self._forecasting.running and explorer.came_to_records:
            name = one_line(explorer.view.data_set)
            self.show(explorer.undo())
            self.say(f"The records of {name} were not read. What was open before is back.")
        else:
            self._forecasting.stop_or_go_on()

    def action_next_setting(self) -> None:
        """Flip the switch that the selected row depends on."""
        view = self.explorer.view
        rows = view.forecast.rows if view.forecast else ()
        if self.row < len(rows) and rows[self.row].certainty is Certainty.NOT_COMPUTED:
            self.complain(self.why_not())
            return
        depends = rows[self.row].depends_on if self.row < len(rows) else ()
        rule = next(iter((*depends, *view.draft.assumptions.changed())), None)
        if rule is None:
            other = next((row.index + 1 for row in rows if row.depends_on), None)
            others = "; the others are not computed yet." if view.incomplete else "; neither does any other row."
            self.say("This row depends on no assumption" + (f"; row {other} does." if other else others))
        else:
            self.next_setting(rule)

    def action_assumptions(self) -> None:
        """Every switch, with what would move."""
        from tui.screens.assumptions import AssumptionsScreen

        view = self.explorer.view
        if view.incomplete:
            self.complain(self.why_not())
            return
        rows = view.forecast.rows if view.forecast else ()
        depends = rows[self.row].depends_on if self.row < len(rows) else ()
        rule = next(iter(depends), None)
        self.app.push_screen(AssumptionsScreen(view.draft.assumptions, view.forecast, self.explorer.would_move, rule))

    def action_what_if(self) -> None:
        """Every row under every order."""
        from tui.screens.what_if.screen import WhatIfScreen

        self.when_typed(lambda: self.app.push_screen(WhatIfScreen(self, self.row)))

    def action_backwards(self) -> None:
        """What would make the row that is looked at do what is wanted?"""
        self.when_typed(lambda: self.ask_backwards(self.row))

    def ask_backwards(self, row: int) -> None:
        """Ask what a row (0-based) should do, and look for what would make it so."""
        from tui.screens.backwards.ways import WaysDialog
        from tui.screens.backwards.wishes import WishDialog

        view = self.explorer.view
        made = view.forecast
        if view.stale or view.still_read or made is None:
            self.complain(self.why_not())
        elif made.call_errors:
            error = made.call_errors[0]
            self.complain(f"The whole call is refused ({error.code}): {call_error_text(error, made)}.")
        elif row < len(made.rows):
            records = view.records
            assert records is not None

            def wished(wish: Wish | None) -> None:
                if wish is not None:
                    ways = WaysDialog(made, row, wish, records, split=view.draft.split)
                    self.app.push_screen(ways, partial(self._way_chosen, view, row))

            self.app.push_screen(WishDialog(made, row, records), wished)

    def _way_chosen(self, asked: View, row: int, way: Way | None) -> None:
        """Carry out a way, unless the payload is no longer what was asked about; without one, ask again."""
        from tui.core.views.backwards_text import way_text
        from tui.screens.backwards.carry_out import carry_out

        if way is None:
            self.ask_backwards(row)
        elif self.explorer.view.draft != asked.draft or asked.request is None:
            self.complain("The payload has changed in the meantime. Ask again.")
        else:
            text = way_text(way, asked.request.rows[row])
            self.show(carry_out(way, row, self.explorer))
            self.say(f"Done: {text} {key_name('history.undo')} undoes it.")

    def action_rules(self) -> None:
        """The catalogue, at the rule that ended the selected row."""
        from tui.screens.rules import RulesScreen

        view = self.explorer.view
        rows = view.forecast.rows if view.forecast else ()
        rule = next(iter(rows[self.row].rules), None) if self.row < len(rows) else None
        self.app.push_screen(RulesScreen(rule, view.draft.assumptions))

    def action_read_warnings(self) -> None:
        """The whole texts of the call's warnings, and what can be done about them."""
        from tui.screens.main.warnings import CallWarnings

        view = self.explorer.view
        warnings = call_warnings(view)
        if not warnings:
            self.say("The call as a whole has no warnings.")
            return
        better = view.better
        answers = [("copy", "Copy the texts")]
        if any(notice.rule.startswith("data.") for notice in warnings) and self.has_an_org:
            answers.insert(0, ("pull", f"Pull what is missing from {one_line(self.explorer.view.profile_name)}"))
        if better is not None:
            answers.insert(0, ("switch", f"Switch to {one_line(better.name)}: {one_line(str(better))}"))

        def answered(answer: str | None) -> None:
            if answer == "pull":
                self.action_pull(for_payload=True)
            elif answer == "switch":
                self.action_take_better_module()

        self.app.push_screen(CallWarnings(warnings, [*answers, ("back", "Go back")], self.app.size.width), answered)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that have nothing to do here are left to what has the focus."""
        view = self.explorer.view
        if action == "offer":
            return self.offers_tour
        if action == "go_to_pane":
            return not self.offers_tour  # whose answers are on digits, too
        if action == "stop_or_go_on":
            return self._forecasting.running or self._forecasting.stopped
        if action == "read_warnings":
            return bool(call_warnings(view))
        if action == "take_better_module":
            return view.better is not None and not view.stale
        return super().check_action(action, parameters)

    def action_split(self) -> None:
        """Cut more than 100 rows into calls of 100, or send one call."""
        self.show(self.explorer.set_split(not self.explorer.view.draft.split))

    # --- the offer of the first start ---------------------------------------------------------------------------------

    def action_offer(self, choice: str) -> None:
        """Take something of the offer, which goes."""
        self.offers_tour = False
        self.query("TourOffer").remove()
        self.post_message(OfferAnswered(choice))

    def show_other(self, view: View) -> None:
        """Whoever opens a payload needs no offer."""
        super().show_other(view)
        if self.offers_tour:
            self.action_offer("demo")

    # --- actions: history and text ------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Take the last change back, whatever it was."""
        self.take_typed()
        self._show_after_history(self.explorer.undo)

    def action_redo(self) -> None:
        """Make it again."""
        self.take_typed()
        self._show_after_history(self.explorer.redo)

    def _show_after_history(self, step: Callable[[], View]) -> None:
        """Ticks are of the payload that was open: none is of the one that history comes back to."""
        before = self.explorer.view.file_name, self.explorer.origin
        view = step()
        if (view.file_name, self.explorer.origin) != before:
            self.forget_rows()
        self.show(view)

    def action_format(self) -> None:
        """Lay the payload out anew."""
        self.take_typed()
        try:
            self.show(self.explorer.format_text())
        except JsonTextError as error:
            self.notify(f"Could not format: {one_line(str(error))}", severity="warning", markup=False)


def _module_choice(choice: ModuleChoice) -> Choice:
    from tui.screens.dialogs.picker import Choice

    label = f"{choice.label} · " if choice.label != choice.api_name else ""
    records = "" if choice.records is None else f"{count_of(choice.records, 'record')} · "
    facts = f"{label}{records}{', '.join(choice.check_fields) or 'no check field'}"
    return Choice(choice.api_name, facts, choice.label)
