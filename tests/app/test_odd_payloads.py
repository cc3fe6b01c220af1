"""Payloads and data sets at the edges: too many rows, no records, calls that are refused as a whole."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.driving import Session, key_of, opened
from tui.core.progress import Progress
from tui.screens.main import forecasting
from tui.session.explorer import INLINE_TEXT, Explorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.app.conftest import MakeDataSet, MakePayload
    from tui.session.reading import Reading

pytestmark = pytest.mark.anyio

FIELDS: list[dict[str, Any]] = [
    {"api_name": "Last_Name", "data_type": "text", "system_mandatory": True},
    {"api_name": "Email", "data_type": "email"},
]


async def more_than_a_hundred_rows_are_calls_of_a_hundred_or_refused_as_one(app: Session, payload: MakePayload) -> None:
    rows = [{"Last_Name": f"N{number}"} for number in range(101)]
    await app.open_anew(payload({"data": rows}))
    await app.see("+101 insert", "101 rows", pane="#forecast")
    await app.see("101 rows · 2 calls of 100", pane="#payload")
    await app.do("payload.split")
    cuts = f"{key_of('payload.split').upper()} splits them into calls"
    await app.see("LIMIT_EXCEEDED", "101 rows", cuts, pane="#forecast")
    await app.see("101 rows · one call", pane="#payload")
    await app.see("LIMIT_EXCEEDED", pane="#detail")
    for key in ("pane.forecast", "forecast.open", "assumption.next", "pane.fields"):
        await app.do(key)
    await app.press("space")
    assert app.view.check_list.listed == ("Email",)
    await app.see("LIMIT_EXCEEDED", pane="#forecast")
    await app.do("history.undo", "history.undo")
    await app.see("+101 insert", "101 rows", pane="#forecast")


async def test_a_long_payload_is_forecast_beside_the_typing_and_in_the_end_as_it_stands(
    payload: MakePayload, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, most = [0], [0]

    def counted(explorer: Explorer, **watched: Any) -> Iterator[Reading]:
        for reading in compute(explorer, **watched):
            wanted = explorer.is_of_now(reading.draft, reading.data_set)
            under_way[0] += wanted
            most[0] = max(most[0], under_way[0])
            yield reading
            under_way[0] -= wanted

    compute = Explorer.compute
    monkeypatch.setattr(Explorer, "compute", counted)
    rows = [{"Last_Name": "Ode", "Description": "x" * (INLINE_TEXT // 50)} for _ in range(60)]
    async with opened(payload({"data": rows})) as app:
        await app.until(lambda: not app.view.pending, "the first forecast")
        await app.do("pane.payload")
        await app.press(*["down"] * 3, "end", "left", "left")
        await app.write("riental")
        assert '"Last_Name": "Oderiental"' in app.text("#payload")
        await app.until(lambda: not app.view.pending, "the forecast of the last letter")
        assert app.view.forecast is not None
        assert app.view.forecast.request.rows[0]["Last_Name"] == "Oderiental"
        assert most == [1]


async def test_a_long_forecast_says_what_is_not_computed_yet_and_is_stopped_and_gone_on_with(
    payload: MakePayload, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    ended: list[Reading] = []

    def held_up(explorer: Explorer, **watched: Any) -> Iterator[Reading]:
        watch = watched["watch"]
        for reading in compute(explorer, **watched):
            yield reading
            watch(Progress("dependences", 3, 12))
            while not go_on.wait(0.01):
                try:
                    watch(Progress("dependences", 3, 12))
                except Exception:
                    ended.append(reading)
                    raise

    compute = Explorer.compute
    monkeypatch.setattr(Explorer, "compute", held_up)
    monkeypatch.setattr(forecasting, "_TOLD_AFTER_S", 0)
    rows = [{"Last_Name": "Ode", "Email": "", "Description": "x" * (INLINE_TEXT // 50)} for _ in range(60)]
    async with opened(payload({"data": rows})) as app:
        await app.see("what rows depend on … escape stops · 25 %", pane="#forecast")
        await app.see("… 60 not computed yet", pane="#forecast")
        await app.see("+ INSERT  … not computed yet", pane="#detail")
        await app.see("not computed yet", pane="#assumptions")
        await app.do("assumption.next")
        await app.see("still being computed", pane="#detail")
        await app.do("forecast.stop")
        await app.see("stopped · escape continues · what other rows depend on is not computed", pane="#forecast")
        await app.until(lambda: len(ended) == 1, "the thread to give up")
        await app.do("assumption.next")
        await app.see("What rows depend on is not computed. escape continues", pane="#detail")
        await app.do("forecast.stop")
        await app.see("what rows depend on … escape stops · 25 %", pane="#forecast")
        go_on.set()
        await app.until(lambda: not app.view.incomplete, "the whole forecast")
        assert len(ended) == 1
        await app.see("○ 60 assumed", pane="#forecast")
        await app.see("match.blank_skipped", pane="#assumptions")


async def a_hundred_rows_scroll_to_the_last(app: Session, payload: MakePayload) -> None:
    rows = [{"Last_Name": f"N{number}"} for number in range(100)]
    await app.open_anew(payload({"data": rows}))
    await app.do("pane.forecast")
    await app.press("end")
    await app.see("row 100: + INSERT", pane="#detail")
    await app.see_row(100, "+ INSERT")
    await app.see('"N99"', pane="#payload")
    await app.press("pageup", "home")
    await app.see_row(1, "+ INSERT")


async def in_a_module_without_records_rows_insert_and_a_name_that_cannot_be_checked_can_be_unticked(
    app: Session, payload: MakePayload
) -> None:
    body = {"data": [{"Last_Name": "Ode"}], "duplicate_check_fields": ["Nobody", "Email"]}
    await app.open_anew(payload(body))
    await app.see("0 records", pane="#top-bar")
    await app.see_row(1, "+ INSERT")
    await app.see("Nobody", "cannot be checked", pane="#fields")
    await app.see("not checkable", pane="#order")
    await app.press("home", "space")
    assert app.view.check_list.listed == ("Email",)
    await app.see_no("Nobody", pane="#fields")


async def test_a_data_set_without_payloads_opens_on_a_new_one_and_any_number_of_rows_after_it(
    payload: MakePayload, data_set: MakeDataSet
) -> None:
    async with opened(None, data_set(FIELDS)) as app:
        await app.see("new payload", pane="#payload")
        assert not app.view.unsaved
        await app.see_row(1, "! ERROR")
        await more_than_a_hundred_rows_are_calls_of_a_hundred_or_refused_as_one(app, payload)
        await a_hundred_rows_scroll_to_the_last(app, payload)
        await in_a_module_without_records_rows_insert_and_a_name_that_cannot_be_checked_can_be_unticked(app, payload)
        await app.open_anew()
        await app.press("ctrl+q")
        assert await app.quits()
