"""Why Zoho refused a value that the forecast lets through: the rule, and the setting that would have said so.

What the value itself breaks comes first: an id that nothing has, a length, the one form that a switch is about. What
the reply expects is taken at its word only where the value shows nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, value_text
from tui.core.errors import ZohoError
from tui.core.field_types import PICK_LISTS, SUBFORM
from tui.core.reply.cause import Cause
from tui.core.row_lint import dangling_lookup
from tui.core.validate import outside, value_check
from tui.core.values import id_text, is_bare_id
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from tui.core.metadata import Field, Module
    from tui.core.records import RelatedRecords
    from tui.core.reply.read import ReplyError
    from tui.core.values import Json, Record

_PLACE: Final = re.compile(r"\$\.data\[\d+\]\.(\w+)(?:\[(\d+)\])?(?:\.(\w+))?")
_JUDGED_BY_FORM: Final = frozenset({"email", "date", "datetime", "bigint"})


@dataclass(frozen=True, slots=True)
class RefusedValue:
    """A value that Zoho refused: the key of the row that it stands under, as it was sent (None also where it was not),
    and the cell of a subform row that is meant (``row`` from 0), if it is one."""

    name: str
    value: Json
    field: Field | None
    is_sent: bool
    cell: str | None = None
    row: int | None = None

    @classmethod
    def of(cls, error: ReplyError, sent: Record, module: Module | None) -> RefusedValue:
        """The value that an error means, by its json_path, else by its api_name."""
        place = _PLACE.match(str(error.details.get("json_path", "")))
        name = place[1] if place else error.api_name or ""
        field = module.by_name.get(name) if module else None
        cell, row = None, None
        if place is not None and field is not None and field.data_type == SUBFORM:
            cell, row = place[3], int(place[2]) if place[2] else None
        return cls(name, sent.get(name), field, name in sent, cell, row)


def sure_refusal(error: ReplyError, value: RefusedValue, related: RelatedRecords | None) -> Cause | None:
    """A lookup whose id no record of the data set has, unless the reply wants another form of the value."""
    if error.code != "INVALID_DATA" or value.field is None or related is None:
        return None
    if is_bare_id(value.value) and error.details.get("expected_data_type") is not None:
        return None
    missing = dangling_lookup(value.field, value.value, related)
    if missing is None:
        return None
    module, record_id = missing
    name = one_line(value.name)
    return Cause(
        "lint.dangling_lookup", f"no record of {module} in the data set has the id {one_line(record_id)} of {name}"
    )


def refused_value_cause(error: ReplyError, value: RefusedValue, module: Module | None) -> Cause:
    """The cause of an INVALID_DATA that the forecast does not have."""
    name = one_line(value.name) or "a field"
    details = error.details
    if value.name == "id":
        return Cause("unknown.stale", "the org has no such record (any more)")
    if "duplicate_check_fields" in (error.api_name, str(details.get("json_path", ""))[2:24]):
        return Cause("order.not_checkable_effect", "Zoho refuses a name in duplicate_check_fields")
    if value.cell is not None:
        return _cell(error, value, one_line(value.cell))
    return (
        _by_key(value, module)
        or _by_length(error, value)
        or _by_switch(error, value)
        or _by_details(error, value)
        or _by_kind(value)
        or Cause("unknown.validation_rules", f"the org refuses the value of {name}")
    )


def dropped_value_cause(value: RefusedValue) -> Cause | None:
    """Why a mandatory value that was sent is missing: one setting drops it."""
    if value.field is None:
        return None
    check = value_check(0, value.field, value.value)  # equal: which row it is, is not asked
    if check is None:
        return None
    for setting, effect in check.by_setting.items():
        if isinstance(effect, str):
            sentence = f"Zoho does not count {value_text(value.value)} in {one_line(value.name)} as sent"
            return _switch(check.rule or "", setting, sentence)  # equal: what has settings has a rule
    return None


def _switch(rule: str, setting: str, sentence: str) -> Cause:
    return Cause(rule, f"{sentence}; {rule}={setting} would have said so", (rule, setting))


def _by_key(value: RefusedValue, module: Module | None) -> Cause | None:
    """A key that the forecast ignores, and Zoho does not."""
    if module is None or not value.is_sent or not value.name:
        return None
    name = one_line(value.name)
    if value.field is None:
        return None if value.name == "Layout" else Cause("valid.unknown_field", f"Zoho does not ignore the key {name}")
    if not value.field.writable:
        rule = "valid.system_fields" if value.field.filled_by_zoho else "valid.read_only"
        return Cause(rule, f"Zoho does not ignore a value of {name}")
    if value.value is None:
        return Cause("write.null_clears", f"Zoho does not accept null in {name}")
    return None


def _by_length(error: ReplyError, value: RefusedValue) -> Cause | None:
    """The reply names a length. Where it names a type, too, the one that the value breaks counts."""
    longest = error.details.get("maximum_length")
    if longest is None:
        return None
    if "expected_data_type" in error.details and not _is_longer(value.value, longest):
        return None
    if value.field is not None and value.field.data_type in ("date", "datetime"):
        return None  # judged by their form, whatever the reply says beside it (rule valid.length)
    unit = "digits" if _is_number(value.value) else "characters"
    return Cause("valid.length", f"{one_line(value.name) or 'a field'} may have {one_line(str(longest))} {unit}")


def _is_longer(value: Json, longest: Json) -> bool:
    if isinstance(value, str):
        size = len(value)
    elif _is_number(value):
        size = sum(character.isdigit() for character in str(value))
    else:
        return False
    return isinstance(longest, int) and size > longest


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _by_switch(error: ReplyError, value: RefusedValue) -> Cause | None:
    """What stage 1 says of the value under another setting, or of its form."""
    if value.field is None:
        return None
    check = value_check(0, value.field, value.value)  # equal: which row it is, is not asked
    if check is None:
        return None
    refusing = [setting for setting, effect in check.by_setting.items() if isinstance(effect, ZohoError)]
    if refusing:
        rule = check.rule or ""  # equal: what has settings has a rule
        return _switch(rule, refusing[0], _sentence(rule, value, value.field))
    if check.error is not None:
        return Cause(check.error.rule, _sentence(check.error.rule, value, value.field))
    if check.decides is not None:
        return Cause(check.decides, _sentence(check.decides, value, value.field))
    return None


def _sentence(rule: str, value: RefusedValue, field: Field) -> str:
    name, text = one_line(value.name), value_text(value.value)
    match rule:
        case "valid.picklist":
            others = ", ".join(map(value_text, outside(field, value.value)))
            return f"{others} is not in the pick list of {name}"
        case "valid.lookup_form":
            return f"{name} is the bare id {text}, not an object with an id"
        case "valid.lookup_without_id":
            return f"{name} has no id, and Zoho does not accept it by {text}"
        case "valid.bigint_form":
            other = "a JSON number" if isinstance(value.value, str) else "digits in quotes"
            return f"Zoho wants the long integer {name} as {other}"
        case "valid.datetime_forms":
            return f"Zoho does not accept the form of {text} in {name}: yyyy-MM-ddTHH:mm:ss+HH:MM is safe"
        case "valid.datetime_z":
            return f"Zoho does not accept the Z at the end of {text} in {name}"
        case "write.empty_string_clears":
            return f"Zoho does not accept blank text in {name}, a field of type {field.data_type}"
        case "valid.phone_without_digit" | "valid.format_lenient" | "valid.format":
            return f"{text} is not a valid value for the {field.data_type} field {name}"
    return f"{text} is not what {name} takes"


def _by_details(error: ReplyError, value: RefusedValue) -> Cause | None:
    """What the reply says by itself."""
    details, name = error.details, one_line(value.name) or "a field"
    if "supported_values" in details:
        return Cause("valid.picklist", f"Zoho accepts only listed values in {name}")
    if "expected_data_type" in details:
        expected = str(details["expected_data_type"])
        judged_by_form = expected in _JUDGED_BY_FORM and isinstance(value.value, str)
        rule = "valid.format" if judged_by_form else "valid.type"
        return Cause(rule, f"Zoho wants {name} as {one_line(expected)}")
    if "regex" in details:
        return Cause("valid.format_lenient", f"{name} is not in the format that Zoho wants")
    return None


def _by_kind(value: RefusedValue) -> Cause | None:
    """What a value of its kind may be refused for though it looks right."""
    field, name = value.field, one_line(value.name)
    if field is None or not value.is_sent:
        return None
    if field.data_type in PICK_LISTS and field.choices:
        return Cause(
            "unknown.layout_rules",
            f"{value_text(value.value)} is in the pick list of {name}, but perhaps not on this layout or pipeline",
        )
    if field.points:
        named = value.value.get("id") if isinstance(value.value, dict) else value.value
        return Cause(
            "unknown.sharing", f"{name} names {one_line(id_text(named))}: it may be deleted, or hidden from this user"
        )
    return None


def _cell(error: ReplyError, value: RefusedValue, cell: str) -> Cause:
    where = f"row {value.row + 1} of {one_line(value.name)}" if value.row is not None else one_line(value.name)
    if cell == "id":
        return Cause("unknown.stale", f"the record has no such row (any more): {where}")
    expected = error.details.get("expected_data_type")
    if expected is not None:
        return Cause("valid.type", f"Zoho wants {cell} in {where} as {one_line(str(expected))}")
    if "maximum_length" in error.details:
        longest = one_line(str(error.details["maximum_length"]))
        return Cause("valid.length", f"{cell} in {where} may have {longest} characters")
    return Cause("unknown.validation_rules", f"the org refuses {cell} in {where}")
