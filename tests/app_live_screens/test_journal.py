"""The journal: what stands there, how it is filtered, and what can be done about a call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app_live_screens import sends
from tests.app_live_screens.host import LARGE, SMALL, shown
from tui.live.journal.journal import Journal
from tui.live.zoho.result import CallResult
from tui.messages import RecordWanted
from tui.screens.journal.list import JournalList
from tui.screens.journal.screen import JournalScreen, Reopened
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app_live_screens.host import LiveShown
    from tui.live.journal.journal import JournalEntry

pytestmark = pytest.mark.anyio


def screen_of(work: Path) -> JournalScreen:
    return JournalScreen(Journal(state_folder()), sends.demo_module, work)


def lines_of_calls(screen: LiveShown) -> list[str]:
    return [line for line in screen.lines() if "03-01 12:" in line]


def journal() -> tuple[JournalEntry, ...]:
    return Journal(state_folder()).entries()


async def test_an_empty_journal_says_what_it_is_for(work: Path) -> None:
    async with shown(screen_of(work)) as screen:
        await screen.sees("Nothing has been sent yet")
        await screen.press("o", "r", "l", "e", "enter", "enter")
        assert screen.stays


async def test_sends_are_listed_filtered_exported_and_shown_in_full_and_what_is_unknown_can_be_set_aside(
    work: Path,
) -> None:
    sends.sample()
    async with shown(screen_of(work)) as screen:
        await without_a_reply_come_first(screen)
        await a_line_tells_where_to_and_forecast_against_reply(screen)
        await it_is_filtered(screen)
        await a_call_is_exported_whole(screen, work)
        await the_detail_has_four_parts(screen)
        await screen.press("end", "l")
        await screen.sees("nothing to look up: the call was answered")
        await screen.resize(SMALL)
        await screen.press("home")
        await without_a_reply_come_first(screen)
        await the_detail_gets_the_whole_height(screen)
        await what_is_unknown_is_set_aside_where_the_profile_is_gone(screen)
        await screen.press("end", "o")
        again = await screen.answer()
        assert isinstance(again, Reopened)
        assert (again.module, again.profile) == ("Leads", "live")
        assert [json.loads(again.text)] == [entry.body for entry in journal() if entry.facts.profile == "live"]


async def without_a_reply_come_first(screen: LiveShown) -> None:
    await screen.sees("6 sends · 1 without a reply", "the journal has no reply")
    await screen.stands()
    calls = lines_of_calls(screen)
    assert "live" in calls[0]
    assert "? UNKNOWN" in calls[0]
    for text in ("! REFUSED", "- NOT SENT", "? UNKNOWN"):
        assert any(text in line for line in calls)


async def a_line_tells_where_to_and_forecast_against_reply(screen: LiveShown) -> None:
    await screen.sees("mine · Zylker")
    line = next(line for line in screen.lines() if "mine · Zylker" in line)
    assert "Zylker ◇ sandbox Leads 2 ✓ answered +1 ~1 +1 ~1" in " ".join(line.split())


async def it_is_filtered(screen: LiveShown) -> None:
    """By profile, outcome and text."""
    await screen.press("u")
    await screen.sees("u outcome: answered", "2 of 6 sends")
    await screen.until(lambda: len(lines_of_calls(screen)) == 2)
    await screen.click("p profile")
    await screen.sees("p profile: live", "No send passes the filter.")
    await screen.press("p", "p")
    await screen.sees("p profile: sandbox-eu", "1 of 6 sends")
    await screen.press("p", "u", "u", "u", "u", "slash")
    await screen.type("no_permission")
    await screen.until(lambda: len(lines_of_calls(screen)) == 1)
    await screen.press("enter")
    assert screen.app.screen.query_one(JournalList).has_focus
    await screen.press("escape")
    await screen.until(lambda: len(lines_of_calls(screen)) == 6)


async def a_call_is_exported_whole(screen: LiveShown, work: Path) -> None:
    await screen.press("end", "e")
    await screen.sees("export the send as")
    await screen.press("enter")
    await screen.sees("Saved sent-")
    (file,) = work.iterdir()
    kept = json.loads(file.read_text())
    assert (kept["facts"]["profile"], kept["outcome"], len(kept["rows"])) == ("mine", "answered", 2)
    assert kept["body"] == journal()[1].body
    assert file.stat().st_mode & 0o777 == 0o600


async def the_detail_has_four_parts(screen: LiveShown) -> None:
    """Rows, body, reply and facts."""
    await screen.press("end", "up")
    await screen.sees("2 rows: 2 different", "≠ different")
    await screen.press("right")
    await screen.sees('"duplicate_check_fields"', '"Last_Name": "Byron"')
    await screen.press("right")
    await screen.sees('"action": "update"')
    await screen.press("right")
    await screen.sees("credits", "2,480 left after it")
    await screen.click("Rows")
    await screen.sees("≠ different")
    await screen.stands()


async def the_detail_gets_the_whole_height(screen: LiveShown) -> None:
    """By enter; escape takes it back."""
    await screen.click("⏎ Detail")
    await screen.no_longer_sees("p profile")
    await screen.press("escape")
    await screen.sees("p profile")
    assert screen.stays


async def what_is_unknown_is_set_aside_where_the_profile_is_gone(screen: LiveShown) -> None:
    await screen.press("l")
    await screen.sees("there is no profile called live", "Mark as settled")
    await screen.press("down", "enter")
    await screen.no_longer_sees("without a reply")


async def test_a_send_of_several_calls_is_one_line_that_unfolds_to_its_calls(work: Path) -> None:
    made = sends.Written()
    rows = [{"Last_Name": "Ode"}] * 100
    for batch in (122, 123):
        given = sends.facts(send="big", batch=batch, batches=250, start_index=100 * (batch - 1), file="/there/big.csv")
        made.call(given, rows, sends.answered(*[sends.taken("insert", str(batch))] * 100))
    made.call(sends.facts(send="small"), rows[:1], sends.answered(sends.taken("insert", "9")))
    big = "call 122/250"
    async with shown(screen_of(work)) as screen:
        for size in (LARGE, SMALL):
            await screen.resize(size)
            await screen.sees("2 sends", "- PART SENT")
            await screen.press("f")
            await screen.sees("It went in one call")
            await screen.press("end", "f")
            await screen.sees("▾", big, big.replace("122", "123"))
            await screen.stands()
            await screen.press("down", "down")
            await screen.sees("✓ answered  big.csv · HTTP 200")
            await screen.press("left")
            await screen.reads("12201 to 12300 · call 123 of 250")
            await screen.click("▾")
            await screen.no_longer_sees(big)
            await screen.reads("12101 to 12300 · in 250 calls", "/there/big.csv")
            await screen.click("▸")
            await screen.sees(big)
            await screen.click("▾")  # as it was, and at its first line
            await screen.press("right", "home")


async def test_the_detail_tells_what_decided_and_what_cannot_be_known_and_texts_from_outside_are_only_texts(
    work: Path,
) -> None:
    made = sends.Written()
    # the rows of a payload, and the values before
    row = {"Email": "a@x.test", "Company": None, "City": "Rome", "Phone": "7"}
    old = {"4001": {"id": "4001", "Company": "Inc", "City": "[/red]", "Phone": "7"}}
    forecast = (sends.row(0, "update", "4001"), sends.row(1, "insert"))
    given = sends.facts(forecast=forecast, old_values=old, file="/there/leads.json", source_rows=(2, 3, 4, 8))
    taken = {**sends.taken("update", "4001"), "duplicate_field": "Email"}
    made.call(given, [row, {"Last_Name": "Ode"}], sends.answered(taken, sends.taken("insert", "9")))
    # a field that the open data set lacks
    given = sends.facts(send="s2", forecast=(sends.row(0, "update", "4001"),), old_values={"4001": {"id": "4001"}})
    rows = [{"Last_Name": "Byron", "Custom_One": 1}]
    made.call(given, rows, sends.answered(sends.taken("update", "4001")))
    # a reply that is no JSON, and names that want to be markup
    page = CallResult("unknown", "HTTP 502 with something that is not JSON", 502, text=f"<html>{sends.HOSTILE}</html>")
    given = sends.facts(sends.HOSTILE, sends.HOSTILE, send="s3", module=sends.HOSTILE)
    made.call(given, [{"x": sends.HOSTILE}], page)
    async with shown(screen_of(work)) as screen:
        await screen.sees("3 sends", "[/red]\\x1b[31m")
        await screen.press("right", "right")
        await screen.sees("<html>[/red]\\x1b[31m\\u202eevil</html>")
        await screen.press("right")
        await screen.settle()
        await screen.stands()
        await screen.press("right", "down", "r")
        await screen.sees("Nothing can be restored without the module's fields: there is no profile called mine")
        await screen.press("down")
        await screen.sees("decided by Email", 'Company  "Inc" → (empty)', 'City  "[/red]" → "Rome"')
        assert "Phone" not in screen.text
        await screen.press("left")
        await screen.sees("/there/leads.json", "only rows 3 to 5, 9 of the payload")


async def test_what_became_of_a_call_is_looked_up_in_the_org_and_kept_and_rows_that_are_not_in_are_a_payload(
    work: Path,
) -> None:
    never = {"Last_Name": "Never", "Email": "never@x.test"}
    given = sends.facts("practice", "practice", check_order=("Email",), forecast=(sends.row(0, "insert"),))
    sends.Written().call(given, [never], None)
    sends.send_to_practice({"Last_Name": "Lost", "Email": "lost@x.test"}, lost=True)
    async with shown(screen_of(work)) as screen:
        await screen.sees("2 sends · 1 without a reply", "? UNKNOWN")
        await screen.press("end", "l")
        await screen.sees("1 saved, 0 not saved, 0 unknown", "✓ saved")
        await screen.press("enter")
        await screen.sees("? looked up")
        assert [[note.kind for note in entry.notes] for entry in journal()] == [[], ["looked_up"]]
        await screen.resize(SMALL)
        await screen.press("home")
        await screen.sees("1 without a reply")
        await screen.click("l Look up")
        await screen.sees("0 saved, 1 not saved", "not saved as a payload")
        await screen.press("enter")
        again = await screen.answer()
        assert json.loads(again.text)["data"] == [never]


async def test_a_call_that_another_process_sends_is_under_way_and_not_unknown(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JournalScreen, "LOOK_AGAIN_S", 0.01)
    made = sends.sample()
    with made.journal.send_lock("mine", "now"):
        entry = made.call(sends.facts(send="now"), [{"Last_Name": "Ode"}], None)
        async with shown(screen_of(work)) as screen:
            await screen.sees("7 sends · 1 under way · 1 without a reply", "no reply has come yet")
            assert "▸ under way" in lines_of_calls(screen)[0]
            await screen.press("l")
            await screen.sees("! It is being sent now")
            made.journal.reply(entry, sends.answered(sends.taken("insert", "901")))
            await screen.sees("7 sends · 1 without a reply", "HTTP 200, 1 rows answered")


async def test_a_send_of_250_rows_is_told_exported_and_restored_as_one(work: Path) -> None:
    rows = [{"Last_Name": f"N{number}", "Email": f"n{number}@x.test", "City": "Rome"} for number in range(250)]
    sends.send_to_practice(*rows, duplicate_check_fields=["Email"])
    second = [{**row, "City": "Oslo"} for row in rows]
    sends.send_to_practice(*second, duplicate_check_fields=["Email"])
    sends.send_to_practice({**rows[7], "City": "Lima"}, duplicate_check_fields=["Email"])
    first, second_send, _ = (each.facts.send for each in sends_in_order())
    assert first != second_send
    async with shown(screen_of(work)) as screen:
        await screen.sees("3 sends")
        await screen.press("down")
        await screen.sees("✓ answered  calls 1 to 3 answered", "250 rows: 250 same", "decided by Email")
        await screen.press("e")
        await screen.sees("export the send as")
        await screen.press("enter")
        await screen.sees("Saved sent-")
        (file,) = work.iterdir()
        kept = json.loads(file.read_text())
        assert (kept["outcome"], [len(call["rows"]) for call in kept["calls"]]) == ("answered", [100, 100, 50])
        await screen.press("r")
        await screen.sees("! 1 record was edited", "~ restores 250 records")
        await screen.reads('City is "Lima" now, "Oslo" was sent')
        await screen.click("Open the payload without it")
        back = json.loads((await screen.answer()).text)
        assert len(back["data"]) == 249
        assert [row["City"] for row in back["data"]] == ["Rome"] * 249
        ids = [row["id"] for row in back["data"]]
        assert ids == sorted(ids, key=int, reverse=True)


def sends_in_order() -> list[JournalEntry]:
    """The first call of each send."""
    return [entry for entry in journal() if entry.facts.batch == 1]


async def test_a_record_of_a_call_is_shown_by_key_and_by_a_click_on_its_id(work: Path) -> None:
    made, wanted, long = sends.Written(), list[RecordWanted](), "4001000000012371"
    row = {"Last_Name": "Ode", "Email": "ode@x.test"}
    facts = sends.facts(check_order=("Email",))
    made.call(facts, [row, row], sends.answered(sends.taken("insert", long), sends.taken("update", "4002")))
    journal = Journal(state_folder())
    async with shown(JournalScreen(journal, sends.demo_module, work, open_record=wanted.append)) as screen:
        await screen.sees("1 send")
        await screen.press("b")
        await screen.sees("show a record of this send", long, "row 2")
        await screen.press("down", "enter")
        await screen.until(lambda: len(wanted) == 1)
        await screen.press("b")
        await screen.sees("Email of rows 1-2")
        await screen.press("down", "down", "enter")
        await screen.until(lambda: len(wanted) == 2)
        await screen.press("right")
        await screen.click('"ode@x.test"')
        await screen.until(lambda: len(wanted) == 3)
        await screen.press("right")
        await screen.click(long)
        await screen.until(lambda: len(wanted) == 4)
    assert [(each.id, each.words) for each in wanted] == [
        ("4002", ""),
        (None, "ode@x.test"),
        (None, "ode@x.test"),
        (long, ""),
    ]
    assert {each.module for each in wanted} == {"Leads"}


async def test_restoring_an_update_gives_the_old_values_and_lists_what_was_inserted(work: Path) -> None:
    first = sends.send_to_practice({"Last_Name": "Old", "Email": "one@x.test"}, duplicate_check_fields=["Email"])
    (target,) = [row.record_id for row in first.rows]
    second = [{"Last_Name": "New", "Email": "one@x.test"}, {"Last_Name": "Two", "Email": "two@x.test"}]
    sends.send_to_practice(*second, duplicate_check_fields=["Email"])
    async with shown(screen_of(work)) as screen:
        await screen.sees("2 sends")
        await screen.press("r")
        await screen.sees("~ restores 1 record", "+ 1 new record stays until you delete it in Zoho", "row 2")
        screen.app.copy_to_clipboard("")
        await screen.press("down", "enter")
        await screen.sees("terminal's clipboard")
        assert screen.app.clipboard.isdigit()
        await screen.press("up", "enter")
        back = await screen.answer()
        assert back.profile == "practice"
        assert json.loads(back.text)["data"] == [{"id": target, "Last_Name": "Old"}]


async def test_thousands_of_calls_are_a_list_like_any_other(work: Path) -> None:
    sends.Written().many(3_000)
    async with shown(screen_of(work)) as screen:
        await screen.sees("3,000 sends")
        await screen.press("end", "slash")
        await screen.type("p1234@x.test")
        await screen.until(lambda: screen.app.screen.query_one(JournalList).count() == 1)
