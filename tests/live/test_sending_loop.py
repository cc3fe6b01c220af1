"""Sending over real loopback HTTP: the whole loop with the practice org, and faults with the outcome of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.core.helpers import row
from tests.live.helpers import SECRETS, UPSERT_PATH, client_of
from tests.live.scripted import planned, took
from tests.live.server import HangUp, Reply, error, ok
from tui.core.forecast import forecast
from tui.core.payload.request import UpsertRequest
from tui.dataset.folder import DataSet
from tui.live.accounts.profiles import PRACTICE_PROFILE
from tui.live.connection import connected
from tui.live.journal.journal import Journal
from tui.live.journal.look_up import look_up
from tui.live.journal.restore import read_now, restoration
from tui.live.practice.export import practice_data_set
from tui.live.send.sender import Sender

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.server import LoopbackServer
    from tui.core.values import Record
    from tui.live.send.sender import SendReport
    from tui.live.zoho.client import ZohoClient


def send(client: ZohoClient, state: Path, *rows: Record) -> SendReport:
    """Forecast against what the practice org holds now, and send."""
    with DataSet.open(practice_data_set(state)) as data_set:
        module, records = data_set.module("Leads"), data_set.records("Leads")
        request = UpsertRequest(rows)
        found = forecast(request, module, records, split=True)
        sender = Sender(client, Journal(state))
        return sender.run(sender.prepare(request, found, profile=PRACTICE_PROFILE, records=records), records=records)


def held(state: Path, email: str) -> dict[str, Any]:
    """The lead of the practice org with this e-mail, without what every write moves; nothing is None, however empty."""
    with DataSet.open(practice_data_set(state)) as data_set:
        records = data_set.records("Leads")
        every = [records.get(record_id) or {} for record_id in records.ids()]
    (found,) = [record for record in every if record.get("Email") == email]
    return {
        name: None if value == [] else value
        for name, value in found.items()
        if name not in ("Modified_Time", "Modified_By")
    }


ADA = "ada.byron@engine.example"
CHANGES = {"Email": ADA, "Company": None, "City": "Rome", "Foreign_Languages": ["Korean"]}
NEW = {"Last_Name": "Zed", "Email": "zed@zed.example"}


def test_first_inserts_then_updates_then_puts_back(tmp_path: Path) -> None:
    with connected(PRACTICE_PROFILE, tmp_path) as client:
        before = held(tmp_path, ADA)
        first = send(client, tmp_path, CHANGES, NEW)
        assert [(each.actual, each.verdict) for each in first.rows] == [("update", "same"), ("insert", "same")]
        again = send(client, tmp_path, CHANGES, NEW)
        assert [(each.forecast, each.actual) for each in again.rows] == [("unchanged", "update")] * 2
        assert held(tmp_path, ADA) != before
        way = restoration(Journal(tmp_path).entries()[:1], first.plan.forecast.module)
        assert [each.record_id for each in way.inserted] == [first.rows[1].record_id]
        assert way.body is not None
        back = send(client, tmp_path, *way.body["data"])
        assert [(each.actual, each.verdict) for each in back.rows] == [("update", "same")]
        assert held(tmp_path, ADA) == before


def test_call_if_unmodified_is_sent_and_refuses_what_was_changed_since(tmp_path: Path) -> None:
    with connected(PRACTICE_PROFILE, tmp_path) as client:
        body = {"data": [{"Email": ADA, "City": "Rome"}]}
        late = client.upsert("Leads", body, "2020-01-01T00:00:00Z")
        assert (late.status, late.outcome, held(tmp_path, ADA)["City"] != "Rome") == (412, "refused", True)
        assert client.upsert("Leads", body, "2099-01-01T00:00:00Z").status == 200
        assert held(tmp_path, ADA)["City"] == "Rome"


def visits(state: Path) -> list[dict[str, Any]]:
    """The visits of Ada, without the ids, which those that were removed and added again do not keep."""
    rows = held(state, ADA)["Site_Visits"] or ()
    return sorted(({name: value for name, value in row.items() if name != "id"} for row in rows), key=str)


@pytest.mark.parametrize(
    "change",
    [
        lambda visit: [{"Visited_On": "2026-05-01", "Remark": "new"}],
        lambda visit: [{"id": visit["id"], "Remark": "other"}, {"Remark": "new"}, {"Remark": "new"}],
        lambda visit: [{"id": visit["id"], "_delete": None}],
        lambda visit: [],
    ],
)
def test_write_subform_rows_are_restored_in_the_org(tmp_path: Path, change: Any) -> None:
    with connected(PRACTICE_PROFILE, tmp_path) as client:
        before = visits(tmp_path)
        sent = {"Email": ADA, "Site_Visits": change(held(tmp_path, ADA)["Site_Visits"][0])}
        report = send(client, tmp_path, sent)
        assert [each.verdict for each in report.rows] == ["same"]
        assert visits(tmp_path) != before
        module, entries = report.plan.forecast.module, Journal(tmp_path).entries()
        assert [each.fate for each in look_up(client, entries[0], module).rows] == ["in"]
        found = restoration(entries, module, read_now(client, entries, module))
        assert found.body is not None
        back = send(client, tmp_path, *found.body["data"])
        assert [(each.actual, each.verdict) for each in back.rows] == [("update", "same")]
        assert visits(tmp_path) == before


def test_what_happened_to_a_call_is_looked_up_in_the_org(tmp_path: Path) -> None:
    with connected(PRACTICE_PROFILE, tmp_path) as client:
        report = send(client, tmp_path, CHANGES, NEW)
        (entry,) = Journal(tmp_path).entries()
        found = look_up(client, entry, report.plan.forecast.module)
        assert [each.fate for each in found.rows] == ["in", "in"]


TWO = ({"Last_Name": "Ode", "Email": "a@x.test"}, {"Last_Name": "Ode", "Email": "b@x.test"})
BOTH = {"data": [took("insert", "1"), took("insert", "2")]}


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (ok(BOTH, 201), "answered"),
        (ok(BOTH, 202), "answered"),
        (ok({"data": [took("insert", "1")]}), "unknown"),
        (ok({"data": []}), "unknown"),
        (Reply(200, BOTH, cut=20), "unknown"),
        (Reply(200, b""), "unknown"),
        (Reply(204), "unknown"),
        (Reply(502, "<html>bad gateway</html>"), "unknown"),
        (error(500, "INTERNAL_ERROR"), "unknown"),
        (HangUp(), "unknown"),
        (error(403, "NO_PERMISSION"), "refused"),
        (ok({"data": [{"code": "INVALID_MODULE", "details": {}, "message": "", "status": "error"}]}, 400), "refused"),
        (Reply(307, b"", {"Location": "/elsewhere"}), "unknown"),
    ],
)
def test_each_fault_has_its_outcome_and_is_sent_once(
    server: LoopbackServer, tmp_path: Path, reply: Any, outcome: str
) -> None:
    server.at(UPSERT_PATH, reply)
    server.at("/crm/v8/org", error(403, "NO_PERMISSION"))
    journal = Journal(tmp_path)
    with client_of(server) as client:
        sender = Sender(client, journal)
        report = sender.run(planned(sender, *TWO))
    assert [result.outcome for result in report.results] == [outcome]
    assert sum(seen.path == UPSERT_PATH for seen in server.seen) == 1
    assert [entry.outcome for entry in journal.entries()] == [outcome]
    verdicts = {"same"} if outcome == "answered" else {"not_comparable"}
    if outcome != "refused":
        assert {each.verdict for each in report.rows} == verdicts


def test_nothing_secret_is_in_the_journal(server: LoopbackServer, tmp_path: Path) -> None:
    server.at(UPSERT_PATH, Reply(502, "Authorization: Zoho-oauthtoken 1000.the-access-token"))
    with client_of(server) as client:
        sender = Sender(client, Journal(tmp_path))
        sender.run(planned(sender, row(Email="a@x.test")))
    text = "".join(file.read_text() for file in (tmp_path / "journal").iterdir())
    assert not [secret for secret in SECRETS if secret in text]
