"""The list of problems: to go to one, and to fix it, by keyboard and by mouse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import SIZES, Session, opened
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

TEXT = """{
  "data": [
    {"Last_Name": "Ode",   "E-mail": "ode@ink.example"},
    {"Last_Name": "Quill", "E-mail": "quill@ink.example", "No_of_Employees": "12"},
    {"Company": "Nib"}
  ]
}
"""


async def a_fix_is_shown_made_and_undone_by_keys(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload(TEXT))
    await app.do("pane.payload", "problem.list")
    for size in SIZES:
        async with app.at_size(*size):
            await app.see("problems: 2 refused, 2 to look at", "Leads has no field E-mail")
            await app.see("Fix: Rename to Email", '+ {"Last_Name": "Ode",   "Email": "ode@ink.example"},', pane="#fix")
            await app.do("problems.other_fix")
            await app.see("Fix: Leave out E-mail", pane="#fix")
            await app.do("problems.other_fix")
    await app.do("problems.fix")
    await app.until(lambda: len(app.app.screen_stack) == 1, "the dialog to go")
    assert app.view.draft.text == TEXT.replace('"E-mail": "ode', '"Email": "ode')
    await app.do("history.undo")
    assert app.view.draft.text == TEXT


async def one_key_fixes_every_row_that_has_the_problem(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload(TEXT))
    await app.do("problem.list", "problems.everywhere")
    await app.until(lambda: app.view.draft.text == TEXT.replace("E-mail", "Email"), "both keys to be renamed")
    await app.see("Rename to Email in 2 rows", pane="#cause")
    await app.do("history.undo")
    assert app.view.draft.text == TEXT


async def from_the_table_a_letter_and_a_click_go_to_the_problem_of_the_row(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload(TEXT))
    await app.do("pane.forecast")
    await app.press("down", "f")
    await app.see("row 2", "Fix: Rename to Email")
    await app.click("row 2   line 4    No_of_Employees is")
    editor = app.widget("#payload")
    await app.until(lambda: app.focus_is_in("#payload"), "the editor to have the focus")
    assert isinstance(editor, PayloadEditor)
    line, column = editor.cursor_location
    assert editor.document[line][column:].startswith('"12"')


async def a_mandatory_field_is_added_blank_with_the_cursor_in_it(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload('{"data": [{"Company": "Nib"}]}'))
    await app.do("problem.list")
    await app.see("Fix: Add Last_Name", pane="#fix")
    await app.click("F9 Fix", pane="Keys")
    await app.until(lambda: app.focus_is_in("#payload"), "the editor to have the focus")
    await app.write("Nib")
    await app.see_row(1, "INSERT")
    assert json.loads(app.view.draft.text) == {"data": [{"Company": "Nib", "Last_Name": "Nib"}]}


async def a_text_that_cannot_be_read_is_made_readable(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload('{"data": [{"Last_Name": "Nib"}]}'))
    await app.do("pane.payload", "editor.last")
    await app.press("left", "left", "left")
    await app.write(",")
    await app.see("this comma is one too many", pane="#payload")
    await app.do("problem.list")
    await app.see("problems: 1 refused", "Fix: Take out the comma")
    await app.do("problems.fix")
    await app.see_row(1, "INSERT")
    assert app.view.draft.text == '{"data": [{"Last_Name": "Nib"}]}'
    await app.do("problem.list")
    await app.hear("There are no problems in this payload.")


async def of_very_many_problems_those_about_the_selected_row_are_listed(app: Session, payload: MakePayload) -> None:
    rows = [{"Last_Name": f"Ode {number}", "E-mail": "x"} for number in range(1, 401)]
    await app.open_anew(payload({"data": rows}))
    await app.do("pane.forecast")
    await app.press("end", "f")
    await app.see("row 400", "row 391", "379 more are not listed")


async def test_problems_are_listed_gone_to_and_fixed_by_keys_and_by_mouse(payload: MakePayload) -> None:
    async with opened() as app:
        await a_fix_is_shown_made_and_undone_by_keys(app, payload)
        await one_key_fixes_every_row_that_has_the_problem(app, payload)
        await from_the_table_a_letter_and_a_click_go_to_the_problem_of_the_row(app, payload)
        await a_mandatory_field_is_added_blank_with_the_cursor_in_it(app, payload)
        await a_text_that_cannot_be_read_is_made_readable(app, payload)
        await of_very_many_problems_those_about_the_selected_row_are_listed(app, payload)
