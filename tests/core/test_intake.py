"""What a recognised text comes to: its call, the request, the JSON text an editor shows, and how many keys it knows."""

from __future__ import annotations

import json

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS, field, module
from tui.core.payload.call import WrittenCall
from tui.core.payload.excerpt import Excerpt
from tui.core.payload.formats import recognise
from tui.core.payload.intake import Intake
from tui.core.payload.request import PayloadError

BODY = '{"data": [{"Last_Name": "Ode", "Company": 1.50}]}'
CURL = "curl -X POST https://www.zohoapis.com/crm/v8/Leads/upsert -H 'X-EXTERNAL: Leads.Key' -d '{}'"


def curl(body: str) -> str:
    return CURL.replace("'{}'", f"'{body}'")


def test_a_text_without_a_call_names_nothing_and_a_call_what_it_says() -> None:
    plain, call = recognise(BODY), recognise(curl(BODY))
    assert [plain.module, plain.api_version, plain.reply, plain.at, plain.form] == [None] * 5
    assert (call.module, call.api_version, call.reply, call.at, call.form) == (
        "Leads",
        "v8",
        None,
        None,
        "a curl command",
    )
    assert (plain.is_shell, call.is_shell) == (False, True)
    assert plain.remarks(LEADS) == ()
    assert [remark[:23] for remark in call.remarks(LEADS)] == ["the header X-EXTERNAL ("]


def test_a_request_tells_the_form_that_it_was_read_from_where_that_is_not_json() -> None:
    forms = {text: recognise(text).request(LEADS).converted_from for text in (BODY, curl(BODY), "Last_Name\nOde\n")}
    assert list(forms.values()) == [None, "a curl command", "CSV"]


@each_case(
    ("text", "bound"),
    [
        (BODY, BODY),
        (f" {BODY}\n\n", f" {BODY}\n\n"),
        ('[{"Last_Name": "Ode"}]', {"data": [{"Last_Name": "Ode"}]}),
        ('{"Last_Name": "Ode"}', {"data": [{"Last_Name": "Ode"}]}),
        ('{"Last_Name": "Ode"}\n\n{"Last_Name": "Pan"}\n', {"data": [{"Last_Name": "Ode"}, {"Last_Name": "Pan"}]}),
        ("Last_Name,Company\nOde,x\n", {"data": [{"Last_Name": "Ode", "Company": "x"}]}),
        (curl('[{"Last_Name": "Ode"}]'), {"data": [{"Last_Name": "Ode"}]}),
        (curl('[\n{"Last_Name": "Ode"}]'), {"data": [{"Last_Name": "Ode"}]}),
    ],
)
def test_an_editor_shows_json_that_is_a_body_as_it_is_and_makes_one_of_other_texts(
    text: str, bound: str | object
) -> None:
    made = recognise(text).bound_to(LEADS)
    if isinstance(bound, str):
        assert made == bound
        return
    assert json.loads(made) == bound
    assert made.endswith("}\n")
    assert made.count("\n") > 1


def test_the_body_of_a_call_keeps_its_lines_and_numbers_and_one_of_one_line_gets_some() -> None:
    laid_out = '{"data": [\n  {"Last_Name": "Ode",  \n   "Company": 1.50}\n]}'
    assert recognise(curl(f"\n{laid_out}\n")).bound_to(LEADS) == laid_out.replace("  \n", "\n") + "\n"
    made = recognise(curl(BODY)).bound_to(LEADS)
    assert (json.loads(made), "1.50" in made, made.count("\n") > 1) == (json.loads(BODY), True, True)


@each_case(
    ("text", "known"),
    [
        (BODY, (2, 2)),
        ('[{"id": "1", "Last_Name": "Ode", "Nowhere": 1}]', (1, 2)),
        ("Last_Name,Nowhere\nOde,1\n", (1, 2)),
        ('{"Nowhere": 1, "Nothing": 2}', (0, 2)),
        ('{"data": 7}', (0, 0)),
        ("[1, [2]]", (0, 0)),
    ],
)
def test_the_keys_that_are_fields_of_a_module_are_counted(text: str, known: tuple[int, int]) -> None:
    assert recognise(text).known_keys(LEADS) == known


def test_a_text_that_cannot_be_read_says_so_when_it_is_asked_for_its_request() -> None:
    with pytest.raises(PayloadError):
        recognise("{{{ hello").request(LEADS)


HAR = {
    "startedDateTime": "2026-01-02T03:04:05Z",
    "request": {
        "method": "POST",
        "url": "https://www.zohoapis.com/crm/v8/Leads/upsert",
        "postData": {"text": BODY},
    },
    "response": {"content": {"text": '{"data": [1]}'}},
}


def test_a_recorded_call_has_its_reply_and_its_time_and_is_no_text_of_a_shell() -> None:
    recorded = recognise(json.dumps({"log": {"entries": [HAR]}}))
    assert (recorded.reply, recorded.at, recorded.is_shell) == ('{"data": [1]}', "2026-01-02T03:04:05Z", False)


def test_texts_that_read_the_same_are_the_same_and_their_value_is_kept_beside() -> None:
    for text in (BODY, "{{{ hello", curl(BODY)):
        assert recognise(text) == recognise(text)
        assert hash(recognise(text)) == hash(recognise(text))
    assert repr(recognise(BODY)) == repr(Intake("json", BODY))
    assert "LineStarts" not in repr(recognise(curl(BODY)))


@each_case(
    ("text", "is_shell", "variables"),
    [
        ('{"data": [{"Last_Name": "$X"}]}', None, {"$X"}),
        ('{"data": [{"Last_Name": "$X"}]}', True, set()),
        (curl('{"data": [{"Last_Name": "$X"}]}'), None, set()),
        (curl('{"data": [{"Last_Name": "$X"}]}'), False, {"$X"}),
    ],
)
def test_a_name_with_a_dollar_stands_open_but_for_a_shell_which_told_of_its_own(
    text: str, is_shell: bool | None, variables: set[str]
) -> None:
    assert recognise(text).request(LEADS, is_shell=is_shell).shell_variables == variables


def test_a_mistake_is_told_by_its_place_in_the_body_where_the_text_around_is_not_kept() -> None:
    call = WrittenCall(Excerpt("{", (0,), (0,)), "a curl command")
    with pytest.raises(PayloadError) as raised:
        Intake("curl", "{", call).request(LEADS)
    assert raised.value.reason.startswith("in the body, line 1, column 2: ")


def test_a_number_of_csv_is_a_number_in_the_request_and_as_it_is_written_in_the_editor() -> None:
    of = module(field("Last_Name"), field("Amount", "double"))
    csv = recognise("Last_Name,Amount\nOde,1.50\n")
    assert [repr(row["Amount"]) for row in csv.request(of).rows] == ["1.5"]
    assert '"Amount": 1.50\n' in csv.bound_to(of)


def test_csv_is_read_where_a_person_said_what_its_columns_are_or_where_no_field_is_known() -> None:
    text = "Nowhere,Other\n1,2\n"
    mapped = Intake("csv", text, columns=(("Nowhere", "Last_Name"), ("Other", None)))
    assert mapped.request(LEADS).rows == ({"Last_Name": "1"},)
    assert [*Intake("csv", text).request(module()).rows[0]] == ["Nowhere", "Other"]


FILLED_IN = '{"data": [{"Last_Name": "Ode"}], "duplicate_check_fields": ["Email", "{{x}}"]}'


@each_case(
    ("text", "said", "place"),
    [
        ("hello world", "this is neither JSON", (1, 1)),
        ("Nowhere,Other\n1,2\n", "no column of this CSV names a field of Leads", (1, 1)),
        ("select * from Leads", "this is SQL, not a payload", (1, 1)),
        ("Last_Name,Email\n", "there is a header but no record below it", (1, 1)),
        ('{"data": [{"code": "SUCCESS", "status": "success"}]}', "this is what Zoho answered", (1, 1)),
        ('{"code": "X", "status": "error"}', "this is an error reply of Zoho (X)", (1, 1)),
        ('{"Last_Name": "Ode"}\n\n{"Last_Name": }\n', "a value is missing here", (3, 15)),
        ('{"Last_Name": "Ode"}\n\n[7]\n', "each line of JSON Lines must be one record", (3, 1)),
        (FILLED_IN, "{{x}} is a variable; put a field's name in its place", (1, 70)),
        (curl(FILLED_IN), "{{x}} is a variable; put a field's name in its place", (1, 159)),
        (
            FILLED_IN.replace("{", '{"module": "Leads", ', 1),
            "in the body, line 1, column 70: {{x}} is a variable; put a field's name in its place",
            (None, None),
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_in_the_text(
    text: str, said: str, place: tuple[int | None, int | None]
) -> None:
    with pytest.raises(PayloadError) as raised:
        recognise(text).request(LEADS)
    assert (raised.value.reason[: len(said)], (raised.value.line, raised.value.column)) == (said, place)
