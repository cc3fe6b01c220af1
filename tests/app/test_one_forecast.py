"""One forecast: the screen's state, ``preview`` and a plain call of the one function say the same of every payload."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import opened
from tui import cli
from tui.case import CaseOptions, open_explorer
from tui.core.forecast import forecast
from tui.core.forecast_json import forecast_json
from tui.core.intake import decode, recognise
from tui.core.rules import Assumptions
from tui.dataset.folder import DataSet, fixtures_folder

if TYPE_CHECKING:
    from pathlib import Path

PAYLOADS = sorted(fixtures_folder().glob("*/payloads/*"))


@pytest.mark.parametrize("payload", PAYLOADS, ids=[payload.name for payload in PAYLOADS])
def test_state_preview_and_plain_call_agree_on_every_payload(
    payload: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = payload.parents[1]
    with DataSet.open(folder) as data_set:
        note = data_set.payloads.get(payload.name)
        module = data_set.module(note.module if note and note.module else "Leads")
        request = recognise(decode(payload.read_bytes())).request(module)
        plain = forecast(request, module, data_set.records(module.api_name), Assumptions())
        wanted = forecast_json(plain, data_set.name, partial=data_set.partial)

    explorer = open_explorer(payload, CaseOptions(data=folder))
    with explorer.data_set:
        shown = explorer.view.forecast
        assert shown is not None
        assert forecast_json(shown, explorer.view.data_set, partial=explorer.view.partial) == wanted
        assert shown.rows == plain.rows

    cli.main(["preview", str(payload), "--data", str(folder), "--format", "json"])
    assert json.loads(capsys.readouterr().out) == wanted


@pytest.mark.anyio
async def test_what_stands_on_the_screen_is_that_forecast_after_edits_too() -> None:
    async with opened() as app:
        await app.press("shift+down")
        await app.do("pane.forecast")
        await app.press("end", "up", "up")
        await app.do("assumption.flip")
        await app.see_row(6, "…2462")
        view = app.view
        assert view.request is not None
        assert view.request.duplicate_check_fields == ("Phone", "Email")
        plain = forecast(
            view.request, view.module, app.explorer.data_set.records("Leads"), view.draft.assumptions
        )
        assert view.forecast == plain
        for row in plain.rows:
            assert row.outcome.mark in app.row(row.index + 1)
            if row.target_id is not None:
                assert row.target_id[-4:] in app.row(row.index + 1) or row.outcome == "error"
