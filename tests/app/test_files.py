"""Files: a payload's file and name travel with undo, and nothing that changed on disk is overwritten unasked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.driving import Session, opened
from tui.screens.main.screen import MainScreen
from tui.session.case import draft_of, open_explorer
from tui.session.case_options import CaseOptions
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, name: str, last_name: str) -> Path:
    file = folder / name
    file.write_text(json.dumps({"data": [{"Last_Name": last_name}]}), encoding="utf-8")
    return file


def last_name(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))["data"][0]["Last_Name"]


def test_undo_after_open_brings_back_the_file_so_that_saving_hits_the_right_one(tmp_path: Path) -> None:
    one, other = written(tmp_path, "one.json", "One"), written(tmp_path, "other.json", "Other")
    explorer = open_explorer(one, CaseOptions())
    with explorer.data_set:
        given = draft_of(other, other.read_bytes(), explorer.data_set, CaseOptions())
        explorer.open_payload(given.draft, file=given.file, file_name=given.name)
        assert (explorer.file, explorer.view.file_name) == (other, "other.json")
        explorer.undo()
        assert (explorer.file, explorer.view.file_name, explorer.view.unsaved) == (one, "one.json", False)
        explorer.save()
        assert (last_name(one), last_name(other)) == ("One", "Other")


def test_an_empty_file_opens_as_a_new_body_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "empty.json"
    file.write_bytes(b"")
    explorer = open_explorer(file, CaseOptions())
    with explorer.data_set:
        assert explorer.view.request is not None
        assert not explorer.view.unsaved
        assert explorer.text_on_disk() is None
        given = draft_of(file, b"", explorer.data_set, CaseOptions())
        assert given.note is not None
        assert "empty.json is empty" in given.note


def test_broken_metadata_is_told_as_the_data_set_s_and_keeps_no_forecast_of_another_module(tmp_path: Path) -> None:
    fields = tmp_path / "fields"
    fields.mkdir()
    field = {"api_name": "Name", "data_type": "text", "json_type": "string"}
    (fields / "Leads.json").write_text(json.dumps({"fields": [field]}), encoding="utf-8")
    (fields / "Deals.json").write_text('{"fields": ', encoding="utf-8")
    payload = tmp_path / "p.json"
    payload.write_text('{"data": [{"Name": "x"}]}', encoding="utf-8")
    explorer = open_explorer(payload, CaseOptions(data=tmp_path, module="Leads"))
    with explorer.data_set:
        assert explorer.view.forecast is not None
        view = explorer.set_module("Deals")
        assert view.problem is not None
        assert view.problem.of_data_set
        assert view.forecast is None
        assert explorer.undo().forecast is not None


async def saving_asks_where_something_else_changed_the_file(app: Session, tmp_path: Path) -> None:
    file = written(tmp_path, "mine.json", "Mine")
    await app.open_anew(file)
    await app.press("space")
    assert app.view.unsaved
    written(tmp_path, "mine.json", "Theirs")
    await app.do("app.quit")
    await app.see("unsaved changes")
    await app.press("enter")  # save and quit
    await app.see("changed by another program", "Overwrite it")
    assert last_name(file) == "Theirs"
    await app.press("escape")
    assert app.app.return_value is None


async def a_file_that_changed_is_read_again_when_one_comes_back_to_the_window(app: Session, tmp_path: Path) -> None:
    file = written(tmp_path, "mine.json", "Mine")
    await app.open_anew(file)
    written(tmp_path, "mine.json", "Theirs")
    app.app.on_app_focus()
    await app.see("Theirs", pane="#payload")
    await app.do("history.undo")
    await app.see("Mine", pane="#payload")
    file.unlink()
    app.app.on_app_focus()
    await app.hear("was deleted")


async def a_change_made_elsewhere_never_takes_back_what_was_just_typed(app: Session) -> None:
    await app.open_anew()
    await app.do("pane.payload")
    screen = app.app.screen
    assert isinstance(screen, MainScreen)
    await app.press("down", "down", "end", "enter")
    screen.query_one(PayloadEditor).insert('"Fax": "1",')
    screen.next_setting("match.several")
    await app.see('"Fax": "1",', pane="#payload")
    assert '"Fax": "1",' in app.view.draft.text


@pytest.mark.anyio
async def test_a_file_that_changed_is_asked_about_or_read_again_and_nothing_typed_is_taken_back(tmp_path: Path) -> None:
    async with opened() as app:
        await saving_asks_where_something_else_changed_the_file(app, tmp_path)
        await a_file_that_changed_is_read_again_when_one_comes_back_to_the_window(app, tmp_path)
        await a_change_made_elsewhere_never_takes_back_what_was_just_typed(app)
