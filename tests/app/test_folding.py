"""Rows of the payload that are folded: by key and mouse, and that folding changes nothing in what an edit does."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App
from textual.widgets.text_area import Selection

from tests.app.driving import Session, opened
from tui.core.payload.folds import foldable_rows
from tui.core.payload.json_text import is_json
from tui.widgets.payload_editor import PayloadEditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

ROWS = [{"Last_Name": "Ode", "City": "Rome"}, {"Last_Name": "Quill", "City": "Oslo"}, {"Last_Name": "Marsh"}]
TEXT = json.dumps({"data": ROWS}, indent=2) + "\n"


def editor_of(app: Session) -> PayloadEditor:
    editor = app.widget("#payload")
    assert isinstance(editor, PayloadEditor)
    return editor


async def rows_fold_and_unfold_by_key_and_mouse_and_where_something_is_found_or_edited(
    app: Session, payload: MakePayload
) -> None:
    await app.open_anew(payload(TEXT))
    editor = editor_of(app)
    await app.press("f3", "ctrl+home", "down", "down", "down")
    await app.do("editor.fold_row")
    await app.see('3 ▸    { "Last_Name": "Ode", "City": "Rome" },  3 lines', "7      {", pane="#payload")
    assert editor.cursor_location == (2, 4)
    await app.press("down")
    assert editor.cursor_location == (6, 4)
    await app.press("up", "end", "right")  # to the right it goes through the text
    assert (editor.cursor_location, editor.document.folds) == ((3, 0), ())
    await app.do("editor.fold_all")
    await app.see('"City": "Oslo" },  3 lines', '{ "Last_Name": "Marsh" }  2 lines', pane="#payload")
    await app.see_no('       "City"', pane="#payload")
    await app.click("▸", pane="#payload")
    await app.see('       "City": "Rome"', pane="#payload")
    await app.click("},  3 lines", pane="#payload")
    await app.see('       "City": "Rome"', '       "City": "Oslo"', pane="#payload")
    await app.press("ctrl+f")
    await app.paste("marsh")
    await app.see("Marsh", pane="#payload")
    assert editor.document.folds == ()
    await app.press("escape")
    await app.do("editor.fold_all")
    await app.press("ctrl+home", "down", "down", "end")
    await app.press("backspace")
    await app.see('       "City": "Rome"', '"Oslo" },  3 lines', pane="#payload")  # only what was edited
    await app.do("editor.fold_row")
    await app.hear("This payload can't be read. Fix it first.")
    await app.press("ctrl+z")
    await app.until(lambda: app.view.draft.text == TEXT, "the text to be as it was")


async def the_sign_of_a_problem_stands_at_the_fold_that_hides_it(app: Session, payload: MakePayload) -> None:
    rows = [{**ROWS[0], "Email": "no mail"}, ROWS[1]]
    await app.open_anew(payload(json.dumps({"data": rows}, indent=2)))
    await app.press("f3")
    await app.do("editor.fold_all")
    await app.see("3!▸    {", '"Email": "no mail" },  4 lines', "8 ▸    {", "}  3 lines", pane="#payload")
    await app.do("problem.next")
    await app.see('       "Email": "no mail"', pane="#payload")


# --- nothing is edited otherwise -------------------------------------------------------------------------------------


class Two(App[None]):
    """The same text in two editors."""

    def compose(self) -> ComposeResult:
        """One is folded."""
        yield PayloadEditor(TEXT, id="folded")
        yield PayloadEditor(TEXT, id="plain")


def actions(chance: random.Random) -> Callable[[PayloadEditor], Any]:
    """What a person does in an editor, other than going up and down by what is in sight."""
    place = (chance.randrange(16), chance.randrange(30))
    other = (place[0] + chance.randrange(-2, 6), chance.randrange(30))
    text = chance.choice(['"', "x", "\n", "{", "},\n{\n", '"City": null', ""])
    select = chance.random() < 0.3

    def go(editor: PayloadEditor) -> None:
        editor.move_cursor(editor.clamp_visitable(place))

    def mark(editor: PayloadEditor) -> None:
        editor.selection = Selection(editor.clamp_visitable(place), editor.clamp_visitable(other))

    def replace(editor: PayloadEditor) -> None:
        start, end = sorted((editor.clamp_visitable(place), editor.clamp_visitable(other)))
        editor.replace(text, start, end)

    def whole(editor: PayloadEditor) -> None:
        lines = editor.text.split("\n")
        first = min(place[0], len(lines) - 1)
        editor.replace_text("\n".join([*lines[:first], "  " + lines[first], *lines[first + 1 :]]))

    moves: list[Callable[[PayloadEditor], Any]] = [
        go,
        mark,
        replace,
        whole,
        lambda editor: editor.insert(text),
        lambda editor: editor.action_cursor_left(select),
        lambda editor: editor.action_cursor_right(select),
        lambda editor: editor.action_cursor_word_left(select),
        lambda editor: editor.action_cursor_word_right(select),
        lambda editor: editor.action_cursor_line_start(select),
        lambda editor: editor.action_cursor_line_end(select),
        PayloadEditor.action_delete_left,
        PayloadEditor.action_delete_right,
        PayloadEditor.action_delete_word_left,
        PayloadEditor.action_delete_word_right,
        PayloadEditor.action_delete_line,
        PayloadEditor.action_delete_to_start_of_line,
        PayloadEditor.action_delete_to_end_of_line,
        PayloadEditor.action_select_all,
        PayloadEditor.action_select_line,
        PayloadEditor.action_cut,
        PayloadEditor.action_paste,
        PayloadEditor.action_undo,
        PayloadEditor.action_undo,
        PayloadEditor.action_redo,
        PayloadEditor.action_duplicate_row,
        PayloadEditor.action_delete_row,
        lambda editor: editor.action_move_row(chance_step),
        lambda editor: editor.find("city", chance_step),
        lambda editor: editor.replace_words("city", text),
        lambda editor: editor.replace_everywhere("o", "oo"),
        afresh,
        lambda editor: editor.go_to(min(place[0], editor.document.line_count - 1), 0),
    ]
    chance_step = chance.choice((-1, 1))
    return chance.choice(moves)


def afresh(editor: PayloadEditor) -> None:
    """Show the first text again, as an editor that has the focus does."""
    before = list(editor.document.lines)
    if editor.text != TEXT:
        editor.go_to_change(editor.replace_text(TEXT), before)


def foldings(editor: PayloadEditor, chance: random.Random) -> None:
    """Fold some rows by key, or lines that are no row, as long as neither end of what is marked is among them."""
    if chance.random() < 0.4:
        rows = foldable_rows(editor.text) if is_json(editor.text) else ()
        ends = {line for line, _ in editor.selection}
        rows = tuple(row for row in rows if not ends & set(row[1:]) and chance.random() < 0.7)
        editor.document.fold(rows)
        editor._folds_changed()
    elif chance.random() < 0.2:
        start = chance.randrange(editor.document.line_count)
        fold = range(start, min(start + 4, editor.document.line_count))
        if len(fold) > 1 and not {line for line, _ in editor.selection} & set(fold[1:]):
            editor.document.fold((fold,))
            editor._folds_changed()


async def test_whatever_is_folded_every_edit_does_the_same_to_the_text_and_no_place_is_hidden() -> None:
    app = Two()
    async with app.run_test(size=(100, 40)) as pilot:
        for seed in range(4):
            await app.query(PayloadEditor).remove()
            await app.mount_all(app.compose())
            app.query_one("#folded").focus()  # as the first is at a start
            app.copy_to_clipboard("")
            await pilot.pause()
            try:
                edit_both(app, random.Random(seed))
            except BaseException as failure:
                failure.add_note(f"with the seed {seed}")
                raise


def edit_both(app: Two, chance: random.Random) -> None:
    """Do the same in both editors, hundreds of times."""
    folded, plain = (app.query_one(f"#{name}", PayloadEditor) for name in ("folded", "plain"))
    folded_at = 0
    for _ in range(250):
        foldings(folded, chance)
        folded_at += bool(folded.document.folds)
        action, clipboard = actions(chance), app.clipboard
        action(folded)
        app.copy_to_clipboard(clipboard)
        action(plain)
        assert folded.text == plain.text, action
        assert folded.selection == plain.selection, action
        assert not any(folded.document.is_hidden(line) for line, _ in folded.selection)
        assert folded.virtual_size.height == folded.document.height
        if chance.random() < 0.25:
            afresh(folded)
            afresh(plain)
    assert folded_at > 50
    while folded.history.undo_stack:
        foldings(folded, chance)
        folded.undo()
        plain.undo()
        assert folded.text == plain.text
    assert not plain.history.undo_stack


async def test_rows_fold_and_unfold_and_show_the_signs_of_what_they_hide(payload: MakePayload) -> None:
    async with opened() as app:
        await rows_fold_and_unfold_by_key_and_mouse_and_where_something_is_found_or_edited(app, payload)
        await the_sign_of_a_problem_stands_at_the_fold_that_hides_it(app, payload)
