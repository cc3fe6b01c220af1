"""Builders of incidents: a request, its reply, and the records as they are now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.core.helpers import LEADS, MemoryIndex, body, settings
from tests.core.replies import took
from tui.core.reply.incident import Incident, incident
from tui.core.reply.saved import SavedReply, calls_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.metadata import Module
    from tui.core.reply.rewind import KnownBefore
    from tui.core.values import Json, Record

CALL = "2026-06-11T10:02:18+05:30"
BEFORE = "2026-06-01T08:00:00+05:30"
AFTER = "2026-06-20T08:00:00+05:30"


def at(entry: dict[str, Json], modified: str = CALL) -> dict[str, Json]:
    """The entry of a row that was taken, with the time of the call."""
    return {**entry, "details": {**entry["details"], "Modified_Time": modified}}


def updated(record_id: str, field: str | None = None) -> dict[str, Json]:
    return at(took("update", record_id, field))


def inserted(record_id: str) -> dict[str, Json]:
    return at(took("insert", record_id))


def incident_of(
    *rows: Record,
    reply: Json,
    stored: Sequence[Record] = (),
    check: Sequence[str] | None = None,
    of: Module = LEADS,
    known: KnownBefore | None = None,
    assume: str | Sequence[str] = (),
    covers: dict[str, list[Json]] | None = None,
    made_at: str | None = None,
    **around: Any,
) -> Incident:
    """reply: its entries, or a whole reply."""
    answer = {"data": reply} if isinstance(reply, list) else reply
    request = replace(body(*rows, check=check), **around)
    index = MemoryIndex(stored, covers)
    calls = calls_of(len(rows), [SavedReply(answer)])
    return incident(request, of, index, settings(assume), calls, known=known, made_at=made_at)
