"""PowerShell scripts: what is read as PowerShell reads it, and what is said not to be in the text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload import powershell
from tui.core.payload.call import no_files
from tui.core.payload.formats import recognise
from tui.core.payload.powershell_tokens import statements, tokens_of
from tui.core.payload.powershell_values import Values
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.payload.intake import Intake
    from tui.core.payload.powershell_tokens import Token

URL: Final = "https://www.zohoapis.example/crm/v8/Leads/upsert"
INSERT: Final = "https://www.zohoapis.example/crm/v8/Leads"
BODY: Final = '{"data":[{"Last_Name":"Ode"}],"duplicate_check_fields":["Email"]}'
ESCAPED: Final = BODY.replace('"', '\\"')
BACKTICKS: Final = BODY.replace('"', '`"')
FILES: Final = {"body.json": BODY.encode(), "row.json": b'{"Last_Name":"Ode"}'}
SENT: Final = f"\nirm {URL} -Method Post -Body $b"
PUT: Final = "a PUT request to /crm/v8/Leads/upsert"


def read(text: str) -> Intake:
    return recognise(text, files=FILES.get)


def refused(text: str) -> PayloadError:
    with pytest.raises(PayloadError) as caught:
        read(text).request(LEADS)
    return caught.value


def row(value: str) -> str:
    """A body in single quotes whose last name is written so."""
    return "'" + BODY.replace("Ode", value) + "'"


@each_case(
    ("text", "other"),
    [
        # The beginning of a parameter's name, and its other name.
        (f"irm {URL} -Meth Put -Bod '{BODY}'", PUT),
        (f"irm -Ur {URL} -ME Put -b '{BODY}' -He @{{}}", PUT),
        (f"irm -Ur {URL} -Cust PUT -InF body.json", PUT),
        (f"$p = @{{ Ur = '{URL}'; Meth = 'Put' }}\nirm @p -Body '{BODY}'", PUT),
        # A value behind a colon, or behind a space after it.
        (f"irm -Uri:{URL} -Method:Put -Body:'{BODY}'", PUT),
        (f"$m = 'Put'\nirm {URL} -Method:$m -Body:'{BODY}'", PUT),
        (f"irm {URL} -Method: Put -Body '{BODY}'", PUT),
        # Parameters that stand alone, and a name without a value.
        (f"irm -UseBasicParsing {URL} -Method Post -Body '{BODY}'", None),
        (f"irm -Verbose:$false {URL} -Method Post -Body '{BODY}'", None),
        (f"irm -SkipCert -Verb -Proxy http://p.example {URL} -Method Post -Body '{BODY}'", None),
        (f"irm {URL} -Method Post -Body '{BODY}' | Out-File -Body x.json -Method Put", None),
        (f"irm {URL} x y -Method Post -Body '{BODY}'", None),
        (f"irm {URL} -Body '{BODY}'", "a GET request to /crm/v8/Leads/upsert"),
        (f"irm {URL} -Method ([string]'Put') -Body '{BODY}'", PUT),
        (f"irm {URL} -Method ([Microsoft.PowerShell.Commands.WebRequestMethod]::Put) -Body '{BODY}'", PUT),
        # Splatting.
        (f"$Params = @{{\n Uri='{URL}'\n \"Method\"=\"Post\"\n 'Body' = '{BODY}'\n}}\nInvoke-RestMethod @Params", None),
        (f"$p = [ordered]@{{ Uri = '{URL}'; Method = 'Post' }}\n$p.Body = '{BODY}'\n$p['Method']='Put'\nirm @p", PUT),
        (f"$p = @{{ Uri = '{URL}'; Body = '{BODY}' }}\n$p.Add('Method', 'Put')\nirm @p", PUT),
        (f"$p = @{{ Method = 'Put' }}\n$q = $p\n$p = @{{}}\nirm {URL} @q -Body '{BODY}'", PUT),
        (f"$p = @{{ Method = 'Put' }}\nirm @p -Method Post {URL} -Body '{BODY}'", None),
        (f"$b = '{{}}'\n$p = @{{ Uri = '{URL}'; Method = 'Post'; Body = $b }}\n$p.Body = '{BODY}'\nirm @p", None),
        (f"irm @common {URL} -Body '{BODY}'", None),
        (f"irm @common {URL} -Method Put -Body '{BODY}'", PUT),
        # Addresses of parts.
        (f"irm {INSERT}/$id -Method Put -Body '{BODY}'", "an update (PUT /crm/v8/Leads/$id)"),
        (f"$base = 'https://x.example'\nirm $base/crm/v8/Leads/upsert -Method Post -Body '{BODY}'", None),
        (f"irm $($base)/crm/v8/Leads/upsert -Method Post -Body '{BODY}'", None),
        (f"$base = 'https://x.example'\nirm ($base + '/crm/v8/Leads/upsert') -Method Post -Body '{BODY}'", None),
        (f"irm ($base.TrimEnd('/') + '/crm/v8/Leads/upsert') -Method Post -Body '{BODY}'", None),
        (f"$m = 'Leads'\nirm ('https://x.example/crm/v8/{{0}}/upsert' -f $m) -Method Post -Body '{BODY}'", None),
        (f"irm ([uri]'{URL}') -Method Post -Body '{BODY}'", None),
        (f"irm {URL}?a=b,c -Method Post -Body '{BODY}'", None),
        (f"$p = @{{ Method = 'Put' }}\nirm @common @p {URL} -Body '{BODY}'", PUT),
        (f"$p = @{{ Uri = '{URL}' }}\nirm @p -Body '{BODY}'", "a GET request to /crm/v8/Leads/upsert"),
        (f"$p = @{{}}\nirm @common @p {URL} -Body '{BODY}'", None),
        (f"$p = @{{ Method = 'Put' }}\n$p.Method += 'x'\nirm @p {URL} -Body '{BODY}'", None),
        (f"$m = 'Put'\nirm -Method:$m {URL} -Body '{BODY}'", PUT),
        (f"irm -Method:Put {URL} -Body '{BODY}'", PUT),
        (f"$f = 'bo'\nirm {URL} -Method Post -InFile $f$('dy').json", None),
        # Where the sender stands.
        (f"$r = '{BODY}' | irm {URL} -Method Put", PUT),
        (f"irm https://x.example/a | ForEach-Object {{ irm {URL} -Method Post -Body '{BODY}' }}", None),
        (f"$r = @(irm {URL} -Method Post -Body '{BODY}')", None),
        (f"$t = @{{ curl = (irm {INSERT} -Method Post -Body '{BODY}') }}\nirm {URL} -Method Post -Body '{BODY}'", None),
        (f"cd x && irm {INSERT}\nirm {URL} -Method Post -Body '{BODY}'", None),
        (f"cd x; IRM {URL} -Method Post -Body '{BODY}'", None),
        (f"(((((((((((((((((((irm {URL} -Method Post -Body '{BODY}')))))))))))))))))))", None),
        (f"curl {URL} -Method Put -Body '{BODY}'", PUT),
        (f"curl -Uri {URL} -Method Put -Body '{BODY}' -UserAgent 'x -Body y'", PUT),
        (f"wget -Uri {URL} -Method Put -Body '{BODY}'", PUT),
        (f"pwsh -c 'irm' \"x\"; irm {URL} -Method Put -Body '{BODY}'", PUT),
        (f"$a = 'irm x'; irm {URL} -Method Put -Body '{BODY}' -UserAgent 'irm y'", PUT),
        # curl itself.
        (f"curl.exe {URL} `\n -X PUT -d '{BODY}'", PUT),
        (f'curl.exe -X PUT `\n {URL} -d"@body.json" | jq .data', PUT),
        (f"$b = '{ESCAPED}'\ncurl.exe -XPUT {URL} -d $b", PUT),
        (f"# nightly\n$b = '{BODY}'\ncurl.exe -XPUT {URL} -d $b", PUT),
        (f"$m = 'PUT'\n$b = '{BODY}'\ncurl.exe -X$m {URL} -d $b", PUT),
    ],
)
def test_a_call_is_told_as_powershell_makes_it(text: str, other: str | None) -> None:
    found = read(text)
    request = found.request(LEADS)
    assert (found.module, request.to_body(), request.other_call) == ("Leads", json.loads(BODY), other)


@each_case(
    "value",
    [
        f"$b = '{BODY}'",
        f"[string]$b = '{BODY}'",
        f"${{b}} = '{BODY}'",
        f"$B='{BODY}'",
        f"$global:B = '{BODY}'",
        f"$c = '{BODY}'\n$b = \"$($c)\"",
        f"$c = '{BODY}'\n$b = $script:c",
        f"$a = '{BODY}'; $b = $a; $a = '{{}}'",
        f"$a = 'Ode'\n$b = \"{BACKTICKS.replace('Ode', '$a')}\"\n$a = 'Smith'",
        f"$a = 'Ode'\n$b = (\"{BACKTICKS.replace('Ode', '${a}')}\")\n$a = 'Smith'",
        f'$a = \'O\'\n$c = "${{a}}de"\n$b = @"\n{BODY.replace("Ode", "$c")}\n"@',
        f"$c = @'\n{BODY}\n'@\n$b = \"$c\"",
        f"$b = '{BODY[:20]}' +\n  '{BODY[20:]}'",
        f"$b =\n'{BODY}'",
        f"$b = '{BODY[:20]}'\n$b = $b + '{BODY[20:]}'",
        f"$b = '{BODY[:20]}'\n$b +=\n '{BODY[20:]}'",
        f"$b = '{BODY[:20]}'\n$b += '{BODY[20:40]}'\n$b += '{BODY[40:]}'",
        f"$b = '{BODY}' | ConvertFrom-Json | ConvertTo-Json -Depth 10",
        f"$b = ('{BODY}' | ConvertFrom-Json) | ConvertTo-Json -Depth 10 | Out-String",
        f"$b = $('{BODY}')",
        "$b = [Text.Encoding]::UTF8.GetBytes('" + BODY + "')",
        "$e = [Text.Encoding]::UTF8\n$b = $e.GetBytes('" + BODY + "')",
        "$b = Get-Content -Raw body.json",
        "$b = Get-Content -Encoding UTF8 -Path body.json -Raw",
        "$b = gc -Lit 'body.json' -Raw",
        "$b = (TYPE 'body.json') | Out-String",
        "$b = [IO.File]::ReadAllText('body.json')",
        "$f = 'body'\n$b = [System.IO.File]::ReadAllBytes(\"$f.json\")",
        '$b = \'{"data":[\' + (Get-Content row.json -Raw) + \'],"duplicate_check_fields":["Email"]}\'',
        "$b = " + row("{0}").replace("{", "{{").replace("}", "}}").replace("{{0}}", "{0}") + " -f 'Ode'",
        "$b = " + row("{1}").replace("{", "{{").replace("}", "}}").replace("{{1}}", "{1}") + " -f 1,'Ode'",
        "$b = " + row("{1}").replace("{", "{{").replace("}", "}}").replace("{{1}}", "{1}") + " -f ('a', 'Ode')",
        "$b = '{\"data\":[' + '{{\"Last_Name\":\"{0}\"}}' -f 'Ode', 'x' + '],\"duplicate_check_fields\":[\"Email\"]}'",
        f"if ($test) {{ $x = '{{}}' }}\n$b = '{BODY}'",
        f"$b = '{BODY}'\nforeach ($n in 1..3) {{ $c = '{{}}'; $c += '1' }}",
        f"$b = '{BODY}'\n$b.Length\n$c.Clear()\n$c.Add()",
        f"$c = $c + 'x'\n$b = '{BODY}'",
    ],
)
def test_what_a_script_puts_together_is_read_as_it_is_when_it_is_sent(value: str) -> None:
    request = read(value + SENT).request(LEADS)
    assert (request.to_body(), request.shell_variables) == (json.loads(BODY), frozenset())


def run(script: str) -> tuple[Values, Sequence[Token]]:
    """A script's values before its last expression, and that expression."""
    values = Values(script, FILES.get)
    *before, last = statements(list(tokens_of(script, 0, len(script), values.source)))
    for statement in before:
        for _ in values.variables.run(statement):
            pass
    return values, last


def value_of(script: str) -> tuple[str, set[str]] | None:
    """What the last expression of a script is, and its variables; None for one that is not in the text."""
    values, last = run(script)
    word = values.word(last)
    return None if word is None else (word.text.text, set(word.variables))


@each_case(
    ("script", "text", "variables"),
    [
        ('"$n"', "$n", {"$n"}),
        ("\"a `$n `\"' `u{1F600}$([char]0x41)$([CHAR]066)`n`q\"", "a $n \"' 😀AB\nq", set()),
        ('"$([char]0xD83D)"', "$([char]0xD83D)", {"$([char]0xD83D)"}),
        ('"$([char]0xE000)$([char]0xD7FF)"', "\ue000\ud7ff", set()),
        ('"$([char]9999999999)"', "$([char]9999999999)", {"$([char]9999999999)"}),
        ('"a""b" ', 'a"b', set()),
        ('@"\na""b\n"@', 'a""b', set()),
        ("'it''s'", "it's", set()),
        ("@'\nit''s $n\n'@", "it''s $n", set()),
        ("'a' + 5 + 'b'", "a5b", set()),
        ("'a' + foo + 'b'", "a$(foo)b", {"$(foo)"}),
        ("'a' + [guid]::NewGuid()", "a$([guid]::NewGuid())", {"$([guid]::NewGuid())"}),
        ("'a' + (Get-Date)", "a$(Get-Date)", {"$(Get-Date)"}),
        ("'a' + $(Get-Date)", "a$(Get-Date)", {"$(Get-Date)"}),
        ("'a' + $n.Trim()", "a$n.Trim()", {"$n.Trim()"}),
        ("'a' + ('b', 'c')", "a$('b', 'c')", {"$('b', 'c')"}),
        ("'{0}-{1:d}' -f $n, (Get-Date)", "$n-$(Get-Date)", {"$n", "$(Get-Date)"}),
        ("'{{{0}}}-{1}' -f 'a', 'b'", "{a}-b", set()),
        ("'{0}{1}' -f ('a', 'b')", "ab", set()),
        ("'{0}' -f ('a')", "a", set()),
        ("$f = '{0}'\n\"<$n>$f\" -f 'a'", "<$n>a", {"$n"}),
        ("$a = 'x'\n$b = $a, 'y'\n$a", "x", set()),
        ("$a = 'x'\n$b = $a + $a\n$b + $b", "xxxx", set()),
        ("$a = 'x'\n$a[0]\n$a", None, set()),
        ("[Text.Encoding]::UTF8.GetBytes(\"é\")", "é", set()),
        ("[string]('a')", "a", set()),
        ("[void]\n[string]$a = 'x'\n$a", "x", set()),
        ("${} = 1\n${a b}=2\n\"${a b}\"", "2", set()),
        ("$n=5\n\"$n\"", "5", set()),
        ("$n = 5\n'a' + $n", "a5", set()),
        ("$a = 'a'\n$a | foo\n$a", "a", set()),
        ("$a = 'a'\n$a += $b\n$a", "a$b", {"$b"}),
        ("'a' + (Get-Date).Year", "a$((Get-Date).Year)", {"$((Get-Date).Year)"}),
        ("'{0}{1}' -f ('a'), 'b'", "ab", set()),
        ("'{0}' -f ('a', 'b').Length", "$(('a', 'b').Length)", {"$(('a', 'b').Length)"}),
        ('"$([char]0xD800)"', "$([char]0xD800)", {"$([char]0xD800)"}),
        ('"$([char]0xDFFF)"', "$([char]0xDFFF)", {"$([char]0xDFFF)"}),
        ("(" * 19 + "'a'" + ")" * 19, "a", set()),
        ("$a = " + "(" * 12 + "'a'" + ")" * 12 + "\n$a", "a", set()),
        ("'" + "x" * 50_000 + "'", "x" * 50_000, set()),
        ("$a = '" + "a" * 10_040 + "'\n$a + $a + $a", "a" * 30_120, set()),
        ("$a = '" + "a" * 10_041 + "'\n$a + $a + $a", "a" * 20_082 + "$a", {"$a"}),
        ("'a'" + " + 1" * 4_997, "a" + "1" * 4_997, set()),
        ("'{' + (gc row.json -Raw) + '}'", '{{"Last_Name":"Ode"}}', set()),
        ("'a' | Out-String -Width 5", "a", set()),
        ("'' | ConvertTo-Json", "", set()),
        ("'[[[1]]]' | ConvertTo-Json -Compress", "[[[1]]]", set()),
        ("'[[{\"a\": \"[\"}], [[{}]]]' | ConvertTo-Json -D 3", '[[{"a": "["}], [[{}]]]', set()),
        ("$n = 10\n'[[[[[1]]]]]' | ConvertTo-Json -Depth $n", "[[[[[1]]]]]", set()),
        ("gc body.json", BODY, set()),
        ("type ([string]'body.json')", BODY, set()),
    ],
)  # fmt: skip
def test_an_expression_is_what_powershell_makes_of_it(script: str, text: str | None, variables: set[str]) -> None:
    assert value_of(script) == (None if text is None else (text, variables))


@each_case(
    "script",
    [
        "foo 'a'",
        "[string]::Format('a', 'b')",
        "[IO.File]::ReadAllText()",
        "gc",
        "$a",
        "$a + $b",
        "('a', 'b')",
        "('a'\n'b')",
        "{ 'a' }",
        "()",
        "'a', 'b'",
        "'a' -replace 'a', 'b'",
        "'a'.Replace('a', 'b')",
        "'a' | foo",
        "'a' | ConvertTo-Json | foo",
        "'[[{\"a\":{}}]]' | ConvertFrom-Json | ConvertTo-Json",
        "'[[[[[1]]]]]' | ConvertTo-Json -Depth 3",
        "'[]' | ConvertTo-Json -Depth $n",
        "$b | ConvertTo-Json",
        "'{0}{1}' -f 'a'",
        "'{0:N2}' -f 5",
        "'{0,9}' -f 'a'",
        "$f -f 'a'",
        "$a = 'a'\n$a.Replace('a', 'b')",
        "$a = 'a' -replace 'a', 'b'\n$a",
        # What may have changed it.
        "$a = 'a'\n$a[0] = 'b'\n$a",
        "$a = 'a'\n$a.x.y = 'b'\n$a",
        "$a = 'a'\n$a.x = 'b'\n$a",
        "$a = 'a'\n$a['x'] = 'b'\n$a",
        "$a = 'a'\n$a.Add('x', 'b')\n$a",
        "$a = 'a'\n$a.Add('x')\n$a",
        "$a = 'a'\n$a.Add()\n$a",
        "$a = 'a'\n$a++\n$a",
        "$a = 'a'\n$a -= 'b'\n$a",
        "$a = 'a'\n$a.x += 'b'\n$a",
        "$a = [string] 'a'" + " + 'b'" * 998 + "\n$a += 'b'" + " + 'b'" * 1_000 + "\n$a += 'b'\n$a",
        "$a = 'a'" + "\n$a = $a" * 400 + "\n$a",
        "$a = " + "(" * 3_000 + "'a'" + ")" * 3_000 + "\n$a",
        "$a.GetBytes",
        "[IO.File]::ReadAllText",
        "5 'a'",
        "'{0}' -f",
        "$a = '1'\n$a =\n$a",
        # What is so in one case only, or in each round of a loop.
        "$a = 'a'\nif ($x) { $a = 'b' }\n$a",
        "$a = 'a'\nif ($x) { }\nElse { $a = 'b' }\n$a",
        "$a = 'a'\nforeach ($n in $l) { $a += 'b' }\n$a",
        "$l | % { $a = 'b' }\n$a",
        "if ($x) { if ($y) { $a = 'a' } }\n$a",
        "$a += 'b'\n$a",
        "1 + 1",
        "$n + 1",
        "'a'" + " + 1" * 4_998,
        "'a'" + " + 1" * 4_999,
        "(" * 20 + "'a'" + ")" * 20,
        "$a = '" + "a" * 20_000 + "'\n" + "$a += $a\n" * 9 + "$a",
    ],
)
def test_what_only_running_a_script_would_tell_is_not_known(script: str) -> None:
    assert value_of(script) is None


@each_case(("links", "entries"), [(19, {"x"}), (20, None)])
def test_a_table_is_found_behind_so_many_variables(links: int, entries: set[str] | None) -> None:
    script = "$a0 = @{ x = 1 }\n" + "".join(f"$a{n + 1} = $a{n}\n" for n in range(links)) + f"$a{links}"
    values, last = run(script)
    members = values.variables.members(last)
    assert (None if members is None else set(members)) == entries


@each_case(
    ("text", "said", "place"),
    [
        (f"irm {URL} -Method Post", "sends no body", (1, 1)),
        (f"cd x; irm {URL} | foo", "sends no body", (1, 7)),
        (f"$b = '{BODY}'\nirm {INSERT}", "sends no body", (2, 1)),
        (f"irm {URL} -Method Post -Body", "sends no body", (1, 1)),
        (f"powershell -Command \"irm {URL} -Body 'a'\"", "sends no body", (1, 1)),
        ("irm @Common", "what @Common holds is not in this text", (1, 1)),
        (f"irm {URL} -Method Post -Body $b", "the body is $b, and its value", (1, 73)),
        (f"if ($x) {{ irm {URL} -Body $b }}", "the body is $b, and its value", (1, 70)),
        (f"$b = '5'\nirm {URL} -Method Post -Body \"$(b)\"", 'the body is "$(b)", and its value', (2, 73)),
        (f'irm {URL} -Method Post -Body "$b"', 'the body is "$b", and its value', (1, 73)),
        (f"irm {URL} -Method Post -Body (foo `\n'{BODY}')", "the body is (foo `, and", (1, 73)),
        (f"foo '{BODY}' | irm {URL} -Method Post", "the body is foo", (1, 1)),
        (f"irm {URL} -Method Post -InFile x.json", "the file x.json, which is not here", (1, 75)),
        (f"irm {URL} -Method Post -InFile ($d + 'x.json')", "the file $dx.json, which is not here", (1, 75)),
        (f"irm {URL} -Method Post -Body @{{}}", "hashtable", (1, 73)),
        ("$h = @{}\n$b = @{ data = @() }", "hashtable", (2, 6)),
        ("$b = @'\nhello\n'@", "sends no body", (1, 1)),
        (f"$b = '{BODY}\nirm {URL}", "a quote that is not closed", (1, 6)),
        (f"irm {URL} -Method Post -Body ('[1 ' + $b + ']')", "a comma or a closing bracket is missing here", (1, 82)),
        (f"irm {URL} -Method Post -Body ('[1 ' + 5 + ']')", "a comma or a closing bracket is missing here", (1, 82)),
        (f"irm {URL} -Method Post -InFile:x.json", "the file x.json, which is not here", (1, 75)),
        (f"irm {URL} -Method Post -Body '[\"it''s\", x]'", "a value is missing here", (1, 84)),
        (f"curl.exe `\n {URL} -d '[\\\"it''s\\\", x]'", "a value is missing here", (2, 67)),
        (f'curl.exe `\n {URL} -d \'{{\\"a\\" \\"b\\"}}\'', "a colon is missing here", (2, 63)),
        (f"irm {URL} -Method Post -Body @{{}}\nirm {URL} -Method Post -Body '{BODY}'", "hashtable", (1, 73)),
        (f"irm https://$h/x -Method Post -Body @{{}}\nirm {URL} -Method Post -Body '{BODY}'", "hashtable", (1, 37)),
        (f"irm a.example -Method Post -Body @{{}}\nirm {URL} -Method Post -Body '{BODY}'", "hashtable", (1, 34)),
        ("irm https://a.example/t -Method Post -Body 'a=b'", "what this script sends is not JSON", (1, 45)),
        ("irm https://a.example/t -Method Post -Body @{ a = 'b' }", "hashtable", (1, 44)),
        (f"$b = '{BODY}'\nirm $t -Method Post -Body @{{}}", "hashtable", (2, 27)),
        (f"irm {URL} -Method Post -Body 'a=b'", "a value is missing here", (1, 74)),
        (f"curl.exe `\n {URL} -d $b", "the body is $b", (2, 54)),
        (f"curl.exe `\n {URL} -d $b.Replace('x', 'y')", "the body is $b.Replace('x', 'y'),", (2, 54)),
        ("irm https://a.example/t -Method Post -Body ('a' + $b)", "what this script sends is not JSON", (1, 45)),
    ],
)
def test_what_is_not_in_a_script_is_named_with_its_place(text: str, said: str, place: tuple[int, int]) -> None:
    error = refused(text)
    assert said in error.reason
    assert (error.line, error.column) == place


TOKEN: Final = (
    "irm https://accounts.example/token -Method Post -Body @{ refresh_token = 'SECRET' }\n"
    "irm https://accounts.example/token -Method Post -Body 'refresh_token=SECRET'\n"
    "irm https://accounts.example/token\n"
)


@each_case(
    ("text", "place"),
    [
        (f"$b = '{BODY}'", 6),
        (f"$h = @{{ a = 'b' }}\n$b = '{BODY}'\n$c = '5'\n$d = $e\n$h = @{{}}", 24),
        (f"{TOKEN}irm {URL} -Method Post -Body '{BODY}'", len(TOKEN) + 73),
        (TOKEN + f"irm $u -Method Post -Body '{BODY}'", len(TOKEN) + 27),
    ],
)
def test_what_a_token_is_asked_for_with_and_other_values_are_passed_over(text: str, place: int) -> None:
    calls = powershell.read(text, no_files)
    assert calls is not None
    assert [(call.body.text, call.body.origin(0)) for call in calls] == [(BODY, place)]
    assert "SECRET" not in repr(calls)


def test_a_script_that_sends_twice_has_two_calls() -> None:
    first, second = f"irm {URL} -Method Post -Body $b", f"irm {INSERT} -Method Post -Body $b"
    text = f"irm https://a.example -Method Post -Body '{{}}'\n$b = '[1]'\n{first}\n$b = '[2]'\n{second}"
    calls = powershell.read(text, no_files)
    assert calls is not None
    assert [(call.body.text, call.target.other_call) for call in calls] == [
        ("{}", "a call to a.example"),
        ("[1]", None),
        ("[2]", "an insert (POST /crm/v8/Leads)"),
    ]


HEADERS: Final = (
    "@{'If-Unmodified-Since'='T'}",
    "@{\n  accept=\"*/*\"; 'If-Unmodified-Since' = 'T'\n}",
    "@{ 'If-Unmodified-Since' = $('T') }",
)


@each_case(
    "headers",
    [
        *(f"$h = {each}" for each in HEADERS),
        "$T = 'T'\n$h = @{ 'If-Unmodified-Since' = $T }",
        "$h = @{}\n$h['If-Unmodified-Since'] = 'T'",
        '$h = @{}\n$h["If-Unmodified-Since"]="T"',
        "$h = @{}\n$h.Add('If-Unmodified-Since', 'T')",
        '$h = New-Object "Dictionary[[String],[String]]"\n$h.Add("If-Unmodified-Since", "T")',
        "$h = [System.Collections.Generic.Dictionary[string,string]]::new()\n$h.Add('If-Unmodified-Since', 'T')",
        "$h.Add('If-Unmodified-Since', 'T')",
        "$h = @{ x\n 'If-Unmodified-Since' = 'T' }",
        "$h = @{ 'If-Unmodified-Since' = 'T' }\n$h.Add('A', 'b')\n$h.C = 'd'",
        "$g = @{ 'If-Unmodified-Since' = 'T' }\n$h = $g\n$g = @{}",
        "$h = @{ 'If-Unmodified-Since' = 'S' }\n$h.'If-Unmodified-Since' = 'T'",
    ],
)
def test_the_headers_are_read_however_a_script_sets_them(headers: str) -> None:
    text = f"{headers}\nirm {URL} -Method Post -Headers $h -Body '{BODY}'"
    assert read(text).request(LEADS).if_unmodified_since == "T"


@each_case(
    "headers",
    [
        "$h = @{ 'If-Unmodified-Since' = 'T' }\n$h = @{}",
        "$h = @{}\n$h['If-Unmodified-Since'] = 'T'\n$h = @{}",
        "$h = $h",
        "$h = @{ 'If-Unmodified-Since' = 'T' }" + "\n$h = $h" * 100,
        "$h.Set('If-Unmodified-Since', 'T')",
        "$h = 'x'\n$h.Add('If-Unmodified-Since', 'T')",
        "$g = @{ 'If-Unmodified-Since' = 'T' }",
        "$h = @{}\nif ($x) { $h['If-Unmodified-Since'] = 'T' }",
    ],
)
def test_headers_that_are_not_sent_are_not_told(headers: str) -> None:
    text = f"{headers}\nirm {URL} -Method Post -Headers $h -Body '{BODY}'"
    assert read(text).request(LEADS).if_unmodified_since is None


def test_the_prompts_of_a_console_are_passed_over_and_nothing_else() -> None:
    console = f"PS C:\\> $b = @'\n>> {BODY}\n>> '@\nPS> irm {URL} -Method Put -Body $b"
    assert read(console).request(LEADS).other_call == PUT
    script = f"$b = @'\n>> {BODY}\n'@\nirm {URL} -Method Put -Body $b"
    assert refused(script).line == 2


@each_case(
    "text",
    [
        "irmx https://a.example",
        "'irm x' \"irm y\" 'irm z",
        '{\n  "a": "irm x irm y", "b": "irm \\"z\\" irm c"\n}',
        "my-irm https://a.example",
        "irm",
        "a curl of hair",
        "$5 = a\nof `",
        f"R=`curl {URL} -d '{BODY.replace('Ode', chr(39) + chr(92) + chr(39) * 2)}'`\n",
        "a curl of `\n",
        f"# a\n$b = '{BODY}'",
    ],
)
def test_another_text_is_no_powershell(text: str) -> None:
    assert powershell.read(text, no_files) is None


@each_case(
    ("text", "name"),
    [
        (f"curl.exe {URL} `\n -d '{ESCAPED.replace('Ode', chr(39) * 2)}'", "'"),
        (f"curl.exe {URL} `\n -d '{BODY.replace('Ode', chr(92) + chr(34))}'", '"'),
        (f'curl.exe {URL} `\n -d "{ESCAPED.replace(chr(34), chr(96) + chr(34)).replace("Ode", "$n")}"', "$n"),
    ],
)
def test_curl_gets_what_windows_powershell_hands_on(text: str, name: str) -> None:
    assert read(text).request(LEADS).rows == ({"Last_Name": name},)
