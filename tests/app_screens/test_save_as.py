"""Save as: the path line says what would happen before it does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.app_screens.conftest import HOSTILE, LONG
from tests.app_screens.host import LARGE, SMALL, Shown, goes_back, hosted
from tui.screens.dialogs.path_line import PathLine
from tui.screens.dialogs.save_as import SaveAs

pytestmark = pytest.mark.anyio


async def enter_takes_the_default(screen: Shown, work: Path, size: tuple[int, int]) -> None:
    await screen.show(SaveAs(work / "new.json"), size)
    await screen.sees("~/crm/new.json", "a new file in ~/crm")
    screen.fits()
    await screen.press("enter")
    assert await screen.answer() == work / "new.json"


async def a_click_takes_the_default(screen: Shown, work: Path) -> None:
    await screen.show(SaveAs(work / "new.json"))
    await screen.click("⏎ Save")
    assert await screen.answer() == work / "new.json"


async def a_file_that_exists_takes_a_second_enter(screen: Shown, work: Path) -> None:
    await screen.show(SaveAs(work / "orders.json"))
    await screen.sees("this file exists")
    await screen.press("enter")
    await screen.sees("! ~/crm/orders.json exists: press enter again to overwrite it")
    assert screen.stays
    await screen.press("enter")
    assert await screen.answer() == work / "orders.json"


async def typing_takes_the_question_back(screen: Shown, work: Path) -> None:
    await screen.show(SaveAs(work / "orders.json"))
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


async def what_cannot_be_written_is_said_in_place(screen: Shown, work: Path) -> None:
    await screen.show(SaveAs(work / "new.json"))
    for text, said in PROBLEMS.items():
        screen.app.screen.query_one(PathLine).fill(text)
        await screen.sees(f"! {said}")
        await screen.press("enter")
        assert screen.stays
        screen.fits()


async def what_may_not_be_written_is_said(
    screen: Shown, work: Path, monkeypatch: pytest.MonkeyPatch, name: str, refused: str, said: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, mode: Path(path).name != refused)
        await screen.show(SaveAs(work / name))
        await screen.sees(said)
        await screen.press("enter")
        assert screen.stays


async def a_hostile_default_is_written_as_it_is_shown(screen: Shown, work: Path) -> None:
    await screen.show(SaveAs(work / HOSTILE))
    await screen.sees("[x]\\x1b[31mred\\u202egpj.json")
    screen.fits()
    await screen.press("enter")
    assert (await screen.answer()).name == "[x]\\x1b[31mred\\u202egpj.json"


async def a_long_path_fits(screen: Shown, work: Path) -> None:
    await screen.show(SaveAs(work / LONG))
    await screen.press("enter")
    await screen.sees("exists: press enter")
    screen.fits()


async def quotes_around_a_dropped_path_do_not_count(screen: Shown, work: Path) -> None:
    await screen.show(SaveAs(work / "new.json"))
    screen.app.screen.query_one(PathLine).fill(f"'{work / 'with space.json'}'")
    await screen.press("enter")
    assert await screen.answer() == work / "with space.json"


async def escape_and_its_word_go_back(screen: Shown, work: Path) -> None:
    await goes_back(screen, lambda: SaveAs(work / "new.json"))


async def test_what_would_happen_is_said_before_it_does(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosted() as screen:
        for size in [SMALL, LARGE]:
            await enter_takes_the_default(screen, work, size)
        await a_click_takes_the_default(screen, work)
        await a_file_that_exists_takes_a_second_enter(screen, work)
        await typing_takes_the_question_back(screen, work)
        await what_cannot_be_written_is_said_in_place(screen, work)
        for name, refused, said in [("new.json", "crm", "is not writable"), ("orders.json", "orders.json", "is not")]:
            await what_may_not_be_written_is_said(screen, work, monkeypatch, name, refused, said)
        await a_hostile_default_is_written_as_it_is_shown(screen, work)
        await a_long_path_fits(screen, work)
        await quotes_around_a_dropped_path_do_not_count(screen, work)
        await escape_and_its_word_go_back(screen, work)
