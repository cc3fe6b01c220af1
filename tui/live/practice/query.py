"""Answering a COQL query from the records of a module: which match, in which order, and how they are shown.

Values compare as the engine's check values do (tui.core.values), so that what a forecast would hit is also found here.
A value that is null meets no comparison but ``is null``.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from tui.core.field_types import LOOKUP_TYPES, NOT_SELECTED, TEXTS
from tui.core.values import KeyForm, id_number, instant, key_text, lookup_id
from tui.live.practice.coql import Both, Criteria, Criterion, Query
from tui.live.practice.replies import error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.metadata import Field, Module
    from tui.core.values import Json, Record

_ORDERING: Final = frozenset({">", ">=", "<", "<=", "between", "not between"})
_ALWAYS: Final = ("id", "Created_Time", "Modified_Time")


def answer(query: Query, module: Module, records: Iterable[Record]) -> dict[str, Any] | None:
    """``{"data": [...], "info": {...}}``, or None where nothing matches. Raises Refused for columns that cannot be
    asked for."""
    counted = [column for column in query.columns if column.counted]
    if counted and len(counted) < len(query.columns):
        raise error("SYNTAX_ERROR", "given coql query not supported")
    for name in (*(column.name for column in query.columns), *(name for name, _ in query.order)):
        _check_column(name, module)
    _check_criteria(query.criteria, module)
    found = [record for record in records if _meets(query.criteria, record, module)]
    if counted:
        row = {
            column.shown_as: sum(_plain(record.get(column.name)) is not None for record in found) for column in counted
        }
        return {"data": [row], "info": {"count": 1, "more_records": False}}
    found.sort(key=lambda record: id_number(record["id"]))
    for name, descends in reversed(query.order):
        found.sort(key=lambda record, name=name: sort_key(record.get(name)), reverse=descends)  # type: ignore[misc]
    page = found[query.offset : query.offset + query.limit]
    if not page:
        return None
    data = [
        {column.shown_as: _shown(column.name, record, module) for column in query.columns} | {"id": record["id"]}
        for record in page
    ]
    more = query.offset + query.limit < len(found)
    return {"data": data, "info": {"count": len(page), "more_records": more}}


def sort_key(value: Json) -> tuple[int, Any]:
    """How values of one field are put in order: nulls, numbers, instants, texts without letter case, the rest."""
    value = _plain(value)
    if value is None:
        return (0, 0)
    if isinstance(value, int | float):
        return (1, value)
    if isinstance(value, str):
        moment = instant(value) if re.match(r"\d{4}-\d\d-\d\d", value) else None
        return (2, moment) if moment is not None else (3, (id_number(value)[:2], value.casefold()))
    return (4, key_text(value, KeyForm.FOLDED))


def _check_column(name: str, module: Module) -> None:
    field = module.by_name.get(name)
    if (field is None and name not in _ALWAYS) or (field is not None and field.data_type in NOT_SELECTED):
        raise error("INVALID_QUERY", "unsupported column", column_name=name)


def _check_criteria(criteria: Criteria, module: Module) -> None:
    if isinstance(criteria, Both):
        _check_criteria(criteria.left, module)
        _check_criteria(criteria.right, module)
        return
    _check_column(criteria.column, module)
    field = module.by_name.get(criteria.column)
    textual = field is not None and field.data_type in TEXTS
    if (textual and criteria.operator in _ORDERING) or (
        field is not None and field.data_type in LOOKUP_TYPES and criteria.operator in {*_ORDERING, "like", "not like"}
    ):
        raise error(
            "INVALID_QUERY",
            "Invalid query formed",
            reason="invalid operator found",
            column_name=criteria.column,
            operator=criteria.operator,
        )


def _meets(criteria: Criteria, record: Record, module: Module) -> bool:
    if isinstance(criteria, Both):
        if criteria.word == "and":
            return _meets(criteria.left, record, module) and _meets(criteria.right, record, module)
        return _meets(criteria.left, record, module) or _meets(criteria.right, record, module)
    value = _compared(record.get(criteria.column), module.by_name.get(criteria.column))
    if criteria.operator in ("is null", "is not null"):
        return (value is None) is (criteria.operator == "is null")
    if value is None:
        return False
    negated = criteria.operator.startswith("not ") or criteria.operator == "!="
    return _holds(criteria, value) is not negated


def _holds(criteria: Criterion, value: Json) -> bool:
    """The comparison without its ``not``."""
    first = criteria.values[0]
    match criteria.operator.removeprefix("not "):
        case "in":
            return any(_equal(value, wanted) for wanted in criteria.values)
        case "=" | "!=":
            return _equal(value, first)
        case "like":
            pattern = ".*".join(re.escape(part) for part in str(first).casefold().split("%"))
            return re.fullmatch(pattern, _text(value).casefold(), re.DOTALL) is not None
        case "between":
            return _order(value, first) >= 0 and _order(value, criteria.values[1]) <= 0
        case ">":
            return _order(value, first) > 0
        case ">=":
            return _order(value, first) >= 0
        case "<":
            return _order(value, first) < 0
        case _:
            return _order(value, first) <= 0


def _plain(value: Json) -> Json:
    """What is null to a query: also an empty text or list."""
    return None if value in ("", []) else value


def _compared(value: Json, field: Field | None) -> Json:
    """A stored value as it is compared: a lookup by its id."""
    value = _plain(value)
    if value is not None and field is not None and field.data_type in LOOKUP_TYPES:
        return lookup_id(value)
    return value


def _equal(value: Json, wanted: Json) -> bool:
    if isinstance(value, list):  # a multi-select is written 'English;German'
        return {_text(item) for item in value} == set(str(wanted).split(";"))
    if isinstance(value, bool):
        return _text(value) == str(wanted).casefold()
    if isinstance(value, int | float):
        number = _number(wanted)
        return number is not None and Decimal(str(value)) == number
    if isinstance(value, str):
        moment = instant(value) if isinstance(wanted, str) and "T" in wanted else None
        if moment is not None and moment == instant(wanted):
            return True
        return key_text(value, KeyForm.FOLDED) == key_text(str(wanted), KeyForm.FOLDED)
    return False


def _order(value: Json, wanted: Json) -> int:
    """-1, 0 or 1: how a stored value stands to one of the query."""
    left: Any = _number(value)
    right: Any = _number(wanted)
    if left is None or right is None:
        left, right = instant(value), instant(wanted)
    if left is None or right is None:
        left, right = _text(value).casefold(), _text(wanted).casefold()
    return int(left > right) - int(left < right)


def _number(value: Json) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(value: Json) -> str:
    return str(value).casefold() if isinstance(value, bool) else str(value)


def _shown(name: str, record: Record, module: Module) -> Json:
    """A value as COQL shows it: a lookup with its id only."""
    value, field = record.get(name), module.by_name.get(name)
    if value and field is not None and field.data_type in LOOKUP_TYPES:
        return {"id": lookup_id(value)}
    return value
