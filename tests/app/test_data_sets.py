"""Another data set, from the main screen: the payload stays as it is, saved or not, and undo goes back."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.driving import Session, opened
from tests.waiting import PATIENCE_S
from tui.screens.dialogs.reading_records import ReadingRecords

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakeDataSet
    from tui.dataset.loading import Progress

pytestmark = pytest.mark.anyio

FIELDS = [
    {"api_name": "Last_Name", "data_type": "text"},
    {"api_name": "Email", "data_type": "email"},
]


async def pick(app: Session, folder: Path) -> None:
    """Choose a data set by its path."""
    await app.do("data_set.pick")
    await app.see("type the path of a folder")
    await app.paste(str(folder))
    await app.press("enter")


async def test_another_data_set_forecasts_the_unsaved_payload_anew_and_undo_goes_back(data_set: MakeDataSet) -> None:
    folder = data_set(FIELDS, [{"id": "1", "Last_Name": "Ode", "Email": "grace.quill@inkwell.example"}])
    async with opened() as app:
        await app.do("fields.tick", "fields.tick")
        await app.see("unsaved")
        text = app.view.draft.text
        await pick(app, folder)
        await app.see("small · 1 record", "data set small")
        await app.see_row(1, "~ UPDATE Email")
        await app.see("unsaved")
        assert app.view.draft.text == text
        await app.do("data_set.pick")
        await app.see("small", "● open now")
        await app.press("escape")
        await app.click("small", pane="#top-bar")
        await app.click("bundled")
        await app.see("demo · 48 records")
        await app.see_row(1, "+ INSERT")
        await app.do("data_set.pick")
        await app.click("of unknown age")  # it is among those opened before
        await app.see("small · 1 record")
        for told in ("demo · 48 records", "small · 1 record", "demo · 48 records"):
            await app.do("history.undo")
            await app.see(told, pane="#top-bar")
        await app.see_row(1, "+ INSERT")
        assert app.view.draft.text == text


async def test_a_module_that_is_not_there_gives_way_odd_records_are_told_of_and_no_data_set_is_refused(
    data_set: MakeDataSet, tmp_path: Path
) -> None:
    folder = data_set([{"api_name": "Name", "data_type": "text"}], [], "Machines")
    async with opened() as app:
        await pick(app, folder)
        await app.see("Machines ▾", "small · 0 records")
        await app.see_row(8, "+ INSERT")
        await app.do("history.undo")
        await app.see("Leads ▾", "demo · 48 records")

        folder = data_set(FIELDS, [])
        records = [{"id": "1", "Last_Name": "Ode"}, 7, {"Last_Name": "no id"}]
        (folder / "records" / "Leads.json").write_text(json.dumps({"data": records}))
        before = app.view
        await pick(app, tmp_path)
        await app.see("! ")
        await app.press("escape")
        assert app.view is before
        await pick(app, folder)
        await app.see("small · 1 record", "data problems", pane="#top-bar")
        await app.click("data problems", pane="#top-bar")
        assert app.view.oddities
        await app.hear(app.view.oddities[0])


async def test_folders_that_may_not_be_entered_any_more_are_said_and_end_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    long, refused, file, gone = tmp_path / ("x" * 300), tmp_path / "refused", tmp_path / "file", tmp_path / "gone"
    refused.mkdir()
    file.touch()
    really = os.scandir

    def scandir(folder: Any = ".") -> Any:  # the tests may run as root, whom nothing is forbidden
        if str(folder) == str(refused):
            raise PermissionError(13, "Permission denied", str(folder))
        return really(folder)

    monkeypatch.setattr("os.scandir", scandir)
    gone.mkdir()
    async with opened() as app:
        monkeypatch.chdir(gone)
        gone.rmdir()  # somebody else removed the folder where one stands
        await app.do("data_set.pick")
        await app.see("type the path of a folder")
        for place in (long / "data", refused, file / "data", tmp_path / "loop"):
            await app.paste(f"{place}/")
            await app.press("tab", "enter")
            await app.see("!")
            await app.press("ctrl+u")
        await app.press("escape")
        await app.see_row(1, "+ INSERT")
        monkeypatch.chdir(tmp_path)


async def test_reading_a_large_one_shows_how_far_it_is_and_escape_leaves_all_as_it_was(
    data_set: MakeDataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data_set(FIELDS, [{"id": str(number), "Last_Name": "Ode"} for number in range(3)])
    monkeypatch.setattr("tui.dataset.indexing.LEAST_KEPT", 0)
    monkeypatch.setattr("tui.screens.dialogs.reading_records._EACH_S", 0.0)
    go_on, ended = threading.Event(), threading.Event()
    tell = ReadingRecords._tell

    def told(dialog: ReadingRecords, progress: Progress) -> None:
        try:
            tell(dialog, progress)
            go_on.wait(PATIENCE_S)
            tell(dialog, progress)
        except BaseException:
            ended.set()
            raise

    monkeypatch.setattr(ReadingRecords, "_tell", told)
    async with opened() as app:
        before = app.view
        await pick(app, folder)
        await app.see("Reading the records of small.", "Leads: 3 records read", "making the index")
        await app.press("escape")
        await app.hear("were not read")
        await app.see("demo · 48 records")
        assert app.view is before
        go_on.set()
        await app.until(ended.is_set, "the thread ends")
        await pick(app, folder)
        await app.see("small · 3 records", "data set small")
        await app.see_no("Reading the records")
