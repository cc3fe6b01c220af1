"""The stages of one row: from what is sent to what happens, and what it leaves behind for the rows after it.

A row goes through four named stages (values, target, mandatory, unique values) and fails at the first that finds
errors (rule valid.stages). ``Call`` holds what is the same for all rows of a payload.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.errors import ZohoError, together
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.records import NO_IDS
from tui.core.records_beside import RecordsBeside
from tui.core.target import Matcher, Target, TargetSearch, unique_conflicts
from tui.core.trace import Step
from tui.core.validate import mandatory_errors
from tui.core.values import is_blank
from tui.core.working_records import inserted_id
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.check_order import EffectiveOrder
    from tui.core.diff import Change
    from tui.core.metadata import Module
    from tui.core.prepared import PreparedRow
    from tui.core.rules import Settings
    from tui.core.values import Record
    from tui.core.working_records import Read, WorkingRecords


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
        return (self.outcome, self.target.target_id, self.target.duplicate_field, codes)

    def writes_like(self, other: Judgement) -> bool:
        """Whether both leave the same behind, if both found the same records."""
        mine = (self.outcome, self.target.target_id, self.changes)
        return mine == (other.outcome, other.target.target_id, other.changes)

    def writes(self, row: int) -> str | None:
        """The id of the record that this row (0-based) inserts, or updates, also where that changes nothing."""
        if self.outcome is RowOutcome.INSERT:
            return inserted_id(row)
        return self.target.target_id if self.outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED) else None


class Call:
    """One payload on its way through the stages, with the records as its rows see them: each row is judged, and then
    written."""

    def __init__(self, module: Module, order: EffectiveOrder, records: WorkingRecords, settings: Settings) -> None:
        self.module, self.order, self.records, self.settings = module, order, records, settings
        self.matcher = Matcher(module, settings)
        self.asked: frozenset[str] = frozenset()
        """The switches that the row which was judged last asked for on the way."""
        self._asked_by_all = frozenset(settings.asked)
        self._asked_sets: dict[frozenset[str], frozenset[str]] = {}  # few are different: each is kept once

    def judge(self, row: PreparedRow) -> Judgement:
        """What the stages make of the next row. ``asked`` and ``records.read()`` then tell what it asked for and read,
        the latter until the records are read again."""
        self.records.next_row(row.index // ROWS_PER_CALL)
        self.settings.asked = set(self._asked_by_all)
        judgement = self._judge(row)
        asked = frozenset(self.settings.asked)
        self.asked = self._asked_sets.setdefault(asked, asked)
        return judgement

    def write(self, index: int, judgement: Judgement) -> None:
        """Let the rows after a row (0-based) see what it leaves behind."""
        self.records.call = index // ROWS_PER_CALL
        if judgement.outcome is RowOutcome.INSERT:
            written = {change.api_name: change.after for change in judgement.changes if change.kind != "same"}
            self.records.insert(index, written)
        elif (record_id := judgement.writes(index)) is not None:
            self.records.update(index, record_id, judgement.changes)

    def _judge(self, row: PreparedRow) -> Judgement:
        index, checked = row.index, row.checked(self.settings)
        errors = self._reported(list(checked.errors))
        lookups = row.looked_up(checked)
        if errors and self._stops():
            return self._refused(errors, Target(self._unreached(row.sent, lookups)))

        target = TargetSearch(
            index, row.sent, lookups, row.shell, self.module, self.order, self.records, self.matcher, self.settings
        ).find()
        errors = _one_a_field(errors, target.errors)
        if (target.errors and self._stops()) or not target.known:
            return self._refused(errors, target) if errors else Judgement(RowOutcome.NOT_KNOWN, target, target.steps)

        values = row.from_stage_3(checked, insert=target.target_id is None)
        missing = mandatory_errors(index, values, self.module, row.layout, target.target_id, self.settings)
        errors = _one_a_field(errors, self._reported(missing))
        if missing and self._stops():
            return self._refused(errors, target)

        if checked.errors:
            invalid = {error.api_name for error in checked.errors}
            values = {name: value for name, value in values.items() if name not in invalid}
        conflicts = unique_conflicts(index, values, row.shell, self.module, target, self.records, self.matcher)
        errors = _one_a_field(errors, conflicts.errors)
        if conflicts.not_known:
            target = replace(target, steps=_with_not_known(target.steps, values, conflicts.not_known))
        if errors:
            return self._refused(errors, target)
        if conflicts.not_known:
            return Judgement(RowOutcome.NOT_KNOWN, target, target.steps, self._met(target))
        return self._taken(row, values, target)

    def _stops(self) -> bool:
        return self.settings["valid.stages"] != "all_stages"

    def _reported(self, errors: list[ZohoError]) -> list[ZohoError]:
        """The errors of stage 1 or 3 that are reported together."""
        if len(errors) <= 1:  # equal: of one error the setting makes no difference
            return errors
        return errors[:1] if self.settings["valid.stages"] == "first_error" else errors

    def _met(self, target: Target) -> Record | None:
        """The target as the row meets it."""
        return None if target.target_id is None else self.records.get(target.target_id)  # equal: no id is None

    def _unreached(self, sent: Record, values: Record) -> tuple[Step, ...]:
        given = () if is_blank(sent.get("id")) else (Step("id", sent["id"], "not_reached"),)
        rest = (Step(check.api_name, values.get(check.api_name), "not_reached") for check in self.order.entries)
        return (*given, *rest)

    def _refused(self, errors: list[ZohoError], target: Target) -> Judgement:
        rules = dict.fromkeys(error.rule for error in errors)
        if sum(error.rule == "conflict.unique_taken" for error in errors) > 1:
            rules["conflict.several_taken"] = None
        return Judgement(
            RowOutcome.ERROR, target, target.steps, self._met(target), (), tuple(errors), tuple(rules), target.placed_by
        )

    def _taken(self, row: PreparedRow, values: Record, target: Target) -> Judgement:
        before, unknown = self._met(target), NO_IDS
        if target.target_id is not None:
            unknown = self.records.unknown_fields(target.target_id, values)
        made = row.changes(values, before, unknown, self._replaces_rows)
        if before is None:
            outcome = RowOutcome.INSERT
        elif all(change.kind == "same" for change in made):
            outcome = RowOutcome.UNCHANGED
        else:
            outcome = RowOutcome.UPDATE
        return Judgement(outcome, target, target.steps, before, made, (), target.rules, target.placed_by)

    def _replaces_rows(self) -> bool:
        return self.settings["write.subform_rows"] == "replace"


class CallBeside(Call):
    """The same payload under other settings, a row at a time beside another call (``first``)."""

    def __init__(self, first: Call, order: EffectiveOrder, settings: Settings) -> None:
        self._own = RecordsBeside(first.records, settings)
        super().__init__(first.module, order, self._own, settings)

    def take(self, row: PreparedRow, before: Judgement, read: Read, *, asks: bool) -> Judgement:
        """What the next row comes to here, and what it leaves behind; asked after the first call judged the row
        (``before``) and before it writes it. read: what it read; asks: whether the other settings may matter to the row
        by itself. One that then read nothing that an earlier row left otherwise need not be judged again."""
        if not (asks or self._own.reads_otherwise(read)):
            return before  # and what it writes it has read: a record that is not otherwise here
        judgement = self.judge(row)
        mine = judgement.writes(row.index)
        if not judgement.writes_like(before):
            self._own.part((mine, before.writes(row.index)))
        if self._own.owns(mine):
            self.write(row.index, judgement)
        return judgement


def _with_not_known(steps: tuple[Step, ...], values: Record, fields: dict[str, str | None]) -> tuple[Step, ...]:
    """The steps of a row with the look-ups of stage 4 that could not be answered, each with the rule why."""
    told = [
        Step(step.api_name, step.value, "not_known", rule=fields[step.api_name]) if step.api_name in fields else step
        for step in steps
    ]
    tried = {step.api_name for step in steps}
    told += [Step(name, values[name], "not_known", rule=rule) for name, rule in fields.items() if name not in tried]
    return tuple(told)


def _one_a_field(earlier: list[ZohoError], errors: Sequence[ZohoError]) -> list[ZohoError]:
    """The errors of earlier stages, in which each field has one, with those of one more."""
    if not errors:
        return earlier
    first: dict[str | None, ZohoError] = {}
    for error in (*earlier, *errors):
        first.setdefault(error.api_name, error)
    return list(first.values())
