"""What the journal asks an org: how the records stand now that a send changed, to restore them, and what became of a
call without a readable reply. Nothing is written to the org."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from tui.core.display import one_line
from tui.core.views.describe import count_of
from tui.live.journal.look_up import asked_of, held_for, keep_look_up, look_up, rows_not_in
from tui.live.journal.restore import read_now, restoration, restores_any
from tui.live.zoho.read_back import ReadBack
from tui.screens.dialogs.background import Trouble
from tui.screens.dialogs.findings import Findings, RestoreDialog, look_up_lines
from tui.screens.dialogs.org_dialog import OrgDialog
from tui.screens.dialogs.path_line import reason_of
from tui.screens.journal.reopened import Reopened, payload_of
from tui.widgets.look import CLEARED, MUTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tui.core.metadata import Module
    from tui.live.journal.journal import Journal, JournalEntry, SendFacts
    from tui.live.journal.look_up import FindModule, LookUpReport
    from tui.live.journal.restore import Restoration
    from tui.live.journal.sends import JournalSend
    from tui.live.zoho.result import OrgReader
    from tui.screens.journal.list import Line

    Connect = Callable[..., AbstractContextManager[OrgReader]]
    """As ``client_of`` of the dialogs that ask orgs."""


class OrgWork(OrgDialog[Reopened]):
    """The part of the journal that asks orgs. held: a module as the open data set has it; connect: a client of a
    profile's org, used in a thread."""

    def __init__(self, journal: Journal, held: FindModule, connect: Connect) -> None:
        super().__init__()
        self._journal, self._held, self._connect = journal, held, connect

    @property
    def line(self) -> Line | None:
        """The send or the call that is marked."""
        raise AssertionError("a screen says what is marked")

    def read_again(self) -> None:
        """Show what was noted in the journal."""
        raise AssertionError("a screen reads the journal")

    def _client(self, facts: SendFacts) -> AbstractContextManager[OrgReader]:
        """A client of the org that was written to; of practice, of the copy that it was."""
        if facts.practice_source:
            return self._connect(facts.profile, self.runner.wait, practice_source=Path(facts.practice_source))
        return self._connect(facts.profile, self.runner.wait)

    # --- restoring ----------------------------------------------------------------------------------------------------

    def action_restore(self) -> None:
        """Make the payload that restores what the whole send changed, once the org has told how its records stand."""
        line = self.line
        if line is None:
            return
        calls, profile = line.send.calls, one_line(line.send.first.facts.profile)
        module = held_for(calls, self._held)
        if module is not None and not restores_any(calls, module):
            self._restorable(line.send, restoration(calls, module))
            return
        wanted = f"the fields of {one_line(line.send.first.facts.module)}" if module is None else "the records"
        work = partial(self._restoration, line.send, module)
        self.runner.ask(f"asking {profile} for {wanted}", work, partial(self._restorable_now, line.send, module))

    def _restoration(self, send: JournalSend, held: Module | None) -> Restoration:
        """In the thread: by the module's fields and the records as the org has them."""
        facts, calls = send.first.facts, send.calls
        others = [each for each in self._journal.entries() if each.facts.send != send.id]
        with self._client(facts) as client:
            module = held or asked_of(client, facts.module)
            return restoration(calls, module, read_now(client, calls, module), others)

    def _restorable_now(self, send: JournalSend, held: Module | None, found: Restoration | Trouble) -> None:
        """Without the org, what the journal holds can be restored, by the fields of the data set."""
        if isinstance(found, Trouble) and held is not None:
            found = restoration(send.calls, held, ReadBack(problem=found.sentence))
        self._restorable(send, found)

    def _restorable(self, send: JournalSend, found: Restoration | Trouble) -> None:
        if isinstance(found, Trouble):
            self.complain(f"Nothing can be restored without the module's fields: {found.sentence}")
            return

        def chosen(answer: str | None) -> None:
            if (body := found.chosen(answer)) is not None:
                self.dismiss(payload_of(send.first, body, f"restore {send.first.id}"))

        self.app.push_screen(RestoreDialog(found, self.app.size.width), chosen)

    # --- looking up ---------------------------------------------------------------------------------------------------

    def action_look_up(self) -> None:
        """Read back what became of the rows of a call of unknown outcome."""
        line = self.line
        if line is None:
            return
        if any(call.sending for call in line.calls):
            self.complain("It is being sent now; waiting for its reply.")
            return
        entry = next((call for call in line.calls if call.outcome == "unknown"), None)
        if entry is None:
            outcome = line.one_call.outcome.replace("_", " ") if line.one_call else "answered, refused or not sent"
            what = "the call" if len(line.calls) == 1 else "each call"
            self.complain(f"There is nothing to look up: {what} was {outcome}.")
            return
        what = f"asking {one_line(entry.facts.profile)} what happened to {count_of(len(entry.rows), 'row')}"
        self.runner.ask(what, partial(self._look_up, entry), partial(self._looked_up, entry))

    def _look_up(self, entry: JournalEntry) -> LookUpReport:
        """In the thread: ask, and note in the journal what was found."""
        with self._client(entry.facts) as client:
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
            self.read_again()

        self.app.push_screen(Findings("what happened", lines, answers), answered)

    def _set_aside(self, entry: JournalEntry) -> None:
        try:
            self._journal.note(entry.id, "set_aside", "set aside by hand")
        except OSError as error:
            self.complain(f"Could not save: {reason_of(error)}")
