"""The way back: what a send changed is put back by a payload, what it inserted is listed, and nothing is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.helpers import FIELDS, MemoryIndex, body, field, forecast_of, module, record, row
from tests.live.scripted import LOST, ScriptedClient, answered, failed, inserted, planned, took
from tui.core.forecast import forecast
from tui.live.journal.journal import Journal
from tui.live.journal.restore import restoration
from tui.live.send.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tui.core.values import Json, Record
    from tui.live.journal.restore import Restoration
    from tui.live.zoho.result import CallResult

OF = module(*FIELDS, field("Account", "lookup"), field("Owner", "ownerlookup"), field("Total", "formula", update=False))
ADA = record(
    1,
    Last_Name="Byron",
    Email="ada@x.test",
    Phone="100",
    Mobile=None,
    Company="Inc",
    Interests=["a"],
    Account={"name": "Zylker", "id": "70"},
)
BEA = record(2, Last_Name="Webb", Email="bea@x.test", Phone="200")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def way_back(
    journal: Journal, *rows: Record, results: Sequence[CallResult], stored: Sequence[Record] = (ADA, BEA), **more: Json
) -> Restoration:
    """What there is to put back after these rows were sent and answered so."""
    sender = Sender(ScriptedClient(*results, records=stored), journal)
    sender.run(planned(sender, *rows, stored=stored, of=OF, **more))
    return restoration(journal.entries(), OF)


def test_what_was_changed_cleared_and_appended_is_put_back_by_id(journal: Journal) -> None:
    sent = {
        "Email": "ada@x.test",
        "Company": None,
        "Phone": "555",
        "Mobile": "777",
        "Interests": ["b"],
        "$append_values": {"Interests": True},
        "Account": {"id": "71"},
        "Unknown": 5,
    }
    back = way_back(journal, sent, results=[answered(took("update", "1", "Email"))])
    old = {"Company": "Inc", "Phone": "100", "Mobile": None, "Interests": ["a"], "Account": {"id": "70"}}
    assert back.body == {"data": [{"id": "1", **old}]}
    assert back.notes == ()
    assert back.inserted == ()


def test_putting_back_makes_the_records_what_they_were(journal: Journal) -> None:
    sent = row(Email="ada@x.test", Company=None, Phone="555")
    back = way_back(journal, sent, results=[answered(took("update", "1", "Email"))])
    changed = {**ADA, "Last_Name": "Ode", "Company": None, "Phone": "555"}
    assert back.body is not None
    (found,) = forecast(body(*back.body["data"]), OF, MemoryIndex([changed, BEA])).rows
    after = {change.api_name: change.after for change in found.changes}
    assert (found.outcome, found.target_id) == ("update", "1")
    assert after == {"Last_Name": "Byron", "Company": "Inc", "Phone": "100"}


def test_two_rows_on_one_record_are_put_back_to_before_the_first(journal: Journal) -> None:
    rows = ({"Email": "ada@x.test", "Company": "One"}, {"Email": "ada@x.test", "Company": "Two", "Phone": "9"})
    back = way_back(journal, *rows, results=[answered(took("update", "1"), took("update", "1"))])
    assert back.body is not None
    assert back.body["data"] == [{"id": "1", "Company": "Inc", "Phone": "100"}]


def test_records_are_put_back_in_reverse_so_that_unique_values_can_move_back(journal: Journal) -> None:
    rows = ({"Email": "bea@x.test", "Phone": "300"}, {"Email": "ada@x.test", "Phone": "200"})
    back = way_back(journal, *rows, results=[answered(took("update", "2"), took("update", "1"))])
    assert back.body is not None
    now = [{**ADA, "Phone": "200"}, {**BEA, "Phone": "300"}]
    found = forecast_of(*back.body["data"], stored=now, of=OF)
    assert [each.outcome for each in found.rows] == ["update", "update"]


def test_inserted_records_are_listed_and_never_deleted(journal: Journal) -> None:
    rows = (row(Email="n@x.test"), row(Email="n@x.test", Company="Inc"))
    back = way_back(journal, *rows, results=[answered(took("insert", "900"), took("update", "900"))])
    assert back.body is None
    assert [(each.index, each.record_id) for each in back.inserted] == [(0, "900")]
    assert back.notes == ()


def test_a_record_that_nobody_read_before_is_noted(journal: Journal) -> None:
    back = way_back(journal, row(Email="n@x.test"), results=[answered(took("update", "77", "Email"))])
    assert back.body is None
    assert back.notes == ("row 1: 77 was not read before, so its old values are not known",)


def test_whichever_of_several_matches_was_written_is_put_back(journal: Journal) -> None:
    twins = [record(number, Phone="300", Company=f"C{number}") for number in (3, 4, 5)]
    result = answered(took("update", "5", "Phone"))
    back = way_back(journal, {"Phone": "300", "Company": "Sun"}, results=[result], stored=twins)
    assert (back.body, back.notes) == ({"data": [{"id": "5", "Company": "C5"}]}, ())


def test_a_refused_row_and_an_unchanged_one_need_nothing(journal: Journal) -> None:
    rows = ({"Email": "ada@x.test", "Company": "Inc"}, {"Email": "bea@x.test", "Company": 7})
    back = way_back(journal, *rows, results=[answered(took("update", "1"), failed("INVALID_DATA"))])
    assert (back.body, back.notes) == (None, ())


def test_a_call_of_unknown_outcome_is_noted_and_left_alone(journal: Journal) -> None:
    rows = [row(Email=f"n{number}@x.test") for number in range(100)]
    back = way_back(journal, *rows, row(Email="ada@x.test"), results=[inserted(100), LOST])
    assert back.body is None
    assert back.notes == ("rows 101 to 101: their outcome is unknown; look up what happened first",)


def test_putting_back_sets_off_no_more_automations_than_the_send(journal: Journal) -> None:
    sent = row(Email="ada@x.test", Company="Ltd")
    back = way_back(journal, sent, results=[answered(took("update", "1"))], trigger=[], process=["x"])
    assert back.body is not None
    assert (back.body["trigger"], "process" in back.body) == ([], False)


def test_of_nothing_there_is_no_way_back() -> None:
    found = restoration((), OF)
    assert (found.body, found.inserted, found.notes) == (None, (), ())


def test_a_row_whose_reply_names_no_record_is_restored_by_its_own_id_or_named(journal: Journal) -> None:
    nameless = {"code": "SUCCESS", "action": "update", "details": {}, "status": "success"}
    inserted_ = {"code": "SUCCESS", "action": "insert", "details": {"id": None}, "status": "success"}
    found = way_back(
        journal,
        {"id": "1", "Company": "Ltd"},
        row(Email="bea@x.test", Company="Co"),
        row(Email="new@x.test"),
        results=[answered(nameless, nameless, inserted_)],
    )
    assert found.body == {"data": [{"id": "1", "Company": "Inc"}]}
    assert found.notes == (
        "row 2: the reply does not say which record it updated",
        "row 3: the reply does not say which record it inserted",
    )
