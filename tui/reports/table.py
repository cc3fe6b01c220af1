"""A forecast as an aligned table: coloured and folded to its width on a terminal; plain in a pipe, a line for each row.

Rich draws it for a terminal; without colour where NO_COLOR is set or the terminal has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import no_lines
from tui.core.rules import Certainty
from tui.reports.rows import COLUMNS, grouped_notices, report_head, report_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.forecast import Forecast
    from tui.core.payload.row_places import RowLines

_STYLES: Final = {
    RowOutcome.INSERT: "green",
    RowOutcome.UPDATE: "cyan",
    RowOutcome.UNCHANGED: "dim",
    RowOutcome.ERROR: "bold red",
    RowOutcome.NOT_KNOWN: "magenta",
}
_CERTAINTY: Final = {
    Certainty.DOCUMENTED: "green",
    Certainty.MEASURED: "green",
    Certainty.OBSERVED: "cyan",
    Certainty.ASSUMED: "yellow",
}
_HEAD: Final = {"refused": "bold red", "forecast": "bold"}
_WIDEST: Final = {"decided by": 40, "target": 48, "what": 160}  # cells; a name or value from outside may be endless
_ROOMY: Final = 100  # cells of a terminal's width from which all columns fit
_LONGEST_WORD: Final = 20  # cells; names and codes up to here are not broken
_UNBROKEN: Final = ("#", "outcome", "certainty")


def print_table(
    forecast: Forecast, data_set: str, file: TextIO, *, partial: bool, line_of: RowLines = no_lines
) -> None:
    """Print the forecast. On a terminal long cells are folded to its width; in a pipe a row is one line. line_of: where
    the rows stand."""
    head = list(report_head(forecast, data_set, partial=partial))
    rows = [
        tuple(_cut(name, cell) for name, cell in zip(COLUMNS, row, strict=True))
        for row in report_rows(forecast, line_of)
    ]
    notices = list(grouped_notices(forecast))
    console = Console(file=file, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        file.writelines(f"{line}\n" for line in _plain(head, rows, notices))
        return
    if not _shows("●", file):
        rows = [_plainly_badged(cells, row.certainty) for cells, row in zip(rows, forecast.rows, strict=True)]
    with console.capture() as captured:
        console.print(_beside([(Text(label, "dim"), Text(text, _HEAD.get(label, ""))) for label, text in head]))
        if rows:
            console.print()
            narrow = console.width < _ROOMY
            console.print(_table(forecast, rows, narrow=narrow))
            if narrow:
                notices = [*_below(forecast), *notices]
        if notices:
            console.print()
        for place, message, rule in notices:
            style = "yellow" if place.endswith("warning:") else "dim"
            console.print(Text.assemble((place, style), " ", message, (f"  {rule}" if rule else "", "dim")))
    file.write(captured.get())


def _cut(column: str, cell: str) -> str:
    widest = _WIDEST.get(column)
    return f"{set_cell_size(cell, widest - 1)}…" if widest and cell_len(cell) > widest else cell


def _shows(text: str, file: TextIO) -> bool:
    try:
        text.encode(file.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _plainly_badged(cells: tuple[str, ...], certainty: Certainty) -> tuple[str, ...]:
    place = COLUMNS.index("certainty")
    return (*cells[:place], f"{certainty.plain_badge} {certainty.word}", *cells[place + 1 :])


# --- for a pipe ------------------------------------------------------------------------------------------------------


def _plain(
    head: Sequence[tuple[str, str]], rows: Sequence[tuple[str, ...]], notices: Sequence[tuple[str, str, str]]
) -> Iterator[str]:
    yield from (f"{label:9}{text}" for label, text in head)
    if rows:
        yield ""
        yield from _aligned([COLUMNS, *rows])
    if notices:
        yield ""
    yield from (f"{place} {message}  {rule}" for place, message, rule in notices)


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for number, *others in rows:
        cells = [f"{number:>{widths[0]}}"]
        cells += [cell + " " * (width - cell_len(cell)) for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


# --- for a terminal --------------------------------------------------------------------------------------------------


def _beside(lines: Sequence[tuple[Text, Text]]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in lines:
        grid.add_row(label, text)
    return grid


def _table(forecast: Forecast, rows: Sequence[tuple[str, ...]], *, narrow: bool) -> Table:
    """The rows; where there is little room, the certainty is its sign alone and what a row depends on stands below."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", collapse_padding=True)
    depends = any(row.depends_on for row in forecast.rows) and not narrow
    shown = [name for name in COLUMNS if name != "depends on" or depends]
    for name, cells in zip(COLUMNS, zip(*rows, strict=True), strict=True):
        if name in shown:
            words = max((cell_len(word) for cell in cells for word in cell.split(" ")), default=0)
            table.add_column(
                "" if narrow and name == "certainty" else name,
                justify="right" if name == "#" else "left",
                no_wrap=name in _UNBROKEN,
                overflow="fold",
                min_width=min(words, _LONGEST_WORD),
            )
    for row, cells in zip(forecast.rows, rows, strict=True):
        styles = {"outcome": _STYLES[row.outcome], "certainty": _CERTAINTY[row.certainty], "depends on": "dim"}
        texts = {name: Text(cell, styles.get(name, "")) for name, cell in zip(COLUMNS, cells, strict=True)}
        if narrow:
            texts["certainty"].right_crop(cell_len(row.certainty.word) + 1)
        table.add_row(*(texts[name] for name in shown))
    return table


def _below(forecast: Forecast) -> Iterator[tuple[str, str, str]]:
    """The rows that are not documented, with the rules that make them so."""
    for row in forecast.rows:
        if row.certainty is not Certainty.DOCUMENTED:
            weak = [rule for rule in row.rules if forecast.assumptions.certainty(rule) == row.certainty]
            yield f"row {row.index + 1}, {row.certainty.word}:", f"depends on {', '.join(weak or row.depends_on)}", ""
