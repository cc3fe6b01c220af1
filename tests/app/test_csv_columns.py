"""A CSV whose columns do not all say what they are: they are sent to fields first, by keys or by mouse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import WIDE, Session, opened, running
from tui.screens.dialogs.choices import Choices
from tui.screens.main import opening
from tui.screens.main.screen import MainScreen
from tui.session.case_options import CaseOptions
from tui.session.to_map import open_or_map

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakePayload
    from tests.app.driving import Session

pytestmark = pytest.mark.anyio

PEOPLE = 'Last Name;E-mail;Staff;Colour\nOde;ada@ink.example;12;red\n"[/x]";nobody;12,5;blue\n'


async def open_file(app: Session, file: Path) -> None:
    await app.do("payload.open")
    await app.paste(str(file), over=True)
    await app.press("enter")


def rows(app: Session) -> list[dict[str, object]]:
    body = json.loads(app.view.draft.text)
    return list(body["data"])


async def columns_are_sent_to_fields_by_keys_and_remembered_for_the_same_header(
    app: Session, payload: MakePayload
) -> None:
    file = payload(PEOPLE, "people.csv")
    before = app.view.draft
    await open_file(app, file)
    await app.see("columns of people.csv", "2 rows as Leads", "1 of 2", 'line 3: "nobody" is not an e-mail address')
    await app.see("1 field guessed by the nearest name · 2 columns left out", pane="#state")
    await app.press("escape")
    await app.until(lambda: len(app.app.screen_stack) == 1, "the dialog to go")
    assert app.view.draft == before

    await open_file(app, file)
    await app.see("columns of people.csv")
    await app.press("down")
    await app.do("columns.field")
    await app.see("Staff goes to")
    await app.paste("employees")
    await app.press("enter")
    await app.see("chosen", 'line 3: "12,5" is not a whole number')
    await app.press("up")
    await app.do("columns.leave_out")
    await app.see("2 columns left out", pane="#state")
    await app.do("columns.open")
    await app.until(lambda: app.view.file_name == "people.csv", "the file to be open")
    assert rows(app) == [
        {"Last_Name": "Ode", "No_of_Employees": 12},
        {"Last_Name": "[/x]", "No_of_Employees": "12,5"},
    ]

    await app.do("payload.columns")  # the columns of what is open, as they were sent
    await app.see("as before", "No_of_Employees")
    await app.press("end")
    await app.do("columns.field")
    await app.paste("first_name")
    await app.press("enter")
    await app.see("First_Name")
    await app.do("columns.open")
    await app.until(lambda: "First_Name" in rows(app)[0], "the colour as a name")
    await app.do("history.undo")
    await app.until(lambda: "First_Name" not in rows(app)[0], "that to be undone")
    await app.open_anew()
    await open_file(app, payload(PEOPLE.replace("Ode", "Ada"), "others.csv"))  # with the same header
    await app.see("columns of others.csv", "as before", "First_Name")


async def columns_are_sent_to_fields_by_mouse_in_another_module(app: Session) -> None:
    await app.open_anew()
    await app.do("pane.payload", "editor.all")
    await app.paste("Nachname,Abteilung,Farbe\nOde,Verse,a@ink.example\n")
    await app.see(
        "columns of the pasted text", "Every column is left out.", "No column goes to Last_Name: an insert needs it."
    )
    await app.click("F9 Open", pane="Keys")
    await app.click("F8 Module", pane="Keys")
    await app.see("Price_Books", pane="Choices")
    await app.click("Contacts", pane="Choices")
    await app.see("1 row as Contacts")
    for header, name in (("Nachname", "Last_Name"), ("Abteilung", "Department")):
        await app.click(header, pane="CsvColumns OptionList")
        await app.see(f"{header} goes to")
        await app.paste(name)
        await app.until(lambda: len(app.app.screen.query_one(Choices).options) == 1, "one field")
        await app.click(name, pane="Picker OptionList")
        await app.see_no(f"{header} goes to")
    await app.click("Farbe", pane="CsvColumns OptionList")
    await app.paste("Last_Name")
    await app.press("enter")
    await app.see("Two columns go to Last_Name. Choose another field for one, or leave it out.", pane="#state")
    await app.click("F9 Open", pane="Keys")
    assert len(app.app.screen_stack) == 2
    await app.click("d Leave out", pane="Keys")
    await app.see("1 column left out", pane="#state")
    await app.click("F9 Open", pane="Keys")
    await app.until(lambda: app.view.module.api_name == "Contacts", "Contacts")
    assert rows(app) == [{"Last_Name": "Ode", "Department": "Verse"}]
    await app.do("history.undo")
    await app.until(lambda: app.view.module.api_name == "Leads", "what was open before")


async def columns_that_all_say_what_they_are_open_at_once_and_a_line_names_the_key(
    app: Session, payload: MakePayload
) -> None:
    await app.open_anew()
    await open_file(app, payload("Last Name,Email\nOde,a@ink.example\n", "plain.csv"))
    await app.hear("Every column names a field of Leads. ctrl+] shows the columns.")
    assert rows(app) == [{"Last_Name": "Ode", "Email": "a@ink.example"}]
    await app.do("payload.columns")
    await app.see("columns of plain.csv", "label", "API name")
    await app.press("escape")
    await app.do("pane.payload")
    await app.write(" ")
    await app.do("payload.columns")
    await app.hear("Only a payload that was read from CSV has columns, until it is edited.")
    await app.do("history.undo")
    await open_file(app, payload("Last Name,Colour\n", "header.csv"))
    await app.hear("there is a header but no record below it")


async def test_what_the_app_was_started_on_tells_of_columns_that_name_no_field(payload: MakePayload) -> None:
    async with opened(payload("Last_Name,Colour\nOde,red\n", "people.csv"), module="Leads") as app:
        await app.hear("1 column of this CSV names no field of Leads. ctrl+] maps them.")
        assert rows(app) == [{"Last_Name": "Ode", "Colour": "red"}]


FOREIGN = "Nachname;Post;Farbe\nOde;ada@ink.example;red\n"


async def test_a_file_of_which_no_column_names_a_field_is_mapped_as_the_app_starts(payload: MakePayload) -> None:
    file = open_or_map(
        payload(FOREIGN, "leute.csv"), CaseOptions(assume=("match.several=newest",), check_fields=("Phone",))
    )
    assert file.to_map is not None
    async with running(file, size=(80, 24)) as app:
        await app.see("columns of leute.csv", "Nachname")
        await app.press("escape")
        await app.until(lambda: len(app.app.screen_stack) == 1, "the dialog to go")
        assert app.view.file_name == "new payload"
        await app.resize(*WIDE)
        assert isinstance(app.app.screen, MainScreen)
        app.app.screen.open_file(*file.to_map)  # as at the start
        await app.see("columns of leute.csv")
        await app.do("columns.field")
        await app.see("Nachname goes to")
        await app.paste("Last_Name")
        await app.press("enter")
        await app.see("chosen")
        await app.click("Open", pane="CsvColumns Keys")
        await app.until(lambda: app.view.file_name == "leute.csv", "the file to be open")
        assert rows(app)[0]["Last_Name"] == "Ode"
        assert json.loads(app.view.draft.text)["duplicate_check_fields"] == ["Phone"]
        assert app.view.draft.assumptions.chosen == {"match.several": "newest"}


async def a_long_file_is_counted_while_keys_are_heard(app: Session, payload: MakePayload) -> None:
    lines = "".join(f"Ode {number},x{number}@ink.example,{number}\n" for number in range(1_200))
    assert len(lines) > opening._LONG
    await app.open_anew()
    await open_file(app, payload("Last Name,E-mail,Staff\n" + lines, "long.csv"))
    await app.see("1,200 rows as Leads", "1,200 of 1,200")
    await app.do("columns.leave_out")
    await app.see("× left out")
    await app.press("escape")
    assert app.view.file_name != "long.csv"


async def test_columns_are_sent_by_keys_by_mouse_or_open_at_once_and_long_files_are_counted(
    payload: MakePayload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_LONG", 30_000)
    async with opened(size=(80, 24)) as app:
        await columns_are_sent_to_fields_by_keys_and_remembered_for_the_same_header(app, payload)
        await app.press("escape")
        await app.resize(*WIDE)
        await columns_are_sent_to_fields_by_mouse_in_another_module(app)
        await columns_that_all_say_what_they_are_open_at_once_and_a_line_names_the_key(app, payload)
        await a_long_file_is_counted_while_keys_are_heard(app, payload)
