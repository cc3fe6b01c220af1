"""The file picker: payloads of the data set, files opened before, and any path."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app_screens.conftest import HOSTILE, LONG
from tests.app_screens.host import LARGE, SMALL, Shown, hosted
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


async def payloads_come_first_then_recent_files_then_the_folder(screen: Shown) -> None:
    await screen.sees("payloads of demo", "recent", "▸ archive/")
    starts = [screen.text.index(title) for title in ("payloads of demo", "recent", "▸ archive/")]
    assert starts == sorted(starts)
    screen.fits()


async def enter_opens_what_the_cursor_stands_on(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.press("enter")
    assert await screen.answer() == work / "orders.json"


async def arrows_move_while_the_line_keeps_the_focus(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.press("down", "enter")
    assert await screen.answer() == work / "leads.csv"


async def what_a_payload_shows_is_said_in_full_and_harmless(screen: Shown) -> None:
    await screen.sees("Orders of the day")
    await screen.press("down")
    await screen.sees("[/x] \\x1b[2J")
    screen.fits()


async def a_word_searches_payloads_by_module(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("contacts")
    await screen.until(lambda: "orders.json" not in screen.text)
    await screen.press("enter")
    assert await screen.answer() == work / "leads.csv"


async def a_click_opens_a_payload(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.click("leads.csv")
    assert await screen.answer() == work / "leads.csv"


async def the_mouse_goes_through_folders_and_back_up(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.click("▸ archive/")
    await screen.sees("  first.json   ", "~/crm/archive/")
    await screen.click("▸ ../")
    await screen.sees("notes.md")
    await screen.click("▸ archive/")
    await screen.until(lambda: "notes.md" not in screen.text)
    await screen.click("  first.json")
    assert await screen.answer() == work / "archive" / "first.json"


async def a_path_is_typed_with_the_home_folder_and_tab(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("~/cr")
    await screen.press("tab")
    await screen.type("ar")
    await screen.press("tab")
    await screen.sees("~/crm/archive/")
    await screen.press("tab", "enter")
    assert await screen.answer() == work / "archive" / "first.json"


async def tab_completes_as_far_as_there_is_no_choice(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("./OR")
    await screen.press("tab")
    assert screen.app.screen.query_one(PathLine).value == "./orders"
    await screen.press("down", "down", "enter")
    assert (await screen.answer()).name.startswith("orders")


async def a_typed_file_wins_over_the_cursor(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("~/crm/notes.md")
    await screen.press("enter")
    assert await screen.answer() == work / "notes.md"


async def after_the_arrows_the_cursor_wins_over_the_text(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("~/crm/orders")
    await screen.press("down", "enter")
    assert await screen.answer() == work / "orders.json"


async def a_file_that_is_not_there_is_said_in_place(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    for text in ("nope.json", "~/nowhere/nope.json", "~nobody/x", "a" * 300):
        screen.app.screen.query_one(PathLine).fill(text)
        await screen.until(lambda: "! " not in screen.text)
        await screen.press("enter")
        await screen.sees("! ")
        assert screen.stays
        screen.fits()


async def a_file_that_cannot_be_read_is_said_in_place(
    screen: Shown, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    await screen.show(picker(work))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        await screen.press("enter")
    await screen.sees("! permission denied")
    assert screen.stays


async def hidden_files_show_only_when_they_are_typed(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("./")
    await screen.until(lambda: "notes.md" in screen.text)
    assert ".secret" not in screen.text
    await screen.type(".s")
    await screen.sees(".secret.json")


async def awkward_names_are_escaped_and_can_be_chosen(screen: Shown, work: Path) -> None:
    await screen.show(picker(work))
    await screen.type("./")
    await screen.sees("[x]\\x1b[31mred\\u202egpj.json", "very-long-very-long-")
    screen.fits()
    await screen.click("[x]\\x1b")
    assert await screen.answer() == work / HOSTILE


async def a_folder_whose_name_cannot_be_typed_is_entered(screen: Shown, work: Path) -> None:
    inner = work / "od\x1bd"
    inner.mkdir()
    (inner / LONG).write_text("{}", encoding="utf-8")
    await screen.show(FilePicker(work))
    await screen.click("od\\x1bd/")
    await screen.sees("~/crm/od\\x1bd", "./")
    await screen.click("… JSON")
    assert await screen.answer() == inner / LONG


async def test_payloads_and_files_are_chosen_by_name_by_path_and_by_mouse(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hosted() as screen:
        await screen.show(picker(work, work / "orders-2.json"))
        for size in [LARGE, SMALL]:
            await screen.resize(size)
            await payloads_come_first_then_recent_files_then_the_folder(screen)
        await what_a_payload_shows_is_said_in_full_and_harmless(screen)
        await enter_opens_what_the_cursor_stands_on(screen, work)
        await arrows_move_while_the_line_keeps_the_focus(screen, work)
        await a_word_searches_payloads_by_module(screen, work)
        await a_click_opens_a_payload(screen, work)
        await the_mouse_goes_through_folders_and_back_up(screen, work)
        await a_path_is_typed_with_the_home_folder_and_tab(screen, work)
        await tab_completes_as_far_as_there_is_no_choice(screen, work)
        await a_typed_file_wins_over_the_cursor(screen, work)
        await after_the_arrows_the_cursor_wins_over_the_text(screen, work)
        await a_file_that_is_not_there_is_said_in_place(screen, work)
        await a_file_that_cannot_be_read_is_said_in_place(screen, work, monkeypatch)
        await hidden_files_show_only_when_they_are_typed(screen, work)
        await awkward_names_are_escaped_and_can_be_chosen(screen, work)
        await a_folder_whose_name_cannot_be_typed_is_entered(screen, work)
