"""A forecast as an aligned table: coloured on a terminal, plain in a pipe, without colour where NO_COLOR is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tui.core.describe import call_error_text, count_of, order_text, summary_text
from tui.core.display import one_line
from tui.core.outcome import Outcome
from tui.reports.rows import COLUMNS, report_notices, report_rows

if TYPE_CHECKING:
    from tui.core.forecast import Forecast

_STYLES: Final = {
    Outcome.INSERT: "green",
    Outcome.UPDATE: "cyan",
    Outcome.UNCHANGED: "dim",
    Outcome.ERROR: "bold red",
    Outcome.NOT_KNOWN: "magenta",
}
_CERTAINTY: Final = {"documented": "", "observed": "yellow", "assumed": "yellow"}
_PIPE_WIDTH: Final = 10_000  # a pipe has no width: nothing is folded or cut there


def print_table(forecast: Forecast, data_set: str, file: TextIO) -> None:
    """Print the forecast. On a terminal long cells are folded to its width; in a pipe a row is one line."""
    console = Console(file=file, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(file=file, width=_PIPE_WIDTH, highlight=False, markup=False, emoji=False, color_system=None)
    for label, text in _head(forecast, data_set):
        console.print(Text.assemble((f"{label:9}", "dim"), text), soft_wrap=not console.is_terminal)
    if forecast.rows:
        console.print()
        console.print(_table(forecast, folds=console.is_terminal))
    notices = list(report_notices(forecast))
    if notices:
        console.print()
    for place, kind, notice in notices:
        style = "yellow" if kind == "warning" else "dim"
        console.print(
            Text.assemble((f"{place}, {kind}: ", style), one_line(notice.message), (f"  {notice.rule}", "dim")),
            soft_wrap=not console.is_terminal,
        )


def _head(forecast: Forecast, data_set: str) -> list[tuple[str, Text]]:
    summary = forecast.summary
    rows = count_of(len(forecast.request.rows), "row")
    lines = [
        ("upsert", Text(f"{one_line(forecast.module.api_name)} · {rows} · against {one_line(data_set)}")),
        ("checks", Text(order_text(forecast.order))),
    ]
    lines += [
        ("refused", Text(f"{error.code}: {call_error_text(error, forecast)}", "bold red"))
        for error in forecast.call_errors
    ]
    if forecast.rows:
        expected = f" · {count_of(summary.credits, 'API credit')} · HTTP {forecast.response_status}"
        lines.append(("forecast", Text(summary_text(summary) + expected, "bold")))
    return lines


def _table(forecast: Forecast, *, folds: bool) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", collapse_padding=True)
    for name in COLUMNS:
        short = name in ("#", "outcome", "certainty")
        table.add_column(name, justify="right" if name == "#" else "left", no_wrap=short or not folds, overflow="fold")
    for row, cells in zip(forecast.rows, report_rows(forecast), strict=True):
        number, outcome, by, target, what, certainty, depends = cells
        style = _STYLES[row.outcome]
        table.add_row(
            number,
            Text(outcome, style),
            Text(by),
            Text(target),
            Text(what),
            Text(certainty, _CERTAINTY[certainty]),
            Text(depends, "dim"),
        )
    return table
