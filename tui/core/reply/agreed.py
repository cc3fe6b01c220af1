"""Why a row came out as forecast: what decided it and why that was checked, in one sentence. Ids stand in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.core.outcome import RowOutcome
from tui.core.views.describe import NOT_CHECKED_WORDS, errors_text, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.core.check_order import EffectiveOrder
    from tui.core.reply.read import ReplyRow
    from tui.core.row_forecast import RowForecast

_ORIGINS: Final[Mapping[str, str]] = {
    "default": "checked by default",
    "listed": "listed",
    "appended": "appended, not listed",
}
"""Why a field of the effective order is checked, in words."""

NOTHING_CHANGES: Final = "; nothing in it changes"


def why_same(row: RowForecast, actual: ReplyRow, order: EffectiveOrder | None) -> str:
    """The sentence for a row whose reply and forecast agree. order: the fields that were checked, if they are known."""
    if row.outcome is RowOutcome.ERROR:
        return f"refused as forecast: {errors_text(row.found, full_ids=True)}"
    if row.outcome is RowOutcome.INSERT:
        return "; ".join(_inserted(row))
    which = one_line(actual.record_id or row.target_id or "a record")
    changed = NOTHING_CHANGES if row.outcome is RowOutcome.UNCHANGED else ""
    if row.duplicate_field is None:
        return f"the id of the row names {which}{changed}"
    return f"{which} has this {one_line(row.duplicate_field)}{_origin(row.duplicate_field, order)}{changed}"


def _inserted(row: RowForecast) -> Iterator[str]:
    missed = [step.api_name for step in row.trace if step.verdict == "miss"]
    yield f"no record has this {listed(missed, 'or')}" if missed else "no checked field has a value to look up"
    for step in row.trace:
        if step.verdict == "not_checked" and step.count:
            held = f"{one_line(step.matches[0])} has it" if step.count == 1 else f"{step.count} records have it"
            yield f"{one_line(step.api_name)} is not checked ({_not_checked(step.rule)}), and {held}"
    yield from (one_line(note.message).rstrip(".") for note in row.notes if note.rule == "lint.near_miss")


def _not_checked(rule: str | None) -> str:
    return NOT_CHECKED_WORDS.get(rule or "", "not checked").removeprefix("ignored: ")  # equal: no rule is None


def _origin(name: str, order: EffectiveOrder | None) -> str:
    origins = [entry.origin for entry in order.entries if entry.api_name == name] if order else []
    return f" ({_ORIGINS[origins[0]]})" if origins else ""
