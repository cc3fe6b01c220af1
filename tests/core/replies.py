"""Builders of replies, and of their comparison with a forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.core.helpers import LEADS, MemoryIndex, forecast_of, record
from tui.core.reply.compare import CallReply, RowComparison, compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.metadata import Module
    from tui.core.values import Json, Record

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Phone="100")
BEA = record(2, Last_Name="Webb", Email="bea@x.test", Phone="200")


def took(action: str, record_id: str, field: str | None = None) -> dict[str, Json]:
    """A row that was taken."""
    message = "record added" if action == "insert" else "record updated"
    return {
        "code": "SUCCESS",
        "duplicate_field": field,
        "action": action,
        "details": {"id": record_id},
        "message": message,
        "status": "success",
    }


def failed(code: str, api_name: str | None = None, **details: Json) -> dict[str, Json]:
    """A row, or a call, that was refused."""
    named = {} if api_name is None else {"api_name": api_name}
    return {"code": code, "details": named | details, "message": "said so", "status": "error"}


def several(*errors: Json) -> dict[str, Json]:
    return failed("MULTIPLE_OR_MULTI_ERRORS", errors=list(errors))


def compared(
    *rows: Record,
    reply: Json,
    stored: Sequence[Record] = (ADA, BEA),
    stale: dict[str, dict[str, str]] | None = None,
    of: Module = LEADS,
    **given: Any,
) -> tuple[RowComparison, ...]:
    """The comparison of these rows, forecast against ``stored``, with a reply to one call."""
    forecast = forecast_of(*rows, stored=stored, of=of, **given)
    return compare(forecast, [CallReply(0, len(rows), reply)], MemoryIndex(stored), stale)


def only(*rows: Record, entry: Json, **given: Any) -> RowComparison:
    """The comparison of the last row, where the reply has one entry for it and inserts for those before."""
    before = [took("insert", f"90{place}") for place in range(len(rows) - 1)]
    return compared(*rows, reply={"data": [*before, entry]}, **given)[-1]
