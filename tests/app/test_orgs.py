"""The way to an org and back, from the main screen: send, compare, journal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import opened
from tests.app_live.sending import small_data_set
from tui.core.outcome import RowOutcome
from tui.live.accounts.profiles import PRACTICE_PROFILE
from tui.live.connection import connected
from tui.live.pull.modules import pull_for, source_of
from tui.screens.main.screen import MainScreen
from tui.screens.sending.messages import PayloadMade, RowsSaved
from tui.session.case import CaseOptions, open_file
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio


async def test_what_is_open_is_sent_to_practice_compared_and_kept_in_the_journal() -> None:
    async with opened() as app:
        await app.do("live.open")
        await app.see("Send", "Pull", "Journal", "Profiles")
        await app.press("enter")
        await app.until(lambda: getattr(app.app.screen, "phase", None) == "confirming", "for the confirmation")
        await app.see("○ practice", "practice: its copy of demo", "Nothing has been sent yet")
        await app.press("enter")
        await app.until(lambda: getattr(app.app.screen, "phase", None) == "after", "for the reply")
        await app.see("8 same", "HTTP 207")
        await app.press("escape")
        await app.until(lambda: isinstance(app.app.screen, MainScreen), "to be back")
        await app.do("live.open")
        await app.press("down", "down", "enter")
        await app.see("journal", "practice", "Leads", "answered")
        await app.press("r")
        await app.click("Open the payload that restores them")
        await app.until(lambda: isinstance(app.app.screen, MainScreen), "to be back")
        await app.see("payload · restore-", "3 rows", "=3 unchanged")  # that is what the demo still has
        await app.hear("This is forecast against demo: F12 Practice data switches")
        assert all(row["id"] for row in json.loads(app.view.draft.text)["data"])
        main = app.app.screen
        assert isinstance(main, MainScreen)
        main.explorer.set_profile("mine")  # of no practice org
        app.app.post_message(PayloadMade('{"data": []}', "Leads", "rest.json"))
        await app.hear("This is forecast against demo: F12 Pull brings what mine holds now")


async def test_saved_rows_are_taken_out_of_the_payload_that_was_sent_and_undo_brings_them_back() -> None:
    async with opened() as app:
        request, text = app.view.request, app.view.draft.text
        assert request is not None
        app.app.post_message(RowsSaved(request, (0, 2)))
        await app.hear("Took out 2 rows; ctrl+z brings them back.")
        assert json.loads(app.view.draft.text)["data"] == [*request.rows[1:2], *request.rows[3:]]
        app.app.post_message(RowsSaved(request, (1,)))  # of another payload than the one that is open now
        await app.hear("The payload was changed since it was sent: nothing was taken out of it.")
        await app.do("history.undo")
        await app.until(lambda: app.view.draft.text == text, "for the rows to be back")
        app.app.post_message(RowsSaved(request, (1,)))
        await app.hear("Took out 1 row; ctrl+z brings it back.")


async def test_rows_that_a_send_saved_are_marked_in_text_grid_and_forecast_until_they_are_edited() -> None:
    async with opened() as app:
        request = app.view.request
        assert request is not None
        await app.do("pane.forecast")
        await app.do("live.open")
        await app.press("enter")
        await app.see("send 8 rows to Leads of the practice org")
        await app.press("enter")
        await app.see("2 refused", "2 inserted", "= 8 same")
        await app.press("escape")
        await app.see("↑ 6 saved", "↑  1 + INSERT", pane="#forecast")
        await app.see("3 ↑    {", "9 ↑    {", pane="#payload")
        await app.see_no("↑  4 ! ERROR", pane="#forecast")
        await app.do("payload.grid")
        await app.see("↑1 ", "↑2 ", pane="#grid")
        await app.do("payload.grid")
        main = app.app.screen
        assert isinstance(main, MainScreen)
        name = json.dumps(request.rows[0]["Last_Name"])
        main.show(app.explorer.set_text(app.view.draft.text.replace(name, '"Another"', 1)))
        await app.see("↑ 5 saved", pane="#forecast")
        await app.do("history.undo")
        await app.see("↑ 6 saved", pane="#forecast")
        main.open_text(app.view.draft.text, "Leads", "the same in another file")
        await app.see("the same in another file")
        await app.see_no("saved", pane="#forecast")


async def test_what_is_ticked_and_filtered_in_the_forecast_can_be_sent_alone() -> None:
    async with opened() as app:
        await app.do("pane.forecast", "forecast.outcome")
        await app.press("down", "space")
        await app.do("live.open")
        await app.press("enter")
        await app.see("1 of 8 rows: the ticked ones", "● ticked 1 ○ filtered 2 ○ without the refused 6")


async def test_the_data_set_can_be_what_the_practice_org_holds() -> None:
    async with opened() as app:
        await app.do("live.open")
        await app.press("down", "down", "down", "down", "enter")
        await app.see("practice", "50 records" if app.view.record_count == 50 else "48 records")
        assert app.view.data_set == "practice"
        await app.do("history.undo")
        await app.see("demo · 48 records")


async def test_practice_stays_with_the_copy_of_the_data_set_that_was_open(payload: MakePayload, tmp_path: Path) -> None:
    data = small_data_set(tmp_path / "small", [])
    async with opened(payload({"data": [{"Last_Name": "Ode"}]}), data) as app:
        await app.do("live.open")
        await app.press("down", "down", "down", "down", "enter")
        await app.hear("what the practice org holds now (practice: its copy of small)")
        await app.do("live.open")
        await app.press("enter")
        await app.until(lambda: getattr(app.app.screen, "phase", None) == "confirming", "for the confirmation")
        await app.see("practice: its copy of small", "Nothing has been sent yet")
        await app.see("practice: its copy of small", pane="#send-head")


async def test_a_payload_that_cannot_be_read_is_not_sent() -> None:
    async with opened() as app:
        await app.do("pane.payload")
        await app.write("x")
        await app.see("can't be read")
        await app.do("live.open")
        await app.press("enter")
        await app.see("not sent")
        assert isinstance(app.app.screen, MainScreen)


def pulled_for(payload: Path, into: Path) -> Path:
    """A partial data set of the practice org: what this payload touches."""
    file = open_file(payload, CaseOptions())
    with file.explorer.data_set, connected(PRACTICE_PROFILE, state_folder()) as client:
        request = file.explorer.view.request
        assert request is not None
        pull_for(client, request, "Leads", into, source=source_of(PRACTICE_PROFILE))
    return into


async def test_one_key_pulls_what_a_partial_data_set_does_not_know(payload: MakePayload, tmp_path: Path) -> None:
    lucy, ode = {"Email": "lucy@whitby.example"}, {"Last_Name": "Ode", "Email": "ode@new.example"}
    data = pulled_for(payload({"data": [lucy]}, "first.json"), tmp_path / "partial")
    async with opened(payload({"data": [lucy, ode]}), data) as app:
        await app.see_row(1, "UNCHANGED")
        await app.see_row(2, "NOT KNOWN")
        await app.do("pane.forecast")
        await app.do("forecast.pull")
        await app.see("pull from practice", "● only what own.json touches", "adds to the partial data set")
        await app.press("enter")
        await app.see("This will cost")
        await app.press("enter")
        await app.see("Added to the data set in", "7 API credits")
        await app.press("enter")
        await app.see_row(2, "INSERT")
        await app.see_row(1, "UNCHANGED")
        assert app.view.forecast is not None
        assert RowOutcome.NOT_KNOWN not in [row.outcome for row in app.view.forecast.rows]
        assert app.explorer.data_set.folder == data.resolve()
