"""What the second edition of the rules adds to one row's detail: old values that are not known, subforms row by row,
twins among the steps, and what was measured in the org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.driving import TALL, Session, opened
from tui.core.rules import Certainty

if TYPE_CHECKING:
    from tests.app.conftest import MakeDataSet, MakePayload

pytestmark = pytest.mark.anyio

FIELDS: list[dict[str, Any]] = [
    {"api_name": "Last_Name", "data_type": "text", "json_type": "string", "system_mandatory": True, "unique": {}},
    {"api_name": "Email", "data_type": "email", "json_type": "string", "unique": {}},
    {"api_name": "Phone", "data_type": "phone", "json_type": "string", "unique": {"case_sensitive": False}},
    {"api_name": "City", "data_type": "text", "json_type": "string", "unique": {}},
    {"api_name": "Visits", "data_type": "subform", "json_type": "jsonarray", "unique": {}},
]
LIV: dict[str, Any] = {
    "id": "101",
    "Last_Name": "Liv",
    "Email": "liv@fjord.example",
    "Phone": "555-0100",
    "Visits": [{"id": "7", "Place": "Bergen"}, {"id": "8", "Place": "Oslo"}],
}


async def an_old_value_that_was_not_pulled_is_said_to_be_not_known_rule_data_absent_field(
    app: Session, payload: MakePayload
) -> None:
    file = payload({"data": [{"Last_Name": "Liv", "Email": "liv@fjord.example", "City": "Voss"}]})
    await app.open_anew(file)
    await app.do("pane.detail")
    await app.do("detail.right")
    await app.see("City", "written", 'not known → "Voss"', pane="#detail")


async def the_rows_of_a_subform_are_told_one_by_one_rule_write_subform_rows(app: Session, payload: MakePayload) -> None:
    visits = [{"id": "7", "Place": "Narvik"}, {"id": "8", "_delete": None}, {"Place": "Tromsø"}]
    file = payload({"data": [{"Last_Name": "Liv", "Email": "liv@fjord.example", "Visits": visits}]})
    await app.open_anew(file)
    await app.do("pane.detail")
    await app.do("detail.right")
    await app.see("+ 1 added  ~ 1 changed  - 1 removed", pane="#detail")
    await app.see('~ changed 7  Place "Bergen" → "Narvik"', '- removed 8  Place "Oslo"', pane="#detail")
    await app.see('+ added   new row  Place "Tromsø"', pane="#detail")


async def a_near_miss_stands_among_the_steps_of_why_rule_lint_near_miss(app: Session, payload: MakePayload) -> None:
    file = payload({"data": [{"Last_Name": "Liv", "Phone": "5550100"}]})
    await app.open_anew(file)
    await app.see("≈ ", "lint.near_miss", "101 holds", pane="#detail")


async def test_one_row_tells_what_is_not_known_what_its_subform_becomes_and_what_it_nearly_met(
    payload: MakePayload, data_set: MakeDataSet
) -> None:
    async with opened(payload({"data": [LIV]}), data_set(FIELDS, [LIV]), size=TALL) as app:
        await an_old_value_that_was_not_pulled_is_said_to_be_not_known_rule_data_absent_field(app, payload)
        await the_rows_of_a_subform_are_told_one_by_one_rule_write_subform_rows(app, payload)
        await a_near_miss_stands_among_the_steps_of_why_rule_lint_near_miss(app, payload)


async def test_what_was_measured_in_the_org_says_when_and_where_and_each_rule_where_it_can_be_read(
    payload: MakePayload, data_set: MakeDataSet
) -> None:
    twin = {**LIV, "id": "102", "Last_Name": "Liv again", "Phone": "555-0101"}
    folder = data_set(FIELDS, [LIV, twin])
    entry = {"rule": "match.several", "value": "newest", "at": "2026-03-04T05:06:07Z", "verdict": "measured"}
    text = json.dumps({"measured": [{**entry, "module": "Leads", "api_version": "v8"}]})
    (folder / "calibration.json").write_text(text, encoding="utf-8")
    file = payload({"data": [{"Last_Name": "Liv", "Email": "liv@fjord.example"}]})
    async with opened(file, folder, size=TALL) as app:
        assert app.view.forecast is not None
        assert app.view.forecast.rows[0].certainty is Certainty.MEASURED
        await app.see("◉ depends on match.several = newest", "seen in this org, 2026-03-04, Leads, v8", pane="#detail")
        await app.see("◉ 1 measured", pane="#forecast")
        await app.open_anew(payload({"data": [{"Last_Name": "Liv"}]}))
        await app.do("rules.show")
        await app.paste("match.several")
        await app.see("match.several", "◉ measured", "seen in this org, 2026-03-04", "● newest")
        await app.press("escape")
        await app.do("rules.show")
        await app.paste("order.appended")
        await app.see("https://")
