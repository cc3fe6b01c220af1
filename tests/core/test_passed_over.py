"""Bodies that cannot be read beside others that can: they are passed over, and that is told with the first reason."""

from __future__ import annotations

import json
from typing import Final

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.call import Unread, WrittenCall, beside
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.request import PayloadError
from tui.core.reply.recorded import doubts, recorded_calls

URL: Final = "https://x.example/crm/v8/Leads/upsert"
BODY: Final = '{"data":[{"Last_Name":"Ode"}]}'
BROKEN: Final = '{"data":[{"Last_Name":@}]}'
CURL: Final = f"curl {URL} -d '{BODY}'"
GONE: Final = f"curl {URL} -d @gone.json"
ONE: Final = "1 other body here cannot be read and is passed over: "
TWO: Final = "2 other bodies here cannot be read and are passed over: the first, "
NO_VALUE: Final = "a value is missing here"
NO_FILE: Final = "this call takes its body from the file gone.json, which is not here: open that file"


@each_case(
    ("text", "told"),
    [
        (f"10:00 send {BODY}\n10:01 send {BROKEN}\n", f"{ONE}line 2, column 34: {NO_VALUE}"),
        (f"10:00 send {BROKEN}\n10:01 send {BODY}\n", f"{ONE}line 1, column 34: {NO_VALUE}"),
        (f"10:00 {BODY}\n10:01 {BROKEN}\n10:02 {BROKEN}\n", f"{TWO}line 2, column 29: {NO_VALUE}"),
        (
            f"10:00 send {BODY}\n10:01 send {BODY[:-3]}\n10:02 done\n",
            f"{ONE}line 2, column 12: a comma or a closing bracket is missing here (line 3, column 1)",
        ),
        (
            f"10:00 send {BODY}\n" + f"10:01 send {BROKEN}\n" * 30,
            "20 other bodies here cannot be read and no more were looked for: the first, "
            f"line 2, column 34: {NO_VALUE}",
        ),
        (
            f"10:01 send {BROKEN}\n" * 19 + f"10:02 send {BODY}\n",
            f"19 other bodies here cannot be read and are passed over: the first, line 1, column 34: {NO_VALUE}",
        ),
        (
            f"10:00 send {BODY}\n10:01 send {{data:[{{A:1,A:2}}]}}\n",
            f'{ONE}line 2, column 24: the key "A" appears twice in one object',
        ),
        (f"{CURL}\n\n{GONE}\n{GONE}\n", f"{TWO}line 3, column 47: {NO_FILE}"),
        (f"curl {URL} -F a=b\n{CURL}\n", f"{ONE}line 1, column 1: this curl command sends a form (-F), not JSON"),
        (f"# {CURL}\n# {GONE}\n", f"{ONE}line 2, column 49: {NO_FILE}"),
        (f"Two:\n```sh\n{CURL}\n{GONE}\n```\n", f"{ONE}line 4, column 47: {NO_FILE}"),
        (f"```json\n{BODY}\n```\n\n```json\n{BROKEN}\n```\n", f"{ONE}line 6, column 23: {NO_VALUE}"),
        (
            f"```json\n{BROKEN}\n```\n```sh\n{CURL}\n{GONE}\n```\n```json\n{BROKEN}\n```\n",
            f"3 other bodies here cannot be read and are passed over: the first, line 2, column 23: {NO_VALUE}",
        ),
        (
            f"```sh\n{CURL}\n{GONE}\n```\n```json\n{BROKEN}\n```\n",
            f"{TWO}line 3, column 47: {NO_FILE}",
        ),
        (f"POST {URL}\n\n{BODY}\n###\nPOST {URL}\n\n< gone.json\n", f"{ONE}line 7, column 1: {NO_FILE}"),
        (f"POST {URL}\n\n{BODY}\n###\nPOST {URL}\n\na=b\n", f"{ONE}line 5, column 1: this request has no JSON body"),
        (
            "".join(f"fetch('{URL}', {{method: 'POST', body: JSON.stringify({body})}});\n" for body in (BODY, "other")),
            f"{ONE}line 2, column 86: the body is other, and its value is not in this text",
        ),
    ],
)
def test_what_cannot_be_read_beside_a_call_is_told(text: str, told: str) -> None:
    found = recognise(text)
    assert json.loads(found.text) == json.loads(BODY)
    assert found.remarks(LEADS)[-1] == told


@each_case(
    "text",
    [
        f"curl https://x.example/oauth/v2/token -d 'refresh_token=T'\n{CURL}\n",
        f"curl https://x.example/files -F a=b\n{CURL}\n",
        f"POST https://x.example/oauth/v2/token\n\na=b\n###\nPOST {URL}\n\n{BODY}\n",
        f"GET {URL}\n###\nPOST {URL}\n\n{BODY}\n",
        f"10:00 send {BODY}\n10:01 [send]\n",
        f'x = {{"trigger": []}}\n10:00 send {BODY}\n',
    ],
)
def test_of_what_is_no_call_of_an_upsert_nothing_is_told(text: str) -> None:
    assert recognise(text).remarks(LEADS) == ()


def test_where_it_must_be_said_which_call_is_meant_it_is_told_too() -> None:
    with pytest.raises(SeveralCalls) as caught:
        recognise(f"10:00 send {BODY}\n10:01 send {BROKEN}\n10:02 send {BODY}\n")
    assert caught.value.reason.endswith(f"2 upsert; {ONE}line 2, column 34: {NO_VALUE}")


def test_where_none_can_be_read_the_first_reason_is_the_error() -> None:
    with pytest.raises(PayloadError) as caught:
        recognise(f"{GONE}\ncurl {URL} -F a=b\n")
    assert (caught.value.reason, caught.value.line) == (NO_FILE, 1)


# --- calls with their replies ----------------------------------------------------------------------------------------

REPLY: Final = {"data": [{"code": "SUCCESS", "status": "success"}]}


def pair(request: object) -> str:
    return json.dumps({"request": request, "response": REPLY})


def test_a_call_of_a_log_whose_request_cannot_be_read_is_one_of_which_nothing_is_known() -> None:
    unread = "the request of this reply can't be read: a value is missing here"
    lines = [f"10:00 {pair(json.loads(BODY))}", f"10:01 {pair(BROKEN)}", f"10:02 {pair('no call')}"]
    for text in ("\n".join(lines), f"[{pair(json.loads(BODY))},{pair(BROKEN)}]"):
        one, two = recorded_calls(text)
        assert (one.unread, two.unread, two.intake) == ("", unread, None)
        assert two.reply is not None
        assert json.loads(two.reply) == REPLY
        assert doubts((one, two)) == ("Call 2 can't be read, so what it wrote is not known to the later calls.",)
    assert recorded_calls(pair(BROKEN)) == ()


def test_a_body_that_cannot_be_read_beside_calls_with_their_replies_is_told_of_all_of_them() -> None:
    text = f"10:00 sent {BODY}\n10:01 got {json.dumps(REPLY)}\n10:02 sent {BROKEN}\n"
    assert doubts(recorded_calls(text)) == (f"{ONE}line 3, column 34: {NO_VALUE}.",)


def test_of_what_several_parts_hold_the_first_reason_by_its_place_is_told() -> None:
    def at(line: int | None, column: int | None, *, ended: bool = False) -> Unread:
        return Unread(1, PayloadError("x", line, column), ended)

    for others, first in (
        ([at(2, 5)], at(2, 3)),
        ([at(2, 1)], at(1, 9)),
        ([at(1, 1)], at(None, None)),
        ([at(1, 1)], at(1, None)),
        ([at(1, 1)], at(None, 5)),
    ):
        together = Unread.together([*others, first])
        assert together is not None
        assert (together.count, together.first) == (2, first.first)
    ended = Unread.together([at(1, 1), at(2, 1, ended=True)])
    assert ended is not None
    assert ended.ended


def test_what_is_told_beside_a_call_stays_and_makes_no_other_call_of_it() -> None:
    call = WrittenCall(Excerpt(BODY), "a call")
    (told,) = beside([call], Unread(1, PayloadError("x", 1, 1)))
    assert told == call
    assert beside([told], None)[0].said == told.said != ()
