"""The stages of one row: from what is sent to what happens, and what it leaves behind for the rows after it.

A row goes through four named stages (values, target, mandatory, unique values) and fails at the first that finds
errors (rule valid.stages). ``Call`` holds what is the same for all rows of a payload.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.core.diff import Change, changes
from tui.core.errors import MULTIPLE, ZohoError, together
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.records import RecordIndex, WorkingRecords
from tui.core.target import Matcher, Target, TargetSearch, unique_conflicts
from tui.core.trace import Step
from tui.core.validate import mandatory_errors, value_errors
from tui.core.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.core.check_order import EffectiveOrder
    from tui.core.metadata import Module
    from tui.core.rules import Settings
    from tui.core.values import Record


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the stages make of one row. ``errors`` are all that were found, each by itself.

    ``before``: the target as the row met it. ``ended_by``: the rules of the step that ended the row; ``placed_by``:
    those that placed the deciding field.
    """

    outcome: RowOutcome
    target: Target
    steps: tuple[Step, ...]
    before: Record | None = None
    changes: tuple[Change, ...] = ()
    errors: tuple[ZohoError, ...] = ()
    ended_by: tuple[str, ...] = ()
    placed_by: tuple[str, ...] = ()

    @property
    def error(self) -> ZohoError | None:
        """The one object that the reply would hold."""
        return together(self.errors, self.ended_by[0]) if self.errors else None

    @property
    def gist(self) -> tuple[str, str | None, str | None, tuple[str, ...]]:
        """What has to change for a switch to matter: outcome, target, deciding field, error codes."""
        codes = tuple(error.code for error in self.errors)
        wrapped = (MULTIPLE, *codes) if len(codes) > 1 else codes
        return (self.outcome, self.target.target_id, self.target.duplicate_field, wrapped)

    def writes_like(self, other: Judgement) -> bool:
        """Whether both leave the same behind, if both found the same records."""
        return self.outcome is other.outcome and self.target.target_id == other.target.target_id


class PreparedRow:
    """A row with all that no setting can change: stage 1, and what it changes of a given record. The counterfactuals
    of one forecast share it. ``index``: 0-based within the payload; ``values``: the keys that are not ignored."""

    __slots__ = ("_before", "_changes", "_module", "errors", "index", "sent", "values")

    def __init__(self, index: int, sent: Record, module: Module) -> None:
        self.index, self.sent, self._module = index, sent, module
        self.values: Record = {name: value for name, value in sent.items() if name in module.writable}
        self.errors = tuple(value_errors(index, self.values, module))
        self._before: Record | None = None
        self._changes: tuple[Change, ...] | None = None

    def changes(self, before: Record | None) -> tuple[Change, ...]:
        """What it does to a record (None: it inserts). Asked again for the same one, it answers from memory."""
        if self._changes is None or self._before is not before:
            self._before, self._changes = before, changes(self.sent, self.values, before, self._module)
        return self._changes


class Call:
    """One payload on its way through the stages, with the records as its rows see them."""

    def __init__(
        self,
        rows: Sequence[PreparedRow],
        module: Module,
        order: EffectiveOrder,
        records: RecordIndex,
        settings: Settings,
    ) -> None:
        self.rows, self.module, self.order, self.settings = rows, module, order, settings
        self.records = WorkingRecords(records, lambda: settings["match.same_batch_new"] == "blind")
        self.matcher = Matcher(module, settings)
        self.asked: list[set[str]] = []
        """For each row that was judged: the switches that were asked for on the way."""
        self._asked_by_all = frozenset(settings.asked)

    def judge(self) -> Iterator[Judgement]:
        """Each row in order; what it writes is visible to the next one. ``self.records`` is as the row sees it until
        the next one is asked for."""
        for row in self.rows:
            self.records.call = row.index // ROWS_PER_CALL
            self.settings.asked = set(self._asked_by_all)
            self.asked.append(self.settings.asked)
            judgement = self._judge(row)
            yield judgement
            self._write(row.index, judgement)

    def judge_beside(self, judged: Sequence[Judgement], differs: Sequence[bool]) -> Iterator[Judgement]:
        """As ``judge``, where the same rows were judged before, with one switch set otherwise. ``differs``: for each
        row whether that switch was asked for. The others have the same judgement as long as the records are the same.
        """
        in_step = True
        for row, before, asks in zip(self.rows, judged, differs, strict=True):
            self.records.call = row.index // ROWS_PER_CALL
            judgement = self._judge(row) if asks or not in_step else before
            in_step = in_step and judgement.writes_like(before)
            yield judgement
            self._write(row.index, judgement)

    def _judge(self, row: PreparedRow) -> Judgement:
        index, values, errors = row.index, row.values, list(row.errors)
        if errors and self._stops():
            return self._refused(errors, Target(self._unreached(row.sent, values)))
        invalid = {error.api_name for error in errors}
        lookups = {name: value for name, value in values.items() if name not in invalid} if errors else values

        target = TargetSearch(
            index, row.sent, lookups, self.module, self.order, self.records, self.matcher, self.settings
        ).find()
        errors += target.errors
        if (target.errors and self._stops()) or not target.known:
            return self._refused(errors, target) if errors else Judgement(RowOutcome.NOT_KNOWN, target, target.steps)

        missing = mandatory_errors(index, values, self.module, target.target_id, self.settings)
        errors += missing
        if missing and self._stops():
            return self._refused(errors, target)

        conflicts = unique_conflicts(index, lookups, self.module, target, self.records, self.matcher)
        reported = {error.api_name for error in target.errors}  # one error a field
        errors += [error for error in conflicts.errors if error.api_name not in reported]
        if errors:
            return self._refused(errors, target)
        if conflicts.not_known:
            return Judgement(RowOutcome.NOT_KNOWN, target, _marked_not_known(target.steps, conflicts.not_known))
        return self._taken(row, target)

    def _stops(self) -> bool:
        return self.settings["valid.stages"] == "first_stage"

    def _unreached(self, sent: Record, values: Record) -> tuple[Step, ...]:
        given = () if is_blank(sent.get("id")) else (Step("id", sent["id"], "not_reached"),)
        rest = (Step(check.api_name, values.get(check.api_name), "not_reached") for check in self.order.entries)
        return (*given, *rest)

    def _refused(self, errors: list[ZohoError], target: Target) -> Judgement:
        rules = dict.fromkeys(error.rule for error in errors)
        if sum(error.rule == "conflict.unique_taken" for error in errors) > 1:
            rules["conflict.several_taken"] = None
        before = None if target.target_id is None else self.records.get(target.target_id)
        return Judgement(
            RowOutcome.ERROR, target, target.steps, before, (), tuple(errors), tuple(rules), target.placed_by
        )

    def _taken(self, row: PreparedRow, target: Target) -> Judgement:
        before = None if target.target_id is None else self.records.get(target.target_id)
        made = row.changes(before)
        if before is None:
            outcome = RowOutcome.INSERT
        elif all(change.kind == "same" for change in made):
            outcome = RowOutcome.UNCHANGED
        else:
            outcome = RowOutcome.UPDATE
        return Judgement(outcome, target, target.steps, before, made, (), target.rules, target.placed_by)

    def _write(self, index: int, judgement: Judgement) -> None:
        self.records.take(judgement.changes)
        written = {change.api_name: change.after for change in judgement.changes if change.kind != "same"}
        if judgement.outcome is RowOutcome.INSERT:
            self.records.insert(index, written)
        elif judgement.target.target_id is not None and judgement.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED):
            self.records.update(judgement.target.target_id, written)


def _marked_not_known(steps: tuple[Step, ...], names: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple(Step(step.api_name, step.value, "not_known") if step.api_name in names else step for step in steps)
