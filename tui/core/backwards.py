"""The question backwards: what would have to be different for a row to do what is wanted?

Orders, settings of what nobody documents, and small changes of the row are tried, each by a forecast of the whole call;
what is listed did it, and says which other rows change with it. Nothing here knows a rule.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from tui.core.forecast import Forecast, forecast
from tui.core.matrix import Cell, Matrix, matrix
from tui.core.outcome import RowOutcome
from tui.core.records import CachedRecords
from tui.core.row_edits import Edit, Ideas, edited
from tui.core.rules import SWITCHES, Assumptions
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest
    from tui.core.records import RecordIndex
    from tui.core.row_forecast import RowForecast

    Watch = Callable[[str, int, int], object]

MOST_TRIES: Final = 60
"""How many changes of the row are forecast."""

MOST_EDITS: Final = 3
"""How many keys of the row are changed together."""

_MOST_ORDERS: Final = 4  # orders that are listed
_CHANGED: Final = (RowOutcome.UPDATE, RowOutcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row should do: insert, update one record (``record_id``), update another than now, or not be refused."""

    kind: Literal["insert", "update", "update_other", "not_refused"]
    record_id: str | None = None

    def granted(self, row: RowForecast | Cell, target_now: str | None) -> bool:
        """Whether a row does it. target_now: the record that it updates before anything is changed. An outcome that is
        not known grants nothing."""
        match self.kind:
            case "insert":
                return row.outcome is RowOutcome.INSERT
            case "update":
                return row.outcome in _CHANGED and row.target_id == self.record_id
            case "update_other":
                return row.outcome in _CHANGED and row.target_id != target_now
            case "not_refused":
                return row.outcome not in (RowOutcome.ERROR, RowOutcome.NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to grant a wish, which was tried: ``request`` and ``assumptions`` carry it out.

    ``kind`` says what is changed: the list (to ``request.duplicate_check_fields``), the row (by ``edits``), or the
    ``setting`` of a rule. ``row``: what the row does then. ``others``: the other rows (0-based) whose outcome or target
    changes with it. ``size``: how many fields move, keys change or settings differ.
    """

    kind: Literal["order", "row", "assumption"]
    request: UpsertRequest
    assumptions: Assumptions
    row: RowForecast
    others: tuple[int, ...]
    size: int
    edits: tuple[Edit, ...] = ()
    setting: tuple[str, str] | None = None

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """The smallest change first; what only Zoho decides comes last."""
        return self.kind == "assumption", self.size, len(self.others), self.kind


@dataclass(frozen=True, slots=True)
class Answer:
    """What grants a wish for a row, the smallest change first. ``already``: the row does it as it is.

    ``matrix``: the row under every order, to say why none of them does it. ``now``: the row as it is (None where the
    whole call is refused). ``tries``: how many changes of the row were forecast.
    """

    wish: Wish
    index: int
    already: bool
    now: RowForecast | None
    ways: tuple[Way, ...]
    matrix: Matrix
    tries: int


def backwards(
    request: UpsertRequest,
    module: Module,
    records: RecordIndex,
    assumptions: Assumptions | None,
    index: int,
    wish: Wish,
    *,
    split: bool = False,
    watch: Watch = lambda what, done, total: None,
) -> Answer:
    """What would make a row (0-based) do what is wished. split: as in ``forecast``. watch: told what is tried (orders,
    or changes of the row), how many were, and how many there are at most; what it raises ends the work."""
    search = _Search(request, module, records, assumptions or Assumptions(), index, wish, split=split, watch=watch)
    whole = matrix(
        request,
        module,
        search.records,
        search.assumptions,
        split=split,
        watch=lambda done, total, _: watch("orders", done, total),
    )
    if search.grants(search.base):
        return Answer(wish, index, True, search.now, (), whole, 0)
    ways = [*search.orders(whole), *search.settings(), *search.row_changes()]
    return Answer(wish, index, False, search.now, tuple(sorted(ways, key=lambda way: way.rank)), whole, search.tries)


class _Search:
    def __init__(
        self,
        request: UpsertRequest,
        module: Module,
        records: RecordIndex,
        assumptions: Assumptions,
        index: int,
        wish: Wish,
        *,
        split: bool,
        watch: Watch,
    ) -> None:
        self.request, self.module, self.assumptions = request, module, assumptions
        self.records = CachedRecords(records)
        self.index, self.wish, self._split, self._watch = index, wish, split, watch
        self.base = forecast(request, module, self.records, assumptions, split=split)
        self.now = self.base.rows[index] if self.base.rows else None
        self.target_now = self.now.target_id if self.now and self.now.outcome in _CHANGED else None
        self.tries = 0

    def _forecast(self, request: UpsertRequest, assumptions: Assumptions) -> Forecast:
        return forecast(
            request,
            self.module,
            self.records,
            assumptions,
            split=self._split,
            counterfactuals=False,  # equal: what a way depends on is not told
        )

    def grants(self, made: Forecast) -> bool:
        """Whether the row does in a forecast what is wished."""
        return bool(made.rows) and self.wish.granted(made.rows[self.index], self.target_now)

    def _others(self, rows: Sequence[RowForecast | Cell]) -> tuple[int, ...]:
        return tuple(
            was.index
            for was, row in zip(self.base.rows, rows, strict=False)
            if was.index != self.index and (was.outcome, was.target_id) != (row.outcome, row.target_id)
        )

    def orders(self, whole: Matrix) -> Iterator[Way]:
        """One order of each column of the matrix that does it: the nearest; of these the best few."""
        now = self.base.order.names
        best: list[tuple[int, int, int]] = []
        for column in whole.columns:
            place = min(column, key=lambda each: (distance(now, whole.orders[each].names), each))
            order = whole.orders[place]
            if order.cells and self.wish.granted(order.cells[self.index], self.target_now):
                best.append((distance(now, order.names), len(self._others(order.cells)), place))
        for size, _, place in sorted(best)[:_MOST_ORDERS]:
            request = self.request.checking(whole.orders[place].duplicate_check_fields)
            rows = self._forecast(request, self.assumptions).rows
            yield Way("order", request, self.assumptions, rows[self.index], self._others(rows), size)

    def settings(self) -> Iterator[Way]:
        """Every other setting of one rule that does it. Only what the row depends on can, unless it is not known."""
        rules: Collection[str] = SWITCHES
        if self.now is not None and self.now.outcome is not RowOutcome.NOT_KNOWN:
            rules = self.now.depends_on
        for rule, other in self.assumptions.others(rules):
            made = self._forecast(self.request, other)
            if self.grants(made):
                yield Way(
                    "assumption",
                    self.request,
                    other,
                    made.rows[self.index],
                    self._others(made.rows),
                    1,
                    setting=(rule, other[rule]),
                )

    def row_changes(self) -> Iterator[Way]:
        """The smallest sets of edits that do it, by as many tries as are allowed: one edit after the other, each chosen
        by what the forecast with those before it says."""
        if self.now is None:
            return
        sent = self.request.rows[self.index]
        record_id, inserts = self.wish.record_id, self.wish.kind == "insert"
        ideas = Ideas(self.module, self.records, self.request.rows, record_id=record_id, inserts=inserts)
        granted: list[frozenset[Edit]] = []
        in_vain: set[frozenset[Edit]] = set()
        level: list[tuple[tuple[Edit, ...], RowForecast]] = [((), self.now)]
        for _ in range(MOST_EDITS):
            following = []
            for edits, found in level:
                for edit in ideas.of(edited(sent, edits), found):
                    some = _with(edits, edit)
                    fresh = frozenset(some)
                    if fresh in in_vain or any(done <= fresh for done in granted):
                        continue
                    if self.tries >= MOST_TRIES:
                        return
                    made = self._with_row(edited(sent, some))
                    if self.grants(made):
                        granted.append(fresh)
                        yield Way(
                            "row",
                            made.request,
                            self.assumptions,
                            made.rows[self.index],
                            self._others(made.rows),
                            len(some),
                            some,
                        )
                        continue
                    in_vain.add(fresh)
                    if made.rows:
                        following.append((some, made.rows[self.index]))
            level = following

    def _with_row(self, row: dict[str, object]) -> Forecast:
        self.tries += 1
        self._watch("changes of the row", self.tries, MOST_TRIES)
        rows = (*self.request.rows[: self.index], row, *self.request.rows[self.index + 1 :])
        return self._forecast(replace(self.request, rows=rows), self.assumptions)


def _with(edits: tuple[Edit, ...], edit: Edit) -> tuple[Edit, ...]:
    """The edits with one more; what they did to the same key before is left out."""
    return (*(each for each in edits if each.api_name != edit.api_name), edit)


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """How many fields have to be moved, dropped or brought in to make one order the other."""
    places = {name: place for place, name in enumerate(other)}
    common = [places[name] for name in one if name in places]
    longest: list[int] = []  # of each place, the longest run of fields that keep their sequence and end in it
    for end, place in enumerate(common):
        before = (longest[k] for k in range(end) if common[k] < place)  # equal: no field stands twice
        longest.append(1 + max(before, default=0))
    return len(one) + len(other) - len(common) - max(longest, default=0)
