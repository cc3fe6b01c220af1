"""One call of the journal in full, as texts: forecast against reply row by row, the body, the reply, what was noted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tui.core.display import many_lines, one_line, short_id, value_text
from tui.core.outcome import RowOutcome
from tui.core.views.describe import count_of
from tui.live.journal.reading import compare_entry, records_of, rows_done
from tui.reports.comparison import comparison_text
from tui.screens.dialogs.choices import hanging
from tui.screens.journal.list import entry_mark, local_time
from tui.screens.marks import agreement_mark, environment_mark, reply_mark
from tui.widgets.look import ACCENT, CLEARED, MUTED, STRONG, fit, outcome_mark, with_record_links

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.reply.compare import RowComparison
    from tui.core.values import Json
    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.reading import RowDone

TABS: Final = {"rows": "Rows", "body": "Body", "reply": "Reply", "facts": "Facts"}
"""The texts there are of a call."""

_CHANGES: Final = 8
"""Values of one row that are shown."""
_LINES: Final = 1_500
"""Lines of JSON that are shown; the rest is counted."""


def detail_text(tab: str, entry: JournalEntry, calls: Sequence[JournalEntry], width: int) -> Content:
    """One of the texts, in which ids lead to their records. calls: those of the same send; width: cells of a line."""
    return with_record_links(_text(tab, entry, calls, width), entry.facts.module, records_of(entry))


def _text(tab: str, entry: JournalEntry, calls: Sequence[JournalEntry], width: int) -> Content:
    match tab:
        case "body":
            return _json(entry.body)
        case "reply":
            return _reply(entry)
        case "facts":
            return Content("\n").join(_facts(entry, calls, width))
    return Content("\n").join(_rows(entry, calls, width))


def head_text(entry: JournalEntry) -> Content:
    """A call in one line."""
    status = f" · HTTP {entry.status}" if entry.status is not None else ""
    return Content.assemble(
        entry_mark(entry), "  ", (f"{one_line(entry.sentence)}{'' if 'HTTP' in entry.sentence else status}", MUTED)
    )


def _rows(entry: JournalEntry, calls: Sequence[JournalEntry], width: int) -> Iterator[Content]:
    rows = compare_entry(entry, calls)
    yield from _lookup_note(entry, width)
    if not rows:
        yield Content.styled("No row was forecast: there is nothing to compare.", MUTED)
        return
    yield Content.styled(comparison_text(rows), STRONG)
    told = {row.cause for row in rows} == {rows[0].cause} and len(rows) > 1  # in the head, once for all
    done = rows_done(entry)
    for place, row in enumerate(rows):
        yield from _row(replace(row, cause="") if told and row.verdict == "not_comparable" else row, width)
        if place < len(done):
            yield from _done(done[place], width)


def _lookup_note(entry: JournalEntry, width: int) -> Iterator[Content]:
    for note in entry.notes:
        at = local_time(note.at, "%m-%d %H:%M")
        mark = Content.styled(f"{at} {one_line(note.kind.replace('_', ' '))}: ", ACCENT)
        yield hanging(mark, Content(one_line(note.text)), width)


def _row(row: RowComparison, width: int) -> Iterator[Content]:
    yield Content.assemble(
        (f"{row.index + 1:>4} ", MUTED),
        fit(outcome_mark(RowOutcome(row.forecast)), 12),
        (" → ", MUTED),
        fit(reply_mark(row), max(12, min(34, width - 42))),
        " ",
        agreement_mark(row.verdict),
    )
    if row.cause and row.verdict != "same":
        rule = Content.styled(f"{' ' * 5}{row.rule}: " if row.rule else " " * 5, ACCENT)
        yield hanging(rule, Content.styled(one_line(row.cause), MUTED), width)


def _done(done: RowDone, width: int) -> Iterator[Content]:
    """What decided, and the values before and after, each on a line."""
    if done.decided_by is not None:
        yield Content.styled(f"{' ' * 5}decided by {one_line(done.decided_by)}", MUTED)
    for name, old, new in done.changes[:_CHANGES]:
        told = Content.assemble((value_text(old), MUTED), (" → ", MUTED), value_text(new))
        yield hanging(Content.styled(f"{' ' * 5}{one_line(name)}  ", ACCENT), told, width)
    if len(done.changes) > _CHANGES:
        yield Content.styled(f"{' ' * 5}{count_of(len(done.changes) - _CHANGES, 'more value')}", MUTED)


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


def _facts(entry: JournalEntry, calls: Sequence[JournalEntry], width: int) -> Iterator[Content]:
    facts = entry.facts
    org = f" · {one_line(facts.org)}" if facts.org else ""
    made = f" · made {local_time(facts.data_set_made_at, '%Y-%m-%d %H:%M')}" if facts.data_set_made_at else ""
    first, last = facts.start_index + 1, facts.start_index + len(entry.rows)
    none_yet = "not yet" if entry.sending else "no reply in the journal"
    replied = local_time(entry.replied_at, "%Y-%m-%d %H:%M:%S") if entry.replied_at else none_yet
    assumed = ", ".join(f"{one_line(rule)}={one_line(value)}" for rule, value in facts.assumptions.items())
    texts: dict[str, Content | str] = {
        "sent": local_time(entry.begun_at, "%Y-%m-%d %H:%M:%S"),
        "replied": Content.styled(replied, "" if entry.replied_at or entry.sending else CLEARED),
        "to": Content.assemble(one_line(facts.profile), org, "  ", environment_mark(facts.environment)),
        "module": one_line(facts.module),
        "file": one_line(facts.file) or "not recorded",
        "rows": f"{first} to {last}" + (f" · call {facts.batch} of {facts.batches}" if len(calls) > 1 else ""),
        "of it": f"only rows {spans_text(facts.source_rows)} of the payload" if facts.source_rows else "",
        "checked": ", ".join(map(one_line, facts.check_order)) or "-",
        "data set": f"{one_line(facts.data_set) or '-'}{made}",
        "assumed": assumed or "the defaults",
        "old values": ", ".join(map(short_id, facts.old_values)) or "none were read",
    }
    if entry.requests is not None:
        texts["requests"] = str(entry.requests)
    if entry.credits_remaining is not None:
        texts["credits"] = f"{entry.credits_remaining:,} left after it"
    texts["entry"] = Content.styled(one_line(entry.id), MUTED)
    for name, text in texts.items():
        if text == "":
            continue
        yield hanging(Content.styled(f"{name:<11}", MUTED), Content("") + text, width)
    yield from _lookup_note(entry, width)
