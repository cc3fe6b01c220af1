"""What a person sees first: the demo, with a row of each kind, and panes that explain it."""

from __future__ import annotations

import pytest
from textual.events import Resize
from textual.geometry import Size

from tests.app.driving import WIDE, Session, opened
from tests.app.test_first_start import OFFER
from tui.screens.main.screen import MainScreen

pytestmark = pytest.mark.anyio


async def a_row_that_moved_tells_what_it_is_and_was_in_every_size(app: Session) -> None:
    whole = ("2 insert", "4 update", "1 error")
    told = {
        (120, 40): whole,
        (200, 60): (*whole, "2 assumed"),
        (100, 30): ("○ 2 assumed",),
        (80, 24): ("+2  ~4  =1  !1  ○ 2",),
    }
    await app.open_anew()
    await app.do("fields.move_up")
    for size, counts in told.items():
        await app.resize(*size)
        target = "…2358 Mina" if size == (80, 24) else "Phone …2358 Mina Harker"
        await app.see_row(2, f"2 ~ UPDATE {target}")
        await app.see_row(2, "was …2371")
        await app.see_row(2, "○")
        await app.see(*counts, pane="#forecast")


async def test_it_opens_on_the_demo_with_a_row_of_each_kind_and_every_pane_tells_its_part() -> None:
    async with opened() as app:
        await app.see("Upsert Explorer", "Leads", "demo", "48 records", pane="#top-bar")
        assert app.row(1).startswith("1 + INSERT - new")
        assert app.row(2).startswith("2 ~ UPDATE Email …2371 Lucy Westen")
        assert app.row(3).startswith("3 ~ UPDATE Phone …2384 Tom Pinch")
        assert app.row(4).startswith("4 ! ERROR Email DUPLICATE_DATA Mobile is …2410's")
        assert app.row(6).startswith("6 ~ UPDATE Email …2449 Front Desk")
        assert app.row(7).startswith("7 = UNCHANGED Email …2514 Nell Trent nothing changes")
        assert "●" in app.row(2)
        assert "○" in app.row(6)
        assert app.view.forecast is not None
        assert app.view.forecast.rows[5].depends_on == ("match.several",)
        await app.see("2 insert", "3 update", "1 unchanged", "2 error", "1 credit", "HTTP 207", pane="#forecast")
        await app.see("first-look.json", '"First_Name": "Grace"', "8 rows", pane="#payload")
        await app.see("row 1: + INSERT", "belongs to no record", "match.none_inserts", pane="#detail")
        await app.see("match.several", "oldest", "1 row", pane="#assumptions")
        await app.see("1 Email listed 2 Phone listed 3 Mobile added by Zoho", pane="#order")
        await app.see("order.appended", "documented", pane="#order")
        assert not app.view.unsaved
        assert app.focus_is_in("#fields")
        await no_tour_is_offered_unless_this_is_the_first_start(app)
        await a_row_that_moved_tells_what_it_is_and_was_in_every_size(app)
        await a_screen_is_laid_out_for_a_new_size_and_not_again_when_told_of_it(app)


async def no_tour_is_offered_unless_this_is_the_first_start(app: Session) -> None:
    assert app.missing(OFFER) == list(OFFER)
    await app.press("1", "escape")
    assert isinstance(app.app.screen, MainScreen)


async def a_screen_is_laid_out_for_a_new_size_and_not_again_when_told_of_it(app: Session) -> None:
    await app.resize(*WIDE)
    screen, layouts = app.app.screen, list[object]()
    await app.frame()  # what the former size was changed to asks for a layout of its own
    await app.until(lambda: not screen._layout_required, "all of the screen has its place")
    screen.screen_layout_refresh_signal.subscribe(screen, layouts.append)
    screen.post_message(Resize(Size(*WIDE), Size(*WIDE)))
    await app.frame()
    assert not layouts
    await app.resize(80, 24)
    assert layouts
    await app.do("fields.try")
    await app.see("list a field")
    dialog = app.app.screen
    await app.until(lambda: not dialog._layout_required, "all of the dialog has its place")
    await app.frame()
    layouts.clear()
    dialog.screen_layout_refresh_signal.subscribe(dialog, layouts.append)
    dialog.post_message(Resize(Size(80, 24), Size(80, 24)))
    await app.frame()
    assert not layouts
