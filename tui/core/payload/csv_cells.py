"""The cells of a CSV text as values: how each is converted, by the type of its field."""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.core.days import days_of
from tui.core.field_types import DATE, DATE_TIME, LONG_INTEGER, MULTI_SELECT
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.core.rounded import ROUNDED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from tui.core.metadata import Field
    from tui.core.values import Json

ID_PREFIX: Final = "zcrm_"
"""What Zoho's own export writes before an id."""

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?")
_BOOLEANS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def conversion(
    name: str, field: Field | None, *, is_lookup: bool, exact: bool
) -> tuple[Callable[[str], Json] | None, str]:
    """How the cells of a key are converted (ValueError where they do not; None: they are text as they are), and what
    they must be for that, in words; with None, what is said of one that ``is_rounded``, if anything. exact: numbers and
    JSON stay as they are written (``Verbatim``)."""
    convert, expected = _conversion(name, field, is_lookup=is_lookup)
    if exact and convert in (_number, _list, _object, _json_or_text):
        convert = partial(_verbatim, convert)
    return convert, expected


def _conversion(name: str, field: Field | None, *, is_lookup: bool) -> tuple[Callable[[str], Json] | None, str]:
    if name == "id":
        return _id, ""
    if is_lookup:
        return _lookup, "the id of a record"
    if name.startswith("$"):
        return _json_or_text, ""
    if field is not None and field.data_type == MULTI_SELECT:
        listed = frozenset(name for choice in field.choices for name in (choice.actual, choice.display))
        return partial(_choices, listed), "a list of choices"
    if name == "Tag":
        return _tags, "a list of tags"
    if field is not None and field.data_type in (DATE, DATE_TIME):
        return _date if field.data_type == DATE else _datetime, ""
    match field.json_type if field else "":
        case "integer":
            return _integer, "a whole number"
        case "double":
            return _number, "a number"
        case "boolean":
            return _boolean, "true or false"
        case "jsonarray":
            return _list, "a JSON list"
        case "jsonobject":
            return _object, "a JSON object"
    is_number_in_text = field is not None and (field.unique or field.data_type in ("phone", LONG_INTEGER))
    return None, ROUNDED if is_number_in_text else ""


def _id(text: str) -> str:
    return text.removeprefix(ID_PREFIX)


def converted_at_once(convert: Callable[[str], Json], cells: Sequence[str]) -> list[Json] | None:
    """What ``convert`` makes of each of many cells, white space around them left out, where that can be told of all at
    once; else None."""
    if convert is _id:
        ids = list(map(str.strip, cells))
        return None if "" in ids or ID_PREFIX in "\0".join(ids) else ids
    if convert in (_integer, _number):
        digits = "".join(cells)
        plain = digits.isascii() and digits.isdigit() and "" not in cells and max(map(len, cells)) <= _SHORT
        return list(map(int, cells)) if plain else None
    if convert in (_date, _datetime):
        dates = list(map(str.strip, cells))
        return dates if "" not in dates and _ISO_DATES.fullmatch("\0".join(dates)) else None
    return None


_SHORT: Final = 15  # digits: fewer than those of the largest integer of any store


def _lookup(text: str) -> Json:
    if text.startswith("{"):
        return _object(text)
    record_id = _id(text)
    if not (record_id.isascii() and record_id.isdigit()):
        raise ValueError
    return {"id": record_id}


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError
    return int(text)


def _number(text: str) -> int | float:
    if _INTEGER.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text):
        raise ValueError
    number = float(text)
    if math.isinf(number):
        raise ValueError
    return number


def _boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.casefold())
    if value is None:
        raise ValueError
    return value


def _choices(listed: Collection[str], text: str) -> Json:
    """The choices of a cell: a semicolon stands between them, or a comma where that makes choices that are listed."""
    if text.startswith("["):
        with suppress(ValueError):
            return _list(text)
    if "," in text and ";" not in text and text not in listed:
        parts = [choice.strip() for choice in text.split(",") if choice.strip()]
        if all(part in listed for part in parts):
            return parts
    return [choice.strip() for choice in text.split(";") if choice.strip()]


def _tags(text: str) -> Json:
    """The tags of a cell as the API takes them (OpenAPI v8, record): Zoho's own export puts a comma between them."""
    if text.startswith("["):
        return _list(text)
    names = (name.strip() for name in re.split("[,;]", text))
    return [{"name": name} for name in names if name]


class OtherForm(ValueError):
    """A cell that means a value, but is not written as the API takes it; says what it should be."""


_OTHER_DATE: Final = re.compile(
    r"(?=\d{4}[/. -]\d{1,2}[/. -]\d{1,2}(?!\d)|\d{1,2}[/. -]\d{1,2}[/. -]\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d\d(?!\d))"
    r"(?P<a>\d+)(?P<mark>[/. -])(?P<b>\d+)(?P=mark)(?P<c>\d+)(?:[ T,]+\d{1,2}:\d{2}.*)?",
    re.DOTALL | re.ASCII,
)
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_ISO_DATES: Final = re.compile(rf"(?:{_ISO_DATE.pattern}[^\0]*+(?:\0|$))*+")


def _date(text: str) -> Json:
    _refuse_other_date(text, "a date as Zoho takes it: YYYY-MM-DD", "")
    return text


def _datetime(text: str) -> Json:
    _refuse_other_date(text, "a date and time as Zoho takes it: YYYY-MM-DDThh:mm:ss+hh:mm", "T...")
    return text


def _refuse_other_date(text: str, expected: str, behind: str) -> None:
    """Raises OtherForm for a date in another order; where it is sure which day that is, with it as Zoho takes it.
    Between dots the day comes first; between other signs it is sure only where the other order is no day."""
    match = _OTHER_DATE.fullmatch(text)
    if match is None or _ISO_DATE.match(text):
        return
    days = [*days_of(match["a"], match["b"], match["c"])]
    is_sure = match["mark"] == "." or len(days) == 1
    raise OtherForm(f"{expected}, so {days[0]}{behind}" if days and is_sure else expected)


class Verbatim(str):
    """JSON text that stands for a value, to be written as it is."""

    __slots__ = ()


_JSON_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def _verbatim(convert: Callable[[str], Json], text: str) -> Json:
    value = convert(text)
    if isinstance(value, float) and not _JSON_NUMBER.fullmatch(text):
        return value
    return value if isinstance(value, (str, int)) else Verbatim(text)


def rows_text(rows: tuple[dict[str, Json], ...]) -> str:
    """The JSON text of rows that were read exactly."""
    members = (
        ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_json_text(value)}" for key, value in row.items())
        for row in rows
    )
    return "[" + ", ".join(f"{{{each}}}" for each in members) + "]"


def _json_text(value: Json) -> str:
    return str(value) if isinstance(value, Verbatim) else json.dumps(value, ensure_ascii=False)


def _list(text: str) -> Json:
    value = parse_json(text)
    if not isinstance(value, list):
        raise ValueError
    return value


def _object(text: str) -> Json:
    value = parse_json(text)
    if not isinstance(value, dict):
        raise ValueError
    return value


def _json_or_text(text: str) -> Json:
    if text[0] not in "{[":
        return text
    try:
        return parse_json(text)
    except JsonTextError:
        return text
