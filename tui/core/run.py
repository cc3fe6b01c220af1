"""The rows of one forecast on their way: judged, described, and asked what they depend on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.core.data_limits import AbsentFields, data_warnings
from tui.core.dependencies import OPEN_VARIABLE, Dependencies, deciding_rules
from tui.core.open_rows import OpenRows
from tui.core.outcome import RowOutcome
from tui.core.prepared import prepared
from tui.core.progress import watched
from tui.core.row_forecast import RowForecast
from tui.core.row_lint import row_notes, row_warnings
from tui.core.rules import SWITCHES, Certainty, Settings
from tui.core.stages import Call
from tui.core.trace import MATCHES_SHOWN, Step
from tui.core.unmodified import header_warnings, met_by, modified_since
from tui.core.values import is_blank
from tui.core.working_records import WorkingRecords
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tui.core.forecast import Forecast
    from tui.core.prepared import PreparedRow, PreparedRows
    from tui.core.progress import Watch
    from tui.core.records import CachedRecords, RelatedRecords
    from tui.core.stages import Judgement
    from tui.core.values import Record
    from tui.core.working_records import Read


class Run:
    """The rows of a request on their way: each is judged once, and described with the records as it saw them."""

    def __init__(
        self,
        begun: Forecast,
        records: CachedRecords,
        related: RelatedRecords | None,
        watch: Watch,
        kept: PreparedRows | None,
    ) -> None:
        """begun: the forecast so far, without rows; kept: the rows of another forecast, as far as they are the same."""
        self._prepared = prepared if kept is None else kept.of
        self._begun, self._records, self._related, self._watch = begun, records, related, watch
        self._call = self._new_call()
        self._open, self._absent = OpenRows(self._call), AbsentFields(begun.module)
        self._kept: list[_Kept] = []
        self._later: _Later | None = None
        self._met: dict[str, None] = {}  # where the header asks for them
        self._ahead: list[tuple[str, ...]] = []
        self._resting: dict[tuple[tuple[str, ...], tuple[str, ...]], _Rests] = {}  # few are different
        self._told = watched(watch, "dependences", len(begun.request.rows))

    def _new_call(self) -> Call:
        module, settings = self._begun.module, Settings(self._begun.assumptions)
        leads, long_integers = module.api_name == "Leads", module.long_integers
        records = WorkingRecords(self._records, settings, leads=leads, long_integers=long_integers)
        return Call(module, self._begun.order, records, settings)

    def rows_at_once(self) -> Iterator[RowForecast]:
        """Each row with what it depends on. It is let go of before the next one is judged."""
        dependencies = Dependencies(self._begun.request, self._call, self._records)
        for row, judgement in self._judged():
            depends_on = dependencies.of(row, judgement, self._call.asked, self._call.records.read())
            yield self._describe(row, judgement, self._rests(row, judgement, depends_on))

    def judge_ahead(self) -> None:
        """Go over all rows for what they say of the call; of each is kept what it depends on, for ``rows_again``."""
        dependencies = Dependencies(self._begun.request, self._call, self._records)
        found, once = list[tuple[str, ...]](), dict[tuple[str, ...], tuple[str, ...]]()
        for row, judgement in self._judged():
            depends_on = dependencies.of(row, judgement, self._call.asked, self._call.records.read())
            found.append(once.setdefault(depends_on, depends_on))
            self._absent.add((*judgement.steps, *_not_checked(row.sent, self._call)), judgement.changes)
        finally_on = {depends_on: dependencies.with_refused(depends_on) for depends_on in once}
        self._ahead = [finally_on[depends_on] for depends_on in found]

    def rows_again(self) -> Iterator[RowForecast]:
        """Each row that was judged ahead. It is let go of before the next one is judged."""
        self._call = self._new_call()
        self._open = OpenRows(self._call)
        for (row, judgement), depends_on in zip(self._judged(), self._ahead, strict=True):
            yield self._describe(row, judgement, self._rests(row, judgement, depends_on))

    def judge(self) -> None:
        """Judge and describe all rows, and keep them for ``rows``."""
        for row, judgement in self._judged():
            asked, read = self._call.asked, self._call.records.read()
            self._kept.append(_Kept(row, judgement, asked, read, self._describe(row, judgement, _NOT_COMPUTED)))

    def ended(self, begun: Forecast) -> Forecast:
        """The forecast without rows, once all rows were judged: with what they say of the call."""
        warnings = (*begun.warnings, *data_warnings(begun.module, self._records, self._absent))
        if begun.request.if_unmodified_since is None:
            return replace(begun, warnings=warnings)
        modified = modified_since(begun.request, self._met, self._records)
        warnings = (*warnings, *header_warnings(begun.request, self._met, self._records))
        return replace(begun, warnings=warnings, call_errors=() if modified is None else (modified,))

    def rows(self, count: int) -> tuple[RowForecast, ...]:
        """The rows that were kept, the first so many with their certainty and what they depend on; with
        If-Unmodified-Since all or none."""
        depends: list[tuple[str, ...] | None] = [None] * len(self._kept)
        if count:
            depends[:count] = self._depends_on(count)
        return tuple(
            kept.described.resting_on(*self._rests(kept.row, kept.judgement, depends_on))
            for kept, depends_on in zip(self._kept, depends, strict=True)
        )

    def _depends_on(self, count: int) -> Iterable[tuple[str, ...]]:
        """Of the first so many rows; those that were asked before are not asked again."""
        if self._later is None:
            call = self._new_call()
            self._later = _Later(call, Dependencies(self._begun.request, call, self._records), [])
        call, dependencies, found = self._later
        for kept in self._told(self._kept[len(found) : count]):
            found.append(dependencies.of(kept.row, kept.judgement, kept.asked, kept.read))
            call.write(kept.row.index, kept.judgement)
        return map(dependencies.with_refused, found)

    def _judged(self) -> Iterator[tuple[PreparedRow, Judgement]]:
        """Each row with the records as it sees them, until the next one is asked for."""
        request, call = self._begun.request, self._call
        told = watched(self._watch, "rows", len(request.rows))
        for row in told(self._prepared(request, call.module)):
            judgement = call.judge(row)
            if request.if_unmodified_since is not None and (record_id := met_by(judgement)) is not None:
                self._met[record_id] = None
            yield row, judgement
            self._open.add(row, judgement)
            call.write(row.index, judgement)

    def _describe(self, row: PreparedRow, judgement: Judgement, rests: _Rests) -> RowForecast:
        """Everything about a row, seen with the records as they are for this row."""
        call, target, error = self._call, judgement.target, judgement.error
        described = RowForecast(
            index=row.index,
            outcome=judgement.outcome,
            duplicate_field=target.duplicate_field,
            target_id=target.target_id,
            certainty=rests.certainty,
            rules=rests.rules,
            depends_on=rests.depends_on,
            trace=(*judgement.steps, *_not_checked(row.sent, call)),
            before=judgement.before,
            changes=judgement.changes,
            errors=(error,) if error else (),
            found=judgement.errors,
            warnings=tuple(row_warnings(row, judgement, call)),
            notes=(*row_notes(row, judgement, call, self._related), *self._open.notes(judgement)),
        )
        self._absent.add(described.trace, described.changes)
        return described

    def _rests(self, row: PreparedRow, judgement: Judgement, depends_on: tuple[str, ...] | None) -> _Rests:
        """How sure a row is, and by which rules. depends_on: None where that is not computed yet."""
        if judgement.outcome is RowOutcome.NOT_KNOWN:
            return _Rests(Certainty.ASSUMED, (), ())
        rules = tuple(deciding_rules(judgement, row, self._call.module))
        if depends_on is None:
            return _Rests(Certainty.NOT_COMPUTED, tuple(dict.fromkeys(rules)), ())
        known = self._resting.get((rules, depends_on))
        if known is None:
            deciding = [rule for rule in rules if rule not in SWITCHES]
            weakest = self._call.settings.assumptions.weakest((*deciding, *depends_on))
            certainty = Certainty.ASSUMED if OPEN_VARIABLE in rules else weakest
            known = _Rests(certainty, tuple(dict.fromkeys((*rules, *depends_on))), depends_on)
            self._resting[rules, depends_on] = known
        return known


class _Rests(NamedTuple):
    """How sure a row is, all rules that it rests on, and those of them that it depends on."""

    certainty: Certainty
    rules: tuple[str, ...]
    depends_on: tuple[str, ...]


_NOT_COMPUTED: Final = _Rests(Certainty.NOT_COMPUTED, (), ())


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row that was judged, with the switches that it asked for, what it read of the records, and everything that is
    said of it but its certainty."""

    row: PreparedRow
    judgement: Judgement
    asked: frozenset[str]
    read: Read
    described: RowForecast


class _Later(NamedTuple):
    """The rows that were kept, gone through a second time: a call into which they are written anew, what each is asked
    for, and what those so far depend on."""

    call: Call
    dependencies: Dependencies
    found: list[tuple[str, ...]]


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
