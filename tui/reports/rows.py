"""What every report says: one list of columns and one head, so that the table, Markdown and CSV cannot say different
things."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.forecast import Forecast
    from tui.core.notice import Notice
    from tui.core.payload.row_places import RowLines

COLUMNS: Final = ("#", "outcome", "decided by", "target", "what", "certainty", "depends on")


def report_head(forecast: Forecast, data_set: str, *, partial: bool) -> Iterator[tuple[str, str]]:
    """What stands above the rows: a label and a plain text each. ``refused`` is the label of a call error."""
    rows = count_of(len(forecast.request.rows), "row")
    against = one_line(data_set) + (" (only what was looked up)" if partial else "")
    yield "upsert", f"{one_line(forecast.module.api_name)} · {rows} · against {against}"
    if forecast.module.upsertable:
        yield "checks", order_text(forecast.order)
    if changed := assumptions_text(forecast):
        yield "assumes", changed
    for error in forecast.call_errors:
        yield "refused", f"{error.code}: {call_error_text(error, forecast)}"
    if forecast.rows:
        yield "forecast", verdict_text(forecast)


def report_rows(forecast: Forecast, line_of: RowLines = no_lines) -> Iterator[tuple[str, ...]]:
    """One tuple of plain texts for each row of the payload, in the order of ``COLUMNS``. line_of: where they stand."""
    for row in forecast.rows:
        yield (
            str(row.index + 1),
            row.outcome.mark,
            decided_by(row),
            target_text(row, forecast.module),
            what_text(row, forecast, line_of),
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


def notice_groups(forecast: Forecast) -> Iterator[NoticeGroup]:
    """Every warning and note: those of the call, then one for each kind of the rows that share it. Of different
    messages of a kind the first, and how many."""
    for kind, notices in (("warning", forecast.warnings), ("note", forecast.notes)):
        for notice in notices:
            yield NoticeGroup("call", kind, one_line(notice.message), notice.rule, notice.api_name)
    kinds: dict[tuple[str, str, str | None], dict[str, list[int]]] = {}
    for row in forecast.rows:
        for kind, notices in (("warning", row.warnings), ("note", row.notes)):
            for notice in notices:
                messages = kinds.setdefault((kind, notice.rule, notice.api_name), {})
                messages.setdefault(notice.message, []).append(row.index)
    for (kind, rule, api_name), messages in kinds.items():
        first, *others = messages
        rows = dict.fromkeys(index for indexes in messages.values() for index in indexes)
        more = f" ({count_of(len(others), 'more value')} alike)" if others else ""
        yield NoticeGroup(row_numbers(rows), kind, f"{one_line(first)}{more}", rule, api_name)


def grouped_notices(forecast: Forecast) -> Iterator[tuple[str, str, str]]:
    """Every group as three texts: ``rows 2, 4-7, warning:``, its message, and its rule."""
    yield from ((f"{group.where}, {group.kind}:", group.message, group.rule) for group in notice_groups(forecast))


def report_notices(forecast: Forecast) -> Iterator[tuple[str, str, Notice]]:
    """Every warning and note with where it belongs (``call`` or ``row N``) and what it is (warning or note)."""
    yield from (("call", "warning", notice) for notice in forecast.warnings)
    yield from (("call", "note", notice) for notice in forecast.notes)
    for row in forecast.rows:
        place = f"row {row.index + 1}"
        yield from ((place, "warning", notice) for notice in row.warnings)
        yield from ((place, "note", notice) for notice in row.notes)
