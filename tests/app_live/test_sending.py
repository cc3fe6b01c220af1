"""The whole loop from the screen: confirm, send, compare, restore; and what keeps a send from happening twice."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.app_live.sending import ADA, CHANGED, LOW, NEW, production, sending
from tui.live.accounts.profiles import PRACTICE_PROFILE, ProfileError
from tui.screens.sending.send import SendScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app_live.conftest import MakePractice
    from tui.live.accounts.data_centers import Environment

pytestmark = pytest.mark.anyio

BODY = {"data": [CHANGED, NEW], "duplicate_check_fields": ["Email"], "trigger": ["workflow"]}
ADA_MAIL = "ada@engine.example"


async def test_the_first_send_inserts_the_second_updates_and_restoring_brings_the_old_values_back(
    practice: MakePractice, tmp_path: Path
) -> None:
    org = practice()
    before = org.held(ADA_MAIL)
    async with sending(org, tmp_path, BODY, size=LOW) as first:
        await first.confirming()
        await first.see_at_both("+ 1 INSERT", "~ 1 UPDATE", "1 API credit", "○ practice")
        await first.see_at_both("Company of 4001 (was", "workflow · cadences")
        assert org.upserts == 0
        await first.press_at_once("enter", "enter", "enter")  # a double press sends once
        await first.see_at_both("= 2 same", "HTTP 200, 2 rows answered", "credits left")
        await first.press("enter")
        await first.until(lambda: first.host.written, "for the app to be told")
        assert (org.upserts, len(org.journal.entries())) == (1, 1)
        await first.press("r")
        await first.see_at_both("~ restores 1 record", 'City = "London"', "+ 1 new record stays", "row 2")
        await first.press("enter")
        await first.until(lambda: first.host.made, "for the payload that restores")
        way = first.host.made[0]
        assert (way.module, way.name) == ("Leads", "restore.json")
        await first.gone()
    async with sending(org, tmp_path, BODY) as second:
        await second.sent()
        await second.see("= UNCHANGED", "= 2 same")
        assert not second.missing(["~ UPDATE"], "#comparison")
    assert org.held(ADA_MAIL) != before
    async with sending(org, tmp_path, BODY, profile=production(org)) as stale:
        await stale.see("stale", 'City of 4001 is "London" in the data set, "Rome" in the org', " old")
    async with sending(org, tmp_path, json.loads(way.text)) as back:
        await back.sent()
        await back.see("= 1 same")
    assert org.held(ADA_MAIL) == before
    assert org.upserts == 3


async def test_it_is_sent_by_mouse_alone(practice: MakePractice, tmp_path: Path) -> None:
    org = practice()
    async with sending(org, tmp_path, BODY) as screen:
        await screen.confirming()
        await screen.click("send 2 rows to Leads")
        await screen.see("= 2 same")
        await screen.see("c Save test case")
        await screen.click("+ INSERT", "#comparison")
        await screen.see("row 2  = same", pane="#sides")
        await screen.settle()
        await screen.click("esc Back")
        await screen.gone()
    assert org.upserts == 1


@pytest.mark.parametrize("environment", ["production", "custom"])
async def test_production_wants_the_modules_name(
    practice: MakePractice, tmp_path: Path, environment: Environment
) -> None:
    org = practice()
    profile = replace(production(org), environment=environment, data_center=None)
    async with sending(org, tmp_path, BODY, profile=profile) as screen:
        await screen.see("Type Leads to send 2 rows to ▲", environment.upper())
        await screen.press("enter")
        await screen.see("Nothing was sent. Type exactly Leads")
        await screen.write("leads")
        await screen.press("enter")
        assert org.upserts == 0
        await screen.press(*["backspace"] * 5)
        await screen.write("Leads")
        await screen.press("enter")
        await screen.see("= 2 same")
    assert org.upserts == 1
    assert org.journal.entries()[0].facts.environment == environment


async def test_a_target_that_was_changed_while_one_read_is_confirmed_again(
    practice: MakePractice, tmp_path: Path
) -> None:
    org = practice()
    async with sending(org, tmp_path, BODY) as screen:
        await screen.confirming()
        async with sending(org, tmp_path, BODY) as other:
            await other.sent()
        await screen.press("enter")
        await screen.see('▲ Company of 4001 was "Analytical Engines" and is (empty) now', "Nothing has been sent yet.")
        assert org.upserts == 1
        await screen.press("enter")
        await screen.until(lambda: org.upserts == 2, "for the second send")


async def test_what_cannot_be_prepared_is_said_and_tried_again_warnings_are_grouped_and_escape_sends_nothing(
    practice: MakePractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = practice()
    rows = [{"Last_Name": f"N{number}", "E-mail": "a@b.example"} for number in range(3)]
    body = {"data": [*rows, {"Last_Name": "Ode"}], "triger": []}

    def refuse(_: object) -> None:
        raise ProfileError("there is no client secret")

    def shown(screen: SendScreen, step: str) -> None:
        steps.append(step)
        show(screen, step)

    connect, steps, show = org.connect, list[str](), SendScreen._show_step
    monkeypatch.setattr(org, "connect", refuse)
    monkeypatch.setattr("tui.screens.sending.job._TELL_EVERY_S", -1.0)
    monkeypatch.setattr(SendScreen, "_show_step", shown)
    async with sending(org, tmp_path, body) as screen:
        await screen.see("! there is no client secret", "Nothing was sent")
        monkeypatch.setattr(screen.host.sending._job, "_connect", connect)
        await screen.press("t")
        await screen.confirming()
        first = steps.index("forecasting 4 rows")
        assert steps[first + 1 : first + 3] == ["forecasting · 0 of 4 rows", "what rows depend on · 0 %"]
        # one line for each kind of warning, with its rows
        await screen.see("what will be sent", "⚠ call: triger is not a key of an upsert body. Did you mean trigger?")
        await screen.see("⚠ rows 1-3: Leads has no field E-mail; it is ignored. Did you mean Email?")
        await screen.press("escape")
        await screen.gone()
    assert org.upserts == 0
    assert org.journal.entries() == ()


async def test_a_profile_of_practice_needs_nothing(practice: MakePractice, tmp_path: Path) -> None:
    org = practice()
    async with sending(org, tmp_path, BODY, profile=PRACTICE_PROFILE, connect=None) as screen:
        await screen.sent()
        await screen.see("= 2 same")
    assert org.upserts == 0  # it was another one, over the same copy
    assert org.held(ADA_MAIL)["City"] == "Rome"


async def test_what_comes_from_outside_is_never_markup(practice: MakePractice, tmp_path: Path) -> None:
    hostile = {**CHANGED, "City": "[/x][red]\x1b[31m\u202e"}
    org = practice(records=[{**ADA, "id": "4002", "Email": "b@x.example", "Last_Name": "[VIP] [/b]"}])
    body = {"data": [hostile, {"Last_Name": "[/]", "Email": "b@x.example"}], "duplicate_check_fields": ["Email"]}
    async with sending(org, tmp_path, body) as screen:
        await screen.sent()
        await screen.press("g")
        await screen.see("in the org now", "[/x][red]\\x1b[31m\\u202e")
        screen.harmless()
        await screen.press("r")
        await screen.see("restores 2 records")
        await screen.settle()
        screen.harmless()
