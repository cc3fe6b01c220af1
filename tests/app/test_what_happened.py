"""What happened, on the screen: a reply beside its request, a reply alone, several calls; by keyboard and by mouse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.driving import WIDE, opened
from tests.fixture_tables.incident import CALLS, LATER, LUCY, REPLY, REQUEST, SILAS, took
from tui.dataset.folder import fixtures_folder
from tui.live.journal.journal import Journal, SendFacts
from tui.live.zoho.result import CallResult
from tui.messages import RecordWanted
from tui.screens.incident.screen import WhatHappenedScreen
from tui.screens.main.screen import MainScreen
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakeDataSet, MakePayload
    from tests.app.driving import Session

pytestmark = pytest.mark.anyio


async def hand_in(app: Session, text: str) -> None:
    """Give the app what Zoho answered."""
    await app.do("pane.forecast", "forecast.reply")
    await app.see("Paste the reply to this payload")
    await app.paste(text)
    await app.do("reply.compare")
    await app.see("What happened", "row 1")


async def test_a_reply_to_the_payload_that_is_open_is_explained(payload: MakePayload, tmp_path: Path) -> None:
    async with opened(payload(REQUEST, "sync.json"), size=(80, 24)) as app:
        async with app.part("in sentences at the smallest size, in columns where there is room, and by mouse alone"):
            await hand_in(app, json.dumps(REPLY))
            await sentences_tell_of_each_row(app)
            await app.resize(*WIDE)
            await a_row_goes_into_a_ticket(app, tmp_path)
            await what_stands_there_leads_on(app)
            await app.resize(80, 24)
            await it_works_by_mouse(app)
        await app.resize(*WIDE)
        async with app.part("a reply that does not belong to the payload is doubted"):
            await hand_in(app, json.dumps({"data": REPLY["data"][:2]}))
            await app.see(
                "The reply has 2 entries for 3 rows: it may be the reply to another request.", "? 3 not comparable"
            )
            await app.see("What Zoho did with row 1 is not known", pane="#story")
            await app.press("escape")
        async with app.part("a path without a file stays to be mended"):
            await a_path_is_mended(app, payload(json.dumps(CALLS[0]), "call.json"))
            await app.press("escape")
        async with app.part("a call of the journal is explained with the values that were read before it"):
            await a_call_of_the_journal(app)
            await app.press("escape", "escape")
        await calls_in_a_file_are_followed_and_the_record_has_a_life(app, payload)
        await a_reply_alone_is_told_as_far_as_it_goes(app, payload)


async def sentences_tell_of_each_row(app: Session) -> None:
    """From row 1 to row 1."""
    await app.see(
        "3 rows for Leads against demo",
        "= 3 same",
        "row 1  = same",
        f"Zoho updated {SILAS} (Silas Marsh) by Phone.",
        "Zoho appends every unique field.",
    )
    await app.see("→ To insert a new record instead: drop Phone from the row", pane="#story")
    await app.do("incident.next")
    await app.see("Zoho inserted 4001000000099001 (Westen)", "was not looked up (not listed)", pane="#story")
    await app.see(f"→ To update {LUCY} (Lucy Westen) instead: ", pane="#story")
    await app.do("incident.next")
    await app.see("Zoho refused row 3: Phone", "belongs to", pane="#story")
    await app.do("incident.next")
    await app.see("row 1  = same")


async def it_works_by_mouse(app: Session) -> None:
    """Back to the payload."""
    await app.click("+ INSERT", "#comparison")
    await app.see("row 2  = same", "Zoho inserted 4001000000099001")
    await app.click("n Next", pane="KeyLine")
    await app.see("Zoho refused row 3", pane="#story")
    await app.click("≡", pane="#top-bar")
    await app.see("Search for commands")
    await app.paste("next row worth")
    await app.press("enter")
    await app.see("row 1  = same")
    await app.click("esc Back", pane="KeyLine")
    await app.until(lambda: isinstance(app.app.screen, MainScreen), "the payload to be back")


async def a_row_goes_into_a_ticket(app: Session, folder: Path) -> None:
    """The three columns stand beside each other, and are copied and exported. folder: where the payload is."""
    await app.see("sent ─", "Zoho answered ─", "the rules say ─", "order.appended", pane="#columns")
    await app.see('Phone  "+1 404 555 0107"', 'listed  ["Mobile"]', f"UPDATE {SILAS} (Silas", pane="#columns")
    await app.see("→ To insert", pane="#story")
    await app.do("incident.ticket")
    await app.hear("The row, as Markdown, sent to the terminal's clipboard.")
    assert f"### Row 1: Zoho updated {SILAS} (Silas Marsh) by Phone" in app.app.clipboard
    assert "To insert a new record instead: drop Phone" in app.app.clipboard
    await app.do("incident.export")
    await app.see("write the row for a ticket as", "a new file in")
    await app.press("enter")
    await app.until((folder / "sync-row-1.md").exists, "the file")
    assert (folder / "sync-row-1.md").read_text() == app.app.clipboard


async def what_stands_there_leads_on(app: Session) -> None:
    """To orders, records and values, and back; at last into the help, and back to row 1."""
    await app.do("incident.other_orders")
    await app.see("every effective order")
    await app.press("escape")
    await app.do("incident.record")
    await app.see(SILAS, pane="#record")
    await app.press("escape")
    await app.do("incident.value")
    await app.see("show in the records", "records of Leads that hold it")
    await app.paste("404 555")
    await app.press("enter")
    await app.see("match, however it is written", "+1 404 555 0107", pane="#records-top")
    await app.press("escape", "escape")
    await each_way_to_the_records_asks_for_the_right_one(app)
    await app.do("app.help")
    await app.see("An upsert that was made", "copies the row for a ticket")
    await app.press("escape")


async def each_way_to_the_records_asks_for_the_right_one(app: Session) -> None:
    """They are not opened: that they come, and go again, is seen above."""
    screen, wanted = app.app.screen, list[RecordWanted]()
    assert isinstance(screen, WhatHappenedScreen)
    open_record, screen._open_record = screen._open_record, wanted.append

    async def asks_for(record_id: str | None, words: str = "") -> None:
        await app.until(lambda: wanted, "a record to be asked for")
        assert [(each.id, each.module, each.words) for each in wanted] == [(record_id, "Leads", words)]
        wanted.clear()

    await app.click(SILAS, "#column-answered")
    await asks_for(SILAS)
    await app.click('"+1 404 555 0107"', "#column-sent")
    await asks_for(None, "+1 404 555 0107")
    await app.do("incident.before")
    await app.see(f"{SILAS} before the call", "Show a record or a value from this screen")
    await app.click("+1 404 555 0107", "VerticalScroll Static")
    await asks_for(None, "+1 404 555 0107")
    await app.press("tab", "down", "down", "enter")
    await app.see("show in the records", "+1 404 555 0107")
    await app.press("escape", "escape")
    await app.click("…2436", "#comparison", nth=1)
    await asks_for(SILAS)
    await app.click("ERROR DUPLICATE_DATA", "#comparison")
    await app.do("incident.record")  # of a row that was refused, what stood in its way
    await asks_for("4001000000012462")
    screen._open_record = open_record


async def a_path_is_mended(app: Session, file: Path) -> None:
    """It names a file that is not there, until it names one that is."""
    await app.do("pane.forecast", "forecast.reply")
    await app.see("Paste the reply to this payload")
    await app.paste("call.jsn")
    await app.do("reply.compare")
    await app.see("The reply can't be read: there is no file call.jsn in")
    await app.press("backspace", "backspace", "backspace")
    await app.write("json")
    await app.do("reply.compare")
    await app.see("What happened", file.name, "row 1")


async def a_call_of_the_journal(app: Session) -> None:
    """To the list of sends."""
    journal = Journal(state_folder())
    read = {SILAS: {"id": SILAS, "Phone": "+1 404 555 0107", "Last_Name": "Marsh", "Company": "From the journal"}}
    facts = SendFacts("s", "practice", "practice", "Leads", old_values=read)
    entry = journal.begin(facts, CALLS[0]["request"])
    journal.reply(entry, CallResult("answered", "HTTP 200", 200, CALLS[0]["reply"], None, 1))
    await app.do("live.open")
    await app.paste("journal")
    await app.press("enter")
    await app.see("1 send")
    await app.do("journal.what_happened")
    await app.see("What happened   sent 20", "1 record as the journal read them", pane="#head")
    await app.see('It changed Company from "From the journal" to "Marsh & Co".', pane="#story")
    await app.press("escape")
    await app.see("1 send")


async def calls_in_a_file_are_followed_and_the_record_has_a_life(app: Session, payload: MakePayload) -> None:
    file = payload("\n".join(map(json.dumps, CALLS)), "calls.jsonl")
    await app.open_anew()
    await hand_in(app, str(file))
    await app.see("calls.jsonl, call 1 of 2", "your copy was made 8 days before the call", pane="#head")
    await app.see("None of these 2 calls sent the payload that is open.", pane="#head")
    await app.do("incident.call_after")
    await app.see("call 2 of 2", "1 record as earlier calls left them", 'changed Company from "Marsh & Co" to "Marsh"')
    await app.do("incident.call_after", "incident.life")
    await app.see(f"the life of {SILAS}", "2 rows in 2 calls touched it", '"Marsh Weavers" -> "Marsh & Co"')
    await app.press("enter")
    await app.hear("Its life sent to the terminal's clipboard.")
    assert "call 2, row 1: updated by Phone" in app.app.clipboard
    await app.click("[] Call", pane="KeyLine")
    await app.see("call 1 of 2", pane="#head")
    assert not app.missing(["Before"], "KeyLine")
    before = app.view.draft.text
    await app.do("incident.other_orders")
    await app.see("Leads · calls.jsonl, call 1", "This call was already made", 'by sending ["Email"]; no key would')
    assert app.missing(["Use this order"], "KeyLine")
    await app.click("● now")
    await app.hear("This call was already made. In What happened, p opens what it sent as the payload.")
    await app.do("call_orders.record")
    await app.see("Records", SILAS)
    await app.press("escape", "escape")
    await app.see("call 1 of 2", pane="#head")
    assert app.view.draft.text == before
    app.explorer.set_text(before + " ")  # something that is not saved
    await app.do("incident.call_after", "incident.payload")
    await app.see("has unsaved changes.", "Continue without saving")
    await app.press("escape")
    await app.see("call 2 of 2", pane="#head")
    assert app.view.draft.text == before + " "
    await app.do("incident.payload")
    await app.see("has unsaved changes.")
    await app.press("down", "enter")
    await app.see("calls-call-2.json", pane="#payload")
    sent = json.loads(app.view.draft.text)
    assert {name: sent[name] for name in ("data", "duplicate_check_fields")} == CALLS[1]["request"]
    await app.do("history.undo")
    assert app.view.draft.text == before + " "


async def a_reply_alone_is_told_as_far_as_it_goes(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload("{ this is no payload"))
    await hand_in(app, json.dumps(REPLY))
    await app.see("a reply without its request", "there is no request beside this reply.", pane="#head")
    await app.see(f"Zoho updated {SILAS} by Phone", "Phone chose the record of row 1", pane="#story")
    await app.do("incident.next")
    await app.see("Zoho refused it: Phone belongs to", pane="#story")
    await app.do("incident.ticket", "incident.before")
    assert app.app.clipboard.startswith("## Reply to an upsert: 3 rows")
    await app.press("escape")
    await hand_in(app, "<html>502 Bad gateway</html>")
    await app.see("The reply was a web page", pane="#story")


async def test_a_copy_that_is_younger_than_the_call_is_taken_back_and_an_older_one_is_exact(
    payload: MakePayload, data_set: MakeDataSet, tmp_path: Path
) -> None:
    fields = json.loads((fixtures_folder() / "demo" / "fields" / "Leads.json").read_text())["fields"]
    folder = data_set(fields, [LATER])
    (folder / "dataset.toml").write_text('name = "later"\n[made]\nat = "2026-11-20T10:00:00Z"\n')
    older = tmp_path / "older"
    (older / "fields").mkdir(parents=True)
    (older / "fields" / "Leads.json").write_text((folder / "fields" / "Leads.json").read_text())
    (older / "records").mkdir()
    before: dict[str, Any] = {**LATER, "Email": "old@marsh.example", "Modified_Time": "2026-01-01T00:00:00Z"}
    (older / "records" / "Leads.json").write_text(json.dumps({"data": [before]}))
    (older / "dataset.toml").write_text('name = "older"\n[made]\nat = "2026-02-01"\n')
    row = {"Email": LATER["Email"], "Phone": LATER["Phone"]}
    reply = {"data": [took("update", SILAS, "Phone", "2026-11-10T10:00:00Z")]}
    async with opened(payload({"data": [row], "duplicate_check_fields": ["Email"]}), folder) as app:
        await hand_in(app, json.dumps(reply))
        await app.see("your copy was made 10 days after the call", "1 record inferred", "= 1 same")
        await app.do("incident.before")
        await app.see(f"{SILAS} before the call", "inferred: another value, or none", "◐ inferred")
        await app.see("Take it from an older data set")
        await app.press("enter")
        await app.see("type the path of a folder", pane="#path")
        await app.paste(str(older))
        await app.press("enter")
        await app.see("1 record from the older data set", 'changed Email from "old@marsh.example"')
        await app.do("incident.before")
        await app.see("As the older data set has it, of 2026-02-01.", "old@marsh.example")
