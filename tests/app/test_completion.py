"""Completion in the payload's editor: a list at the cursor that keeps out of the way, by keys and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

LIST = "CompletionList"
TEXT = '{\n  "data": [\n    {\n      "Last_Name": "Ode"\n      \n    }\n  ]\n}\n'
AT = (4, 6)  # the empty line of the row


def editor_of(app: Session) -> PayloadEditor:
    editor = app.widget("#payload")
    assert isinstance(editor, PayloadEditor)
    return editor


def is_open(app: Session) -> bool:
    return editor_of(app).is_completing


async def at(app: Session, row: int, column: int) -> None:
    """Go to a place of the payload, and wait until the editor has the size that it keeps there."""
    editor_of(app).focus()
    editor_of(app).move_cursor((row, column))
    await app.frame()


async def a_key_and_a_value_are_completed_while_one_types_and_taken_with_tab(
    app: Session, payload: MakePayload
) -> None:
    await app.open_anew(payload(TEXT))
    await at(app, *AT)
    await app.write('"lead')
    await app.see("Lead_Source", "Lead Source · picklist", pane=LIST)
    await app.press("tab")
    assert editor_of(app).document.lines[4] == '      "Lead_Source": ""'
    await app.see("Cold Call", pane=LIST)  # it goes on with the value
    await app.write("co")
    await app.see_no("Advertisement", pane=LIST)
    await app.press("down", "down", "up", "enter")
    assert editor_of(app).document.lines[4] == '      "Lead_Source": "Cold Call"'
    await app.until(lambda: '"Lead_Source": "Cold Call"' in app.view.draft.text, "the payload to have it")
    assert not is_open(app)
    assert app.focus_is_in("#payload")
    await app.do("history.undo")  # what was taken is one step
    assert editor_of(app).document.lines[4] == '      "Lead_Source": "co"'


async def the_list_takes_no_enter_unless_something_was_chosen_and_goes_when_one_goes(
    app: Session, payload: MakePayload
) -> None:
    await app.open_anew(payload(TEXT))
    await at(app, *AT)
    await app.write('"ph')
    await app.see("Phone", pane=LIST)
    await app.do("completion.close")
    assert not is_open(app)
    assert editor_of(app).document.lines[4].strip().startswith('"ph')
    await app.write("o")
    assert is_open(app)
    await app.press("enter")
    assert not is_open(app)
    assert "Phone" not in editor_of(app).text
    await app.press("backspace")
    assert not is_open(app)
    await app.write("n")
    assert is_open(app)
    await app.press("left")
    assert not is_open(app)
    await app.press("right")
    await app.write("e")
    assert is_open(app)
    await app.resize(100, 30)
    await app.until(lambda: not is_open(app), "the list to close")
    await app.do("editor.complete")
    assert is_open(app)
    await app.do("pane.forecast")
    assert not is_open(app)


async def a_key_opens_the_list_anywhere_and_says_where_there_is_nothing(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload(TEXT))
    await app.resize(80, 24)
    await at(app, *AT)
    await app.do("editor.complete")
    await app.see("Email", "system", pane=LIST)
    await app.click("Mobile", pane=LIST)  # by mouse
    assert editor_of(app).document.lines[4] == '      "Mobile": ""'
    await app.until(lambda: not is_open(app), "the list to close")
    assert app.focus_is_in("#payload")
    await app.do("editor.complete")
    await app.hear("nothing to complete")
    await at(app, *AT)
    await app.do("editor.complete")
    await app.press("pagedown", "pageup", "enter")
    assert editor_of(app).document.lines[4] == '      "Email": "", "Mobile": ""'


async def keys_that_come_faster_than_they_are_worked_off_take_what_was_chosen(
    app: Session, payload: MakePayload
) -> None:
    await app.open_anew(payload(TEXT))
    await at(app, *AT)
    await app.write('"lead_s')
    await app.press_at_once("down", "down", "enter", "w", "e")
    assert editor_of(app).document.lines[4] == '      "Lead_Status": "we"'


async def typing_in_a_value_that_only_the_person_knows_opens_nothing(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload(TEXT))
    await at(app, 3, 20)
    await app.write("Quill")
    assert not is_open(app)
    assert not app.app.screen.query(LIST)  # not even made


async def test_keys_and_values_are_completed_while_one_types(payload: MakePayload) -> None:
    async with opened() as app:
        await typing_in_a_value_that_only_the_person_knows_opens_nothing(app, payload)
        await a_key_and_a_value_are_completed_while_one_types_and_taken_with_tab(app, payload)
        await the_list_takes_no_enter_unless_something_was_chosen_and_goes_when_one_goes(app, payload)
        await keys_that_come_faster_than_they_are_worked_off_take_what_was_chosen(app, payload)
        await a_key_opens_the_list_anywhere_and_says_where_there_is_nothing(app, payload)
