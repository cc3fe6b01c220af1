"""A send of the journal or one of its calls in full, as texts: forecast against reply row by row, what was sent, what
came, what was noted."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.display import many_lines, one_line, short_id, value_text
from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of
from tui.live.journal.reading import compare_calls, rows_done
from tui.reports.comparison import comparison_text
from tui.screens.dialogs.choices import hanging
from tui.screens.journal.list import entry_mark, local_time, send_mark
from tui.screens.marks import agreement_mark, environment_mark, reply_mark
from tui.widgets.look import (
    ACCENT,
    CLEARED,
    MUTED,
    STRONG,
    fit,
    outcome_mark,
    value_link,
    with_field_links,
    with_record_links,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tui.core.reply.compare import RowComparison
    from tui.core.values import Json
    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.reading import RowDone
    from tui.screens.journal.list import Line

TABS: Final = {"rows": "Rows", "body": "Body", "reply": "Reply", "facts": "Facts"}
"""The texts there are of a send or a call."""

_CHANGES: Final = 8
"""Values of one row that are shown."""
_LINES: Final = 1_500
"""Lines of one text that are shown; the rest is counted."""
_MORE: Final = "… more than can be shown here; an export has it all"
_IDS: Final = 40
"""Ids that one fact names."""


def detail_text(tab: str, line: Line, width: int) -> Content:
    """One of the texts, in which ids lead to their records. width: cells of a line."""
    ids = islice(line.send.records(), _LINES)  # each row has a line, so these are all that can stand there
    facts = line.send.first.facts
    text = with_record_links(_text(tab, line, width), facts.module, tuple(ids))
    return with_field_links(text, facts.module, facts.check_order) if tab in ("body", "reply") else text


def _text(tab: str, line: Line, width: int) -> Content:
    match tab:
        case "body":
            return _json(line.send.body if line.call is None else line.call.body)
        case "reply":
            return Content("\n").join(_replies(line))
        case "facts":
            return Content("\n").join(_facts(line, width))
    return Content("\n").join(_cut(_rows(line, width)))


def head_text(line: Line) -> Content:
    """A send or a call in one line: how it ended, the file that it came from, and why."""
    call = line.one_call
    name = PurePath(line.send.first.facts.file).name
    file = f"{one_line(name)} · " if name else ""
    if call is None or (line.call is None and line.send.has_several):
        return Content.assemble(send_mark(line.send), "  ", file, (one_line(line.send.text), MUTED))
    return _call_head(call, file)


def _call_head(call: JournalEntry, file: str = "") -> Content:
    status = f" · HTTP {call.status}" if call.status is not None else ""
    return Content.assemble(
        entry_mark(call), "  ", file, (f"{one_line(call.sentence)}{'' if 'HTTP' in call.sentence else status}", MUTED)
    )


def _heading(call: JournalEntry, line: Line) -> Iterator[Content]:
    """Which call it is, where the text is about several."""
    if len(line.calls) > 1:
        yield Content.assemble((f"call {call.facts.batch} of {call.facts.batches}  ", STRONG), _call_head(call))


def _rows(line: Line, width: int) -> Iterator[Content]:
    shown = list(_shown(line.calls))
    compared = compare_calls([*line.send.calls[: line.send.calls.index(shown[0])], *shown])[-len(shown) :]
    if len(line.calls) > 1:
        rest = f"the first {count_of(len(shown), 'call')}: " if len(shown) < len(line.calls) else ""
        yield Content.styled(rest + comparison_text([row for rows in compared for row in rows]), STRONG)
    for call, rows in zip(shown, compared, strict=True):
        yield from _heading(call, line)
        yield from _rows_of_call(call, rows, width)


def _shown(calls: Sequence[JournalEntry]) -> Iterator[JournalEntry]:
    """As many calls as have room in a text: each of their rows has a line."""
    lines = 0
    for call in calls:
        yield call
        lines += len(call.rows)
        if lines > _LINES:
            return


def _rows_of_call(entry: JournalEntry, rows: Sequence[RowComparison], width: int) -> Iterator[Content]:
    yield from _lookup_note(entry, width)
    if not rows:
        yield Content.styled("No row was forecast: there is nothing to compare.", MUTED)
        return
    yield Content.styled(comparison_text(rows), STRONG)
    told = {row.cause for row in rows} == {rows[0].cause} and len(rows) > 1  # in the head, once for all
    done = rows_done(entry)
    longest = max(reply_mark(row).cell_length for row in rows)
    room = max(12, min(longest, width - 42))
    for place, row in enumerate(rows):
        yield from _row(replace(row, cause="") if told and row.verdict == "not_comparable" else row, width, room)
        if place < len(done):
            yield from _done(done[place], entry, width)


def _cut(lines: Iterable[Content]) -> Iterator[Content]:
    """As many lines as are shown, and what to do about the others."""
    given = iter(lines)
    yield from islice(given, _LINES)
    if next(given, None) is not None:
        yield Content.styled(_MORE, MUTED)


def _lookup_note(entry: JournalEntry, width: int) -> Iterator[Content]:
    for note in entry.notes:
        at = local_time(note.at, "%m-%d %H:%M")
        mark = Content.styled(f"{at} {one_line(note.kind.replace('_', ' '))}: ", ACCENT)
        yield hanging(mark, Content(one_line(note.text)), width)


def _row(row: RowComparison, width: int, room: int) -> Iterator[Content]:
    yield Content.assemble(
        (f"{row.index + 1:>4} ", MUTED),
        fit(outcome_mark(RowOutcome(row.forecast)), 12),
        (" → ", MUTED),
        fit(reply_mark(row), room),
        " ",
        agreement_mark(row.verdict),
    )
    if row.cause and row.verdict != "same":
        rule = Content.styled(f"{' ' * 5}{row.rule}: " if row.rule else " " * 5, ACCENT)
        yield hanging(rule, Content.styled(one_line(row.cause), MUTED), width)


def _done(done: RowDone, entry: JournalEntry, width: int) -> Iterator[Content]:
    """What decided, and the values before and after, each on a line."""
    if done.decided_by is not None:
        yield Content.styled(f"{' ' * 5}decided by {one_line(done.decided_by)}", MUTED)
    for name, old, new in done.changes[:_CHANGES]:
        module = entry.facts.module if name in entry.facts.check_order else ""
        shown = [value_link(each, module) if module else Content(value_text(each)) for each in (old, new)]
        told = Content.assemble(shown[0].stylize_before(MUTED), (" → ", MUTED), shown[1])
        yield hanging(Content.styled(f"{' ' * 5}{one_line(name)}  ", ACCENT), told, width)
    if len(done.changes) > _CHANGES:
        yield Content.styled(f"{' ' * 5}{count_of(len(done.changes) - _CHANGES, 'more value')}", MUTED)


def _replies(line: Line) -> Iterator[Content]:
    left = _LINES
    for call in line.calls:
        if left <= 0:
            yield Content.styled(_MORE, MUTED)
            return
        yield from _heading(call, line)
        reply = _reply(call)
        left -= reply.plain.count("\n") + 2
        yield reply


def _reply(entry: JournalEntry) -> Content:
    if entry.reply is None:
        none_yet = "No reply has come yet." if entry.sending else "The journal has no reply."
        return Content.styled("No reply came." if entry.replied_at else none_yet, MUTED)
    return _json(entry.reply)


def _json(value: Json) -> Content:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    lines = many_lines(text).split("\n")
    shown = Content("\n".join(lines[:_LINES]))
    if len(lines) <= _LINES:
        return shown
    return Content.assemble(shown, (f"\n… {count_of(len(lines) - _LINES, 'more line')}; an export has them all", MUTED))


def spans_text(rows: Sequence[int]) -> str:
    """Rows (0-based) as a person counts them, runs drawn together: ``1 to 3, 7``."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(first + 1) if first == last else f"{first + 1} to {last + 1}" for first, last in runs)


def _facts(line: Line, width: int) -> Iterator[Content]:
    for name, text in (*_facts_of_send(line), *_facts_of_calls(line)):
        if text != "":
            yield hanging(Content.styled(f"{name:<11}", MUTED), Content("") + text, width)
    for call in line.calls:
        yield from _lookup_note(call, width)


def _facts_of_send(line: Line) -> Iterator[tuple[str, Content | str]]:
    """What all its calls have in common, and which of its rows it is about."""
    first, last = line.calls[0], line.calls[-1]
    facts = first.facts
    org = f" · {one_line(facts.org)}" if facts.org else ""
    start, end = facts.start_index + 1, last.facts.start_index + len(last.rows)
    calls = ""
    if line.call is not None:
        calls = f" · call {facts.batch} of {facts.batches}"
    elif line.send.has_several:
        calls = f" · in {count_of(facts.batches, 'call')}"
    of_it = facts.source_rows if line.call is not None else line.send.source_rows
    yield "sent", local_time(first.begun_at, "%Y-%m-%d %H:%M:%S")
    yield "replied", _replied(last)
    yield "to", Content.assemble(one_line(facts.profile), org, "  ", environment_mark(facts.environment))
    yield "module", one_line(facts.module)
    yield "file", one_line(facts.file) or "not recorded"
    yield "rows", f"{start} to {end}{calls}"
    yield "of it", f"only rows {spans_text(of_it)} of the payload" if of_it else ""


def _facts_of_calls(line: Line) -> Iterator[tuple[str, Content | str]]:
    first, last = line.calls[0], line.calls[-1]
    facts = first.facts
    made = f" · made {local_time(facts.data_set_made_at, '%Y-%m-%d %H:%M')}" if facts.data_set_made_at else ""
    assumed = ", ".join(f"{one_line(rule)}={one_line(value)}" for rule, value in facts.assumptions.items())
    old = dict.fromkeys(record_id for call in line.calls for record_id in call.facts.old_values)
    requests = [call.requests for call in line.calls if call.requests is not None]
    yield "checked", ", ".join(map(one_line, facts.check_order)) or "-"
    yield "data set", f"{one_line(facts.data_set) or '-'}{made}"
    yield "assumed", assumed or "the defaults"
    yield "old values", _ids_text(tuple(old))
    yield "requests", str(sum(requests)) if requests else ""
    yield "credits", "" if last.credits_remaining is None else f"{last.credits_remaining:,} left after it"
    yield "entry" if len(line.calls) == 1 else "entries", Content.styled(_entries_text(line.calls), MUTED)


def _replied(call: JournalEntry) -> Content:
    none_yet = "not yet" if call.sending else "no reply in the journal"
    replied = local_time(call.replied_at, "%Y-%m-%d %H:%M:%S") if call.replied_at else none_yet
    return Content.styled(replied, "" if call.replied_at or call.sending else CLEARED)


def _ids_text(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _IDS} more" if len(ids) > _IDS else ""
    return ", ".join(map(short_id, ids[:_IDS])) + more or "none were read"


def _entries_text(calls: Sequence[JournalEntry]) -> str:
    return one_line(calls[0].id) if len(calls) == 1 else f"{one_line(calls[0].id)} to {one_line(calls[-1].id)}"
