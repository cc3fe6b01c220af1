"""Field and module metadata in Zoho's shape, made from the compact tables in `fields/`.

A line of a table is `api_name | label | data_type | length | flags | extra`. A line that begins with `@`
stands for a group of fields that many modules share. Flags, one letter each:

    m  system-mandatory              u  unique                    e  external id (of the org)
    c  custom field                  v  virtual field             h  hidden from the current user
    n  the API can write it never    r  the same, and read-only   f  `field_read_only` (still writable, as Owner)
    C  the API can only create it    U  the API can only update   a  text whose JSON type is an array (Tag)

`extra` holds pick list values (`Actual=Shown` where they differ), the module of a lookup or a subform,
or the return type of a formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

FIELD_TABLES = Path(__file__).parent / "fields"

JSON_TYPES = {
    "boolean": "boolean",
    "currency": "double",
    "double": "double",
    "percent": "double",
    "integer": "integer",
    "address": "jsonobject",
    "consent_lookup": "jsonobject",
    "layout": "jsonobject",
    "lookup": "jsonobject",
    "multi_module_lookup": "jsonobject",
    "ownerlookup": "jsonobject",
    "profilelookup": "jsonobject",
    "userlookup": "jsonobject",
    "fileupload": "jsonarray",
    "imageupload": "jsonarray",
    "multireminder": "jsonarray",
    "multiselectlookup": "jsonarray",
    "multiselectpicklist": "jsonarray",
    "multiuserlookup": "jsonarray",
    "subform": "jsonarray",
    "territories": "jsonarray",
}
DECIMAL_TYPES = {"currency", "double", "percent"}

GROUPS = {
    "audit": (
        "Created_By | | ownerlookup | 120 | n",
        "Modified_By | | ownerlookup | 120 | n",
        "Created_Time | | datetime | 120 | n",
        "Modified_Time | | datetime | 120 | n",
    ),
    "address": (
        "{0}_Street | | text | 250",
        "{0}_City | | text | 100",
        "{0}_State | | text | 100",
        "{0}_Code | | text | 30",
        "{0}_Country | | text | 100",
    ),
    "totals": (
        "Sub_Total | | currency | 16 | r",
        "Discount | | currency | 16",
        "Tax | | currency | 16",
        "Adjustment | | currency | 16",
        "Grand_Total | | currency | 16 | r",
    ),
}

MODULE_SPELLINGS = {
    "Price_Books": "PriceBooks",
    "Sales_Orders": "SalesOrders",
    "Purchase_Orders": "PurchaseOrders",
    "Events": "Meetings",
    "Appointments__s": "Appointments",
    "Services__s": "Services",
    "Machines": "CustomModule1",
    "Oddities": "CustomModule1",
    "Leads_X_Products": "LinkingModule1",
    "Quoted_Items": "QuotedItems",
}
UPSERTABLE = (
    "Leads",
    "Accounts",
    "Contacts",
    "Deals",
    "Campaigns",
    "Cases",
    "Solutions",
    "Products",
    "Vendors",
    "Price_Books",
    "Quotes",
    "Sales_Orders",
    "Purchase_Orders",
    "Invoices",
    "Appointments__s",
    "Services__s",
    "Machines",
)
NOT_UPSERTABLE = ("Tasks", "Events", "Calls", "Notes", "Leads_X_Products", "Quoted_Items")
SINGULARS = {"Oddities": "Oddity"}
GENERATED_TYPES = {
    "Machines": "custom",
    "Oddities": "custom",
    "Leads_X_Products": "linking",
    "Quoted_Items": "subform",
}


def module_id(module: str) -> str:
    """The made-up id of a module, the same wherever one module points at another."""
    order = (*UPSERTABLE, *NOT_UPSERTABLE, "Oddities")
    return f"400000000000{2000 + 7 * order.index(module):04d}" if module in order else "4000000000002999"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One line of a field table."""

    api_name: str
    label: str
    data_type: str
    length: int | None
    flags: str
    extra: str

    @property
    def picks(self) -> list[str]:
        """The values of a pick list, as they are stored."""
        return [value.partition("=")[0] for value in self.extra.split(";")]


def field_rows(module: str) -> list[FieldRow]:
    """The field table of a module, groups written out, in the order of its metadata."""
    return list(parse_table((FIELD_TABLES / f"{module}.psv").read_text("utf-8")))


def parse_table(text: str) -> Iterator[FieldRow]:
    """Read the lines of a field table."""
    for line in text.splitlines():
        if not line.startswith("@"):
            yield parse_line(line)
            continue
        group, _, argument = line[1:].partition(" ")
        for member in GROUPS[group]:
            yield parse_line(member.format(argument))


def parse_line(line: str) -> FieldRow:
    """Read one line; what is left out at its end is empty."""
    cells = [cell.strip() for cell in line.split("|")]
    api_name, label, data_type, length, flags, extra = cells + [""] * (6 - len(cells))
    return FieldRow(
        api_name=api_name,
        label=label or api_name.replace("_", " "),
        data_type=data_type,
        length=int(length) if length else None,
        flags=flags,
        extra=extra,
    )


def fields_body(module: str, rows: list[FieldRow]) -> Json:
    """What GET /settings/fields?module=M would answer."""
    return {"fields": [field_object(row, int(module_id(module)) * 1000 + n) for n, row in enumerate(rows)]}


def field_object(row: FieldRow, number: int) -> Json:
    """One field in Zoho's shape; `number` becomes its id."""
    flags = set(row.flags)
    made: Json = {
        "api_name": row.api_name,
        "field_label": row.label,
        "display_label": row.label,
        "data_type": row.data_type,
        "json_type": json_type(row),
        "length": row.length,
        "decimal_place": 2 if row.data_type in DECIMAL_TYPES else None,
        "system_mandatory": "m" in flags,
        "read_only": "r" in flags,
        "field_read_only": bool(flags & {"r", "f"}),
        "custom_field": "c" in flags,
        "visible": "h" not in flags,
        "virtual_field": "v" in flags,
        "unique": {"case_sensitive": False} if "u" in flags else {},
        "external": {"type": "org", "show": True} if "e" in flags else None,
        "operation_type": operation_type(flags),
        "pick_list_values": pick_list_values(row, number),
        "lookup": {"module": module_reference(row.extra)} if row.data_type == "lookup" else {},
        "id": str(number),
    }
    made.update(type_details(row))
    if row.data_type == "subform":
        del made["length"], made["decimal_place"]
    return made


def json_type(row: FieldRow) -> str:
    """The JSON type of a field's values."""
    if "a" in row.flags:
        return "jsonarray"
    if row.data_type in ("formula", "rollup_summary"):
        return row.extra
    return JSON_TYPES.get(row.data_type, "string")


def operation_type(flags: set[str]) -> Json:
    """Who can write the field when: in the browser, and through the API."""
    writable = not flags & {"n", "r"}
    return {
        "web_create": writable,
        "web_update": writable,
        "api_create": writable and "U" not in flags,
        "api_update": writable and "C" not in flags,
    }


def pick_list_values(row: FieldRow, number: int) -> list[Json]:
    """The pick list of a field, with Zoho's empty choice first where one value is picked."""
    if row.data_type not in ("picklist", "multiselectpicklist"):
        return []
    values = [value.partition("=") for value in row.extra.split(";")]
    pairs = [(actual, shown or actual) for actual, _, shown in values]
    if row.data_type == "picklist":
        pairs.insert(0, ("-None-", "-None-"))
    return [
        {
            "display_value": shown,
            "actual_value": actual,
            "reference_value": actual,
            "sequence_number": place,
            "type": "used",
            "id": f"4{number % 10**13:013d}{place:02d}",
        }
        for place, (actual, shown) in enumerate(pairs, start=1)
    ]


def module_reference(module: str) -> Json:
    """A module as lookups name it."""
    return {"api_name": module, "id": module_id(module)}


def type_details(row: FieldRow) -> Json:
    """The keys that only some data types have."""
    if row.data_type == "subform":
        return {"associated_module": {"module": row.extra, "id": module_id(row.extra)}}
    if row.data_type == "multiselectlookup":
        return {"multiselectlookup": {"connected_module": module_reference(row.extra), "lookup_apiname": row.api_name}}
    if row.data_type == "multi_module_lookup":
        modules = [module_reference(module) for module in row.extra.split(";")]
        return {"multi_module_lookup": {"api_name": row.api_name, "modules": modules}}
    if row.data_type in ("formula", "rollup_summary"):
        return {row.data_type: {"return_type": row.extra}}
    return {}


def modules_body(modules: tuple[str, ...]) -> Json:
    """What GET /settings/modules would answer."""
    return {"modules": [module_object(module, n) for n, module in enumerate(modules, start=1)]}


def module_object(module: str, place: int) -> Json:
    """One module in Zoho's shape; `place` is its tab."""
    generated = GENERATED_TYPES.get(module, "default")
    plural = "Meetings" if module == "Events" else module.removesuffix("__s").replace("_", " ")
    singular = SINGULARS.get(module, plural.removesuffix("s"))
    return {
        "api_name": module,
        "module_name": MODULE_SPELLINGS.get(module, module),
        "singular_label": singular,
        "plural_label": plural,
        "generated_type": generated,
        "api_supported": True,
        "creatable": generated != "subform",
        "editable": generated != "subform",
        "deletable": True,
        "viewable": True,
        "convertable": module == "Leads",
        "show_as_tab": generated in ("default", "custom"),
        "sequence_number": place,
        "status": "system_hidden" if module == "Notes" else "visible",
        "visibility": 2 if generated == "subform" else 1,
        "id": module_id(module),
    }
