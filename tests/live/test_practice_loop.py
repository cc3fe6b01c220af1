"""The whole loop against a practice org: what is upserted is there, and each answer is the one that was forecast."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.helpers import DEMO
from tests.live.practice_client import Zoho, code, leads, practice
from tui.core.forecast import forecast
from tui.core.payload.request import request_of
from tui.core.rules import SWITCHES, Assumptions
from tui.dataset.folder import DataSet

if TYPE_CHECKING:
    from pathlib import Path

ADA = {"id": "4001", "Last_Name": "Byron", "Email": "ada@x.test", "Phone": "100", "Employees": 3}
BEA = {"id": "4002", "Last_Name": "Webb", "Email": "bea@x.test", "Phone": "200"}


def actions(reply: Any) -> list[Any]:
    return [row.get("action", row["code"]) for row in reply.json()["data"]]


def ids(reply: Any) -> list[str]:
    return [row["details"]["id"] for row in reply.json()["data"]]


def test_the_first_upsert_inserts_and_the_second_updates_the_same_record(tmp_path: Path) -> None:
    with practice(tmp_path) as zoho:
        row = {"Last_Name": "Ode", "Email": "ode@new.example"}
        first, second = zoho.upsert(row), zoho.upsert({**row, "Company": "Sea"})
        assert (first.status_code, actions(first), actions(second)) == (200, ["insert"], ["update"])
        assert ids(first) == ids(second)
        (new,) = ids(first)
        assert len(new) == 19
        assert new.isdigit()
        record = zoho.record(new)
    assert (record["Last_Name"], record["Company"], record["Full_Name"]) == ("Ode", "Sea", "Ode")
    assert record["Owner"]["name"] == "Practice User"
    assert record["Created_Time"] == first.json()["data"][0]["details"]["Created_Time"]


def test_only_what_the_row_sends_changes_and_null_clears(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data", ADA, BEA)) as zoho:
        reply = zoho.upsert({"Email": "ADA@x.test", "Employees": None})
        assert ids(reply) == ["4001"]
        record = zoho.record("4001")
    assert (record["Employees"], record["Phone"], record["Email"]) == (None, "100", "ADA@x.test")


def test_an_unchanged_record_answers_update_and_moves_its_modified_time(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data", ADA), clock=lambda: 2_000_000_000.0) as zoho:
        reply = zoho.upsert({"Email": "ada@x.test", "Last_Name": "Byron"})
        assert actions(reply) == ["update"]
        assert zoho.record("4001")["Modified_Time"] == "2033-05-18T03:33:20+00:00"


def test_mixed_rows_are_207_and_refused_rows_alone_are_400(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data", ADA, BEA)) as zoho:
        taken = zoho.upsert({"Email": "ada@x.test", "Phone": "200"}, {"Last_Name": "New"})
        assert (taken.status_code, actions(taken)) == (207, ["DUPLICATE_DATA", "insert"])
        assert taken.json()["data"][0]["details"]["duplicate_record"]["id"] == "4002"
        refused = zoho.upsert({"Email": "nobody@x.test"})
        assert (refused.status_code, actions(refused)) == (400, ["MANDATORY_NOT_FOUND"])
        assert zoho.get("Leads/actions/count").json() == {"count": 3}


def test_ids_of_records_that_the_call_inserted_are_real_also_in_errors_and_later_rows(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data", ADA)) as zoho:
        reply = zoho.upsert(
            {"Last_Name": "New", "Email": "new@x.test", "Phone": "1"},
            {"Email": "new@x.test", "Employees": 9},
            {"Email": "ada@x.test", "Phone": "1"},
        )
        first, second, taken = reply.json()["data"]
        assert (first["action"], second["action"], taken["code"]) == ("insert", "update", "DUPLICATE_DATA")
        new = first["details"]["id"]
        assert second["details"]["id"] == new
        assert taken["details"]["id"] == taken["details"]["duplicate_record"]["id"] == new
        assert zoho.record(new)["Employees"] == 9
    assert "new-" not in reply.text


def test_more_than_a_hundred_rows_are_refused_whole(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data", ADA)) as zoho:
        assert code(zoho.upsert(*[{"Last_Name": "x"}] * 101)) == (400, "LIMIT_EXCEEDED")
        assert zoho.get("Leads/actions/count").json() == {"count": 1}
        assert zoho.upsert(*[{"Last_Name": "x"}] * 100).status_code == 200


def without_ids_and_times(value: Any, names: dict[str, str]) -> Any:
    """A reply with ids of new records written new-N again, and without what only an org can know."""
    if isinstance(value, dict):
        only_org = ("Created_Time", "Modified_Time", "Created_By", "Modified_By", "$approval_state")
        return {key: without_ids_and_times(part, names) for key, part in value.items() if key not in only_org}
    if isinstance(value, list):
        return [without_ids_and_times(part, names) for part in value]
    return names.get(value, value) if isinstance(value, str) else value


def demo_payloads() -> list[Any]:
    with DataSet.open(DEMO) as demo:
        notes = demo.payloads
    files = sorted((DEMO / "payloads").glob("*.json"))
    return [pytest.param(file, notes[file.name].module, id=file.stem) for file in files]


@pytest.mark.parametrize(("file", "module"), demo_payloads())
@pytest.mark.parametrize("assume", [(), tuple(f"{rule}={switch.values[1]}" for rule, switch in SWITCHES.items())])
def test_each_answer_is_the_forecast_but_for_ids_and_times(
    file: Path, module: str, assume: tuple[str, ...], tmp_path: Path
) -> None:
    body = json.loads(file.read_text(encoding="utf-8"))
    with practice(tmp_path, None, *assume) as zoho:
        for _ in range(1 if assume else 2):  # the second time the org is no longer the demo
            with DataSet.open(zoho.org.data_set()) as now:
                wanted = forecast(
                    request_of(body, now.module(module)),
                    now.module(module),
                    now.records(module),
                    Assumptions.parse(assume),
                )
            reply = zoho.http.post(f"/crm/v8/{module}/upsert", json=body)
            got = reply.json()
            names = {
                row["details"]["id"]: f"new-{place}"
                for place, row in enumerate(got.get("data", ()), 1)
                if row.get("action") == "insert"
            }
            assert without_ids_and_times(got, names) == wanted.response
            assert reply.status_code == wanted.response_status


def test_an_org_that_assumes_otherwise_behaves_unlike_the_forecast(tmp_path: Path) -> None:
    twins = ({**ADA, "Phone": "1"}, {**BEA, "Email": "ada@x.test"})
    with practice(tmp_path, leads(tmp_path / "data", *twins), "match.several=refuse") as zoho:
        assert actions(zoho.upsert({"Email": "ada@x.test"})) == ["DUPLICATE_DATA"]


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with practice(tmp_path) as zoho:
        (new,) = ids(zoho.upsert({"Last_Name": "Ode"}))
        authorization = zoho.http.headers["Authorization"]
    with practice(tmp_path) as zoho:
        zoho.http.headers["Authorization"] = authorization  # tokens outlive it, too
        assert zoho.record(new)["Last_Name"] == "Ode"
        (another,) = ids(zoho.upsert({"Last_Name": "Ode"}))
    assert int(another) > int(new)


def test_two_clients_at_once_lose_nothing_and_make_no_twins(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data", ADA)) as zoho:
        failed: list[BaseException] = []

        def send(client: Zoho) -> None:
            try:
                with closing(client.http):
                    for number in range(15):
                        reply = client.upsert({"Last_Name": "x", "Email": f"{number}@x.test"})
                        assert reply.status_code == 200
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=send, args=(Zoho(zoho.org),)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert zoho.get("Leads/actions/count").json() == {"count": 16}


def test_two_orgs_on_one_copy_see_what_the_other_writes(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", ADA)
    with practice(tmp_path, data) as one, practice(tmp_path, data) as other:
        assert actions(one.upsert({"Last_Name": "x", "Email": "x@x.test"})) == ["insert"]
        assert actions(other.upsert({"Last_Name": "x", "Email": "x@x.test"})) == ["update"]
        assert other.get("Leads/actions/count").json() == one.get("Leads/actions/count").json() == {"count": 2}


def test_a_record_made_now_never_passes_for_older_than_what_was_there(tmp_path: Path) -> None:
    future = {**ADA, "Created_Time": "2100-01-01T00:00:00+00:00"}
    with practice(tmp_path, leads(tmp_path / "data", future)) as zoho:
        (new,) = ids(zoho.upsert({"Last_Name": "x"}))
        assert zoho.record(new)["Created_Time"] == "2100-01-01T00:00:00+00:00"
