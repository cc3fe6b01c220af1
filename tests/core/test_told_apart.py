"""A payload told apart by its content: which calls a text holds, in which form, and where each stands in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tui.core.payload.formats import DOCUMENTS, TEMPLATE, SeveralCalls, recognise
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from tui.core.payload.call import WrittenCall

BODY = '{"data": [{"a": 7}]}'
REPLY = '{"data": [{"code": "SUCCESS", "details": {"id": "1"}, "message": "record added", "status": "success"}]}'
OTHER_REPLY = REPLY.replace("added", "updated")
WRAPPED = '{"method": "POST", "request_body": {"data": [{"a": 7}]}}'
ERROR = '{"code": "INVALID_DATA", "details": {}, "message": "a body is missing", "status": "error"}'
LOGGED = '{"url": "https://www.zohoapis.example/crm/v8/Leads/upsert", "body": {"data": [{"a": 7}]}}'
CURL = f"curl https://www.zohoapis.example/crm/v8/Leads/upsert -d '{BODY}'"
ENTITY = "&quot;"
SPREAD = '{\n"a": 7\n}'


def the_call(text: str) -> WrittenCall:
    call = recognise(text).call
    assert call is not None
    return call


@each_case(
    ("text", "asked", "said"),
    [
        ("\n".join([BODY] * 5), None, "this holds 5 calls; say which with --call N: "
         "1 upsert, 2 upsert, 3 upsert, 4 upsert, 5 upsert"),
        ("\n".join([BODY] * 6), None, "this holds 6 calls; say which with --call N: "
         "1 upsert, 2 upsert, 3 upsert, 4 upsert, 5 upsert, ... 6"),
        ("\n".join([BODY] * 2), 3, "there is no call 3; this holds 2 calls; say which with --call N: "
         "1 upsert, 2 upsert"),
        (CURL, 2, "there is no call 2; this holds 1 call; say which with --call N: 1 upsert of Leads"),
    ],
)  # fmt: skip
def test_where_it_must_be_said_which_call_is_meant_five_are_named(text: str, asked: int | None, said: str) -> None:
    with pytest.raises(SeveralCalls) as caught:
        recognise(text, call=asked)
    assert str(caught.value) == said


@each_case(
    ("line", "count"),
    [
        (f"INFO upsert {BODY}\n", 25),
        (f"INFO upsert {BODY}\n", 400),
        (f'INFO upsert {{"data": [{{"a" 7}}]}}\nINFO upsert {BODY}\n', 60),  # each second one cannot be read
    ],
)
def test_of_a_log_every_body_is_a_call_however_many_there_are(line: str, count: int) -> None:
    with pytest.raises(SeveralCalls, match=rf"^this holds {count} calls;"):
        recognise(line * count)


@each_case(
    ("text", "kind"),
    [
        (CURL, "curl"),
        (f"```\n{CURL}\n```", "curl"),
        (f"[10:00:00]\n{CURL}", "curl"),
        (f"```\nbody = {BODY}\n```", "call"),
        (BODY, "json"),
        ('{"a": 7}\n{"a": 2}', "json lines"),
        ("select a from b", "csv"),
        ("Name\n<a>", "csv"),
        ("(7)", "csv"),
        ("rows = []", "csv"),
        ("rows = [1]", "csv"),
        ('rows = [{"a": 7}, 2]', "csv"),
        ('x = {"a": 7} and more', "csv"),
        ('x = [{"a": 7}] and more', "csv"),
        (f"{BODY}\n[1]", "json lines"),
        (f"{REPLY}\n{OTHER_REPLY}", "json lines"),
        (f"7\n{BODY}", "call"),
        (f"{LOGGED}\n{REPLY}", "call"),
        (f"{ERROR}\n{BODY}", "call"),
    ],
)
def test_what_a_payload_is_shows_in_its_content(text: str, kind: str) -> None:
    found = recognise(text)
    assert (found.kind, found.problem) == (kind, None)


@each_case(
    ("text", "line", "column", "said"),
    [
        ("<a>", 1, 1, "XML"),
        ("{data: [{a: 7}]} and more", 1, 2, ""),
        (f"{{oops\n{CURL}", 2, 1, "a colon is missing"),
        ('{"a": 7, b: ]}', 1, 13, "a value is missing"),
        ('{"data": [{"a": {{x}} }], "b": }', 1, 32, "a value is missing"),
        ('{"data": [{"a": {{x}} }], "a": 7, "a": 2}', 1, 35, "appears twice"),
        ("{.5", 1, 2, "a quoted key is missing"),
        ('{"a": [1,\n.', 2, 1, "a value is missing"),
        ("{'a': 7,\n 'b': @}", 2, 7, "a value is missing"),
        ('{data: [{a: 7}],\n a: 7, a: 2}', 2, 8, "appears twice"),
    ],
)  # fmt: skip
def test_a_text_that_is_unreadable_says_where_in_the_text_itself(text: str, line: int, column: int, said: str) -> None:
    problem = recognise(text).problem
    assert problem is not None
    assert said in str(problem)
    assert (problem.line, problem.column) == (line, column)


@each_case(
    ("text", "form"),
    [
        (f"body = {BODY}", "JSON within other text"),
        ('rows = [{"a": 7}]', "JSON within other text"),
        ('row = {"a": 7}', "JSON within other text"),
        ('```\nrows = [{"a": 7}]\n```', "JSON within other text"),
        (f"// the body\n{BODY}", "JSON with comments or trailing commas"),
        ("{data: [{a: 7}]}; // end", "a JavaScript object"),
        ('{"data": [{"a": {{x}}, "b": 7}]}', TEMPLATE),
        ('let x = {"data": [{"a": {{x}}, "b": 7}]};', "JSON within other text"),
        ("{“data”: [{“a”: 7}]}", "JSON with curly quotes"),
        (f"```\n{BODY}\n```", "a Markdown fence"),
        (WRAPPED, "JSON under the key request_body"),
        (WRAPPED.replace("7", '{{x}}, "b": 7'), "JSON under the key request_body"),
        (WRAPPED.replace('"method"', "“method”"), "JSON under the key request_body"),
        (f"{BODY}\n{REPLY}", DOCUMENTS),
        (f"{REPLY}\n{BODY}", DOCUMENTS),
        (f"{REPLY}\n{WRAPPED}", "JSON under the key request_body"),
    ],
)
def test_a_call_within_a_text_knows_its_form_and_its_place(text: str, form: str) -> None:
    call = the_call(text)
    assert call.form == form
    assert call.body.is_placed
    assert call.body.origin(call.body.text.index("7")) == text.index("7")


@each_case("text", [BODY, WRAPPED])
def test_a_body_that_was_unpacked_has_no_place(text: str) -> None:
    call = the_call(text.replace('"', ENTITY))
    assert call.body.text == BODY
    assert not call.body.is_placed


@each_case(
    ("text", "body", "reply"),
    [
        (f"{BODY}\n{REPLY}", BODY, REPLY),
        (f"{REPLY}\n{BODY}", BODY, None),
        (f"call:\n{BODY}\n{REPLY}\n{OTHER_REPLY}", BODY, REPLY),
        (f"reply:\n{REPLY}\ncall: {BODY}", BODY, None),
        (f'{REPLY}\n{{"a": 7}}', '[{"a": 7}]', None),
        (f'{{"a": 7}}\n{REPLY}', '[{"a": 7}]', REPLY),
        (f'{{"a": 7}}\n{ERROR}\n', '[{"a": 7}]', ERROR),
        (f'{{"a": 7}}\n{REPLY}\n{{"a": 2}}', '[{"a": 7},{"a": 2}]', None),
        (f'{{"a": 7}}\n{REPLY}\n{REPLY}', '[{"a": 7}]', None),
        (f"{SPREAD}\n{SPREAD}", f"[{SPREAD},{SPREAD}]", None),
        (f"{SPREAD}\n{SPREAD}\n{REPLY}", f"[{SPREAD},{SPREAD}]", REPLY),
    ],
)
def test_a_reply_belongs_to_the_call_before_it_and_is_no_record(text: str, body: str, reply: str | None) -> None:
    call = the_call(text)
    assert (call.body.text, call.reply) == (body, reply)


def test_replies_among_records_that_belong_to_none_are_passed_over_and_told() -> None:
    said = "what Zoho answered is passed over, since it is not a record"
    for first in (SPREAD, '{"a": 7}'):
        end = first.count("\n")
        assert the_call(f"{first}\n{REPLY}\n{first}").remarks == (f"{said} (line {end + 2})",)
        told = f"{said} (lines {', '.join(str(end + n) for n in range(2, 7))}, ...)"
        assert the_call("\n".join([first, *[REPLY] * 6])).remarks == (told,)
    assert the_call("\n".join(['{"a": 7}', *[ERROR] * 5])).remarks == (f"{said} (lines 2, 3, 4, 5, 6)",)


def test_a_fence_that_is_unreadable_is_told_at_its_place() -> None:
    with pytest.raises(PayloadError) as caught:
        recognise('text\n```\n{"a": 7,,}\n```')
    assert (caught.value.line, caught.value.column) == (3, 9)


def test_literals_that_a_console_printed_are_a_call_and_its_reply() -> None:
    body, reply = {"data": [{"Last_Name": "Ode", "Phone": None}]}, {"data": [{"code": "SUCCESS", "status": "success"}]}
    found = recognise(f"{body!r}\n{reply!r}\n")
    assert (found.form, json.loads(found.reply or "")) == ("a Python literal", reply)
    assert recognise(f"{body!r}\nsaved").problem is not None
