"""The fields of a module as the rules see them, and the order in which they are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.second_reading.settings import Settings

SYSTEM_FIELDS: Final[dict[str, str | None]] = {
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
    "Appointments__s": None,
    "Services__s": None,
    "Appointments_Rescheduled_History__s": None,
}
NOT_UPSERTABLE: Final = ("Tasks", "Calls", "Events", "Notes")

FILLED_BY_ZOHO: Final = (
    "Created_Time",
    "Modified_Time",
    "Created_By",
    "Modified_By",
    "Full_Name",
    "Last_Activity_Time",
)
COMPUTED_TYPES: Final = ("autonumber", "formula", "rollup_summary")

JSON_TYPES: Final[dict[str, str]] = {
    "integer": "integer",
    "double": "double",
    "currency": "double",
    "percent": "double",
    "boolean": "boolean",
    "lookup": "jsonobject",
    "ownerlookup": "jsonobject",
    "userlookup": "jsonobject",
    "multi_module_lookup": "jsonobject",
    "layout": "jsonobject",
    "multiselectpicklist": "jsonarray",
    "multiselectlookup": "jsonarray",
    "multiuserlookup": "jsonarray",
    "subform": "jsonarray",
    "fileupload": "jsonarray",
    "imageupload": "jsonarray",
    **dict.fromkeys(
        ("text", "textarea", "email", "phone", "website", "picklist", "date", "datetime", "bigint", "autonumber"),
        "string",
    ),
}
"""The JSON type of a field whose metadata does not say it."""

OWNERS: Final = ("ownerlookup", "userlookup")
REFERENCES: Final = ("lookup", *OWNERS, "multi_module_lookup")


@dataclass(frozen=True)
class Field:
    """What the rules ask of one field."""

    name: str
    data_type: str
    json_type: str
    length: int | None
    mandatory: bool
    unique: bool
    external: bool
    can_create: bool
    can_update: bool
    filled_by_zoho: bool
    other_spelling: tuple[tuple[str, str], ...]
    """Each spelling of a choice with the actual value that it stands for."""

    @property
    def checkable(self) -> bool:
        """Whether it counts among the user-defined unique fields."""
        return self.unique or self.external

    @property
    def expected(self) -> str:
        """What an error calls the type of this field."""
        return self.json_type if self.json_type in ("jsonarray", "jsonobject") else self.data_type

    def choice(self, spelling: Any) -> Any:
        """The choice that this spelling names; the spelling itself where the list has no such choice."""
        return dict(self.other_spelling).get(spelling, spelling) if isinstance(spelling, str) else spelling

    def writable(self, *, insert: bool) -> bool:
        """Whether the API writes this field in that branch."""
        return not self.filled_by_zoho and (self.can_create if insert else self.can_update)


def field_of(raw: dict[str, Any]) -> Field:
    """One entry of the fields metadata."""
    data_type = raw.get("data_type") or ""
    operations = raw.get("operation_type") or {}
    subform = data_type == "subform"
    unique = raw.get("unique")
    spellings: list[tuple[str, str]] = []
    for choice in raw.get("pick_list_values") or []:
        actual = choice.get("actual_value", choice.get("display_value"))
        spellings.append((choice.get("display_value", actual), actual))
        spellings.append((actual, actual))
    return Field(
        name=raw["api_name"],
        data_type=data_type,
        json_type=raw.get("json_type") or JSON_TYPES.get(data_type, ""),
        length=raw.get("length"),
        mandatory=bool(raw.get("system_mandatory")),
        unique=isinstance(unique, dict) and bool(unique),
        external=bool(raw.get("external")),
        can_create=subform or bool(operations.get("api_create", True)),
        can_update=subform or bool(operations.get("api_update", True)),
        filled_by_zoho=raw["api_name"] in FILLED_BY_ZOHO or data_type in COMPUTED_TYPES,
        other_spelling=tuple(spellings),
    )


@dataclass(frozen=True)
class Checked:
    """One field of the effective order."""

    name: str
    kind: str
    origin: str
    rule: str


@dataclass
class Order:
    """Which fields are checked, which are not, and the entry for which the whole call is refused."""

    checked: list[Checked]
    not_checked: list[tuple[str, str]]
    rejected: int | None
    key_present: bool


def effective_order(fields: list[Field], system: str | None, listed: list[str] | None, settings: Settings) -> Order:
    """The order for this list of check fields (None: key absent)."""
    by_name = {field.name: field for field in fields}
    present = listed is not None and (bool(listed) or settings["order.empty_list"] == "nothing_listed")
    added = [field for field in fields if field.checkable]
    if settings["order.metadata_sequence"] == "reversed":
        added.reverse()

    def kind(field: Field) -> str:
        if field.name == system:
            return "system"
        return "unique" if field.unique else "external"

    order = Order([], [], None, present)
    if not present:
        if system in by_name:
            order.checked.append(Checked(system or "", "system", "default", "order.default"))
        order.checked += [
            Checked(field.name, kind(field), "default", "order.external" if field.external else "order.default")
            for field in added
            if field.name != system
        ]
        return order

    seen: set[str] = set()
    for index, name in enumerate(listed or []):
        if name in seen:
            continue
        seen.add(name)
        field = by_name.get(name)
        if field is not None and (name == system or field.checkable):
            order.checked.append(Checked(name, kind(field), "listed", "order.listed"))
            continue
        rule = "order.unknown_name_effect" if field is None else "order.not_checkable_effect"
        if settings[rule] == "rejected" and order.rejected is None:
            order.rejected = index
        order.not_checked.append((name, "order.not_checkable"))
    for field in added:
        if field.name in seen:
            continue
        if field.name == system and field.unique:
            if settings["order.system_marked_unique"] == "appended":
                order.checked.append(Checked(field.name, "system", "appended", "order.system_marked_unique"))
            continue
        rule = "order.external" if field.external else "order.appended"
        order.checked.append(Checked(field.name, kind(field), "appended", rule))
    if system in by_name and system not in [checked.name for checked in order.checked]:
        order.not_checked.append((system or "", "order.system_ignored"))
    return order
