"""How people save records and fields: a page as Zoho sent it, several pages, a bare list, one object, a list under a
module's name, or any of these within what a tool put around it.

Values in, values out; files are opened elsewhere. An error reply of Zoho in place of data is told as that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tui.core.display import one_line
from tui.core.wrappers import contents, parsed
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tui.core.metadata import Module
    from tui.core.values import Json

_MAY_BE_EMPTY: Final = frozenset({"json", "body", "response", "records", "rows", "list", "result", "results", "items"})
"""Keys under which an empty list is a page without records, and not something else that is empty."""

_EMPTY_CODES: Final = frozenset({"NO_CONTENT", "NO_RECORDS_FOUND"})


class ShapeError(ValueError):
    """A value that holds no records, or no fields; one sentence. ``way``: to what is wrong, from the top."""

    def __init__(self, reason: str, way: tuple[str | int, ...] | None = None) -> None:
        super().__init__(reason)
        self.way = way


# --- records ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """The entries of one page. ``number`` and ``more``: what its ``info`` says of page and more_records, else None."""

    entries: list[Json]
    number: int | None = None
    more: bool | None = None


def pages_of(value: Json, module: Module) -> Iterator[Page]:
    """The pages of records in a JSON value, in order. Raises ShapeError."""
    pages = pages_within(value, module)
    if pages is None:
        raise ShapeError('this is not a page of records; it should be {"data": [...]} or a list')
    yield from pages


def says_empty(value: Mapping[str, Json]) -> bool:
    """Whether an object says that it is a reply without content."""
    return 204 in (value.get("statusCode"), value.get("status_code"), value.get("status"))


def is_record(value: Json) -> bool:
    """Whether an entry can be a record: an object with an id, and not what a bulk read says of itself."""
    has_id = isinstance(value, dict) and isinstance(value.get("id"), (str, int)) and not isinstance(value["id"], bool)
    return has_id and not _is_bulk_read(value)


def _is_bulk_read(value: Json) -> bool:
    """Whether an object is the state of a bulk read (GET /crm/bulk/v8/read/{id}): its ``result`` says what ``info`` of
    a page does, and its records are in a file of their own."""
    return isinstance(value, dict) and value.get("operation") == "read" and {"state", "query"} <= value.keys()


def _pages_of_list(values: list[Json], module: Module) -> Iterator[Page]:
    """Records stand side by side in a list, or pages do."""
    entries: list[Json] = []
    pages = 0
    for value in values:
        inner = None if is_record(value) or value == [] else pages_within(value, module)
        if inner is None:
            entries.append(value)
            continue
        if entries:
            yield Page(entries)
            entries = []
        yield from inner
        pages += 1
    if entries or not pages:
        yield Page(entries)


def pages_within(value: Json, module: Module) -> tuple[Page, ...] | None:
    """The pages that a value is or holds; None where it holds none. Raises ShapeError for an error reply."""
    if isinstance(value, list):
        return tuple(_pages_of_list(value, module))
    return _pages_of_object(parsed(value) if isinstance(value, str) else value, module)


def _pages_of_object(value: Json, module: Module) -> tuple[Page, ...] | None:
    """The pages in an object; None where it is neither a page nor holds one. Raises ShapeError for an error reply."""
    if isinstance(value, list):
        return tuple(_pages_of_list(value, module))
    if not isinstance(value, dict):
        return None
    code = error_code(value)
    if code in _EMPTY_CODES or says_empty(value):
        return ()
    if code == "SUCCESS":
        raise ShapeError(f"this is what Zoho answered to a write, not records; save GET /{module.api_name} instead")
    if code is not None:
        raise ShapeError(_error_instead(code, "records", f"GET /{module.api_name}"))
    if _is_bulk_read(value):
        return with_info([Page([])], {"info": value.get("result")})
    data = value.get("data")
    if isinstance(data, list):
        return with_info(_pages_of_list(data, module), value)
    if is_record(value):
        return (Page([value]),)
    if value and all(map(is_record, value.values())):
        return (Page(list(value.values())),)
    names = {module.api_name.casefold(), module.label.casefold()}
    inner = [inner for name, inner in value.items() if name.casefold() in names and isinstance(inner, (list, dict))]
    inner += [inner for key, inner in contents(value) if inner != [] or key.lower() in _MAY_BE_EMPTY]
    found = (pages_within(part, module) for part in inner)
    pages = next((pages for pages in found if pages is not None), None)
    return None if pages is None else with_info(pages, value)


def with_info(pages: Iterable[Page], around: Mapping[str, Json]) -> tuple[Page, ...]:
    """Pages, the only one with what ``info`` beside it says."""
    pages, info = tuple(pages), around.get("info")
    if len(pages) != 1 or not isinstance(info, dict):
        return pages
    number, more = info.get("page"), info.get("more_records")
    if isinstance(number, str) and number.isdecimal():
        number = int(number)
    if isinstance(more, str):
        more = {"true": True, "false": False}.get(more.lower())
    if more is None and info.get("next_page_token"):
        more = True
    return (
        replace(
            pages[0],
            number=number if isinstance(number, int) and not isinstance(number, bool) else pages[0].number,
            more=more if isinstance(more, bool) else pages[0].more,
        ),
    )


# --- fields ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A field or a layout, and the way to it: keys and places from the top of the JSON."""

    way: tuple[str | int, ...]
    value: Json


def fields_of(value: Json, module: str) -> tuple[Entry, ...]:
    """The fields in a JSON value: a reply of GET /settings/fields or /settings/layouts, several of them, a bare list, a
    list under the module's name, or one of these within a wrapper. A field of several layouts comes once for each.

    Raises ShapeError.
    """
    entries = _fields_of_value(value, module, ())
    if not entries and not (isinstance(value, dict) and value.get("fields") == []):
        raise ShapeError('this is not a list of fields; it should be {"fields": [...]} or a list', ())
    return tuple(entries or ())


def layouts_of(value: Json, module: str) -> tuple[Entry, ...]:
    """The layouts in a JSON value: a reply of GET /settings/layouts, several of them, a bare list, one layout, or one
    of these within a wrapper. Raises ShapeError."""
    entries = _layouts_of_value(value, module, ())
    if entries is None:
        raise ShapeError('this is not a list of layouts; it should be {"layouts": [...]} or a list', ())
    return tuple(entries)


def _layouts_of_value(value: Json, module: str, way: tuple[str | int, ...]) -> list[Entry] | None:
    if isinstance(value, str):
        value = parsed(value)
    if isinstance(value, list):
        entries = []
        for place, part in enumerate(value):
            inner = _layouts_of_value(part, module, (*way, place))
            entries += [Entry((*way, place), part)] if inner is None else inner
        return entries
    if not isinstance(value, dict):
        return None
    if (code := error_code(value)) is not None:
        raise ShapeError(_error_instead(code, "layouts", f"GET /settings/layouts?module={module}"))
    if isinstance(value.get("layouts"), list):
        return _layouts_of_value(value["layouts"], module, (*way, "layouts"))
    if isinstance(value.get("sections"), list):
        return [Entry(way, value)]
    named = [(name, part) for name, part in value.items() if name.casefold() == module.casefold()]
    for name, part in (*named, *contents(value)):
        if found := _layouts_of_value(part, module, (*way, name)):
            return found
    return None


def merged_fields(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Each field once: of two entries with one name the later, with the choices of both (layouts differ in them)."""
    merged: dict[str, dict[str, Any]] = {}
    for entry in entries:
        field: Any = entry.value
        earlier = merged.get(field["api_name"])
        merged[field["api_name"]] = field if earlier is None else {**field, **_choices_of_both(earlier, field)}
    return list(merged.values())


def _choices_of_both(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    key = "pick_list_values"
    choices = [*(earlier.get(key) or ()), *(later.get(key) or ())]
    if not choices:
        return {}
    return {
        key: list({(choice.get("actual_value"), choice.get("display_value")): choice for choice in choices}.values())
    }


def _fields_of_value(value: Json, module: str, way: tuple[str | int, ...]) -> list[Entry] | None:
    """The fields in a value; None where it is neither a field nor holds one. Raises ShapeError for an error reply."""
    if isinstance(value, str):
        value = parsed(value)
    if isinstance(value, list):
        entries = []
        for place, part in enumerate(value):
            inner = _fields_of_value(part, module, (*way, place))
            entries += [Entry((*way, place), part)] if inner is None else inner
        return entries
    if not isinstance(value, dict):
        return None
    if (code := error_code(value)) is not None:
        raise ShapeError(_error_instead(code, "fields", f"GET /settings/fields?module={module}"))
    if "api_name" in value and "data_type" in value:
        return [Entry(way, value)]
    for key in ("fields", "sections", "layouts", "modules"):
        part = value.get(key)
        if isinstance(part, list):
            own = [entry for entry in part if key == "modules" and _is_named(entry, module)]
            if key == "modules" and not any(isinstance(each, dict) and "fields" in each for each in own or part):
                request = f"GET /settings/fields?module={module}"
                raise ShapeError(f"these are modules, not fields; save {request} instead")
            return _fields_of_value(own or part, module, (*way, key))
        if key == "fields" and key in value and "api_name" not in value:
            raise ShapeError("fields: should be a list", (*way, key))
    if "api_name" in value:
        return [Entry(way, value)]
    if value and all(isinstance(part, dict) and "api_name" in part for part in value.values()):
        return [Entry((*way, key), part) for key, part in value.items()]
    named = [(name, part) for name, part in value.items() if name.casefold() == module.casefold()]
    for name, part in (*named, *contents(value)):
        if found := _fields_of_value(part, module, (*way, name)):
            return found
    return None


def _is_named(entry: Json, module: str) -> bool:
    return isinstance(entry, dict) and str(entry.get("api_name")).casefold() == module.casefold()


# --- errors in place of data -----------------------------------------------------------------------------------------


def error_code(value: Mapping[str, Json]) -> str | None:
    """The code of an error reply of Zoho or of its token server; None for anything else."""
    code, error = value.get("code"), value.get("error")
    if isinstance(code, str) and "id" not in value and (value.get("status") == "error" or "message" in value):
        return code
    if isinstance(error, str) and not value.keys() - {"error", "error_description", "status"}:
        return error
    return None


def web_page(text: str) -> bool:
    """Whether a text is a web page, as a login form or a gateway answers with."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "<"


def _error_instead(code: str, what: str, request: str) -> str:
    """What is said of an error reply, and what to do about it."""
    if code == "REQUIRED_PARAM_MISSING" and "?" not in request:
        request += "?fields=..., naming the fields,"
    first = ""
    if "TOKEN" in code or "AUTHENTICATION" in code or code.islower():
        first = "get a new token and "
    elif "SCOPE" in code:
        first = "get a token with the scope for it and "
    return f"this is an error reply ({one_line(code[:40])}), not {what}; {first}save {request} again"
