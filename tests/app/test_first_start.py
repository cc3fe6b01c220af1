"""The first start: a tour, the demo or a payload of one's own is offered, once, and nothing waits for an answer."""

from __future__ import annotations

from argparse import Namespace
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.driving import WIDE, Session
from tui.app import ExplorerApp
from tui.commands import open as open_command
from tui.screens.dialogs.help import help_of
from tui.screens.main.screen import MainScreen
from tui.session.case import open_file
from tui.session.case_options import CaseOptions
from tui.session.progress import Progress, is_first_start
from tui.settings.folders import state_folder
from tui.widgets.tour_offer import TourOffer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

OFFER = ("a tour of 5 minutes", "look at the demo", "open your own payload", "esc close")


@asynccontextmanager
async def first_start(size: tuple[int, int] = (120, 40)) -> AsyncIterator[Session]:
    """The app as it starts for the first time."""
    file = open_file(None, CaseOptions())
    with file.explorer.data_set:
        app = ExplorerApp(file, offers_tour=True)
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=True) as pilot:
            session = Session(app, pilot)
            await session.settle()
            yield session


async def test_the_demo_is_usable_beside_the_offer_and_each_answer_closes_it_for_good(payload: MakePayload) -> None:
    async with first_start((80, 24)) as app:
        await app.see(*OFFER, "New here?")
        await app.see("1 + INSERT", "8 + INSERT", pane="#forecast")
        assert app.focus_is_in("#fields")
        await app.do("fields.move_up")
        await app.see_row(2, "was …2371")
        await app.do("pane.payload")
        await app.press("1")
        await app.see("unsaved")  # it was typed
        await app.do("history.undo", "pane.forecast", "offer.tour")
        await app.see("tour 1 of 5 · Found, or not found")
        await app.press("escape")
        await app.see_no(*OFFER)
        assert not is_first_start()
        await app.resize(*WIDE)
        await a_click_closes_it_for_good_and_so_does_ones_own_payload(app, payload)


async def offer_again(app: Session) -> None:
    """The offer on the demo, as at a first start."""
    await app.open_anew()
    main = app.app.screen
    assert isinstance(main, MainScreen)
    (state_folder() / "lessons.json").unlink()
    main.offers_tour = True
    await main.mount(*main.compose_below(), before="#find")
    await app.see(*OFFER)


async def a_click_closes_it_for_good_and_so_does_ones_own_payload(app: Session, payload: MakePayload) -> None:
    file = payload({"data": [{"Last_Name": "Ode"}]})
    for words in ("look at the demo", "close"):
        await offer_again(app)
        assert "## Keys: first start" in help_of(app.app.screen).markdown
        await app.click(words, pane="TourOffer")
        await app.until(lambda: not app.app.screen.query(TourOffer), "the offer to go")
        assert isinstance(app.app.screen, MainScreen)
        assert Progress().offered
        assert "first start" not in help_of(app.app.screen).markdown
        await app.press("1", "3", "escape")
        assert isinstance(app.app.screen, MainScreen)
    for key in ("offer.own", "payload.open"):
        await offer_again(app)
        await app.do(key)
        await app.see("open a payload")
        await app.paste(str(file))
        await app.press("enter")
        await app.see("own.json", pane="#payload")
        await app.until(lambda: not app.app.screen.query(TourOffer), "the offer to go")
        assert Progress().offered, key


def test_only_a_first_start_without_a_payload_offers_it(payload: MakePayload, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[bool] = []

    def run(opened: Any, _: object, *, lesson: str | None = None, offers_tour: bool = False) -> int:
        with opened.explorer.data_set:
            started.append(offers_tour)
        return 0

    monkeypatch.setattr(open_command, "_no_terminal", lambda: False)
    monkeypatch.setattr(open_command, "_run", run)
    open_command.open_payload(payload({"data": [{}]}), CaseOptions())
    open_command.open_lesson("01-found-or-not")
    open_command.run_without_payload(Namespace())
    Progress().offer_made()
    open_command.run_without_payload(Namespace())
    assert started == [False, False, True, False]
