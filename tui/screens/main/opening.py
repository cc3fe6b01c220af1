"""How the main screen comes to another payload: from a file, by a paste, or a new one; and as which module it is read.

``OpeningScreen`` stands on ``ColumnsScreen``. A module that nobody named is never changed in silence: the one that is
open stays, and where another knows more of the keys, the banner offers it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from textual import on

from tui.core.display import one_line
from tui.core.payload.formats import SeveralCalls
from tui.core.payload.intake import decode
from tui.core.payload.request import ROWS_PER_CALL, PayloadError
from tui.core.views.describe import count_of
from tui.dataset.files import DataSetError
from tui.files import is_folder
from tui.keys import key_name
from tui.messages import PayloadPasted
from tui.screens.main.columns import ColumnsScreen
from tui.screens.main.panes import PANES
from tui.session.case import CaseError, draft_of, noted_module, open_file, read_payload
from tui.session.case_options import CaseOptions
from tui.session.recent import add_recent, recent, remember_module, remembered_module
from tui.session.workspace import WorkspaceError, is_workspace
from tui.widgets.forecast_table import ForecastTable
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual import events

    from tui.core.payload.csv_rows import Columns
    from tui.screens.dialogs.csv_columns import ColumnsAnswer
    from tui.session.case import GivenDraft
    from tui.session.csv_table import CsvTable
    from tui.session.workspace import Opened

Result = TypeVar("Result")

_LONG: Final = 300_000
"""Bytes of a payload up to which it is read while one waits."""


class OpeningScreen(ColumnsScreen):
    """A screen on an Explorer that can open and save."""

    _working: object = None
    """The reading of a payload that was begun last."""

    def action_open(self) -> None:
        """Choose a payload or a workspace to open."""
        from tui.screens.dialogs.file_picker import FilePicker

        data_set = self.explorer.data_set
        payloads = [
            (file, data_set.payloads[file.name].module, data_set.payloads[file.name].shows)
            if file.name in data_set.payloads
            else (file, None, None)
            for file in data_set.payload_files()
        ]
        picker = FilePicker(self.folder(), payloads, recent("payloads"), data_set.name)
        self.unless_unsaved(lambda: self.app.push_screen(picker, self._open))

    def _open(self, path: Path | None) -> None:
        if path is not None:
            self.open_file(path, CaseOptions())

    def open_file(self, path: Path, options: CaseOptions) -> None:
        """Open a payload or a workspace. options: those of the command line, of which a workspace needs none here."""
        try:
            content = read_payload(path, wait=False)
            if is_workspace(decode(content)):
                self._take_over(open_file(path, CaseOptions()))
                return
        except (CaseError, PayloadError, DataSetError, WorkspaceError) as error:
            self.complain(f"{path.name}: {error}" if isinstance(error, PayloadError) else str(error))
            return
        self._read_as_draft(path, content, self._open_draft, options)

    def open_dropped(self, paths: Sequence[Path]) -> None:
        """Open a file that was dropped on the terminal, or forecast against the data set in a folder; unsaved changes
        are asked about first, and undo brings back what was open."""
        self.take_typed()
        path = paths[0]
        if len(paths) > 1:
            self.say(f"{len(paths)} files were dropped; only {path.name} is opened.")
        if is_folder(path):
            self.use_data_set(path, self._tell_data_set)
        else:
            self.unless_unsaved(lambda: self._open(path))

    def _tell_data_set(self) -> None:
        back = f"{key_name('history.undo')} takes it back."
        self.say(f"The data set is {self.explorer.data_set.name} now. {back}")

    def _read_as_draft(
        self,
        path: Path | None,
        content: bytes,
        then: Callable[[GivenDraft], object],
        given_options: CaseOptions = CaseOptions(),  # noqa: B008 - it cannot be changed
    ) -> None:
        """Read a payload as the module that is open, unless something names another; ask which call of several is
        meant, and to which fields the columns of a CSV go where their names do not tell. Complains of what cannot be
        read."""
        from tui.session.csv_table import csv_table

        name = path.name if path else "The pasted text"
        data_set, at_hand = self.explorer.data_set, self.explorer.view.module.api_name
        remembered = remembered_module(path)

        def looked(table: CsvTable | Exception | None) -> None:
            if isinstance(table, Exception):
                self.complain(str(table))
            elif table is None or table.is_plain:
                read(given_options)
                if table is not None:
                    self.tell_of_columns(table)
            else:
                self.ask_columns(path.name if path else "the pasted text", table, read_mapped)

        def read_mapped(answer: ColumnsAnswer) -> None:
            if path is not None:
                remember_module(path, answer.module)
            read(replace(given_options, module=answer.module), answer.columns)

        def read(options: CaseOptions, columns: Columns = ()) -> None:
            work = partial(
                draft_of,
                path,
                content,
                data_set,
                options,
                remembered=remembered,
                at_hand=at_hand,
                columns=columns,
            )
            self._work_through(content, work, given_or_not)

        def given_or_not(given: GivenDraft | Exception) -> None:
            if isinstance(given, SeveralCalls):
                self._ask_which_call(name, given.told_apart, lambda call: read(replace(given_options, call=call)))
            elif isinstance(given, Exception):
                self._cannot_be_read(path, content, f"{name}: {given}")
            else:
                then(given)

        noted = remembered or noted_module(data_set, path)
        look = partial(csv_table, content, data_set, at_hand=at_hand, noted=noted)
        self._work_through(content, look, looked)

    def _work_through(
        self, content: bytes, work: Callable[[], Result], then: Callable[[Result | Exception], object]
    ) -> None:
        """Do work that goes through all of a content, and hand on what came of it, or its PayloadError or DataSetError.
        Of a long one that is done in a thread, so that keys are heard meanwhile; what is begun later takes its place.
        """

        from tui.screens.dialogs.background import in_background

        def result() -> Result | Exception:
            try:
                return work()
            except (PayloadError, DataSetError) as error:
                return error

        self._working = working = object()
        if len(content) <= _LONG:
            then(result())
            return

        def done(what: Result | Exception) -> None:
            if self._working is working:
                self.take_typed()
                then(what)

        self.say("Reading it ...")
        in_background(lambda: self.call_later(done, result()))

    def _ask_which_call(self, name: str, titles: tuple[str, ...], read: Callable[[int], None]) -> None:
        from tui.screens.dialogs.question import Question

        def answered(answer: str | None) -> None:
            if answer is not None and answer.isdecimal():
                read(int(answer))

        choices = [(str(number), f"{number}  {one_line(title)}") for number, title in enumerate(titles, 1)]
        question = f"{one_line(name)} holds {count_of(len(titles), 'call')}. Which one?"
        self.app.push_screen(Question(question, [*choices, ("back", "None of them")]), answered)

    def _cannot_be_read(self, path: Path | None, content: bytes, why: str) -> None:
        """Say so; a text that was pasted stands in the editor all the same, to be mended there."""
        if path is None and self.query_one(PayloadEditor).has_focus:
            self.show(self.explorer.set_text(content.decode(), "a text was pasted"))
        self.complain(why)

    def on_paste(self, event: events.Paste) -> None:
        """A payload that is pasted while one is in a list: as if it were pasted over the whole text."""
        if event.text.strip() and self.is_current:
            event.stop()
            self.take_typed()
            self._read_as_draft(None, event.text.encode(errors="replace"), self._take_pasted)

    @on(PayloadPasted)
    def _pasted(self, message: PayloadPasted) -> None:
        self.take_typed()
        self._read_as_draft(None, message.text.encode(errors="replace"), self._take_pasted)

    def _take_pasted(self, given: GivenDraft) -> None:
        """Show the JSON of what was pasted, as one change of the payload that is open."""
        now, source = self.explorer.view.draft, given.draft.source
        draft = replace(given.draft, assumptions=now.assumptions)
        form = source.form if source is not None and source.form else "JSON"
        self.show(self.explorer.set_draft(draft, f"{form} was pasted"))
        module = f" Module {draft.module}, as it says." if draft.module != now.module else ""
        read = f"Read from {form}, and shown as JSON." if source is not None else "The payload is what was pasted."
        self.say(f"{read}{module} {key_name('history.undo')} takes it back.")
        self._tell_how_it_is_split()

    def _take_over(self, opened: Opened) -> None:
        """Show what a workspace holds, where it was left; undo brings back what was open before."""
        self.show_other(self.explorer.take_over(opened.explorer))
        self.query_one(ForecastTable).select(opened.row)
        self.take_looks(opened.looks)
        if opened.pane in PANES:
            self.action_show_pane(opened.pane)
        if opened.theme in self.app.available_themes:
            self.app.theme = opened.theme
        for note in opened.notes:
            self.say(note, timeout=12)

    def action_new(self) -> None:
        """Begin a payload with one row, in which the module's mandatory and check fields are to be filled in."""
        from tui.core.completion.blank import new_payload

        module = self.explorer.view.module
        given = draft_of(None, None, self.explorer.data_set, CaseOptions(module=module.api_name))

        def begin() -> None:
            self._open_draft(given)
            self.action_show_pane("payload")
            if not self.shows_grid:
                self.editor.mark_range(*new_payload(module)[1])

        self.unless_unsaved(begin)

    def _open_draft(self, given: GivenDraft) -> None:
        draft = replace(given.draft, assumptions=self.explorer.view.draft.assumptions)
        view = self.explorer.open_payload(
            draft, file=given.file, file_name=given.name, on_disk=given.on_disk, origin=given.origin
        )
        self.show_other(view)
        if given.origin is not None:
            add_recent("payloads", given.origin)
        if given.note:
            self.say(given.note)
        self._tell_how_it_is_split()

    def open_text(self, text: str, module: str, name: str, then: Callable[[], object] = lambda: None) -> None:
        """Open a payload that was made here, as a new one without a file; unsaved changes are asked about first. then:
        called once it is open."""
        draft = replace(self.explorer.view.draft, text=text, module=module, source=None, module_is_chosen=True)

        def go_on() -> None:
            self.show_other(self.explorer.open_payload(draft, file=None, file_name=name))
            then()

        self.unless_unsaved(go_on)

    def _tell_how_it_is_split(self) -> None:
        view = self.explorer.view
        rows = len(view.request.rows) if view.request and not view.stale else 0
        if rows > ROWS_PER_CALL and view.draft.split:
            calls = count_of(-(-rows // ROWS_PER_CALL), "call")
            one = f"{key_name('payload.split')} forecasts them as one call"
            self.say(f"{rows:,} rows: forecast as {calls} of {ROWS_PER_CALL}, as they are sent; {one}.")

    # --- the module ---------------------------------------------------------------------------------------------------

    def choose_module(self, name: str) -> None:
        """Look at the payload as one for a module, from now on also when its file is opened again."""
        self.show(self.explorer.set_module(name))
        if self.explorer.origin is not None:
            remember_module(self.explorer.origin, name)

    def action_take_better_module(self) -> None:
        """Switch to the module that the banner offers."""
        self.take_typed()
        better = self.explorer.view.better
        if better is not None:
            self.choose_module(better.name)
