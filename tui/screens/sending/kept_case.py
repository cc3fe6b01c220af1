"""A row of a send as a file: request, forecast, reply and the facts about the data set, to be looked at by others.

It holds the row's data as it was sent, and nothing secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.views.forecast_json import forecast_json, json_text
from tui.live.journal.journal import without_tokens
from tui.screens.sending.sides import reply_entry, result_of

if TYPE_CHECKING:
    from tui.core.values import Json, Record
    from tui.live.send.sender import SendReport


def case_text(report: SendReport, index: int, before: Record | None) -> str:
    """The text of the file. before: the target as the data set has it."""
    plan, result = report.plan, result_of(report, index)
    told = forecast_json(plan.forecast, plan.data_set.name, partial=plan.data_set.partial)
    rows = told["records"]
    case: dict[str, Json] = {
        "module": plan.module,
        "environment": plan.profile.environment,
        "api_version": plan.profile.api_version,
        "data_set": {
            "name": plan.data_set.name,
            "made_at": plan.data_set.made_at,
            "partial": plan.data_set.partial,
            "record": dict(before) if before is not None else None,
        },
        "assumptions": told["assumptions"],
        "effective_order": told["effective_order"],
        "not_checked": told["not_checked"],
        "request": {**result.batch.body, "data": [plan.forecast.request.rows[index]]},
        "forecast": rows[index] if index < len(rows) else {"call_errors": told["call_errors"]},
        "reply": {"status": result.status, "outcome": result.outcome, "entry": reply_entry(report, index)},
        "comparison": report.rows[index].to_json(),
    }
    return json_text(without_tokens(case))
