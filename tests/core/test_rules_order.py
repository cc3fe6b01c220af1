"""Rules order.*: what is checked, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import (
    COMPANY,
    CONTACTS,
    EMAIL,
    FIELDS,
    LAST_NAME,
    LEADS,
    MOBILE,
    PHONE,
    field,
    forecast_of,
    last_of,
    module,
    noted,
    order_of,
    record,
    row,
    step,
    warned,
)

if TYPE_CHECKING:
    from tui.core.metadata import Module

CODE = field("Code", unique=True)
OUTSIDE = field("Outside_Key", external=True)
WITH_EXTERNAL = module(LAST_NAME, EMAIL, OUTSIDE, PHONE)
ELEVEN = module(*FIELDS, *(field(f"Unique_{number}", unique=True) for number in range(11)))


def entries(of: Module, check: list[str] | None, *assume: str) -> list[tuple[str, str, str, str]]:
    order = forecast_of(row(), of=of, check=check, assume=assume).order
    return [(entry.api_name, entry.kind, entry.origin, entry.rule) for entry in order.entries]


def not_checked(of: Module, check: list[str] | None, *assume: str) -> list[tuple[str, str]]:
    order = forecast_of(row(), of=of, check=check, assume=assume).order
    return [(ignored.api_name, ignored.rule) for ignored in order.not_checked]


def test_order_default__without_the_key_the_system_field_comes_first_then_the_unique_ones() -> None:
    assert entries(LEADS, None) == [
        ("Email", "system", "default", "order.default"),
        ("Phone", "unique", "default", "order.default"),
        ("Mobile", "unique", "default", "order.default"),
    ]
    assert not_checked(LEADS, None) == []


def test_order_default__the_system_field_comes_first_wherever_the_metadata_lists_it() -> None:
    assert order_of(module(PHONE, MOBILE, EMAIL), None) == ["Email", "Phone", "Mobile"]


def test_order_listed__the_listed_fields_come_first_in_the_order_listed() -> None:
    assert entries(LEADS, ["Mobile", "Email"])[:2] == [
        ("Mobile", "unique", "listed", "order.listed"),
        ("Email", "system", "listed", "order.listed"),
    ]


def test_order_appended__a_unique_field_that_is_not_listed_follows_the_listed_ones() -> None:
    assert entries(LEADS, ["Mobile"]) == [
        ("Mobile", "unique", "listed", "order.listed"),
        ("Phone", "unique", "appended", "order.appended"),
    ]


def test_order_appended__listing_never_restricts_which_record_is_hit() -> None:
    found = last_of(row(Email="a@x.test", Phone="1"), stored=[record(7, Phone="1")], check=["Email"])
    assert (found.duplicate_field, found.target_id) == ("Phone", "7")


@each_case(
    ("sent", "hits"),
    [
        ({"Email": " A@x.test"}, [("Email", ("1",), 1), ("Nowhere", (), 0)]),
        ({"Email": " ", "Nowhere": "x"}, [("Email", (), 0), ("Nowhere", (), 0)]),
        ({}, [("Email", (), 0), ("Nowhere", (), 0)]),
    ],
)
def test_a_step_that_is_not_checked_tells_what_its_value_would_have_hit(
    sent: dict[str, str], hits: list[tuple[str, tuple[str, ...], int]]
) -> None:
    found = last_of(row(**sent), stored=[record(1, Email="a@x.test"), record(2)], check=["Phone", "Nowhere"])
    steps = [each for each in found.trace if each.verdict == "not_checked"]
    assert sorted((each.api_name, each.matches, each.count) for each in steps) == hits


def test_order_system_ignored__the_system_field_is_not_checked_unless_listed() -> None:
    assert order_of(LEADS, ["Phone"]) == ["Phone", "Mobile"]
    assert not_checked(LEADS, ["Phone"]) == [("Email", "order.system_ignored")]


def test_order_system_ignored__the_trace_tells_what_the_ignored_field_would_have_hit() -> None:
    found = last_of(row(Email="A@x.test"), stored=[record(1, Email="a@x.test")], check=["Phone"])
    ignored = step(found, "Email")
    assert found.outcome == "insert"
    assert (ignored.verdict, ignored.matches, ignored.count, ignored.rule) == (
        "not_checked",
        ("1",),
        1,
        "order.system_ignored",
    )


def test_order_external__an_external_id_is_checked_like_a_unique_field() -> None:
    assert entries(WITH_EXTERNAL, None) == [
        ("Email", "system", "default", "order.default"),
        ("Outside_Key", "external", "default", "order.external"),
        ("Phone", "unique", "default", "order.default"),
    ]
    assert entries(WITH_EXTERNAL, ["Phone"])[1:] == [("Outside_Key", "external", "appended", "order.external")]


def test_order_external__a_listed_external_id_is_a_listed_field() -> None:
    assert entries(WITH_EXTERNAL, ["Outside_Key"])[0] == ("Outside_Key", "external", "listed", "order.listed")


def test_order_external__a_field_of_two_kinds_is_named_by_the_first_and_placed_by_the_most_special_rule() -> None:
    both = module(EMAIL, field("Key", unique=True, external=True))
    assert entries(both, ["Email"])[1] == ("Key", "unique", "appended", "order.external")


def test_order_metadata_sequence__metadata_adds_fields_in_metadata_order() -> None:
    assert order_of(module(EMAIL, MOBILE, CODE, PHONE), ["Code"]) == ["Code", "Mobile", "Phone"]


def test_order_metadata_sequence__reversed_adds_them_from_the_last_to_the_first() -> None:
    turned = "order.metadata_sequence=reversed"
    assert order_of(WITH_EXTERNAL, None, turned) == ["Email", "Phone", "Outside_Key"]
    assert order_of(module(EMAIL, MOBILE, CODE, PHONE), ["Email"], turned) == ["Email", "Phone", "Code", "Mobile"]


def test_order_metadata_sequence__the_listed_fields_keep_the_order_of_the_list() -> None:
    assert order_of(LEADS, ["Mobile", "Phone"], "order.metadata_sequence=reversed") == ["Mobile", "Phone"]


def test_order_system_marked_unique__appended_checks_the_system_field_like_a_unique_one() -> None:
    assert entries(CONTACTS, ["Phone"]) == [
        ("Phone", "unique", "listed", "order.listed"),
        ("Email", "system", "appended", "order.system_marked_unique"),
    ]
    assert not_checked(CONTACTS, ["Phone"]) == []


def test_order_system_marked_unique__appended_places_it_where_the_metadata_does() -> None:
    middle = module(MOBILE, field("Email", "email", unique=True), PHONE, CODE)
    assert order_of(middle, ["Code"]) == ["Code", "Mobile", "Email", "Phone"]


def test_order_system_marked_unique__ignored_does_not_check_it_but_still_enforces_it() -> None:
    ignored = "order.system_marked_unique=ignored"
    assert order_of(CONTACTS, ["Phone"], ignored) == ["Phone"]
    assert not_checked(CONTACTS, ["Phone"], ignored) == [("Email", "order.system_ignored")]
    found = last_of(
        row(Email="a@x.test"), of=CONTACTS, stored=[record(1, Email="a@x.test")], check=["Phone"], assume=ignored
    )
    assert (found.outcome, found.errors[0].code) == ("error", "DUPLICATE_DATA")


def test_order_system_marked_unique__without_the_key_it_is_the_system_field_once() -> None:
    for setting in ("appended", "ignored"):
        assert entries(CONTACTS, None, f"order.system_marked_unique={setting}") == [
            ("Email", "system", "default", "order.default"),
            ("Phone", "unique", "default", "order.default"),
        ]


def test_order_external__a_system_field_that_is_an_external_id_only_is_added_like_any_other() -> None:
    of = module(LAST_NAME, field("Email", "email", external=True), PHONE)
    for setting in ("appended", "ignored"):
        assert entries(of, ["Phone"], f"order.system_marked_unique={setting}")[1:] == [
            ("Email", "system", "appended", "order.external")
        ]


def test_order_empty_list__absent_reads_an_empty_list_as_no_list() -> None:
    assert entries(LEADS, []) == entries(LEADS, None)
    assert not_checked(LEADS, []) == []


def test_order_empty_list__nothing_listed_checks_the_unique_fields_only() -> None:
    nothing = "order.empty_list=nothing_listed"
    assert entries(LEADS, [], nothing) == [
        ("Phone", "unique", "appended", "order.appended"),
        ("Mobile", "unique", "appended", "order.appended"),
    ]
    assert not_checked(LEADS, [], nothing) == [("Email", "order.system_ignored")]
    assert order_of(LEADS, None, nothing) == ["Email", "Phone", "Mobile"]


def test_order_repeated__a_field_listed_twice_counts_where_it_first_stands() -> None:
    found = forecast_of(row(), check=["Mobile", "Phone", "Mobile"])
    assert list(found.order.names) == ["Mobile", "Phone"]
    assert ("order.repeated", "Mobile") in [*noted(found), *warned(found)]


def test_order_repeated__a_row_decided_by_a_repeated_field_is_assumed() -> None:
    stored = [record(1, Phone="1")]
    found = last_of(row(Phone="1"), stored=stored, check=["Phone", "Phone"])
    assert (found.certainty.word, "order.repeated" in found.rules) == ("assumed", True)
    assert last_of(row(Phone="1"), stored=stored, check=["Phone"]).certainty.word == "documented"


def test_order_not_checkable__only_the_system_field_and_unique_fields_can_be_listed() -> None:
    found = forecast_of(row(), check=["Company", "Phone", "Nowhere"])
    assert list(found.order.names) == ["Phone", "Mobile"]
    assert [(each.api_name, each.rule) for each in found.order.not_checked] == [
        ("Email", "order.system_ignored"),
        ("Company", "order.not_checkable"),
        ("Nowhere", "order.not_checkable"),
    ]
    assert warned(found) == [("order.not_checkable", "Company"), ("order.not_checkable", "Nowhere")]


def test_order_not_checkable__the_trace_tells_what_the_listed_field_would_have_hit() -> None:
    found = last_of(row(Company="Ode"), stored=[record(1, Company="ode")], check=["Company"])
    assert found.outcome == "insert"
    assert (step(found, "Company").verdict, step(found, "Company").matches) == ("not_checked", ("1",))


def test_order_not_checkable_effect__skipped_leaves_the_key_present() -> None:
    assert order_of(LEADS, ["Nowhere"]) == ["Phone", "Mobile"]
    assert order_of(LEADS, ["Nowhere", "Email"]) == ["Email", "Phone", "Mobile"]


def test_order_not_checkable_effect__skipped_holds_for_the_wrong_letter_case() -> None:
    assert order_of(LEADS, ["email"]) == ["Phone", "Mobile"]
    assert order_of(LEADS, ["PHONE", "Mobile"]) == ["Mobile", "Phone"]


def test_order_not_checkable_effect__rejected_refuses_the_call_at_the_first_such_name() -> None:
    found = forecast_of(row(), check=["Phone", "Company", "Nowhere"], assume="order.not_checkable_effect=rejected")
    (error,) = found.call_errors
    assert (error.code, error.details["json_path"]) == ("INVALID_DATA", "$.duplicate_check_fields[1]")
    assert found.rows == ()
    assert found.response == error.to_json()
    assert found.response_status == 400


def test_order_not_checkable_effect__rejected_takes_a_list_of_good_names() -> None:
    assert order_of(LEADS, ["Email", "Phone"], "order.not_checkable_effect=rejected") == ["Email", "Phone", "Mobile"]


def test_order_more_than_ten__eleven_entries_warn_and_ten_do_not() -> None:
    names = [f"Unique_{number}" for number in range(11)]
    assert warned(forecast_of(row(), of=ELEVEN, check=names[:10])) == []
    found = forecast_of(row(), of=ELEVEN, check=names)
    assert [rule for rule, _ in warned(found)] == ["order.more_than_ten"]
    assert list(found.order.names) == [*names, "Phone", "Mobile"]
    assert found.rows[0].outcome == "insert"


def test_order_more_than_ten__entries_are_counted_also_where_they_repeat() -> None:
    assert ("order.more_than_ten", "duplicate_check_fields") in warned(forecast_of(row(), check=["Phone"] * 11))


def test_a_system_field_that_the_metadata_lacks_is_not_checked() -> None:
    bare = module(LAST_NAME, PHONE, COMPANY)
    assert order_of(bare, None) == ["Phone"]
    assert order_of(bare, ["Email"]) == ["Phone"]
    assert not_checked(bare, ["Phone"]) == []


def test_a_module_without_anything_to_check_inserts() -> None:
    found = forecast_of(row(Company="Ode"), of=module(LAST_NAME, COMPANY, name="Services__s"))
    assert (found.order.entries, found.rows[0].outcome, found.rows[0].trace) == ((), "insert", ())


def test_order_unknown_name_effect__a_name_that_is_no_field_is_skipped_or_refuses_the_call() -> None:
    found = forecast_of(row(Email="a@x.test"), check=["email", "Phone"])
    assert list(found.order.names) == ["Phone", "Mobile"]
    assert found.rows[0].depends_on == ("order.unknown_name_effect",)
    assert found.rows[0].certainty.word == "assumed"
    refused = forecast_of(row(), check=["Phone", "email"], assume="order.unknown_name_effect=rejected")
    (error,) = refused.call_errors
    assert (error.rule, error.details["json_path"]) == ("order.unknown_name_effect", "$.duplicate_check_fields[1]")


def test_order_not_checkable_effect__a_field_that_is_not_unique_is_observed_to_be_skipped() -> None:
    found = forecast_of(row(Email="a@x.test"), check=["Company"])
    assert found.rows[0].depends_on == ("order.not_checkable_effect",)
    assert found.rows[0].certainty.word == "observed"
    both = ["Nowhere", "Company"]
    refused = forecast_of(row(), check=both, assume="order.not_checkable_effect=rejected")
    assert refused.call_errors[0].details["json_path"] == "$.duplicate_check_fields[1]"
