"""What if a field were unique: which can be, how many, and that a forecast goes by it."""

from __future__ import annotations

from dataclasses import replace

from tests.cases import each_case
from tests.core.helpers import LAST_NAME, LEADS, MemoryIndex, body, field, module, record, row
from tui.core.forecast import forecast
from tui.core.tried_unique import CAN_BE_UNIQUE, same_but_for_tries, trying, why_not_tried

ONE_UNIQUE = module(
    LAST_NAME,
    field("Email", "email"),
    field("Phone", "phone", unique=True),
    field("Company", "text"),
    field("Fax", "text"),
)


def test_a_field_that_is_tried_as_unique_is_checked_and_decides() -> None:
    records = MemoryIndex([record("1", Company="Acme")])
    sent = row(Company="ACME")
    assert forecast(body(sent), ONE_UNIQUE, records).rows[0].target_id is None
    tried = trying(ONE_UNIQUE, ["Company"])
    found = forecast(body(sent), tried, records)
    assert found.order.names == ("Email", "Phone", "Company")
    assert (found.rows[0].target_id, found.rows[0].duplicate_field) == ("1", "Company")


def test_a_unique_field_can_be_tried_as_one_that_is_not() -> None:
    tried = trying(ONE_UNIQUE, ["Phone"])
    assert forecast(body(row()), tried, MemoryIndex([])).order.names == ("Email",)
    assert tried.tried == ("Phone",)


def test_nothing_tried_is_the_module_itself() -> None:
    assert trying(ONE_UNIQUE, []) is ONE_UNIQUE
    assert trying(ONE_UNIQUE, ["No_Such"]) is ONE_UNIQUE


@each_case("data_type", sorted(CAN_BE_UNIQUE))
def test_these_types_can_be_unique(data_type: str) -> None:
    of = module(LAST_NAME, field("F", data_type))
    assert why_not_tried(of, of.by_name["F"]) == ""


@each_case("data_type", ["picklist", "textarea", "double", "lookup", "autonumber", "boolean", ""])
def test_these_cannot(data_type: str) -> None:
    of = module(LAST_NAME, field("F", data_type))
    assert why_not_tried(of, of.by_name["F"]).startswith("F can't be unique: Zoho offers that for single line,")


def test_a_field_that_zoho_fills_cannot() -> None:
    of = module(LAST_NAME, field("Created_By", "text"))
    assert why_not_tried(of, of.by_name["Created_By"]).startswith("Created_By can't be unique:")


def test_a_third_unique_field_is_refused_until_one_is_unticked() -> None:
    company = LEADS.by_name["Company"]
    assert why_not_tried(LEADS, company) == (
        "A module has at most 2 unique fields, here Phone and Mobile: untick one first."
    )
    assert why_not_tried(LEADS, LEADS.by_name["Phone"]) == ""
    fewer = trying(LEADS, ["Phone"])
    assert why_not_tried(fewer, fewer.by_name["Company"]) == ""
    moved = trying(LEADS, ["Phone", "Company"])
    assert [each.api_name for each in moved.fields if each.unique] == ["Mobile", "Company"]
    assert why_not_tried(moved, moved.by_name["Phone"]).startswith("A module has at most 2")
    assert why_not_tried(moved, moved.by_name["Company"]) == ""


def test_what_was_unique_can_be_so_again_whatever_its_type() -> None:
    of = trying(module(LAST_NAME, field("Serial", "autonumber", unique=True)), ["Serial"])
    assert not of.by_name["Serial"].unique
    assert why_not_tried(of, of.by_name["Serial"]) == ""


def test_one_is_one_more_until_there_are_two() -> None:
    assert why_not_tried(ONE_UNIQUE, ONE_UNIQUE.by_name["Company"]) == ""
    two = trying(ONE_UNIQUE, ["Company"])
    assert why_not_tried(two, two.by_name["Fax"]).startswith("A module has at most 2")


def test_two_modules_are_one_but_for_what_is_tried_of_them() -> None:
    tried = trying(ONE_UNIQUE, ["Company"])
    assert same_but_for_tries(ONE_UNIQUE, ONE_UNIQUE)
    assert not same_but_for_tries(ONE_UNIQUE, replace(ONE_UNIQUE))  # read anew
    assert same_but_for_tries(ONE_UNIQUE, tried)
    assert same_but_for_tries(tried, ONE_UNIQUE)
    assert same_but_for_tries(tried, trying(ONE_UNIQUE, ["Phone"]))
    assert not same_but_for_tries(tried, LEADS)
    assert not same_but_for_tries(ONE_UNIQUE, LEADS)
