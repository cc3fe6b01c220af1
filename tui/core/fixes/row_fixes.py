"""What would put right a problem of one row: see ``tui.core.fixes``."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from tui.core.display import brief
from tui.core.errors import ZohoError
from tui.core.field_types import MULTI_SELECT
from tui.core.fixes.date_readings import date_readings
from tui.core.fixes.text_edits import TextEdit, added, as_json, changed, dropped, renamed
from tui.core.lint import nearest
from tui.core.payload.json_text import Span, spans
from tui.core.payload.request import CHECK_FIELDS
from tui.core.row_edits import entries_of, mended
from tui.core.row_lint import current_name
from tui.core.rules import Settings
from tui.core.validate import outside, value_check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.metadata import Field
    from tui.core.payload.row_places import RowPlaces
    from tui.core.values import Json, Record
    from tui.core.views.problems import TextProblem

FoundFix = tuple[str, tuple[TextEdit, ...], bool]
"""A label, the edits, and whether a value is left blank."""

_NEAR = 3  # choices of a pick list that are offered for one value


def row_fixes(problem: TextProblem, text: str, made: Forecast, places: RowPlaces) -> Iterator[FoundFix]:
    """The fixes of a problem that names a row."""
    name, index = problem.api_name, problem.row
    if name is None or index is None or not 0 <= index < len(places.spans):  # equal: without a name there is none
        return
    whole, member, row = places.spans[index], places.key_span(index, name), made.request.rows[index]
    field, settings = made.module.by_name.get(name), Settings(made.assumptions)
    if problem.severity == "error":
        codes = {error.code for error in made.rows[index].found if error.api_name == name}
        yield from _of_error(codes, field, text, whole, member, row.get(name), settings)
    elif problem.rule == "lint.list_in_row":
        if member is not None:
            yield from _of_list_in_row(text, made, member, row[name])
    elif problem.rule == "write.append_values":
        yield from _of_append_values(name, text, whole, row)
    elif member is not None:
        if field is None:
            yield from _of_unknown_name(name, text, made, member, row)
        else:
            yield from _of_warning(problem.rule, field, text, member, row[name], settings)


def _of_error(
    codes: set[str],
    field: Field | None,
    text: str,
    whole: Span,
    member: Span | None,
    value: Json,
    settings: Settings,
) -> Iterator[FoundFix]:
    if field is None:
        return
    name = field.api_name
    if "MANDATORY_NOT_FOUND" in codes:
        if member is None:
            yield f"Add {name}", (added(text, whole, name, ""),), True
        elif value != "":
            yield f"Write a {name}", (changed(member, ""),), True
        return
    if member is None or "DUPLICATE_DATA" in codes:
        return
    yield from _other_values(field, member, value, settings)
    if not field.mandatory:
        yield f"Leave out {name}", (dropped(text, member),), False


def _of_warning(
    rule: str, field: Field, text: str, member: Span, value: Json, settings: Settings
) -> Iterator[FoundFix]:
    match rule:
        case "valid.system_fields" | "valid.read_only" | "write.layout_ignores":
            yield f"Leave out {field.api_name}", (dropped(text, member),), False
        case "valid.lookup_form":
            yield "Write the id as an object", (changed(member, {"id": str(value)}),), False
        case "valid.datetime_forms" if isinstance(value, str):
            yield "Add the offset +00:00 (UTC)", (changed(member, f"{value.strip()}+00:00"),), False
        case "valid.picklist":
            yield from _choices(field, member, value)
        case "valid.format_lenient":
            yield from _other_values(field, member, value, settings)


def _other_values(field: Field, member: Span, value: Json, settings: Settings) -> Iterator[FoundFix]:
    """What a value may have been meant to be, in the form that the field takes: only what would be taken."""
    yield from _choices(field, member, value)
    ideas: list[Json] = list(date_readings(field.data_type, value)) if isinstance(value, str) else []
    ideas += mended(field, value)
    for written, idea in {as_json(each): each for each in ideas}.items():
        if written not in ('""', as_json(value)) and _is_taken(field, idea, settings):
            label = f"Cut to {field.length} characters" if _is_cut(field, value, idea) else f"Write {brief(written)}"
            yield label, (TextEdit(member.start, member.end, written),), False


def _is_taken(field: Field, value: Json, settings: Settings) -> bool:
    check = value_check(0, field, value)  # equal: which row it is, is not told
    return check is None or not isinstance(check.under(settings), ZohoError)


def _is_cut(field: Field, value: Json, idea: Json) -> bool:
    """Whether an idea is the beginning of a text that is too long for its field."""
    if not isinstance(value, str) or not isinstance(idea, str) or field.length is None:
        return False
    return len(value) > field.length and value.startswith(idea)


def _choices(field: Field, member: Span, value: Json) -> Iterator[FoundFix]:
    """The listed spellings of texts that are not in the pick list; none for a multi-select that is no list, which a
    text does not put right."""
    if field.data_type == MULTI_SELECT and not isinstance(value, list):
        return
    new: Json
    for wrong in outside(field, value):
        parts = entries_of(field, wrong)
        if isinstance(value, list) and len(parts) > 1:  # equal: only entries of a list have parts
            new = [part for item in value for part in (parts if item == wrong else [item])]
            yield f"Write {brief(as_json(new))}", (changed(member, new),), False
            continue
        for listed in _listed_like(field, wrong):
            new = [listed if item == wrong else item for item in value] if isinstance(value, list) else listed
            yield f"Write {brief(as_json(listed))}", (changed(member, new),), False


def _listed_like(field: Field, text: str) -> list[str]:
    names = {choice.display.casefold(): choice.actual for choice in field.choices}
    names |= {choice.actual.casefold(): choice.actual for choice in field.choices}
    plain = " ".join(text.split()).casefold()
    near = [plain] if plain in names else get_close_matches(plain, names, _NEAR, 0.6)
    return list(dict.fromkeys(names[name] for name in near))


def _of_unknown_name(name: str, text: str, made: Forecast, member: Span, row: Record) -> Iterator[FoundFix]:
    meant = current_name(name, made.module) or nearest(name, made.module.by_name) or _by_label(name, made)
    if meant is not None and meant not in row:
        yield f"Rename to {meant}", (renamed(text, member, meant),), False
    yield f"Leave out {brief(name)}", (dropped(text, member),), False


def _by_label(name: str, made: Forecast) -> str | None:
    """The one field that the screens of Zoho call so."""
    labels = [field.api_name for field in made.module.fields if field.label.casefold() == name.strip().casefold()]
    return labels[0] if len(labels) == 1 else None


def _of_list_in_row(text: str, made: Forecast, member: Span, listed: Json) -> Iterator[FoundFix]:
    """A check list within a record belongs beside ``data``, if there is none yet and it is one."""
    out = dropped(text, member)
    top = spans(text, 1)  # equal: of deeper places none is asked for
    data = top.get(("data",))
    request = made.request
    is_list = isinstance(listed, list) and all(isinstance(item, str) for item in listed)
    if is_list and data is not None and request.duplicate_check_fields is None and not request.null_list:
        yield f"Move {CHECK_FIELDS} beside data", (out, added(text, top[()], CHECK_FIELDS, listed)), False
    yield f"Leave out {CHECK_FIELDS}", (out,), False


def _of_append_values(name: str, text: str, whole: Span, row: Record) -> Iterator[FoundFix]:
    append = row.get("$append_values")
    entry = append.get(name) if isinstance(append, dict) else None
    if isinstance(entry, str) and entry.strip().casefold() == "true":
        within = spans(text[whole.start : whole.end], 2)[("$append_values", name)]  # equal: likewise
        yield "Write true", (changed(Span(whole.start + within.start, whole.start + within.end), True),), False
