"""The list of duplicate check fields: its three states, ticks, moves by key and drags by mouse, and what they write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tui.core.payload.json_text import parse_json
from tui.screens.main.screen import MainScreen
from tui.widgets.check_fields import CheckFields

if TYPE_CHECKING:
    from tests.app.conftest import MakeDataSet, MakePayload

pytestmark = pytest.mark.anyio


def listed(app: Session) -> list[str] | None:
    """The check fields that the text of the payload holds; None where it has no such key."""
    body = parse_json(app.view.draft.text)
    shown = app.view.check_list.listed
    names = None if shown is None else list(shown)
    assert body.get("duplicate_check_fields") == names
    return names


# --- the three states, and ticks -------------------------------------------------------------------------------------


async def the_three_states_are_one_key_or_one_click_each(app: Session) -> None:
    await app.open_anew()
    assert listed(app) == ["Email", "Phone"]
    await app.do("fields.leave_out")
    await app.see("not in the payload", "● left out", pane="#fields")
    assert listed(app) is None
    await app.do("fields.empty_list")
    await app.see("sent as []", "● [ ]", pane="#fields")
    assert listed(app) == []
    await app.do("fields.list_all")
    await app.see("● list", pane="#fields")
    assert listed(app) == ["Email", "Phone", "Mobile"]
    await app.click("left out", pane="#fields")
    assert listed(app) is None
    await app.click("[ ]", pane="#fields")
    assert listed(app) == []
    await app.click("○ list", pane="#fields")
    assert listed(app) == ["Email", "Phone", "Mobile"]
    await app.see("● list", pane="#fields")


async def space_and_a_click_on_the_box_tick_a_field_and_a_click_on_its_name_does_not(app: Session) -> None:
    await app.open_anew()
    await app.press("up", "space")
    await app.see('sent as ["Phone"]', pane="#fields")
    assert listed(app) == ["Phone"]
    await app.see_row(6, "+ INSERT")  # the address is no longer looked up
    await app.press("space")  # the cursor stayed on Email, wherever that stands now
    await app.see('sent as ["Phone", "Email"]', pane="#fields")
    await app.click("Mobile", pane="#fields")
    assert listed(app) == ["Phone", "Email"]
    await app.click("[ ]   Mobile", pane="#fields")
    assert listed(app) == ["Phone", "Email", "Mobile"]
    await app.click("[x] 1 Phone", pane="#fields")
    assert listed(app) == ["Email", "Mobile"]


# --- moves -----------------------------------------------------------------------------------------------------------


async def keys_move_the_field_under_the_cursor_and_the_rows_follow(app: Session) -> None:
    await app.open_anew()
    for up, down in (("shift+up", "shift+down"), ("K", "J")):
        await app.press(up)  # the cursor is on the second field that is listed
        await app.see('sent as ["Phone", "Email"]', pane="#fields")
        assert listed(app) == ["Phone", "Email"]
        await app.see_row(5, "~ UPDATE Phone")
        await app.press(up)
        await app.see("Phone is already first", pane="#fields")
        assert listed(app) == ["Phone", "Email"]
        await app.press(down)
        await app.see_row(5, "! ERROR Email")
    await app.press("end", "shift+down")
    await app.see("Mobile is already last", pane="#fields")
    assert listed(app) == ["Email", "Phone"]


async def from_an_absent_list_a_move_lists_what_zoho_would_check_above_it_too(
    app: Session, payload: MakePayload
) -> None:
    file = payload({"data": [{"Last_Name": "Ode", "Phone": "+44 20 7946 0101"}]})
    await app.open_anew(file)
    await app.see("not in the payload", pane="#fields")
    await app.press("end", "shift+up")
    assert listed(app) == ["Email", "Mobile"]
    await app.see("[x] 2 Mobile", "[ ]   Phone", pane="#fields")


async def a_drag_puts_a_field_where_it_is_dropped_and_ticks_nothing_on_the_way(app: Session) -> None:
    await app.open_anew()
    x, y = app.place_of("[ ]   Mobile", "#fields")
    await app.drag((x + 8, y), (x + 8, y - 1), (x + 8, y - 2))
    await app.see("[x] 1 Mobile", "[x] 2 Email", "[x] 3 Phone", pane="#fields")
    assert listed(app) == ["Mobile", "Email", "Phone"]
    await app.press("shift+down")  # the cursor went with it
    assert listed(app) == ["Email", "Mobile", "Phone"]
    await app.press("shift+up")
    x, y = app.place_of("[x] 1 Mobile", "#fields")
    await app.drag((x, y), (x, y + 1))  # by its box
    assert listed(app) == ["Email", "Mobile", "Phone"]


async def a_field_that_is_dropped_where_it_was_stays_and_outside_the_list_the_mouse_is_let_go(app: Session) -> None:
    await app.open_anew()
    x, y = app.place_of("[x] 1 Email", "#fields")
    await app.drag((x + 8, y), (x + 8, y + 1), (x + 8, y))
    assert listed(app) == ["Email", "Phone"]
    assert not app.view.unsaved
    await app.drag((x + 8, y), (x + 60, y + 20))
    order = listed(app)
    assert order is not None
    assert {"Email", "Phone"} <= set(order)
    assert app.app.mouse_captured is None
    await app.click("~ UPDATE", pane="#forecast")
    await app.see("row 2: ~ UPDATE", pane="#detail")
    assert listed(app) == order
    await app.click("left out", pane="#fields")
    assert listed(app) is None


async def a_name_of_the_order_is_whole_and_a_long_reason_stands_below_it(app: Session) -> None:
    await app.open_anew()
    main = app.app.screen
    assert isinstance(main, MainScreen)
    main.choose_module("Vendors")
    await app.resize(80, 24)
    await app.press("home", "space")  # so that the system field is not listed
    await app.see("✗  Vendor_Name", "ignored: not listed", pane="#order")


# --- the text --------------------------------------------------------------------------------------------------------


async def only_the_list_changes_in_the_text_of_the_payload(app: Session, payload: MakePayload) -> None:
    odd = (
        '{\n\t"trigger" : [ ],\n  "data":[{"Last_Name":"\\u004fde","Email" :"lucy@whitby.example"}  ,\n'
        '{"Last_Name":"Öde"}],\n   "duplicate_check_fields":\n\n ["Email"] ,"process":[]}  \n\n'
    )
    before, after = odd.split('["Email"]')
    await app.open_anew(payload(odd))
    assert app.view.draft.text == odd
    await app.press("down", "space")  # one field is listed, so that the cursor began on the first
    assert app.view.draft.text == f'{before}["Email", "Phone"]{after}'
    await app.press("shift+up")
    assert app.view.draft.text == f'{before}["Phone", "Email"]{after}'
    await app.do("fields.empty_list")
    assert app.view.draft.text == f"{before}[]{after}"
    await app.do("history.undo", "history.undo", "history.undo")
    assert app.view.draft.text == odd
    assert not app.view.unsaved


async def a_bare_list_of_records_becomes_a_body_when_check_fields_are_listed(
    app: Session, payload: MakePayload
) -> None:
    await app.open_anew(payload([{"Last_Name": "Ode", "Email": "lucy@whitby.example"}]))
    await app.press("space")
    assert listed(app) == ["Email"]
    body = parse_json(app.view.draft.text)
    assert body["data"] == [{"Last_Name": "Ode", "Email": "lucy@whitby.example"}]


# --- what moved ------------------------------------------------------------------------------------------------------


async def rows_that_moved_say_what_they_were_and_one_line_sums_them_up_until_the_next_edit(app: Session) -> None:
    await app.open_anew()
    await app.press("up", "shift+down")  # Phone before Email
    await app.see_row(2, "was …2371")
    await app.see_row(5, "was ERROR")
    assert "was" not in app.row(3)
    await app.see("Email below Phone", "2 of 8 rows change", pane="#cause")
    await app.press("shift+up")
    await app.see_no("was …2371", "was ERROR", pane="#forecast")
    await app.see_row(2, "was …2358")
    await app.see("Email above Phone: 2 of 8 rows change", pane="#cause")
    await app.see_no("moved since opened")
    await app.press("shift+down", "space")  # and Email not at all
    await app.see_row(6, "was UPDATE …2449")
    since = len(app.view.moves_since_opened)
    assert since > len(app.view.moves)
    await app.see(f"Email unlisted: {len(app.view.moves)} of 8 rows change", f"{since} rows moved since opened")
    await app.click("Grace", pane="#payload")
    await app.write("M")  # the next edit of the rows
    await app.see('"MGrace"', pane="#payload")
    await app.see_no("was UPDATE", "was …2371", "of 8 rows change", pane="#forecast")
    assert not app.view.moves


async def keys_that_follow_at_once_are_steps_of_their_own(app: Session) -> None:
    await app.open_anew()
    await app.press_at_once("shift+down", "shift+up", "shift+up", "space", "space")
    await app.until(lambda: listed(app) == ["Email", "Mobile", "Phone"], "all five steps")
    for step in (["Email", "Mobile"], ["Phone", "Email", "Mobile"], ["Email", "Phone", "Mobile"]):
        await app.do("history.undo")
        assert listed(app) == step


async def test_an_entry_shows_type_kind_and_a_label_that_says_something_else_than_the_name(
    payload: MakePayload, data_set: MakeDataSet
) -> None:
    fields: list[dict[str, object]] = [
        {"api_name": "Last_Name", "data_type": "text", "field_label": "Last Name"},
        {"api_name": "Email", "data_type": "email", "field_label": "Email"},
        {"api_name": "No", "data_type": "text", "field_label": "Shop", "unique": {"case_sensitive": False}},
    ]
    rows = {"data": [{"Last_Name": "Ode"}], "duplicate_check_fields": ["Email", "No", "Gone"]}
    async with opened(payload(rows), data_set(fields)) as app:
        await app.see("[x] 1 Email       system · email", "[x] 2 No Shop      unique · text", pane="#fields")
        await app.see("[x] 3 Gone     cannot be checked", "label: Shop · text", pane="#fields")


async def test_the_list_is_edited_by_keys_and_by_mouse_and_only_it_changes_in_the_text(payload: MakePayload) -> None:
    async with opened() as app:
        assert app.app.screen.query_one(CheckFields).cursor == 1  # on the second field that is listed
        await the_three_states_are_one_key_or_one_click_each(app)
        await space_and_a_click_on_the_box_tick_a_field_and_a_click_on_its_name_does_not(app)
        await keys_move_the_field_under_the_cursor_and_the_rows_follow(app)
        await from_an_absent_list_a_move_lists_what_zoho_would_check_above_it_too(app, payload)
        await a_drag_puts_a_field_where_it_is_dropped_and_ticks_nothing_on_the_way(app)
        await a_field_that_is_dropped_where_it_was_stays_and_outside_the_list_the_mouse_is_let_go(app)
        await only_the_list_changes_in_the_text_of_the_payload(app, payload)
        await a_bare_list_of_records_becomes_a_body_when_check_fields_are_listed(app, payload)
        await rows_that_moved_say_what_they_were_and_one_line_sums_them_up_until_the_next_edit(app)
        await keys_that_follow_at_once_are_steps_of_their_own(app)
        await a_name_of_the_order_is_whole_and_a_long_reason_stands_below_it(app)
