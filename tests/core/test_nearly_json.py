"""JSON as people keep it, literals of JavaScript and Python, JSON that wraps a payload, and what is none of these."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import Any, Final

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.intake import Intake, decode
from tui.core.payload.request import PayloadError

URL: Final = "https://www.zohoapis.example/crm/v8/Leads/upsert"
BODY: Final = {"data": [{"Last_Name": "Ode", "Phone": None}]}
COMMENTS: Final = "JSON with comments or trailing commas"


def read(text: str, call: int | None = None) -> Intake:
    return recognise(text, call=call)


def refused(text: str) -> PayloadError:
    with pytest.raises(PayloadError) as caught:
        read(text).request(LEADS)
    return caught.value


LITERALS: Final = {
    "block comment on top": ('/* {nightly} */\n{"data": [{"Last_Name": "Ode", "Phone": null}]}', COMMENTS),
    "comments behind values": ('{"data": [{"Last_Name": "Ode", // name\n"Phone": null //none\n}]}', COMMENTS),
    "trailing commas": ('{"data": [{"Last_Name": "Ode", "Phone": null,},],}', COMMENTS),
    "hash comment": ('# nightly\n{"data": [{"Last_Name": "Ode", "Phone": null}]}', COMMENTS),
    "bare keys": ("{data: [{Last_Name: 'Ode', Phone: null}]}", "a JavaScript object"),
    "a constant": (
        'const body = {\n  data: [{ Last_Name: "Ode", Phone: null }],\n};\nexport default body;',
        "a JavaScript object",
    ),
    "a module": ("module.exports = { data: [{Last_Name: `Ode`, Phone: null}] };", "a JavaScript object"),
    "Python": ("{'data': [{'Last_Name': 'Ode', 'Phone': None}]}", "a Python literal"),
    "Python, assigned": ("payload = {'data': [{'Last_Name': 'O' 'de', 'Phone': None}]}", "a Python literal"),
    "Python, a tuple": ("({'Last_Name': 'Ode', 'Phone': None},)", "a Python literal"),
    "Python, a tuple of one body": ('({"data": [{"Last_Name": "Ode", "Phone": null}]},)', "a list of bodies"),
    "a log line": (
        "2026-06-11 10:02:11,123 INFO sync: sending {'data': [{'Last_Name': 'Ode', 'Phone': None}]} to zoho",
        "a Python literal",
    ),
    "a log line in brackets": (
        "[2026-06-11] DEBUG body={'data': [{'Last_Name': 'Ode', 'Phone': None}]}",
        "a Python literal",
    ),
    "a line of a longer log": ("start\nbody: " + json.dumps(BODY) + "\ndone", "JSON within other text"),
}


@each_case(("text", "form"), LITERALS.values())
def test_a_literal_is_read_and_named(text: str, form: str) -> None:
    found = read(text)
    assert found.request(LEADS).to_body() == BODY
    assert found.request(LEADS).converted_from == form


def test_a_literal_keeps_its_layout_and_loses_its_comments() -> None:
    text = '{\n  // who\n  "data": [\n    {"Last_Name": "Ode", "Amount": 1.10,}, // one\n  ],\n}\n'
    assert read(text).bound_to(LEADS) == '{\n  "data": [\n    {"Last_Name": "Ode", "Amount": 1.10 }\n  ]\n}\n'


@each_case(
    ("written", "value"),
    [
        (".5", 0.5), ("5.", 5.0), ("+3", 3), ("-.5e1", -5.0), ("0x1F", 31), ("1_000", 1000), ("12345678901234567890", 12345678901234567890),
        ("'it\\'s'", "it's"), ("'\\x41\\u00e9\\U0001f600'", "Aé😀"), ("'\\ud83d\\ude00'", "😀"), ("'a\\\nb'", "ab"), ("'''a\"b\nc'''", 'a"b\nc'),
        ("r'a\\d'", "a\\d"), ("'a' + 'b'", "ab"), ("('a'\n 'b')", "ab"), ("()", []), ("(1,)", [1]), ("[1, 2,]", [1, 2]), ("`a\nb`", "a\nb"),
    ],
)  # fmt: skip
def test_values_of_javascript_and_python_are_what_they_stand_for(written: str, value: Any) -> None:
    assert read(f"{{'Last_Name': {written}}}").request(LEADS).rows == ({"Last_Name": value},)


@each_case(
    ("text", "said", "place"),
    [
        ("{data: [{Email: mail}]}", "mail is a variable", (1, 17)),
        ("{'data': [{'When': datetime.datetime(2026, 1, 1)}]}", "datetime.datetime(...)", (1, 20)),
        ("{data: [{a: `x${y}`}]}", "${y}", (1, 15)),
        ("{'a': f'{x}'}", "f-string", (1, 7)),
        ("{'a': NaN}", "NaN", (1, 7)),
        ("{a: undefined}", "undefined", (1, 5)),
        ("{'a': 007}", "begin with 0", (1, 7)),
        ("{'a': 1,\n 'a': 2}", "twice", (2, 2)),
        ("{'a': 'x}", "closing quote", (1, 7)),
        ("{'a': '\\d'}", "escape", (1, 8)),
        ("{'a': [1, ...]}", "stands for something", (1, 11)),
        ("{'a': <Lead object at 0x7f>}", "printed object", (1, 7)),
        ("{'a': 1 'b': 2}", "comma", (1, 9)),
        ("{'data': [{'a': 1}", "not closed", (1, 10)),
        ('{"data": [{"a": 1,,}]}', "a key is missing", (1, 19)),
        ('{"data": [{"a": \u201cx}]}', "curly quotes", (1, 17)),
        ("{\u201edata: []}", "curly quotes", (1, 2)),
        ("{'a': \u2018x}", "curly quotes", (1, 7)),
        ('{"a" \u201cx\u201d}', "curly quotes", (1, 6)),
    ],
)
def test_a_literal_that_cannot_be_read_says_what_and_where(text: str, said: str, place: tuple[int, int]) -> None:
    error = refused(text)
    assert said in error.reason
    assert (error.line, error.column) == place


# --- JSON that wraps a payload ---------------------------------------------------------------------------------------

ROW: Final = '{"Last_Name":"Ode","Amount":1.10}'
WRAPPED: Final = {
    "arguments": f'{{"module":"Leads","records":[{ROW}],"duplicate_check_fields":["Email"]}}',
    "a named tool": f'{{"name":"u","arguments":{{"module":"Leads","data":[{ROW}],"duplicate_check_fields":["Email"]}}}}',
    "arguments as text": json.dumps({"function": {"name": "u", "arguments": f'{{"module":"Leads","data":[{ROW}],"duplicate_check_fields":["Email"]}}'}}),
    "a call of MCP": f'{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"u","arguments":{{"module_name":"Leads","record":{ROW},"duplicate_check_fields":["Email"]}}}}}}',
    "a body beside the module": f'{{"module_api_name":"Leads","body":{{"data":[{ROW}],"duplicate_check_fields":["Email"]}}}}',
    "a body as text beside the module": json.dumps({"module": "Leads", "payload": f'{{"data":[{ROW}],"duplicate_check_fields":["Email"]}}'}),
    "a body called data": f'{{"params":{{"moduleName":"Leads","data":{{"data":[{ROW}],"duplicate_check_fields":["Email"]}}}}}}',
    "a list of tool calls": f'[{{"module":"Leads","payload":[{ROW}],"duplicate_check_fields":["Email"]}}]',
    "a message with tool calls": json.dumps({"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "u", "arguments": f'{{"module":"Leads","data":[{ROW}],"duplicate_check_fields":["Email"]}}'}}]}),
    "input of a tool": f'{{"type":"tool_use","input":{{"module":"Leads","records":[{ROW}],"duplicate_check_fields":["Email"]}}}}',
    "a logged request": json.dumps({"method": "post", "url": URL, "headers": {"A": "SECRET"}, "data": f'{{"data":[{ROW}],"duplicate_check_fields":["Email"]}}'}),
}  # fmt: skip


def test_a_list_of_records_with_a_key_of_a_tool_call_is_a_list_of_records() -> None:
    assert read('[{"module":"x","Last_Name":"Ode"},{"Last_Name":"Ida"}]').request(LEADS).rows == (
        {"module": "x", "Last_Name": "Ode"},
        {"Last_Name": "Ida"},
    )


def test_a_client_that_is_not_known_still_tells_the_module_and_another_call() -> None:
    sent = '{"data":[{"Last_Name":"Ode"}]}'
    upsert = read(f"lwp-request -c '{sent}' https://www.zohoapis.com/crm/v8/Leads/upsert")
    assert (upsert.module, upsert.request(LEADS).other_call) == ("Leads", None)
    insert = read(f"lwp-request -c '{sent}' https://www.zohoapis.com/crm/v8/Leads")
    assert (insert.module, insert.request(LEADS).other_call) == ("Leads", "a call to /crm/v8/Leads")
    assert read(f"sent {sent}").request(LEADS).other_call is None


def test_what_a_client_that_is_not_known_fills_in_stands_open() -> None:
    text = 'post {\n url: https://x.test/crm/v8/Leads/upsert\n}\nbody:json {\n {"data":[{"Last_Name":"{{name}}", "Amount": {{n}}}]}\n}'
    request = read(text).request(LEADS)
    assert request.rows == ({"Last_Name": "{{name}}", "Amount": "{{n}}"},)
    assert request.shell_variables == {"{{name}}", "{{n}}"}


@each_case("text", WRAPPED.values())
def test_a_wrapped_payload_is_unwrapped_and_keeps_its_digits(text: str) -> None:
    found = read(text)
    assert found.module == "Leads"
    assert found.request(LEADS).to_body() == {
        "data": [{"Last_Name": "Ode", "Amount": 1.1}],
        "duplicate_check_fields": ["Email"],
    }
    assert '"Amount": 1.10' in found.bound_to(LEADS)
    assert "SECRET" not in repr(found)


def test_a_list_of_names_beside_the_rows_of_a_tool_call_stays_in_the_body_and_is_warned_of() -> None:
    call = f'{{"module":"Leads","records":[{ROW}],"duplicate_fields":["Phone"],"operation":"upsert"}}'
    assert read(call).request(LEADS).body.keys() == {"duplicate_fields"}


@each_case(
    "text",
    [
        f'[{{"json":{ROW}}},{{"json":{ROW},"pairedItem":{{"item":0}}}}]',
        f'[{{"json":{{"data":[{ROW},{ROW}]}}}}]',
        f'[{{"json":{{"headers":{{}},"body":{{"data":[{ROW},{ROW}]}}}}}}]',
    ],
    ids=["records", "a body", "a webhook"],
)
def test_n8n_items_are_records_or_hold_a_body(text: str) -> None:
    found = read(text)
    assert len(found.request(LEADS).rows) == 2
    assert found.request(LEADS).converted_from == "n8n items"
    assert '"Amount": 1.10' in found.bound_to(LEADS)


def har(*entries: Any) -> str:
    return json.dumps({"log": {"entries": list(entries)}})


def entry(url: str, body: str | None, reply: Any = None) -> dict[str, Any]:
    sent = {} if body is None else {"postData": {"text": body}}
    return {"request": {"method": "POST", "url": url, **sent}, "response": reply or {}}


def test_a_har_file_offers_its_upserts_and_gives_each_its_reply() -> None:
    text = har(
        entry("https://x.example/page.js", None),
        entry("https://x.example/track", '{"data": []}'),
        entry("https://x.example/crm/v8/Leads", f'{{"data":[{ROW}]}}'),
        entry(URL, f'{{"data":[{ROW}]}}', {"status": 200, "content": {"text": "e30=", "encoding": "base64"}}),
        entry(URL.replace("Leads", "Contacts"), f'{{"data":[{ROW}]}}', {"status": 207, "content": {"text": "[]"}}),
    )
    with pytest.raises(SeveralCalls) as caught:
        read(text)
    assert caught.value.titles == ("upsert of Leads", "upsert of Contacts")
    assert read(text, 1).reply == "HTTP/1.1 200\r\n\r\n{}"
    assert (read(text, 2).module, read(text, 2).reply) == ("Contacts", "HTTP/1.1 207\r\n\r\n[]")


def test_a_har_file_without_an_upsert_names_the_call_it_has() -> None:
    found = read(har(entry("https://x.example/crm/v8/Leads", f'{{"data":[{ROW}]}}')))
    assert found.request(LEADS).other_call == "an insert (POST /crm/v8/Leads)"
    assert "no request to Zoho CRM" in refused(har(entry("https://x.example/", None))).reason


def postman(raw: str, *variables: dict[str, str]) -> str:
    request = {"method": "POST", "url": "{{host}}/crm/v8/Leads/upsert", "body": {"mode": "raw", "raw": raw}}
    return json.dumps({"info": {"name": "c"}, "variable": variables, "item": [{"request": request}]})


def test_a_postman_collection_fills_in_its_own_variables_and_the_others_stand_open() -> None:
    raw = '{"data":[{"Last_Name":"{{name}}","Amount":{{$randomInt}}}]}'
    request = read(postman(raw, {"key": "name", "value": "Ode"})).request(LEADS)
    assert request.rows == ({"Last_Name": "Ode", "Amount": "{{$randomInt}}"},)
    assert request.shell_variables == {"{{$randomInt}}"}
    assert read(postman(raw)).request(LEADS).shell_variables == {"{{name}}", "{{$randomInt}}"}


@each_case(
    "text",
    [
        '{"data":[{"Last_Name":"x"}],"trigger":[]}',
        '[{"Last_Name":"x"}]',
        '{"Last_Name":"x"}',
        '[{"json":1}]',
        '{"data":[{"Last_Name":"x"}],"item":[]}',
    ],
)
def test_plain_json_is_never_taken_for_a_wrapper(text: str) -> None:
    found = read(text)
    assert (found.kind, found.form, found.call) == ("json", None, None)


def test_the_http_nodes_of_an_n8n_workflow_are_calls() -> None:
    node = {"parameters": {"method": "POST", "url": URL, "jsonBody": "=" + json.dumps(BODY)}}
    other = {"parameters": {"values": {}}, "type": "set"}
    found = read(json.dumps({"nodes": [other, node], "connections": {}}))
    assert (found.form, found.module, found.request(LEADS).to_body()) == ("an n8n workflow", "Leads", BODY)
    bare = {"parameters": {"url": "=" + URL, "jsonBody": '={"data": [{"Last_Name": {{ $json.name }}}]}'}}
    assert read(json.dumps({"nodes": [bare]})).request(LEADS).shell_variables == {"{{ $json.name }}"}


# --- Markdown --------------------------------------------------------------------------------------------------------


def test_a_fence_with_the_reply_gives_the_reply() -> None:
    reply = '{"data":[{"code":"SUCCESS","status":"success"}]}'
    found = read(f"Sent:\n\n```json\n{json.dumps(BODY)}\n```\n\nGot:\n\n```json\n{reply}\n```\n")
    assert (found.request(LEADS).to_body(), json.loads(found.reply or "")) == (BODY, json.loads(reply))


@each_case(
    "text",
    [
        "1. Do\n\n   ```bash\n   curl " + URL + " \\\n     -d '" + json.dumps(BODY) + "'\n   ```\n",
        "~~~\n{data: [{Last_Name: 'Ode', Phone: null}]}\n~~~",
        "````md\n" + json.dumps(BODY) + "\n````\nbye",
        "> ```\n" + json.dumps(BODY),
        "Hi,\n\n> ```json\n> " + json.dumps(BODY, indent=1).replace("\n", "\n> ") + "\n> ```\n\nBye",
        "{code:json}\n" + json.dumps(BODY, indent=1) + "\n{code}\n",
        "See:\n{noformat}\ncurl " + URL + " -d '" + json.dumps(BODY) + "'\n{noformat}",
    ],
)
def test_fences_are_found_in_every_writing(text: str) -> None:
    assert read(text).request(LEADS).to_body() == BODY


def test_a_mistake_in_a_fence_is_told_by_the_line_of_the_whole_text() -> None:
    assert refused('# A\n\n```json\n{"data": [\n 5]}\n```\n').line == 5
    assert refused('# A\n\n```json\n{"data": [;\n```\n').line == 4


# --- what is none of these -------------------------------------------------------------------------------------------


@each_case(
    ("text", "said"),
    [
        ("$body = ['data' => [['Last_Name' => 'x']]];", "this is PHP; print json_encode($body) and paste that"),
        ("<?php\n$x = array(1);", "PHP"),
        ("['data' => [['Last_Name' => 'x']]]", "PHP"),
        ("array('data' => array())", "PHP"),
        ("{ :data => [ { :Last_Name => 'x' } ] }", "Ruby"),
        ("@{ data = @() }", "PowerShell hashtable"),
        ("<Leads><row/></Leads>", "XML"),
        ("<!doctype html><html>", "HTML"),
        ('var body = new { data = new[] { new { Last_Name = "Ode" } } };', "C#"),
        ('let p: [String: Any] = ["data": [["Last_Name": "Ode"]]]', "Swift"),
        ('let body = json!({ "rows": [email] });', "Rust"),
        ('val body = mapOf("data" to listOf(mapOf("Last_Name" to "Ode")))', "Kotlin"),
        ('let body = Json.FromValue([data = {[Last_Name = "Ode"]}]) in body', "Power Query"),
        ('body <- list(data = list(list(Last_Name = "Ode")))\nPOST(url, body)', "this is R"),
        ('{\\rtf1\\ansi\n\\f0 \\{"data": []\\}}', "rich text"),
        ('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table></html>', "Excel sheet as HTML"),
        ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "Excel sheet as HTML or XML"),
        ("MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\neyJkYXRhIjogW119\n", "a raw mail with encoded text"),
        ("1000." + "8cb99d01" * 4 + "." + "9b8f0a12" * 4 + "\n", "a token of Zoho"),
        ("# spec\nopenapi: 3.0.3\npaths:\n  /crm/v8/Leads/upsert:\n    post: {}\n", "YAML"),
        ("2026/09/01 upsert body: map[data:[map[Email:a@x.test]]]\n", "Go"),
        ("# sends it\nfrom zohocrmsdk.src.com.zoho.crm.api import *\n", "Python program"),
        ("* Connected\n> POST /crm/v8/Leads/upsert HTTP/2\n> Host: x.test\n< HTTP/2 200\n", "curl -v"),
        ("data:\n  - Last_Name: x\n", "YAML"),
        ("map[data:[map[Last_Name:x]]]", "Go"),
        ("JSONObject o = new JSONObject();", "Java"),
        ("INSERT INTO Leads VALUES (1)", "SQL"),
        (URL, "address"),
        ("import json\nprint(1)", "Python program"),
        ("const x = 1;", "JavaScript program"),
        ("a=1&b=2", "form"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(text: str, said: str) -> None:
    assert said in refused(text).reason


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


@each_case(
    ("content", "said"),
    [
        (packed("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (packed("Index/Document.iwa"), "Numbers"),
        (packed("a.csv"), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"%PDF-1.7", "PDF"),
        (b"bplist00\xd1\x01", "web archive"),
        (gzip.compress(b"{}")[:-4], "gzip"),
    ],
    ids=["xlsx", "numbers", "zip", "xls", "pdf", "web archive", "gzip"],
)
def test_a_file_that_is_no_text_is_named_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(PayloadError) as caught:
        decode(content)
    assert said in caught.value.reason


def test_packed_text_is_unpacked() -> None:
    assert decode(gzip.compress(json.dumps(BODY).encode("utf-16"))) == json.dumps(BODY)
