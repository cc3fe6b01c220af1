"""Leaving and saving: nothing is lost without a question, and nothing is written that nobody asked to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.app.driving import disk_state, opened
from tui.dataset.folder import demo_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakeDataSet, MakePayload

pytestmark = pytest.mark.anyio

ROW = {"data": [{"Last_Name": "Ode", "Email": "lucy@whitby.example"}]}


async def test_with_nothing_unsaved_it_quits_at_once() -> None:
    async with opened() as app:
        await app.press("space")
        await app.do("history.undo")
        await app.press("ctrl+q")
        assert await app.quits()


async def test_with_unsaved_changes_it_asks_and_a_demo_payload_is_never_written() -> None:
    before = disk_state(demo_folder())
    async with opened() as app:
        await app.press("space")
        await app.see("unsaved")
        text = app.view.draft.text
        await app.press("ctrl+q")
        await app.see("unsaved changes", "Quit without saving", "Go back")
        await app.press("escape")
        await app.see_no("Quit without saving")
        await app.press("ctrl+q")
        await app.click("Go back")
        await app.see_no("Quit without saving")
        assert not await app.quits()
        assert app.view.draft.text == text
        assert app.explorer.file is None
        await app.press("ctrl+q")
        await app.see("Quit without saving")
        assert app.missing(["Save first-look.json"])
        await app.click("Quit without saving")
        assert await app.quits()
    assert disk_state(demo_folder()) == before


async def test_a_payload_without_a_file_gets_one_on_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    async with opened() as app:
        await app.press("space")
        text = app.view.draft.text
        await app.press("ctrl+q")
        await app.click("Save as a new file and quit")
        await app.see("save the payload as")
        app.app.screen.query_one(Input).value = str(file)
        await app.press("enter")
        assert await app.quits()
    assert file.read_text(encoding="utf-8") == text


async def test_to_look_at_things_changes_nothing_on_disk_and_a_payload_of_ones_own_is_saved_on_the_way_out(
    tmp_path: Path, payload: MakePayload, data_set: MakeDataSet
) -> None:
    fields = [{"api_name": "Last_Name", "data_type": "text"}, {"api_name": "Email", "data_type": "email"}]
    folder = data_set(fields, [{"id": "1", "Last_Name": "Ode", "Email": "lucy@whitby.example"}])
    file = payload(ROW)
    before = disk_state(tmp_path)
    async with opened(file, folder) as app:
        await app.see_row(1, "UNCHANGED")
        for pane in ("pane.payload", "pane.forecast", "pane.detail", "assumption.next", "pane.fields"):
            await app.do(pane)
        await app.press("space", "shift+down", "d", "e", "l", "f1", "f1")
        await app.do("module.pick")
        await app.press("escape")
        assert app.view.can_undo
        assert disk_state(tmp_path) == before
        assert app.view.unsaved
        text = app.view.draft.text
        await app.press("ctrl+q")
        await app.click("Save own.json")
        assert await app.quits()
    assert file.read_text() == text
    assert '"duplicate_check_fields": ["Email"]' in text


async def test_a_file_that_cannot_be_written_is_said_a_key_saves_and_then_it_quits_at_once(
    payload: MakePayload,
) -> None:
    file = payload(ROW)
    async with opened(file) as app:
        await app.press("space")
        file.unlink()
        file.mkdir()  # root may write anywhere, but not over a folder
        await app.do("payload.save")
        await app.see("Could not save")
        assert app.view.unsaved
        assert {entry.name for entry in file.parent.iterdir()} == {"own.json"}  # no half-written file beside it
        await app.press("ctrl+q")
        await app.see("unsaved changes")
        assert not await app.quits()
        await app.press("escape")
        file.rmdir()
        await app.do("payload.save")
        await app.see("Saved own.json", "practice")
        assert file.read_text() == app.view.draft.text
        assert not app.view.unsaved
        await app.press("ctrl+q")
        assert await app.quits()
