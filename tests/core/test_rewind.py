"""Records as they were before a call: exact where the journal or an older data set has them, inferred elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.core.helpers import MemoryIndex, record, row
from tests.core.incidents import AFTER, BEFORE, CALL, incident_of, inserted, updated
from tests.core.replies import failed
from tui.core.outcome import RowOutcome
from tui.core.reply.rewind import KnownBefore

if TYPE_CHECKING:
    from tui.core.reply.incident import Incident

SILAS = record(1, Last_Name="Marsh", Email="silas@x.test", Phone="100", Modified_Time=CALL)
"""As the call left it: the row below wrote its e-mail."""

ROW = row(Email="silas@x.test", Phone="100")


def came_to(found: Incident, index: int = 0) -> tuple[RowOutcome, str | None, str | None]:
    made = found.forecast.rows[index]
    return made.outcome, made.target_id, made.duplicate_field


def test_a_field_that_was_tried_before_the_one_that_decided_held_another_value() -> None:
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS], check=["Email"])
    then = found.past["1"]
    assert found.later
    assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")
    assert found.rows[0].verdict == "same"
    assert (then.source, sorted(then.inferred), then.is_exact) == ("inferred", ["Email", "Phone"], False)
    assert then.values is not None
    assert (then.values["Email"], then.values["Phone"]) == (None, "100")
    assert then.unknown == {"Last_Name"}


def test_a_record_that_the_data_set_has_from_before_the_call_stands_as_it_is() -> None:
    older = record(1, Last_Name="Marsh", Phone="100", Modified_Time=BEFORE)
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[older], check=["Email"])
    assert (found.later, found.past) == (False, {})
    assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")


def test_what_the_call_inserted_was_not_there() -> None:
    found = incident_of(ROW, reply=[inserted("1")], stored=[SILAS])
    assert found.past["1"].values is None
    assert came_to(found)[0] is RowOutcome.INSERT
    assert (found.rows[0].verdict, found.past["1"].is_exact) == ("same", True)


def test_the_journal_is_exact_whatever_the_age_of_the_data_set() -> None:
    read = {"id": "1", "Email": "old@x.test", "Phone": "100", "Last_Name": "March", "Modified_Time": BEFORE}
    known = KnownBefore(journal={"1": read}, journal_at=CALL)
    for stored in ([SILAS], [record(1, Email="silas@x.test", Modified_Time=BEFORE)], []):
        found = incident_of(ROW, reply=[updated("1", "Phone")], stored=stored, check=["Email"], known=known)
        then = found.past["1"]
        assert (then.source, then.as_of, then.is_exact) == ("journal", CALL, True)
        assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")
        assert [(each.api_name, each.before) for each in found.forecast.rows[0].changes if each.kind != "same"] == [
            ("Last_Name", "March"),
            ("Email", "old@x.test"),
        ]


def test_what_the_journal_did_not_read_is_said_to_be_unknown() -> None:
    known = KnownBefore(journal={"1": {"id": "1", "Phone": "100"}})
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS], check=["Email"], known=known)
    assert (sorted(found.past["1"].unknown), found.past["1"].is_exact) == (["Email", "Last_Name"], False)


def test_an_older_data_set_is_exact_as_of_its_date() -> None:
    older = MemoryIndex([record(1, Last_Name="March", Phone="100", Modified_Time=BEFORE)])
    known = KnownBefore(older=older, older_at="2026-06-02")
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS], check=["Email"], known=known)
    then = found.past["1"]
    assert (then.source, then.as_of, then.is_exact) == ("data_set", "2026-06-02", True)
    assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")


def test_a_record_that_the_older_data_set_lacks_is_inferred() -> None:
    known = KnownBefore(older=MemoryIndex([]), older_at="2026-06-02")
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS], check=["Email"], known=known)
    assert found.past["1"].source == "inferred"


def test_records_made_after_the_call_are_not_met() -> None:
    later = record(7, Email="silas@x.test", Created_Time=AFTER, Modified_Time=AFTER)
    found = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS, later], check=["Email"])
    assert came_to(found) == (RowOutcome.UPDATE, "1", "Phone")
    assert found.records.get("7") is None
    earlier = {**later, "Created_Time": BEFORE, "Modified_Time": BEFORE}
    held = incident_of(ROW, reply=[updated("1", "Phone")], stored=[SILAS, earlier], check=["Email"])
    assert came_to(held) == (RowOutcome.ERROR, "7", "Email"), "this one was there, and contradicts the reply"


def test_a_record_that_got_the_value_since_did_not_hold_it_then() -> None:
    other = record(5, Email="silas@x.test", Created_Time=BEFORE, Modified_Time=AFTER)
    found = incident_of(ROW, reply=[inserted("1")], stored=[SILAS, other])
    assert came_to(found)[0] is RowOutcome.INSERT
    assert (found.past["5"].source, sorted(found.past["5"].inferred)) == ("inferred", ["Email"])


def test_a_taken_value_belonged_to_the_record_that_the_error_names() -> None:
    now = record(5, Mobile="901", Modified_Time=AFTER)
    rows = (ROW, row(Phone="100", Mobile="900"))
    refused = failed("DUPLICATE_DATA", "Mobile", id="5")
    found = incident_of(*rows, reply=[updated("1", "Phone"), refused], stored=[SILAS, now], check=["Email"])
    assert found.past["5"].values is not None
    assert found.past["5"].values["Mobile"] == "900"
    assert [each.verdict for each in found.rows] == ["same", "same"]


def test_of_several_rows_that_came_to_a_record_the_first_tells_what_it_held() -> None:
    rows = (row(Phone="100", Email="silas@x.test"), row(Email="silas@x.test", Company="Marsh"))
    reply = [updated("1", "Phone"), updated("1", "Email")]
    found = incident_of(*rows, reply=reply, stored=[SILAS], check=["Email"])
    assert [came_to(found, index)[2] for index in (0, 1)] == ["Phone", "Email"]
    assert [each.verdict for each in found.rows] == ["same", "same"]


def test_a_row_that_updates_what_an_earlier_row_inserted_meets_it() -> None:
    rows = (ROW, row(Email="silas@x.test"))
    found = incident_of(*rows, reply=[inserted("1"), updated("1", "Email")], stored=[SILAS])
    assert found.past["1"].values is None
    assert [each.verdict for each in found.rows] == ["same", "same"]


def test_that_nothing_changed_is_not_said_of_a_record_that_is_inferred() -> None:
    sent = {"Email": "silas@x.test", "Phone": "100"}
    found = incident_of(sent, reply=[updated("1", "Email")], stored=[SILAS])
    assert found.forecast.rows[0].outcome is RowOutcome.UNCHANGED
    assert "nothing in it changes" not in found.rows[0].why
    older = {**SILAS, "Modified_Time": BEFORE}
    sure = incident_of(sent, reply=[updated("1", "Email")], stored=[older])
    assert sure.rows[0].why.endswith("nothing in it changes")
