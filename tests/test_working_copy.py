"""A payload tried on a data set: the copy is what the forecast says, and nothing on disk changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tui.core.forecast import Forecast, forecast
from tui.core.payload.request import request_of
from tui.dataset.folder import DataSet, demo_folder
from tui.dataset.working_copy import all_records, tried
from tui.session.saved_copy import save_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tui.core.outcome import RowOutcome

NOW = 1_900_000_000.0
ROWS = [
    {"Last_Name": "Ode", "Email": "new@ode.example"},
    {"Last_Name": "Westen", "Email": "lucy@whitby.example", "Company": "Newer"},
    {"Last_Name": "Ode", "Email": "new@ode.example", "Phone": "+1 212 555 0198"},
    {"Company": "nobody"},
]


@pytest.fixture
def demo() -> Iterator[DataSet]:
    with DataSet.open(demo_folder()) as data_set:
        yield data_set


def made(data_set: DataSet, rows: list[dict[str, Any]], names: list[str] | None = None) -> Forecast:
    module = data_set.module("Leads")
    body = {"data": rows, "duplicate_check_fields": names or ["Email"]}
    return forecast(request_of(body, module), module, data_set.records("Leads"))


def outcomes(found: Forecast) -> list[tuple[RowOutcome, str | None]]:
    return [(row.outcome, row.target_id) for row in found.rows]


def test_the_next_forecast_starts_where_the_tried_one_ended(demo: DataSet) -> None:
    first = made(demo, ROWS)
    assert [outcome.value for outcome, _ in outcomes(first)] == ["insert", "update", "update", "error"]
    copy = tried(demo, first, NOW)
    again = made(copy, ROWS)
    assert [outcome.value for outcome, _ in outcomes(again)] == ["unchanged", "unchanged", "unchanged", "error"]
    new = again.rows[0].target_id
    assert new is not None
    assert copy.records("Leads").get(new) == {
        "id": new,
        "Last_Name": "Ode",
        "Email": "new@ode.example",
        "Phone": "+1 212 555 0198",
        "Full_Name": "Ode",
        "Created_Time": "2030-03-17T17:46:40+00:00",
        "Modified_Time": "2030-03-17T17:46:40+00:00",
    }
    assert int(new) > max(int(record["id"]) for record in all_records(demo.records("Leads")))
    assert len(copy.records("Leads")) == len(demo.records("Leads")) + 1


def test_the_data_set_itself_stays_as_it_is(demo: DataSet) -> None:
    before = list(all_records(demo.records("Leads")))
    copy = tried(demo, made(demo, ROWS), NOW)
    assert list(all_records(demo.records("Leads"))) == before
    assert copy.untried is demo
    assert (demo.tries.count, copy.tries.count) == (0, 1)
    twice = tried(copy, made(copy, [{"Last_Name": "Two"}]), NOW)
    assert (twice.tries.count, twice.untried) == (2, demo)


def test_a_copy_tells_which_records_a_try_wrote(demo: DataSet) -> None:
    copy = tried(demo, made(demo, ROWS), NOW)
    again = made(copy, ROWS)
    assert {record_id for _, record_id in copy.tries.ids} == {row.target_id for row in again.rows if row.target_id}
    idle = tried(copy, again, NOW)  # unchanged rows write nothing
    assert idle.tries.ids == copy.tries.ids


def test_a_partial_data_set_stays_partial_but_knows_what_was_written(tmp_path: Path, demo: DataSet) -> None:
    folder = tmp_path / "partial"
    (folder / "fields").mkdir(parents=True)
    (folder / "fields" / "Leads.json").write_text(json.dumps({"fields": demo.fields("Leads")}))
    (folder / "dataset.toml").write_text('[made]\ncovers = "partial"\n')
    (folder / "covers.json").write_text(json.dumps({"Leads": {"Email": ["new@ode.example"]}}))
    row, other = {"Last_Name": "Ode", "Email": "new@ode.example"}, {"Last_Name": "Ode", "Email": "other@ode.example"}
    with DataSet.open(folder) as data_set:
        copy = tried(data_set, made(data_set, [row]), NOW)
        assert [outcome.value for outcome, _ in outcomes(made(copy, [row, other]))] == ["unchanged", "not_known"]


def test_a_copy_is_saved_as_a_data_set_of_its_own(demo: DataSet, tmp_path: Path) -> None:
    copy = tried(demo, made(demo, ROWS), NOW)
    save_copy(copy, tmp_path / "tried", NOW)
    with DataSet.open(tmp_path / "tried") as saved:
        assert list(all_records(saved.records("Leads"))) == list(all_records(copy.records("Leads")))
        assert list(all_records(saved.records("Contacts"))) == list(all_records(demo.records("Contacts")))
        assert saved.name == "demo, tried"
        assert saved.made_from == "demo after a payload tried on it"
        assert outcomes(made(saved, ROWS)) == outcomes(made(copy, ROWS))
        assert saved.tries.count == 0
    assert [path.name for path in tmp_path.iterdir()] == ["tried"]
    with pytest.raises(FileExistsError):
        save_copy(copy, tmp_path / "tried", NOW)
