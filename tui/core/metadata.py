"""Modules and fields: Zoho's metadata, read tolerantly, as frozen values that the engine asks.

``FieldMetadata`` and ``ModuleMetadata`` take Zoho's own JSON (GET /settings/fields and /settings/modules);
``Field`` and ``Module`` are what the rules need of it. Which module has which system-defined field stands here
(Upsert Records page).
"""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from tui.core.field_types import AUTONUMBER, COMPUTED, JSON_TYPES, LONG_INTEGER, POINTERS, SUBFORM, SYSTEM_FIELDS
from tui.core.from_json import AtLeast, Before, FromJson
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tui.core.values import Json

STANDARD_SYSTEM_FIELDS: Final[Mapping[str, str | None]] = MappingProxyType(
    {
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
)
"""The standard modules that can be upserted -> their system-defined field, None where none is documented."""

NOT_UPSERTABLE: Final = ("Tasks", "Calls", "Events", "Notes")
"""Standard modules that the Upsert API does not take."""

CUSTOM_SYSTEM_FIELD: Final = "Name"
"""The system-defined field of every custom module."""

_KAIZEN_SPELLINGS: Final = {
    "pricebooks": "Price_Books",
    "salesorders": "Sales_Orders",
    "purchaseorders": "Purchase_Orders",
}


def standard_module_name(name: str) -> str | None:
    """The API name of a standard module, from any letter case, its label or the spellings of Kaizen #56; None if it is
    none."""
    wanted = name.casefold().replace(" ", "_")
    if wanted in _KAIZEN_SPELLINGS:
        return _KAIZEN_SPELLINGS[wanted]
    names = (*STANDARD_SYSTEM_FIELDS, *NOT_UPSERTABLE)
    return next((known for known in names if known.casefold() == wanted), None)


# --- what comes in: Zoho's JSON --------------------------------------------------------------------------------------


class _Zoho(FromJson):
    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"coerce_numbers_to_str": True}


ApiName = Annotated[str, AtLeast(1)]

UNSAID: Final = ()
"""What stands for a key that an object does not have, where that differs from null. No JSON is read as this."""


@dataclass(frozen=True, slots=True)
class OperationType(_Zoho):
    """What the API may do with a field; None where the metadata does not say."""

    api_create: bool | None = None
    api_update: bool | None = None


@dataclass(frozen=True, slots=True)
class PickListValue(_Zoho):
    """One value of a pick list."""

    display_value: str | None = None
    actual_value: str | None = None


@dataclass(frozen=True, slots=True)
class LookupModule(_Zoho):
    """The module that a lookup points to."""

    api_name: str | None = None


def _bare_name(value: Any) -> Any:
    return {"api_name": value} if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class LookupTarget(_Zoho):
    """Where a lookup points. Older replies give the module as its bare name."""

    module: Annotated[LookupModule | None, Before(_bare_name)] = None


def _or(absent: Any) -> Before:
    """Null stands for what is absent."""
    return Before(lambda value: absent if value is None else value)


_ANYTHING: Final = OperationType()
_NOWHERE: Final = LookupTarget()


@dataclass(frozen=True, slots=True)
class FieldMetadata(_Zoho):
    """One entry of ``{"fields": [...]}``. Unknown keys are passed over; of the known ones only api_name is needed.

    ``unique``: UNSAID where there is no such key; ``system_mandatory``: None there.
    """

    api_name: ApiName
    field_label: str | None = None
    display_label: str | None = None
    data_type: str | None = None
    json_type: str | None = None
    length: int | None = None
    unique: Any = UNSAID
    external: Any = None
    system_mandatory: Annotated[bool | None, _or(False)] = None
    operation_type: Annotated[OperationType, _or(_ANYTHING)] = _ANYTHING
    pick_list_values: Annotated[tuple[PickListValue, ...], _or(())] = ()
    lookup: Annotated[LookupTarget, _or(_NOWHERE)] = _NOWHERE
    associated_module: Any = None
    """Of a subform: the module of its rows, ``{"module": "Site_Visits", "id": ...}``."""


@dataclass(frozen=True, slots=True)
class ModuleMetadata(_Zoho):
    """One entry of ``{"modules": [...]}``."""

    api_name: ApiName
    module_name: str | None = None
    plural_label: str | None = None
    generated_type: str | None = None
    api_supported: bool | None = None
    creatable: bool | None = None
    editable: bool | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class LayoutFieldMetadata(_Zoho):
    """One field of a section of a layout. Older replies have ``system_mandatory`` alone."""

    api_name: ApiName
    required: bool | None = None
    system_mandatory: bool | None = None

    @property
    def is_required(self) -> bool:
        """Whether the layout requires it."""
        return bool(self.system_mandatory if self.required is None else self.required)


@dataclass(frozen=True, slots=True)
class LayoutSection(_Zoho):
    """One section of a layout."""

    fields: Annotated[tuple[LayoutFieldMetadata, ...], _or(())] = ()


@dataclass(frozen=True, slots=True)
class LayoutMetadata(_Zoho):
    """One entry of ``{"layouts": [...]}``."""

    id: ApiName
    name: str | None = None
    display_label: str | None = None
    sections: Annotated[tuple[LayoutSection, ...], _or(())] = ()


@dataclass(frozen=True, slots=True)
class LayoutsReply(_Zoho):
    """GET /settings/layouts?module=M."""

    layouts: tuple[LayoutMetadata, ...]


@dataclass(frozen=True, slots=True)
class FieldsReply(_Zoho):
    """GET /settings/fields."""

    fields: tuple[FieldMetadata, ...]


@dataclass(frozen=True, slots=True)
class ModulesReply(_Zoho):
    """GET /settings/modules."""

    modules: tuple[ModuleMetadata, ...]


# --- what the rules need of it ---------------------------------------------------------------------------------------


_ON_EVERY_LAYOUT: Final = frozenset({"Layout", "Tag"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a pick list in its two spellings, which mean the same (rule valid.picklist)."""

    actual: str
    display: str

    @classmethod
    def of(cls, value: PickListValue) -> Choice | None:
        """The choice of Zoho's metadata; where one spelling is missing, the other stands for it."""
        actual = value.display_value if value.actual_value is None else value.actual_value
        display = value.actual_value if value.display_value is None else value.display_value
        return None if actual is None or display is None else cls(actual, display)  # equal: both are, or neither


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of a module: the API names of the fields on it, and of those that it requires."""

    id: str
    name: str
    fields: frozenset[str]
    required: tuple[str, ...]

    def holds(self, api_name: str) -> bool:
        """Whether a field is on it; Layout and Tag are on every layout."""
        return api_name in self.fields or api_name in _ON_EVERY_LAYOUT

    @classmethod
    def of(cls, metadata: LayoutMetadata) -> Layout:
        """What the rules need of Zoho's metadata: the fields of all sections."""
        fields = [field for section in metadata.sections for field in section.fields]
        return cls(
            metadata.id,
            metadata.name or metadata.display_label or metadata.id,
            frozenset(field.api_name for field in fields),
            tuple(dict.fromkeys(field.api_name for field in fields if field.is_required)),
        )


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the rules see it."""

    api_name: str
    label: str
    data_type: str
    json_type: str
    length: int | None
    unique: bool
    external: bool
    mandatory: bool
    api_create: bool
    api_update: bool
    choices: tuple[Choice, ...]
    lookup_module: str | None
    other_label: str | None = None
    """``field_label`` where ``display_label`` is shown: an export in another language may have it."""
    rows_of: str | None = None
    """Of a subform: the API name of the module that its rows are of."""

    def lists(self, value: str) -> bool:
        """Whether a value is one of its choices, in either spelling, letter for letter; an unused choice is one."""
        return any(value in (choice.actual, choice.display) for choice in self.choices)

    def canonical(self, value: Json) -> Json:
        """A choice of its pick list, or a list of such, in the actual spelling; any other value as it is."""
        if not self.choices:
            return value
        if isinstance(value, list):
            return [self.canonical(item) for item in value]
        if any(value == choice.actual for choice in self.choices):
            return value
        return next((choice.actual for choice in self.choices if value == choice.display), value)

    @property
    def points(self) -> bool:
        """Whether it holds one other record, a user or a layout: an object with an id."""
        return self.data_type in POINTERS

    @property
    def filled_by_zoho(self) -> bool:
        """Whether Zoho fills it and ignores what is sent, whatever the metadata says (rule valid.system_fields)."""
        return self.data_type in COMPUTED or self.api_name in SYSTEM_FIELDS

    @property
    def writable(self) -> bool:
        """Whether the API can write it on an insert or on an update (rules valid.read_only, valid.system_fields)."""
        return self.api_create or self.api_update

    def written_by(self, *, insert: bool) -> bool:
        """Whether the API writes it in this branch."""
        return self.api_create if insert else self.api_update

    @classmethod
    def of(cls, metadata: FieldMetadata) -> Field:
        """What the rules need of Zoho's metadata.

        Any non-empty ``unique`` is unique, in either spelling of its key [Fields Metadata page]. A subform is writable
        though its operations say no. What Zoho fills cannot be written whatever they say; of other fields the API can
        write those of which nothing is told.
        """
        data_type = metadata.data_type or ""
        create, update = metadata.operation_type.api_create, metadata.operation_type.api_update
        filled = data_type in COMPUTED or metadata.api_name in SYSTEM_FIELDS
        subform = data_type == SUBFORM
        return cls(
            api_name=metadata.api_name,
            label=metadata.display_label or metadata.field_label or metadata.api_name,
            data_type=data_type,
            json_type=metadata.json_type or JSON_TYPES.get(data_type, ""),
            length=metadata.length,
            unique=bool(metadata.unique),
            external=bool(metadata.external),
            mandatory=bool(metadata.system_mandatory),
            api_create=subform or (not filled and create is not False),
            api_update=subform or (not filled and update is not False),
            choices=tuple(choice for value in metadata.pick_list_values if (choice := Choice.of(value)) is not None),
            lookup_module=metadata.lookup.module.api_name if metadata.lookup.module else None,
            other_label=metadata.field_label if metadata.display_label else None,
            rows_of=_module_of_rows(metadata.associated_module) if subform else None,
        )


def _module_of_rows(told: Json) -> str | None:
    name = told.get("module") if isinstance(told, dict) else None
    return name if isinstance(name, str) and name else None


@dataclass(frozen=True)
class Module:
    """A module: its fields in metadata order, and what kind of module it is. Without fields it is only known by name.

    ``duplicate_check_preference`` is the org's setting: off, converted_records or mapped_module_records. ``layouts``:
    by id, where they are at hand. ``says_unique`` and ``says_mandatory``: whether the metadata of any field has the key
    ``unique`` or ``system_mandatory`` at all; without it nobody says which fields are (rule data.absent_flags).
    ``row_fields``: of its subforms, by their API names, the fields of their rows, where they are at hand.
    ``tried``: fields that are taken to be unique, or not to be, as a what-if (tui.core.tried_unique).
    """

    api_name: str
    fields: tuple[Field, ...] = ()
    label: str = ""
    id: str | None = None
    known: bool = True
    upsertable: bool = True
    custom: bool = False
    duplicate_check_preference: str = "off"
    layouts: Mapping[str, Layout] = field(default_factory=dict, hash=False)
    says_unique: bool = True
    says_mandatory: bool = True
    tried: tuple[str, ...] = ()
    row_fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict, hash=False)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Its fields by API name, letter for letter."""
        return {field.api_name: field for field in self.fields}

    @cached_property
    def system_field(self) -> str | None:
        """The name of its system-defined field, whether or not the metadata has it; None where none is documented."""
        if self.api_name in STANDARD_SYSTEM_FIELDS:
            return STANDARD_SYSTEM_FIELDS[self.api_name]
        return CUSTOM_SYSTEM_FIELD if self.custom else None

    @cached_property
    def unique_fields(self) -> tuple[Field, ...]:
        """Its unique and external-id fields in metadata order: what stage 4 enforces, the system field among them
        when it is marked unique."""
        return tuple(field for field in self.fields if field.unique or field.external)

    @cached_property
    def unique_by_name(self) -> Mapping[str, Field]:
        """The same by API name."""
        return {field.api_name: field for field in self.unique_fields}

    @cached_property
    def checkable(self) -> tuple[Field, ...]:
        """The fields that may be duplicate check fields: the system-defined one first, then the others in metadata
        order (rule order.not_checkable)."""
        system = self.by_name.get(self.system_field or "")  # equal: only to whoever checks types
        first = (system,) if system else ()
        return first + tuple(field for field in self.unique_fields if field is not system)

    @cached_property
    def writable(self) -> Mapping[str, Field]:
        """The fields whose values in a row are not ignored (rule valid.read_only). The id is none of them: it names a
        record and is no value of it, whether or not the metadata lists it."""
        return {field.api_name: field for field in self.fields if field.writable and field.api_name != "id"}

    @cached_property
    def mandatory(self) -> tuple[Field, ...]:
        """Its system-mandatory fields in metadata order, but for those that Zoho fills: they are never missing."""
        return tuple(field for field in self.fields if field.mandatory and not field.filled_by_zoho)

    @cached_property
    def long_integers(self) -> frozenset[str]:
        """The names of its long integers."""
        return frozenset(field.api_name for field in self.fields if field.data_type == LONG_INTEGER)

    def looked_up(self, field: Field) -> bool:
        """Whether a value of this field is ever looked up: one that the API can write, or an auto-number that is the
        system-defined field (rule valid.system_fields)."""
        return field.writable or (field.data_type == AUTONUMBER and field.api_name == self.system_field)

    def kind(self, field: Field) -> str:
        """system, unique or external: what makes it checkable; of two kinds the first; an empty text for neither."""
        if field.api_name == self.system_field:
            return "system"
        return "unique" if field.unique else "external" if field.external else ""


def unknown_module(name: str) -> Module:
    """A module that nobody knows: every call to it is refused with INVALID_MODULE."""
    return Module(api_name=name, known=False, upsertable=False)


def module_of(
    api_name: str,
    fields: Iterable[FieldMetadata],
    metadata: ModuleMetadata | None = None,
    *,
    duplicate_check_preference: str = "off",
    layouts: Iterable[LayoutMetadata] = (),
    row_fields: Callable[[str], Iterable[FieldMetadata]] = lambda _: (),
) -> Module:
    """A known module from its metadata. One that no list of standard modules holds is custom unless Zoho says else.
    row_fields: the fields of the module that the rows of a subform are of."""
    fields = tuple(fields)
    standard = api_name in STANDARD_SYSTEM_FIELDS
    generated = (metadata.generated_type if metadata else None) or "custom"
    custom = not standard and api_name not in NOT_UPSERTABLE and generated == "custom"
    closed = metadata is not None and (
        metadata.api_supported is False or (custom and False in (metadata.creatable, metadata.editable))
    )
    own = tuple({field.api_name: Field.of(field) for field in fields}.values())
    return Module(
        api_name=api_name,
        fields=own,
        row_fields={
            each.api_name: rows
            for each in own
            if each.rows_of is not None and (rows := tuple(map(Field.of, row_fields(each.rows_of))))
        },
        label=(metadata.plural_label if metadata else None) or api_name,
        id=metadata.id if metadata else None,
        upsertable=(standard or custom) and not closed,
        custom=custom,
        duplicate_check_preference=duplicate_check_preference,
        layouts={each.id: Layout.of(each) for each in layouts},
        says_unique=not fields or any(each.unique is not UNSAID for each in fields),
        says_mandatory=not fields or any(each.system_mandatory is not None for each in fields),
    )
