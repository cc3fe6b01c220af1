"""Assumptions: one key flips what a row depends on, the pane shows those in play and flips them by key and click."""

from __future__ import annotations

import pytest

from tests.app.driving import Session, opened

pytestmark = pytest.mark.anyio


def setting(app: Session) -> str:
    """How match.several is read."""
    return app.view.draft.assumptions["match.several"]


async def the_pane_flips_by_space_and_by_click_and_keeps_what_is_not_at_its_default(app: Session) -> None:
    """From match.several = refuse, with row 6 selected, to newest."""
    await app.see("match.several", "refuse", pane="#assumptions")
    for _ in range(6):
        if app.focus_is_in("#assumptions"):
            break
        await app.press("tab")
    await app.press("space")
    await app.see("oldest", pane="#assumptions")
    await app.see_row(6, "…2449")
    assert not app.view.moves_since_opened
    await app.click("○", pane="#assumptions")
    assert setting(app) == "newest"
    await app.see("newest", pane="#assumptions")
    await app.see_row(6, "…2462")


async def test_a_key_flips_the_switch_that_the_selected_row_depends_on_and_so_does_its_pane() -> None:
    async with opened() as app:
        await app.do("pane.forecast")
        await app.press("end", "up", "up")
        await app.see("the oldest is updated", "depends on match.several · F9 tries the next setting", pane="#detail")
        await app.do("assumption.next")
        await app.see_row(6, "…2462")
        await app.see("As set: the record created last is updated", pane="#detail")
        await app.see_row(6, "was …2449")
        await app.see("match.several = newest", "1 of 8 rows change", pane="#cause")
        assert setting(app) == "newest"
        await app.do("assumption.next")
        await app.see("As set: the record modified last is updated", pane="#detail")
        await app.do("assumption.next")
        await app.see_row(6, "! ERROR")
        assert setting(app) == "refuse"
        await the_pane_flips_by_space_and_by_click_and_keeps_what_is_not_at_its_default(app)
        await app.do("pane.forecast", "assumption.next", "assumption.next", "assumption.next")
        assert setting(app) == "oldest"
        assert not app.view.moves_since_opened
        await app.press("home")
        draft = app.view.draft
        await app.do("assumption.next")  # row 1 depends on none
        await app.see("depends on no assumption; row 6 does", pane="#detail")
        assert app.view.draft == draft
