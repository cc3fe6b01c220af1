"""A forecast as an aligned table: coloured and folded to its width on a terminal; plain in a pipe, a line for each row.

Rich draws it for a terminal; without colour where NO_COLOR is set or the terminal has none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tui.core.outcome import RowOutcome
from tui.core.payload.row_places import no_lines
from tui.core.rules import Certainty
from tui.dataclass import dataclass
from tui.reports.rows import COLUMNS, RowNotices, grouped_notices, report_head, report_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.forecast import Asked, Outline
    from tui.core.payload.row_places import RowLines
    from tui.core.row_forecast import RowForecast

    class Texts(Protocol):
        """Keeps texts until all are there."""

        def add(self, text: str) -> None:
            """One more."""

        def __iter__(self) -> Iterator[str]:
            """All of them, several at once."""


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


class TableReport:
    """The forecast as a table, of rows that come one by one (``add``) and of which the texts are kept: in a pipe in
    ``texts``, since how wide a column is shows at the end. On a terminal long cells are folded to its width, which
    Rich does for all rows at once: it holds them all."""

    def __init__(self, made: Asked, file: TextIO, texts: Texts, line_of: RowLines = no_lines) -> None:
        """line_of: where the rows stand."""
        self._made, self._file, self._texts, self._line_of = made, file, texts, line_of
        self._console = Console(file=file, highlight=False, markup=False, emoji=False)
        self._plainly = not _shows("●", file)
        self._lines: list[_Line] = []
        self._widths = [cell_len(name) for name in COLUMNS]
        self._notices = RowNotices()

    def add(self, row: RowForecast) -> None:
        """One row more."""
        cells = tuple(
            _cut(name, cell) for name, cell in zip(COLUMNS, report_row(row, self._made, self._line_of), strict=True)
        )
        self._notices.add(row)
        if self._console.is_terminal:
            if self._plainly:
                cells = _plainly_badged(cells, row.certainty)
            self._lines.append(_Line(cells, row.outcome, row.certainty, _below(row, self._made)))
        else:
            self._widths = [max(width, cell_len(cell)) for width, cell in zip(self._widths, cells, strict=True)]
            self._texts.add(json.dumps(cells) + "\n")

    def write(self, outline: Outline, data_set: str, *, partial: bool) -> None:
        """Write the whole."""
        head = list(report_head(outline, data_set, partial=partial))
        notices = list(grouped_notices(outline.forecast, self._notices))
        if not self._console.is_terminal:
            self._file.writelines(f"{line}\n" for line in self._plain(head, notices))
            return
        with self._console.capture() as captured:
            self._print(head, notices)
        self._file.write(captured.get())

    def _plain(self, head: Sequence[tuple[str, str]], notices: Sequence[tuple[str, str, str]]) -> Iterator[str]:
        yield from (f"{label:9}{text}" for label, text in head)
        kept = (json.loads(line) for text in self._texts for line in text.splitlines())
        if (first := next(kept, None)) is not None:
            yield ""
            yield from (self._aligned(cells) for cells in (COLUMNS, first))
            yield from map(self._aligned, kept)
        if notices:
            yield ""
        yield from (f"{place} {message}  {rule}" for place, message, rule in notices)

    def _aligned(self, cells: Sequence[str]) -> str:
        (number, *others), (first, *widths) = cells, self._widths
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(others, widths, strict=True)]
        return "  ".join([f"{number:>{first}}", *padded]).rstrip()

    def _print(self, head: Sequence[tuple[str, str]], notices: Sequence[tuple[str, str, str]]) -> None:
        console, lines = self._console, self._lines
        console.print(_beside([(Text(label, "dim"), Text(text, _HEAD.get(label, ""))) for label, text in head]))
        if lines:
            console.print()
            narrow = console.width < _ROOMY
            console.print(_table(lines, narrow=narrow))
            if narrow:
                below = [
                    (f"row {line.cells[0]}, {line.certainty.word}:", line.below, "") for line in lines if line.below
                ]
                notices = [*below, *notices]
        if notices:
            console.print()
        for place, message, rule in notices:
            style = "yellow" if place.endswith("warning:") else "dim"
            console.print(Text.assemble((place, style), " ", message, (f"  {rule}" if rule else "", "dim")))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the table on a terminal. ``below``: for a narrow one, what it depends on, where it is not documented."""

    cells: tuple[str, ...]
    outcome: RowOutcome
    certainty: Certainty
    below: str


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


# --- for a terminal --------------------------------------------------------------------------------------------------


def _beside(lines: Sequence[tuple[Text, Text]]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in lines:
        grid.add_row(label, text)
    return grid


def _table(lines: Sequence[_Line], *, narrow: bool) -> Table:
    """The rows; where there is little room, the certainty is its sign alone and what a row depends on stands below."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", collapse_padding=True)
    columns = list(zip(*(line.cells for line in lines), strict=True))
    depends = any(columns[-1]) and not narrow
    shown = [name for name in COLUMNS if name != "depends on" or depends]
    for name, cells in zip(COLUMNS, columns, strict=True):
        if name in shown:
            words = max((cell_len(word) for cell in cells for word in cell.split(" ")), default=0)
            table.add_column(
                "" if narrow and name == "certainty" else name,
                justify="right" if name == "#" else "left",
                no_wrap=name in _UNBROKEN,
                overflow="fold",
                min_width=min(words, _LONGEST_WORD),
            )
    for line in lines:
        styles = {"outcome": _STYLES[line.outcome], "certainty": _CERTAINTY[line.certainty], "depends on": "dim"}
        texts = {name: Text(cell, styles.get(name, "")) for name, cell in zip(COLUMNS, line.cells, strict=True)}
        if narrow:
            texts["certainty"].right_crop(cell_len(line.certainty.word) + 1)
        table.add_row(*(texts[name] for name in shown))
    return table


def _below(row: RowForecast, made: Asked) -> str:
    """The rules that make a row less than documented."""
    if row.certainty is Certainty.DOCUMENTED:
        return ""
    weak = [rule for rule in row.rules if made.assumptions.certainty(rule) == row.certainty]
    return f"depends on {', '.join(weak or row.depends_on)}"
