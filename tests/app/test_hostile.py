"""Values that break terminals: no pane shows a character that steers one, and none of them brings the app down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from tests.app.conftest import MakeDataSet, MakePayload

pytestmark = pytest.mark.anyio

HOSTILE = fixtures_folder() / "hostile"
PAYLOAD = HOSTILE / "payloads" / "hostile.json"


async def through_all_rows(app: Session) -> str:
    """Look at every row in the tab that is shown; returns what its pane said."""
    seen = ""
    await app.do("pane.forecast")
    await app.press("home")
    assert app.view.forecast is not None
    for number in range(1, len(app.view.forecast.rows) + 1):
        await app.see(f"row {number}: ", pane="#detail")
        assert app.hidden_characters() == set()
        seen += app.text("#detail")
        await app.press("down")
    return seen


@pytest.mark.parametrize("module", ["Leads", "Oddities"])
async def test_every_row_is_shown_without_a_character_that_steers_the_terminal(module: str) -> None:
    async with opened(PAYLOAD, HOSTILE, module=module, size=(120, 50)) as app:
        seen = await through_all_rows(app)
        assert "[/x]" in seen


@pytest.mark.parametrize("tab", ["Changes", "Record after", "Reply", "Notes"])
async def test_every_tab_of_every_row_is_harmless(tab: str) -> None:
    async with opened(PAYLOAD, HOSTILE, module="Leads", size=(120, 50)) as app:
        await app.click(tab, pane="#detail")
        seen = await through_all_rows(app)
        assert "\\x1b[31mred" in seen or tab == "Notes"


async def test_the_payload_the_picker_the_palette_and_the_help_are_harmless() -> None:
    async with opened(PAYLOAD, HOSTILE, size=(120, 50)) as app:
        await app.do("pane.payload")
        for _ in range(14):
            await app.press("pagedown")
            assert app.hidden_characters() == set()
        await app.do("module.pick")
        await app.see("Oddities")
        assert app.hidden_characters() == set()
        await app.type("oddi")
        await app.press("enter")
        await app.see("Oddities", pane="#top-bar")
        assert app.hidden_characters() == set()
        for key in ("f1", "f1", "ctrl+p", "escape"):
            await app.press(key)
            await app.pilot.pause()
            assert app.hidden_characters() == set()


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
            await app.pilot.pause()
            assert app.hidden_characters() == set()
        await app.press("ctrl+q")
        await app.see("[b]x[:y].json has changes")
        assert app.hidden_characters() == set()
