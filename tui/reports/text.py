"""A forecast as Markdown and as CSV: plain text, the same for the same forecast."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.payload.row_places import no_lines
from tui.reports.rows import COLUMNS, report_head, report_notices, report_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.payload.row_places import RowLines

_MARKDOWN: Final = re.compile(r"([\\`*\[\]<>|&]|(?<!\w)_|_(?!\w)|~~)")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


_HEAD_WORDS: Final = {"checks": "effective check order", "refused": "the call is refused"}


def markdown(forecast: Forecast, data_set: str, *, partial: bool, line_of: RowLines = no_lines) -> str:
    """The forecast as Markdown: a heading, the order, a table, and what is to be said beside it."""
    (_, heading), *head = report_head(forecast, data_set, partial=partial)
    lines = [f"## Forecast: {for_markdown(heading)}", ""]
    lines += [f"- {_HEAD_WORDS.get(label, label)}: {for_markdown(text)}" for label, text in head]
    lines.append("")
    if forecast.rows:
        lines += ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
        lines += ["| " + " | ".join(map(for_markdown, row)) + " |" for row in report_rows(forecast, line_of)]
        lines.append("")
    notices = [
        f"- {place}, {kind} `{notice.rule}`: {for_markdown(one_line(notice.message))}"
        for place, kind, notice in report_notices(forecast)
    ]
    return "\n".join(lines + notices).rstrip("\n") + "\n"


def for_markdown(text: str) -> str:
    """A plain text as Markdown that shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", text)


def csv_text(forecast: Forecast, line_of: RowLines = no_lines) -> str:
    """One line for each row; the rules and the error codes in columns of their own. A cell that a spreadsheet would
    take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("row", "outcome", *COLUMNS[2:], "duplicate_field", "target_id", "rules", "errors", "warnings"))
    rows = zip(forecast.rows, report_rows(forecast, line_of), strict=True)
    for row, (number, _, by, target, what, _, depends) in rows:
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
        writer.writerow(map(_harmless, cells))
    return out.getvalue()


def outside_csv(forecast: Forecast) -> Iterator[str]:
    """What is to be said of the call as a whole, which has no place in a table of rows."""
    yield from (f"{label}: {text}" for label, text in report_head(forecast, "", partial=False) if label == "refused")
    yield from (
        f"{place}, {kind}: {notice.message}" for place, kind, notice in report_notices(forecast) if place == "call"
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and cell != "-" else cell
