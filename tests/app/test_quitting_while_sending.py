"""Quitting while a call is under way: it is asked first, nobody is kept waiting, and the journal stays right."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import opened
from tests.live.helpers import UPSERT_PATH
from tests.live.server import LoopbackServer, Stall, error
from tui.dataset.folder import fixtures_folder
from tui.live.journal.journal import Journal
from tui.screens.main.screen import MainScreen
from tui.settings.folders import config_folder, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.app.driving import Session

pytestmark = pytest.mark.anyio

CONFIG = """
[profiles.mine]
accounts_url = "{0}"
api_url = "{0}"
client_id = "1000.ABC"
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """The org of the profile ``mine``."""
    monkeypatch.setenv("UPSERT_EXPLORER_ACCESS_TOKEN", "1000.token")
    with LoopbackServer() as running:
        config_folder().mkdir(parents=True, exist_ok=True)
        (config_folder() / "config.toml").write_text(CONFIG.format(running.url))
        yield running


async def send(app: Session, server: LoopbackServer) -> None:
    """Send what is open to ``mine``, and wait until the call is under way."""
    main = app.app.screen
    assert isinstance(main, MainScreen)
    main.explorer.set_profile("mine")
    await app.do("live.open")
    await app.press("enter")
    await app.see("Type Leads to send 8 rows")
    await app.paste("Leads")
    await app.press("enter")
    await app.see("call 1 of 1")
    await app.until(lambda: server.count(UPSERT_PATH), "for the call to arrive")


async def test_a_wait_ends_at_once_and_so_does_the_app(server: LoopbackServer) -> None:
    server.at(UPSERT_PATH, error(429, "TOO_MANY", Retry_After="29"))
    async with opened() as app:
        await send(app, server)
        await app.see("trying again in 29 s", pane="#held")
        await app.press("ctrl+q")
        await app.see("Calls are in progress", "Go back", "Stop, and quit when", "Quit now")
        await app.press("escape")
        assert not await app.quits()
        await app.press("ctrl+q")
        await app.click("Stop, and quit when")
        await app.until(lambda: app.app.return_value == 0, "for the app to end")
    (entry,) = Journal(state_folder()).entries()
    assert (entry.outcome, entry.status, server.count(UPSERT_PATH)) == ("refused", 429, 1)


async def test_a_call_is_waited_for_or_left_and_is_unknown_then(server: LoopbackServer) -> None:
    server.at(UPSERT_PATH, Stall())
    async with opened() as app:
        await send(app, server)
        await app.press("ctrl+q")
        await app.click("Stop, and quit when")
        await app.see("Quitting when this call has ended; press ctrl+q again to quit without waiting.", pane="#held")
        assert not await app.quits()
        await app.press("ctrl+q")
        await app.click("Quit now")
        assert await app.quits()
    (entry,) = Journal(state_folder()).entries()
    assert entry.state == "sending"  # this process lives on, and so does its thread


LEAVING = """
import threading
from tui.screens.dialogs.background import in_background
in_background(threading.Event().wait)
print("out")
"""


def test_a_thread_in_the_background_does_not_keep_the_program() -> None:
    command, environment = [sys.executable, "-c", LEAVING], {"PYTHONPATH": str(fixtures_folder().parent)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "out\n", "")
