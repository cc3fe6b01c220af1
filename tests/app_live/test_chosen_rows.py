"""A send of some rows of a payload: chosen, forecast alone, journalled with their places, and what is done after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.app_live.sending import ADA, CHANGED, LOW, NEW, production, sending
from tui.core.payload.request import UpsertRequest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app_live.conftest import MakePractice

pytestmark = pytest.mark.anyio

REFUSED: Final[dict[str, Any]] = {"Email": "nobody@x.example"}  # without the name that a lead must have
AGAIN: Final[dict[str, Any]] = {**NEW, "Last_Name": "Once more"}
ROWS: Final[list[dict[str, Any]]] = [CHANGED, NEW, REFUSED, AGAIN]
BODY: Final = {"data": ROWS, "duplicate_check_fields": ["Email"]}


async def test_the_ticked_rows_are_sent_alone_by_a_forecast_of_their_own(
    practice: MakePractice, tmp_path: Path
) -> None:
    org = practice()
    async with sending(org, tmp_path, BODY, ticked=(3,), filtered=(0, 1), size=LOW) as screen:
        await screen.confirming()
        await screen.see_at_both("1 of 4 rows: the ticked ones", "● ticked 1", "○ without the refused 3", "+ 1 INSERT")
        await screen.see_at_both("forecast, row by row", "+ INSERT - new")
        await screen.press("f9")
        await screen.see_at_both("2 of 4 rows: the filtered ones", "● filtered 2", "+ 1 INSERT ~ 1 UPDATE")
        await screen.confirming()
        await screen.click("○ without the refused 3")
        await screen.see("3 of 4 rows: without the refused ones", "~ 2 UPDATE")  # of which one writes the row before
        await screen.confirming()
        await screen.press("f9")
        await screen.see_at_both("● all 4", "send 4 rows to Leads", "! 1 ERROR")
        await screen.confirming()
        await screen.click("○ ticked 1")
        await screen.see("send 1 of 4 rows to Leads")
        await screen.confirming()
        await screen.press("enter")
        await screen.see_at_both("1 inserted", "= 1 same", "row 1, row 4 of the payload")
    assert org.upserts == 1
    (entry,) = org.journal.entries()
    assert entry.body == {**BODY, "data": [AGAIN]}
    assert (entry.facts.source_rows, entry.facts.file) == ((3,), str(tmp_path / "leads.json"))
    assert [row["outcome"] for row in entry.facts.forecast if isinstance(row, dict)] == ["insert"]


async def test_a_yes_to_other_rows_than_those_that_are_shown_sends_nothing(
    practice: MakePractice, tmp_path: Path
) -> None:
    org = practice()
    async with sending(org, tmp_path, BODY, ticked=(0,), profile=production(org)) as screen:
        await screen.see("Type Leads to send 1 of 4 rows to ▲")
        await screen.press_at_once("L", "e", "a", "d", "s", "f9", "enter")
        await screen.see("● without the refused 3", "Type Leads to send 3 of 4 rows")
        assert org.upserts == 0


async def test_what_came_stands_first_and_what_is_left_to_do_is_a_key_away(
    practice: MakePractice, tmp_path: Path
) -> None:
    org = practice()
    async with sending(org, tmp_path, BODY) as screen:
        await screen.confirming()
        await screen.press("enter")
        await screen.see("1 refused 1 inserted 2 updated 4 rows = 4 same")
        await screen.press("o")
        await screen.see("1 of 4 rows", "! ERROR", pane="#comparison")
        await screen.see_no("INSERT", pane="#comparison")
        await screen.click("2 updated", "#comparison")
        await screen.see("2 of 4 rows", pane="#comparison")
        await screen.press("v")  # both filters at once
        await screen.see("2 of 4 rows", "= 4 same", pane="#comparison")
        await screen.press("x")
        await screen.see("1 inserted 2 updated 4 rows")
        await screen.press("n")
        await screen.until(lambda: screen.host.made, "for the payload of what was refused")
        assert json.loads(screen.host.made[0].text) == {**BODY, "data": [REFUSED]}


async def test_the_saved_rows_can_be_taken_out_of_the_payload(practice: MakePractice, tmp_path: Path) -> None:
    org = practice()
    async with sending(org, tmp_path, BODY, ticked=(1, 2, 3)) as screen:
        await screen.sent()
        await screen.see("1 refused", "d Take out")
        await screen.press("d")
        await screen.until(lambda: screen.host.saved, "for what was saved")
        (saved,) = screen.host.saved
        assert saved.rows == (1, 3)
        assert saved.request == UpsertRequest(tuple(ROWS), ("Email",))
        await screen.gone()
    async with sending(org, tmp_path, {"data": [ADA]}) as screen:
        await screen.sent()
        await screen.see("1 updated")
        await screen.see_no("d Take out", "n Rows not saved")  # nothing would be left, and nothing was refused
