"""Calls as they stand in consoles, batch files and pipelines: cmd, PowerShell and bash."""

from __future__ import annotations

import json
import re
from typing import Final

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.formats import recognise
from tui.core.payload.request import PayloadError

URL: Final = "https://www.zohoapis.example/crm/v8/Leads/upsert"
READ: Final = {"data": [{"Last_Name": "Ode", "Email": "ode@x.test"}], "duplicate_check_fields": ["Email"]}
BODY: Final = json.dumps(READ)
LINES: Final = json.dumps(READ, indent=2)
ESCAPED: Final = BODY.replace('"', '\\"')
FILES: Final = {"body.json": BODY.encode()}


def chrome_cmd(text: str) -> str:
    """A text as Chrome writes it for cmd."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(r"[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]", lambda found: f"^{found[0]}", text)
    return '^"' + re.sub(r"\r?\n", "^\n\n", re.sub(r"%(?=[a-zA-Z0-9_])", "%^", text)) + '^"'


WRITINGS: Final = {
    "Chrome's cmd, over lines": f'curl ^"{URL}^" ^\n  -H ^"accept: */*^" ^\n  --data-raw {chrome_cmd(LINES)} ^\n  --compressed',
    "Chrome's cmd, two calls": f'curl ^"{URL}^" --data-raw {chrome_cmd(BODY)} &\ncurl ^"https://x.example/crm/v8/org^" -H ^"a: b^"',
    "cmd, a pipe behind": f'curl ^"{URL}^" --data-raw {chrome_cmd(BODY)} | jq .',
    "cmd, the body over lines": 'curl -X POST "'
    + URL
    + '" ^\r\n -d "{^\r\n \\"data\\": [{\\"Last_Name\\": \\"Ode\\", ^\r\n \\"Email\\":\\"ode@x.test\\"}],^\r\n'
    ' \\"duplicate_check_fields\\":[\\"Email\\"]}"',
    "cmd, doubled quotes": f'curl -X POST "{URL}" -d "{BODY.replace(chr(34), chr(34) * 2)}"',
    "batch, variables that it sets": "@echo off\r\nset BASE=https://x.example\r\nset URL=%BASE%/crm/v8/Leads/upsert\r\n"
    f'set "NAME=Ode"\r\ncurl "%url%" ^\r\n -d "{ESCAPED.replace("Ode", "%NAME%")}"\r\npause\r\n',
    "batch, a body file": f"@curl -X POST {URL} ^\r\n  -d @body.json\r\nREM done",
    "batch, a loop": f'for /f %%i in (ids.txt) do curl "{URL}" -d "{ESCAPED}" ^\r\n -s',
    "PowerShell, a console": f"PS C:\\Users\\me> $b = @'\n>> {BODY}\n>> '@\n>> irm '{URL}' -Method Post -Body $b",
    "PowerShell, an address of parts": f"$base = 'https://x.example'\n$u = $base + '/crm/v8/Leads/upsert'\n"
    f"Invoke-RestMethod -Uri $u -Method Post -Body '{BODY}'",
    "PowerShell, a body of parts": f"$b = '{BODY[:30]}'\n$b += '{BODY[30:]}'\nirm {URL} -Method Post -Body $b",
    "PowerShell, -f": f"$b = '{BODY.replace('{', '{{').replace('}', '}}').replace('Ode', '{0}')}' -f 'Ode'\n"
    f"irm {URL} -Method Post -Body $b",
    "PowerShell, as Chrome copies it": "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
    f'Invoke-WebRequest -UseBasicParsing -Uri "{URL}" `\n-Method "POST" `\n-WebSession $session `\n'
    f'-Headers @{{\n"accept"="*/*"\n}} `\n-Body "{BODY.replace(chr(34), "`" + chr(34))}"',
    "bash, a pipe behind": f"curl -s --url '{URL}' --data '{BODY}' | jq . | tee out.json",
    "bash, a here-document and a pipe": f"curl -s '{URL}' --data @- <<'EOF' | jq .\n{LINES}\nEOF\n",
    "bash, a token first": "TOKEN=$(curl -s https://accounts.example/oauth/v2/token -d 'a=b' | jq -r .access_token)\n"
    f"curl -s {URL} -d '{BODY}' | jq .",
    "bash, a loop": f"for n in 1 2; do\n  curl -s {URL} -d '{BODY}' | jq -r '.data[0].code'\ndone",
    "HTTPie, a pipe behind": f"http POST {URL} data:='{json.dumps(READ['data'])}' duplicate_check_fields:='[\"Email\"]' | jq .",
}


@each_case("text", WRITINGS.values())
def test_a_call_of_a_console_is_read_with_its_module(text: str) -> None:
    found = recognise(text, files=FILES.get)
    request = found.request(LEADS)
    assert (found.module, request.to_body(), request.other_call) == ("Leads", READ, None)
    assert request.shell_variables == frozenset()


def test_chromes_form_for_cmd_keeps_every_character() -> None:
    body = {"data": [{"Last_Name": 'O\'Brien & Söhne "GmbH" 50%off ^ 100%', "Description": "a\nb\\c <x> | y!"}]}
    written = chrome_cmd(json.dumps(body, ensure_ascii=False, indent=1))
    assert recognise(f'curl ^"{URL}^" ^\n  --data-raw {written}').request(LEADS).to_body() == body


@each_case(
    ("text", "variables"),
    [
        (f'set /p NAME=Name: \r\ncurl "{URL}" ^\r\n -d "{ESCAPED.replace("Ode", "%NAME%")}"', {"%NAME%"}),
        (f'for %%i in (a b) do curl "{URL}" ^\r\n -d "{ESCAPED.replace("Ode", "%%i")}"', {"%%i"}),
        (
            f"$b = '{BODY.replace('Ode', chr(39) + ' + $name + ' + chr(39))}'\nirm {URL} -Method Post -Body $b",
            {"$name"},
        ),
        (
            f"$b = '{BODY.replace('Ode', chr(39) + ' + $row.Name.Trim() + ' + chr(39))}'\nirm {URL} -Method Post -Body $b",
            {"$row.Name.Trim()"},
        ),
        (
            '$b = \'[{{"Last_Name":"{0}","Email":"{1:d}"}}]\' -f $row.Name, (Get-Date)\n'
            f"irm {URL} -Method Post -Body $b",
            {"$row.Name", "$(Get-Date)"},
        ),
    ],
)
def test_what_the_text_does_not_set_is_a_variable(text: str, variables: set[str]) -> None:
    assert recognise(text).request(LEADS).shell_variables == variables


@each_case(
    ("text", "said"),
    [
        (f"$b = '{BODY}'.Replace('Ode', $name)\nirm {URL} -Method Post -Body $b", "the body is $b"),
        (f"$b = '{BODY}' -replace 'Ode', $name\nirm {URL} -Method Post -Body $b", "the body is $b"),
        ("$lead = @{ Last_Name = 'Ode' }\n$b = @{ data = @($lead) } | ConvertTo-Json\nirm $u -Method Post -Body $b", "hashtable"),
        (f"curl -s https://x.example/a | curl {URL} -d @- | jq .", "what the command curl prints"),
        ("irm " + URL + " -Method Post -Body (" + "$a + " * 30 + "$a)", "$a"),
    ],
)  # fmt: skip
def test_a_body_that_only_running_it_would_tell_is_named(text: str, said: str) -> None:
    with pytest.raises(PayloadError) as caught:
        recognise(text).request(LEADS)
    assert said in caught.value.reason


def test_a_variable_that_is_made_of_itself_ends() -> None:
    text = f"$u = $u + '/x'\n$u += $u\nirm $u -Method Post -Body '{BODY}'"
    assert recognise(text).request(LEADS).to_body() == READ
    doubled = f"$b = '{BODY}'\n" + "$b += $b\n" * 40 + f"irm {URL} -Method Post -Body $b"
    with pytest.raises(PayloadError):
        recognise(doubled).request(LEADS)
