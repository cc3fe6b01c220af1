"""CSV with API names as its header, as ``preview`` and Zoho's import read it.

A CSV holds less than JSON. What is written is read back, and what does not come back the same is told.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

from tui.core.display import brief
from tui.core.exports.export import Export, Exported
from tui.core.payload.csv_lines import CsvTextError
from tui.core.payload.csv_rows import read_csv
from tui.core.payload.request import CHECK_FIELDS
from tui.core.views.describe import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record

_MOST_TOLD: Final = 5
_ABSENT: Final = object()


def write(export: Export) -> Exported:
    """The rows. A key that a row does not have is an empty cell."""
    rows = export.request.rows
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    text = stream.getvalue()
    return Exported(text, tuple(_lost(export, text)))


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and set(value) <= {"id", "name"} and isinstance(value.get("id"), str):
        return str(value["id"])
    if isinstance(value, list) and value and all(isinstance(item, str) and ";" not in item for item in value):
        return ";".join(str(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def _lost(export: Export, text: str) -> Iterator[str]:
    kept = [name for name in (CHECK_FIELDS, *export.request.body) if name in export.request.to_body()]
    if kept:
        yield f"a CSV holds rows only: {', '.join(kept)} {'is' if len(kept) == 1 else 'are'} not in it"
    changed = list(_changed(export.request.rows, text, export.module))
    yield from changed[:_MOST_TOLD]
    if more := len(changed[_MOST_TOLD:]):
        yield f"{count_of(more, 'more cell')} {'is' if more == 1 else 'are'} read back as something else"


def _changed(rows: Sequence[Record], text: str, module: Module) -> Iterator[str]:
    """What reading the text again makes of it."""
    try:
        again = read_csv(text, module, empty="absent").rows
    except CsvTextError as error:
        yield f"this CSV can't be read back: {error.reason}"
        return
    if len(again) != len(rows):
        read = count_of(len(again), "row")
        yield f"this CSV is read back as {read}, not {len(rows)}: a row without values is a blank line"
        return
    for number, (row, other) in enumerate(zip(rows, again, strict=True), start=1):
        for name, value in row.items():
            back = other.get(name, _ABSENT)
            if back is _ABSENT:
                yield f"row {number}, {name}: {_shown(value)} is an empty cell, which is read as no key"
            elif back != value or type(back) is not type(value):
                yield f"row {number}, {name}: {_shown(value)} is read back as {_shown(back)}"


def _shown(value: Json) -> str:
    return brief(json.dumps(value, ensure_ascii=False))
