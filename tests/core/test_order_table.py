"""The table of five inputs that Zoho's pages print, over every kind of module and any number of unique fields."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import field, module, order_of

if TYPE_CHECKING:
    from tui.core.metadata import Module

SYSTEM_FIELDS = {
    "Leads": "Email",
    "Accounts": "Account_Name",
    "Contacts": "Email",
    "Deals": "Deal_Name",
    "Campaigns": "Campaign_Name",
    "Cases": "Subject",
    "Solutions": "Solution_Title",
    "Products": "Product_Name",
    "Vendors": "Vendor_Name",
    "Price_Books": "Price_Book_Name",
    "Quotes": "Subject",
    "Sales_Orders": "Subject",
    "Purchase_Orders": "Subject",
    "Invoices": "Subject",
    "Vehicles": "Name",
}
WITHOUT_SYSTEM_FIELD = ("Appointments__s", "Services__s", "Appointments_Rescheduled_History__s")


def built(name: str, system: str | None, uniques: int, *, spread: bool = False) -> Module:
    """A module with this many unique fields; spread: the system field stands after them, among plain ones."""
    fields = [field(f"unique{number}", unique=True) for number in range(1, uniques + 1)]
    own = [field(system)] if system else []
    plain = [field("Plain_1"), field("Plain_2")]
    return module(*((*plain, *fields, *own) if spread else (*own, *fields, *plain)), name=name)


@each_case(("of_module", "spread"), product(SYSTEM_FIELDS.items(), [False, True]))
def test_the_five_rows_of_the_table(of_module: tuple[str, str], spread: bool) -> None:
    name, system = of_module
    of = built(name, system, 2, spread=spread)
    assert of.upsertable
    assert order_of(of, ["unique1"]) == ["unique1", "unique2"]
    assert order_of(of, ["unique2"]) == ["unique2", "unique1"]
    assert order_of(of, ["unique1", "unique2"]) == ["unique1", "unique2"]
    assert order_of(of, [system]) == [system, "unique1", "unique2"]
    assert order_of(of, None) == [system, "unique1", "unique2"]


@each_case(("module_name", "uniques"), product(("Leads", "Deals", "Vehicles"), range(6)))
def test_any_number_of_unique_fields(module_name: str, uniques: int) -> None:
    system = SYSTEM_FIELDS[module_name]
    of = built(module_name, system, uniques)
    names = [f"unique{number}" for number in range(1, uniques + 1)]
    assert order_of(of, None) == [system, *names]
    assert order_of(of, [system]) == [system, *names]
    for name in names:
        assert order_of(of, [name]) == [name, *(other for other in names if other != name)]
    for listed in permutations([system, *names], 2):
        assert order_of(of, listed) == [*listed, *(name for name in names if name not in listed)]


@each_case("name", WITHOUT_SYSTEM_FIELD)
def test_modules_without_a_documented_system_field_check_only_unique_ones(name: str) -> None:
    of = built(name, None, 2)
    assert of.upsertable
    assert order_of(of, None) == ["unique1", "unique2"]
    assert order_of(of, ["unique2"]) == ["unique2", "unique1"]


@each_case("name", WITHOUT_SYSTEM_FIELD)
def test_name_and_email_mean_nothing_special_in_them(name: str) -> None:
    assert order_of(module(field("Name"), field("Email", "email"), name=name), None) == []
