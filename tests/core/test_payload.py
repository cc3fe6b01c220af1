"""The request body: what is taken, and what is unreadable input with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cases import each_case
from tests.core.helpers import LEADS
from tui.core.metadata import unknown_module
from tui.core.payload.formats import recognise
from tui.core.payload.intake import Intake
from tui.core.payload.request import PayloadError, UpsertRequest, credits_for, request_of


def read(text: str) -> UpsertRequest:
    return recognise(text).request(LEADS)


def refused(text: str) -> PayloadError:
    with pytest.raises(PayloadError) as caught:
        read(text)
    assert caught.value.reason
    assert "\n" not in str(caught.value)
    return caught.value


def place(text: str) -> tuple[int | None, int | None]:
    error = refused(text)
    return error.line, error.column


def test_a_body_is_its_rows_its_check_fields_and_the_rest_as_it_came() -> None:
    found = read('{"trigger": [], "data": [{"Email": "a@x.test"}, {}], "duplicate_check_fields": ["Phone", "Email"]}')
    assert found.rows == ({"Email": "a@x.test"}, {})
    assert found.duplicate_check_fields == ("Phone", "Email")
    assert found.body == {"trigger": []}


def test_the_three_states_of_the_check_fields_are_kept_apart() -> None:
    assert read('{"data": [{}]}').duplicate_check_fields is None
    assert read('{"data": [{}], "duplicate_check_fields": []}').duplicate_check_fields == ()
    null = read('{"data": [{}], "duplicate_check_fields": null}')
    assert (null.duplicate_check_fields, null.null_list) == (None, True)


@each_case(
    "text",
    [
        '{"data": [{"a": 1}]}',
        '{"data": [{"a": 1}], "duplicate_check_fields": [], "trigger": ["workflow"]}',
        '{"data": [{"a": 1}], "duplicate_check_fields": null}',
    ],
)
def test_a_request_is_sent_as_it_came(text: str) -> None:
    assert read(text).to_body() == json.loads(text)


def test_other_check_fields_override_what_the_body_says() -> None:
    null = read('{"data": [{}], "duplicate_check_fields": null}')
    assert null.checking(["Phone"]).to_body() == {"data": [{}], "duplicate_check_fields": ["Phone"]}
    assert null.checking([]).to_body() == {"data": [{}], "duplicate_check_fields": []}
    assert null.checking(None).to_body() == {"data": [{}]}


def test_a_list_of_records_is_a_body_without_anything_else() -> None:
    assert read('[{"Email": "a@x.test"}, {}]') == UpsertRequest(({"Email": "a@x.test"}, {}))


def test_one_record_is_an_object_without_data_that_has_a_field_of_the_module() -> None:
    assert read('{"Email": "a@x.test", "Nowhere": 1}').rows == ({"Email": "a@x.test", "Nowhere": 1},)


def test_an_object_without_data_and_without_a_field_is_no_record() -> None:
    assert "data" in refused('{"email": "a@x.test"}').reason
    assert "Data" in refused('{"Data": [{"Email": "a@x.test"}]}').reason
    assert refused("{}")
    assert "n8n workflow" in refused('{"nodes": [], "connections": {}}').reason


def test_ten_records_or_a_part_of_ten_cost_a_credit_in_each_call_of_a_hundred() -> None:
    assert list(map(credits_for, (0, 1, 10, 11, 100, 101, 205))) == [0, 1, 1, 2, 10, 11, 21]


def test_any_object_may_be_a_record_of_a_module_that_nobody_knows() -> None:
    assert request_of({"x": 1}, unknown_module("Leeds")).rows == ({"x": 1},)


def test_check_fields_that_are_one_text_are_told_as_the_list_that_they_should_be() -> None:
    must = "duplicate_check_fields must be a list of field names"
    assert refused('{"data": [{}], "duplicate_check_fields": "Email"}').reason == f'{must}: ["Email"]'
    assert refused('{"data": [{}], "duplicate_check_fields": "Email, Phone"}').reason == f'{must}: ["Email", "Phone"]'
    assert refused('{"data": [{}], "duplicate_check_fields": "[Email]"}').reason == must


@each_case(
    ("row", "why"),
    [
        ("@{Last_Name=Ode}", "; ConvertTo-Json cut it off: give it -Depth 10"),
        ("System.Collections.Hashtable", "; ConvertTo-Json cut it off: give it -Depth 10"),
        ("[object Object]", "; it was turned into text before it became JSON"),
        ('{\\"Last_Name\\": 1}', "; take the quotes off"),
        ("Ode", ""),
    ],
)
def test_a_record_that_became_a_text_is_told_with_what_did_it(row: str, why: str) -> None:
    assert refused(f'{{"data": ["{row}"]}}').reason == f"entry 1 of data is not a record (a JSON object){why}"


def test_an_object_in_place_of_the_list_is_told_by_what_it_is() -> None:
    assert refused('{"data": {"Email": "a"}}').reason == "data must be a list of records; put [ ] around it"
    wrapped = refused('{"data": {"value": [{}], "Count": 1}}').reason
    assert wrapped == "data must be a list of records: PowerShell 5 wrote it as an object with value and Count"
    inner = refused('{"data": {"data": [{"Email": "a"}]}}').reason
    assert inner == "data must be a list of records; here it holds a body with data of its own"


@each_case(
    ("text", "where"),
    [
        ('{"data": {"Email": "a@x.test"}}', (1, 10)),
        ('{"data":\n  null}', (2, 3)),
        ('{"data": "rows"}', (1, 10)),
        ('{"data": 5}', (1, 10)),
        ('{"data": []}', (1, 10)),
        ('{"data": [{},\n  7]}', (2, 3)),
        ('{"data": [{}, null, []]}', (1, 15)),
        ("[]", (1, 1)),
        ('[{},\n "row"]', (2, 2)),
        ("[[{}]]", (1, 2)),
        ('{"data": [{}], "duplicate_check_fields": "Email"}', (1, 42)),
        ('{"data": [{}], "duplicate_check_fields": {"Email": 1}}', (1, 42)),
        ('{"data": [{}], "duplicate_check_fields": false}', (1, 42)),
        ('{"data": [{}],\n "duplicate_check_fields": ["Email", 5]}', (2, 38)),
        ('{"data": [{}], "duplicate_check_fields": [null]}', (1, 43)),
        ('{"data": [{}], "duplicate_check_fields": [["Email"]]}', (1, 43)),
    ],
)
def test_other_shapes_are_unreadable_at_their_place(text: str, where: tuple[int, int]) -> None:
    assert place(text) == where


@each_case("value", ["text", 5, None, True, 2.5])
def test_a_value_that_is_no_container_is_no_payload(value: Any) -> None:
    with pytest.raises(PayloadError):
        request_of(value, LEADS, json.dumps(value))


NO_DATA = "there is no list of records under data ({}), and no key is a field of Leads"


@each_case(
    ("value", "reason"),
    [
        (7, "a request body, a list of records or one record is expected here"),
        ({}, NO_DATA.format("it is empty")),
        ({"a": 1}, NO_DATA.format("it has a")),
        ({"a": [], "b": []}, NO_DATA.format("it has a, b")),
        (dict.fromkeys("abcd"), NO_DATA.format("it has a, b, c, d")),
        (dict.fromkeys("abcde"), NO_DATA.format("it has a, b, c, d, ...")),
        ({"a": 1, "DATA": []}, "the key DATA is not data: letter case counts"),
        ({"select_query": "x"}, "this is a COQL query (select_query), not a payload"),
        (
            {"resource": [], "operation": "upsert"},
            "this is a bulk write job, whose rows are in the CSV file that was uploaded; open that file",
        ),
        ({"resource": 1}, NO_DATA.format("it has resource")),
        ({"operation": 1}, NO_DATA.format("it has operation")),
        ({"rows": []}, "the rows are under rows; the API expects them under data"),
        ([], "the list is empty; an upsert needs at least one record"),
        ({"data": []}, "data is empty; an upsert needs at least one record"),
        ({"data": {}}, "data must be a list of records; put [ ] around it"),
        ({"data": "x"}, "data must be a list of records"),
        ({"data": [{}, 7]}, "entry 2 of data is not a record (a JSON object)"),
        ([{}, "x"], "entry 2 of the list is not a record (a JSON object)"),
        ([' {"a": 1}'], "entry 1 of the list is not a record (a JSON object); take the quotes off"),
        (
            {"data": [{}], "duplicate_check_fields": "Email"},
            'duplicate_check_fields must be a list of field names: ["Email"]',
        ),
        (
            {"data": [{}], "duplicate_check_fields": ' ["Email"]'},
            "duplicate_check_fields must be a list of field names",
        ),
        ({"data": [{}], "duplicate_check_fields": 7}, "duplicate_check_fields must be a list of field names"),
        (
            {"data": [{}], "duplicate_check_fields": ["Email", 7]},
            "entry 2 of duplicate_check_fields is not a field name in quotes",
        ),
    ],
)
def test_what_is_no_payload_is_told_with_what_it_is(value: Any, reason: str) -> None:
    with pytest.raises(PayloadError) as caught:
        request_of(value, LEADS)
    assert (caught.value.reason, caught.value.line) == (reason, None)


def test_only_check_fields_that_were_sent_as_null_are() -> None:
    rows: dict[str, Any] = {"data": [{"Last_Name": "Ode"}]}
    for listed, null in (
        ({}, False),
        ({"duplicate_check_fields": ["Email"]}, False),
        ({"duplicate_check_fields": None}, True),
    ):
        assert request_of({**rows, **listed}, LEADS).null_list is null
    assert not UpsertRequest(()).null_list


def test_the_place_is_unknown_where_the_text_is() -> None:
    with pytest.raises(PayloadError) as caught:
        request_of({"data": []}, LEADS)
    assert (caught.value.line, caught.value.column) == (None, None)


@each_case(
    ("text", "where"),
    [
        ('{"data": [{"Email": "a", "Email": "b"}]}', (1, 26)),
        ('{"data": [{"Number": NaN}]}', (1, 22)),
        ('{"data": [{"Number": 1e999}]}', (1, 22)),
        ('{"data": [{"Number": -Infinity}]}', (1, 22)),
        ('{"data": [{"Last_Name": "\\ud800"}]}', (1, 26)),
        ('{"data": [\n{"Last_Name": "Ode"]}', (2, 20)),
        ("", (1, 1)),
        ("  \n", None),
    ],
)
def test_text_that_is_no_json_is_unreadable_at_its_place(text: str, where: tuple[int, int] | None) -> None:
    found = place(text)
    assert where is None or found == where
    assert found[0] is not None


def test_what_is_typed_as_json_is_strict_json() -> None:
    with pytest.raises(PayloadError) as caught:
        Intake("json", '{"data": [\n{"Last_Name": "Ode",}]}').request(LEADS)
    assert (caught.value.line, caught.value.column) == (2, 20)
