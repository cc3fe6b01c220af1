"""The records screen by keyboard and mouse: searching, one record, what reaches it, twins, fields, what-ifs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened, running
from tests.cli.helpers import DEMO
from tui.screens.main.screen import MainScreen
from tui.session.case import CaseOptions, open_file

if TYPE_CHECKING:
    from pathlib import Path

MINA, LUCY = "4001000000012358", "4001000000012371"

pytestmark = pytest.mark.anyio


def told(app: Session) -> str:
    """What the line at the bottom says."""
    return app.told(".said")


async def at_mina(app: Session) -> None:
    """Open the records from the forecast, and go to a record whose phone another one has."""
    await app.do("pane.forecast")
    await app.press("b", "slash")
    await app.write("mina")
    await app.see("1 of 48 match, in any writing")
    await app.press("enter", "slash")
    await app.paste("", over=True)
    await app.press("enter")
    await app.see(f"{MINA} Mina Harker", pane="#record")


async def test_the_screen_opens_at_what_the_selected_row_meets_and_goes_back_to_a_row() -> None:
    async with opened() as app:
        await app.do("pane.forecast")
        await app.press("down", "b")
        await app.see(f"{LUCY} Lucy Westen", "Hit by 1 row", "Twins 1", "48 records")
        await app.press("right")
        await app.see("Row 2 updates it by Email.", pane="#record")
        await app.press("enter", "down", "enter")
        await app.see("F4 forecast")
        assert app.focus_is_in("#forecast")


async def test_a_search_finds_in_any_writing_and_escape_goes_back_step_by_step() -> None:
    async with opened() as app:
        await app.do("pane.fields")
        await app.press("b", "slash")
        await app.write("(020) 7946-0101")
        await app.see("2 of 48 match, in any writing", "Mina Harker", "Lucy Westen")
        await app.write("9")
        await app.see("0 of 48 match", "No record matches. Esc clears the search.")
        await app.press("escape", "slash")
        contact, said = "4003000000020000", "is a record of Contacts: ⏎ shows it."
        await app.paste(f"https://crm.zoho.com/crm/org1/tab/Contacts/{contact}", over=True)
        await app.see(f"{contact} {said}")
        await app.press("enter")
        await app.see("Contacts · m another module", f"{contact} Ada Byron")
        await app.press("escape")
        await app.see("Leads · m another module")
        await app.click(contact, ".said")
        await app.see("Contacts · m another module", f"{contact} Ada Byron")
        await app.press("escape")
        await app.press("escape", "slash")
        await app.paste(f'"{MINA}"', over=True)
        await app.see("1 of 48 match", "Mina Harker")
        assert app.missing([said])
        await app.press("escape")
        await app.see("48 records")
        await app.press("escape")
        await app.see("F4 forecast")


async def test_a_value_that_others_hold_leads_to_them_and_escape_back() -> None:
    async with opened() as app:
        await at_mina(app)
        await app.see("2 records hold it", pane="#record")
        await app.click("2 records hold it", pane="#record")
        await app.see("2 of 48 hold this value", "Lucy Westen")
        await app.press("escape")
        await app.see("48 records", MINA)


async def test_other_orders_and_twins_are_told_and_lead_on() -> None:
    async with opened() as app:
        await at_mina(app)
        await app.click("Hit by 1 row", pane="#record")
        await app.see(
            "By the order: row 2 updates it by Phone only while Email is not checked or Phone stands before Email.",
            pane="#record",
        )
        await app.click("Twins 1", pane="#record")
        await app.see("1 with the same value", pane="#record")
        await app.click(f"{LUCY} Lucy Westen", pane="#record")
        await app.see(f"{MINA} Mina Harker", pane="#record")  # now the twin of the one that was the twin


async def test_the_twins_of_the_module_stand_in_groups() -> None:
    async with opened() as app:
        await app.do("pane.fields")
        await app.press("b")
        await app.see("twins by Email: 2 · by Email in other writing: 2")
        await app.press("t")
        await app.see("6 groups of twins", 'Email "desk@lanternworks.example" 3 records')
        await app.press("slash")
        await app.write("marta")
        await app.see("1 group of twins", "2 records in other writing")
        await app.press("escape", "escape")
        await app.see_no("groups of twins")


async def test_columns_sort_by_key_and_by_click() -> None:
    async with opened() as app:
        await app.do("pane.fields")
        await app.press("b", "s", "s")
        await app.see("Email ▴", "ada.byron@engine")
        first = app.lines("RecordTable")[1]
        await app.click("Email ▴", pane="RecordTable")
        await app.see("Email ▾")
        assert app.lines("RecordTable")[1] != first
        await app.press("S")
        await app.see("Email ▴")
        assert app.lines("RecordTable")[1] == first


async def test_a_record_becomes_a_row_in_one_step_and_undo_takes_it_back() -> None:
    async with opened() as app:
        text = app.view.draft.text
        await at_mina(app)
        await app.press("p")
        await app.until(lambda: app.view.request is not None and len(app.view.request.rows) == 9, "a ninth row")
        assert app.view.request is not None
        assert "id" not in app.view.request.rows[-1]
        assert app.view.request.rows[-1]["Email"] == "mina@whitby.example"
        assert "Row 9 holds" in told(app)
        await app.see("Hit by 2 rows")
        await app.do("history.undo")
        assert app.view.draft.text == text
        await app.see("Hit by 1 row")
        await app.press("m")
        await app.write("contacts")
        await app.press("enter")
        await app.see("Contacts · m another module")
        await app.press("p")
        assert "The payload is for Leads. Switch its module to Contacts first." in told(app)
        assert app.view.draft.text == text


async def test_a_field_is_tried_as_unique_is_marked_and_taken_back() -> None:
    before = {file: file.read_bytes() for file in (DEMO / "fields").iterdir()}
    async with opened() as app:
        await at_mina(app)
        await app.press("u")
        assert "Choose a field here" in told(app)
        await app.press("home")
        await app.press("u")
        assert "Owner can't be unique" in told(app)
        await app.press("down", "u")
        assert "A module has at most 2 unique fields, here Phone and Mobile: untick one first." in told(app)
        await app.click("Mobile", pane="#record")
        await app.press("u")
        await app.see("not unique (tried)", pane="#record")
        await app.click("Company", pane="#record")
        await app.press("u")
        await app.see("unique (tried)", "Company tried as unique")
        assert app.view.module.tried == ("Company", "Mobile")
        await app.press("escape", "escape")
        await app.see("unique (tried)", pane="#fields")
        await app.see("Company is tried as unique", pane="#banner")
        await app.do("history.undo", "history.undo")
        assert not app.view.module.tried
        await app.see_no("(tried)")
    assert {file: file.read_bytes() for file in (DEMO / "fields").iterdir()} == before


async def test_ids_and_names_are_copied_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as app:
        copied: list[str] = []
        monkeypatch.setattr(app.app, "copy_to_clipboard", copied.append)
        await at_mina(app)
        await app.press("c", "left", "enter", "down", "c", "y")
        assert copied[:2] == [MINA, "Company"]
        assert "Lead_Status" in copied[2]


async def test_a_click_on_an_id_of_the_main_screen_opens_its_record() -> None:
    async with opened() as app:
        await app.do("pane.forecast")
        await app.press("down")
        await app.click(LUCY, pane="#detail")
        await app.see(f"{LUCY} Lucy Westen", pane="#record")
        await app.press("escape")
        await app.click("Lucy Westen", pane="#forecast")
        await app.see(f"{LUCY} Lucy Westen", pane="#record")
        await app.press("escape")
        await app.click("Tom Pinch", pane="#forecast")  # the first click on a row only selects it
        await app.see_row(3, "Tom Pinch")
        await app.see("F5 row 3")


async def test_a_lookup_leads_into_its_module_and_back() -> None:
    async with opened(module="Contacts") as app:
        await app.do("pane.fields")
        await app.press("b")
        await app.click("→", pane="#record")
        await app.see("Vendors · m another module")
        await app.press("escape")
        await app.see("Contacts · m another module")


async def test_an_id_that_no_record_has_is_named_with_those_that_are_near() -> None:
    async with opened() as app:
        screen = app.app.screen
        assert isinstance(screen, MainScreen)
        screen.open_record("4001000000012385")
        await app.see("No record of Leads here has the id 4001000000012385; near it: 4001000000012358 (two digits are")
        await app.press("escape")
        await app.see("F4 forecast")


async def test_it_works_at_every_size() -> None:
    async with opened() as app:
        for size in [(80, 24), (120, 40), (200, 60)]:
            async with app.at_size(*size):
                await app.do("pane.forecast")
                await app.press("home", "down", "b")
                await app.see("Lucy Westen")
                await app.press("enter")
                await app.see("lucy@whitby.example", pane="#record")
                for _ in range(4):
                    await app.press("right")
                await app.press("escape")
                assert app.focus_is_in("RecordTable")
                await app.press("escape")
                assert app.focus_is_in("#forecast")


async def test_a_module_without_records_and_hostile_values_are_shown(tmp_path: Path) -> None:
    (tmp_path / "fields").mkdir()
    (tmp_path / "records").mkdir()
    fields = [{"api_name": f"F{n}", "data_type": "text", "field_label": "[/x] \x1b[31m"} for n in range(300)]
    fields += [{"api_name": "Last_Name", "data_type": "text"}, {"api_name": "Email", "data_type": "email"}]
    (tmp_path / "fields" / "Leads.json").write_text(json.dumps({"fields": fields}))
    (tmp_path / "fields" / "Contacts.json").write_text(json.dumps({"fields": fields}))
    record = {"id": "1", "Last_Name": "[/x] \x1b[31mred\u202e", "Rows": [{"id": "9", "Note": "a\nb"}], "$x": None}
    record |= {f"F{n}": f"[@click=app.quit]{n}\t" * 9 for n in range(300)}
    (tmp_path / "records" / "Leads.json").write_text(json.dumps({"data": [record, {"id": "\x00"}]}))
    (tmp_path / "p.json").write_text('{"data": [{"Last_Name": "Ode"}]}')
    file = open_file(tmp_path / "p.json", CaseOptions(data=tmp_path, module="Leads"))
    async with running(file, size=(80, 24)) as app:
        await app.do("pane.fields")
        await app.press("b", "enter")
        for _ in range(4):
            app.harmless()
            await app.press("end", "right")
        await app.press("escape", "m")
        await app.write("contacts")
        await app.press("enter")
        await app.see("The data set has no records of this module.")
        await app.press("enter", "t", "c", "p", "right", "right", "right", "escape")
        await app.see("Contacts")


async def test_only_what_was_looked_up_is_said_to_be_here(tmp_path: Path) -> None:
    (tmp_path / "fields").mkdir()
    fields = [{"api_name": "Last_Name", "data_type": "text"}, {"api_name": "Email", "data_type": "email"}]
    (tmp_path / "fields" / "Leads.json").write_text(json.dumps({"fields": fields}))
    (tmp_path / "dataset.toml").write_text('covers = "partial"\n')
    (tmp_path / "p.json").write_text('{"data": [{"Last_Name": "Ode"}]}')
    file = open_file(tmp_path / "p.json", CaseOptions(data=tmp_path, module="Leads"))
    async with running(file) as app:
        await app.do("pane.fields")
        await app.press("b")
        await app.see(
            "Nothing of this module was looked up.", "Only what was looked up is here; the org may hold more."
        )
