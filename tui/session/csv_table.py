"""A CSV text that is about to be opened: whether its columns are to be looked at first, and as which module."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.payload.body_text import with_check_fields
from tui.core.payload.csv_lines import CsvTextError
from tui.core.payload.csv_mapping import CsvMapping, header_of, looks_like_a_table, mapping_of, sheet_of
from tui.core.payload.csv_rows import looks_like_csv
from tui.core.payload.formats import recognise
from tui.core.payload.intake import decode
from tui.core.payload.json_text import parse_json
from tui.core.payload.request import CHECK_FIELDS, PayloadError
from tui.core.unreadable import Unreadable
from tui.dataclass import dataclass
from tui.session.case import chosen_module, module_of
from tui.session.known_headers import known_header

if TYPE_CHECKING:
    from tui.core.payload.csv_mapping import CsvSheet
    from tui.core.payload.csv_rows import Columns
    from tui.dataset.folder import DataSet
    from tui.session.reading import Draft


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV text in cells, and where its columns would go. ``before``: what was made of the same header earlier.
    ``is_plain``: every column goes where its name says, in a module that no other knows better, so nobody need look."""

    sheet: CsvSheet
    mapping: CsvMapping
    before: Columns = ()
    is_plain: bool = False


def csv_table(content: bytes, data_set: DataSet, *, at_hand: str, noted: str | None = None) -> CsvTable | None:
    """The table that a payload is; None for what is no CSV with a row, or cannot be read as such.

    at_hand: the module that is open; noted: the one that this file was last opened as, or that the data set notes for
    it. Raises DataSetError.
    """
    try:
        text = decode(content)
        intake = recognise(text)
    except PayloadError:
        return None
    if intake.kind != "csv" or intake.problem is not None:
        return None
    chosen = chosen_module(data_set, intake, noted=noted, at_hand=at_hand)
    try:
        known = known_header(header_of(text, module_of(data_set, chosen.name)))
        before = known.columns if known else ()
        used = known.module if known and data_set.resolve(known.module) else None
        better = chosen.better.name if chosen.better else None
        module = module_of(data_set, noted or used or better or chosen.name)
        sheet = sheet_of(text, module, before)
    except CsvTextError:
        return None
    if not sheet.rows or not (looks_like_csv(text, module) or looks_like_a_table(sheet)):
        return None
    mapping = mapping_of(sheet, module, before)
    return CsvTable(
        sheet, mapping, before, is_plain=mapping.is_plain and module.api_name == chosen.name and better is None
    )


def table_of_draft(draft: Draft, data_set: DataSet) -> CsvTable | None:
    """The table that a draft was read from; None where it is no CSV, or was edited since. Raises DataSetError."""
    source = draft.source
    if source is None or source.kind != "csv":
        return None
    module = data_set.module(draft.module)
    try:
        sheet = sheet_of(source.text, module, source.columns)
    except CsvTextError:
        return None
    return CsvTable(sheet, mapping_of(sheet, module, source.columns), source.columns)


def mapped(draft: Draft, data_set: DataSet, module: str, columns: Columns) -> Draft:
    """A draft that was read from CSV, read anew as a module with its columns as a person wants them; the check fields
    stay. Raises PayloadError and DataSetError."""
    if draft.source is None:
        return draft
    source = replace(draft.source, columns=columns)
    text = source.bound_to(data_set.module(module), draft.empty)
    try:
        value = parse_json(draft.text)
        names = value.get(CHECK_FIELDS) if isinstance(value, dict) else None
        text = text if names is None else with_check_fields(text, names)
    except Unreadable:
        pass
    return replace(draft, text=text, module=module, source=source, module_is_chosen=True)
