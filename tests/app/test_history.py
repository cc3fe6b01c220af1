"""Undo and redo go over every kind of change in one history."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from tests.app.driving import Session, opened

pytestmark = pytest.mark.anyio


def editor_text(app: Session) -> str:
    """What stands in the editor, also where it is not in sight."""
    editor = app.widget("#payload")
    assert isinstance(editor, TextArea)
    return editor.text


async def what_was_undone_is_gone_after_another_change_and_the_editor_shows_the_same_text(app: Session) -> None:
    await app.open_anew()
    await app.press("space")
    await app.do("history.undo")
    assert app.view.can_redo
    await app.do("fields.empty_list")
    assert not app.view.can_redo
    await app.do("pane.payload")
    await app.press(*["pagedown"] * 8)
    await app.see('"duplicate_check_fields": []', pane="#payload")
    await app.do("history.undo")
    await app.see('"Phone"', pane="#payload")
    assert app.view.check_list.listed == ("Email", "Phone")
    assert not app.view.unsaved


async def test_text_order_module_and_switch_are_taken_back_and_made_again_in_one_history() -> None:
    async with opened() as app:
        drafts = [app.view.draft]
        assert not app.view.can_undo
        await app.click("Grace", pane="#payload")
        await app.write("xy")  # one word is one step
        drafts.append(app.view.draft)
        await app.do("pane.fields")
        await app.press("shift+down")
        drafts.append(app.view.draft)
        await app.do("pane.forecast")
        await app.press("end", "up", "up")
        await app.do("assumption.next")
        drafts.append(app.view.draft)
        await app.do("module.pick")
        await app.paste("contacts")
        await app.press("enter")
        await app.until(lambda: app.view.module.api_name == "Contacts", "the module to change")
        drafts.append(app.view.draft)
        assert len(set(drafts)) == 5

        for draft in reversed(drafts[:-1]):
            await app.do("history.undo")
            assert app.view.draft == draft
        assert not app.view.can_undo
        assert not app.view.unsaved
        await app.do("history.undo")
        assert app.view.draft == drafts[0]
        assert editor_text(app) == app.view.draft.text
        await app.see("Leads", pane="#top-bar")
        await app.see('sent as ["Email", "Phone"]', pane="#fields")
        await app.see_row(5, "! ERROR Email")
        for draft in drafts[1:]:
            await app.do("history.redo")
            assert app.view.draft == draft
        await app.see("Contacts", pane="#top-bar")
        assert editor_text(app) == app.view.draft.text
        assert not app.view.can_redo
        await what_was_undone_is_gone_after_another_change_and_the_editor_shows_the_same_text(app)
