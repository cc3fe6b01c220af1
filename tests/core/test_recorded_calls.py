"""Several calls with their replies, in order, and the life of one record over them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.core.helpers import LEADS, MemoryIndex, body, record, settings
from tests.core.incidents import at
from tests.core.replies import failed, took
from tui.core.reply.incident import Incident, incident, left_by
from tui.core.reply.recorded import recorded_calls
from tui.core.reply.rewind import KnownBefore
from tui.core.reply.saved import SavedReply, calls_of
from tui.core.views.record_life import life

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.values import Json, Record

REQUEST = {"data": [{"Last_Name": "Ode"}], "duplicate_check_fields": ["Email"]}
REPLY = {"data": [took("insert", "9")]}
URL = "https://www.zohoapis.com/crm/v8/Contacts/upsert"


def har(*calls: tuple[str, Json, Json]) -> dict[str, Json]:
    return {
        "log": {
            "entries": [
                {
                    "startedDateTime": when,
                    "request": {"method": "POST", "url": URL, "postData": {"text": json.dumps(sent)}},
                    "response": {"status": 200, "content": {"text": json.dumps(reply)}},
                }
                for when, sent, reply in calls
            ]
        }
    }


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"request": REQUEST, "reply": REPLY, "at": "2026-01-01"}),
        json.dumps([{"payload": json.dumps(REQUEST), "response": json.dumps(REPLY), "time": "2026-01-01"}]),
        json.dumps({"body": REQUEST, "response": {"statusCode": 200, "body": REPLY}, "timestamp": "2026-01-01"}),
        json.dumps(har(("2026-01-01", REQUEST, REPLY))),
        json.dumps(har(("2026-01-01", REQUEST, REPLY))["log"]["entries"][0]),
    ],
)
def test_a_call_is_read_with_its_reply_in_every_form(text: str) -> None:
    (call,) = recorded_calls(text)
    assert call.intake.request(LEADS).rows == ({"Last_Name": "Ode"},)
    assert call.at == "2026-01-01"
    assert "record added" in (call.reply or "")


def test_several_calls_stand_in_json_lines_and_in_a_har_file() -> None:
    pairs = [{"request": REQUEST, "reply": REPLY, "module": "Leads"}, {"request": REQUEST, "reply": None}]
    first, second = recorded_calls("\n".join(map(json.dumps, pairs)))
    assert (first.module, first.title, second.reply) == ("Leads", "upsert of Leads", None)
    calls = recorded_calls(json.dumps(har(("2026-01-01", REQUEST, REPLY), ("2026-01-02", REQUEST, REPLY))))
    assert [call.title for call in calls] == ["2026-01-01  upsert of Contacts", "2026-01-02  upsert of Contacts"]


def test_lines_of_a_log_are_followed_by_their_times() -> None:
    pairs = [{"request": REQUEST, "reply": REPLY, "at": f"2026-01-0{day}"} for day in (3, 1, 2)]
    assert [call.at for call in recorded_calls(json.dumps(pairs))] == ["2026-01-01", "2026-01-02", "2026-01-03"]
    undated = [{**pairs[0], "at": None}, *pairs[1:]]
    assert [call.at for call in recorded_calls(json.dumps(undated))] == [None, "2026-01-01", "2026-01-02"]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(REQUEST),
        json.dumps(REPLY),
        json.dumps([REQUEST, REPLY]),
        json.dumps({"request": "hello", "reply": REPLY}),
        json.dumps({"log": {"entries": []}}),
        "Last_Name,Email\nOde,a@x.test\n",
        "",
        "[" * 100_000,
    ],
)
def test_what_holds_no_call_with_its_reply_is_none(text: str) -> None:
    assert recorded_calls(text) == ()


# --- the life of a record

SILAS = record("13", Last_Name="Marsh", Phone="100", Company="Weavers", Modified_Time="2026-01-01T00:00:00Z")


def followed(*calls: tuple[str, Record, Json], stored: Sequence[Record] = (SILAS,)) -> list[tuple[int, Incident]]:
    """Calls of one row each: when, the row, and the entry of the reply."""
    left: dict[str, dict[str, Json]] = {}
    found = []
    for number, (when, sent, entry) in enumerate(calls, 1):
        request = replace(body(sent, check=["Email"]))
        answer = at(entry, when) if entry["status"] == "success" else entry
        replies = calls_of(1, [SavedReply({"data": [answer]})])
        known = KnownBefore(calls=left)
        each = incident(request, LEADS, MemoryIndex(stored), settings(), replies, known=known, at=when)
        left = left_by(each, left)
        found.append((number, each))
    return found


CALLS: Any = (
    ("2026-02-01T00:00:00Z", {"Phone": "100", "Company": "Marsh & Co"}, took("update", "13", "Phone")),
    ("2026-02-02T00:00:00Z", {"Phone": "100", "Email": "s@x.test"}, took("update", "13", "Phone")),
    ("2026-02-03T00:00:00Z", {"Phone": "7", "Last_Name": "Other"}, took("insert", "77")),
    ("2026-02-04T00:00:00Z", {"Email": "s@x.test", "Mobile": "9"}, failed("DUPLICATE_DATA", "Mobile", id="5")),
    ("2026-02-05T00:00:00Z", {"Email": "s@x.test", "Company": None}, took("update", "13", "Email")),
)


def test_each_call_is_explained_by_what_those_before_it_left() -> None:
    found = followed(*CALLS)
    assert [each.rows[0].verdict for _, each in found] == ["same", "same", "same", "different", "same"]
    then = found[4][1].past["13"]
    assert (then.source, then.is_exact) == ("calls", True)
    assert then.values is not None
    assert (then.values["Company"], then.values["Email"]) == ("Marsh & Co", "s@x.test")


def test_the_life_of_a_record_is_each_call_with_old_and_new_values() -> None:
    told = life(followed(*CALLS), "13")
    assert told.lines == (
        "13 (Marsh): 4 rows in 4 calls touched it.",
        "2026-02-01T00:00:00Z  call 1, row 1: updated by Phone",
        '    Company "Weavers" -> "Marsh & Co"',
        "2026-02-02T00:00:00Z  call 2, row 1: updated by Phone",
        '    Email (empty) -> "s@x.test"',
        '2026-02-04T00:00:00Z  call 4, row 1: refused, and it had to do with this record: Mobile "9" belongs to 5',
        "2026-02-05T00:00:00Z  call 5, row 1: updated by Email",
        '    Company "Marsh & Co" -> (empty)',
    )


def test_a_record_that_one_of_the_calls_made_is_followed_from_there() -> None:
    calls = (
        ("2026-02-01T00:00:00Z", {"Last_Name": "New", "Phone": "7"}, took("insert", "77")),
        ("2026-02-02T00:00:00Z", {"Phone": "7", "Last_Name": "Newer"}, took("update", "77", "Phone")),
        ("2026-02-03T00:00:00Z", {"Phone": "7", "Mobile": "100"}, failed("DUPLICATE_DATA", "Phone", id="77")),
    )
    told = life(followed(*calls), "77")
    assert told.lines[1:] == (
        "2026-02-01T00:00:00Z  call 1, row 1: inserted",
        '    Last_Name (empty) -> "New"',
        '    Phone (empty) -> "7"',
        "2026-02-02T00:00:00Z  call 2, row 1: updated by Phone",
        '    Last_Name "New" -> "Newer"',
        "2026-02-03T00:00:00Z  call 3, row 1: refused, and it had to do with this record: "
        'Phone "7" belongs to 77 (Newer)',
    )


def test_old_values_that_a_later_copy_hides_are_not_known_and_what_changed_since_is_told() -> None:
    later = {**SILAS, "Company": "Other", "Email": "s@x.test", "Modified_Time": "2026-03-01T00:00:00Z"}
    found = followed(*CALLS[:2], stored=[later])
    told = life(found, "13", MemoryIndex([later]))
    assert [(each.api_name, each.old) for step in told.steps for each in step.fields] == [
        ("Company", "not known"),
        ("Email", "not known"),
    ]
    assert told.since == ('Now Company is "Other": something changed it after the last of these calls.',)
    older = life(followed(*CALLS[:2]), "13", MemoryIndex([SILAS]))
    assert older.since == ()


def test_an_update_that_changes_nothing_says_so() -> None:
    told = life(followed(("2026-02-01T00:00:00Z", {"Phone": "100"}, took("update", "13", "Phone"))), "13")
    assert told.steps[0].text == "updated by Phone, and nothing changed"


def test_a_record_that_no_call_names_has_no_steps() -> None:
    assert life(followed(*CALLS), "404").steps == ()
