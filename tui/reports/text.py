"""A forecast as Markdown and as CSV: plain text, the same for the same forecast."""

from __future__ import annotations

import csv
import io
import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.payload.row_places import no_lines
from tui.reports.rows import COLUMNS, call_notices, report_head, report_row, row_notices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.forecast import Asked, Forecast, Outline
    from tui.core.notice import Notice
    from tui.core.payload.row_places import RowLines
    from tui.core.row_forecast import RowForecast

_MARKDOWN: Final = re.compile(r"([\\`*\[\]<>|&]|(?<!\w)_|_(?!\w)|~~)")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


_HEAD_WORDS: Final = {"checks": "effective check order", "refused": "the call is refused"}


def markdown(forecast: Forecast, data_set: str, *, partial: bool, line_of: RowLines = no_lines) -> str:
    """The forecast as Markdown: a heading, the order, a table, and what is to be said beside it."""
    rows = (markdown_row(row, forecast, line_of) for row in forecast.rows)
    notices = map(markdown_notices, forecast.rows)
    return "".join(markdown_parts(forecast.outline, data_set, rows, notices, partial=partial))


def markdown_row(row: RowForecast, made: Asked, line_of: RowLines = no_lines) -> str:
    """The line of the table about a row."""
    return "| " + " | ".join(map(for_markdown, report_row(row, made, line_of))) + " |\n"


def markdown_notices(row: RowForecast) -> str:
    """The lines below the table about a row."""
    return "".join(map(_notice, row_notices(row)))


def markdown_parts(
    outline: Outline, data_set: str, rows: Iterable[str], notices: Iterable[str], *, partial: bool
) -> Iterator[str]:
    """The text of the whole in parts. rows, notices: ``markdown_row`` and ``markdown_notices`` of every row."""
    (_, heading), *head = report_head(outline, data_set, partial=partial)
    yield f"## Forecast: {for_markdown(heading)}\n\n"
    yield from (f"- {_HEAD_WORDS.get(label, label)}: {for_markdown(text)}\n" for label, text in head)
    if outline.counted.outcomes:
        yield "\n| " + " | ".join(COLUMNS) + " |\n|" + " --- |" * len(COLUMNS) + "\n"
        yield from rows
    blank = "\n"
    for told in chain(map(_notice, call_notices(outline.forecast)), notices):
        if told:
            yield blank + told
            blank = ""


def _notice(told: tuple[str, str, Notice]) -> str:
    place, kind, notice = told
    return f"- {place}, {kind} `{notice.rule}`: {for_markdown(one_line(notice.message))}\n"


def for_markdown(text: str) -> str:
    """A plain text as Markdown that shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", text)


CSV_HEAD: Final = (
    ",".join(("row", "outcome", *COLUMNS[2:], "duplicate_field", "target_id", "rules", "errors", "warnings")) + "\n"
)
"""The line above the rows."""


def csv_text(forecast: Forecast, line_of: RowLines = no_lines) -> str:
    """One line for each row; the rules and the error codes in columns of their own. A cell that a spreadsheet would
    take for a formula gets an apostrophe before it."""
    return CSV_HEAD + "".join(csv_row(row, forecast, line_of) for row in forecast.rows)


def csv_row(row: RowForecast, made: Asked, line_of: RowLines = no_lines) -> str:
    """The line about a row."""
    number, _, by, target, what, _, depends = report_row(row, made, line_of)
    cells = (
        number,
        row.outcome.value,
        by,
        target,
        what,
        row.certainty.word,
        depends,
        one_line(row.duplicate_field or ""),
        one_line(row.target_id or ""),
        " ".join(row.rules),
        " ".join(error.code for error in row.found),
        " ".join(one_line(notice.message) for notice in row.warnings),
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(map(_harmless, cells))
    return out.getvalue()


def outside_csv(outline: Outline) -> Iterator[str]:
    """What is to be said of the call as a whole, which has no place in a table of rows."""
    yield from (f"{label}: {text}" for label, text in report_head(outline, "", partial=False) if label == "refused")
    yield from (f"{place}, {kind}: {notice.message}" for place, kind, notice in call_notices(outline.forecast))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and cell != "-" else cell
