"""The records screen by keyboard and mouse: searching, one record, what reaches it, twins, fields, what-ifs."""

from __future__ import annotations

import json
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import WIDE, Session, opened, running
from tui.dataset import loading
from tui.screens.main.screen import MainScreen
from tui.session.case import open_file
from tui.session.case_options import CaseOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINA, LUCY = "4001000000012358", "4001000000012371"

pytestmark = pytest.mark.anyio


def told(app: Session) -> str:
    """What the line at the bottom says."""
    return app.told(".said")


async def to_mina(app: Session) -> None:
    """In the list, go to a record whose phone another one has."""
    await app.press("slash")
    await app.paste("mina")
    await app.see("1 of 48 match, however it is written", pane="#records-count")
    await app.press("enter", "slash")
    await app.paste("", over=True)
    await app.press("enter")
    await app.see(f"{MINA} Mina Harker", pane="#record")


async def test_records_are_gone_to_searched_copied_and_become_rows() -> None:
    async with opened() as app:
        await app.do("pane.forecast")
        async with app.part("a click on an id or a name opens its record"):
            await app.press("down")
            await app.click(LUCY, pane="#detail")
            await app.see(f"{LUCY} Lucy Westen", pane="#record")
            await app.press("escape")
            await app.click("Lucy Westen", pane="#forecast")
            await app.see(f"{LUCY} Lucy Westen", pane="#record")
            await app.press("escape")
            await app.click("Tom Pinch", pane="#forecast")  # the first click on a row only selects it
            await app.see_row(3, "Tom Pinch")
            await app.see("F5 row 3", pane="#detail")
        async with app.part("an id that no record has is named with those that are near"):
            screen = app.app.screen
            assert isinstance(screen, MainScreen)
            screen.open_record("4001000000012385")
            near = "No record of Leads here has the id 4001000000012385; near it: 4001000000012358 (two digits are"
            await app.see(near)
            await app.press("escape")
            await app.see("F4 forecast", pane="#forecast")
        async with app.part("the key opens what the selected row meets, where another row can be gone to"):
            await app.press("up", "b")
            await app.see(f"{LUCY} Lucy Westen", "Hit by 1 row", "Twins 1", "48 records")
            await app.press("right")
            await app.see("Row 2 updates it by Email.", pane="#record")
            await app.press("enter", "down", "enter")
            await app.see("F4 forecast", pane="#forecast")
            assert app.focus_is_in("#forecast")
        await app.press("home", "down", "b")
        for size in [(80, 24), (120, 40), (200, 60)]:
            async with app.at_size(*size):
                await app.see("Lucy Westen", pane="RecordTable")
                await app.press("enter")
                await app.see("lucy@whitby.example", pane="#record")
                await app.press(*["right"] * 4)
                await app.press("escape")
                assert app.focus_is_in("RecordTable")
        await app.press("escape")
        assert app.focus_is_in("#forecast")
        await app.resize(*WIDE)
        await the_list_is_searched_in_any_writing_sorted_and_put_into_groups_of_twins(app)
        await a_record_leads_on_is_copied_and_becomes_a_row(app)


async def the_list_is_searched_in_any_writing_sorted_and_put_into_groups_of_twins(app: Session) -> None:
    await app.do("pane.fields")
    await app.press("b")
    async with app.part("columns are sorted by, with a key and with a click"):
        await app.press("s", "s")
        await app.see("Email ▴", "ada.byron@engine", pane="RecordTable")
        first = app.lines("RecordTable")[1]
        await app.click("Email ▴", pane="RecordTable")
        await app.see("Email ▾", pane="RecordTable")
        assert app.lines("RecordTable")[1] != first
        await app.press("S")
        await app.see("Email ▴", pane="RecordTable")
        assert app.lines("RecordTable")[1] == first
    async with app.part("the twins of the module stand in groups"):
        await app.see("twins by Email: 2 · by Email written differently: 2")
        await app.press("t")
        await app.see("6 groups of twins", 'Email "desk@lanternworks.example" 3 records')
        await app.press("slash")
        await app.paste("marta")
        await app.see("1 group of twins", "2 records written differently")
        await app.press("escape", "escape")
        await app.see_no("groups of twins")
    async with app.part("a search finds in any writing, and an id elsewhere; escape goes back step by step"):
        await app.press("slash")
        await app.paste("(020) 7946-0101")
        await app.see("2 of 48 match, however it is written", "Mina Harker", "Lucy Westen")
        await app.write("9")
        await app.see("0 of 48 match", "No record matches. Esc clears the search.")
        await app.press("escape", "slash")
        await an_id_is_searched(app)
        await app.press("escape")
        await app.see("48 records", pane="#records-count")
    await app.press("escape")
    await app.see("F4 forecast", pane="#forecast")


async def an_id_is_searched(app: Session) -> None:
    """From the line for the search: an id of another module leads there, one of this module finds its record."""
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


async def a_record_leads_on_is_copied_and_becomes_a_row(app: Session) -> None:
    await app.open_anew()
    await app.do("pane.forecast")
    await app.press("b")
    await to_mina(app)
    async with app.part("ids and names are copied in full"):
        await app.press("c")
        assert app.app.clipboard == MINA
        await app.press("left", "enter", "down", "c")
        assert app.app.clipboard == "Company"
        await app.press("y")
        assert "Lead_Status" in app.app.clipboard
        await app.press("right", "escape")
    async with app.part("a value that others hold leads to them, and escape back"):
        await app.click("2 records hold it", pane="#record")
        await app.see("2 of 48 hold this value", "Lucy Westen")
        await app.press("escape")
        await app.see("48 records", MINA)
    async with app.part("it becomes a row in one step, and undo takes it back"):
        await becomes_a_row(app)
    async with app.part("other orders and twins are told, and lead on"):
        await app.click("Hit by 1 row", pane="#record")
        await app.see(
            "By the order: row 2 updates it by Phone only while Email is not checked or Phone comes before Email.",
            pane="#record",
        )
        await app.click("Twins 1", pane="#record")
        await app.see("1 with the same value", pane="#record")
        await app.click(f"{LUCY} Lucy Westen", pane="#record")
        await app.see(f"{MINA} Mina Harker", pane="#record")  # now the twin of the one that was the twin
    async with app.part("another module has no way into this payload; a lookup leads into its module and back"):
        await contacts_are_looked_at(app)
        await app.press("escape", "escape")
        await app.see("Leads · m another module")
    await a_field_is_tried(app)


async def becomes_a_row(app: Session) -> None:
    """From the list: one step into the payload, and one back."""
    text = app.view.draft.text
    await app.see("Hit by 1 row", pane="#record")
    await app.press("p")
    await app.until(lambda: app.view.request is not None and len(app.view.request.rows) == 9, "a ninth row")
    assert app.view.request is not None
    assert "id" not in app.view.request.rows[-1]
    assert app.view.request.rows[-1]["Email"] == "mina@whitby.example"
    assert "Row 9 holds" in told(app)
    await app.see("Hit by 2 rows", pane="#record")
    await app.do("history.undo")
    assert app.view.draft.text == text
    await app.see("Hit by 1 row", pane="#record")


async def a_field_is_tried(app: Session) -> None:
    """From the list, to the main screen."""
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
    await app.see("unique (tried)", pane="#record")
    assert "Company tried as unique" in told(app)
    assert app.view.module.tried == ("Company", "Mobile")
    await app.press("escape", "escape")
    await app.see("unique (tried)", pane="#fields")
    await app.see("Company is tried as unique", pane="#banner")
    await app.do("history.undo", "history.undo")
    assert not app.view.module.tried
    await app.see_no("(tried)", pane="#fields")
    assert not app.widget("#banner").display


async def contacts_are_looked_at(app: Session) -> None:
    """From the list of Leads: the Contacts, of which one leads to a vendor."""
    text = app.view.draft.text
    await app.press("m")
    await app.write("contacts")
    await app.press("enter")
    await app.see("Contacts · m another module")
    await app.press("p")
    assert "The payload is for Leads. Switch its module to Contacts first." in told(app)
    assert app.view.draft.text == text
    await app.press("left", "left")
    await app.click("→", pane="#record")
    await app.see("Vendors · m another module")
    await app.press("escape")
    await app.see("Contacts · m another module")


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
        await app.see("The data set has no records of this module.", pane="RecordTable")
        await app.press("enter", "t", "c", "p", "right", "right", "right", "escape")
        await app.see("Contacts")


async def test_only_what_was_looked_up_is_said_to_be_here_and_how_much_of_a_module_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fields").mkdir()
    (tmp_path / "records").mkdir()
    fields = [{"api_name": "Last_Name", "data_type": "text"}, {"api_name": "Email", "data_type": "email"}]
    for module in ("Leads", "Contacts"):
        (tmp_path / "fields" / f"{module}.json").write_text(json.dumps({"fields": fields}))
    (tmp_path / "records" / "Contacts.json").write_text('{"data": [{"id": "7", "Last_Name": "Harker"}]}')
    (tmp_path / "dataset.toml").write_text('covers = "partial"\n')
    (tmp_path / "p.json").write_text('{"data": [{"Last_Name": "Ode"}]}')
    file = open_file(tmp_path / "p.json", CaseOptions(data=tmp_path, module="Leads"))
    async with running(file) as app:
        await app.do("pane.fields")
        await app.press("b")
        await app.see(
            "Nothing of this module was looked up.", "Only what was looked up is here; the org may hold more."
        )
        with held_up(monkeypatch):
            await app.press("m")
            await app.write("contacts")
            await app.press("enter")
            await app.see("reading the records of Contacts, 100%")
        await app.see("7 Harker", pane="#record")
        await app.see_no("reading")


@contextmanager
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Reading stands still where it has told how far it is."""
    go_on, reached = Event(), loading._Loading._reached

    def waits(reading: loading._Loading, read: int) -> None:
        reached(reading, read)
        go_on.wait()

    monkeypatch.setattr(loading._Loading, "_reached", waits)
    monkeypatch.setattr("tui.screens.records.work._TELL_EVERY_S", -1.0)
    try:
        yield
    finally:
        go_on.set()
