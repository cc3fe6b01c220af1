"""The journal: every call that left, what was forecast and what came; and what can be done about it afterwards.

It reopens a body as a payload, puts back what a send changed (as a payload to look at), looks up what became of a call
without a readable reply, and writes an entry to a file. It sends nothing itself.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui import keys
from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.core.views.forecast_json import json_text
from tui.files import write_atomically
from tui.live.journal.look_up import asked_of, held_for, look_up, rows_not_in
from tui.live.journal.reading import calls_of_send, entry_json
from tui.live.journal.restore import restoration
from tui.screens.dialogs.findings import Findings, lookup_lines, restoration_lines
from tui.screens.dialogs.org_dialog import Trouble, client_of
from tui.screens.dialogs.save_as import SaveAs
from tui.screens.journal.reopened import Reopened, file_name, payload_of
from tui.screens.journal.view import JournalView
from tui.widgets.look import CLEARED, MUTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from textual.binding import BindingType

    from tui.core.metadata import Module
    from tui.core.values import Json
    from tui.live.journal.journal import Journal, JournalEntry
    from tui.live.journal.look_up import FindModule, LookUpReport
    from tui.live.journal.restore import Restoration
    from tui.live.zoho.result import OrgReader

    Connect = Callable[[str, Callable[[float], object]], AbstractContextManager[OrgReader]]
__all__ = ["JournalScreen", "Reopened"]


class JournalScreen(JournalView):
    """Every call of the journal. Returns a payload to open, or None.

    held: a module as the open data set has it, None where it does not; connect: a client of a profile's org, used in a
    thread; folder: where exports are offered to be written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.JOURNAL]
    HELP = """\
## Journal
Every call that left for an org, the latest first; above them what is under way, and those of which no reply came, as a
crash leaves them: whether they arrived is **unknown**.

- **{journal.reopen}** opens what was sent as a payload, **{journal.restore}** makes the payload that puts back what the
  send changed
- **{journal.look_up}** looks up what became of a call of unknown outcome, **{journal.export}** writes a call to a file
- **{journal.profile}** and **{journal.outcome}** filter by profile and outcome, **{journal.search}** searches in all
  that was sent and came
- **{journal.left}** and **{journal.right}** change the text below, **{journal.zoom}** gives it the whole height
"""

    def __init__(self, journal: Journal, held: FindModule, folder: Path, connect: Connect = client_of) -> None:
        super().__init__(journal)
        self._held, self._folder, self._connect = held, folder, connect

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
                self._complain(f"Not written: {(error.strerror or str(error)).lower()}")
            else:
                self._say(f"Written to {path.name}")

        default = self._folder / f"sent-{file_name(entry.id)}.json"
        self.app.push_screen(SaveAs(default, "export the call as"), chosen)

    # --- the way back -------------------------------------------------------------------------------------------------

    def action_restore(self) -> None:
        """Make the payload that puts back what the whole send changed."""
        entry = self._entry
        if entry is None:
            return
        calls = calls_of_send(entry, self._entries)
        found = partial(self._restored, entry)
        if (module := held_for(calls, self._held)) is not None:
            found(restoration(calls, module))
        else:
            what = f"asking {one_line(entry.facts.profile)} for the fields of {one_line(entry.facts.module)}"
            self.ask(what, lambda: restoration(calls, self._asked_module(entry)), found)

    def _asked_module(self, entry: JournalEntry) -> Module:
        with self._connect(entry.facts.profile, self.wait) as client:
            return asked_of(client, entry.facts.module)

    def _restored(self, entry: JournalEntry, found: Restoration | Trouble) -> None:
        if isinstance(found, Trouble):
            self._complain(f"Nothing can be put back without the module's fields: {found.sentence}")
            return
        body, answers = found.body, [("back", "Go back")]
        if found.inserted:
            answers.insert(0, ("copy", f"Copy the {count_of(len(found.inserted), 'inserted id')}"))
        if body is not None:
            answers.insert(0, ("open", "Open the payload that puts the old values back (nothing is sent yet)"))

        def answered(answer: str | None) -> None:
            if answer == "open" and body is not None:
                self.dismiss(payload_of(entry, body, f"restore {entry.id}"))
            elif answer == "copy":
                self.app.copy_to_clipboard("\n".join(each.record_id for each in found.inserted))
                self._say("Sent to the terminal's clipboard.")

        lines = list(restoration_lines(found, self.app.size.width))
        self.app.push_screen(Findings("restore", lines, answers), answered)

    # --- looking up ---------------------------------------------------------------------------------------------------

    def action_look_up(self) -> None:
        """Read back what became of the rows of a call of unknown outcome."""
        entry = self._entry
        if entry is None:
            return
        if entry.sending:
            self._complain("It is being sent now; its reply is waited for.")
            return
        if entry.outcome != "unknown":
            self._complain(f"There is nothing to look up: the call was {entry.outcome.replace('_', ' ')}.")
            return
        self.ask(
            f"asking {one_line(entry.facts.profile)} what became of {count_of(len(entry.rows), 'row')}",
            lambda: self._look_up(entry),
            partial(self._looked_up, entry),
        )

    def _look_up(self, entry: JournalEntry) -> LookUpReport:
        """In the thread: ask, and keep in the journal what was found, unless nothing was."""
        with self._connect(entry.facts.profile, self.wait) as client:
            found = look_up(client, entry, held_for([entry], self._held) or asked_of(client, entry.facts.module))
        if not found.problem or found.counted("cannot_tell") < len(found.rows):
            rows: list[Json] = [{"index": row.index, "fate": row.fate, "id": row.record_id} for row in found.rows]
            self._journal.note(entry.id, "looked_up", found.text, rows=rows)
        return found

    def _looked_up(self, entry: JournalEntry, found: LookUpReport | Trouble) -> None:
        if isinstance(found, Trouble):
            lines = [
                Content.styled(f"! {one_line(found.sentence)}", CLEARED),
                Content.styled("Outcome still unknown.", MUTED),
            ]
            again = None
        else:
            lines, again = list(lookup_lines(found, self.app.size.width)), rows_not_in(entry, found)
        answers = [("back", "Go back")]
        if again is not None:
            text = f"Open the {count_of(len(again['data']), 'row')} that are not in as a payload (nothing is sent yet)"
            answers.insert(0, ("open", text))
        if entry.is_open:
            answers.append(("aside", "Set it aside: do not show it first any more"))

        def answered(answer: str | None) -> None:
            if answer == "open" and again is not None:
                self.dismiss(payload_of(entry, again, f"not in of {entry.id}"))
                return
            if answer == "aside":
                try:
                    self._journal.note(entry.id, "set_aside", "set aside by hand")
                except OSError as error:
                    self._complain(f"Could not save: {(error.strerror or str(error)).lower()}")
            self._read()

        self.app.push_screen(Findings("what happened", lines, answers), answered)
