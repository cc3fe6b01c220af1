"""What kinds of field there are, and what each is: the one place that names Zoho's data types.

Sources: Zoho's Fields Metadata page (data_type, json_type), Insert Records page ("Sample Attributes") and Create Custom
Field page.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOKUP: Final = "lookup"
SUBFORM: Final = "subform"
PICK_LIST: Final = "picklist"
MULTI_SELECT: Final = "multiselectpicklist"
AUTONUMBER: Final = "autonumber"
LONG_INTEGER: Final = "bigint"
DATE: Final = "date"
DATE_TIME: Final = "datetime"
TEXT_AREA: Final = "textarea"

USERS: Final = frozenset({"ownerlookup", "userlookup"})
"""Fields that hold a user. Their id may also come bare, in quotes or as a number."""

LOOKUP_TYPES: Final = frozenset({LOOKUP, *USERS, "multi_module_lookup", "profilelookup", "consent_lookup"})
"""Fields that hold one other record or user: an object with an id."""

POINTERS: Final = LOOKUP_TYPES | {"layout"}
"""Fields whose value is an object that its id stands for; a layout is one, too."""

MULTI_LOOKUPS: Final = frozenset({"multiselectlookup", "multiuserlookup"})
UPLOADS: Final = frozenset({"fileupload", "imageupload"})

STRING_ITEMS: Final = frozenset({MULTI_SELECT})
"""Lists whose items are texts."""

OBJECT_ITEMS: Final = frozenset({SUBFORM}) | MULTI_LOOKUPS | UPLOADS
"""Lists whose items are objects."""

NOT_LISTED: Final = frozenset({SUBFORM}) | MULTI_LOOKUPS
"""Fields that lists of records leave out; only GET of one record answers them."""

NOT_SELECTED: Final = NOT_LISTED | UPLOADS
"""Fields that COQL cannot select."""

PICK_LISTS: Final = frozenset({PICK_LIST, MULTI_SELECT})

NUMBERS: Final = frozenset({"integer", "double", "currency", "percent", LONG_INTEGER})
"""Fields whose values are numbers or digits, which COQL writes bare."""

TEXTS: Final = frozenset({"text", "email", "phone", "website", PICK_LIST, TEXT_AREA})
"""Fields whose values are compared as text in a search."""

COMPUTED: Final = frozenset({"formula", "rollup_summary", AUTONUMBER})
"""Fields that Zoho fills whatever is sent (rule valid.system_fields)."""

SYSTEM_FIELDS: Final = frozenset(
    {"Created_Time", "Modified_Time", "Created_By", "Modified_By", "Full_Name", "Last_Activity_Time"}
)
"""Fields that Zoho fills in every module, by API name (rule valid.system_fields)."""

TYPED_TEXT: Final = frozenset({"email", "phone", "website", DATE, DATE_TIME, LONG_INTEGER})
"""Fields of which one integrator says that blank text is refused (rule write.empty_string_clears)."""

JSON_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys((*TEXTS, DATE, DATE_TIME, LONG_INTEGER, "profileimage"), "string"),
        **dict.fromkeys(("currency", "double", "percent"), "double"),
        **dict.fromkeys(STRING_ITEMS | OBJECT_ITEMS, "jsonarray"),
        **dict.fromkeys(
            ("lookup", "ownerlookup", "userlookup", "multi_module_lookup", "consent_lookup", "layout"), "jsonobject"
        ),
        "integer": "integer",
        "boolean": "boolean",
    }
)
"""The JSON type of a data type, for metadata that does not give it."""
