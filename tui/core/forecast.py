"""THE function: ``forecast`` says what an upsert would do, row by row, and why. Everything asks this one function.

A pipeline: effective order -> call errors -> the stages of each row (tui.core.stages) -> what each row depends on
(counterfactuals, one switch at a time) -> the reply to expect. Data goes in, one frozen value comes out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.check_order import EffectiveOrder, effective_order
from tui.core.data_limits import data_warnings
from tui.core.dependencies import OPEN_VARIABLE, deciding_rules, dependencies
from tui.core.errors import ZohoError, invalid_check_field, invalid_module, limit_exceeded
from tui.core.expected_reply import expected_reply, expected_status
from tui.core.lint import call_notes, call_warnings
from tui.core.open_rows import OpenRows
from tui.core.outcome import RowOutcome
from tui.core.payload.request import ROWS_PER_CALL, credits_for
from tui.core.prepared import PreparedRow
from tui.core.progress import nobody, watched
from tui.core.records import CachedRecords, RecordIndex, RelatedRecords
from tui.core.row_forecast import RowForecast, Summary
from tui.core.row_lint import row_notes, row_warnings
from tui.core.rules import SWITCHES, Assumptions, Certainty, Settings
from tui.core.stages import Call, Judgement
from tui.core.trace import MATCHES_SHOWN, Step
from tui.core.unmodified import header_warnings, modified_since
from tui.core.values import is_blank
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tui.core.metadata import Module
    from tui.core.notice import Notice
    from tui.core.payload.request import UpsertRequest
    from tui.core.progress import Watch
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
    def complete(self) -> bool:
        """Whether it is computed of every row what it depends on."""
        return all(row.certainty is not Certainty.NOT_COMPUTED for row in self.rows)

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
    related: RelatedRecords | None = None,
) -> Forecast:
    """What this request would do to these records of this module.

    split: cut a payload of more than 100 rows into calls of 100, each seeing what those before it wrote.
    counterfactuals: also find what each row depends on; without, ``depends_on`` is empty and the certainty of a row is
    not computed yet (more than twice as fast).
    related: what is known of the records of other modules, for notes on lookups; without it there are none.
    """
    made, run = _begun(request, module, records, assumptions or Assumptions(), related, nobody, split=split)
    return made if run is None else replace(made, rows=run.rows(len(request.rows) if counterfactuals else 0))


def forecast_on_its_way(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions | None = None,
    *,
    split: bool = False,
    related: RelatedRecords | None = None,
    first: Callable[[], int] = lambda: 0,
    watch: Watch = nobody,
) -> Iterator[Forecast]:
    """The forecast of ``forecast``, as it is made: first what each row comes to, without what it depends on; then,
    where ``first`` names a number of rows that deserve it before the others, with that of so many from the first row
    on; last the whole, which is ``complete``. Nothing that was said of a row is taken back, and what is still to be
    computed says so.

    first: asked once, when all rows are forecast. watch: told now and then how far it is; what it raises ends it.
    """
    made, run = _begun(request, module, records, assumptions or Assumptions(), related, watch, split=split)
    if run is None:
        yield made
        return
    yield replace(made, rows=run.rows(0))
    some = first()
    if request.if_unmodified_since is None and 0 < some <= len(request.rows) // 2:
        yield replace(made, rows=run.rows(some))
    yield replace(made, rows=run.rows(len(request.rows)))


def _begun(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions,
    related: RelatedRecords | None,
    watch: Watch,
    *,
    split: bool,
) -> tuple[Forecast, _Run | None]:
    """The forecast without its rows, and the rows on their way; None where there are none."""
    order = effective_order(module, request.duplicate_check_fields, assumptions)
    call_errors = _call_errors(request, module, order, split=split)
    warnings, notes = list(call_warnings(request, module)), list(call_notes(request, order))
    run = None
    if not call_errors:
        run = _Run(request, module, order, CachedRecords(records), Settings(assumptions), related, watch)
        modified = modified_since(request, run.judged, run.records)
        call_errors = () if modified is None else (modified,)
        warnings += [*run.data_warnings(), *header_warnings(request, run.judged, run.records)]
    made = Forecast(module, request, assumptions, order, (), call_errors, tuple(warnings), tuple(notes))
    return made, None if call_errors or not request.rows else run


def _call_errors(
    request: UpsertRequest, module: Module, order: EffectiveOrder, *, split: bool
) -> tuple[ZohoError, ...]:
    """The first of: module, limit, check fields."""
    if not module.upsertable:
        return (invalid_module(),)
    if len(request.rows) > ROWS_PER_CALL and not split:
        return (limit_exceeded(ROWS_PER_CALL),)
    if order.rejected is not None:
        place, rule = order.rejected
        return (invalid_check_field(rule, place),)
    return ()


class _Run:
    """The rows of a request on their way: judged once, described with the records as each row saw them."""

    def __init__(
        self,
        request: UpsertRequest,
        module: Module,
        order: EffectiveOrder,
        records: CachedRecords,
        settings: Settings,
        related: RelatedRecords | None,
        watch: Watch,
    ) -> None:
        self._request, self._related, self.records, self._watch = request, related, records, watch
        self._prepared = tuple(
            PreparedRow(index, row, module, request.shell_variables) for index, row in enumerate(request.rows)
        )
        self._call = Call(self._prepared, module, order, records, settings)
        self._open = OpenRows(self._call)
        self.judged: list[Judgement] = []
        self._described: list[RowForecast] = []
        told = watched(watch, "rows", len(self._prepared))
        for row, judgement in told(zip(self._prepared, self._call.judge(), strict=True)):
            self.judged.append(judgement)
            self._described.append(self._describe(row, judgement))
            self._open.add(row, judgement)

    def data_warnings(self) -> Iterator[Notice]:
        """What the copy of the data could not answer of what was asked."""
        return data_warnings(self._call.module, self.records, self._described)

    def rows(self, count: int) -> tuple[RowForecast, ...]:
        """The rows, the first so many with their certainty and what they depend on."""
        depends: list[tuple[str, ...] | None] = [None] * len(self.judged)
        if count:
            prepared, judged = self._prepared[:count], self.judged[:count]
            depends[:count] = dependencies(judged, prepared, self._request, self._call, self.records, self._watch)
        return tuple(map(self._with_certainty, self._prepared, self._described, self.judged, depends))

    def _describe(self, row: PreparedRow, judgement: Judgement) -> RowForecast:
        """Everything about a row but its certainty, seen with the records as they are for this row."""
        call, target, error = self._call, judgement.target, judgement.error
        return RowForecast(
            index=row.index,
            outcome=judgement.outcome,
            duplicate_field=target.duplicate_field,
            target_id=target.target_id,
            certainty=Certainty.NOT_COMPUTED,
            rules=(),
            depends_on=(),
            trace=(*judgement.steps, *_not_checked(row.sent, call)),
            before=judgement.before,
            changes=judgement.changes,
            errors=(error,) if error else (),
            found=judgement.errors,
            warnings=tuple(row_warnings(row, judgement, call)),
            notes=(*row_notes(row, judgement, call, self._related), *self._open.notes(judgement)),
        )

    def _with_certainty(
        self, prepared: PreparedRow, row: RowForecast, judgement: Judgement, depends_on: tuple[str, ...] | None
    ) -> RowForecast:
        """depends_on: None where that is not computed yet."""
        if row.outcome is RowOutcome.NOT_KNOWN:
            return row.resting_on(Certainty.ASSUMED, (), ())
        rules = tuple(deciding_rules(judgement, prepared, self._call.module))
        if depends_on is None:
            return row.resting_on(Certainty.NOT_COMPUTED, tuple(dict.fromkeys(rules)), ())
        deciding = [rule for rule in rules if rule not in SWITCHES]
        weakest = self._call.settings.assumptions.weakest((*deciding, *depends_on))
        certainty = Certainty.ASSUMED if OPEN_VARIABLE in rules else weakest
        return row.resting_on(certainty, tuple(dict.fromkeys((*rules, *depends_on))), depends_on)


def _not_checked(sent: Record, call: Call) -> Iterable[Step]:
    """What the fields that the order ignores would have hit: the answer to "why did this make a twin?"."""
    for ignored in call.order.not_checked:
        name, value = ignored.api_name, sent.get(ignored.api_name)
        field = call.module.by_name.get(name)
        if field is None or is_blank(value):
            yield Step(name, value, "not_checked", rule=ignored.rule)
            continue
        found = call.records.find(name, call.matcher.key(field, value), MATCHES_SHOWN)
        yield Step(name, value, "not_checked", found.ids, found.count, ignored.rule)
