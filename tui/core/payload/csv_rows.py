"""CSV text as rows: the header understood through a module's metadata, the cells typed by it.

Records and payloads are read alike, except for what an empty cell means. Nothing is judged here: a cell that does not
convert stays text, and is told.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tui.core.display import brief
from tui.core.field_types import LOOKUP_TYPES
from tui.core.payload.csv_cells import ID_PREFIX, OtherForm, conversion
from tui.core.payload.csv_lines import CsvTextError, error_at, lines_of
from tui.core.rounded import is_rounded
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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

Columns: TypeAlias = "tuple[tuple[str, str | None], ...]"
"""What a person made of each column, in order: its header, and the API name that it goes to; None: it is left out."""

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
_DELIMITERS: Final = (",", ";", "\t", "|")
_LOOKUP_ID_SUFFIXES: Final = (".id", " Id")  # beside the column of a lookup, which then holds the name


def always_kept(name: str) -> bool:
    """Whether a key belongs to records without being in the metadata."""
    return name in ALWAYS_KEPT or name.startswith("$")


def read_csv(
    text: str,
    module: Module,
    *,
    empty: Empty,
    bare_ids: bool = False,
    exact: bool = False,
    columns: Columns = (),
) -> CsvRows:
    """The rows of a CSV text (its delimiter is one of four) whose header has API names or labels of the module.

    Blank lines are passed over; a row shorter than the header ends in empty cells. Where no header names the id, the
    column counts that holds ids as Zoho exports them; bare_ids: also one that holds long numbers, each once. exact:
    numbers and JSON in cells are ``Verbatim``, to be written as the cell has them. columns: where each column goes; it
    holds for this very header and for fields that the module has. Raises CsvTextError for a header that cannot be
    used, a quote left open, and a row longer than the header.
    """
    text = text.removeprefix("\ufeff")
    names = Names(module, columns)
    table = sniff(text, names)
    if not names.are_given(table.cells):
        below = (cells for _, cells in itertools.islice(lines_of(text, table.delimiter), 1, None))
        names.id_column = id_column(below, table.cells, names, bare_ids=bare_ids)
    read = _columns(text, table, names, exact=exact)
    problems: list[CsvProblem] = [UnknownColumn(column.name) for column in read if not column.known]
    rows, lines = [], []
    for line, cells in records_of(text, table):
        rows.append(row_of(read, cells, line, empty, problems))
        lines.append(line)
    return CsvRows(tuple(rows), tuple(lines), tuple(problems))


def records_of(text: str, table: Header) -> Iterator[tuple[int, list[str]]]:
    """The rows below a header, each with the line on which it begins. Raises CsvTextError as ``read_csv``."""
    nameless = _nameless(table.cells)
    width = len(table.cells)
    for line, cells in lines_of(text, table.delimiter):
        if line == table.line:
            continue
        if len(cells) > width:
            reason = f"this row has {len(cells)} cells, but the header has {width}"
            raise error_at(reason, text, table.delimiter, line, width)
        stray = next((place for place in nameless if place < len(cells) and cells[place]), None)
        if stray is not None:
            raise error_at("this cell is in a column without a name", text, table.delimiter, line, stray)
        yield line, cells


@dataclass(frozen=True, slots=True)
class CsvHeader:
    """What the header of a CSV text says: the delimiter, the line of the header, how many cells it has, what becomes of
    each column, and the places without a name, whose cells must be empty."""

    delimiter: str
    line: int
    width: int
    columns: tuple[CsvColumn, ...]
    nameless: tuple[int, ...]

    @property
    def id_place(self) -> int:
        """The place of the column with the ids."""
        return next(column.place for column in self.columns if column.name == "id")


def read_header(text: str, module: Module) -> CsvHeader | None:
    """The header at the beginning of a CSV text of records, of which this is the first part; None where it does not
    end in that part, or does not name the id, so that the whole text must be looked at for it. Raises CsvTextError."""
    text = text.removeprefix("\ufeff")
    names = Names(module)
    table = sniff(text, names)
    if not any(names.api_name(cell) == "id" for cell in table.cells) or not _goes_on(text, table.delimiter):
        return None
    columns = _columns(text, table, names, exact=False)
    return CsvHeader(table.delimiter, table.line, len(table.cells), columns, tuple(_nameless(table.cells)))


def _goes_on(text: str, delimiter: str) -> bool:
    """Whether there is something below the header."""
    rows = lines_of(text, delimiter)
    try:
        return next(rows, None) is not None and next(rows, None) is not None
    except CsvTextError:  # the row below it is cut
        return True


def _nameless(header: Sequence[str]) -> list[int]:
    return [place for place, cell in enumerate(header) if not cell.strip()]


def likely_id_column(text: str, module: Module) -> str | None:
    """The header of a column that may hold the records' ids, by its name; None where none is called so."""
    names = Names(module)
    try:
        header = sniff(text.removeprefix("\ufeff"), names).cells
    except CsvTextError:
        return None
    return next((brief(cell.strip()) for cell in header if names.is_unknown(cell) and _CALLED_ID.search(cell)), None)


def known_columns(text: str, module: Module) -> tuple[int, int]:
    """How many cells of the header name a field of a module, and how many have a name."""
    names = Names(module)
    try:
        header = sniff(text.removeprefix("\ufeff"), names).cells
    except CsvTextError:
        return 0, 0
    cells = [cell for cell in header if cell.strip() and names.api_name(cell) != "id"]
    meant = (names.api_name(cell) or names.lookup_of(cell) for cell in cells)
    return sum(name in module.by_name for name in meant), len(cells)


def looks_like_csv(text: str, module: Module) -> bool:
    """Whether text is CSV for this module: no JSON, with a cell in its first line that names a field or the id, and
    with a delimiter there or more lines."""
    text = text.removeprefix("\ufeff").strip()
    if text[:1] in ("{", "[", ""):
        return False
    names = Names(module)
    try:
        header = sniff(text, names).cells
    except CsvTextError:
        return False
    more = len(header) > 1 or len(text.splitlines()) > 1
    return more and any(names.api_name(cell) is not None for cell in header)


# --- the header ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of a CSV text: the delimiter, the line on which it stands, and its cells."""

    delimiter: str
    line: int
    cells: tuple[str, ...]


class Names:
    """What a header cell may say, and the API name that it stands for."""

    def __init__(self, module: Module, given: Columns = ()) -> None:
        self.id_column: str | None = None
        self.given = given
        self._fields = module.by_name
        self._lookups = {"Owner", *(field.api_name for field in module.fields if field.data_type in LOOKUP_TYPES)}
        self._labels: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        shown = ((field.label, field.api_name) for field in module.fields)
        others = ((field.other_label, field.api_name) for field in module.fields)
        for label, api_name in (*shown, *others):  # of fields with the same label the first, the shown one before
            if label:
                self._labels.setdefault(label, api_name)
                self._folded.setdefault(label.casefold(), api_name)
        for field in module.fields:
            self._folded.setdefault(field.api_name.casefold(), field.api_name)

    def api_name(self, cell: str) -> str | None:
        """The key that a header cell stands for; None where it names nothing that the metadata or Zoho knows."""
        name = cell.strip()
        if name == self.id_column:
            return "id"
        if self.is_key(name):
            return name
        folded = name.casefold()
        return self._labels.get(name) or self._folded.get(folded) or _EXPORTED.get(folded)

    def are_given(self, header: Sequence[str]) -> bool:
        """Whether a person said where the columns of this very header go."""
        return [cell.strip() for cell in header] == [name for name, _ in self.given]

    def is_key(self, name: str) -> bool:
        """Whether it is the API name of a field, or a key that records have without being in the metadata."""
        return name in self._fields or (
            always_kept(name) and (name[0] != "$" or _DOLLAR_KEY.fullmatch(name) is not None)
        )

    def is_unknown(self, cell: str) -> bool:
        """Whether a header cell stands for nothing that is known, nor for the id of a lookup."""
        unknown = bool(cell.strip()) and self.api_name(cell) is None and self.lookup_of(cell) is None
        return unknown and not cell.strip().casefold().endswith(_LOOKUP_ID_SUFFIXES[0])

    def field(self, name: str) -> Field | None:
        """The field with an API name."""
        return self._fields.get(name)

    def is_lookup(self, name: str | None) -> bool:
        """Whether a key holds a record or a user."""
        return name in self._lookups

    def lookup_of(self, cell: str) -> str | None:
        """The lookup whose id a header cell means, as in ``Account Name.id``."""
        name = cell.strip()
        for suffix in _LOOKUP_ID_SUFFIXES:
            base = self.api_name(name.removesuffix(suffix)) if name.endswith(suffix) else None
            if self.is_lookup(base):
                return base
        return None

    def gives_id(self, cell: str, name: str) -> bool:
        """Whether a header cell means the id of this lookup, as in ``Account Name.id``."""
        return self.api_name(cell) is None and self.lookup_of(cell) == name

    def conversion(self, name: str, *, exact: bool) -> tuple[Callable[[str], Json] | None, str]:
        """How the cells of a key are converted, and what they must be for that."""
        return conversion(name, self.field(name), is_lookup=self.is_lookup(name), exact=exact)


@dataclass(frozen=True, slots=True)
class NotConverted:
    """Of a cell that stays text: what it should be, in words."""

    expected: str


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """What becomes of the cells in one place. ``convert`` raises ValueError; None: the text as it is.
    ``gives_name``: the cell adds a name to the id that another column gave."""

    place: int
    name: str
    known: bool
    convert: Callable[[str], Json] | None = None
    expected: str = ""
    gives_name: bool = False

    def value(self, cell: str) -> Json | NotConverted:
        """What a cell that is not empty comes to."""
        if self.convert is None:
            return NotConverted(self.expected) if self.expected and is_rounded(cell) else cell
        try:
            return self.convert(cell.strip())
        except OtherForm as error:
            return NotConverted(str(error))
        except ValueError:
            return NotConverted(self.expected)


def sniff(text: str, names: Names) -> Header:
    """The header under the delimiter with which it is the one that a person gave columns for, or else most of its cells
    are known (then: which makes most cells). Raises CsvTextError."""
    best: tuple[tuple[bool, int, int], Header] | None = None
    error: CsvTextError | None = None
    a_table = text.lstrip().startswith("|")  # in Markdown, whose cells have bars around them
    for delimiter in _DELIMITERS[:-1] if a_table else _DELIMITERS:
        try:
            line, cells = next(lines_of(text, delimiter), (0, []))
        except CsvTextError as unreadable:
            error = error or unreadable
            continue
        score = (names.are_given(cells), sum(names.api_name(cell) is not None for cell in cells), len(cells))
        if line and (best is None or score > best[0]):
            best = (score, Header(delimiter, line, tuple(cells)))
    if best is None:
        raise error or CsvTextError("the text is empty; a header is missing", 1, 1)
    return best[1]


_EXPORTED_ID: Final = re.compile(rf"{ID_PREFIX}[0-9]+")
_BARE_ID: Final = re.compile(r"[0-9]{15,20}")
_CALLED_ID: Final = re.compile(r"(?<![a-z])id(?![a-z])", re.IGNORECASE)


def id_column(rows: Iterable[Sequence[str]], header: Sequence[str], names: Names, *, bare_ids: bool) -> str | None:
    """The header of the column that holds the records' ids though it does not say so, as in an export in another
    language; None where a header names the id, or no column holds a different id in each row. rows: those below the
    header, gone through once."""
    unknown = [place for place, cell in enumerate(header) if names.is_unknown(cell)]
    if any(names.api_name(cell) == "id" for cell in header):
        return None
    forms = (_EXPORTED_ID, _BARE_ID) if bare_ids else (_EXPORTED_ID,)
    ids: dict[tuple[int, int], set[str]] = {(form, place): set() for form in range(len(forms)) for place in unknown}
    for cells in rows:
        for form, place in list(ids):
            cell = cells[place].strip() if place < len(cells) else ""
            if forms[form].fullmatch(cell) is None or cell in ids[form, place]:
                del ids[form, place]
            else:
                ids[form, place].add(cell)
        if not ids:
            break
    found = min((key for key, cells in ids.items() if cells), default=None)
    return None if found is None else header[found[1]].strip()


def _columns(text: str, table: Header, names: Names, *, exact: bool) -> tuple[CsvColumn, ...]:
    columns: list[CsvColumn] = []
    seen: dict[tuple[str, bool], str] = {}
    for place, (cell, key) in enumerate(zip(table.cells, keys_of(table.cells, names), strict=True)):
        if not key.name:
            continue  # left out, or empty as a spreadsheet leaves columns: ``records_of`` sees to that
        goes = (key.name, key.gives_name)
        if goes in seen:
            reason = f'the columns "{brief(seen[goes])}" and "{brief(cell.strip())}" mean the same field'
            raise error_at(reason, text, table.delimiter, table.line, place)
        seen[goes] = cell.strip()
        columns.append(column_of(place, key, names, exact=exact))
    return tuple(sorted(columns, key=lambda column: column.gives_name))  # an id before its name


def column_of(place: int, key: ColumnKey, names: Names, *, exact: bool) -> CsvColumn:
    """What becomes of the cells in a place that go to a key. exact: as in ``read_csv``."""
    convert, expected = names.conversion(key.name, exact=exact) if key.known else (None, "")
    return CsvColumn(place, key.name, key.known, convert, expected, key.gives_name)


@dataclass(frozen=True, slots=True)
class ColumnKey:
    """The key that a column stands for (empty: it is left out), whether that is known, and whether its cells add the
    name to the id of a lookup that another column has."""

    name: str
    known: bool
    gives_name: bool


def keys_of(header: Sequence[str], names: Names) -> list[ColumnKey]:
    """What each column of a header stands for: what a person said of this very header, else what its cells say."""
    said = [names.api_name(cell) or names.lookup_of(cell) for cell in header]
    keys = [known or cell.strip() for cell, known in zip(header, said, strict=True)]
    knows = [known is not None for known in said]
    if names.are_given(header):
        for place, (_, name) in enumerate(names.given):
            if name is None or names.is_key(name):
                keys[place], knows[place] = name or "", name is not None
    with_id = {key for cell, key in zip(header, keys, strict=True) if names.gives_id(cell, key)}
    return [
        ColumnKey(key, known, key in with_id and names.api_name(cell) == key)
        for cell, key, known in zip(header, keys, knows, strict=True)
    ]


def row_of(
    columns: tuple[CsvColumn, ...], cells: list[str], line: int, empty: Empty, problems: list[CsvProblem]
) -> dict[str, Json]:
    """The record in the cells of one row, which are as many as the header's at most; what does not convert is added to
    the problems."""
    row: dict[str, Json] = {}
    width = len(cells)
    for column in columns:
        cell = cells[column.place] if column.place < width else ""
        if not cell or (column.convert and not cell.strip()):
            if empty == "null" and not column.gives_name:
                row[column.name] = None
            continue
        if column.convert is None and not column.expected:
            row[column.name] = cell
            continue
        target = row.get(column.name)  # only where the cell gives it a name: no other column has the same key
        if isinstance(target, dict):
            target["name"] = cell
            continue
        value = column.value(cell)
        if isinstance(value, NotConverted):
            problems.append(UnconvertedCell(line, column.name, cell, value.expected))
            value = cell
        row[column.name] = value
    return row
