"""Forecast against reply on the screen: verdicts, the switch that explains one, the record now, the case as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app_live.sending import ADA, CHANGED, NEW, sending

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app_live.conftest import MakePractice
    from tests.app_live.sending import Sending

pytestmark = pytest.mark.anyio

TWIN = {
    **{name: value for name, value in ADA.items() if name != "Created_Time"},
    "id": "4002",
    "First_Name": "Augusta",
    "Full_Name": "Augusta Byron",
    "Modified_Time": "2025-01-01T00:00:00+00:00",
}
BODY = {"data": [NEW, CHANGED], "duplicate_check_fields": ["Email"]}


async def test_a_difference_is_filtered_kept_as_a_file_and_names_the_switch_that_explains_it_which_a_key_sets(
    practice: MakePractice, tmp_path: Path
) -> None:
    org = practice(assume={"match.several": "latest_modified"}, records=[TWIN])
    async with sending(org, tmp_path, BODY) as screen:
        await screen.confirming()
        await screen.see("1 row on undocumented behaviour: match.several")
        await screen.sent()
        await screen.see("= 1 same", "≠ 1 different", "row 2  ≠ different")
        await screen.see("F9 sets match.several = latest_modified", "~ UPDATE 4002")
        await rows_are_filtered_by_key_and_by_click(screen)
        await screen.press("c")
        await screen.see("save the test case as", "a new file in")
        await screen.press("enter")
        case = await screen.written(tmp_path / "leads-row-2-case.json")
        await screen.press("f9")
        await screen.see("= 2 same", "compared with match.several=latest_modified")
        set_to = "latest_modified"
        await screen.until(lambda: screen.view.draft.assumptions["match.several"] == set_to, "for the app to set it")
    assert org.upserts == 1
    assert case["request"] == {"data": [CHANGED], "duplicate_check_fields": ["Email"]}
    assert case["forecast"]["target_id"] == "4001"
    assert case["reply"]["entry"]["details"]["id"] == "4002"
    assert case["comparison"]["switch"] == "match.several=latest_modified"
    assert case["data_set"]["record"]["City"] == "London"
    assert "token" not in str(case).lower()


async def rows_are_filtered_by_key_and_by_click(screen: Sending) -> None:
    await screen.press("v")
    await screen.see("1 of 2 rows", pane="#comparison")
    await screen.see_no("~ UPDATE", pane="#comparison")
    await screen.press("x")
    await screen.see("2 rows", "~ UPDATE", "+ INSERT", pane="#comparison")
    await screen.click("≠ 1 different", "#comparison")
    await screen.see_no("+ INSERT", pane="#comparison")


async def test_the_record_is_read_from_the_org_and_a_send_is_explained_with_the_values_before_it(
    practice: MakePractice, tmp_path: Path
) -> None:
    org = practice()
    async with sending(org, tmp_path, BODY) as screen:
        await screen.sent()
        await screen.press("down", "g")
        await screen.see("in the org now", '"London" → "Rome" written by this row', "as in the data set")
        await screen.press("b")
        await screen.see("show in the records", "4001", "records of Leads that hold it")
        await screen.press("enter")
        await screen.until(lambda: screen.host.wanted, "for the record")
        await screen.click('"ada@engine.example"', "#record-side")
        await screen.until(lambda: len(screen.host.wanted) == 2, "for who holds it")
        await screen.press("h")
        await screen.until(lambda: screen.host.to_explain, "for it to be asked for")
        (asked,) = screen.host.to_explain
    assert [(each.id, each.words) for each in screen.host.wanted] == [("4001", ""), (None, "ada@engine.example")]
    (call,) = asked.calls
    assert (call.module, call.goes_on, call.reply is None) == ("Leads", False, False)
    assert call.old_values["4001"]["City"] == "London"


async def test_a_call_that_is_refused_as_a_whole_is_compared(practice: MakePractice, tmp_path: Path) -> None:
    org = practice()
    body = {"data": [NEW], "duplicate_check_fields": ["Nonsense"]}
    async with sending(org, tmp_path, body, assume=("order.unknown_name_effect=rejected",)) as screen:
        await screen.confirming()
        await screen.see("refused", "the forecast says INVALID_DATA")
        await screen.press("enter")
        await screen.see("verdict", "! ERROR", "INVALID_DATA")
        assert screen.text("#sides").strip()
