"""A draft read and forecast: everything that is computed from what the person has open, in one pure step.

``read`` can run in a thread: it changes nothing but the caches of the data set, which are locked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.core.forecast import Forecast, forecast, forecast_on_its_way
from tui.core.metadata import Module
from tui.core.payload import foreign
from tui.core.payload.body_text import with_check_fields
from tui.core.payload.intake import Intake
from tui.core.payload.json_text import parse_json
from tui.core.payload.module_choice import better_module, payload_keys
from tui.core.payload.request import CHECK_FIELDS, PayloadError, UpsertRequest
from tui.core.progress import nobody
from tui.core.rules import Certainty
from tui.core.trace import while_read
from tui.core.tried_unique import trying
from tui.core.unreadable import Unreadable
from tui.core.views.problems import Problems
from tui.dataclass import dataclass
from tui.dataset.files import DataSetError
from tui.dataset.index import SqliteRecords
from tui.dataset.loading import watched
from tui.session.asking import AtOnce, RelatedAtOnce, RelatedWatched, Watched
from tui.session.in_force import in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.core.payload.intake import EmptyCells
    from tui.core.payload.module_choice import BetterModule
    from tui.core.prepared import PreparedRows
    from tui.core.progress import Watch
    from tui.core.records import RecordIndex, RelatedRecords
    from tui.core.rules import Assumptions
    from tui.dataset.folder import DataSet
    from tui.dataset.loading import Progress as Loading


@dataclass(frozen=True, slots=True)
class Draft:
    """What undo and redo go over. ``text`` is the payload as the editor shows it; the check fields stand in it.

    ``source``: what the text was read from, where that was no JSON body; of CSV only until the text is edited.
    ``empty``: what empty cells mean. ``module_is_chosen``: the text or the person named the module, so no other is
    offered. ``tried``: modules and fields of which the opposite of what the org says is tried: that they are unique, or
    that they are not (tui.core.tried_unique).
    """

    text: str
    module: str
    assumptions: Assumptions
    split: bool = True
    source: Intake | None = None
    empty: EmptyCells = "absent"
    module_is_chosen: bool = False
    tried: frozenset[tuple[str, str]] = frozenset()

    def edited(self, text: str) -> Draft:
        """The draft with the text that the person wrote. What a call said around its body still holds; CSV is no longer
        bound to it."""
        keeps = self.source is not None and self.source.kind != "csv"
        return replace(self, text=text, source=self.source if keeps else None)

    def tried_in(self, module: Module) -> Module:
        """The module with the unique fields that are tried."""
        return trying(module, (field for of, field in self.tried if of == module.api_name))

    def in_force(self, data_set: DataSet) -> Draft:
        """The draft with the settings that are in force against a data set: what the person picked is kept."""
        version = self.source.api_version if self.source else None
        return replace(self, assumptions=in_force(self.assumptions, data_set, self.module, version))

    def for_module(self, module: Module) -> Draft:
        """The draft for another module. What was read from CSV is read anew, since the labels of its header and its
        cells mean something else there; the check fields stay. Where that cannot be read, the text stays as it is."""
        moved = replace(self, module=module.api_name)
        if self.source is None or self.source.kind != "csv":
            return moved
        try:
            value = parse_json(self.text)
            names = value.get(CHECK_FIELDS) if isinstance(value, dict) else None
            text = self.source.bound_to(module, self.empty)
            return replace(moved, text=text if names is None else with_check_fields(text, names))
        except Unreadable:
            return moved


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no forecast: one sentence, and the line and column (from 1) of the text where there is one place.
    ``of_data_set``: the module's metadata or records cannot be read, not the payload."""

    reason: str
    line: int | None = None
    column: int | None = None
    of_data_set: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft comes to. Either ``problem`` is None, or ``request`` and ``forecast`` are.

    ``problems``: what is wrong with it, at its place in the text. ``better``: a module to offer, since it knows more of
    the keys. ``oddities``: what loading the
    module's records found, in sentences. ``partial``: whether only some of the module's records are here. ``records``:
    what was forecast against. ``still_read``: the records of the module are many and still to be read, so that whatever
    needs them is not known.
    """

    draft: Draft
    data_set: DataSet
    module: Module
    request: UpsertRequest | None = None
    forecast: Forecast | None = None
    problem: Problem | None = None
    problems: Problems | None = None
    better: BetterModule | None = None
    record_count: int = 0
    oddities: tuple[str, ...] = ()
    partial: bool = False
    records: RecordIndex | None = None
    still_read: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing more is to come: the records are read, and also what each row depends on is computed, or
        there is no forecast."""
        return not self.still_read and (self.forecast is None or self.forecast.complete)

    @property
    def row_lines(self) -> tuple[range, ...]:
        """For each row, the lines of the text (from 0) in which it stands."""
        return self.problems.row_lines if self.problems else ()


def read(
    draft: Draft,
    data_set: DataSet,
    *,
    counterfactuals: bool = True,
    at_once: bool = False,
    kept: PreparedRows | None = None,
) -> Reading:
    """Read a draft against a data set and forecast it. What cannot be read is a ``problem``, never an exception.

    at_once: raise NotAtOnce where a look-up in many records takes longer than a moment. kept: as forecast has it.
    """
    return next(readings(draft, data_set, at_once=at_once, whole_only=counterfactuals, kept=kept))


def readings(
    draft: Draft,
    data_set: DataSet,
    *,
    first: Callable[[], int] = lambda: 0,
    watch: Watch = nobody,
    watch_records: Callable[[Loading], object] | None = None,
    at_once: bool = False,
    whole_only: bool = False,
    kept: PreparedRows | None = None,
) -> Iterator[Reading]:
    """The same as it is made, the last one ``complete``; first and watch: as forecast_on_its_way has them, kept: as
    forecast has it. whole_only: nothing comes before the whole.

    watch_records: told how far reading the records of the module is, where that takes more than a moment; what it
    raises ends it. Then a forecast of what needs no records comes first.
    """
    try:
        if watch_records is not None and not data_set.is_at_hand(draft.module):
            yield _meanwhile(draft, data_set)
            with watched(watch_records):
                data_set.records(draft.module)
        module = draft.tried_in(data_set.module(draft.module))
        records = data_set.records(module.api_name)
        oddities = data_set.report(module.api_name).lines()
        partial = data_set.is_partial(module.api_name)
    except (DataSetError, OSError) as error:
        yield Reading(
            draft, data_set, Module(draft.module, label=draft.module), problem=Problem(str(error), of_data_set=True)
        )
        return
    loaded = Reading(
        draft, data_set, module, record_count=len(records), oddities=oddities, partial=partial, records=records
    )
    asked = AtOnce(records) if at_once else Watched(records, watch)
    related = RelatedAtOnce(data_set) if at_once else RelatedWatched(data_set, watch_records)
    yield from _forecasts(loaded, asked, related, first, watch, whole_only=whole_only, kept=kept)


def _meanwhile(draft: Draft, data_set: DataSet) -> Reading:
    """What a draft comes to while the records of its module are still read."""
    module, records = draft.tried_in(data_set.module(draft.module)), SqliteRecords.not_read_yet()
    loaded = Reading(draft, data_set, module, partial=True, records=records, still_read=True)
    found = next(_forecasts(loaded, records, None, lambda: 0, nobody))
    made = found.forecast
    if made is None:
        return found
    rows = tuple(
        replace(row, trace=tuple(map(while_read, row.trace)), certainty=Certainty.NOT_COMPUTED) for row in made.rows
    )
    return replace(found, forecast=replace(made, rows=rows))


def _forecasts(
    loaded: Reading,
    records: RecordIndex,
    related: RelatedRecords | None,
    first: Callable[[], int],
    watch: Watch,
    *,
    whole_only: bool = False,
    kept: PreparedRows | None = None,
) -> Iterator[Reading]:
    """The draft of a reading read as a payload, and forecast."""
    draft, data_set, module = loaded.draft, loaded.data_set, loaded.module
    try:
        is_shell = draft.source is not None and draft.source.is_shell
        request = _as_it_came(Intake("json", draft.text).request(module, is_shell=is_shell), draft.source)
    except PayloadError as error:
        bracketed = draft.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")  # then it is JSON with a mistake in it
        looks_like = None if bracketed else foreign.looks_like(draft.text)
        problem = Problem(error.reason, error.line, error.column) if looks_like is None else Problem(looks_like, 1, 1)
        yield replace(loaded, problem=problem)
        return
    asked = (request, module, records, draft.in_force(data_set).assumptions)
    split = draft.split
    if whole_only:
        on_its_way = iter([forecast(*asked, split=split, related=related, kept=kept)])
    else:
        on_its_way = forecast_on_its_way(*asked, split=split, related=related, first=first, watch=watch, kept=kept)
    problems, better = None, None if draft.module_is_chosen else _better_module(request, module, data_set)
    for made in on_its_way:
        problems = Problems(draft.text, made, loaded.records or records) if problems is None else problems.of(made)
        yield replace(loaded, request=request, forecast=made, problems=problems, better=better)


def _better_module(request: UpsertRequest, module: Module, data_set: DataSet) -> BetterModule | None:
    """The module of the data set that knows more of the keys than the one that is open."""
    keys = payload_keys(request.rows)

    def known(name: str) -> tuple[int, int]:
        try:
            other = data_set.module(name)
        except DataSetError:
            return 0, len(keys)
        return sum(key in other.by_name for key in keys) if other.upsertable else 0, len(keys)

    return better_module(module.api_name, data_set.modules(), known)


def _as_it_came(request: UpsertRequest, source: Intake | None) -> UpsertRequest:
    """A request with what its source said around the body."""
    return request if source is None else source.told_of(request)
