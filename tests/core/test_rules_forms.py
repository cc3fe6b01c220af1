"""Rules valid.* about the form of single values, each under every setting of its switch."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from tests.cases import each_case
from tests.core.helpers import (
    EMAIL,
    LAST_NAME,
    PHONE,
    change_of,
    error_of,
    errors_in,
    field,
    last_of,
    module,
    record,
    row,
    warned,
)
from tui.core.patterns import is_usual

if TYPE_CHECKING:
    from tui.core.metadata import FieldMetadata
    from tui.core.row_forecast import RowForecast


def taken(value: Any, of_field: FieldMetadata, assume: str | tuple[str, ...] = (), **others: Any) -> RowForecast:
    """What becomes of a row whose field Value has this value."""
    return last_of(row(Value=value, **others), of=module(LAST_NAME, EMAIL, PHONE, of_field), assume=assume)


def refusal(found: RowForecast) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """Code, details without the place, and rules of a refused row."""
    error = error_of(found)
    return error["code"], {key: each for key, each in error["details"].items() if key != "json_path"}, found.rules


WHEN = field("Value", "datetime")
NUMBER = field("Value", "bigint", length=6)
CALL = field("Value", "phone")
CHOICES = [
    {"actual_value": "won", "display_value": "Closed Won"},
    {"actual_value": "Open", "display_value": "Open"},
    {"actual_value": "old", "display_value": "Old", "type": "unused"},
]
PICK = field("Value", "picklist", pick_list_values=CHOICES, length=20)
PICKS = field("Value", "multiselectpicklist", pick_list_values=CHOICES)
LINK = field("Value", "lookup", lookup={"module": {"api_name": "Accounts"}})
OWNER = field("Value", "ownerlookup")


# --- dates and times -------------------------------------------------------------------------------------------------


def test_valid_datetime_forms__without_an_offset_it_is_taken_with_a_warning_and_observed() -> None:
    found = taken("2026-01-02T03:04:05", WHEN)
    assert (found.outcome, found.certainty.word) == ("insert", "observed")
    assert warned(found) == [("valid.datetime_forms", "Value")]
    assert "valid.datetime_forms" in found.rules


@each_case("text", ["2026-01-02T03:04:05.000+05:30", "2026-01-02T03:04:05.1", "2026-01-02T03:04:05.240Z"])
def test_valid_datetime_forms__fractions_of_a_second_are_refused(text: str) -> None:
    code, details, rules = refusal(taken(text, WHEN))
    assert (code, details) == ("INVALID_DATA", {"expected_data_type": "datetime", "api_name": "Value"})
    assert rules == ("valid.datetime_forms",)


def test_valid_datetime_z__is_refused_or_taken() -> None:
    found = taken("2026-01-02T03:04:05Z", WHEN)
    assert (errors_in(found), found.depends_on) == ([("INVALID_DATA", "Value")], ("valid.datetime_z",))
    assert taken("2026-01-02T03:04:05Z", WHEN, "valid.datetime_z=taken").outcome == "insert"


@each_case("text", ["2026-02-30", "2026-1-2", "20260102", "2026-01-02T00:00:00"])
def test_valid_format__a_date_is_a_day_that_exists_and_its_length_does_not_count(text: str) -> None:
    assert errors_in(taken(text, field("Value", "date", length=1))) == [("INVALID_DATA", "Value")]
    assert taken(" 2026-01-02 ", field("Value", "date", length=1)).outcome == "insert"


# --- long integers ---------------------------------------------------------------------------------------------------


@each_case(("value", "refused_by"), [("0012", "number"), (12, "text"), (0, "text")])
def test_valid_bigint_form__either_form_is_taken_unless_one_is_refused(value: Any, refused_by: str) -> None:
    found = taken(value, NUMBER)
    assert (found.outcome, found.depends_on) == ("insert", ("valid.bigint_form",))
    refused = taken(value, NUMBER, f"valid.bigint_form={refused_by}")
    assert refusal(refused)[1] == {"expected_data_type": "bigint", "api_name": "Value"}
    other = "text" if refused_by == "number" else "number"
    assert taken(value, NUMBER, f"valid.bigint_form={other}").outcome == "insert"


@each_case(("value", "refused_by"), [("1234567", "number"), (" 00000012 ", "number"), (1234567, "text")])
def test_valid_bigint_form__a_form_that_is_refused_is_so_before_its_length_counts(value: Any, refused_by: str) -> None:
    for setting in ("either", "text", "number"):
        told = refusal(taken(value, NUMBER, f"valid.bigint_form={setting}"))[1]
        expected = {"expected_data_type": "bigint"} if setting == refused_by else {"maximum_length": 6}
        assert told == {**expected, "api_name": "Value"}, setting


@each_case("value", [-1, 1.0, 1.5, 1e3, 1234567.5, "-1", "1.0", "1e3", "one", True])
def test_valid_bigint_form__a_sign_a_fraction_or_an_exponent_is_refused_in_either_form(value: Any) -> None:
    assert refusal(taken(value, NUMBER))[1] == {"expected_data_type": "bigint", "api_name": "Value"}


@each_case(
    ("value", "rule"),
    [
        *((True, "valid.type"), (["1"], "valid.type"), ({"id": "1"}, "valid.type")),
        *((-1, "valid.format"), (1.0, "valid.format"), ("one", "valid.format")),
    ],
)
def test_valid_type__a_long_integer_is_a_text_or_a_number_before_it_is_digits(value: Any, rule: str) -> None:
    assert refusal(taken(value, NUMBER))[2] == (rule,)


@each_case("value", [1234567, "1234567", "0000001"])
def test_valid_length__a_long_integer_counts_its_digits(value: Any) -> None:
    assert refusal(taken(value, NUMBER))[1] == {"maximum_length": 6, "api_name": "Value"}


# --- phones, websites, e-mails ---------------------------------------------------------------------------------------


@each_case("text", ["() Not provided.", "none", "+", "n/a"])
def test_valid_phone_without_digit__is_refused(text: str) -> None:
    found = taken(text, CALL)
    assert refusal(found)[1] == {"expected_data_type": "phone", "api_name": "Value"}
    assert (found.rules, found.certainty.word) == (("valid.phone_without_digit",), "observed")


@each_case("text", ["٣", "call 5", " 5 "])
def test_valid_phone_without_digit__any_digit_will_do(text: str) -> None:
    assert taken(text, CALL).outcome == "insert"


def test_valid_format_lenient__is_warned_of_or_refused() -> None:
    for data_type, value in (("phone", "call me? 5!"), ("website", "nowhere"), ("email", "a@b.c")):
        of_field = field("Value", data_type)
        found = taken(value, of_field)
        assert (found.outcome, found.depends_on) == ("insert", ("valid.format_lenient",)), value
        refused = taken(value, of_field, "valid.format_lenient=refused")
        assert refusal(refused)[1] == {"expected_data_type": data_type, "api_name": "Value"}


@each_case(
    ("data_type", "text", "usual"),
    [
        ("email", "ada@x.test", True),
        ("email", "ädä.lind+tag@bücher.example", True),
        ("email", "ada@x-.test", False),
        ("email", ".ada@x.test", False),
        ("email", f"ada@{'x' * 260}.test", False),
        ("phone", "91(987)654321", True),
        ("phone", "+1 555-0100", True),
        ("phone", "-555", False),
        ("phone", "555 0100 #12", False),
        ("phone", "5550100,9#12", True),
        ("website", "https://www.x.test/a?b=c d", True),
        ("website", "x.test", True),
        ("website", "x test", False),
        ("website", "https://x", False),
        ("text", "anything", True),
    ],
)
def test_valid_format_lenient__usual_is_what_the_printed_patterns_take(data_type: str, text: str, usual: bool) -> None:
    assert is_usual(data_type, text) is usual


@each_case("text", ["." * 40_000, "5 " * 20_000, "a@" + "x" * 40_000, "x." * 20_000 + "<", "(" * 40_000])
def test_valid_format_lenient__no_text_takes_long_to_judge(text: str) -> None:
    start = perf_counter()
    for data_type in ("email", "phone", "website"):
        is_usual(data_type, text)
    assert perf_counter() - start < 2.0


# --- pick lists ------------------------------------------------------------------------------------------------------


@each_case("listed", ["won", "Closed Won", "old", "Old", "-None-", "", None])
def test_valid_picklist__a_choice_in_either_spelling_is_not_outside(listed: Any) -> None:
    found = taken(listed, PICK, "valid.picklist=refused")
    assert (found.outcome, warned(found)) == ("insert", [])


def test_valid_picklist__a_value_outside_is_accepted_refused_or_dropped() -> None:
    found = taken("Weird", PICK)
    assert (found.outcome, found.certainty.word, found.depends_on) == ("insert", "assumed", ("valid.picklist",))
    assert warned(found) == [("valid.picklist", "Value")]
    assert refusal(taken("Weird", PICK, "valid.picklist=refused"))[1] == {"api_name": "Value"}
    dropped = taken("Weird", PICK, "valid.picklist=dropped")
    assert (dropped.outcome, [change.api_name for change in dropped.changes]) == ("insert", ["Last_Name"])


@each_case(("sent", "listed"), [("open", "Open"), (" closed  won", "Closed Won"), ("WON ", "won")])
def test_valid_picklist__the_warning_names_the_listed_spelling(sent: str, listed: str) -> None:
    found = taken(sent, PICK)
    assert f'"{listed}"' in found.warnings[0].message


def test_valid_picklist__a_list_is_outside_as_a_whole_if_one_choice_is() -> None:
    assert taken(["won", "Open"], PICKS, "valid.picklist=refused").outcome == "insert"
    assert refusal(taken(["won", "Weird"], PICKS, "valid.picklist=refused"))[1] == {"api_name": "Value"}
    dropped = taken(["won", "Weird"], PICKS, "valid.picklist=dropped")
    assert [change.api_name for change in dropped.changes] == ["Last_Name"]


def test_valid_picklist__a_dropped_value_counts_as_not_sent_and_a_wrong_type_is_an_error_all_the_same() -> None:
    must = field("Value", "picklist", pick_list_values=CHOICES, mandatory=True)
    assert errors_in(taken("Weird", must, "valid.picklist=dropped")) == [("MANDATORY_NOT_FOUND", "Value")]
    assert errors_in(taken(7, must, "valid.picklist=dropped")) == [("INVALID_DATA", "Value")]
    assert taken("Weird" * 9, PICK, "valid.picklist=dropped").outcome == "insert"
    assert refusal(taken("Weird" * 9, PICK))[1] == {"maximum_length": 20, "api_name": "Value"}


@each_case(
    ("setting", "rules"),
    [("accepted", ["valid.length"]), ("refused", ["valid.length"]), ("dropped", [])],
)
def test_valid_picklist__a_value_outside_that_is_too_long_is_refused_for_its_length_unless_it_is_dropped(
    setting: str, rules: list[str]
) -> None:
    found = taken("Weird" * 9, PICK, f"valid.picklist={setting}")
    assert [each.rule for each in found.found] == rules


@each_case("items", [["won", ""], ["won", " "], ["won", "-None-"], ["Open", "old"], []])
def test_valid_picklist__blank_choices_and_none_in_a_list_are_not_outside(items: list[str]) -> None:
    assert taken(items, PICKS, "valid.picklist=refused").outcome == "insert"


def test_valid_picklist__what_is_no_text_is_not_outside_where_its_type_is_not_checked() -> None:
    untold = field("Value", "picklist", json_type="jsonsomething", pick_list_values=CHOICES)
    assert taken(7, untold, "valid.picklist=refused").outcome == "insert"


def test_valid_picklist__without_choices_nothing_is_outside() -> None:
    assert taken("Weird", field("Value", "picklist"), "valid.picklist=refused").outcome == "insert"
    found = taken("Weird", field("Value", "text", pick_list_values=CHOICES), "valid.picklist=refused")
    assert (found.outcome, found.depends_on) == ("insert", ())


def test_write_unchanged__the_other_spelling_of_a_choice_is_the_same_value() -> None:
    of = module(LAST_NAME, EMAIL, PICK)
    stored = [record(1, Last_Name="Ode", Email="a@x.test", Value="Closed Won")]
    assert last_of(row(Email="a@x.test", Value="won"), of=of, stored=stored).outcome == "unchanged"
    many = module(LAST_NAME, EMAIL, PICKS)
    stored = [record(1, Last_Name="Ode", Email="a@x.test", Value=["Closed Won", "Open"])]
    assert last_of(row(Email="a@x.test", Value=["Open", "won"]), of=many, stored=stored).outcome == "unchanged"
    adds = row(Email="a@x.test", Value=["won", "old"], **{"$append_values": {"Value": True}})
    found = last_of(adds, of=many, stored=stored)
    assert change_of(found, "Value") == ("appended", ["Closed Won", "Open"], ["Closed Won", "Open", "old"])


# --- lookups ---------------------------------------------------------------------------------------------------------


@each_case("bare", ["77", 77])
def test_valid_lookup_form__a_bare_id_is_taken_refused_or_dropped_on_insert(bare: Any) -> None:
    found = taken(bare, LINK)
    assert change_of(found, "Value") == ("added", None, {"id": "77"})
    assert (warned(found), found.depends_on) == ([("valid.lookup_form", "Value")], ("valid.lookup_form",))
    refused = taken(bare, LINK, "valid.lookup_form=refused")
    assert refusal(refused)[1] == {"expected_data_type": "jsonobject", "api_name": "Value"}
    dropped = taken(bare, LINK, "valid.lookup_form=dropped_on_insert")
    assert [change.api_name for change in dropped.changes] == ["Last_Name"]


def test_valid_lookup_form__dropped_on_insert_still_takes_it_on_an_update() -> None:
    of = module(LAST_NAME, EMAIL, LINK)
    stored = [record(1, Email="a@x.test", Value={"id": "77", "name": "Ode"})]
    sent = row(Email="a@x.test", Value="78")
    found = last_of(sent, of=of, stored=stored, assume="valid.lookup_form=dropped_on_insert")
    assert change_of(found, "Value") == ("changed", {"id": "77", "name": "Ode"}, {"id": "78"})
    must = field("Value", "lookup", mandatory=True)
    missing = taken("77", must, "valid.lookup_form=dropped_on_insert")
    assert errors_in(missing) == [("MANDATORY_NOT_FOUND", "Value")]


@each_case(
    ("of_field", "value"),
    [(LINK, {"name": "Ode"}), (LINK, {"id": ""}), (OWNER, "ada@x.test"), (OWNER, {"email": "ada@x.test"})],
)
def test_valid_lookup_without_id__goes_through_and_writes_nothing(of_field: FieldMetadata, value: Any) -> None:
    found = taken(value, of_field)
    assert (found.outcome, found.certainty.word) == ("insert", "assumed")
    assert warned(found) == [("valid.lookup_without_id", "Value")]
    assert change_of(found, "Value") == ("same", None, None)
    assert found.rules[-1] == "valid.lookup_without_id"


def test_valid_lookup_without_id__counts_as_sent_where_it_is_mandatory() -> None:
    assert taken({"name": "Ode"}, field("Value", "lookup", mandatory=True)).outcome == "insert"


# --- blank text, system fields ---------------------------------------------------------------------------------------


@each_case("data_type", ["email", "phone", "website", "date", "datetime", "bigint"])
def test_write_empty_string_clears__typed_text_may_be_refused_blank(data_type: str) -> None:
    of_field = field("Value", data_type)
    found = taken(" ", of_field)
    assert (found.outcome, found.depends_on) == ("insert", ("write.empty_string_clears",))
    refused = taken("", of_field, "write.empty_string_clears=typed_refused")
    assert refusal(refused)[1] == {"expected_data_type": data_type, "api_name": "Value"}
    assert taken(None, of_field, "write.empty_string_clears=typed_refused").outcome == "insert"
    assert taken("", field("Value"), "write.empty_string_clears=typed_refused").outcome == "insert"


@each_case("name", ["Created_Time", "Modified_Time", "Created_By", "Modified_By", "Full_Name",
                                  "Last_Activity_Time"])  # fmt: skip
def test_valid_system_fields__are_known_by_name_and_ignored(name: str) -> None:
    of = module(LAST_NAME, EMAIL, field(name, mandatory=True))
    found = last_of(row(**{name: 7}), of=of)
    assert (found.outcome, found.certainty.word) == ("insert", "documented")
    assert warned(found) == [("valid.system_fields", name)]
    assert [change.api_name for change in found.changes] == ["Last_Name"]


def test_valid_system_fields__an_auto_number_matches_only_where_it_is_the_system_field() -> None:
    of = module(LAST_NAME, field("Name", "autonumber"), field("Key", "autonumber", unique=True), name="Visits",
                generated_type="custom")  # fmt: skip
    stored = [record(1, Name="V-1", Key="K-1"), record(2, Name="V-2", Key="K-2")]
    found = last_of({"Name": "v-2", "Key": "K-1"}, of=of, stored=stored)
    assert (found.duplicate_field, found.target_id, found.outcome) == ("Name", "2", "unchanged")
    skipped = last_of(row(Key="K-1"), of=of, stored=stored)
    assert (skipped.outcome, [(each.api_name, each.verdict, each.rule) for each in skipped.trace]) == (
        "insert",
        [("Name", "skipped", "match.absent_skipped"), ("Key", "skipped", "valid.system_fields")],
    )
