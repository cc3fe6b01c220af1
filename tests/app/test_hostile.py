"""Values that break terminals: no pane shows a character that steers one, and none of them brings the app down."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from textual.content import Content
from textual.widgets import Static, Tabs

from tests.app.driving import Session, opened, steering
from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from tests.app.conftest import MakeDataSet, MakePayload

pytestmark = pytest.mark.anyio

HOSTILE = fixtures_folder() / "hostile"
PAYLOAD = HOSTILE / "payloads" / "hostile.json"


def text_of_tab(app: Session) -> str:
    """What stands in the detail pane, also what is scrolled out of sight."""
    text = app.app.screen.query_one("#of-tab Static", Static).visual
    assert isinstance(text, Content)
    return text.plain


def is_shown(app: Session, number: int) -> bool:
    """Whether a row is the one in the detail pane, with nothing harmful there."""
    return f"row {number}: " in app.harmless("#detail")


async def detail_of_rows(app: Session, last: int) -> str:
    """What is told of the first rows, one after the other, and on every tab of two of them; all of it is harmless."""
    seen = ""
    await app.do("pane.forecast")
    for number in range(1, last + 1):
        await app.until(partial(is_shown, app, number), f"row {number}")
        seen += text_of_tab(app)
        if number in (3, 7):
            for tab in ("changes", "record", "reply", "notes", "why"):
                await app.do("lists.detail.right")
                await app.frame()
                assert app.app.screen.query_one(Tabs).active == tab
                seen += text_of_tab(app)
                app.harmless("#detail")
        await app.press("down")
    app.harmless()
    assert steering(seen) == set()
    assert "[/x]" in seen
    return seen


async def test_no_row_no_tab_and_no_page_of_the_payload_shows_a_character_that_steers_the_terminal() -> None:
    async with opened(PAYLOAD, HOSTILE, module="Leads") as app:
        assert app.view.forecast is not None
        app.harmless()
        assert "\\x1b[31mred" in await detail_of_rows(app, len(app.view.forecast.rows))

        await app.do("pane.payload", "pane.zoom", "editor.first")
        for _ in range(7):
            await app.press("pagedown")
            app.harmless("#payload")
        await app.see(app.view.draft.text.split("\n")[-3].strip(), pane="#payload")  # that was all of it
        await app.do("pane.zoom")

        await app.do("module.pick")
        await app.see("Oddities", pane="Choices")
        app.harmless()
        await app.paste("oddi")
        await app.press("enter")
        await app.see("Oddities", pane="#top-bar")
        app.harmless()
        await app.do("pane.forecast")
        await app.press("home")
        await detail_of_rows(app, 8)  # all rows are refused for one reason, so that nothing is written
        for key in ("f1", "f1", "ctrl+p", "escape"):
            await app.press(key)
            await app.frame()
            app.harmless()


async def test_names_of_files_data_sets_and_fields_are_no_markup(payload: MakePayload, data_set: MakeDataSet) -> None:
    name = "[/x][bold]\x1b[31m\u202e"
    folder = data_set(
        [
            {"api_name": "Last_Name", "data_type": "text", "field_label": "[/red]"},
            {"api_name": name, "data_type": "text", "field_label": "[/x]", "unique": {"case_sensitive": False}},
        ],
        [{"id": "1", "Last_Name": "[/x]", name: "[/x]"}],
    )
    rows = [{"Last_Name": "[@click=app.leave]x[/]", name: "[/x]"}, {"Last_Name": "[VIP]", name: "\x9b2J"}]
    async with opened(payload({"data": rows}, "[b]x[:y].json"), folder) as app:
        await app.see("[b]x[:y].json", pane="#payload")
        await app.see("[/x]", pane="#fields")
        await app.see_row(1, "~ UPDATE [/x][bold]")
        for key in ("space", "shift+down", "d", "e", "l"):
            await app.press(key)
            await app.frame()
            app.harmless()
        await app.press("ctrl+q")
        await app.see("[b]x[:y].json has unsaved changes")
        app.harmless()
