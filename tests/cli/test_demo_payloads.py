"""The demo's own payloads: what each row must come to, worked out by hand from the rules and the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.cli.helpers import DEMO

if TYPE_CHECKING:
    from tests.cli.conftest import Cli
    from tests.cli.helpers import Ran

NEW = ("insert", None, None)


def lead(outcome: str, field: str | None, end: str, *codes: str) -> tuple[str | None, ...]:
    """A row that meets a lead; ``end``: the last five digits of its id."""
    return (outcome, field, f"40010000000{end}", *codes)


def contact(outcome: str, field: str, end: str, *codes: str) -> tuple[str | None, ...]:
    return (outcome, field, f"40030000000{end}", *codes)


def account(outcome: str, field: str, end: str, *codes: str) -> tuple[str | None, ...]:
    return (outcome, field, f"40020000000{end}", *codes)


def refused(code: str) -> tuple[str | None, ...]:
    """A row that is refused before any target was chosen."""
    return ("error", None, None, code)


EXPECTED = {
    "first-look.json": [
        NEW,
        lead("update", "Email", "12371"),
        lead("update", "Phone", "12384"),
        lead("error", "Email", "12397", "DUPLICATE_DATA"),
        lead("error", "Email", "12423", "DUPLICATE_DATA"),
        lead("update", "Email", "12449"),
        lead("unchanged", "Email", "12514"),
        NEW,
    ],
    "kaizen-56.json": [lead("update", "Email", "12345"), NEW],
    "multi-select.json": [lead("update", "Email", "12774"), lead("update", "Email", "12787")],
    "errors.json": [
        *[refused("INVALID_DATA")] * 8,
        refused("MULTIPLE_OR_MULTI_ERRORS"),
        refused("MANDATORY_NOT_FOUND"),
        lead("error", "Email", "12345", "MANDATORY_NOT_FOUND"),
        lead("error", "Email", "12397", "DUPLICATE_DATA"),
        lead("error", "Email", "12397", "MULTIPLE_OR_MULTI_ERRORS"),
        lead("error", "Email", "12423", "DUPLICATE_DATA"),
        NEW,
        NEW,
    ],
    "same-batch.json": [
        NEW,
        ("update", "Email", "new-1"),
        ("update", "Phone", "new-1"),
        lead("update", "Email", "12384"),
        lead("update", "Phone", "12384"),
        NEW,
        lead("update", "Email", "12345"),
        lead("update", "Email", "12345"),
        NEW,
        lead("error", "Email", "12397", "DUPLICATE_DATA"),
    ],
    "contacts-external.json": [
        NEW,
        contact("update", "External_Contact_ID", "20017"),
        contact("update", "Email", "20034"),
        contact("error", "Email", "20051", "DUPLICATE_DATA"),
        contact("update", "Email", "20085"),
        contact("error", "External_Contact_ID", "20119", "DUPLICATE_DATA"),
    ],
    "accounts.csv": [
        account("update", "Account_Name", "20170"),
        NEW,
        account("update", "Account_Number", "20136"),
        account("error", "Account_Name", "20323", "DUPLICATE_DATA"),
        account("update", "Account_Name", "20000"),
        account("update", "Account_Name", "20085"),
        account("update", "Account_Name", "20272"),
        refused("INVALID_DATA"),
    ],
    "explicit-id.json": [
        lead("update", None, "12345"),
        lead("update", None, "12384"),
        refused("INVALID_DATA"),
        lead("update", None, "12514"),
        lead("update", "Email", "12423"),
        lead("error", None, "12410", "DUPLICATE_DATA"),
    ],
    "clear-fields.json": [
        lead("update", "Email", "12345"),
        lead("update", "Email", "12410"),
        lead("update", "Email", "12774"),
        lead("unchanged", "Email", "12787"),
        lead("update", "Email", "12423"),
        lead("update", "Email", "12436"),
        lead("error", "Email", "12384", "MANDATORY_NOT_FOUND"),
        NEW,
    ],
}


MODULES = {"contacts-external.json": "Contacts", "accounts.csv": "Accounts"}


def demo(cli: Cli, name: str) -> Ran:
    return cli("preview", DEMO / "payloads" / name, "--module", MODULES.get(name, "Leads"), "--format", "json")


def test_every_payload_of_the_demo_is_expected_here() -> None:
    assert {file.name for file in (DEMO / "payloads").iterdir()} == EXPECTED.keys()


@each_case("name", EXPECTED, shared=("cli",))
def test_a_demo_payload_comes_to_what_the_rules_say(cli: Cli, name: str) -> None:
    found = [
        (
            record["outcome"],
            record["duplicate_field"],
            record["target_id"],
            *(error["code"] for error in record["errors"]),
        )
        for record in demo(cli, name).json["records"]
    ]
    assert found == EXPECTED[name]


def test_a_module_that_knows_more_of_the_keys_than_leads_is_taken_and_said(cli: Cli) -> None:
    ran = cli("preview", DEMO / "payloads" / "contacts-external.json", "--format", "json")
    assert ran.json["module"] == "Contacts"
    assert "module Contacts: 4 of 4 keys are fields of Contacts, 2 of Leads (--module for another)" in ran.err
    assert cli("preview", DEMO / "payloads" / "contacts-external.json", "--module", "Leads").err.count("Contacts") == 0


def test_kaizen_56_moves_one_lead_along_and_adds_the_other(cli: Cli) -> None:
    ran = demo(cli, "kaizen-56.json")
    update, insert = ran.json["records"]
    changed = [change["api_name"] for change in update["changes"] if change["kind"] != "same"]
    assert (ran.code, changed) == (0, ["Lead_Status"])
    assert [entry["api_name"] for entry in ran.json["effective_order"]] == ["Email", "Mobile", "Phone"]
    assert {update["certainty"], insert["certainty"]} == {"documented"}
    assert ran.json["response"]["data"][1]["details"] == {"id": "new-2"}


def test_multi_select_replaces_once_and_appends_once(cli: Cli) -> None:
    found = [
        [change for change in record["changes"] if change["api_name"] == "Foreign_Languages"]
        for record in demo(cli, "multi-select.json").json["records"]
    ]
    replaced = {"kind": "changed", "before": ["German", "Italian"], "after": ["Korean"]}
    appended = {"kind": "appended", "before": ["German", "Welsh"], "after": ["German", "Welsh", "Korean"]}
    assert found == [[{"api_name": "Foreign_Languages"} | replaced], [{"api_name": "Foreign_Languages"} | appended]]


def test_a_value_that_two_records_hold_names_the_older_one_and_says_that_there_are_more(cli: Cli) -> None:
    (error,) = demo(cli, "errors.json").json["records"][13]["errors"]
    assert (error["details"]["id"], error["details"]["more_records"]) == ("4001000000012358", True)


def test_the_warned_row_of_the_errors_payload_gets_one_warning_for_each_mistake(cli: Cli) -> None:
    warnings = demo(cli, "errors.json").json["records"][14]["warnings"]
    assert {(warning["api_name"], warning["rule"]) for warning in warnings} == {
        ("email", "valid.unknown_field"),
        ("Shoe_Size", "valid.unknown_field"),
        ("Full_Name", "valid.system_fields"),
        ("Lead_Source", "valid.picklist"),
        ("Website", "valid.format_lenient"),
    }
