"""Rules data.*: what a copy of the data can answer, and what it says where it cannot. Also match.converted."""

from __future__ import annotations

from tests.cases import each_case
from tests.core.helpers import (
    EMAIL,
    LAST_NAME,
    PHONE,
    TAGS,
    change_of,
    field,
    forecast_of,
    hit,
    last_of,
    module,
    noted,
    record,
    row,
    step,
    verdicts,
    warned,
)
from tui.core.metadata import FieldMetadata, module_of

PAGE = [record(1, Email="a@x.test", Phone="1"), record(2, Email="b@x.test", Phone="2")]
WITHOUT_PHONE = [record(1, Email="a@x.test"), record(2, Email="b@x.test")]


# --- more records than are here --------------------------------------------------------------------------------------


def test_data_more_records__a_value_that_no_record_here_holds_is_not_known() -> None:
    found = last_of(row(Email="z@x.test"), stored=PAGE, more_records=True)
    assert (found.outcome, found.certainty.word, found.rules, found.depends_on) == ("not_known", "assumed", (), ())
    assert (step(found, "Email").verdict, step(found, "Email").rule) == ("not_known", "data.more_records")
    assert verdicts(found)["Phone"] == "not_reached"


def test_data_more_records__a_value_that_a_record_here_holds_is_a_hit() -> None:
    found = last_of(row(Email="a@x.test"), stored=PAGE, more_records=True)
    assert (found.outcome, hit(found), found.certainty.word) == ("update", ("Email", "1"), "documented")


def test_data_more_records__a_value_that_was_looked_up_is_a_miss_also_here() -> None:
    found = last_of(row(Email="z@x.test"), stored=PAGE, more_records=True, covers={"Email": ["z@x.test"]})
    assert (found.outcome, step(found, "Email").verdict) == ("insert", "miss")


def test_data_more_records__a_unique_value_that_nobody_here_holds_leaves_the_row_open() -> None:
    found = last_of(row(Email="a@x.test", Phone="9"), stored=PAGE, more_records=True)
    assert (found.outcome, hit(found)) == ("not_known", ("Email", "1"))
    assert (step(found, "Phone").verdict, step(found, "Phone").rule) == ("not_known", "data.more_records")
    assert found.before == PAGE[0]


def test_data_more_records__is_warned_of_once_with_the_request_and_the_line() -> None:
    found = forecast_of(row(Email="z@x.test"), row(Email="y@x.test"), stored=PAGE, more_records=True)
    (warning,) = found.warnings
    assert warning.rule == "data.more_records"
    assert "GET /crm/v8/Leads" in warning.message
    assert 'covers = "all"' in warning.message
    assert forecast_of(row(Email="z@x.test"), stored=PAGE).warnings == ()


# --- fields that were not pulled -------------------------------------------------------------------------------------


def test_data_absent_field__a_check_field_that_no_record_carries_is_not_known() -> None:
    found = last_of(row(Phone="1"), stored=WITHOUT_PHONE, absent_fields=True)
    assert (found.outcome, step(found, "Phone").rule) == ("not_known", "data.absent_field")
    blank = last_of(row(Phone="1"), stored=WITHOUT_PHONE, absent_fields=True, assume="data.absent_field=blank")
    assert (blank.outcome, blank.depends_on) == ("insert", ("data.absent_field",))


@each_case("stored", [[], [record(1, Email="a@x.test", Phone=None)]])
def test_data_absent_field__a_module_without_records_and_a_null_carry_every_field(stored: list[dict[str, str]]) -> None:
    assert last_of(row(Phone="1"), stored=stored, absent_fields=True).outcome == "insert"


def test_data_absent_field__a_record_that_an_earlier_row_wrote_is_met() -> None:
    sent = [row(Email="a@x.test", Phone="1"), row(Phone="1")]
    found = forecast_of(*sent, stored=WITHOUT_PHONE, absent_fields=True, covers={"Email": []}).rows
    assert [each.outcome for each in found] == ["not_known", "not_known"]
    sent = [{"id": "1", "Email": "a@x.test", "Company": "new"}, {"id": "1", "Company": "new"}]
    found = forecast_of(*sent, stored=WITHOUT_PHONE, absent_fields=True).rows
    assert [each.outcome for each in found] == ["update", "unchanged"]


def test_data_absent_field__holds_for_unique_values_too() -> None:
    found = last_of(row(Email="a@x.test", Phone="1"), stored=WITHOUT_PHONE, absent_fields=True)
    assert (found.outcome, hit(found), verdicts(found)["Phone"]) == ("not_known", ("Email", "1"), "not_known")


def test_data_absent_field__a_field_of_any_kind_is_written_over_what_is_not_known() -> None:
    found = last_of(row(Email="a@x.test", Company="new"), stored=WITHOUT_PHONE, absent_fields=True)
    assert change_of(found, "Company") == ("written", None, "new")
    assert found.outcome == "update"
    for nothing in (None, ""):
        cleared = last_of({"Email": "a@x.test", "Company": nothing}, stored=WITHOUT_PHONE, absent_fields=True)
        assert change_of(cleared, "Company") == ("written", None, None)
        assert (cleared.outcome, cleared.depends_on) == ("update", ("valid.mandatory_update", "data.absent_field"))


def test_data_absent_field__what_a_row_wrote_whole_is_known_afterwards_but_not_what_it_appended() -> None:
    writes = {"Email": "a@x.test", "Company": "new"}
    found = forecast_of(writes, writes, {**writes, "Company": "newer"}, stored=WITHOUT_PHONE, absent_fields=True).rows
    assert [each.outcome for each in found] == ["update", "unchanged", "update"]
    assert change_of(found[2], "Company") == ("changed", "new", "newer")
    adds = {"Email": "a@x.test", "Interests": ["a"], "$append_values": {"Interests": True}}
    found = forecast_of(adds, adds, stored=WITHOUT_PHONE, absent_fields=True).rows
    assert [change_of(each, "Interests")[0] for each in found] == ["written", "written"]
    nothing = {"Email": "a@x.test", "Interests": [], "$append_values": {"Interests": True}}
    assert last_of(nothing, stored=WITHOUT_PHONE, absent_fields=True).outcome == "unchanged"


def test_data_absent_field__is_warned_of_once_with_the_fields_to_ask_for() -> None:
    found = forecast_of(row(Phone="1"), row(Phone="2"), stored=WITHOUT_PHONE, absent_fields=True)
    (warning,) = found.warnings
    assert (warning.rule, warning.api_name) == ("data.absent_field", "Phone")
    assert "/crm/v8/Leads?fields=id,Phone,Email,Mobile;" in warning.message
    assert '"data.absent_field" = "blank"' in warning.message


def test_data_absent_field__at_most_fifty_fields_are_asked_for_at_once_and_all_are_named() -> None:
    many = [field(f"F{number}") for number in range(1, 61)]
    sent = row(Email="a@x.test", **{each.api_name: "x" for each in many})
    (warning,) = forecast_of(
        sent, of=module(LAST_NAME, EMAIL, *many), stored=[record(1, Email="a@x.test")], absent_fields=True
    ).warnings
    assert "No record of Leads here has Last_Name, F1, F2, " in warning.message
    assert ", F59 and F60, so what" in warning.message
    assert warning.message.split("fields=")[1].split(";")[0].split(",")[-1] == "F48"  # behind id and Last_Name


# --- metadata that does not say --------------------------------------------------------------------------------------


def test_data_absent_flags__without_unique_every_row_is_assumed() -> None:
    of = module_of(
        "Contacts",
        [FieldMetadata.of_json({"api_name": name, "system_mandatory": False}) for name in ("Email", "Mobile")],
    )
    found = forecast_of({"Email": "a@x.test"}, {"Email": "b@x.test"}, of=of, stored=[record(1, Email="a@x.test")])
    assert [each.outcome for each in found.rows] == ["unchanged", "insert"]
    assert [each.certainty.word for each in found.rows] == ["assumed", "assumed"]
    assert all("data.absent_flags" in each.rules for each in found.rows)
    assert warned(found) == [("data.absent_flags", None)]
    assert "GET /crm/v8/settings/fields?module=Contacts" in found.warnings[0].message


def test_data_absent_flags__without_system_mandatory_every_insert_is_assumed() -> None:
    of = module_of("Contacts", [FieldMetadata.of_json({"api_name": "Email", "unique": {}})])
    found = forecast_of({"Email": "a@x.test"}, {"Email": "b@x.test"}, of=of, stored=[record(1, Email="a@x.test")])
    assert [each.certainty.word for each in found.rows] == ["documented", "assumed"]
    assert warned(found) == [("data.absent_flags", None)]
    assert "never says system_mandatory, so nothing tells which fields are mandatory." in found.warnings[0].message


def test_metadata_that_says_both_is_not_warned_of() -> None:
    assert forecast_of(row(), of=module(LAST_NAME, EMAIL)).warnings == ()


# --- converted leads -------------------------------------------------------------------------------------------------

CONVERTED = [record(1, Email="a@x.test", Phone="1", **{"$converted": True}), record(2, Email="b@x.test")]


@each_case("mark", [{"$converted": True}, {"$converted": "true"}, {"Converted__s": True}])
def test_match_converted__a_converted_lead_is_not_met(mark: dict[str, object]) -> None:
    stored = [record(1, Email="a@x.test", **mark)]
    found = last_of(row(Email="a@x.test"), stored=stored)
    assert (found.outcome, found.depends_on, found.certainty.word) == ("insert", ("match.converted",), "assumed")
    assert ("match.converted", "Email") in noted(found)
    assert hit(last_of(row(Email="a@x.test"), stored=stored, assume="match.converted=matched")) == ("Email", "1")


@each_case("mark", [{"$converted": False}, {"$converted": "false"}, {"Converted__s": None}])
def test_match_converted__another_mark_is_no_conversion(mark: dict[str, object]) -> None:
    found = last_of(row(Email="a@x.test"), stored=[record(1, Email="a@x.test", **mark)])
    assert (hit(found), found.depends_on) == (("Email", "1"), ())


def test_match_converted__its_unique_values_are_free() -> None:
    found = last_of(row(Email="b@x.test", Phone="1"), stored=CONVERTED)
    assert (found.outcome, found.depends_on) == ("update", ("match.converted",))


def test_match_converted__an_explicit_id_still_reaches_it() -> None:
    assert hit(last_of(row(id="1"), stored=CONVERTED)) == (None, "1")
    taken = last_of(row(id="1", Phone="1", Email="new@x.test"), row(Email="new@x.test"), stored=CONVERTED)
    assert taken.outcome == "insert"


def test_match_converted__only_one_of_several_holders_is_left() -> None:
    stored = [*CONVERTED, record(3, Email="a@x.test")]
    found = last_of(row(Email="a@x.test"), stored=stored)
    assert (hit(found), step(found, "Email").count, found.depends_on) == (("Email", "3"), 1, ("match.converted",))


def test_match_converted__other_modules_have_no_converted_records() -> None:
    stored = [record(1, Email="a@x.test", **{"$converted": True})]
    of = module(LAST_NAME, EMAIL, PHONE, TAGS, field("Company"), name="Contacts")
    assert last_of(row(Email="a@x.test"), of=of, stored=stored).outcome == "update"
