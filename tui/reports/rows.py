"""The rows of every report: one list of columns, so that the table, Markdown and CSV cannot say different things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.describe import decided_by, target_text, what_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.notice import Notice

COLUMNS: Final = ("#", "outcome", "decided by", "target", "what", "certainty", "depends on")


def report_rows(forecast: Forecast) -> Iterator[tuple[str, ...]]:
    """One tuple of plain texts for each row of the payload, in the order of ``COLUMNS``."""
    for row in forecast.rows:
        yield (
            str(row.index + 1),
            row.outcome.mark,
            decided_by(row),
            target_text(row, forecast.module),
            what_text(row),
            row.certainty.word,
            ", ".join(row.depends_on),
        )


def report_notices(forecast: Forecast) -> Iterator[tuple[str, str, Notice]]:
    """Every warning and note with where it belongs (``call`` or ``row N``) and what it is (warning or note)."""
    yield from (("call", "warning", notice) for notice in forecast.warnings)
    yield from (("call", "note", notice) for notice in forecast.notes)
    for row in forecast.rows:
        place = f"row {row.index + 1}"
        yield from ((place, "warning", notice) for notice in row.warnings)
        yield from ((place, "note", notice) for notice in row.notes)
