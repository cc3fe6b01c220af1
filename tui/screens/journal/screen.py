"""The journal: every call that was sent, what was forecast and what came; and what can be done about it afterwards.

It reopens a body as a payload, makes the payload that restores what a send changed, looks up what became of a call
without a readable reply, and writes an entry to a file. It sends nothing itself.
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
from tui.files import write_atomically
from tui.live.journal.look_up import asked_of, held_for, keep_look_up, look_up, rows_not_in
from tui.live.journal.reading import calls_of_send, entry_json, records_of
from tui.live.journal.recorded import recorded_of
from tui.live.journal.restore import adds_rows, read_rows, restoration
from tui.messages import RecordWanted
from tui.screens.dialogs.background import Trouble, in_background
from tui.screens.dialogs.choices import Keys
from tui.screens.dialogs.dialog import SHEET
from tui.screens.dialogs.findings import Findings, RestoreDialog, look_up_lines
from tui.screens.dialogs.org_dialog import OrgDialog, client_of
from tui.screens.dialogs.path_line import reason_of
from tui.screens.dialogs.picker import Choice, Picker
from tui.screens.dialogs.save_as import SaveAs
from tui.screens.incident.messages import CallsToExplain
from tui.screens.journal.call_pane import CallPane, Chip
from tui.screens.journal.list import STATES, EntrySelected, JournalList, Kept, in_order, local_time
from tui.screens.journal.reopened import Reopened, file_name, payload_of
from tui.widgets.look import ACCENT, CLEARED, MUTED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.core.metadata import Module
    from tui.live.journal.journal import Journal, JournalEntry
    from tui.live.journal.look_up import FindModule, LookUpReport
    from tui.live.journal.restore import Restoration
    from tui.live.zoho.result import OrgReader

    Connect = Callable[[str, Callable[[float], object]], AbstractContextManager[OrgReader]]
__all__ = ["JournalScreen", "Reopened"]


class JournalScreen(OrgDialog[Reopened]):
    """Every call of the journal, filtered, and one of them in full. Returns a payload to open, or None.

    held: a module as the open data set has it, None where it does not; connect: a client of a profile's org, used in a
    thread; folder: where exports are offered to be written; open_record: shows a record (None: there is nowhere to).
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.JOURNAL]
    AUTO_FOCUS = "JournalList"
    CSS_PATH = [SHEET, "journal.tcss"]
    HELP = """\
## Journal
Every call that was sent to an org, the latest first. Above them stand those under way, and those without a reply, as a
crash leaves them: whether they arrived is **unknown**.

- **{journal.reopen}** opens what was sent as a payload, **{journal.restore}** makes a payload that restores the old
  values
- **{journal.what_happened}** explains each row in sentences, with the old values that were read before the send
- **{journal.record}** shows a record of the call, as the data set that is open has it; so does a click on an id
- **{journal.look_up}** looks up what became of a call of unknown outcome, **{journal.export}** writes a call to a file
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
        super().__init__()
        self._open_record = open_record
        self._journal, self._held, self._folder, self._connect = journal, held, folder, connect
        self._kept: list[Kept] = []
        self._profile: str | None = None
        self._outcome: str | None = None

    def compose(self) -> ComposeResult:
        """Filters, the calls, one of them in full."""
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
        self._read()

    # --- reading ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self.runner.ask("reading the journal", lambda: in_order(self._journal.entries()), self._show)

    def _show(self, kept: list[Kept] | Trouble) -> None:
        if isinstance(kept, Trouble):
            self.complain(f"the journal cannot be read: {kept.sentence}")
            return
        self._kept = kept
        self.query_one(JournalList).styles.max_height = max(4, len(kept) + 1)  # what it does not need is the text's
        self._filter()
        if any(each.entry.sending for each in kept):
            self.set_timer(self.LOOK_AGAIN_S, lambda: in_background(self._look_again))

    def _look_again(self) -> None:
        kept = in_order(self._journal.entries())
        self.runner.tell(partial(self._show, kept))

    @property
    def _entries(self) -> list[JournalEntry]:
        """All of them, in the order in which they were sent."""
        return sorted((each.entry for each in self._kept), key=lambda entry: (entry.begun_at, entry.facts.batch))

    @property
    def _entry(self) -> JournalEntry | None:
        return self.query_one(JournalList).entry

    def _calls(self, entry: JournalEntry) -> tuple[JournalEntry, ...]:
        return calls_of_send(entry, self._entries if entry.facts.batches > 1 else (entry,))

    @on(EntrySelected)
    def _selected(self) -> None:
        entry = self._entry
        self.query_one(CallPane).show(entry, self._calls(entry) if entry else ())

    # --- filters ------------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _filter(self) -> None:
        words = self.query_one("#search", Input).value.casefold().split()
        shown = [each.entry for each in self._kept if all(word in each.words for word in words)]
        shown = [entry for entry in shown if self._profile in (None, entry.facts.profile)]
        shown = [entry for entry in shown if self._outcome in (None, entry.state)]
        for chip in self.query("#filters Chip").results(Chip):
            chip.update(self._filter_text(chip.name or ""))
        self._paint_count(len(shown))
        empty = "No call passes the filter." if self._kept else "Nothing has been sent yet. Every call is kept here."
        self.query_one(JournalList).show(shown, empty)

    def _filter_text(self, name: str) -> Content:
        value = self._profile if name == "profile" else self._outcome
        shown = "all" if value is None else one_line(value.replace("_", " "))
        label = f"{keys.key_name(f'journal.{name}')} {name}: "
        return Content.assemble((label, MUTED), (shown, MUTED if value is None else f"bold {ACCENT}"))

    def _paint_count(self, shown: int) -> None:
        texts = [count_of(len(self._kept), "call")]
        if shown < len(self._kept):
            texts[0] = f"{shown} of {texts[0]}"
        if under_way := sum(each.entry.sending for each in self._kept):
            texts.append(f"{under_way} under way")
        if without_reply := sum(each.entry.is_open for each in self._kept):
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
        self._profile = _next(self._profile, sorted({each.entry.facts.profile for each in self._kept}))
        self._filter()

    def action_next_outcome(self) -> None:
        """Only the next outcome, after the last all of them."""
        there = {each.entry.state for each in self._kept}
        self._outcome = _next(self._outcome, [name for name in STATES if name in there])
        self._filter()

    def action_search(self) -> None:
        """Go to the search line."""
        self.query_one("#search").focus()

    @on(Input.Submitted)
    def _searched(self) -> None:
        self.query_one(JournalList).focus()

    # --- the call in full ---------------------------------------------------------------------------------------------

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
            self.query_one(JournalList).focus()
        else:
            await super().action_dismiss(result)

    # --- reopening and exporting --------------------------------------------------------------------------------------

    def action_reopen(self) -> None:
        """Open what was sent as a payload."""
        if (entry := self._entry) is not None:
            self.dismiss(payload_of(entry, entry.body, f"sent {entry.id}"))

    def action_export(self) -> None:
        """Write the call to a file: what was sent, forecast and answered, and the comparison."""
        entry = self._entry
        if entry is None:
            return
        calls = self._calls(entry)

        def chosen(path: Path | None) -> None:
            if path is None:
                return
            try:
                write_atomically(path, json_text(entry_json(entry, calls)), 0o600)
            except OSError as error:
                self.complain(f"Could not save: {reason_of(error)}")
            else:
                self.say(f"Saved {path.name}")

        default = self._folder / f"sent-{file_name(entry.id)}.json"
        self.app.push_screen(SaveAs(default, "export the call as"), chosen)

    # --- explaining ---------------------------------------------------------------------------------------------------

    def action_what_happened(self) -> None:
        """Explain the calls of the send, each row in sentences."""
        entry = self._entry
        if entry is not None:
            calls = self._calls(entry)
            name = f"sent {local_time(entry.begun_at, '%Y-%m-%d %H:%M')}"
            self.app.post_message(CallsToExplain(recorded_of(calls), name, calls.index(entry)))

    # --- the records --------------------------------------------------------------------------------------------------

    def action_record(self) -> None:
        """Show a record of the call in the browser of records; where there are several, ask which."""
        entry = self._entry
        ids = records_of(entry) if entry is not None else {}
        if entry is None or not ids:
            self.say("This call names no record.")
            return
        module = entry.facts.module

        def chosen(record_id: str | None) -> None:
            if record_id is not None:
                self.on_record_wanted(RecordWanted(record_id, module))

        if len(ids) == 1:
            chosen(next(iter(ids)))
            return
        choices = [Choice(each, row_numbers(rows)) for each, rows in ids.items()]
        self.app.push_screen(Picker("show a record of this call", choices, None), chosen)

    def on_record_wanted(self, message: RecordWanted) -> None:
        """An id was clicked, or chosen."""
        if self._open_record is not None:
            self._open_record(message)

    # --- restoring ----------------------------------------------------------------------------------------------------

    def action_restore(self) -> None:
        """Make the payload that restores what the whole send changed."""
        entry = self._entry
        if entry is None:
            return
        calls = calls_of_send(entry, self._entries)
        module = held_for(calls, self._held)
        if module is not None and not adds_rows(calls, module):
            self._restorable(entry, restoration(calls, module))
            return
        wanted = "the fields of" if module is None else "the rows that were added in"
        what = f"asking {one_line(entry.facts.profile)} for {wanted} {one_line(entry.facts.module)}"
        work = partial(self._restoration, entry, calls, module)
        self.runner.ask(what, work, partial(self._restorable_rows, entry, calls, module))

    def _restoration(self, entry: JournalEntry, calls: tuple[JournalEntry, ...], held: Module | None) -> Restoration:
        """In the thread: by the module's fields and the rows of subforms as the org has them."""
        with self._connect(entry.facts.profile, self.runner.wait) as client:
            module = held or asked_of(client, entry.facts.module)
            return restoration(calls, module, read_rows(client, calls, module))

    def _restorable_rows(
        self,
        entry: JournalEntry,
        calls: tuple[JournalEntry, ...],
        held: Module | None,
        found: Restoration | Trouble,
    ) -> None:
        """Without the org, all but the rows that were added can be restored."""
        self._restorable(entry, restoration(calls, held) if isinstance(found, Trouble) and held is not None else found)

    def _restorable(self, entry: JournalEntry, found: Restoration | Trouble) -> None:
        if isinstance(found, Trouble):
            self.complain(f"Nothing can be restored without the module's fields: {found.sentence}")
            return

        def chosen(answer: str | None) -> None:
            if answer == "open" and found.body is not None:
                self.dismiss(payload_of(entry, found.body, f"restore {entry.id}"))

        self.app.push_screen(RestoreDialog(found, self.app.size.width), chosen)

    # --- looking up ---------------------------------------------------------------------------------------------------

    def action_look_up(self) -> None:
        """Read back what became of the rows of a call of unknown outcome."""
        entry = self._entry
        if entry is None:
            return
        if entry.sending:
            self.complain("It is being sent now; its reply is waited for.")
            return
        if entry.outcome != "unknown":
            self.complain(f"There is nothing to look up: the call was {entry.outcome.replace('_', ' ')}.")
            return
        what = f"asking {one_line(entry.facts.profile)} what became of {count_of(len(entry.rows), 'row')}"
        self.runner.ask(what, partial(self._look_up, entry), partial(self._looked_up, entry))

    def _look_up(self, entry: JournalEntry) -> LookUpReport:
        """In the thread: ask, and note in the journal what was found."""
        with self._connect(entry.facts.profile, self.runner.wait) as client:
            report = look_up(client, entry, held_for([entry], self._held) or asked_of(client, entry.facts.module))
        keep_look_up(self._journal, entry, report)
        return report

    def _looked_up(self, entry: JournalEntry, found: LookUpReport | Trouble) -> None:
        unsaved = None
        if isinstance(found, Trouble):
            sentence = Content.styled(f"! {one_line(found.sentence)}", CLEARED)
            lines = [sentence, Content.styled("Outcome still unknown.", MUTED)]
        else:
            lines, unsaved = list(look_up_lines(found, self.app.size.width)), rows_not_in(entry, found)
        answers = [("back", "Go back")]
        if unsaved is not None:
            rows = count_of(len(unsaved["data"]), "row")
            answers.insert(0, ("open", f"Open the {rows} not saved as a payload (nothing is sent yet)"))
        if entry.is_open:
            answers.append(("aside", "Mark as settled: stop listing it first"))

        def answered(answer: str | None) -> None:
            if answer == "open" and unsaved is not None:
                self.dismiss(payload_of(entry, unsaved, f"not saved of {entry.id}"))
                return
            if answer == "aside":
                self._set_aside(entry)
            self._read()

        self.app.push_screen(Findings("what happened", lines, answers), answered)

    def _set_aside(self, entry: JournalEntry) -> None:
        try:
            self._journal.note(entry.id, "set_aside", "set aside by hand")
        except OSError as error:
            self.complain(f"Could not save: {reason_of(error)}")


def _next(value: str | None, values: Sequence[str]) -> str | None:
    """The one after a value; None stands between the last and the first."""
    ring = [None, *values]
    return ring[(ring.index(value) + 1) % len(ring)] if value in ring else None
