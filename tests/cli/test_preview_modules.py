"""Which module a payload is for, and what becomes of one that cannot be upserted or is not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases import each_case
from tests.cli.helpers import LEAD_FIELDS, body, data_set, field

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Cli, Preview

ROW = body({"Last_Name": "Ode"})
FIELDS = {"fields": list(LEAD_FIELDS)}


def curl(module: str) -> str:
    return f"curl -X POST 'https://www.zohoapis.com/crm/v8/{module}/upsert' -d '{ROW}'"


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A data set of three modules, Leads not the first."""
    files = {"fields/Contacts.json": FIELDS, "fields/Deals.json": {"fields": [field("Deal_Name")]}}
    return data_set(tmp_path / "three", **files)


def test_the_option_wins_over_the_url_of_a_curl_command(preview: Preview, three: Path) -> None:
    found = preview(curl("Deals"), "--module", "Contacts", data=three)
    assert found.json["module"] == "Contacts"
    assert "the call names Deals, and is forecast for Contacts, as was asked" in found.err
    found = preview(curl("contacts"), "--module", "Contacts", data=three)
    assert "the call names" not in found.err


def test_the_url_of_a_curl_command_wins_over_leads(preview: Preview, three: Path) -> None:
    assert preview(curl("Contacts"), data=three).json["module"] == "Contacts"


def test_the_url_wins_over_the_only_module(preview: Preview) -> None:
    assert preview(curl("Tasks")).json["module"] == "Tasks"


def test_the_only_module_wins_over_leads(preview: Preview, tmp_path: Path) -> None:
    files = {"fields/Leads.json": None, "records/Leads.json": None, "fields/Contacts.json": FIELDS}
    assert preview(ROW, data=data_set(tmp_path / "one", **files)).json["module"] == "Contacts"


def test_of_several_modules_leads_is_taken(preview: Preview, three: Path) -> None:
    assert preview(ROW, data=three).json["module"] == "Leads"


def test_what_a_data_set_notes_of_its_payloads_is_for_the_app_only(cli: Cli, three: Path) -> None:
    data_set(three, **{"dataset.toml": '[payloads]\n"p.json" = {module = "Contacts"}', "payloads/p.json": ROW})
    arguments = ("preview", three / "payloads" / "p.json", "--data", three, "--format", "json")
    assert cli(*arguments).json["module"] == "Leads"


@each_case(
    ("given", "printed"),
    [
        ("leads", "Leads"),
        ("LEADS", "Leads"),
        ("PriceBooks", "Price_Books"),
        ("SalesOrders", "Sales_Orders"),
        ("purchaseorders", "Purchase_Orders"),
        ("price_books", "Price_Books"),
        ("machines", "Machines"),
        ("APPOINTMENTS__S", "Appointments__s"),
    ],
    shared=("cli",),
)
def test_letter_case_and_the_spellings_of_kaizen_are_taken_and_the_api_name_is_printed(
    cli: Cli, tmp_path: Path, given: str, printed: str
) -> None:
    (tmp_path / "p.json").write_text('[{"Name": "x"}]', encoding="utf-8")
    (tmp_path / "p.curl").write_text(curl(given), encoding="utf-8")
    assert cli("preview", tmp_path / "p.json", "--format", "json", "--module", given).json["module"] == printed
    assert cli("preview", tmp_path / "p.curl", "--format", "json").json["module"] == printed


@each_case("module", ["Tasks", "Calls", "Events", "Notes", "No_Such_Module"], shared=("preview",))
def test_a_module_that_cannot_be_upserted_or_that_nobody_knows_refuses_the_call(preview: Preview, module: str) -> None:
    ran = preview(ROW, "--module", module)
    assert ran.code == 1
    (error,) = ran.json["call_errors"]
    assert error["code"] == "INVALID_MODULE"
    assert ran.json["response"] == error
    assert (ran.json["module"], ran.json["response_status"], ran.json["records"]) == (module, 400, [])
    assert ran.json["summary"]["credits"] == 0
    assert ran.json["effective_order"] == []


def test_a_module_that_nobody_knows_may_be_meant_by_its_label(preview: Preview, tmp_path: Path) -> None:
    boats = {"api_name": "Boats", "module_name": "CustomModule3", "plural_label": "Boote", "id": "1"}
    fields = {"fields": [field("Name")]}
    known = data_set(tmp_path / "known", **{"modules.json": {"modules": [boats]}, "fields/Boats.json": fields})
    for given, meant in (("custommodule3", "Boats"), ("Boote", "Boats"), ("Boat", "Boats"), ("Trains", None)):
        ran = preview(ROW, "--module", given, data=known)
        assert ran.json["call_errors"][0]["code"] == "INVALID_MODULE"
        assert (f"did you mean {meant}?" in ran.err) is (meant is not None)


def test_the_module_is_refused_before_the_number_of_rows_and_that_before_the_check_fields(preview: Preview) -> None:
    many = body(*[{"Last_Name": "Ode"}] * 101, check=["nothing"])
    reject = ("--assume", "order.unknown_name_effect=rejected")
    codes = [
        preview(many, *reject, "--module", "Tasks").json["response"]["code"],
        preview(many, *reject).json["response"]["code"],
        preview(many, *reject, "--split").json["response"]["details"]["json_path"],
    ]
    assert codes == ["INVALID_MODULE", "LIMIT_EXCEEDED", "$.duplicate_check_fields[0]"]


def test_a_refused_call_on_a_known_module_still_says_its_check_order(preview: Preview) -> None:
    forecast = preview(body({"Last_Name": "Ode"}, check=["x"]), "--assume", "order.unknown_name_effect=rejected").json
    assert [entry["api_name"] for entry in forecast["effective_order"]] == ["Phone"]
    assert forecast["response"] == forecast["call_errors"][0]


def test_csv_for_a_module_that_cannot_be_upserted_is_refused_like_anything_else(preview: Preview) -> None:
    assert preview("Subject,Due Date\nCall back,2026-01-01\n", "--module", "Tasks").json["response_status"] == 400


def test_a_module_that_can_be_upserted_but_is_not_held_is_named(preview: Preview) -> None:
    complaint = preview(ROW, "--module", "contacts").complaint
    assert "Contacts" in complaint
    assert "Leads" in complaint


def test_a_custom_module_that_only_modules_json_knows_is_not_held(preview: Preview, tmp_path: Path) -> None:
    known = data_set(tmp_path / "known", **{"modules.json": {"modules": [{"api_name": "Boats", "id": "1"}]}})
    assert "Boats" in preview(ROW, "--module", "boats", data=known).complaint


@each_case("option", ["--module", "--data"], shared=("cli",))
def test_a_blank_module_or_folder_is_no_silent_default(cli: Cli, option: str) -> None:
    assert option in cli("preview", "-", option, " ").complaint
