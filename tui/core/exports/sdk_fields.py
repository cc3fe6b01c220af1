"""Which class Zoho's SDKs ask of a field's value, and what the classes hold.

The SDKs for API v8 (Python ``zohocrmsdk8_0``, Node ``@zohocrm/nodejs-sdk-8.0``) read the module's fields from the org
and refuse a value of another class before anything is sent. Source: the tables of the two SDKs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.field_types import DATE, DATE_TIME, MULTI_SELECT, PICK_LIST, SUBFORM, TEXT_AREA, USERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.metadata import Field, Module

SDK_VERSION: Final = "v8"
"""The API version that these SDKs call, whatever the profile says."""

RECORDS: Final = frozenset({"Record", "LineItemProduct", "PricingDetails"})
"""Classes whose values are added by key; the others have a setter for each member."""

TEXT, INTEGER, LONG, NUMBER, BOOLEAN, CHOICE = "text", "integer", "long", "number", "boolean", "choice"

_SCALARS: Final[Mapping[str, str]] = {
    **dict.fromkeys((TEXT_AREA, "text", "website", "email", "phone", "mediumtext", "profileimage", "autonumber"), TEXT),
    "integer": INTEGER,
    **dict.fromkeys(("long", "bigint"), LONG),
    **dict.fromkeys(("double", "percent", "currency"), NUMBER),
    "boolean": BOOLEAN,
    **dict.fromkeys((DATE_TIME, "event_reminder"), DATE_TIME),
    DATE: DATE,
    PICK_LIST: CHOICE,
}
_ONE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("lookup", "multi_module_lookup"), "Record"),
    **dict.fromkeys(USERS, "MinifiedUser"),
    "ALARM": "RemindAt",
    "RRULE": "RecurringActivity",
    "layout": "Layouts",
}
LISTS: Final[Mapping[str, str]] = {
    **dict.fromkeys((SUBFORM, "multiselectlookup", "multiuserlookup"), "Record"),
    "fileupload": "FileDetails",
    "imageupload": "ImageUpload",
    "multireminder": "Reminder",
    "linetax": "LineTax",
}
DROPPED: Final = frozenset({"formula"})
NOT_WRITTEN: Final = frozenset({"consent_lookup", "module", "time_range"})
"""Types with a class of the SDK that is not written here."""

MEMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    "MinifiedUser": {"id": LONG, "name": TEXT, "email": TEXT},
    "Layouts": {"id": LONG, "name": TEXT},
    "Tag": {"name": TEXT, "id": LONG, "color_code": TEXT},
    "Territory": {"id": LONG, "Name": TEXT},
    "Comment": {"comment_content": TEXT, "id": LONG},
    "Tax": {"value": TEXT, "id": LONG},
    "LineTax": {"name": TEXT, "id": LONG, "percentage": NUMBER, "value": NUMBER, "display_name": TEXT},
    "Reminder": {"period": TEXT, "unit": INTEGER, "time": TEXT},
    "RemindAt": {"ALARM": TEXT},
    "RecurringActivity": {"RRULE": TEXT, "EXDATE": TEXT},
    "FileDetails": {"id": TEXT, "File_Id__s": TEXT, "_delete": TEXT},
    "ImageUpload": {
        "id": TEXT,
        "File_Id__s": TEXT,
        "Sequence_Number__s": LONG,
        "Description__s": TEXT,
        "_delete": TEXT,
    },
    "SkipFeatureExecution": {"name": TEXT, "action": TEXT},
    "ApplyFeatureExecution": {"name": TEXT},
}
"""The classes with setters: JSON key -> what it takes. The member is the key in lower case."""

PACKAGES: Final[Mapping[str, str]] = {"MinifiedUser": "users", "Layouts": "layouts", "Tag": "tags"}
"""Where a class stands; those not named here stand beside ``Record``."""

IN_EVERY_MODULE: Final[Mapping[str, tuple[str, bool]]] = {
    "id": (LONG, False),
    "name": (TEXT, False),
    "created_time": (DATE_TIME, False),
    "modified_time": (DATE_TIME, False),
    "created_by": ("MinifiedUser", False),
    "modified_by": ("MinifiedUser", False),
    "tag": ("Tag", True),
}
"""What the SDK's record itself knows, by the key in lower case: what it takes, and whether as a list."""

_RECORD_S_OWN: Final = frozenset({"Created_Time", "Modified_Time", "Created_By", "Modified_By", "Tag"})
"""Keys that are read so even where the module lists them."""

LINE_ITEMS: Final = frozenset({"Quoted_Items", "Ordered_Items", "Purchase_Items", "Invoiced_Items"})
LINE_ITEM: Final[Mapping[str, tuple[str, bool]]] = {
    "id": (LONG, False),
    "Product_Name": ("LineItemProduct", False),
    "Discount": (TEXT, False),
    "Description": (TEXT, False),
    "Line_Tax": ("LineTax", True),
    **dict.fromkeys(("Quantity", "List_Price", "Tax"), (NUMBER, False)),
}
PRICE: Final[Mapping[str, tuple[str, bool]]] = {
    "id": (LONG, False),
    **dict.fromkeys(("from_range", "to_range", "discount"), (NUMBER, False)),
}

BODY_LISTS: Final[Mapping[str, str]] = {
    "skip_feature_execution": "SkipFeatureExecution",
    "apply_feature_execution": "ApplyFeatureExecution",
}
"""Keys of the body that hold objects of a class of the SDK."""

BODY_TEXTS: Final = frozenset({"wf_trigger", "lar_id"})
BODY_NAMES: Final = frozenset({"duplicate_check_fields", "trigger", "process"})


def wanted(module: Module, name: str) -> tuple[str, bool] | None:
    """What the SDK asks of a value under this name: a kind or a class, and whether a list of it; None: it does not say
    (also where the field is not known)."""
    known = module.by_name.get(name)
    if known is None or name in _RECORD_S_OWN:
        return IN_EVERY_MODULE.get("_".join(part.lower() for part in name.split("_") if part))
    special = _by_name(module.api_name, known)
    if special is not None:
        return special
    for table, many in ((_SCALARS, False), (_ONE, False), (LISTS, True)):
        if known.data_type in table:
            return table[known.data_type], many
    return (CHOICE, True) if known.data_type == MULTI_SELECT else None


def _by_name(module: str, known: Field) -> tuple[str, bool] | None:
    match module, known.api_name:
        case "Price_Books", "Pricing_Details":
            return "PricingDetails", True
        case "Cases" | "Solutions", "Comments":
            return "Comment", True
        case "Products", "Tax":
            return "Tax", True
        case _, "Layout":
            return "Layouts", False
        case _, "Territories" | "Territory":
            return "Territory", True
        case "Quotes" | "Sales_Orders" | "Purchase_Orders" | "Invoices", "$line_tax" | "Line_Tax":
            return "LineTax", True
    return None
