"""Files of records: Zoho's JSON pages in any wrapping, JSON Lines and CSV, each as records and a count of the others.

What is odd in a file is counted and told, and hides nothing else; a file of another shape is an error.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from tui.core.rounded import is_rounded
from tui.core.wrappers import without_head
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError, documents_of, read_texts
from tui.dataset.shapes import Page, ShapeError, pages_of, web_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tui.core.metadata import Module
    from tui.core.payload.csv_rows import UnconvertedCell
    from tui.core.values import Json, Record

SUFFIXES: Final = (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".zip")
"""How the name of a file of records ends, in small letters; ``.gz`` may follow."""


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What a page says of itself: ``number`` is info.page, ``more`` is info.more_records; None: it does not say."""

    number: int | None
    more: bool | None


@dataclass(frozen=True, slots=True)
class FileRecords:
    """What a file of records holds, in its order: records with a text ``id``, and how many entries were none.

    ``unconverted`` are the cells of CSV that stayed text; ``pages`` what the pages with an ``info`` say, in order;
    ``empty``: the file has no content at all. ``file`` is relative to the folder of the data set.
    """

    file: str
    records: tuple[Record, ...]
    not_records: int = 0
    without_id: int = 0
    unconverted: tuple[UnconvertedCell, ...] = ()
    pages: tuple[PageInfo, ...] = ()
    empty: bool = False


def module_of_file(name: str) -> str:
    """The module that a file of records belongs to: M for M.json and M-anything.json. No API name has a hyphen or a
    dot."""
    return stem_of_file(name).partition("-")[0]


def stem_of_file(name: str) -> str:
    """The name of a file without all that follows a dot."""
    return PurePath(name).name.partition(".")[0]


def is_named(name: str, suffixes: tuple[str, ...]) -> bool:
    """Whether a file's name ends in one of these, in any letter case, or in one and ``.gz``."""
    return name.lower().removesuffix(".gz").endswith(suffixes)


def in_order(names: Iterable[str]) -> list[str]:
    """File names as a person counts them: Leads, Leads-2, Leads-10."""
    return sorted(names, key=_natural)


def last_page_says_more(pages: Iterable[PageInfo]) -> bool:
    """Whether the last page of a module says that there are more records (rule data.more_records): the last by
    info.page, where every page tells it, else by the order of the files."""
    pages = tuple(pages)
    if not pages:
        return False
    if all(page.number is not None for page in pages):
        last = max(enumerate(pages), key=lambda entry: (entry[1].number, entry[0]))[1]
    else:
        last = pages[-1]
    return last.more is True


def lacks_a_page(pages: Iterable[PageInfo]) -> bool:
    """Whether a page before the last one was not saved: info.page tells it of every page, and some number from 1 on
    is not among them. What is on that page is not known either (rule data.more_records)."""
    numbers = {page.number for page in pages}
    told = {number for number in numbers if number is not None and number > 0}
    return bool(told) and told == numbers and len(told) < max(told)


def read_records(path: Path, file: str, module: Module) -> Iterator[FileRecords]:
    """The records of one file; of a zip file those of each file in it. Errors call it ``file``.

    Raises DataSetError for a file that cannot be read, is of another shape, or has entries of which none is a record.
    """
    for name, text in read_texts(path, file):
        yield read_text_records(text, name, module)


def read_text_records(text: str, file: str, module: Module) -> FileRecords:
    """The records of the text of one file. Raises as ``read_records`` does."""
    text, _ = without_head(text)
    if not text.strip("\ufeff \t\r\n"):
        return FileRecords(file, (), empty=True)
    unconverted: tuple[UnconvertedCell, ...] = ()
    infos: tuple[PageInfo, ...] = ()
    hint = ""
    if is_csv(text, file, module):
        entries, unconverted = _csv_entries(text, file, module)
        from tui.core.payload.csv_rows import likely_id_column

        hint = likely_id_column(text, module) or ""
    else:
        pages = _json_pages(text, file, module)
        entries = pages[0].entries if len(pages) == 1 else [entry for page in pages for entry in page.entries]
        infos = tuple(PageInfo(page.number, page.more) for page in pages if (page.number, page.more) != (None, None))
    records: list[Record] = []
    not_records = without_id = 0
    for entry in entries:
        if not isinstance(entry, dict):
            not_records += 1
        elif (record_id := record_id_of(entry.get("id"))) is None:
            without_id += 1
        elif (why := why_unusable(entry)) is not None:
            raise DataSetError(why, file)
        else:
            records.append(entry if entry["id"] is record_id else {**entry, "id": record_id})
    if entries and not records:
        why = "is an object with an id" if not_records else "has an id"
        if hint:
            why += f'. If the column "{hint}" has the ids, name it Record Id'
        raise DataSetError(f"no entry of this file is a record: none {why}", file)
    return FileRecords(file, tuple(records), not_records, without_id, unconverted, infos)


def is_csv(text: str, file: str, module: Module) -> bool:
    """By content: a text that begins like JSON is JSON, and any other CSV if it is called so or looks like it."""
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    from tui.core.payload.csv_rows import looks_like_csv

    return is_named(file, (".csv", ".tsv")) or looks_like_csv(text, module)


def _natural(name: str) -> tuple[list[tuple[int, str]], str]:
    stem = stem_of_file(name)
    parts = re.findall(r"[0-9]+|[^0-9]+", stem)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], name[len(stem) :]


def record_id_of(value: Json) -> str | None:
    """The id that a record has, as text; None where this can be none."""
    if type(value) is int:
        return str(value)
    return value if isinstance(value, str) and value.strip() else None


def why_unusable(entry: Record) -> str | None:
    """Why the records of a file cannot be told apart, or are none, by one of them; None where nothing is wrong."""
    record_id = entry.get("id")
    if isinstance(record_id, str) and is_rounded(record_id):
        return f"the id {record_id.strip()} was rounded by a spreadsheet; save the records again, as Zoho exports them"
    if "deleted_time" in entry and "deleted_by" in entry:
        return "these are deleted records (GET .../deleted); take the file out of records/"
    return None


def _json_pages(text: str, file: str, module: Module) -> list[Page]:
    if web_page(text):
        raise DataSetError(f"this is a web page, not records; save GET /{module.api_name} again", file)
    documents = documents_of(text, file)
    alone = len(documents) == 1 and not is_named(file, (".jsonl", ".ndjson"))
    values = documents[0].value if alone else [document.value for document in documents]
    try:
        return list(pages_of(values, module))
    except ShapeError as error:
        raise DataSetError(str(error), file) from None


def _csv_entries(text: str, file: str, module: Module) -> tuple[list[Json], tuple[UnconvertedCell, ...]]:
    from tui.core.payload.csv_lines import CsvTextError
    from tui.core.payload.csv_rows import UnconvertedCell, read_csv

    try:
        table = read_csv(text, module, empty="null", bare_ids=True)
    except CsvTextError as error:
        raise DataSetError(error.reason, file, error.line, error.column) from None
    return list(table.rows), tuple(problem for problem in table.problems if isinstance(problem, UnconvertedCell))
