"""Another data set, from the main screen: the payload stays as it is, saved or not, and undo goes back."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.driving import Session, opened
from tui.dataset import loading

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakeDataSet

pytestmark = pytest.mark.anyio

FIELDS = [
    {"api_name": "Last_Name", "data_type": "text"},
    {"api_name": "Email", "data_type": "email"},
]


async def pick(app: Session, folder: Path) -> None:
    """Choose a data set by its path."""
    await app.do("data_set.pick")
    await app.see("type the path of a folder", pane="#path")
    await app.paste(str(folder))
    await app.press("enter")


async def another_data_set_forecasts_the_unsaved_payload_anew_and_undo_goes_back(
    app: Session, data_set: MakeDataSet
) -> None:
    folder = data_set(FIELDS, [{"id": "1", "Last_Name": "Ode", "Email": "grace.quill@inkwell.example"}])
    await app.open_anew()
    await app.do("fields.tick", "fields.tick")
    await app.see("unsaved", pane="#top-bar")
    text = app.view.draft.text
    await pick(app, folder)
    await app.see("small · 1 record", pane="#top-bar")
    await app.see("data set small", pane="#cause")
    await app.see_row(1, "~ UPDATE Email")
    await app.see("unsaved", pane="#top-bar")
    assert app.view.draft.text == text
    await app.do("data_set.pick")
    await app.see("small", "● open now")
    await app.press("escape")
    await app.click("small", pane="#top-bar")
    await app.click("bundled")
    await app.see("demo · 48 records", pane="#top-bar")
    await app.see_row(1, "+ INSERT")
    await app.do("data_set.pick")
    await app.click("of unknown age")  # it is among those opened before
    await app.see("small · 1 record", pane="#top-bar")
    for told in ("demo · 48 records", "small · 1 record", "demo · 48 records"):
        await app.do("history.undo")
        await app.see(told, pane="#top-bar")
    await app.see_row(1, "+ INSERT")
    assert app.view.draft.text == text


async def a_module_that_is_not_there_gives_way_odd_records_are_told_of_and_no_data_set_is_refused(
    app: Session, data_set: MakeDataSet, tmp_path: Path
) -> None:
    folder = data_set([{"api_name": "Name", "data_type": "text"}], [], "Machines")
    await app.open_anew()
    await pick(app, folder)
    await app.see("Machines ▾", "small · 0 records", pane="#top-bar")
    await app.see_row(8, "+ INSERT")
    await app.do("history.undo")
    await app.see("Leads ▾", "demo · 48 records", pane="#top-bar")

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
    await app.do("history.undo")
    await app.see("demo · 48 records", pane="#top-bar")


async def folders_that_may_not_be_entered_any_more_are_said_and_end_nothing(
    app: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
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
    await app.open_anew()
    monkeypatch.chdir(gone)
    gone.rmdir()  # somebody else removed the folder where one stands
    await app.do("data_set.pick")
    await app.see("type the path of a folder", pane="#path")
    for place in (long / "data", refused, file / "data", tmp_path / "loop"):
        await app.paste(f"{place}/")
        await app.press("tab", "enter")
        await app.see("!")
        await app.press("ctrl+u")
    await app.press("escape")
    await app.see_row(1, "+ INSERT")
    monkeypatch.chdir(tmp_path)


async def test_another_data_set_is_chosen_while_a_payload_is_open(
    data_set: MakeDataSet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with opened() as app:
        await folders_that_may_not_be_entered_any_more_are_said_and_end_nothing(app, monkeypatch, tmp_path)
        await a_module_that_is_not_there_gives_way_odd_records_are_told_of_and_no_data_set_is_refused(
            app, data_set, tmp_path
        )
        await another_data_set_forecasts_the_unsaved_payload_anew_and_undo_goes_back(app, data_set)


async def test_a_large_one_is_read_beside_what_one_does_and_escape_brings_back_what_was_open(
    data_set: MakeDataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data_set(FIELDS, [{"id": str(number), "Last_Name": "Ode", "Email": "a@x.test"} for number in range(3)])
    monkeypatch.setattr("tui.dataset.indexing.LEAST_KEPT", 0)
    monkeypatch.setattr("tui.screens.main.forecasting._TOLD_AFTER_S", 0)
    go_on, ended = threading.Event(), threading.Event()
    reached = loading._Loading._reached

    def held_up(reading: loading._Loading, read: int) -> None:
        while not go_on.wait(0.01):
            try:
                reached(reading, read)
            except BaseException:
                ended.set()
                raise

    async with opened() as app:
        await app.until(
            lambda: app.view.forecast is not None and not (app.view.pending or app.view.incomplete),
            "the whole forecast of what is open at first",
        )
        before = app.view
        monkeypatch.setattr(loading._Loading, "_reached", held_up)
        await pick(app, folder)
        await app.see(
            "small · records not read yet", "making the index … escape stops · 3 records", "not read yet: Email"
        )
        await app.see("?8 not known", "… 8 not computed yet", pane="#forecast")
        await app.see("not computed yet", pane="#assumptions")
        await app.see("is not known until the records are read", pane="#detail")
        assert not app.view.moves
        assert not app.view.moves_since_opened
        await app.do("forecast.stop")
        await app.hear("The records of small were not read. What was open before is back.")
        await app.see("demo · 48 records", pane="#top-bar")
        assert (app.view.draft, app.view.forecast) == (before.draft, before.forecast)
        await app.until(ended.is_set, "the thread ends")

        await pick(app, folder)
        await app.see("small · records not read yet", pane="#top-bar")
        listed = app.view.check_list.listed
        await app.do("pane.fields")
        await app.press("space")
        await app.until(lambda: app.view.still_read and app.view.check_list.listed != listed, "the field is ticked")
        await app.do("backwards.open")
        await app.hear("still being read")
        await app.do("forecast.stop")
        await app.see("stopped · escape continues · the records are not read", pane="#forecast")
        await app.do("backwards.open")
        await app.hear("are not read. escape continues")
        go_on.set()
        await app.do("forecast.stop")
        await app.see("small · 3 records", pane="#top-bar")
        await app.see_row(1, "+ INSERT")
        await app.until(lambda: not app.view.incomplete, "all is computed")
