"""Rules write.*: what a row changes of its target, and what the call costs and sets off."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.core.helpers import (
    COMPANY,
    EMAIL,
    FIELDS,
    LAST_NAME,
    TAGS,
    change_of,
    field,
    forecast_of,
    last_of,
    module,
    record,
    row,
    warned,
)
from tui.core.rules import RULES

if TYPE_CHECKING:
    from tui.core.metadata import FieldMetadata

VALUE = field("Value")


def written(sent: Any, stored: Any, of_field: FieldMetadata = VALUE, **others: Any) -> tuple[str, Any, Any]:
    """Kind, before and after, where the row matches by Email a record that holds ``stored``."""
    of = module(LAST_NAME, EMAIL, of_field)
    held = {} if stored is ABSENT else {of_field.api_name: stored}
    found = last_of(
        {"Email": "a@x.test", of_field.api_name: sent, **others}, of=of, stored=[record(1, Email="a@x.test", **held)]
    )
    assert found.outcome == ("unchanged" if change_of(found, of_field.api_name)[0] == "same" else "update")
    return change_of(found, of_field.api_name)


ABSENT = object()


# --- what changes ----------------------------------------------------------------------------------------------------


def test_write_partial__only_the_keys_present_in_the_row_change() -> None:
    stored = [record(1, Email="a@x.test", Company="c", Last_Name="l")]
    found = last_of({"Email": "a@x.test", "Company": "d"}, stored=stored)
    assert [(each.api_name, each.kind) for each in found.changes] == [("Email", "same"), ("Company", "changed")]
    later = last_of({"Email": "a@x.test", "Company": "d"}, row(Email="a@x.test", Company="d"), stored=stored)
    assert change_of(later, "Last_Name") == ("changed", "l", "Ode")
    assert change_of(later, "Company") == ("same", "d", "d")


def test_write_partial__the_changes_stand_in_the_order_of_the_row() -> None:
    found = last_of({"Company": "d", "Last_Name": "l", "Email": "b@x.test"})
    assert [(each.api_name, each.kind) for each in found.changes] == [
        ("Company", "added"),
        ("Last_Name", "added"),
        ("Email", "added"),
    ]


def test_write_null_clears__null_clears_a_field() -> None:
    assert written(None, "x") == ("cleared", "x", None)


def test_write_null_clears__what_was_cleared_is_gone_for_later_rows() -> None:
    stored = [record(1, Email="a@x.test", Company="c")]
    found = last_of({"Email": "a@x.test", "Company": None}, {"Email": "a@x.test", "Company": "d"}, stored=stored)
    assert change_of(found, "Company") == ("added", None, "d")


def test_write_empty_string_clears__an_empty_string_clears_a_field() -> None:
    assert written("", "x") == ("cleared", "x", None)


def test_write_empty_string_clears__an_empty_list_clears_a_multi_select() -> None:
    assert written([], ["a"], TAGS) == ("cleared", ["a"], None)


ODD = "jsonsomething"  # a JSON type that nobody told us, so that any value passes


@each_case(
    ("data_type", "json_type", "sent", "stored", "change"),
    [
        ("ownerlookup", None, "7", {"id": "8"}, ("changed", {"id": "8"}, {"id": "7"})),
        ("ownerlookup", None, 7, None, ("added", None, {"id": "7"})),
        ("ownerlookup", None, None, {"id": "8"}, ("cleared", {"id": "8"}, None)),
        ("ownerlookup", None, "ada@x.test", {"id": "8"}, ("same", {"id": "8"}, {"id": "8"})),
        ("ownerlookup", None, {"name": "Ada"}, {"id": "8"}, ("same", {"id": "8"}, {"id": "8"})),
        ("lookup", None, "7", {"id": "8"}, ("changed", {"id": "8"}, {"id": "7"})),
        ("lookup", None, {"id": "7"}, {"id": "7", "name": "Ode"}, ("same", {"id": "7", "name": "Ode"}, {"id": "7"})),
        ("lookup", ODD, "Ode", {"id": "8"}, ("changed", {"id": "8"}, "Ode")),
        ("multi_module_lookup", ODD, "7", None, ("added", None, "7")),
        ("something_new", None, {"name": "Ada"}, None, ("added", None, {"name": "Ada"})),
        ("something_new", None, [], {"a": 1}, ("cleared", {"a": 1}, None)),
        ("text", None, "7", None, ("added", None, "7")),
        ("subform", ODD, "no list", [{"id": "1"}], ("changed", [{"id": "1"}], "no list")),
    ],
)
def test_write_partial__what_a_value_makes_of_the_one_that_is_stored(
    data_type: str, json_type: str | None, sent: Any, stored: Any, change: tuple[str, Any, Any]
) -> None:
    assert written(sent, stored, field("Value", data_type, json_type=json_type)) == change


# --- write.append_values ---------------------------------------------------------------------------------------------


def appended(sent: Any, stored: Any, flag: Any = True) -> tuple[str, Any, Any]:
    return written(sent, stored, TAGS, **{"$append_values": {"Interests": flag}})


def test_write_append_values__true_adds_the_new_values_after_the_stored_ones() -> None:
    assert appended(["c", "a", "d"], ["b", "a"]) == ("appended", ["b", "a"], ["b", "a", "c", "d"])


@each_case("flag", [False, None, "true", 1])
def test_write_append_values__anything_but_true_replaces(flag: Any) -> None:
    assert appended(["c"], ["a"], flag) == ("changed", ["a"], ["c"])


@each_case("append", [None, [], "Interests", {"Other": True}])
def test_write_append_values__absent_or_of_another_shape_replaces(append: Any) -> None:
    assert written(["c"], ["a"], TAGS, **{"$append_values": append}) == ("changed", ["a"], ["c"])


@each_case("nothing", [None, []])
def test_write_append_values__null_and_an_empty_list_add_nothing(nothing: Any) -> None:
    assert appended(nothing, ["a"]) == ("same", ["a"], ["a"])


def test_write_append_values__values_that_are_there_already_change_nothing() -> None:
    assert appended(["a", "a"], ["b", "a"]) == ("same", ["b", "a"], ["b", "a"])


@each_case("stored", [ABSENT, None, []])
def test_write_append_values__to_nothing_is_the_list_as_sent(stored: Any) -> None:
    assert appended(["a", "b"], stored)[2] == ["a", "b"]


def test_write_append_values__only_a_multi_select_appends() -> None:
    append = {"$append_values": {"Value": True}}
    assert written("b", "a", VALUE, **append) == ("changed", "a", "b")
    assert written(["b"], ["a"], field("Value", "something_new"), **append) == ("changed", ["a"], ["b"])


def test_write_append_values__to_a_single_text_adds_behind_it() -> None:
    assert appended(["b"], "a") == ("appended", "a", ["a", "b"])
    assert appended(["b"], "") == ("appended", "", ["b"])


def test_write_append_values__an_insert_takes_the_list_as_sent() -> None:
    found = last_of(row(Interests=["b", "a"], **{"$append_values": {"Interests": True}}))
    assert change_of(found, "Interests") == ("added", None, ["b", "a"])


def test_write_append_values__later_rows_see_what_was_appended() -> None:
    sent = [{"Email": "a@x.test", "Interests": [tag], "$append_values": {"Interests": True}} for tag in ("b", "c")]
    found = last_of(*sent, stored=[record(1, Email="a@x.test", Interests=["a"])])
    assert change_of(found, "Interests") == ("appended", ["a", "b"], ["a", "b", "c"])


def test_write_append_values__warns_of_entries_that_do_not_append() -> None:
    found = last_of(row(**{"$append_values": {"Interests": "true", "Company": True}}))
    assert warned(found) == [("write.append_values", "Interests"), ("write.append_values", "Company")]


@each_case("sent", ["ab", {"a": 1}, 5, [[1], [1]], [{"a": 1}]])
def test_write_append_values__a_multi_select_of_an_odd_json_type_is_replaced_or_appended_but_never_fails(
    sent: Any,
) -> None:
    odd = field("Value", "multiselectpicklist", json_type="jsonsomething")
    assert written(sent, ["a"], odd, **{"$append_values": {"Value": True}})[1] == ["a"]


# --- write.unchanged -------------------------------------------------------------------------------------------------


def test_write_unchanged__a_row_that_changes_nothing_still_answers_update() -> None:
    found = forecast_of(row(Email="a@x.test"), stored=[record(1, Email="a@x.test", Last_Name="Ode")])
    assert (found.rows[0].outcome, found.summary.unchanged) == ("unchanged", 1)
    assert found.response["data"][0] == {
        "code": "SUCCESS",
        "duplicate_field": "Email",
        "action": "update",
        "details": {"id": "1"},
        "message": "record updated",
        "status": "success",
    }


def test_write_reply_time__an_insert_answers_with_the_id_that_its_record_gets() -> None:
    assert forecast_of(row(Email="b@x.test")).response["data"][0] == {
        "code": "SUCCESS",
        "duplicate_field": None,
        "action": "insert",
        "details": {"id": "new-1"},
        "message": "record added",
        "status": "success",
    }


def test_write_unchanged__a_row_of_nothing_but_an_id_changes_nothing() -> None:
    assert last_of({"id": "1"}, stored=[record(1)]).outcome == "unchanged"


@each_case(("sent", "stored"), product([None, "", []], [ABSENT, None, "", []]))
def test_write_unchanged__two_empty_values_are_equal(sent: Any, stored: Any) -> None:
    free = field("Value", "something_new")
    assert written(sent, stored, free)[0] == "same"


@each_case(("sent", "stored"), [("Ode", "ode"), ("Ode", "Ode "), ("e\u0301", "é"), (" ", None), ("", " ")])
def test_write_unchanged__letter_case_white_space_and_writing_count(sent: Any, stored: Any) -> None:
    assert written(sent, stored)[0] != "same"


def test_write_unchanged__they_count_also_in_the_check_field_that_matched() -> None:
    found = last_of({"Email": "ANN@x.test"}, stored=[record(1, Email="ann@x.test")])
    assert (found.outcome, change_of(found, "Email")) == ("update", ("changed", "ann@x.test", "ANN@x.test"))


@each_case(
    ("sent", "stored", "same"),
    [(["a", "b"], ["b", "a"], True), (["a", "a"], ["a"], True), (["a"], ["a", "b"], False), (["A"], ["a"], False)],
)
def test_write_unchanged__multi_selects_compare_as_sets(sent: Any, stored: Any, same: bool) -> None:
    assert (written(sent, stored, TAGS)[0] == "same") is same


@each_case(
    "data_type", ["lookup", "ownerlookup", "userlookup", "multi_module_lookup", "profilelookup", "consent_lookup"]
)
def test_write_unchanged__lookups_and_owners_compare_by_id(data_type: str) -> None:
    link = field("Value", data_type)
    assert written({"id": "7"}, {"id": "7", "name": "Ada Ode"}, link)[0] == "same"
    assert written({"id": "7", "name": "n"}, {"id": "8", "name": "n"}, link)[0] == "changed"
    assert written({"id": 7}, {"id": "7"}, link)[0] == "same"


def test_write_unchanged__an_owner_given_as_a_bare_id_is_that_owner() -> None:
    assert written("7", {"id": "7", "name": "Ada Ode"}, field("Owner", "ownerlookup"))[0] == "same"


@each_case(
    ("sent", "stored", "data_type", "same"),
    [
        (5, 5.0, "double", True),
        (5, 6, "double", False),
        (True, True, "boolean", True),
        (True, 1, "boolean", False),
        (False, None, "boolean", False),
        (0, None, "integer", False),
        ("2024-01-01T00:00:00+00:00", "2024-01-01T05:30:00+05:30", "datetime", True),
        ("2024-01-01T00:00:00+00:00", "2024-01-01T05:30:01+05:30", "datetime", False),
        ("2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00", "datetime", False),
        ("2024-01-01T00:00:00", "2024-01-01T00:00:00", "datetime", True),
        (123, "123", "bigint", True),
        ("0123", 123, "bigint", False),
        ([{"b": 1, "a": 2}], [{"a": 2, "b": 1}], "something_new", True),
        ([{"a": 1}, {"a": 2}], [{"a": 2}, {"a": 1}], "something_new", False),
    ],
)
def test_write_unchanged__everything_else_compares_exactly(sent: Any, stored: Any, data_type: str, same: bool) -> None:
    assert (written(sent, stored, field("Value", data_type))[0] == "same") is same


def test_kinds_of_changes_on_an_insert() -> None:
    found = last_of(row(Email="b@x.test", Company=None))
    assert change_of(found, "Email") == ("added", None, "b@x.test")
    assert change_of(found, "Company") == ("same", None, None)


# --- what it costs and sets off --------------------------------------------------------------------------------------


@each_case(("rows", "spent"), [(1, 1), (10, 1), (11, 2), (100, 10), (101, 11), (199, 20), (205, 21)])
def test_write_cost__ten_records_or_part_of_ten_cost_one_credit(rows: int, spent: int) -> None:
    assert forecast_of(*[row()] * rows, split=True).summary.credits == spent


def test_write_cost__refused_rows_cost_like_any_others() -> None:
    assert forecast_of(*[{}] * 11).summary.credits == 2


def test_write_triggers__are_sent_as_they_are_and_change_no_outcome() -> None:
    assert "cadences" in RULES["write.triggers"].sentence.casefold()
    assert forecast_of(row(), of=module(*FIELDS, COMPANY)).rows[0].outcome == "insert"


@each_case("rule", [rule for rule in RULES if rule.startswith("write.")])
def test_write_rules_never_decide_a_row(rule: str) -> None:
    sent = [row(Email="a@x.test", Company=None), row(Email="a@x.test", Interests=["b"]), row(Email="a@x.test")]
    for found in forecast_of(*sent, stored=[record(1, Email="a@x.test", Company="c")]).rows:
        assert rule not in found.rules


def test_write_reply_time__the_expected_reply_does_not_promise_a_time() -> None:
    found = forecast_of(row(Email="b@x.test"))
    assert set(found.response["data"][0]["details"]) == {"id"}


@each_case("sent", ["", None])
@each_case("held", ["", None], shared=("sent",))
def test_write_unchanged__nothing_over_nothing_stays_as_it_is_held(sent: Any, held: Any) -> None:
    found = last_of({"id": "1", "Company": sent, "Mobile": "7"}, stored=[record(1, Company=held, Mobile="7")])
    assert found.outcome == "unchanged"
    change = next(each for each in found.changes if each.api_name == "Company")
    assert (change.kind, change.before, change.after) == ("same", held, held)
