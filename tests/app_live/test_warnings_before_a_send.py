"""Before a send, its warnings stand grouped: one line for each kind, with its rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.app.driving import opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.anyio
async def test_a_warning_that_rows_share_is_one_line_with_its_rows(tmp_path: Path) -> None:
    rows = [{"Last_Name": f"N{number}", "E-mail": "a@b.example"} for number in range(3)]
    file = tmp_path / "own.json"
    file.write_text(json.dumps({"data": [*rows, {"Last_Name": "Ode"}], "triger": []}))
    async with opened(file) as app:
        await app.do("live.open")
        await app.press("enter")
        await app.see("what will be sent", "⚠ call: triger is not a key of an upsert body. Did you mean trigger?")
        await app.see("⚠ rows 1-3: Leads has no field E-mail; it is ignored. Did you mean Email?")
        await app.press("escape")
