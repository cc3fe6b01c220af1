"""An incident as a value: what is known of its calls and rows, what it left, and what speaks against its reply."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import LEADS, MemoryIndex, body, record, row, settings
from tests.core.incidents import AFTER, BEFORE, CALL, at, incident_of, inserted, updated
from tests.core.replies import failed, took
from tui.core.diff import Change
from tui.core.reply.compare import CallReply
from tui.core.reply.incident import calls_in, incident, left_by, sent_of
from tui.core.reply.read import ReplyError, ReplyRow
from tui.core.reply.rewind import KnownBefore
from tui.core.reply.saved import SavedCall, SavedReply, calls_of

if TYPE_CHECKING:
    from tui.core.reply.incident import Incident
    from tui.core.values import Json

SILAS = record(1, Last_Name="Marsh", Email="silas@x.test", Phone="100", Modified_Time=CALL)
ROW = row(Email="silas@x.test", Phone="100")


def test_the_errors_for_which_a_call_was_refused_are_those_of_its_rows() -> None:
    plain = incident_of(row(Email="n@x.test"), reply=[inserted("9")])
    refused, taken = failed("INVALID_MODULE"), {"data": [took("insert", "9")] * 2}
    calls = (
        SavedCall(CallReply(0, 2, taken), "answered"),
        SavedCall(CallReply(2, 2, refused), "refused"),
        SavedCall(CallReply(4, 1, refused), "unknown"),
    )
    found = replace(plain, calls=calls)
    assert [[each.code for each in found.refusal(index)] for index in range(6)] == [
        [], [], ["INVALID_MODULE"], ["INVALID_MODULE"], [], [],
    ]  # fmt: skip


def test_a_payload_was_split_where_it_is_longer_than_a_call_and_was_not_refused_as_one() -> None:
    rows = [row(Email=f"n{number}@x.test") for number in range(101)]
    answered = [inserted(str(number)) for number in range(101)]
    assert not incident_of(*rows[:100], reply=answered[:100]).is_split
    assert incident_of(*rows, reply=answered).is_split
    as_one = incident_of(*rows, reply=failed("LIMIT_EXCEEDED", "data", maximum_length=100))
    assert not as_one.is_split
    assert [error.code for error in as_one.forecast.call_errors] == ["LIMIT_EXCEEDED"]
    assert not incident_of(rows[0], reply=failed("INVALID_MODULE")).forecast.call_errors
    refused, answer = SavedReply(failed("INVALID_TOKEN")), SavedReply({"data": [inserted("1")]})
    assert incident(body(*rows), LEADS, MemoryIndex([]), settings(), calls_of(101, [refused, answer])).is_split


def test_a_row_has_to_do_with_records_that_it_came_to_was_to_come_to_or_ran_into() -> None:
    stored = [record(1, Email="a@x.test"), record(2, Phone="200"), record(3, Email="A@x.test ")]
    sent = {"id": "8", "Email": "a@x.test", "Phone": "200"}
    found = incident_of(
        row(Email="a@x.test", Phone="200"), sent, row(), reply=[updated("1", "Email")] * 3, stored=stored
    )
    held = ReplyError("DUPLICATE_DATA", "Phone", "", {"id": "5", "duplicate_record": {"id": "6"}})
    other = ReplyError("DUPLICATE_DATA", "Phone", "", {"duplicate_record": "7"})
    answers = {0: ReplyRow("error", "4", errors=(held, other)), 1: ReplyRow("update", "1")}
    found = replace(found, answers=answers)

    def touched(index: int) -> list[int]:
        return [number for number in range(10) if found.touches(index, str(number))]

    assert touched(0) == [1, 2, 3, 4, 5, 6]
    assert touched(1) == [1, 8]
    assert touched(2) == []
    without = replace(found, forecast=replace(found.forecast, rows=()), answers={})
    assert [without.touches(1, name) for name in ("8", "1")] == [True, False]
    assert without.touches(0, "9") is False
    near = [record(7, Phone="+1 300-4005"), record(3, Phone="1")]  # a note begins with the id of the first
    missed = incident_of(row(Phone="+13004005"), reply=[inserted("12")], stored=near)
    assert [missed.touches(0, name) for name in ("7", "3", "4005")] == [True, False, False]


def test_which_rows_of_a_payload_were_sent_is_said_where_the_report_tells() -> None:
    request = body(row(Email="a"), row(Email="b"), row(Email="c"))
    assert sent_of(request, "{}") == (request, ())
    sent, said = sent_of(request, json.dumps({"batches": [], "source_rows": [0, 2]}))
    assert [each["Email"] for each in sent.rows] == ["a", "c"]
    assert said == ("only rows 1, 3 of the payload were sent; they are counted from 1 here",)


def test_replies_that_are_left_out_are_told() -> None:
    def told(rows: int, *sizes: int) -> tuple[list[int], tuple[str, ...]]:
        text = json.dumps([{"data": [took("insert", "1")] * size} for size in sizes])
        calls, said = calls_in(text, rows)
        return [each.call.rows for each in calls], said

    assert told(2, 2) == ([2], ())
    assert told(2, 2, 2) == ([2], ("the first of 2 in the text; the others are left out",))
    assert told(2, 2, 1) == ([2], ("one of 2 in the text: the only one with 2 entries",))
    assert told(101, 100, 1) == ([100, 1], ())
    assert told(101, 100, 1, 1) == ([100, 1], ("the first 2 of 3 in the text; the others are left out",))


def found_of(*entries: Json, stored: Any = (SILAS,), rows: Any = (ROW,), **given: Any) -> Incident:
    calls = calls_of(len(rows), [SavedReply({"data": list(entries)})])
    return incident(body(*rows, check=["Email"]), LEADS, MemoryIndex(stored), settings(), calls, **given)


def test_records_are_taken_back_where_the_data_set_is_later_or_more_is_known() -> None:
    later = found_of(updated("1", "Phone"))
    assert (later.later, later.at, list(later.past)) == (True, CALL, ["1"])
    before = {**SILAS, "Modified_Time": BEFORE}
    earlier = found_of(updated("1", "Phone"), stored=[before])
    assert (earlier.later, earlier.past, earlier.records.get("1")) == (False, {}, before)
    for known in (KnownBefore({"1": {"Email": "old"}}), KnownBefore(calls={"1": {"Email": "old"}})):
        then = found_of(updated("1", "Phone"), stored=[before], known=known)
        assert (then.later, (then.records.get("1") or {}).get("Email")) == (False, "old")
    got_since = record(5, Email="silas@x.test", Created_Time=BEFORE, Modified_Time=AFTER)
    assert found_of(inserted("9"), stored=[got_since]).past == {}
    made_since = record(7, Email="x", Created_Time=AFTER)
    by_known = found_of(updated("1", "Phone"), stored=[before, made_since], known=KnownBefore({"1": {"Email": "old"}}))
    assert by_known.records.get("7") == made_since
    assert found_of(updated("1", "Phone"), stored=[SILAS, made_since]).records.get("7") is None


def test_the_time_of_the_call_is_that_of_the_reply_else_the_one_that_is_told() -> None:
    assert found_of(updated("1", "Phone"), at=AFTER).at == CALL
    untimed = found_of(took("insert", "1"), at=CALL, made_at=AFTER, stored=[SILAS, record(7, Created_Time=AFTER)])
    assert (untimed.at, untimed.made_at, untimed.later, untimed.records.get("7")) == (CALL, AFTER, True, None)


def test_that_nothing_changed_is_said_of_records_that_are_known_exactly() -> None:
    others = [record(2, Email="b@x.test", Modified_Time=BEFORE), record(3, Email="c@x.test", Modified_Time=CALL)]
    rows = ({"Email": "silas@x.test"}, {"Email": "b@x.test"}, {"Email": "c@x.test"})
    entries = [updated(name, "Email") for name in "123"]
    known = KnownBefore({"3": others[1]})
    found = found_of(*entries, rows=rows, stored=[SILAS, *others], known=known)
    told = [each.agreed.endswith("; nothing in it changes") for each in found.rows]
    assert [each.verdict for each in found.rows] == ["same"] * 3
    assert told == [False, True, True]


def test_an_answer_that_is_not_known_says_nothing_of_its_rows() -> None:
    calls = [SavedCall(CallReply(0, 1, {"data": [updated("1", "Phone")]}, known=False, why="w"), "unknown")]
    found = incident(body(ROW), LEADS, MemoryIndex([SILAS]), settings(), calls)
    assert (found.answers, found.later, found.rows[0].actual) == ({}, False, None)


def test_what_a_call_left_is_what_was_known_and_what_it_wrote() -> None:
    moon = {"Moon": 1}
    rows = (
        row(Email="n@x.test", **moon),
        {"Phone": "100", "Email": "s@x.test", **moon},
        row(Company="Sun", **moon),
        row(),
    )
    entries = [inserted("9"), updated("1", "Phone"), updated("4", "Email"), failed("INVALID_DATA", "Email")]
    found = found_of(*entries, rows=rows, stored=[{**SILAS, "Modified_Time": BEFORE}])
    left = left_by(found, {"1": {"Company": "Old", "Email": "old"}, "3": {"Phone": "3"}})
    assert left == {
        "9": {"Last_Name": "Ode", "Email": "n@x.test", "Created_Time": CALL, "Modified_Time": CALL},
        "1": {"Company": "Old", "Phone": "100", "Email": "s@x.test", "Modified_Time": CALL},
        "4": {"Last_Name": "Ode", "Company": "Sun", "Modified_Time": CALL},
        "3": {"Phone": "3"},
    }
    changes = (Change("Email", "changed", None, "other@x.test"),)
    made = replace(found.forecast, rows=tuple(replace(each, changes=changes) for each in found.forecast.rows))
    assert left_by(replace(found, forecast=made), {})["1"] == {"Email": "other@x.test", "Modified_Time": CALL}
    different = replace(found, forecast=made, rows=tuple(replace(each, verdict="different") for each in found.rows))
    assert left_by(different, {})["1"] == {"Phone": "100", "Email": "s@x.test", "Modified_Time": CALL}
    nameless = replace(found, answers={0: ReplyRow("update", None), 1: ReplyRow("unreadable", "5")})
    assert left_by(nameless, {}) == {}
    untimed = replace(found, answers={0: ReplyRow("insert", "9"), 2: ReplyRow("update", "4")})
    assert left_by(untimed, {}) == {
        "9": {"Last_Name": "Ode", "Email": "n@x.test"},
        "4": {"Last_Name": "Ode", "Company": "Sun"},
    }
    unforecast = replace(untimed, forecast=replace(found.forecast, rows=()))
    assert left_by(unforecast, {}) == left_by(untimed, {})
    assert at(took("insert", "1"))["details"]["Modified_Time"] == CALL


def test_a_reply_of_another_length_or_with_other_ids_is_doubted() -> None:
    def doubts(*entries: Json, rows: Any = (ROW,), stored: Any = (SILAS,), **given: Any) -> list[str]:
        return list(found_of(*entries, rows=rows, stored=stored, **given).doubts)

    other = "it may be the reply to another request."
    one = updated("1", "Phone")
    assert doubts(one) == []
    assert doubts(one, one) == [f"The reply has 2 entries for 1 row: {other}"]
    assert doubts(one, rows=(ROW, ROW)) == [f"The reply has 1 entry for 2 rows: {other}"]
    assert doubts(failed("INVALID_MODULE", resource_path_index=0), rows=(ROW, ROW)) == []
    assert doubts({"id": "1"}, {"id": "2"}) == doubts(one, {"odd": 1}) == doubts() == []
    assert incident(body(ROW), LEADS, MemoryIndex([SILAS]), settings(), calls_of(1, [SavedReply(5)])).doubts == ()
    named = f"Row 2 carries the id 7, and the reply names 1: {other}"
    assert doubts(one, one, one, rows=(ROW, {"id": 7}, {"id": "8"})) == [named]
    for own in ("1", 1, "", None):
        assert doubts(one, rows=({**ROW, "id": own},)) == [], own
    assert doubts(took("update", ""), rows=({**ROW, "id": "7"},)) == []
    assert doubts(inserted("1"), rows=({**ROW, "id": "7"},)) == []


def test_an_error_about_a_value_that_no_row_sent_is_doubted() -> None:
    def doubts(*errors: Json, rows: Any = (ROW, ROW), **given: Any) -> list[str]:
        return list(found_of(*errors, rows=rows, **given).doubts)

    unsent = "The reply refuses Mobile in row 2, which does not send it."
    taken = inserted("9")
    assert doubts(taken, failed("INVALID_DATA", "Mobile")) == [unsent]
    assert doubts(failed("INVALID_DATA", "Email"), failed("DUPLICATE_DATA", "Mobile", id="1")) == [unsent]
    assert doubts(taken, failed("INVALID_DATA", "Email")) == []
    assert doubts(taken, failed("MANDATORY_NOT_FOUND", "Mobile")) == []
    assert doubts(taken, failed("INVALID_DATA", "trigger")) == []
    assert doubts(taken, failed("INVALID_DATA", status="x")) == []
    whole = incident_of(*[ROW] * 101, reply=failed("INVALID_DATA", "Mobile"))
    assert whole.forecast.call_errors
    assert whole.doubts == ()
    both = [failed("INVALID_DATA", "Mobile"), failed("INVALID_DATA", "Mobile")]
    assert doubts(*both) == [unsent.replace("row 2", "row 1")]


def test_a_data_set_that_has_none_of_the_updated_records_may_be_another_orgs() -> None:
    def doubts(*entries: Json, stored: Any = (SILAS,), covers: Any = None, **given: Any) -> list[str]:
        calls = calls_of(len(entries), [SavedReply({"data": list(entries)})])
        rows = [row(Company="Sun")] * len(entries)
        index = MemoryIndex(stored, covers)
        return list(incident(body(*rows), LEADS, index, settings(), calls, **given).doubts)

    copy = "that the reply updates: it may be a copy of another org."
    assert doubts(updated("8")) == [f"This data set does not have the record {copy}"]
    assert doubts(updated("8"), updated("9")) == [f"This data set does not have any of the records {copy}"]
    assert doubts(updated("8"), updated("1")) == []
    assert doubts(inserted("8")) == doubts(took("update", "")) == []
    assert doubts(updated("8"), covers={"id": ["1"]}) == []
    assert len(doubts(updated("8"), covers={"id": ["8"]})) == 1
    for known in (KnownBefore({"8": {}}), KnownBefore(calls={"8": {}})):
        assert doubts(updated("8"), known=known) == []
