"""The export dialog: what, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app_screens.host import LARGE, SMALL, Shown, hosted
from tui.screens.dialogs.export import ExportChoice, ExportDialog, ExportKind
from tui.screens.dialogs.path_line import PathLine

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


async def everything_is_offered_and_the_clipboard_promises_nothing(screen: Shown) -> None:
    await screen.sees("forecast as Markdown", "forecast as CSV", "forecast as JSON", "expected reply", "payload")
    await screen.sees("picture of the screen", "sent to the terminal's clipboard", "~/crm/first-look-forecast.md")
    screen.fits()


async def enter_writes_the_file(screen: Shown, work: Path) -> None:
    await screen.press("down", "down", "down")
    await screen.sees("~/crm/first-look-reply.json", "a new file in ~/crm")
    await screen.press("enter")
    assert await screen.answer() == ExportChoice(ExportKind.REPLY, False, work / "first-look-reply.json")


async def a_key_sends_to_the_clipboard(screen: Shown, work: Path, key: str) -> None:
    await screen.show(ExportDialog(work, "first-look"))
    await screen.press("down", key)
    assert await screen.answer() == ExportChoice(ExportKind.CSV, True, None)


async def the_mouse_chooses_and_writes(screen: Shown, work: Path) -> None:
    await screen.show(ExportDialog(work, "first-look"))
    await screen.click("picture of the screen")
    await screen.sees("first-look.svg", "few terminals accept one")
    assert screen.stays
    await screen.click("⏎ Write the file")
    assert await screen.answer() == ExportChoice(ExportKind.PICTURE, False, work / "first-look.svg")


async def the_mouse_sends_to_the_clipboard(screen: Shown, work: Path) -> None:
    await screen.show(ExportDialog(work, "first-look"))
    await screen.click("forecast as JSON")
    await screen.click("F9 To the clipboard")
    assert await screen.answer() == ExportChoice(ExportKind.JSON, True, None)


async def a_name_of_ones_own_is_kept(screen: Shown, work: Path) -> None:
    await screen.show(ExportDialog(work, "first-look"))
    screen.app.screen.query_one(PathLine).fill("mine.txt")
    await screen.settle()
    await screen.press("down", "enter")
    assert await screen.answer() == ExportChoice(ExportKind.CSV, False, work / "mine.txt")


async def a_file_that_exists_takes_a_second_enter(screen: Shown, work: Path) -> None:
    await screen.show(ExportDialog(work, "first-look"))
    screen.app.screen.query_one(PathLine).fill("orders.json")
    await screen.settle()
    await screen.press("enter")
    await screen.sees("exists: press enter again to overwrite it")
    await screen.press("enter")
    assert (await screen.answer()).path == work / "orders.json"


async def what_cannot_be_written_is_said_in_place(screen: Shown, work: Path) -> None:
    await screen.show(ExportDialog(work / "nowhere", "first-look"))
    await screen.press("enter")
    await screen.sees("! the folder ~/crm/nowhere does not exist")
    assert screen.stays


async def only_what_there_is_is_offered(screen: Shown, work: Path) -> None:
    await screen.show(ExportDialog(work, "x", [ExportKind.PICTURE, ExportKind.PAYLOAD], ExportKind.PICTURE))
    await screen.sees("payload", "x.svg")
    assert "Markdown" not in screen.text
    await screen.press("f9")
    assert (await screen.answer()).kind is ExportKind.PICTURE


async def a_hostile_stem_is_harmless(screen: Shown, work: Path) -> None:
    await screen.show(ExportDialog(work, "../[/x]\x1b[2J\u202e" + "y" * 100))
    screen.fits()
    await screen.press("f9")
    assert (await screen.answer()).kind is ExportKind.MARKDOWN


async def test_what_and_where_to_are_chosen(work: Path) -> None:
    async with hosted() as screen:
        await screen.show(ExportDialog(work, "first-look"))
        for size in [LARGE, SMALL]:
            await screen.resize(size)
            await everything_is_offered_and_the_clipboard_promises_nothing(screen)
        await enter_writes_the_file(screen, work)
        for key in ["f9", "ctrl+b"]:
            await a_key_sends_to_the_clipboard(screen, work, key)
        await the_mouse_chooses_and_writes(screen, work)
        await the_mouse_sends_to_the_clipboard(screen, work)
        await a_name_of_ones_own_is_kept(screen, work)
        await a_file_that_exists_takes_a_second_enter(screen, work)
        await what_cannot_be_written_is_said_in_place(screen, work)
        await only_what_there_is_is_offered(screen, work)
        await a_hostile_stem_is_harmless(screen, work)
