"""A payload in other forms: what is written reads back as the payload that it was written from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from hypothesis import given, note
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import EMAIL, LAST_NAME, LEADS, PHONE, TAGS, field, module
from tests.core.test_forms import BODIES
from tui.commands import export as command
from tui.core.exports import csv_file
from tui.core.exports.export import TOKEN_VARIABLE, Export
from tui.core.exports.forms import FORMS
from tui.core.payload.formats import recognise
from tui.core.payload.json_text import parse_json
from tui.core.payload.request import PayloadError, UpsertRequest, request_of

CALLS: Final = tuple(name for name in FORMS if name not in ("json", "csv", "python-sdk", "node-sdk"))
"""The forms that send something, but for the programs of Zoho's SDKs (test_sdk_exports)."""


def exported(name: str, body: Any, **place: Any) -> str:
    return FORMS[name].write(Export(request_of(body, LEADS), LEADS, **place)).text


def read_back(text: str, call: int | None = None) -> UpsertRequest:
    return recognise(text, call=call).request(LEADS)


@given(BODIES)
def test_any_payload_reads_back_from_any_form_as_it_was_written(body: Any) -> None:
    for name in ("json", *CALLS):
        note(f"the form: {name}")  # the last of them is the one that fails
        assert read_back(exported(name, body)).to_body() == body


@each_case("name", CALLS)
def test_a_form_that_sends_names_the_org_s_host_the_version_and_the_module(name: str) -> None:
    body = {"data": [{"Last_Name": "Ode"}]}
    text = exported(name, body, api_url="https://sandbox.zohoapis.eu/", api_version="v7")
    assert "https://sandbox.zohoapis.eu/crm/v7/Leads/upsert" in text
    found = recognise(text)
    assert (found.module, found.api_version) == ("Leads", "v7")


@each_case("name", CALLS)
def test_the_time_after_which_a_target_must_not_have_changed_goes_along(name: str) -> None:
    request = replace(request_of([{"Last_Name": "Ode"}], LEADS), if_unmodified_since="2026-11-02T09:00:00+01:00")
    text = FORMS[name].write(Export(request, LEADS)).text
    assert read_back(text).if_unmodified_since == "2026-11-02T09:00:00+01:00"


@each_case("name", CALLS)
def test_more_rows_than_one_call_may_carry_are_written_as_several_calls(name: str) -> None:
    rows = [{"Last_Name": f"Ode {number}"} for number in range(250)]
    text = exported(name, {"data": rows, "duplicate_check_fields": ["Email"]})
    sent = [read_back(text, call).to_body() for call in (1, 2, 3)]
    assert [len(body["data"]) for body in sent] == [100, 100, 50]
    assert [row for body in sent for row in body["data"]] == rows
    assert all(body["duplicate_check_fields"] == ["Email"] for body in sent)


def test_the_body_as_json_keeps_all_rows_together() -> None:
    rows = [{"Last_Name": f"Ode {number}"} for number in range(250)]
    assert parse_json(exported("json", rows)) == {"data": rows}


@each_case("name", ["curl", "httpx", "powershell", "python-sdk", "node-sdk"])
def test_the_token_is_a_variable(name: str) -> None:
    assert TOKEN_VARIABLE in exported(name, [{"Last_Name": "Ode"}])


def test_the_command_offers_every_form() -> None:
    assert tuple(FORMS) == command.FORMS


# --- CSV --------------------------------------------------------------------------------------------------------------


TYPED: Final = module(LAST_NAME, EMAIL, PHONE, TAGS, field("Size", "integer"), field("Opt_Out", "boolean"))


def csv_of(rows: list[Any], **more: Any) -> tuple[str, tuple[str, ...]]:
    written = csv_file.write(Export(request_of({"data": rows} | more, TYPED), TYPED))
    return written.text, written.lost


def test_rows_of_plain_values_come_back_from_a_csv_as_they_were() -> None:
    rows = [
        {"Last_Name": 'Ode "the, second"', "Email": "a@ode.example", "Size": 12, "Interests": ["a", "b"]},
        {"Last_Name": "Two\nlines", "Opt_Out": True},
    ]
    text, lost = csv_of(rows)
    assert lost == ()
    assert recognise(text).request(TYPED).rows == tuple(rows)


def test_what_a_csv_cannot_hold_is_told() -> None:
    text, lost = csv_of(
        [{"Last_Name": "Ode", "Email": None, "Phone": 5550100}], duplicate_check_fields=["Email"], trigger=[]
    )
    assert text == "Last_Name,Email,Phone\nOde,,5550100\n"
    assert lost == (
        "a CSV holds rows only: duplicate_check_fields, trigger are not in it",
        "row 1, Email: null is an empty cell, which is read as no key",
        'row 1, Phone: 5550100 is read back as "5550100"',
    )


def test_of_many_cells_that_change_the_first_are_told_and_the_rest_counted() -> None:
    _, lost = csv_of([{"Last_Name": "Ode", "Email": None}] * 7)
    assert lost[-1] == "2 more cells are read back as something else"
    assert len(lost) == 6


ROWS: Final = st.lists(
    st.fixed_dictionaries(
        {"Last_Name": st.text(st.characters(exclude_categories=["Cs"]), max_size=9)},
        optional={
            "Size": st.integers(-(10**12), 10**12),
            "Opt_Out": st.booleans(),
            "Interests": st.lists(st.sampled_from("abcd"), max_size=3, unique=True),
            "Email": st.none() | st.just("a@ode.example"),
        },
    ),
    min_size=1,
    max_size=3,
)


@given(ROWS)
def test_a_csv_tells_exactly_when_it_does_not_read_back_as_its_rows(rows: list[Any]) -> None:
    text, lost = csv_of(rows)
    try:
        again = recognise(text).request(TYPED).rows
    except PayloadError:
        again = ()
    assert bool(lost) == (again != tuple(rows))
