"""What may be chosen for a cell while one types in it: the choices of its field, and what the typed text comes to."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from tui.core.display import brief, one_line
from tui.core.field_types import DATE, DATE_TIME, PICK_LIST
from tui.core.fixes.date_readings import date_readings
from tui.core.grid.rows import NULL_TEXT, written_as
from tui.core.grid.typed import EMPTY_TEXT, written_of
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.metadata import Field


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to choose. ``written``: the JSON text that it makes of the cell, None: the key is left out.
    ``detail``: what is to be known about it; ``doubtful``: it is not what the field takes."""

    label: str
    written: str | None
    detail: str = ""
    doubtful: bool = False


LEAVE_OUT = Suggestion("leave the key out", None, "Zoho keeps what the record has")
SEND_NULL = Suggestion(NULL_TEXT, NULL_TEXT, "Zoho clears the field")


def suggestions(name: str, field: Field | None, typed: str, now: datetime) -> tuple[Suggestion, ...]:
    """What can be chosen for a text that is typed, the likeliest first. now: with its offset to UTC."""
    found = list(_of_field(name, field, typed.strip(), now))
    as_typed = _as_typed(name, field, typed)
    if as_typed is not None:
        exact = any(each.written == as_typed.written for each in found)
        choosing = field is not None and field.data_type in (PICK_LIST, "boolean")
        if not exact:
            found = [*found, as_typed] if choosing else [as_typed, *found]
    if not typed.strip():
        found += [SEND_NULL, LEAVE_OUT] if found else [LEAVE_OUT, SEND_NULL]
        if field is None or field.json_type == "string":
            found.append(Suggestion(EMPTY_TEXT, EMPTY_TEXT, "an empty text"))
    return tuple(found)


def _as_typed(name: str, field: Field | None, typed: str) -> Suggestion | None:
    """The text as it was typed, with what is to be said of it."""
    written = written_of(name, field, typed)
    if written is None:
        return None
    label = one_line(written)
    if field is None:
        return Suggestion(label, written)
    if field.data_type == PICK_LIST and not field.lists(typed.strip()):
        return Suggestion(label, written, "not in the pick list", doubtful=True)
    if field.json_type != "string" and written.startswith('"'):
        return Suggestion(label, written, f"text; the field takes {_KINDS.get(field.json_type, field.data_type)}", True)
    if field.data_type in (DATE, DATE_TIME) and not _is_in_form(field, typed):
        return Suggestion(label, written, f"not in the form {_FORMS[field.data_type]}", doubtful=True)
    if field.length is not None and written.startswith('"'):
        too_long = len(typed) > field.length
        return Suggestion(label, written, f"{len(typed)} of {count_of(field.length, 'character')}", too_long)
    return Suggestion(label, written)


_KINDS = {
    "integer": "a whole number",
    "double": "a number",
    "boolean": "true or false",
    "jsonarray": "a list",
    "jsonobject": "the id of a record",
}
_FORMS = {DATE: "YYYY-MM-DD", DATE_TIME: "YYYY-MM-DDThh:mm:ss+hh:mm"}


def _is_in_form(field: Field, typed: str) -> bool:
    try:
        if field.data_type == DATE:
            return date.fromisoformat(typed).isoformat() == typed
        return datetime.fromisoformat(typed).isoformat(timespec="seconds") == typed and typed[-6] in "+-"
    except (ValueError, IndexError):
        return False


def _of_field(name: str, field: Field | None, typed: str, now: datetime) -> Iterator[Suggestion]:
    if field is None:
        return
    if field.data_type == PICK_LIST:
        yield from _choices(field, typed)
    elif field.data_type == "boolean":
        yield from (Suggestion(word, word) for word in ("true", "false") if word.startswith(typed.casefold()))
    elif field.data_type in (DATE, DATE_TIME):
        for reading in date_readings(field.data_type, typed):
            if reading != typed:
                yield Suggestion(written_as(reading), written_as(reading), f"read from {brief(typed)}")
        if not typed or (field.data_type == DATE and "today".startswith(typed.casefold())):
            today = now.date().isoformat() if field.data_type == DATE else now.isoformat(timespec="seconds")
            yield Suggestion(written_as(today), written_as(today), "today" if field.data_type == DATE else "now")


def _choices(field: Field, typed: str) -> Iterator[Suggestion]:
    """The choices that hold what is typed, those that begin with it first."""
    wanted = typed.casefold()
    texts = [(choice, f"{choice.actual}\n{choice.display}".casefold()) for choice in field.choices]
    held = [choice for choice, text in texts if wanted in text]
    held.sort(key=lambda choice: not (choice.actual.casefold().startswith(wanted)))
    for choice in held:
        detail = f"shown as {brief(choice.display)}" if choice.display != choice.actual else ""
        yield Suggestion(one_line(choice.actual), written_as(choice.actual), detail)


def ticked(field: Field, value: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The choices of a multi-select with whether each is in a value; what the value holds beside them comes last."""
    listed = [choice.actual for choice in field.choices]
    held = {field.canonical(each) for each in value}
    others = [each for each in dict.fromkeys(value) if not field.lists(each)]
    return (*((each, each in held) for each in dict.fromkeys(listed)), *((each, True) for each in others))
