"""What every report says: one list of columns and one head, so that the table, Markdown and CSV cannot say different
things."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, row_numbers
from tui.core.payload.row_places import no_lines
from tui.core.views.describe import (
    assumptions_text,
    call_error_text,
    count_of,
    decided_by,
    order_text,
    target_text,
    verdict_text,
    what_text,
)
from tui.dataclass import dataclass
from tui.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.forecast import Asked, Forecast, Outline
    from tui.core.notice import Notice
    from tui.core.payload.row_places import RowLines
    from tui.core.row_forecast import RowForecast

COLUMNS: Final = ("#", "outcome", "decided by", "target", "what", "certainty", "depends on")


def report_head(outline: Outline, data_set: str, *, partial: bool) -> Iterator[tuple[str, str]]:
    """What stands above the rows: a label and a plain text each. ``refused`` is the label of a call error."""
    forecast = outline.forecast
    rows = count_of(len(forecast.request.rows), "row")
    against = one_line(data_set) + (" (only what was looked up)" if partial else "")
    yield "upsert", f"{one_line(forecast.module.api_name)} · {rows} · against {against}"
    if forecast.module.upsertable:
        yield "checks", order_text(forecast.order)
    if changed := assumptions_text(forecast):
        yield "assumes", changed
    for error in forecast.call_errors:
        yield "refused", f"{error.code}: {call_error_text(error, forecast)}"
    if outline.counted.outcomes:
        yield "forecast", verdict_text(outline)


def report_row(row: RowForecast, made: Asked, line_of: RowLines = no_lines) -> tuple[str, ...]:
    """A row of the payload as plain texts, in the order of ``COLUMNS``. line_of: where the rows stand."""
    return (
        str(row.index + 1),
        row.outcome.mark,
        decided_by(row),
        target_text(row, made.module),
        what_text(row, made, line_of),
        f"{row.certainty.badge} {row.certainty.word}",
        ", ".join(row.depends_on),
    )


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """A warning or note (``kind``) that a few rows share: ``where`` it belongs (``call``, ``rows 2, 4-7``), its message
    with how many of its kind say another value, its rule, and the field or key that it is about."""

    where: str
    kind: str
    message: str
    rule: str
    api_name: str | None = None


_VALUES: Final = pattern(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|…?\d+")


@lru_cache(maxsize=1024)
def _without_values(message: str) -> str:
    """A message as those have it that say the same of another value."""
    return _VALUES.sub("", message)


class RowNotices:
    """The warnings and notes of rows by their kind, as the rows come in their order (``add``)."""

    def __init__(self, rows: Iterable[RowForecast] = ()) -> None:
        self._kinds: dict[tuple[str, str, str | None, str], tuple[dict[str, None], dict[int, None]]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: RowForecast) -> None:
        """One row more."""
        for kind, notices in (("warning", row.warnings), ("note", row.notes)):
            for notice in notices:
                alike = (kind, notice.rule, notice.api_name, _without_values(notice.message))
                messages, rows = self._kinds.setdefault(alike, ({}, {}))
                messages[notice.message] = rows[row.index] = None

    def groups(self) -> Iterator[NoticeGroup]:
        """One for each kind of the rows that share it: of different messages the first, and how many."""
        for (kind, rule, api_name, _), (messages, rows) in self._kinds.items():
            first, *others = messages
            more = f" ({count_of(len(others), 'more value')} alike)" if others else ""
            yield NoticeGroup(row_numbers(rows), kind, f"{one_line(first)}{more}", rule, api_name)


def notice_groups(forecast: Forecast, of_rows: RowNotices | None = None) -> Iterator[NoticeGroup]:
    """Every warning and note: those of the call, then those of the rows (None: of the forecast's)."""
    for place, kind, notice in call_notices(forecast):
        yield NoticeGroup(place, kind, one_line(notice.message), notice.rule, notice.api_name)
    yield from (RowNotices(forecast.rows) if of_rows is None else of_rows).groups()


def grouped_notices(forecast: Forecast, of_rows: RowNotices | None = None) -> Iterator[tuple[str, str, str]]:
    """Every group as three texts: ``rows 2, 4-7, warning:``, its message, and its rule."""
    groups = notice_groups(forecast, of_rows)
    yield from ((f"{group.where}, {group.kind}:", group.message, group.rule) for group in groups)


def call_notices(forecast: Forecast) -> Iterator[tuple[str, str, Notice]]:
    """Every warning and note of the call with where it belongs (``call``) and what it is (warning or note)."""
    yield from (("call", "warning", notice) for notice in forecast.warnings)
    yield from (("call", "note", notice) for notice in forecast.notes)


def row_notices(row: RowForecast) -> Iterator[tuple[str, str, Notice]]:
    """Every warning and note of a row with where it belongs (``row N``) and what it is."""
    place = f"row {row.index + 1}"
    yield from ((place, "warning", notice) for notice in row.warnings)
    yield from ((place, "note", notice) for notice in row.notes)
