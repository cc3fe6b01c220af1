"""Whether the values of a row are what their fields take: stage 1, stage 3, and the warnings about values.

Stage 1 looks at each value by itself, stage 3 at the mandatory fields once the target is known. Formats follow the
Insert Records page; what that page prints too strictly is only warned of (rule valid.format_lenient).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from tui.core.errors import ZohoError, invalid_data, mandatory_not_found
from tui.core.field_types import LONG_INTEGER, OBJECT_ITEMS, STRING_ITEMS, USERS
from tui.core.notice import Notice
from tui.core.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tui.core.metadata import Field, Module
    from tui.core.rules import Settings
    from tui.core.values import Json, Record


def value_errors(row: int, values: Record, module: Module) -> list[ZohoError]:
    """Stage 1: at most one error for each value, in the row's order; type before length before format.

    ``values`` holds only keys that are not ignored; ``row`` is 0-based within the payload.
    """
    errors = []
    for name, value in values.items():
        field = module.by_name.get(name)
        error = field and value_error(row, field, value)
        if error:
            errors.append(error)
    return errors


def value_error(row: int, field: Field, value: Json) -> ZohoError | None:
    """The error that a value meets in its field, or None. Null passes everywhere, a blank string where text goes."""
    if value is None:
        return None
    text = isinstance(value, str)
    if text and field.json_type == "string" and is_blank(value):
        return None
    if not _has_type(field, value):
        return invalid_data("valid.type", row, field.api_name, expected_data_type=field.data_type)
    if field.length is not None and _length(field, value) > field.length:
        return invalid_data("valid.length", row, field.api_name, maximum_length=field.length)
    is_well_formed = _FORMATS.get(field.data_type)
    if text and is_well_formed and not is_well_formed(value.strip()):
        return invalid_data("valid.format", row, field.api_name, expected_data_type=field.data_type)
    return None


def _has_type(field: Field, value: Json) -> bool:
    match field.json_type:
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "double":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "jsonobject":
            return isinstance(value, dict) or (field.data_type in USERS and isinstance(value, str))
        case "jsonarray":
            return isinstance(value, list) and _has_items(field.data_type, value)
    return True  # a type that nobody told us is not checked


def _has_items(data_type: str, items: list[Json]) -> bool:
    if data_type in STRING_ITEMS:
        return all(isinstance(item, str) for item in items)
    if data_type in OBJECT_ITEMS:
        return all(isinstance(item, dict) for item in items)
    return True


def _length(field: Field, value: Json) -> int:
    """Strings in code points, integers and long integers in digits; nothing else has a length that counts."""
    if isinstance(value, str):
        return sum(c.isdigit() for c in value) if field.data_type == LONG_INTEGER else len(value)
    if isinstance(value, int) and not isinstance(value, bool) and field.json_type == "integer":
        return len(str(abs(value)))
    return 0


def _is_email(text: str) -> bool:
    local, at, domain = text.partition("@")
    return bool(local and at and "@" not in domain and "." in domain) and not re.search(r"\s", text)


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and _parses(date.fromisoformat, text)


def _is_datetime(text: str) -> bool:
    shape = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}"
    return bool(re.fullmatch(shape, text)) and _parses(datetime.fromisoformat, text)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _is_bigint(text: str) -> bool:
    return bool(re.fullmatch("[0-9]+", text))


_FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "email": _is_email,
    "date": _is_date,
    "datetime": _is_datetime,
    "bigint": _is_bigint,
}


# --- stage 3 ---------------------------------------------------------------------------------------------------------


def mandatory_errors(
    row: int, values: Record, module: Module, target: str | None, settings: Settings
) -> list[ZohoError]:
    """Stage 3, in metadata order: an insert (target None) needs every mandatory field; an update may not send one
    blank (rules valid.mandatory_insert, valid.mandatory_update)."""
    insert = target is None
    rule = "valid.mandatory_insert" if insert else "valid.mandatory_update"

    def is_missing(name: str) -> bool:
        if name in values:
            return is_blank(values[name]) or values[name] == []
        return insert or settings["valid.mandatory_update"] == "always"

    return [
        mandatory_not_found(rule, row, field, target)
        for field in module.mandatory
        if field.written_by(insert=insert) and is_missing(field.api_name)
    ]


# --- warnings --------------------------------------------------------------------------------------------------------


def value_warnings(values: Record, module: Module) -> Iterator[Notice]:
    """What is accepted but deserves a look: values outside a pick list, unusual e-mails, phones and websites."""
    for name, value in values.items():
        field = module.by_name.get(name)
        if field is None or is_blank(value):
            continue
        if field.choices:
            yield from _outside_pick_list(field, value)
        elif (
            isinstance(value, str)
            and field.data_type in _USUAL
            and not _USUAL[field.data_type].fullmatch(value.strip())
        ):
            yield Notice(
                "valid.format_lenient",
                name,
                f"{field.api_name} does not look like a usual {_USUAL_WORDS[field.data_type]}; Zoho may refuse it.",
            )


def _outside_pick_list(field: Field, value: Json) -> Iterator[Notice]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and not field.lists(item):
            yield Notice(
                "valid.picklist",
                field.api_name,
                f"{item!r} is not in the pick list of {field.api_name}; Zoho accepts it as a new value.",
            )


_USUAL: Final = {
    "email": re.compile(r"[^\s@.,;:<>()\[\]\\\"][^\s@,;:<>()\[\]\\\"]*@(?:\w(?:[\w-]*\w)?\.)+[^\W\d_]{2,22}"),
    "phone": re.compile(r"\+?[\w(][\w ().,;#/-]*[\w)#;]"),
    "website": re.compile(r"(?:(?:https?|ftp)://|www\.)\S+\.\S+", re.IGNORECASE),
}
_USUAL_WORDS: Final = {"email": "e-mail address", "phone": "phone number", "website": "web address"}
