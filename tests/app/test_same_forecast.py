"""What stands on the screen is the forecast that the one function makes."""

from __future__ import annotations

import pytest

from tests.app.driving import opened
from tui.core.forecast import forecast


@pytest.mark.anyio
async def test_what_stands_on_the_screen_is_that_forecast_after_edits_too() -> None:
    async with opened() as app:
        await app.press("shift+up")
        await app.do("pane.forecast")
        await app.press("end", "up", "up")
        await app.do("assumption.next")
        await app.see_row(6, "…2462")
        view = app.view
        assert view.request is not None
        assert view.request.duplicate_check_fields == ("Phone", "Email")
        plain = forecast(view.request, view.module, app.explorer.data_set.records("Leads"), view.draft.assumptions)
        assert view.forecast == plain
        for row in plain.rows:
            assert row.outcome.mark in app.row(row.index + 1)
            if row.target_id is not None:
                assert row.target_id[-4:] in app.row(row.index + 1) or row.outcome == "error"
