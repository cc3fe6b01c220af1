"""The records of the demo, module by module: what is decided by hand, over made-up values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fixture_tables.leads import lead_entries, lead_parts
from tests.fixture_tables.metadata import UPSERTABLE, Json, field_rows
from tests.fixture_tables.names import CONTACTS, FIRST_NAMES, LAST_NAMES, ROSTER_NAMES
from tests.fixture_tables.values import Context, Dice, Entry, Roster, made_up, mobile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CONTACT_COUNT = 30
NAME_FIELDS = {
    "Accounts": "Account_Name",
    "Deals": "Deal_Name",
    "Campaigns": "Campaign_Name",
    "Solutions": "Solution_Title",
    "Products": "Product_Name",
    "Vendors": "Vendor_Name",
    "Price_Books": "Price_Book_Name",
    "Appointments__s": "Appointment_Name",
    "Services__s": "Service_Name",
    "Machines": "Name",
}
CONTACT_EMAILS = {
    0: "ada.byron@engine.example",
    12: "zoe@family.example",
    13: None,
    14: "ruth.pinch@organloft.example",
    15: "RUTH@Organloft.Example",
}
LINE_ITEMS = {
    "Quotes": "Quoted_Items",
    "Sales_Orders": "Ordered_Items",
    "Purchase_Orders": "Purchase_Items",
    "Invoices": "Invoiced_Items",
}

# Values of unique fields and others that a generic maker would get wrong: (module, field) -> value of the n-th
DECIDED: Mapping[tuple[str, str], Callable[[int], Any]] = {
    ("Accounts", "Account_Number"): lambda n: None if n in (7, 12) else str(700_100 + 11 * n),
    ("Contacts", "External_Contact_ID"): lambda n: None if n % 5 == 4 else f"SHOP-{1001 + n}",
    ("Contacts", "Member_Code"): lambda n: None if n % 7 == 6 else f"MC-{200 + n}",
    ("Deals", "Contract_Ref"): lambda n: None if n == 10 else f"CT-2026-{n + 1:03d}",
    ("Deals", "Stage"): lambda n: ("Qualification", "Needs Analysis", "Proposal", "Closed Won", "Closed Lost")[n % 5],
    ("Campaigns", "Landing_Page"): lambda n: None if n == 4 else f"https://go.lumenfold.example/c/{n + 1}",
    ("Cases", "Ticket_Number"): lambda n: None if n == 11 else 5001 + n,
    ("Products", "Product_Code"): lambda n: "" if n == 21 else f"LF-{'ABC'[n % 3]}{n + 1:03d}",
    ("Vendors", "Email"): lambda n: None if n == 8 else f"orders{n + 1}@vendor{n + 1}.example",
    ("Sales_Orders", "Purchase_Order"): lambda n: f"PO/{n + 301}",
    ("Purchase_Orders", "PO_Number"): lambda n: f"LF-PO-{n + 1:04d}",
    ("Purchase_Orders", "Tracking_Number"): lambda n: None if n % 3 == 2 else f"1Z{n:04d}TRACK",
    ("Invoices", "Payment_Reference"): lambda n: f"{880_000_000_000 + 17 * n:015d}",
    ("Appointments__s", "Booking_Code"): lambda n: f"BK{n + 1:03d}",
    ("Appointments__s", "Reschedule_Count"): lambda n: n % 3,
    ("Services__s", "Duration"): lambda n: 30 * (1 + n % 4),
    ("Machines", "Serial_Number"): lambda n: None if n == 13 else f"00{90_000_000 + 101 * n}",
    ("Machines", "Asset_Tag"): lambda n: None if n % 6 == 5 else f"AT-{n + 1:03d}",
    ("Price_Books", "Pricing_Details"): lambda n: [
        {"id": f"4032{n:012d}", "from_range": 1, "to_range": 10 * (n + 1), "discount": 2.5 * n},
    ],
    ("Machines", "Repairs"): lambda n: [
        {"id": f"4033{n:010d}{row:02d}", "Repaired_On": f"2025-1{row}-05", "Cost": 40.5 * (row + 1)}
        for row in range(n % 3)
    ],
}


def record_id(module: str, n: int) -> str:
    """The id of the n-th record of a module, other than Leads; every module has its own range."""
    return f"{4001 + UPSERTABLE.index(module)}{20_000 + 17 * n:012d}"


def make_roster() -> Roster:
    """All records by id and name, before any has values, so that lookups can point anywhere."""
    roster: dict[str, list[Entry]] = {"Leads": lead_entries()}
    roster["Contacts"] = [Entry(record_id("Contacts", n), " ".join(contact_name(n))) for n in range(CONTACT_COUNT)]
    for module, names in ROSTER_NAMES.items():
        roster[module] = [Entry(record_id(module, n), name) for n, name in enumerate(names)]
    return {module: roster[module] for module in UPSERTABLE}


def contact_name(n: int) -> tuple[str, str]:
    """First and last name of the n-th contact."""
    if n < len(CONTACTS):
        return CONTACTS[n]
    return FIRST_NAMES[(n * 3 + 1) % len(FIRST_NAMES)], LAST_NAMES[(n * 5 + 2) % len(LAST_NAMES)]


def module_records(module: str, roster: Roster) -> list[Json]:
    """All records of a module, each with every field of its metadata."""
    rows, dice = field_rows(module), Dice(f"upsert explorer demo {module}")
    made = []
    for n, entry in enumerate(roster[module]):
        context = Context(module, n, entry, roster, dice)
        record = {row.api_name: made_up(row, context) for row in rows} | decided(context)
        made.append({**record, "id": entry.id})
    return made


def decided(context: Context) -> Json:
    """The values of a record that are not left to chance."""
    module, n, entry = context.module, context.n, context.entry
    if module == "Leads":
        return lead_parts(n)
    parts = {field: value(n) for (owner, field), value in DECIDED.items() if owner == module}
    parts |= {NAME_FIELDS.get(module, "Subject"): entry.name} if module != "Contacts" else contact_parts(n)
    if module in LINE_ITEMS:
        parts |= order_parts(context)
    return parts


def contact_parts(n: int) -> Json:
    """The decided values of a contact; the first one's are those of a lead too, which upsert does not look at."""
    first, last = contact_name(n)
    return {
        "First_Name": first,
        "Last_Name": last,
        "Full_Name": f"{first} {last}",
        "Email": CONTACT_EMAILS.get(n, f"contact{n + 1}@people.example"),
        "Mobile": mobile(300 + n),
    }


def order_parts(context: Context) -> Json:
    """Line items of a quote, an order or an invoice, and the sums over them."""
    items = [line_item(context, row) for row in range(1 + context.n % 3)]
    total = round(sum(item["Total"] for item in items), 2)
    money = {"Sub_Total": total, "Discount": 0.0, "Tax": 0.0, "Adjustment": 0.0, "Grand_Total": total}
    return {LINE_ITEMS[context.module]: items, **money}


def line_item(context: Context, row: int) -> Json:
    """One line of an order: some product, so many, at such a price."""
    product, quantity = context.dice.pick(context.roster["Products"]), 1 + context.dice.below(20)
    price = (100 + context.dice.below(90_00)) / 100
    return {
        "id": f"4034{context.entry.id[2:4]}{context.n:08d}{row:02d}",
        "Product_Name": product.reference(),
        "Quantity": quantity,
        "List_Price": price,
        "Total": round(quantity * price, 2),
    }
