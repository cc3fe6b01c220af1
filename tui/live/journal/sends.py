"""The calls of the journal, put together to the sends that they belong to: what a person sent, and what came of it all.

A payload of more than 100 rows goes in several calls, in order, and none after one that was not answered. So where a
later call is in the journal the earlier ones left, and those behind the last one never did.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Literal

from tui.core.display import one_line
from tui.core.outcome import CallOutcome, RowOutcome
from tui.core.views.describe import count_of
from tui.dataclass import dataclass
from tui.live.journal.reading import compare_calls, entry_json, forecast_counts, records_of, reply_counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.core.values import Json, Record
    from tui.live.journal.journal import JournalEntry

SendState = CallOutcome | Literal["sending", "part_sent"]
"""How a send stands: that of its calls which is worst; under way; or sent in part, where the first calls were answered
and the rest never arrived."""

_WORST_FIRST: Final[tuple[CallOutcome, ...]] = ("unknown", "refused", "not_sent", "answered")
_WORDS: Final[dict[CallOutcome, str]] = {
    "answered": "answered",
    "not_sent": "not sent",
    "refused": "refused",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class JournalSend:
    """One send. ``calls``: those of its calls that were read, at least one, in the order in which they left.
    ``has_gaps``: whether lines of the journal could not be read, in which another call of it may have stood."""

    calls: tuple[JournalEntry, ...]
    has_gaps: bool = False

    @property
    def first(self) -> JournalEntry:
        """Its first call that was read: profile, module, file and data set are the same in all."""
        return self.calls[0]

    @property
    def id(self) -> str:
        """What its calls have in common."""
        return self.first.facts.send or self.first.id

    @property
    def has_several(self) -> bool:
        """Whether it was to go in more than one call."""
        return self.first.facts.batches > 1 or len(self.calls) > 1

    @property
    def is_under_way(self) -> bool:
        """Whether a living process sends it at this moment, also between two of its calls."""
        last = self.calls[-1]
        goes_on = last.under_way and last.outcome == "answered" and self.later > 0
        return goes_on or any(call.sending for call in self.calls)

    @property
    def is_open(self) -> bool:
        """Whether a call of it has no reply, nor will have one, and nobody has settled that."""
        return any(call.is_open for call in self.calls)

    @property
    def earlier(self) -> int:
        """How many of its calls left before those that were read: they are in older files."""
        return max(0, self.first.facts.batch - 1)

    @property
    def later(self) -> int:
        """How many of its calls would have left after those that were read."""
        return max(0, self.first.facts.batches - self.calls[-1].facts.batch)

    @property
    def is_later_known(self) -> bool:
        """Whether it is known that none of those left: after a call that was not answered none does."""
        return not self.has_gaps or self.calls[-1].outcome != "answered"

    @property
    def state(self) -> SendState:
        """How it stands."""
        if self.is_under_way:
            return "sending"
        outcomes = {call.outcome for call in self.calls}
        if self.later:
            outcomes.add("not_sent" if self.is_later_known else "unknown")
        if self.unread:
            outcomes.add("unknown")
        worst = next(each for each in _WORST_FIRST if each in outcomes)
        return "part_sent" if worst == "not_sent" and (self.earlier or "answered" in outcomes) else worst

    @property
    def text(self) -> str:
        """What came of it in words: of each outcome which calls had it, the first that was not answered with its
        sentence. A send of one call has that call's sentence."""
        if not self.has_several:
            return self.first.sentence
        told = [f"{_calls(self.earlier, 1)} in an older file"] if self.earlier else []
        told += [self._run_text(calls) for calls in _runs(self.calls)]
        told += [f"{_calls(1, number)} cannot be read" for number in self.unread]
        if self.later and self.is_under_way:
            told.append(f"{count_of(self.later, 'call')} to come")
        elif self.later:
            why = "never left" if self.is_later_known else "not found: lines of the journal cannot be read"
            told.append(f"{_calls(self.later, self.calls[-1].facts.batch + 1)} {why}")
        return " · ".join(told)

    @property
    def unread(self) -> tuple[int, ...]:
        """The numbers of the calls between those that were read which are not among them."""
        there = {call.facts.batch for call in self.calls}
        return tuple(number for number in range(min(there), max(there)) if number not in there)

    def _run_text(self, calls: tuple[JournalEntry, ...]) -> str:
        """``calls 1 to 2 answered``; of what was not answered also why."""
        first = calls[0]
        which = _calls(len(calls), first.facts.batch)
        if first.sending:
            return f"{which} under way"
        word = _WORDS[first.outcome]
        return f"{which} {word}" if first.outcome == "answered" else f"{which} {word}: {one_line(first.sentence)}"

    @property
    def rows(self) -> tuple[Record, ...]:
        """The rows of the calls that were read."""
        return tuple(row for call in self.calls for row in call.rows)

    @property
    def source_rows(self) -> tuple[int, ...]:
        """Where its rows stand in the payload (0-based), empty where all of it was sent."""
        return tuple(row for call in self.calls for row in call.facts.source_rows)

    @property
    def body(self) -> Json:
        """The rows of its calls in one payload, with the other keys of the first call; the body itself of one call."""
        if len(self.calls) == 1 or not isinstance(self.first.body, dict):
            return self.first.body
        return {**self.first.body, "data": list(self.rows)}

    def forecast_counts(self) -> Counter[RowOutcome]:
        """How many rows were forecast to come to what."""
        return sum((forecast_counts(call) for call in self.calls), Counter[RowOutcome]())

    def reply_counts(self) -> Counter[RowOutcome]:
        """How many rows the replies say were inserted, updated or refused."""
        return sum((reply_counts(call) for call in self.calls), Counter[RowOutcome]())

    def records(self) -> dict[str, tuple[int, ...]]:
        """The ids of the records that it has to do with, each with its rows (0-based within what was sent)."""
        found: dict[str, tuple[int, ...]] = {}
        for call in self.calls:
            for record_id, rows in records_of(call).items():
                found[record_id] = (*found.get(record_id, ()), *rows)
        return found

    def to_json(self) -> Json:
        """The whole send, to be kept as a file; of one call, that call."""
        compared = compare_calls(self.calls)
        if not self.has_several:
            return entry_json(self.first, compared[0])
        return {
            "send": self.id,
            "outcome": self.state,
            "sentence": self.text,
            "calls": [entry_json(call, rows) for call, rows in zip(self.calls, compared, strict=True)],
        }


def sends_of(entries: Iterable[JournalEntry], *, has_gaps: bool = False) -> tuple[JournalSend, ...]:
    """The sends of calls, in the order in which their first calls are given. A call whose send is not told is one of
    its own. has_gaps: whether lines of the journal could not be read."""
    found: dict[str, list[JournalEntry]] = {}
    for entry in entries:
        found.setdefault(f"send {entry.facts.send}" if entry.facts.send else f"call {entry.id}", []).append(entry)
    return tuple(JournalSend(tuple(sorted(calls, key=_when)), has_gaps) for calls in found.values())


def _when(entry: JournalEntry) -> tuple[int, str]:
    return entry.facts.batch, entry.begun_at


def _calls(count: int, first: int) -> str:
    """``call 3``, ``calls 1 to 2``."""
    return f"call {first}" if count == 1 else f"calls {first} to {first + count - 1}"


def _runs(calls: Iterable[JournalEntry]) -> list[tuple[JournalEntry, ...]]:
    """Calls in a row that ended alike; each that was not answered by itself, since it has its own reason."""
    runs: list[tuple[JournalEntry, ...]] = []
    for call in calls:
        follows = runs and runs[-1][-1].facts.batch + 1 == call.facts.batch
        if follows and call.state == "answered" == runs[-1][0].state:
            runs[-1] = (*runs[-1], call)
        else:
            runs.append((call,))
    return runs
