"""Calls that a text records, each with its reply, in order: JSON Lines or a list of request and reply, a HAR file, or
what else holds the answer beside the call. The journal, which is another part's, is read into the same.
"""

from __future__ import annotations

import json
import re
from dataclasses import field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tui.core.metadata import Module
from tui.core.payload.formats import SeveralCalls, recognise
from tui.core.payload.request import PayloadError
from tui.core.reply.log_time import log_time
from tui.core.values import instant
from tui.core.views.describe import listed
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
    records as they were read just before, by id; ``goes_on``: just before the first call of its send. ``unread``: why
    nothing is known of the call, in a sentence.
    """

    intake: Intake | None
    reply: str | None
    at: str | None = None
    module: str | None = None
    old_values: Mapping[str, Record] = field(default_factory=dict)
    goes_on: bool = False
    unread: str = ""

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

    Raises PayloadError where several calls are recorded, and of none is known that it sent this payload.
    """
    calls = [call for call in recorded_calls(text) if call.reply is not None]
    if not calls:
        return text, ""
    sent = [rows_of(call) for call in calls]
    pairs = zip(calls, sent, strict=True)
    same = [call.reply or "" for call, rows in pairs if rows == request.rows]  # equal: each has one
    if same:
        which = f"{len(same)} calls in it sent this payload; the last is used" if len(same) > 1 else ""
        if not which and len(calls) > 1:
            which = f"of {len(calls)} calls in it, the one that sent this payload is used"
        return same[-1], which
    if tuple(row for rows in sent for row in rows or ()) == request.rows:
        return text, ""  # a payload that was sent in several calls
    unread = sent.count(None)
    if len(calls) > 1:
        none = f"none of the {len(calls)} calls in it sent this payload"
        if unread:
            none = f"no call in it is known to have sent this payload ({unread} of {len(calls)} can't be read)"
        raise PayloadError(none)
    if unread:
        return text, "the body of the call beside it can't be read: whether it sent this payload is not known"
    return text, "the call beside it sent a different body, not this payload"


def rows_of(call: RecordedCall) -> tuple[Record, ...] | None:
    """The rows that a call sent; None where they cannot be read, or are not here."""
    if call.intake is None:
        return None
    try:
        return call.intake.request(Module("", label="")).rows
    except PayloadError:
        return None


def doubts(calls: Sequence[RecordedCall]) -> tuple[str, ...]:
    """What is not known of calls that are followed in order, each in a sentence."""
    unread = [str(number) for number, call in enumerate(calls, 1) if call.unread]
    which = f"Call {unread[0]}" if len(unread) == 1 else f"Calls {listed(unread)}"
    wrote = (
        f"{which} can't be read, so what {'it' if len(unread) == 1 else 'they'} wrote is not known to the later calls."
    )
    written = [each.intake.call for each in calls if each.intake is not None and each.intake.call is not None]
    beside = next((f"{call.unread}." for call in written if call.unread is not None), "")
    return tuple(filter(None, (wrote if unread else "", beside, order_doubt(calls))))


def order_doubt(calls: Sequence[RecordedCall]) -> str:
    """Why it is not sure that calls were made in this order, in a sentence; empty where nothing speaks against it."""
    times = [instant(call.at) for call in calls]
    known = [(at, number) for number, at in enumerate(times, 1) if at is not None]
    for (one, before), (two, after) in pairwise(known):
        if two < one:
            return f"By the times, call {after} was made before call {before}; they are read in the order of the file."
    if known and len(known) < len(calls):
        number = times.index(None) + 1
        said = "has a time that can't be read" if calls[number - 1].at else "has no time"
        return f"Call {number} {said}, so the calls are read in the order of the file."
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
    bare = text.strip(_BLANK)
    try:
        value = json.loads(bare)
    except (ValueError, RecursionError):
        first = 1 + text[: len(text) - len(text.lstrip(_BLANK))].count("\n")
        calls = list(_in_lines(bare, first))
    else:
        values = value if isinstance(value, list) else (value,)
        read = [_pair(each) for each in values]
        calls = [call for call in read if call is not None]
        if len(calls) < len(read):
            return
    if all(call.unread for call in calls):
        return
    times = [instant(call.at) for call in calls]
    if None not in times:  # lines of a log may stand in any order
        pairs = sorted(zip(times, calls, strict=True), key=lambda each: each[0] or 0.0)  # equal: each has one
        calls = [call for _, call in pairs]
    yield from calls


def _in_lines(text: str, first: int) -> Iterator[RecordedCall]:
    """The calls of lines, counted from ``first``, also behind what a log puts before them. Lines of a log that tell
    something else are passed over; one that was to hold a call and cannot be read is a call of which nothing is known.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), first) if "{" in line]
    logged = any(not line.lstrip().startswith("{") for _, line in lines)
    found = []
    for number, line in lines:
        before, brace, rest = line.partition("{")
        try:
            value, _ = _DECODER.raw_decode(brace + rest)
        except (ValueError, RecursionError):
            if _HOLDS_REQUEST.search(line) is not None:
                at = _TIME_WITHIN.search(line)
                unread = f"line {number} can't be read: it is not JSON, or is cut off"
                found.append(RecordedCall(None, None, log_time(at[1]) if at else _time_before(before), unread=unread))
            continue
        call = _pair(value)
        if call is not None:
            found.append(replace(call, at=call.at or _time_before(before)))
        elif not logged:
            return
    yield from found


def _time_before(text: str) -> str | None:
    """The time with which a line of a log begins."""
    found = _TIME_AT_START.match(text)
    return log_time(found[1]) if found else None


_BLANK: Final = " \t\r\n\ufeff"
_DECODER: Final = json.JSONDecoder()
_HOLDS_REQUEST: Final = re.compile(rf'"(?:{"|".join(_REQUEST)})"\s*:')
_TIME_WITHIN: Final = re.compile(rf'"(?:{"|".join(_AT)})"\s*:\s*"([^"]+)"')
_TIME_AT_START: Final = re.compile(
    r"\s*\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\b)?)"
)


def _pair(value: Json) -> RecordedCall | None:
    if not isinstance(value, dict):
        return None
    request = next((value[key] for key in _REQUEST if isinstance(value.get(key), (dict, list, str))), None)
    reply_key = next((key for key in _REPLY if key in value), None)
    if request is None or reply_key is None:  # equal: null is no payload
        return None
    sent = request if isinstance(request, str) else json.dumps(request, ensure_ascii=False)
    at = next((at for key in _AT if (at := log_time(value.get(key))) is not None), None)
    module = next((value[key] for key in _MODULE if isinstance(value.get(key), str)), None)
    try:
        intake = recognise(sent)
        problem = intake.problem
    except PayloadError as error:
        problem = error
    reply = _text(value[reply_key])
    if problem is not None:
        unread = f"the request of this reply can't be read: {problem.reason}"
        return RecordedCall(None, reply, at, module, unread=unread) if sent.lstrip()[:1] in ("{", "[") else None
    return None if intake.kind == "csv" else RecordedCall(intake, reply, at, module)


def _text(reply: Json) -> str | None:
    if reply is None:
        return None
    return reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
