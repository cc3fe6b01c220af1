"""The request bodies of the demo, each with the module it is for and what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fixture_tables.leads import DESK, SWITCHBOARD, lead_id
from tests.fixture_tables.values import mobile, phone

if TYPE_CHECKING:
    from tests.fixture_tables.metadata import Json


@dataclass(frozen=True, slots=True)
class Payload:
    """A request body of the demo: a JSON body, or CSV text."""

    name: str
    module: str
    shows: str
    body: Json = field(default_factory=dict)
    csv: str = ""


FIRST_LOOK = Payload(
    "first-look.json",
    "Leads",
    "One row of each kind; move Phone above Email, or take Email out, and watch rows change.",
    {
        "data": [
            {"First_Name": "Grace", "Last_Name": "Quill", "Email": "grace.quill@inkwell.example", "Company": "Inkwell"},
            {
                "Last_Name": "Westen",
                "Email": "lucy@whitby.example",
                "Phone": SWITCHBOARD,
                "Lead_Status": "Pre-Qualified",
            },
            {"Last_Name": "Pinch", "Email": "tom.pinch@newloft.example", "Phone": phone(3)},
            {"Last_Name": "Copper", "Email": "dora@copperfield.example", "Mobile": mobile(105)},
            {"Last_Name": "Vane", "Email": "edith@vane.example", "Phone": phone(7)},
            {"Last_Name": "Lantern", "Email": DESK, "Lead_Status": "Pre-Qualified"},
            {
                "Last_Name": "Trent",
                "Email": "nell@curiosity.example",
                "Phone": phone(13),
                "Lead_Status": "Pre-Qualified",
            },
            {
                "First_Name": "Phil",
                "Last_Name": "Eighty",
                "Email": "p.eighty@otherpost.example",
                "Phone": "+1 (617) 555-0114",
            },
        ],
        "duplicate_check_fields": ["Email", "Phone"],
    },
)

KAIZEN_56 = Payload(
    "kaizen-56.json",
    "Leads",
    "The classic pair: one lead is known by its e-mail address, the other is new.",
    {
        "data": [
            {
                "Last_Name": "Byron",
                "First_Name": "Ada",
                "Email": "ada.byron@engine.example",
                "Mobile": mobile(100),
                "Lead_Status": "Contacted",
            },
            {
                "Last_Name": "Bell",
                "First_Name": "Currer",
                "Company": "Moor Press",
                "Email": "currer.bell@moorpress.example",
                "Mobile": mobile(901),
            },
        ],
        "duplicate_check_fields": ["Email", "Mobile"],
    },
)

MULTI_SELECT = Payload(
    "multi-select.json",
    "Leads",
    "$append_values: the first row replaces the languages of a lead, the second adds to them.",
    {
        "data": [
            {
                "Last_Name": "Tongue",
                "Email": "wanda@babel.example",
                "Lead_Status": "Contacted",
                "Foreign_Languages": ["Korean"],
                "$append_values": {"Foreign_Languages": False},
            },
            {
                "Last_Name": "Tongue",
                "First_Name": "Otto",
                "Email": "otto@babel.example",
                "Lead_Status": "Attempted to Contact",
                "Mobile": mobile(902),
                "Foreign_Languages": ["Korean", "German"],
                "$append_values": {"Foreign_Languages": True},
            },
        ],
        "skip_feature_execution": [{"name": "cadences", "action": "insert"}],
        "duplicate_check_fields": ["Email", "Mobile"],
        "trigger": ["workflow"],
    },
)

ERRORS = Payload(
    "errors.json",
    "Leads",
    "Every way a row can be refused, and rows that pass with a warning.",
    {
        "data": [
            {"Last_Name": "Typed", "Email": "typed@errors.example", "No_of_Employees": "many"},
            {"Last_Name": "Flag", "Email": "flag@errors.example", "Email_Opt_Out": "yes"},
            {"Last_Name": "Listed", "Email": "listed@errors.example", "Foreign_Languages": "Korean"},
            {"Last_Name": "Long " * 17, "Email": "long@errors.example"},
            {"Last_Name": "Digits", "Email": "digits@errors.example", "No_of_Employees": 1234567890},
            {"Last_Name": "Address", "Email": "not-an-address"},
            {"Last_Name": "Dated", "Email": "dated@errors.example", "First_Contact_On": "02/11/2026"},
            {"Last_Name": "Number", "Email": "number@errors.example", "Legacy_Number": "12 345"},
            {"Last_Name": "Two", "Email": "two@@errors.example", "Annual_Revenue": "a lot", "Rating": 5},
            {"First_Name": "Nameless", "Email": "nameless@errors.example"},
            {"Last_Name": "  ", "Email": "ada.byron@engine.example"},
            {"Last_Name": "Taken", "Email": "dora@copperfield.example", "Phone": phone(5)},
            {
                "Last_Name": "Taken Twice",
                "Email": "dora@copperfield.example",
                "Phone": phone(5),
                "Mobile": mobile(107),
            },
            {"Last_Name": "Seen Twice", "Email": "edith@vane.example", "Phone": SWITCHBOARD},
            {
                "Last_Name": "Warned",
                "email": "wrong.case@errors.example",
                "Shoe_Size": 43,
                "Full_Name": "Not Writable",
                "Lead_Source": "Carrier pigeon",
                "Website": "no address at all",
            },
            {"Last_Name": "Fine", "Email": "fine@errors.example"},
        ],
        "duplicate_check_fields": ["Email"],
    },
)

SAME_BATCH = Payload(
    "same-batch.json",
    "Leads",
    "Rows that meet what earlier rows of the same call inserted or changed.",
    {
        "data": [
            {"Last_Name": "Twin", "First_Name": "First", "Email": "twin@batch.example", "Phone": phone(90)},
            {"Last_Name": "Twin", "First_Name": "Second", "Email": "twin@batch.example", "Lead_Status": "Contacted"},
            {"Last_Name": "Twin", "First_Name": "Third", "Email": "triplet@batch.example", "Phone": phone(90)},
            {"Last_Name": "Pinch", "Email": "tom@organloft.example", "Phone": phone(91)},
            {"Last_Name": "Pinch", "Email": "someone.else@batch.example", "Phone": phone(91)},
            {"Last_Name": "Heir", "Email": "heir@batch.example", "Phone": phone(3)},
            {"Last_Name": "Byron", "Email": "ada.byron@engine.example", "Lead_Status": "Contacted"},
            {"Last_Name": "Byron", "Email": "ADA.BYRON@engine.example", "Lead_Status": "Pre-Qualified"},
            {"Last_Name": "Late", "Email": "late@batch.example", "Mobile": mobile(903)},
            {"Last_Name": "Copper", "Email": "dora@copperfield.example", "Mobile": mobile(903)},
        ],
        "duplicate_check_fields": ["Email", "Phone"],
    },
)

CONTACTS_EXTERNAL = Payload(
    "contacts-external.json",
    "Contacts",
    "External ids take part like unique fields; here with no duplicate_check_fields at all.",
    {
        "data": [
            {"Last_Name": "Newcomb", "External_Contact_ID": "SHOP-2001"},
            {"Last_Name": "Garth", "External_Contact_ID": "SHOP-1002", "Email": "mary.garth@newhome.example"},
            {"Last_Name": "Durbey", "External_Contact_ID": "SHOP-2003", "Email": "contact3@people.example"},
            {"Last_Name": "Gargery", "External_Contact_ID": "SHOP-1007", "Email": "contact4@people.example"},
            {"Last_Name": "Vale", "Member_Code": "mc-205", "Email": "Contact6@People.example"},
            {"Last_Name": "Between", "External_Contact_ID": "SHOP-1008", "Member_Code": "MC-208"},
        ],
    },
)

EXPLICIT_ID = Payload(
    "explicit-id.json",
    "Leads",
    "Rows that name their record by id: known, unknown, as a number, blank, and against a check field.",
    {
        "data": [
            {"id": lead_id(0), "Last_Name": "Byron", "Lead_Status": "Contacted"},
            {"id": lead_id(3), "Last_Name": "Pinch", "Email": "dora@copperfield.example"},
            {"id": "4001999999999999", "Last_Name": "Nobody", "Email": "nobody@nowhere.example"},
            {"id": int(lead_id(13)), "Last_Name": "Trent", "Lead_Status": "Contacted"},
            {"id": "", "Last_Name": "Vane", "Email": "edith@vane.example", "Lead_Status": "Lost Lead"},
            {"id": lead_id(5), "Last_Name": "Rudd", "Mobile": mobile(104)},
        ],
        "duplicate_check_fields": ["Email"],
    },
)

CLEAR_FIELDS = Payload(
    "clear-fields.json",
    "Leads",
    "null, an empty string and an empty list clear what is stored; a mandatory field cannot be cleared.",
    {
        "data": [
            {"Last_Name": "Byron", "Email": "ada.byron@engine.example", "Company": None, "Website": ""},
            {"Last_Name": "Rudd", "Email": "barnaby@maypole.example", "Mobile": None, "Phone": ""},
            {"Last_Name": "Tongue", "Email": "wanda@babel.example", "Foreign_Languages": []},
            {
                "Last_Name": "Tongue",
                "Email": "otto@babel.example",
                "Foreign_Languages": [],
                "$append_values": {"Foreign_Languages": True},
            },
            {"Last_Name": "Vane", "Email": "edith@vane.example", "Site_Visits": []},
            {"Last_Name": "Marsh", "Email": "silas@marsh.example", "Company": "   "},
            {"Last_Name": None, "Email": "tom@organloft.example"},
            {"Last_Name": "Nobody", "Email": None, "Phone": "", "Company": "No Keys Ltd"},
        ],
        "duplicate_check_fields": ["Email"],
    },
)

ACCOUNTS_CSV = Payload(
    "accounts.csv",
    "Accounts",
    "A spreadsheet as payload: labels as header, quoted cells, empty cells that leave a field alone.",
    csv=(
        "Account Name,Account Number,Phone,Website,Industry,Employees,Billing City,Sales Regions,Description\n"
        "Gull & Co,700210,+1 415 555 0170,https://www.gullandco.example,Shipping,12,Eastwick,,\n"
        "New Moon Candles,,+1 212 555 0171,,Manufacturing,3,Northbrook,North;East,\n"
        "Whitby Shipping Company,700188,,,,,,,Renamed: found by its number\n"
        "Penny Post,700320,,,,,,,The number is that of Slate & Chalk\n"
        "Acorn & Ash Ltd,,,,Farming,40,,,Two accounts have this name but for letter case\n"
        "coral tools,,,,,9,,,One of its look-alikes is Cyrillic\n"
        '"The ""Quoted"" Company, Inc.",,,,Publishing,,,South,"Two lines,\nand a comma"\n'
        "Lantern Works,,,,,forty,,,Employees is no number\n"
    ),
)

PAYLOADS = (
    FIRST_LOOK,
    KAIZEN_56,
    MULTI_SELECT,
    ERRORS,
    SAME_BATCH,
    CONTACTS_EXTERNAL,
    ACCOUNTS_CSV,
    EXPLICIT_ID,
    CLEAR_FIELDS,
)
