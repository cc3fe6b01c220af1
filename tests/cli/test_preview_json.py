"""``preview --format json``: its shape, and that the same input gives the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.helpers import DEMO, body, data_set
from tui.core.rules import SWITCHES
from tui.core.views import forecast_json
from tui.dataset.folder import fixtures_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Cli, Preview
    from tui.core.row_forecast import RowForecast

TOP = {
    "module",
    "data_set",
    "assumptions",
    "measured",
    "duplicate_check_fields",
    "effective_order",
    "not_checked",
    "summary",
    "call_errors",
    "warnings",
    "notes",
    "records",
    "response_status",
    "response",
}
RECORD = {
    "index",
    "outcome",
    "duplicate_field",
    "target_id",
    "certainty",
    "rules",
    "depends_on",
    "trace",
    "changes",
    "errors",
    "warnings",
    "notes",
}
SUMMARY = {"insert", "update", "unchanged", "error", "not_known", "credits"}
PARTS = {
    "effective_order": {"api_name", "kind", "origin", "rule"},
    "not_checked": {"api_name", "rule"},
    "call_errors": {"code", "details", "message", "status"},
    "warnings": {"rule", "api_name", "message"},
    "notes": {"rule", "api_name", "message"},
}
RECORD_PARTS = {
    "trace": {"api_name", "value", "verdict", "matches", "count", "rule"},
    "changes": {"api_name", "kind", "before", "after"},
    "errors": {"code", "details", "message", "status"},
    "warnings": {"rule", "api_name", "message"},
    "notes": {"rule", "api_name", "message"},
}


def assert_whole(forecast: Any) -> None:
    """Every key of the contract is there, in every part."""
    assert forecast.keys() == TOP
    assert forecast["data_set"].keys() == {"name", "partial"}
    assert forecast["assumptions"].keys() == SWITCHES.keys()
    assert forecast["summary"].keys() == SUMMARY
    for name, keys in PARTS.items():
        assert all(part.keys() == keys for part in forecast[name])
    for record in forecast["records"]:
        assert record.keys() == RECORD
        for name, keys in RECORD_PARTS.items():
            assert all(part.keys() - {"rows"} == keys for part in record[name])  # of a subform also its rows


@pytest.mark.parametrize("name", sorted(file.name for file in (DEMO / "payloads").iterdir()))
def test_every_key_is_there_for_every_demo_payload(cli: Cli, name: str) -> None:
    assert_whole(cli("preview", DEMO / "payloads" / name, "--format", "json").json)


def test_every_key_is_there_when_the_call_is_refused(preview: Preview) -> None:
    forecast = preview(body({"Last_Name": "Ode"}, check=["nothing"]), "--module", "Tasks").json
    assert_whole(forecast)
    assert (forecast["records"], forecast["summary"]["credits"]) == ([], 0)


def test_every_key_is_there_for_a_row_that_is_not_known(preview: Preview, tmp_path: Path) -> None:
    partial = data_set(tmp_path / "partial", **{"dataset.toml": 'covers = "partial"'})
    assert_whole(preview(body({"Last_Name": "Ode", "Email": "new@x.test"}), data=partial).json)


def test_one_row_is_exactly_the_example_of_the_contract(preview: Preview) -> None:
    found = preview(body({"Last_Name": "Ode", "Phone": "555"}, check=["Phone"])).json
    assert found["duplicate_check_fields"] == ["Phone"]
    assert found["effective_order"] == [
        {"api_name": "Phone", "kind": "unique", "origin": "listed", "rule": "order.listed"}
    ]
    assert found["not_checked"] == [{"api_name": "Email", "rule": "order.system_ignored"}]
    assert found["summary"] == {"insert": 1, "update": 0, "unchanged": 0, "error": 0, "not_known": 0, "credits": 1}
    (record,) = found["records"]
    assert record["trace"] == [
        {"api_name": "Phone", "value": "555", "verdict": "miss", "matches": [], "count": 0, "rule": None},
        {
            "api_name": "Email",
            "value": None,
            "verdict": "not_checked",
            "matches": [],
            "count": 0,
            "rule": "order.system_ignored",
        },
    ]
    assert record["changes"] == [
        {"api_name": "Last_Name", "kind": "added", "before": None, "after": "Ode"},
        {"api_name": "Phone", "kind": "added", "before": None, "after": "555"},
    ]
    assert found["response_status"] == 200
    assert found["response"] == {
        "data": [
            {
                "code": "SUCCESS",
                "duplicate_field": None,
                "action": "insert",
                "details": {"id": "new-1"},
                "message": "record added",
                "status": "success",
            }
        ]
    }


def test_unchanged_answers_update_in_the_response(preview: Preview) -> None:
    found = preview(body({"Last_Name": "Byron", "Email": "ada@x.test"})).json
    assert found["records"][0]["outcome"] == "unchanged"
    assert found["response"]["data"][0]["action"] == "update"


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([{"Last_Name": "Ode"}], 200),
        ([{"Last_Name": "Ode"}, {"Email": "a@x.test"}], 207),
        ([{"Email": "a@x.test"}, {"Last_Name": 5}], 400),
    ],
)
def test_the_expected_status_says_whether_all_some_or_no_rows_are_taken(
    preview: Preview, rows: list[Any], status: int
) -> None:
    assert preview(body(*rows)).json["response_status"] == status


def test_a_check_field_that_is_not_checked_says_what_it_would_have_hit(preview: Preview) -> None:
    (record,) = preview(body({"Last_Name": "Ode", "Email": "ada@x.test"}, check=["Phone"])).json["records"]
    (step,) = (step for step in record["trace"] if step["api_name"] == "Email")
    assert (step["verdict"], step["matches"], step["count"]) == ("not_checked", ["4001"], 1)


def test_text_stays_readable_and_numbers_stay_numbers(preview: Preview) -> None:
    ran = preview(body({"Last_Name": "Ödé 👩‍👧", "Employees": 5}))
    assert "Ödé" in ran.out
    assert ran.json["records"][0]["changes"][1]["after"] == 5


def test_what_would_steer_a_terminal_is_escaped_and_comes_back_whole(preview: Preview) -> None:
    value = "a\u009b2Jb\u202ec\u2066d\x7fe\u200bf\x1bg\ufeff"
    ran = preview(body({"Last_Name": value}))
    assert ran.json["records"][0]["changes"][0]["after"] == value
    assert not any(character in ran.out for character in "\u009b\u202e\u2066\x7f\u200b\x1b\ufeff")


# --- the same bytes --------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_twice(cli: Cli) -> None:
    arguments = ("preview", DEMO / "payloads" / "same-batch.json", "--format", "json")
    assert cli(*arguments).out == cli(*arguments).out


def test_another_folder_and_another_hash_seed_give_the_same_bytes(cli: Cli, tmp_path: Path) -> None:
    payload = DEMO / "payloads" / "errors.json"
    here = cli("preview", payload, "--format", "json").out
    command = [sys.executable, "-m", "tui", "preview", os.path.relpath(payload, tmp_path), "--format", "json"]
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": str(fixtures_folder().parent)}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout.decode()) == (1, here)
    assert str(DEMO) not in here
    assert str(tmp_path) not in here


def test_no_path_of_the_machine_is_in_it(preview: Preview, small: Path, tmp_path: Path) -> None:
    for options in ((), ("--module", "Tasks"), ("--check-field", "nothing")):
        out = preview(body({"Last_Name": "Ode"}), *options).out
        assert str(tmp_path) not in out
        assert json.loads(out)["data_set"]["name"] == "small"


def test_a_data_set_without_a_name_is_called_like_its_folder(preview: Preview, tmp_path: Path) -> None:
    unnamed = data_set(tmp_path / "my-org", **{"dataset.toml": None})
    assert preview(body({"Last_Name": "Ode"}), data=unnamed).json["data_set"] == {"name": "my-org", "partial": False}


def test_a_failure_amid_the_rows_leaves_no_json_and_the_code_of_a_failure(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = preview(body({"Last_Name": "Ode"}, {"Last_Name": "Lee"}))

    def failing(written: Callable[[RowForecast], object], row: RowForecast) -> object:
        if row.index == 1:
            raise RuntimeError
        return written(row)

    for name in ("_row", "expected_row"):
        with monkeypatch.context() as patch:
            patch.setattr(forecast_json, name, partial(failing, getattr(forecast_json, name)))
            ran = preview(body({"Last_Name": "Ode"}, {"Last_Name": "Lee"}))
        assert ran.code == 70
        assert whole.out.startswith(ran.out)
        assert 100 < len(ran.out) < len(whole.out)
