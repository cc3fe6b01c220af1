"""Files of records: Zoho's JSON pages, JSON Lines and CSV, each as records and a count of what was none.

What is odd in a file is counted and told, and hides nothing else; a file of another shape is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from tui.core.payload.csv_rows import CsvTextError, UnconvertedCell, read_csv
from tui.dataset.files import DataSetError, json_of, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tui.core.metadata import Module
    from tui.core.values import Json, Record

SUFFIXES: Final = (".json", ".jsonl", ".csv")
"""How the name of a file of records ends, in small letters."""


@dataclass(frozen=True, slots=True)
class FileRecords:
    """What a file of records holds, in its order: records with a text ``id``, and how many entries were none.

    ``unconverted`` are the cells of CSV that stayed text; ``file`` is relative to the folder of the data set.
    """

    file: str
    records: tuple[Record, ...]
    not_records: int = 0
    without_id: int = 0
    unconverted: tuple[UnconvertedCell, ...] = ()


def module_of_file(name: str) -> str:
    """The module that a file of records belongs to: M for M.json and M-anything.json. No API name has a hyphen."""
    return PurePath(name).stem.partition("-")[0]


def in_order(names: Iterable[str]) -> list[str]:
    """File names as a person counts them: Leads, Leads-2, Leads-10."""
    return sorted(names, key=_natural)


def read_records(path: Path, file: str, module: Module) -> FileRecords:
    """The records of one file; errors call it ``file``.

    Raises DataSetError for a file that cannot be read, is of another shape, or has entries of which none is a record.
    """
    text = read_text(path, file)
    unconverted: tuple[UnconvertedCell, ...] = ()
    match path.suffix.lower():
        case ".json":
            entries = _json_entries(text, file)
        case ".jsonl":
            entries = _line_entries(text, file)
        case _:
            entries, unconverted = _csv_entries(text, file, module)
    records: list[Record] = []
    not_records = without_id = 0
    for entry in entries:
        if not isinstance(entry, dict):
            not_records += 1
        elif (record_id := _record_id(entry.get("id"))) is None:
            without_id += 1
        else:
            records.append(entry if entry["id"] is record_id else {**entry, "id": record_id})
    if entries and not records:
        why = "is an object with an id" if not_records else "has an id"
        raise DataSetError(f"no entry of this file is a record; none {why}", file)
    return FileRecords(file, tuple(records), not_records, without_id, unconverted)


def _natural(name: str) -> tuple[list[tuple[int, str]], str]:
    path = PurePath(name)
    parts = re.findall(r"[0-9]+|[^0-9]+", path.stem)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts], path.suffix


def _record_id(value: Json) -> str | None:
    if type(value) is int:
        return str(value)
    return value if isinstance(value, str) and value.strip() else None


def _json_entries(text: str, file: str) -> list[Json]:
    value = json_of(text, file)
    entries = value.get("data") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise DataSetError('this is no page of records; it should be {"data": [...]} or a list', file)
    return entries


def _line_entries(text: str, file: str) -> list[Json]:
    lines = text.split("\n")
    return [json_of(line, file, number) for number, line in enumerate(lines, 1) if line.strip()]


def _csv_entries(text: str, file: str, module: Module) -> tuple[list[Json], tuple[UnconvertedCell, ...]]:
    try:
        table = read_csv(text, module, empty="null")
    except CsvTextError as error:
        raise DataSetError(error.reason, file, error.line, error.column) from None
    return list(table.rows), tuple(problem for problem in table.problems if isinstance(problem, UnconvertedCell))
