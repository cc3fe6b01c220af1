"""The journal: every send with its calls, what was forecast and what came; and what can be done about it afterwards.

It reopens what was sent as a payload, and writes a send to a file; what asks an org stands in ``org_work``. It sends
nothing itself.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.core.display import one_line, row_numbers
from tui.core.views.describe import count_of
from tui.core.views.forecast_json import json_text
from tui.live.journal.reading import compare_calls, entry_json, records_of
from tui.live.journal.recorded import recorded_of
from tui.messages import RecordWanted
from tui.screens.dialogs.background import Trouble, in_background
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.org_dialog import client_of
from tui.screens.dialogs.record_choice import choose_of
from tui.screens.dialogs.save_as import TextToSave, save_text
from tui.screens.incident.messages import CallsToExplain
from tui.screens.journal.call_pane import CallPane, Chip
from tui.screens.journal.list import STATES, JournalList, Kept, LineSelected, in_order, local_time
from tui.screens.journal.org_work import OrgWork
from tui.screens.journal.reopened import Reopened, file_name, payload_of
from tui.widgets.look import ACCENT, MUTED, is_searched
from tui.widgets.timers import certain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.values import Json
    from tui.live.journal.journal import Journal
    from tui.live.journal.look_up import FindModule
    from tui.screens.journal.list import Line
    from tui.screens.journal.org_work import Connect
__all__ = ["JournalScreen", "Reopened"]


class JournalScreen(OrgWork):
    """Every send of the journal, filtered, and one of them in full. Returns a payload to open, or None.

    held: a module as the open data set has it, None where it does not; connect: a client of a profile's org, used in a
    thread; folder: where exports are offered to be written; open_record: shows a record (None: there is nowhere to).
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.JOURNAL]
    AUTO_FOCUS = "JournalList"
    CSS_PATH = [SHEET, "journal.tcss"]
    HELP = """\
## Journal
Every send to an org, the latest first. Above them stand those under way, and those with a call without a reply, as a
crash leaves it: whether it arrived is **unknown**. A payload of more than 100 rows is one send of several calls.

- **{journal.fold}**, or a click on ▸, unfolds a send to its calls; its outcome is that of the worst of them
- **{journal.reopen}** opens what was sent as a payload: the whole send, or the call that is marked
- **{journal.restore}** makes a payload that restores the old values of the whole send, the latest call first. It asks
  the org whether the records were edited since
- **{journal.what_happened}** explains each row in sentences, with the old values that were read before the send
- **{journal.record}** shows a record of the send, as the data set that is open has it; so does a click on an id
- **{journal.look_up}** looks up what happened to a call of unknown outcome, **{journal.export}** writes a send to
  a file
- **{journal.profile}** and **{journal.outcome}** filter by profile and outcome, **{journal.search}** searches bodies
  and replies
- **{journal.left}** and **{journal.right}** change the text below, **{journal.zoom}** gives it the whole height
"""

    LOOK_AGAIN_S: ClassVar = 1.0
    """Seconds after which the journal is read again while a call is under way."""

    def __init__(
        self,
        journal: Journal,
        held: FindModule,
        folder: Path,
        connect: Connect = client_of,
        open_record: Callable[[RecordWanted], object] | None = None,
    ) -> None:
        super().__init__(journal, held, connect)
        self._open_record, self._folder = open_record, folder
        self._kept: list[Kept] = []
        self._profile: str | None = None
        self._outcome: str | None = None

    def compose(self) -> ComposeResult:
        """Filters, the sends, one of them in full."""
        with Vertical(id="box") as box:
            box.border_title = "journal"
            with Horizontal(id="filters"):
                key = keys.key_name("journal.search")
                search = Input(placeholder=f"{key} search bodies and replies", id="search")
                search.cursor_blink = False
                yield search
                yield Chip("profile", self._filter_text("profile"))
                yield Chip("outcome", self._filter_text("outcome"))
            yield JournalList()
            yield CallPane()
            yield Static("", classes="said", markup=False)
            yield Keys()

    def on_mount(self) -> None:
        """Read the journal in a thread: it may be long."""
        self.read_again()

    # --- reading ------------------------------------------------------------------------------------------------------

    def read_again(self) -> None:
        """Show what the journal holds now."""
        self.runner.ask("reading the journal", self._read_in_order, self._show)

    def _read_in_order(self) -> list[Kept]:
        """In the thread."""
        entries = self._journal.entries()
        return in_order(entries, self._journal.damaged_lines)

    def _show(self, kept: list[Kept] | Trouble) -> None:
        if isinstance(kept, Trouble):
            self.complain(f"the journal cannot be read: {kept.sentence}")
            return
        self._kept = kept
        lines = sum(len(each.send.calls) + 1 if each.send.has_several else 1 for each in kept)
        self.query_one(JournalList).styles.max_height = max(4, lines + 1)  # what it does not need is the text's
        self._filter()
        if any(each.send.is_under_way for each in kept):
            certain(self.set_timer(self.LOOK_AGAIN_S, lambda: in_background(self._look_again)))

    def _look_again(self) -> None:
        kept = self._read_in_order()
        self.runner.tell(partial(self._show, kept))

    @property
    def line(self) -> Line | None:
        """The send or the call under the cursor."""
        return self.query_one(JournalList).selected

    @on(LineSelected)
    def _selected(self) -> None:
        self.query_one(CallPane).show(self.line)

    def action_fold(self) -> None:
        """Unfold the send to its calls, or fold it."""
        if self.line is not None and not self.query_one(JournalList).fold():
            self.say("It went in one call: there is nothing to unfold.")

    # --- filters ------------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _filter(self) -> None:
        words = self.query_one("#search", Input).value.casefold().split()
        shown = [each for each in self._kept if all(word in each.words for word in words)]
        shown = [each for each in shown if self._profile in (None, each.send.first.facts.profile)]
        shown = [each for each in shown if self._outcome in (None, each.send.state)]
        for chip in self.query("#filters Chip").results(Chip):
            chip.update(self._filter_text(chip.name or ""))
        self._paint_count(len(shown))
        empty = "No send passes the filter." if self._kept else "Nothing has been sent yet. Every send is kept here."
        self.query_one(JournalList).show(shown, empty)

    def _filter_text(self, name: str) -> Content:
        value = self._profile if name == "profile" else self._outcome
        shown = "all" if value is None else one_line(value.replace("_", " "))
        label = f"{keys.key_name(f'journal.{name}')} {name}: "
        return Content.assemble((label, MUTED), (shown, MUTED if value is None else f"bold {ACCENT}"))

    def _paint_count(self, shown: int) -> None:
        texts = [count_of(len(self._kept), "send")]
        if shown < len(self._kept):
            texts[0] = f"{shown} of {texts[0]}"
        if under_way := sum(each.send.is_under_way for each in self._kept):
            texts.append(f"{under_way} under way")
        if without_reply := sum(each.send.is_open for each in self._kept):
            texts.append(f"{without_reply} without a reply")
        if self._journal.damaged_lines:
            texts.append(f"{count_of(self._journal.damaged_lines, 'line')} could not be read")
        self.query_one("#box").border_subtitle = " · ".join(texts)

    @on(Chip.Pressed)
    def _chip_pressed(self, event: Chip.Pressed) -> None:
        if event.name == "profile":
            self.action_next_profile()
        else:
            self.action_next_outcome()

    def action_next_profile(self) -> None:
        """Only the sends of the next profile, after the last all of them."""
        self._profile = _next(self._profile, sorted({each.send.first.facts.profile for each in self._kept}))
        self._filter()

    def action_next_outcome(self) -> None:
        """Only the next outcome, after the last all of them."""
        there = {each.send.state for each in self._kept}
        self._outcome = _next(self._outcome, [name for name in STATES if name in there])
        self._filter()

    def action_search(self) -> None:
        """Go to the search line."""
        self.set_focus(self.query_one("#search"))

    @on(Input.Submitted)
    def _searched(self) -> None:
        self.set_focus(self.query_one(JournalList))

    # --- the send in full ---------------------------------------------------------------------------------------------

    def action_tab(self, step: int) -> None:
        """The text to the left or right."""
        self.query_one(CallPane).next_tab(step)

    def action_zoom(self) -> None:
        """Give the text the whole height, or take it back."""
        zoomed = not self.has_class("-zoomed")
        self.set_class(zoomed, "-zoomed")
        target = self.query_one("#detail" if zoomed else "JournalList")
        target.focus(scroll_visible=False)  # where it is going to be is not known yet

    async def action_dismiss(self, result: Reopened | None = None) -> None:
        """Escape goes back a step: out of the whole height, out of the search, out of the journal."""
        search = self.query_one("#search", Input)
        if self.has_class("-zoomed"):
            self.action_zoom()
        elif search.has_focus or search.value:
            search.value = ""
            self.set_focus(self.query_one(JournalList))
        else:
            await super().action_dismiss(result)

    # --- reopening and exporting --------------------------------------------------------------------------------------

    def action_reopen(self) -> None:
        """Open what was sent as a payload: the whole send, or the call that is marked."""
        if (line := self.line) is not None:
            call = line.calls[0]
            body = line.send.body if line.call is None else line.call.body
            self.dismiss(payload_of(call, body, f"sent {call.id}"))

    def action_export(self) -> None:
        """Write the send to a file, or the call that is marked: what was sent, forecast and answered, and the
        comparison."""
        line = self.line
        if line is None:
            return

        default = self._folder / f"sent-{file_name(line.calls[0].id)}.json"
        title = f"export the {'call' if line.call else 'send'} as"
        save = TextToSave(json_text(line_json(line)), title, default, 0o600)
        save_text(self.app, save, self.say, self.complain)

    # --- explaining ---------------------------------------------------------------------------------------------------

    def action_what_happened(self) -> None:
        """Explain the calls of the send, each row in sentences."""
        line = self.line
        if line is not None:
            calls = line.send.calls
            name = f"sent {local_time(line.send.first.begun_at, '%Y-%m-%d %H:%M')}"
            self.app.post_message(CallsToExplain(recorded_of(calls), name, calls.index(line.calls[0])))

    # --- the records --------------------------------------------------------------------------------------------------

    def action_record(self) -> None:
        """Show a record of the send or call in the browser of records; where there are several, ask which."""
        line = self.line
        if line is None:
            return
        title = f"show a record of this {'send' if line.call is None else 'call'}, or who holds a value"
        if not choose_of(self.app, title, _leads(line), self.on_record_wanted):
            self.say("No record is named here.")

    def on_record_wanted(self, message: RecordWanted) -> None:
        """An id was clicked, or chosen."""
        if self._open_record is not None:
            self._open_record(message)


def _leads(line: Line) -> Iterator[tuple[RecordWanted, str]]:
    """The records of a send or call, then the values that were looked up, each with the rows."""
    module = line.send.first.facts.module
    ids = line.send.records() if line.call is None else records_of(line.call)
    yield from ((RecordWanted(each, module), row_numbers(rows)) for each, rows in ids.items())
    held: dict[tuple[str, str], list[int]] = {}
    for call in line.calls:
        for place, row in enumerate(call.rows, call.facts.start_index):
            for name in call.facts.check_order:
                if is_searched(value := row.get(name)):
                    held.setdefault((name, str(value)), []).append(place)
    for (name, value), rows in held.items():
        yield RecordWanted(None, module, value), f"{one_line(name)} of {row_numbers(rows)}"


def line_json(line: Line) -> Json:
    """A send or a call as an export writes it."""
    if line.call is None:
        return line.send.to_json()
    compared = compare_calls(line.send.calls)
    return entry_json(line.call, compared[line.send.calls.index(line.call)])


def _next(value: str | None, values: Sequence[str]) -> str | None:
    """The one after a value; None stands between the last and the first."""
    ring = [None, *values]
    return ring[(ring.index(value) + 1) % len(ring)] if value in ring else None
