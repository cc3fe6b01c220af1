"""Calls of the journal as a text records them: what explains an incident asks nothing else of the journal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tui.core.payload.intake import Intake
from tui.core.reply.recorded import RecordedCall
from tui.live.journal.journal import entries_told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.live.journal.journal import JournalEntry


def recorded_of(entries: Iterable[JournalEntry]) -> tuple[RecordedCall, ...]:
    """Entries in the order in which they were sent."""
    in_order = sorted(entries, key=lambda entry: (entry.begun_at, entry.facts.batch))
    return tuple(map(_recorded, in_order))


def _recorded(entry: JournalEntry) -> RecordedCall:
    reply = entry.reply if entry.outcome in ("answered", "refused") else None
    return RecordedCall(
        Intake("json", json.dumps(entry.body, ensure_ascii=False)),
        reply if reply is None or isinstance(reply, str) else json.dumps(reply, ensure_ascii=False),
        entry.begun_at or None,
        entry.facts.module or None,
        entry.facts.old_values,
        goes_on=entry.facts.batch > 1,
    )


def calls_of_journal(text: str) -> tuple[RecordedCall, ...]:
    """The calls of a file of the journal; none where the text is none."""
    lines = [line for line in text.encode(errors="replace").split(b"\n") if line.strip()]
    if not lines or b'"entry"' not in lines[0] or b'"kind"' not in lines[0]:
        return ()
    return recorded_of([entry for entry in entries_told(lines)[0] if entry.body is not None])
