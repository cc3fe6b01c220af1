"""The options of curl that say what is sent and where, in the ways that they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from tui.core.payload.call import WrittenCall

URL = "https://www.zohoapis.example/crm/v8/Leads/upsert"
BODY = '{"data": [{"a": 1}]}'
FILES = {"body.json": BODY, "/srv/body.json": BODY, "half.json": BODY[:9]}


def the_call(text: str) -> WrittenCall:
    call = recognise(text, files=lambda name: FILES[name].encode() if name in FILES else None).call
    assert call is not None
    return call


def recognise_several(text: str) -> list[str]:
    with pytest.raises(SeveralCalls) as caught:
        recognise(text)
    return [each.text for each in caught.value.calls]


@each_case(
    ("options", "said"),
    [
        (f"{URL} -d '{BODY}'", None),
        (f"-s -XPOST {URL} -d'{BODY}'", None),
        (f"-sd '{BODY}' {URL}", None),
        (f"-d @body.json {URL}", None),
        (f"-d@body.json {URL}", None),
        (f"--json '{BODY}' --url={URL} other/path", None),
        (f"--data='{BODY}' https://proxy.example/x {URL}", None),
        (f"- {URL} -d '{BODY}'", None),
        (f"--get {URL} -d '{BODY}'", "GET"),
        (f"-G {URL} -d '{BODY}'", "GET"),
        (f"-T body.json {URL}", "PUT"),
        (f"-X POST -T body.json {URL}", None),
        (f"--upload-file /srv/body.json {URL}", "PUT"),
    ],
)
def test_a_curl_command_says_what_it_sends_and_where(options: str, said: str | None) -> None:
    call = the_call(f"curl {options}")
    assert call.body.text == BODY
    assert call.target.module == "Leads"
    assert (call.target.other_call is None) == (said is None)
    assert (said or "") in (call.target.other_call or "")


@each_case(
    ("command", "said"),
    [
        (f"curl {URL} -d 'a' -d 'b'", "so this body is not JSON"),
        (f"curl {URL} --json '{{' -d 'a' --json 'b'", "so this body is not JSON"),
        ("curl -d grant_type=x", "is not JSON"),
        (f"curl {URL} -F a=b", "sends a form"),
        (f"curl {URL}", "-d is missing"),
        ("curl https://accounts.example/oauth/v2/token -d grant_type=x", "is not JSON"),
        (f"make | curl {URL} -d @-", "the command make prints"),
        (f"cat a.json b.json | curl {URL} -d @-", "the command cat prints"),
        (f"curl {URL} -d @-", "standard input"),
        (f"A=1 | curl {URL} -d @-", "standard input"),
        (f"curl {URL} -d \"$BODY\"", "its value is not in this text"),
    ],
)  # fmt: skip
def test_a_curl_command_without_a_body_that_can_be_read_says_why(command: str, said: str) -> None:
    with pytest.raises(PayloadError, match=said):
        the_call(command)


@each_case(
    "command",
    [
        f"cat body.json | curl {URL} -d @-",
        f"cat -u body.json | /usr/bin/curl {URL} -d @-",
        f"/bin/cat /srv/body.json | curl {URL} -d @/dev/stdin",
        f"curl {URL} -d @- < body.json",
        f"$ curl {URL} \\\n>  -d '{BODY}'\n",
        f"ID=$(curl {URL} -d '{BODY}')",
        f"It's called so:\ncurl {URL} -d '{BODY}'\nand that's all",
    ],
)
def test_the_body_of_a_curl_command_is_found_in_and_around_it(command: str) -> None:
    assert the_call(command).body.text == BODY


@each_case(
    "command",
    [
        f"$ curl {URL} \\\n>  -d '{BODY}'\n",
        f"curl {URL} --json '{BODY[:9]}' --json '{BODY[9:]}'",
        f"It's called so:\ncurl {URL} -d '{BODY}'\nand that's all",
    ],
)
def test_what_a_curl_command_sends_knows_its_place(command: str) -> None:
    call = the_call(command)
    assert call.body.text == BODY
    for sign in ("{", "1", "}"):
        assert command[call.body.origin(call.body.text.index(sign))] == sign
    assert call.body.origin(0) == command.index("{")


def test_windows_quotes_are_straightened_only_where_that_makes_json() -> None:
    escaped = BODY.replace('"', '\\"')
    assert the_call(f"curl {URL} -d '{escaped}'").body.text == BODY
    assert the_call(f"curl {URL} -d '{escaped}]'").body.text == f"{escaped}]"
    for kept in ('{"data": [{"a": "\\"1\\""}]}', '{"data": ["a\\",\\"b"]}'):
        assert the_call(f"curl {URL} -d '{kept}'").body.text == kept
    open_text = escaped.replace("1", '\\"$N\\"')
    assert the_call(f"curl {URL} -d @- <<E\n{open_text}\nE").body.text.startswith('{\\"data')


def test_several_values_of_json_are_one_and_several_of_data_are_told() -> None:
    assert not the_call(f"curl {URL} --json '{BODY[:9]}' --json '{BODY[9:]}'").remarks
    assert not the_call(f"curl {URL} -d '{BODY}'").remarks
    joined = the_call(f'curl {URL} -d \'{{"data": [{{"a": "1\' -d \'2"}}]}}\'')
    assert joined.body.text == '{"data": [{"a": "1&2"}]}'
    assert len(joined.remarks) == 1
    of_variable = the_call(f'curl {URL} -d "{{\\"data\\": [{{\\"a\\": $N, \\"b\\": \\"1" -d "2\\"}}]}}"')
    assert of_variable.body.text == '{"data": [{"a": "$N", "b": "1&2"}]}'
    of_file = the_call(f"curl {URL} --json @half.json --json '{BODY[9:]}'")
    assert of_file.body.text == BODY


@each_case(
    ("other", "unread"),
    [
        ("curl https://accounts.example/token -F a=b", None),
        (f"curl {URL} -F data=@x", "this curl command sends a form"),
        ("curl https://accounts.example/token -d @none.json", "none.json"),
    ],
)
def test_a_call_that_cannot_be_read_is_told_beside_another_unless_it_is_a_form_for_another(
    other: str, unread: str | None
) -> None:
    call = the_call(f"{other}\ncurl {URL} -d '{BODY}'")
    assert call.body.text == BODY
    assert (unread or "None") in str(call.unread)


def test_of_what_cannot_be_read_a_call_to_zoho_comes_first() -> None:
    with pytest.raises(PayloadError, match="standard input"):
        the_call(f"curl https://accounts.example/token -F a=b\ncurl {URL} -d @-")


def test_what_stands_behind_next_is_a_call_of_its_own() -> None:
    call = the_call(f"curl -G https://accounts.example/token -d a=b --next {URL} -d '{BODY}' -: https://x.example")
    assert (call.body.text, call.target) == (BODY, the_call(f"curl {URL} -d '{BODY}'").target)


@each_case(("options", "body"), [("--data-raw @body.json", "@body.json"), ("-d 'a b'", "a b")])
def test_what_is_sent_to_zoho_is_shown_though_it_is_not_json(options: str, body: str) -> None:
    assert the_call(f"curl {URL} {options}").body.text == body


def test_a_curl_that_stands_among_the_words_of_another_command_is_none() -> None:
    assert the_call(f"curl {URL} -d '{BODY}'\nsee curl {URL} -d '{{}}'").body.text == BODY


def test_reading_begins_anew_behind_prose_with_a_quote_that_is_none() -> None:
    first, second = f"curl {URL} -d '{BODY}'", f"curl {URL} -d '[]'"
    crowd = recognise_several(f"{first}\nit's one\n" * 101)
    assert len(crowd) == 101
    with pytest.raises(PayloadError, match="a quote that is not closed"):
        recognise_several(f"{first}\nit's one\n" * 102)
    for between in ("That's the first:", "That's it.\nAnd it's this:"):
        text = f"{first}\n{between}\n  {second}"
        with pytest.raises(SeveralCalls) as caught:
            recognise(text)
        assert [each.text for each in caught.value.calls] == [BODY, "[]"]


@each_case("before", ["", "\n\n", "A=1\n", "  $ ", "cat x | "])
def test_a_quote_left_open_in_a_curl_command_is_told_where_the_command_begins(before: str) -> None:
    with pytest.raises(PayloadError, match="this curl command has") as caught:
        recognise(f"{before}curl {URL} -d 'open")
    assert (caught.value.line, caught.value.column) == (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)


@each_case("address", ["x", "/local/path", "x /local/path"])
def test_what_is_no_address_says_nothing_of_where_it_goes(address: str) -> None:
    call = the_call(f"curl {address} https://proxy.example/v8/Leads/upsert -d '{BODY}'")
    assert call.target == the_call(f"curl https://proxy.example/v8/Leads/upsert -d '{BODY}'").target
    assert "proxy.example" in (call.target.other_call or "")


def test_an_address_that_is_named_as_one_comes_first() -> None:
    assert the_call(f"curl {URL.replace('Leads', 'Contacts')} --url {URL} -d '{BODY}'").target.module == "Leads"
