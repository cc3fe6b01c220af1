"""Workspaces: all that is open goes into one file, by key or by mouse, and comes back from it, also when something of
it is gone; and the app comes up where it was left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from textual.widgets import TextArea

from tests.app.driving import Session, opened, running
from tui.screens.main.screen import MainScreen
from tui.session.case import open_file, open_session
from tui.session.case_options import CaseOptions
from tui.session.remembered import Session as KeptSession
from tui.session.workspace import Opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakeDataSet, MakePayload

pytestmark = pytest.mark.anyio

ROWS = {"data": [{"Last_Name": "Ode", "Email": "lucy@whitby.example"}, {"Last_Name": "Vale", "Email": "v@x.example"}]}


def open_now(app: Session) -> tuple[object, ...]:
    """All of what a workspace holds."""
    screen, editor = app.app.screen, app.widget("#payload")
    assert isinstance(screen, MainScreen)
    assert isinstance(editor, TextArea)
    assert editor.text == app.view.draft.text
    view = app.view
    folder = app.explorer.data_set.folder
    return view.draft, view.file_name, view.unsaved, app.explorer.file, folder, screen.row, screen.pane, app.app.theme


def theme_kept() -> str | None:
    """The theme with which the app would come up."""
    kept = KeptSession().recall().workspace
    return kept.theme if kept else None


async def saved_workspace(app: Session, file: Path) -> None:
    """Save what is open as a workspace."""
    await app.do("workspace.save")
    await app.see("save the workspace as")
    await app.paste(str(file), over=True)
    await app.press("enter")
    await app.hear(f"Saved the workspace {file.name}")


async def open_path(app: Session, file: Path) -> None:
    """Open a file by its path."""
    await app.do("payload.open")
    await app.see("open a payload")
    await app.paste(str(file))
    await app.press("enter")


async def test_everything_that_is_open_comes_back_from_a_workspace(
    payload: MakePayload, data_set: MakeDataSet, tmp_path: Path
) -> None:
    fields = [{"api_name": "Last_Name", "data_type": "text"}, {"api_name": "Email", "data_type": "email"}]
    folder = data_set(fields, [{"id": "1", "Last_Name": "Ode", "Email": "lucy@whitby.example"}])
    workspace = tmp_path / "monday.json"
    file = payload(ROWS)
    async with opened(file, folder, assume=("match.several=refuse",)) as app:
        await app.do("fields.tick", "payload.split", "pane.forecast")
        await app.press("down")
        await app.see("row 2: + INSERT", pane="#detail")
        app.app.theme = "nord"
        await saved_workspace(app, workspace)
        left = open_now(app)
        assert app.view.unsaved
        await app.do("payload.save")  # the file is ahead of the workspace from now on
        file.write_text(json.dumps({"data": []}), encoding="utf-8")
        await app.do("payload.open")
        await app.click("monday.json")  # it is in the folder
        await app.hear("own.json was changed by another program")
        await app.until(lambda: open_now(app) == left, "all to be as it was")
    file.write_bytes(payload(ROWS).read_bytes())
    async with opened() as app:
        await app.do("pane.detail")
        before = app.view.draft
        await open_path(app, workspace)
        await app.see("row 2: + INSERT", pane="#detail")
        await app.until(lambda: open_now(app) == left, "all to be as it was")
        assert app.focus_is_in("#forecast")
        await app.see("match.several", "refuse", pane="#assumptions")
        await app.see("small · 1 record", pane="#top-bar")
        await app.see("unsaved", pane="#top-bar")
        await app.see("own.json ●", pane="#payload")
        await app.do("history.undo")
        await app.see("demo · 48 records", pane="#top-bar")
        await app.see("first-look.json", pane="#payload")
        assert (app.view.draft, app.view.unsaved) == (before, False)
        async with app.part("a workspace that cannot be opened leaves all as it is"):
            left = open_now(app)
            folder.rename(tmp_path / "elsewhere")
            await open_path(app, workspace)
            await app.hear("small: there is no such folder")
            assert open_now(app) == left
            workspace.write_text('{"upsert_explorer_workspace": 1, "module": 3', encoding="utf-8")
            await open_path(app, workspace)
            await app.hear("monday.json, line 1")
            assert open_now(app) == left


async def test_the_row_of_a_long_payload_comes_back_though_its_forecast_is_made_later(payload: MakePayload) -> None:
    rows = [{"Last_Name": f"N{number}", "Description": "x" * 600} for number in range(100)]
    explorer = open_file(payload({"data": rows}), CaseOptions()).explorer
    assert explorer.view.pending
    async with running(Opened(explorer, row=70, pane="forecast")) as app:
        await app.see("row 71: + INSERT", pane="#detail")
        await app.see_row(71, "+ INSERT")
        await app.press("down")
        await app.see("row 72: + INSERT", pane="#detail")


async def test_a_workspace_takes_the_place_of_changes_only_if_wanted_and_keeps_a_text_whose_file_vanished(
    payload: MakePayload, tmp_path: Path
) -> None:
    file, workspace = payload(ROWS), tmp_path / "w.json"
    async with opened(file) as app:
        await saved_workspace(app, workspace)
        async with app.part("where it takes the place of changes it asks, and undo brings them back"):
            await app.do("fields.tick")
            changed = open_now(app)
            await app.do("payload.open")
            await app.see("own.json has unsaved changes", "undo brings the text back")
            await app.press("escape")
            assert open_now(app) == changed
            await app.do("payload.open")
            await app.click("Continue without saving")
            await app.see("open a payload")
            await app.paste(str(workspace))
            await app.press("enter")
            await app.see_no("unsaved", pane="#top-bar")
            await app.do("history.undo")
            await app.see("unsaved", pane="#top-bar")
            assert open_now(app) == changed
            await app.do("history.undo")
        text = app.view.draft.text
        file.unlink()
        await open_path(app, workspace)
        await app.hear("own.json is no longer there")
        await app.see("unsaved", pane="#top-bar")
        await app.see('"Ode"', pane="#payload")
        await app.do("payload.save")
        await app.see_no("unsaved", pane="#top-bar")
        assert file.read_text() == text


async def test_the_next_start_goes_on_where_the_last_ended_with_the_theme_that_was_chosen(
    payload: MakePayload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.session_app.REMEMBER_AFTER", 0.001)
    async with running(open_file(payload(ROWS), CaseOptions()), KeptSession()) as app:
        await app.do("app.palette")
        await app.paste("theme")
        await app.see("Choose the colours")
        await app.press("enter")
        await app.paste("nord")
        await app.press("enter")
        await app.until(lambda: theme_kept() == "nord", "for the theme to be kept, also if the app ends like this")
        await app.do("pane.forecast")
        await app.press("down")
        await app.see("row 2: ", pane="#detail")
        await app.do("pane.taller", "pane.taller", "payload.grid")
        await app.see("Last_Name*", pane="#grid")
        height = app.widget("#forecast").region.height
        left = open_now(app)
        await app.press("ctrl+q")
        assert await app.quits()
    async with running(open_session(KeptSession()), KeptSession()) as app:
        await app.see("row 2: ", "own.json")
        assert open_now(app) == left
        await app.see("Last_Name*", pane="#grid")
        await app.until(
            lambda: app.widget("#forecast").region.height == height, "the pane to be as tall as it was left"
        )
        await app.do("pane.forecast", "pane.reset")
        await app.until(lambda: app.widget("#forecast").region.height != height, "the height that it has by itself")
