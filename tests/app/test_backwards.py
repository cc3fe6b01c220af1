"""The question backwards: what a row should do is chosen, and a way that does it is carried out as one step."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import WIDE, Session, opened
from tui.core.outcome import RowOutcome

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

ROW_5 = ("f4", "home", "down", "down", "down", "down")


def outcome(app: Session, number: int) -> tuple[RowOutcome, str | None]:
    """What a row (from 1) comes to."""
    assert app.view.forecast is not None
    row = app.view.forecast.rows[number - 1]
    return row.outcome, row.target_id


async def test_a_wish_is_chosen_and_a_way_carried_out_by_keys_and_by_mouse_and_undone(payload: MakePayload) -> None:
    async with opened() as app:
        async with app.part("by keys, and one undo takes it back"):
            await a_wish_by_keys(app)
        async with app.part("keys that follow at once ask for the row that they moved to"):
            await app.do("pane.forecast")
            await app.press("home")
            await app.press_at_once("down", "down", "down", "i")
            await app.see("I want row 4 to ...")
            await app.press("escape")
            await app.press_at_once("down", "f")
            await app.see("problems: 2 refused", 'Phone is "+1 404 555 0107"')
            await app.press("escape")
        async with app.part("an order is chosen by the mouse, and tells what becomes of the other rows"):
            await an_order_by_mouse(app)
            await app.do("history.undo")
        async with app.part("it is asked from every order, and answered for the row under the cursor there"):
            await a_wish_from_every_order(app)
            await app.press("escape")
            await app.do("history.undo")
        async with app.at_size(80, 24):
            await an_assumption_is_set(app)
        await app.resize(*WIDE)
        await where_nothing_does_it_the_reasons_stand_there(app, payload)
        await a_changed_row_is_edited_in_the_text_as_it_is_laid_out(app, payload)
        await of_a_payload_that_cannot_be_read_and_of_a_refused_call_nothing_is_asked(app, payload)


async def a_wish_by_keys(app: Session) -> None:
    """Of row 5, which is refused."""
    before = app.view.draft
    await app.press(*ROW_5, "i")
    await app.see("I want row 5 to ...", "now ! ERROR DUPLICATE_DATA  Phone is …2436's", "not be refused")
    await app.see("update 4001000000012436 Silas Marsh", "holds this Phone", pane="Choices")
    await app.press("pagedown", "up", "down", "enter")
    await app.see("I want row 5 to update", "then ~ UPDATE …2436 Silas Marsh")
    await app.see("no other row changes")
    await app.press("enter")
    await app.until(lambda: outcome(app, 5) == (RowOutcome.UPDATE, "4001000000012436"), "row 5 to do so")
    await app.hear("Done: ")
    await app.do("history.undo")
    assert app.view.draft == before


async def an_order_by_mouse(app: Session) -> None:
    """For row 5; the new list is left to be undone."""
    await app.press(*ROW_5)
    await app.click("i I want this row to ...", pane="#detail")
    await app.click("not be refused", pane="Choices")
    await app.see("✎ Drop Phone from the row (no other row changes).", "⇅ List Phone, then Email (row 2 changes, too).")
    await app.press("down", "down", "down")
    await app.see("row 2  ~ UPDATE …2371 Lucy Westen  →  ~ UPDATE …2358 Mina Harker")
    await app.click("⇅ List Phone, then Email (row")
    await app.until(lambda: app.view.check_list.listed == ("Phone", "Email"), "the order to be listed")
    assert outcome(app, 5)[0] is RowOutcome.UPDATE
    assert outcome(app, 2)[1] == "4001000000012358"


async def a_wish_from_every_order(app: Session) -> None:
    """Of row 4; what was done, and the screen of the orders, are left."""
    await app.press("w")
    await app.see("● now", pane="MatrixTable")
    await app.press("home", "down")
    await app.do("what_if.backwards")
    await app.see("I want row 4 to ...")
    await app.press("enter")
    await app.see("I want row 4 to not be refused", "then ~ UPDATE")
    await app.press("enter")
    await app.until(lambda: outcome(app, 4)[0] is not RowOutcome.ERROR, "row 4 to be taken")
    await app.see("What if", "rows depend on the order")


async def an_assumption_is_set(app: Session) -> None:
    """It is marked as what Zoho decides."""
    await app.press("f4", "end", "up", "up", "i")  # row 6: three records share the address
    await app.click("update a record other than", pane="Choices")
    await app.see("⏎ Do it", "esc Back", pane="Keys")
    await app.see("Assume match.several=", "undocumented")
    target = outcome(app, 6)[1]
    await app.press("enter")
    await app.until(lambda: outcome(app, 6)[1] not in (None, target), "another record to be updated")
    assert "match.several" in app.view.draft.assumptions.changed()
    await app.do("history.undo")
    assert outcome(app, 6)[1] == target


async def where_nothing_does_it_the_reasons_stand_there(app: Session, payload: MakePayload) -> None:
    body = {"data": [{"Last_Name": "[/x]", "id": "4001000000012371", "Email": "lucy@whitby.example"}]}
    await app.open_anew(payload(body))
    await app.do("pane.detail")
    await app.press("i")
    await app.paste("4001000000012436")
    await app.see("update 4001000000012436 Silas Marsh", "typed", pane="Choices")
    await app.press("enter")
    await app.see("No order of the check fields does it: the row carries the id 4001000000012371")
    app.harmless()
    await app.press("escape")
    await app.see("I want row 1 to ...")
    await app.write("9999")
    await app.see("No record of this data set has the id 9999.")
    await app.press("enter", "escape")
    await app.see("F5 row 1", pane="#detail")


async def a_changed_row_is_edited_in_the_text_as_it_is_laid_out(app: Session, payload: MakePayload) -> None:
    text = '{"data": [ {"Email":"nobody@nowhere.example",\n  "Phone" : "1" } ]}\n'
    await app.open_anew(payload(text))
    await app.press("f4", "i", "enter")
    await app.see("Add Last_Name, for example")
    await app.press("enter")
    await app.until(lambda: outcome(app, 1)[0] is RowOutcome.INSERT, "the row to be taken")
    assert (
        app.view.draft.text == text.replace('"1" }', '"1",\n  "Last_Name": "Example" }')
        or (json.loads(app.view.draft.text)["data"][0]["Last_Name"])
    )
    assert '"Phone" : "1"' in app.view.draft.text


async def of_a_payload_that_cannot_be_read_and_of_a_refused_call_nothing_is_asked(
    app: Session, payload: MakePayload
) -> None:
    rows = [{"Last_Name": f"Ode {number}"} for number in range(101)]
    await app.open_anew(payload({"data": rows}))
    await app.do("payload.split")
    await app.press("f4", "i")
    await app.hear("The whole call is refused (LIMIT_EXCEEDED)")
    await app.do("pane.payload")
    await app.press("ctrl+home", "x")
    await app.do("pane.forecast")
    await app.press("i")
    await app.hear("can't be read")
    assert len(app.app.screen_stack) == 1
