"""The payload as text: what is typed is forecast at once, and what cannot be read keeps the last forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.driving import Session, opened
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio


async def what_is_typed_is_forecast_at_once(app: Session) -> None:
    await app.open_anew()
    await app.do("pane.payload")
    await app.click('"grace.quill', pane="#payload", dx=1)
    await app.press("delete", "delete", "delete", "delete", "delete")
    await app.write("lucy")
    await app.see("lucy.quill@inkwell.example", "●", pane="#payload")
    await app.see("unsaved", pane="#top-bar")
    await app.press(*["delete"] * 14)
    await app.write("@whitby")
    await app.see_row(1, "~ UPDATE Email …2371 Lucy Westen")
    assert '"lucy@whitby.example"' in app.view.draft.text
    await app.see("row 1: ~ UPDATE", pane="#detail")


async def keys_that_come_close_together_do_what_they_do_one_by_one(app: Session, payload: MakePayload) -> None:
    await app.open_anew(payload('{"data": [\n  {"Last_Name": "Ode"},\n  {"Last_Name": "Quill"}\n]}\n'))
    await app.press("f3")
    await app.press_at_once(
        "ctrl+home", "down", *["right"] * 17, "a", "left", "b", "down", "c", "backspace", "end", ","
    )
    await app.see('"baOde"}', 'Quill"},', pane="#payload")
    await app.press_at_once("alt+up", "home", "x", "right", "y")
    await app.see('x{y"Last_Name": "Quill"', pane="#payload")
    await app.press_at_once("ctrl+f", "o", "home", "c", "end", "e", "left", "d")
    await app.until(lambda: app.app.focused is not None and getattr(app.app.focused, "value", "") == "code", "the word")


async def broken_json_keeps_the_last_forecast_grey_marks_the_place_and_refuses_to_edit_the_list(app: Session) -> None:
    await app.open_anew()
    await app.press("shift+up")
    await app.do("pane.payload")
    await app.press("down", "down")
    await app.write("x")  # before the first row
    await app.see("line 3, column 1: ", pane="#payload")
    assert app.view.problem is not None
    assert (app.view.problem.line, app.view.problem.column) == (3, 1)
    await app.see_row(5, "~ UPDATE Phone")
    await app.see("last readable payload", pane="#forecast")
    assert all(app.widget(pane).opacity < 1 for pane in ("#forecast", "#detail", "#fields"))
    broken = app.view.draft.text
    await app.do("pane.fields")
    await app.press("space", "shift+down", "d", "e")
    await app.see("can't be read", pane="#cause")
    await app.click("[x] 2", pane="#fields")
    await app.click("left out", pane="#fields")
    assert app.view.draft.text == broken
    assert app.view.check_list.listed == ("Phone", "Email")
    await app.do("pane.payload")
    await app.press("backspace")
    await app.see("8 rows", pane="#payload")
    await app.see_no("column 1", "last readable payload")
    assert app.widget("#forecast").opacity == 1


async def test_a_payload_that_never_was_readable_opens_with_its_mistake_marked(payload: MakePayload) -> None:
    async with opened(payload('{\n  "data": [\n    {"Last_Name": "Ode";}\n  ]\n}\n')) as app:
        await app.see("line 3, column 24", pane="#payload")
        await app.see("Leads", "Upsert Explorer", pane="#top-bar")
        assert app.view.forecast is None
        assert app.row(1) == ""
        for key in ("pane.forecast", "pane.detail", "pane.fields", "fields.tick", "assumption.next"):
            await app.do(key)
        await app.do("pane.payload")
        await app.press("down", "down", "end", "left", "backspace")
        await app.see_row(1, "+ INSERT")


WRITTEN = {
    "invisible characters and no line end": '{"data": [{"Last_Name": "a\u200bb\u202ec\ufeff"}]}',
    "crlf": '{"data":\r\n[{"Last_Name": "Ode"}]}\r\n\r\n',
    "cr": '{"data":\r[{"Last_Name": "Ode"}]}',
    "mixed line ends": '{"data":\n[{"Last_Name":\r\n "a\u2028b\x85c\u2029d"}]}\n',
}
"""Texts that a careless editor would change, by what is odd about them."""


async def to_open_a_payload_changes_nothing_in_its_text(app: Session, payload: MakePayload, text: str) -> None:
    await app.open_anew(payload(text))
    await app.see_row(1, "+ INSERT")
    assert app.view.draft.text == text
    assert not app.view.unsaved
    await app.press("space")
    await app.see("● list", pane="#fields")
    before, after = text.rsplit("]", 1)
    assert app.view.draft.text.startswith(before)
    assert app.view.draft.text.endswith(after)
    await app.do("history.undo")
    assert app.view.draft.text == text


async def what_is_wrong_is_marked_where_it_stands_also_behind_characters_that_are_shown_as_escapes(
    app: Session, payload: MakePayload
) -> None:
    text = '{"data": [{"Last_Name": "a\u2028b\x85c", "No_of_Employees": "many"}]}'
    await app.open_anew(payload(text))
    await app.do("pane.payload", "problem.next")
    editor = app.widget("#payload")
    assert isinstance(editor, PayloadEditor)
    line = editor.get_line(0)
    marked = [line.plain[span.start : span.end] for span in line.spans if getattr(span.style, "underline", False)]
    assert marked == ['"many"']
    column = editor.cursor_location[1]
    assert line.plain[column:].startswith('"many"')


async def test_what_is_typed_is_forecast_at_once_and_nothing_else_changes(payload: MakePayload) -> None:
    async with opened() as app:
        await what_is_typed_is_forecast_at_once(app)
        await keys_that_come_close_together_do_what_they_do_one_by_one(app, payload)
        await broken_json_keeps_the_last_forecast_grey_marks_the_place_and_refuses_to_edit_the_list(app)
        await what_is_wrong_is_marked_where_it_stands_also_behind_characters_that_are_shown_as_escapes(app, payload)
        for text in WRITTEN.values():
            await to_open_a_payload_changes_nothing_in_its_text(app, payload, text)
