"""Why a row came out as forecast: what decided it, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, short_id
from tui.core.outcome import RowOutcome
from tui.core.views.describe import errors_text, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.check_order import EffectiveOrder
    from tui.core.reply.read import ReplyRow
    from tui.core.row_forecast import RowForecast

_ORIGINS: Final[Mapping[str, str]] = {
    "default": "checked by default",
    "listed": "listed",
    "appended": "not listed, but Zoho adds unique fields",
}


def why_same(row: RowForecast, actual: ReplyRow, order: EffectiveOrder | None) -> str:
    """The sentence for a row whose reply and forecast agree. order: the fields that were checked, if they are known."""
    if row.outcome is RowOutcome.ERROR:
        return f"refused as forecast: {errors_text(row.found)}"
    if row.outcome is RowOutcome.INSERT:
        return _inserted(row)
    which = short_id(actual.record_id or row.target_id or "")
    changed = "; nothing in it changes" if row.outcome is RowOutcome.UNCHANGED else ""
    if row.duplicate_field is None:
        return f"the id of the row names {which}{changed}"
    return f"{which} has this {one_line(row.duplicate_field)}{_origin(row.duplicate_field, order)}{changed}"


def _inserted(row: RowForecast) -> str:
    missed = [one_line(step.api_name) for step in row.trace if step.verdict == "miss"]
    if missed:
        return f"no record has this {listed(missed, 'or')}"
    return "no checked field has a value to look up"


def _origin(name: str, order: EffectiveOrder | None) -> str:
    origins = [entry.origin for entry in order.entries if entry.api_name == name] if order else []
    return f" ({_ORIGINS[origins[0]]})" if origins else ""
