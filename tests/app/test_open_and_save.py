"""Payloads from and to files, from the main screen: new, open, save, save as, a file that something else changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from textual import events

from tests.app.driving import Session, opened
from tui.screens.main.screen import MainScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakePayload
    from tests.app.driving import Session

pytestmark = pytest.mark.anyio


def body(*last_names: str) -> str:
    return json.dumps({"data": [{"Last_Name": name} for name in last_names]})


def background(app: Session, words: str) -> object:
    """The colour behind the first cell of words."""
    x, y = app.place_of(words)
    return [each.style and each.style.bgcolor for each in app.strips()[y].crop(x, x + 1)]


async def a_new_payload_is_begun_written_under_a_name_and_opened_again(app: Session, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    await app.open_anew()
    await app.do("payload.new")
    await app.see("new payload", "1 row", pane="#payload")
    assert not app.view.unsaved
    new = {"Last_Name": "", "Email": "", "Phone": "", "Mobile": ""}  # what is mandatory, and the check fields
    assert json.loads(app.view.draft.text) == {"data": [new]}
    await app.write("Ode")  # the cursor is in the first value
    await app.see_row(1, "+ INSERT")
    await app.click("unsaved ●", "#top-bar", dx=-2)  # there is nothing beside the word
    assert app.app.screen_stack == [app.app.screen]
    unlit = background(app, "unsaved ●")
    await app.mouse(events.MouseMove, app.place_of("unsaved ●"), 0)
    await app.frame()
    assert background(app, "unsaved ●") != unlit
    await app.click("unsaved ●", pane="#top-bar")  # it has no file, so it asks for a name
    await app.see("save the payload as")
    await app.paste(str(file), over=True)
    await app.press("enter")
    await app.hear("Saved mine.json")
    await app.see("payload · mine.json", pane="#payload")
    await app.see_no("unsaved", pane="#top-bar")
    assert json.loads(file.read_text()) == {"data": [new | {"Last_Name": "Ode"}]}
    await app.do("payload.save_as")
    await app.paste(str(tmp_path / "other.json"), over=True)
    await app.press("enter")
    await app.see("payload · other.json", pane="#payload")
    await app.do("fields.tick", "payload.save")
    await app.hear("Saved other.json")
    assert file.read_text() != (tmp_path / "other.json").read_text()
    await app.do("payload.open")
    await app.click("mine.json")  # under what was opened before
    await app.see("payload · mine.json", '"Ode"', pane="#payload")
    assert app.explorer.file == file


async def the_data_set_s_own_payloads_are_opened_by_name_with_the_module_that_they_are_for(app: Session) -> None:
    await app.open_anew()
    main = app.app.screen
    assert isinstance(main, MainScreen)
    main.show(app.explorer.set_assumption("match.several", "refuse"))
    await app.do("fields.tick", "payload.open")
    await app.see("first-look.json has unsaved changes")
    await app.click("Go back")
    await app.until(lambda: len(app.app.screen_stack) == 1, "the dialog to go")
    assert app.view.unsaved
    changed = app.view.draft
    await app.do("pane.forecast")
    await app.press("end")  # the text shows the last row
    await app.see_no('"data"', pane="#payload")
    await app.do("payload.open")
    await app.press("down", "enter")  # go on without saving
    await app.see("open a payload", "contacts-external.json")
    await app.press("escape")
    assert app.view.draft == changed
    await app.do("payload.open")
    await app.see("Save as a new file and continue")
    await app.press("down", "enter")
    await app.paste("external")
    await app.press("enter")
    await app.see("Contacts ▾", pane="#top-bar")
    await app.see("payload · contacts-external.json", '"data"', pane="#payload")  # from the beginning
    await app.see("row 1: ", pane="#detail")
    assert app.view.draft.assumptions.changed() == {"match.several": "refuse"}
    await app.do("history.undo")
    assert app.view.draft == changed
    await app.see("Leads ▾", "unsaved", pane="#top-bar")
    await app.see("payload · first-look.json ●", pane="#payload")


async def what_cannot_be_opened_is_said_and_leaves_all_as_it_is(app: Session, tmp_path: Path) -> None:
    file = tmp_path / "latin.json"
    file.write_bytes(b'{"data": [{"Last_Name": "\xe9"}]}')
    await app.open_anew()
    draft = app.view.draft
    await app.do("payload.open")
    await app.paste(str(file))
    await app.press("enter")
    await app.hear("latin.json: ")
    assert app.view.draft == draft
    file.write_text("Last_Name,Email\nOde,ode@x.example\n")
    await app.do("payload.open")
    await app.paste(str(file))
    await app.press("enter")
    await app.see_row(1, "+ INSERT")
    assert app.explorer.file is None  # it is shown as the body that it stands for, and saved elsewhere
    await app.do("payload.save")
    await app.see("save the payload as")


async def a_file_that_changed_under_unsaved_edits_is_told_of_and_read_again_or_overwritten(
    app: Session, payload: MakePayload
) -> None:
    file = payload(body("Mine"))
    await app.open_anew(file)
    await app.do("fields.tick")
    mine = app.view.draft.text
    file.write_text(body("Theirs", "Theirs too"))
    app.app.on_app_focus()
    await app.hear("own.json was changed by another program; saving will ask first.")
    assert app.view.draft.text == mine
    await app.do("payload.save")
    await app.see("own.json was changed by another program since it was opened.")
    await app.click("Go back")
    await app.until(lambda: len(app.app.screen_stack) == 1, "the dialog to go")
    await app.do("payload.save")
    await app.click("Reload it")
    await app.see("2 rows", '"Theirs too"', pane="#payload")
    assert not app.view.unsaved
    await app.do("history.undo")
    await app.see("unsaved", pane="#top-bar")
    assert app.view.draft.text == mine
    file.write_text(body("Others"))
    await app.do("payload.save")
    await app.see("Overwrite it")
    await app.press("down", "down", "enter")
    await app.hear("Saved own.json")
    assert file.read_text() == mine


async def changes_are_saved_on_the_way_to_another_payload_unless_the_file_changed(
    app: Session, payload: MakePayload
) -> None:
    file = payload(body("Mine"))
    await app.open_anew(file)
    await app.do("fields.tick", "payload.new")
    mine = app.view.draft.text
    file.write_text(body("Theirs"))
    await app.click("Save own.json and continue")
    await app.see("changed by another program")
    await app.press("escape")
    assert app.view.draft.text == mine
    assert file.read_text() == body("Theirs")
    await app.do("payload.new")
    await app.press("enter")
    await app.click("Overwrite it")
    await app.see("payload · new payload", pane="#payload")
    assert file.read_text() == mine
    await app.do("history.undo")
    await app.see("payload · own.json", pane="#payload")
    await app.see_no("unsaved", pane="#top-bar")


async def a_key_that_follows_at_once_saves_what_was_typed_before_it_and_quits_only_after_a_question(
    app: Session, payload: MakePayload
) -> None:
    file = payload(body("Mine"))
    await app.open_anew(file)
    await app.do("pane.payload", "editor.last")
    await app.press_at_once("z", "ctrl+s")
    await app.hear("Saved own.json")
    assert file.read_text() == body("Mine") + "z"
    assert not app.view.unsaved
    await app.press_at_once("y", "ctrl+q")
    await app.see("own.json has unsaved changes.")
    assert not await app.quits()


async def a_payload_is_laid_out_anew_in_one_step_unless_it_is_no_json(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload(body("Ode")))
    await app.do("pane.payload", "payload.format")
    await app.see('    "Last_Name": "Ode"', pane="#payload")
    await app.see("the payload was formatted", pane="#cause")
    assert app.view.draft.text == json.dumps(json.loads(body("Ode")), indent=2) + "\n"
    await app.do("history.undo")
    assert app.view.draft.text == body("Ode")
    await app.press("end")
    await app.write("]")
    await app.see("can't be read", pane="#cause")
    await app.do("payload.format")
    await app.hear("Could not format: ")
    assert app.view.draft.text == body("Ode") + "]"


async def test_payloads_are_begun_opened_saved_and_laid_out_anew(tmp_path: Path, payload: MakePayload) -> None:
    async with opened() as app:
        await a_new_payload_is_begun_written_under_a_name_and_opened_again(app, tmp_path)
        await what_cannot_be_opened_is_said_and_leaves_all_as_it_is(app, tmp_path)
        await a_file_that_changed_under_unsaved_edits_is_told_of_and_read_again_or_overwritten(app, payload)
        await changes_are_saved_on_the_way_to_another_payload_unless_the_file_changed(app, payload)
        await a_key_that_follows_at_once_saves_what_was_typed_before_it_and_quits_only_after_a_question(app, payload)
        await a_payload_is_laid_out_anew_in_one_step_unless_it_is_no_json(app, payload)
        await the_data_set_s_own_payloads_are_opened_by_name_with_the_module_that_they_are_for(app)
