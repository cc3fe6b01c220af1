"""THE function: ``forecast`` says what an upsert would do, row by row, and why. Everything asks this one function.

A pipeline: effective order -> call errors -> the stages of each row (tui.core.stages) -> what each row depends on
(counterfactuals, one switch at a time) -> the reply to expect. Data goes in, one frozen value comes out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.core.check_order import EffectiveOrder, effective_order
from tui.core.errors import ZohoError, invalid_check_field, invalid_module, limit_exceeded
from tui.core.expected_reply import expected_reply, expected_status
from tui.core.lint import (
    append_warnings,
    call_notes,
    call_warnings,
    converted_leads,
    ignored_in_branch,
    ignored_keys,
    near_misses,
)
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL, credits_for
from tui.core.records import CachedRecords, RecordIndex
from tui.core.row_forecast import RowForecast, Summary
from tui.core.rules import SWITCHES, Assumptions, Certainty, Settings
from tui.core.stages import Call, Judgement, PreparedRow
from tui.core.trace import MATCHES_SHOWN, Step
from tui.core.validate import value_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.core.metadata import Module
    from tui.core.notice import Notice
    from tui.core.payload.request import UpsertRequest
    from tui.core.values import Json, Record


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the payload would do. Where ``call_errors`` is not empty, the call is refused as a whole: no rows."""

    module: Module
    request: UpsertRequest
    assumptions: Assumptions
    order: EffectiveOrder
    rows: tuple[RowForecast, ...]
    call_errors: tuple[ZohoError, ...]
    warnings: tuple[Notice, ...]
    notes: tuple[Notice, ...]

    @property
    def summary(self) -> Summary:
        """The counts, and what the rows cost (rule write.cost)."""
        counts = Counter(row.outcome for row in self.rows)
        return Summary(
            counts[RowOutcome.INSERT],
            counts[RowOutcome.UPDATE],
            counts[RowOutcome.UNCHANGED],
            counts[RowOutcome.ERROR],
            counts[RowOutcome.NOT_KNOWN],
            credits_for(len(self.rows)),
        )

    @property
    def response(self) -> dict[str, Json]:
        """The reply that we expect."""
        return expected_reply(self.rows, self.call_errors)

    @property
    def response_status(self) -> int:
        """The HTTP status that we expect."""
        return expected_status(self.rows, self.call_errors)

    @property
    def all_warnings(self) -> tuple[Notice, ...]:
        """The warnings of the call and of every row."""
        return (*self.warnings, *(warning for row in self.rows for warning in row.warnings))


def forecast(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions | None = None,
    *,
    split: bool = False,
    counterfactuals: bool = True,
) -> Forecast:
    """What this request would do to these records of this module.

    split: cut a payload of more than 100 rows into calls of 100, each seeing what those before it wrote.
    counterfactuals: also find what each row depends on; without, ``depends_on`` is empty and the certainty counts
    documented and observed rules only (more than twice as fast: for a first look at large payloads).
    """
    assumptions = assumptions or Assumptions()
    order = effective_order(module, request.duplicate_check_fields, assumptions)
    call_errors = _call_errors(request, module, order, split=split)
    cached = CachedRecords(records)
    rows = () if call_errors else _rows(request, module, order, cached, assumptions, counterfactuals=counterfactuals)
    return Forecast(
        module,
        request,
        assumptions,
        order,
        rows,
        call_errors,
        tuple(call_warnings(request, module)),
        tuple(call_notes(request, order)),
    )


def _call_errors(
    request: UpsertRequest, module: Module, order: EffectiveOrder, *, split: bool
) -> tuple[ZohoError, ...]:
    """The first of: module, limit, check fields."""
    if not module.upsertable:
        return (invalid_module(),)
    if len(request.rows) > ROWS_PER_CALL and not split:
        return (limit_exceeded(ROWS_PER_CALL),)
    if order.rejected is not None:
        return (invalid_check_field(order.rejected),)
    return ()


def _rows(
    request: UpsertRequest,
    module: Module,
    order: EffectiveOrder,
    records: RecordIndex,
    assumptions: Assumptions,
    *,
    counterfactuals: bool,
) -> tuple[RowForecast, ...]:
    settings = Settings(assumptions)
    prepared = tuple(PreparedRow(index, row, module) for index, row in enumerate(request.rows))
    call = Call(prepared, module, order, records, settings)
    found = [_row(row, call, judgement) for row, judgement in zip(prepared, call.judge(), strict=True)]
    judged = [judgement for judgement, _ in found]
    depends: Sequence[tuple[str, ...]] = [()] * len(judged)
    if counterfactuals:
        depends = dependencies(judged, prepared, request.duplicate_check_fields, call, records)
    return tuple(
        _with_certainty(row, judgement, rules, assumptions)
        for (judgement, row), rules in zip(found, depends, strict=True)
    )


def _row(row: PreparedRow, call: Call, judgement: Judgement) -> tuple[Judgement, RowForecast]:
    """Everything about a row but its certainty, seen with the records as they are for this row."""
    sent, values, target = row.sent, row.values, judgement.target
    warnings = [*ignored_keys(sent, call.module), *append_warnings(sent, call.module)]
    if judgement.outcome in (RowOutcome.INSERT, RowOutcome.UPDATE, RowOutcome.UNCHANGED):
        warnings += ignored_in_branch(values, call.module, insert=target.target_id is None)
    refused = {error.api_name for error in judgement.errors}
    warnings += value_warnings({name: value for name, value in values.items() if name not in refused}, call.module)
    error = judgement.error
    met = [target.target_id, *(error.details.get("id") for error in judgement.errors if error.code == "DUPLICATE_DATA")]
    notes = [
        *near_misses(judgement.steps, target.target_id, call.records),
        *converted_leads(dict.fromkeys(each for each in met if isinstance(each, str)), call.records),
    ]
    return judgement, RowForecast(
        index=row.index,
        outcome=judgement.outcome,
        duplicate_field=target.duplicate_field,
        target_id=target.target_id,
        certainty=Certainty.DOCUMENTED,
        rules=(),
        depends_on=(),
        trace=(*judgement.steps, *_not_checked(sent, call, judgement)),
        before=judgement.before,
        changes=judgement.changes,
        errors=(error,) if error else (),
        found=judgement.errors,
        warnings=tuple(warnings),
        notes=tuple(notes),
    )


def _not_checked(sent: Record, call: Call, judgement: Judgement) -> Iterable[Step]:
    """What the fields that the order ignores would have hit: the answer to "why did this make a twin?"."""
    for ignored in call.order.not_checked:
        name, value = ignored.api_name, sent.get(ignored.api_name)
        field = call.module.by_name.get(name)
        if field is None or value is None or (isinstance(value, str) and not value.strip()):
            yield Step(name, value, "not_checked", rule=ignored.rule)
            continue
        found = call.records.find(name, call.matcher.key(field, value), MATCHES_SHOWN)
        yield Step(name, value, "not_checked", found.ids, found.count, ignored.rule)


def dependencies(
    judged: Sequence[Judgement],
    rows: Sequence[PreparedRow],
    listed: Sequence[str] | None,
    call: Call,
    records: RecordIndex,
) -> list[tuple[str, ...]]:
    """For each row, the switches another setting of which changes its outcome, target, deciding field or error codes.

    Counterfactual over the whole call, one switch at a time, in the order of the catalogue ("Certainty of a row"). A
    switch that the run never asked for, or that leaves the effective order as it is, needs no run of its own; and rows
    before the first that asked for it are as they were.
    """
    module, order, settings = call.module, call.order, call.settings
    depends: list[dict[str, None]] = [{} for _ in judged]
    for rule, other in settings.assumptions.others():
        other_order = order
        differs = [rule in asked for asked in call.asked]
        if rule.startswith("order."):
            other_order = effective_order(module, listed, other)
            if other_order.rejected is not None:  # the call is refused: no row keeps its outcome
                for found in depends:
                    found[rule] = None
                continue
            differs = [other_order.names != order.names] * len(judged)
        if not any(differs):
            continue
        others = Call(rows, module, other_order, records, Settings(other)).judge_beside(judged, differs)
        for found, mine, theirs in zip(depends, judged, others, strict=True):
            if mine.gist != theirs.gist:
                found[rule] = None
    return [
        () if judgement.outcome is RowOutcome.NOT_KNOWN else tuple(found)
        for judgement, found in zip(judged, depends, strict=True)
    ]


def _with_certainty(
    row: RowForecast, judgement: Judgement, depends_on: tuple[str, ...], assumptions: Assumptions
) -> RowForecast:
    if row.outcome is RowOutcome.NOT_KNOWN:
        return replace(row, certainty=Certainty.ASSUMED)
    rested_on = (*judgement.ended_by, *judgement.placed_by)
    deciding = [rule for rule in rested_on if rule not in SWITCHES]
    return replace(
        row,
        certainty=assumptions.weakest((*deciding, *depends_on)),
        rules=tuple(dict.fromkeys((*rested_on, *depends_on))),
        depends_on=depends_on,
    )
