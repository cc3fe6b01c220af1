"""Payloads within programs: PowerShell, JavaScript, Python, Deluge, and .http files."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.cases import each_case
from tests.core import writers
from tests.core.helpers import LEADS
from tui.core.payload.call import no_files
from tui.core.payload.call_forms import FORMS, Form
from tui.core.payload.formats import recognise
from tui.core.payload.request import PayloadError

if TYPE_CHECKING:
    from tui.core.payload.intake import Intake

URL: Final = "https://www.zohoapis.example/crm/v8/Leads/upsert"
BODY: Final = '{"data":[{"Last_Name":"Ode"}],"duplicate_check_fields":["Email"]}'
READ: Final = {"data": [{"Last_Name": "Ode"}], "duplicate_check_fields": ["Email"]}
FILES: Final = {"body.json": BODY.encode()}


def read(text: str) -> Intake:
    return recognise(text, files=FILES.get)


def refused(text: str) -> PayloadError:
    with pytest.raises(PayloadError) as caught:
        read(text).request(LEADS)
    return caught.value


BACKTICKS: Final = BODY.replace('"', '`"')
JS: Final = "{data: [{Last_Name: 'Ode'}], duplicate_check_fields: ['Email'],}"

WRITINGS: Final = {
    "PowerShell, a literal": f"Invoke-RestMethod -Uri '{URL}' -Method POST -Body '{BODY}' -ContentType 'application/json'",
    "PowerShell, short name and address first": f"$r = irm {URL} -Method Post -Body '{BODY}'\n$r.data",
    "PowerShell, splatting": f"$p = @{{\n Uri = '{URL}'\n Method = 'Post'\n Body = '{BODY}'\n}}\nInvoke-RestMethod @p",
    "PowerShell, bytes": f'iwr -Uri "{URL}" -Method POST -Body ([System.Text.Encoding]::UTF8.GetBytes("{BACKTICKS}"))',
    "PowerShell, a file": f"Invoke-RestMethod -Uri {URL} -Method Post -Body (Get-Content body.json -Raw)",
    "PowerShell, -InFile": f"Invoke-RestMethod -Uri {URL} -Method Post -InFile body.json",
    "PowerShell, within try": f"try {{\n  Invoke-RestMethod -Uri {URL} -Method Post -Body '{BODY}'\n}} catch {{ throw }}",
    "PowerShell, a variable": f'$n = "Ode"\n$b = @"\n{BODY.replace("Ode", "$n")}\n"@\nirm {URL} -Method Post -Body $b',
    "fetch, stringify": f"await fetch('{URL}', {{method: 'POST', headers: {{A: `Zoho ${{token}}`}}, body: JSON.stringify({JS})}})",
    "fetch, a variable": f"const body = {JS};\nfetch(`${{base}}/crm/v8/Leads/upsert`, {{method: 'POST', body: JSON.stringify(body)}});",
    "fetch, options apart": f'const raw = JSON.stringify({BODY});\nconst o = {{\n  method: "POST",\n  body: raw\n}};\nfetch("{URL}", o)',
    "fetch, parts of a text": f"fetch('{URL}', {{method: 'POST', body: '{BODY[:20]}' +\n  '{BODY[20:]}'}})",
    "axios, a configuration": f"axios({{method: 'post', url: '{URL}', data: {JS}}})",
    "axios, a configuration apart": f"let c = {{\n  method: 'post',\n  maxBodyLength: Infinity,\n  url: '{URL}',\n  data: {JS}\n}};\naxios.request(c)",
    "axios.post, a text": f"axios.post('{URL}', '{BODY}', {{headers: {{A: 'b'}}}}).then(r => r.data)",
    "jQuery": f"$.ajax({{url: '{URL}', type: 'POST', data: JSON.stringify({JS})}})",
    "Zoho's widget call": "ZOHO.CRM.API.upsertRecord({Entity: 'Leads', APIData: {Last_Name: 'Ode'}, duplicate_check_fields: ['Email']})",
    "requests, json": f"requests.post('{URL}', headers={{'A': f'Zoho {{t}}'}}, json={READ!r})",
    "requests, dumps": f'url = "{URL}"\npayload = json.dumps({BODY})\nresponse = requests.request("POST", url, data=payload)',
    "httpx": f"r = httpx.post('{URL}', content='{BODY}')",
    "Deluge, options map": 'm = Map();\nm.put("Last_Name","Ode");\no = Map();\no.put("duplicate_check_fields",{"Email"});\nr = zoho.crm.upsert("Leads", m, o);',
    "Deluge, v2 and literals": 'r = zoho.crm.v2.upsert("Leads",{"Last_Name":"O" + "de"},{"duplicate_check_fields":{"Email"}});\ninfo r;',
    "Deluge, a list": 'l = List();\nm = {"Last_Name":"Ode"};\nl.add(m);\nzoho.crm.bulkUpsert("Leads", l, {"duplicate_check_fields":{"Email"}}, "conn");',
    "Deluge, invokeurl": 'm = Map();\nm.put("data",{{"Last_Name":"Ode"}});\nm.put("duplicate_check_fields",{"Email"});\nr = invokeurl\n[\n\turl :"'
    + URL
    + '"\n\ttype :POST\n\tparameters:m.toString()\n\tconnection:"c"\n];',
    ".http, two requests": f"### one\nPOST https://x.example/crm/v8/Leads\n\n{BODY}\n\n### two\nPOST {URL}\nA: b\n\n{BODY}\n\n> {{% client.log() %}}\n",
    ".http, variables": f"@host=https://x.example\n@name=Ode\nPOST {{{{host}}}}/crm/v8/Leads/upsert\n\n{BODY.replace('Ode', '{{name}}')}",
    ".http, a file": f"POST {URL}\n\n< body.json\n",
    "HTTP as it goes over the wire": f"POST /crm/v8/Leads/upsert HTTP/1.1\r\nHost: x.example\r\nAuthorization: SECRET\r\n\r\n{BODY}",
}


@each_case("form", FORMS, ids=[form.__module__ for form in FORMS])
def test_every_form_reads_a_text_that_is_written_for_it(form: Form) -> None:
    reads = 0
    for text in (*WRITINGS.values(), *(write(json.loads(BODY)) for write in writers.CALLS)):
        with suppress(PayloadError):
            reads += form(text, no_files) is not None
    assert reads, f"{form.__module__}: write such a text in tests/core/writers.py, or above"


@each_case("text", WRITINGS.values())
def test_the_body_of_a_program_is_read_and_the_module_of_its_address(text: str) -> None:
    found = read(text)
    assert (found.module, found.request(LEADS).to_body(), found.request(LEADS).other_call) == ("Leads", READ, None)
    assert "SECRET" not in repr(found)


@each_case(
    ("text", "said", "line"),
    [
        ("$body = @{\n data = @()\n} | ConvertTo-Json\nirm " + URL + " -Method Post -Body $body", "hashtable", 1),
        ("Invoke-RestMethod -Uri " + URL + " -Method Post -Body (@{data=@()} | ConvertTo-Json)", "hashtable", 1),
        ("$body = [ordered]@{ data = @() }", "hashtable", 1),
        ("Invoke-RestMethod -Uri " + URL + " -Method Post -Body $json", "$json", 1),
        (
            "fetch('"
            + URL
            + "',\n {method: 'POST', body: JSON.stringify({data: rows.map(row => ({Email: row.mail}))})})",
            "is a variable; put the list of records in its place",
            2,
        ),
        ("fetch('" + URL + "', {method: 'POST', body: JSON.stringify(body)})", "the body is body", 1),
        ("requests.post('" + URL + "', json={'data': [{'Email': row['m']} for row in rows]})", "a loop (for ...)", 1),
        ("requests.post('" + URL + "', json={'data': [{'Email': 'x'}], 'duplicate_check_fields': f})", "${f} is a", 1),
        ("axios.post('" + URL + "', {data: [{Email: undefined}]})", "undefined is not a JSON value", 1),
        ('m = input.row;\nzoho.crm.upsert("Leads", m);', "input.row", 1),
        ('m = {"Last_Name":"x"};\nzoho.crm.upsert("Leads", m, {"Email"});', "third argument", 2),
        ('POST {{host}}/crm/v8/Leads/upsert\n\n{"data":{{rows}}}', "{{rows}} is a variable", 3),
    ],
)
def test_what_only_running_a_program_would_tell_is_named(text: str, said: str, line: int) -> None:
    error = refused(text)
    assert said in error.reason
    assert error.line == line


@each_case(
    ("text", "other"),
    [
        ("axios.post('https://x.example/crm/v8/Leads', {data: [{Last_Name: 'x'}]})", "an insert (POST /crm/v8/Leads)"),
        ('zoho.crm.createRecord("Leads", {"Last_Name":"x"});', "an insert (zoho.crm.createrecord)"),
        (f"PUT https://x.example/crm/v8/Leads\n\n{BODY}", "an update (PUT /crm/v8/Leads)"),
        (f"irm https://x.example/crm/v8/Leads -Method Put -Body '{BODY}'", "an update (PUT /crm/v8/Leads)"),
        (f"irm -Method:Put -Uri:https://x.example/crm/v8/Leads -Body:'{BODY}'", "an update (PUT /crm/v8/Leads)"),
        (f"irm -CustomMethod PUT https://x.example/crm/v8/Leads -Body '{BODY}'", "an update (PUT /crm/v8/Leads)"),
    ],
)
def test_another_call_is_named_in_every_form(text: str, other: str) -> None:
    found = read(text)
    assert (found.module, found.request(LEADS).other_call) == ("Leads", other)


@each_case(
    "text",
    [
        f"$h = @{{ 'If-Unmodified-Since' = 'T'; Authorization = 'SECRET' }}\nirm {URL} -Method Post -Headers $h -Body '{BODY}'",
        f"fetch('{URL}', {{method: 'POST', headers: {{'if-unmodified-since': 'T', cookie: 'SECRET'}}, body: '{BODY}'}})",
        f"POST {URL}\nAuthorization: SECRET\nIf-Unmodified-Since: T\n\n{BODY}",
        f"requests.post('{URL}', headers={{'If-Unmodified-Since': 'T'}}, data='{BODY}')",
    ],
)
def test_if_unmodified_since_is_taken_from_the_headers_of_every_form(text: str) -> None:
    found = read(text)
    assert found.request(LEADS).if_unmodified_since == "T"
    assert "SECRET" not in repr(found)


def test_the_variables_of_powershell_are_told_where_it_fills_them_in() -> None:
    text = f'$b = @"\n{BODY.replace("Ode", "$name")}\n"@\nirm {URL} -Method Post -Body $b'
    assert read(text).request(LEADS).shell_variables == {"$name"}
    single = f"irm {URL} -Method Post -Body '{BODY.replace('Ode', '$name')}'"
    assert read(single).request(LEADS).shell_variables == frozenset()


@each_case("opened", ["(", "[", "{", "fetch(", "Map();\nx=" + "{", "zoho.crm.upsert("])
def test_brackets_that_never_close_are_no_crash(opened: str) -> None:
    for text in (opened * 3000, "x = " + opened * 3000):
        with pytest.raises(PayloadError):
            read(text).request(LEADS)


@each_case(
    ("text", "row"),
    [
        (
            f"axios.post('{URL}', {{ data: [{{ Last_Name: lead.name, Email: `${{n}}@x.test` }}] }}, {{ headers }});",
            {"Last_Name": "${lead.name}", "Email": "${n}@x.test"},
        ),
        (
            f"fetch('{URL}', {{method:'POST', body: JSON.stringify({{data: [{{Last_Name, Email: 'x' + n + '@x.test'}}]}})}})",
            {"Last_Name": "${Last_Name}", "Email": "x${n}@x.test"},
        ),
        (
            f"const lead = {{ Last_Name: req.body.name, Tag: tags.map(t => ({{name: t}})) }};\n"
            f"const data = [lead];\naxios.post('{URL}', {{ data }});",
            {"Last_Name": "${req.body.name}", "Tag": "${tags.map(t => ((name: t)))}"},
        ),
        (
            f'fetch(\'{URL}\', {{method:\'POST\', body: `{{"data": [{{"Last_Name": "${{name}}", "N": ${{n}}}}]}}`}})',
            {"Last_Name": "${name}", "N": "${n}"},
        ),
        (
            f"fetch('{URL}', {{method:'POST', body: '{{\"data\": [{{\"Last_Name\": \"' + name + '\"}}]}}'}})",
            {"Last_Name": "${name}"},
        ),
        (
            f"requests.post('{URL}', json={{'data': [{{'Last_Name': row['name'], 'Email': f\"{{row['m']}}\","
            " 'When': datetime.date(2026, 1, 1), 'X': None}]})",
            {"Last_Name": "${row['name']}", "Email": "${row['m']}", "When": "${datetime.date(2026, 1, 1)}", "X": None},
        ),
        (
            f"name = 'Ode'\npayload = {{'data': [{{'Last_Name': name, 'Email': mail.lower()}}]}}\n"
            f"requests.post('{URL}', json=payload)",
            {"Last_Name": "Ode", "Email": "${mail.lower()}"},
        ),
    ],
)
def test_an_expression_of_a_program_is_a_variable_and_what_it_sets_is_known(text: str, row: dict[str, Any]) -> None:
    request = read(text).request(LEADS)
    assert request.to_body()["data"] == [row]
    values = [each for each in row.values() if each is not None]
    assert all(any(each in value for value in values) for each in request.shell_variables)
    assert len(request.shell_variables) == sum("${" in value for value in values)


def test_names_that_are_made_of_names_end() -> None:
    loop = f"const a = {{x: b}};\nconst b = {{x: a}};\naxios.post('{URL}', {{data: [a]}})"
    assert read(loop).request(LEADS).to_body() == {"data": [{"x": {"x": "${a}"}}]}
    names = [f"const a{n} = {{x: a{n + 1}, y: a{n + 1}, z: a{n + 1}}};" for n in range(40)]
    text = "\n".join([*names, "const a40 = {x: 1};", f"axios.post('{URL}', {{data: [a0]}})"])
    assert len(read(text).text) < 20 * len(text) + 200_000


@each_case(
    ("value", "variable"),
    [
        ("input.name", "${input.name}"),
        ('rec.get("Last_Name")', "${rec.get('Last_Name')}"),
        ('ifnull(rec.get("Email"),"")', "${ifnull(rec.get('Email'),'')}"),
        ('"Mr " + input.name', "${input.name}"),
        ('zoho.currentdate.toString("yyyy-MM-dd")', "${zoho.currentdate.toString('yyyy-MM-dd')}"),
        ("1 - x", "${_1 - x}"),
    ],
)
def test_a_value_that_a_deluge_script_takes_from_elsewhere_is_a_variable(value: str, variable: str) -> None:
    text = f'm = Map();\nm.put("Last_Name", {value});\nzoho.crm.upsert("Leads", m, {{"duplicate_check_fields":{{"Email"}}}});'
    request = read(text).request(LEADS)
    before = "Mr " if value.startswith('"Mr ') else ""
    assert request.to_body()["data"] == [{"Last_Name": before + variable}]
    assert request.shell_variables == {variable}


def test_a_loop_of_a_deluge_script_is_read_once_and_told() -> None:
    found = read('for each n in names\n{\n\tzoho.crm.upsert("Leads", {"Last_Name":n});\n}')
    assert found.request(LEADS).rows == ({"Last_Name": "${n}"},)
    assert "loop" in found.remarks(LEADS)[0]


def deluge(value: Any) -> Any:
    return read(f'm = {value};\nzoho.crm.upsert("Leads", m);').request(LEADS).rows[0]


def test_deluge_keeps_digits_and_tells_a_list_from_a_map() -> None:
    assert deluge('{"A":{"x","y"},"B":{},"C":{"d":true},"E":null}') == {
        "A": ["x", "y"],
        "B": {},
        "C": {"d": True},
        "E": None,
    }
    text = read('zoho.crm.upsert("Leads", {"Amount":1.10});').bound_to(LEADS)
    assert '"Amount": 1.10' in text
