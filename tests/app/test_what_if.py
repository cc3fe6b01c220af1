"""Every order at once: read by keyboard and mouse, taken over, filtered, copied, and followed through undo."""

from __future__ import annotations

import json
from threading import Event
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.app.driving import SIZES, Session, opened
from tui import keys
from tui.core.matrix import Matrix, matrix
from tui.screens.dialogs.latest import GivenUp, Latest
from tui.screens.what_if import screen
from tui.widgets.matrix_table import MatrixTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.conftest import MakeDataSet, MakePayload
    from tui.core.matrix import Watch

pytestmark = pytest.mark.anyio

EMAIL = {"api_name": "Email", "data_type": "email"}
NAME = {"api_name": "Last_Name", "data_type": "text", "system_mandatory": True}


def unique(name: str) -> dict[str, object]:
    """The metadata of a unique field."""
    return {"api_name": name, "data_type": "text", "unique": {"case_sensitive": False}}


def table(app: Session) -> MatrixTable:
    widget = app.widget("MatrixTable")
    assert isinstance(widget, MatrixTable)
    return widget


async def test_every_order_is_read_filtered_copied_and_taken_over() -> None:
    async with opened() as app:
        await app.press("w")
        async with app.part("every row stands under every order, and what differs from now is marked"):
            await every_row_stands_there(app)
        async with app.part("the record that a cell names is shown, by key and by a second click"):
            await app.press("home", "left")
            await a_cell_names_a_record(app)
        async with app.part("filters hide orders until all are shown again"):
            await orders_are_filtered(app)
        async with app.part("the palette and the help have what can be done here"):
            await the_palette_has_it(app)
        async with app.part("the table is copied as text and as Markdown"):
            await app.do("what_if.copy")
            await app.press("enter")
            assert app.app.clipboard.startswith("upsert   Leads · 8 rows · against demo")
            await app.do("what_if.copy")
            await app.click("Copy as a Markdown table")
            lines = app.app.clipboard.splitlines()
            assert lines[0] == "**Leads** under every effective order, against demo"
            assert len({line.count(" | ") for line in lines if line.startswith("|")}) == 1
        await app.press("escape")
        await app.see("F2 duplicate_check_fields", pane="#fields")
        await an_order_is_taken_over_and_nothing_while_the_payload_cannot_be_read(app)
        await app.open_anew()
        await at_every_size_two_orders_can_be_compared_and_every_column_reached(app)


async def every_row_stands_there(app: Session) -> None:
    """In the table as it opens."""
    await app.see("5 of 8 rows depend on the order.", "● now · 2 orders", "8 orders · 5 different results")
    await app.see("≠ ~ …2358 Mina Harker", "! Phone is …2436's", "3 rows never move: 1, 3, 8", pane="MatrixTable")
    assert "Grace Quill" not in app.text("MatrixTable")
    assert table(app).row == 1  # row 1 is folded away; the first that moves has the cursor
    await app.press("down", "right")
    await app.see("Row 4 is refused (Mobile is …2410's) only while Email comes before Mobile", pane="#below")
    await app.see('Phone › Mobile  by sending ["Phone"]', pane="#below")
    await app.do("what_if.fold")
    await app.see("Grace Quill", "+ insert", pane="MatrixTable")
    await app.press("end")
    await app.see("Row 8 inserts under every order.", pane="#below")
    await app.click("3 rows never move")
    await app.see_no("Grace Quill", pane="MatrixTable")
    await app.see("≈ twins made          0                              4", pane="#foot")


async def a_cell_names_a_record(app: Session) -> None:
    """In the whole table, at its first cell."""
    await app.see("! Phone is …2436's", pane="MatrixTable")
    await app.press("b")
    await app.see("Records", "4001000000012")
    await app.press("escape")
    await app.click("! Phone is …2436's", "MatrixTable")
    await app.see("effective order")
    await app.click("! Phone is …2436's", "MatrixTable")
    await app.see("Records", "4001000000012436")
    await app.press("escape")
    await app.press("end", "b")
    await app.hear("No record is named here.")


async def orders_are_filtered(app: Session) -> None:
    """From the whole table, to the whole table."""
    await app.press("slash")
    await app.see("orders in which no row is refused", "show only")
    await app.paste("never touch …2410")
    await app.press("enter")
    await app.see("orders that never touch …2410 Barnaby Rudd", pane="#box")
    hidden = {place for place, order in enumerate(app_orders(app)) if "4001000000012410" in order}
    assert hidden
    assert not hidden & shown_places(app)
    await app.do("what_if.all")
    await app.see("8 orders · 5 different results", pane="#box")
    assert len(shown_places(app)) == 8
    await app.do("what_if.filter")
    await app.paste("row 5 is not refused")
    await app.press("enter")
    await app.see("5 is not refused", pane="#box")
    await app.see_no("! Phone is …2436's", pane="MatrixTable")
    await app.do("what_if.all")


async def the_palette_has_it(app: Session) -> None:
    """In the whole table."""
    table(app).column = 0
    titles = [command.title for command in app.app.get_system_commands(app.app.screen)]
    bindings = [*keys.MATRIX, *keys.WHAT_IF, *keys.HISTORY]
    assert {str(binding.tooltip or binding.description) for binding in bindings} <= set(titles)
    assert len(titles) == len(set(titles))
    await app.do("app.palette")
    await app.paste("order on the right")
    await app.press("enter")
    await app.until(lambda: table(app).column == 1, "the next column")
    await app.do("app.help")
    await app.see("Rows down, effective check orders across")
    await app.press("escape")


def test_a_key_that_comes_before_the_table_stands_does_nothing() -> None:
    early = screen.WhatIfScreen(cast("Any", None), 0)
    assert [name for name in ("record", "backwards", "orders", "undo") if early.check_action(name, ())] == ["undo"]


async def an_order_is_taken_over_and_nothing_while_the_payload_cannot_be_read(app: Session) -> None:
    await app.press("w")
    await app.see("● now", pane="MatrixTable")
    async with app.part("by key and by click, in one step that undo takes back"):
        await an_order_is_taken_over(app)
    async with app.part("one of the orders of a column is chosen from a list"):
        await app.do("what_if.orders")
        await app.see("use an order of this column", "Email › Phone › Mobile", "Email › Mobile › Phone")
        await app.click("Email › Mobile › Phone", "Choices")
        await app.until(lambda: app.view.check_list.listed == ("Email", "Mobile"), "the order to be taken over")
        await app.do("history.undo")
    await app.press("escape")
    async with app.part("the orders of the last text that could be read change nothing"):
        await a_text_cannot_be_read(app)


async def an_order_is_taken_over(app: Session) -> None:
    """In the table as it opens."""
    before = app.view.draft
    await app.press("right", "enter")
    assert app.view.check_list.listed == ("Phone",)
    await app.hear('The payload now sends ["Phone"]')
    await app.see("○ use · 2 orders               ● now", pane="MatrixTable")
    await app.do("history.undo")
    assert app.view.draft == before
    await app.see("● now · 2 orders", pane="MatrixTable")
    await app.do("history.redo")
    assert app.view.check_list.listed == ("Phone",)
    await app.click("○ use · 2 orders")  # the order without the key
    assert json.loads(app.view.draft.text).keys() == {"data"}
    await app.do("history.undo", "history.undo")
    assert app.view.draft == before
    await app.press("enter")  # on the first column, which is the order in force
    await app.do("what_if.use")
    assert app.view.check_list.listed is None or app.view.draft == before


async def a_text_cannot_be_read(app: Session) -> None:
    """From the main screen."""
    await app.do("pane.payload")
    await app.press("ctrl+home")
    await app.write("x")
    await app.do("pane.forecast")
    await app.press("w")
    await app.see("This payload can't be read", "the last text that could be", "● now")
    assert app.app.screen.has_class("-stale")
    text = app.view.draft.text
    await app.press("right", "enter")
    await app.hear("can't be read")
    assert app.view.draft.text == text
    await app.do("history.undo")
    await app.see("5 of 8 rows depend on the order.", pane="#above")
    assert not app.app.screen.has_class("-stale")
    await app.press("escape")


def app_orders(app: Session) -> list[set[str | None]]:
    """Of each order of the matrix the records that it updates."""
    matrix = table(app)._matrix
    assert matrix is not None
    return [{cell.target_id for cell in order.cells if cell.outcome.value != "error"} for order in matrix.orders]


def orders_of(app: Session) -> list[tuple[str, ...]]:
    """The orders of the matrix."""
    matrix = table(app)._matrix
    return [order.names for order in matrix.orders] if matrix is not None else []


def shown_places(app: Session) -> set[int]:
    """The places of the orders that have a column."""
    return {place for column in table(app)._columns for place in column.places}


async def at_every_size_two_orders_can_be_compared_and_every_column_reached(app: Session) -> None:
    await app.resize(*SIZES[0])
    await app.click("w every order at once", pane="#order")
    for size in SIZES:
        async with app.at_size(*size):
            await app.see("● now", "○ use", "Westen", "esc Back" if size[0] > 100 else "Use this order")
            first, last, count = table(app).width_of_columns
            assert last - first >= 2
            reached = set(range(first, last))
            while last < count:
                await app.click(" ›", pane="MatrixTable", dx=1)
                first, last, count = table(app).width_of_columns
                reached |= set(range(first, last))
            assert reached == set(range(count))
            assert "Westen" in app.text("MatrixTable")  # the first column stays
            await app.press(*["left"] * count)
            await app.see("● now", pane="MatrixTable")


async def test_without_check_fields_without_rows_with_a_refused_call_and_with_more_orders_than_are_tried_it_says_so(
    payload: MakePayload, data_set: MakeDataSet
) -> None:
    async with opened(payload({"data": []}), data_set([NAME, EMAIL])) as app:
        await app.press("w")
        await app.see("can't be read", "No text of this payload could be read yet.")
        await app.press("enter", "right", "f", "o", "y", "slash", "x")
        app.harmless()
        await app.open_anew(payload({"data": [{"Last_Name": "Ode"}]}), data_set([NAME]))
        await app.press("w")
        await app.see("No field is checked for duplicates.", "nothing is checked", "+ insert")
        await app.press("enter", "right", "f", "o", "escape", "slash", "x")
        app.harmless()
        rows = [{"Last_Name": f"Ode {number}"} for number in range(101)]
        await app.open_anew(payload({"data": rows}), data_set([NAME, EMAIL]))
        await app.do("payload.split")
        await app.press("w")
        await app.see("LIMIT_EXCEEDED: 101 rows", "whatever the order")
        await app.do("history.undo")
        await app.see("There is only one effective order: Email.", "101 rows never move")
        await of_more_orders_than_are_tried_the_neighbours_stand_there_and_follow_the_list(app, payload, data_set)


async def of_more_orders_than_are_tried_the_neighbours_stand_there_and_follow_the_list(
    app: Session, payload: MakePayload, data_set: MakeDataSet
) -> None:
    names = [f"Code_{letter}" for letter in "ABCDE"]
    stored = [{"id": "4031000000000001", "Last_Name": "Ode", "Code_A": "a"}, {"id": "4031000000000002", "Code_B": "b"}]
    row = {"Last_Name": "[/x]", "Code_A": "a", "Code_B": "b"}
    await app.open_anew(payload({"data": [row]}), data_set([NAME, EMAIL, *map(unique, names)], stored))
    await app.press("w")
    await app.see("840 orders are possible; these are yours and the", "Among these, row 1 is refused")
    before = orders_of(app)
    await app.press("right", "enter")
    await app.until(lambda: orders_of(app) != before, "the neighbours of the new order")
    await app.see("● now", pane="MatrixTable")
    app.harmless()


async def test_long_work_shows_what_is_done_and_leaving_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, given_up = Event(), list[int]()

    def slowly(*given: Any, watch: Watch, **named: Any) -> Matrix:
        def told(done: int, total: int, so_far: Callable[[], Matrix]) -> None:
            try:
                watch(done, total, so_far)
            except GivenUp:
                given_up.append(done)
                raise
            if done == 3:
                go_on.wait(20)

        return matrix(*given, watch=told, **named)

    monkeypatch.setattr(screen, "matrix", slowly)
    monkeypatch.setattr(screen, "_AT_ONCE", 0)
    monkeypatch.setattr(Latest, "look_every_s", 0)
    async with opened() as app:
        await app.press("f4", "end", "up", "w")
        await app.see("3 of 8 orders tried", "● now", "○ use")  # the orders that are done can be used
        await app.press("y")
        await app.hear("There are no orders to copy yet.")
        await app.press("right", "enter")
        taken = app.view.check_list.listed
        assert taken in ((), ("Email",), ("Phone",), ("Mobile",))
        go_on.set()
        await app.see("5 of 8 rows depend on the order.", "3 rows never move")
        now = table(app).order
        assert now is not None
        assert now.duplicate_check_fields == taken
        assert table(app).row == 6, "the cursor is on the row that one came from"
        go_on.clear()
        await app.press("escape", "w")
        await app.see("3 of 8 orders tried", pane="#above")
        await app.press("escape")
        await app.see("F4 forecast", pane="#forecast")
        go_on.set()
        await app.until(lambda: given_up == [4], "the work to end")
