"""Properties that hold for every call: on generated rows, records and modules."""

from __future__ import annotations

import copy
import json
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.helpers import CONTACTS, LEADS, MemoryIndex, body, errors_in, field, module, record
from tests.drawn import each_of, few_of, some_of
from tui.core.forecast import Forecast, forecast
from tui.core.rules import SWITCHES, Assumptions
from tui.core.views.forecast_json import forecast_json

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.row_forecast import RowForecast

# --- calls whose rows have nothing to do with each other -------------------------------------------------------------

CHECKED = ("Email", "Phone", "Mobile")
ROWS = 4


def value(name: str, number: int) -> str:
    """The value that record number ``number`` holds in a check field, if any record does."""
    return f"v{number}@x.test" if name == "Email" else f"555{number}"


def own_row(place: int) -> st.SearchStrategy[dict[str, Any]]:
    """A row with values of two records, or of none, that no other row touches."""
    numbers = (place, place + ROWS, place + 10 * ROWS)
    checks = {name: tuple(value(name, number) for number in numbers) for name in CHECKED}
    company, last_name = ("c", "d", None), ("Ode", "Ode", "Ode", "", 5)
    return some_of({**checks, "id": (str(place + 1),), "Company": company, "Last_Name": last_name})


OWN_ROWS = st.tuples(*(own_row(place) for place in range(ROWS))).map(list)
OWN_STORED = each_of({(number, name): (False, True) for number in range(2 * ROWS) for name in CHECKED}).map(
    lambda held: [
        record(number + 1, **{name: value(name, number) for name in CHECKED if held[number, name]})
        for number in range(2 * ROWS)
    ]
)
CHECKS = st.none() | st.sampled_from([list(listed) for count in range(4) for listed in permutations(CHECKED, count)])
ORDERS = st.sampled_from(list(permutations(range(ROWS))))


def essence(found: RowForecast) -> tuple[Any, ...]:
    """Everything about a row that does not name its place."""
    return (
        found.outcome,
        found.duplicate_field,
        found.target_id,
        found.certainty,
        found.rules,
        found.depends_on,
        found.changes,
        errors_in(found) if found.errors else [],
        [(step.api_name, step.verdict, step.matches) for step in found.trace],
    )


def carried_out(found: Forecast, stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records after the forecast came true; inserted ones get new ids."""
    records = {each["id"]: dict(each) for each in stored}
    for each in found.rows:
        written = {change.api_name: change.after for change in each.changes}
        if each.outcome == "insert":
            records[f"90{each.index}"] = {"id": f"90{each.index}", **written}
        elif each.outcome == "update":
            assert each.target_id is not None
            records[each.target_id] |= written
    return list(records.values())


@settings.get_profile("engine")
@given(OWN_ROWS, OWN_STORED, CHECKS, ORDERS)
def test_rows_that_share_nothing_are_forecast_alike_in_any_order_and_sent_again_change_nothing_more(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], check: list[str] | None, order: tuple[int, ...]
) -> None:
    index = MemoryIndex(stored)
    straight = forecast(body(*rows, check=check), LEADS, index)
    shuffled = forecast(body(*(rows[place] for place in order), check=check), LEADS, index)
    assert [essence(found) for found in shuffled.rows] == [essence(straight.rows[place]) for place in order]

    again = forecast(straight.request, LEADS, MemoryIndex(carried_out(straight, stored)), counterfactuals=False)
    for sent, before, after in zip(rows, straight.rows, again.rows, strict=True):
        names_a_record = "id" in sent or any(sent.get(name) for name in straight.order.names)
        if before.outcome == "error":
            assert after.outcome == "error"
        elif names_a_record:
            assert after.outcome == "unchanged"
        else:
            assert after.outcome == "insert"


# --- any call at all -------------------------------------------------------------------------------------------------

TYPES: tuple[str, ...] = (
    "text",
    "email",
    "phone",
    "integer",
    "bigint",
    "date",
    "datetime",
    "boolean",
    "currency",
    "lookup",
    "picklist",
)
TYPES += ("ownerlookup", "multiselectpicklist", "subform", "something_new", "website", "textarea")
NAMES = (*(name.title() for name in TYPES), "Email", "Last_Name")
EVERYTHING = module(
    *(
        field(
            name,
            data_type,
            unique=number % 2 == 0,
            external=number % 5 == 0,
            mandatory=number % 7 == 6,
            length=5 if number % 3 else None,
            pick_list_values=[{"actual_value": "a"}] if number % 4 == 0 else None,
            update=number % 6 != 1,
        )
        for number, (name, data_type) in enumerate(zip(NAMES, (*TYPES, "email", "text"), strict=True))
    )
)
TEXTS = ("a@x.test", "a", "A ", "", " ", "12", "2024-02-29", "2024-02-29T10:00:00+05:30", "[/x]", "\x00")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(TEXTS)
    | st.text(max_size=6)
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "name", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)
USUAL: tuple[Any, ...] = (None, True, False, 0, 12, -1, 10**20, 0.0, -2.5, 1e300, *TEXTS)
USUAL += ([], ["a"], ["a", "a"], ["A ", 5], {}, {"id": "1"}, {"id": 1, "name": "a"}, {"name": "[/x]"})
USUAL += ([{"id": "1", "x": 1}], [{}], {"x": {"id": None}})
FLAGS = [(name, flag) for name in NAMES for flag in (True, False)]
PLACES = range(240)  # of values, which come again where there are fewer
ROW_PLACES = dict.fromkeys([*NAMES, "id", "email", "duplicate_check_fields", "$x", "", "$append_values"], PLACES)
STORED_PLACES = dict.fromkeys([*NAMES, "Created_Time", "Modified_Time", "Owner"], PLACES)


def any_call(
    others: list[Any],
    flags: list[tuple[str, bool]],
    rows: list[dict[str, int]],
    records: list[dict[str, int]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows and records of values that are drawn for the whole call: some of them hold the same."""
    values = [*USUAL, *others * 4]

    def filled(places: dict[str, int]) -> dict[str, Any]:
        return {name: values[place % len(values)] for name, place in places.items()}

    sent = [filled(places) for places in rows]
    if flags:
        sent[0]["$append_values"] = dict(flags)
    return sent, [record(number, **filled(places)) for number, places in enumerate(records, 1)]


ANY_CALL = st.builds(
    any_call,
    st.lists(ANY_JSON, max_size=8),
    few_of(FLAGS, 3),
    st.lists(some_of(ROW_PLACES, 7), min_size=1, max_size=3),
    st.lists(some_of(STORED_PLACES, 6), max_size=4),
)
ANY_CHECK = st.none() | few_of([*NAMES, "email", ""], 4)
ANY_ASSUMPTIONS = each_of(
    {
        rule: switch.values
        for rule, switch in SWITCHES.items()
        if rule not in ("order.not_checkable_effect", "order.unknown_name_effect")
    }
).map(lambda chosen: Assumptions.layered(chosen=chosen))


@settings.get_profile("engine")
@given(ANY_CALL, ANY_CHECK, ANY_ASSUMPTIONS)
def test_any_call_is_forecast_alike_each_time_left_as_it_is_and_told_in_agreement_with_itself(
    call: tuple[list[dict[str, Any]], list[dict[str, Any]]], check: list[str] | None, assumptions: Assumptions
) -> None:
    rows, stored = call
    request, index = body(*rows, check=check), MemoryIndex(stored)
    before = copy.deepcopy(call)
    made, again = [forecast(request, EVERYTHING, index, assumptions) for _ in range(2)]
    assert printed(made) == printed(again)
    assert (rows, stored) == before
    assert list(index.stored.values()) == stored
    what_it_says_of_a_row_agrees_with_itself(made, len(rows))
    assert forecast(request, EVERYTHING, index, assumptions, split=True) == made, "it is one call"


def printed(made: Forecast) -> str:
    return json.dumps(forecast_json(made, "any", partial=False))


def what_it_says_of_a_row_agrees_with_itself(found: Forecast, count: int) -> None:
    assert [each.index for each in found.rows] == list(range(count))
    for each, entry in zip(found.rows, found.response["data"], strict=True):
        assert (each.outcome == "error") == bool(each.errors) == (entry["status"] == "error")
        has_target = each.outcome in ("update", "unchanged")
        assert bool(each.target_id) == has_target or each.outcome in ("error", "not_known")
        assert all(step.count >= len(step.matches) <= 10 for step in each.trace)
        steps = [step for step in each.trace if step.api_name != "id"]
        assert sum(step.verdict == "not_reached" for step in steps) <= len(found.order.entries)
        if each.outcome == "insert":
            assert entry["details"]["id"] == f"new-{each.index + 1}"
            assert not any(step.verdict in ("hit", "several") for step in each.trace)
    counts = [getattr(found.summary, name) for name in ("insert", "update", "unchanged", "error", "not_known")]
    assert sum(counts) == count


@pytest.mark.parametrize("rows", [1, 99, 100])
def test_a_split_payload_of_up_to_a_hundred_rows_is_the_whole(rows: int) -> None:
    request = body(*({"Last_Name": "Ode", "Phone": str(number % 60)} for number in range(rows)))
    assert forecast(request, LEADS, MemoryIndex([]), split=True) == forecast(request, LEADS, MemoryIndex([]))


def test_the_calls_of_a_split_payload_are_those_calls_one_after_the_other() -> None:
    rows = [{"Last_Name": "Ode", "Phone": str(number % 130), "Company": str(number)} for number in range(250)]
    whole = forecast(body(*rows), LEADS, MemoryIndex([]), split=True, counterfactuals=False)
    stored: list[dict[str, Any]] = []
    for start in range(0, 250, 100):
        call = forecast(body(*rows[start : start + 100]), LEADS, MemoryIndex(stored), counterfactuals=False)
        part = whole.rows[start : start + 100]
        assert [(each.outcome, each.duplicate_field) for each in call.rows] == [
            (each.outcome, each.duplicate_field) for each in part
        ]
        stored = [each | {"id": f"{start}{each['id']}"} for each in carried_out(call, stored)]


@settings.get_profile("engine")
@given(st.lists(st.sampled_from(["Email", "Phone", "Mobile", "Company", "email"]), max_size=12))
def test_the_effective_order_lists_each_checkable_field_once_and_only_such(check: list[str]) -> None:
    def names(of: Module) -> list[str]:
        return list(forecast(body({}, check=check), of, MemoryIndex([]), counterfactuals=False).order.names)

    of_leads = names(LEADS)
    assert len(set(of_leads)) == len(of_leads)
    assert {"Phone", "Mobile"} <= set(of_leads) <= set(CHECKED)
    assert ("Email" in of_leads) == (not check or "Email" in check)
    assert set(names(CONTACTS)) == {"Email", "Phone"}
