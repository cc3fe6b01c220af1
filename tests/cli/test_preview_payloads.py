"""Every shape in which a payload can come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.cli.helpers import body

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Cli, Preview

ADA = {"Last_Name": "Byron", "Email": "ada@x.test"}
NEW = {"Last_Name": "Ode", "Employees": 7}
CSV = 'Last Name,Email,Employees\nByron,ada@x.test,4\n"Ode, Jr.",,7\n'


def changes(record: Any) -> dict[str, Any]:
    return {change["api_name"]: change["after"] for change in record["changes"]}


@each_case(
    "payload",
    [
        body(ADA, NEW),
        json.dumps([ADA, NEW]),
        f"{json.dumps(ADA)}\n\n{json.dumps(NEW)}\n",
        f"{json.dumps(ADA)}\r\n{json.dumps(NEW)}",
        f"curl 'https://www.zohoapis.com/crm/v8/Leads/upsert' \\\n -H 'Authorization: x' --data-raw '{body(ADA, NEW)}'",
        f"\n  {body(ADA, NEW)}\n",
        body(ADA, NEW).encode("utf-16"),
        b"\xef\xbb\xbf" + body(ADA, NEW).encode(),
        b"\xfe\xff" + body(ADA, NEW).encode("utf-16-be"),
    ],
    ids=["body", "list", "lines", "lines-crlf", "curl", "padded", "utf-16", "utf-8-mark", "utf-16-be"],
    shared=("preview",),
)
def test_a_body_a_list_lines_and_a_curl_command_mean_the_same(preview: Preview, payload: str | bytes) -> None:
    ran = preview(payload)
    assert (ran.code, ran.outcomes) == (0, ["unchanged", "insert"])


def test_one_record_is_a_payload(preview: Preview) -> None:
    assert preview(json.dumps(ADA, indent=2)).outcomes == ["unchanged"]


def test_an_object_without_data_that_has_no_field_of_the_module_is_unreadable(preview: Preview) -> None:
    assert "Leads" in preview('{"name": "x"}').complaint


@each_case("encoding", ["utf-8", "utf-8-sig", "utf-16"], shared=("preview",))
def test_csv_is_read_by_label_and_typed_by_the_metadata(preview: Preview, encoding: str) -> None:
    ran = preview(CSV.encode(encoding))
    assert ran.outcomes == ["update", "insert"]
    assert changes(ran.json["records"][1]) == {"Last_Name": "Ode, Jr.", "Employees": 7}


def test_csv_is_read_by_api_name_with_other_delimiters_and_multi_selects(preview: Preview) -> None:
    ran = preview('Last_Name;Interests\nOde;"a;b"\n')
    assert changes(ran.json["records"][0]) == {"Last_Name": "Ode", "Interests": ["a", "b"]}


def test_an_empty_cell_of_a_csv_payload_is_no_key_or_under_clears_null(preview: Preview) -> None:
    payload = "Last Name,Email,Employees\nByron,ada@x.test,\n"
    assert preview(payload).outcomes == ["unchanged"]
    assert preview(payload, "--empty", "absent").outcomes == ["unchanged"]
    (record,) = preview(payload, "--empty", "clears").json["records"]
    (change,) = (change for change in record["changes"] if change["api_name"] == "Employees")
    assert (record["outcome"], change["kind"], change["after"]) == ("update", "cleared", None)


def test_empty_clears_does_not_touch_json(preview: Preview) -> None:
    assert preview(body(ADA), "--empty", "clears").outcomes == ["unchanged"]


def test_a_csv_column_that_is_no_field_is_a_warning_for_its_rows(preview: Preview) -> None:
    (record,) = preview("Last Name,Shoe Size\nOde,43\n").json["records"]
    assert [warning["rule"] for warning in record["warnings"]] == ["valid.unknown_field"]


@pytest.mark.parametrize("payload", [body(ADA, NEW).encode(), body(ADA, NEW).encode("utf-16")])
def test_a_dash_reads_standard_input(cli: Cli, small: Path, payload: bytes) -> None:
    assert cli("preview", "-", "--data", small, "--format", "json", stdin=payload).outcomes == ["unchanged", "insert"]


def test_options_apply_to_every_shape(preview: Preview) -> None:
    ran = preview("Last Name,Email\nByron,ada@x.test\n", "--check-field", "Phone")
    assert (ran.json["duplicate_check_fields"], ran.outcomes) == (["Phone"], ["insert"])
