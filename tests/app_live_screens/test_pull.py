"""Pulling: what is chosen, what it costs, how far it is, and the data set that is opened."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.app_live_screens.host import SMALL, shown
from tests.live.helpers import TOKEN_PATH
from tests.live.server import ok
from tui.core.payload.formats import recognise
from tui.core.payload.intake import decode
from tui.dataset.folder import DataSet, demo_folder
from tui.live.accounts.profiles import add_profile, save_credentials
from tui.live.http.secret import Secret
from tui.live.zoho.result import LiveError
from tui.screens.dialogs.org_dialog import client_of
from tui.screens.pull.screen import PayloadToPull, PullScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.app_live_screens.host import LiveShown
    from tests.live.server import LoopbackServer
    from tui.core.values import Json

pytestmark = pytest.mark.anyio


def touching() -> PayloadToPull:
    """A payload of the demo."""
    file = next(file for file in (demo_folder() / "payloads").iterdir() if file.suffix == ".json")
    return PayloadToPull(recognise(decode(file.read_bytes())).request, "Leads", "[x] example.json", 6)


async def knows_modules(screen: LiveShown) -> None:
    """Wait until the org has told its modules."""
    await screen.until(lambda: bool(getattr(screen.app.screen, "_modules_told", False)))


def modules_in(folder: Path) -> tuple[str, ...]:
    with DataSet.open(folder) as data_set:
        return data_set.modules()


async def test_modules_are_ticked_the_cost_is_told_and_a_data_set_is_made(work: Path) -> None:
    async with shown(PullScreen("practice", work, modules=["Leads"]), SMALL) as screen:
        await knows_modules(screen)
        await screen.sees("[x] Leads", "~/crm/practice", "a new data set in ~/crm")
        await screen.stands()
        await screen.press("down", "space", "enter")
        await screen.sees("about 48 records", "about 24 records", "This will cost about 11 API credits", "esc Back")
        await screen.stands()
        assert list(work.glob("practice")) == []
        await screen.press("enter")
        await screen.sees("48 records", "The data set is in ~/crm/practice", "⏎ Open", "esc Back")
        await screen.stands()
        await screen.press("enter")
        assert await screen.answer() == work / "practice"
    assert modules_in(work / "practice") == ("Leads", "Accounts")


async def test_by_mouse_alone(work: Path) -> None:
    async with shown(PullScreen("practice", work)) as screen:
        await knows_modules(screen)
        await screen.click("Contacts")
        await screen.sees("[x] Contacts", "● whole modules (1)")
        await screen.click("⏎ Next")
        await screen.click("⏎ Pull")
        await screen.click("⏎ Open")
        assert await screen.answer() == work / "practice"


async def test_what_a_payload_touches_is_pulled_and_a_further_one_is_added(work: Path) -> None:
    def screen_of(**more: Any) -> PullScreen:
        return PullScreen("practice", work, payload=touching(), for_payload=True, **more)

    async with shown(screen_of()) as screen:
        await screen.sees("● only what [x] example.json touches", "~/crm/practice-x--example")
        await screen.press("enter")
        await screen.sees("values to look up", "This will cost")
        await screen.press("enter")
        await screen.sees("The data set is in")
        await screen.press("enter")
        folder = await screen.answer()
    with DataSet.open(folder) as made:
        assert (made.partial, made.modules()) == (True, ("Leads",))
    async with shown(screen_of(open_folder=folder)) as screen:
        await screen.sees("adds to the partial data set")
        await screen.press("enter")
        await screen.sees("This will cost")
        await screen.press("enter")
        await screen.sees("Added to the data set")


async def test_one_key_goes_from_modules_to_the_payload_and_a_typed_folder_stays(work: Path) -> None:
    async with shown(PullScreen("practice", work, payload=touching())) as screen:
        await knows_modules(screen)
        await screen.press("f8")
        await screen.sees("that hold a check value", "~/crm/practice-x--example")
        await screen.type("-2")
        await screen.press("f8")
        await screen.sees("[ ] Leads", "~/crm/practice-x--example-2")


async def test_a_data_set_that_stands_there_takes_a_second_enter(work: Path) -> None:
    (work / "practice" / "fields").mkdir(parents=True)
    async with shown(PullScreen("practice", work, modules=["Leads"])) as screen:
        await knows_modules(screen)
        await screen.press("enter")
        await screen.sees("press enter again to replace it")
        await screen.press("enter")
        await screen.sees("This will cost")
        await screen.press("escape")
        await screen.sees("into the folder")
        await screen.press("escape")
        assert await screen.answer() is None
    assert [file.name for file in work.rglob("*")] == ["practice", "fields"]


async def test_a_folder_of_something_else_and_nothing_ticked_are_said(work: Path) -> None:
    (work / "practice").mkdir()
    (work / "practice" / "letter.txt").write_text("dear")
    async with shown(PullScreen("practice", work)) as screen:
        await knows_modules(screen)
        await screen.press("enter")
        await screen.sees("tick a module first")
        await screen.press("space", "enter")
        await screen.sees("this folder is not a data set")
        await screen.press("escape")
        assert await screen.answer() is None


class Held:
    """A client that lets a request of records through only when it may; the pull can be stopped meanwhile."""

    def __init__(self, client: Any, may: threading.Event) -> None:
        self._client, self._may, self.coql = client, may, client.coql

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
        """GET, as ZohoClient."""
        if path == "Leads":
            assert self._may.wait(10)
        return self._client.get(path, params)


async def test_progress_is_shown_and_a_stopped_pull_goes_on_later(work: Path) -> None:
    may = threading.Event()

    @contextmanager
    def connect(name: str, wait: Callable[[float], object]) -> Iterator[Any]:
        with client_of(name, wait) as client:
            yield Held(client, may)

    async with shown(PullScreen("practice", work, modules=["Leads", "Accounts"], connect=connect)) as screen:
        await knows_modules(screen)
        await screen.press("enter")
        await screen.sees("This will cost")
        await screen.press("enter")
        await screen.sees("0 records of about 48", "waiting", "6 credits of about 11", "s Stop")
        await screen.press("s")
        await screen.sees("stopping after this request")
        may.set()
        await screen.sees("Stopped. What was read is kept")
        await screen.press("enter")
        await screen.sees("continues an earlier pull")
        await screen.press("enter")
        await screen.sees("read already")
        await screen.press("enter")
        await screen.sees("The data set is in")


async def test_a_wait_that_zoho_asks_for_is_shown_and_a_stop_ends_it_at_once(work: Path) -> None:
    @contextmanager
    def connect(name: str, wait: Callable[[float], object]) -> Iterator[Any]:
        class Busy(Held):
            def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
                if path == "Leads" and wait(29) is False:
                    raise LiveError("refused", "HTTP 429", 429)
                return self._client.get(path, params)

        with client_of(name, wait) as client:
            yield Busy(client, threading.Event())

    async with shown(PullScreen("practice", work, modules=["Leads"], connect=connect)) as screen:
        await knows_modules(screen)
        await screen.press("enter")
        await screen.sees("This will cost")
        await screen.press("enter")
        await screen.reads("trying again in 29 s")
        await screen.press("s")
        await screen.sees("Stopped. What was read is kept")


async def test_a_stop_ends_a_wait_that_zoho_asks_for_only_after_it_and_the_next_pull_may_wait(work: Path) -> None:
    asked, answers = threading.Event(), threading.Event()

    @contextmanager
    def connect(name: str, wait: Callable[[float], object]) -> Iterator[Any]:
        class Busy(Held):
            def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
                if path == "Leads":
                    asked.set()
                    answers.wait()
                    if wait(29) is False:
                        raise LiveError("refused", "HTTP 429", 429)
                return self._client.get(path, params)

        with client_of(name, wait) as client:
            yield Busy(client, threading.Event())

    async with shown(PullScreen("practice", work, modules=["Leads"], connect=connect)) as screen:
        await knows_modules(screen)
        await screen.press("enter")
        await screen.sees("This will cost")
        await screen.press("enter")
        await screen.until(asked.is_set)
        await screen.press("s")
        await screen.sees("stopping after this request")
        answers.set()
        await screen.sees("Stopped. What was read is kept")
        await screen.press("escape", "enter")
        await screen.sees("This will cost")
        await screen.press("enter")
        await screen.reads("trying again in 29 s")
        await screen.press("s")
        await screen.sees("Stopped. What was read is kept")


async def test_an_app_that_ends_while_the_cost_is_shown_ends(work: Path) -> None:
    async with shown(PullScreen("practice", work, modules=["Leads"])) as screen:
        await knows_modules(screen)
        await screen.press("enter")
        await screen.sees("This will cost")


async def test_trouble_with_the_token_is_told_and_the_standard_modules_are_there(
    work: Path, server: LoopbackServer
) -> None:
    add_profile("mine", {"accounts_url": server.url, "api_url": server.url, "client_id": "1000.ABC"})
    save_credentials("mine", client_secret=Secret("secret-of-mine"), refresh_token=Secret("1000.refresh"))
    server.at(TOKEN_PATH, ok({"error": "access_denied"}))
    async with shown(PullScreen("mine", work, modules=["Leads"])) as screen:
        await screen.sees("too many token requests", "[x] Leads", "Purchase_Orders")
        await screen.press("enter")
        await screen.sees("too many token requests")


async def test_a_profile_that_does_not_exist_is_said(work: Path) -> None:
    async with shown(PullScreen("nobody", work)) as screen:
        await screen.sees("there is no profile called nobody")
        await screen.press("enter", "escape")
        assert await screen.answer() is None


async def test_a_module_that_the_org_refuses_does_not_hide_the_others(work: Path) -> None:
    class Refusing(Held):
        def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
            if (params or {}).get("module") == "Leads":
                raise LiveError("refused", "[/red]you may not", 403, {"code": "NO_PERMISSION"})
            return self._client.get(path, params)

    @contextmanager
    def connect(name: str, wait: Callable[[float], object]) -> Iterator[Any]:
        with client_of(name, wait) as client:
            yield Refusing(client, threading.Event())

    async with shown(PullScreen("practice", work, modules=["Leads", "Accounts"], connect=connect)) as screen:
        await knows_modules(screen)
        await screen.press("enter")
        await screen.sees("! Leads: [/red]you may not", "This will cost")
        await screen.press("enter")
        await screen.sees("! Leads: [/red]you may not", "24 records", "The data set is in")
