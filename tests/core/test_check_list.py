"""The list of check fields as people edit it: what is shown in which order, and what ticks and moves make of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each_case
from tests.core.helpers import CONTACTS, LEADS, MemoryIndex, body, field, module, row
from tui.core.forecast import forecast
from tui.core.tried_unique import trying
from tui.core.views.check_list import CheckList, check_list

if TYPE_CHECKING:
    from tui.core.metadata import Module


def made(check: list[str] | None, of: Module = LEADS) -> CheckList:
    request = body(row(), check=check)
    return check_list(of, request, forecast(request, of, MemoryIndex([])))


def shown(edited: CheckList) -> list[tuple[str, int | None]]:
    return [(line.api_name, line.place) for line in edited.rows]


# --- what is shown ---------------------------------------------------------------------------------------------------


@each_case(("check", "state"), [(None, "absent"), ([], "empty"), (["Email"], "listed")])
def test_the_three_states_are_told_apart(check: list[str] | None, state: str) -> None:
    assert made(check).state == state


def test_listed_fields_come_first_then_what_zoho_adds_then_what_else_can_be_listed() -> None:
    assert shown(made(["Mobile"])) == [("Mobile", 1), ("Phone", None), ("Email", None)]
    assert made(["Mobile"]).effective == ("Mobile", "Phone")


def test_without_a_list_fields_stand_in_the_order_in_which_they_are_tried() -> None:
    assert shown(made(None)) == [("Email", None), ("Phone", None), ("Mobile", None)]


def test_a_name_that_is_no_field_is_shown_as_it_is_listed() -> None:
    line = made(["Nobody", "Email"]).rows[0]
    assert (line.api_name, line.kind, line.data_type, line.place) == ("Nobody", "", "", 1)
    assert line.label


def test_a_field_that_cannot_be_checked_is_shown_without_a_kind() -> None:
    line = made(["Company"]).rows[0]
    assert (line.kind, line.data_type) == ("", "text")


def test_kinds_are_system_unique_and_external() -> None:
    mail = field("Email", "email", field_label="E-mail")
    of = module(mail, field("Code", unique=True), field("Outside", external=True))
    assert [line.kind for line in made(None, of).rows] == ["system", "unique", "external"]
    assert [line.label for line in made(["Email", "Moon"], of).rows][:2] == ["E-mail", "no such field"]


def test_a_field_that_is_listed_twice_is_one_line_at_its_first_place() -> None:
    assert shown(made(["Phone", "Email", "Phone"]))[:2] == [("Phone", 1), ("Email", 2)]


def test_a_forecast_of_another_module_says_nothing_about_this_one() -> None:
    request = body(row(), check=None)
    other = check_list(CONTACTS, request, forecast(request, LEADS, MemoryIndex([])))
    assert [line.api_name for line in other.rows] == ["Email", "Phone"]
    assert other.effective == ()


def test_without_a_request_every_field_that_can_be_listed_is_shown() -> None:
    assert shown(check_list(LEADS, None, None)) == [("Email", None), ("Phone", None), ("Mobile", None)]
    assert check_list(LEADS, None, None).state == "absent"


def test_a_field_that_is_tried_as_unique_is_marked_and_one_that_is_tried_as_none_is_not() -> None:
    tried = replace(trying(LEADS, ["Company", "Phone"]), tried=("Company", "Phone", "Email"))
    kinds = {line.api_name: line.kind for line in made(["Phone"], tried).rows}
    assert kinds == {"Phone": "", "Email": "system", "Mobile": "unique", "Company": "unique (tried)"}


# --- ticks -----------------------------------------------------------------------------------------------------------


def test_a_tick_puts_a_field_at_the_end_and_the_next_takes_it_off() -> None:
    assert made(["Phone"]).toggled("Email") == ("Phone", "Email")
    assert made(["Phone", "Email"]).toggled("Phone") == ("Email",)
    assert made(["Phone"]).toggled("Phone") == ()
    assert made(None).toggled("Mobile") == ("Mobile",)


# --- moves -----------------------------------------------------------------------------------------------------------


def test_a_move_within_the_list_reorders_it_and_lists_nothing_else() -> None:
    assert made(["Email", "Phone"]).moved("Phone", 0) == ("Phone", "Email")
    assert made(["Email", "Phone", "Mobile"]).moved("Email", 2) == ("Phone", "Mobile", "Email")


def test_a_field_from_below_joins_the_list_where_it_is_put() -> None:
    assert made(["Email", "Phone"]).moved("Mobile", 0) == ("Mobile", "Email", "Phone")
    assert made(["Email", "Phone"]).moved("Mobile", 1) == ("Email", "Mobile", "Phone")


def test_from_an_absent_list_what_is_tried_before_the_place_is_listed_too() -> None:
    assert made(None).moved("Mobile", 1) == ("Email", "Mobile")
    assert made([]).moved("Mobile", 0) == ("Mobile",)


def test_a_place_beyond_the_ends_is_the_end() -> None:
    assert made(["Email", "Phone"]).moved("Phone", -9) == ("Phone", "Email")
    assert made(["Email", "Phone"]).moved("Email", 99) == ("Phone", "Mobile", "Email")


NAMES = ["Email", "Phone", "Mobile", "Company", "Nobody"]
CHECKS = st.none() | st.lists(st.sampled_from(NAMES), max_size=4, unique=True)


@given(CHECKS, st.data(), st.integers(-1, 6))
def test_after_a_move_the_field_is_listed_where_it_was_put_and_the_others_keep_their_order(
    check: list[str] | None, data: st.DataObject, to: int
) -> None:
    before = made(check)
    names = [line.api_name for line in before.rows]
    name = data.draw(st.sampled_from(names))
    after = list(before.moved(name, to))
    assert after.index(name) == max(0, min(to, len(names) - 1))
    assert set(check or ()) <= set(after)
    others = [other for other in after if other != name]
    assert others == [other for other in names if other in others]
    assert [line.api_name for line in made(after).rows][: len(after)] == after


@given(CHECKS, st.data())
def test_two_ticks_leave_the_same_fields_listed(check: list[str] | None, data: st.DataObject) -> None:
    before = made(check)
    name = data.draw(st.sampled_from([line.api_name for line in before.rows]))
    twice = made(list(before.toggled(name))).toggled(name)
    assert set(twice) == set(check or ())


def test_a_list_that_is_edited_looks_at_once_as_it_will_as_far_as_it_is_listed() -> None:
    for names in (("Phone", "Email"), ("Mobile",), (), None):
        edited, real = made(["Email"]).having(names), made(None if names is None else list(names))
        assert (edited.listed, edited.state) == (real.listed, real.state)
        assert [line for line in shown(edited) if line[1]] == [line for line in shown(real) if line[1]]
        assert {name for name, _ in shown(edited)} == {name for name, _ in shown(real)}
