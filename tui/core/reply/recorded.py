"""Calls that a text records, each with its reply, in order: JSON Lines or a list of request and reply, a HAR file, or
what else holds the answer beside the call. The journal, which is another part's, is read into the same.
"""

from __future__ import annotations

import json
from dataclasses import field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tui.core.metadata import Module
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.request import PayloadError
from tui.core.reply.log_time import log_time
from tui.core.values import instant
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tui.core.payload.intake import Intake
    from tui.core.payload.request import UpsertRequest
    from tui.core.values import Json, Record


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call: its request as it was read (None: it is known otherwise, or not here), the text of its reply (None:
    there is none), and when it was made (ISO text). ``module``: where it is told outside the request; ``old_values``:
    records as they were read just before, by id; ``goes_on``: just before the first call of its send.
    """

    intake: Intake | None
    reply: str | None
    at: str | None = None
    module: str | None = None
    old_values: Mapping[str, Record] = field(default_factory=dict)
    goes_on: bool = False

    @classmethod
    def without_request(cls, reply: str) -> RecordedCall:
        """A reply by itself."""
        return cls(None, reply)

    @property
    def title(self) -> str:
        """The call in a few words, for a list to choose from."""
        module = self.module or (self.intake.module if self.intake else None)
        what = self.intake.call.title if self.intake and self.intake.call is not None else "upsert"
        name = f"{what} of {module}" if module and module not in what else what
        return f"{self.at}  {name}" if self.at else name


_REQUEST: Final = ("request", "payload", "sent", "request_body", "requestBody", "body", "input")
_REPLY: Final = ("reply", "response", "answer", "response_body", "responseBody", "result", "output")
_AT: Final = ("at", "time", "timestamp", "when", "date", "startedDateTime", "created_at")
_MODULE: Final = ("module", "module_name", "module_api_name")


def recorded_calls(text: str) -> tuple[RecordedCall, ...]:
    """The calls of a text of which at least one has its reply beside it; none where it holds no such call. Never
    raises."""
    calls = tuple(_pairs(text)) or tuple(_recognised(text))
    return calls if any(call.reply is not None for call in calls) else ()


def reply_to(request: UpsertRequest, text: str) -> tuple[str, str]:
    """The reply to a request in a text that may record several calls with their replies, and what is to be said of the
    choice (an empty text: nothing). A text that records none is the reply itself.

    Raises PayloadError where several calls are recorded, and none of them sent this payload.
    """
    calls = [call for call in recorded_calls(text) if call.reply is not None]
    if not calls:
        return text, ""
    sent = [rows_of(call) for call in calls]
    same = [call.reply or "" for call, rows in zip(calls, sent, strict=True) if rows == request.rows]
    if same:
        which = f"{len(same)} calls in it sent this payload; the last is taken" if len(same) > 1 else ""
        if not which and len(calls) > 1:
            which = f"of {len(calls)} calls in it, the one that sent this payload is taken"
        return same[-1], which
    if tuple(row for rows in sent for row in rows or ()) == request.rows:
        return text, ""  # a payload that was sent in several calls
    if len(calls) > 1:
        reason = f"none of the {len(calls)} calls in it sent this payload; explain the file by itself: explain REPLY"
        raise PayloadError(reason)
    return text, "the call beside it sent a different body, not this payload"


def rows_of(call: RecordedCall) -> tuple[Record, ...] | None:
    """The rows that a call sent; None where they cannot be read, or are not here."""
    if call.intake is None:
        return None
    try:
        return call.intake.request(Module("", label="")).rows
    except PayloadError:
        return None


def order_doubt(calls: Sequence[RecordedCall]) -> str:
    """Why it is not sure that calls were made in this order, in a sentence; empty where nothing speaks against it."""
    times = [instant(call.at) for call in calls]
    known = [(at, number) for number, at in enumerate(times, 1) if at is not None]
    for (one, before), (two, after) in pairwise(known):
        if two < one:
            return f"By the times, call {after} was made before call {before}; they are taken in the order of the file."
    if known and len(known) < len(calls):
        number = times.index(None) + 1
        said = "has a time that can't be read" if calls[number - 1].at else "has no time"
        return f"Call {number} {said}, so the calls are taken in the order of the file."
    return ""


def _recognised(text: str) -> Iterator[RecordedCall]:
    """The calls of a form that payloads come in."""
    found: tuple[Intake, ...]
    try:
        found = (recognise(text),)
    except SeveralCalls as several:
        found = several.calls
    except PayloadError:
        return
    for intake in found:
        if intake.call is not None:
            yield RecordedCall(intake, intake.reply, intake.at)


def _pairs(text: str) -> Iterator[RecordedCall]:
    """Objects that hold a request and its reply: one, a list of them, or one a line; by time, if each has one."""
    values = list(_values(text))
    calls = [_pair(value) for value in values]
    pairs = [call for call in calls if call is not None]
    if not calls or len(pairs) < len(calls):
        return
    times = [instant(call.at) for call in pairs]
    if None not in times:  # lines of a log may stand in any order
        pairs = [call for _, call in sorted(zip(times, pairs, strict=True), key=lambda each: each[0] or 0.0)]
    yield from pairs


def _values(text: str) -> Iterator[Json]:
    bare = text.strip(" \t\r\n\ufeff")
    if bare[:1] not in ("{", "["):
        return
    try:
        value = json.loads(bare)
        yield from value if isinstance(value, list) else (value,)
        return
    except (ValueError, RecursionError):
        pass
    lines = [line for line in bare.split("\n") if line.strip()]
    if len(lines) > 1:
        try:
            yield from [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            return


def _pair(value: Json) -> RecordedCall | None:
    if not isinstance(value, dict):
        return None
    request = next((value[key] for key in _REQUEST if isinstance(value.get(key), (dict, list, str))), None)
    reply_key = next((key for key in _REPLY if key in value), None)
    if request is None or reply_key is None:
        return None
    try:
        intake = recognise(request if isinstance(request, str) else json.dumps(request, ensure_ascii=False))
    except PayloadError:
        return None
    if intake.problem is not None or intake.kind == "csv":
        return None
    at = next((at for key in _AT if (at := log_time(value.get(key))) is not None), None)
    module = next((value[key] for key in _MODULE if isinstance(value.get(key), str)), None)
    return RecordedCall(intake, _text(value[reply_key]), at, module)


def _text(reply: Json) -> str | None:
    if reply is None:
        return None
    return reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
