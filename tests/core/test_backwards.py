"""The question backwards: every suggestion is carried out by a forecast of its own and does what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import EMAIL, LAST_NAME, LEADS, PHONE, MemoryIndex, body, field, module, record, row, settings
from tests.core.test_matrix import ADA, ANY_SETTINGS, BEA, BOTH_KINDS, ROW, STORED
from tests.drawn import few_of
from tui.core.backwards import Answer, Way, Wish, backwards, distance
from tui.core.forecast import forecast
from tui.core.matrix import Cell
from tui.core.outcome import RowOutcome
from tui.core.rules import Assumptions
from tui.core.views.backwards_text import reasons, way_text, wish_text

if TYPE_CHECKING:
    from tui.core.metadata import Module

INSERT, NOT_REFUSED, OTHER = Wish("insert"), Wish("not_refused"), Wish("update_other")


def ask(
    wish: Wish, *rows: dict[str, Any], check: Any = None, stored: Any = (ADA, BEA), of: Module = LEADS, assume: Any = ()
) -> Answer:
    """What would make the first of these rows do what is wished."""
    return backwards(body(*rows, check=check), of, MemoryIndex(stored), settings(assume), 0, wish)


def told(answer: Answer, stored: Any = (ADA, BEA)) -> list[str]:
    """The ways and the reasons, in words."""
    sent = answer.matrix.request.rows[answer.index]
    return [*(way_text(way, sent) for way in answer.ways), *reasons(answer, MemoryIndex(stored))]


INSERTS, ON_1, ON_2, SAME, REFUSED, OPEN = (
    Cell(RowOutcome.INSERT),
    Cell(RowOutcome.UPDATE, "Email", "1"),
    Cell(RowOutcome.UPDATE, "Email", "2"),
    Cell(RowOutcome.UNCHANGED, "Email", "1"),
    Cell(RowOutcome.ERROR, "Email", "1"),
    Cell(RowOutcome.NOT_KNOWN, "Email", "1"),
)


@each_case(
    ("wish", "granted_by"),
    [
        (INSERT, [INSERTS]),
        (Wish("update", "1"), [ON_1, SAME]),
        (OTHER, [ON_2]),
        (NOT_REFUSED, [INSERTS, ON_1, ON_2, SAME]),
    ],
)
def test_a_wish_is_granted_by_what_the_row_comes_to_and_never_by_what_is_not_known(
    wish: Wish, granted_by: list[Cell]
) -> None:
    assert [cell for cell in (INSERTS, ON_1, ON_2, SAME, REFUSED, OPEN) if wish.granted(cell, "1")] == granted_by


def test_what_is_so_already_is_not_sought_and_a_way_leaves_the_other_rows_as_they_are() -> None:
    already = ask(INSERT, row(Email="new@x.test"))
    assert (already.already, already.ways, already.tries) == (True, (), 0)
    rows = (row(Email="ada@x.test"), row(Email="bea@x.test"), row(Email="new@x.test"))
    answer = ask(INSERT, *rows)
    assert answer.ways
    assert all(way.request.rows[1:] == rows[1:] for way in answer.ways)


def test_a_row_that_updates_inserts_without_the_field_or_with_another_value() -> None:
    assert told(ask(INSERT, row(Email="ada@x.test"))) == [
        "List Phone (no other row changes).",
        "Drop Email from the row (no other row changes).",
        'Send another Email, one that no record holds, such as "ada2@x.test" (no other row changes).',
        "No other setting of one assumption does it.",
    ]


def test_each_field_that_hits_has_to_go_for_a_row_to_insert() -> None:
    answer = ask(INSERT, row(Email="ada@x.test", Phone="100"))
    assert [way.kind for way in answer.ways] == ["row"] * len(answer.ways)
    assert told(answer)[0] == "Drop Email from the row and drop Phone from the row (no other row changes)."
    assert "No order of the check fields does it: under each of them a value of the row belongs to a record." in told(
        answer
    )


def test_a_conflict_is_mended_by_another_order_or_without_the_value_and_the_other_rows_are_counted() -> None:
    conflict, other = row(Email="ada@x.test", Phone="200"), row(Email="bea@x.test")
    assert told(ask(NOT_REFUSED, conflict, other)) == [
        "Drop Phone from the row (no other row changes).",
        'Send another Phone, one that no record holds, such as "202" (no other row changes).',
        "List Phone (row 2 changes, too).",
        'Add id "2" (row 2 changes, too).',
        "No other setting of one assumption does it.",
    ]
    assert told(ask(NOT_REFUSED, conflict, row(Company="c")))[0] == "List Phone (no other row changes)."


def test_a_record_is_reached_by_its_id_by_its_values_or_by_an_order() -> None:
    answer = ask(Wish("update", "2"), row(Email="ada@x.test", Phone="200"))
    assert told(answer) == [
        "List Phone (no other row changes).",
        'Add id "2" (no other row changes).',
        'Change Email to "bea@x.test" (no other row changes).',
        "Drop Email from the row (no other row changes).",
        'Send another Email, one that no record holds, such as "ada2@x.test" (no other row changes).',
        "No other setting of one assumption does it.",
    ]
    assert {way.kind for way in answer.ways} == {"order", "row"}
    assert all(way.row.target_id == "2" for way in answer.ways)


def test_what_is_missing_is_added_as_an_example() -> None:
    assert told(ask(NOT_REFUSED, {"Email": "new@x.test"}))[0] == (
        'Add Last_Name, for example "Example" (no other row changes).'
    )


@each_case(
    ("data_type", "wrong", "right"),
    [
        ("integer", "5", 5),
        ("boolean", "yes", True),
        ("multiselectpicklist", "a", ["a"]),
        ("text", 5, "5"),
        ("bigint", "12 345", "12345"),
        ("date", "2026-03-04T10:00:00Z", "2026-03-04"),
        ("datetime", "2026-03-04 10:00:00.5+01:00", "2026-03-04T10:00:00+01:00"),
        ("email", "a b@x.test", "ab@x.test"),
        ("currency", "12,5", 12.5),
    ],
)
def test_a_value_of_the_wrong_form_is_changed_to_what_it_may_mean(data_type: str, wrong: Any, right: Any) -> None:
    of = module(LAST_NAME, EMAIL, field("Odd", data_type))
    answer = ask(NOT_REFUSED, row(Odd=wrong), of=of)
    values = [way.edits[0].value for way in answer.ways if way.edits and not way.edits[0].dropped]
    assert right in values
    assert any(way.edits and way.edits[0].dropped for way in answer.ways)


def test_a_text_that_is_too_long_is_cut() -> None:
    answer = ask(NOT_REFUSED, {"Last_Name": "x" * 81})
    assert "x" * 80 in [way.edits[0].value for way in answer.ways]


def test_an_assumption_that_does_it_comes_last_and_names_its_setting() -> None:
    twins = (
        record(1, Email="a@x.test", Created_Time="2026-01-01T00:00:00Z"),
        record(2, Email="a@x.test", Modified_Time="2026-01-01T00:00:00Z"),
    )
    answer = ask(OTHER, row(Email="a@x.test"), stored=twins)
    assert ("match.several", "latest_modified") in [way.setting for way in answer.ways]
    assert {(way.kind, way.size) for way in answer.ways} == {("assumption", 1)}
    words = told(answer, twins)
    assert "Assume match.several=latest_modified: the record modified last is updated (no other row changes)." in words
    assert words[-2:] == [
        "No order of the check fields does it: under none of them does the row find another record.",
        "None of 2 changes of the row that were tried does it.",
    ]


def test_a_row_whose_outcome_is_not_known_is_tried_under_every_setting() -> None:
    request, without_email = body(row(Email="new@x.test")), MemoryIndex([record(1, Phone="100")], absent_fields=True)
    answer = backwards(request, LEADS, without_email, None, 0, INSERT)
    assert answer.now is not None
    assert answer.now.outcome is RowOutcome.NOT_KNOWN
    assert ("data.absent_field", "blank") in [way.setting for way in answer.ways]


@each_case(("wrong", "tries", "ways"), [(2, 3, 1), (3, 7, 1), (4, 14, 0), (5, 25, 0), (9, 60, 0)])
def test_three_keys_are_changed_at_most_no_set_of_changes_is_tried_twice_and_no_more_than_sixty(
    wrong: int, tries: int, ways: int
) -> None:
    names = [f"Number_{place}" for place in range(wrong)]
    answer = ask(
        NOT_REFUSED, row(**dict.fromkeys(names, "x")), of=module(LAST_NAME, *(field(n, "integer") for n in names))
    )
    assert (answer.tries, len(answer.ways)) == (tries, ways)
    assert [{edit.api_name for edit in way.edits} for way in answer.ways] == [set(names)] * ways


def test_of_the_orders_that_do_it_the_four_nearest_are_listed() -> None:
    rows = (
        row(Email="ada@x.test", Phone="200"),  # Phone before Email, or without it
        row(Phone="100", Mobile="7"),  # which of these two comes first
        row(Email="ada@x.test", Mobile="7"),
        row(Email="cy@x.test"),  # whether Email is tried at all
    )
    stored = (ADA, BEA, record(3, Mobile="7"), record(4, Email="cy@x.test"))
    answer = ask(Wish("update", "2"), *rows, stored=stored)
    granting = [column for column in answer.matrix.columns if answer.matrix.orders[column[0]].cells[0].target_id == "2"]
    assert len(granting) > 4
    orders = [way for way in answer.ways if way.kind == "order"]
    assert len(orders) == 4
    assert all(way.row.target_id == "2" for way in orders)
    assert [way.size for way in orders] == [1, 1, 1, 2]


def test_why_none_can_is_said() -> None:
    assert told(ask(Wish("update", "77"), row(Email="ada@x.test"))) == ["This data set has no record 77."]
    assert told(ask(INSERT, row(Company="c"))) == ["The row does so already."]
    assert told(ask(INSERT, *[row()] * 101)) == ["The whole call is refused, and with it every row."]
    only = module(LAST_NAME, field("Email", "email", mandatory=True))
    answer = ask(OTHER, row(Email="ada@x.test"), of=only, stored=(ADA,))
    assert [way for way in answer.ways if way.kind == "order"] == []
    assert "No order of the check fields does it: under none of them does the row find another record." in told(answer)
    wins = ask(INSERT, row(id="1", Email="ada@x.test"))
    assert "No order of the check fields does it: the row carries the id 1, which decides before any field." in told(
        wins
    )


def test_a_list_that_refuses_the_whole_call_is_replaced() -> None:
    answer = ask(INSERT, row(Email="new@x.test"), check=["Company"], assume="order.not_checkable_effect=rejected")
    assert answer.now is None
    assert told(answer)[0] == "List Phone (no other row changes)."
    assert all("row" not in each or "other row" in each for each in told(answer))


def test_an_order_under_which_the_whole_call_is_refused_does_nothing_that_is_wished() -> None:
    stored = [{**ADA, "Modified_Time": "2026-03-01T00:00:00Z"}]
    request = replace(body(row(Email="ada@x.test")), if_unmodified_since="2026-02-01T00:00:00Z")
    answer = backwards(request, LEADS, MemoryIndex(stored), None, 0, INSERT)
    assert answer.now is None
    assert [way_text(way, request.rows[0]) for way in answer.ways if way.kind == "order"] == [
        "List Phone (no other row changes)."
    ]


def test_another_value_is_one_that_no_other_row_has_either() -> None:
    answer = ask(NOT_REFUSED, row(Email="ada@x.test", Phone="200"), row(Phone="202"), check=["Email"])
    (value,) = (edit.value for way in answer.ways if len(way.edits) == 1 for edit in way.edits if edit.unused)
    assert value == "203"


def test_wishes_have_words() -> None:
    wishes = (INSERT, Wish("update", "4"), OTHER, NOT_REFUSED)
    assert [wish_text(each) for each in wishes] == ["insert", "update 4", "update another record", "not be refused"]


@each_case(
    ("one", "other", "moves"),
    [("ABC", "ABC", 0), ("ABC", "BAC", 1), ("ABC", "CBA", 2), ("ABC", "BC", 1), ("BC", "BAC", 1), ("", "", 0)],
)
def test_the_distance_of_two_orders_is_the_number_of_fields_that_move(one: str, other: str, moves: int) -> None:
    assert distance(tuple(one), tuple(other)) == moves


WISHES = st.sampled_from([INSERT, NOT_REFUSED, OTHER, Wish("update", "1"), Wish("update", "2")])
UNIQUE_NAME = st.just(module(field("Last_Name", mandatory=True, unique=True), EMAIL, PHONE))


@given(
    st.lists(ROW, min_size=1, max_size=3),
    STORED,
    st.none() | few_of(("Email", "Phone", "no"), 2),
    st.just(Assumptions()) | ANY_SETTINGS,
    BOTH_KINDS | UNIQUE_NAME,
    WISHES,
    st.integers(0, 2),
)
def test_every_suggestion_carried_out_does_what_it_says(
    rows: list[dict[str, Any]],
    stored: list[dict[str, Any]],
    check: list[str] | None,
    assumptions: Assumptions,
    of: Module,
    wish: Wish,
    place: int,
) -> None:
    index, request, records = place % len(rows), body(*rows, check=check), MemoryIndex(stored)
    answer = backwards(request, of, records, assumptions, index, wish)
    before = forecast(request, of, records, assumptions, counterfactuals=False)
    now = before.rows[index] if before.rows else None
    for way in answer.ways:
        made = forecast(way.request, of, records, way.assumptions, counterfactuals=False)
        done = made.rows[index]
        assert (done.outcome, done.target_id, done.found) == (way.row.outcome, way.row.target_id, way.row.found)
        check_wish(wish, way, now.target_id if now and now.outcome in ("update", "unchanged") else None)
        moved = [
            was.index
            for was, each in zip(before.rows, made.rows, strict=False)
            if was.index != index and (was.outcome, was.target_id) != (each.outcome, each.target_id)
        ]
        assert list(way.others) == moved
        check_one_thing_is_changed(way, request, assumptions, index)
        assert way_text(way, rows[index]).endswith(".")
    assert [way.rank for way in answer.ways] == sorted(way.rank for way in answer.ways)
    if answer.already:
        assert now is not None
        assert wish.granted(now, None)
    assert answer.ways or reasons(answer, records)


def check_wish(wish: Wish, way: Way, target_now: str | None) -> None:
    """The wish is granted, said in other words than the code says it."""
    outcome, target = way.row.outcome, way.row.target_id
    match wish.kind:
        case "insert":
            assert outcome == "insert"
        case "update":
            assert (outcome in ("update", "unchanged"), target) == (True, wish.record_id)
        case "update_other":
            assert outcome in ("update", "unchanged")
            assert target not in (None, target_now)
        case _:
            assert outcome in ("insert", "update", "unchanged")


def check_one_thing_is_changed(way: Way, request: Any, assumptions: Assumptions, index: int) -> None:
    """The list, or one setting, or keys of the one row."""
    same_rows = [each == other for each, other in zip(way.request.rows, request.rows, strict=True)]
    assert all(same for place, same in enumerate(same_rows) if place != index or way.kind != "row")
    assert (way.request.duplicate_check_fields == request.duplicate_check_fields) or way.kind == "order"
    settings_now, settings_then = assumptions.settings, way.assumptions.settings
    assert sum(settings_now[rule] != settings_then[rule] for rule in settings_now) == int(way.kind == "assumption")
    if way.kind == "row":
        one, other = request.rows[index], way.request.rows[index]
        keys = {key for key in {*one, *other} if key not in one or key not in other or one[key] is not other[key]}
        assert keys <= {edit.api_name for edit in way.edits}
        assert len(way.edits) == way.size
