"""The rules screen: the whole catalogue, searched, filtered, and opened at a rule."""

from __future__ import annotations

import pytest

from tests.app_screens.host import LARGE, SMALL, Shown, hosted
from tui.core.rules import RULES, SWITCHES, Assumptions
from tui.screens.dialogs.choices import Choices
from tui.screens.rules import GROUPS, RulesScreen

pytestmark = pytest.mark.anyio


def test_every_rule_belongs_to_a_group() -> None:
    assert {rule.partition(".")[0] for rule in RULES} == set(GROUPS)


async def at_the_top_stands_every_rule(screen: Shown) -> None:
    await screen.sees("THE EFFECTIVE CHECK ORDER", "order.default", f"{len(RULES)} rules", "● documented")
    screen.fits()


async def every_rule_can_be_reached(screen: Shown) -> None:
    choices = screen.app.screen.query_one(Choices)
    seen = []
    for _ in RULES:
        seen.append(choices.value)
        choices.action_cursor_down()
    assert seen == list(RULES)


async def typing_searches_ids_sentences_and_groups(screen: Shown) -> None:
    await screen.type("letter case unique")
    await screen.sees("match.case")
    await screen.until(lambda: "order.default" not in screen.text)
    await screen.press("ctrl+u")
    await screen.type("nothing-like-it")
    await screen.sees("No rule matches.", "0 rules")
    screen.fits()
    await screen.press("ctrl+u")


async def one_key_filters_by_how_sure_we_are(screen: Shown) -> None:
    for word in ("documented", "observed", "assumed"):
        await screen.press("f8")
        count = sum(rule.certainty is not None and rule.certainty.word == word for rule in RULES.values())
        await screen.sees(f"{count} rules")
    await screen.press("ctrl+t", "ctrl+t")
    await screen.sees(f"{len(RULES)} rules")


async def a_click_filters_too(screen: Shown) -> None:
    await screen.click("◐ observed")
    await screen.sees("match.literal")
    await screen.until(lambda: "order.default" not in screen.text)
    await screen.click("F8 How sure")
    await screen.sees("order.metadata_sequence")
    assert len(SWITCHES) <= sum(rule.certainty is not None for rule in RULES.values())


async def it_opens_at_a_rule(screen: Shown) -> None:
    await screen.show(RulesScreen("match.several"))
    await screen.sees("match.several", "If one value belongs to several records, the oldest is updated.")
    await screen.sees("● oldest", "· refuse", "our assumption")
    assert screen.app.screen.query_one(Choices).value == "match.several"
    screen.fits()


async def the_readings_in_force_are_marked(screen: Shown) -> None:
    settings = Assumptions().having("match.several", "refuse")
    await screen.show(RulesScreen("match.several", settings))
    await screen.sees("· oldest", "● refuse")


async def hostile_words_are_only_searched_for(screen: Shown) -> None:
    await screen.show(RulesScreen("[/x]"))
    await screen.type("[/x](")
    await screen.sees("No rule matches.")
    screen.fits()


async def test_the_catalogue_is_shown_searched_filtered_and_opened_at_a_rule() -> None:
    async with hosted() as screen:
        await screen.show(RulesScreen())
        await at_the_top_stands_every_rule(screen)
        await screen.resize(LARGE)
        await at_the_top_stands_every_rule(screen)
        await screen.resize(SMALL)
        await every_rule_can_be_reached(screen)
        await typing_searches_ids_sentences_and_groups(screen)
        await one_key_filters_by_how_sure_we_are(screen)
        await a_click_filters_too(screen)
        await it_opens_at_a_rule(screen)
        await the_readings_in_force_are_marked(screen)
        await hostile_words_are_only_searched_for(screen)
