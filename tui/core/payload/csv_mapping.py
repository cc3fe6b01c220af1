"""Which field each column of a CSV text goes to: found by its header, corrected by a person, and how well it fits.

A ``CsvSheet`` is the text in cells; ``mapping_of`` finds the fields of its columns, and ``counted`` goes through the
cells of one. What a person decides comes back to ``read_csv`` as ``CsvMapping.given``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import brief
from tui.core.payload.csv_rows import ColumnKey, Names, NotConverted, column_of, id_column, keys_of, records_of, sniff
from tui.core.validate import value_check
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.errors import ZohoError
    from tui.core.metadata import Field, Module
    from tui.core.payload.csv_rows import Columns, CsvColumn

How = Literal["API name", "label", "near", "the ids", "as before", "chosen", "not taken"]
"""How a column came to its field: by its header as an API name or a label (a header of Zoho's export counts as one), by
the nearest name, by the ids in it, as a person had it before for the same header, by a person now; or to none."""

_EXAMPLES: Final = 3
_SAMPLES: Final = 3
_NEAR: Final = 0.8
_WORDS: Final = 5  # of a header, that may be the name of a field


@dataclass(frozen=True, slots=True)
class CsvSheet:
    """A CSV text in cells. ``header``: the first row, stripped; ``rows``: the others, each with its line."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    id_header: str | None = None
    """The header of the column that holds the records' ids, where it does not say so."""

    def cells(self, place: int) -> Iterator[tuple[int, str]]:
        """The cells of a column that are not blank, each with the line on which its row begins."""
        for line, cells in self.rows:
            if place < len(cells) and cells[place].strip():
                yield line, cells[place]

    def sample(self, place: int) -> tuple[str, ...]:
        """The first cells of a column that differ."""
        found: dict[str, None] = {}
        for _, cell in self.cells(place):
            found[cell] = None
            if len(found) == _SAMPLES:
                break
        return tuple(found)


def header_of(text: str, module: Module) -> tuple[str, ...]:
    """The header of a CSV text, its cells stripped. Raises CsvTextError."""
    return tuple(cell.strip() for cell in sniff(text.removeprefix("\ufeff"), Names(module)).cells)


def sheet_of(text: str, module: Module, given: Columns = ()) -> CsvSheet:
    """The cells of a CSV text; of several delimiters the one under which most of its header is known to the module
    counts, as in ``read_csv``. Raises CsvTextError."""
    text = text.removeprefix("\ufeff")
    names = Names(module, given)
    table = sniff(text, names)
    rows = tuple((line, tuple(cells)) for line, cells in records_of(text, table))
    ids = id_column((cells for _, cells in rows), table.cells, names, bare_ids=False)
    return CsvSheet(tuple(cell.strip() for cell in table.cells), rows, ids)


def looks_like_a_table(sheet: CsvSheet) -> bool:
    """Whether text whose header names nothing that is known is a table all the same: several columns that have a name
    each, rows that fill more than the first of them, and no space behind every comma, as in sentences."""
    named = [name for name in sheet.header if name]
    several = len(named) > 1 and len(set(named)) == len(sheet.header)
    further = [cell for _, cells in sheet.rows for cell in cells[1:] if cell.strip()]
    return several and not all(cell.startswith(" ") for cell in further)


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column and the API name that it goes to; None: it is left out."""

    header: str
    field: str | None
    how: How


@dataclass(frozen=True)
class CsvMapping:
    """Where the columns of a sheet go in a module."""

    module: Module
    columns: tuple[MappedColumn, ...]

    @property
    def given(self) -> Columns:
        """The same as ``read_csv`` takes it."""
        return tuple((column.header, column.field) for column in self.columns)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every column that has a name is found by it, so that nobody need be asked."""
        named = (column for column in self.columns if column.header)
        return not self.twice and all(column.how in ("API name", "label", "the ids") for column in named)

    @cached_property
    def twice(self) -> tuple[str, ...]:
        """The keys that more than one column goes to; a lookup may have one for its id and one for its name."""
        goes = Counter(key for key in self.keys if key.name)
        return tuple(dict.fromkeys(key.name for key, count in goes.items() if count > 1))

    @cached_property
    def keys(self) -> list[ColumnKey]:
        """What ``read_csv`` makes of the columns."""
        return keys_of([column.header for column in self.columns], Names(self.module, self.given))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The mandatory fields that no column goes to."""
        goes = {column.field for column in self.columns}
        return tuple(field.api_name for field in self.module.mandatory if field.api_name not in goes)

    def having(self, place: int, field: str | None) -> CsvMapping:
        """The same with another field for a column, as a person chose it; None: it is left out."""
        columns = list(self.columns)
        columns[place] = replace(columns[place], field=field, how="chosen")
        return replace(self, columns=tuple(columns))


def mapping_of(sheet: CsvSheet, module: Module, before: Columns = ()) -> CsvMapping:
    """Where the columns of a sheet go, as far as their headers tell. before: what a person made of the same header
    earlier, which counts as far as the module has the fields."""
    names = Names(module)
    names.id_column = sheet.id_header
    found = [_by_name(header, names) for header in sheet.header]
    if [header for header, _ in before] == list(sheet.header):
        found = [_as_before(each, field, names) for each, (_, field) in zip(found, before, strict=True)]
    taken = {column.field for column in found if column.field}
    for place, column in enumerate(found):
        if column.how == "not taken" and (near := _nearest(column.header, module, taken)) is not None:
            found[place] = MappedColumn(column.header, near, "near")
            taken.add(near)
    return CsvMapping(module, tuple(found))


def _by_name(header: str, names: Names) -> MappedColumn:
    key = names.api_name(header)
    if key is not None:
        how: How = "the ids" if header == names.id_column else "API name" if key == header else "label"
        return MappedColumn(header, key, how)
    lookup = names.lookup_of(header)
    return MappedColumn(header, lookup, "not taken" if lookup is None else "label")


def _as_before(column: MappedColumn, field: str | None, names: Names) -> MappedColumn:
    as_found = field == column.field and column.how != "not taken"
    if as_found or (field is not None and not names.is_key(field)):
        return column
    return MappedColumn(column.header, field, "as before")


def _nearest(header: str, module: Module, taken: set[str]) -> str | None:
    """The writable field with the nearest API name or label, of those that no other column goes to."""
    wanted = _plain(header)
    if not wanted:
        return None
    names: dict[str, str] = {}
    for field in module.writable.values():
        if field.api_name not in taken:
            for name in (field.api_name, field.label):
                names.setdefault(_plain(name), field.api_name)
    near = get_close_matches(wanted, names, 1, _NEAR)  # equal: only the first counts
    return names[near[0]] if near else _said_within(header, names)


def _said_within(header: str, names: dict[str, str]) -> str | None:
    """The field that a header names beside other words, as in ``E-mail address``; None where it names several."""
    words = re.findall(r"[^\W_]+", header)
    runs = (words[start : start + count] for start in range(len(words)) for count in range(1, _WORDS + 1))
    fields = {names[name] for run in runs if (name := _plain("".join(run))) in names}
    return fields.pop() if len(fields) == 1 else None


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


# --- how well the cells fit ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """How many cells of a column are filled, how many of them its field takes, and the first that it does not, in
    sentences."""

    filled: int
    fit: int
    examples: tuple[str, ...] = ()


def counted(
    sheet: CsvSheet, mapping: CsvMapping, place: int, still_wanted: Callable[[], bool] = lambda: True
) -> ColumnCount | None:
    """How well the cells of a column fit the field that it goes to; of one that is left out they are only counted.
    still_wanted: asked now and then; None is returned once it is not."""
    column = column_of(place, mapping.keys[place], Names(mapping.module), exact=False)
    field = mapping.module.by_name.get(column.name)
    filled = fit = 0
    examples: list[str] = []
    for line, cell in sheet.cells(place):
        if filled % 500 == 0 and not still_wanted():
            return None
        filled += 1
        wrong = None if column.gives_name else _wrong(cell, column, field)
        if wrong is None:
            fit += 1
        elif len(examples) < _EXAMPLES:
            examples.append(f'line {line}: "{brief(cell.strip())}" is not {wrong}')
    return ColumnCount(filled, fit, tuple(examples))


def _wrong(cell: str, column: CsvColumn, field: Field | None) -> str | None:
    """What a cell should be and is not, in words; None where it fits."""
    value = column.value(cell)
    if isinstance(value, NotConverted):
        return value.expected
    if field is None:
        return None
    check = value_check(0, field, value)  # equal: which row it is is not told
    return _in_words(check.error, field) if check and check.error else None


def _in_words(error: ZohoError, field: Field) -> str:
    longest = error.details.get("maximum_length")
    return (
        f"at most {longest} characters long"
        if longest
        else _TYPES.get(field.data_type, f"a value of the type {field.data_type}")
    )


_TYPES: Final = {
    "email": "an e-mail address",
    "phone": "a phone number",
    "website": "a web address",
    "date": "a date as Zoho takes it: YYYY-MM-DD",
    "datetime": "a date and time as Zoho takes it: YYYY-MM-DDThh:mm:ss+hh:mm",
    "bigint": "a whole number",
}
