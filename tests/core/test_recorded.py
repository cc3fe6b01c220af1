"""Calls that a text records, each with its reply: which there are, when they were made, and which sent a payload."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.core.replies import took
from tests.core.test_saved_replies import BODY, REPLY, REQUEST, URL, one
from tui.core.payload.formats import recognise
from tui.core.payload.request import PayloadError, UpsertRequest
from tui.core.reply.recorded import RecordedCall, doubts, recorded_calls, reply_to, rows_of

# --- several calls with their replies --------------------------------------------------------------------------------


def exchange(rows: list[dict[str, Any]], reply: Any) -> dict[str, Any]:
    sent = {"method": "POST", "url": URL, "postData": {"text": json.dumps({"data": rows})}}
    return {"request": sent, "response": {"status": 200, "content": {"text": json.dumps(reply)}}}


ONE, TWO = [{"Last_Name": "Ode"}], [{"Last_Name": "Eve"}]
TOLD, OTHER = {"data": [took("insert", "1")]}, {"data": [took("insert", "2")]}


def har_of(*exchanges: dict[str, Any]) -> str:
    return json.dumps({"log": {"entries": list(exchanges)}})


def sent(rows: list[dict[str, Any]]) -> UpsertRequest:
    return UpsertRequest(tuple(rows))


def test_of_several_calls_the_one_that_sent_the_payload_gives_the_reply() -> None:
    text = har_of(exchange(TWO, OTHER), exchange(ONE, TOLD))
    reply, said = reply_to(sent(ONE), text)
    assert one(reply).reply == TOLD
    assert said == "of 2 calls in it, the one that sent this payload is used"
    again = har_of(exchange(ONE, OTHER), exchange(ONE, TOLD))
    reply, said = reply_to(sent(ONE), again)
    assert (one(reply).reply, said) == (TOLD, "2 calls in it sent this payload; the last is used")


def test_a_payload_that_was_sent_in_several_calls_keeps_all_their_replies() -> None:
    text = har_of(exchange(ONE, TOLD), exchange(TWO, OTHER))
    assert reply_to(sent(ONE + TWO), text) == (text, "")


def test_calls_that_sent_something_else_are_told() -> None:
    text = har_of(exchange(TWO, OTHER), exchange(TWO, TOLD))
    with pytest.raises(PayloadError, match="none of the 2 calls in it sent this payload"):
        reply_to(sent(ONE), text)
    alone = har_of(exchange(TWO, OTHER))
    assert reply_to(sent(ONE), alone) == (alone, "the call beside it sent a different body, not this payload")
    assert reply_to(sent(ONE), json.dumps(TOLD)) == (json.dumps(TOLD), "")
    reply, said = reply_to(sent(TWO), alone)
    assert (one(reply).reply, said) == (OTHER, "")


def test_of_a_call_that_cannot_be_read_is_not_said_that_it_sent_something_else() -> None:
    unread = exchange(ONE, TOLD)
    unread["request"]["postData"]["text"] = '{"data": [{'
    text = har_of(unread)
    said = "the body of the call beside it can't be read: whether it sent this payload is not known"
    assert reply_to(sent(TWO), text) == (text, said)
    with pytest.raises(
        PayloadError, match=r"no call in it is known to have sent this payload \(1 of 2 can't be read\)"
    ):
        reply_to(sent(TWO), har_of(unread, exchange(ONE, TOLD)))


# --- calls that a text records ---------------------------------------------------------------------------------------


def recorded(reply: str | None = "{}", **told: Any) -> RecordedCall:
    """A call whose request is that of ``REQUEST``."""
    return RecordedCall(recognise(told.pop("text", json.dumps(REQUEST))), reply, **told)


def test_a_recorded_call_is_named_by_its_time_what_it_is_and_its_module() -> None:
    exchanged = recorded_calls(har_of(exchange(ONE, TOLD)))[0]
    assert exchanged.title == "upsert of Contacts"
    assert replace(exchanged, at="2026", module="Leads").title == "2026  upsert of Contacts of Leads"
    assert recorded().title == "upsert"
    assert recorded(module="Leads").title == "upsert of Leads"
    assert recorded(at="2026-01-01", module="Leads").title == "2026-01-01  upsert of Leads"
    old = exchange(ONE, TOLD)
    old["request"]["url"] = "https://crm.zoho.com/crm/private/json/Leads/insertRecords"
    assert recorded_calls(har_of(old))[0].title == "insertRecords of API version 1 of Leads"
    assert (RecordedCall.without_request("{}").title, RecordedCall.without_request("{}").goes_on) == ("upsert", False)
    assert RecordedCall(None, None, "2026").title == "2026  upsert"


def pair(**told: Any) -> dict[str, Any]:
    return {"request": REQUEST, "reply": REPLY, **told}


def found_in(value: Any) -> list[tuple[str | None, str | None]]:
    """Time and module of the calls that a text records."""
    text = value if isinstance(value, str) else json.dumps(value)
    return [(call.at, call.module) for call in recorded_calls(text)]


SIX, SEVEN = "2026-11-20T18:00:00Z", "2026-11-20T19:00:00Z"


def test_requests_with_their_replies_are_read_alone_in_lists_and_in_lines_by_their_times() -> None:
    one, two = pair(at=SEVEN, module="Leads"), pair(at=SIX)
    assert found_in(one) == [(SEVEN, "Leads")]
    assert (
        found_in([one, two])
        == found_in(f"\ufeff {json.dumps(one)}\n{json.dumps(two)}\n")
        == [(SIX, None), (SEVEN, "Leads")]
    )
    assert found_in([one, pair(), two]) == [(SEVEN, "Leads"), (None, None), (SIX, None)]
    assert found_in([one, 5]) == found_in([one, {"request": REQUEST}]) == found_in([]) == found_in(5) == []
    assert found_in(f"{json.dumps(one)}\n{{}}\n{json.dumps(two)}") == []
    assert found_in(f"{json.dumps(one)}\nINFO {{}}\n{json.dumps(two)}") == [(SIX, None), (SEVEN, "Leads")]


def test_request_reply_time_and_module_may_have_any_of_their_usual_names() -> None:
    assert found_in({"body": json.dumps(REQUEST), "result": "{}", "when": SIX, "module_name": "Leads"}) == [
        (SIX, "Leads")
    ]
    assert found_in(pair(at=True, time=SIX, module=5, module_api_name="Leads")) == [(SIX, "Leads")]
    assert found_in(pair(request=5, payload=REQUEST)) == [(None, None)]
    for nothing in (pair(request=5), {"request": REQUEST}, pair(request="no payload"), pair(request="a,b\n1,2")):
        assert found_in(nothing) == [], nothing
    assert found_in(pair(request="[{")) == []
    assert found_in([pair(), pair(request="[{")]) == [(None, None)] * 2  # the second can't be read, but is one
    assert found_in([pair(), pair(request="<a/>")]) == []
    as_curl, with_umlaut = (
        recorded_calls(json.dumps(pair(request=request)))[0]
        for request in (f"curl {URL} -d '{json.dumps(REQUEST)}'", {"data": [{"Last_Name": "ü"}]})
    )
    assert as_curl.title == "upsert of Contacts"
    assert with_umlaut.intake is not None
    assert "ü" in with_umlaut.intake.text


def test_a_reply_is_kept_as_the_text_that_it_is_or_was_and_one_call_at_least_must_have_one() -> None:
    said = [
        call.reply
        for call in recorded_calls(
            json.dumps([pair(), pair(reply="ü {"), pair(reply=None), pair(reply="ü"), pair(reply={"ü": 1})])
        )
    ]
    assert said == [BODY, "ü {", None, "ü", '{"ü": 1}']
    assert recorded_calls(json.dumps([pair(reply=None)])) == ()
    assert recorded_calls("no call") == ()
    assert recorded_calls(json.dumps(REQUEST)) == ()


def test_lines_that_cannot_be_read_are_calls_of_which_nothing_is_known_beside_those_that_can() -> None:
    whole, cut = json.dumps(pair(at=SIX)), f'{{"at": "{SEVEN}", "request": {{"data"'
    calls = recorded_calls(f"\n{cut}\n{whole}\n{{oddly\n")
    told = "line 2 can't be read: it is not JSON, or is cut off"
    assert [(call.at, call.unread, call.reply is None) for call in calls] == [(SIX, "", False), (SEVEN, told, True)]
    behind = recorded_calls(
        f"2026-11-20 17:00:00 INFO {cut.replace(SEVEN, '')}\n[2026-11-20 18:30:00.5 +0100] INFO {json.dumps(pair())}"
    )
    assert [(call.at, bool(call.unread)) for call in behind] == [
        ("2026-11-20 17:00:00", True),
        ("2026-11-20 18:30:00.5+0100", False),
    ]
    assert recorded_calls(cut) == ()


def test_what_is_not_known_of_calls_is_told_of_one_and_of_several() -> None:
    good, bad = RecordedCall(None, "", SIX), RecordedCall(None, None, SEVEN, unread="x")
    assert doubts([good, good]) == ()
    assert doubts([good, bad]) == ("Call 2 can't be read, so what it wrote is not known to the later calls.",)
    assert (
        doubts([bad, good, bad])[0]
        == "Calls 1 and 3 can't be read, so what they wrote is not known to the later calls."
    )
    assert doubts([bad, good])[1].startswith("By the times, call 2 was made before call 1;")


def test_the_rows_of_a_call_are_known_where_its_request_is_here_and_can_be_read() -> None:
    assert rows_of(recorded()) == tuple(REQUEST["data"])
    assert rows_of(RecordedCall(None, "{}")) is None
    assert rows_of(recorded(text="[{")) is None
