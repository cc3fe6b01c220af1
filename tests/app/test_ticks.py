"""Rows of the forecast are ticked by key and by mouse, and stay ticked while the payload is edited elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tests.app.test_table import ALL, see_table
from tui.screens.main.screen import MainScreen
from tui.widgets.forecast_table import ForecastTable

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio


async def rows_are_ticked_by_key_and_by_mouse_and_shown_alone(app: Session) -> None:
    await app.open_anew()
    table = app.app.screen.query_one(ForecastTable)
    await app.do("pane.forecast")
    await app.press("down", "space")
    await app.see("✓ 1 ticked", "✓ 2 ", pane="#forecast")
    await app.press("down", "space", "space")
    assert table.ticked == {1}
    await app.see("! ERROR", pane="#forecast")
    await app.click_at(app.place_of("DUPLICATE_DATA", "#forecast"), ctrl=True)
    await app.until(lambda: table.ticked == {1, 3}, "the row to be ticked by ctrl+click")
    await app.click_at(app.place_of("DUPLICATE_DATA", "#forecast"), ctrl=True)
    await app.until(lambda: table.ticked == {1}, "the tick to go")
    await app.click("! ERROR", "#forecast", dx=-3)  # on its number
    await app.see("✓ 2 ticked", pane="#forecast")
    await app.press("v")
    await app.until(lambda: table.shown == (1, 3), "for the ticked rows alone")
    await app.see("2 of 8", pane="#forecast")
    await app.press("a")  # all that are shown are ticked: now none is, and every row is there
    await see_table(app, *ALL)
    assert table.ticked == frozenset()
    await app.do("forecast.outcome")
    await app.press("a")
    await app.do("forecast.clear")
    assert table.ticked == {0, 7}
    await app.see("✓ 2 ticked", pane="#forecast")
    await app.click("✓ 2 ticked", "#forecast")
    await app.until(lambda: table.shown == (0, 7), "for the ticked rows alone")


async def ticks_stay_with_their_rows_while_the_payload_is_edited(app: Session) -> None:
    await app.open_anew()
    table = app.app.screen.query_one(ForecastTable)
    await app.do("pane.forecast")
    await app.press("end", "space")
    assert table.ticked == {7}
    main = app.app.screen
    assert isinstance(main, MainScreen)
    main.show(app.explorer.add_row({"Last_Name": "Ode"}, "a row was added"))
    await app.until(lambda: len(table.shown) == 9, "for the new row")
    assert table.ticked == {7}


async def ticks_do_not_go_over_to_another_payload(app: Session, payload: MakePayload) -> None:
    one, other = ({"data": [{"Last_Name": "Ode"}, {"Last_Name": name}]} for name in ("Quill", "Marsh"))
    await app.open_anew(payload(json.dumps(one)))
    table = app.app.screen.query_one(ForecastTable)
    await app.do("pane.forecast")
    await app.press("down", "space", "v")
    await app.until(lambda: table.shown == (1,), "for the ticked row alone")
    main = app.app.screen
    assert isinstance(main, MainScreen)
    main.open_text(json.dumps(other), "Leads", "other")
    await app.until(lambda: "Marsh" in app.view.draft.text and len(table.shown) == 2, "the other payload")
    assert table.ticked == frozenset()
    await app.press("end", "space")
    await app.do("history.undo")
    await app.until(lambda: "Quill" in app.view.draft.text, "the first payload again")
    assert table.ticked == frozenset()


async def test_rows_are_ticked_and_stay_ticked_while_the_same_payload_is_edited(payload: MakePayload) -> None:
    async with opened() as app:
        await rows_are_ticked_by_key_and_by_mouse_and_shown_alone(app)
        await ticks_stay_with_their_rows_while_the_payload_is_edited(app)
        await ticks_do_not_go_over_to_another_payload(app, payload)
