"""CSV text as rows: the header understood through a module's metadata, the cells typed by it.

Records and payloads are read alike, except for what an empty cell means. Nothing is judged here: a cell that does not
convert stays text, and is told.
"""

from __future__ import annotations

import csv
import json
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import brief
from tui.core.field_types import LOOKUP_TYPES, MULTI_SELECT
from tui.core.payload.json_text import JsonTextError, parse_json
from tui.core.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.metadata import Field, Module
    from tui.core.values import Json


class CsvTextError(Unreadable, ValueError):
    """Text that is not acceptable CSV. ``line`` and ``column`` (in characters) count from 1; ``reason``: a sentence."""

    line: int
    column: int


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
_ID_PREFIX: Final = "zcrm_"
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
    for line, cells in _lines(text, delimiter):
        if line == header_line:
            continue
        if len(cells) > len(header):
            reason = f"this row has {len(cells)} cells, but the header has {len(header)}"
            raise _error(reason, text, delimiter, line, len(header))
        stray = next((place for place in nameless if place < len(cells) and cells[place]), None)
        if stray is not None:
            raise _error("this cell stands in a column without a name", text, delimiter, line, stray)
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
        for field in module.fields:  # of fields with the same label the first
            self._labels.setdefault(field.label, field.api_name)
            self._folded.setdefault(field.label.casefold(), field.api_name)

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
            line, cells = next(_lines(text, delimiter), (0, []))
        except CsvTextError as unreadable:
            error = error or unreadable
            continue
        score = (sum(names.api_name(cell) is not None for cell in cells), len(cells))
        if line and (best is None or score > best[0]):
            best = (score, delimiter, line, cells)
    if best is None:
        raise error or CsvTextError("the text is empty; a header is missing", 1, 1)
    return best[1:]


_EXPORTED_ID: Final = re.compile(rf"{_ID_PREFIX}[0-9]+")
_BARE_ID: Final = re.compile(r"[0-9]{15,20}")
_CALLED_ID: Final = re.compile(r"(?<![a-z])id(?![a-z])", re.IGNORECASE)


def _id_column(text: str, delimiter: str, header: list[str], names: _Names, *, bare_ids: bool) -> str | None:
    """The header of the column that holds the records' ids though it does not say so, as in an export in another
    language; None where a header names the id, or no column holds a different id in each row."""
    unknown = [place for place, cell in enumerate(header) if names.is_unknown(cell)]
    if not unknown or any(names.api_name(cell) == "id" for cell in header):
        return None
    rows = [cells for _, cells in _lines(text, delimiter)][1:]
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
            raise _error(reason, text, delimiter, line, place)
        seen[key] = cell.strip()
        known = (lookup or name) is not None
        convert, expected = _conversion(key[0], names) if known else (None, "")
        if exact and convert in (_number, _list, _object, _json_or_text):
            convert = partial(_verbatim, convert)
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
        except _OtherForm as error:
            row[column.name] = cell
            problems.append(UnconvertedCell(line, column.name, cell, str(error)))
        except ValueError:
            row[column.name] = cell
            problems.append(UnconvertedCell(line, column.name, cell, column.expected))
    return row


# --- the cells -------------------------------------------------------------------------------------------------------

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_BOOLEANS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _conversion(name: str, names: _Names) -> tuple[Callable[[str], Json] | None, str]:
    """How the cells of a key are converted, and what they must be for that, in words."""
    field = names.field(name)
    json_type = field.json_type if field else ""
    if name == "id":
        return _id, ""
    if names.is_lookup(name):
        return _lookup, "the id of a record"
    if name.startswith("$"):
        return _json_or_text, ""
    if field is not None and field.data_type == MULTI_SELECT:
        return _choices, "a list of choices"
    if name == "Tag":
        return _tags, "a list of tags"
    if field is not None and field.data_type in ("date", "datetime"):
        return _date if field.data_type == "date" else _datetime, ""
    match json_type:
        case "integer":
            return _integer, "a whole number"
        case "double":
            return _number, "a number"
        case "boolean":
            return _boolean, "true or false"
        case "jsonarray":
            return _list, "a JSON list"
        case "jsonobject":
            return _object, "a JSON object"
    return None, ""


def _id(text: str) -> str:
    return text.removeprefix(_ID_PREFIX)


def _lookup(text: str) -> Json:
    if text.startswith("{"):
        return _object(text)
    record_id = _id(text)
    if not (record_id.isascii() and record_id.isdigit()):
        raise ValueError
    return {"id": record_id}


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError
    return int(text)


def _number(text: str) -> int | float:
    if _INTEGER.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text):
        raise ValueError
    number = float(text)
    if math.isinf(number):
        raise ValueError
    return number


def _boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.casefold())
    if value is None:
        raise ValueError
    return value


def _choices(text: str) -> Json:
    if text.startswith("["):
        with suppress(ValueError):
            return _list(text)
    return [choice.strip() for choice in text.split(";") if choice.strip()]


def _tags(text: str) -> Json:
    """The tags of a cell as the API takes them (OpenAPI v8, record): Zoho's own export puts a comma between them."""
    if text.startswith("["):
        return _list(text)
    names = (name.strip() for name in re.split("[,;]", text))
    return [{"name": name} for name in names if name]


class _OtherForm(ValueError):
    """A cell that means a value, but is not written as the API takes it; says what it should be."""


_OTHER_DATE: Final = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[/. -])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,4})(?P<time>[ T,]+\d{1,2}:\d{2}.*)?", re.DOTALL
)
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


def _date(text: str) -> Json:
    if (found := _other_date(text)) is not None:
        raise _OtherForm(f"a date as Zoho takes it: YYYY-MM-DD{found}")
    return text


def _datetime(text: str) -> Json:
    if (found := _other_date(text)) is not None:
        raise _OtherForm(f"a date and time as Zoho takes it: YYYY-MM-DDThh:mm:ss+hh:mm{found}")
    return text


def _other_date(text: str) -> str | None:
    """For a date in another order: how it is written as Zoho takes it, where that is sure; None for any other text."""
    match = _OTHER_DATE.fullmatch(text)
    if match is None or _ISO_DATE.match(text):
        return None
    first, second, third = match["a"], int(match["b"]), match["c"]
    if len(first) == 4 and len(third) <= 2:
        year, month, day = int(first), second, int(third)
    elif len(third) == 4 and len(first) <= 2:
        low, high = sorted((int(first), second))
        if match["mark"] != "." and high <= 12 and low != high:
            return ""  # day and month could be either
        year, month, day = int(third), second, int(first)
        if second > 12:
            month, day = day, second
    else:
        return "" if match["mark"] != " " and len(first) <= 2 and len(third) == 2 else None
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f", so {year:04}-{month:02}-{day:02}" if match["time"] is None else f", so {year:04}-{month:02}-{day:02}T..."


class Verbatim(str):
    """JSON text that stands for a value, to be written as it is."""

    __slots__ = ()


_JSON_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def _verbatim(convert: Callable[[str], Json], text: str) -> Json:
    value = convert(text)
    if isinstance(value, float) and not _JSON_NUMBER.fullmatch(text):
        return value
    return value if isinstance(value, (str, int)) else Verbatim(text)


def rows_text(rows: tuple[dict[str, Json], ...]) -> str:
    """The JSON text of rows that were read exactly."""
    members = (
        ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_json_text(value)}" for key, value in row.items())
        for row in rows
    )
    return "[" + ", ".join(f"{{{each}}}" for each in members) + "]"


def _json_text(value: Json) -> str:
    return str(value) if isinstance(value, Verbatim) else json.dumps(value, ensure_ascii=False)


def _list(text: str) -> Json:
    value = parse_json(text)
    if not isinstance(value, list):
        raise ValueError
    return value


def _object(text: str) -> Json:
    value = parse_json(text)
    if not isinstance(value, dict):
        raise ValueError
    return value


def _json_or_text(text: str) -> Json:
    if text[0] not in "{[":
        return text
    try:
        return parse_json(text)
    except JsonTextError:
        return text


# --- lines and places ------------------------------------------------------------------------------------------------


_SEPARATOR_LINE: Final = re.compile(r"sep=[,;\t]")


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line on which it begins. A first line that tells spreadsheets the
    separator is no row."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            told = line == 1 and _SEPARATOR_LINE.fullmatch(delimiter.join(cells).lower())
            if not told and any(cells) and any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "limit" in str(error):
            reason = "a cell that begins in this row is too long; a quote may be left open"
            raise CsvTextError(reason, line, 1) from None
        ended = "end of data" in str(error)
        reason = "this quote is never closed" if ended else "a quote within a quoted cell must be doubled"
        raise _error(reason, text, delimiter, line) from None


def _error(reason: str, text: str, delimiter: str, line: int, cell: int | None = None) -> CsvTextError:
    """The error for a cell (counted from 0) of the row that begins in a line; None: the last cell that can be read."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
    cells = list(_cell_starts(text, starts[line - 1], delimiter))
    offset = cells[-1] if cell is None else cells[cell]
    last = max(number for number, start in enumerate(starts) if start <= offset)
    return CsvTextError(reason, last + 1, offset - starts[last] + 1)


_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')


def _cell_starts(text: str, offset: int, delimiter: str) -> Iterator[int]:
    """The offsets of a row's cells, up to one that is badly quoted."""
    plain = re.compile(f"[^{delimiter}\r\n]*")
    while True:
        yield offset
        cell = (_QUOTED if text.startswith('"', offset) else plain).match(text, offset)
        if cell is None or not text.startswith(delimiter, cell.end()):
            return
        offset = cell.end() + 1
