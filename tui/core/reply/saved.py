"""Replies that were kept in a file: as Zoho sent them, with the HTTP head before them, several in a list, as another
tool shows them, within a log, or within what ``send --format json`` printed.

What stood around a reply is told. What a reply says is read by tui.core.reply.read.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, get_args

from tui.core.outcome import CallOutcome
from tui.core.payload.json_text import parse_json
from tui.core.payload.literals import json_of_literal
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.reply.compare import CallReply
from tui.core.reply.read import is_details, is_reply, is_row_reply, read_reply
from tui.core.unreadable import Unreadable
from tui.core.views.describe import count_of
from tui.core.wrappers import UPSERT_PATH, unwrapped, without_head
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.values import Json


@dataclass(frozen=True, slots=True)
class SavedReply:
    """One reply: its JSON, or the text of one that is none, or None; and status and outcome where the file tells.
    ``around``: what it was taken out of, in words, the outermost first."""

    reply: Json
    status: int | None = None
    outcome: CallOutcome | None = None
    around: tuple[str, ...] = ()


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
    text, status = without_head(text)
    text = text.strip(" \t\r\n\ufeff")
    if not text:
        return (SavedReply(None, status),)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return tuple(_within_text(text, status)) or (SavedReply(text, status),)
    return _of_value(value, status)


def source_rows(text: str) -> tuple[int, ...]:
    """Where the rows that a report of a send tells of stand in the payload (0-based); empty where it was all of it, or
    the text is no such report."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    rows = value.get("source_rows") if isinstance(value, dict) and "batches" in value else None
    if not isinstance(rows, list) or not all(isinstance(row, int) and not isinstance(row, bool) for row in rows):
        return ()
    return tuple(rows) if all(row >= 0 for row in rows) else ()


def how_read(replies: Sequence[SavedReply]) -> tuple[str, ...]:
    """What is to be told of the form that the replies came in; nothing where they are as Zoho sent them."""
    around = dict.fromkeys(", then ".join(saved.around) for saved in replies if saved.around)
    told = [f"taken out of {'; '.join(around)}"] if around else []
    if any(_has_details_alone(saved.reply) for saved in replies):
        told.append("details alone, without an action, as Deluge returns them; the times tell inserts from updates")
    return tuple(told)


def _has_details_alone(reply: Json) -> bool:
    return is_details(reply) or (isinstance(reply, list) and any(map(is_details, reply)))


def _of_value(value: Json, status: int | None) -> tuple[SavedReply, ...]:
    batches = value.get("batches") if isinstance(value, dict) else None
    if isinstance(batches, list) and batches and all(isinstance(entry, dict) for entry in batches):
        return tuple(map(_of_send, batches))
    if isinstance(value, dict) and isinstance(composite := value.get("__composite_responses"), list):
        inside = tuple(reply for entry in composite for reply in _of_composite(entry))
        if inside:
            return inside
    found = _replies_in(value, status)
    if found:
        return found
    if isinstance(value, dict) and "data" not in value and isinstance(value.get("response"), dict):
        return (SavedReply(value["response"], _status(value.get("response_status", value.get("http_status")))),)
    if isinstance(value, list) and value and all(isinstance(entry, dict) and "data" in entry for entry in value):
        return tuple(SavedReply(entry) for entry in value)
    return (_unreadable(value, status),)


def _of_composite(entry: Json) -> Iterator[SavedReply]:
    """The replies in one answer of a composite request (``details.response.body``)."""
    details = entry.get("details") if isinstance(entry, dict) else None
    response = details.get("response") if isinstance(details, dict) else None
    if isinstance(response, dict):
        status = _status(response.get("status_code", response.get("statusCode")))
        yield from _replies_in(response.get("body"), status, ("a composite response",))


def _replies_in(value: Json, status: int | None, around: tuple[str, ...] = ()) -> tuple[SavedReply, ...]:
    """The replies that a value holds. Those to single rows that stand side by side are one reply."""
    parts = unwrapped(value, is_reply, path=UPSERT_PATH)
    if len(parts) > 1 and all(is_row_reply(part.value) for part in parts):
        rows: list[Json] = [part.value for part in parts]
        return (SavedReply(rows, parts[0].status or status, None, (*around, *parts[0].wrappers)),)
    return tuple(
        SavedReply(part.value, status if part.status is None else part.status, None, (*around, *part.wrappers))
        for part in parts
    )


def _unreadable(value: Json, status: int | None) -> SavedReply:
    """A value in which nothing is a reply; the body in the object of an HTTP client, where it is empty or a text."""
    if isinstance(value, dict):
        told = _status(value.get("statusCode", value.get("status")))
        for key in ("body", "data"):
            body = value.get(key)
            if told is not None and (body is None or isinstance(body, str)) and key in value:
                return SavedReply(body or None, told)
    return SavedReply(value, status)


# --- within other text -----------------------------------------------------------------------------------------------

_OPENING: Final = re.compile(r"[{\[]")
_WITHIN: Final = re.compile(
    r"""\\. | "[^"\\]*+(?:\\.[^"\\]*+)*+" | '[^'\\]*+(?:\\.[^'\\]*+)*+' | (?P<open>[{\[]) | (?P<close>[}\]])""",
    re.DOTALL | re.VERBOSE,
)
_STATUS_LINE: Final = re.compile(r"^[< \t\r\f\v]*+HTTP/[\d.]+ (\d{3})", re.MULTILINE)


def _within_text(text: str, status: int | None) -> Iterator[SavedReply]:
    """The replies in a text that is not JSON: lines of a log, pages one after the other, Python's printed form."""
    lines = _STATUS_LINE.findall(text)
    status = int(lines[-1]) if lines else status
    spans = tuple(_bracketed(text))
    ends, starts = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    beside = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    note = ("other text",) if beside.strip(" \t\r\n,\ufeff") else ()
    for start, end in spans:
        value, form = _value_of(text[start:end])
        if value is not None:
            yield from _replies_in(value, status, (*note, *form))


def _bracketed(text: str) -> Iterator[tuple[int, int]]:
    """The outermost brackets of a text, each with where it begins and ends, up to one that is never closed."""
    place = 0
    while opening := _OPENING.search(text, place):
        depth = 0
        for match in _WITHIN.finditer(text, opening.start()):
            depth += (match["open"] is not None) - (match["close"] is not None)
            if depth == 0:
                place = match.end()
                yield opening.start(), place
                break
        else:
            return


def _value_of(text: str) -> tuple[Any, tuple[str, ...]]:
    """What a bracketed text stands for, and its form, if that is not JSON; None where it can be read as neither."""
    try:
        return json.loads(text), ()
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(json.loads(f'"{text}"', strict=False)), ("JSON with escaped quotes",)
    except (ValueError, RecursionError, TypeError):
        pass
    try:
        literal = json_of_literal(text)
        return parse_json(literal.json.text), (literal.dialect,)
    except Unreadable:
        return None, ()


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
    replies = together(rows, replies)
    first = read_reply(replies[0].reply, min(rows, ROWS_PER_CALL))
    whole = len(replies) == 1 and bool(first.refusal or first.remark)
    size = max(rows, ROWS_PER_CALL) if whole else ROWS_PER_CALL
    starts = range(0, rows, size)
    padded = [*replies, *[None] * len(starts)]
    return tuple(_call(start, min(size, rows - start), reply) for start, reply in zip(starts, padded, strict=False))


def together(rows: int, replies: Sequence[SavedReply]) -> Sequence[SavedReply]:
    """Replies to fewer rows each than a call takes, as one, where their entries come to the rows of the payload."""
    if len(replies) < 2 or rows > ROWS_PER_CALL:
        return replies
    lists = [_rows_of(saved.reply) for saved in replies]
    entries = [entry for each in lists for entry in each]
    if len(entries) != rows or not all(lists):
        return replies
    return (SavedReply({"data": entries}, replies[0].status, None, replies[0].around),)


def the_one_meant(rows: int, replies: Sequence[SavedReply]) -> tuple[Sequence[SavedReply], str]:
    """Of several replies where one is wanted, the only one with as many entries as the payload has rows, and what is to
    be said of that; else all of them."""
    if len(replies) < 2 or rows > ROWS_PER_CALL:
        return replies, ""
    fitting = [saved for saved in replies if len(_rows_of(saved.reply)) == rows]
    if len(fitting) != 1:
        return replies, ""
    return fitting, f"one of {len(replies)} in the text: the only one with {count_of(rows, 'entry', 'entries')}"


def _rows_of(reply: Json) -> list[Json]:
    """What a reply says of rows, one by one; none where it is another thing than a list of them."""
    entries = reply.get("data") if isinstance(reply, dict) else reply
    return entries if isinstance(entries, list) and all(map(is_row_reply, entries)) else []


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
