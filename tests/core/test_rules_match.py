"""Rules match.*: which record a row hits."""

from __future__ import annotations

from typing import Any

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
    MemoryIndex,
    body,
    error_of,
    errors_in,
    field,
    forecast_of,
    hit,
    last_of,
    module,
    record,
    row,
    settings,
    step,
    verdicts,
    warned,
)
from tui.core.forecast import forecast

NUMBERED = module(LAST_NAME, field("Number", "integer", unique=True), field("Serial", "bigint", unique=True))
TWINS = [record(1, Email="a@x.test", Company="old"), record(2, Email="A@X.test"), record(3, Email="b@x.test")]


# --- match.first_field_wins, match.none_inserts ----------------------------------------------------------------------


def test_match_first_field_wins__the_first_field_whose_value_belongs_to_a_record_decides() -> None:
    stored = [record(1, Mobile="3"), record(2, Phone="2")]
    found = last_of(row(Email="a@x.test", Phone="2"), stored=stored)
    assert hit(found) == ("Phone", "2")
    assert verdicts(found) == {"Email": "miss", "Phone": "hit", "Mobile": "not_reached"}


def test_match_first_field_wins__later_fields_do_not_choose() -> None:
    stored = [record(1, Email="a@x.test"), record(2, Phone="2")]
    module_without_conflict = module(LAST_NAME, EMAIL, field("Key", external=True), PHONE)
    found = last_of(row(Email="a@x.test", Key="k"), of=module_without_conflict, stored=[*stored, record(3, Key="z")])
    assert hit(found) == ("Email", "1")
    assert found.rules == ("match.first_field_wins", "order.default")


def test_match_first_field_wins__reordering_the_list_changes_the_target() -> None:
    of = module(LAST_NAME, EMAIL, field("Key", unique=True))
    stored = [record(1, Email="a@x.test"), record(2, Email="b@x.test", Key="k")]
    sent = row(Email="b@x.test", Key="k")
    assert hit(last_of(sent, of=of, stored=stored, check=["Key"])) == ("Key", "2")
    assert hit(last_of(sent, of=of, stored=stored, check=["Email"])) == ("Email", "2")


def test_match_none_inserts__where_no_field_matches_the_row_is_inserted() -> None:
    found = last_of(row(Email="a@x.test", Phone="1"), stored=[record(1, Email="b@x.test", Phone="2")])
    assert (found.outcome, hit(found), found.rules) == ("insert", (None, None), ("match.none_inserts",))


def test_match_none_inserts__the_reply_has_no_duplicate_field() -> None:
    found = forecast_of(row(Email="a@x.test"))
    assert found.response == {
        "data": [
            {
                "code": "SUCCESS",
                "duplicate_field": None,
                "action": "insert",
                "details": {"id": "new-1"},
                "message": "record added",
                "status": "success",
            }
        ]
    }


def test_match_none_inserts__an_empty_module_takes_every_row() -> None:
    assert last_of(row(Email="a@x.test")).outcome == "insert"


# --- what is equal ---------------------------------------------------------------------------------------------------


@each_case("kind", ["unique", "external"])
@each_case("setting", ["ignore", "respect"], shared=("kind",))
def test_match_case__unique_fields_and_external_ids_ignore_letter_case_in_every_setting(
    setting: str, kind: str
) -> None:
    of = module(LAST_NAME, EMAIL, field("Code", unique=kind == "unique", external=kind == "external"))
    found = last_of(row(Code="AB-1"), of=of, stored=[record(1, Code="ab-1")], assume=f"match.case_system={setting}")
    assert hit(found) == ("Code", "1")


@each_case(("one", "other"), [("STRASSE", "straße"), ("ΣΟΦΟΣ", "σοφος"), ("ΣΟΦΟΣ", "σοφος".upper())])
def test_match_case__letter_case_is_that_of_unicode(one: str, other: str) -> None:
    of = module(LAST_NAME, field("Code", unique=True))
    assert hit(last_of(row(Code=one), of=of, stored=[record(1, Code=other)])) == ("Code", "1")


def test_match_case_system__ignore_matches_another_letter_case() -> None:
    assert hit(last_of(row(Email="ANN@x.test"), stored=[record(1, Email="ann@X.test")])) == ("Email", "1")


def test_match_case_system__respect_does_not() -> None:
    given = {"stored": [record(1, Email="ann@x.test")], "assume": "match.case_system=respect"}
    assert last_of(row(Email="Ann@x.test"), **given).outcome == "insert"
    assert hit(last_of(row(Email=" ann@x.test"), **given)) == ("Email", "1")


def test_match_case_system__respect_does_not_hold_where_the_field_is_marked_unique() -> None:
    given = {"stored": [record(1, Email="ann@x.test")], "assume": "match.case_system=respect"}
    assert hit(last_of(row(Email="Ann@x.test"), of=CONTACTS, **given)) == ("Email", "1")


def test_match_whitespace__trim_ignores_white_space_around_a_value() -> None:
    assert hit(last_of(row(Phone=" 1 2\t"), stored=[record(1, Phone="1 2")])) == ("Phone", "1")
    assert hit(last_of(row(Email="a@x.test"), stored=[record(1, Email="a@x.test ")])) == ("Email", "1")
    assert last_of(row(Phone="12"), stored=[record(1, Phone="1 2")]).outcome == "insert"


def test_match_whitespace__exact_counts_it() -> None:
    given = {"stored": [record(1, Phone="1", Email="a@x.test")], "assume": "match.whitespace=exact"}
    assert last_of(row(Phone="1 "), **given).outcome == "insert"
    assert hit(last_of(row(Email="A@x.test"), **given)) == ("Email", "1")


@each_case("name", ["Email", "Phone"])
def test_match_whitespace__exact_with_respect_compares_the_system_field_as_it_is(name: str) -> None:
    of = module(LAST_NAME, field("Email"), field("Phone", unique=True))
    exact = ["match.whitespace=exact", "match.case_system=respect"]
    found = last_of(row(**{name: "AB"}), of=of, stored=[record(1, **{name: "ab"})], assume=exact)
    assert found.outcome == ("insert" if name == "Email" else "update")


def test_match_whitespace__holds_for_taken_values_too() -> None:
    stored = [record(1, Email="a@x.test"), record(2, Phone="5")]
    sent = row(Email="a@x.test", Phone=" 5")
    assert errors_in(last_of(sent, stored=stored)) == [("DUPLICATE_DATA", "Phone")]
    assert last_of(sent, stored=stored, assume="match.whitespace=exact").outcome == "update"


def test_match_case_system__holds_for_a_taken_system_value_only_where_it_is_unique() -> None:
    stored = [record(1, Phone="1"), record(2, Email="a@x.test")]
    sent = row(Phone="1", Email="A@x.test")
    for setting in ("ignore", "respect"):
        given = {"stored": stored, "check": ["Phone"], "assume": f"match.case_system={setting}"}
        assert last_of(sent, **given).outcome == "update"
        assert errors_in(last_of(sent, of=CONTACTS, **given)) == [("DUPLICATE_DATA", "Email")]


@each_case(
    ("sent", "stored"),
    [("+44 20 7946 0000", "02079460000"), ("555-0100", "5550100"), ("é", "e\u0301"), ("a  b", "a b")],
)
def test_match_literal__nothing_else_is_normalised(sent: str, stored: str) -> None:
    of = module(LAST_NAME, field("Code", unique=True))
    assert last_of(row(Code=sent), of=of, stored=[record(1, Code=stored)]).outcome == "insert"


def test_match_literal__numbers_meet_by_value_and_never_a_text() -> None:
    assert hit(last_of(row(Number=7), of=NUMBERED, stored=[record(1, Number=7)])) == ("Number", "1")
    assert hit(last_of(row(Number=7), of=NUMBERED, stored=[record(1, Number=7.0)])) == ("Number", "1")
    assert last_of(row(Number=7), of=NUMBERED, stored=[record(1, Number="7")]).outcome == "insert"
    assert last_of(row(Number=1), of=NUMBERED, stored=[record(1, Number=True)]).outcome == "insert"


def test_match_literal__a_long_integer_is_a_text_of_digits() -> None:
    assert hit(last_of(row(Serial="0012"), of=NUMBERED, stored=[record(1, Serial="0012")])) == ("Serial", "1")
    assert last_of(row(Serial="12"), of=NUMBERED, stored=[record(1, Serial="0012")]).outcome == "insert"


@each_case(("sent", "held"), [("12", 12), (12, "12"), (12, 12), (" 12 ", 12)])
def test_match_literal__a_long_integer_is_the_text_of_its_digits_also_as_a_number(sent: Any, held: Any) -> None:
    assert hit(last_of(row(Serial=sent), of=NUMBERED, stored=[record(1, Serial=held)])) == ("Serial", "1")
    assert last_of(row(Serial=sent), of=NUMBERED, stored=[record(1, Serial="012")]).outcome == "insert"
    both = last_of(row(Serial=sent), of=NUMBERED, stored=[record(1, Serial=held), record(2, Serial="12")])
    assert (step(both, "Serial").verdict, step(both, "Serial").count) == ("several", 2)


# --- blank values ----------------------------------------------------------------------------------------------------

BLANKS = [record(1, Email=None, Phone="1"), record(2, Email="  ", Phone="2"), record(3, Phone="3")]


@each_case("blank", [None, "", " \t\n", "\u3000"])
def test_match_blank_skipped__skipped_does_not_look_up_a_blank_value(blank: str | None) -> None:
    found = last_of(row(Email=blank, Phone="2"), stored=BLANKS)
    assert hit(found) == ("Phone", "2")
    assert (step(found, "Email").verdict, step(found, "Email").rule) == ("skipped", "match.blank_skipped")


def test_match_blank_skipped__skipped_holds_for_an_absent_key() -> None:
    assert verdicts(last_of(row(), stored=BLANKS)) == {"Email": "skipped", "Phone": "skipped", "Mobile": "skipped"}


@each_case("blank", [None, "", "  "])
def test_match_blank_skipped__matches_blank_finds_records_where_it_is_blank(blank: str | None) -> None:
    found = last_of(row(Email=blank), stored=BLANKS, assume="match.blank_skipped=matches_blank")
    assert hit(found) == ("Email", "1")
    assert (step(found, "Email").verdict, step(found, "Email").matches) == ("several", ("1", "2", "3"))


def test_match_blank_skipped__matches_blank_still_skips_an_absent_key() -> None:
    found = last_of(row(), stored=BLANKS, assume="match.blank_skipped=matches_blank")
    assert (found.outcome, step(found, "Email").verdict) == ("insert", "skipped")


def test_match_blank_skipped__matches_blank_does_not_make_blanks_taken() -> None:
    stored = [record(1, Email="a@x.test", Phone="1"), record(2, Mobile=None)]
    found = last_of(
        row(Email="a@x.test", Mobile=None), stored=stored, assume="match.blank_skipped=matches_blank", check=["Email"]
    )
    assert hit(found) == ("Email", "1")


# --- several records with one value ----------------------------------------------------------------------------------


def test_match_several__oldest_is_updated() -> None:
    found = last_of(row(Email="a@x.test"), stored=TWINS)
    assert (hit(found), found.rules[0]) == (("Email", "1"), "match.several")
    email = step(found, "Email")
    assert (email.verdict, email.matches, email.count) == ("several", ("1", "2"), 2)


def test_match_several__latest_modified_is_updated() -> None:
    stored = [
        record(1, Email="a@x.test", Modified_Time="2024-05-01T10:00:00+00:00"),
        record(2, Email="a@x.test", Modified_Time="2024-05-01T09:00:00-02:00"),
        record(3, Email="a@x.test", Modified_Time="2024-05-01T10:30:00+00:00"),
    ]
    assert hit(last_of(row(Email="a@x.test"), stored=stored, assume="match.several=latest_modified")) == ("Email", "2")


def test_match_several__refuse_is_duplicate_data_before_any_target() -> None:
    found = last_of(row(Email="a@x.test", Phone="1"), stored=TWINS, assume="match.several=refuse")
    error = error_of(found)
    assert (error["code"], error["details"]["api_name"]) == ("DUPLICATE_DATA", "Email")
    assert (error["details"]["id"], error["details"]["more_records"]) == ("1", True)
    assert (hit(found), found.rules[0]) == ((None, None), "match.several")
    assert verdicts(found) == {"Email": "several", "Phone": "not_reached", "Mobile": "not_reached"}


def test_match_several__refuse_comes_before_mandatory_fields() -> None:
    found = last_of({"Email": "a@x.test", "Last_Name": ""}, stored=TWINS, assume="match.several=refuse")
    assert errors_in(found) == [("DUPLICATE_DATA", "Email")]


@each_case("setting", ["oldest", "latest_modified", "refuse"])
def test_match_several__one_record_alone_is_hit_in_every_setting(setting: str) -> None:
    assert hit(last_of(row(Email="b@x.test"), stored=TWINS, assume=f"match.several={setting}")) == ("Email", "3")


# --- explicit id -----------------------------------------------------------------------------------------------------


@each_case("given", ["2", 2])
def test_match_explicit_id__id_wins_over_check_fields(given: str | int) -> None:
    found = last_of({"id": given, "Phone": "1"}, stored=[record(1, Email="a@x.test"), record(2, Phone="0")])
    assert (found.outcome, hit(found)) == ("update", (None, "2"))
    assert [(each.api_name, each.verdict) for each in found.trace] == [
        ("id", "hit"),
        ("Email", "not_reached"),
        ("Phone", "not_reached"),
        ("Mobile", "not_reached"),
    ]


def test_match_explicit_id__an_unknown_id_is_invalid_data() -> None:
    found = last_of({"id": "9", "Email": "a@x.test"}, stored=TWINS)
    assert error_of(found) == {
        "code": "INVALID_DATA",
        "details": {"api_name": "id", "json_path": "$.data[0].id"},
        "message": "invalid data",
        "status": "error",
    }
    assert hit(found) == (None, None)


@each_case("given", [" 2", "02", "two", 2.5, True, ["2"], {"id": "2"}])
def test_match_explicit_id__only_the_very_text_or_a_number_finds_it(given: object) -> None:
    assert errors_in(last_of(row(id=given), stored=[record(1), record(2)])) == [("INVALID_DATA", "id")]


@each_case("blank", [None, "", "  "])
def test_match_explicit_id__a_blank_one_counts_as_absent(blank: str | None) -> None:
    found = last_of(row(id=blank, Email="b@x.test"), stored=TWINS)
    assert hit(found) == ("Email", "3")
    assert "id" not in verdicts(found)


@each_case(
    ("given", "covers", "verdict", "count"),
    [
        ("1", None, "hit", 1),
        ("9", None, "miss", 0),
        ("9", {"id": ["1"]}, "not_known", 0),
        ("$ID", None, "not_known", 0),
    ],
)
def test_match_explicit_id__no_check_field_is_reached_whatever_it_comes_to(
    given: str, covers: dict[str, list[str]] | None, verdict: str, count: int
) -> None:
    shell = frozenset({"$ID"})
    found = last_of(row(id=given, Email="a@x.test"), stored=[record(1)], covers=covers, shell_variables=shell)
    assert [(each.api_name, each.verdict, each.count) for each in found.trace] == [
        ("id", verdict, count),
        *((name, "not_reached", 0) for name in ("Email", "Phone", "Mobile")),
    ]


def test_match_explicit_id__ignored_lets_the_check_fields_decide() -> None:
    found = last_of({"id": "1", "Email": "b@x.test"}, stored=TWINS, assume="match.explicit_id=ignored")
    assert hit(found) == ("Email", "3")
    assert (step(found, "id").verdict, step(found, "id").matches) == ("not_checked", ("1",))


def test_match_explicit_id__ignored_inserts_where_nothing_matches() -> None:
    found = last_of(row(id="1"), stored=TWINS, assume="match.explicit_id=ignored")
    assert (found.outcome, [change.api_name for change in found.changes]) == ("insert", ["Last_Name"])


def test_match_explicit_id__is_read_alike_where_the_metadata_lists_the_id() -> None:
    of = module(field("id", "bigint", create=None, update=None), *FIELDS)
    found = last_of({"id": 2, "Company": "new"}, of=of, stored=TWINS)
    assert (found.outcome, hit(found)) == ("update", (None, "2"))
    assert [change.api_name for change in found.changes] == ["Company"]


def test_match_explicit_id__its_unique_values_are_still_enforced() -> None:
    found = last_of({"id": "1", "Phone": "5"}, stored=[record(1), record(2, Phone="5")])
    assert (errors_in(found), hit(found)) == ([("DUPLICATE_DATA", "Phone")], (None, "1"))


# --- rows of one call ------------------------------------------------------------------------------------------------


@each_case(
    ("setting", "rules"),
    [
        ("newest", ("match.several", "match.same_batch_new", "order.listed")),
        ("oldest", ("match.several", "order.listed")),
    ],
)
def test_match_same_batch_new__is_what_a_row_rests_on_that_hits_an_inserted_record(
    setting: str, rules: tuple[str, ...]
) -> None:
    sent = (row(Email="b@x.test", Phone="5"), row(Email="a@x.test", Phone="5"), row(Email="a@x.test"))
    index, request = MemoryIndex([record(1, Email="a@x.test")]), body(*sent, check=["Phone", "Email"])
    found = forecast(request, LEADS, index, settings(f"match.several={setting}"), counterfactuals=False)
    assert [each.target_id for each in found.rows] == [None, "new-1", "new-1" if setting == "newest" else "1"]
    assert [each.rules for each in found.rows[1:]] == [("match.same_batch_new", "order.listed"), rules]
    assert step(found.rows[1], "Phone").rule == "match.same_batch_new"


def test_match_same_batch_new__stays_so_for_a_row_that_meets_it_after_an_update() -> None:
    sent = [row(Email="a@x.test", Company=name) for name in "abc"]
    found = forecast(body(*sent), LEADS, MemoryIndex([]), counterfactuals=False)
    assert [each.rules for each in found.rows[1:]] == [("match.same_batch_new", "order.default")] * 2


def test_a_row_that_is_refused_for_its_match_names_the_record_its_owner_and_whether_there_are_more() -> None:
    owner = {"name": "Ada", "id": "7"}
    twins = [record(number, Email="a@x.test", Owner=owner) for number in (1, 2)]
    several = error_of(last_of(row(Email="a@x.test"), stored=twins, assume="match.several=refuse"))["details"]
    assert several["duplicate_record"] == {"Owner": owner, "module": {"api_name": "Leads"}, "id": "1"}
    sent, assume = row(Email="a@x.test"), "match.same_batch_new=duplicate_error"
    new = error_of(last_of(sent, sent, assume=assume))["details"]
    assert (new["duplicate_record"]["id"], new["more_records"], several["more_records"]) == ("new-1", False, True)


def test_match_same_batch_existing__two_rows_update_the_same_record_in_order() -> None:
    sent = [row(Email="a@x.test", Company="first"), row(Email="a@x.test", Company="second")]
    found = forecast_of(*sent, stored=[record(1, Email="a@x.test", Company="old")])
    assert [hit(each) for each in found.rows] == [("Email", "1"), ("Email", "1")]
    assert [each.changes[-1].before for each in found.rows] == ["old", "first"]


def test_match_same_batch_existing__is_what_the_second_row_rests_on() -> None:
    found = forecast_of(row(Email="a@x.test"), row(Email="a@x.test"), stored=[record(1, Email="a@x.test")])
    assert [each.certainty.word for each in found.rows] == ["documented", "observed"]
    assert "match.same_batch_existing" in found.rows[1].rules


def test_match_same_batch_existing__is_no_matter_where_the_first_row_was_refused() -> None:
    stored = [record(1, Email="a@x.test"), record(2, Phone="5")]
    found = forecast_of(row(Email="a@x.test", Phone="5"), row(Email="a@x.test"), stored=stored)
    assert [(each.outcome, each.target_id) for each in found.rows] == [("error", "1"), ("update", "1")]
    assert found.rows[1].rules == ("match.first_field_wins", "order.default")


def test_match_same_batch_existing__holds_for_what_an_earlier_call_of_a_split_payload_inserted() -> None:
    fill = [row(Phone=str(number)) for number in range(100)]
    found = forecast_of(*fill, row(Phone="0", Company="b"), row(Phone="0", Company="c"), split=True)
    assert [(each.outcome, each.target_id) for each in found.rows[100:]] == [("update", "new-1")] * 2
    assert found.rows[100].rules == ("match.first_field_wins", "order.default")
    assert found.rows[101].rules == ("match.first_field_wins", "match.same_batch_existing", "order.default")


def test_match_same_batch_new__sees_earlier_updates_what_an_earlier_row_inserted() -> None:
    found = forecast_of(row(Email="a@x.test"), row(Email="A@x.test ", Company="Ode"))
    assert [(each.outcome, each.target_id) for each in found.rows] == [("insert", None), ("update", "new-1")]
    assert found.response["data"][1]["details"] == {"id": "new-1"}


def test_match_same_batch_new__duplicate_error_refuses_it_at_the_look_up() -> None:
    sent = [row(Email="a@x.test"), {"Email": "a@x.test", "Last_Name": ""}]
    found = last_of(*sent, assume="match.same_batch_new=duplicate_error")
    assert errors_in(found) == [("DUPLICATE_DATA", "Email")]
    assert error_of(found)["details"]["json_path"] == "$.data[1].Email"
    assert (hit(found), found.rules[0]) == ((None, None), "match.same_batch_new")


def test_match_same_batch_new__duplicate_error_leaves_existing_records_alone() -> None:
    sent = [row(Email="a@x.test"), row(Email="a@x.test")]
    found = last_of(*sent, stored=[record(1, Email="a@x.test")], assume="match.same_batch_new=duplicate_error")
    assert hit(found) == ("Email", "1")


def test_match_same_batch_new__blind_inserts_again() -> None:
    found = forecast_of(row(Email="a@x.test", Phone="1"), row(Email="a@x.test", Phone="1"), assume=BLIND)
    assert [each.outcome for each in found.rows] == ["insert", "insert"]


def test_match_same_batch_new__blind_still_sees_what_earlier_rows_changed() -> None:
    sent = [row(Email="a@x.test", Phone="2"), row(Phone="2")]
    assert hit(last_of(*sent, stored=[record(1, Email="a@x.test", Phone="1")], assume=BLIND)) == ("Phone", "1")


BLIND = "match.same_batch_new=blind"


def test_match_same_batch_new__ends_with_the_call() -> None:
    sent = [row(Phone=str(number)) for number in range(100)]
    for setting in ("sees_earlier", "duplicate_error", "blind"):
        found = forecast_of(*sent, row(Phone="7"), split=True, assume=f"match.same_batch_new={setting}")
        assert (found.rows[100].outcome, found.rows[100].target_id) == ("unchanged", "new-8")


def test_rows_meet_the_new_values_of_a_record_and_no_longer_the_old_ones() -> None:
    stored = [record(1, Email="a@x.test", Phone="1")]
    found = forecast_of(row(Email="a@x.test", Phone="2"), row(Phone="1"), row(Phone="2"), stored=stored)
    assert [(each.outcome, each.target_id) for each in found.rows[1:]] == [("insert", None), ("unchanged", "1")]


def test_a_value_that_an_earlier_row_cleared_is_free() -> None:
    stored = [record(1, Email="a@x.test", Phone="1"), record(2, Email="b@x.test")]
    found = last_of(row(Email="a@x.test", Phone=None), row(Email="b@x.test", Phone="1"), stored=stored)
    assert (found.outcome, found.target_id) == ("update", "2")


def test_a_refused_row_leaves_nothing_behind() -> None:
    found = forecast_of({"Email": "a@x.test"}, row(Email="a@x.test"))
    assert [each.outcome for each in found.rows] == ["error", "insert"]
    assert found.response["data"][1]["details"] == {"id": "new-2"}


# --- the module ------------------------------------------------------------------------------------------------------


def test_match_one_module__a_record_of_another_module_is_no_target() -> None:
    contacts, leads = MemoryIndex([record(1, **row(Email="a@x.test"))]), MemoryIndex([])
    assert forecast(body(row(Email="a@x.test")), CONTACTS, contacts).rows[0].outcome == "unchanged"
    assert forecast(body(row(Email="a@x.test")), LEADS, leads).rows[0].outcome == "insert"


@each_case("preference", ["converted_records", "mapped_module_records"])
def test_match_preference__warns_on_leads_when_it_is_on(preference: str) -> None:
    found = forecast_of(row(), of=module(*FIELDS, preference=preference))
    assert warned(found) == [("match.preference", None)]
    assert preference in found.warnings[0].message
    assert found.rows[0].outcome == "insert"


def test_match_preference__is_silent_when_it_is_off_and_on_other_modules() -> None:
    assert warned(forecast_of(row(), of=module(*FIELDS))) == []
    assert warned(forecast_of(row(), of=module(*FIELDS, name="Contacts", preference="converted_records"))) == []


# --- oldest and latest -----------------------------------------------------------------------------------------------


def oldest(*stored: dict[str, object]) -> str | None:
    return last_of(row(Email="a@x.test"), stored=[each | {"Email": "a@x.test"} for each in stored]).target_id


def latest(*stored: dict[str, object]) -> str | None:
    given = [each | {"Email": "a@x.test"} for each in stored]
    return last_of(row(Email="a@x.test"), stored=given, assume="match.several=latest_modified").target_id


def test_oldest_compares_instants_and_not_texts() -> None:
    assert oldest(
        record(1, Created_Time="2024-01-01T10:00:00+00:00"), record(2, Created_Time="2024-01-01T11:00:00+05:30")
    ) == ("2")
    assert oldest(
        record(1, Created_Time="2024-01-01T01:00:00+00:00"), record(2, Created_Time="2023-12-31T23:00:00-05:00")
    ) == ("1")


def test_records_without_a_created_time_come_after_those_that_have_one() -> None:
    assert oldest(record(1), record(2, Created_Time="2030-01-01T00:00:00+00:00")) == "2"
    assert oldest(record(1, Created_Time="soon"), record(2, Created_Time="2030-01-01T00:00:00+00:00")) == "2"


def test_ties_go_to_the_lowest_id_as_a_number() -> None:
    at = "2024-01-01T00:00:00+00:00"
    assert oldest(record("10"), record("9")) == "9"
    assert oldest(record("10", Created_Time=at), record("9", Created_Time="2024-01-01T05:30:00+05:30")) == "9"
    assert latest(record("10", Modified_Time=at), record("9", Modified_Time=at)) == "9"


def test_a_tie_in_the_modified_time_goes_to_the_lowest_id_whatever_the_age() -> None:
    at = "2024-06-01T00:00:00+00:00"
    newer, older = "2024-02-01T00:00:00+00:00", "2024-01-01T00:00:00+00:00"
    stored = (record(1, Modified_Time=at, Created_Time=newer), record(2, Modified_Time=at, Created_Time=older))
    assert (latest(*stored), oldest(*stored)) == ("1", "2")


def test_records_without_a_modified_time_are_never_the_latest_while_another_has_one() -> None:
    assert latest(record(1), record(2, Modified_Time="1999-01-01T00:00:00+00:00"), record(3)) == "2"
    assert latest(record(2), record(1)) == "1"


def test_records_inserted_in_this_call_are_the_youngest_in_row_order() -> None:
    of = module(LAST_NAME, EMAIL, PHONE, MOBILE, COMPANY)
    sent = [row(Email="a@x.test", Phone=str(number)) for number in (1, 2)]
    found = last_of(*sent, row(Email="a@x.test"), of=of, check=["Phone"])
    assert step(found, "Email").matches == ("new-1", "new-2")
    found = last_of(*sent, row(Email="a@x.test"), of=of, check=["Phone"], stored=[record(9, Email="a@x.test")])
    assert step(found, "Email").matches == ("9", "new-1", "new-2")


def test_a_step_names_ten_records_and_counts_all() -> None:
    found = last_of(row(Email="a@x.test"), stored=[record(number, Email="a@x.test") for number in range(1, 15)])
    email = step(found, "Email")
    assert (email.matches, email.count) == (tuple(str(number) for number in range(1, 11)), 14)


def test_the_latest_of_many_is_found_beyond_the_ten_that_are_named() -> None:
    stored = [
        record(number, Email="a@x.test", Modified_Time=f"2024-01-{number:02}T00:00:00Z") for number in range(1, 15)
    ]
    assert hit(last_of(row(Email="a@x.test"), stored=stored, assume="match.several=latest_modified"))[1] == "14"


# --- absent fields, and the preference -------------------------------------------------------------------------------


def test_match_absent_skipped__a_check_field_that_the_row_does_not_carry_is_not_tried() -> None:
    found = last_of(row(Phone="2"), stored=BLANKS, assume="match.blank_skipped=matches_blank")
    assert (step(found, "Email").verdict, step(found, "Email").rule) == ("skipped", "match.absent_skipped")
    assert (hit(found), found.certainty.word) == (("Phone", "2"), "documented")


def test_match_preference__a_preference_that_is_on_is_warned_of() -> None:
    of = module(LAST_NAME, EMAIL, PHONE, preference="converted_records")
    assert warned(forecast_of(row(), of=of)) == [("match.preference", None)]
