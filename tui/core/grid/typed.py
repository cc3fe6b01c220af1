"""What a cell shows, and what a text that is typed or pasted into it means: one rule for both, so that a value that is
typed as it is shown comes back as it was.

A text becomes what its field takes, as a cell of CSV does; where it does not, it stays text, and the forecast says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id
from tui.core.field_types import LOOKUP_TYPES
from tui.core.grid.rows import NULL_TEXT, written_as
from tui.core.payload.csv_cells import Verbatim, conversion
from tui.core.views.describe import count_of

if TYPE_CHECKING:
    from tui.core.metadata import Field
    from tui.core.values import Json

ABSENT_SIGN: Final = "-"
MISSING_SIGN: Final = "(missing)"
EMPTY_TEXT: Final = '""'

_SIGNS: Final = frozenset({"", ABSENT_SIGN, MISSING_SIGN, NULL_TEXT, EMPTY_TEXT})
_SUMMARISED: Final = 60  # characters of a nested value


def written_of(name: str, field: Field | None, text: str) -> str | None:
    """The JSON text of what was typed for a key; None for nothing, which leaves the key out. Two quotes are the empty
    text, and ``null`` is null where the field holds no text."""
    if not text:
        return None
    if text == EMPTY_TEXT:
        return text
    convert, _ = conversion(name, field, is_lookup=_is_lookup(name, field), exact=True)
    if convert is None or not text.strip():
        return written_as(text)
    if text.strip() == NULL_TEXT and (_is_lookup(name, field) if field is None else field.json_type != "string"):
        return NULL_TEXT
    try:
        value = convert(text.strip())
    except ValueError:  # of no form that the field takes
        return written_as(text)
    return str(value) if isinstance(value, Verbatim) else written_as(value)


def _is_lookup(name: str, field: Field | None) -> bool:
    return name == "Owner" or (field is not None and field.data_type in LOOKUP_TYPES)


def editable_text(name: str, field: Field | None, value: Json, written: str) -> str | None:
    """The text to type for a value; None for a nested one that is written as JSON only."""
    if value is None:
        return ""
    if value == "":
        return EMPTY_TEXT
    plain = written if isinstance(value, (bool, int, float)) else typed_text(value)
    return plain or None  # nothing that could be typed stands for an empty list


def typed_text(value: Json) -> str | None:
    """A text, a list or a lookup as one types it; None for what is written as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) and ";" not in item for item in value):
        return ";".join(str(item) for item in value)
    if isinstance(value, dict) and isinstance(value.get("id"), str) and set(value) <= {"id", "name"}:
        return str(value["id"])
    return None


def shown_text(name: str, field: Field | None, value: Json) -> str:
    """What a cell shows of a value, on one line: texts as they are, in quotes where they would look like something
    else; what is nested in short."""
    if value is None:
        return NULL_TEXT
    if isinstance(value, str):
        return one_line(value) if _is_plain(name, field, value) else one_line(written_as(value))
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list):
        return _list(value)
    return one_line(written_as(value))


def _is_plain(name: str, field: Field | None, text: str) -> bool:
    """Whether a text can stand without quotes: typed so, it comes to the same."""
    if text in _SIGNS or text != text.strip():
        return False
    if field is not None and name != "id" and field.json_type == "string":  # equal: it comes to the same, but quicker
        return True
    return written_of(name, field, text) == written_as(text)


def _object(value: dict[str, Json]) -> str:
    record_id, name = value.get("id"), value.get("name")
    if isinstance(record_id, str) and set(value) <= {"id", "name"}:
        called = f"{one_line(name)} " if isinstance(name, str) else ""
        return f"{called}{short_id(record_id)}"
    return _cut(written_as(value))


def _list(value: list[Json]) -> str:
    if not value:
        return "[]"
    if all(isinstance(item, str) for item in value):
        return one_line("; ".join(map(str, value)))
    names = [item.get("name") if isinstance(item, dict) and set(item) == {"name"} else None for item in value]
    if all(isinstance(each, str) for each in names):
        return one_line("; ".join(map(str, names)))
    if all(isinstance(item, dict) for item in value):
        return f"[{count_of(len(value), 'entry', 'entries')}]"
    return _cut(written_as(value))


def _cut(text: str) -> str:
    return one_line(text if len(text) <= _SUMMARISED else f"{text[: _SUMMARISED - 1]}…")
