"""Editing the payload by hand: pairs that close themselves, new lines, find and replace, rows that are moved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

ROWS = [{"Last_Name": "Ode"}, {"Last_Name": "Quill"}, {"Last_Name": "Marsh"}]


def editor_of(app: Session) -> PayloadEditor:
    editor = app.widget("#payload")
    assert isinstance(editor, PayloadEditor)
    return editor


async def at(app: Session, row: int, column: int) -> None:
    editor_of(app).focus()
    editor_of(app).move_cursor((row, column))
    await app.settle()


async def taken_over(app: Session, text: str) -> None:
    await app.until(lambda: app.view.draft.text == text, f"the payload to be {text!r}, not {app.view.draft.text!r}")


def names(app: Session) -> list[str]:
    return [row["Last_Name"] for row in json.loads(app.view.draft.text)["data"]]


async def brackets_and_quotes_close_themselves_lines_stand_in_and_the_border_says_where_the_cursor_is(
    app: Session, payload: MakePayload
) -> None:
    before = '{\n  "data": [\n    {"Last_Name": "Ode"}\n  ]\n}\n'
    await app.open_anew(payload(before))
    await at(app, 2, 24)
    await app.see("3:25 · JSON ok", pane="#payload")
    await app.write(",")
    await app.press("enter")
    await app.write("{")
    await app.see("4:6 · JSON ok", pane="#payload")
    await app.press("enter")
    assert editor_of(app).document.lines[3:6] == ["    {", "      ", "    }"]
    await app.write('"Last_Name": "Quill"')  # each closing quote over the one that stands there
    await taken_over(app, before.replace('"}\n', '"},\n    {\n      "Last_Name": "Quill"\n    }\n'))
    await app.see("JSON ok · 2 rows", pane="#payload")
    await app.write(", ")
    await app.write("[")
    await app.press("backspace", "backspace", "backspace")  # the pair, the space and the comma
    await taken_over(app, before.replace('"}\n', '"},\n    {\n      "Last_Name": "Quill"\n    }\n'))


async def rows_are_duplicated_moved_and_deleted_and_each_is_one_step(app: Session, payload: MakePayload) -> None:
    text = json.dumps({"data": ROWS, "trigger": []}, indent=2) + "\n"
    await app.open_anew(payload(text))
    await at(app, 6, 10)  # in Quill
    await app.do("editor.row_down")
    await app.until(lambda: names(app) == ["Ode", "Marsh", "Quill"], "the row to move down")
    await app.do("editor.row_down")
    await app.hear("This is the last row.")
    await app.do("editor.row_up", "editor.row_up")
    await app.until(lambda: names(app) == ["Quill", "Ode", "Marsh"], "the row to move up")
    assert editor_of(app).cursor_location == (3, 10)  # the cursor goes with it
    await app.do("editor.duplicate_row", "editor.row_down")
    await app.until(lambda: names(app) == ["Quill", "Ode", "Quill", "Marsh"], "the copy to move down")
    await app.do("editor.delete_row")
    await app.until(lambda: names(app) == ["Quill", "Ode", "Marsh"], "the copy to go")
    for _ in range(6):
        await app.do("history.undo")
    assert app.view.draft.text == text
    await at(app, 3, 20)
    await app.write("xyz")
    await app.until(lambda: "xyz" in app.view.draft.text, "what was typed")
    await app.do("history.undo")
    assert app.view.draft.text == text
    await app.do("editor.delete_row", "editor.delete_row")
    await app.until(lambda: len(names(app)) == 1, "two rows to go")
    await app.do("editor.delete_row")
    await app.hear("This is the only row.")
    assert len(names(app)) == 1
    assert editor_of(app).cursor_location == (3, 20)  # where one types on
    await app.do("editor.last", "editor.row_up")
    await app.hear("The cursor is not in a row.")
    await app.write("x")
    await app.do("editor.row_up")
    await app.hear("Fix it first")


async def a_letter_with_alt_is_no_letter(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload(json.dumps({"data": ROWS}, indent=2)))
    await at(app, 3, 20)
    before = app.view.draft.text
    await app.press("alt+q")
    assert editor_of(app).text == before


async def breaks_nothing_unasked(app: Session) -> None:
    """A quote in what is written is asked about, whether it goes to one place or to all."""
    before = app.view.draft.text
    await app.do("find.open")
    await app.paste("Feather", over=True)
    await app.do("find.replace")
    await app.paste('Fea"ther', over=True)
    await app.press("enter")
    await app.see('Write Fea\\"ther, as JSON has it within a text', "Back")
    await app.press("escape")
    assert app.view.draft.text == before
    await app.press("enter", "enter")
    await app.until(lambda: names(app)[1] == 'Fea"ther', "the quote to be escaped")
    await app.do("history.undo", "find.replace_all")
    await app.click('Write Fea"ther as it is')
    await app.see("line 7", pane="#payload")  # it is said at once that the payload can't be read
    await app.do("history.undo")
    await app.until(lambda: app.view.draft.text == before, "the text to be as it was")
    await app.press("escape")


async def words_are_replaced_one_after_the_other_or_everywhere_as_one_step(app: Session, payload: MakePayload) -> None:
    text = json.dumps({"data": [*ROWS, {"Last_Name": "ode an ode"}]}, indent=2) + "\n"
    await app.open_anew(payload(text))
    await app.do("find.open")
    await app.write("ode")
    await app.press("alt+q")  # writes no letter
    await app.see("1 of 3", "replace by", pane="#find")
    await app.do("find.replace")
    await app.paste("Ode to Ode")
    await app.press("enter")  # the first, and on to the next
    await app.see("3 of 4", pane="#find")
    assert names(app)[0] == "Ode to Ode"
    await app.do("find.replace_all")
    await app.see("4 replaced", pane="#find")
    new = "Ode to Ode"
    assert names(app) == [f"{new} to {new}", "Quill", "Marsh", f"{new} an {new}"]
    await app.do("history.undo")
    assert names(app) == [new, "Quill", "Marsh", "ode an ode"]
    await app.do("history.undo")
    assert app.view.draft.text == text
    await app.do("find.close")
    editor_of(app).move_cursor((6, 20))
    editor_of(app).move_cursor((6, 25), select=True)
    await app.do("editor.replace")  # what is marked is looked for
    await app.paste("Feather")
    await app.click("one", pane="#find")
    await app.until(lambda: names(app)[1] == "Feather", "the name to be replaced")
    await app.see("1 replaced", pane="#find")  # it was the only one
    await app.press("escape")
    await breaks_nothing_unasked(app)
    await app.do("pane.forecast", "find.open")
    await app.see("rows with", pane="#find")
    await app.see_no("replace by", pane="#find")


async def test_the_payload_is_edited_by_words_pairs_rows_and_replacing(payload: MakePayload) -> None:
    async with opened() as app:
        await brackets_and_quotes_close_themselves_lines_stand_in_and_the_border_says_where_the_cursor_is(app, payload)
        await rows_are_duplicated_moved_and_deleted_and_each_is_one_step(app, payload)
        await a_letter_with_alt_is_no_letter(app, payload)
        await words_are_replaced_one_after_the_other_or_everywhere_as_one_step(app, payload)
