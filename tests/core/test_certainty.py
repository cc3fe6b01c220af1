"""How sure a row is, and which switches it depends on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import (
    COMPANY,
    LAST_NAME,
    LEADS,
    MOBILE,
    PHONE,
    MemoryIndex,
    body,
    errors_in,
    field,
    forecast_of,
    last_of,
    module,
    record,
    row,
)
from tests.drawn import few_of, some_of
from tui.core.forecast import Forecast, forecast, forecast_on_its_way, forecast_row_by_row
from tui.core.records import CachedRecords
from tui.core.row_forecast import RowForecast
from tui.core.rules import RULES, SWITCHES, Assumptions, Certainty

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.payload.request import UpsertRequest


def test_an_ordinary_hit_on_the_email_of_one_record_is_documented() -> None:
    found = last_of(row(Email="a@x.test"), stored=[record(1, Email="a@x.test"), record(2, Email="b@x.test")])
    assert (found.certainty.word, found.depends_on) == ("documented", ())
    assert found.rules == ("match.first_field_wins", "order.default")


def test_an_ordinary_insert_is_documented() -> None:
    found = last_of(row(Email="z@x.test"), stored=[record(1, Email="a@x.test")])
    assert (found.certainty.word, found.rules, found.depends_on) == ("documented", ("match.none_inserts",), ())


@each_case(
    ("sent", "depends_on"),
    [
        ({"Email": "A@x.test"}, ["match.case_system"]),
        ({"Email": " a@x.test"}, ["match.whitespace"]),
        ({"Phone": "5 "}, ["match.whitespace"]),
        ({"Email": "twin@x.test"}, ["match.several"]),
        ({"Email": ""}, ["match.blank_skipped", "write.empty_string_clears"]),
        ({"id": "1", "Email": "a@x.test"}, ["match.explicit_id"]),
    ],
)
def test_a_row_that_a_switch_would_turn_is_assumed_and_depends_on_it(
    sent: dict[str, Any], depends_on: list[str]
) -> None:
    stored = [record(1, Email="a@x.test"), record(2, Phone="5"), record(3, Email="twin@x.test")]
    stored.append(record(4, Email="twin@x.test", Modified_Time="2024-01-01T00:00:00Z"))
    found = last_of(row(**sent), stored=stored)
    assert (found.certainty.word, list(found.depends_on)) == ("assumed", depends_on)
    assert set(depends_on) <= set(found.rules)


def test_leaving_out_a_mandatory_field_makes_an_update_depend_on_the_rule_for_it() -> None:
    found = last_of({"Email": "a@x.test"}, stored=[record(1, Email="a@x.test")])
    assert found.depends_on == ("valid.mandatory_update",)


def test_a_row_on_a_record_of_the_same_call_depends_on_the_rule_for_it() -> None:
    found = forecast_of(row(Email="a@x.test"), row(Email="a@x.test", Company="c"))
    assert [each.depends_on for each in found.rows] == [(), ("match.same_batch_new",)]


def test_dependence_is_over_the_whole_call() -> None:
    stored = [record(1, Email="twin@x.test"), record(2, Email="twin@x.test", Modified_Time="2024-01-01T00:00:00Z")]
    found = forecast_of(row(Email="twin@x.test", Phone="5"), row(Phone="5"), stored=stored)
    assert found.rows[1].target_id == "1"
    assert "match.several" in found.rows[1].depends_on


def test_a_row_depends_on_what_turned_an_earlier_one_also_where_rows_between_them_go_alike() -> None:
    stored = [record(1, Phone="5"), record(2, Phone="5", Modified_Time="2024-01-01T00:00:00Z")]
    sent = (row(Phone="5", Email="a@x.test"), row(Company="c"), row(Email="a@x.test"))
    found = forecast_of(*sent, stored=stored)
    assert [each.target_id for each in found.rows] == ["1", None, "1"]
    assert ["match.several" in each.depends_on for each in found.rows] == [True, False, True]


def test_an_order_that_a_switch_would_turn_counts_only_where_it_turns_the_row() -> None:
    stored = [record(1, Phone="1"), record(2, Mobile="2")]
    assert "order.metadata_sequence" in last_of(row(Phone="1", Mobile="2"), stored=stored).depends_on
    assert "order.metadata_sequence" not in last_of(row(Phone="1"), stored=stored).depends_on


def test_a_list_of_a_wrong_name_depends_on_what_the_wrong_name_does() -> None:
    found = forecast_of(row(), row(Email="a@x.test"), check=["Nowhere"])
    assert [each.depends_on for each in found.rows] == [("order.unknown_name_effect",)] * 2


def test_an_empty_list_depends_on_its_reading_where_the_system_field_decides() -> None:
    found = forecast_of(row(Email="a@x.test"), row(Phone="9"), check=[], stored=[record(1, Email="a@x.test")])
    assert [each.depends_on for each in found.rows] == [("order.empty_list",), ()]


def test_update_against_unchanged_counts_as_a_change_of_outcome() -> None:
    held = {"Last_Name": "Ode", "Company": "c"}
    stored = [record(1, Email="a@x.test", **held), record(2, Email="a@x.test", Modified_Time="2024-01-01T00:00:00Z")]
    found = forecast_of(row(Email="a@x.test", Company="c"), row(id="1", Company="c"), stored=stored)
    assert found.rows[0].outcome == "unchanged"
    assert found.rows[0].depends_on == ("match.several",)


@each_case(
    ("sent", "rule", "setting"),
    [("A@x.test", "match.case_system", "respect"), (" a@x.test", "match.whitespace", "exact")],
)
def test_another_setting_is_any_but_the_one_in_force(sent: str, rule: str, setting: str) -> None:
    found = last_of(row(Email=sent), stored=[record(1, Email="a@x.test")], assume=f"{rule}={setting}")
    assert (found.outcome, found.depends_on, found.certainty.word) == ("insert", (rule,), "assumed")


def test_error_codes_count_as_an_outcome() -> None:
    of = module(LAST_NAME, field("Email", "email"), PHONE)
    found = last_of({"Email": "x", "Last_Name": ""}, of=of)
    assert (errors_in(found), found.depends_on) == ([("INVALID_DATA", "Email")], ("valid.stages",))


@each_case(
    ("sent", "rule", "certainty"),
    [
        ({"Email": "x"}, "valid.format", "documented"),
        ({"Email": 5}, "valid.type", "documented"),
        ({"Email": "b@x.test", "Phone": "5"}, "conflict.unique_taken", "documented"),
    ],
)
def test_an_error_rests_on_the_rule_of_the_step_that_refused_it(sent: Any, rule: str, certainty: str) -> None:
    found = last_of(row(**sent), stored=[record(1, Phone="5"), record(2, Email="b@x.test")])
    assert (found.rules[0], found.certainty.word) == (rule, certainty)


def test_rules_name_what_ended_the_row_then_what_placed_the_field_then_what_it_depends_on() -> None:
    found = last_of(row(Phone="5 "), stored=[record(1, Phone="5")], check=["Email"])
    assert found.rules == ("match.first_field_wins", "order.appended", "match.whitespace")


def test_without_counterfactuals_nothing_else_changes() -> None:
    index = MemoryIndex([record(1, Email="a@x.test"), record(2, Email="a@x.test")])
    request, of = body(row(Email="A@x.test"), {}, row(Email="b@x.test")), module(LAST_NAME, field("Email", "email"))
    quick, full = forecast(request, of, index, counterfactuals=False), forecast(request, of, index)
    assert [gist(each) for each in quick.rows] == [gist(each) for each in full.rows]
    assert quick.response == full.response
    assert {each.depends_on for each in quick.rows} == {()}


# --- by brute force --------------------------------------------------------------------------------------------------


def gist(found: RowForecast) -> tuple[Any, ...]:
    """What has to change for a switch to matter."""
    codes = [code for code, _ in errors_in(found)] if found.errors else []
    return found.outcome, found.target_id, found.duplicate_field, codes


def by_brute_force(request: UpsertRequest, of: Module, index: MemoryIndex, base: Forecast) -> list[list[str]]:
    """For each row, the rules of which another setting, in a whole forecast of its own, changes the gist."""
    depends: list[list[str]] = [[] for _ in base.rows]
    records = CachedRecords(index)  # what is looked up is the same under every setting
    for rule, switch in SWITCHES.items():
        for value in switch.values:
            if value == base.assumptions[rule]:
                continue
            other = forecast(request, of, records, base.assumptions.having(rule, value), counterfactuals=False)
            for place, mine in enumerate(base.rows):
                turned = bool(other.call_errors) or gist(other.rows[place]) != gist(mine)
                if turned and rule not in depends[place] and mine.outcome != "not_known":
                    depends[place].append(rule)
    return depends


ENGINE = settings.get_profile("engine")

MODULES = st.sampled_from(
    [
        module(LAST_NAME, field("Email", "email", unique=email_unique), PHONE, COMPANY, *key, MOBILE)
        for email_unique in (False, True)
        for key in ((), (field("Key", external=True),), (field("Key", external=True, update=False),))
    ]
)
BLANKS = (None, "", " ")
EMAILS = ("a@x.test", "A@x.test", " a@x.test", "b@x.test", "c@x.test", "nowhere", *BLANKS)
KEYS = ("1", "1 ", "2", "3", "k", "K", 5, *BLANKS)
ROWS = some_of(
    {
        "id": ("1", "2", 3, "new-1", "99", None, ""),
        "Email": EMAILS,
        "Phone": KEYS,
        "Mobile": KEYS,
        "Key": KEYS,
        "Last_Name": ("Ode", "Ode", ""),
        "Company": ("c", "d"),
    }
)
TIMES = ("2024-01-01T00:00:00+00:00", "2024-01-01T03:00:00+05:30", "2023-06-01T00:00:00Z", None)
HELD = {"Email": EMAILS, "Phone": KEYS, "Mobile": KEYS, "Key": KEYS, "Created_Time": TIMES, "Modified_Time": TIMES}
STORED = st.lists(some_of(HELD), max_size=5).map(
    lambda records: [record(number, **values) for number, values in enumerate(records, 1)]
)
CHECKS = st.none() | few_of(("Email", "Phone", "Mobile", "Key", "Company", "email"), 3)
COVERED = st.none() | st.fixed_dictionaries(
    {}, optional={name: few_of((*KEYS, *EMAILS), 4) for name in ("Email", "Phone", "Mobile", "id")}
)
ASSUMPTIONS = few_of([(rule, value) for rule, switch in SWITCHES.items() for value in switch.values], 3).map(
    lambda pairs: Assumptions.layered(chosen=dict(pairs))
)


@settings(ENGINE, max_examples=max(150, ENGINE.max_examples))
@given(MODULES, st.lists(ROWS, min_size=1, max_size=4), STORED, CHECKS, COVERED, ASSUMPTIONS)
def test_depends_on_is_what_running_every_other_setting_finds(
    of: Module,
    rows: list[dict[str, Any]],
    stored: list[dict[str, Any]],
    check: list[str] | None,
    covers: dict[str, list[Any]] | None,
    assumptions: Assumptions,
) -> None:
    request, index = body(*rows, check=check), MemoryIndex(stored, covers)
    base = forecast(request, of, index, assumptions)
    assert [list(each.depends_on) for each in base.rows] == by_brute_force(request, of, index, base)


@ENGINE
@given(MODULES, st.lists(ROWS, min_size=1, max_size=4), STORED, CHECKS, COVERED)
def test_the_certainty_is_that_of_the_weakest_deciding_rule(
    of: Module,
    rows: list[dict[str, Any]],
    stored: list[dict[str, Any]],
    check: list[str] | None,
    covers: dict[str, list[Any]] | None,
) -> None:
    for found in forecast(body(*rows, check=check), of, MemoryIndex(stored, covers)).rows:
        if found.outcome == "not_known":
            assert (found.certainty.word, found.rules, found.depends_on) == ("assumed", (), ())
            continue
        deciding = [rule for rule in found.rules if rule not in SWITCHES or rule in found.depends_on]
        assert found.certainty is Assumptions().weakest(deciding)
        assert set(found.depends_on) <= set(found.rules) <= set(RULES)
        assert not any(rule.startswith("write.") for rule in found.rules if rule not in found.depends_on)


def test_the_rows_of_several_calls_depend_on_the_same_whether_they_are_kept_or_not() -> None:
    index = MemoryIndex([record(1, Email="a@x.test"), record(2, Email="a@x.test")])
    values = ("a@x.test", "b@x.test", "B@x.test", "c@x.test")
    rows = [row(Email=values[place % 4] if place % 3 else f"{place // 9}@x.test", Phone="") for place in range(230)]
    request, of = body(*rows), module(LAST_NAME, field("Email", "email"), PHONE)
    whole = forecast(request, of, index, split=True)
    assert len({each.depends_on for each in whole.rows}) > 3
    for first in (0, 110):
        *_, last = forecast_on_its_way(request, of, index, split=True, first=partial(int, first))
        assert last == whole


def test_a_forecast_on_its_way_says_of_a_row_what_the_whole_says_or_that_it_is_not_computed_yet() -> None:
    index = MemoryIndex([record(1, Email="a@x.test"), record(2, Email="a@x.test")])
    request = body(row(Email="A@x.test"), {}, row(Email="b@x.test"), row(Email="a@x.test", Phone=""), row(Email=""))
    of = module(LAST_NAME, field("Email", "email"), PHONE)
    whole = forecast(request, of, index)

    *parts, last = forecast_on_its_way(request, of, index, first=lambda: 2)

    assert last == whole
    assert [part.complete for part in parts] == [False, False]
    for computed, part in zip((0, 2), parts, strict=True):
        assert part.rows[:computed] == whole.rows[:computed]
        assert {each.certainty for each in part.rows[computed:]} == {Certainty.NOT_COMPUTED}
        for mine, final in zip(part.rows[computed:], whole.rows[computed:], strict=True):
            assert replace(mine, certainty=final.certainty, rules=final.rules, depends_on=final.depends_on) == final
    with_header = replace(request, if_unmodified_since="2026-01-01T00:00:00Z")  # any row may refuse the whole call
    assert len(list(forecast_on_its_way(with_header, of, index, first=lambda: 2))) == 2


def test_a_forecast_on_its_way_is_said_once_where_there_is_no_row_and_twice_where_none_comes_first() -> None:
    index = MemoryIndex([])
    assert [len([*forecast_on_its_way(body(*rows), LEADS, index)]) for rows in ((), (row(), row()))] == [1, 2]


@each_case(("rows", "some", "parts"), [(2, 0, 2), (2, 1, 3), (2, 2, 2), (5, 2, 3), (5, 3, 2), (2, -1, 2)])
def test_rows_that_come_first_are_told_by_themselves_where_they_are_at_most_half(
    rows: int, some: int, parts: int
) -> None:
    on_its_way = forecast_on_its_way(body(*[row()] * rows), LEADS, MemoryIndex([]), first=lambda: some)
    assert len([*on_its_way]) == parts


def test_call_if_unmodified__a_refused_call_on_its_way_is_said_once_and_has_no_rows() -> None:
    index = MemoryIndex([record(1, Email="a@x.test", Modified_Time="2026-03-01T10:00:00Z")])
    request = replace(body(row(Email="a@x.test")), if_unmodified_since="2026-02-01T10:00:00Z")
    (made,) = forecast_on_its_way(request, LEADS, index)
    assert ([error.code for error in made.call_errors], made.rows) == (["ALREADY_MODIFIED"], ())


def test_a_payload_is_one_call_unless_it_is_to_be_split_however_its_rows_are_handed_on() -> None:
    request, index, kept = body(*[row()] * 101), MemoryIndex([]), list[RowForecast]()
    made = (
        forecast(request, LEADS, index),
        forecast_row_by_row(request, LEADS, index, put=kept.append).forecast,
        *forecast_on_its_way(request, LEADS, index),
    )
    assert [[error.code for error in each.call_errors] for each in made] == [["LIMIT_EXCEEDED"]] * 3
    assert not kept


def test_call_if_unmodified__rows_that_are_gone_over_twice_say_what_those_of_the_whole_say() -> None:
    held = record(1, Email="a@x.test", Phone="1", Modified_Time="2026-01-01T00:00:00Z")
    twin = record(2, Email="a@x.test", Modified_Time="2026-03-01T00:00:00Z")  # with match.several=newest it is refused
    request = replace(
        body(row(Email="a@x.test"), row(Email="new@x.test", Mobile="5"), row(Phone="9"), check=["Email"]),
        if_unmodified_since="2026-02-01T00:00:00Z",
    )
    index, kept = MemoryIndex([held, twin, record(3, Phone="9")], absent_fields=True), list[RowForecast]()
    whole = forecast(request, LEADS, index)
    outline = forecast_row_by_row(request, LEADS, index, put=kept.append)
    assert replace(outline.forecast, rows=tuple(kept)) == whole
    assert [each.depends_on for each in kept] == [("match.several",), (), ("match.several",)]
    assert [notice.rule for notice in whole.warnings] == ["data.absent_field", "call.if_unmodified"]
