"""What the main screen does with orgs: send, pull, the journal, and which profile sends go to.

``OrgScreen`` stands on ``OpeningScreen``: what comes back from an org (a payload to put values back, a data set that
was pulled) opens like any other. Nothing here talks to the network; the screens that it opens do, in threads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui import keys
from tui.core.display import brief, one_line
from tui.core.payload.intake import decode
from tui.core.payload.request import PayloadError
from tui.core.views.describe import count_of
from tui.dataset.files import DataSetError, read_ordinary
from tui.dataset.folder import DataSet
from tui.files import current_folder, is_file, resolved
from tui.screens.main.opening import OpeningScreen
from tui.session.dropped import dropped_files
from tui.session.recent import add_recent
from tui.settings.folders import state_folder
from tui.widgets.forecast_table import ForecastTable

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.metadata import Module
    from tui.core.reply.recorded import RecordedCall
    from tui.live.accounts.profiles import Profile
    from tui.messages import RecordWanted
    from tui.screens.incident.messages import CallsToExplain
    from tui.screens.journal.screen import Reopened
    from tui.screens.sending.case import SendCase
    from tui.screens.sending.messages import OrgWritten, PayloadMade, RowsFound, RowsSaved

ACTIONS = {
    "Send": ("send", "check the forecast, send, and compare the reply"),
    "Pull": ("pull", "copy all records, or those that the payload touches"),
    "Journal": ("journal", "every send: its replies, and what to restore"),
    "Profiles": ("profiles", "the orgs you can send to; practice needs no account"),
    "Practice data": ("practice_data", "forecast against what the practice org holds now"),
    "What happened": ("open_reply", "explain an upsert by its reply, a HAR file or a log"),
}
"""What can be done with orgs: name -> action, and what it does."""


class OrgScreen(OpeningScreen):
    """A screen on an Explorer that can send and pull."""

    def action_live(self) -> None:
        """Choose what to do with an org."""
        from tui.screens.dialogs.picker import Choice, OrgMenu

        async def chosen(name: str | None) -> None:
            if name is not None:
                await self.run_action(ACTIONS[name][0])

        choices = [Choice(name, about) for name, (_, about) in ACTIONS.items()]
        self.app.push_screen(OrgMenu(f"org: {one_line(self.explorer.view.profile_name)}", choices, "Send"), chosen)

    @property
    def has_an_org(self) -> bool:
        """Whether there is a profile of an org of one's own to pull from."""
        from tui.live.accounts.credentials import PRACTICE
        from tui.live.accounts.profiles import load_profiles

        return self.explorer.view.profile_name != PRACTICE or any(name != PRACTICE for name in load_profiles())

    def _profile(self) -> Profile | None:
        from tui.live.accounts.config_files import ProfileError
        from tui.live.accounts.profiles import load_profiles

        try:
            return load_profiles().named(self.explorer.view.profile_name)
        except ProfileError as error:
            self.complain(str(error))
            return None

    # --- sending ------------------------------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Send what is open, after a confirmation."""
        from tui.screens.sending.case import case_of
        from tui.screens.sending.send import SendScreen

        self.take_typed()
        table = self.query_one(ForecastTable)
        filtered = table.shown if table.filtered else ()
        case, profile = case_of(self.explorer, table.ticked, filtered), self._profile()
        if case is None:
            self.complain("This payload can't be read. Fix it before you send it.")
        elif profile is not None:
            if self.explorer.view.module.tried:
                self.say(
                    "What is tried as unique is a what-if: the send is forecast with the fields as the org has them."
                )
            source, open_record = self._practice_source(), self.show_record
            send = SendScreen(case, profile, state_folder(), practice_source=source, open_record=open_record)
            self.app.push_screen(send)

    def _practice_source(self) -> Path:
        """The data set of which the practice org has a copy for what is open: that of which it was pulled, if any."""
        from tui.live.practice.export import copied_from
        from tui.live.pull.modules import practice_source

        data_set = self.explorer.data_set
        if _is_practice_copy(data_set.folder):
            return copied_from(data_set.folder)
        return practice_source(data_set.made_from) or data_set.folder

    def payload_made(self, message: PayloadMade) -> None:
        """Open a payload that was made from a send, as a new one without a file."""
        self.open_text(message.text, message.module, message.name)
        self._tell_what_it_is_forecast_against()

    def rows_saved(self, message: RowsSaved) -> None:
        """Take rows out of the payload that was sent, if that is still what is open; undo brings them back."""
        view = self.explorer.view
        if view.stale or view.request != message.request:
            self.complain("The payload was changed since it was sent: nothing was taken out of it.")
            return
        rows = count_of(len(message.rows), "row")
        self.show(self.explorer.take_out_rows(message.rows, f"{rows} removed after the send"))
        them = "it" if len(message.rows) == 1 else "them"
        self.say(f"Removed {rows}; {keys.key_name('history.undo')} brings {them} back.")

    def rows_found(self, message: RowsFound) -> None:
        """Mark the rows that are in the org, if it is the payload that was sent which is open."""
        view = self.explorer.view
        if view.request == message.request:
            self.in_org = self.in_org.and_those(message.request.rows, message.rows)
            self.show(view)

    def _tell_what_it_is_forecast_against(self) -> None:
        """Of a payload that comes from a send: that the data set is not what the org holds, and what brings that."""
        from tui.live.accounts.credentials import PRACTICE

        folder, profile = self.explorer.data_set.folder, one_line(self.explorer.view.profile_name)
        key = keys.key_name("live.open")
        if self.explorer.view.profile_name != PRACTICE:
            way = f"{key} Pull brings what {profile} holds now"
        elif not _is_practice_copy(folder):
            way = f"{key} Practice data switches to what the practice org holds now"
        else:
            return
        self.say(f"This is forecast against {one_line(self.explorer.data_set.name)}: {way}.", timeout=15)

    def org_written(self, message: OrgWritten) -> None:
        """What was sent may have changed records; of the practice org, the data set follows at once."""
        if message.profile.is_practice and _is_practice_copy(self.explorer.data_set.folder):
            self.action_practice_data()

    def action_practice_data(self) -> None:
        """Forecast against what the practice org holds now."""
        from tui.live.practice.export import practice_data_set
        from tui.live.practice.store import PracticeError

        try:
            self.show(
                self.explorer.set_data_set(DataSet.open(practice_data_set(state_folder(), self._practice_source())))
            )
        except (DataSetError, PracticeError, OSError) as error:
            self.complain(str(error))
        else:
            self.say(f"The data set is what the practice org holds now ({self.explorer.data_set.made_from}).")

    # --- what happened ------------------------------------------------------------------------------------------------

    def action_open_reply(self) -> None:
        """Explain what was answered, pasted or from a file: to the payload that is open, to the calls that stand beside
        their replies, or by itself."""
        from tui.screens.dialogs.reply_text import ReplyDialog

        self.take_typed()

        def problem(text: str) -> str | None:
            try:
                _handed_in(text, self.folder())
            except (OSError, PayloadError) as error:
                return f"The reply can't be read: {error}"
            return None

        def given(text: str | None) -> None:
            if text is None:
                return
            try:
                self._explain(*_handed_in(text, self.folder()))
            except (OSError, PayloadError) as error:
                self.complain(f"The reply can't be read: {error}")

        self.app.push_screen(ReplyDialog(problem), given)

    def _explain(self, text: str, name: str) -> None:
        from tui.screens.incident.source import calls_of_text
        from tui.screens.sending.case import case_of

        case = case_of(self.explorer)
        calls, first = calls_of_text(text, case)
        why = ""
        if not calls and case is None:
            why = "The payload that is open can't be read: there is no request beside this reply."
        elif calls and case is not None and first is None:
            why = f"None of these {len(calls)} calls sent the payload that is open."
            if len(calls) == 1:
                why = "This call did not send the payload that is open."
        self._show_what_happened(name, calls=calls, reply=text, case=None if calls else case, why=why, first=first or 0)

    def calls_to_explain(self, message: CallsToExplain) -> None:
        """Explain calls that another screen holds."""
        self._show_what_happened(message.name, calls=message.calls, first=message.first)

    def _show_what_happened(
        self,
        name: str,
        *,
        calls: tuple[RecordedCall, ...] = (),
        reply: str = "",
        case: SendCase | None = None,
        why: str = "",
        first: int = 0,
    ) -> None:
        from tui.screens.incident.screen import WhatHappenedScreen
        from tui.screens.incident.source import Source
        from tui.screens.sending.case import stem_of

        view = self.explorer.view
        source = Source(
            name,
            self.explorer.data_set,
            view.module.api_name,
            view.draft.assumptions,
            calls,
            reply,
            case,
            why,
            first,
            self.folder(),
            case.stem if case is not None else stem_of(name),
        )
        orders = self._row_under_every_order if case is not None else None
        self.app.push_screen(
            WhatHappenedScreen(
                source,
                pick_data_set=self.ask_for_data_set,
                other_orders=orders,
                open_record=self.show_record,
                open_payload=self._open_what_was_sent,
            )
        )

    def _open_what_was_sent(self, made: PayloadMade) -> None:
        """A call that was explained, as the payload; then what lies over this screen is done with."""

        def opened() -> None:
            while self.app.screen is not self and self in self.app.screen_stack:
                self.app.pop_screen()
            self.say(f"Opened what this call sent; {keys.key_name('history.undo')} brings the previous payload back.")

        self.open_text(made.text, made.module, made.name, opened)

    def show_record(self, wanted: RecordWanted) -> None:
        """Show a record, where the records are looked at."""
        raise AssertionError("a main screen knows the records screen")

    def _row_under_every_order(self, row: int) -> None:
        """A row of the payload that is open."""
        self.query_one(ForecastTable).select(row)
        self._look_at(row)
        self.call_later(self.run_action, "what_if")

    # --- journal, profiles, pull --------------------------------------------------------------------------------------

    def action_journal(self) -> None:
        """Every send so far."""
        from tui.live.journal.journal import Journal
        from tui.screens.journal.screen import JournalScreen

        def chosen(payload: Reopened | None) -> None:
            if payload is not None:
                self.explorer.set_profile(payload.profile)  # its ids are those of that org
                self.open_text(payload.text, payload.module, payload.name)
                self._tell_what_it_is_forecast_against()

        journal = JournalScreen(Journal(state_folder()), self._held, self.folder(), open_record=self.show_record)
        self.app.push_screen(journal, chosen)

    def _held(self, name: str) -> Module | None:
        try:
            module = self.explorer.data_set.module(name)
        except DataSetError:
            return None
        return module if module.fields else None

    def action_profiles(self) -> None:
        """Choose, add, check or remove profiles."""
        from tui.screens.profiles.screen import ProfilesScreen

        def chosen(name: str | None) -> None:
            if name is not None:
                self.show(self.explorer.set_profile(name))

        self.app.push_screen(ProfilesScreen(self.explorer.view.profile_name), chosen)

    def action_pull_touched(self) -> None:
        """Pull only the records that this payload touches: what a partial data set never looked up becomes known."""
        self.action_pull(for_payload=True)

    def action_pull(self, *, for_payload: bool = False) -> None:
        """Make a data set from the org."""
        from tui.screens.pull.screen import PayloadToPull, PullScreen

        view = self.explorer.view
        request = None if view.stale else view.request
        payload = PayloadToPull(request, view.module.api_name, view.file_name, len(request.rows)) if request else None

        def made(folder: Path | None) -> None:
            if folder is None:
                return
            try:
                self.show(self.explorer.set_data_set(DataSet.open(folder)))
            except (DataSetError, OSError) as error:
                self.complain(str(error))
            else:
                add_recent("data_sets", folder)

        not_known = view.forecast is not None and view.forecast.summary.not_known > 0
        self.app.push_screen(
            PullScreen(
                self.explorer.view.profile_name,
                current_folder(),
                modules=(view.module.api_name,),
                payload=payload,
                for_payload=for_payload or not_known,
                open_folder=self.explorer.data_set.folder,
                practice_source=self._practice_source(),
            ),
            made,
        )


def _handed_in(text: str, folder: Path) -> tuple[str, str]:
    """The reply that a text is, or names by the path of its file, and what it is called. Raises OSError and
    PayloadError."""
    file = _file_named(text, folder)
    if file is not None:
        return decode(read_ordinary(file)), file.name
    if _IS_PATH.fullmatch(text.strip()):
        raise PayloadError(f"there is no file {brief(text.strip())} in {one_line(str(folder))}")
    return text, "as it was pasted"


_IS_PATH: Final = re.compile(r"[^\n{}\[\]<>]{0,500}(?:\.\w{1,6}|[/\\][^\n{}\[\]<>/]{1,200})")
"""One line that ends like the name of a file, or has folders in it."""


def _file_named(text: str, folder: Path) -> Path | None:
    """The file whose path a text is, in any writing of it, or as typed in a folder; None for any other text."""
    from tui.screens.dialogs.path_line import path_of

    dropped = dropped_files(text)
    if dropped:
        return dropped[0] if is_file(dropped[0]) else None
    name = text.strip()
    if "\n" in name or name[:1] in ("{", "["):
        return None
    try:
        file = path_of(name, folder)
        return file if is_file(file) else None
    except (ValueError, RuntimeError, OSError):
        return None


def _is_practice_copy(folder: Path) -> bool:
    return (state_folder() / "practice").resolve() in resolved(folder).parents
