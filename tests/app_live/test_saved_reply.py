"""A reply that was not sent from here: pasted or from a file, held row by row against the forecast."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import SIZES, opened

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


def took(action: str, record_id: str, field: str | None = None) -> dict[str, object]:
    """The entry of a row that was taken."""
    details = {"id": record_id, "Created_Time": "2026-01-01T10:00:00+00:00"}
    return {
        "code": "SUCCESS",
        "duplicate_field": field,
        "action": action,
        "details": details,
        "message": f"record {action}",
        "status": "success",
    }


REPLY = {"data": [took("insert", "900"), took("insert", "901")]}


@pytest.fixture
def two_rows(tmp_path: Path) -> Path:
    """A payload of which the first row inserts and the second updates Lucy Westen."""
    file = tmp_path / "two.json"
    file.write_text(
        json.dumps({"data": [{"Last_Name": "Ode"}, {"Last_Name": "Westen", "Email": "lucy@whitby.example"}]})
    )
    return file


@pytest.mark.parametrize("size", SIZES)
async def test_a_pasted_reply_is_compared_row_by_row(two_rows: Path, size: tuple[int, int]) -> None:
    async with opened(two_rows, size=size) as app:
        await app.do("pane.forecast", "forecast.reply")
        await app.see("open a reply")
        await app.paste(json.dumps(REPLY))
        await app.do("reply.compare")
        await app.see("= 1 same", "≠ 1 different", "2 rows for Leads against demo")
        await app.see("row 2")
        await app.press("escape")
        assert app.view.draft.text == two_rows.read_text()


async def test_a_reply_in_a_file_is_named_by_its_path_and_what_it_was_taken_out_of_is_said(
    two_rows: Path, tmp_path: Path
) -> None:
    (tmp_path / "reply.json").write_text(json.dumps({"status": 200, "headers": {}, "config": {}, "data": REPLY}))
    async with opened(two_rows) as app:
        await app.do("live.open")
        await app.write("open a reply")
        await app.press("enter")
        await app.paste("reply.json")
        await app.do("reply.compare")
        await app.see("reply.json", "The reply was taken out of", "≠ 1 different")


async def test_what_is_no_reply_makes_no_row_comparable(two_rows: Path) -> None:
    async with opened(two_rows) as app:
        await app.do("pane.forecast", "forecast.reply", "reply.compare")
        await app.see("There is nothing here yet.")
        await app.paste("Bad gateway")
        await app.do("reply.compare")
        await app.see("? 2 not comparable")
