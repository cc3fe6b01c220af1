"""An incident: an upsert that already happened, its request held row by row against its reply, by the records as they
were before it.

Where the data set was copied after the call, what the call wrote is taken back first (tui.core.reply.rewind): else a
forecast would only find what the call left.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Final

from tui.core.check_order import effective_order
from tui.core.chosen_rows import sent_part
from tui.core.display import one_line, row_numbers
from tui.core.forecast import Forecast, forecast
from tui.core.payload.request import BODY_KEYS, ROWS_PER_CALL
from tui.core.reply.agreed import NOTHING_CHANGES
from tui.core.reply.compare import RowComparison, answers, compare
from tui.core.reply.read import is_row_reply, read_reply
from tui.core.reply.refused_value import RefusedValue
from tui.core.reply.rewind import KnownBefore, PastRecord, PastRecords, is_later, moment, rewound
from tui.core.reply.saved import SavedCall, calls_of, how_read, saved_replies, source_rows, the_one_meant, together
from tui.core.values import instant
from tui.core.views.describe import count_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.records import RecordIndex, RelatedRecords
    from tui.core.reply.read import ReplyError, ReplyRow
    from tui.core.rules import Assumptions
    from tui.core.values import Json, Record


@dataclass(frozen=True, slots=True)
class Incident:
    """A request, its reply and the rules, row by row.

    ``forecast`` was made against ``records``: the data set's, with ``past`` (by id) as they were before the call.
    ``answers``: what the reply says, by index. ``at``: when the call was made, ``made_at``: when the data set was, both
    ISO text, None where nothing tells; ``later``: whether the data set shows what the call did. ``doubts``: why the
    reply may be another request's, in sentences.
    """

    forecast: Forecast
    records: RecordIndex
    calls: tuple[SavedCall, ...]
    rows: tuple[RowComparison, ...]
    answers: Mapping[int, ReplyRow]
    past: Mapping[str, PastRecord] = field(default_factory=dict)
    at: str | None = None
    made_at: str | None = None
    later: bool = False  # equal: it is always given
    doubts: tuple[str, ...] = ()

    @property
    def sent(self) -> Sequence[Record]:
        """The rows of the request."""
        return self.forecast.request.rows

    @property
    def is_split(self) -> bool:
        """Whether the payload went out as several calls."""
        return len(self.sent) > ROWS_PER_CALL and not self.forecast.call_errors

    def refusal(self, index: int) -> tuple[ReplyError, ...]:
        """The errors for which the whole call of a row was refused; none where it was not."""
        for each in self.calls:
            if each.call.start_index <= index < each.call.start_index + each.call.rows:
                return read_reply(each.call.reply, each.call.rows).refusal if each.outcome == "refused" else ()
        return ()

    def touches(self, index: int, record_id: str) -> bool:
        """Whether a row has to do with a record: it came to it, was to come to it, or ran into it."""
        actual = self.answers.get(index)
        if actual is not None:
            named = [error.details.get("id") for error in actual.errors]
            held = [error.details.get("duplicate_record") for error in actual.errors]
            named += [each.get("id") for each in held if isinstance(each, dict)]
            if record_id == actual.record_id or record_id in named:
                return True
        if str(self.sent[index].get("id")) == record_id:
            return True
        if index >= len(self.forecast.rows):
            return False
        row = self.forecast.rows[index]
        met: set[Json] = {match for step in row.trace for match in step.matches}
        met |= {error.details.get("id") for error in row.found}
        noted = any(note.message.startswith(f"{record_id} ") for note in row.notes)  # as a note of a near miss does
        return record_id in (row.target_id, *met) or noted


def sent_of(request: UpsertRequest, text: str) -> tuple[UpsertRequest, tuple[str, ...]]:
    """What was sent of a request, and what is to be said of that: the report of a send tells which rows they were."""
    rows = source_rows(text)
    sent = sent_part(request, rows)
    if sent is request:
        return request, ()
    return sent, (f"only {row_numbers(rows)} of the payload were sent; they are counted from 1 here",)


def calls_in(text: str, rows: int) -> tuple[tuple[SavedCall, ...], tuple[str, ...]]:
    """The calls that a payload of so many rows was sent in, by the replies in a text, and what is to be said of how
    they were read."""
    found = together(rows, saved_replies(text))
    replies, which = the_one_meant(rows, found)
    calls = calls_of(rows, replies)
    said = list(how_read(replies))
    if len(replies) > len(calls):
        first = "the first" if len(calls) == 1 else f"the first {len(calls)}"
        which = f"{first} of {len(replies)} in the text; the others are left out"
    return calls, (*said, which) if which else tuple(said)


def incident(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions,
    calls: Sequence[SavedCall],
    *,
    related: RelatedRecords | None = None,
    known: KnownBefore | None = None,
    at: str | None = None,
    made_at: str | None = None,
) -> Incident:
    """What happened. known: what is known of records before the call; at: when it was made, if the reply does not
    tell; made_at: when the records were copied."""
    known = known or KnownBefore()
    told: dict[int, ReplyRow] = {}
    for each in calls:
        if each.call.known:
            told |= answers(read_reply(each.call.reply, each.call.rows), each.call.start_index, each.call.rows)
    whole = len(calls) == 1 and calls[0].outcome == "refused"
    order = effective_order(module, request.duplicate_check_fields, assumptions)
    later = is_later(records, told)
    past = rewound(records, order, request.rows, told, known, at) if later or known.journal or known.calls else {}
    then: RecordIndex = records
    if past:
        then = PastRecords(records, past, instant(moment(told) or at) if later else None)
    made = forecast(request, module, then, assumptions, split=not whole, related=related)
    rows = compare(made, [each.call for each in calls], then, related=related)
    guessed = {record_id for record_id, each in past.items() if not each.is_exact}
    rows = tuple(
        replace(row, agreed=row.agreed.removesuffix(NOTHING_CHANGES)) if row.record_id in guessed else row
        for row in rows
    )
    doubts = tuple(_doubts(made, records, calls, told, known))
    return Incident(made, then, tuple(calls), rows, told, past, moment(told) or at, made_at, later, doubts)


def left_by(found: Incident, before: Mapping[str, Record]) -> dict[str, dict[str, Json]]:
    """What is known of the records after a call, by id: what was known before it, and what it wrote. Of a record that
    it inserted, all that was sent."""
    after = {record_id: dict(values) for record_id, values in before.items()}
    for index, actual in found.answers.items():
        if actual.action not in ("insert", "update") or actual.record_id is None:
            continue
        row = found.forecast.rows[index] if index < len(found.forecast.rows) else None
        if row is not None and found.rows[index].verdict == "same":
            wrote = {change.api_name: change.after for change in row.changes}
        else:
            wrote = {name: value for name, value in found.sent[index].items() if name in found.forecast.module.by_name}
        made = {"Created_Time": actual.modified_time} if actual.action == "insert" and actual.modified_time else {}
        times = {"Modified_Time": actual.modified_time} if actual.modified_time else {}
        after[actual.record_id] = {**after.get(actual.record_id, {}), **wrote, **made, **times}
    return after


def _doubts(
    made: Forecast, records: RecordIndex, calls: Sequence[SavedCall], told: Mapping[int, ReplyRow], known: KnownBefore
) -> Iterator[str]:
    """What speaks against the reply being that of the request."""
    rows = made.request.rows
    for each in calls:
        data = each.call.reply.get("data") if isinstance(each.call.reply, dict) else each.call.reply
        if not isinstance(data, list) or not data or not all(map(is_row_reply, data)):
            continue
        if len(data) != each.call.rows and not read_reply(data, each.call.rows).refusal:
            entries, sent = count_of(len(data), "entry", "entries"), count_of(each.call.rows, "row")
            yield f"The reply has {entries} for {sent}: it may be the reply to another request."
    for index, actual in told.items():
        own = rows[index].get("id")
        if actual.action == "update" and own not in (None, "") and str(own) != actual.record_id and actual.record_id:
            yield (
                f"Row {index + 1} carries the id {one_line(str(own))}, and the reply names "
                f"{one_line(actual.record_id)}: it may be the reply to another request."
            )
            break
    for index, actual in told.items():
        values = (RefusedValue.of(each, rows[index], made.module) for each in actual.errors if each.code in _OF_A_VALUE)
        absent = [each.name for each in values if each.name and each.name not in BODY_KEYS and not each.is_sent]
        if absent and not made.call_errors:
            yield f"The reply refuses {one_line(absent[0])} in row {index + 1}, which does not send it."
            break
    updated = [each.record_id for each in told.values() if each.action == "update" and each.record_id]
    met = {*known.journal, *known.calls}
    if updated and not any(each in met or records.get(each) or not records.covers("id", each) for each in updated):
        what = "the record" if len(updated) == 1 else "any of the records"
        yield f"This data set does not have {what} that the reply updates: it may be a copy of another org."


_OF_A_VALUE: Final = frozenset({"INVALID_DATA", "DUPLICATE_DATA", "PATTERN_NOT_MATCHED"})
