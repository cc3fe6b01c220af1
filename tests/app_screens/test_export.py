"""The export dialog: what, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app_screens.host import LARGE, SMALL, goes_back, shown
from tui.screens.dialogs.export import ExportChoice, ExportDialog, ExportKind
from tui.screens.dialogs.path_line import PathLine

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_everything_is_offered_and_the_clipboard_promises_nothing(work: Path, size: tuple[int, int]) -> None:
    async with shown(ExportDialog(work, "first-look"), size) as screen:
        await screen.sees("forecast as Markdown", "forecast as CSV", "forecast as JSON", "expected reply", "payload")
        await screen.sees("picture of the screen", "sent to the terminal's clipboard", "~/crm/first-look-forecast.md")
        screen.fits()


async def test_enter_writes_the_file(work: Path) -> None:
    async with shown(ExportDialog(work, "first-look")) as screen:
        await screen.press("down", "down", "down")
        await screen.sees("~/crm/first-look-reply.json", "a new file in ~/crm")
        await screen.press("enter")
        assert await screen.answer() == ExportChoice(ExportKind.REPLY, False, work / "first-look-reply.json")


@pytest.mark.parametrize("key", ["f9", "ctrl+b"])
async def test_a_key_sends_to_the_clipboard(work: Path, key: str) -> None:
    async with shown(ExportDialog(work, "first-look")) as screen:
        await screen.press("down", key)
        assert await screen.answer() == ExportChoice(ExportKind.CSV, True, None)


async def test_the_mouse_chooses_and_writes(work: Path) -> None:
    async with shown(ExportDialog(work, "first-look")) as screen:
        await screen.click("picture of the screen")
        await screen.sees("first-look.svg", "few terminals accept one")
        assert screen.stays
        await screen.click("⏎ Write the file")
        assert await screen.answer() == ExportChoice(ExportKind.PICTURE, False, work / "first-look.svg")


async def test_the_mouse_sends_to_the_clipboard(work: Path) -> None:
    async with shown(ExportDialog(work, "first-look")) as screen:
        await screen.click("forecast as JSON")
        await screen.click("F9 To the clipboard")
        assert await screen.answer() == ExportChoice(ExportKind.JSON, True, None)


async def test_a_name_of_ones_own_is_kept(work: Path) -> None:
    async with shown(ExportDialog(work, "first-look")) as screen:
        screen.app.screen.query_one(PathLine).fill("mine.txt")
        await screen.settle()
        await screen.press("down", "enter")
        assert await screen.answer() == ExportChoice(ExportKind.CSV, False, work / "mine.txt")


async def test_a_file_that_exists_takes_a_second_enter(work: Path) -> None:
    async with shown(ExportDialog(work, "first-look")) as screen:
        screen.app.screen.query_one(PathLine).fill("orders.json")
        await screen.settle()
        await screen.press("enter")
        await screen.sees("exists: press enter again to overwrite it")
        await screen.press("enter")
        assert (await screen.answer()).path == work / "orders.json"


async def test_what_cannot_be_written_is_said_in_place(work: Path) -> None:
    async with shown(ExportDialog(work / "nowhere", "first-look")) as screen:
        await screen.press("enter")
        await screen.sees("! the folder ~/crm/nowhere does not exist")
        assert screen.stays


async def test_only_what_there_is_is_offered(work: Path) -> None:
    async with shown(ExportDialog(work, "x", [ExportKind.PICTURE, ExportKind.PAYLOAD], ExportKind.PICTURE)) as screen:
        await screen.sees("payload", "x.svg")
        assert "Markdown" not in screen.text
        await screen.press("f9")
        assert (await screen.answer()).kind is ExportKind.PICTURE


async def test_a_hostile_stem_is_harmless(work: Path) -> None:
    async with shown(ExportDialog(work, "../[/x]\x1b[2J\u202e" + "y" * 100)) as screen:
        screen.fits()
        await screen.press("f9")
        assert (await screen.answer()).kind is ExportKind.MARKDOWN


async def test_escape_and_its_word_go_back(work: Path) -> None:
    await goes_back(lambda: ExportDialog(work, "first-look"))
