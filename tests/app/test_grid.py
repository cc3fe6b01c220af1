"""The payload as a grid, by keyboard and by mouse."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from textual import events

from tests.app.driving import SIZES, WIDE, key_of, opened
from tui.screens.grid.menu import GridMenu
from tui.screens.main.screen import MainScreen
from tui.widgets.forecast_table import ForecastTable
from tui.widgets.grid import GridTable
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload
    from tests.app.driving import Session

pytestmark = pytest.mark.anyio

TEXT = """{
  "data": [
    {"Last_Name": "Ode",   "Email": "ode@ink.example", "Company": null},
    {"Email": "no mail", "Lead_Source": "Wbe", "Company": "null"},
    {"Last_Name": "Nib", "Email_Opt_Out": true}
  ]
}
"""


def grid_of(app: Session) -> GridTable:
    grid = app.widget("#grid")
    assert isinstance(grid, GridTable)
    return grid


async def at(app: Session, row: int, name: str) -> None:
    """Put the cursor on a cell (the row from 1)."""
    grid = grid_of(app)
    await app.until(lambda: grid.has_focus, "the grid to have the focus: before that it follows the table")
    await app.settle()
    grid.select(row - 1, name)
    await app.settle()
    assert (grid.row, grid.name_here) == (row - 1, name)


async def a_key_turns_the_text_into_a_grid_and_back(app: Session) -> None:
    for size in SIZES:
        async with app.at_size(*size):
            await app.do("pane.payload", "payload.grid")
            await app.see("#", "outcome", "Last_Name*", "Email●", "+ field", "+ row", pane="#grid")
            await app.see("1 + INSERT", "Ode", "! no mail", pane="#grid")
            assert app.focus_is_in("#grid")
            await at(app, 2, "Email")
            await app.see("Email is", "1 of", pane="#grid")
            if size[0] >= 120:
                table = app.widget("#forecast")
                assert isinstance(table, ForecastTable)
                assert table.selected == 1
            await at(app, 3, "Email_Opt_Out")  # the last column; its name stands there whole
            await app.see("Email_Opt_Out", "+ field", pane="#grid")
            await at(app, 2, "Email")
            app.harmless()
            await at(app, 1, "Last_Name")  # where the next size begins
            await app.do("payload.grid")
            await app.see('"Email": "no mail"', "Text │ Grid", pane="#payload")
            assert app.focus_is_in("#payload")
            assert app.view.draft.text == TEXT


async def test_the_text_becomes_a_grid_whose_cells_rows_and_blocks_are_edited_by_keys_and_by_mouse(
    payload: MakePayload,
) -> None:
    async with opened(payload(TEXT)) as app:
        await a_key_turns_the_text_into_a_grid_and_back(app)
        await app.resize(*WIDE)
        await app.do("payload.grid")
        async with app.part("typing edits a cell in the text, and undo takes it back"):
            await typing_edits_a_cell(app)
            await app.do("history.undo", "history.undo")
        async with app.part("each type is edited in its own way"):
            await each_type_is_edited(app)
            await app.do("history.undo", "history.undo", "history.undo", "history.undo")
        async with app.part("rows are added, copied, moved and deleted from the menu"):
            await rows_are_edited(app)
        async with app.part("a block is pasted, and what does not fit changes nothing"):
            await blocks_are_pasted(app)
        async with app.part("the problems are those of the text, with the same fix"):
            await at(app, 1, "Last_Name")
            await problems_are_those_of_the_text(app)
        async with app.part("a date is chosen from its readings or as today, by key and by mouse"):
            await a_date_is_chosen(app)
            await app.do("history.undo", "history.undo", "history.undo")
        await what_is_copied_is_pasted(app)
        await app.open_anew()
        await a_text_that_cannot_be_read_has_no_grid(app)
        await the_mouse_chooses_edits_and_adds(app)
        await csv_becomes_json_with_the_first_edit_and_a_payload_takes_the_place_of_all(app, payload)


async def typing_edits_a_cell(app: Session) -> None:
    """Two edits are left to be undone."""
    await at(app, 2, "Email")
    await app.press_at_once(*"nib")
    await app.write("@x.example")
    await app.see("Email of row 2", '"nib@x.example"', "13 of 100 characters")
    await app.press("enter")
    edited = TEXT.replace("no mail", "nib@x.example")
    await app.until(lambda: app.view.draft.text == edited, "the edit")
    assert grid_of(app).row == 2  # as in a spreadsheet
    await app.press_at_once("up", "up", "down", "up")  # the table follows, and the two come to rest
    table = app.widget("#forecast")
    assert isinstance(table, ForecastTable)
    assert (grid_of(app).row, table.selected) == (0, 0)
    await app.do("history.undo")
    assert app.view.draft.text == TEXT
    await app.see("! no mail", pane="#grid")
    await app.do("history.redo")
    assert app.view.draft.text == edited
    await at(app, 1, "Email")
    await app.press_at_once("down", "x", "y", "left", "z", "enter")  # before the dialog for the cell is there
    await app.until(lambda: app.view.draft.text == TEXT.replace("no mail", "xzy"), "the edit")


async def each_type_is_edited(app: Session) -> None:
    """Four edits are left to be undone."""
    await at(app, 2, "Lead_Source")
    await app.do("grid.edit")
    await app.see("Lead_Source of row 2", '"Wbe"', "as it is", "Advertisement", "leave the key out")
    await app.press("enter")  # what is marked first is what stands there
    assert app.view.draft.text == TEXT
    await app.do("grid.edit")
    await app.write("trade")
    await app.press("enter")
    await app.until(lambda: '"Lead_Source": "Trade Show"' in app.view.draft.text, "the choice")
    await at(app, 3, "Email_Opt_Out")
    await app.do("grid.edit")
    assert '"Email_Opt_Out": false' in app.view.draft.text
    await at(app, 1, "Company")
    await app.see("null", pane="#grid")
    await app.do("grid.leave_out")
    assert '"Email": "ode@ink.example"}' in app.view.draft.text
    await app.do("grid.null")
    assert '"Company": null}' in app.view.draft.text
    await app.do("grid.edit")
    await app.press("enter")  # nothing was typed: it stays
    assert '"Company": null}' in app.view.draft.text


async def menu_of_cell(app: Session) -> None:
    """Open it, from a grid that has the focus again."""
    await app.until(
        lambda: isinstance(app.app.screen, MainScreen) and app.focus_is_in("#grid"), "the grid to come back"
    )
    await app.do("grid.menu")
    await app.until(lambda: isinstance(app.app.screen, GridMenu) and app.app.focused, "the menu to have the focus")


async def rows_are_edited(app: Session) -> None:
    """From the menu of a cell, and by its keys."""

    def names() -> list[object]:
        return [row.get("Last_Name") for row in json.loads(app.view.draft.text)["data"]]

    await at(app, 1, "Last_Name")
    await app.press_at_once("ctrl+down", "ctrl+down", "ctrl+up")  # faster than they are painted
    assert names() == [None, "Ode", "Nib"]
    assert grid_of(app).row == 1
    await app.press("ctrl+up")
    await menu_of_cell(app)
    await app.see("Duplicate", "Fill down", "Add column")
    await app.press("d")
    assert names() == ["Ode", "Ode", None, "Nib"]
    await app.do("grid.add_row")
    assert names() == ["Ode", None, "Ode", None, "Nib"]
    await at(app, 4, "Last_Name")
    await app.press("shift+up")
    await menu_of_cell(app)
    await app.press("K")
    assert names() == ["Ode", "Ode", None, None, "Nib"]
    await at(app, 2, "Last_Name")
    await app.press("shift+down", "shift+down")
    await menu_of_cell(app)
    await app.click("Fill down")
    await app.until(lambda: names() == ["Ode", "Ode", "Ode", "Ode", "Nib"], "the cells to be filled")
    await menu_of_cell(app)
    await app.press("x")
    await app.until(lambda: names() == ["Ode", "Nib"], "the marked rows to go")
    await app.press_at_once(*[key_of("history.undo")] * 9)
    await app.until(lambda: app.view.draft.text == TEXT, "all nine edits to be undone")


async def blocks_are_pasted(app: Session) -> None:
    """With and without a line of names, and larger than what is there."""
    await at(app, 2, "Email")
    await app.paste("a@x.example\tInk\r\nb@x.example\t\r\n")
    data = json.loads(app.view.draft.text)["data"]
    assert [row.get("Email") for row in data] == ["ode@ink.example", "a@x.example", "b@x.example"]
    assert [row.get("Company") for row in data] == [None, "Ink", None]
    await app.do("history.undo")
    assert app.view.draft.text == TEXT
    await at(app, 3, "Email")
    await app.paste("\t".join("abcdefgh"))
    await app.hear("Nothing was pasted.")
    assert app.view.draft.text == TEXT
    await app.paste("x\ny\n")
    await app.see("Paste, and add 1 row")
    await app.press("escape")
    assert app.view.draft.text == TEXT
    await app.paste("Phone\tLast Name\n555\tQuill\n556\tInk")
    await app.see("The first line names Phone and Last_Name.", "from row 3 on; adds 1 row and 1 colu")
    await app.press("enter")
    assert [row.get("Last_Name") for row in json.loads(app.view.draft.text)["data"]] == [
        "Ode",
        None,
        "Quill",
        "Ink",
    ]
    await app.do("history.undo")
    assert app.view.draft.text == TEXT


async def problems_are_those_of_the_text(app: Session) -> None:
    """From the first cell."""
    await app.do("problem.next")
    assert (grid_of(app).row, grid_of(app).name_here) == (1, "Email")
    await app.do("problem.list")
    await app.see("problems:", "Email is", "Fix: ")
    await app.press("enter")
    assert app.focus_is_in("#grid")
    await app.do("find.open")
    await app.write("nib")
    await app.see("1 of 1", pane="#find")
    await app.press("escape")
    assert (grid_of(app).row, grid_of(app).name_here) == (2, "Last_Name")


def open_other(app: Session, text: str) -> None:
    """Another payload, in the grid that is open."""
    main = app.app.screen
    assert isinstance(main, MainScreen)
    main.open_text(text, "Leads", "other.json")


async def a_date_is_chosen(app: Session) -> None:
    """Of another payload; two edits are left to be undone."""
    open_other(app, json.dumps({"data": [{"Last_Name": "Ode", "First_Contact_On": "3.4.2026"}, {"Last_Name": "Nib"}]}))

    def first_contact(row: int) -> object:
        return json.loads(app.view.draft.text)["data"][row].get("First_Contact_On")

    await at(app, 1, "First_Contact_On")
    await app.do("grid.edit")
    await app.see("First_Contact_On of row 1", '"2026-04-03"', "read from 3.4.2026", "YYYY-MM-DD")
    await app.click('"2026-04-03"', pane="Choices")
    await app.until(lambda: first_contact(0) == "2026-04-03", "the reading")
    await at(app, 2, "First_Contact_On")
    await app.do("grid.edit")
    await app.see("First_Contact_On of row 2", "today", "leave the key out")
    await app.press("escape")
    assert first_contact(1) is None
    await app.do("grid.edit")
    await app.write("tod")
    await app.see("today", pane="Choices")
    await app.press("down")
    before = datetime.now().astimezone().date().isoformat()
    await app.press("enter")
    await app.until(lambda: first_contact(1) is not None, "the day")
    assert first_contact(1) in (before, datetime.now().astimezone().date().isoformat())


async def what_is_copied_is_pasted(app: Session) -> None:
    """As it was written, in another payload."""
    open_other(app, '{"data": [{"Last_Name": "\\u00d6de", "Company": null}, {"Last_Name": "x"}]}')
    await at(app, 1, "Last_Name")
    await app.press("shift+right")
    await app.do("grid.copy")
    assert app.app.clipboard == "Öde\t"
    await at(app, 2, "Last_Name")
    await app.do("grid.paste")
    assert app.view.draft.text.endswith('{"Last_Name": "\\u00d6de", "Company": null}]}')
    await app.press("j", "k")
    await app.see('"jk"', pane="Choices")  # no letter is a key of the list


async def a_text_that_cannot_be_read_has_no_grid(app: Session) -> None:
    """It says so, and leads back."""
    await app.do("pane.payload", "editor.last")
    await app.write("x")
    await app.do("payload.grid")
    await app.see("line 8, column 1", "There is no grid of what can't be read.", pane="#grid")
    await app.press("enter")
    await app.until(lambda: app.focus_is_in("#payload"), "the text")
    await app.do("history.undo", "payload.grid")
    await app.see("Ode", pane="#grid")
    await app.do("payload.grid")


async def the_mouse_chooses_edits_and_adds(app: Session) -> None:
    """From the text, to a grid with a further row."""
    await app.click("F3 payload", pane="#payload")
    await app.click("Grid", pane="#payload")
    await app.click("Ode", pane="#grid")
    assert (grid_of(app).row, grid_of(app).name_here) == (0, "Last_Name")
    await app.click("Ode", pane="#grid")
    await app.see("Last_Name of row 1")
    await app.press("escape")
    await app.see("Nib", pane="#grid")
    place = app.place_of("Nib", "#grid")
    await app.mouse(events.MouseDown, place, 3)
    await app.mouse(events.MouseUp, place, 3)
    await app.see("Last_Name, row 3", "Duplicate")
    await app.press("escape")
    await app.click("+ field", pane="#grid")
    await app.see("add a column", "Industry")
    await app.write("Industry")
    await app.press("enter")
    await app.see("Industry", pane="#grid")
    assert app.view.draft.text == TEXT
    await app.click("+ row", pane="#grid")
    await app.until(lambda: len(json.loads(app.view.draft.text)["data"]) == 4, "a row")


async def test_lookups_multi_selects_and_subforms_are_edited_as_what_they_are(payload: MakePayload) -> None:
    text = json.dumps({"data": [{"Name": "Press", "Customer": None, "Features": ["Odd"], "Repairs": [{"a": 1}]}]})
    async with opened(payload(text), module="Machines") as app:
        row: dict[str, object] = {}

        def is_now(**values: object) -> bool:
            row.update(json.loads(app.view.draft.text)["data"][0])
            return all(row.get(name) == value for name, value in values.items())

        await app.do("payload.grid")
        await app.see("[1 entry]", pane="#grid")
        await at(app, 1, "Customer")
        await app.do("grid.edit")
        await app.see("Customer of row 1: a record of Accounts", "24 records")
        name = str(app.explorer.data_set.records("Accounts").page(0, 1)[0]["Account_Name"])
        await app.write(name.lower()[:6])
        await app.see(name, pane="Choices")
        await app.press("enter")
        held = app.explorer.data_set.records("Accounts").page(0, 1)[0]["id"]
        await app.until(lambda: is_now(Customer={"id": held}), "the lookup")
        await app.press("4")
        await app.write("00999999999999999")
        await app.see("no record here has this id", pane="Choices")
        await app.press("enter")
        await app.until(lambda: is_now(Customer={"id": "400999999999999999"}), "the id")
        await at(app, 1, "Features")
        await app.do("grid.edit")
        await app.see("Features of row 1", "□", "■ Odd  not in the pick list", "replace what the record has")
        await app.do("multi_select.tick", "multi_select.append")
        await app.see("are added to what the record has", pane="#append")
        await app.do("multi_select.take")
        first = app.view.module.by_name["Features"].choices[0].actual
        await app.until(lambda: is_now(Features=[first, "Odd"], **{"$append_values": {"Features": True}}), "the ticks")
        await app.see(f"+ {first}; Odd", pane="#grid")
        assert "$append_values" not in app.text("#grid")
        await app.do("grid.edit")
        await app.see("are added to what the record has", pane="#append")
        await app.do("multi_select.append", "multi_select.take")
        await app.until(lambda: "$append_values" not in json.loads(app.view.draft.text)["data"][0], "it to be replaced")
        await at(app, 1, "Repairs")
        await app.do("grid.edit")
        await app.until(lambda: app.focus_is_in("#payload"), "the text")
        await app.hear("Repairs is edited in the text.")
        editor = app.widget("#payload")
        assert isinstance(editor, PayloadEditor)
        line, column = editor.cursor_location
        assert editor.document[line][column:].startswith('"Repairs"')


async def csv_becomes_json_with_the_first_edit_and_a_payload_takes_the_place_of_all(
    app: Session, payload: MakePayload
) -> None:
    await app.open_anew(payload("Last Name,Email\nOde,x\n", "own.csv"))
    await app.do("payload.grid")
    assert app.view.draft.source is not None
    await at(app, 1, "Email")
    await app.do("grid.leave_out")
    assert json.loads(app.view.draft.text)["data"] == [{"Last_Name": "Ode"}]
    assert app.view.draft.source is None
    await app.do("history.undo")
    assert app.view.draft.source is not None
    await app.paste('{"data": [{"Last_Name": "Nib"}]}')
    await app.see("Nib", pane="#grid")
    assert app.view.draft.text == '{"data": [{"Last_Name": "Nib"}]}'
