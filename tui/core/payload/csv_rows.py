"""CSV text as rows: the header understood through a module's metadata, the cells typed by it.

Records and payloads are read alike, except for what an empty cell means. Nothing is judged here: a cell that does not
convert stays text, and is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import brief
from tui.core.field_types import LOOKUP_TYPES
from tui.core.payload.csv_cells import ID_PREFIX, OtherForm, conversion
from tui.core.payload.csv_lines import CsvTextError, error_at, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.metadata import Field, Module
    from tui.core.values import Json


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column that names no field. It is kept as it is."""

    name: str

    def __str__(self) -> str:
        return f'the column "{brief(self.name)}" names no field'


@dataclass(frozen=True, slots=True)
class UnconvertedCell:
    """A cell that is not what its field holds (``expected``, in words) and stayed text, in the row of a ``line``."""

    line: int
    name: str
    text: str
    expected: str

    def __str__(self) -> str:
        return f'line {self.line}, {brief(self.name)}: "{brief(self.text)}" is not {self.expected}'


CsvProblem = UnknownColumn | UnconvertedCell


@dataclass(frozen=True, slots=True)
class CsvRows:
    """The rows of a CSV text, the line on which each begins, and what is odd about them."""

    rows: tuple[dict[str, Json], ...]
    lines: tuple[int, ...]
    problems: tuple[CsvProblem, ...]


Empty = Literal["null", "absent"]
"""What an empty cell is: null, or no key at all."""

ALWAYS_KEPT: Final = frozenset({"id", "Created_Time", "Modified_Time", "Owner"})
"""Keys of records that need not be in the metadata; keys that begin with ``$`` are the others."""

_EXPORTED: Final = {
    "record id": "id",
    "id": "id",
    "created time": "Created_Time",
    "modified time": "Modified_Time",
}
"""Headers of Zoho's own export, in small letters: they stand for these keys even if no field has such a label."""

_DOLLAR_KEY: Final = re.compile(r"\$\w+")
_DELIMITERS: Final = (",", ";", "\t")
_LOOKUP_ID_SUFFIXES: Final = (".id", " Id")  # beside the column of a lookup, which then holds the name


def always_kept(name: str) -> bool:
    """Whether a key belongs to records without being in the metadata."""
    return name in ALWAYS_KEPT or name.startswith("$")


def read_csv(text: str, module: Module, *, empty: Empty, bare_ids: bool = False, exact: bool = False) -> CsvRows:
    """The rows of a CSV text (delimiter comma, semicolon or tab) whose header has API names or labels of the module.

    Blank lines are passed over; a row shorter than the header ends in empty cells. Where no header names the id, the
    column counts that holds ids as Zoho exports them; bare_ids: also one that holds long numbers, each once. exact:
    numbers and JSON in cells are ``Verbatim``, to be written as the cell has them. Raises CsvTextError for a header
    that cannot be used, a quote left open, and a row longer than the header.
    """
    text = text.removeprefix("\ufeff")
    names = _Names(module)
    delimiter, header_line, header = _sniff(text, names)
    names.id_column = _id_column(text, delimiter, header, names, bare_ids=bare_ids)
    columns = _columns(text, delimiter, header_line, header, names, exact=exact)
    problems: list[CsvProblem] = [UnknownColumn(column.name) for column in columns if not column.known]
    nameless = [place for place, cell in enumerate(header) if not cell.strip()]
    rows, lines = [], []
    for line, cells in lines_of(text, delimiter):
        if line == header_line:
            continue
        if len(cells) > len(header):
            reason = f"this row has {len(cells)} cells, but the header has {len(header)}"
            raise error_at(reason, text, delimiter, line, len(header))
        stray = next((place for place in nameless if place < len(cells) and cells[place]), None)
        if stray is not None:
            raise error_at("this cell stands in a column without a name", text, delimiter, line, stray)
        rows.append(_row(columns, cells, line, empty, problems))
        lines.append(line)
    return CsvRows(tuple(rows), tuple(lines), tuple(problems))


def likely_id_column(text: str, module: Module) -> str | None:
    """The header of a column that may hold the records' ids, by its name; None where none is called so."""
    names = _Names(module)
    try:
        _, _, header = _sniff(text.removeprefix("\ufeff"), names)
    except CsvTextError:
        return None
    return next((brief(cell.strip()) for cell in header if names.is_unknown(cell) and _CALLED_ID.search(cell)), None)


def known_columns(text: str, module: Module) -> tuple[int, int]:
    """How many cells of the header name a field of a module, and how many have a name."""
    names = _Names(module)
    try:
        _, _, header = _sniff(text.removeprefix("\ufeff"), names)
    except CsvTextError:
        return 0, 0
    cells = [cell for cell in header if cell.strip() and names.api_name(cell) != "id"]
    meant = (names.field(names.api_name(cell) or names.lookup_of(cell) or "") for cell in cells)
    return sum(field is not None for field in meant), len(cells)


def looks_like_csv(text: str, module: Module) -> bool:
    """Whether text is CSV for this module: no JSON, with a cell in its first line that names a field or the id, and
    with a delimiter there or more lines."""
    text = text.removeprefix("\ufeff").strip()
    if text[:1] in ("{", "[", ""):
        return False
    names = _Names(module)
    try:
        _, _, header = _sniff(text, names)
    except CsvTextError:
        return False
    more = len(header) > 1 or len(text.splitlines()) > 1
    return more and any(names.api_name(cell) is not None for cell in header)


# --- the header ------------------------------------------------------------------------------------------------------


class _Names:
    """What a header cell may say, and the API name that it stands for."""

    def __init__(self, module: Module) -> None:
        self.id_column: str | None = None
        self._fields = module.by_name
        self._labels: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        shown = ((field.label, field.api_name) for field in module.fields)
        others = ((field.other_label, field.api_name) for field in module.fields)
        for label, api_name in (*shown, *others):  # of fields with the same label the first, the shown one before
            if label:
                self._labels.setdefault(label, api_name)
                self._folded.setdefault(label.casefold(), api_name)

    def api_name(self, cell: str) -> str | None:
        """The key that a header cell stands for; None where it names nothing that the metadata or Zoho knows."""
        name = cell.strip()
        if name and name == self.id_column:
            return "id"
        if name in self._fields or (always_kept(name) and (name[0] != "$" or _DOLLAR_KEY.fullmatch(name))):
            return name
        folded = name.casefold()
        return self._labels.get(name) or self._folded.get(folded) or _EXPORTED.get(folded)

    def is_unknown(self, cell: str) -> bool:
        """Whether a header cell stands for nothing that is known, nor for the id of a lookup."""
        unknown = bool(cell.strip()) and self.api_name(cell) is None and self.lookup_of(cell) is None
        return unknown and not cell.strip().casefold().endswith(_LOOKUP_ID_SUFFIXES[0])

    def field(self, name: str) -> Field | None:
        """The field with an API name."""
        return self._fields.get(name)

    def is_lookup(self, name: str) -> bool:
        """Whether a key holds a record or a user."""
        field = self._fields.get(name)
        return name == "Owner" or (field is not None and field.data_type in LOOKUP_TYPES)

    def lookup_of(self, cell: str) -> str | None:
        """The lookup whose id a header cell means, as in ``Account Name.id``."""
        name = cell.strip()
        for suffix in _LOOKUP_ID_SUFFIXES:
            base = self.api_name(name.removesuffix(suffix)) if name.endswith(suffix) else None
            if base is not None and self.is_lookup(base):
                return base
        return None

    def conversion(self, name: str, *, exact: bool) -> tuple[Callable[[str], Json] | None, str]:
        """How the cells of a key are converted, and what they must be for that."""
        return conversion(name, self.field(name), is_lookup=self.is_lookup(name), exact=exact)


@dataclass(frozen=True, slots=True)
class _Column:
    """What becomes of the cells in one place. ``convert`` raises ValueError; None: the text as it is.
    ``gives_name``: the cell adds a name to the id that another column gave."""

    place: int
    name: str
    known: bool
    convert: Callable[[str], Json] | None = None
    expected: str = ""
    gives_name: bool = False


def _sniff(text: str, names: _Names) -> tuple[str, int, list[str]]:
    """The delimiter under which most cells of the header are known (then: which makes most cells), the line of the
    header, and its cells."""
    best: tuple[tuple[int, int], str, int, list[str]] | None = None
    error: CsvTextError | None = None
    for delimiter in _DELIMITERS:
        try:
            line, cells = next(lines_of(text, delimiter), (0, []))
        except CsvTextError as unreadable:
            error = error or unreadable
            continue
        score = (sum(names.api_name(cell) is not None for cell in cells), len(cells))
        if line and (best is None or score > best[0]):
            best = (score, delimiter, line, cells)
    if best is None:
        raise error or CsvTextError("the text is empty; a header is missing", 1, 1)
    return best[1:]


_EXPORTED_ID: Final = re.compile(rf"{ID_PREFIX}[0-9]+")
_BARE_ID: Final = re.compile(r"[0-9]{15,20}")
_CALLED_ID: Final = re.compile(r"(?<![a-z])id(?![a-z])", re.IGNORECASE)


def _id_column(text: str, delimiter: str, header: list[str], names: _Names, *, bare_ids: bool) -> str | None:
    """The header of the column that holds the records' ids though it does not say so, as in an export in another
    language; None where a header names the id, or no column holds a different id in each row."""
    unknown = [place for place, cell in enumerate(header) if names.is_unknown(cell)]
    if not unknown or any(names.api_name(cell) == "id" for cell in header):
        return None
    rows = [cells for _, cells in lines_of(text, delimiter)][1:]
    for form in (_EXPORTED_ID, _BARE_ID) if bare_ids else (_EXPORTED_ID,):
        for place in unknown:
            ids = [cells[place].strip() if place < len(cells) else "" for cells in rows]
            if ids and all(map(form.fullmatch, ids)) and len(set(ids)) == len(ids):
                return header[place].strip()
    return None


def _columns(
    text: str, delimiter: str, line: int, header: list[str], names: _Names, *, exact: bool
) -> tuple[_Column, ...]:
    columns: list[_Column] = []
    seen: dict[tuple[str, bool], str] = {}
    with_id = {names.lookup_of(cell) for cell in header if names.api_name(cell) is None}
    for place, cell in enumerate(header):
        name = names.api_name(cell)
        lookup = names.lookup_of(cell) if name is None else None
        gives_name = name is not None and name in with_id
        key = (lookup or name or cell.strip(), gives_name)
        if not key[0]:
            continue  # a spreadsheet writes such columns; ``read_csv`` sees to it that they are empty
        if key in seen:
            reason = f'the columns "{brief(seen[key])}" and "{brief(cell.strip())}" mean the same field'
            raise error_at(reason, text, delimiter, line, place)
        seen[key] = cell.strip()
        known = (lookup or name) is not None
        convert, expected = names.conversion(key[0], exact=exact) if known else (None, "")
        columns.append(_Column(place, key[0], known, convert, expected, gives_name))
    return tuple(sorted(columns, key=lambda column: column.gives_name))  # an id before its name


def _row(
    columns: tuple[_Column, ...], cells: list[str], line: int, empty: Empty, problems: list[CsvProblem]
) -> dict[str, Json]:
    row: dict[str, Json] = {}
    width = len(cells)
    for column in columns:
        cell = cells[column.place] if column.place < width else ""
        if not cell or (column.convert and not cell.strip()):
            if empty == "null" and not column.gives_name:
                row[column.name] = None
            continue
        if column.convert is None:
            row[column.name] = cell
            continue
        target = row.get(column.name) if column.gives_name else None
        if isinstance(target, dict):
            target["name"] = cell
            continue
        try:
            row[column.name] = column.convert(cell.strip())
        except OtherForm as error:
            row[column.name] = cell
            problems.append(UnconvertedCell(line, column.name, cell, str(error)))
        except ValueError:
            row[column.name] = cell
            problems.append(UnconvertedCell(line, column.name, cell, column.expected))
    return row
