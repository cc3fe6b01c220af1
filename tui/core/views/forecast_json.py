"""A forecast as the JSON that ``preview --format json`` prints: the same bytes for the same input, no time, no path.

``forecast_json`` is the whole value. For a long forecast, whose rows are not kept, each row is turned into text as it
comes (``record_text``, ``reply_text``), and ``outline_json_parts`` puts what is around them.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final

from tui.core.expected_reply import expected_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tui.core.diff import Change
    from tui.core.forecast import Forecast, Outline
    from tui.core.notice import Notice
    from tui.core.row_forecast import RowForecast, Summary
    from tui.core.values import Json


def forecast_json(forecast: Forecast, data_set: str, *, partial: bool) -> dict[str, Json]:
    """The whole forecast. data_set: the name of the data set; partial: whether it covers looked-up values only."""
    return {
        **_head(forecast, forecast.summary, data_set, partial=partial),
        "records": [_row(row) for row in forecast.rows],
        **_end(forecast),
    }


def record_text(row: RowForecast) -> str:
    """The entry of ``records`` for a row, as it stands in the text of the whole."""
    return _entry(row.index, _row(row), _FIRST + _INDENT)


def reply_text(row: RowForecast) -> str:
    """The entry of ``response.data`` for a row, as it stands in the text of the whole."""
    return _entry(row.index, expected_row(row), _FIRST + 2 * _INDENT)


def outline_json_parts(
    outline: Outline, data_set: str, records: Iterable[str], replies: Iterable[str], *, partial: bool
) -> Iterator[str]:
    """The text of the whole (``json_text`` of ``forecast_json``) in parts. records, replies: ``record_text`` and
    ``reply_text`` of every row. Only with the last part it is JSON."""
    forecast, summary = outline.forecast, outline.counted.summary
    if not outline.counted.outcomes:
        yield json_text(forecast_json(forecast, data_set, partial=partial))
        return
    yield _printable("{" + _entries(_head(forecast, summary, data_set, partial=partial), _FIRST))
    yield f',{_FIRST}"records": ['
    yield from records
    yield f'{_FIRST}],{_FIRST}"response_status": {outline.response_status},{_FIRST}"response": {{'
    yield f'{_FIRST}{_INDENT}"data": ['
    yield from replies
    yield f"{_FIRST}{_INDENT}]{_FIRST}}}\n}}\n"


def _entry(index: int, value: Json, indent: str) -> str:
    """An entry of a list, of which the one of index 0 is the first."""
    return _printable(f"{',' if index else ''}{indent}{_text(value, indent)}")


def _head(forecast: Forecast, summary: Summary, data_set: str, *, partial: bool) -> dict[str, Json]:
    request = forecast.request
    listed = request.duplicate_check_fields
    return {
        "module": forecast.module.api_name,
        "data_set": {"name": data_set, "partial": partial},
        "assumptions": dict(forecast.assumptions.settings),
        "measured": {
            rule: {"value": each.value, "at": each.at, "module": each.module}
            for rule, each in forecast.assumptions.measured.items()
        },
        "duplicate_check_fields": None if listed is None else list(listed),
        "effective_order": [
            {"api_name": entry.api_name, "kind": entry.kind, "origin": entry.origin, "rule": entry.rule}
            for entry in forecast.order.entries
        ],
        "not_checked": [{"api_name": entry.api_name, "rule": entry.rule} for entry in forecast.order.not_checked],
        "summary": asdict(summary),
        "call_errors": [error.to_json() for error in forecast.call_errors],
        "warnings": [_notice(notice) for notice in forecast.warnings],
        "notes": [_notice(notice) for notice in forecast.notes],
    }


def _end(forecast: Forecast) -> dict[str, Json]:
    return {"response_status": forecast.response_status, "response": forecast.response}


def json_text(value: Json) -> str:
    """A JSON value as the text that commands print: two spaces an indent, and readable, but for the characters that
    would steer a terminal or be seen by nobody: these are written as JSON escapes, so that nothing is lost."""
    return _printable(_text(value, "\n")) + "\n"


def _text(value: Json, indent: str) -> str:
    """As json.dumps(value, ensure_ascii=False, indent=2), which is three times slower. indent: what begins a line."""
    parts: list[str] = []
    _write(value, indent, parts.append)
    return "".join(parts)


def _write(value: Json, indent: str, put: Callable[[str], object]) -> None:
    if type(value) is str:
        put(encode_basestring(value))
    elif isinstance(value, dict) and value:
        inner, before = indent + _INDENT, "{"
        for key, each in value.items():
            put(f"{before}{inner}{encode_basestring(key)}: ")
            _write(each, inner, put)
            before = ","
        put(indent + "}")
    elif isinstance(value, (list, tuple)) and value:
        inner, before = indent + _INDENT, "["
        for each in value:
            put(before + inner)
            _write(each, inner, put)
            before = ","
        put(indent + "]")
    else:
        put(json.dumps(value, ensure_ascii=False))  # equal: no text comes here


def _entries(value: dict[str, Json], indent: str) -> str:
    """What stands between the brackets of an object."""
    return ",".join(f"{indent}{encode_basestring(key)}: {_text(each, indent)}" for key, each in value.items())


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


_INDENT: Final = "  "
_FIRST: Final = "\n" + _INDENT
_UNPRINTABLE: Final = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""From U+007F up: controls, and what turns the direction of text or shows nothing. JSON itself escapes those below."""


def _row(row: RowForecast) -> dict[str, Json]:
    return {
        "index": row.index,
        "outcome": row.outcome.value,
        "duplicate_field": row.duplicate_field,
        "target_id": row.target_id,
        "certainty": row.certainty.word,
        "rules": list(row.rules),
        "depends_on": list(row.depends_on),
        "trace": [
            {
                "api_name": step.api_name,
                "value": step.value,
                "verdict": step.verdict,
                "matches": list(step.matches),
                "count": step.count,
                "rule": step.rule,
            }
            for step in row.trace
        ],
        "changes": [_change(change) for change in row.changes],
        "errors": [error.to_json() for error in row.errors],
        "warnings": [_notice(notice) for notice in row.warnings],
        "notes": [_notice(notice) for notice in row.notes],
    }


def _change(change: Change) -> dict[str, Json]:
    told: dict[str, Json] = {
        "api_name": change.api_name,
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
    }
    if change.rows is not None:
        told["rows"] = [
            {
                "kind": row.kind,
                "id": row.id,
                "cells": [
                    {"api_name": cell.api_name, "before": cell.before, "after": cell.after} for cell in row.cells
                ],
            }
            for row in change.rows
        ]
    return told


def _notice(notice: Notice) -> dict[str, Json]:
    return {"rule": notice.rule, "api_name": notice.api_name, "message": notice.message}
