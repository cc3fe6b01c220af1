"""Zoho's replies: the one that a forecast leads us to expect.

Shapes and messages are those of captured replies (cases 002, 003, 009, 025).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.outcome import RowOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.core.errors import ZohoError
    from tui.core.row_forecast import RowForecast
    from tui.core.values import Json


def expected_row(row: RowForecast) -> dict[str, Json] | None:
    """The entry of ``response.data`` for a row; None where the outcome is not known."""
    if row.outcome is RowOutcome.NOT_KNOWN:
        return None
    if row.outcome is RowOutcome.ERROR:
        return row.errors[0].to_json()
    inserts = row.outcome is RowOutcome.INSERT
    return {
        "code": "SUCCESS",
        "duplicate_field": row.duplicate_field,
        "action": "insert" if inserts else "update",
        "details": {"id": f"new-{row.index + 1}" if inserts else row.target_id},
        "message": "record added" if inserts else "record updated",
        "status": "success",
    }


def expected_reply(rows: Sequence[RowForecast], call_errors: Sequence[ZohoError]) -> dict[str, Json]:
    """The whole reply: ``{"data": [...]}``, or the bare error object of a call that is refused."""
    if call_errors:
        return call_errors[0].to_json()
    return {"data": [expected_row(row) for row in rows]}


def expected_status(counts: Mapping[RowOutcome, int], call_errors: Sequence[ZohoError]) -> int:
    """200 if nothing is refused, 400 if everything is, 207 for a mixture (rule call.rows_are_independent); 412 for a
    call that If-Unmodified-Since refuses. counts: how many rows come to what."""
    if any(error.code == "ALREADY_MODIFIED" for error in call_errors):
        return 412
    refused = counts.get(RowOutcome.ERROR, 0)
    if call_errors or (refused and refused == sum(counts.values())):
        return 400
    return 207 if refused else 200
