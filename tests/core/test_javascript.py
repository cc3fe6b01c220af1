"""Programs in JavaScript and Python: which calls they send, what with, and what of it is not in their text."""

from __future__ import annotations

from typing import Any, Final

from tests.cases import each_case
from tests.core.helpers import LEADS, body_in, refusal
from tui.core.display import brief
from tui.core.payload.formats import recognise
from tui.core.payload.javascript import read

URL: Final = "https://www.zohoapis.com/crm/v8/Leads/upsert"
OBJECT: Final = "{data: [{A: 1}]}"
BODY: Final = {"data": [{"A": 1}]}
FETCH, AXIOS, CLIENT = "a fetch call", "an axios call", "a JavaScript call"
WIDGET, PYTHON = "a call of Zoho's JavaScript SDK", "a Python call"
NO_TEXT: Final = "the body is {}, and its value is not in this text"


@each_case(
    ("call", "form", "other"),
    [
        (f"fetch('{URL}', {{method: 'POST', body: JSON.stringify({OBJECT})}})", FETCH, None),
        (f"window.fetch('{URL}', {{method: `post`, body: '{{\"data\": [{{\"A\": 1}}]}}'}})", FETCH, None),
        (f"$fetch('{URL}', {{method: m, body: JSON.stringify({OBJECT})}})", FETCH, None),
        (f"fetch('{URL}', {{body: JSON.stringify({OBJECT})}})", FETCH, "a GET request to /crm/v8/Leads/upsert"),
        (f"axios({{url: '{URL}', method: 'post', data: {OBJECT}}})", AXIOS, None),
        (f"axios({{uri: '{URL}', method: 'put', data: {OBJECT}}})", AXIOS, "a PUT request to /crm/v8/Leads/upsert"),
        (f"axios({{url: '{URL}', data: {OBJECT}}})", AXIOS, "a GET request to /crm/v8/Leads/upsert"),
        (f"axios('{URL}', {{method: 'post', data: {OBJECT}}})", AXIOS, None),
        (f"axios.request({{url: '{URL}', method: 'post', data: {OBJECT}}})", AXIOS, None),
        (f"axios.post('{URL}', {OBJECT})", AXIOS, None),
        (f"axios.put('{URL}', {OBJECT}, {{method: 'post'}})", AXIOS, "a PUT request to /crm/v8/Leads/upsert"),
        (f"axios.patch('{URL}', {OBJECT})", AXIOS, "a PATCH request to /crm/v8/Leads/upsert"),
        (f"axios.post(url, {OBJECT})", AXIOS, None),
        (f"axios?.post<Reply<A>>('{URL}', {OBJECT})".replace("<A>", ""), AXIOS, None),
        (f"this.http?.post<any>('{URL}', {OBJECT} as Body)", CLIENT, None),
        (f"axios.post('{URL}', {OBJECT}, config = {{}})", AXIOS, None),
        (f"$.ajax({{url: '{URL}', type: 'POST', data: JSON.stringify({OBJECT})}})", CLIENT, None),
        (f"jQuery.post('{URL}', JSON.stringify({OBJECT}))", CLIENT, None),
        (f"ky.post('{URL}', {{json: {OBJECT}}})", CLIENT, None),
        (f"got.post('{URL}', {{body: JSON.stringify({OBJECT})}})", CLIENT, None),
        (f"this.api.post('{URL}', {{json: {OBJECT}}})", CLIENT, None),
        (f"request.post('{URL}', {{body: {OBJECT}, json: true}})", CLIENT, None),
        (f"request.post('{URL}', {{body: JSON.stringify({OBJECT}), x: 1}})", CLIENT, None),
        (f"fetch(url, {{method: 'POST', body: JSON.stringify({OBJECT})}},\n)", FETCH, None),
        (f"axios.post( '{URL}', {OBJECT} )", AXIOS, None),
        (f"this.http.post('{URL}', {OBJECT}, {{observe: 'body'}})", CLIENT, None),
        (f"client.request({{url: '{URL}', method: 'POST', data: {OBJECT}}})", CLIENT, None),
        (f"requests.post('{URL}', json={{'data': [{{'A': 1}}]}})", PYTHON, None),
        (f"requests.post('{URL}', '{{\"data\": [{{\"A\": 1}}]}}')", PYTHON, None),
        (f"requests.put(url='{URL}', json={{'data': [{{'A': 1}}]}})", PYTHON, "a PUT request to /crm/v8/Leads/upsert"),
        (f"requests.request('POST', '{URL}', json={{'data': [{{'A': 1}}]}})", PYTHON, None),
        (f"requests.request(method='post', url='{URL}', json={{'data': [{{'A': 1}}]}})", PYTHON, None),
        (f"requests.request(method, '{URL}', json={{'data': [{{'A': 1}}]}})", PYTHON, None),
        (f"requests.post(json={{'data': [{{'A': 1}}]}}, url='{URL}')", PYTHON, None),
        (f"self.session.post('{URL}', content=b'{{\"data\": [{{\"A\": 1}}]}}')", PYTHON, None),
        ("session.post(url, json={'data': [{'A': 1}]})", PYTHON, None),
        (f"self.s.request('PUT', '{URL}', json={{'data': [{{'A': 1}}]}})", PYTHON,
         "a PUT request to /crm/v8/Leads/upsert"),
        ("ZOHO.CRM.API.upsertRecord({Entity: 'Leads', APIData: [{A: 1}]})", WIDGET, None),
        ("window.ZOHO.CRM.API.upsertRecord({Entity: 'Leads', APIData: {A: 1}})", WIDGET, None),
        ("ZOHO.CRM.API.insertRecord({Entity: 'Leads', APIData: {A: 1}})", WIDGET,
         "insertRecord of Zoho's JavaScript SDK"),
    ],
)  # fmt: skip
def test_a_call_of_each_client_is_read_with_its_method(call: str, form: str, other: str | None) -> None:
    for program in (call, f"const r = await {call};\nconsole.log(r);", f"try {{ {call} }} catch (e) {{ }}"):
        found = recognise(program)
        request = found.request(LEADS)
        assert (request.converted_from, request.other_call, request.to_body()) == (form, other, BODY), program
        assert not found.remarks(LEADS)


@each_case(
    "program",
    [
        "fetch()",
        "fetch('https://x.test')",
        "axios.post()",
        f"axios.post('{URL}')",
        f"axios.post({OBJECT})",
        f"axios.post({{data: 1}}, {OBJECT})",
        f"axios({{data: {OBJECT}}})",
        f"axios({{url: '{URL}'}})",
        f"ky.post('{URL}', {{form: {OBJECT}}})",
        f"map.put('key', {OBJECT})",
        "app.post('/leads', (req, res) => { })",
        "fetch(url, {method: 'POST', body: form})",
        "fetch(url, {method: 'POST', body: 'grant_type=x'})",
        "fetch(url, {method: 'POST', body: new FormData(x)})",
        "requests.post(json=x)",
        f"requests.post('{URL}')",
        "ZOHO.CRM.API.upsertRecord()",
        "ZOHO.CRM.API.upsertRecord({Entity: 'Leads'})",
        "ZOHO.CRM.API.upsertRecord(config)",
    ],
)
def test_what_sends_no_body_to_zoho_is_no_call(program: str) -> None:
    assert read(program, lambda _: None) is None


@each_case(
    ("address", "module", "other"),
    [
        (f"'{URL}'", "Leads", None),
        (f'"{URL}"', "Leads", None),
        ("base + '/crm/v8/Leads/upsert'", "Leads", None),
        ("'https://' + 'www.zohoapis.com/crm/' + 'v8/Leads/upsert'", "Leads", None),
        ("`${base}/crm/v8/Leads/upsert?x=${y}`", "Leads", None),
        ("base + '/crm/v8/' + module + '/upsert'", None, None),
        ("`${host}/crm/v${version}/${name}/upsert`", "Contacts", None),
        ("api + '/' + name + '/upsert'", "Contacts", None),
        ("api + '/' + name", "Contacts", "an insert (POST /crm/v8/Contacts)"),
        ("link", "Contacts", None),
        ("'/crm/v8/Leads/upsert' + '\\q'", "Leads", None),
        ("new URL('/crm/v8/Leads/upsert', base)", "Leads", None),
    ],
)
def test_an_address_is_put_together_from_what_the_program_says(address: str, module: str | None, other: str) -> None:
    names = (
        "const version = 8, name = 'Contacts';\nconst api = `${host}/crm/v8`\nconst link = api + '/Contacts/upsert'\n"
    )
    found = recognise(f"{names}const link = api + '/Contacts/upsert'\naxios.post({address}, {OBJECT})")
    assert (found.module, found.request(LEADS).other_call) == (module, other)


def test_what_a_variable_puts_into_an_address_has_a_bound() -> None:
    for length, module in ((2_000, "Leads"), (2_001, None)):
        path = f"'{'/crm/v8/Leads/upsert'.rjust(length - 2, 'x')}'"
        found = recognise(f"const a = {path};\naxios.post(host + a, {OBJECT})")
        assert found.module == module


def test_what_names_put_into_a_body_has_a_bound() -> None:
    for length, whole, given in ((40_000, 55_000, 7), (40_001, 45_002, 7)):
        program = f"const a = '{'x' * (length - 2)}';\naxios.post('{URL}', {{data: [{{A: [{'a,' * 10}]}}]}})"
        (row,) = body_in(program.ljust(whole))["data"]
        assert [len(each) > 10 for each in row["A"]] == [True] * given + [False] * (10 - given)


@each_case(
    ("members", "sent", "module"),
    [
        ("Entity: 'Leads', APIData: [{A: 1}]", {}, "Leads"),
        ("Entity: name, APIData: [{A: 1}]", {}, "Contacts"),
        ("Entity: data.Entity, APIData: [{A: 1}]", {}, None),
        ("APIData: {A: 1}", {}, None),
        ("APIData: JSON.stringify([{A: 1}]), Trigger: []", {"trigger": []}, None),
        ("APIData: [{A: 1}], Trigger: ['workflow']", {"trigger": ["workflow"]}, None),
        ("'APIData': rows, duplicate_check_fields: fields", {"duplicate_check_fields": ["Email"]}, None),
        ("APIData: ' [{\"A\": 1}]'", {}, None),
    ],
)
def test_the_widget_call_says_module_rows_and_options(members: str, sent: dict[str, Any], module: str | None) -> None:
    names = "const name = 'Contacts', rows = [{A: 1}];\nconst fields = ['Email'];\n"
    for program in (f"ZOHO.CRM.API.upsertRecord({{{members}}})", f"c = {{{members}}}\nZOHO.CRM.API.upsertRecord(c)"):
        found = recognise(names + program)
        assert (found.request(LEADS).to_body(), found.module) == (BODY | sent, module)


def test_check_fields_that_are_a_text_are_told_as_such() -> None:
    said = refusal("ZOHO.CRM.API.upsertRecord({APIData: [{A: 1}], duplicate_check_fields: 'Email,É'})")
    assert "duplicate_check_fields must be a list of field names" in said
    program = "ZOHO.CRM.API.upsertRecord({APIData: [{A: 1}], Trigger: 'É'})"
    assert '"trigger": "É"' in recognise(program).text


HEADERS: Final = "{'If-Unmodified-Since': 'T'}"


@each_case(
    "call",
    [
        f"fetch('{URL}', {{method: 'POST', headers: {HEADERS}, body: JSON.stringify({OBJECT})}})",
        f"axios.post('{URL}', {OBJECT}, {{headers: {HEADERS}}})",
        f"const headers = {HEADERS};\naxios.post('{URL}', {OBJECT}, {{headers}})",
        f"const c = {{headers: {HEADERS}}};\naxios.post('{URL}', {OBJECT}, c)",
        f"axios.post('{URL}', {OBJECT}, {{headers: new Headers({HEADERS})}})",
        f"h = {HEADERS}\nrequests.post('{URL}', json={{'data': [{{'A': 1}}]}}, headers=h)",
    ],
)
def test_the_headers_of_a_program_are_read_where_it_sets_them(call: str) -> None:
    assert recognise(call).request(LEADS).if_unmodified_since == "T"
    assert recognise(call.replace("'T'", "''")).request(LEADS).if_unmodified_since is None
    unknown = "t" if "new Headers" in call else "${t}"
    assert recognise(call.replace("'T'", "t")).request(LEADS).if_unmodified_since == unknown
    external = call.replace("If-Unmodified-Since", "X-EXTERNAL")
    assert "X-EXTERNAL (T)" in " ".join(recognise(external).remarks(LEADS))


@each_case(
    ("names", "since"),
    [
        ("h = f({'X': 1, 'If-Unmodified-Since': 'T'})", "T"),
        ("h = f({\n  'X': 1,\n  'If-Unmodified-Since': 'T'\n})", "T"),
        ("h = f({'X': f(1)})\nk = {'If-Unmodified-Since': 'T'}", None),
        ("if (x) { h = f({'X': 1}) }\nk = {'If-Unmodified-Since': 'T'}", None),
        ("h = f({'X': 1}), k = {'If-Unmodified-Since': 'T'}", None),
        ("h = f({'X': 1}); k = {'If-Unmodified-Since': 'T'}", None),
    ],
)
def test_a_value_ends_where_its_expression_does(names: str, since: str | None) -> None:
    found = recognise(f"{names}\naxios.post('{URL}', {OBJECT}, {{headers: h}})")
    assert found.request(LEADS).if_unmodified_since == since


@each_case(
    ("call", "said"),
    [
        (f"fetch('{URL}', {{method: 'POST', body: {OBJECT}}})", "fetch sends an object as [object Object]"),
        (f"const b = {OBJECT};\nfetch('{URL}', {{method: 'POST', body: b}})", "fetch sends an object as"),
        (f"$.post('{URL}', {OBJECT})", "jQuery sends an object as a form"),
        (f"jQuery.ajax({{url: '{URL}', type: 'POST', data: {OBJECT}}})", "jQuery sends an object as a form"),
        (f"requests.post('{URL}', data={{'data': [{{'A': 1}}]}})", "data= sends a dictionary as a form"),
        (f"b = {{'data': [{{'A': 1}}]}}\nrequests.post('{URL}', b)", "data= sends a dictionary as a form"),
    ],
)
def test_a_client_that_sends_no_json_of_an_object_is_told(call: str, said: str) -> None:
    found = recognise(call)
    assert found.request(LEADS).to_body() == BODY
    (remark,) = found.remarks(LEADS)
    assert remark.startswith(said)


@each_case(
    ("names", "sent"),
    [
        ("", "JSON.stringify({data: [{A: 1}]})"),
        ("", "JSON.stringify({data: [{A: 1}]}, null, 2)"),
        ("b = {data: [{A: 1}]} satisfies Body<any>;", "b as unknown"),
        ("b = {data: [{A: 1}]}", f"b as {'x' * 76}"),
        ("x = r'a' R\"b\"; b = {data: [{A: 1}]}", "b"),
        ("b = {data: [{A: 1}]};\n// b = 2;\n/* b = 3;\n b.push(1) */ # b = 4\nu = 'http://b=5'; v = x.b#b", "b"),
        ("", "json.dumps({'data': [{'A': 1}]}).encode('utf-8')"),
        ("", "json.dumps({'data': [{'A': 1}]},\n)"),
        ("", 'JSON.stringify(JSON.parse(\'{"data": [{"A": 1}]}\'))'),
        ("", '\'{"data": [\' +\n /* rows */ \'{"A": 1}\' + "]}"'),
        ("", "b'{\"data\": ' b'[{\"A\": 1}]}'"),
        ("", 'R\'{"data": [{"A": 1}]}\''),
        ("", '`{"data": [{"A": 1}]}`'),
        ("", '"""{"data": """ r"""[{"A": 1}]}\n""".encode("utf-8")'),
        ("b = {data: [{A: 1}]};", "b"),
        ("b = {data: [{A: 1}]}, c = 2", "b"),
        ("b = {data: [{A: 1}]} // [", "JSON.stringify(b)"),
        ("b = {\n  data: [{A: 1}]\n}\n\nf(x)", "b"),
        ("if (x) { b = {data: [{A: 1}]} }", "b"),
        ("b = JSON.stringify({data: [{A: 1}]})\nc = 2", "b"),
        ("b = '{\"data\": [' +\n '{\"A\": 1}' // one\n\n + ']}'\nc = 2", "b"),
        ("b =\n {data: [{A: 1}]};", "b"),
        ('b = \'{"data": [{"A": 1}]}\'', "b"),
        ("a = {A: 1};\nb = {data: [a]};", "b"),
        ("a = 1; A = a;\n", "{data: [{A}]}"),
        ("n = 1; a = [{A: n}]; b = a", "{data: b}"),
        ("a0 = {data: [{A: 1}]};" + "".join(f"a{n + 1} = a{n};" for n in range(6)), "a6"),
        ("", "JSON.stringify(" * 8 + OBJECT + ")" * 8),
        ('b = `{"data":\n[{"A": 1}]}`', "b"),
    ],
)
def test_a_body_is_read_through_names_wrappers_and_parts_of_a_text(names: str, sent: str) -> None:
    assert body_in(f"{names}\naxios.post('{URL}', {sent})") == BODY


@each_case(
    ("names", "sent", "shown"),
    [
        ("", "b", "b"),
        ("", "b.c", "b.c"),
        ("b = {};", f"b as {'x' * 77}", brief(f"b as {'x' * 77}")),
        ("", "null", "null"),
        ("", "f(x,\n y)", "f(x,"),
        ("", "JSON.stringify()", "JSON.stringify()"),
        ("", "JSON.stringify({}).replace(a, c)", "JSON.stringify({}).replace(a, c)"),
        ("", "JSON.stringify({}, ) + x", "JSON.stringify({}, ) + x"),
        ("", "[{A: 1}].concat(more)", "[{A: 1}].concat(more)"),
        ("", "'{}'.replace('x', y)", "'{}'.replace('x', y)"),
        ("", "'x' + y", "'x' + y"),
        ("", "'x' ? y : z", "'x' ? y : z"),
        ("b = [{A: 1}]\n  .concat(more)\n", "b", "[{A: 1}]"),
        ("b = [{A: 1}]\n  ? x : y\n", "b", "[{A: 1}]"),
        ("b = b;", "b", "b"),
        ("b = 5 +\n c", "b", "5 +"),
        ("a0 = {data: [{A: 1}]};" + "".join(f"a{n + 1} = a{n};" for n in range(7)), "a7", "a7"),
        ("", "JSON.stringify(" * 9 + OBJECT + ")" * 9, f"JSON.stringify({OBJECT})"),
        ("b = {}; function send(b) {", "b", "b"),
    ],
)
def test_what_only_running_a_program_would_tell_is_named_as_it_is_written(names: str, sent: str, shown: str) -> None:
    program = f"{names}\naxios.post('{URL}', {sent})"
    assert NO_TEXT.format(shown) in refusal(program)


def test_wrappers_are_followed_to_a_depth_in_each_client() -> None:
    for depth in (8, 9):
        dumped, rows = (
            "json.dumps(" * depth + "{'data': [{'A': 1}]}" + ")" * depth,
            "str(" * depth + "[{A: 1}]" + ")" * depth,
        )
        for call in (f"requests.post('{URL}', {dumped})", f"ZOHO.CRM.API.upsertRecord({{APIData: {rows}}})"):
            assert (body_in(call) == BODY) if depth == 8 else "is not in this text" in refusal(call)


def test_a_text_that_is_sent_to_zoho_is_read_whatever_it_is() -> None:
    said = refusal(f"axios.post('{URL}', 'x=1')")
    assert said.endswith(f"column {len(URL) + 17}: a value is missing here")
    calls = read(f"axios.post('{URL}', 'x=1')", lambda _: None)
    assert [each.body.text for each in calls or ()] == ["x=1"]


def test_the_place_of_what_is_not_in_a_program_is_told() -> None:
    assert refusal(f"x;\naxios.post('{URL}', b)").startswith(f"line 2, column {len(URL) + 16}: the body is b")
    assert refusal(f"axios.post('{URL}',\n  'a' + b)").startswith("line 2, column 3: the body is 'a' + b")
    assert refusal(f"axios.post('{URL}',\n  [1] + b)").startswith("line 2, column 3: the body is [1] + b")
    assert refusal(f"\naxios.post('{URL}', {{").startswith("line 2, column 11: this bracket is not closed")
    assert refusal(f"axios.post('{URL}', , {{}})").endswith(": the body is missing here")


def test_a_value_that_is_built_piece_by_piece_is_not_taken_for_what_it_was_first() -> None:
    said = refusal(f"b = {{data: []}};\nb.data.push({{A: 1}});\naxios.post('{URL}', b)")
    assert said.endswith("the body is b, and the program changes it; put what is sent in its place")
    within = f"rows = [];\nrows.push({{A: 1}});\naxios.post('{URL}', {{data: rows, x: n}}); n = 1"
    assert recognise(within).text == '{"data": "${rows}", "x": 1}'


@each_case(
    ("value", "sent"),
    [("-1.50", -1.5), ("true", True), ("null", None), ("'x'", "x"), ("{é: 'é'}", {"é": "é"}),
     ("[x]", ["${x}"]), ("1", 1), ("x.y", "${b}"), ("01", "${b}"),
     ("JSON.stringify({a: 'é'})", '{"a": "é"}'), ("JSON.stringify(['é'])", '["é"]')],
)  # fmt: skip
def test_a_name_within_a_body_is_the_value_that_the_program_gives_to_it(value: str, sent: Any) -> None:
    found = recognise(f"const a = {value};\nconst b = a\naxios.post('{URL}', {{data: [{{A: b}}]}})")
    assert found.request(LEADS).rows == ({"A": sent},)
    assert "\\u" not in found.text


def test_names_within_a_body_are_followed_to_a_depth() -> None:
    for depth, value in ((7, 1), (8, "${a0}")):
        names = "a0 = 1;" + "".join(f"a{n + 1} = [a{n}];" for n in range(depth))
        (row,) = body_in(f"{names}\naxios.post('{URL}', {{data: [{{A: a{depth}}}]}})")["data"]
        sent = row["A"]
        for _ in range(depth):
            (sent,) = sent
        assert sent == value


def test_of_two_bodies_each_call_has_the_one_before_it() -> None:
    one = f"function one() {{ const body = {OBJECT}; return axios.post('{URL}', body) }}\n"
    two = one.replace("one", "two").replace("A: 1", "A: 2")
    for number in (1, 2):
        assert recognise(one + two, call=number).request(LEADS).to_body() == {"data": [{"A": number}]}


@each_case(
    ("program", "told"),
    [
        ("let b = {data: []};\nif (x) b = OBJECT;\nCALL;", "b"),
        ("let a = [{A: 2}];\na = [{A: 1}];\nlet b = {data: a};\nCALL;", "a"),
        ("b = 1; c = {data: [{A: 2}]}; c = OBJECT;\nlet b = c; CALL;", "c"),
        ("const b = {data: []};\nfunction f() { const b = OBJECT; CALL }", None),
        ("f(b => 1);\nb = OBJECT\nCALL", None),
        ("b = OBJECT\nCALL\nb = 1", None),
        ("c = 1; c = 2; b = OBJECT; CALL", None),
    ],
)
def test_a_body_that_is_set_again_before_the_call_is_told(program: str, told: str | None) -> None:
    call = f"axios.post('{URL}', b)"
    found = recognise(program.replace("OBJECT", OBJECT).replace("CALL", call))
    assert found.request(LEADS).to_body() == BODY
    said = () if told is None else (f"{told} is set more than once before the call; its last value is shown",)
    assert found.remarks(LEADS) == said
    both = program.replace("OBJECT", OBJECT).replace("CALL", f"axios.post('{URL}', {OBJECT});\n{call}")
    assert recognise(both, call=1).remarks(LEADS) == ()


def test_a_call_that_is_commented_out_is_none_beside_one_that_is_not() -> None:
    for comment in ("// {}\n", "/* {} */", "# {}\n"):
        for program in ("{0}{1}", "{1} {0}"):
            other = comment.format(f"axios.post('{URL}', {{data: [{{A: 2}}]}})")
            assert body_in(program.format(other, f"axios.post('{URL}', {OBJECT});")) == BODY
    assert read(f"// axios.post('{URL}', {OBJECT})", lambda _: None) is None
    assert read(f"Send it with `axios.post('{URL}', {OBJECT})`.", lambda _: None) is not None


def test_a_call_within_the_arguments_of_another_is_not_one_by_itself() -> None:
    inner = f"axios.post('{URL}', {{data: [{{A: 2}}]}})"
    assert recognise(f"axios.post('{URL}', {OBJECT}, {{x: {inner}}})").request(LEADS).to_body() == BODY
    assert recognise(f"axios.post({inner})").request(LEADS).to_body() == {"data": [{"A": 2}]}


def test_a_call_that_cannot_be_read_is_told_beside_one_that_can() -> None:
    good, bad = f"axios.post('{URL}', {OBJECT});\n", f"axios.post('{URL}', a);\n"
    is_a = f"column {len(URL) + 16}: {NO_TEXT.format('a')}"
    for program, said in (
        (good + bad, f"1 other body here cannot be read and is passed over: line 2, {is_a}"),
        (bad + good, f"1 other body here cannot be read and is passed over: line 1, {is_a}"),
        (bad + good + bad, f"2 other bodies here cannot be read and are passed over: the first, line 1, {is_a}"),
        (good + "axios.post('", "1 other body here cannot be read and no more were looked for: "
         "line 2, column 11: this bracket is not closed"),
        (bad * 19 + good, f"19 other bodies here cannot be read and are passed over: the first, line 1, {is_a}"),
        (good + bad * 21, "20 other bodies here cannot be read and no more were looked for: the first, "
         f"line 2, {is_a}"),
    ):  # fmt: skip
        assert recognise(program).remarks(LEADS) == (said,)
        assert recognise(program).request(LEADS).to_body() == BODY
    assert NO_TEXT.format("a") in refusal(bad + bad.replace("a)", "b)"))
    assert "this bracket is not closed" in refusal("axios.post(\n" + good)
    assert NO_TEXT.format("a") in refusal(bad * 20 + good)
