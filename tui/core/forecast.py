"""THE function: ``forecast`` says what an upsert would do, row by row, and why. Everything asks this one function.

A pipeline: effective order -> call errors -> the stages of each row (tui.core.stages) -> what each row depends on
(counterfactuals, one switch at a time) -> the reply to expect. Data goes in, one frozen value comes out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from tui.core.check_order import EffectiveOrder, effective_order
from tui.core.errors import ZohoError, invalid_check_field, invalid_module, limit_exceeded
from tui.core.expected_reply import expected_reply, expected_status
from tui.core.lint import call_notes, call_warnings
from tui.core.payload.request import ROWS_PER_CALL
from tui.core.progress import nobody
from tui.core.records import CachedRecords, RecordIndex, RelatedRecords
from tui.core.row_forecast import Counted, RowForecast
from tui.core.rules import Assumptions, Certainty
from tui.core.run import Run
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.metadata import Module
    from tui.core.notice import Notice
    from tui.core.payload.request import UpsertRequest
    from tui.core.prepared import PreparedRows
    from tui.core.progress import Watch
    from tui.core.row_forecast import Summary
    from tui.core.values import Json


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
        return Counted(self.rows).summary

    @property
    def response(self) -> dict[str, Json]:
        """The reply that we expect."""
        return expected_reply(self.rows, self.call_errors)

    @property
    def response_status(self) -> int:
        """The HTTP status that we expect."""
        return expected_status(Counted(self.rows).outcomes, self.call_errors)

    @property
    def outline(self) -> Outline:
        """What is left of it where the rows are not kept."""
        return Outline(replace(self, rows=()), Counted(self.rows))

    @property
    def complete(self) -> bool:
        """Whether it is computed of every row what it depends on."""
        return all(row.certainty is not Certainty.NOT_COMPUTED for row in self.rows)

    @property
    def all_warnings(self) -> tuple[Notice, ...]:
        """The warnings of the call and of every row."""
        return (*self.warnings, *(warning for row in self.rows for warning in row.warnings))


class Asked(Protocol):
    """What a forecast is asked for: all that the words about one row need beside it. A ``Forecast`` knows it too."""

    @property
    def module(self) -> Module:
        """The module."""
        ...

    @property
    def request(self) -> UpsertRequest:
        """The request."""
        ...

    @property
    def assumptions(self) -> Assumptions:
        """The settings in force."""
        ...


@dataclass(frozen=True, slots=True)
class Outline:
    """A forecast whose rows were handed on as they were made: all of it but the rows, and what they come to."""

    forecast: Forecast
    counted: Counted

    @property
    def summary(self) -> Summary:
        """The counts, and what the rows cost (rule write.cost)."""
        return self.counted.summary

    @property
    def response_status(self) -> int:
        """The HTTP status that we expect."""
        return expected_status(self.counted.outcomes, self.forecast.call_errors)


def forecast(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions | None = None,
    *,
    split: bool = False,
    counterfactuals: bool = True,
    related: RelatedRecords | None = None,
    kept: PreparedRows | None = None,
) -> Forecast:
    """What this request would do to these records of this module.

    split: cut a payload of more than 100 rows into calls of 100, each seeing what those before it wrote.
    counterfactuals: also find what each row depends on; without, ``depends_on`` is empty and the certainty of a row is
    not computed yet (more than twice as fast).
    related: what is known of the records of other modules, for notes on lookups; without it there are none.
    kept: given again with each of several forecasts, it spares them what they have in common. It changes none of them.
    """
    if not counterfactuals:
        return next(forecast_on_its_way(request, module, records, assumptions, split=split, related=related, kept=kept))
    if request.if_unmodified_since is not None:  # all rows are made before the first one can be handed on
        asked = partial(forecast_on_its_way, request, module, records, assumptions)
        *_, whole = asked(split=split, related=related, kept=kept)
        return whole
    rows: list[RowForecast] = []
    outline = forecast_row_by_row(
        request, module, records, assumptions, split=split, related=related, kept=kept, put=rows.append
    )
    return replace(outline.forecast, rows=tuple(rows))


def forecast_row_by_row(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions | None = None,
    *,
    split: bool = False,
    related: RelatedRecords | None = None,
    kept: PreparedRows | None = None,
    put: Callable[[RowForecast], object],
) -> Outline:
    """The forecast of ``forecast``, whose rows are handed to ``put`` as they are made, in order, and not kept: only
    what they write is, for the rows behind them. With If-Unmodified-Since any row may refuse the whole call: then all
    are gone over before the first one is made."""
    assumptions = assumptions or Assumptions()
    cached = CachedRecords(records, _REMEMBERED)
    whole, run = _begun(request, module, cached, assumptions, split=split, related=related, watch=nobody, kept=kept)
    counted = Counted()

    def hand_on(row: RowForecast) -> None:
        counted.add(row)
        put(row)

    if run is None:
        return Outline(whole, counted)
    if request.if_unmodified_since is None:
        for row in run.rows_at_once():
            hand_on(row)
        return Outline(run.ended(whole), counted)
    run.judge_ahead()
    whole = run.ended(whole)
    for row in () if whole.call_errors else run.rows_again():
        hand_on(row)
    return Outline(whole, counted)


_REMEMBERED: Final = 2_000  # equal: what is asked again is answered alike
"""Answers of the records that are remembered while rows come one by one: those that rows near each other ask for."""


def forecast_on_its_way(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions | None = None,
    *,
    split: bool = False,
    related: RelatedRecords | None = None,
    kept: PreparedRows | None = None,
    first: Callable[[], int] = lambda: 0,
    watch: Watch = nobody,
) -> Iterator[Forecast]:
    """The forecast of ``forecast``, as it is made: first what each row comes to, without what it depends on; then,
    where ``first`` names a number of rows that deserve it before the others, with that of so many from the first row
    on; last the whole, which is ``complete``. Nothing that was said of a row is taken back, and what is still to be
    computed says so.

    first: asked once, when all rows are forecast. watch: told now and then how far it is; what it raises ends it.
    """
    assumptions = assumptions or Assumptions()
    cached = CachedRecords(records)
    made, run = _begun(request, module, cached, assumptions, split=split, related=related, watch=watch, kept=kept)
    if run is None:
        yield made
        return
    run.judge()
    made = run.ended(made)
    if made.call_errors or not request.rows:
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
    records: CachedRecords,
    assumptions: Assumptions,
    *,
    split: bool,
    related: RelatedRecords | None,
    watch: Watch,
    kept: PreparedRows | None,
) -> tuple[Forecast, Run | None]:
    """What is known of the call before its rows are judged, and their run; None where the call is refused by then."""
    order = effective_order(module, request.duplicate_check_fields, assumptions)
    errors = _call_errors(request, module, order, split=split)
    warnings, notes = tuple(call_warnings(request, module)), tuple(call_notes(request, order))
    begun = Forecast(module, request, assumptions, order, (), errors, warnings, notes)
    if errors:
        return begun, None
    return begun, Run(begun, records, related, watch, kept)


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
