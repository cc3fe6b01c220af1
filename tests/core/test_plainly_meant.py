"""Text that is no JSON, but of which it is plain what is meant, is read and told; other text is named."""

from __future__ import annotations

import base64
import html
import json
from itertools import product
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.decoding import NotTextError, decode
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.plainly_meant import form_body, plainly_meant
from tui.core.payload.request import PayloadError

BODY: Final = {"data": [{"Last_Name": "Ode", "Email": "ode@x.test"}], "duplicate_check_fields": ["Email"]}
TEXT: Final = json.dumps(BODY)
ROWS: Final = json.dumps(BODY["data"])
CURLY: Final = "JSON with curly quotes"
URL: Final = "https://www.zohoapis.example/crm/v8/Leads/upsert"


def read(text: str) -> tuple[dict[str, Any], str | None]:
    found = recognise(text)
    return found.request(LEADS).to_body(), found.form


ESCAPED = '{\\"data\\": [{\\"Last_Name\\": \\"Ode\\"}]}'


def refused(text: str) -> PayloadError:
    with pytest.raises(PayloadError) as caught:
        recognise(text).request(LEADS)
    return caught.value


@each_case(
    ("text", "form"),
    [
        (TEXT.replace(" ", "\u00a0"), "JSON with invisible characters"),
        (TEXT.replace("{", "{\ufeff"), "JSON with invisible characters"),
        (TEXT.replace("]", "\u200b]\u2028"), "JSON with invisible characters"),
        (json.dumps(BODY, indent=2).replace("  ", "\u3000\u2003"), "JSON with invisible characters"),
        (TEXT.replace('"', "“", 1).replace('"', "”", 1), "JSON with curly quotes"),
        ('{“data”: [{“Last_Name”: "Ode", “Email”: “ode@x.test”}], “duplicate_check_fields”: [“Email”]}', CURLY),
        ("{‘data’: [{‘Last_Name’: ‘Ode’, „Email“: «ode@x.test»}], “duplicate_check_fields”: [″Email″]}", CURLY),
        (TEXT.translate(str.maketrans(":,{[", "：，｛［")), "JSON with full-width signs"),
        (html.escape(TEXT), "JSON with HTML entities"),
        (TEXT.replace('"', "&#34;"), "JSON with HTML entities"),
        (quote(TEXT), "percent-encoded JSON"),
        (quote(quote(TEXT)), "percent-encoded JSON"),
        (quote(quote(quote(TEXT))), "percent-encoded JSON"),
        (json.dumps(TEXT), "JSON in quotes"),
        (json.dumps(json.dumps(BODY, indent=1)) + "\n", "JSON in quotes"),
        (json.dumps(TEXT)[1:-1], "JSON with escaped quotes"),
        (TEXT.replace('"', '""'), "JSON with doubled quotes"),
        ('"' + TEXT.replace('"', '""') + '"', "JSON with doubled quotes"),
        (urlencode({"data": ROWS, "duplicate_check_fields": "Email"}), "a form (a=b&c=d)"),
        (urlencode({"data": ROWS, "duplicate_check_fields": '["Email"]', "authtoken": "secret"}), "a form (a=b&c=d)"),
        (urlencode({"body": TEXT, "x": "1"}), "a form (a=b&c=d)"),
        (json.dumps(BODY | {"data": ROWS}), "JSON with its rows in a text"),
        (json.dumps({"data": TEXT}), "JSON in a text"),
        (json.dumps({"input_data": BODY}), "JSON under the key input_data"),
        (json.dumps({"headers": {}, "body": TEXT}), "JSON under the key body"),
        (json.dumps({"anything": BODY}), "JSON under the key anything"),
        (json.dumps({"records": BODY["data"], "duplicate_check_fields": ["Email"]}), "JSON with its rows under rec"),
        (f"curl {URL} --data-urlencode 'data={ROWS}' -d duplicate_check_fields=Email", "a curl command"),
    ],
)  # fmt: skip
def test_what_is_plainly_meant_is_read_and_its_form_is_said(text: str, form: str) -> None:
    body, said = read(text)
    assert body == BODY
    assert said is not None
    assert said == form or form in said


def test_rows_under_another_name_are_read() -> None:
    assert read(json.dumps({"rows": BODY["data"]})) == ({"data": BODY["data"]}, "JSON with its rows under rows")


def test_what_stands_within_texts_is_left_as_it_is() -> None:
    name = "O’Brien “the\u00a0second”： ＆\u200b"
    text = json.dumps([{"Last_Name": name}], ensure_ascii=False)
    assert read(text)[0] == {"data": [{"Last_Name": name}]}
    assert read(text.replace("[", "[\u00a0"))[0] == {"data": [{"Last_Name": name}]}
    assert read("[{“Last_Name”: “O’Brien's”}]")[0] == {"data": [{"Last_Name": "O’Brien's"}]}


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters='“”„‟«»″＂"'), max_size=12))
def test_any_text_between_curly_quotes_is_kept(name: str) -> None:
    if "\\" in name or any(ord(character) < 32 for character in name):
        return
    assert read(f"[{{“Last_Name”: “{name}”}}]")[0] == {"data": [{"Last_Name": name}]}


def test_a_mistake_behind_curly_quotes_is_told_at_its_place() -> None:
    error = refused("[{“Last_Name”: “Ode”},\n {“Last_Name” “Ode”}]")
    assert (error.line, "curly quotes do not quote in JSON" in error.reason) == (1, True)


@each_case(
    ("text", "meant"),
    [
        ('[\x0b{"a": 1}]', [('[ {"a": 1}]', "JSON with invisible characters")]),
        ("[\x0c1]", [("[ 1]", "JSON with invisible characters")]),
        ('"{\n\\"a\\": 1}"', [('{\n"a": 1}', "JSON in quotes")]),
        ('"abc"', []),
        ("{}", []),
        ('"{} ""x', []),
        ('x"" {}"', []),
        ("", []),
        ("+{}", []),
        ("+{\n+}", [("{\n}", "JSON with something before each line")]),
        ("1 {\n}", []),
        ("1 {\n+}", []),
        ('f("{\\q\\"")', []),
    ],
)
def test_what_a_text_may_be_meant_as_is_tried_and_nothing_else(text: str, meant: list[tuple[str, str]]) -> None:
    assert [(excerpt.text, form) for excerpt, form in plainly_meant(text)] == meant


def test_texts_of_at_most_five_million_characters_are_tried() -> None:
    entities, form = "&quot;".ljust(5_000_000), "body={}".ljust(5_000_000)
    assert next(plainly_meant(entities), None) is not None
    assert next(plainly_meant(entities + " "), None) is None
    assert (form_body(form), form_body(form + " ")) == ("{}", None)


@each_case(
    ("form", "body"),
    [
        ("data=[{}]&trigger=", '{"data": [{}], "trigger": []}'),
        ('data=[{}]&trigger=["a"]\n', '{"data": [{}], "trigger": ["a"]}'),
        ("?data=[{}]&duplicate_check_fields=Größe, b", '{"data": [{}], "duplicate_check_fields": ["Größe", "b"]}'),
        ("data=[{}]&skip_feature_execution=x", '{"data": [{}], "skip_feature_execution": "x"}'),
        ("data=%5B%7B%7D%5D", '{"data": [{}]}'),
        ('data=[{"a":"x+y"}]', '{"data": [{"a":"x+y"}]}'),
        ('data={"a":1}', '{"data": [{"a":1}]}'),
        ('data={"data":[{}]}', '{"data":[{}]}'),
        ("data=5", None),
        ("x=1", None),
        ('a b&data=[{"x":1}]', None),
    ],
)
def test_a_form_holds_a_body_or_its_members(form: str, body: str | None) -> None:
    assert form_body(form) == body


def test_what_is_not_encoded_stays_as_it_is() -> None:
    assert form_body('data=[{"a":"1%41&b=2"}]', is_encoded=False) == '{"data": [{"a":"1%41&b=2"}]}'


def test_the_xml_of_the_first_version_is_refused_at_the_beginning() -> None:
    with pytest.raises(PayloadError) as caught:
        form_body("xmlData=<Leads/>")
    assert (caught.value.line, caught.value.column) == (1, 1)


# --- several calls ---------------------------------------------------------------------------------------------------


@each_case(
    "text",
    [
        f"{TEXT}\n{TEXT}",
        f"{TEXT}\n\n{json.dumps(BODY, indent=2)}\n",
        f"INFO sent {TEXT}\nINFO sent {TEXT}\n",
        json.dumps({"__composite_requests": [{"method": "POST", "uri": "/crm/v8/Leads/upsert", "body": BODY}] * 2}),
        f"curl {URL} -d '{TEXT}' && curl {URL} -d '{TEXT}'",
    ],
)
def test_several_bodies_are_never_taken_for_one_in_silence(text: str) -> None:
    with pytest.raises(SeveralCalls):
        recognise(text)
    assert recognise(text, call=2).request(LEADS).to_body() == BODY


def test_a_reply_behind_its_body_belongs_to_it() -> None:
    reply = json.dumps({"data": [{"code": "SUCCESS", "status": "success", "details": {}}]})
    for text in (f"{TEXT}\n{reply}", f"INFO {TEXT}\nINFO {reply}\n", f"{json.dumps(BODY, indent=1)}\n{reply}\n"):
        found = recognise(text)
        assert (found.request(LEADS).to_body(), found.reply) == (BODY, reply)


def test_records_over_several_lines_one_after_the_other_are_rows() -> None:
    text = "\n".join(json.dumps({"Last_Name": name}, indent=2) for name in "abc")
    assert read(text) == ({"data": [{"Last_Name": name} for name in "abc"]}, "JSON documents one after the other")
    assert recognise(text).remarks(LEADS) == ()
    reply = json.dumps({"data": [{"code": "SUCCESS", "status": "success", "details": {}}]})
    answered = f'{{"Last_Name": "a"}}\n{reply}\n{{"Last_Name": "b"}}\n{reply}'
    assert recognise(answered).remarks(LEADS) == (
        "what Zoho answered is passed over, since it is not a record (lines 2, 4)",
    )


@each_case("version", ["v8", "v2"])
@each_case("method", ["POST", "post"], shared=("version",))
def test_a_composite_request_is_read(version: str, method: str) -> None:
    read_one = {"sub_request_id": "1", "method": "GET", "uri": f"/crm/{version}/Leads"}
    upsert = {"sub_request_id": "2", "method": method, "uri": f"/crm/{version}/Leads/upsert", "body": BODY}
    found = recognise(json.dumps({"rollback_on_fail": True, "__composite_requests": [read_one, upsert]}))
    request = found.request(LEADS)
    assert (found.module, found.form, request.to_body(), request.other_call) == (
        "Leads", "a composite request", BODY, None
    )  # fmt: skip
    assert "no request with rows" in refused(json.dumps({"__composite_requests": [read_one]})).reason


@each_case(
    "exported",
    [
        {"_type": "export", "resources": [
            {"_type": "environment", "data": {"name": "Ode", "key": "secret"}},
            {"_type": "request", "method": "POST", "url": URL, "body": {"text": TEXT.replace("Ode", "{{ _.name }}")}},
            {"_type": "request", "method": "GET", "url": URL, "body": {}},
        ]},
        {"client": "Thunder Client", "requests": [{"url": URL, "method": "POST", "body": {"raw": TEXT}}]},
        {"v": 3, "folders": [], "requests": [{"endpoint": URL, "method": "POST", "body": {"body": TEXT}}]},
    ],
)  # fmt: skip
def test_what_other_clients_export_is_read(exported: dict[str, Any]) -> None:
    found = recognise(json.dumps(exported))
    assert (found.module, found.form, found.request(LEADS).to_body()) == ("Leads", "the export of an HTTP client", BODY)
    assert "secret" not in repr(found)


# --- what is named ---------------------------------------------------------------------------------------------------


@each_case(
    ("text", "said"),
    [
        ('{"data": {"Last_Name": "x"}}', "data must be a list of records; put [ ] around it"),
        ('{"data": ["{\\"Last_Name\\": \\"x\\"}"]}', "is not a record (a JSON object); take the quotes off"),
        ('{"data": [{}], "duplicate_check_fields": "Email"}', 'must be a list of field names: ["Email"]'),
        ('{"input_data": {"lead": {}}}', "no list of records under data (it has input_data), and no key is"),
        ('{"Leads": [{"Last_Name": "x"}]}', "the rows are under Leads; the API expects them under data"),
        ('{"select_query": "select id from Leads"}', "this is a COQL query"),
        ('{"operation": "upsert", "resource": []}', "this is a bulk write job"),
        ('{"data": [{"code": "SUCCESS", "status": "success", "details": {}}]}', "this is what Zoho answered"),
        ('{"code": "INVALID_TOKEN", "status": "error", "details": {}}', "an error reply of Zoho (INVALID_TOKEN)"),
        ("HTTP/1.1 201 Created\n\n{}", "this is a reply, not a payload"),
        ("xmlData=<Leads><row no='1'><FL val='Last Name'>x</FL></row></Leads>", "this is the XML of API version 1"),
        ("newFormat=1&xmlData=" + quote("<Leads/>") + "&authtoken=x", "this is the XML of API version 1"),
        (f"curl {URL} -d 'xmlData=<Leads/>'", "this is the XML of API version 1"),
        ("<Leads><row/></Leads>", "this is XML, which Zoho no longer takes"),
        ("Last_Name=Ode&Email=a@x.test", "this is a form (a=b&c=d)"),
        ("data[0][Last_Name]=Ode", "this is a form (a=b&c=d)"),
        ("Last_Name=${Leads.Last Name}&Email=${Leads.Email}", "this is a form (a=b&c=d)"),
        ("| Last_Name | Email |\n|---|:--|\n| Ode | a |", "this is a table in Markdown"),
        ("Request: {data=[{Last_Name=Ode}]}", "this is a Java map"),
        ('%{data: [%{"Last_Name" => "Ode"}]}', "this is Elixir"),
        ('{:data [{:Last_Name "Ode"}]}', "this is Clojure"),
        ('{data = {{Last_Name = "Ode"}}}', "this is Lua"),
        ('["data": [["Last_Name": "Ode"]]]', "this is Swift"),
        ('[[data]]\nLast_Name = "Ode"\n', "this looks like TOML"),
        ("Map<String,Object> m = new Map<String,Object>{'Last_Name'=>'Ode'};", "this is Apex"),
        ('Dim body\nbody = "{""data"":[{""Last_Name"":""Ode""}]}"', "this is VBA"),
        ('String b = "{\\"data\\":[" + "{\\"Last_Name\\":\\"" + name + "\\"}]}";', "this is Java"),
        ('var body = @"{""data"":[{""Last_Name"":""Ode""}]}";', "this is C#"),
        ('{data: [{"Last_Name"=>"Ode"}]}', "this is a PHP or Ruby array"),
        (base64.b64encode(TEXT.encode()).decode(), "this is base64"),
    ],
)  # fmt: skip
def test_what_is_none_of_these_is_named_with_what_to_do(text: str, said: str) -> None:
    assert said in refused(text).reason


@each_case(
    ("codec", "text"),
    product(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"],
        ["Last_Name\nMüller\n", '[{"Last_Name": "Ó"}]', '{"data":\r\n[{"Last_Name":"田中"}]}'],
    ),
)
def test_text_is_read_in_either_encoding_with_and_without_its_mark(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == text


@each_case(
    ("content", "said"),
    [
        ("Last_Name\nMüller\n".encode("cp1252"), "it may be Windows-1252 (then this reads Müller); save it as UTF-8"),
        ("Last_Name\nИванов\n".encode("cp1251"), "this is not UTF-8 text; save it as UTF-8 (in Excel: CSV UTF-8)"),
        ("Last_Name\n田中\n".encode("shift-jis"), "this is not UTF-8 text; save it as UTF-8"),
        (b"a\0b", "this is not text"),
    ],
)
def test_text_in_an_older_encoding_is_named_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(NotTextError, match="text") as caught:
        decode(content)
    assert said in caught.value.reason


def test_percent_signs_of_the_body_itself_stay_however_often_it_was_encoded() -> None:
    body = {"data": [{"Discount%41": "5%20", "Last_Name": "100%"}]}
    once = quote(json.dumps(body))
    assert [read(text)[0] for text in (once, quote(once), quote(quote(once)))] == [body] * 3


@each_case(
    ("text", "module"),
    [
        (f'RequestBody b = RequestBody.create(type, "{ESCAPED}");', None),
        (f'.url("https://www.zohoapis.eu/crm/v8/Leads/upsert").post("{ESCAPED}")', "Leads"),
        ('String b = "{\\"data\\":" +\n    " [{\\"Last_Name\\":\\"Ode\\"}]}";', None),
        ('char *b = "{\\"data\\":"\n  " [{\\"Last_Name\\":\\"Ode\\"}]}";', None),
        (f'log("{{\\"x\\": 1}}"); send("{ESCAPED}");', None),
    ],
)
def test_a_body_that_a_program_has_as_a_text_is_read(text: str, module: str | None) -> None:
    found = recognise(text)
    assert (found.form, found.module) == ("JSON in a text of a program", module)
    assert found.request(LEADS).rows == ({"Last_Name": "Ode"},)


def test_a_call_that_a_program_has_as_a_text_goes_where_it_says_itself() -> None:
    call = json.dumps({"url": URL.replace("Leads", "Contacts"), "method": "POST", "body": BODY}).replace('"', '\\"')
    assert recognise(f'queue("{URL}").put("{call}");').module == "Contacts"


def test_a_body_in_quotes_that_speaks_of_a_call_is_no_call() -> None:
    body = {"data": [{"Description": f"fetch('{URL}', {{method: 'POST', body: '{{}}'}})"}]}
    assert read(json.dumps(json.dumps(body))) == (body, "JSON in quotes")


PRETTY = json.dumps({"data": [{"Last_Name": "Ode"}]}, indent=1).split("\n")


@each_case(
    "lines",
    [
        [f"{number:>3}  {line}" for number, line in enumerate(PRETTY, 1)],
        [f"{number}: {line}" for number, line in enumerate(PRETTY, 98)],
        [f"{number}|{line}" for number, line in enumerate(PRETTY, 1)],
        [f"+{line}" for line in PRETTY],
        [f"web-7d9 | {line}" for line in PRETTY],
        [*(f"web | {line}" for line in PRETTY), "", ""],
    ],
)
def test_what_stands_before_each_line_is_taken_off(lines: list[str]) -> None:
    assert read("\n".join(lines)) == ({"data": [{"Last_Name": "Ode"}]}, "JSON with something before each line")


@each_case(
    "lines",
    [
        [f"{number}  {line}" for number, line in enumerate(PRETTY, 1) if number != 3],
        [f"web-{number} | {line}" for number, line in enumerate(PRETTY)],
        [f"+{line}" for line in PRETTY[:-1]] + [PRETTY[-1]],
        [f"1 {line}" for line in PRETTY],
    ],
)
def test_what_stands_before_some_lines_is_not(lines: list[str]) -> None:
    with pytest.raises(PayloadError):
        read("\n".join(lines))
