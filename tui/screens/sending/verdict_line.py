"""What came of a send as a whole, in a line or two above the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui import keys
from tui.core.display import one_line
from tui.core.views.describe import assumptions_text, count_of
from tui.screens.marks import call_mark
from tui.widgets.look import CLEARED, MOVED, MUTED, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.live.journal.journal import JournalEntry
    from tui.live.journal.look_up import LookUpReport
    from tui.live.send.sender import BatchResult, SendReport


def verdict_line(report: SendReport, found: Sequence[tuple[JournalEntry, LookUpReport]]) -> Content:
    """How the calls ended, what is left of the credits, and what to do where the outcome is unknown."""
    return Content("\n").join(_lines(report, found))


def _lines(report: SendReport, found: Sequence[tuple[JournalEntry, LookUpReport]]) -> Iterator[Content]:
    kinds = ("answered", "unknown", "refused", "not_sent")
    for kind in kinds:
        results = [result for result in report.results if result.outcome == kind]
        if results:
            yield _calls(results, report)
    if any(result.outcome == "unknown" for result in report.results):
        if found:
            for _, lookup in found:
                yield Content.assemble(("looked up  ", MUTED), (one_line(lookup.text), STRONG))
        else:
            key = keys.key_name("send.look_up")
            told = f"It may have arrived. {key} looks up what happened; nothing is resent automatically."
            yield Content.styled(told, MOVED)
    for result in report.results:
        if result.journal_problem:
            yield Content.styled(f"! {one_line(result.journal_problem)}", CLEARED)
    if changed := assumptions_text(report.plan.forecast):
        yield Content.styled(f"compared with {changed}", MOVED)


def _calls(results: Sequence[BatchResult], report: SendReport) -> Content:
    """One kind of ending: how many calls, and what they said, or what came of their rows together."""
    first, of = results[0], len(report.results)
    calls = f"  {count_of(len(results), 'call')}" + (f" of {of}" if of > len(results) else "") if of > 1 else ""
    left = next((each.credits_remaining for each in reversed(results) if each.credits_remaining is not None), None)
    credits = f" · {count_of(left, 'credit')} left" if left is not None else ""
    told = one_line(first.sentence) if len({result.sentence for result in results}) == 1 else ""
    if len(results) > 1 and first.outcome == "answered":
        rows = [row for each in results for row in report.rows[each.batch.start_index :][: each.batch.size]]
        refused = sum(row.actual == "error" for row in rows)
        told = f"{count_of(len(rows), 'row')} answered" + (f", {refused} of them refused" if refused else "")
    return Content.assemble(call_mark(first.outcome), (calls, STRONG), f"  {told}" if told else "", (credits, MUTED))
