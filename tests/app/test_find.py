"""Finding words in the payload: while one types, the next and the previous place, and what is not there."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from tests.app.driving import Session, opened

pytestmark = pytest.mark.anyio


def marked(app: Session) -> tuple[str, int]:
    """What is marked in the editor, in small letters, and its line (from 1)."""
    editor = app.widget("#payload")
    assert isinstance(editor, TextArea)
    return editor.selected_text.lower(), editor.selection.start[0] + 1


def row_at(app: Session, line: int) -> int:
    """The row (from 1) that stands at a line (from 1)."""
    return next(row for row, lines in enumerate(app.view.row_lines, 1) if line - 1 in lines)


async def see_marked(app: Session, words: str, line: int) -> None:
    await app.until(lambda: marked(app) == (words, line), f"for {words} in line {line} to be marked, not {marked(app)}")


async def words_are_found_while_one_types_and_keys_go_to_the_next_and_the_previous_place(app: Session) -> None:
    await app.open_anew()
    lines = app.view.draft.text.split("\n")
    places = [number for number, line in enumerate(lines, 1) if "Pre-Qualified" in line]
    assert len(places) == 3
    await app.do("find.open")
    await app.see("find", pane="#find")
    await app.see("↓ Next  ↑ Previous", pane="KeyLine")
    await app.write("pre-q")
    await see_marked(app, "pre-q", places[0])
    await app.write("ual")
    await see_marked(app, "pre-qual", places[0])  # the same place, a longer word
    for key, place in (
        ("find.next", places[1]),
        ("find.next", places[2]),
        ("find.next", places[0]),  # and round
        ("find.previous", places[2]),
        ("find.previous", places[1]),
    ):
        await app.do(key)
        await see_marked(app, "pre-qual", place)
        await app.see(f"{places.index(place) + 1} of 3", pane="#find")
        await app.see(f"row {row_at(app, place)}: ", pane="#detail")
    await app.press("enter")
    await see_marked(app, "pre-qual", places[2])
    await app.see('"Pre-Qualified"', pane="#payload")
    await app.write("zz")
    await app.see("pre-qualzz", "not found", pane="#find")
    await see_marked(app, "pre-qual", places[2])
    await app.press("enter", "backspace", "backspace")
    await app.see_no("not found", pane="#find")
    await app.do("find.close")
    await app.see_no("pre-qual", pane="#find")
    assert app.focus_is_in("#payload")
    await app.see("row 7: = UNCHANGED", pane="#detail")
    await app.write("Contacted")  # what was found is marked, so that it can be written over
    await app.see_row(7, "~ UPDATE")
    assert '"Contactedified"' in app.view.draft.text


async def the_words_stay_for_the_next_time_and_the_rows_keep_theirs_apart(app: Session) -> None:
    await app.open_anew()
    await app.do("pane.payload", "find.open")
    await app.paste("nell")
    await see_marked(app, "nell", 37)
    await app.press("escape")
    await app.do("pane.forecast", "find.open")
    await app.see("rows with", pane="#find")
    await app.see_no("nell", pane="#find")
    await app.paste("lucy")
    await app.see("1 of 8 rows", pane="#forecast")
    await app.press("escape")
    await app.do("pane.payload", "find.open")
    await app.see_no("lucy", pane="#find")
    await app.see("1 of 8 rows", pane="#forecast")
    await app.paste("[/x]")
    await app.see("not found", pane="#find")
    await app.press("escape")
    await app.see_no("not found", pane="#find")
    await app.click("Find", pane="KeyLine")
    await app.see("[/x]", pane="#find")
    assert "not found" not in app.text()
    await app.write("tom")  # in place of it
    await see_marked(app, "tom", 17)


async def test_words_are_found_and_stay_for_the_next_time() -> None:
    async with opened() as app:
        await words_are_found_while_one_types_and_keys_go_to_the_next_and_the_previous_place(app)
        await the_words_stay_for_the_next_time_and_the_rows_keep_theirs_apart(app)
