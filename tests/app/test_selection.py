"""Words on the main screen are marked with the mouse and copied as they stand there; a click remains a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from textual import events
from textual.widgets import TextArea

from tests.app.driving import Session, opened

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio


async def mark(app: Session, pane: str, first: str, last: str) -> None:
    """Drag from the first character of words in a pane to the last of others."""
    x, y = app.place_of(last, pane)
    await app.drag(app.place_of(first, pane), (x, y), (x + cell_len(last) - 1, y))


async def copied(app: Session, key: str = "ctrl+c") -> str:
    """What a key sends to the terminal's clipboard; what it says of it is gone again afterwards."""
    app.app.copy_to_clipboard("nothing")
    await app.press(key)
    app.app.clear_notifications()
    await app.settle()
    return app.app.clipboard


def marked_in(app: Session, pane: str) -> str:
    """The characters of a pane that are painted as marked, without line ends."""
    colour = app.app.screen.get_component_rich_style("screen--selection").bgcolor
    region = app.widget(pane).region
    strips = [strip.crop(region.x, region.right) for strip in app.strips()[region.y : region.bottom]]
    return "".join(each.text for strip in strips for each in strip if each.style and each.style.bgcolor == colour)


def standing(app: Session, pane: str, first: str, last: str) -> str:
    """What stands in a pane from words to others, without its border and the blanks at the ends of lines."""
    region = app.widget(pane).region
    (left, top), (right, bottom) = (app.place_of(words, pane) for words in (first, last))
    lines = [line[2:-2].rstrip() for line in app.lines(pane)[top - region.y : bottom - region.y + 1]]
    lines[-1] = lines[-1][: right - region.x - 2 + len(last)]
    lines[0] = lines[0][left - region.x - 2 :]
    return "\n".join(lines)


async def words_are_marked_over_many_lines_of_every_pane_and_copied_as_they_stand_there(app: Session) -> None:
    await app.open_anew()
    order, assumptions = app.view.check_list.listed, app.view.draft.assumptions
    await app.click("Changes", pane="#detail")
    await app.see('"Quill"', pane="#detail")
    for pane, first, last in (
        ("#order", "Phone", "added by"),
        ("#assumptions", "match.several", "oldest 1"),
        ("#fields", "sent as", "2 Phone"),
        ("#detail", "First_Name", '"Quill"'),
        ("#forecast", "!2 error", "2 ~ UPDATE"),
    ):
        words = standing(app, pane, first, last)
        await mark(app, pane, first, last)
        assert marked_in(app, pane) == words.replace("\n", ""), pane
        assert await copied(app) == words, pane
    assert (app.view.check_list.listed, app.view.draft.assumptions) == (order, assumptions)
    await app.see_row(1, "+ INSERT")  # the drag over the head of the table sorted and filtered nothing

    await app.do("pane.detail")
    await mark(app, "#detail", "First_Name", "First_Name    ")
    assert await copied(app, "y") == "First_Name"
    await app.press("y")
    await app.hear("Sent to the terminal's clipboard: First_Name")
    await app.press("escape")
    assert marked_in(app, "#detail") == ""
    assert {"Quill", "Inkwell"} <= set((await copied(app, "y")).split('"'))  # nothing is marked: the whole tab

    editor = app.widget("#payload")
    assert isinstance(editor, TextArea)
    await mark(app, "#fields", "sent as", "Email")
    await app.do("pane.payload")
    editor.select_line(1)
    assert await copied(app) == '  "data": ['  # a text field copies what is marked in it


async def what_is_marked_in_a_table_that_is_scrolled_is_what_is_copied(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload([{"Last_Name": f"N{number}"} for number in range(60)]))
    await app.do("pane.forecast")
    await app.press("end")
    await app.see_row(60, "+ INSERT")
    await mark(app, "#forecast", "58 + INSERT", "60 + INSERT")
    lines = (await copied(app)).split("\n")
    assert [line.split()[:3] for line in lines] == [[number, "+", "INSERT"] for number in ("58", "59", "60")]
    assert marked_in(app, "#forecast") == "".join(lines)
    assert not any(line.endswith(" ") for line in lines)


async def a_click_still_selects_sorts_and_flips_and_a_field_that_is_dragged_still_moves(app: Session) -> None:
    await app.open_anew()
    await mark(app, "#forecast", "2 ~ UPDATE", "3 ~ UPDATE")
    await app.see("row 1: + INSERT", pane="#detail")  # a drag selects no row
    await app.click("3 ~ UPDATE", pane="#forecast")
    await app.see("row 3: ~ UPDATE", pane="#detail")
    assert marked_in(app, "#forecast") == ""
    for _ in range(2):
        await app.click("5 ! ERROR", pane="#forecast")
    await app.see("row 5: ! ERROR", pane="#detail")
    assert not app.app.screen.selections  # a double click is two clicks
    await app.click("outcome", pane="#forecast")
    await app.see("outcome▾", pane="#forecast")
    await app.click("match.several", pane="#assumptions")
    assert app.view.draft.assumptions.changed() == {"match.several": "newest"}
    start, end = app.place_of("2 Phone", "#fields"), app.place_of("1 Email", "#fields")
    await app.mouse(events.MouseDown, start)
    await app.mouse(events.MouseMove, end)
    assert not app.app.screen.selections  # it is held, not marked
    await app.mouse(events.MouseUp, end)
    await app.see('sent as ["Phone", "Email"]', pane="#fields")


async def test_words_are_marked_and_copied_and_a_click_remains_a_click(payload: MakePayload) -> None:
    async with opened() as app:
        await words_are_marked_over_many_lines_of_every_pane_and_copied_as_they_stand_there(app)
        await what_is_marked_in_a_table_that_is_scrolled_is_what_is_copied(app, payload)
        await a_click_still_selects_sorts_and_flips_and_a_field_that_is_dragged_still_moves(app)
