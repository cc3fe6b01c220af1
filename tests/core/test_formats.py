"""What people hand in: bytes of several encodings, JSON Lines, and curl commands in several quotings."""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.intake import decode
from tui.core.payload.request import PayloadError

BODY = '{"data": [{"Last_Name": "O\'Ode", "Company": "a \\"b\\" $c"}], "duplicate_check_fields": ["Phone"]}'
URL = "https://www.zohoapis.example/crm/v8/Contacts/upsert"
TOKEN = "1000.abc.def"


def refused(text: str) -> PayloadError:
    with pytest.raises(PayloadError) as caught:
        recognise(text).request(LEADS)
    return caught.value


# --- bytes -----------------------------------------------------------------------------------------------------------


@each_case("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_with_or_without_its_mark_and_utf_16_with_it_are_read(encoding: str) -> None:
    text = '{"Last_Name": "Ödé 😀"}'
    assert decode(text.encode(encoding)) == text
    assert recognise(decode(text.encode(encoding))).request(LEADS).rows == ({"Last_Name": "Ödé 😀"},)


@each_case("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_is_read_in_both_byte_orders(mark: bytes) -> None:
    assert decode(mark + "{}".encode("utf-16-le" if mark == b"\xff\xfe" else "utf-16-be")) == "{}"


@each_case("content", [b'{"a":\n "\xff"}', b"\xff\xfe{", b"\x80"])
def test_other_bytes_are_unreadable_input(content: bytes) -> None:
    with pytest.raises(PayloadError) as caught:
        decode(content)
    assert caught.value.line is not None


def test_bytes_that_are_not_utf_8_are_named_by_line_and_column() -> None:
    with pytest.raises(PayloadError) as caught:
        decode(b'{"a":\n "\xff"}')
    assert (caught.value.line, caught.value.column) == (2, 3)


# --- JSON Lines ------------------------------------------------------------------------------------------------------


@each_case("between", ["\n", "\r\n", "\n\n", "\n  \n"])
def test_json_lines_are_one_record_a_line(between: str) -> None:
    found = recognise(between.join(['{"Last_Name": "A"}', '{"Last_Name": "B"}', ""]))
    assert found.kind == "json lines"
    assert found.request(LEADS).rows == ({"Last_Name": "A"}, {"Last_Name": "B"})
    assert found.request(LEADS).duplicate_check_fields is None


@each_case("line", ["[1]", "7", '"x"', "null"])
def test_a_line_that_is_no_record_is_unreadable_at_its_line(line: str) -> None:
    error = refused('{"Last_Name": "A"}\n\n' + line)
    assert (error.line, error.column) == (3, 1)


NO_RECORDS = [
    ('{"data": [{"Last_Name": "B"}]}', "a body with records of its own"),
    ('{"module": "Leads", "data": [{"Last_Name": "B"}]}', "a body with records of its own"),
    ('{"data": []}', "a body with records of its own"),
    ('{"info": {"count": 1, "page": 1}}', "what Zoho says about a page of records"),
    ('{"info": {"more_records": true}}', "what Zoho says about a page of records"),
    ('{"type": "STATE", "value": {}}', "a STATE message of a Singer stream"),
    ('{"type": "RECORD", "stream": "Leads", "record": {}}', "a RECORD message of a Singer stream"),
    ('{"url": "https://x.example/crm/v8/Leads/upsert", "body": {"data": [{}]}}', "a call"),
    ('{"url": "https://x.example/crm/v8/Leads/upsert", "body": "xmlData=<x/>"}', "a call"),
]


@each_case(("line", "what"), NO_RECORDS)
def test_a_line_that_is_something_else_than_a_record_is_named(line: str, what: str) -> None:
    said = f"this is {what}, not a record; keep only the records"
    for text, place in (('{"Last_Name": "A"}\n\n' + line, (3, 1)), ('{\n"Last_Name": "A"}\n\n' + line, (4, 1))):
        error = refused(text)
        assert (error.reason, error.line, error.column) == (said, *place), text


def test_what_stands_before_records_and_is_none_is_named_too() -> None:
    said = "this is a body with records of its own, not a record; keep only the records"
    for between in ("", "\n"):  # in one line, and over several
        error = refused('{"data": [{"Last_Name": "B"}]}\n{' + between + '"Last_Name": "A"}\n')
        assert (error.reason, error.line) == (said, 1)
    answers = '{"data": [{"code": "SUCCESS", "status": "success"}]}\n' * 2
    assert refused(answers).reason == "this is what Zoho answered, not a record; keep only the records"


@each_case(
    "line",
    [
        '{"code": "C1", "type": "t", "data": "d", "info": {"x": 1}, "value": 1}',
        '{"data": [1]}',
        '{"data": [{}, 1]}',
        '{"type": "STATE"}',
        '{"url": "https://x.example", "status": "open"}',
    ],
)
def test_a_line_that_may_be_a_record_is_one(line: str) -> None:
    assert len(recognise('{"Last_Name": "A"}\n' + line).request(LEADS).rows) == 2


def test_a_malformed_line_is_unreadable_at_its_line_and_column() -> None:
    error = refused('{"Last_Name": "A"}\n{"Last_Name": }')
    assert (error.line, error.column) == (2, 15)


def test_of_two_readings_the_mistake_that_stands_later_is_told() -> None:
    error = refused("[\n1px]")  # no number for JavaScript, and for JSON one with something behind it
    assert (error.reason, error.line, error.column) == ("a comma or a closing bracket is missing here", 2, 2)


@each_case("second", ['{"Last_Name": "B"}', "5"])
def test_a_status_of_a_record_is_no_reply_among_json_lines(second: str) -> None:
    assert recognise('{"Last_Name": "A", "status": "new"}\n' + second).kind == "json lines"


def test_calls_one_a_line_are_calls_and_no_records() -> None:
    call = '{"url": "https://x.example/crm/v8/Leads/upsert", "method": "POST", "body": {"data": [{}]}}'
    with pytest.raises(SeveralCalls):
        recognise(f"{call}\n{call}")


def test_a_body_and_its_reply_are_read_in_any_writing_if_each_body_has_one() -> None:
    body, reply = "{'data': [{'Last_Name': 'A'}]}", "{'data': [{'code': 'SUCCESS', 'status': 'success'}]}"
    for text, form in ((body, "a Python literal"), (body.replace("'", '"'), "JSON within other text")):
        found = recognise(text.replace("[", "[\n") + "\n" + reply)
        assert (found.request(LEADS).rows, found.form) == (({"Last_Name": "A"},), form)
        assert found.reply == reply.replace("'", '"')
    for behind in (f"{body}\n{reply}\n{body}", "{'a': 1} x"):
        assert refused(behind).reason == "a quoted key is missing (or an extra comma)"


def test_json_over_several_lines_is_no_json_lines() -> None:
    assert recognise('{\n"data": [{}]}').kind == "json"
    assert recognise('{"data": [\n{}]}').kind == "json"
    assert recognise('[{"Last_Name": "A"},\n{"Last_Name": "B"}]').kind == "json"


# --- curl ------------------------------------------------------------------------------------------------------------

SINGLE = "'" + BODY.replace("'", "'\\''") + "'"
DOUBLE = '"' + BODY.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") + '"'
ANSI = "$'" + BODY.replace("\\", "\\\\").replace("'", "\\'") + "'"


@each_case(
    ("sent", "quote"),
    product(
        [
            f"-d {SINGLE}",
            f"-d {DOUBLE}",
            f"-d {ANSI}",
            f"-d{SINGLE}",
            f"--data {SINGLE}",
            f"--data={SINGLE}",
            f"--data-raw {ANSI}",
            f"--data-raw={DOUBLE}",
            f"--data-binary {SINGLE}",
            f"--json {DOUBLE}",
            f"--json={SINGLE}",
        ],
        ["", "'", '"'],
    ),
)
def test_a_curl_command_in_any_quoting_is_its_body_and_the_module_of_its_url(sent: str, quote: str) -> None:
    command = f"curl -X POST {quote}{URL}{quote} -H 'Authorization: Zoho-oauthtoken {TOKEN}' {sent}"
    found = recognise(command)
    assert (found.kind, found.module) == ("curl", "Contacts")
    assert found.request(LEADS).to_body() == json.loads(BODY)


@given(st.text(max_size=12), st.text(alphabet="ab'\"\\$`! \n", max_size=12))
def test_whatever_a_shell_can_quote_arrives(one: str, other: str) -> None:
    text = json.dumps({"data": [{"Last_Name": one, "Company": other}]}, ensure_ascii=False)
    assert json.loads(recognise(f"curl {URL} -d {shlex.quote(text)}").text) == json.loads(text)


@each_case("line_end", ["\\\n", "\\\r\n", "^\n", "`\n"])
def test_a_curl_command_may_go_over_several_lines(line_end: str) -> None:
    command = f"curl --request POST {line_end}  --url {URL} {line_end}  --data {SINGLE}\n"
    assert recognise(command).request(LEADS).to_body() == json.loads(BODY)


def test_the_body_may_go_over_several_lines_too() -> None:
    command = f'curl \'{URL}\' --data-raw \'{{\n  "data": [\n    {{"Last_Name": "A"}}\n  ]\n}}\''
    assert recognise(command).request(LEADS).rows == ({"Last_Name": "A"},)


@each_case("start", ["curl ", "$ curl ", "  curl\t", "curl.exe ", "\ncurl "])
def test_a_curl_command_is_known_by_its_first_word(start: str) -> None:
    assert recognise(f"{start}{URL} -d '{{}}'").kind == "curl"


def test_a_dollar_before_a_closing_quote_opens_no_other_quote() -> None:
    command = f"curl {URL} -H 'X-Price: 5$' -d {SINGLE}"
    assert json.loads(recognise(command).text) == json.loads(BODY)


@each_case("version", ["v2", "v2.1", "v7", "v8"])
def test_the_module_is_that_of_the_url_in_any_version(version: str) -> None:
    command = f"curl 'https://crm.example/crm/{version}/Price_Books/upsert?x=1' -d '{{}}'"
    assert recognise(command).module == "Price_Books"


def test_a_url_of_another_call_names_its_module_too() -> None:
    assert recognise("curl https://crm.example/crm/v8/Leads -d '{}'").module == "Leads"


def test_no_header_and_no_token_is_kept() -> None:
    found = recognise(f"curl {URL} -H 'Authorization: Zoho-oauthtoken {TOKEN}' -H 'X: y' -d {SINGLE}")
    assert TOKEN not in repr(found)
    assert "Authorization" not in repr(found)


@each_case(
    ("command", "said"),
    [
        (f"curl {URL} -d @body.json", "body.json"),
        (f"curl {URL} -d@body.json", "body.json"),
        (f"curl {URL} --data-binary @body.json", "body.json"),
        (f"curl {URL} -H 'Authorization: Zoho-oauthtoken {TOKEN}'", "no body"),
        (f"curl {URL} -H 'Authorization: {TOKEN} -d '{{}}'", "quote"),
    ],
)
def test_a_curl_command_without_a_readable_body_says_why_and_never_the_token(command: str, said: str) -> None:
    error = refused(command)
    assert said in error.reason
    assert TOKEN not in str(error)


def test_the_body_of_a_curl_command_is_judged_like_any_other() -> None:
    assert "twice" in refused(f'curl {URL} -d \'{{"data": [{{"a": 1, "a": 2}}]}}\'').reason
    assert recognise(f'curl {URL} -d \'[{{"Last_Name": "A"}}]\'').request(LEADS).rows == ({"Last_Name": "A"},)


# --- anything else ---------------------------------------------------------------------------------------------------


@each_case("text", ["", " \n", "hello", "null", "7", '"text"', "<html></html>", "data: - a"])
def test_what_is_nothing_of_these_is_unreadable_input(text: str) -> None:
    assert refused(text).reason


@given(st.text(max_size=40) | st.text(alphabet='{}[]":,\\ud8an1e-@\n', max_size=40))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    for whole in (text, f"curl {text}", "{" + text, "[" + text):
        with suppress(PayloadError):
            recognise(whole).request(LEADS)


@each_case(
    ("text", "said"),
    [
        (
            "Leads by source,,\n,,\nLast Name,Email,Phone\nOde,a@x.test,1\n",
            "line 3 names fields of Leads: if it is the",
        ),
        ("Leads by source,,\nName,Email\nOde,a@x.test\n", "this is neither JSON"),
        ("Leads by source\n" * 19 + "Last Name,Email,Phone\nOde,a@x.test,1\n", "line 20 names fields of Leads"),
        ("Leads by source\n" * 20 + "Last Name,Email,Phone\nOde,a@x.test,1\n", "this is neither JSON"),
    ],
)
def test_a_header_below_the_title_of_a_report_is_told(text: str, said: str) -> None:
    assert refused(text).reason.startswith(said)
