"""Deluge scripts: what their values come to, which calls they send, and what of them is not known."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS, body_in, refusal
from tui.core.payload.formats import SeveralCalls, recognise

URL: Final = "https://www.zohoapis.com/crm/v8/Leads/upsert"
BRANCH: Final = "the script has an if; all its branches are read in turn, so it may send other values than are shown"
LOOP: Final = "the script has a loop; it is read as one pass, so it may send more rows than are shown"


def value_of(expression: str) -> Any:
    """What an expression comes to as the one field of a record."""
    (row,) = body_in(f'zoho.crm.upsert("Leads",{{"A":{expression}}});')["data"]
    return row["A"]


@each_case(
    ("expression", "value"),
    [
        ('"a" + 1.10 + true', "a1.10true"),
        ('1 + "a"', "1a"),
        ('n + "a" + 1', "${n}a1"),
        ('1 + 2 + "a"', "${_1 + 2 + 'a'}"),
        ("1 + 2", "${_1 + 2}"),
        ("5 - 1", "${_5 - 1}"),
        ("5 -1", "${_5 -1}"),
        ("-1", -1),
        ("5 - f(1, 2)", "${_5 - f(1, 2)}"),
        ("5 > 3", "${_5 > 3}"),
        ('"a" == n', "${_'a' == n}"),
        ("a && b", "${a && b}"),
        ("!true", "${_!true}"),
        ("-(1)", "${_-(1)}"),
        ("(1)", 1),
        ('("a" + "b").trim()', "ab"),
        ("list[0]", "${list[0]}"),
        ("f(1, g[2], {3}).h[f(1)]", "${f(1, g[2], (3)).h[f(1)]}"),
        ("if(a > b, 1, 2)", "${if(a > b, 1, 2)}"),
        ("Null", None),
        ("TRUE", True),
        ("[1, 2]", [1, 2]),
        ("{1, {2}}", [1, [2]]),
        ("{1,}", [1]),
        ("map()", {}),
        ("list()", []),
        ("List:String()", []),
        ("list", "${list}"),
        ('"a" + list + f(1)', "a${list}${f(1)}"),
        ("f()", "${f()}"),
        ('Map("a")', "${Map('a')}"),
        ('Collection("a": 1, 2)', "${Collection('a': 1, 2)}"),
        ("x.map()", "${x.map()}"),
        ('" a ".trim()', "a"),
        ('" a".trim().toString()', "a"),
        ("(5).toString()", "5"),
        ('{"a": 1.10}.toString()', '{"a": 1.10}'),
        ('{1, "b"}.toString()', '[1, "b"]'),
        ('{"a": n}.toString()', '{"a": "${n}"}'),
        ("{n, m}.toString()", "${n}"),
        ('{"é"}.toString()', '["é"]'),
        ('"[\\"é\\"]".toList().toString()', '["é"]'),
        ('"[" + {"a": 1} + "]"', '[{"a": 1}]'),
        ('{"a": 1}.toMap()', {"a": 1}),
        ("{1}.toList()", [1]),
        ('"{\\"a\\": [1.0, null, \\"b\\"]}".toMap()', {"a": [1.0, None, "b"]}),
        ('"[1]".toJSONList()', [1]),
        ('"a".toMap()', "${_'a'.toMap()}"),
        ('"a".toUpperCase()', "${_'a'.toUpperCase()}"),
        ('"a".toString("x")', "${_'a'.toString('x')}"),
        ("(5).trim()", "${_(5).trim()}"),
        ("(5).toMap()", "${_(5).toMap()}"),
        ('{"a": 1}.get("a")', 1),
        ('{"a": 1}.getJSON("a")', 1),
        ('{"a": 1}.get("b")', "${_('a': 1).get('b')}"),
        ('{"a": 1}.keys()', "${_('a': 1).keys()}"),
        ("{1}.get(0)", "${_(1).get(0)}"),
    ],
)
def test_the_value_of_an_expression_is_what_deluge_makes_of_it_or_a_variable(expression: str, value: Any) -> None:
    assert value_of(expression) == value
    assert type(value_of(expression)) is type(value)


@each_case(
    ("script", "row"),
    [
        ('m.put("A", 1);', {"A": 1}),
        ("m.put(2, 1);", {"2": 1}),
        ('m.PUT("A", 1);', {"A": 1}),
        ('m.put("A", 1); m.put("A", 2);', {"A": 2}),
        ('m.put("A", 1); m.remove("A"); m.remove("B");', {}),
        ('m.putAll({"A": 1}); m.putAll({"B": 2});', {"A": 1, "B": 2}),
        ('l = List(); l.add(1); l.addAll({2, 3}); m.put("A", l);', {"A": [1, 2, 3]}),
        ('m.put("A", 1); m.put("B", m.get("A"));', {"A": 1, "B": 1}),
        ('m.put("A", 1); m.put("B", m.get("C"));', {"A": 1, "B": "${m.get('C')}"}),
        ('m.put("A", 1); s = m.toString(); m.put("B", s);', {"A": 1, "B": '{"A": 1}'}),
        ('n = 5; m.put("A", n.toString());', {"A": "5"}),
        ('n = "a"; n += "b"; m.put("A", n);', {"A": "ab"}),
        ('list = "a"; m.put("A", {list: 1});', {"A": {"a": 1}}),
        ('l = List(); l.add(l); m.put("A", l.toString());', {"A": "${l.toString()}"}),
        ('n = 5; n += 1; m.put("A", n);', {"A": "${n += 1}"}),
        ('n = 5; n -= 1; m.put("A", n);', {"A": "${n -= 1}"}),
        ('n = x; n += "b"; m.put("A", n);', {"A": "${x}b"}),
        ('n += "b"; m.put("A", n);', {"A": "${n}b"}),
        ('input.x = 1; m.put("A", input.x);', {"A": 1}),
        ('n = 1; b = n == 2; m.put("A", b); m.put("N", n);', {"A": "${n == 2}", "N": 1}),
        ('n = 1; info n >= 2; info n <= 2; info n != 2; m.put("N", n);', {"N": 1}),
        ('o = Map(); o.put(x, 1); m.put("A", o);', {"A": "${x}"}),
        ('o = {"B": 1}; o.clear(); m.put("A", o);', {"A": "${o.clear()}"}),
        ('o = {1}; o.remove(0); m.put("A", o); m.put("B", o.get(0));', {"A": "${o.remove(0)}", "B": "${o.get(0)}"}),
        ('o = {"B": 1}; o.put(x, 1); m.put("A", o.get("B"));', {"A": "${o.get('B')}"}),
        ('o = Map(); o.put(x, 1); p = Map(); p.putAll(o); m.put("A", p);', {"A": "${x}"}),
        ('o = List(); o.insert(1); p = List(); p.addAll(o); m.put("A", p);', {"A": "${o.insert(1)}"}),
        ('o = Map(); o.putAll(x); m.put("A", o);', {"A": "${x}"}),
        ('o = Map(); o.putAll(x); o.putAll({"B": 1}); m.put("A", o);', {"A": "${x}"}),
        ('o = List(); o.addAll(x); o.addAll({1}); m.put("A", o);', {"A": "${x}"}),
        ('x = invokeUrl(u, "GET"); m.put("A", 1);', {"A": 1}),
        ('o = List(); o.addAll(x); m.put("A", o);', {"A": "${x}"}),
        ('o = {"B": 1}; info o.size(); info o.keys(); m.put("A", o);', {"A": {"B": 1}}),
        ('o = {"B": 1}; m.put("A", o.toMap()); o.put("C", 2);', {"A": {"B": 1, "C": 2}}),
        ('t = " a "; m.put("A", t.trim());', {"A": "a"}),
        ('m.put("A", 1 /* m.put("B", 2); */); // m.put("C", 3);', {"A": 1}),
        ('m.put("A", "/* b */");', {"A": "/* b */"}),
        ('void f(string a)\n{\n m.put("A", 1);\n}', {"A": 1}),
        ('(m).x; m.put("A", 1);', {"A": 1}),
        ('x = {"a"}; x[0] = 2; m.put("A", 1);', {"A": 1}),
        ('x = f(a b, c); m.put("A", x);', {"A": "${f(a b, c)}"}),
        ('x = f(a; m.put("A", 1);', {"A": 1}),
    ],
)
def test_statements_change_values_as_deluge_does(script: str, row: dict[str, Any]) -> None:
    assert body_in(f'm = Map();\n{script}\nzoho.crm.upsert("Leads", m);')["data"] == [row]


@each_case(
    ("script", "said"),
    [
        ('m = Map(); m.put(x, 1); zoho.crm.upsert("Leads", m);', "line 1, column 18: x is not in this text"),
        ('m = {x: 1}; zoho.crm.upsert("Leads", m);', "line 1, column 6: x is not in this text"),
        ('m = {x: f(1)}; zoho.crm.upsert("Leads", m);', "line 1, column 6: x is not in this text"),
        ('m = {"A": 1, f(x): 1}; zoho.crm.upsert("Leads", m);', "line 1, column 14: f(x) is not in this text"),
        ('m = {"A": 1, "é": 1, "é": 2};zoho.crm.upsert("Leads", m);', 'column 22: the key "é" appears twice'),
        (
            'm = {"A": 1 "B": 2}; zoho.crm.upsert("Leads", m);',
            "column 13: a comma or a closing bracket is missing here",
        ),
        ('m = {"A", "B": 2}; zoho.crm.upsert("Leads", m);', "column 17: a colon is missing here"),
        ('m = {"A": 1; zoho.crm.upsert("Leads", m);', "column 12: a comma or a closing bracket is missing here"),
        ('zoho.crm.upsert("Leads");', "line 1, column 1: the record is not in this text"),
        ("zoho.crm.upsert();", "line 1, column 1: the record is not in this text"),
        ('zoho.crm.upsert("Leads", a); zoho.crm.upsert("Leads", b);', "column 26: a is not in this text"),
        (
            'info 1; zoho.crm.upsert("Leads", {"A": 1}, {"Email"});',
            "column 9: the third argument of an upsert is a map",
        ),
        ('zoho.crm.upsert("Leads", {"A": 1}, "Email");', "column 1: the third argument of an upsert is a map"),
        ('zoho.crm.upsert("Leads", {"A": 1}, o);', "column 36: o is not in this text; the third argument of an upsert"),
        ('o = Map(); o.put(x, 1); zoho.crm.upsert("Leads", {"A": 1}, o);', "x is not in this text; the third argument"),
        ('zoho.crm.upsert("Leads", {"A": 1}, {"duplicate_check_fields": {f}});', "column 64: f is not in this text"),
        (f'invokeurl [url: "{URL}" type: POST parameters: {{m}}];', f"column {len(URL) + 44}: m is not in this text"),
        (f'x = invokeurl [url: "{URL}" parameters: p.toString()]; zoho.crm.upsert("Leads", b);', "p.toString() is not"),
        (
            f'm = {{"data": {{n}}}}; invokeurl [url: "{URL}" parameters: m.toString()];',
            "column 15: n is not in this text",
        ),
        ("x = invokeurl [parameters: a]; x = invokeurl [parameters: b];", "a is not in this text"),
        ("x = Map();", "this Deluge script has no zoho.crm.upsert and no invokeurl with a body"),
        ('x = {"A": 1}; y = Map(); y.put("B", 2);', "this Deluge script has no zoho.crm.upsert"),
        ('x = 1; x.put("B", 2);', "line 1, column 1: this Deluge script has no zoho.crm.upsert"),
        ('r = zoho.crm.getRecordById("Leads", 5);', "this Deluge script has no zoho.crm.upsert"),
        ("x = f(invokeurl [url: u", "this Deluge script has no zoho.crm.upsert"),
        ("x = invokeurl [url: u type: GET];", "this Deluge script has no zoho.crm.upsert"),
        ('x = invokeUrl(u, "POST", m);', "this Deluge script has no zoho.crm.upsert"),
        ("x = Map();" + 's = "aaaaaaaa";' + "s = s + s;" * 60, "what this script builds is too long to be read"),
        ("x = Map(); x = " + '"a".f(' * 300, "it is nested too deeply to be read"),
        ("x = Map(); x = " + "f(" * 300, "it is nested too deeply to be read"),
        ("x = Map(); x = " + '{"a":' * 300, "it is nested too deeply to be read"),
        ("x = Map(); x = " + "{{" * 300, "it is nested too deeply to be read"),
        ("x = Map(); x = " + "(" * 300, "it is nested too deeply to be read"),
        ("x = Map(); x = " + "invokeurl [url: " * 300, "it is nested too deeply to be read"),
    ],
)
def test_what_is_not_in_a_script_is_named_and_where(script: str, said: str) -> None:
    assert said in refusal(script)


def test_values_may_be_nested_a_hundred_deep() -> None:
    call = '; zoho.crm.upsert("Leads", {"A": 1});'
    for opened, closed in (
        *(("(", ")"), ("[", "]"), ("{", "}"), ('{"a":', "}"), ("{1:", "}"), ("f(", ")")),
        *(('"a".f(', ")"), ("{}.f(", ")"), ("().f(", ")"), ("invokeurl[url:", "]")),
    ):
        for start in ("x = ", "x();"):
            assert body_in(f"{start}{opened * 100}1{closed * 100}{call}")["data"] == [{"A": 1}]
        assert "it is nested too deeply" in refusal(f"x = {opened * 101}1{closed * 101}{call}")


@each_case(
    ("options", "sent"),
    [
        ("", {}),
        (", Map()", {}),
        (', ""', {}),
        (", null", {}),
        (', {"trigger": {}}', {"trigger": []}),
        (', {"trigger": Map()}', {"trigger": []}),
        (', {"trigger": {"workflow"}}, "connection"', {"trigger": ["workflow"]}),
        (', {"duplicate_check_fields": {"Email"}}', {"duplicate_check_fields": ["Email"]}),
    ],
)
def test_the_options_of_an_upsert_are_keys_of_its_body(options: str, sent: dict[str, Any]) -> None:
    assert body_in(f'zoho.crm.upsert("Leads", {{"A": 1}}{options});') == {"data": [{"A": 1}], **sent}


@each_case(
    ("task", "module", "other"),
    [
        ('zoho.crm.v8.upsert("Leads", {"A": 1})', "Leads", None),
        ('zoho.crm.upsertRecords("Leads", {{"A": 1}})', "Leads", None),
        ('ZOHO.CRM.upsert(module, {"A": 1})', None, None),
        ('zoho.crm.updateRecord("Leads", 5, {"A": 1})', "Leads", "an update (zoho.crm.updaterecord)"),
        ('zoho.crm.v2.update("Leads", 5, {"A": 1}, {"trigger": {}})', "Leads", "an update (zoho.crm.update)"),
        ('zoho.crm.bulkUpdate("Leads", {{"A": 1}})', "Leads", "an update (zoho.crm.bulkupdate)"),
        ('zoho.crm.create("Leads", {"A": 1})', "Leads", "an insert (zoho.crm.create)"),
    ],
)
def test_each_task_that_sends_records_is_a_call(task: str, module: str | None, other: str | None) -> None:
    for script in (f"{task};", f"r = {task};", f"info {task};", f"if({task}.isEmpty()) {{}}"):
        found = recognise(script)
        request = found.request(LEADS)
        assert (found.module, request.other_call, request.rows) == (module, other, ({"A": 1},))
        assert request.converted_from == "a Deluge script"


@each_case(
    ("written", "other", "since", "remarks"),
    [
        (f'url: "{URL}" type: POST parameters: m.toString()', None, None, ()),
        (f'url: "{URL}"\ntype: "POST"\nbody: m.toString()\nconnection: "c"', None, None, ()),
        (f'URL: "{URL}" Type: verb PARAMETERS: m + ""', None, None, ()),
        (f'url: "{URL}" type: POST parameters: "{{\\"data\\": [{{\\"A\\": 1}}]}}"', None, None, ()),
        (f'url: "{URL}" type: POST content-type: "application/json" parameters: m', None, None, ()),
        (f'url: "{URL}" type: POST parameters: m response-format: FILE', None, None, ("form",)),
        (f'url: "{URL}" parameters: m.toString()', "a GET request to /crm/v8/Leads/upsert", None, ()),
        ("url: address type: POST parameters: m.toString()", None, None, ()),
        ("type: POST parameters: m.toString()", None, None, ()),
        (
            'url: base + "/crm/v8/Leads/upsert" type: PUT parameters: m.toString()',
            "a PUT request to /crm/v8/Leads/upsert",
            None,
            (),
        ),
        (
            f'connection: names[0] url: "{URL}" type: PUT parameters: m.toString()',
            "a PUT request to /crm/v8/Leads/upsert",
            None,
            (),
        ),
        (f'url: "{URL}" type: POST headers: {{"If-Unmodified-Since": "T"}} parameters: m.toString()', None, "T", ()),
        (f'url: "{URL}" type: POST headers: {{"If-Unmodified-Since": t}} body: m.toString()', None, "${t}", ()),
        (f'url: "{URL}" type: POST headers: h parameters: m.toString()', None, None, ()),
        (f'url: "{URL}" type: POST headers: {{"X-EXTERNAL": "K"}} parameters: m', None, None, ("X-EXTERNAL", "form")),
        (f'5 url: "{URL}" type: POST parameters: m.toString()', None, None, ()),
    ],
)
def test_invokeurl_sends_what_its_members_say(
    written: str, other: str | None, since: str | None, remarks: tuple[str, ...]
) -> None:
    set_up = 'm = {"data": {{"A": 1}}}; verb = "POST";'
    for script in (
        f"r = invokeurl [{written}]; info r;",
        f"invokeURL\n[\n{written}\n];",
        f"{set_up}invokeurl [{written}",
    ):
        found = recognise(set_up + script)
        request = found.request(LEADS)
        assert request.to_body() == {"data": [{"A": 1}]}
        assert (request.other_call, request.if_unmodified_since) == (other, since)
        assert [word in said for said, word in zip(found.remarks(LEADS), remarks, strict=True)] == [True] * len(remarks)
        assert request.converted_from == "invokeurl in a Deluge script"


@each_case(
    ("script", "sent"),
    [
        ('m = {"A": 1};', {"data": [{"A": 1}]}),
        ('m = Map(); m.put("A", 1); x = Map();', {"data": [{"A": 1}]}),
        ('m = {"trigger": {"x"}, "data": {{"A": 1}}};', {"trigger": ["x"], "data": [{"A": 1}]}),
        (
            'm = {"A": 1}; b = Map(); b.put("data", {m}); b.put("trigger", {"x"});',
            {"data": [{"A": 1}], "trigger": ["x"]},
        ),
    ],
)
def test_the_one_map_of_a_script_without_a_call_is_what_it_sends(script: str, sent: dict[str, Any]) -> None:
    assert body_in(f"x = Map();\n{script}") == sent


@each_case(
    ("script", "remarks"),
    [
        ('zoho.crm.upsert("Leads", {"A": 1}); if(x) { } for each y in z { }', ()),
        ('if(x) { zoho.crm.upsert("Leads", {"A": 1}); }', (BRANCH,)),
        ('for each y in z { zoho.crm.upsert("Leads", {"A": y}); }', (LOOP,)),
        (
            f'for each y in z {{ if(y) {{ invokeurl [url: "{URL}" type: POST parameters: "[{{}}]"]; }} }}',
            (LOOP, BRANCH),
        ),
        ('x = if(a, b, c); y = "for"; zoho.crm.upsert("Leads", {"A": 1});', ()),
    ],
)
def test_a_call_within_or_behind_a_branch_or_a_loop_says_that_it_was_read_in_one_pass(
    script: str, remarks: tuple[str, ...]
) -> None:
    assert recognise(script).remarks(LEADS) == remarks


def test_a_call_that_cannot_be_read_is_told_beside_one_that_can() -> None:
    script = 'zoho.crm.upsert("Leads", {"A": 1}); zoho.crm.upsert("Leads", m); zoho.crm.upsert("Leads", n);'
    said = "line 1, column 62: m is not in this text; put the value in its place"
    found = recognise(script).remarks(LEADS)
    assert found == (f"2 other bodies here cannot be read and are passed over: the first, {said}",)


def test_every_call_of_a_script_is_there_to_be_chosen() -> None:
    tasks = 'zoho.crm.upsert("Leads", {"A": 1}); zoho.crm.upsert("Contacts", {"A": 2});'
    script = f'{tasks} x = invokeurl [url: "{URL}" type: POST parameters: "[]"];'
    with pytest.raises(SeveralCalls) as caught:
        recognise(script)
    assert caught.value.titles == ("upsert of Leads", "upsert of Contacts", "upsert of Leads")
    assert recognise(script, call=2).request(LEADS).rows == ({"A": 2},)
