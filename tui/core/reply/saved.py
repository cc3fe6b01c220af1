"""Replies that were kept in a file: as Zoho sent them, with the HTTP head before them, several in a list, or within
what ``send --format json`` printed. What a reply says is read by tui.core.reply.read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

from tui.core.outcome import CallOutcome
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.reply.compare import CallReply
from tui.core.reply.read import read_reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.values import Json


_HEAD: Final = re.compile(r"\s*HTTP/[\d.]+ (\d{3})[^\n]*\n")


@dataclass(frozen=True, slots=True)
class SavedReply:
    """One reply: its JSON, or the text of one that is none, or None; and status and outcome where the file tells."""

    reply: Json
    status: int | None = None
    outcome: CallOutcome | None = None


@dataclass(frozen=True, slots=True)
class SavedCall:
    """A call of the payload with its reply and how it ended."""

    call: CallReply
    outcome: CallOutcome
    status: int | None = None

    def to_json(self) -> dict[str, Json]:
        """As ``send --format json`` has it."""
        return {"status": self.status, "outcome": self.outcome, "reply": self.call.reply}


def saved_replies(text: str) -> tuple[SavedReply, ...]:
    """The replies in a text, at least one. Never raises: what is no JSON is a reply that is no JSON."""
    status = None
    while head := _HEAD.match(text):  # a proxy, or 100 Continue, puts one head before another
        status = int(head[1])
        text = re.split(r"\r?\n\r?\n", text[head.start() :], maxsplit=1)[-1] if "\n" in text else ""
    text = text.strip().removeprefix("\ufeff")
    if not text:
        return (SavedReply(None, status),)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return (SavedReply(text, status),)
    batches = value.get("batches") if isinstance(value, dict) else None
    if isinstance(batches, list) and batches and all(isinstance(entry, dict) for entry in batches):
        return tuple(map(_of_send, batches))
    if isinstance(value, dict) and "data" not in value and isinstance(value.get("response"), dict):
        return (SavedReply(value["response"], _status(value.get("response_status", value.get("http_status")))),)
    if isinstance(value, list) and value and all(isinstance(entry, dict) and "data" in entry for entry in value):
        return tuple(SavedReply(entry) for entry in value)
    return (SavedReply(value, status),)


def _of_send(batch: dict[str, Json]) -> SavedReply:
    outcome = batch.get("outcome")
    return SavedReply(
        batch.get("reply"), _status(batch.get("status")), outcome if outcome in get_args(CallOutcome) else None
    )


def _status(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def calls_of(rows: int, replies: Sequence[SavedReply]) -> tuple[SavedCall, ...]:
    """The calls that a payload of so many rows was sent in, each with its reply; one without is of unknown outcome.

    One reply answers the payload as a whole, if it is for 100 rows or fewer, or has more entries, or refuses.
    """
    first = read_reply(replies[0].reply, min(rows, ROWS_PER_CALL))
    whole = len(replies) == 1 and (rows <= ROWS_PER_CALL or bool(first.refusal) or bool(first.remark))
    size = rows if whole else ROWS_PER_CALL
    starts = range(0, rows, size)
    padded = [*replies, *[None] * len(starts)]
    return tuple(_call(start, min(size, rows - start), reply) for start, reply in zip(starts, padded, strict=False))


def _call(start: int, rows: int, saved: SavedReply | None) -> SavedCall:
    if saved is None:
        return SavedCall(CallReply(start, rows, None, known=False, why="there is no reply to its call"), "unknown")
    read = read_reply(saved.reply, rows)
    outcome: CallOutcome = "refused" if read.refusal else "unknown" if read.problem else "answered"
    if saved.outcome in ("not_sent", "unknown"):
        outcome = saved.outcome
    known = outcome in ("answered", "refused")
    why = "the call was not sent" if outcome == "not_sent" else ""
    return SavedCall(CallReply(start, rows, saved.reply, known=known, why=why), outcome, saved.status)
