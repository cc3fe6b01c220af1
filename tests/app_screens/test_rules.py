"""The rules screen: the whole catalogue, searched, filtered, and opened at a rule."""

from __future__ import annotations

import pytest

from tests.app_screens.host import LARGE, SMALL, goes_back, shown
from tui.core.rules import RULES, SWITCHES, Assumptions
from tui.screens.dialogs.choices import Choices
from tui.screens.rules import GROUPS, RulesScreen

pytestmark = pytest.mark.anyio


def test_every_rule_belongs_to_a_group() -> None:
    assert {rule.partition(".")[0] for rule in RULES} == set(GROUPS)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_it_opens_at_the_top_with_every_rule(size: tuple[int, int]) -> None:
    async with shown(RulesScreen(), size) as screen:
        await screen.sees("THE EFFECTIVE CHECK ORDER", "order.default", f"{len(RULES)} rules", "● documented")
        screen.fits()


async def test_every_rule_can_be_reached() -> None:
    async with shown(RulesScreen()) as screen:
        choices = screen.app.screen.query_one(Choices)
        seen = []
        for _ in RULES:
            seen.append(choices.value)
            choices.action_cursor_down()
        assert seen == list(RULES)


async def test_it_opens_at_a_rule() -> None:
    async with shown(RulesScreen("match.several")) as screen:
        await screen.sees("match.several", "If one value belongs to several records, the oldest is updated.")
        await screen.sees("● oldest", "· refuse", "our assumption")
        assert screen.app.screen.query_one(Choices).value == "match.several"
        screen.fits()


async def test_the_readings_in_force_are_marked() -> None:
    settings = Assumptions().having("match.several", "refuse")
    async with shown(RulesScreen("match.several", settings)) as screen:
        await screen.sees("· oldest", "● refuse")


async def test_typing_searches_ids_sentences_and_groups() -> None:
    async with shown(RulesScreen()) as screen:
        await screen.type("letter case unique")
        await screen.sees("match.case")
        await screen.until(lambda: "order.default" not in screen.text)
        await screen.press("ctrl+u")
        await screen.type("nothing-like-it")
        await screen.sees("No rule matches.", "0 rules")
        screen.fits()


async def test_one_key_filters_by_how_sure_we_are() -> None:
    async with shown(RulesScreen()) as screen:
        for word in ("documented", "observed", "assumed"):
            await screen.press("f8")
            count = sum(rule.certainty is not None and rule.certainty.word == word for rule in RULES.values())
            await screen.sees(f"{count} rules")
        await screen.press("ctrl+t", "ctrl+t")
        await screen.sees(f"{len(RULES)} rules")


async def test_a_click_filters_too() -> None:
    async with shown(RulesScreen()) as screen:
        await screen.click("◐ observed")
        await screen.sees("match.literal")
        await screen.until(lambda: "order.default" not in screen.text)
        await screen.click("F8 How sure")
        await screen.sees("order.metadata_sequence")
        assert len(SWITCHES) <= sum(rule.certainty is not None for rule in RULES.values())


async def test_hostile_words_are_only_searched_for() -> None:
    async with shown(RulesScreen("[/x]")) as screen:
        await screen.type("[/x](")
        await screen.sees("No rule matches.")
        screen.fits()


async def test_escape_and_its_word_go_back() -> None:
    await goes_back(RulesScreen)
