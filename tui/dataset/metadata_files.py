"""Files of metadata: the fields and the layouts of a module, in every wrapping that people save them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.core.from_json import FromJson, Misfit
from tui.core.metadata import FieldMetadata, LayoutMetadata
from tui.core.payload.json_text import JsonTextError, parse_json, place_of, spans
from tui.core.wrappers import without_head
from tui.dataset.files import DataSetError, documents_of, read_text
from tui.dataset.settings import error_sentence
from tui.dataset.shapes import Entry, ShapeError, fields_of, layouts_of, merged_fields, web_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from tui.core.payload.json_text import Document
    from tui.core.values import Json

    Model = TypeVar("Model", bound=FromJson)


def read_fields(path: Path, file: str, module: str) -> list[dict[str, Any]]:
    """The fields of a file as Zoho's JSON has them, each once, all of them good for FieldMetadata. Raises DataSetError
    with the place of the first that is not."""
    entries = _read(path, file, "fields", module, fields_of, FieldMetadata)
    return merged_fields(entry for entry, _ in entries)


def read_layouts(path: Path, file: str, module: str) -> list[dict[str, Any]]:
    """The layouts of a file as Zoho's JSON has them, all of them good for LayoutMetadata. Raises DataSetError."""
    return [entry.value for entry, _ in _read(path, file, "layouts", module, layouts_of, LayoutMetadata)]


def _read(
    path: Path,
    file: str,
    what: str,
    module: str,
    entries_of: Callable[[Json, str], tuple[Entry, ...]],
    model: type[Model],
) -> list[tuple[Entry, Model]]:
    text, _ = without_head(read_text(path, file))
    request = f"GET /settings/{what}?module={module}"
    if not text.strip("\ufeff \t\r\n"):
        raise DataSetError(f"this file is empty; save {request} in it", file)
    if web_page(text):
        raise DataSetError(f"this is a web page, not {what}; save {request} again", file)
    found: list[tuple[Entry, Model]] = []
    for document in documents_of(text, file):
        try:
            entries = entries_of(document.value, module)
        except ShapeError as error:
            place = () if error.way is None else _place(text, document, error.way)
            raise DataSetError(str(error), file, *place) from None
        for entry in entries:
            try:
                found.append((entry, model.of_json(entry.value)))
            except Misfit as error:
                place = _place(text, document, (*entry.way, *error.errors[0][0]))
                raise DataSetError(error_sentence(error, document.value, entry.way), file, *place) from None
    return found


def _place(text: str, document: Document, way: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of what a way leads to, or of the last part of it that is there; of the beginning, in a text that
    is not plain JSON."""
    part = text[document.start : document.end]
    try:
        parse_json(part)
    except JsonTextError:
        return place_of(text, document.start)
    places = spans(part, len(way))
    span = next(span for end in range(len(way), -1, -1) if (span := places.get(way[:end])))
    return place_of(text, document.start + span.start)
