"""Rows that one forecast keeps for the next: whatever was changed in between, the next one comes out as if nothing had
been kept."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.helpers import EMAIL, LEADS, MemoryIndex, body, module, record, row
from tests.core.helpers import field as field_of
from tests.core.helpers import settings as settings_of
from tests.core.test_properties import ANY_ASSUMPTIONS, ANY_CALL, ANY_CHECK, EVERYTHING, NAMES
from tests.drawn import some_of
from tui.core.forecast import forecast
from tui.core.prepared import PreparedRows
from tui.core.rules import Assumptions
from tui.core.values import is_same_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.core.metadata import Module
    from tui.core.values import Json

    Step = Callable[["Call"], object]

EQUAL: Final[tuple[tuple[Any, ...], ...]] = (
    (1, True, 1.0),
    (0, 0.0, False, -0.0),
    ([1], [True]),
    ([0.0, "x"], [-0.0, "x"]),
    ({"id": 1}, {"id": True}),
    ({"id": "1", "name": "1"}, {"name": "1", "id": "1"}),
)
"""What Python takes for equal, and what is not written the same."""

OTHERS: Final[tuple[Any, ...]] = (
    None,
    "",
    "1",
    [],
    ["1"],
    {},
    {"id": "1"},
    "$X",
    "a $X",
    "2026-02-30",
    "a@x.test",
    "a",
)

CHOICES: Final = [{"actual_value": "Open"}]
OTHERWISE: Final = replace(EVERYTHING, fields=EVERYTHING.fields[::-1])
MODULES: Final = (EVERYTHING, OTHERWISE, replace(EVERYTHING, fields=EVERYTHING.fields[3:]), LEADS)


@dataclass
class Call:
    """What a forecast is asked for."""

    rows: list[dict[str, Any]]
    of: Module = EVERYTHING
    check: list[str] | None = None
    variables: frozenset[str] = frozenset()
    index: MemoryIndex = field(default_factory=lambda: MemoryIndex([]))
    assumptions: Assumptions = field(default_factory=Assumptions)

    def told(self, kept: PreparedRows | None) -> str:
        """The forecast of it in full, with the types of values and the order of keys."""
        request = replace(body(*self.rows, check=self.check), shell_variables=self.variables)
        made = forecast(request, self.of, self.index, self.assumptions, kept=kept)
        return repr((made.rows, made.call_errors, made.warnings, made.notes))


def one_value(name: str, value: Json) -> Step:
    def step(call: Call) -> None:
        call.rows[-1] = call.rows[-1] | {name: value}

    return step


def equal(value: Json, turn: int) -> Json:
    """Another value that Python takes for the same, if there is one."""
    for alike in EQUAL:
        place = next((place for place, each in enumerate(alike) if repr(each) == repr(value)), None)
        if place is not None:
            return alike[(place + turn) % len(alike)]
    return value


def equals(turn: int) -> Step:
    def step(call: Call) -> None:
        call.rows = [{name: equal(value, turn) for name, value in each.items()} for each in call.rows]

    return step


def keys_turned_round(call: Call) -> None:
    call.rows = [dict(reversed(each.items())) for each in call.rows]


def written_anew(call: Call) -> None:
    call.rows = [dict(each) for each in call.rows]


def put(name: str) -> Callable[[Any], Step]:
    return lambda value: lambda call: setattr(call, name, value)


VALUES: Final = (*(each for alike in EQUAL for each in alike), *OTHERS)
ROW: Final = some_of(dict.fromkeys([*NAMES, "id", "Layout", "no such"], VALUES), 5)
STEPS: Final[st.SearchStrategy[Any]] = st.one_of(
    st.sampled_from([equals(1), equals(2), keys_turned_round, written_anew]),
    st.builds(one_value, st.sampled_from(NAMES), st.sampled_from(VALUES)),
    ROW.map(lambda new: lambda call: call.rows.insert(0, new)),
    st.just(lambda call: call.rows.append(call.rows.pop(0))),
    st.sampled_from(MODULES).map(put("of")),
    ANY_CHECK.map(put("check")),
    st.sampled_from([frozenset({"$X"}), frozenset()]).map(put("variables")),
    ANY_CALL.map(lambda call: MemoryIndex(call[1])).map(put("index")),
    ANY_ASSUMPTIONS.map(put("assumptions")),
)


@settings.get_profile("engine")
@given(st.lists(ROW, min_size=1, max_size=3), st.lists(STEPS, min_size=1, max_size=6))
def test_a_forecast_that_is_given_the_rows_of_others_is_the_one_without(
    rows: list[dict[str, Any]], steps: list[Any]
) -> None:
    call, kept = Call(rows), PreparedRows()
    call.told(kept)
    for step in steps:
        step(call)
        assert call.told(kept) == call.told(None)


def test_what_a_row_writes_is_of_the_record_and_the_settings_that_it_meets() -> None:
    of = module(EMAIL, field_of("Lines", "subform"), field_of("Stage", "picklist", pick_list_values=CHOICES))
    held = record(1, Email="a@x.test", Lines=[{"id": "7", "Code": "a"}])
    call = Call([{"Email": "a@x.test", "Lines": [{"Code": "a"}], "Stage": "Odd"}], of)
    replaces, refused = ("write.subform_rows=replace", "write.subform_rows=append"), "valid.picklist=dropped"
    kept, told = PreparedRows(), set()
    for stored in ([held], [held | {"Lines": []}], [held | {"Stage": "Odd"}], [record(1, Email="b@x.test")], [held]):
        for assume in ((), *((each,) for each in (*replaces, refused)), (*replaces[:1], refused)):
            for absent in (False, True):
                call.index, call.assumptions = MemoryIndex(stored, absent_fields=absent), settings_of(assume)
                assert call.told(kept) == call.told(None)
                told.add(call.told(kept))
    assert len(told) > 10


def test_values_are_the_same_only_if_they_are_written_the_same() -> None:
    for one in VALUES:
        for other in copy.deepcopy(VALUES):
            same = repr(one) == repr(other)
            assert [is_same_json(one, other), is_same_json({"x": [one]}, {"x": [other]})] == [same, same]


def test_of_rows_that_are_the_same_none_is_prepared_anew_of_others_each_is() -> None:
    kept = PreparedRows()
    first = list(kept.of(body(row(Email="a"), row(Email="b"), row()), LEADS))
    again = list(kept.of(body(row(Email="a"), row(Email="c"), row(), row()), LEADS))
    assert [one is other for one, other in zip(first, again, strict=False)] == [True, False, True]
    assert not {id(each) for each in again} & {id(each) for each in kept.of(body(row(Email="a")), EVERYTHING)}
    of_variable = replace(body(row(Email="a")), shell_variables=frozenset({"$A"}))
    same = body(row(Email="a"))
    assert [next(kept.of(each, LEADS)) is next(kept.of(same, LEADS)) for each in (same, of_variable)] == [True, False]
