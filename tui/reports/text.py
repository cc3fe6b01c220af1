"""A forecast as Markdown and as CSV: plain text, the same for the same forecast."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from tui.core.describe import call_error_text, order_text, summary_text
from tui.core.display import one_line
from tui.reports.rows import COLUMNS, report_notices, report_rows

if TYPE_CHECKING:
    from tui.core.forecast import Forecast

_MARKDOWN: Final = re.compile(r"([\\`*\[\]<>|]|(?<!\w)_|_(?!\w)|~~)")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def markdown(forecast: Forecast, data_set: str) -> str:
    """The forecast as Markdown: a heading, the order, a table, and what is to be said beside it."""
    lines = [
        f"## Forecast: {_escaped(forecast.module.api_name)} against {_escaped(data_set)}",
        "",
        f"- effective check order: {_escaped(order_text(forecast.order))}",
        f"- forecast: {summary_text(forecast.summary)}",
        *(
            f"- the call is refused: {error.code}, {_escaped(call_error_text(error, forecast))}"
            for error in forecast.call_errors
        ),
        "",
    ]
    if forecast.rows:
        lines += ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
        lines += ["| " + " | ".join(map(_escaped, row)) + " |" for row in report_rows(forecast)]
        lines.append("")
    notices = [
        f"- {place}, {kind} `{notice.rule}`: {_escaped(notice.message)}"
        for place, kind, notice in report_notices(forecast)
    ]
    return "\n".join(lines + notices).rstrip("\n") + "\n"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def csv_text(forecast: Forecast) -> str:
    """One line for each row; the rules and the error codes in columns of their own. A cell that a spreadsheet would
    take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("row", "outcome", *COLUMNS[2:], "duplicate_field", "target_id", "rules", "errors", "warnings"))
    for row, cells in zip(forecast.rows, report_rows(forecast), strict=True):
        writer.writerow(
            _harmless(cell)
            for cell in (
                cells[0],
                row.outcome.value,
                *cells[2:],
                row.duplicate_field or "",
                row.target_id or "",
                " ".join(row.rules),
                " ".join(error.code for error in row.found),
                " ".join(notice.message for notice in row.warnings),
            )
        )
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and cell != "-" else cell
