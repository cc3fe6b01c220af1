"""What the main screen does with files: save, save as, another data set, export, another editor. What it opens is in
tui.screens.main.opening.

``FilesScreen`` stands on ``ViewScreen``, which shows the panes. Nothing is written but what a person asks for here.
"""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from tui.core.display import one_line
from tui.core.payload.intake import decode
from tui.core.payload.request import PayloadError
from tui.dataset.files import DataSetError, read_ordinary
from tui.dataset.folder import DataSet, demo_folder
from tui.files import current_folder, is_gone, resolved, write_atomically, write_private
from tui.screens.compositing import picture_of
from tui.screens.main.view import ViewScreen
from tui.session.recent import add_recent, recent
from tui.session.workspace import WorkspaceError, save, workspace_of
from tui.settings.folders import EDITED_OUTSIDE, state_folder
from tui.widgets.clipboard import copy
from tui.widgets.timers import certain

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.exports.export import Exported
    from tui.screens.dialogs.data_set_picker import DataSetFacts
    from tui.screens.dialogs.export import ExportChoice, ExportKind
    from tui.session.view import View


_MESSAGES_GO_S = 0.1
"""Seconds in which messages are taken from the screen; to look once more could go on for ever under another screen."""


class FilesScreen(ViewScreen):
    """A screen on an Explorer that can save."""

    editor_command: tuple[str, ...] = ()
    """The words of the external editor's command; empty: none is configured."""

    # --- unsaved changes ----------------------------------------------------------------------------------------------

    def unless_unsaved(self, go_on: Callable[[], object]) -> None:
        """Go on at once, or ask first where the payload has unsaved changes."""
        from tui.screens.dialogs.question import Question

        if not self.explorer.view.unsaved:
            go_on()
            return

        def answered(answer: str | None) -> None:
            if answer == "discard":
                go_on()
            elif answer == "save":
                self.save_then(go_on)

        name = one_line(self.explorer.view.file_name)
        what = name if self.explorer.file is not None else "as a new file"
        choices = [
            ("save", f"Save {what} and continue"),
            ("discard", "Continue without saving (undo brings the text back)"),
            ("back", "Go back"),
        ]
        self.app.push_screen(Question(f"{name} has unsaved changes.", choices), answered)

    # --- saving -------------------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Write the payload to its file; one without a file asks for a name; one that changed on disk asks."""
        if self.explorer.file is None:
            self.action_save_as()
        else:
            self.when_typed(partial(self.save_then, lambda: None))

    def save_then(self, go_on: Callable[[], object]) -> None:
        """Save and go on; ask for a name where there is none yet, and first where the file was changed by something
        else since."""
        from tui.screens.dialogs.question import Question

        if self.explorer.file is None:
            self._save_as(go_on)
            return
        there = self.explorer.text_on_disk()
        if there is None:
            if self.save():
                go_on()
            return

        def answered(answer: str | None) -> None:
            if answer == "overwrite" and self.save():
                go_on()
            elif answer == "reload":
                self.show(self.explorer.reload(there))

        name = one_line(self.explorer.view.file_name)
        answers = [
            ("back", "Go back"),
            ("reload", "Reload it (undo brings your text back)"),
            ("overwrite", "Overwrite it"),
        ]
        self.app.push_screen(Question(f"{name} was changed by another program since it was opened.", answers), answered)

    def save(self, path: Path | None = None) -> bool:
        """Write the payload, and say so; False if that failed."""
        try:
            self.show(self.explorer.save(path))
        except OSError as error:
            self.complain(f"Could not save: {error.strerror or error}")
            return False
        self.say(f"Saved {self.explorer.view.file_name}")
        if self.explorer.file is not None:
            add_recent("payloads", self.explorer.file)
        return True

    def action_save_as(self) -> None:
        """Write the payload under another name."""
        self._save_as(lambda: None)

    def _save_as(self, go_on: Callable[[], object]) -> None:
        from tui.screens.dialogs.save_as import SaveAs

        view = self.explorer.view
        default = self.explorer.file or self.folder() / f"{Path(view.file_name).stem.replace(' ', '-')}.json"

        def chosen(path: Path | None) -> None:
            if path is not None and self.save(path):
                go_on()

        self.app.push_screen(SaveAs(default), chosen)

    def action_save_workspace(self) -> None:
        """Write all that is open (payload, data set, module, assumptions) into one file that ``open`` takes."""
        from tui.screens.dialogs.save_as import SaveAs

        default = self.folder() / f"{Path(self.explorer.view.file_name).stem.replace(' ', '-')}-workspace.json"

        def chosen(path: Path | None) -> None:
            if path is None:
                return
            try:
                theme, looks = self.app.theme, self.looks
                save(workspace_of(self.explorer, row=self.row, pane=self.pane, theme=theme, looks=looks), path)
            except (OSError, WorkspaceError) as error:
                self.complain(f"Could not save: {error}")
            else:
                self.say(f"Saved the workspace {path.name}")

        self.app.push_screen(SaveAs(default, "save the workspace as"), chosen)

    def notice_file(self) -> None:
        """Did something else change the payload's file, or take it away?"""
        if self.explorer.file is not None and is_gone(self.explorer.file) and self._noticed != "":
            self._noticed = ""
            self.complain(f"{self.explorer.view.file_name} was deleted; saving creates it again.")
        there = self.explorer.text_on_disk()
        if there is None or there == self._noticed:
            return
        self._noticed = there
        name = self.explorer.view.file_name
        if self.explorer.view.unsaved:
            self.complain(f"{name} was changed by another program; saving will ask first.")
        else:
            self.show(self.explorer.reload(there))
            self.say(f"{name} was changed by another program and reloaded; undo brings the old text back.")

    _noticed: str | None = None

    # --- data set -----------------------------------------------------------------------------------------------------

    def action_pick_data_set(self) -> None:
        """Choose the data set to forecast against."""
        current = self.explorer.data_set.folder

        def chosen(path: Path) -> None:
            if resolved(path) != current:
                self.use_data_set(path)

        self.ask_for_data_set(chosen)

    def ask_for_data_set(self, then: Callable[[Path], object]) -> None:
        """Let a data set be chosen, and hand on its folder."""
        from tui.screens.dialogs.data_set_picker import DataSetPicker

        def chosen(path: Path | None) -> None:
            if path is not None:
                then(path)

        picker = DataSetPicker(
            demo_folder(),
            recent("data_sets"),
            _facts,
            now=datetime.now(UTC),
            folder=current_folder(),
            current=self.explorer.data_set.folder,
        )
        self.app.push_screen(picker, chosen)

    def use_data_set(self, folder: Path, then: Callable[[], object] = lambda: None) -> None:
        """Forecast against the data set in a folder, and go on; where there is none, that is said. Where its records
        have to be read first, that goes on beside what one does, and can be left."""
        try:
            data_set = DataSet.open(folder)
            module = self.explorer.module_in(data_set)
            data_set.module(module)
            self.show(self.explorer.set_data_set(data_set))
        except (DataSetError, OSError) as error:
            self.complain(str(error))
            return
        add_recent("data_sets", folder)
        then()

    def action_show_oddities(self) -> None:
        """Say what was odd about the records when they were loaded."""
        self.say(" ".join(self.explorer.view.oddities), title="data problems", timeout=15)

    # --- export -------------------------------------------------------------------------------------------------------

    def action_export(self) -> None:
        """Copy the forecast, the reply, the payload or a picture, or write it to a file."""
        if self.is_current and self.query("Toast"):  # what was said before does not belong on the picture
            self.app.clear_notifications()
            certain(self.set_timer(_MESSAGES_GO_S, self._offer_export))
        else:
            self._offer_export()

    def _offer_export(self) -> None:
        from tui.screens.dialogs.export import FORM_NAMES, ExportDialog, ExportKind

        view = self.explorer.view
        kinds = [ExportKind.PAYLOAD, ExportKind.PICTURE]
        if view.request is not None and view.problem is None:
            kinds += FORM_NAMES
        if view.forecast is not None and not view.stale and not view.incomplete:
            kinds += [ExportKind.MARKDOWN, ExportKind.CSV, ExportKind.JSON, ExportKind.REPLY]
        painted, size, title = self._compositor.render_strips(), self.app.size, self.app.title

        def chosen(choice: ExportChoice | None) -> None:
            if choice is not None:
                self._export(choice, lambda: picture_of(painted, size, title))

        self.app.push_screen(ExportDialog(self.folder(), Path(view.file_name).stem, kinds), chosen)

    def _export(self, choice: ExportChoice, picture: Callable[[], str]) -> None:
        from tui.screens.dialogs.export import FORM_NAMES, ExportKind

        view = self.explorer.view
        if choice.kind in FORM_NAMES:
            exported = _in_a_form(FORM_NAMES[choice.kind], view)
            text = exported.text
            if exported.lost:
                self.complain("; ".join(exported.lost))
        else:
            text = picture() if choice.kind is ExportKind.PICTURE else _exported(choice.kind, view)
        if choice.to_clipboard:
            copy(self, text, choice.kind.value)
        elif choice.path is not None:
            try:
                write_atomically(choice.path, text)
            except OSError as error:
                self.complain(f"Could not save: {error.strerror or error}")
            else:
                self.say(f"Saved {choice.path.name}")

    # --- another editor -----------------------------------------------------------------------------------------------

    def action_edit_outside(self) -> None:
        """Edit the payload in the external editor; what it saves comes back as one change."""
        if not self.editor_command:
            self.complain("No editor is set: set EDITOR, or editor in config.toml.")
            return
        text = self.explorer.view.draft.text
        import secrets

        file = state_folder() / EDITED_OUTSIDE / f"{secrets.token_hex(4)}.json"
        try:
            write_private(file, text)
            with self.app.suspend():
                code = subprocess.run([*self.editor_command, str(file)], check=False, env=_without_secrets()).returncode
            content = read_ordinary(file)
            edited = decode(content)
        except (OSError, PayloadError, SuspendNotSupported) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            self._editor_failed(f"The editor failed: {why or 'it failed'}.", file, text)
            return
        if code:
            self._editor_failed(f"The editor exited with code {code}; nothing was changed.", file, text)
            return
        file.unlink(missing_ok=True)
        self.show(self.explorer.set_text(edited, "the payload was edited in another editor"))

    def _editor_failed(self, sentence: str, file: Path, text: str) -> None:
        """Say so. What the editor wrote stays where it is, unless it is what it was given."""
        try:
            same = read_ordinary(file) == text.encode()
        except (OSError, ValueError):
            same = is_gone(file)
        if same:
            file.unlink(missing_ok=True)
            with suppress(OSError):
                file.parent.rmdir()
        self.complain(sentence if same else f"{sentence} What it wrote is kept: {file}")

    # --- words --------------------------------------------------------------------------------------------------------

    def say(self, sentence: str, *, title: str = "", timeout: float | None = None) -> None:
        """Tell something; what comes from outside is never markup."""
        self.notify(one_line(sentence), title=title, timeout=timeout, markup=False)

    def complain(self, sentence: str) -> None:
        """Tell what did not work; what was told before makes room."""
        self.app.clear_notifications()
        self.notify(one_line(sentence), severity="warning", timeout=10, markup=False)

    def folder(self) -> Path:
        """Where files go unless the person says otherwise."""
        return self.explorer.file.parent if self.explorer.file else current_folder()


def _without_secrets() -> dict[str, str]:
    """The environment without the secrets that it may hold for us: they are none of an editor's business."""
    from tui.live.accounts.credentials import GRANT_CODE, VARIABLES

    ours = {*VARIABLES.values(), GRANT_CODE}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _facts(path: Path) -> DataSetFacts | str:
    """What a folder holds, or why it is no data set."""
    from tui.screens.dialogs.data_set_picker import DataSetFacts

    try:
        with DataSet.open(path) as data_set:
            return DataSetFacts(data_set.name, data_set.made_at, data_set.modules(), data_set.partial, data_set.size())
    except (DataSetError, OSError) as error:
        return one_line(str(error))


def _in_a_form(name: str, view: View) -> Exported:
    """The payload as a command, a script or a spreadsheet, for the org that sends go to."""
    from tui.core.exports.export import API_VERSION, Export
    from tui.core.exports.forms import FORMS
    from tui.live.accounts.profiles import load_profiles

    assert view.request is not None
    export = Export(view.request, view.module, api_version=view.request.api_version or API_VERSION)
    profile = load_profiles().get(view.profile_name)
    if profile is not None and not profile.is_practice:
        export = replace(export, api_url=profile.api_url, api_version=profile.api_version)
    return FORMS[name].write(export)


def _exported(kind: ExportKind, view: View) -> str:
    """The text of an export."""
    from tui.core.views.forecast_json import forecast_json
    from tui.reports.text import csv_text, markdown
    from tui.screens.dialogs.export import ExportKind

    if kind is ExportKind.PAYLOAD or view.forecast is None:
        return view.draft.text
    if kind is ExportKind.MARKDOWN:
        return markdown(view.forecast, view.data_set, partial=view.partial, line_of=view.line_of)
    if kind is ExportKind.CSV:
        return csv_text(view.forecast, view.line_of)
    if kind is ExportKind.REPLY:
        value = view.forecast.response
    else:
        value = forecast_json(view.forecast, view.data_set, partial=view.partial)
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
