"""The data set picker: the demo, those opened before, and other folders, with what there is to say of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.app_screens.host import LARGE, SMALL, Shown, hosted
from tui.core.views.describe import age_text
from tui.screens.dialogs.data_set_picker import DataSetFacts, DataSetPicker

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MODULES = ("Leads", "Accounts", "Contacts", "Deals", "Campaigns", "Tasks", "Calls")
NO_DATA_SET = "it has neither fields/ nor records/"


def describe(path: Path) -> DataSetFacts | str:
    """Folders that are called so are data sets."""
    return {
        "demo": DataSetFacts("demo", "2026-11-02T09:00:00+00:00", MODULES),
        "archive": DataSetFacts("[/x] Org \x1b[2J", None, ("Leads",), partial=True),
    }.get(path.name, NO_DATA_SET)


def picker(work: Path, *recent: Path) -> DataSetPicker:
    demo = Path("/bundled/demo")
    return DataSetPicker(demo, [demo, *recent], describe, now=NOW, folder=work, current=demo)


async def the_demo_comes_first_with_age_and_modules(screen: Shown, work: Path, size: tuple[int, int]) -> None:
    await screen.show(picker(work, work / "archive", work / "gone"), size)
    await screen.sees("demo   bundled   ● open now")
    await screen.sees("3 weeks old · Leads, Accounts, Contacts, Deals, Campaigns and 2 more")
    await screen.sees("[/x] Org \\x1b[2J   ~/crm/archive", "partial · of unknown age · Leads", f"! {NO_DATA_SET}")
    assert screen.text.count("bundled") == 1
    screen.fits()


async def enter_opens_the_one_under_the_cursor(screen: Shown, work: Path) -> None:
    await screen.show(picker(work, work / "archive"))
    await screen.press("enter")
    assert await screen.answer() == Path("/bundled/demo")
    await screen.show(picker(work, work / "archive"))
    await screen.press("down", "enter")
    assert await screen.answer() == work / "archive"


async def a_click_opens_a_recent_one(screen: Shown, work: Path) -> None:
    await screen.show(picker(work, work / "archive"))
    await screen.click("of unknown age")
    assert await screen.answer() == work / "archive"


async def a_recent_one_that_is_no_data_set_any_more_says_so(screen: Shown, work: Path) -> None:
    await screen.show(picker(work, work / "gone"))
    await screen.click("gone   ~/crm/gone")
    await screen.until(lambda: screen.text.count(NO_DATA_SET) == 2)
    assert screen.stays


async def a_typed_folder_is_opened(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("~/crm/ar")
    await screen.press("tab", "enter")
    assert await screen.answer() == work / "archive"


async def a_typed_folder_that_is_none_says_so_in_place(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("~/crm/old")
    await screen.press("enter")
    await screen.sees(f"! {NO_DATA_SET}", "~/crm/old")
    assert screen.stays
    screen.fits()


async def the_mouse_goes_through_folders(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.click("▸ old/")
    await screen.sees("folders of ~/crm/old", f"! {NO_DATA_SET}")
    await screen.click("▸ ../")
    await screen.sees("▸ old/")
    await screen.click("▸ archive/")
    assert await screen.answer() == work / "archive"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "made just now"),
        (timedelta(minutes=20), "20 minutes old"),
        (timedelta(hours=1), "1 hour old"),
        (timedelta(hours=23), "23 hours old"),
        (timedelta(days=1), "1 day old"),
        (timedelta(days=13), "13 days old"),
        (timedelta(days=22), "3 weeks old"),
        (timedelta(days=100), "3 months old"),
        (timedelta(days=800), "2 years old"),
        (timedelta(days=-2), "dated 2026-11-26, in the future"),
    ],
)
def test_an_age_is_said_in_words(ago: timedelta, words: str) -> None:
    assert age_text((NOW - ago).isoformat(), NOW.timestamp()) == words


def test_an_age_that_cannot_be_told_is_not_guessed() -> None:
    assert age_text(None, NOW.timestamp()) == "of unknown age"
    assert age_text("last \x1bspring", NOW.timestamp()) == "made at last \\x1bspring"
    assert age_text("2026-11-23T12:00:00", NOW.timestamp()) == "1 day old"


async def test_data_sets_are_chosen_by_name_by_path_and_by_mouse(work: Path) -> None:
    async with hosted() as screen:
        for size in [SMALL, LARGE]:
            await the_demo_comes_first_with_age_and_modules(screen, work, size)
        await enter_opens_the_one_under_the_cursor(screen, work)
        await a_click_opens_a_recent_one(screen, work)
        await a_recent_one_that_is_no_data_set_any_more_says_so(screen, work)
        await a_typed_folder_is_opened(screen, work)
        await a_typed_folder_that_is_none_says_so_in_place(screen, work)
        await the_mouse_goes_through_folders(screen, work)
