"""curl as cmd reads it: carets, quotes, backslashes, and the variables of batch files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from tests.cases import each_case
from tests.core.test_consoles import chrome_cmd
from tui.core.payload.curl_cmd import read
from tui.core.payload.formats import recognise
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from tui.core.payload.call import WrittenCall

URL: Final = "https://x.example/crm/v8/Leads/upsert"
BODY: Final = '{"data":[{"A":1}]}'
NO_FILES: Final[dict[str, bytes]] = {}
ESCAPED: Final = BODY.replace('"', '\\"')


def the_call(text: str) -> WrittenCall:
    calls = read(text, NO_FILES.get)
    assert calls is not None
    (call,) = calls
    return call


def sends(body: str) -> str:
    """A command whose body is written so."""
    return f'curl "{URL}" ^\n -d {body}'


@each_case(
    ("written", "body"),
    [
        ('"{\\"a\\":\\"b^c^^d\\"}"', '{"a":"bc^d"}'),  # cmd ends its quotes at every quote
        ('"{""a"":""b^c^^d""}"', '{"a":"b^c^^d"}'),
        ('"{""a"":""^""}" -H "b^"', '{"a":"^"}'),
        ('"{""a"":""b^c""}"', '{"a":"b^c"}'),
        ('^"{^\\^"a^\\^":^\\^"b ^& ^%^NAME^% c^\\^"}^"', '{"a":"b & %NAME% c"}'),
        ('^"{^\n\n ^\\^"a^\\^": 1^\r\n\r\n}^"', '{\n "a": 1\r\n}'),
        ('"{^\n \\"a\\": 1}"', '{ "a": 1}'),
        ('"{""a"":1}"', '{"a":1}'),
        ('"[{""a"":1}]"', '[{"a":1}]'),
        ('"{""a"":""b\\\\\\\\""}"', '{"a":"b\\\\"}'),
        ('"{\\"a\\":\\"b\\\\\\\\\\"}"', '{"a":"b\\\\"}'),
        ('"{\\"a\\":\\"b\\\\nc\\"}"', '{"a":"b\\\\nc"}'),  # written by hand: a path
        ('"{""a"":""b\\\\nc""}"', '{"a":"b\\nc"}'),  # as Firefox wrote it
        ('^"{^\\^"a^\\^":^\\^"b^\\^\\nc^\\^"}^"', '{"a":"b\\nc"}'),  # as Chrome does
        ('^"{^\\^"a^\\^":^\\^"b^\\^\\nc^\\nd^\\^"}^"', '{"a":"b\\\\nc\\nd"}'),
        ('^"{^\\^"a^\\^":^\\^"b^\\^\\q^\\^"}^"', '{"a":"b\\\\q"}'),
        ('^"{^\\^"a^\\^":^\\^"b^\\^\\^\\^\\nc^\\^\\td^\\^"}^"', '{"a":"b\\\\nc\\td"}'),
    ],
)
def test_a_body_is_what_cmd_and_curl_make_of_what_is_written(written: str, body: str) -> None:
    text = sends(written)
    call = the_call(text)
    assert call.body.text == body
    assert (call.target.module, call.form, call.shell_variables) == ("Leads", "a curl command for cmd", frozenset())
    for place, sign in enumerate(body):
        assert text[call.body.origin(place)] in (sign, "\\", '"'), place


def test_chromes_form_keeps_lines_and_every_backslash() -> None:
    body = json.dumps({"data": [{"A": "C:\\", "B": 'a\nb "c" \\n'}]}, indent=1)
    assert the_call(f'curl ^"{URL}^" --data-raw {chrome_cmd(body)}').body.text == body


@each_case(
    ("before", "written", "value", "variables"),
    [
        ("set N=Ode\n", "%N%", "Ode", set()),
        ("@SET  n=Ode\r\n", "%N%", "Ode", set()),
        ('set "N=O & d" rem\n', "%N%", "O & d", set()),
        ("set A=O\nset N=%A%de\nset N=%N%!\n", "%N%", "Ode!", set()),
        ("set N=Ode\n", "%N%%N%", "OdeOde", set()),
        ("set N=\n", "a%N%", "a", set()),
        (f"set N={8191 * 'x'}\n", "%N%", 8191 * "x", set()),
        (f"set N={8192 * 'x'}\n", "%N%", "%N%", {"%N%"}),
        ("set N=%A%de\n", "%N%", "%N%", {"%N%"}),
        ("set N=Ode\nset N=%A%de\n", "%N%", "%N%", {"%N%"}),
        ("set N=Ode\nset /p N=Name: \n", "%N%", "%N%", {"%N%"}),
        ("set N=Ode\nset N=a & b\n", "%N%", "%N%", {"%N%"}),
        ('set N=Ode\nset "N=a\n', "%N%", "%N%", {"%N%"}),
        ("", "%N% %M%", "%N% %M%", {"%N%", "%M%"}),
        ("set N=Ode\n", "%N:~0,2%", "%N:~0,2%", {"%N:~0,2%"}),
        ("set N=Ode\n", "%N:O=A%", "%N:O=A%", {"%N:O=A%"}),
        ("", "%%i", "%%i", {"%%i"}),
        ("", "5% %%ii", "5% %%ii", set()),
    ],
)
def test_a_variable_is_what_the_batch_file_set_it_to_last(
    before: str, written: str, value: str, variables: set[str]
) -> None:
    text = before + sends(f'"{{""a"": ""{written}"", ""b"": 1}}" -H "X: %X%"')
    call = the_call(text)
    assert call.body.text == f'{{"a": "{value}", "b": 1}}'
    assert set(call.shell_variables) == variables
    assert text[call.body.origin(call.body.text.index("b")) :].startswith('b"": 1')


def test_a_variable_has_the_value_that_is_set_before_each_command() -> None:
    command = sends('"{""data"":[""%N%""]}"')
    calls = read(f"set N=A\n{command}\nset N=B\n{command}\n", NO_FILES.get)
    assert calls is not None
    assert [call.body.text for call in calls] == ['{"data":["A"]}', '{"data":["B"]}']


@each_case(
    ("text", "said", "place"),
    [
        (f'curl "{URL}" ^\n -s & http -d "{ESCAPED}"', "-d is missing", (1, 1)),
        (f'  curl "{URL}" ^\n -d "{{\\"a', "has a quote that is not closed", (2, 5)),
        (f'curl "{URL}" ^\n -d ^"{{', "has a quote that is not closed", (2, 6)),
    ],
)
def test_what_cannot_be_read_is_told_where_it_is_written(text: str, said: str, place: tuple[int, int]) -> None:
    with pytest.raises(PayloadError, match=said) as caught:
        read(text, NO_FILES.get)
    assert (caught.value.line, caught.value.column) == place


def test_without_curl_there_is_nothing_to_read() -> None:
    assert read(f'http {URL} -d "{{""a"":1}}"', NO_FILES.get) is None


@each_case(
    "text",
    [
        f"curl -X POST https://x.example/token -d \"\" \ncurl {URL} -d '{BODY}'",
        f"curl {URL} -d '{BODY}' ^\n",
        f'curl {URL} -d "{ESCAPED}"',
        f"curl {URL} ^\n -d $'{BODY}'",
    ],
)
def test_what_is_written_for_bash_is_read_as_bash_does(text: str) -> None:
    assert read(text, NO_FILES.get) is None
    assert recognise(text).text == BODY
