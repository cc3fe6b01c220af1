"""An incident as short texts: the three columns of a row (sent, what Zoho answered, what the rules say), and what
stands above the rows. Screens, tables and Markdown show the same.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line, value_text
from tui.core.outcome import RowOutcome
from tui.core.rules import RULES
from tui.core.values import instant
from tui.core.views.describe import count_of, decided_by, span_text
from tui.core.views.reply_words import error_words
from tui.core.views.what_happened import named
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tui.core.reply.incident import Incident
    from tui.core.reply.rewind import Source


@dataclass(frozen=True, slots=True)
class Columns:
    """A row in three columns. ``sent``: fields and their values; ``listed``: the check fields that were sent, as text;
    ``answered`` and ``rules``: lines; ``rule_ids``: the rules that ended the row and placed the deciding field."""

    sent: tuple[tuple[str, str], ...]
    listed: str
    answered: tuple[str, ...]
    rules: tuple[str, ...]
    rule_ids: tuple[str, ...]


def columns(found: Incident, index: int) -> Columns:
    """The columns of a row (0-based)."""
    names = found.forecast.request.duplicate_check_fields
    shown = "no duplicate_check_fields" if names is None else one_line(json.dumps(list(names), ensure_ascii=False))
    sent = tuple((one_line(name), value_text(value)) for name, value in found.sent[index].items())
    row = found.forecast.rows[index] if index < len(found.forecast.rows) else None
    ids = row.rules if row is not None else tuple(error.rule for error in found.forecast.call_errors)
    return Columns(sent, shown, tuple(_answered(found, index)), tuple(_rules(found, index)), ids)


def _answered(found: Incident, index: int) -> Iterator[str]:
    actual = found.answers.get(index)
    if refusal := found.refusal(index):
        yield "REFUSED, the whole call"
        yield from map(error_words, refusal)
        return
    if actual is None:
        yield found.rows[index].cause or "no answer"
        return
    if actual.action == "error":
        yield "REFUSED"
        for error in actual.errors:
            yield error_words(error, found.sent[index], lambda record_id: named(found, record_id))
        return
    by = f" by {one_line(actual.duplicate_field)}" if actual.action == "update" and actual.duplicate_field else ""
    yield f"{actual.action.upper()} {named(found, actual.record_id) if actual.record_id else ''}{by}".rstrip()
    if actual.modified_time:
        yield one_line(actual.modified_time)


def _rules(found: Incident, index: int) -> Iterator[str]:
    if index >= len(found.forecast.rows):
        yield from (f"REFUSED, the whole call: {error.code}" for error in found.forecast.call_errors)
        return
    row = found.forecast.rows[index]
    target = ""
    if row.outcome is not RowOutcome.ERROR and row.target_id is not None:
        target = f" {named(found, row.target_id)} by {decided_by(row)}"
    yield f"{row.outcome.word}{target}"
    yield from (f"{error.code}{f' on {one_line(error.api_name)}' if error.api_name else ''}" for error in row.found)


def rule_texts(found: Incident, index: int) -> Iterator[str]:
    """The rules of a row, each with how sure it is and what it says."""
    for rule in columns(found, index).rule_ids:
        if rule in RULES:
            certainty = found.forecast.assumptions.certainty(rule)
            sure = f" ({certainty.word})" if certainty is not None else ""
            yield f"{rule}{sure}: {RULES[rule].sentence}"


def is_surprise(found: Incident, index: int) -> bool:
    """Whether a row deserves a look: it came out otherwise than the rules say, was refused, was updated by a field that
    the list does not name, or made a record beside one that comes near."""
    compared = found.rows[index]
    actual = found.answers.get(index)
    if compared.verdict != "same" or actual is None or actual.action == "error":
        return True
    row = found.forecast.rows[index] if index < len(found.forecast.rows) else None
    if actual.action == "insert":
        passed = any(step.verdict == "not_checked" and step.count for step in row.trace) if row is not None else False
        return passed or any(note.rule == "lint.near_miss" for note in (row.notes if row is not None else ()))
    name = actual.duplicate_field or (row.duplicate_field if row is not None else None)
    return any(each.origin == "appended" and each.api_name == name for each in found.forecast.order.entries)


def copy_text(found: Incident) -> str:
    """How the data set and the call lie in time, in a few words; an empty text where nothing tells."""
    at, made = instant(found.at), instant(found.made_at)
    if at is not None and made is not None:
        span = span_text(abs(made - at)) or "less than a minute"
        return f"your copy was made {span} {'after' if made >= at else 'before'} the call"
    return "your copy was made after the call" if found.later else ""


def past_text(found: Incident) -> str:
    """What was taken back of the data set, in a sentence; an empty text where nothing was."""
    counts = Counter(each.source if each.is_exact else "inferred" for each in found.past.values())
    parts = [f"{count_of(counts[source], 'record')} {words}" for source, words in _SOURCES.items() if counts[source]]
    return f"Forecast against the records as they were before the call: {', '.join(parts)}." if parts else ""


_SOURCES: Final[Mapping[Source, str]] = {
    "inserted": "that the call inserted left out",
    "journal": "as the journal read them",
    "calls": "as earlier calls left them",
    "data_set": "from the older data set",
    "inferred": "inferred",
}


def head_lines(found: Incident) -> tuple[str, ...]:
    """What is to be said of an incident as a whole, in sentences; how old the copy is, ``copy_text`` tells."""
    text = past_text(found)
    return (*((text,) if text else ()), *found.doubts)
