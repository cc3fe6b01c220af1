"""What each row of a forecast depends on, and how sure it is of that ("Certainty of a row").

Counterfactual over the whole call, one switch at a time: the rows are judged again under every other setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.check_order import effective_order
from tui.core.outcome import RowOutcome
from tui.core.progress import watched
from tui.core.rules import Settings
from tui.core.stages import Call
from tui.core.unmodified import modified_since

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.check_order import EffectiveOrder
    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.prepared import PreparedRow
    from tui.core.progress import Watch
    from tui.core.records import CachedRecords
    from tui.core.rules import Assumptions
    from tui.core.stages import Judgement


def dependencies(
    judged: Sequence[Judgement],
    rows: Sequence[PreparedRow],
    request: UpsertRequest,
    call: Call,
    records: CachedRecords,
    watch: Watch,
) -> list[tuple[str, ...]]:
    """For each of these rows, which are the first of the call, the switches another setting of which changes its
    outcome, target, deciding field or error codes, in the order of the catalogue. They say nothing of a row that is not
    known.

    A switch that the run never asked for, or that leaves the effective order as it is, needs no run of its own; and
    rows that neither asked for it nor read what it made otherwise are as they were.
    """
    depends: list[dict[str, None]] = [{} for _ in judged]
    others = [*_others(len(judged), request, call)]
    told = watched(watch, "dependences", len(judged) * len(others))
    for rule, other, other_order, differs in others:
        if other_order.rejected is not None:  # the call is refused: no row keeps its outcome
            for found in depends:
                found[rule] = None
            continue
        beside = Call(rows, call.module, other_order, records, Settings(other))
        now = list(told(beside.judge_beside(call, judged, differs)))
        refused = modified_since(request, now, records) is not None
        for found, mine, theirs in zip(depends, judged, now, strict=True):
            if refused or mine.gist != theirs.gist:
                found[rule] = None
    return [tuple(found) for found in depends]


def _others(
    count: int, request: UpsertRequest, call: Call
) -> Iterator[tuple[str, Assumptions, EffectiveOrder, Sequence[bool]]]:
    """The other settings that may make a difference to the first rows: the rule, the settings, the effective order
    under them, and for each row whether it asked for that switch."""
    order, settings = call.order, call.settings
    for_order = Settings(settings.assumptions)  # which remembers what the order is asked for
    effective_order(call.module, request.duplicate_check_fields, for_order)
    by_row = call.asked[:count]
    for rule, other in settings.assumptions.others(for_order.asked.union(*set(by_row))):
        other_order = order
        differs = [rule in asked for asked in by_row]
        if rule in for_order.asked:
            other_order = effective_order(call.module, request.duplicate_check_fields, other)
            if other_order.rejected is not None or other_order.names != order.names:
                differs = [True] * count
        if any(differs):
            yield rule, other, other_order, differs


OPEN_VARIABLE: Final = "lint.shell_variable"
"""Decides each row that would write a variable: whether Zoho takes its value shows only when it is filled in."""


def deciding_rules(judgement: Judgement, row: PreparedRow, module: Module) -> Iterator[str]:
    """The rules that a row rests on whatever the settings: what ended it, what placed the deciding field in the order,
    what a value of it calls for, a variable that it would write, and what the metadata does not say."""
    yield from judgement.ended_by
    yield from judgement.placed_by
    yield from row.decides
    if any(change.api_name in row.shell for change in judgement.changes):
        yield OPEN_VARIABLE
    says_branch = module.says_mandatory or judgement.outcome is not RowOutcome.INSERT
    if not (module.says_unique and says_branch):
        yield "data.absent_flags"
