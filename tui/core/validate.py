"""Whether the values of a row are what their fields take: stage 1, and stage 3.

Stage 1 looks at each value by itself, stage 3 at the mandatory fields once the target is known ("Values, exactly").
Formats follow the Insert Records page; what that page prints too strictly is refused under one setting only (rule
valid.format_lenient).
"""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal

from tui.core.errors import ZohoError, invalid_data, mandatory_not_found
from tui.core.field_types import (
    DATE,
    DATE_TIME,
    LONG_INTEGER,
    LOOKUP,
    OBJECT_ITEMS,
    PICK_LISTS,
    POINTERS,
    STRING_ITEMS,
    TYPED_TEXT,
    USERS,
)
from tui.core.patterns import is_usual
from tui.core.values import has_id, is_bare_id, is_blank
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tui.core.metadata import Field, Layout, Module
    from tui.core.rules import Settings
    from tui.core.values import Json, Record

Dropped = Literal["dropped", "dropped_on_insert"]
"""A value that counts as not sent: in every branch, or from stage 3 on where the row inserts."""


@dataclass(frozen=True, slots=True)
class ValueCheck:
    """What stage 1 makes of one value: its error (``error``; None: it passes), and what becomes of it instead under
    settings of the one switch that it is subject to (``rule``, ``by_setting``). ``decides``: a rule without a switch
    that every row with such a value depends on."""

    api_name: str
    error: ZohoError | None = None
    rule: str | None = None
    by_setting: Mapping[str, ZohoError | Dropped] = dataclasses.field(default_factory=dict)
    decides: str | None = None

    def under(self, settings: Settings) -> ZohoError | Dropped | None:
        """What becomes of the value: an error, dropped, or nothing special."""
        if self.rule is None:
            return self.error
        return self.by_setting.get(settings[self.rule], self.error)


def value_checks(row: int, values: Record, module: Module) -> tuple[ValueCheck, ...]:
    """Stage 1 in the row's order: a check for each value that does not simply pass. ``values`` holds only keys that are
    not ignored and no shell variables, and Layout; ``row`` is 0-based within the payload."""
    checks = []
    for name, value in values.items():
        field = module.by_name.get(name)
        check = value_check(row, field, value) if field else _unlisted_layout_check(row, name, value)
        if check is not None:
            checks.append(check)
    return tuple(checks)


def _unlisted_layout_check(row: int, name: str, value: Json) -> ValueCheck | None:
    """``Layout`` must be an object also where the metadata does not list it (rule valid.layout_mandatory)."""
    if value is None or isinstance(value, dict):
        return None
    return ValueCheck(name, invalid_data("valid.type", row, name, expected_data_type="jsonobject"))


def value_check(row: int, field: Field, value: Json) -> ValueCheck | None:
    """What stage 1 makes of a value in its field; None: it passes. Type before length before format."""
    if value is None:
        return None
    name, data_type = field.api_name, field.data_type
    if is_blank(value) and field.json_type == "string":
        if data_type in TYPED_TEXT:
            rule = "write.empty_string_clears"
            return _switched(field, rule, {"typed_refused": _wrong(row, field, rule)})
        return None
    if data_type == LONG_INTEGER:
        return _long_integer(row, field, value)
    if not _has_type(field, value):
        return ValueCheck(name, _wrong(row, field, "valid.type"))
    if data_type in (DATE, DATE_TIME) and isinstance(value, str):
        return _moment(row, field, value.strip())
    if data_type in POINTERS and (isinstance(value, dict) or field.json_type == "jsonobject"):
        return _pointer(row, field, value)
    return _sized(row, field, value)


def _wrong(row: int, field: Field, rule: str) -> ZohoError:
    """INVALID_DATA that names what is expected (rule valid.type)."""
    expected = field.json_type if field.json_type in ("jsonarray", "jsonobject") else field.data_type
    return invalid_data(rule, row, field.api_name, expected_data_type=expected)


def _switched(field: Field, rule: str, by_setting: Mapping[str, ZohoError | Dropped]) -> ValueCheck:
    return ValueCheck(field.api_name, None, rule, by_setting)


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
            return isinstance(value, dict) or _has_pointer_form(field.data_type, value)
        case "jsonarray":
            return isinstance(value, list) and _has_items(field.data_type, value)
    return True  # a type that nobody told us is not checked


def _has_pointer_form(data_type: str, value: Json) -> bool:
    """Whether a value that is no object may stand for one: a bare id in a lookup; in a user field also other text."""
    if data_type in USERS:
        return is_bare_id(value) or (isinstance(value, str) and not is_blank(value))
    return data_type == LOOKUP and is_bare_id(value)


def _has_items(data_type: str, items: list[Json]) -> bool:
    if data_type in STRING_ITEMS:
        return all(isinstance(item, str) for item in items)
    if data_type in OBJECT_ITEMS:
        return all(isinstance(item, dict) for item in items)
    return True


def _long_integer(row: int, field: Field, value: Json) -> ValueCheck | None:
    """Rule valid.bigint_form: digits, in quotes or as a number, without sign, fraction or exponent. The form is the
    value's type: a setting that refuses it does so before its length counts."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ValueCheck(field.api_name, _wrong(row, field, "valid.type"))
    rule = "valid.bigint_form"
    refused_by = "number" if isinstance(value, str) else "text"
    refused = _wrong(row, field, rule)
    text = value.strip() if isinstance(value, str) else str(value)
    digits = sum(character in _DIGITS for character in text)
    if not isinstance(value, float) and field.length is not None and digits > field.length:
        return ValueCheck(field.api_name, _too_long(row, field), rule, {refused_by: refused})
    if not re.fullmatch("[0-9]+", text):  # the text of a float has a point or an exponent
        return ValueCheck(field.api_name, _wrong(row, field, "valid.format"))
    return _switched(field, rule, {refused_by: refused})


_DIGITS: Final = frozenset("0123456789")


def _moment(row: int, field: Field, text: str) -> ValueCheck | None:
    """Dates and date-times are judged by their form (rules valid.format, valid.datetime_forms, valid.datetime_z)."""
    if field.data_type == DATE:
        is_date = _DATE.fullmatch(text) is not None and _parses(date.fromisoformat, text)
        return None if is_date else ValueCheck(field.api_name, _wrong(row, field, "valid.format"))
    form = _DATE_TIME.fullmatch(text)
    if form is None or not _parses(datetime.fromisoformat, form["moment"]) or not _is_offset(form["offset"]):
        return ValueCheck(field.api_name, _wrong(row, field, "valid.format"))
    if form["fraction"]:
        return ValueCheck(field.api_name, _wrong(row, field, "valid.datetime_forms"))
    if form["offset"] == "Z":
        return _switched(field, "valid.datetime_z", {"refused": _wrong(row, field, "valid.datetime_z")})
    return None if form["offset"] else ValueCheck(field.api_name, decides="valid.datetime_forms")


_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME: Final = re.compile(
    rf"(?P<moment>{_DATE.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(?P<fraction>\.[0-9]+)?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)


def _is_offset(text: str | None) -> bool:
    return text in (None, "Z") or (int(text[1:3]) < 24 and int(text[4:]) < 60)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _pointer(row: int, field: Field, value: Json) -> ValueCheck | None:
    """Lookups, users and layouts (rules valid.lookup_form, valid.lookup_without_id)."""
    if isinstance(value, dict):
        return None if has_id(value) else ValueCheck(field.api_name, decides="valid.lookup_without_id")
    if field.data_type in USERS:
        return None if is_bare_id(value) else ValueCheck(field.api_name, decides="valid.lookup_without_id")
    rule = "valid.lookup_form"
    return _switched(field, rule, {"refused": _wrong(row, field, rule), "dropped_on_insert": "dropped_on_insert"})


def _sized(row: int, field: Field, value: Json) -> ValueCheck | None:
    """Length, then format, then what only one setting refuses."""
    name, data_type = field.api_name, field.data_type
    error = None
    if field.length is not None and _length(field, value) > field.length:
        error = _too_long(row, field)
    if data_type in PICK_LISTS and outside(field, value):
        refused = error or invalid_data("valid.picklist", row, name)
        return ValueCheck(name, error, "valid.picklist", {"refused": refused, "dropped": "dropped"})
    if error is not None:
        return ValueCheck(name, error)
    if not isinstance(value, str):
        return None
    if data_type == "email" and not _is_email(value.strip()):
        return ValueCheck(name, _wrong(row, field, "valid.format"))
    if data_type == "phone" and not any(character.isdigit() for character in value):
        return ValueCheck(name, _wrong(row, field, "valid.phone_without_digit"))
    if not is_usual(data_type, value):
        return _switched(field, "valid.format_lenient", {"refused": _wrong(row, field, "valid.format_lenient")})
    return None


def outside(field: Field, value: Json) -> tuple[str, ...]:
    """The texts of a value that are none of the field's choices; blank ones and -None- are never outside."""
    if not field.choices:
        return ()
    items = value if isinstance(value, list) else (value,)
    texts = (item for item in items if isinstance(item, str) and not is_blank(item) and item != "-None-")
    return tuple(text for text in texts if not field.lists(text))


def _too_long(row: int, field: Field) -> ZohoError:
    return invalid_data("valid.length", row, field.api_name, maximum_length=field.length)


def _length(field: Field, value: Json) -> int:
    """The length of a value that has the type of its field: strings in code points, integers in digits; nothing else
    has one that counts."""
    if isinstance(value, str):
        return len(value)
    return len(str(abs(value))) if field.json_type == "integer" else 0


def _is_email(text: str) -> bool:
    local, _, domain = text.partition("@")
    return bool(local) and "@" not in domain and "." in domain and not re.search(r"\s", text)


# --- stage 3 ---------------------------------------------------------------------------------------------------------


def mandatory_errors(
    row: int, values: Record, module: Module, layout: Layout | None, target: str | None, settings: Settings
) -> list[ZohoError]:
    """Stage 3, in metadata order: an insert (target None) needs every mandatory field; an update may not send one
    blank (rules valid.mandatory_insert, valid.mandatory_update).

    ``values``: what counts as sent. ``layout``: the one that the row names; what it requires is mandatory, too (rule
    valid.layout_mandatory), and what is not on it never is.
    """
    insert = target is None
    branch = "valid.mandatory_insert" if insert else "valid.mandatory_update"

    def is_missing(name: str) -> bool:
        if name in values:
            return is_blank(values[name]) or values[name] == []
        return insert or settings["valid.mandatory_update"] == "always"

    return [
        mandatory_not_found(branch if field.mandatory else "valid.layout_mandatory", row, field, target)
        for field in _mandatory(module, layout)
        if field.written_by(insert=insert) and is_missing(field.api_name)
    ]


def is_mandatory(name: str, module: Module, layout: Layout | None) -> bool:
    """Whether a field is mandatory for a row that names this layout (None: no layout that is known)."""
    return any(field.api_name == name for field in _mandatory(module, layout))


def _mandatory(module: Module, layout: Layout | None) -> Iterator[Field]:
    if layout is None:
        yield from module.mandatory
        return
    for field in module.fields:
        wanted = field.mandatory or field.api_name in layout.required
        if wanted and layout.holds(field.api_name):
            yield field
