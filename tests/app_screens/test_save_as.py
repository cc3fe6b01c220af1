"""Save as: the path line says what would happen before it does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.app_screens.conftest import HOSTILE, LONG
from tests.app_screens.host import LARGE, SMALL, goes_back, shown
from tui.screens.dialogs.path_line import PathLine
from tui.screens.dialogs.save_as import SaveAs

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_enter_takes_the_default(work: Path, size: tuple[int, int]) -> None:
    async with shown(SaveAs(work / "new.json"), size) as screen:
        await screen.sees("~/crm/new.json", "a new file in ~/crm")
        screen.fits()
        await screen.press("enter")
        assert await screen.answer() == work / "new.json"


async def test_a_click_takes_the_default(work: Path) -> None:
    async with shown(SaveAs(work / "new.json")) as screen:
        await screen.click("⏎ Save")
        assert await screen.answer() == work / "new.json"


async def test_a_file_that_exists_takes_a_second_enter(work: Path) -> None:
    async with shown(SaveAs(work / "orders.json")) as screen:
        await screen.sees("this file exists")
        await screen.press("enter")
        await screen.sees("! ~/crm/orders.json exists: press enter again to overwrite it")
        assert screen.stays
        await screen.press("enter")
        assert await screen.answer() == work / "orders.json"


async def test_typing_takes_the_question_back(work: Path) -> None:
    async with shown(SaveAs(work / "orders.json")) as screen:
        await screen.press("enter", "backspace", "n")
        await screen.sees("this file exists")
        await screen.press("enter")
        assert screen.stays


PROBLEMS = {
    "~/nowhere/a.json": "the folder ~/nowhere does not exist",
    "~/crm/notes.md/a.json": "the folder ~/crm/notes.md is not a folder",
    "~/crm": "this is a folder",
    "~/crm/archive/": "this is a folder",
    "~/crm/nothere/": "there is no folder",
    "": "type a file name",
    "b" * 300: "file name too long",
}


async def test_what_cannot_be_written_is_said_in_place(work: Path) -> None:
    async with shown(SaveAs(work / "new.json")) as screen:
        for text, said in PROBLEMS.items():
            screen.app.screen.query_one(PathLine).fill(text)
            await screen.sees(f"! {said}")
            await screen.press("enter")
            assert screen.stays
            screen.fits()


@pytest.mark.parametrize(
    ("name", "refused", "said"),
    [("new.json", "crm", "is not writable"), ("orders.json", "orders.json", "is not")],
)
async def test_what_may_not_be_written_is_said(
    work: Path, monkeypatch: pytest.MonkeyPatch, name: str, refused: str, said: str
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != refused)
    async with shown(SaveAs(work / name)) as screen:
        await screen.sees(said)
        await screen.press("enter")
        assert screen.stays


async def test_a_hostile_default_is_written_as_it_is_shown(work: Path) -> None:
    async with shown(SaveAs(work / HOSTILE)) as screen:
        await screen.sees("[x]\\x1b[31mred\\u202egpj.json")
        screen.fits()
        await screen.press("enter")
        assert (await screen.answer()).name == "[x]\\x1b[31mred\\u202egpj.json"


async def test_a_long_path_fits(work: Path) -> None:
    async with shown(SaveAs(work / LONG)) as screen:
        await screen.press("enter")
        await screen.sees("exists: press enter")
        screen.fits()


async def test_quotes_around_a_dropped_path_do_not_count(work: Path) -> None:
    async with shown(SaveAs(work / "new.json")) as screen:
        screen.app.screen.query_one(PathLine).fill(f"'{work / 'with space.json'}'")
        await screen.press("enter")
        assert await screen.answer() == work / "with space.json"


async def test_escape_and_its_word_go_back(work: Path) -> None:
    await goes_back(lambda: SaveAs(work / "new.json"))
