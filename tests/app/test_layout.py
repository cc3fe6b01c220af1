"""Every pane at every size: F2 to F5 show it, and a terminal that changes its size loses nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import SIZES, WIDE, Session, opened

if TYPE_CHECKING:
    from tests.app.conftest import MakePayload

pytestmark = pytest.mark.anyio

PANES = {
    "fields": "[x] 1 Email",
    "payload": '"First_Name": "Grace"',
    "forecast": "…2371 Lucy",
    "detail": "belongs to no record",
}
"""The panes that have a key, with words that only they show."""


async def every_pane_comes_into_sight_and_focus_by_its_key_and_by_the_word_at_the_top(app: Session) -> None:
    for size in SIZES:
        async with app.at_size(*size):
            await app.see("Leads", "duplicate_check_fields", "+ INSERT", "~ UPDATE", "! ERROR", "= UNCHANGED")
            await app.see("w every order at once", pane="#order")
            assert app.focus_is_in("#fields")
            assert "f1" in app.lines()[-1].lower()  # the keys, where one looks for them
            words = {"detail": "Why", "forecast": "Forecast", "payload": "Payload", "fields": "Fields"}
            for pane in words:
                await app.do(f"pane.{pane}")
                await pane_is_there(app, pane)
                region = app.widget(f"#{pane}").region
                assert region.area > 0
                assert app.app.screen.region.contains_region(region)
            if app.widget("#pane-tabs").region.area > 0:  # the panes share the window
                for pane, word in words.items():
                    assert not app.focus_is_in(f"#{pane}")
                    await app.click(word, pane="#pane-tabs")
                    await pane_is_there(app, pane)


async def pane_is_there(app: Session, pane: str) -> None:
    """In sight, and with the focus."""
    await app.see(PANES[pane], pane=f"#{pane}")
    assert app.focus_is_in(f"#{pane}")


def sizes(app: Session) -> dict[str, tuple[int, int]]:
    """Columns and lines of each pane; none where it is not shown."""
    found = {name: app.widget(f"#{name}").region.size for name in ("left", "payload", "forecast", "detail")}
    return {name: (size.width, size.height) for name, size in found.items()}


def alone(app: Session, name: str) -> bool:
    """Whether a pane fills the window."""
    return [each for each in sizes(app).items() if each[1] != (0, 0)] == [(name, (120, 37))]


async def test_panes_come_into_sight_fill_the_window_have_edges_that_move_and_keep_what_they_show(
    payload: MakePayload,
) -> None:
    async with opened(size=(20, 6)) as app:
        await in_a_tiny_terminal_it_names_the_module(app)
        await every_pane_comes_into_sight_and_focus_by_its_key_and_by_the_word_at_the_top(app)
        await app.resize(*WIDE)
        async with app.part("each pane can fill the window, and gives way to the next"):
            await each_pane_fills_the_window(app)
        async with app.part("an edge between panes goes with the mouse and with keys, and stays in its layout"):
            await an_edge_moves(app)
            await app.do("pane.reset")
        async with app.part("another size keeps focus, selection and tab"):
            await focus_selection_and_tab_are_kept(app)
        async with app.at_size(200, 60):
            await what_changes_stands_beside_why(app)
        await app.do("pane.fields")
        await app.resize(80, 24)
        await the_top_bar_leaves_words_out(app)
        await app.resize(*WIDE)
        await another_size_and_back_leaves_every_pane_scrolled_as_it_was(app, payload)
        await app.resize(20, 6)
        await app.press("ctrl+q")
        assert await app.quits(), "from a tiny terminal, too"


async def each_pane_fills_the_window(app: Session) -> None:
    """From all panes, to all panes."""
    whole = sizes(app)
    for pane, name in (("payload", "payload"), ("forecast", "forecast"), ("detail", "detail"), ("fields", "left")):
        await app.do(f"pane.{pane}")
        await app.until(lambda: sizes(app) == whole, "for all panes")
        await app.do("pane.zoom")
        await app.until(partial(alone, app, name), "for one pane")
        assert app.focus_is_in(f"#{pane}")
    await app.press("z")
    await app.until(lambda: sizes(app) == whole, "for all panes")


async def an_edge_moves(app: Session) -> None:
    """From the sizes that the panes have by themselves, to larger ones."""
    whole = sizes(app)
    left, top = whole["left"][0], app.widget("#forecast").region.y
    await app.drag((left, 3), (left + 4, 3), (left + 9, 4))
    await app.until(lambda: sizes(app)["left"][0] == left + 10, "for the column to be wider")
    await app.drag((60, top), (60, top - 3))
    await app.until(lambda: sizes(app)["forecast"][1] == whole["forecast"][1] + 2, "for the forecast to be taller")
    await app.drag((60, app.widget("#detail").region.y), (60, 2))
    await app.until(lambda: sizes(app)["detail"][1] == 32, "for the detail to be as tall as can be")
    await app.do("pane.reset")
    await app.until(lambda: sizes(app) == whole, "for the panes' own sizes")
    await app.do("pane.payload")
    await app.do("pane.forecast")
    await app.press("plus", "plus", "greater_than_sign")
    await app.until(
        lambda: sizes(app)["forecast"] == (whole["forecast"][0] + 2, whole["forecast"][1] + 2), "for a larger pane"
    )
    larger = sizes(app)
    await app.resize(100, 30)
    await app.until(lambda: sizes(app)["left"][0] == 36, "for the other layout's own size")
    await app.resize(120, 40)
    await app.until(lambda: sizes(app) == larger, "for what was set")
    assert app.app.screen.selections == {}


async def focus_selection_and_tab_are_kept(app: Session) -> None:
    """From the table at its first row, to row 4 and the tab of changes."""
    await app.do("pane.forecast")
    await app.press("home", "down", "down")
    await app.click("Changes", pane="#detail")
    await app.do("pane.detail")
    await app.see("row 3: ~ UPDATE", "as before", pane="#detail")
    for size in ((80, 24), (200, 60), (100, 30), (60, 15), (120, 40)):
        await app.resize(*size)
        await app.see("row 3: ~ UPDATE", pane="#detail")
        assert app.focus_is_in("#detail")
    await app.see("as before", pane="#detail")
    await app.do("pane.forecast")
    await app.press("down")
    await app.see("row 4: ! ERROR", pane="#detail")


async def what_changes_stands_beside_why(app: Session) -> None:
    """Where there is room, and no longer where there is none."""
    await app.do("pane.forecast")
    await app.press("home", "down")
    await app.click("Why", pane="#detail")
    await app.see("belongs to 1 record", '"Contacted" → "Pre-Qualified"', pane="#detail")
    await app.click("Changes", pane="#detail")
    await app.see("belongs to 1 record", '"Contacted" → "Pre-Qualified"', pane="#detail")
    await app.do("pane.forecast")
    await app.do("pane.detail")
    await app.press("tab", "y")
    assert app.app.clipboard.startswith("Email")
    await app.resize(120, 40)
    await app.see('"Contacted" → "Pre-Qualified"', pane="#detail")
    await app.see_no("belongs to 1 record", pane="#detail")


async def the_top_bar_leaves_words_out(app: Session) -> None:
    """The least important ones, and never what is unsaved and the palette."""
    await app.do("pane.taller")  # the only pane in sight has no edge
    await app.hear("This pane can't be made taller or lower here: no edge of it can move.")
    app.app.clear_notifications()  # they would lie over the bar of a narrow window
    await app.see("Upsert Explorer", "Leads ▾", "48 records · of 2026-11-02", "practice ▾  ≡", pane="#top-bar")
    await app.do("fields.leave_out")
    await app.see("Upsert Explorer", "demo · 48 records ▾", "unsaved ●  practice ▾  ≡", pane="#top-bar")
    for width, shown, unsaved, gone in (
        (64, "Upsert Explorer   Leads ▾  demo ▾", "unsaved ●", "records"),
        (50, "Leads ▾  demo ▾", "unsaved ●", "Upsert"),
        (20, "Leads ▾", "●", "practice"),
    ):
        await app.resize(width, 24)
        await app.frame()
        await app.see(shown, unsaved, "≡", pane="#top-bar")
        await app.see_no(gone, pane="#top-bar")


async def another_size_and_back_leaves_every_pane_scrolled_as_it_was(app: Session, payload: MakePayload) -> None:
    rows = [{"Last_Name": f"N{number}", "Email": "lucy@whitby.example"} for number in range(80)]
    half_way = ("row 22", {"pane.forecast": ["pagedown"] * 3, "pane.detail": ["pagedown"]})
    to_the_end = ("row 80", {"pane.forecast": ["end"], "pane.payload": ["ctrl+end"], "pane.detail": ["end"]})

    def offsets() -> list[int]:
        return [app.widget(pane).scroll_offset.y for pane in ("#payload", "#forecast", "#of-tab")]

    await app.open_anew(payload({"data": rows}))
    await app.do("pane.detail", "detail.right", "detail.right")
    for row, way in (half_way, to_the_end):
        for pane, keys in way.items():
            await app.do(pane)
            await app.press(*keys)
            await app.see(row, pane="#detail")
            await app.frame()  # another row is shown from its top, after a frame
        await app.until(lambda: offsets()[-1] > 0, "the detail to be scrolled")
        for pane in ("payload", "forecast", "detail"):
            await app.do(f"pane.{pane}")
            before = offsets()
            assert all(before)
            for size in ((80, 24), (120, 40)):
                await app.resize(*size)
                await app.settle()
            await app.until(partial(lambda wanted: offsets() == wanted, before), f"the panes at {before} again")


async def in_a_tiny_terminal_it_names_the_module(app: Session) -> None:
    """As it does at the start."""
    for size in ((20, 6), (60, 15)):
        async with app.at_size(*size):
            await app.see("Leads", pane="#top-bar")
            for pane in (*PANES, "fields"):
                await app.do(f"pane.{pane}")
