"""The way to an org and back, from the main screen: send, compare, journal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tests.app_live.sending import ADA, small_data_set
from tui.core.outcome import RowOutcome
from tui.live.accounts.profiles import PRACTICE_PROFILE
from tui.live.connection import connected
from tui.live.pull.modules import pull_for, source_of
from tui.screens.main.screen import MainScreen
from tui.screens.sending.messages import PayloadMade, RowsSaved
from tui.session.case import open_file
from tui.session.case_options import CaseOptions
from tui.settings.folders import state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio


async def test_what_is_open_is_sent_to_practice_and_comes_back_from_the_journal() -> None:
    async with opened() as app:
        await the_rows_the_data_and_the_text_decide_what_can_be_sent(app)
        await app.open_anew()
        await app.do("pane.forecast")
        async with app.part("it is sent after a confirmation, and compared"):
            await it_is_sent(app)
        async with app.part("rows that were saved are marked in text, grid and forecast until they are edited"):
            await saved_rows_are_marked(app)
        async with app.part("in another file they are marked no longer"):
            main = app.app.screen
            assert isinstance(main, MainScreen)
            main.open_text(app.view.draft.text, "Leads", "the same in another file")
            await app.see("the same in another file", pane="#payload")
            await app.see_no("saved", pane="#forecast")
            await app.do("history.undo")
        async with app.part("the journal keeps the call, and makes a payload that takes it back"):
            await a_payload_restores_it(app)
            await app.do("history.undo")
        async with app.part("saved rows are taken out of the payload that was sent, and undo brings them back"):
            await saved_rows_are_taken_out(app)
        async with app.part("a payload of no practice org is forecast against what its org may not hold"):
            app.explorer.set_profile("mine")
            app.app.post_message(PayloadMade('{"data": []}', "Leads", "rest.json"))
            await app.hear("This is forecast against demo: F12 Pull brings what mine holds now")
            await app.do("history.undo")


async def it_is_sent(app: Session) -> None:
    """From the main screen, back to it."""
    await app.do("live.open")
    await app.see("Send", "Pull", "Journal", "Profiles", pane="Choices")
    await app.press("enter")
    await app.until(lambda: getattr(app.app.screen, "phase", None) == "confirming", "for the confirmation")
    await app.see("send 8 rows to Leads of the practice org", "○ practice", "practice: its copy of demo")
    await app.see("Nothing has been sent yet", pane="#asked")
    await app.press("enter")
    await app.until(lambda: getattr(app.app.screen, "phase", None) == "after", "for the reply")
    await app.see("2 refused", "2 inserted", "= 8 same", "HTTP 207")
    await app.press("escape")
    await app.until(lambda: isinstance(app.app.screen, MainScreen), "to be back")


async def saved_rows_are_marked(app: Session) -> None:
    """As long as they are what was sent."""
    request = app.view.request
    assert request is not None
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


async def a_payload_restores_it(app: Session) -> None:
    """Made in the journal, and open in place of what was sent."""
    await app.do("live.open")
    await app.press("down", "down", "enter")
    await app.see("journal", "practice", "Leads", "answered")
    await app.press("r")
    await app.click("Open the payload that restores them")
    await app.until(lambda: isinstance(app.app.screen, MainScreen), "to be back")
    await app.see("payload · restore-", "3 rows", "=3 unchanged")  # that is what the demo still has
    await app.hear("This is forecast against demo: F12 Practice data switches")
    assert all(row["id"] for row in json.loads(app.view.draft.text)["data"])


async def saved_rows_are_taken_out(app: Session) -> None:
    """As the screen of a send wants it."""
    request, text = app.view.request, app.view.draft.text
    assert request is not None
    app.app.post_message(RowsSaved(request, (0, 2)))
    await app.hear("Removed 2 rows; ctrl+z brings them back.")
    assert json.loads(app.view.draft.text)["data"] == [*request.rows[1:2], *request.rows[3:]]
    app.app.post_message(RowsSaved(request, (1,)))  # of another payload than the one that is open now
    await app.hear("The payload was changed since it was sent: nothing was taken out of it.")
    await app.do("history.undo")
    await app.until(lambda: app.view.draft.text == text, "for the rows to be back")
    app.app.post_message(RowsSaved(request, (1,)))
    await app.hear("Removed 1 row; ctrl+z brings it back.")
    await app.do("history.undo")


async def the_rows_the_data_and_the_text_decide_what_can_be_sent(app: Session) -> None:
    async with app.part("the data set can be what the practice org holds"):
        await app.do("live.open")
        await app.press("down", "down", "down", "down", "enter")
        await app.see("practice", "48 records", pane="#top-bar")
        assert app.view.data_set == "practice"
        await app.do("history.undo")
        await app.see("demo · 48 records", pane="#top-bar")
    async with app.part("what is ticked and filtered in the forecast can be sent alone"):
        await app.do("pane.forecast", "forecast.outcome")
        await app.press("down", "space")
        await app.do("live.open")
        await app.press("enter")
        await app.see("1 of 8 rows: the ticked ones", "● ticked 1 ○ filtered 2 ○ without the refused 6")
        await app.press("escape")
    async with app.part("a payload that cannot be read is not sent"):
        await app.do("pane.payload")
        await app.write("x")
        await app.see("can't be read", pane="#cause")
        await app.do("live.open")
        await app.press("enter")
        await app.see("not sent")
        assert isinstance(app.app.screen, MainScreen)
        await app.do("history.undo")


async def test_practice_stays_with_the_copy_of_the_data_set_that_was_open(payload: MakePayload, tmp_path: Path) -> None:
    data = small_data_set(tmp_path / "small", [])
    async with opened(payload({"data": [{"Last_Name": "Ode", "Email": ADA["Email"]}]}), data) as app:
        async with app.part("a pull is of that copy, not of the demo's"):
            await app.do("live.open")
            await app.press("down", "enter")
            await app.see("pull from practice", "● whole modules (1)", "[x] Leads")
            await app.until(lambda: getattr(app.app.screen, "_modules_told", False), "for the modules")
            await app.press("enter")
            await app.see("about 1 record", "This will cost", pane="#stages")
            await app.press("escape")
            await app.see("Next: the cost")
            await app.press("escape")
            await app.until(lambda: isinstance(app.app.screen, MainScreen), "to be back")
        await app.do("live.open")
        await app.press("down", "down", "down", "down", "enter")
        await app.hear("what the practice org holds now (practice: its copy of small)")
        await app.do("live.open")
        await app.press("enter")
        await app.until(lambda: getattr(app.app.screen, "phase", None) == "confirming", "for the confirmation")
        await app.see("practice: its copy of small", "Nothing has been sent yet", pane="#question")
        await app.see("practice: its copy of small", pane="#send-head")
        await app.press("enter")
        await app.until(lambda: getattr(app.app.screen, "phase", None) == "after", "for the reply")
        await app.press("escape")
        await app.until(lambda: isinstance(app.app.screen, MainScreen), "to be back")
        async with app.part("the journal asks that copy for what can be restored"):
            await app.do("live.open")
            await app.press("down", "down", "enter")
            await app.see("journal", "answered")
            await app.press("r")
            await app.see("~ restores 1 record", "Open the payload that restores")
            await app.press("escape", "escape")
            await app.until(lambda: isinstance(app.app.screen, MainScreen), "to be back")


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
        await app.see("This will cost", pane="#stages")
        await app.press("enter")
        await app.see("Added to the data set in", "7 API credits", pane="#text")
        await app.press("enter")
        await app.see_row(2, "INSERT")
        await app.see_row(1, "UNCHANGED")
        assert app.view.forecast is not None
        assert RowOutcome.NOT_KNOWN not in [row.outcome for row in app.view.forecast.rows]
        assert app.explorer.data_set.folder == data.resolve()
