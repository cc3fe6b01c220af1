"""The stages of one row: from what is sent to what happens, and what it leaves behind for the rows after it.

A row goes through four named stages (values, target, mandatory, unique values) and fails at the first that finds
errors (rule valid.stages). ``Call`` holds what is the same for all rows of a payload.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.core.diff import Change, changes
from tui.core.errors import MULTIPLE, ZohoError, together
from tui.core.outcome import Outcome
from tui.core.payload import ROWS_PER_CALL
from tui.core.records import RecordIndex, WorkingRecords
from tui.core.target import Matcher, Target, TargetSearch, unique_conflicts
from tui.core.trace import Step
from tui.core.validate import mandatory_errors, value_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.core.check_order import EffectiveOrder
    from tui.core.metadata import Module
    from tui.core.payload import UpsertRequest
    from tui.core.rules import Settings
    from tui.core.values import Record


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the stages make of one row. ``errors`` are all that were found, each by itself.

    ``before``: the target as the row met it. ``ended_by``: the rules of the step that ended the row; ``placed_by``:
    those that placed the deciding field.
    """

    outcome: Outcome
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


class Call:
    """One payload on its way through the stages, with the records as its rows see them."""

    def __init__(
        self, request: UpsertRequest, module: Module, order: EffectiveOrder, records: RecordIndex, settings: Settings
    ) -> None:
        self.request, self.module, self.order, self.settings = request, module, order, settings
        self.records = WorkingRecords(records, lambda: settings["match.same_batch_new"] == "blind")
        self.matcher = Matcher(module, settings)

    def judge(self) -> Iterator[Judgement]:
        """Each row in order; what it writes is visible to the next one. ``self.records`` is as the row sees it until
        the next one is asked for."""
        for index, row in enumerate(self.request.rows):
            self.records.call = index // ROWS_PER_CALL
            values = usable(row, self.module)
            judgement = self._judge(index, row, values)
            yield judgement
            self._write(index, judgement)

    def _judge(self, index: int, row: Record, values: Record) -> Judgement:
        errors = value_errors(index, values, self.module)
        if errors and self._stops():
            return self._refused(errors, Target(self._unreached(values)))
        invalid = {error.api_name for error in errors}
        lookups = {name: value for name, value in values.items() if name not in invalid} if errors else values

        target = TargetSearch(
            index, row, lookups, self.module, self.order, self.records, self.matcher, self.settings
        ).find()
        errors += target.errors
        if (target.errors and self._stops()) or not target.known:
            return self._refused(errors, target) if errors else Judgement(Outcome.NOT_KNOWN, target, target.steps)

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
            return Judgement(Outcome.NOT_KNOWN, target, _marked_not_known(target.steps, conflicts.not_known))
        return self._taken(row, values, target)

    def _stops(self) -> bool:
        return self.settings["valid.stages"] == "first_stage"

    def _unreached(self, values: Record) -> tuple[Step, ...]:
        return tuple(Step(check.api_name, values.get(check.api_name), "not_reached") for check in self.order.entries)

    def _refused(self, errors: list[ZohoError], target: Target) -> Judgement:
        rules = dict.fromkeys(error.rule for error in errors)
        if sum(error.rule == "conflict.unique_taken" for error in errors) > 1:
            rules["conflict.several_taken"] = None
        before = None if target.target_id is None else self.records.get(target.target_id)
        return Judgement(Outcome.ERROR, target, target.steps, before, (), tuple(errors), tuple(rules), target.placed_by)

    def _taken(self, row: Record, values: Record, target: Target) -> Judgement:
        before = None if target.target_id is None else self.records.get(target.target_id)
        made = changes(row, values, before, self.module)
        if before is None:
            outcome = Outcome.INSERT
        elif all(change.kind == "same" for change in made):
            outcome = Outcome.UNCHANGED
        else:
            outcome = Outcome.UPDATE
        return Judgement(outcome, target, target.steps, before, made, (), target.rules, target.placed_by)

    def _write(self, index: int, judgement: Judgement) -> None:
        self.records.take({change.api_name: change.after for change in judgement.changes})
        written = {change.api_name: change.after for change in judgement.changes if change.kind != "same"}
        if judgement.outcome is Outcome.INSERT:
            self.records.insert(index, written)
        elif judgement.target.target_id is not None and judgement.outcome in (Outcome.UPDATE, Outcome.UNCHANGED):
            self.records.update(judgement.target.target_id, written)


def usable(row: Record, module: Module) -> Record:
    """The keys of a row that are not ignored: fields that the API can write (valid.unknown_field, valid.read_only)."""
    return {name: value for name, value in row.items() if name in module.writable}


def _marked_not_known(steps: tuple[Step, ...], names: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple(Step(step.api_name, step.value, "not_known") if step.api_name in names else step for step in steps)
