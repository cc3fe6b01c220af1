"""What is wrong with the values of a refused row, in sentences: the value, what its field takes, and the line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tui.core.display import brief, one_line, short_id, value_text
from tui.core.field_types import LONG_INTEGER, OBJECT_ITEMS, PICK_LISTS, STRING_ITEMS
from tui.core.near_ids import copied_id
from tui.core.payload.row_places import no_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.errors import ZohoError
    from tui.core.forecast import Asked
    from tui.core.metadata import Field
    from tui.core.payload.row_places import RowLines
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json

KINDS: Final = {
    "bigint": "a whole number",
    "boolean": "true or false",
    "currency": "a number",
    "date": "a date",
    "datetime": "a date and time",
    "double": "a number",
    "email": "an e-mail address",
    "integer": "a whole number",
    "multiselectpicklist": "a list of texts",
    "percent": "a number",
    "jsonarray": "a list",
    "jsonobject": "an object with an id",
    **dict.fromkeys(("text", "textarea", "picklist", "phone", "website"), "text in quotes"),
}
"""What a field of a data type or JSON type takes, in a few words."""

_EXAMPLES: Final = {"date": "2026-11-27", "datetime": "2026-11-27T09:30:00+01:00"}

_TAKES: Final = {
    "valid.phone_without_digit": "a phone number with at least one digit",
    "valid.datetime_forms": "no fractions of a second",
    "valid.datetime_z": "an offset such as +00:00 in place of Z",
    "valid.lookup_form": 'an object such as {"id": "..."}, not the id alone',
    "write.empty_string_clears": "no blank text; null clears it",
}
"""What a field takes, by the rule that refuses a value which has the right type."""


def takes_text(field: Field | None, expected: str) -> str:
    """What a field takes, as in ``a whole number of at most 9 digits``. expected: the data type or JSON type that an
    error names."""
    kind = KINDS.get(expected, expected)
    if field is None:
        return kind
    if expected == "jsonarray":
        if field.api_name == "Tag":
            return 'a list such as [{"name": "VIP"}]'
        kind = "a list of objects" if field.data_type in OBJECT_ITEMS else kind
        kind = KINDS[field.data_type] if field.data_type in STRING_ITEMS else kind
    if expected in _EXAMPLES:
        return f"{kind} such as {_EXAMPLES[expected]}"
    return kind + (f" of at most {_limit_text(field)}" if _has_limit(field) else "")


def _has_limit(field: Field) -> bool:
    return bool(field.length) and (field.json_type == "string" or _counts_digits(field))


def _counts_digits(field: Field) -> bool:
    return field.json_type == "integer" or field.data_type == LONG_INTEGER


def _limit_text(field: Field) -> str:
    thing = "digit" if _counts_digits(field) else "character"
    return f"{field.length:,} {thing}{'' if field.length == 1 else 's'}"


def complaint(error: ZohoError, made: Asked, row: RowForecast, named: Callable[[str], str] = short_id) -> str:
    """What is wrong for one error of a row, as in ``No_of_Employees is "many"; it takes a whole number of at
    most 9 digits``: no full stop, no line. named: an id as it is shown."""
    name, details, sent = error.api_name or "", error.details, made.request.rows[row.index]
    value = sent.get(name)
    said = f"{one_line(name)} is {_short(value)}"
    field = made.module.by_name.get(name)
    match error.code:
        case "MANDATORY_NOT_FOUND":
            doing = "an insert" if row.target_id is None else "the update"
            missing, needs = ("blank", "a value in it") if name in sent else ("missing", "it")
            return f"{one_line(name)} is {missing}; {doing} needs {needs}"
        case "DUPLICATE_DATA":
            return f"{said}, {_taken(error, row, made, named)}"
        case "INVALID_DATA" if name == "id":
            return f"the {said}, and no record has it{_odd_id(value)}"
        case "INVALID_DATA" if "maximum_length" in details:
            limit = _limit_text(field) if field and _has_limit(field) else str(details["maximum_length"])
            return f"{said} ({_length(value, field)}); it takes at most {limit}"
        case "INVALID_DATA" if error.rule in _TAKES:
            return f"{said}; it takes {_TAKES[error.rule]}"
        case "INVALID_DATA" if error.rule == "valid.bigint_form":
            form = "digits in quotes" if isinstance(value, int) else "a number without quotes"
            return f"{said}; it takes {form}"
        case "INVALID_DATA" if error.rule == "valid.format_lenient":
            return f"{said}; it takes {takes_text(field, _expected(error))} in its usual form"
        case "INVALID_DATA" if "expected_data_type" in details:
            return f"{said}; it takes {takes_text(field, _expected(error))}"
        case "INVALID_DATA" if field is not None and field.data_type in PICK_LISTS:
            return f"{said}; it takes {_choices_text(field)}"
    return said


def _expected(error: ZohoError) -> str:
    return str(error.details.get("expected_data_type"))


def _short(value: Json) -> str:
    """A value within a sentence: of a long text the beginning."""
    if isinstance(value, str):
        return f'"{brief(value)}"'
    return brief(json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value_text(value))


def _odd_id(value: Json) -> str:
    """What may be wrong with an id that no record has, by the look of it, as the end of a sentence."""
    if not isinstance(value, str | int):
        return ""
    text = str(value)
    if not text.isdecimal() and (meant := copied_id(text)).isdecimal():
        return f"; {brief(meant)} is what an id looks like"
    if not text.isdecimal():
        return "; an id consists of digits"
    if len(text) >= _ROUNDED_LENGTH and text.endswith("00"):
        return "; it looks as if a program or a spreadsheet rounded it"
    return ""


_ROUNDED_LENGTH: Final = 17  # digits


def _length(value: Json, field: Field | None) -> str:
    if isinstance(value, str) and not (field is not None and _counts_digits(field)):
        return f"{len(value):,} characters"
    return f"{sum(character.isdigit() for character in str(value)):,} digits"


def _choices_text(field: Field) -> str:
    if len(field.choices) <= _FEW_CHOICES:
        names = [f'"{brief(choice.actual)}"' for choice in field.choices]
        return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
    return f"one of its {len(field.choices)} choices"


_FEW_CHOICES: Final = 4


def _taken(error: ZohoError, row: RowForecast, made: Asked, named: Callable[[str], str]) -> str:
    if error.rule == "match.several":
        step = next((each for each in row.trace if each.api_name == error.api_name), None)
        return f"which belongs to {step.count if step else 'several'} records (match.several is set to refuse)"
    holder = named(str(error.details.get("id")))
    setting = made.assumptions[error.rule] if error.rule == "match.same_batch_new" else None
    as_set = f" ({error.rule} is set to {setting})" if setting else ""
    return f"which belongs to {holder}{as_set}"


def complaints_text(made: Asked, row: RowForecast, line_of: RowLines = no_lines) -> str:
    """All that is wrong with a refused row, on one line, each with its line of the payload; no full stop at the end."""
    return " ".join(complaint_sentence(error, made, row, line_of) for error in row.found).removesuffix(".")


def complaint_sentence(
    error: ZohoError,
    made: Asked,
    row: RowForecast,
    line_of: RowLines = no_lines,
    named: Callable[[str], str] = short_id,
) -> str:
    """A complaint as a sentence, and the line at which its value stands, or, where it is missing, its row begins."""
    text = complaint(error, made, row, named)
    line = line_of(row.index, error.api_name) or line_of(row.index, None)
    capital = text[:1].upper() + text[1:] if text.startswith("the ") else text
    return f"{capital}.{f' Line {line}.' if line is not None else ''}"
