"""The file picker: payloads of the data set, files opened before, and any path."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app_screens.conftest import HOSTILE, LONG
from tests.app_screens.host import LARGE, SMALL, goes_back, shown
from tui.screens.dialogs.file_picker import FilePicker
from tui.screens.dialogs.path_line import PathLine

pytestmark = pytest.mark.anyio

PAYLOADS = (
    (Path("/demo/payloads/first-look.json"), "Leads", "One row of each kind"),
    (Path("/demo/payloads/accounts.csv"), "Accounts", "A spreadsheet as payload"),
)


def picker(work: Path, *recent: Path) -> FilePicker:
    made = [(work / "orders.json", "Leads", "Orders of the day"), (work / "leads.csv", "Contacts", "[/x] \x1b[2J")]
    return FilePicker(work, made, recent, "demo")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_payloads_come_first_then_recent_files_then_the_folder(work: Path, size: tuple[int, int]) -> None:
    async with shown(picker(work, work / "orders-2.json"), size) as screen:
        await screen.sees("payloads of demo", "recent", "▸ archive/")
        starts = [screen.text.index(title) for title in ("payloads of demo", "recent", "▸ archive/")]
        assert starts == sorted(starts)
        screen.fits()


async def test_enter_opens_what_the_cursor_stands_on(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.press("enter")
        assert await screen.answer() == work / "orders.json"


async def test_arrows_move_while_the_line_keeps_the_focus(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.press("down", "enter")
        assert await screen.answer() == work / "leads.csv"


async def test_what_a_payload_shows_is_said_in_full_and_harmless(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.sees("Orders of the day")
        await screen.press("down")
        await screen.sees("[/x] \\x1b[2J")
        screen.fits()


async def test_a_word_searches_payloads_by_module(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.type("contacts")
        await screen.until(lambda: "orders.json" not in screen.text)
        await screen.press("enter")
        assert await screen.answer() == work / "leads.csv"


async def test_a_click_opens_a_payload(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.click("leads.csv")
        assert await screen.answer() == work / "leads.csv"


async def test_the_mouse_goes_through_folders_and_back_up(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.click("▸ archive/")
        await screen.sees("  first.json   ", "~/crm/archive/")
        await screen.click("▸ ../")
        await screen.sees("notes.md")
        await screen.click("▸ archive/")
        await screen.until(lambda: "notes.md" not in screen.text)
        await screen.click("  first.json")
        assert await screen.answer() == work / "archive" / "first.json"


async def test_a_path_is_typed_with_the_home_folder_and_tab(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.type("~/cr")
        await screen.press("tab")
        await screen.type("ar")
        await screen.press("tab")
        await screen.sees("~/crm/archive/")
        await screen.press("tab", "enter")
        assert await screen.answer() == work / "archive" / "first.json"


async def test_tab_completes_as_far_as_there_is_no_choice(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.type("./OR")
        await screen.press("tab")
        assert screen.app.screen.query_one(PathLine).value == "./orders"
        await screen.press("down", "down", "enter")
        assert (await screen.answer()).name.startswith("orders")


async def test_a_typed_file_wins_over_the_cursor(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.type("~/crm/notes.md")
        await screen.press("enter")
        assert await screen.answer() == work / "notes.md"


async def test_after_the_arrows_the_cursor_wins_over_the_text(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.type("~/crm/orders")
        await screen.press("down", "enter")
        assert await screen.answer() == work / "orders.json"


async def test_a_file_that_is_not_there_is_said_in_place(work: Path) -> None:
    async with shown(picker(work)) as screen:
        for text in ("nope.json", "~/nowhere/nope.json", "~nobody/x", "a" * 300):
            screen.app.screen.query_one(PathLine).fill(text)
            await screen.until(lambda: "! " not in screen.text)
            await screen.press("enter")
            await screen.sees("! ")
            assert screen.stays
            screen.fits()


async def test_a_file_that_cannot_be_read_is_said_in_place(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    async with shown(picker(work)) as screen:
        monkeypatch.setattr(Path, "open", refuse)
        await screen.press("enter")
        await screen.sees("! permission denied")
        assert screen.stays


async def test_hidden_files_show_only_when_they_are_typed(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.type("./")
        await screen.until(lambda: "notes.md" in screen.text)
        assert ".secret" not in screen.text
        await screen.type(".s")
        await screen.sees(".secret.json")


async def test_awkward_names_are_escaped_and_can_be_chosen(work: Path) -> None:
    async with shown(picker(work)) as screen:
        await screen.type("./")
        await screen.sees("[x]\\x1b[31mred\\u202egpj.json", "very-long-very-long-")
        screen.fits()
        await screen.click("[x]\\x1b")
        assert await screen.answer() == work / HOSTILE


async def test_a_folder_whose_name_cannot_be_typed_is_entered(work: Path) -> None:
    inner = work / "od\x1bd"
    inner.mkdir()
    (inner / LONG).write_text("{}", encoding="utf-8")
    async with shown(FilePicker(work)) as screen:
        await screen.click("od\\x1bd/")
        await screen.sees("~/crm/od\\x1bd", "./")
        await screen.click("… JSON")
        assert await screen.answer() == inner / LONG


async def test_escape_and_its_word_go_back(work: Path) -> None:
    await goes_back(lambda: picker(work))
