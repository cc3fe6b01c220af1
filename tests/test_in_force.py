"""The settings in force: those of the data set under what a person picks, in commands, in the app and in workspaces."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.test_dataset_folder import write
from tui.core.rules import Certainty
from tui.dataset.folder import DataSet
from tui.session.case import open_case, open_explorer
from tui.session.case_options import CaseOptions
from tui.session.workspace import reopen, text_of, workspace_of, workspace_of_text

if TYPE_CHECKING:
    from pathlib import Path

    from tui.session.explorer import Explorer

FIELDS = {
    "fields": [
        {"api_name": "Last_Name", "data_type": "text", "unique": {}, "system_mandatory": True},
        {"api_name": "Email", "data_type": "email", "unique": {}, "system_mandatory": False},
    ]
}
TWINS = [
    {"id": "1", "Last_Name": "Ode", "Email": "a@x.test", "Created_Time": "2024-01-01T00:00:00+00:00"},
    {"id": "2", "Last_Name": "Ida", "Email": "a@x.test", "Created_Time": "2025-01-01T00:00:00+00:00"},
]
PAYLOAD = {"data": [{"Last_Name": "New", "Email": "a@x.test"}]}
NEWEST = '[assumptions]\n"match.several" = "newest"\n'
REFUSE = {"measured": [{"rule": "match.several", "value": "refuse", "verdict": "measured", "at": "2026-11-27"}]}


def put(folder: Path, **files: Any) -> Path:
    """Files of a data set with these fields of Leads."""
    return write(folder, **{"fields/Leads.json": FIELDS, **files})


@pytest.fixture
def twins(tmp_path: Path) -> Path:
    """A data set of two leads that share an Email, and a payload that meets both."""
    files = {"fields/Leads.json": FIELDS, "fields/Contacts.json": FIELDS, "records/Leads.json": TWINS}
    return put(tmp_path / "twins", **files, **{"payload.json": PAYLOAD})


def several(folder: Path, *assume: str, **options: Any) -> tuple[str, str | None]:
    """The setting of match.several in force, and the target of the row."""
    given = CaseOptions(data=folder, module="Leads", assume=assume, **options)
    with open_case(folder / "payload.json", io.BytesIO(), given) as case:
        made = case.forecast()
        return made.assumptions["match.several"], made.rows[0].target_id


def opened(folder: Path, *assume: str) -> Explorer:
    return open_explorer(folder / "payload.json", CaseOptions(data=folder, module="Leads", assume=assume))


def target(explorer: Explorer) -> str | None:
    assert explorer.view.forecast is not None
    return explorer.view.forecast.rows[0].target_id


def test_what_the_data_set_says_stands_above_what_was_measured_and_below_what_is_picked(twins: Path) -> None:
    assert several(twins) == ("oldest", "1")
    put(twins, **{"calibration.json": REFUSE})
    assert several(twins)[0] == "refuse"
    put(twins, **{"dataset.toml": NEWEST})
    assert several(twins) == ("newest", "2")
    assert several(twins, "match.several=oldest") == ("oldest", "1")


def test_a_measured_setting_makes_a_row_as_sure_as_measured(twins: Path) -> None:
    put(twins, **{"calibration.json": REFUSE})
    with open_case(twins / "payload.json", io.BytesIO(), CaseOptions(data=twins, module="Leads")) as case:
        row = case.forecast().rows[0]
        assert case.assumptions.certainty("match.several") is Certainty.MEASURED
        assert "match.several" in row.depends_on


@pytest.mark.parametrize(
    ("url", "version", "setting"),
    [(None, None, "append"), ("v2.1", None, "replace"), (None, "v2", "replace"), ("v2.1", "v8", "append")],
)
def test_write_subform_rows_goes_by_the_version_of_the_profile_that_sends_it_else_of_the_url(
    twins: Path, url: str | None, version: str | None, setting: str
) -> None:
    text = json.dumps(PAYLOAD)
    if url is not None:
        text = f"curl -X POST https://www.zohoapis.com/crm/{url}/Leads/upsert -d '{text}'"
    given = CaseOptions(data=twins, module="Leads", api_version=version)
    with open_case(None, io.BytesIO(text.encode()), given) as case:
        assert case.assumptions["write.subform_rows"] == setting


def test_match_converted_goes_by_the_preference_of_the_data_set(twins: Path) -> None:
    put(twins, **{"dataset.toml": '[org]\nduplicate_check_preference = "converted_records"'})
    with open_case(twins / "payload.json", io.BytesIO(), CaseOptions(data=twins, module="Leads")) as case:
        assert case.assumptions["match.converted"] == "matched"


def test_the_app_shows_and_changes_the_settings_in_force(twins: Path) -> None:
    put(twins, **{"dataset.toml": NEWEST})
    explorer = opened(twins)
    assert (explorer.view.draft.assumptions["match.several"], target(explorer)) == ("newest", "2")
    explorer.set_assumption("match.several", "oldest")
    assert (explorer.view.draft.assumptions["match.several"], target(explorer)) == ("oldest", "1")
    explorer.reset_assumptions()
    assert (explorer.view.draft.assumptions["match.several"], target(explorer)) == ("newest", "2")
    explorer.undo()
    assert target(explorer) == "1"
    assert target(opened(twins, "match.several=oldest")) == "1"


def test_a_long_payload_is_adopted_under_the_settings_of_its_data_set(
    twins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(twins, **{"dataset.toml": NEWEST})
    monkeypatch.setattr("tui.session.explorer.INLINE_TEXT", 1)
    explorer = opened(twins)
    assert explorer.view.pending
    assert all(explorer.adopt(reading) for reading in explorer.compute())
    assert target(explorer) == "2"


def test_another_data_set_has_its_own_settings_and_what_was_picked_stays(twins: Path, tmp_path: Path) -> None:
    other = put(tmp_path / "other", **{"fields/Leads.json": FIELDS, "records/Leads.json": TWINS})
    put(other, **{"dataset.toml": NEWEST + '"valid.stages" = "all_stages"\n'})
    explorer = opened(twins, "valid.stages=first_error")
    explorer.set_data_set(DataSet.open(other))
    settings = explorer.view.draft.assumptions
    assert (settings["match.several"], settings["valid.stages"], target(explorer)) == ("newest", "first_error", "2")
    explorer.undo()
    assert explorer.view.draft.assumptions["match.several"] == "oldest"


def test_what_was_measured_in_one_module_does_not_hold_in_another(twins: Path) -> None:
    put(twins, **{"calibration.json": {"measured": [{**REFUSE["measured"][0], "module": "Leads"}]}})
    explorer = opened(twins)
    assert explorer.view.draft.assumptions["match.several"] == "refuse"
    explorer.set_module("Contacts")
    assert explorer.view.draft.assumptions["match.several"] == "oldest"


def test_a_workspace_keeps_what_was_picked_and_not_what_the_data_set_says(twins: Path) -> None:
    put(twins, **{"dataset.toml": NEWEST})
    explorer = opened(twins, "valid.stages=all_stages")
    text = text_of(workspace_of(explorer), twins / "x.workspace")
    assert json.loads(text)["assumptions"] == {"valid.stages": "all_stages"}
    put(twins, **{"dataset.toml": ""})
    again = reopen(workspace_of_text(text, twins / "x.workspace")).explorer
    settings = again.view.draft.assumptions
    assert (settings["match.several"], settings["valid.stages"]) == ("oldest", "all_stages")
