"""The JSON of a forecast: which keys it has, and what stands in them. Keys may be added, none left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import PHONE, field, forecast_of, module, record, row, settings
from tui.core.metadata import unknown_module
from tui.core.views.forecast_json import forecast_json, json_text, outline_json_parts, record_text, reply_text

if TYPE_CHECKING:
    from tui.core.forecast import Forecast


def printed(found: Forecast) -> dict[str, Any]:
    """What is printed, read again."""
    read: dict[str, Any] = json.loads(json.dumps(forecast_json(found, "some", partial=False)))
    return read


def test_one_insert_in_full() -> None:
    found = printed(forecast_of(row(Phone="555"), check=["Phone"]))
    expected: dict[str, Any] = {
        "module": "Leads",
        "data_set": {"name": "some", "partial": False},
        "assumptions": dict(settings().settings),
        "duplicate_check_fields": ["Phone"],
        "effective_order": [
            {"api_name": "Phone", "kind": "unique", "origin": "listed", "rule": "order.listed"},
            {"api_name": "Mobile", "kind": "unique", "origin": "appended", "rule": "order.appended"},
        ],
        "not_checked": [{"api_name": "Email", "rule": "order.system_ignored"}],
        "summary": {"insert": 1, "update": 0, "unchanged": 0, "error": 0, "not_known": 0, "credits": 1},
        "call_errors": [],
        "warnings": [],
        "notes": [],
        "response_status": 200,
    }
    assert {key: found[key] for key in expected} == expected
    (only,) = found["records"]
    first: dict[str, Any] = {
        "index": 0,
        "outcome": "insert",
        "duplicate_field": None,
        "target_id": None,
        "certainty": "documented",
        "rules": ["match.none_inserts"],
        "depends_on": [],
        "changes": [
            {"api_name": "Last_Name", "kind": "added", "before": None, "after": "Ode"},
            {"api_name": "Phone", "kind": "added", "before": None, "after": "555"},
        ],
        "errors": [],
        "warnings": [],
        "notes": [],
    }
    assert {key: only[key] for key in first} == first
    miss = {"api_name": "Phone", "value": "555", "verdict": "miss", "matches": [], "count": 0, "rule": None}
    assert only["trace"][0] == miss
    assert [entry["verdict"] for entry in only["trace"]] == ["miss", "skipped", "not_checked"]


def test_a_refused_row_holds_the_wrapper_and_what_was_chosen_before() -> None:
    stored = [record(1, Email="a@x.test"), record(2, Phone="5"), record(3, Mobile="6")]
    (only,) = printed(forecast_of(row(Email="a@x.test", Phone="5", Mobile="6"), stored=stored))["records"]
    assert (only["outcome"], only["duplicate_field"], only["target_id"]) == ("error", "Email", "1")
    assert [error["code"] for error in only["errors"]] == ["MULTIPLE_OR_MULTI_ERRORS"]
    assert only["changes"] == []


def test_a_call_error_is_a_forecast_without_rows() -> None:
    found = printed(forecast_of(*[row()] * 101))
    assert (found["records"], found["response_status"], found["summary"]["credits"]) == ([], 400, 0)
    assert found["call_errors"] == [found["response"]]
    assert [entry["api_name"] for entry in found["effective_order"]] == ["Email", "Phone", "Mobile"]
    assert printed(forecast_of(row(), of=unknown_module("Leeds"), check=["Phone"]))["effective_order"] == []


def test_an_absent_key_is_null_and_an_empty_list_is_one() -> None:
    assert printed(forecast_of(row()))["duplicate_check_fields"] is None
    assert printed(forecast_of(row(), check=[]))["duplicate_check_fields"] == []


def test_warnings_and_notes_name_their_rule_their_field_and_a_sentence() -> None:
    found = printed(forecast_of(row(email="x"), check=["Email", "Phone", "Nowhere"]))
    for notice in (*found["warnings"], *found["notes"], *found["records"][0]["warnings"]):
        assert set(notice) >= {"rule", "api_name", "message"}
        assert notice["message"].endswith((".", "?"))


def test_every_setting_stands_in_the_assumptions() -> None:
    found = printed(forecast_of(row(), of=module(field("Last_Name"), PHONE), assume="match.several=refuse"))
    assert found["assumptions"] == dict(settings("match.several=refuse").settings)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(VALUES)
def test_a_printed_value_is_laid_out_as_json_lays_it_out(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    if text.isascii():
        assert text == json.dumps(value, ensure_ascii=False, indent=2).replace("\x7f", "\\u007f") + "\n"


SEVERAL = (row(Phone="555"), row(Email="[/x] é \u202e", Phone=""), row(Last_Name=""), row(Phone="555", Company="B"))


def in_parts(found: Forecast, *, partial: bool = False) -> list[str]:
    """Its text, as it is made of rows that come one by one."""
    records, replies = map(record_text, found.rows), map(reply_text, found.rows)
    return list(outline_json_parts(found.outline, "some", records, replies, partial=partial))


@each_case("rows", [SEVERAL, SEVERAL[:1], SEVERAL * 30])
def test_a_forecast_in_parts_is_the_text_of_the_whole(rows: tuple[Any, ...]) -> None:
    found = forecast_of(*rows, stored=[record(1, Phone="555")], check=["Phone"])
    parts = in_parts(found, partial=True)
    assert "".join(parts) == json_text(forecast_json(found, "some", partial=True))
    assert not found.rows or len(parts) > 2 * len(rows)


def test_a_forecast_that_is_cut_short_is_no_json() -> None:
    parts = in_parts(forecast_of(*SEVERAL))
    for count in range(len(parts)):
        with pytest.raises(ValueError, match="line"):
            json.loads("".join(parts[:count]))
