"""Prose between the commands of a shell: its apostrophes and signs of inches are no quotes, and swallow no command."""

from __future__ import annotations

import json
from typing import Final

import pytest

from tests.cases import each_case
from tests.core.test_consoles import chrome_cmd
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.request import PayloadError

URL: Final = "https://x.example/crm/v8/Leads/upsert"
BODIES: Final = tuple(f'{{"data":[{{"Last_Name":"{name}"}}]}}' for name in ("One", "Two"))


def cmd(body: str) -> str:
    escaped = body.replace('"', '\\"')
    return f'curl "{URL}" ^\n  -H "A: b" ^\n  -d "{escaped}"'


COMMANDS: Final = {
    "curl": tuple(f"curl -X POST {URL} -d '{body}'" for body in BODIES),
    "curl over lines": tuple(f"$ curl \\\n  {URL} \\\n  -H 'A: b' \\\n  -d '{body}'" for body in BODIES),
    "curl with double quotes": tuple(f'curl "{URL}" -d {json.dumps(body)}' for body in BODIES),
    "cmd": tuple(map(cmd, BODIES)),
    "cmd, as Chrome copies it": tuple(f'curl --data-raw {chrome_cmd(body)} ^"{URL}^"' for body in BODIES),
    "HTTPie": tuple(f"http POST {URL} <<< '{body}'" for body in BODIES),
    "wget": tuple(f"wget --post-data='{body}' '{URL}'" for body in BODIES),
    "PowerShell": tuple(f"Invoke-RestMethod -Uri '{URL}' -Method Post -Body '{body}'" for body in BODIES),
    "Deluge": tuple(f'zoho.crm.upsert("Leads", {body[9:-2]});' for body in BODIES),
    "curl in PowerShell": tuple(f"$r = curl.exe '{URL}' -d '{body}' `\n  -X POST" for body in BODIES),
}


def calls_in(text: str) -> list[str]:
    try:
        return [recognise(text).text]
    except SeveralCalls as several:
        return [each.text for each in several.calls]


@each_case(
    "prose",
    [
        ("", ""),
        ("it's the second", ""),
        ("it's the second", "that's all"),
        ("it's what's second", "it's"),
        ('a TV of 19" comes', ""),
        ('a TV of 19" comes', 'as does 21"'),
        ("it's 19\"", "that's 21\""),
    ],
)
def test_an_apostrophe_in_prose_swallows_no_command(prose: tuple[str, str]) -> None:
    between, behind = prose
    for name, (one, two) in COMMANDS.items():
        text = f"{one}\n\n{between}\n\n{two}\n\n{behind}\n"
        for several, wanted in ((text, BODIES), (f"{text}\n{one}\n", (*BODIES, BODIES[0]))):
            assert [json.loads(body) for body in calls_in(several)] == [json.loads(body) for body in wanted], name


@each_case(
    "prose", [("'tis the second", "'tis all"), ('the "second one', 'and "that'), ("say 'the second", "or 'that")]
)
def test_a_quote_in_prose_that_stays_open_swallows_no_command_of_bash(prose: tuple[str, str]) -> None:
    between, behind = prose
    for name in ("curl", "curl over lines", "HTTPie", "wget"):
        one, two = COMMANDS[name]
        assert calls_in(f"{one}\n\n{between}\n\n{two}\n\n{behind}\n") == [*BODIES], name


def test_what_is_printed_or_given_a_name_is_no_command() -> None:
    one, two = (f"curl {URL} -d {json.dumps(body)}" for body in BODIES)
    for quoted in (f"echo 'Usage:\n  {two}\n'", f"X='\n{two}\n'", f"export X='\n{two}\n'"):
        assert calls_in(f"{one}\n{quoted}\n") == [BODIES[0]], quoted


def test_the_mark_of_a_here_document_in_prose_swallows_no_command() -> None:
    one, two = COMMANDS["curl"]
    assert calls_in(f"{one}\n\na << b, it says\n\n{two}\n") == [*BODIES]
    document = f"cat > run.sh <<'EOF'\n{two}\nEOF\n{one}\n"
    assert calls_in(document) == [BODIES[0]], "what a script writes to a file it does not run"


BROKEN: Final = f"curl {URL} -d '{BODIES[0].replace('One', chr(39))}'"


@each_case(
    ("text", "line"),
    [
        (f"{BROKEN}\n{BROKEN}\n", 1),
        (f"\n{BROKEN}\n{BROKEN}\n", 2),
        (f"{COMMANDS['curl'][0]}\n\n{BROKEN}\n{BROKEN}\n", 3),
    ],
)
def test_a_quote_in_a_command_that_would_go_on_over_the_next_is_told(text: str, line: int) -> None:
    with pytest.raises(PayloadError) as caught:
        recognise(text)
    assert (caught.value.reason, caught.value.line) == ("this curl command has a quote that is not closed", line)


def test_a_command_within_another_whose_quote_stays_open_is_told() -> None:
    with pytest.raises(PayloadError, match="this curl command has a quote that is not closed"):
        recognise("R=$(curl 'abc )\n")


@each_case(
    ("text", "bodies"),
    [
        (f"R=\"$(\ncurl -s {URL} -d '{BODIES[0]}'\n)\"\necho $R\n", [BODIES[0]]),
        (f"curl {URL} -d'{{\n{BODIES[0][1:]}'\n{COMMANDS['curl'][1]}\n", ["{\n" + BODIES[0][1:], BODIES[1]]),
        (f"ssh host '\n{COMMANDS['curl with double quotes'][0]}\n'\n", [BODIES[0]]),
    ],
)
def test_a_quote_over_several_lines_is_one(text: str, bodies: list[str]) -> None:
    assert calls_in(text) == bodies
