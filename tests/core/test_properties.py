"""Properties that hold for every call: on generated rows, records and modules."""

from __future__ import annotations

import copy
import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.helpers import CONTACTS, LEADS, MemoryIndex, body, errors_in, field, module, record
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
    numbers = st.sampled_from([place, place + ROWS, place + 10 * ROWS])
    checks = {name: numbers.map(partial(value, name)) for name in CHECKED}
    company = st.sampled_from(["c", "d", None])
    last_name = st.sampled_from(["Ode", "Ode", "Ode", "", 5])
    return st.fixed_dictionaries(
        {}, optional={**checks, "id": st.just(str(place + 1)), "Company": company, "Last_Name": last_name}
    )


OWN_ROWS = st.tuples(*(own_row(place) for place in range(ROWS))).map(list)
OWN_STORED = st.lists(
    st.fixed_dictionaries({}, optional={name: st.booleans() for name in CHECKED}), min_size=2 * ROWS, max_size=2 * ROWS
).map(
    lambda held: [
        record(number + 1, **{name: value(name, number) for name, has in names.items() if has})
        for number, names in enumerate(held)
    ]
)
CHECKS = st.none() | st.lists(st.sampled_from(CHECKED), max_size=3, unique=True)


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


@settings.get_profile("engine")
@given(OWN_ROWS, OWN_STORED, CHECKS, st.permutations(range(ROWS)))
def test_rows_that_share_nothing_are_forecast_alike_in_any_order(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], check: list[str] | None, order: list[int]
) -> None:
    index = MemoryIndex(stored)
    straight = forecast(body(*rows, check=check), LEADS, index).rows
    shuffled = forecast(body(*(rows[place] for place in order), check=check), LEADS, index).rows
    assert [essence(found) for found in shuffled] == [essence(straight[place]) for place in order]


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
@given(OWN_ROWS, OWN_STORED, CHECKS)
def test_a_payload_sent_again_changes_nothing_more(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], check: list[str] | None
) -> None:
    request = body(*rows, check=check)
    first = forecast(request, LEADS, MemoryIndex(stored), counterfactuals=False)
    again = forecast(request, LEADS, MemoryIndex(carried_out(first, stored)), counterfactuals=False)
    for sent, before, after in zip(rows, first.rows, again.rows, strict=True):
        names_a_record = "id" in sent or any(sent.get(name) for name in first.order.names)
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
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["a@x.test", "a", "A ", "", " ", "12", "2024-02-29", "2024-02-29T10:00:00+05:30", "[/x]", "\x00"])
    | st.text(max_size=6)
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "name", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)
OWN_KEYS = st.fixed_dictionaries(
    {}, optional={"$append_values": st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=3) | ANY_JSON}
)
ANY_ROW = st.tuples(
    st.dictionaries(st.sampled_from([*NAMES, "id", "email", "duplicate_check_fields", "$x", ""]), ANY_JSON, max_size=6),
    OWN_KEYS,
).map(lambda parts: parts[0] | parts[1])
ANY_STORED = st.lists(
    st.dictionaries(st.sampled_from([*NAMES, "Created_Time", "Modified_Time", "Owner"]), ANY_JSON, max_size=6),
    max_size=4,
).map(lambda records: [record(number, **values) for number, values in enumerate(records, 1)])
ANY_CHECK = st.none() | st.lists(st.sampled_from([*NAMES, "email", ""]), max_size=4)
ANY_ASSUMPTIONS = st.fixed_dictionaries(
    {
        rule: st.sampled_from(switch.values)
        for rule, switch in SWITCHES.items()
        if rule not in ("order.not_checkable_effect", "order.unknown_name_effect")
    }
).map(lambda settings: Assumptions.layered(chosen=settings))


@settings.get_profile("engine")
@given(st.lists(ANY_ROW, min_size=1, max_size=3), ANY_STORED, ANY_CHECK, ANY_ASSUMPTIONS)
def test_any_rows_are_forecast_printed_alike_twice_and_left_as_they_are(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], check: list[str] | None, assumptions: Assumptions
) -> None:
    request, index = body(*rows, check=check), MemoryIndex(stored)
    before = copy.deepcopy((rows, stored))
    printed = [
        json.dumps(forecast_json(forecast(request, EVERYTHING, index, assumptions), "any", partial=False))
        for _ in range(2)
    ]
    assert printed[0] == printed[1]
    assert (rows, stored) == before
    assert list(index.stored.values()) == stored


@settings.get_profile("engine")
@given(st.lists(ANY_ROW, min_size=1, max_size=3), ANY_STORED, ANY_CHECK, ANY_ASSUMPTIONS)
def test_what_a_forecast_says_of_a_row_agrees_with_itself(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], check: list[str] | None, assumptions: Assumptions
) -> None:
    found = forecast(body(*rows, check=check), EVERYTHING, MemoryIndex(stored), assumptions, counterfactuals=False)
    assert [each.index for each in found.rows] == list(range(len(rows)))
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
    assert sum(counts) == len(rows)


@settings.get_profile("engine")
@given(st.lists(ANY_ROW, min_size=1, max_size=3), ANY_STORED, ANY_CHECK)
def test_a_split_payload_of_one_call_is_that_call(
    rows: list[dict[str, Any]], stored: list[dict[str, Any]], check: list[str] | None
) -> None:
    request, index = body(*rows, check=check), MemoryIndex(stored)
    assert forecast(request, EVERYTHING, index, split=True) == forecast(request, EVERYTHING, index)


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
