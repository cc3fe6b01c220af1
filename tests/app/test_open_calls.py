"""What a crash left behind: a call that went out without a reply is said when the app starts again."""

from __future__ import annotations

import pytest

from tests.app.driving import Session
from tui.app import ExplorerApp
from tui.live.journal.journal import Journal, SendFacts
from tui.session.case import open_file
from tui.session.case_options import CaseOptions
from tui.session.remembered import Session as KeptSession
from tui.settings.folders import state_folder

pytestmark = pytest.mark.anyio


async def test_a_call_without_a_reply_is_unknown_at_the_next_start() -> None:
    facts = SendFacts.of({"profile": "practice", "module": "Leads"})
    Journal(state_folder()).begin(facts, {"data": [{"Last_Name": "Ode"}]})
    opened = open_file(None, CaseOptions())
    with opened.explorer.data_set:
        app = ExplorerApp(opened, KeptSession())
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await Session(app, pilot).see("1 call sent without a reply", "unknown")
