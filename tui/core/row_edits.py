"""Small changes of one row, and which of them might help: a key dropped, a value changed, a value or an id added.

Only ideas are made here; whether one does anything is for a forecast to say. Values that stand for what only the person
knows are examples, and are marked so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.core.field_types import MULTI_SELECT, OBJECT_ITEMS
from tui.core.outcome import RowOutcome
from tui.core.values import Key, KeyForm, is_blank, key_text
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tui.core.errors import ZohoError
    from tui.core.metadata import Field, Module
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json, Record


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a row: ``api_name`` dropped, or sent with ``value``. ``example``: another value would do as well,
    as long as it fits the field and, if ``unused``, no record holds it."""

    api_name: str
    value: Json = None
    dropped: bool = False
    example: bool = False
    unused: bool = False

    def __hash__(self) -> int:
        return hash((self.api_name, self.dropped, repr(self.value)))


def edited(row: Record, edits: Iterable[Edit]) -> dict[str, Json]:
    """The row after some edits; a new key stands at the end."""
    made = dict(row)
    for edit in edits:
        if edit.dropped:
            made.pop(edit.api_name, None)
        else:
            made[edit.api_name] = edit.value
    return made


class Ideas:
    """What might be changed of a row of a payload. ``record_id``: the record that it should update, if it is one
    record; ``inserts``: whether it should insert."""

    def __init__(
        self,
        module: Module,
        records: RecordIndex,
        rows: Sequence[Record],
        *,
        record_id: str | None,
        inserts: bool,
    ) -> None:
        self._module, self._records, self._rows = module, records, rows
        self._wanted, self._inserts = record_id, inserts
        self._record = records.get(record_id) if record_id is not None else None  # equal: no record has the id None

    def of(self, sent: Record, found: RowForecast) -> Iterator[Edit]:
        """The changes to try on a row as it is sent, of which this is the forecast."""
        if self._record is not None and self._wanted is not None:  # equal: there is the one with the other only
            yield from self._towards(self._wanted, self._record, sent, found)
        if found.outcome is RowOutcome.ERROR:
            for error in found.found:
                yield from self._against(error, sent)
        elif found.target_id is not None and found.target_id != self._wanted:
            yield from self._away(found, sent)

    def _towards(self, record_id: str, record: Record, sent: Record, found: RowForecast) -> Iterator[Edit]:
        """To a record: by its id, or by a value that it holds."""
        if sent.get("id") != record_id:
            yield Edit("id", record_id)
        for field in self._module.checkable:
            held = record.get(field.api_name)
            if not is_blank(held) and sent.get(field.api_name) != held:
                yield Edit(field.api_name, held)
        if found.target_id not in (None, record_id):
            yield from self._away(found, sent)

    def _away(self, found: RowForecast, sent: Record) -> Iterator[Edit]:
        """From the record that is hit."""
        name = found.duplicate_field or "id"
        if name in sent:
            yield Edit(name, dropped=True)
        if name != "id":
            yield from self._unused(self._module.by_name[name], sent.get(name))

    def _against(self, error: ZohoError, sent: Record) -> Iterator[Edit]:
        name = error.api_name or ""  # equal: only to whoever checks types
        field = self._module.by_name.get(name)
        if name in sent:
            yield Edit(name, dropped=True)
        if field is None or name == "id":
            return
        match error.code:
            case "MANDATORY_NOT_FOUND":
                value = example_of(field)
                if value is not None:
                    yield Edit(name, value, example=True)
            case "DUPLICATE_DATA":
                holder = error.details.get("id")
                if isinstance(holder, str) and not holder.startswith("new-") and not self._inserts:  # equal: it has one
                    yield Edit("id", holder)
                yield from self._unused(field, sent.get(name))
            case _:
                yield from (Edit(name, value) for value in mended(field, sent.get(name)))
                value = example_of(field)
                if value is not None and field.mandatory:
                    yield Edit(name, value, example=True)

    def _unused(self, field: Field, value: Json) -> Iterator[Edit]:
        other = unused_like(field, value, self._records, self._rows)
        if other is not None:
            yield Edit(field.api_name, other, example=True, unused=True)


# --- values ----------------------------------------------------------------------------------------------------------

_EXAMPLES: Final[dict[str, Json]] = {
    "text": "Example",
    "textarea": "Example",
    "email": "someone@example.com",
    "phone": "+1 212 555 0199",
    "website": "https://example.com",
    "integer": 1,
    "bigint": "1",
    "double": 1.5,
    "currency": 1.5,
    "percent": 1.5,
    "boolean": True,
    "date": "2026-01-31",
    "datetime": "2026-01-31T10:00:00+00:00",
}


def example_of(field: Field) -> Json:
    """A value that fits a field; None where only the org knows one (a lookup)."""
    if field.data_type in ("picklist", "multiselectpicklist"):
        choice = field.choices[0].actual if field.choices else "Example"
        return [choice] if field.data_type == "multiselectpicklist" else choice
    value: Json = _EXAMPLES.get(field.data_type)
    return value[: field.length] if field.data_type in ("text", "textarea") else value


def unused_like(field: Field, value: Json, records: RecordIndex, rows: Iterable[Record]) -> Json:
    """A value like this one that no record and no row holds in a field; None where none comes to mind."""
    held = {key_text(row.get(field.api_name), KeyForm.FOLDED) for row in rows}
    for other in _variants(field, value):
        key = Key(key_text(other, KeyForm.FOLDED), KeyForm.FOLDED)
        if key.text not in held and not records.find(field.api_name, key, 1).count:  # equal: all are counted
            return other
    return None


def _variants(field: Field, value: Json) -> Iterator[Json]:
    """Values like this one, for a field in which it is taken."""
    for number in range(2, 10):
        if isinstance(value, bool):
            return
        if isinstance(value, int):
            yield value + number
        elif isinstance(value, str):
            yield from _texts(field, value.strip(), number)


def _texts(field: Field, text: str, number: int) -> Iterator[str]:
    if field.data_type == "bigint":
        if text.isascii() and text.isdigit():
            yield str(int(text) + number)
        return
    local, at, domain = text.rpartition("@")
    if field.data_type == "email" and at:
        made = f"{local}{number}@{domain}"
    elif field.data_type == "phone":
        made = f"{text[:-1]}{number}" if text[-1:] != str(number) else ""
    elif field.data_type == "website":
        made = f"{text}/{number}"
    else:
        made = f"{text} {number}"
    if made and (field.length is None or len(made) <= field.length):
        yield made


def mended(field: Field, value: Json) -> Iterator[Json]:
    """What a value of the wrong form may have been meant to be."""
    match field.json_type, value:
        case "string", bool():
            return
        case "string", int() | float():
            yield str(value)
        case "string", [str() as only]:
            yield only
        case "string", str():
            yield from _mended_text(field, value)
        case "integer", str() if re.fullmatch(r"\s*[+-]?\d{1,18}\s*", value, re.ASCII):
            yield int(value)
        case "integer", float() if value.is_integer():
            yield int(value)
        case "double", str() if re.fullmatch(r"\s*[+-]?\d{1,15}([.,]\d{1,6})?\s*", value, re.ASCII):
            yield float(value.replace(",", "."))
        case "boolean", str() if value.strip().casefold() in _TRUTHS:
            yield _TRUTHS[value.strip().casefold()]
        case "boolean", 0 | 1:
            yield bool(value)
        case "jsonarray", str() if field.data_type not in OBJECT_ITEMS:
            yield entries_of(field, value)
        case "jsonobject", str() | int() if str(value).isdigit():
            yield {"id": str(value)}


_TRUTHS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _mended_text(field: Field, text: str) -> Iterator[str]:
    bare = text.strip()
    match field.data_type:
        case "date" if re.match(r"\d{4}-\d\d-\d\d[T ]", bare, re.ASCII):
            yield bare[:10]
        case "datetime":
            yield re.sub(r"Z$", "+00:00", re.sub(r"\.\d+", "", bare.replace(" ", "T", 1)))
            yield f"{bare}T00:00:00+00:00"
        case "bigint" if re.fullmatch(r"[0-9][0-9\s,'’_]*", bare):
            yield re.sub(r"\D", "", bare, flags=re.ASCII)
        case "email":
            yield re.sub(r"\s", "", bare)
            yield re.sub(r"@+", "@", bare)
            yield re.sub(r"^mailto:", "", bare)
    if field.length is not None and len(text) > field.length and may_be_cut(field):
        yield text[: field.length]


def may_be_cut(field: Field) -> bool:
    """Whether the beginning of a text says the same with less: not of an address, a number or what tells records
    apart."""
    return field.data_type in ("text", "textarea") and not field.unique and not field.external


def entries_of(field: Field, text: str) -> list[Json]:
    """A text as the list that it may have been meant to be: choices parted by semicolons, or by commas where each part
    is a choice, in their listed spelling."""
    if field.data_type != MULTI_SELECT or field.lists(text):
        return [text]
    for mark in (";", ","):
        parts = [part.strip() for part in text.split(mark) if part.strip()]
        listed = [listed_as(field, part) for part in parts]
        if parts and (None not in listed or (mark == ";" and len(parts) > 1)):
            return [part if spelling is None else spelling for part, spelling in zip(parts, listed, strict=True)]
    return [text]


def listed_as(field: Field, text: str) -> str | None:
    """The choice that a text names, whatever its letter case and white space; None where none is listed so."""
    names = {name.casefold(): choice.actual for choice in field.choices for name in (choice.display, choice.actual)}
    return names.get(" ".join(text.split()).casefold())
