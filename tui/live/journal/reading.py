"""What a journal entry tells: its counts, how the reply compares with the forecast, and the entry as one JSON value."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tui.core.errors import MULTIPLE, ZohoError
from tui.core.outcome import RowOutcome
from tui.core.reply.causes import Evidence
from tui.core.reply.compare import answers, compare_rows
from tui.core.reply.read import read_reply
from tui.core.row_forecast import RowForecast
from tui.core.rules import Certainty
from tui.core.trace import Step
from tui.core.values import same_cell
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tui.core.reply.compare import RowComparison
    from tui.core.reply.read import ReplyRow
    from tui.core.values import Json, Record
    from tui.live.journal.journal import JournalEntry

_KNOWN: Final = ("answered", "refused")
"""The outcomes of which the reply tells what became of the rows."""


def forecast_counts(entry: JournalEntry) -> Counter[RowOutcome]:
    """How many rows were forecast to come to what."""
    return Counter(outcome for row in entry.facts.forecast if (outcome := _outcome(row)) is not None)


def reply_counts(entry: JournalEntry) -> Counter[RowOutcome]:
    """How many rows the reply says were inserted, updated or refused; none where it does not tell."""
    if entry.outcome not in _KNOWN:
        return Counter()
    rows = answers(read_reply(entry.reply, len(entry.rows)), 0, len(entry.rows)).values()
    return Counter(RowOutcome(row.action) for row in rows if row.action != "unreadable")


def compare_entry(entry: JournalEntry, calls: Iterable[JournalEntry] = ()) -> tuple[RowComparison, ...]:
    """Forecast against reply, as far as the journal tells: no data set is looked at. calls: those of the same send, for
    rows that hit what an earlier call inserted. Empty where no row was forecast."""
    went: dict[int, ReplyRow] = {}
    sent: dict[int, Mapping[str, Json]] = {}
    for call in (*calls, entry):
        sent |= _sent(call)
        if call.facts.start_index < entry.facts.start_index:
            went |= _went(call)
    return _compared(entry, went, sent)


def compare_calls(calls: Sequence[JournalEntry]) -> tuple[tuple[RowComparison, ...], ...]:
    """The calls of one send as ``compare_entry`` has each, in the order in which they left."""
    went: dict[int, ReplyRow] = {}
    sent = {index: row for call in calls for index, row in _sent(call).items()}
    found = []
    for call in calls:
        found.append(_compared(call, went, sent))
        went |= _went(call)
    return tuple(found)


def _compared(
    entry: JournalEntry, went: Mapping[int, ReplyRow], sent: Mapping[int, Mapping[str, Json]]
) -> tuple[RowComparison, ...]:
    """went: what the rows of earlier calls came to; sent: the rows of the send, both by index."""
    rows = tuple(_rows(entry.facts.forecast, entry.facts.start_index))
    if not rows:
        return ()
    start = entry.facts.start_index
    if entry.outcome not in _KNOWN:
        return tuple(replace(row, cause=entry.sentence) for row in compare_rows(rows, None, start))
    return compare_rows(rows, entry.reply, start, went=went, evidence=Evidence(sent=sent))


def _sent(entry: JournalEntry) -> dict[int, Mapping[str, Json]]:
    return {entry.facts.start_index + place: row for place, row in enumerate(entry.rows)}


def _went(entry: JournalEntry) -> dict[int, ReplyRow]:
    if entry.outcome not in _KNOWN:
        return {}
    return answers(read_reply(entry.reply, len(entry.rows)), entry.facts.start_index, len(entry.rows))


@dataclass(frozen=True, slots=True)
class RowDone:
    """What a call did to one record. ``decided_by``: the field that chose it, None where none did or it is not told;
    ``changes``: of an update, the fields whose values before the send are known and were others, each with the old one
    and the one that was sent."""

    decided_by: str | None = None
    changes: tuple[tuple[str, Json, Json], ...] = ()


def rows_done(entry: JournalEntry) -> tuple[RowDone, ...]:
    """What became of each row of a call, as far as the reply and the values that were read before it tell."""
    if entry.outcome not in _KNOWN:
        return tuple(RowDone() for _ in entry.rows)
    came = answers(read_reply(entry.reply, len(entry.rows)), 0, len(entry.rows))
    return tuple(_done(came[place], row, entry) if place in came else RowDone() for place, row in enumerate(entry.rows))


def _done(came: ReplyRow, sent: Record, entry: JournalEntry) -> RowDone:
    old = entry.facts.old_values.get(came.record_id or "") if came.action == "update" else None
    known = old if isinstance(old, dict) else {}
    changes = ((name, known[name], value) for name, value in sent.items() if name != "id" and name in known)
    return RowDone(came.duplicate_field, tuple(each for each in changes if not same_cell(each[1], each[2])))


def records_of(entry: JournalEntry) -> dict[str, tuple[int, ...]]:
    """The ids of the records that a call has to do with, by the reply and by its forecast, each with its rows (0-based
    within the payload), in their order. Records that the forecast would make have none yet."""
    count, start = len(entry.rows), entry.facts.start_index
    came = answers(read_reply(entry.reply, count), 0, count) if entry.outcome in _KNOWN else {}
    made = tuple(_rows(entry.facts.forecast, start))
    ids: dict[str, tuple[int, ...]] = {}
    for place in range(count):
        met: list[Json] = []
        if (answer := came.get(place)) is not None:
            met += [answer.record_id, *(error.details.get("id") for error in answer.errors)]
        if place < len(made):
            met += [made[place].target_id, *(error.details.get("id") for error in made[place].found)]
        for each in dict.fromkeys(each for each in met if isinstance(each, str) and not each.startswith("new-")):
            ids[each] = (*ids.get(each, ()), start + place)
    return ids


def entry_json(entry: JournalEntry, rows: Iterable[RowComparison] | None = None) -> dict[str, Json]:
    """The whole entry, to be kept as a file: where to, what was sent and forecast, what came, and the comparison. rows:
    the comparison, where that was made (None: it is made of this call alone)."""
    return {
        "entry": entry.id,
        "begun_at": entry.begun_at,
        "replied_at": entry.replied_at,
        "outcome": entry.state,
        "status": entry.status,
        "sentence": entry.sentence,
        "requests": entry.requests,
        "credits_remaining": entry.credits_remaining,
        "facts": entry.facts.to_json(),
        "body": entry.body,
        "reply": entry.reply,
        "rows": [row.to_json() for row in (compare_entry(entry) if rows is None else rows)],
        "notes": [
            {"at": note.at, "kind": note.kind, "text": note.text, "facts": dict(note.facts)} for note in entry.notes
        ],
    }


def _outcome(row: Json) -> RowOutcome | None:
    try:
        return RowOutcome(row["outcome"])
    except (KeyError, TypeError, ValueError):
        return None


def _rows(forecast: Sequence[Json], start: int) -> Iterator[RowForecast]:
    """The rows of a forecast as ``preview --format json`` has them; one that cannot be read is not known."""
    for place, given in enumerate(forecast):
        row = given if isinstance(given, dict) else {}
        errors = tuple(_errors(row.get("errors")))
        rules = tuple(_texts(row.get("rules")))
        yield RowForecast(
            index=start + place,
            outcome=_outcome(row) or RowOutcome.NOT_KNOWN,
            duplicate_field=_text(row.get("duplicate_field")),
            target_id=_text(row.get("target_id")),
            certainty=next((each for each in Certainty if each.word == row.get("certainty")), Certainty.ASSUMED),
            rules=rules,
            depends_on=tuple(_texts(row.get("depends_on"))),
            trace=tuple(_steps(row.get("trace"))),
            before=None,
            changes=(),
            errors=errors,
            found=tuple(_opened(errors)),
            warnings=(),
            notes=(),
        )


def _errors(value: Json) -> Iterator[ZohoError]:
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict) and isinstance(each.get("code"), str):
            details = each.get("details")
            yield ZohoError(
                "", each["code"], details if isinstance(details, dict) else {}, _text(each.get("message")) or ""
            )


def _opened(errors: Iterable[ZohoError]) -> Iterator[ZohoError]:
    """The errors by themselves, where the reply would hold the wrapper of several."""
    for error in errors:
        if error.code == MULTIPLE:
            yield from _errors(error.details.get("errors"))
        else:
            yield error


def _steps(value: Json) -> Iterator[Step]:
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict) and isinstance(each.get("api_name"), str):
            yield Step(
                each["api_name"],
                each.get("value"),
                each.get("verdict", "not_reached"),
                tuple(_texts(each.get("matches"))),
                each["count"] if isinstance(each.get("count"), int) else 0,
                _text(each.get("rule")),
            )


def _texts(value: Json) -> Iterator[str]:
    return (each for each in value if isinstance(each, str)) if isinstance(value, list) else iter(())


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
