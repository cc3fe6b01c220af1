"""The practice org answers what ``preview`` says, whatever is sent and assumed, and holds what the forecast writes."""

from __future__ import annotations

import json
import random
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import each_case
from tests.cli.helpers import data_set, field
from tests.live.practice_client import Zoho, practice, without_new_ids
from tests.second_reading.cases import make_case
from tests.second_reading.folder import write_case
from tui.cli import main
from tui.core.forecast import Forecast, forecast
from tui.core.payload.request import PayloadError, request_of
from tui.core.rules import Assumptions
from tui.dataset.folder import DataSet
from tui.live.practice.api import Api, ApiRequest
from tui.live.practice.export import exported
from tui.live.practice.org import PracticeOrg
from tui.live.practice.replies import Refused
from tui.live.practice.store import OrgStore
from tui.session.in_force import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.second_reading.case import Case
    from tui.live.practice.replies import Reply

# --- one org over HTTP

STAGES = [{"actual_value": "new", "display_value": "New"}, {"actual_value": "won", "display_value": "Won!"}]
LAYOUTS = [
    {
        "id": "70",
        "name": "Small",
        "sections": [{"fields": [{"api_name": "Name"}, {"api_name": "Code", "required": True}, {"api_name": "Lines"}]}],
    }
]
FIELDS = [
    field("Name", mandatory=True, length=20),
    field("Code", unique=True),
    field("Phone", "phone", unique=True),
    field("Mail", "email"),
    field("Stage", "picklist", pick_list_values=STAGES),
    field("Tags", "multiselectpicklist", json_type="jsonarray", pick_list_values=STAGES),
    field("Account", "lookup", json_type="jsonobject", lookup={"module": {"api_name": "Widgets"}}),
    field("Starts", "datetime"),
    field("Long", "bigint", length=9),
    field("Count", "integer", json_type="integer"),
    field("Lines", "subform", json_type="jsonarray"),
    field("Layout", "layout", json_type="jsonobject"),
]
RECORDS = [
    {
        "id": str(400 + number),
        "Name": f"W{number % 3}",
        "Code": f"c{number}",
        "Phone": f"55{number}" if number % 2 else None,
        "Tags": ["new"],
        "Lines": [{"id": f"90{number}", "Item": "Ink", "Amount": number}],
        "Created_Time": f"2026-01-0{number + 1}T00:00:00+00:00",
        "Modified_Time": "2026-02-01T00:00:00+00:00",
    }
    for number in range(6)
]
VALUES: dict[str, tuple[Any, ...]] = {
    "Name": ("W0", "w1", " W2 ", "New one", "", "x" * 30, 5),
    "Code": ("c1", "C2", "c9", "c10", None, " "),
    "Phone": ("551", "553", "no digit", "(55) 1", ""),
    "Mail": ("a@b.test", "", "a@b", "a@b.test1"),
    "Stage": ("New", "won", "moon", None),
    "Tags": (["new"], ["Won!", "moon"], [], "new", None),
    "Account": ({"id": "401"}, "402", 403, {"name": "W"}, "W", None),
    "Starts": ("2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z", "soon", ""),
    "Long": ("12345", 12345, -1, "1234567890", ""),
    "Count": (5, "5", None),
    "Lines": (
        [{"Item": "Pen"}],
        [{"id": "901", "Item": "Cap"}, {"Item": "Hat"}],
        [{"id": "902", "_delete": None}],
        [{"id": "77"}],
        [],
        None,
    ),
    "Layout": ({"id": "70"}, {"id": "71"}, "70"),
    "id": ("401", "999"),
    "Moon": (1,),
}


@pytest.fixture(scope="module")
def zoho(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoho]:
    """An org whose data set says [assumptions] and was calibrated, and has a preference."""
    folder = tmp_path_factory.mktemp("org")
    measured = {"rule": "valid.picklist", "value": "refused", "verdict": "measured", "module": "Widgets"}
    files = {
        "fields/Widgets.json": {"fields": FIELDS},
        "records/Widgets.json": {"data": RECORDS},
        "layouts/Widgets.json": {"layouts": LAYOUTS},
        "calibration.json": {"measured": [measured]},
    }
    data = data_set(folder / "data", **files)
    (data / "dataset.toml").write_text('name = "w"\n[assumptions]\n"match.several" = "newest"\n', encoding="utf-8")
    with PracticeOrg(data, folder / "state") as org:
        zoho = Zoho(org)
        with closing(zoho.http):
            yield zoho


def payload(seed: int) -> dict[str, Any]:
    """Any rows."""
    chance = random.Random(seed)
    rows = [
        {name: chance.choice(VALUES[name]) for name in VALUES if chance.random() < (0.6 if name == "Name" else 0.25)}
        for _ in range(chance.randint(1, 4))
    ]
    for row in rows:
        if "Tags" in row and chance.random() < 0.5:
            row["$append_values"] = {"Tags": True}
    check = chance.choice((None, ["Code"], ["Phone", "Code"], ["Name"], [], ["Moon"]))
    return {"data": rows} | ({} if check is None else {"duplicate_check_fields": check})


@each_case(
    "seed",
    range(25),
    shared=(
        "zoho",
        "capsys",
    ),
)
def test_a_random_payload_gets_exactly_the_response_of_preview(
    seed: int, zoho: Zoho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body, version = payload(seed), ("v8", "v2", "v2.1")[seed % 3]
    since = ("2026-01-15T00:00:00Z", "2026-03-01T00:00:00Z")[seed % 2] if seed % 5 == 0 else None
    headers = {"If-Unmodified-Since": since} if since else {}
    lines = [f"POST https://www.zohoapis.com/crm/{version}/Widgets/upsert"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    file = tmp_path / "call.http"
    file.write_text("\n".join([*lines, "Content-Type: application/json", "", json.dumps(body)]), encoding="utf-8")
    main(["preview", str(file), "--data", str(zoho.org.data_set()), "--format", "json"])
    wanted = json.loads(capsys.readouterr().out)
    reply = zoho.http.post(f"/crm/{version}/Widgets/upsert", json=body, headers=headers)
    assert (reply.status_code, without_new_ids(reply.json())) == (wanted["response_status"], wanted["response"])


def test_valid_picklist_as_measured_and_match_several_of_the_data_set_count_in_the_org(zoho: Zoho) -> None:
    refused = zoho.upsert({"Code": "c1", "Stage": "moon"}, module="Widgets").json()["data"][0]
    assert (refused["code"], refused["details"]["api_name"]) == ("INVALID_DATA", "Stage")
    with DataSet.open(zoho.org.data_set()) as now:
        assert dict(now.assumptions) == {"match.several": "newest"}
        assert now.measured("Widgets")["valid.picklist"].value == "refused"


def test_match_several_that_a_person_picks_counts_over_the_data_set(tmp_path: Path) -> None:
    twins = [{**RECORDS[0], "Name": "T", "Code": None}, {**RECORDS[1], "Name": "T", "Code": None}]
    files = {"fields/Widgets.json": {"fields": FIELDS}, "records/Widgets.json": {"data": twins}}
    data = data_set(tmp_path / "data", **files)
    (data / "dataset.toml").write_text('name = "w"\n[assumptions]\n"match.several" = "newest"\n', encoding="utf-8")
    hit: list[str] = []
    for assume in ((), ("match.several=oldest",)):
        with practice(tmp_path / str(len(hit)), data, *assume) as zoho:
            hit.append(zoho.upsert({"Name": "T"}, module="Widgets").json()["data"][0]["details"]["id"])
    assert hit == ["401", "400"]


# --- rows of subforms, and the header


def lines_of(zoho: Zoho, record_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = zoho.record(record_id, "Widgets")["Lines"] or []
    return found


def test_write_subform_rows_get_ids_when_they_are_written_and_are_named_by_them_later(zoho: Zoho) -> None:
    rows = [{"Name": "S", "Code": "sub", "Lines": [{"Item": "A"}]}, {"Code": "sub", "Lines": [{"Item": "B"}]}]
    first = zoho.upsert(*rows, module="Widgets").json()["data"]
    record_id = first[0]["details"]["id"]
    a, b = lines_of(zoho, record_id)
    assert ((a["Item"], b["Item"]), len({a["id"], b["id"], record_id})) == (("A", "B"), 3)
    assert all(row["id"].isdigit() and len(row["id"]) == 19 for row in (a, b))
    zoho.upsert({"Code": "sub", "Lines": [{"id": a["id"], "Item": "A2"}]}, module="Widgets")
    assert lines_of(zoho, record_id) == [{**a, "Item": "A2"}, b]
    zoho.upsert({"Code": "sub", "Lines": [{"id": a["id"], "_delete": None}]}, module="Widgets")
    assert lines_of(zoho, record_id) == [b]
    zoho.upsert({"Code": "sub", "Lines": [{"Item": "C"}]}, module="Widgets")
    assert [row["Item"] for row in lines_of(zoho, record_id)] == ["B", "C"]


def test_write_subform_rows_replace_under_version_2_of_the_url(zoho: Zoho) -> None:
    record_id = zoho.upsert({"Name": "R", "Code": "rep", "Lines": [{"Item": "A"}]}, module="Widgets").json()["data"][0][
        "details"
    ]["id"]
    body = {"data": [{"Code": "rep", "Lines": [{"Item": "B"}]}]}
    for version, items in (("v8", ["A", "B"]), ("v2", ["B"]), ("v2.1", ["B"]), ("v3", ["B", "B"])):
        zoho.http.post(f"/crm/{version}/Widgets/upsert", json=body)
        assert [row["Item"] for row in lines_of(zoho, record_id)] == items, version


def test_call_if_unmodified_refuses_with_412_and_writes_nothing(zoho: Zoho) -> None:
    record_id = zoho.upsert({"Name": "U", "Code": "unm"}, module="Widgets").json()["data"][0]["details"]["id"]
    before = zoho.record(record_id, "Widgets")
    body = {"data": [{"Code": "unm", "Name": "Other"}]}
    for since in ("2020-01-01T00:00:00Z", "Wed, 01 Jan 2020 00:00:00 GMT"):
        reply = zoho.http.post("/crm/v8/Widgets/upsert", json=body, headers={"If-Unmodified-Since": since})
        assert (reply.status_code, reply.json()["code"], reply.json()["status"]) == (412, "ALREADY_MODIFIED", "error")
    assert zoho.record(record_id, "Widgets") == before
    since = before["Modified_Time"]
    reply = zoho.http.post("/crm/v8/Widgets/upsert", json=body, headers={"If-Unmodified-Since": since})
    assert (reply.status_code, zoho.record(record_id, "Widgets")["Name"]) == (200, "Other")


# --- any org under any setting, without HTTP


def answered(store: OrgStore, case: Case, picked: Assumptions) -> Reply:
    """What the org answers to the case's call."""
    version = "v8" if case.form == "json" else case.version
    since = None if case.form == "json" else case.unmodified_since
    headers = {"if-unmodified-since": since} if since else {}
    path = f"/crm/{version}/{case.written_module or case.module}/upsert"
    with store.session():
        try:
            request = ApiRequest("POST", path, {}, headers, json.dumps(case.body).encode())
            return Api(store, picked).answer(request, 2_000_000_000.0)
        except Refused as refused:
            return refused.reply


def forecast_now(data: DataSet, case: Case, picked: Assumptions) -> Forecast:
    """The forecast of the case's call against what the org holds."""
    module = data.module(case.written_module or case.module)
    request = request_of(case.body, module)
    if case.form != "json":
        request = replace(request, api_version=case.version, if_unmodified_since=case.unmodified_since)
    records, settings = data.records(module.api_name), in_force(picked, data, module.api_name, request.api_version)
    return forecast(request, module, records, settings, counterfactuals=False)


def is_usable(case: Case) -> bool:
    """Whether an API could have got this made-up call: its text is not one for a shell, its module can be upserted."""
    return case.form != "shell" and case.module not in ("Tasks", "Notes")


@each_case("seed", [seed for seed in range(60) if is_usable(make_case(seed))])
def test_any_org_under_any_settings_answers_its_forecast_and_then_holds_what_it_writes(
    seed: int, tmp_path: Path
) -> None:
    case = make_case(seed)
    data, _ = write_case(case, tmp_path)
    picked = Assumptions.parse([f"{rule}={value}" for rule, value in case.picked.items()])
    with OrgStore(tmp_path / "org", data) as store, ExitStack() as opened:
        now = opened.enter_context(DataSet.open(exported(store)))
        for _ in range(2):
            try:
                wanted = forecast_now(now, case, picked)
            except PayloadError:
                return
            reply = answered(store, case, picked)
            got = json.loads(reply.body or b"{}")
            assert (reply.status, without_new_ids(got)) == (wanted.response_status, wanted.response)
            if wanted.call_errors:
                return
            now = opened.enter_context(DataSet.open(exported(store)))
            assert_holds(now, wanted, got)


def assert_holds(data: DataSet, made: Forecast, reply: Any) -> None:
    """Every field that the forecast writes is in the org, but for times, users and the ids of rows."""
    ids = {f"new-{place}": entry["details"].get("id") for place, entry in enumerate(reply["data"], 1)}
    last = {
        (ids.get(row.target_id or f"new-{row.index + 1}", row.target_id), change.api_name): change
        for row in made.rows
        if row.outcome.value != "error"
        for change in row.changes
        if change.kind != "same"
    }
    records = data.records(made.module.api_name)
    for (record_id, name), change in last.items():
        record = records.get(record_id or "") or {}
        if made.module.by_name[name].data_type == "subform":
            assert all(row["id"] for row in record[name] or ())
            assert _cells(record[name]) == _cells(change.after)
        elif name not in ("Modified_Time", "Modified_By", "Created_Time", "Created_By"):
            assert record[name] == change.after, name


def _cells(rows: Any) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "id"} for row in rows or ()]
