"""Calls under way: pause, go on and stop between them, waits that Zoho asks for, and outcomes that are not known."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.app_live.sending import CHANGED, LOW, NEW, sending
from tui.screens.sending.calls import CallList

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app_live.conftest import MakePractice

pytestmark = pytest.mark.anyio

BODY = {"data": [CHANGED, NEW], "duplicate_check_fields": ["Email"]}


def leads(count: int) -> dict[str, object]:
    """A payload of so many new leads."""
    rows = [{"Last_Name": f"Lead {number}", "Email": f"lead{number}@x.example"} for number in range(count)]
    return {"data": rows, "duplicate_check_fields": ["Email"]}


async def test_a_stop_between_calls_leaves_the_rest_unsent(practice: MakePractice, tmp_path: Path) -> None:
    org, gate = practice("429:1"), threading.Event()
    async with sending(org, tmp_path, leads(250), wait=lambda _: gate.wait()) as screen:
        await screen.confirming()
        await screen.see("250 rows to Leads in 3 calls", "25 API credits")
        await screen.press("enter")
        await screen.see("call 1 of 3", "▸ under way", "HTTP 429", "trying again in 1 s")
        await screen.press("escape")
        await screen.see("Calls are in progress")
        await screen.press("p")
        await screen.see("Pausing")
        gate.set()
        await screen.see("Paused before call 2", "100 of 250 rows answered", "‖ PAUSED")
        assert org.upserts == 2  # the first was refused with 429
        await screen.press("s")
        await screen.see("1 call of 3", "2 calls of 3", "stopped before it was sent", "= 100 same")
        await screen.see("? 150 not comparable")
        await screen.press("n")
        await screen.until(lambda: screen.host.made, "for the payload of the rest")
        assert screen.host.made[0].text.count("Last_Name") == 150
    assert org.upserts == 2


async def test_a_paused_send_goes_on(practice: MakePractice, tmp_path: Path) -> None:
    org, gate = practice("429:1"), threading.Event()
    async with sending(org, tmp_path, leads(150), wait=lambda _: gate.wait()) as screen:
        await screen.confirming()
        await screen.press("enter")
        await screen.see("HTTP 429")
        await screen.press("p")
        gate.set()
        await screen.see("Paused before call 2")
        await screen.press("p")
        await screen.see("= 150 same", "✓ answered 2 calls 150 rows answered")
    assert org.upserts == 3


async def test_leaving_the_app_stops_a_paused_send(practice: MakePractice, tmp_path: Path) -> None:
    org, gate = practice("429:1"), threading.Event()
    async with sending(org, tmp_path, leads(150), wait=lambda _: gate.wait()) as screen:
        await screen.confirming()
        await screen.press("enter")
        await screen.see("HTTP 429")
        await screen.press("p")
        gate.set()
        await screen.see("Paused before call 2")
    assert org.upserts == 2
    assert [entry.outcome for entry in org.journal.entries()] == ["answered"]


async def test_a_stop_ends_a_wait_that_zoho_asked_for_at_once(practice: MakePractice, tmp_path: Path) -> None:
    org = practice("429-retry-after=29:1")
    async with sending(org, tmp_path, leads(150), wait="really", size=LOW) as screen:
        await screen.confirming()
        await screen.press("enter")
        await screen.see("HTTP 429", "trying again in 29 s", "s ends that")
        calls = screen.widget("#calls")
        assert isinstance(calls, CallList)
        calls._began -= 12
        calls.refresh()
        await screen.see("started 12 seconds ago")
        await screen.press("s")
        await screen.see("! REFUSED 1 call of 2", "HTTP 429", "- NOT SENT 1 call of 2", "? 150 not comparable")
        assert screen.missing(["trying again in"])
        assert not screen.host.written
    assert org.upserts == 1
    assert [(entry.outcome, entry.status) for entry in org.journal.entries()] == [("refused", 429)]


async def test_after_a_look_up_the_rows_of_calls_that_never_left_are_offered(
    practice: MakePractice, tmp_path: Path
) -> None:
    org = practice("hang-up-after:1")
    async with sending(org, tmp_path, leads(130)) as screen:
        await screen.sent()
        await screen.see("? UNKNOWN 1 call of 2", "- NOT SENT 1 call of 2")
        await screen.press("n")  # not before it is known what became of the first call
        await screen.press("l")
        await screen.see("100 saved, 0 not saved", "n Rows not saved")
        await screen.press("n")
        await screen.until(lambda: screen.host.made, "for the payload of the rest")
        assert screen.host.made[0].text.count("Last_Name") == 30
    assert org.upserts == 1


FAULTS = {"hang-up-after": "hung up before it replied", "500": "HTTP 500"}
"""One after the write and one before it, with what is said; tests/live has each fault, and what it leaves."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_unknown_outcome_is_looked_up(practice: MakePractice, tmp_path: Path, fault: str) -> None:
    arrived = fault == "hang-up-after"
    org = practice(f"{fault}:1")
    async with sending(org, tmp_path, BODY) as screen:
        await screen.sent()
        await screen.see("? UNKNOWN", FAULTS[fault], "It may have arrived", "? 2 not comparable")
        assert org.upserts == 1
        await screen.press("l")
        await screen.see("looked up", "2 saved, 0 not saved" if arrived else "0 saved, 2 not saved")
        await screen.see("✓ saved" if arrived else "✗ not saved", pane="#comparison")
        if not arrived:
            await screen.press("n")
            await screen.until(lambda: screen.host.made, "for the payload of the rows that were not saved")
            assert screen.host.made[0].name == "rows-not-saved.json"
    assert org.upserts == 1
    assert [note.kind for entry in org.journal.entries() for note in entry.notes] == ["looked_up"]
