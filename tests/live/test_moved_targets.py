"""Between the yes and the send: targets that another changed are read again where nobody else can send, shown, and
confirmed again; what restoring puts back is what was there right before."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS, MemoryIndex, record, row
from tests.live.scripted import ScriptedClient, answered, inserted, not_connected, planned, took
from tui.live.accounts.profiles import profile_from
from tui.live.journal.journal import Journal
from tui.live.journal.restore import restoration
from tui.live.send.sender import Sender, TargetsMoved
from tui.live.zoho.read_back import ReadBack, moved_targets

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.values import Json, Record
    from tui.live.send.plan import SendPlan
    from tui.live.zoho.result import CallResult

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Company="Inc", Modified_Time="2026-01-01T00:00:00+00:00")
MOVED = {**ADA, "Company": "Ltd", "Modified_Time": "2026-02-01T00:00:00+00:00"}
UPDATE = {"Email": "ada@x.test", "Company": "Co"}
UPDATED = answered(took("update", "1", "Email"))


def prepared(tmp_path: Path, *, after: Record | None) -> tuple[Sender, SendPlan, ScriptedClient, Journal]:
    """A send of UPDATE that is confirmed; then the record becomes ``after`` (None: it goes)."""
    client, journal = ScriptedClient(UPDATED, records=[ADA]), Journal(tmp_path)
    sender = Sender(client, journal)
    plan = planned(sender, UPDATE, stored=[ADA])
    client.records = {} if after is None else {"1": after}
    return sender, plan, client, journal


def test_a_target_that_was_changed_since_the_yes_is_asked_again(tmp_path: Path) -> None:
    sender, plan, client, journal = prepared(tmp_path, after=MOVED)
    with pytest.raises(TargetsMoved) as raised:
        sender.run(plan, records=MemoryIndex([ADA]))
    assert (client.sent, journal.entries()) == ([], ())
    again = raised.value.plan
    assert again.moved == ('Company of 1 was "Inc" and is "Ltd" now',)
    assert ("changed", 'Company of 1 was "Inc" and is "Ltd" now') in list(again.facts(journal._clock()))
    assert [each.record_id for each in again.stale] == ["1"]
    report = sender.run(again)
    assert [result.outcome for result in report.results] == ["answered"]
    (entry,) = journal.entries()
    assert entry.facts.old_values["1"]["Company"] == "Ltd"
    assert restoration([entry], LEADS).body == {"data": [{"id": "1", "Company": "Ltd"}]}


@each_case(
    ("after", "told"),
    [
        (None, "1 is no longer in the org"),
        ({**ADA, "Modified_Time": "2026-02-01T00:00:00+00:00"}, "1 was changed just now"),
        (
            {**ADA, "Email": "a@x.test", "Company": None},
            'Email of 1 was "ada@x.test" and is "a@x.test" now, and 1 more',
        ),
    ],
    ids=["gone", "a field that was not read", "two fields"],
)
def test_whatever_moved_is_told(tmp_path: Path, after: Record | None, told: str) -> None:
    sender, plan, client, _ = prepared(tmp_path, after=after)
    with pytest.raises(TargetsMoved, match=told):
        sender.run(plan)
    assert client.sent == []


def test_where_nobody_is_asked_it_is_sent_and_the_new_values_are_journalled(tmp_path: Path) -> None:
    sender, plan, _, journal = prepared(tmp_path, after=MOVED)
    told: list[str] = []

    def go_on(sentences: object) -> bool:
        told.append(str(sentences))
        return True

    report = sender.run(plan, on_moved=go_on)
    assert ([result.outcome for result in report.results], len(told)) == (["answered"], 1)
    assert journal.entries()[0].facts.old_values["1"]["Company"] == "Ltd"
    assert report.plan.now.records["1"]["Company"] == "Ltd"


def test_a_target_that_stayed_is_not_asked_about(tmp_path: Path) -> None:
    sender, plan, client, _ = prepared(tmp_path, after=ADA)
    assert [result.outcome for result in sender.run(plan).results] == ["answered"]
    assert len(client.sent) == 1


def test_values_that_cannot_be_read_again_are_not_taken_for_old_values(tmp_path: Path) -> None:
    sender, plan, client, journal = prepared(tmp_path, after=ADA)
    client.reading_fails = not_connected()
    sender.run(plan)
    assert journal.entries()[0].facts.old_values == {}
    found = restoration(journal.entries(), LEADS)
    assert found.body is None
    assert "its old values are not known" in found.notes[0]


def test_what_was_read_once_only_tells_nothing() -> None:
    read = ReadBack({"1": ADA})
    assert moved_targets(LEADS, ReadBack(problem="no connection"), read) == ()
    assert moved_targets(LEADS, read, ReadBack(problem="no connection")) == ()
    assert moved_targets(LEADS, ReadBack(gone=("1",)), read) == ("1 is in the org again",)


def test_of_many_sends_at_once_each_journals_what_the_one_before_it_wrote(tmp_path: Path) -> None:
    """Eight threads, each with a sender of its own: no two send with the same old value."""
    held: dict[str, Record] = {"1": {**ADA, "Company": "start"}}

    class Org(ScriptedClient):
        def upsert(self, module: str, body: Json, if_unmodified_since: str | None = None) -> CallResult:
            assert module == "Leads"
            held["1"] = {**held["1"], "Company": body["data"][0]["Company"]}
            return UPDATED

    def send(name: str) -> None:
        client = Org(records=[ADA])
        client.records = held
        sender = Sender(client, Journal(tmp_path))
        plan = planned(sender, row(Email="ada@x.test", Company=name), stored=[ADA])
        while True:
            report = sender.run(plan, on_moved=lambda _: True)
            if report.results[0].outcome == "answered":
                return

    threads = [threading.Thread(target=send, args=(f"name {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = [entry for entry in Journal(tmp_path).entries() if entry.outcome == "answered"]
    before = "start"
    for entry in entries:
        assert entry.facts.old_values["1"]["Company"] == before
        before = entry.rows[0]["Company"]
    assert len(entries) == 8


@pytest.mark.usefixtures("no_glances")
def test_two_profiles_of_one_org_do_not_send_at_once(tmp_path: Path) -> None:
    class Org(ScriptedClient):
        def get(self, path: str, params: object = None) -> Json | None:
            return {"org": [{"company_name": "Zylker", "zgid": "77"}]} if path == "org" else None

    journal = Journal(tmp_path)
    profiles = [profile_from(name, {"data_center": "eu", "client_id": f"1000.{name}"}) for name in ("one", "two")]
    other = Sender(Org(inserted(1)), journal)
    plan = planned(other, row(Email="n@x.test"), profile=profiles[1])
    told: list[str] = []

    def meanwhile() -> CallResult:
        told.append(other.run(plan).results[0].sentence)
        return inserted(1)

    sender = Sender(Org(meanwhile), journal)
    sender.run(planned(sender, row(Email="n@x.test"), profile=profiles[0]))
    assert told[0].startswith("another send to two is under way")
    assert other.run(plan).results[0].outcome == "answered"
