"""The demo's own records, sent back as they are: nothing about the copy itself is to be warned of."""

from __future__ import annotations

import pytest

from tests.cases import each_case
from tui.core.forecast import forecast
from tui.core.payload.request import request_of
from tui.dataset.folder import DataSet, demo_folder

EXPECTED = {"valid.system_fields", "valid.read_only"}  # a record that is sent back names what Zoho fills


@pytest.fixture(scope="module")
def demo() -> DataSet:
    return DataSet.open(demo_folder())


@each_case("name", DataSet.open(demo_folder()).modules(), shared=("demo",))
def test_a_module_of_the_demo_warns_of_nothing_in_its_own_records(demo: DataSet, name: str) -> None:
    module, records = demo.module(name), demo.records(name)
    rows = [dict(records.get(record_id) or {}) for record_id in list(records.ids())[:60]]
    found = forecast(request_of(rows, module), module, records, related=demo)
    assert found.warnings == ()
    assert {notice.rule for row in found.rows for notice in row.warnings} <= EXPECTED
    assert {notice.rule for row in found.rows for notice in row.notes} <= set()
    assert {row.outcome for row in found.rows} == {"unchanged"}
