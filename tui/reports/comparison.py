"""Forecast against reply on paper: a line for each row, with the rule that did it or was wrong, and why."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from tui.core.display import one_line, row_numbers, short_id
from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tui.core.forecast import Forecast
    from tui.core.reply.compare import Agreement, RowComparison
    from tui.core.reply.read import ReplyError

COLUMNS: Final = ("#", "forecast", "reply", "verdict", "rule", "why")

AGREEMENT_WORDS: Final[Mapping[Agreement, str]] = {
    "same": "= same",
    "different": "≠ different",
    "not_comparable": "? not comparable",
}
"""The verdicts in words, each with its sign."""


def comparison_text(rows: Sequence[RowComparison]) -> str:
    """The verdicts in one line, as in ``3 rows: 2 same · 1 different``."""
    counts = Counter(row.verdict for row in rows)
    parts = [f"{counts[name]} {name.replace('_', ' ')}" for name in AGREEMENT_WORDS if counts[name]]
    return f"{count_of(len(rows), 'row')}: {' · '.join(parts)}"


def comparison_rows(rows: Sequence[RowComparison], forecast: Forecast) -> Iterator[tuple[str, ...]]:
    """One tuple of plain texts for each row, in the order of ``COLUMNS``; one for rows in turn that are not comparable
    for the same reason."""
    for (untold, _), run in groupby(rows, lambda row: (row.verdict == "not_comparable", row.cause)):
        same = list(run)
        if untold and len(same) > 1:
            span = f"{same[0].index + 1}-{same[-1].index + 1}"
            yield span, "", "-", AGREEMENT_WORDS["not_comparable"], "", one_line(same[0].cause)
        else:
            yield from _one_by_one(same, forecast)


def _one_by_one(rows: Sequence[RowComparison], forecast: Forecast) -> Iterator[tuple[str, ...]]:
    for row in rows:
        done = forecast.rows[row.index] if row.index < len(forecast.rows) else None
        decided = done.rules[0] if done is not None and done.rules and row.verdict == "same" else ""
        yield (
            str(row.index + 1),
            RowOutcome(row.forecast).mark,
            reply_text(row, full_ids=True),
            AGREEMENT_WORDS[row.verdict],
            row.rule or decided,
            one_line(row.why),
        )


def reply_text(row: RowComparison, *, full_ids: bool = False) -> str:
    """What the reply says of a row, as in ``UPDATE …3021`` or ``ERROR DUPLICATE_DATA on Phone``."""
    if row.actual is None:
        return "-"
    if row.actual == "error":
        return f"ERROR {' + '.join(dict.fromkeys(map(_error_text, row.errors)))}"
    if row.record_id is None:
        return row.actual.upper()
    return f"{row.actual.upper()} {one_line(row.record_id) if full_ids else short_id(row.record_id)}"


def _error_text(error: ReplyError) -> str:
    return one_line(error.code) + (f" on {one_line(error.api_name)}" if error.api_name else "")


def _source(span: str, numbers: Sequence[int]) -> str:
    """Where the rows of a line stand in the payload. span: which they are of those that were sent, ``3`` or ``3-9``."""
    first, _, last = span.partition("-")
    return row_numbers(numbers[int(first) - 1 : int(last or first)]).partition(" ")[2]


def comparison_table(rows: Sequence[RowComparison], forecast: Forecast, numbers: Sequence[int] = ()) -> str:
    """The rows as aligned lines, with a head. numbers: of each row, where it stands in the payload (0-based), told in a
    column of its own; empty where all of it was sent."""
    cells: list[tuple[str, ...]] = [COLUMNS, *comparison_rows(rows, forecast)]
    if numbers:
        cells = [
            (cells[0][0], "row", *cells[0][1:]),
            *((each[0], _source(each[0], numbers), *each[1:]) for each in cells[1:]),
        ]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )
    return "".join(f"{line}\n" for line in lines)
