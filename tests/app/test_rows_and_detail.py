"""One row: selected in the table or in the text, and explained in the tabs of the detail pane."""

from __future__ import annotations

import json
from asyncio import sleep
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import TextArea

from tests.app.driving import TALL, Session, opened

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio


def line_of_cursor(app: Session) -> int:
    """The line of the editor's cursor, from 0."""
    editor = app.widget("#payload")
    assert isinstance(editor, TextArea)
    return editor.cursor_location[0]


def lines_of_row(app: Session, number: int) -> range:
    """The lines of the text in which a row (from 1) stands, counted from its braces: the demo's rows are flat."""
    lines = app.view.draft.text.split("\n")
    starts = [place for place, line in enumerate(lines) if line == "    {"]
    ends = [place for place, line in enumerate(lines) if line.rstrip(",") == "    }"]
    return range(starts[number - 1], ends[number - 1] + 1)


async def test_a_row_is_selected_and_explained_step_by_step(payload: MakePayload) -> None:
    async with opened() as app:
        async with app.part("keys that are pressed fast go as many tabs as there were presses"):
            await app.do("pane.detail")
            for turns in range(8):  # of the event loop between two presses
                shown = (await tab_shown(app, turns), await tab_shown(app, turns, "left"))
                assert shown == ("Reply", "Why"), f"{turns} turns apart"
                assert app.focus_is_in("#detail")
        async with app.part("a row is selected in the table, and by where the cursor of the editor stands"):
            await app.do("pane.forecast")
            await a_row_is_selected(app)
        await app.resize(*TALL)
        async with app.part("why tells what a row nearly comes to, and what it was before the last step and as opened"):
            await why_tells_what_a_row_was(app)
        async with app.part("why names every step with its rule, also what a field that is not checked would have hit"):
            await why_names_every_step(app)
            await app.do("history.undo")
        async with app.part("the other tabs show changes, record, reply and notes, by click and by key"):
            await the_other_tabs_are_shown(app)
        await cleared_fields_are_loud_and_what_is_refused_writes_nothing(app, payload)
        await the_changes_tell_what_happens_to_each_row_of_a_subform(app, payload)


async def why_tells_what_a_row_was(app: Session) -> None:
    """Of rows 2 and 5."""
    await app.click("2 ~ UPDATE", pane="#forecast")
    await app.see("not reached; would have hit 2 records", "4001000000012358 Mina Harker", pane="#detail")
    await app.click("5 ! ERROR", pane="#forecast")
    await app.see("which belongs to 4001000000012436 Silas Marsh. Line", pane="#detail")
    lines = [line.strip("│ ") for line in app.lines("#detail")]
    assert lines[3].startswith("! DUPLICATE_DATA  Phone is")  # behind the border and the two lines of the tabs
    await app.see("With Phone left out, the row would update 4001000000012423 Edith Vane by Email", pane="#detail")
    await app.do("pane.fields")
    await app.press("shift+up")
    await app.see("was ERROR before the last step (Phone above Email), and as opened", pane="#detail")
    await app.press("end", "space")
    await app.see("was ERROR as opened", pane="#detail")
    await app.see_no("before the last step", pane="#detail")
    await app.do("history.undo", "history.undo")
    await app.see("as opened, it was the same as now", pane="#detail")


async def why_names_every_step(app: Session) -> None:
    """Of rows 3, 2, 6 and 5; a change of the list is left to be undone."""
    await app.do("pane.forecast")
    await app.press("home", "down", "down")  # row 3: Email misses, Phone hits
    await app.see("row 3: ~ UPDATE", pane="#detail")
    why = app.text("#detail")
    assert '"tom.pinch@newloft.example"' in why
    assert "belongs to no record" in why
    assert "belongs to 1 record" in why
    assert "Tom Pinch" in why
    await app.press("up")  # row 2: Email hits, so Phone is not reached
    await app.see("row 2: ~ UPDATE", "not reached", pane="#detail")
    await app.press("end", "up", "up")  # row 6: two records share the address
    await app.see("belongs to 3 records", "depends on", "match.several", "assumed", pane="#detail")
    await app.press("up")  # row 5: refused
    await app.see("DUPLICATE_DATA", "conflict.unique_taken", "documented", pane="#detail")
    await app.do("pane.fields")
    await app.press("home", "space")  # Email is no longer listed
    await app.do("pane.forecast")
    await app.press("end", "up", "up")
    await app.see("row 6: + INSERT", "not checked", "would have hit 3 records", pane="#detail")
    await app.see("order.system_ignored", "Front Desk", pane="#detail")


def json_in(lines: list[str]) -> object:
    """The JSON object that stands on some lines, or None while something else does."""
    text = "\n".join(line.strip("│ ") for line in lines)
    try:
        return json.loads(text[text.index("{") : text.rindex("}") + 1])
    except ValueError:
        return None


async def the_other_tabs_are_shown(app: Session) -> None:
    """Of rows 2, 1 and 8."""
    await app.click("2 ~ UPDATE", pane="#forecast")
    await app.click("Changes", pane="#detail")
    await app.see("Lead_Status", "→", '"Pre-Qualified"', "as before", pane="#detail")
    await app.click("Reply", pane="#detail")
    await app.see('"duplicate_field": "Email"', '"action": "update"', '"code": "SUCCESS"', pane="#detail")
    assert app.view.forecast is not None
    expected = app.view.forecast.response["data"][1]
    await app.until(lambda: json_in(app.lines("#detail")) == expected, "the reply as JSON")
    await app.click("Record after", pane="#detail")
    await app.see('"Lucy"', "~ Lead_Status", "Whitby Shipping", pane="#detail")
    await app.click("Notes", pane="#detail")
    await app.see("What no data set can tell", pane="#detail")
    await app.do("pane.forecast")
    await app.press("home")
    await app.click("Record after", pane="#detail")
    await app.see("+ First_Name", pane="#detail")
    await app.click("Notes", pane="#detail")
    await app.do("pane.forecast")
    await app.press("end")  # row 8 is nearly a twin
    await app.see("lint.near_miss", pane="#detail")
    await app.click("Why", pane="#detail")
    await app.see("belongs to no record", pane="#detail")
    await app.do("pane.detail", "detail.right")
    await app.see("added", "→", pane="#detail")
    await app.do("detail.left")
    await app.see("belongs to no record", pane="#detail")


async def tab_shown(app: Session, turns: int, key: str = "right") -> str:
    """Press a key three times without waiting for what it does; the name of the tab that is shown then."""
    for _ in range(3):
        app.app.post_message(events.Key(key, None))
        for _ in range(turns):
            await sleep(0)
    await app.settle()
    await app.frame()
    await app.settle()
    text = app.text("#detail")
    return "Reply" if '"details"' in text else "Why" if "match.none_inserts" in text else text


async def a_row_is_selected(app: Session) -> None:
    """From row 1."""
    await app.do("pane.forecast")
    await app.press("down", "down", "down", "down")
    await app.see("row 5: ! ERROR", pane="#detail")
    assert line_of_cursor(app) in lines_of_row(app, 5)
    await app.see('"edith@vane.example"', pane="#payload")
    await app.click("7 = UNCHANGED", pane="#forecast")
    await app.see("row 7: = UNCHANGED", pane="#detail")
    assert line_of_cursor(app) in lines_of_row(app, 7)
    await app.press("home", "enter")
    await app.see("row 1: + INSERT", pane="#detail")
    assert app.focus_is_in("#detail")
    await app.do("pane.payload")
    await app.press(*["pageup"] * 4)
    for line in range(lines_of_row(app, 3).stop - 1):
        if line in lines_of_row(app, 2):
            await app.see("row 2: ~ UPDATE", pane="#detail")
        await app.press("down")
    await app.see("row 3: ~ UPDATE", pane="#detail")
    await app.click('"lucy@whitby.example"', pane="#payload")
    await app.see("row 2: ~ UPDATE", pane="#detail")
    await app.press(*["up"] * 10)  # above all rows: the selection goes no further than the first
    await app.see("row 1: + INSERT", pane="#detail")


async def cleared_fields_are_loud_and_what_is_refused_writes_nothing(app: Session, payload: MakePayload) -> None:
    rows = [
        {"Email": "lucy@whitby.example", "Lead_Status": None},
        {"Email": "nobody@nowhere.example"},
    ]
    await app.open_anew(payload({"data": rows}))
    await app.click("Changes", pane="#detail")
    await app.see("CLEARED", "Lead_Status", "(empty)", pane="#detail")
    await app.do("pane.forecast")
    await app.press("down")
    await app.see("refused", pane="#detail")
    await app.click("Record after", pane="#detail")
    await app.see("writes nothing", pane="#detail")
    await app.click("Reply", pane="#detail")
    await app.see("MANDATORY_NOT_FOUND", pane="#detail")


async def the_changes_tell_what_happens_to_each_row_of_a_subform(app: Session, payload: MakePayload) -> None:
    visits = [{"Remark": "Visit 2"}, {"id": "4031000000000600", "Remark": "Visit 0"}]
    await app.open_anew(payload({"data": [{"Email": "edith@vane.example", "Site_Visits": visits}]}))
    await app.do("pane.detail")
    await app.press("right")
    await app.see('~ changed 4031000000000600  Remark "Visit 1" → "Visit 0"', pane="#detail")
    await app.see('+ added   new row  Remark "Visit 2"', pane="#detail")
