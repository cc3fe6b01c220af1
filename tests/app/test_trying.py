"""Try it: the forecast carried out on a working copy, taken back, forgotten, and saved as a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.driving import SIZES, Session, opened
from tui.dataset.folder import DataSet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

ROWS = {"data": [{"Last_Name": "Ode", "Email": "new@ode.example"}], "duplicate_check_fields": ["Email"]}


async def test_a_try_is_undone_step_by_step_to_the_very_beginning_and_saved_as_a_data_set(
    payload: MakePayload, tmp_path: Path
) -> None:
    async with opened(payload(ROWS)) as app:
        await app.do("pane.forecast")
        await app.see_row(1, "INSERT")
        await app.press("t")
        await app.hear("1 inserted. Nothing on disk changed")
        for size in SIZES:
            async with app.at_size(*size):
                await app.do("pane.forecast")
                await app.see_row(1, "UNCHANGED")
                assert "tried" in app.row(1) or size[0] == 80
        await app.do("history.undo")
        await app.see_row(1, "INSERT")
        async with app.part("tries are undone one by one, made again, and forgotten all at once"):
            await tries_are_undone_and_forgotten(app)
        async with app.part("what cannot be forecast is not tried"):
            await app.do("pane.payload", "editor.first")
            await app.write("x")
            await app.see("can't be read", pane="#cause")
            await app.do("pane.forecast")
            await app.press("t")
            await app.hear("This payload can't be read. Fix it first.")
            assert app.view.tries.count == 0
            await app.do("history.undo")
        await a_try_is_saved(app, tmp_path / "mine")


async def tries_are_undone_and_forgotten(app: Session) -> None:
    """From the forecast of what was opened, and back to it."""
    began = app.app.explorer.data_set
    await app.press("t")
    await app.do("pane.payload", "editor.first")
    await app.do("pane.forecast")
    await app.press("t")
    await app.until(lambda: app.view.tries.count == 2, "the second try")
    await app.do("history.undo", "history.undo")
    await app.see_row(1, "INSERT")
    assert app.app.explorer.data_set is began
    assert app.view.tries.count == 0
    await app.do("history.redo")
    await app.see_row(1, "UNCHANGED")
    await app.press("T")
    await app.see_row(1, "INSERT")
    assert app.app.explorer.data_set is began
    await app.press("T")
    await app.hear("Nothing has been tried on this data set.")


async def a_try_is_saved(app: Session, folder: Path) -> None:
    """By mouse, in a large window."""
    await app.do("pane.forecast")
    await app.click("t try it", pane="#forecast")
    await app.see("demo + 1 try · 49 records", pane="#top-bar")
    await app.do("forecast.save_copy")
    await app.paste(str(folder), over=True)
    await app.press("enter")
    await app.hear("Saved the data set mine")
    with DataSet.open(folder) as saved:
        assert len(saved.records("Leads")) == 49
