"""Choosing a module: by search, by arrow keys, by mouse, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tui.screens.dialogs.choices import ListDialog

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.conftest import MakeDataSet, MakePayload

pytestmark = pytest.mark.anyio


async def module_is(app: Session, name: str) -> None:
    await app.until(lambda: app.view.module.api_name == name, f"for the module {name}")
    await app.see(name, pane="#top-bar")


async def a_module_is_found_by_its_name_its_label_or_a_check_field(app: Session) -> None:
    await app.open_anew()
    for words, name in (("machi", "Machines"), ("sales ord", "Sales_Orders"), ("contract_ref", "Deals")):
        await app.do("module.pick")
        await app.see("Price_Books", pane="Choices")
        await (app.write if words == "machi" else app.paste)(words)
        await app.see_no("Price_Books", pane="Choices")
        await app.press("enter")
        await module_is(app, name)
    await app.see("Deal_Name", "Contract_Ref", pane="#fields")
    await app.see("records", pane="#top-bar")


async def a_module_is_chosen_by_arrow_keys_and_by_mouse_and_escape_goes_back(app: Session) -> None:
    await app.open_anew()
    await app.do("module.pick")
    await app.press("down", "down", "enter")
    await app.until(lambda: app.view.module.api_name != "Leads", "another module")
    await app.click(app.view.module.api_name, pane="#top-bar")
    await app.click("Price_Books", pane="Choices")
    await module_is(app, "Price_Books")
    await app.see("Price_Book_", pane="#fields")
    await app.do("module.pick")
    await app.paste("leads")
    await app.press("escape")
    await app.until(lambda: len(app.app.screen_stack) == 1, "the dialog to go")
    assert app.view.module.api_name == "Price_Books"
    await app.do("module.pick")
    await app.paste("no such module anywhere")
    await app.press("enter", "escape")
    assert app.view.module.api_name == "Price_Books"
    await app.do("module.pick")
    await app.paste("leads")
    await app.press_at_once("enter", "enter", "enter")  # at the first the dialog goes
    await module_is(app, "Leads")
    assert len(app.app.screen_stack) == 1
    await ListDialog[None]().action_in_list("cursor_down")  # pressed before the list is there


async def a_module_without_check_fields_inserts_every_row(app: Session, payload: Path, folder: Path) -> None:
    await app.open_anew(payload, folder)
    await app.see("Services__s", pane="#top-bar")
    await app.see("nothing is checked: every row inserts", pane="#order")
    await app.do("fields.tick", "fields.move_up", "fields.move_down", "fields.leave_out", "fields.list_all")
    await app.see("sent as []", pane="#fields")
    await app.see_row(2, "+ INSERT")


async def test_a_module_is_chosen_by_words_by_arrow_keys_and_by_mouse(
    payload: MakePayload, data_set: MakeDataSet
) -> None:
    folder = data_set([{"api_name": "Service_Name", "data_type": "text"}], [], "Services__s")
    rows = [{"Service_Name": "Lamp test"}, {"Service_Name": "Lamp test"}]
    async with opened() as app:
        await a_module_is_found_by_its_name_its_label_or_a_check_field(app)
        await a_module_is_chosen_by_arrow_keys_and_by_mouse_and_escape_goes_back(app)
        await a_module_without_check_fields_inserts_every_row(app, payload({"data": rows}), folder)
