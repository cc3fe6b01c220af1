"""What each row of a forecast depends on, and how sure it is of that ("Certainty of a row").

Counterfactual over the whole call, one switch at a time: each row is judged again under every other setting, with the
records as the rows before it leave them under that setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.check_order import effective_order
from tui.core.outcome import RowOutcome
from tui.core.rules import SWITCHES, Settings
from tui.core.stages import CallBeside
from tui.core.unmodified import met_by, modified_since

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.prepared import PreparedRow
    from tui.core.records import CachedRecords
    from tui.core.stages import Call, Judgement
    from tui.core.working_records import Read


class Dependencies:
    """Asks of each row in turn what it depends on. A switch that the rows so far never asked for, or that leaves the
    effective order as it is, needs no judging of its own; and rows that neither asked for it nor read what it made
    otherwise are as they were."""

    def __init__(self, request: UpsertRequest, call: Call, records: CachedRecords) -> None:
        """call: the one whose rows are asked about, before its first row."""
        self._request, self._call, self._records = request, call, records
        for_order = Settings(call.settings.assumptions)  # which remembers what the order is asked for
        effective_order(call.module, request.duplicate_check_fields, for_order)
        self._of_order = frozenset(for_order.asked)
        self._known: set[str] = set()
        self._running = [beside for beside in self._others(self._of_order) if beside.asks_all]

    def of(self, row: PreparedRow, judgement: Judgement, asked: frozenset[str], read: Read) -> tuple[str, ...]:
        """The switches another setting of which changes the outcome, target, deciding field or error codes of the next
        row, in the order of the catalogue. They say nothing of a row that is not known.

        The call has judged the row, and not written it yet. asked, read: which switches it asked for, what it read.
        """
        if new := asked - self._known:
            self._running += (beside for beside in self._others(new) if not beside.asks_all)
            self._running.sort(key=_in_catalogue)
            self._known |= asked
        found: dict[str, None] = {}
        for beside in self._running:
            if beside.call is None:  # the call is refused: no row keeps its outcome
                found[beside.rule] = None
                continue
            theirs = beside.call.take(row, judgement, read, asks=beside.asks_all or beside.rule in asked)
            if theirs is not judgement and theirs.gist != judgement.gist:
                found[beside.rule] = None
                beside.refused = beside.refused or self._is_refused_for(met_by(theirs))
        return tuple(found)

    def _is_refused_for(self, record_id: str | None) -> bool:
        return record_id is not None and modified_since(self._request, (record_id,), self._records) is not None

    def with_refused(self, depends_on: tuple[str, ...]) -> tuple[str, ...]:
        """What a row depends on, once all were asked: also on a switch another setting of which makes
        If-Unmodified-Since refuse the whole call."""
        refused = [beside.rule for beside in self._running if beside.refused]
        if not refused:
            return depends_on
        return tuple(rule for rule in SWITCHES if rule in refused or rule in depends_on)

    def _others(self, rules: Collection[str]) -> Iterator[_Beside]:
        """Every other setting of some switches."""
        call = self._call
        for rule, other in call.settings.assumptions.others(rules):
            order = call.order
            if rule in self._of_order:
                order = effective_order(call.module, self._request.duplicate_check_fields, other)
            refused = order.rejected is not None
            beside = None if refused else CallBeside(call, order, Settings(other))
            yield _Beside(rule, beside, asks_all=refused or order.names != call.order.names)


class _Beside:
    """Another setting of one switch. ``call``: the one under it, None where it is refused as a whole; ``asks_all``:
    whether every row has to be judged again; ``refused``: whether a row meets a record for which If-Unmodified-Since
    refuses the call."""

    def __init__(self, rule: str, call: CallBeside | None, *, asks_all: bool) -> None:
        self.rule, self.call, self.asks_all, self.refused = rule, call, asks_all, False


def _in_catalogue(beside: _Beside) -> int:
    return _PLACES[beside.rule]


_PLACES: Final = {rule: place for place, rule in enumerate(SWITCHES)}


OPEN_VARIABLE: Final = "lint.shell_variable"
"""Decides each row that would write a variable: whether Zoho takes its value shows only when it is filled in."""


def deciding_rules(judgement: Judgement, row: PreparedRow, module: Module) -> Iterator[str]:
    """The rules that a row rests on whatever the settings: what ended it, what placed the deciding field in the order,
    what a value of it calls for, a variable that it would write, and what the metadata does not say."""
    yield from judgement.ended_by
    yield from judgement.placed_by
    yield from row.decides
    if row.shell and any(change.api_name in row.shell for change in judgement.changes):
        yield OPEN_VARIABLE
    says_branch = module.says_mandatory or judgement.outcome is not RowOutcome.INSERT
    if not (module.says_unique and says_branch):
        yield "data.absent_flags"
