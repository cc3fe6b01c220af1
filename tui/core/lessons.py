"""A lesson: a payload, a question about one of its rows, and a task; which answer is right a forecast says.

Nothing in a lesson states what the engine decides: a choice and a task say what a row would have to do, and are held
against a forecast. Where lessons come from is not known here.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Final, Literal

from tui.core.outcome import RowOutcome
from tui.core.payload.json_text import parse_json
from tui.core.payload.request import UpsertRequest, request_of
from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.forecast import Forecast
    from tui.core.metadata import Module
    from tui.core.rules import Assumptions
    from tui.core.values import Json

Changeable = Literal["list", "rows", "assumptions"]
"""What a task lets the person change."""


@dataclass(frozen=True, slots=True)
class WantedRow:
    """What a row (0-based) has to do. What is None may be anything; a row that changes nothing is an update, too, as it
    is in Zoho's reply.

    ``duplicate_field``: the deciding field. ``changes``: field -> the kind of its change, or ``none`` for a field that
    the row leaves alone. ``items``: field -> how many entries its list has afterwards.
    """

    index: int
    outcome: RowOutcome | None = None
    target_id: str | None = None
    duplicate_field: str | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, int] = field(default_factory=dict)

    def met(self, made: Forecast) -> bool:
        """Whether the row does that in a forecast. A call that is refused meets nothing."""
        if self.index >= len(made.rows):
            return False
        row = made.rows[self.index]
        kinds = {change.api_name: change.kind for change in row.changes}
        after = {change.api_name: change.after for change in row.changes}
        return (
            self.outcome in (None, row.outcome, *_ALSO.get(row.outcome, ()))
            and self.target_id in (None, row.target_id)
            and self.duplicate_field in (None, row.duplicate_field)
            and all(_kind(kinds.get(name)) == kind for name, kind in self.changes.items())
            and all(_count(after.get(name)) == count for name, count in self.items.items())
        )


_ALSO: Final = {RowOutcome.UNCHANGED: (RowOutcome.UPDATE,)}


def _kind(kind: str | None) -> str:
    return "none" if kind in (None, "same") else str(kind)


def _count(value: Json) -> int:
    return len(value) if isinstance(value, list) else 0


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to the question: its words, and what the row does if it is right (None: it never is)."""

    text: str
    does: WantedRow | None


@dataclass(frozen=True, slots=True)
class RowEdit:
    """What a solution changes of a row (0-based)."""

    index: int
    drop: tuple[str, ...] = ()
    set: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solution:
    """One way to solve a task. ``check_fields`` counts only where ``changes_list`` (None: leave the key out)."""

    changes_list: bool = False
    check_fields: tuple[str, ...] | None = None
    rows: tuple[RowEdit, ...] = ()
    assume: tuple[str, ...] = ()

    def request(self, request: UpsertRequest) -> UpsertRequest:
        """The payload after the change."""
        rows = [dict(row) for row in request.rows]
        for edit in self.rows:
            for name in edit.drop:
                rows[edit.index].pop(name, None)
            rows[edit.index].update(edit.set)
        made = replace(request, rows=tuple(rows))
        return made.checking(self.check_fields) if self.changes_list else made

    def assumptions(self, assumptions: Assumptions) -> Assumptions:
        """The assumptions after the change. Raises AssumptionError."""
        for pair in self.assume:
            rule, _, value = pair.partition("=")
            assumptions = assumptions.having(rule, value)
        return assumptions


@dataclass(frozen=True, slots=True)
class Task:
    """Something to bring about by changing only what ``change`` names. Either there is a ``solution``, or the task is
    ``impossible``, and that says why."""

    text: str
    change: frozenset[Changeable]
    wanted: tuple[WantedRow, ...]
    solution: Solution | None = None
    impossible: str | None = None

    def solved(self, made: Forecast, began: Forecast) -> bool:
        """Whether a forecast does what is wanted, and nothing was changed that was to stay. began: the forecast of the
        lesson as it was opened."""
        return self.met(made) and self.allows(made, began)

    def met(self, made: Forecast) -> bool:
        """Whether a forecast does what is wanted, however it came to that."""
        return all(wanted.met(made) for wanted in self.wanted)

    def allows(self, made: Forecast, began: Forecast) -> bool:
        """Whether only that was changed since the lesson was opened which the task lets one change. Rows may be edited,
        but none may come or go, and the module is never part of a task."""
        same_rows = made.module.api_name == began.module.api_name and len(made.rows) == len(began.rows)
        return same_rows and changed_since(made, began) <= self.change


def changed_since(made: Forecast, began: Forecast) -> frozenset[Changeable]:
    """What was changed since a lesson was opened, of that which tasks are about."""
    changed: set[Changeable] = set()
    if made.request.duplicate_check_fields != began.request.duplicate_check_fields:
        changed.add("list")
    if made.request.rows != began.request.rows:
        changed.add("rows")
    if made.assumptions.settings != began.assumptions.settings:
        changed.add("assumptions")
    return frozenset(changed)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. ``name`` is that of its folder (03-the-field-you-did-not-list), ``number`` its place, from 1.

    ``text`` is the payload; ``assume``: settings that the lesson opens with. ``row``: the row (0-based) that the
    question is about. ``outcomes``: what rows do as the lesson opens. ``tour``: whether it belongs to the short tour.
    """

    number: int
    name: str
    title: str
    module: str
    text: str
    rules: tuple[str, ...]
    situation: str
    question: str
    row: int
    choices: tuple[Choice, ...]
    hints: tuple[str, ...]
    after: str
    outcomes: tuple[WantedRow, ...]
    task: Task
    assume: tuple[str, ...] = ()
    tour: bool = False

    def request(self, module: Module) -> UpsertRequest:
        """The payload as the lesson opens. Raises JsonTextError and PayloadError."""
        return request_of(parse_json(self.text), module, self.text)

    def right(self, made: Forecast) -> tuple[int, ...]:
        """The places of the choices that a forecast bears out; of a sound lesson that is one."""
        return tuple(
            place for place, choice in enumerate(self.choices) if choice.does is not None and choice.does.met(made)
        )
