"""One more row in the text of a payload, laid out like the rows that are there; everything else stays as it is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tui.core.payload.json_text import Span, parse_json, spans

if TYPE_CHECKING:
    from tui.core.values import Json, Record

_STEP: Final = "  "


def with_row(text: str, row: Record) -> str:
    """The text of a payload with a row at the end: of a body, of a list of records, or of one record, which becomes the
    first of two. The text must be one that ``parse_json`` takes."""
    value = parse_json(text)
    places = spans(text, 2)  # equal: what stands deeper is not asked for
    path: tuple[str | int, ...] = ("data",) if isinstance(value, dict) and "data" in value else ()
    rows: Json = value["data"] if path else value
    whole, newline = places[path], _newline(text)
    if not isinstance(rows, list):
        return _made_a_list(text, whole, row, newline)
    if not rows:
        around = _lead(text, whole.key if whole.key is not None else whole.start) or ""
        inner = around + _STEP
        made = f"[{newline}{inner}{_block(row, inner, _STEP, newline)}{newline}{around}]"
        return text[: whole.start] + made + text[whole.end :]
    last = places[(*path, len(rows) - 1)]
    first = places[(*path, 0)]
    lead = _lead(text, first.start)
    made = _like(text[last.start : last.end], row, lead, newline)
    between = f",{newline}{lead}" if lead is not None else ", " if _is_airy(text[whole.start : last.end]) else ","
    return text[: last.end] + between + made + text[last.end :]


def _made_a_list(text: str, whole: Span, row: Record, newline: str) -> str:
    """One record where a list could stand: a list of it and the new one."""
    one = text[whole.start : whole.end]
    between = f",{newline}" if newline in one else ", "
    return f"{text[: whole.start]}[{one}{between}{_like(one, row, '', newline)}]{text[whole.end :]}"


def _lead(text: str, start: int) -> str | None:
    """What stands before a value on its line, if that is white space only."""
    lead = text[text.rfind("\n", 0, start) + 1 : start]
    return None if lead.strip() else lead


def row_like(text: str, other: Span, row: Record) -> str:
    """A row laid out like another one of a text."""
    return _like(text[other.start : other.end], row, _lead(text, other.start), _newline(text))


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _like(other: str, row: Record, lead: str | None, newline: str) -> str:
    """A row laid out like another: on one line or on several, with the same steps."""
    if "\n" not in other:
        airy = _is_airy(other)
        made = json.dumps(row, ensure_ascii=False, separators=(", ", ": ") if airy else (",", ":"))
        return f"{{ {made[1:-1]} }}" if other.startswith("{ ") and row else made
    inner = re.search(r"\n([ \t]+)\S", other)
    step = _STEP if inner is None else inner[1].removeprefix(lead or "") or _STEP
    return _block(row, lead or "", step, newline)


def _block(row: Record, lead: str, step: str, newline: str) -> str:
    """A row on several lines, of which all but the first stand in by ``lead``."""
    lines = [
        f"{lead}{step}{json.dumps(name, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in row.items()
    ]
    return f"{{{newline}{f',{newline}'.join(lines)}{newline}{lead}}}" if lines else "{}"


def _is_airy(text: str) -> bool:
    """Whether there is white space behind its colons and commas."""
    return re.search(r'["\]}\w][:,] ', text) is not None or not re.search(r'["\]}\w][:,]["\[{\w-]', text)
