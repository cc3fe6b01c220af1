"""Restoring what somebody edited since the send: the time of the reply tells, also where the values look the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.core.helpers import FIELDS, field, module, record
from tests.live.scripted import ScriptedClient, answered, not_connected, planned, took
from tui.live.journal.journal import Journal
from tui.live.journal.restore import OPEN, OPEN_UNEDITED, read_now, restoration
from tui.live.send.sender import Sender
from tui.live.zoho.read_back import ReadBack

if TYPE_CHECKING:
    from pathlib import Path

    from tui.core.values import Json, Record
    from tui.live.journal.restore import Restoration

OF = module(*FIELDS, field("Modified_By", "ownerlookup", create=False, update=False))
AT = "2026-01-01T10:00:00+00:00"
SAME = "2026-01-01T15:30:00+05:30"
LATER = "2026-01-01T10:00:01+00:00"
ADA = record(1, Email="ada@x.test", Company="Inc", Phone="100", Modified_Time="2025-01-01T00:00:00+00:00")
BEA = record(2, Email="bea@x.test", Company="Sun", Modified_Time="2025-01-01T00:00:00+00:00")
SENT = {"Email": "ada@x.test", "Company": "Ltd"}


def saved(record_id: str, at: str | None) -> dict[str, Json]:
    """The answer to an update; at: the Modified_Time in it."""
    details = {"id": record_id} if at is None else {"id": record_id, "Modified_Time": at}
    return {**took("update", record_id), "details": details}


def sent(journal: Journal, client: ScriptedClient, *rows: Record, results: Any) -> None:
    """One send."""
    client.results = list(results)
    sender = Sender(client, journal)
    sender.run(planned(sender, *rows, stored=[ADA, BEA], of=OF))


def restored(tmp_path: Path, now: Record | None, replied: str | None = AT) -> Restoration:
    """What restores ADA after SENT, where the org has the record like this by now."""
    journal, client = Journal(tmp_path), ScriptedClient(records=[ADA])
    sent(journal, client, SENT, results=[answered(saved("1", replied))])
    client.records = {} if now is None else {"1": {**ADA, "Company": "Ltd", **now}}
    calls = journal.entries()
    return restoration(calls, OF, read_now(client, calls, OF))


def sentences(found: Restoration) -> list[str]:
    return [each.sentence for each in found.edited]


@each_case("at", [AT, SAME])
def test_write_reply_time_the_same_moment_in_any_writing_means_that_nobody_edited_it(tmp_path: Path, at: str) -> None:
    found = restored(tmp_path, {"Modified_Time": at})
    assert (found.edited, found.notes) == ((), ())
    assert found.body == found.without_edited == {"data": [{"id": "1", "Company": "Inc"}]}


def test_write_reply_time_later_tells_of_an_edit_though_every_value_looks_the_same(tmp_path: Path) -> None:
    found = restored(tmp_path, {"Modified_Time": LATER, "Modified_By": {"name": "Mina Harker", "id": "9"}})
    assert sentences(found) == [f"1 was edited at {LATER} by Mina Harker; the values that were sent are still there"]
    assert found.body is not None
    assert found.without_edited is None


def test_what_is_other_now_is_told_and_who_is_left_out_where_that_is_not_known(tmp_path: Path) -> None:
    found = restored(tmp_path, {"Modified_Time": LATER, "Company": "Co"})
    assert sentences(found) == [f'1 was edited at {LATER}: Company is "Co" now, "Ltd" was sent']


def test_an_edit_of_a_field_that_was_not_sent_is_one_too(tmp_path: Path) -> None:
    assert sentences(restored(tmp_path, {"Modified_Time": LATER, "Phone": "7"})) == [
        f"1 was edited at {LATER}; the values that were sent are still there"
    ]


def test_a_record_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    assert sentences(restored(tmp_path, None)) == ["1 is no longer in the org"]


@each_case(
    ("replied", "now"),
    [(None, AT), (AT, None), (AT, "2025-12-31T00:00:00+00:00")],
    ids=["no time in the reply", "no time in the org", "a time before the reply"],
)
def test_without_a_usable_time_the_values_tell_or_it_is_not_known(
    tmp_path: Path, replied: str | None, now: str | None
) -> None:
    same = restored(tmp_path / "1", {"Modified_Time": now}, replied)
    assert (same.edited, same.notes) == (
        (),
        ("not known whether 1 was edited since the send: the reply or the org gives no usable time",),
    )
    other = restored(tmp_path / "2", {"Modified_Time": now, "Company": "Co"}, replied)
    assert sentences(other) == ['1: Company is "Co" now, "Ltd" was sent: edited since, or saved in another form']
    assert [each.is_certain for each in other.edited] == [False]


def test_another_value_within_the_second_of_the_reply_is_told(tmp_path: Path) -> None:
    assert sentences(restored(tmp_path, {"Modified_Time": SAME, "Company": "Co"})) == [
        '1: Company is "Co" now, "Ltd" was sent: edited within the second of the send, or saved in another form'
    ]


def test_where_the_org_cannot_be_asked_it_is_said_that_edits_are_not_known(tmp_path: Path) -> None:
    journal, client = Journal(tmp_path), ScriptedClient(records=[ADA])
    sent(journal, client, SENT, results=[answered(saved("1", AT))])
    client.reading_fails = not_connected()
    calls = journal.entries()
    found = restoration(calls, OF, read_now(client, calls, OF))
    assert found.notes == (
        "not known whether 1 was edited since the send: nothing was asked: the name of the host is not known",
    )
    assert found.body is not None


def test_the_last_reply_of_the_send_about_a_record_counts(tmp_path: Path) -> None:
    journal, client = Journal(tmp_path), ScriptedClient(records=[ADA])
    again = {**SENT, "Company": "Co"}
    sent(journal, client, SENT, again, results=[answered(saved("1", AT), saved("1", LATER))])
    now = ReadBack({"1": {**ADA, "Company": "Co", "Modified_Time": LATER}})
    assert restoration(journal.entries(), OF, now).edited == ()


def test_a_later_send_from_here_is_named_and_the_payload_can_leave_the_record_alone(tmp_path: Path) -> None:
    journal, client = Journal(tmp_path), ScriptedClient(records=[ADA, BEA])
    bea = {"Email": "bea@x.test", "Company": "Moon"}
    sent(journal, client, SENT, bea, results=[answered(saved("1", AT), saved("2", AT))])
    first = journal.entries()
    sent(journal, client, {**SENT, "Company": "Co"}, results=[answered(saved("1", LATER))])
    client.records = {
        "1": {**ADA, "Company": "Co", "Modified_Time": LATER, "Modified_By": {"name": "Us"}},
        "2": {**BEA, "Company": "Moon", "Modified_Time": AT},
    }
    later = [each for each in journal.entries() if each.id != first[0].id]
    found = restoration(first, OF, read_now(client, first, OF), later)
    assert sentences(found) == [
        f'1 was edited at {LATER} by a later send from here: Company is "Co" now, "Ltd" was sent'
    ]
    assert found.without_edited == {"data": [{"id": "2", "Company": "Sun"}]}
    assert found.chosen(OPEN) == {"data": [{"id": "2", "Company": "Sun"}, {"id": "1", "Company": "Inc"}]}
    assert (found.chosen(OPEN_UNEDITED), found.chosen("back")) == (found.without_edited, None)
