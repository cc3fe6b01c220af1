"""Stage 1: one value of a row against its field; and when two values are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tests.second_reading.metadata import OWNERS, REFERENCES
from tests.second_reading.patterns import id_text, unusual

if TYPE_CHECKING:
    from tests.second_reading.metadata import Field
    from tests.second_reading.settings import Settings

OF_OBJECTS: Final = ("subform", "fileupload", "imageupload", "multiselectlookup", "multiuserlookup")
TYPED_TEXT: Final = ("email", "phone", "website", "date", "datetime", "bigint")
DIGITS: Final = re.compile(r"[0-9]+")
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SECONDS: Final = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}"
OFFSET: Final = r"[+-]\d{2}:\d{2}"


@dataclass
class Reading:
    """What stage 1 makes of a value. ``error`` is the details of an INVALID_DATA, ``rule`` the rule behind it."""

    error: dict[str, Any] | None = None
    rule: str = ""
    warnings: set[str] = field(default_factory=set)
    dropped: bool = False
    dropped_on_insert: bool = False
    without_id: bool = False
    no_offset: bool = False


def is_blank(value: Any) -> bool:
    """null, or a string of nothing but white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_empty(value: Any) -> bool:
    """null, "" or [] (absent is None, too)."""
    return value is None or value in ("", [])


def is_integer(value: Any) -> bool:
    """A JSON number without fraction; true and false are no numbers."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Any JSON number."""
    return is_integer(value) or isinstance(value, float)


def reference_id(value: Any) -> str | None:
    """The id that a lookup's value names: of an object its id, a bare id itself; None where it names none."""
    found = id_text(value.get("id") if isinstance(value, dict) else value)
    return None if found is None or is_blank(found) else found.strip()


def is_bare_id(value: Any) -> bool:
    """A string or a number of digits."""
    if isinstance(value, str):
        return DIGITS.fullmatch(value.strip()) is not None
    return is_integer(value) and bool(value >= 0)


def moment(text: Any) -> datetime | None:
    """The moment that a date-time with an offset (or Z) names; None without an offset, or where it is none."""
    if not isinstance(text, str) or not re.fullmatch(rf"{SECONDS}(\.\d+)?({OFFSET}|Z)", text.strip(), re.ASCII):
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def read_value(field: Field, value: Any, settings: Settings) -> Reading:
    """Stage 1 for one value: type, then length, then format, then its pick list."""
    if value is None:
        return Reading()
    wrong = Reading({"expected_data_type": field.expected}, "valid.type")
    match field.json_type:
        case "string":
            if field.data_type == "bigint":
                return _long_integer(field, value, settings)
            if not isinstance(value, str):
                return wrong
            if is_blank(value):
                if field.data_type in TYPED_TEXT and settings["write.empty_string_clears"] == "typed_refused":
                    return Reading({"expected_data_type": field.expected}, "write.empty_string_clears")
                return Reading()
            return _text(field, value, settings)
        case "integer":
            if not is_integer(value):
                return wrong
            return _too_long(field, len(str(abs(value)))) or Reading()
        case "double":
            return Reading() if is_number(value) else wrong
        case "boolean":
            return Reading() if isinstance(value, bool) else wrong
        case "jsonobject":
            return _object(field, value, settings)
        case "jsonarray":
            if not isinstance(value, list):
                return wrong
            if field.data_type == "multiselectpicklist":
                if not all(isinstance(item, str) for item in value):
                    return wrong
                return _choices(field, value, settings)
            if field.data_type in OF_OBJECTS and not all(isinstance(item, dict) for item in value):
                return wrong
    return Reading()


def _too_long(field: Field, size: int) -> Reading | None:
    if field.length and size > field.length:
        return Reading({"maximum_length": field.length}, "valid.length")
    return None


def _long_integer(field: Field, value: Any, settings: Settings) -> Reading:
    def refused(rule: str) -> Reading:
        return Reading({"expected_data_type": field.expected}, rule)

    form = settings["valid.bigint_form"]
    if is_number(value):
        if isinstance(value, float) or value < 0:
            return refused("valid.format")
        return refused("valid.bigint_form") if form == "text" else _too_long(field, len(str(value))) or Reading()
    if not isinstance(value, str):
        return refused("valid.type")
    if is_blank(value):
        if settings["write.empty_string_clears"] == "typed_refused":
            return refused("write.empty_string_clears")
        return Reading()
    if form == "number":
        return refused("valid.bigint_form")
    text = value.strip()
    if not DIGITS.fullmatch(text):
        return refused("valid.format")
    return _too_long(field, len(text)) or Reading()


def _text(field: Field, value: str, settings: Settings) -> Reading:
    refused = Reading({"expected_data_type": field.expected}, "valid.format")
    text = value.strip()
    if field.data_type == "date":
        return Reading() if DATE.fullmatch(text) and _exists(text) else refused
    if field.data_type == "datetime":
        return _date_time(text, refused, settings)
    if too_long := _too_long(field, len(value)):
        return too_long
    if field.data_type == "email":
        name, _, domain = text.partition("@")
        if text.count("@") != 1 or not name or "." not in domain or re.search(r"\s", text):
            return refused
    if field.data_type == "phone" and not any(character.isdecimal() for character in text):
        return Reading({"expected_data_type": field.expected}, "valid.phone_without_digit")
    if unusual(field.data_type, text):
        if settings["valid.format_lenient"] == "refused":
            return Reading({"expected_data_type": field.expected}, "valid.format_lenient")
        return Reading(warnings={"valid.format_lenient"})
    if field.data_type == "picklist":
        return _choices(field, [value], settings)
    return Reading()


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _date_time(text: str, refused: Reading, settings: Settings) -> Reading:
    whole = re.fullmatch(rf"({SECONDS})(\.\d+)?({OFFSET}|Z)?", text, re.ASCII)
    if whole is None:
        return refused
    seconds, fraction, offset = whole.groups()
    if not _exists(seconds + (offset or "")) or (offset and offset[-2:].isdigit() and int(offset[-2:]) > 59):
        return refused
    if fraction:
        return Reading(refused.error, "valid.datetime_forms")
    if offset == "Z":
        return Reading() if settings["valid.datetime_z"] == "taken" else Reading(refused.error, "valid.datetime_z")
    if not offset:
        return Reading(warnings={"valid.datetime_forms"}, no_offset=True)
    return Reading()


def _object(field: Field, value: Any, settings: Settings) -> Reading:
    wrong = Reading({"expected_data_type": field.expected}, "valid.type")
    if isinstance(value, dict):
        if field.data_type in REFERENCES and reference_id(value) is None:
            return Reading(warnings={"valid.lookup_without_id"}, without_id=True)
        return Reading()
    if field.data_type in OWNERS:
        if is_bare_id(value):
            return Reading()
        if isinstance(value, str) and not is_blank(value):
            return Reading(warnings={"valid.lookup_without_id"}, without_id=True)
        return wrong
    if field.data_type == "lookup" and is_bare_id(value):
        if settings["valid.lookup_form"] == "refused":
            return Reading({"expected_data_type": "jsonobject"}, "valid.lookup_form")
        dropped = settings["valid.lookup_form"] == "dropped_on_insert"
        return Reading(warnings={"valid.lookup_form"}, dropped_on_insert=dropped)
    return wrong


def _choices(field: Field, chosen: list[str], settings: Settings) -> Reading:
    listed = dict(field.other_spelling)
    if not listed or all(choice in listed or choice == "-None-" or is_blank(choice) for choice in chosen):
        return Reading()
    match settings["valid.picklist"]:
        case "refused":
            return Reading({}, "valid.picklist")
        case "dropped":
            return Reading(warnings={"valid.picklist"}, dropped=True)
    return Reading(warnings={"valid.picklist"})


def exactly(one: Any, other: Any) -> bool:
    """Equality of JSON: true is not 1; numbers by value."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(exactly, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(exactly(value, other[key]) for key, value in one.items())
    return bool(one == other)


def same(field: Field, stored: Any, sent: Any) -> bool:
    """Whether writing what was sent over what is stored changes nothing (subforms apart)."""
    if is_empty(stored) or is_empty(sent):
        return is_empty(stored) and is_empty(sent)
    if field.data_type == "multiselectpicklist" and isinstance(stored, list) and isinstance(sent, list):
        return {field.choice(item) for item in stored} == {field.choice(item) for item in sent}
    if field.data_type == "picklist":
        return exactly(field.choice(stored), field.choice(sent))
    if field.data_type in REFERENCES or field.data_type == "layout":
        one, other = reference_id(stored), reference_id(sent)
        if one is not None and other is not None:
            return one == other
    if field.data_type == "datetime":
        first, second = moment(stored), moment(sent)
        if first is not None and second is not None:
            return first == second
    if field.data_type == "bigint":
        one, other = id_text(stored), id_text(sent)
        if one is not None and other is not None:
            return one.strip() == other.strip()
    return exactly(stored, sent)


def same_cell(stored: Any, sent: Any) -> bool:
    """Whether two cells of a subform are the same: values of unknown type."""
    if is_empty(stored) or is_empty(sent):
        return is_empty(stored) and is_empty(sent)
    if isinstance(stored, dict) and isinstance(sent, dict):
        one, other = reference_id(stored), reference_id(sent)
        if one is not None and other is not None:
            return one == other
    return exactly(stored, sent)
