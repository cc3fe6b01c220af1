"""What happened: calls that were made, with their replies, held row by row against the rules. Nothing is sent, and no
org is asked.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import SystemCommand
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

from tui import keys
from tui.core.display import one_line
from tui.core.payload.body_text import body_text
from tui.core.reply.recorded import doubts
from tui.core.views.record_life import life
from tui.dataset.files import DataSetError
from tui.messages import ChipPressed, RecordWanted
from tui.screens.assumptions import SettingChosen
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.findings import Findings
from tui.screens.dialogs.record_choice import choose_record
from tui.screens.dialogs.save_as import TextToSave, save_text
from tui.screens.incident.before import before_lines
from tui.screens.incident.orders import OrdersOfCall
from tui.screens.incident.row import RowInFull, ids_of
from tui.screens.sending.comparison import ComparisonTable
from tui.screens.sending.messages import PayloadMade
from tui.screens.styled_once import StyledOnce
from tui.widgets.clipboard import copy
from tui.widgets.key_line import KeyLine
from tui.widgets.look import MOVED, MUTED, STRONG, with_record_links, with_value_links
from tui.widgets.top_bar import Chip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.dataset.folder import DataSet
    from tui.screens.incident.source import Source
    from tui.screens.incident.told import Told
    from tui.session.followed import FollowedCall


class WhatHappenedScreen(StyledOnce[None]):
    """Explains calls. Tells the app ``SettingChosen``.

    pick_data_set: asks for an older data set and hands it on; other_orders: shows a row of the open payload under every
    order (None: the request is not what is open); open_record: shows a record, or those that hold some words;
    open_payload: opens what a call sent in place of the payload that is open.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.DIALOG, *keys.INCIDENT]
    CSS_PATH = [SHEET, "incident.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]
    AUTO_FOCUS = "ComparisonTable"
    HELP = """\
## What happened
An upsert that was made: what was sent, what Zoho answered, and what the rules say. Where your copy of the records was
made after the call, they are taken back first: exact where the journal or an older data set has them, **inferred** from
the reply elsewhere.

- **{incident.next}** goes to the next row worth a look, **{incident.ticket}** copies the row for a ticket,
  **{incident.export}** writes it to a file
- **{incident.before}** shows the record as it was before, and takes an older data set; **{incident.life}** tells what
  these calls did to the record, in order
- **{incident.call_before}** and **{incident.call_after}** go to the call before and after, where there are several;
  **{incident.payload}** opens what the call sent as the payload
- **{incident.other_orders}** shows the row under every order, **{incident.record}** shows the record; a click on an
  id leads to its record, one on a value that was sent to the records that hold it
- **{incident.set_assumption}** sets the assumption that would explain a difference
"""

    def __init__(
        self,
        source: Source,
        *,
        pick_data_set: Callable[[Callable[[Path], object]], object] | None = None,
        other_orders: Callable[[int], object] | None = None,
        open_record: Callable[[RecordWanted], object] | None = None,
        open_payload: Callable[[PayloadMade], object] | None = None,
    ) -> None:
        super().__init__()
        self._source, self._assumptions = source, source.assumptions
        self._pick_data_set, self._other_orders, self._open_record = pick_data_set, other_orders, open_record
        self._open_payload = open_payload
        self._older: DataSet | None = None
        self._calls: tuple[tuple[Told | None, FollowedCall], ...] | None = None
        self._call = source.first
        self._ways: dict[tuple[int, int], tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        """What was read, the rows, and one of them."""
        with Horizontal(id="head-line"):
            yield Static("", id="head", markup=False)
            yield Chip("app.command_palette", "≡", id="chip-palette")
        with Vertical():
            yield ComparisonTable()
            yield RowInFull()
        yield KeyLine()

    def on_mount(self) -> None:
        """Explain, in a thread."""
        self._explain()

    @property
    def busy(self) -> str:
        """What is waited for; empty for nothing."""
        if self._calls is None:
            return "explaining"
        told = self._told
        return "possible fixes" if told is not None and (self._call, self._row) not in self._ways else ""

    @property
    def _told(self) -> Told | None:
        return self._calls[self._call][0] if self._calls else None

    @property
    def _row(self) -> int:
        """The row that is looked at (0-based)."""
        return self.query_one(ComparisonTable).selected or 0

    @property
    def _record_id(self) -> str | None:
        """The record that the row is about: by the reply, else by the rules."""
        told = self._told
        if told is None or self._row >= len(told.rows):
            return None
        rows = told.forecast.rows if told.forecast else ()
        target = rows[self._row].target_id if self._row < len(rows) else None
        record_id = told.rows[self._row].record_id or target
        return None if record_id is None or record_id.startswith("new-") else record_id

    @property
    def _record_named(self) -> str | None:
        """That record; of a row that was refused, the one that stood in its way."""
        told = self._told
        if self._record_id is not None or told is None or self._row >= len(told.rows):
            return self._record_id
        return next(iter(ids_of(told, self._row)), None)

    # --- explaining ---------------------------------------------------------------------------------------------------

    def _explain(self) -> None:
        self._calls, self._ways = None, {}
        self._paint_head()
        self._run()

    @work(thread=True, group="explain", exclusive=True, exit_on_error=False)
    def _run(self) -> None:
        worker = get_current_worker()
        calls = self._source.told(self._assumptions, self._older, lambda: not worker.is_cancelled)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._explained, calls)

    def _explained(self, calls: tuple[tuple[Told | None, FollowedCall], ...]) -> None:
        if not self.is_attached:
            return
        self._calls = calls
        self._call = min(self._call, len(calls) - 1)
        self._show_call()

    @work(thread=True, group="ways", exclusive=True, exit_on_error=False)
    def _look_for_ways(self, told: Told, call: int, row: int) -> None:
        worker = get_current_worker()
        ways = tuple(told.ways(row))
        if not worker.is_cancelled:
            self.app.call_from_thread(self._found_ways, told, call, row, ways)

    def _found_ways(self, told: Told, call: int, row: int, ways: tuple[str, ...]) -> None:
        if self.is_attached and told is self._told:
            self._ways[call, row] = ways
            if row == self._row:
                self.query_one(RowInFull).show(told, row, ways)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw is said; the rest of the app goes on."""
        if event.state is WorkerState.ERROR:
            self._say(f"This could not be explained ({type(event.worker.error).__name__}).", warning=True)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_call(self) -> None:
        told = self._told
        self._paint_head()
        table, row = self.query_one(ComparisonTable), self.query_one(RowInFull)
        row.display = told is not None
        table.show(told.rows if told else (), told.forecast if told else None)
        table.styles.max_height = max(5, len(told.rows) + 4) if told else 5  # what it does not need is the row's
        if told is not None:
            odd = (place for place, each in enumerate(told.rows) if each.verdict == "different")
            table.select(next(odd, 0))
            self._show_row()
        self.refresh_bindings()

    def _paint_head(self) -> None:
        self.query_one("#head", Static).update(Content("\n").join(self._head()))

    def _head(self) -> Iterator[Content]:
        told, calls = self._told, self._calls or ()
        several = f", call {self._call + 1} of {len(calls)}" if len(calls) > 1 else ""
        name = Content.assemble(("What happened", STRONG), "   ", (f"{one_line(self._source.name)}{several}", STRONG))
        if self._calls is None:
            yield Content.assemble(name, ("   ⋯ explaining", MUTED))
            return
        yield Content.assemble(name, "   ", (told.title if told else "", MUTED))
        if told is None:
            yield Content.styled(f"! {one_line(self._calls[self._call][1].problem)}", MOVED)
            return
        remarks = (*doubts(self._source.calls), *told.remarks)
        yield from (Content.styled(one_line(line), MOVED) for line in remarks)

    @on(ChipPressed)
    async def _chip_pressed(self, message: ChipPressed) -> None:
        await self.run_action(message.action)

    @on(ComparisonTable.Looked)
    def _show_row(self) -> None:
        told = self._told
        if told is None or self._row >= len(told.rows):
            return
        ways = self._ways.get((self._call, self._row))
        self.query_one(RowInFull).show(told, self._row, ways)
        if ways is None:
            self._look_for_ways(told, self._call, self._row)
        self.refresh_bindings()

    # --- going on -----------------------------------------------------------------------------------------------------

    def action_next_surprise(self) -> None:
        """The next row worth a look, from the first again after the last."""
        told = self._told
        if told is None:
            return
        rows = [*range(self._row + 1, len(told.rows)), *range(self._row + 1)]
        place = next((row for row in rows if told.is_surprise(row)), None)
        if place is None:
            self._say("Every row of this call did what the rules say, by a field that was listed.")
        elif place == self._row:
            self._say("This is the only row worth a look.")
        else:
            self.query_one(ComparisonTable).select(place)

    def action_call(self, step: int) -> None:
        """The call before or after."""
        calls = self._calls or ()
        if 0 <= self._call + step < len(calls):
            self._call += step
            self._show_call()

    def action_set_assumption(self) -> None:
        """Choose the setting that would explain the row's difference, and explain again under it."""
        told = self._told
        switch = told.rows[self._row].switch if told is not None else None
        if switch is not None:
            self._assumptions = self._assumptions.having(*switch)
            self.app.post_message(SettingChosen(*switch))
            self._explain()

    # --- the record ---------------------------------------------------------------------------------------------------

    def action_before(self) -> None:
        """The record as it was before the call, and how sure that is."""
        told, record_id = self._told, self._record_id
        found = told.found if told is not None else None
        if found is None or record_id is None:
            self._say("There is no record of this row to show.")
            return
        answers = [("copy", "Copy it as JSON"), ("back", "Go back")]
        if self._pick_data_set is not None:
            answers.insert(0, ("older", "Take it from an older data set"))
        lines, text = before_lines(found, record_id)

        def answered(answer: str | None) -> None:
            if answer == "copy":
                copy(self, text, "the record")
            elif answer == "older" and self._pick_data_set is not None:
                self._pick_data_set(self._take_older)

        title = f"{one_line(record_id)} before the call"
        self.app.push_screen(Findings(title, lines, answers, self._linked_to), answered)

    def _take_older(self, folder: Path) -> None:
        from tui.dataset.folder import DataSet

        try:
            self._older = DataSet.open(folder)
        except (DataSetError, OSError) as error:
            self._say(str(error), warning=True)
        else:
            self._explain()

    def action_life(self) -> None:
        """What these calls did to the record, in order."""
        record_id = self._record_id
        calls = [
            (one.number, told.found) for told, one in self._calls or () if told is not None and told.found is not None
        ]
        if record_id is None or not calls:
            self._say("There is no record of this row to follow.")
            return
        name = calls[0][1].forecast.module.api_name
        told = life(calls, record_id, self._source.data_set.records(name))
        plain = [Content.styled(line, MUTED) if line.startswith(" ") else Content(line) for line in told.lines]
        module = calls[0][1].forecast.module
        written = [each for step in told.steps for each in step.fields if each.api_name in module.by_name]
        telling = [each for each in written if module.by_name[each.api_name] in module.checkable]
        values = [value for each in telling for value in (each.before, each.after)]
        lines = [with_value_links(with_record_links(each, name, [record_id]), name, values) for each in plain]

        def answered(answer: str | None) -> None:
            if answer == "copy":
                copy(self, "\n".join(told.lines), "its life")

        answers = [("copy", "Copy it"), ("back", "Go back")]
        title = f"the life of {one_line(record_id)}"
        self.app.push_screen(Findings(title, lines, answers, self._linked_to), answered)

    def action_record(self) -> None:
        """The record, in the browser of records."""
        told, record_id = self._told, self._record_named
        if record_id is not None and told is not None:
            made = told.forecast
            self._show_record(RecordWanted(record_id, made.module.api_name if made is not None else None))

    @on(RecordWanted)
    def _show_record(self, message: RecordWanted) -> None:
        """An id was clicked, or a value: the record, or those that hold the value."""
        if self._open_record is not None:
            self._open_record(replace(message, module=message.module or self._source.module))

    @property
    def _linked_to(self) -> Callable[[RecordWanted], object] | None:
        return self._show_record if self._open_record is not None else None

    def action_value(self) -> None:
        """The records that hold a value of the row, or one that it names."""
        if self._told is not None and self._open_record is not None:
            found = choose_record(self.app, "show in the records", self.query_one(RowInFull).texts, self._show_record)
            if not found:
                self._say("No record and no value is named here.")

    def action_payload(self) -> None:
        """Open what this call sent as the payload."""
        told = self._told
        if self._open_payload is None or told is None or told.found is None:
            return
        made, call = told.found.forecast, f"-call-{self._call + 1}" if len(self._calls or ()) > 1 else ""
        name = f"{self._source.stem}{call}.json"
        self._open_payload(PayloadMade(body_text(made.request), made.module.api_name, name))

    def action_other_orders(self) -> None:
        """The row under every order: of the payload that is open, or of a call that was made."""
        found = self._told.found if self._told is not None else None
        if self._other_orders is not None:
            self._other_orders(self._row)
        elif found is not None:
            several = f", call {self._call + 1}" if len(self._calls or ()) > 1 else ""
            name = f"{self._source.name}{several}"
            self.app.push_screen(OrdersOfCall(found, name, self._row, self._linked_to))

    # --- for others ---------------------------------------------------------------------------------------------------

    def _ticket(self) -> str:
        told = self._told
        return told.markdown(self._row, self._ways.get((self._call, self._row), ())) if told is not None else ""

    def action_ticket(self) -> None:
        """Copy the row as Markdown, for a ticket."""
        copy(self, self._ticket(), "the row, as Markdown,")

    def action_export(self) -> None:
        """Write the same to a file."""
        default = self._source.folder / f"{self._source.stem}-row-{self._row + 1}.md"
        save = TextToSave(self._ticket(), "write the row for a ticket as", default)
        save_text(self.app, save, self._say, partial(self._say, warning=True))

    def _say(self, sentence: str, *, warning: bool = False) -> None:
        self.notify(one_line(sentence), severity="warning" if warning else "information", markup=False)

    def palette_commands(self) -> Iterator[SystemCommand]:
        """What the command palette offers here."""
        for node, bindings in ((self, keys.INCIDENT), (self.query_one(ComparisonTable), keys.COMPARISON)):
            for binding in bindings:
                title, key = str(binding.tooltip or binding.description), keys.key_name(binding.id or "")
                run = partial(node.call_later, partial(node.run_action, binding.action))
                yield SystemCommand(title, f"{binding.description} · {key}", run)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is no use for is not offered."""
        told = self._told
        here = told is not None and self._row < len(told.rows)
        useful = {
            "set_assumption": here and told is not None and told.rows[self._row].switch is not None,
            "call": len(self._calls or ()) > 1,
            "payload": here and told is not None and told.found is not None and self._source.case is None,
            "other_orders": here and told is not None and told.found is not None,
            "record": self._open_record is not None and self._record_named is not None,
            "value": self._open_record is not None and here,
            "before": here and told is not None and told.found is not None,
            "life": here and told is not None and told.found is not None,
        }
        return useful.get(action, here or action not in _OF_A_ROW)


_OF_A_ROW = ("next_surprise", "ticket", "export")
