"""The matrix: every distinct effective order, each with its shortest list, against one forecast for each list."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import (
    COMPANY,
    CONTACTS,
    EMAIL,
    LAST_NAME,
    LEADS,
    MOBILE,
    PHONE,
    MemoryIndex,
    body,
    field,
    module,
    record,
    row,
    settings,
)
from tests.drawn import each_of, few_of, some_of
from tui.core.check_order import effective_order
from tui.core.distinct_orders import distinct_orders
from tui.core.forecast import Forecast, forecast
from tui.core.matrix import Matrix, matrix
from tui.core.rules import SWITCHES, Assumptions
from tui.core.views.matrix_text import matrix_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from tui.core.metadata import Module

ADA = record(1, Last_Name="Byron", Email="ada@x.test", Phone="100", Mobile="900")
BEA = record(2, Last_Name="Webb", Email="bea@x.test", Phone="200", Mobile="800")
UNIQUE_EMAIL = field("Email", "email", unique=True)


def lists_of(of: Module, most: int | None = None) -> list[tuple[str, ...] | None]:
    """Every list without repeats of fields that can be checked, the shortest first; None and ``[]`` before."""
    names = [each.api_name for each in of.checkable]
    lengths = range(1, (len(names) if most is None else most) + 1)
    return [None, (), *(listed for length in lengths for listed in permutations(names, length))]


def brute_force(of: Module, assumptions: Assumptions) -> dict[tuple[str, ...], tuple[str, ...] | None]:
    """Effective order -> the first list of ``lists_of`` that brings it about."""
    shortest: dict[tuple[str, ...], tuple[str, ...] | None] = {}
    for listed in lists_of(of):
        shortest.setdefault(effective_order(of, listed, assumptions).names, listed)
    return shortest


def shown(found: Matrix) -> list[tuple[Any, Any]]:
    """List and order of each entry."""
    return [(order.duplicate_check_fields, order.names) for order in found.orders]


def gists(found: Forecast) -> list[tuple[Any, ...]]:
    """What a matrix holds of each row of a forecast."""
    return [(each.outcome, each.duplicate_field, each.target_id, each.errors and each.found) for each in found.rows]


def cells(found: Matrix, place: int) -> list[tuple[Any, ...]]:
    """The same from a matrix."""
    return [(cell.outcome, cell.duplicate_field, cell.target_id, cell.errors) for cell in found.orders[place].cells]


# --- which orders there are ------------------------------------------------------------------------------------------


def test_leads_have_eight_orders_each_with_its_shortest_list() -> None:
    found = matrix(body(row()), LEADS, MemoryIndex([]))
    assert shown(found) == [
        (None, ("Email", "Phone", "Mobile")),
        (("Phone",), ("Phone", "Mobile")),
        (("Mobile",), ("Mobile", "Phone")),
        (("Email", "Mobile"), ("Email", "Mobile", "Phone")),
        (("Phone", "Email"), ("Phone", "Email", "Mobile")),
        (("Mobile", "Email"), ("Mobile", "Email", "Phone")),
        (("Phone", "Mobile", "Email"), ("Phone", "Mobile", "Email")),
        (("Mobile", "Phone", "Email"), ("Mobile", "Phone", "Email")),
    ]
    assert (found.total, found.complete) == (8, True)


@each_case(
    ("of", "count"),
    [
        (LEADS, 8),
        (CONTACTS, 2),
        (module(LAST_NAME, EMAIL), 1),
        (module(LAST_NAME, PHONE, MOBILE), 2),
        (module(LAST_NAME, COMPANY), 1),
        (module(LAST_NAME, EMAIL, *(field(f"U{n}", unique=True) for n in range(4))), 144),
    ],
)
def test_the_number_of_orders_is_that_of_brute_force(of: Module, count: int) -> None:
    found = distinct_orders(of, Assumptions(), ())
    expected = brute_force(of, Assumptions())
    assert {order.names: order.duplicate_check_fields for order in found.orders} == expected
    assert len(found.orders) == found.total == count


ORDER_RULES = {rule: switch.values for rule, switch in SWITCHES.items() if rule.startswith("order.")}
ORDER_SETTINGS = each_of(ORDER_RULES).map(lambda chosen: Assumptions.layered(chosen=chosen))
SOME_FIELDS = st.lists(
    st.sampled_from([EMAIL, UNIQUE_EMAIL, PHONE, MOBILE, COMPANY, field("Ext", external=True)]),
    unique_by=lambda each: each.api_name,
    max_size=5,
).map(lambda fields: module(LAST_NAME, *fields))


@given(SOME_FIELDS, ORDER_SETTINGS)
def test_orders_and_shortest_lists_are_those_of_brute_force_under_any_settings_of_order(
    of: Module, assumptions: Assumptions
) -> None:
    """Rules order.*: the null list goes before the empty one, and that before lists."""
    found = distinct_orders(of, assumptions, ())
    assert {order.names: order.duplicate_check_fields for order in found.orders} == brute_force(of, assumptions)
    ranks = [
        -1 if order.duplicate_check_fields is None else len(order.duplicate_check_fields) for order in found.orders
    ]
    assert ranks == sorted(ranks)
    assert found.complete


def test_an_empty_list_stands_for_its_own_order_where_it_means_only_unique_fields() -> None:
    found = matrix(body(row()), LEADS, MemoryIndex([]), settings("order.empty_list=nothing_listed"))
    assert shown(found)[:2] == [(None, ("Email", "Phone", "Mobile")), ((), ("Phone", "Mobile"))]


MANY = module(LAST_NAME, EMAIL, *(field(f"U{n}", unique=True) for n in range(6)))


def test_above_720_orders_only_those_one_move_away_from_the_current_one_are_listed() -> None:
    current = ("U3", "Email", "U0", "U1", "U2", "U4", "U5")
    found = matrix(body(row(U0="1"), check=["U3", "Email"]), MANY, MemoryIndex([]))
    assert (found.total, found.complete) == (5040 + 720, False)
    assert found.current is not None
    assert found.orders[found.current].names == current
    assert found.orders[found.current].duplicate_check_fields == ("U3", "Email")
    moves = {current, tuple(name for name in current if name != "Email")}
    for name in current:
        others = [other for other in current if other != name]
        moves |= {(*others[:to], name, *others[to:]) for to in range(7)}
    assert {order.names for order in found.orders} == moves
    assert len(found.orders) == len(moves) == 38


def test_one_move_away_from_an_order_without_the_system_field_it_may_come_in_anywhere() -> None:
    found = distinct_orders(MANY, Assumptions(), effective_order(MANY, ["U1"], Assumptions()).names)
    with_email = {order.names.index("Email") for order in found.orders if "Email" in order.names}
    assert with_email == set(range(7))


def test_above_720_orders_there_is_nothing_to_bring_in_where_the_system_field_is_always_checked() -> None:
    many = module(LAST_NAME, UNIQUE_EMAIL, *(field(f"U{n}", unique=True) for n in range(6)))
    found = distinct_orders(many, Assumptions(), effective_order(many, None, Assumptions()).names)
    assert (found.total, found.complete, len(found.orders)) == (5040, False, 37)
    assert {frozenset(order.names) for order in found.orders} == {frozenset(many.unique_by_name)}


def test_720_orders_are_all_listed() -> None:
    six = module(LAST_NAME, *(field(f"U{n}", unique=True) for n in range(6)))
    found = distinct_orders(six, Assumptions(), ())
    assert (len(found.orders), found.total, found.complete) == (720, 720, True)


# --- what rows do ----------------------------------------------------------------------------------------------------


def test_rows_that_depend_on_the_order_are_told_and_equal_columns_are_merged() -> None:
    rows = (row(Email="ada@x.test", Phone="200"), row(Email="new@x.test", Phone="300"), row(Email="bea@x.test"))
    found = matrix(body(*rows, check=["Phone"]), LEADS, MemoryIndex([ADA, BEA]))
    assert found.depends_on_order == (True, False, True)
    assert found.indifferent == ("Mobile",)
    by_order = {order.names: [cell.gist for cell in order.cells] for order in found.orders}
    email_first = [("error", "Email", "1"), ("insert", None, None), ("update", "Email", "2")]
    phone_first = [("update", "Phone", "2"), ("insert", None, None), ("insert", None, None)]
    for names, seen in by_order.items():
        phone_decides = "Email" not in names or names.index("Phone") < names.index("Email")
        assert seen == (phone_first if phone_decides else email_first)
    assert [{found.orders[place].names[0] for place in column} for column in found.columns] == [
        {"Email", "Mobile"},
        {"Phone", "Mobile"},
    ]
    assert found.current == 1
    assert [order.summary.error for order in found.orders] == [1, 0, 0, 1, 0, 1, 0, 0]
    assert found.refuses


def test_orders_are_picked_by_a_row_that_they_take_or_by_a_record_that_they_spare() -> None:
    """An order spares a record if no row updates it, even if a refused row has it for its target."""
    found = matrix(body(row(Email="ada@x.test", Phone="200")), LEADS, MemoryIndex([ADA, BEA]))
    assert found.taking(0) == (1, 2, 4, 6, 7)
    assert found.sparing("2") == (0, 3, 5)
    assert found.sparing("1") == tuple(range(8))
    beside_another = matrix(body(row(Email="new@x.test"), row(Phone="200")), LEADS, MemoryIndex([ADA, BEA]))
    assert beside_another.sparing("2") == ()


def test_the_payloads_own_list_only_says_which_order_is_the_current_one() -> None:
    rows = [row(Email="ada@x.test", Phone="200"), row(Phone="100")]
    found = [matrix(body(*rows, check=check), LEADS, MemoryIndex([ADA, BEA])) for check in (None, ["Mobile"], ["no"])]
    assert [each.current for each in found] == [0, 2, 1]
    assert found[0].orders == found[1].orders == found[2].orders
    seen = [found[0].seen_from(body(*rows, check=check)) for check in (None, ["Mobile"], ["no"])]
    assert seen == found


def test_the_current_order_is_told_first_and_the_matrix_is_complete_with_the_last() -> None:
    told: list[tuple[int, int, Matrix]] = []
    request = body(row(), check=["Mobile"])
    found = matrix(
        request, LEADS, MemoryIndex([]), watch=lambda done, total, so_far: told.append((done, total, so_far()))
    )
    assert [(done, total, made.complete) for done, total, made in told] == [(n, 8, n == 8) for n in range(1, 9)]
    assert shown(told[0][2]) == [(("Mobile",), ("Mobile", "Phone"))]
    assert told[-1][2] == found


@each_case(
    ("of", "rows", "code"),
    [(module(LAST_NAME, name="Tasks"), 1, "INVALID_MODULE"), (LEADS, 101, "LIMIT_EXCEEDED")],
)
def test_a_call_that_is_refused_under_any_order_has_its_error_and_no_orders(of: Module, rows: int, code: str) -> None:
    found = matrix(body(*[row()] * rows), of, MemoryIndex([]))
    assert [error.code for error in found.call_errors] == [code]
    assert (found.orders, found.depends_on_order, found.refuses) == ((), (), True)
    assert (found.total, found.complete, found.current) == (0, True, None)


def test_a_call_may_be_refused_as_a_whole_under_some_orders_only() -> None:
    """Rule call.if_unmodified: an order that updates no record that was modified since is taken."""
    stored = [{**ADA, "Modified_Time": "2026-03-01T00:00:00Z"}]
    request = replace(body(row(Email="ada@x.test")), if_unmodified_since="2026-02-01T00:00:00Z")
    found = matrix(request, LEADS, MemoryIndex(stored))
    assert (found.call_errors, found.refuses, found.depends_on_order) == ((), True, (True,))
    for order in found.orders:
        assert [error.code for error in order.call_errors] == (["ALREADY_MODIFIED"] if "Email" in order.names else [])
        assert len(order.cells) == int("Email" not in order.names)
    assert [each.text for each in matrix_sentences(found)][-1] == (
        "Row 1 inserts only while Email is not checked; otherwise it is refused with the whole call."
    )
    assert found.taking(0) == (1, 2)


def test_rows_that_leave_twins_are_counted_for_each_order() -> None:
    """Rule lint.makes_twin."""
    found = matrix(body(row(Email="ada@x.test")), LEADS, MemoryIndex([ADA, BEA]))
    assert {order.twins for order in found.orders if "Email" in order.names} == {0}
    assert {order.twins for order in found.orders if "Email" not in order.names} == {1}


def test_a_split_payload_may_have_more_than_a_hundred_rows() -> None:
    found = matrix(body(*[row(Phone=str(n)) for n in range(101)]), LEADS, MemoryIndex([]), split=True)
    assert (len(found.orders), len(found.depends_on_order), found.refuses) == (8, 101, False)


def test_a_list_that_is_rejected_does_not_refuse_the_matrix() -> None:
    found = matrix(
        body(row(), check=["Company"]), LEADS, MemoryIndex([]), settings("order.not_checkable_effect=rejected")
    )
    assert (found.call_errors, len(found.orders), found.current) == ((), 8, None)


# --- against brute force ---------------------------------------------------------------------------------------------

EMAILS = ("ada@x.test", "BEA@x.test", " bea@x.test", "new@x.test", "", " ", None, "no mail")
NUMBERS = ("100", "200", "300", "", None, 5)
ROW = some_of(
    {
        "Last_Name": ("Ode", "", None, 5),
        "Email": EMAILS,
        "Phone": NUMBERS,
        "Mobile": NUMBERS,
        "id": ("1", "2", "9", ""),
        "Company": ("c",),
    }
)
STORED = st.lists(
    some_of(
        {
            "Email": EMAILS,
            "Phone": NUMBERS,
            "Mobile": NUMBERS,
            "Modified_Time": ("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        }
    ),
    max_size=4,
).map(lambda records: [record(number, **({"Last_Name": "Old"} | values)) for number, values in enumerate(records, 1)])
COVERED = st.none() | st.tuples(few_of(EMAILS, 3), few_of(NUMBERS, 3), few_of(NUMBERS, 3)).map(
    lambda looked_up: {**dict(zip(("Email", "Phone", "Mobile"), looked_up, strict=True)), "id": ["1", "2"]}
)
ANY_SETTINGS = each_of({rule: switch.values for rule, switch in SWITCHES.items()}).map(
    lambda chosen: Assumptions.layered(chosen=chosen)
)
BOTH_KINDS = st.sampled_from([LEADS, module(LAST_NAME, UNIQUE_EMAIL, PHONE, MOBILE, COMPANY, name="Contacts")])


@given(
    st.lists(ROW, min_size=1, max_size=4),
    STORED,
    COVERED,
    st.none() | few_of(("Email", "Phone", "Mobile", "no"), 3),
    st.just(Assumptions()) | ANY_SETTINGS,
    BOTH_KINDS,
    st.none() | st.just("2026-02-01T00:00:00Z"),
)
def test_every_cell_is_what_the_forecast_says_of_that_list(
    rows: list[dict[str, Any]],
    stored: list[dict[str, Any]],
    covers: dict[str, Sequence[Any]] | None,
    check: list[str] | None,
    assumptions: Assumptions,
    of: Module,
    unmodified_since: str | None,
) -> None:
    request = replace(body(*rows, check=check), if_unmodified_since=unmodified_since)
    index = MemoryIndex(stored, covers)
    found = matrix(request, of, index, assumptions)
    for place, order in enumerate(found.orders):
        single = forecast(request.checking(order.duplicate_check_fields), of, index, assumptions, counterfactuals=False)
        assert single.order.names == order.names
        assert cells(found, place) == gists(single)
        assert (order.summary, order.call_errors) == (single.summary, single.call_errors)
        assert order.twins == sum(any(note.rule == "lint.makes_twin" for note in each.notes) for each in single.rows)
    for place in range(len(rows)):
        seen = {order.cells[place].gist if order.cells else None for order in found.orders}
        assert found.depends_on_order[place] == (len(seen) > 1)
    for column in found.columns:
        assert len({str(cells(found, place)) for place in column}) == 1


def test_an_order_says_nothing_of_others_where_a_row_is_not_known_or_no_field_was_tried() -> None:
    sent, looked_up = row(Email="z@x.test", Phone="200"), {"Email": [], "Phone": ["200"], "Mobile": []}
    found = matrix(body(sent), LEADS, MemoryIndex([ADA, BEA], looked_up))
    assert [order.cells[0].outcome for order in found.orders] == [
        "update"
        if "Email" not in order.names or order.names.index("Phone") < order.names.index("Email")
        else "not_known"
        for order in found.orders
    ]
    only_email, nothing_listed = module(LAST_NAME, EMAIL), settings("order.empty_list=nothing_listed")
    found = matrix(body(row(Email="ada@x.test"), check=[]), only_email, MemoryIndex([ADA]), nothing_listed)
    assert [(order.names, order.cells[0].target_id) for order in found.orders] == [(("Email",), "1"), ((), None)]


def test_orders_share_the_work_of_one_forecast_where_every_row_goes_the_same_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []

    def counted(*given: Any, **options: Any) -> Forecast:
        made.append(given)
        return forecast(*given, **options)

    monkeypatch.setattr("tui.core.matrix.forecast", counted)
    rows = (row(Email="ada@x.test", Phone="200"), row(Email="new@x.test", Phone="300", Mobile="700"))
    found = matrix(body(*rows), LEADS, MemoryIndex([ADA, BEA]))
    assert (len(found.orders), len(made)) == (8, 3)
    made.clear()
    assert len(matrix(body(row(id="1", Email="bea@x.test"), {"Phone": 5}), LEADS, MemoryIndex([ADA, BEA])).columns) == 1
    assert len(made) == 1
