"""The way to an org and back, from the main screen: send, compare, journal."""

from __future__ import annotations

import pytest

from tests.app.driving import opened
from tui.screens.main import MainScreen

pytestmark = pytest.mark.anyio


async def test_what_is_open_is_sent_to_practice_compared_and_kept_in_the_journal() -> None:
    async with opened() as app:
        await app.do("live.open")
        await app.see("Send", "Pull", "Journal", "Profiles")
        await app.press("enter")
        await app.until(lambda: getattr(app.app.screen, "phase", None) == "confirming", "for the confirmation")
        await app.see("practice org on this machine", "Nothing has left yet")
        await app.press("enter")
        await app.until(lambda: getattr(app.app.screen, "phase", None) == "after", "for the reply")
        await app.see("8 same", "HTTP 207")
        await app.press("escape")
        await app.until(lambda: isinstance(app.app.screen, MainScreen), "to be back")
        await app.do("live.open")
        await app.press("down", "down", "enter")
        await app.see("journal", "practice", "Leads", "answered")


async def test_the_data_set_can_be_what_the_practice_org_holds() -> None:
    async with opened() as app:
        await app.do("live.open")
        await app.press("down", "down", "down", "down", "enter")
        await app.see("practice", "50 records" if app.view.record_count == 50 else "48 records")
        assert app.view.data_set == "practice"
        await app.do("history.undo")
        await app.see("demo · 48 records")


async def test_a_payload_that_cannot_be_read_is_not_sent() -> None:
    async with opened() as app:
        await app.do("pane.payload")
        await app.write("x")
        await app.see("cannot be read")
        await app.do("live.open")
        await app.press("enter")
        await app.see("not sent")
        assert isinstance(app.app.screen, MainScreen)
