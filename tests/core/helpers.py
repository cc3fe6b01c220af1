"""Terse builders for the core's tests: a module, records, a request, and the forecast of them.

Modules are built from Zoho's metadata JSON, so that every test also reads metadata. ``MemoryIndex`` answers look-ups by
scanning: it is too simple to share a mistake with an index that is fast.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from tui.core.forecast import Forecast, forecast
from tui.core.metadata import FieldMetadata, Module, ModuleMetadata, module_of
from tui.core.payload.formats import recognise
from tui.core.payload.request import PayloadError, UpsertRequest
from tui.core.records import Found, age, is_converted
from tui.core.rules import Assumptions
from tui.core.values import Key, KeyForm, key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tui.core.row_forecast import RowForecast
    from tui.core.trace import Step
    from tui.core.values import Json, Record


class MemoryIndex:
    """A RecordIndex that scans. ``covers``: the values that a partial data set looked up, or None for a whole one;
    ``more_records``: the last page says that there are more; ``absent_fields``: a field that no record carries was not
    pulled, else every field counts as carried."""

    def __init__(
        self,
        stored: Iterable[Record],
        covers: Mapping[str, Sequence[Json]] | None = None,
        *,
        more_records: bool = False,
        absent_fields: bool = False,
    ) -> None:
        self.stored = {record["id"]: record for record in stored}
        self.looked_up = {} if more_records and covers is None else covers
        self.more_records = more_records
        self.absent_fields = absent_fields

    def find(self, field: str, key: Key, limit: int | None) -> Found:
        hits = [record for record in self.stored.values() if key_text(record.get(field), key.form) == key.text]
        hits.sort(key=lambda record: age(record["id"], record))
        return Found(tuple(record["id"] for record in hits[:limit]), len(hits))

    def get(self, record_id: str) -> Record | None:
        return self.stored.get(record_id)

    def covers(self, field: str, value: Json, form: KeyForm = KeyForm.FOLDED) -> bool:
        if self.looked_up is None:
            return True
        wanted = key_text(value, form)
        return any(key_text(known, form) == wanted for known in self.looked_up.get(field, ()))

    def carries(self, field: str) -> bool:
        return not (self.absent_fields and self.stored) or any(field in record for record in self.stored.values())

    @property
    def converted(self) -> frozenset[str]:
        return frozenset(record_id for record_id, record in self.stored.items() if is_converted(record))


def field(
    api_name: str,
    data_type: str = "text",
    *,
    unique: bool = False,
    external: bool = False,
    mandatory: bool = False,
    create: bool | None = True,
    update: bool | None = True,
    **metadata: Any,
) -> FieldMetadata:
    """One field's metadata as Zoho writes it. create, update None: the metadata does not say."""
    return FieldMetadata.of_json(
        {
            "api_name": api_name,
            "data_type": data_type,
            "unique": {"case_sensitive": False} if unique else {},
            "external": {"type": "org", "show": True} if external else None,
            "system_mandatory": mandatory,
            "operation_type": {"api_create": create, "api_update": update},
            **metadata,
        }
    )


def module(*fields: FieldMetadata, name: str = "Leads", preference: str = "off", **metadata: Any) -> Module:
    """A module of these fields; ``metadata``: its entry in GET /settings/modules, where one matters."""
    entry = ModuleMetadata.of_json({"api_name": name, **metadata}) if metadata else None
    return module_of(name, fields, entry, duplicate_check_preference=preference)


LAST_NAME: Final = field("Last_Name", mandatory=True, length=80)
EMAIL: Final = field("Email", "email", length=100)
PHONE: Final = field("Phone", "phone", unique=True, length=30)
MOBILE: Final = field("Mobile", "phone", unique=True, length=30)
COMPANY: Final = field("Company", length=200)
TAGS: Final = field("Interests", "multiselectpicklist", pick_list_values=[{"actual_value": tag} for tag in "abcd"])
FIELDS: Final = (LAST_NAME, EMAIL, PHONE, MOBILE, COMPANY, TAGS)

LEADS: Final = module(*FIELDS)

OF_EACH_TYPE: Final = (
    field("Size", "integer"),
    field("Worth", "currency"),
    field("Serial", "bigint"),
    field("Opt_Out", "boolean"),
    field("Seen_On", "date"),
    field("Seen_At", "datetime"),
    field("Source", "picklist"),
    field("Account", "lookup"),
    field("Owner", "ownerlookup"),
    field("Visits", "subform"),
    field("Total", "formula"),
)
"""A field of each of the types that a program tells apart."""
"""Email is the system-defined field and not marked unique; Phone and Mobile are unique, in this order."""

CONTACTS: Final = module(LAST_NAME, field("Email", "email", unique=True), PHONE, COMPANY, name="Contacts")
"""Email is the system-defined field and marked unique as well."""


def record(record_id: int | str, **values: Json) -> dict[str, Json]:
    """A stored record. The lower its id, the older it is, unless it has a Created_Time."""
    return {"id": str(record_id), **values}


def row(**values: Json) -> dict[str, Json]:
    """A row of a payload that lacks nothing an insert needs."""
    return {"Last_Name": "Ode", **values}


def body(*rows: Record, check: Sequence[str] | None = None, **others: Json) -> UpsertRequest:
    """A request; check None: without duplicate_check_fields."""
    return UpsertRequest(rows, None if check is None else tuple(check), others)


def settings(assume: str | Sequence[str] = ()) -> Assumptions:
    """Assumptions from one or several ``rule=value``."""
    return Assumptions.parse((assume,) if isinstance(assume, str) else assume)


def forecast_of(
    *rows: Record,
    stored: Iterable[Record] = (),
    of: Module = LEADS,
    check: Sequence[str] | None = None,
    assume: str | Sequence[str] = (),
    covers: Mapping[str, Sequence[Json]] | None = None,
    split: bool = False,
    more_records: bool = False,
    absent_fields: bool = False,
    **around: Any,
) -> Forecast:
    """The forecast of these rows. around: what was told around the body, as UpsertRequest has it."""
    index = MemoryIndex(stored, covers, more_records=more_records, absent_fields=absent_fields)
    request = replace(body(*rows, check=check), **around)
    return forecast(request, of, index, settings(assume), split=split)


def last_of(*rows: Record, **given: Any) -> RowForecast:
    """What happens to the last of these rows; with one row: to that row."""
    return forecast_of(*rows, **given).rows[-1]


def hit(found: RowForecast) -> tuple[str | None, str | None]:
    """The field that decided and the record it chose."""
    return found.duplicate_field, found.target_id


def error_of(found: RowForecast) -> dict[str, Json]:
    """The error object that the reply would hold for a row; there must be one."""
    assert found.outcome == "error"
    (error,) = found.errors
    return error.to_json()


def errors_in(found: RowForecast) -> list[tuple[str, str]]:
    """Code and field of each error of a refused row, out of the wrapper where there is one."""
    error = error_of(found)
    errors = error["details"]["errors"] if error["code"] == "MULTIPLE_OR_MULTI_ERRORS" else [error]
    return [(each["code"], each["details"]["api_name"]) for each in errors]


def step(found: RowForecast, api_name: str) -> Step:
    """The one step of a trace that is about this field."""
    (only,) = (each for each in found.trace if each.api_name == api_name)
    return only


def verdicts(found: RowForecast) -> dict[str, str]:
    """The verdict of each step, in the order of the trace."""
    return {each.api_name: each.verdict for each in found.trace}


def order_of(of: Module, check: Sequence[str] | None, *assume: str) -> list[str]:
    """The effective check order of a forecast, by name."""
    return list(forecast_of(row(), of=of, check=check, assume=assume).order.names)


def warned(found: Forecast | RowForecast) -> list[tuple[str, str | None]]:
    """Rule and field of each warning."""
    return [(notice.rule, notice.api_name) for notice in found.warnings]


def noted(found: Forecast | RowForecast) -> list[tuple[str, str | None]]:
    """Rule and field of each note."""
    return [(notice.rule, notice.api_name) for notice in found.notes]


def change_of(found: RowForecast, api_name: str) -> tuple[str, Json, Json]:
    """Kind, before and after of what happens to one field."""
    (only,) = (change for change in found.changes if change.api_name == api_name)
    return only.kind, only.before, only.after


def body_in(text: str) -> Any:
    """The body of the one call of a text."""
    return recognise(text).request(LEADS).to_body()


def refusal(text: str) -> str:
    """Why a text is not read, with its place."""
    with pytest.raises(PayloadError) as caught:
        body_in(text)
    return str(caught.value)
