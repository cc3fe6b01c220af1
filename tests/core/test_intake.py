"""What a recognised text comes to: its call, the request, the JSON text an editor shows, and how many keys it knows."""

from __future__ import annotations

import json

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.payload.formats import recognise
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
    ],
)
def test_the_keys_that_are_fields_of_a_module_are_counted(text: str, known: tuple[int, int]) -> None:
    assert recognise(text).known_keys(LEADS) == known


def test_a_text_that_cannot_be_read_says_so_when_it_is_asked_for_its_request() -> None:
    with pytest.raises(PayloadError):
        recognise("{{{ hello").request(LEADS)
