"""The assumptions screen: every reading of every switch, and what would move with it."""

from __future__ import annotations

import pytest

from tests.app_screens.host import LARGE, SMALL, Shown, hosted
from tests.core.helpers import forecast_of, record, row
from tui.core.display import row_numbers
from tui.core.rules import SWITCHES, Assumptions
from tui.screens.assumptions import AssumptionsScreen, SettingChosen, SettingList, SettingsReset

pytestmark = pytest.mark.anyio

STORED = (record(1, Phone="555"), record(2, Phone="555"))
MOVED = "row 1: UPDATE …1 -> ERROR DUPLICATE_DATA"


def would_move(rule: str, value: str) -> tuple[str, ...]:
    """Only a refusal moves anything."""
    return (MOVED,) if (rule, value) == ("match.several", "refuse") else ()


def screen_of(assume: str | None = None, rule: str | None = None) -> AssumptionsScreen:
    found = forecast_of(row(Phone="555"), stored=STORED, assume=assume or ())
    return AssumptionsScreen(found.assumptions, found, would_move, rule)


async def what_rows_depend_on_comes_first(screen: Shown) -> None:
    await screen.sees("○ match.several", "1 row", "● oldest", "Row 1 depends on it.", "○ assumed   our assumption")
    assert screen.text.index("match.several") < screen.text.index("no row depends on these")
    screen.fits()


async def the_cursor_says_what_would_move(screen: Shown) -> None:
    await screen.press("down", "down", "down")
    await screen.sees("With it, 1 row would change:", "row 1:", "~ UPDATE …1", "-> ! ERROR DUPLICATE_DATA")


async def a_key_sets_the_reading_under_the_cursor(screen: Shown, key: str) -> None:
    await screen.show(screen_of())
    await screen.press("down", "down", "down", key)
    await screen.until(lambda: screen.app.said == [SettingChosen("match.several", "refuse")])
    assert screen.stays


async def a_click_sets_a_reading_and_the_mouse_looks_first(screen: Shown) -> None:
    await screen.show(screen_of())
    await screen.point("· refuse")
    await screen.sees("With it, 1 row would change:")
    assert not screen.app.said
    await screen.click("· refuse")
    await screen.until(lambda: screen.app.said == [SettingChosen("match.several", "refuse")])


async def the_reading_in_force_is_not_set_again(screen: Shown) -> None:
    await screen.show(screen_of())
    await screen.press("space")
    await screen.click("● oldest")
    assert not screen.app.said


async def a_new_forecast_is_shown_and_the_cursor_stays(screen: Shown) -> None:
    await screen.show(screen_of())
    await screen.press("down", "down", "down")
    found = forecast_of(row(Phone="555"), stored=STORED, assume="match.several=refuse")
    dialog = screen.app.screen
    assert isinstance(dialog, AssumptionsScreen)
    dialog.show(found.assumptions, found)
    await screen.sees("● refuse", "1 changed", "refuse  in force")


async def d_asks_for_the_defaults_only_where_something_differs(screen: Shown) -> None:
    await screen.show(screen_of("match.several=refuse"))
    await screen.press("d")
    await screen.until(lambda: screen.app.said == [SettingsReset()])
    await screen.show(screen_of("match.several=refuse"))
    await screen.click("d Defaults")
    await screen.until(lambda: screen.app.said == [SettingsReset()])
    await screen.show(screen_of())
    await screen.press("d")
    assert not screen.app.said


async def every_reading_can_be_reached_and_says_what_it_means(screen: Shown) -> None:
    await screen.show(screen_of())
    values = screen.app.screen.query_one(SettingList)
    seen = set()
    await screen.press("home")
    for _ in range(sum(len(switch.values) for switch in SWITCHES.values())):
        line = values._lines[values.cursor]
        assert line.value
        seen.add((line.rule, line.value))
        values.action_cursor(1)
    assert len(seen) == sum(len(switch.values) for switch in SWITCHES.values())
    await screen.settle()
    screen.fits()
    await screen.press("home")
    await screen.sees("rows depend on these")


async def it_opens_on_a_rule(screen: Shown) -> None:
    await screen.show(screen_of(rule="write.unchanged"))  # it has no switch
    await screen.sees("match.several")
    await screen.show(screen_of(rule="match.explicit_id"))
    await screen.sees("match.explicit_id   ○ assumed", "No row of this forecast depends on it.")


async def without_a_forecast_it_still_shows_the_settings(screen: Shown) -> None:
    await screen.show(AssumptionsScreen(Assumptions(), None, would_move))
    await screen.sees("no row depends on these", "all at their defaults")
    screen.fits()


async def hostile_sentences_are_harmless(screen: Shown) -> None:
    def hostile(rule: str, value: str) -> tuple[str, ...]:
        return ("row 1: UPDATE [/x] \x1b[2J\u202e -> ERROR", "x" * 500, *(f"row {n}: a -> b" for n in range(40)))

    found = forecast_of(row(Phone="555"), stored=STORED)
    await screen.show(AssumptionsScreen(found.assumptions, found, hostile))
    await screen.press("down")
    await screen.sees("[/x] \\x1b[2J\\u202e")
    screen.fits()


def test_rows_are_numbered_as_people_count_and_folded() -> None:
    assert row_numbers([5]) == "row 6"
    assert row_numbers([1, 4, 3, 5]) == "rows 2, 4-6"
    assert row_numbers(list(range(0, 20, 2))) == "rows 1, 3, 5, 7, 9, 11 and 4 more"


async def test_every_reading_is_shown_set_and_says_what_would_move() -> None:
    async with hosted() as screen:
        await screen.show(screen_of())
        for size in [LARGE, SMALL]:
            await screen.resize(size)
            await what_rows_depend_on_comes_first(screen)
        await the_cursor_says_what_would_move(screen)
        for key in ["space", "enter"]:
            await a_key_sets_the_reading_under_the_cursor(screen, key)
        await a_click_sets_a_reading_and_the_mouse_looks_first(screen)
        await the_reading_in_force_is_not_set_again(screen)
        await a_new_forecast_is_shown_and_the_cursor_stays(screen)
        await d_asks_for_the_defaults_only_where_something_differs(screen)
        await every_reading_can_be_reached_and_says_what_it_means(screen)
        await it_opens_on_a_rule(screen)
        await without_a_forecast_it_still_shows_the_settings(screen)
        await hostile_sentences_are_harmless(screen)
