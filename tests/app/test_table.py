"""The forecast table: rows are filtered by outcome, certainty and text, and sorted, by keys and by mouse."""

from __future__ import annotations

import pytest

from tests.app.driving import Session, opened
from tests.core.helpers import LEADS, forecast_of
from tui.core.outcome import RowOutcome
from tui.screens.main.screen import MainScreen
from tui.screens.records.table import RecordTable
from tui.screens.sending.comparison import ComparisonTable
from tui.widgets.forecast_table import ForecastTable

pytestmark = pytest.mark.anyio

ALL = [1, 2, 3, 4, 5, 6, 7, 8]


def rows(app: Session) -> list[int]:
    """The numbers of the rows that stand in the table, from top to bottom."""
    glyphs = [outcome.glyph for outcome in RowOutcome]
    lines = [line.strip("│ ").split() for line in app.lines("#forecast")]
    return [int(words[0]) for words in lines if words[1:2] and words[0].isdigit() and words[1] in glyphs]


async def see_table(app: Session, *numbers: int) -> None:
    """Wait until these rows stand in the table."""
    await app.until(lambda: rows(app) == [*numbers], f"for the rows {numbers}")


async def see_rows(app: Session, *numbers: int) -> None:
    """Wait until these rows stand in the table, and one of them is the one that is explained below."""
    await see_table(app, *numbers)
    main = app.app.screen
    assert isinstance(main, MainScreen)
    await app.until(lambda: main.row + 1 in numbers, "for one of them to be explained")


async def a_key_filters_by_each_outcome_that_occurs_and_another_shows_all_rows(app: Session) -> None:
    await app.do("pane.forecast")
    for shown, word in (((1, 8), "insert"), ((2, 3, 6), "update"), ((7,), "unchanged"), ((4, 5), "error")):
        await app.do("forecast.outcome")
        await see_rows(app, *shown)
        await app.see(f"{len(shown)} of 8", f"· {word}", "+2 insert", "!2 error", pane="#forecast")
    await app.press("down")
    await app.see("row 5: ! ERROR", pane="#detail")
    await app.do("forecast.outcome")
    await see_rows(app, *ALL)
    await app.see("row 5: ! ERROR", pane="#detail")
    await app.do("forecast.certainty")
    await see_rows(app, 1, 2, 3, 4, 5, 7, 8)
    await app.see("7 of 8 · documented", pane="#forecast")
    await app.do("forecast.certainty")
    await see_rows(app, 6)
    await app.see("1 of 8 rows · assumed", pane="#forecast")
    await app.do("forecast.outcome")  # both filters at once
    await app.see("0 of 8 insert assumed", "No row passes the filter", pane="#forecast")
    await app.press("down", "up", "end", "enter")
    await app.do("pane.forecast", "forecast.outcome")
    await see_rows(app, 6)
    await app.do("forecast.certainty")
    await see_rows(app, 2, 3, 6)
    await app.do("forecast.clear")
    await see_rows(app, *ALL)


async def words_that_are_typed_filter_by_what_a_row_says_or_sends_until_they_are_cleared(app: Session) -> None:
    await app.do("pane.forecast", "find.open")
    await app.see("rows with", pane="#find")
    for words, shown in (("lucy", (2,)), ("MOBILE is", (4,)), ("lanternworks", (6,)), ("duplicate_data", (4, 5))):
        await app.press("end", "ctrl+u")
        await see_rows(app, *ALL)
        await (app.write if words == "lucy" else app.paste)(words)
        await see_rows(app, *shown)
        await app.see(f"/{words}/", pane="#forecast")
    await app.press("enter")
    assert app.focus_is_in("#forecast")
    await app.see_no("rows with", pane="#find")
    await see_rows(app, 4, 5)
    await app.do("find.open")
    await app.paste("zzz")  # in place of the words that stood there
    await app.see("0 of 8 rows", "/zzz/", pane="#forecast")
    await app.press("escape")
    assert app.focus_is_in("#forecast")
    await app.do("forecast.clear")
    await see_rows(app, *ALL)
    await app.do("find.open")
    await app.paste("pinch")
    await see_rows(app, 3)
    await app.do("find.open")  # it is the rows' line already
    await app.see("rows with", pane="#find")
    await app.press("escape")
    await app.see_no("rows with", pane="#find")
    await app.click("1 of 8 rows", pane="#forecast")
    await see_rows(app, *ALL)


async def a_click_on_a_count_filters_by_it_and_on_the_number_of_rows_shows_them_all(app: Session) -> None:
    await app.click("~3 update", pane="#forecast")
    await see_rows(app, 2, 3, 6)
    await app.click("○ 1 assumed", pane="#forecast")
    await see_rows(app, 6)
    await app.click("~3 update", pane="#forecast")  # once more takes the filter off
    await see_rows(app, 6)
    await app.click("!2 error", pane="#forecast")
    await app.see("0 of 8 error assumed", "No row passes the filter", pane="#forecast")
    await app.click("0 of 8", pane="#forecast")
    await see_rows(app, *ALL)
    for size, counts in (
        ((120, 40), "+2 insert  ~3 update  =1 unchanged  !2 error  ○ 1 assumed  8 rows"),
        ((100, 30), "+2  ~3  =1  !2  ○ 1 assumed  8 rows"),
        ((80, 24), "+2 insert  ~3 update  =1 unchanged  !2 error  ○ 1 assumed  8 rows"),
    ):
        await app.resize(*size)
        await app.see(counts, pane="#forecast")
        place = app.place_of("!2", "#forecast")
        await app.click_at(place)
        await app.see("2 of 8", "· error", pane="#forecast")
        assert app.place_of("!2", "#forecast") == place
        if size == (100, 30):
            await app.see("Mobile is …2410's", "Phone is …2436's", pane="#forecast")
        await app.click_at(place)  # the same place takes it off
        await app.see(counts, pane="#forecast")
    await app.do("pane.fields")
    await app.see("+2  ~3  =1  !2  ○ 1  8 rows", pane="#forecast")  # beside the fields
    await app.resize(120, 40)
    await app.click("=1 unchanged", pane="#forecast", dx=3)
    await see_rows(app, 7)
    await app.click("7 = UNCHANGED", pane="#forecast")
    await app.see("row 7: = UNCHANGED", pane="#detail")
    await app.do("pane.forecast", "forecast.tick", "forecast.clear")  # a click on its number had ticked it
    await see_rows(app, *ALL)


async def rows_are_sorted_by_a_key_and_by_a_click_on_a_column_and_stay_sorted_while_one_edits(app: Session) -> None:
    by_outcome, by_decider = [1, 8, 2, 3, 6, 7, 4, 5], [1, 8, 2, 4, 5, 6, 7, 3]
    await app.do("pane.forecast")
    await app.press("home", "down", "down")
    await app.do("forecast.sort")
    await see_rows(app, *by_outcome)
    await app.see("outcome▾", pane="#forecast")
    await app.see("row 3: ~ UPDATE", pane="#detail")  # the cursor stays on its row
    await app.press("down")
    await app.see("row 6: ~ UPDATE", pane="#detail")
    await app.do("forecast.sort")
    await see_rows(app, *by_decider)
    await app.see("decided by▾", pane="#forecast")
    await app.click("outcome", pane="#forecast")
    await see_rows(app, *by_outcome)
    await app.do("pane.fields")
    await app.press("home", "space")  # Email is no longer checked
    await app.see("was ERROR", pane="#forecast")
    assert app.view.forecast is not None
    order = list(RowOutcome)
    places = [order.index(app.view.forecast.rows[number - 1].outcome) for number in rows(app)]
    assert places == sorted(places) != [order.index(app.view.forecast.rows[row].outcome) for row in range(8)]
    await app.see("row 6: + INSERT", pane="#detail")
    await app.click("moved", pane="#forecast")
    moved = [number for number in ALL if number - 1 in app.view.moves]
    assert 0 < len(moved) < 8
    await see_rows(app, *moved, *(number for number in ALL if number not in moved))
    await app.click("moved▾", pane="#forecast")
    await see_rows(app, *ALL)
    await app.click("what", pane="#forecast")
    await app.do("pane.forecast", "forecast.clear", "history.undo")
    await see_rows(app, *ALL)


async def a_row_that_a_filter_hides_is_still_explained_while_one_types_in_it(app: Session) -> None:
    await app.click("+2 insert", pane="#forecast")
    await see_rows(app, 1, 8)
    await app.do("pane.payload", "editor.first")
    await app.press(*["down"] * 10, "end", "left", "left")  # behind lucy@whitby.example
    await app.see("row 2: ~ UPDATE", pane="#detail")
    await app.press("x", "backspace", "backspace")
    await app.until(lambda: '"lucy@whitby.exampl"' in app.view.draft.text, "the text to be taken over")
    await app.see("row 2: ~ UPDATE", '"lucy@whitby.exampl"', pane="#detail")
    await see_table(app, 1, 8)
    while app.view.unsaved:
        await app.do("history.undo")
    await app.do("pane.forecast", "forecast.clear")


async def a_filter_stays_over_another_module_and_back_and_ends_with_another_payload(app: Session) -> None:
    await app.do("pane.forecast")
    await app.press("end", "up", "up", "up")
    await app.click("!2 error", pane="#forecast")
    await see_rows(app, 4, 5)
    await app.see("row 5: ! ERROR", pane="#detail")
    await app.do("module.pick")
    await app.paste("contacts")
    await app.press("enter")
    await app.see("Contacts", pane="#top-bar")
    await app.see("0 of 8 rows · error", "+8 insert", "No row passes the filter", pane="#forecast")
    await app.see("row 5: + INSERT", pane="#detail")
    await app.do("history.undo")
    await see_rows(app, 4, 5)
    await app.do("payload.new")
    await app.see("new payload", "1 row", pane="#payload")
    await see_rows(app, 1)
    await app.do("history.undo", "pane.forecast")
    await see_rows(app, *ALL)
    await app.press("end")
    await app.see("row 8: + INSERT", pane="#detail")
    await app.do("payload.open")
    await app.paste("contacts")
    await app.press("enter")
    await app.see("Contacts", pane="#top-bar")
    await app.see("row 1: ", pane="#detail")
    assert app.app.screen.query_one(ForecastTable).cursor == 0


async def test_rows_are_filtered_by_keys_by_clicks_and_by_words_and_sorted() -> None:
    async with opened() as app:
        await a_key_filters_by_each_outcome_that_occurs_and_another_shows_all_rows(app)
        await words_that_are_typed_filter_by_what_a_row_says_or_sends_until_they_are_cleared(app)
        await a_click_on_a_count_filters_by_it_and_on_the_number_of_rows_shows_them_all(app)
        await rows_are_sorted_by_a_key_and_by_a_click_on_a_column_and_stay_sorted_while_one_edits(app)
        await a_row_that_a_filter_hides_is_still_explained_while_one_types_in_it(app)
        await a_filter_stays_over_another_module_and_back_and_ends_with_another_payload(app)


def target_and_what(width: int, *names: str) -> tuple[int, int]:
    """Cells of what each row hits, and of what happens to it, where rows update records of these names."""
    stored = [
        {"id": f"410000000000012371{place}", "Last_Name": name, "Email": f"{place}@x.test"}
        for place, name in enumerate(names)
    ]
    table = ForecastTable()
    table.show(forecast_of(*({"Email": record["Email"], "Phone": "7"} for record in stored[:1]), stored=stored), {}, "")
    rooms = dict(table._columns(width))
    return rooms["target"], rooms["what"]


def test_what_the_targets_do_not_need_is_left_to_what_happens() -> None:
    (short, more), (middle, _), (long, less) = (target_and_what(100, "b" * letters) for letters in (3, 15, 40))
    assert (short, middle, long) == (17, len("…3710 ") + 15, 26)
    assert more - less == long - short


def test_a_reply_and_an_email_get_what_a_wide_screen_has_to_spare() -> None:
    replies = [ComparisonTable()._reply_room(width) for width in (100, 118, 140, 196)]
    assert replies == [24, 25, 36, 48]
    table = RecordTable()
    table._module = LEADS
    emails = [{name: room for name, _, room in table.columns(width)}["Email"] for width in range(50, 200)]
    assert (min(emails), max(emails)) == (24, 36)
    for width in range(50, 200):
        assert sum(room + 1 for _, _, room in table.columns(width)) - width in (0, 1)  # nothing is cut, or left over
