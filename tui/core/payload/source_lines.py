"""The lines of the text that a person handed in at which the rows of its payload stand, whatever its form."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tui.core.payload.csv_lines import CsvTextError
from tui.core.payload.csv_rows import read_csv
from tui.core.payload.row_places import RowLines, RowPlaces, no_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.core.metadata import Module
    from tui.core.payload.intake import Intake


def source_lines(intake: Intake, module: Module) -> RowLines:
    """The lines of a payload that was read for a module. Of CSV and JSON Lines the line of the row; of a body that was
    put together from values none. Nothing is looked for before a line is asked for."""
    if intake.kind == "json lines":
        return _line_of_each(lambda: [n for n, line in enumerate(intake.text.split("\n"), 1) if line.strip()])
    if intake.kind == "csv":
        return _line_of_each(lambda: _csv_lines(intake, module))
    if intake.call is None:
        return _lazily(lambda: RowPlaces(intake.text).line)
    if not intake.call.body.is_placed or intake.lines is None:
        return no_lines
    return _lazily(lambda: _within_call(intake))


def _lazily(build: Callable[[], RowLines]) -> RowLines:
    built = cache(build)

    def line(row: int, name: str | None) -> int | None:
        return built()(row, name)

    return line


def _line_of_each(lines_of: Callable[[], Sequence[int]]) -> RowLines:
    lines = cache(lines_of)
    return lambda row, _name: lines()[row] if row < len(lines()) else None


def _csv_lines(intake: Intake, module: Module) -> Sequence[int]:
    try:
        return read_csv(intake.text, module, empty="absent", columns=intake.columns).lines
    except CsvTextError:
        return ()


def _within_call(intake: Intake) -> RowLines:
    assert intake.call is not None
    body, lines = intake.call.body, intake.lines
    assert lines is not None
    places = RowPlaces(body.text)

    def line(row: int, name: str | None) -> int | None:
        offset = places.offset(row, name)
        return None if offset is None else lines.location(body.origin(offset))[0] + 1

    return line
