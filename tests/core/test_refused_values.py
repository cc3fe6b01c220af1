"""For a value that Zoho refuses and the forecast lets through: the rule, and the setting that would have said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.core.helpers import MemoryIndex, field, forecast_of, module, record, row
from tests.core.replies import failed, several, took
from tui.core.reply.compare import CallReply, RowComparison, compare
from tui.core.reply.read import ReplyError
from tui.core.reply.refused_value import RefusedValue, dropped_value_cause, refused_value_cause, sure_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.metadata import Module
    from tui.core.values import Json, Record

CHOICES = [{"actual_value": "Web", "display_value": "Web"}, {"actual_value": "Fair", "display_value": "Trade fair"}]
DEALS = module(
    field("Deal_Name", mandatory=True, length=40),
    field("Source", "picklist", json_type="string", pick_list_values=CHOICES),
    field("Tags", "multiselectpicklist", json_type="jsonarray", pick_list_values=CHOICES),
    field("Account_Name", "lookup", json_type="jsonobject", lookup={"module": {"api_name": "Accounts"}}),
    field("Owner", "ownerlookup", json_type="jsonobject"),
    field("Phone", "phone", json_type="string", length=30),
    field("Mail", "email", json_type="string"),
    field("Site", "website", json_type="string"),
    field("Closing", "date", json_type="string", length=20),
    field("Starts", "datetime", json_type="string"),
    field("Long", "bigint", json_type="string", length=18),
    field("Count", "integer", json_type="integer", length=9),
    field("Made", "autonumber", json_type="string"),
    field("Created_Time", "datetime", json_type="string"),
    field("Closed", "text", json_type="string", create=False, update=False),
    field("Lines", "subform", json_type="jsonarray"),
    name="Deals",
)
OPEN = module(
    field("Open", "picklist", json_type="string"),
    field("Name", json_type="string", pick_list_values=CHOICES),
    name="Deals",
)
STORED = record(1, Deal_Name="Order", Modified_Time="2026-01-01T00:00:00+00:00")


class Related:
    """Accounts are all here, and there is one."""

    def lacks(self, module: str, record_id: str) -> bool:
        return module == "Accounts" and record_id != "10"


def compared(
    values: Mapping[str, Json],
    entry: Json,
    *,
    stored: Record = STORED,
    related: Related | None = None,
    assume: Any = (),
) -> RowComparison:
    """The comparison of one row that matches the stored deal."""
    sent = {"Deal_Name": "Order", **values}
    made = forecast_of(sent, stored=[stored], of=DEALS, assume=assume)
    (found,) = compare(made, [CallReply(0, 1, {"data": [entry]})], MemoryIndex([stored]), related=related)
    return found


def refused(values: Mapping[str, Json], name: str, **details: Json) -> RowComparison:
    return compared(values, failed("INVALID_DATA", name, **details))


def test_a_refused_value_names_its_rule_and_the_setting_that_would_have_said_so() -> None:
    cases: list[tuple[Any, ...]] = [
        ("Source", "fb-ads", {}, ("valid.picklist", "refused")),
        ("Source", "web", {"expected_data_type": "picklist"}, ("valid.picklist", "refused")),
        ("Tags", ["Web", "fb-ads"], {}, ("valid.picklist", "refused")),
        ("Account_Name", "10", {"expected_data_type": "jsonobject"}, ("valid.lookup_form", "refused")),
        ("Account_Name", 10, {"expected_data_type": "jsonobject"}, ("valid.lookup_form", "refused")),
        ("Phone", "(555) 0100 ext. é", {"expected_data_type": "phone"}, ("valid.format_lenient", "refused")),
        ("Mail", "a@b.test1", {"expected_data_type": "email"}, ("valid.format_lenient", "refused")),
        ("Site", "no address", {}, ("valid.format_lenient", "refused")),
        ("Long", 12345, {"expected_data_type": "bigint"}, ("valid.bigint_form", "text")),
        ("Long", "12345", {"expected_data_type": "bigint"}, ("valid.bigint_form", "number")),
        ("Mail", "", {"expected_data_type": "email"}, ("write.empty_string_clears", "typed_refused")),
        ("Closing", " ", {"expected_data_type": "date"}, ("write.empty_string_clears", "typed_refused")),
        ("Starts", "", {}, ("write.empty_string_clears", "typed_refused")),
    ]
    for name, value, details, switch in cases:
        found = refused({name: value}, name, **details)
        assert (found.verdict, found.rule, found.switch) == ("different", switch[0], switch)


def test_valid_datetime_z_taken_here_and_refused_by_zoho_names_the_setting() -> None:
    entry = failed("INVALID_DATA", "Starts", expected_data_type="datetime")
    found = compared({"Starts": "2026-01-01T00:00:00Z"}, entry, assume="valid.datetime_z=taken")
    assert found.switch == ("valid.datetime_z", "refused")


def test_a_refused_value_without_a_switch_names_what_it_breaks() -> None:
    cases: list[tuple[Any, ...]] = [
        ("Starts", "2026-01-01T00:00:00", {}, "valid.datetime_forms", "2026-01-01T00:00:00"),
        ("Account_Name", {"name": "Ink"}, {}, "valid.lookup_without_id", "has no id"),
        ("Owner", "ada@x.test", {}, "valid.lookup_without_id", "ada@x.test"),
        ("Source", "Web", {}, "unknown.layout_rules", "perhaps not on this layout or pipeline"),
        ("Account_Name", {"id": "10"}, {}, "unknown.sharing", "may be deleted, or hidden"),
        ("Phone", None, {}, "write.null_clears", "null in Phone"),
        ("Moon", "x", {}, "valid.unknown_field", "the key Moon"),
        ("Made", "7", {}, "valid.system_fields", "Made"),
        ("Created_Time", "2026-01-01T00:00:00+00:00", {}, "valid.system_fields", "Created_Time"),
        ("Closed", "x", {}, "valid.read_only", "Closed"),
        ("Closing", "2026-01-01", {"expected_data_type": "date", "maximum_length": 20}, "valid.format", "as date"),
        ("Phone", "5" * 30, {"expected_data_type": "phone", "maximum_length": 20}, "valid.length", "20 characters"),
        ("Phone", "555", {"expected_data_type": "phone", "maximum_length": 20}, "valid.type", "as phone"),
        ("Count", 12345, {"expected_data_type": "integer", "maximum_length": 3}, "valid.length", "3 digits"),
        ("Count", 12, {"expected_data_type": "text", "maximum_length": 3}, "valid.type", "as text"),
        ("Count", 12345, {"maximum_length": 3}, "valid.length", "3 digits"),
        ("Starts", "2026-01-01T00:00:00", {"maximum_length": 5}, "valid.datetime_forms", "does not accept the form"),
        ("Deal_Name", "Order", {}, "unknown.validation_rules", "the value of Deal_Name"),
    ]
    for name, value, details, rule, words in cases:
        found = refused({name: value}, name, **details)
        assert (found.verdict, found.rule, found.switch) == ("different", rule, None)
        assert words in found.cause


def test_a_refused_cell_of_a_subform_is_named_with_its_row() -> None:
    cases: list[tuple[Any, ...]] = [
        ("$.data[0].Lines[1].Amount", {"expected_data_type": "double"}, "valid.type", "Amount in row 2 of Lines"),
        ("$.data[0].Lines[0].Amount", {"maximum_length": 3}, "valid.length", "Amount in row 1 of Lines may have 3"),
        ("$.data[0].Lines[0].id", {}, "unknown.stale", "no such row (any more): row 1 of Lines"),
        ("$.data[0].Lines[0].Amount", {}, "unknown.validation_rules", "the org refuses Amount in row 1 of Lines"),
    ]
    for path, details, rule, words in cases:
        found = refused({"Lines": [{"Amount": 1}, {"Amount": 2}]}, path.rpartition(".")[2], json_path=path, **details)
        assert found.rule == rule
        assert words in found.cause


# --- a lookup whose record is not here


def test_lint_dangling_lookup_is_the_first_cause_for_a_refused_lookup() -> None:
    cases: list[tuple[Any, ...]] = [
        ({"id": "77"}, {}),
        ({"id": "77"}, {"expected_data_type": "jsonobject"}),
        ({"id": "77", "name": "Ink"}, {"json_path": "$.data[0].Account_Name.id"}),
        ("77", {}),
        (77, {}),
    ]
    for value, details in cases:
        name = "id" if "json_path" in details else "Account_Name"
        found = compared({"Account_Name": value}, failed("INVALID_DATA", name, **details), related=Related())
        assert (found.rule, found.switch) == ("lint.dangling_lookup", None)
        assert found.cause == "no record of Accounts in the data set has the id 77 of Account_Name"


def test_a_bare_id_of_no_record_is_explained_by_its_form_where_the_reply_wants_an_object() -> None:
    entry = failed("INVALID_DATA", "Account_Name", expected_data_type="jsonobject")
    found = compared({"Account_Name": "77"}, entry, related=Related())
    assert found.switch == ("valid.lookup_form", "refused")


def test_an_id_that_is_here_or_that_nobody_can_tell_is_no_dangling_lookup() -> None:
    entry = failed("INVALID_DATA", "Account_Name")
    assert compared({"Account_Name": {"id": "10"}}, entry, related=Related()).rule == "unknown.sharing"
    assert compared({"Account_Name": {"id": "77"}}, entry).rule == "unknown.sharing"


# --- several, missing, converted


def test_several_refused_values_are_explained_by_the_settings_together() -> None:
    errors = [failed("INVALID_DATA", "Source"), failed("INVALID_DATA", "Mail", expected_data_type="email")]
    found = compared({"Source": "fb-ads", "Mail": ""}, several(*errors))
    assert found.switch == ("valid.picklist", "refused")
    assert found.cause == (
        "valid.picklist=refused and write.empty_string_clears=typed_refused together would explain it"
    )


def test_one_explained_value_of_several_names_its_rule() -> None:
    errors = [failed("INVALID_DATA", "Source"), failed("INVALID_DATA", "Deal_Name")]
    found = compared({"Source": "fb-ads"}, several(*errors))
    assert found.switch == ("valid.picklist", "refused")
    assert found.cause == '"fb-ads" is not in the pick list of Source; valid.picklist=refused would have said so'


def test_a_mandatory_value_that_zoho_drops_names_the_setting() -> None:
    stage = field("Stage", "picklist", json_type="string", mandatory=True, pick_list_values=CHOICES)
    deals = module(field("Deal_Name"), stage, name="Deals")
    made = forecast_of({"Deal_Name": "New", "Stage": "Moon"}, of=deals)
    reply = {"data": [several(failed("MANDATORY_NOT_FOUND", "Stage"), failed("MANDATORY_NOT_FOUND", "Other"))]}
    (found,) = compare(made, [CallReply(0, 1, reply)])
    assert (found.rule, found.switch) == ("valid.picklist", ("valid.picklist", "dropped"))


def test_valid_layout_mandatory_is_named_where_a_layout_requires_the_field() -> None:
    found = compared({"Layout": {"id": "70"}}, failed("MANDATORY_NOT_FOUND", "Phone"))
    assert (found.rule, found.cause) == ("valid.layout_mandatory", "the layout that the row names requires Phone")


# --- the times of the reply (write.reply_time)


def late(action: str, record_id: str, at: str) -> dict[str, Any]:
    entry = took(action, record_id, None)
    return {**entry, "details": {"id": record_id, "Modified_Time": at}}


def test_write_reply_time_says_that_someone_changed_the_record_since() -> None:
    changed = record(1, Deal_Name="Renamed", Modified_Time="2026-03-01T10:00:00+01:00")
    found = compared({}, late("update", "1", "2026-02-01T00:00:00Z"), stored=changed)
    assert (found.verdict, found.rule) == ("different", "write.reply_time")
    assert found.cause == (
        "1 was modified at 2026-03-01T10:00:00+01:00, after this reply (2026-02-01T00:00:00Z): someone changed it since"
    )


def test_write_reply_time_compares_moments_and_tells_a_data_set_that_was_made_afterwards() -> None:
    left = record(1, Deal_Name="Renamed", Modified_Time="2026-02-01T01:00:00+01:00")
    found = compared({}, late("update", "1", "2026-02-01T00:00:00Z"), stored=left)
    assert (found.rule, found.cause) == (
        "write.reply_time",
        "the data set was made after the send: it has 1 as the reply left it",
    )


def test_write_reply_time_of_an_older_record_says_nothing() -> None:
    older = record(1, Deal_Name="Renamed", Modified_Time="2025-01-01T00:00:00Z")
    assert compared({}, late("update", "1", "2026-02-01T00:00:00Z"), stored=older).rule == "unknown.stale"


def test_a_data_set_that_holds_the_record_which_the_row_inserted_was_made_afterwards() -> None:
    found = compared({}, late("insert", "1", "2026-02-01T00:00:00Z"))
    assert (found.rule, found.cause) == (
        "unknown.stale",
        "the data set was made after the send: it has 1, inserted here",
    )


# --- the header, and what came out as forecast


def test_call_if_unmodified_is_the_cause_of_already_modified_where_the_call_had_the_header() -> None:
    made = forecast_of({"Deal_Name": "Order"}, stored=[STORED], of=DEALS, if_unmodified_since="2026-06-01T00:00:00Z")
    reply = failed("ALREADY_MODIFIED", id="1")
    (found,) = compare(made, [CallReply(0, 1, reply)], MemoryIndex([STORED]))
    assert (found.verdict, found.rule) == ("different", "call.if_unmodified")
    assert compared({}, failed("ALREADY_MODIFIED", id="1")).rule == "unknown.stale"


def test_a_row_that_came_out_as_forecast_says_what_decided() -> None:
    cases: list[tuple[Any, ...]] = [
        ({"Phone": "5"}, took("update", "1", "Deal_Name"), "1 has this Deal_Name (checked by default)"),
        ({}, took("update", "1"), "1 has this Deal_Name (checked by default); nothing in it changes"),
        ({"id": "1", "Phone": "5"}, took("update", "1"), "the id of the row names 1"),
        ({"Deal_Name": "New"}, took("insert", "9"), "no record has this Deal_Name"),
        ({"Closing": "never"}, failed("INVALID_DATA", "Closing"), "refused as forecast: "),
    ]
    for values, entry, why in cases:
        found = compared(values, entry)
        assert (found.verdict, found.cause) == ("same", "")
        assert found.why.startswith(why)
        assert found.to_json()["why"] == found.why


def test_a_call_that_is_refused_as_forecast_says_by_which_rule() -> None:
    made = forecast_of(*[row(Email=f"{n}@x.test") for n in range(101)])
    found = compare(made, [CallReply(0, 101, failed("LIMIT_EXCEEDED", "data", maximum_length=100))])
    assert {each.verdict for each in found} == {"same"}
    assert all(each.why.startswith("the call is refused as forecast: ") for each in found)


# --- one value by itself


def refusal(values: Mapping[str, Json], name: str | None, of: Module | None = DEALS, **details: Json) -> Any:
    """The cause of INVALID_DATA for a value, with its setting where it has one."""
    error = ReplyError("INVALID_DATA", name, "", details)
    cause = refused_value_cause(error, RefusedValue.of(error, values, of), of)
    return (cause.rule, cause.sentence) if cause.switch is None else (cause.rule, cause.sentence, cause.switch)


def test_the_value_that_an_error_means_is_found_by_its_path_else_by_its_name() -> None:
    sent = {"Phone": None, "Lines": [{"Amount": 1}], "Deal_Name": "Order"}

    def meant(name: str | None, path: str | None = None, of: Module | None = DEALS) -> Any:
        details: dict[str, Json] = {} if path is None else {"json_path": path}
        found = RefusedValue.of(ReplyError("INVALID_DATA", name, "", details), sent, of)
        known = found.field.api_name if found.field else None
        return found.name, found.value, known, found.is_sent, found.cell, found.row

    lines = ("Lines", sent["Lines"], "Lines", True)
    assert meant("Phone") == ("Phone", None, "Phone", True, None, None)
    assert meant("Phone", of=None) == ("Phone", None, None, True, None, None)
    assert meant("Mail") == ("Mail", None, "Mail", False, None, None)
    assert meant(None) == ("", None, None, False, None, None)
    assert meant("id", "$.data[0].Deal_Name.id") == ("Deal_Name", "Order", "Deal_Name", True, None, None)
    assert meant("id", "$.data[0].Deal_Name[1].id") == ("Deal_Name", "Order", "Deal_Name", True, None, None)
    assert meant("Amount", "$.data[3].Lines[1].Amount") == (*lines, "Amount", 1)
    assert meant("Lines") == (*lines, None, None)
    assert meant("Amount", "$.data[3].Lines.Amount") == (*lines, "Amount", None)
    assert meant("Lines", "$.data[3].Lines[2]") == (*lines, None, 2)
    assert meant("Amount", "$.data[3].Moon[1].Amount") == ("Moon", None, None, False, None, None)
    assert meant("Amount", "$.data[3].Lines[1].Amount", None) == ("Lines", sent["Lines"], None, True, None, None)


def test_a_lookup_of_no_record_is_sure_unless_the_reply_wants_another_form_of_a_bare_id() -> None:
    def sure(
        code: str, value: Json, name: str = "Account_Name", related: Related | None = None, **details: Json
    ) -> Any:
        error = ReplyError(code, name, "", details)
        cause = sure_refusal(error, RefusedValue.of(error, {name: value}, DEALS), related)
        return None if cause is None else (cause.rule, cause.sentence)

    here, wanted = Related(), {"expected_data_type": "jsonobject"}
    missing = ("lint.dangling_lookup", "no record of Accounts in the data set has the id 77 of Account_Name")
    assert sure("INVALID_DATA", "77", related=here) == missing
    assert sure("INVALID_DATA", {"id": "77"}, related=here, **wanted) == missing
    assert sure("INVALID_DATA", "77", related=here, **wanted) is None
    assert sure("INVALID_DATA", "77") is None
    assert sure("MANDATORY_NOT_FOUND", "77", related=here) is None
    assert sure("INVALID_DATA", "77", "Moon", related=here) is None
    assert sure("INVALID_DATA", "10", related=here) is None


def test_what_is_no_value_of_the_row_is_told_first() -> None:
    assert refusal({"id": "7"}, "id") == ("unknown.stale", "the org has no such record (any more)")
    refused_name = ("order.not_checkable_effect", "Zoho refuses a name in duplicate_check_fields")
    assert refusal({}, "duplicate_check_fields") == refused_name
    assert refusal({}, None, json_path="$.duplicate_check_fields[0]") == refused_name
    assert refusal({}, None) == ("unknown.validation_rules", "the org refuses the value of a field")
    assert refusal({"Moon": 1}, "Moon", None) == ("unknown.validation_rules", "the org refuses the value of Moon")


def test_a_key_that_the_forecast_ignores_is_told_where_it_was_sent() -> None:
    assert refusal({"Moon": 1}, "Moon") == ("valid.unknown_field", "Zoho does not ignore the key Moon")
    plain = "unknown.validation_rules"
    assert refusal({}, "Moon") == (plain, "the org refuses the value of Moon")
    assert refusal({"Layout": 1}, "Layout") == (plain, "the org refuses the value of Layout")
    assert refusal({"": 1}, None) == (plain, "the org refuses the value of a field")
    assert refusal({"Made": None}, "Made") == ("valid.system_fields", "Zoho does not ignore a value of Made")
    assert refusal({"Closed": 1}, "Closed") == ("valid.read_only", "Zoho does not ignore a value of Closed")
    assert refusal({"Phone": None}, "Phone") == ("write.null_clears", "Zoho does not accept null in Phone")
    assert refusal({}, "Phone") == (plain, "the org refuses the value of Phone")


def test_a_length_that_the_reply_names_counts_where_the_value_breaks_it_or_nothing_else_is_named() -> None:
    def length(value: Json, name: str | None = "Deal_Name", longest: Json = 3, **details: Json) -> Any:
        return refusal({} if name is None else {name: value}, name, maximum_length=longest, **details)[:2]

    typed = {"expected_data_type": "text"}
    long = ("valid.length", "Deal_Name may have 3 characters")
    assert length("abcd") == length("abcd", **typed) == length("abc") == long
    assert length("abc", **typed) == ("valid.type", "Zoho wants Deal_Name as text")
    assert length("abcd", longest="3", **typed) == ("valid.type", "Zoho wants Deal_Name as text")
    assert length("abcd", longest="3") == long
    digits = ("valid.length", "Deal_Name may have 3 digits")
    assert length(1234, **typed) == length(-1234, **typed) == length(12.34, **typed) == length(7) == digits
    assert length(-123, **typed) == ("valid.type", "-123 is not what Deal_Name takes")
    assert length([1, 2, 3, 4], **typed)[0] == "valid.type"
    assert length(True) == long
    assert length(True, longest=0, **typed)[0] == "valid.type"
    assert length("abcd", None) == ("valid.length", "a field may have 3 characters")
    assert length("abcd", "Closing")[0] == "valid.format"
    assert length("abcd", "Starts")[0] == "valid.format"


def test_the_form_of_a_value_is_told_with_the_setting_that_would_have_refused_it() -> None:
    def told(name: str, value: Json, **details: Json) -> Any:
        return refusal({name: value}, name, **details)

    picked = '"Moon", "Mars" is not in the pick list of Tags; valid.picklist=refused would have said so'
    assert told("Tags", ["Web", "Moon", "Mars"]) == (
        "valid.picklist",
        picked,
        ("valid.picklist", "refused"),
    )
    as_number = "Zoho wants the long integer Long as a JSON number; valid.bigint_form=number would have said so"
    assert told("Long", "12345")[1] == as_number
    as_text = "Zoho wants the long integer Long as digits in quotes; valid.bigint_form=text would have said so"
    assert told("Long", 12345)[1] == as_text
    assert told("Account_Name", "10")[1] == (
        'Account_Name is the bare id "10", not an object with an id; valid.lookup_form=refused would have said so'
    )
    assert (
        told("Account_Name", {"name": "Ink"})[1]
        == 'Account_Name has no id, and Zoho does not accept it by {"name": "Ink"}'
    )
    assert told("Starts", "2026-01-01T00:00:00")[1] == (
        'Zoho does not accept the form of "2026-01-01T00:00:00" in Starts: yyyy-MM-ddTHH:mm:ss+HH:MM is safe'
    )
    assert told("Starts", "2026-01-01T00:00:00Z")[1].startswith(
        'Zoho does not accept the Z at the end of "2026-01-01T00:00:00Z" in Starts; valid.datetime_z='
    )
    assert told("Mail", "")[1].startswith("Zoho does not accept blank text in Mail, a field of type email; write.")
    assert told("Phone", "none")[:2] == (
        "valid.phone_without_digit",
        '"none" is not a valid value for the phone field Phone',
    )
    assert told("Mail", "none")[:2] == ("valid.format", '"none" is not a valid value for the email field Mail')
    assert told("Count", "x")[:2] == ("valid.type", '"x" is not what Count takes')


def test_what_the_reply_wants_is_taken_at_its_word_where_the_value_shows_nothing() -> None:
    def told(value: Json, name: str | None = "Deal_Name", **details: Json) -> Any:
        return refusal({} if name is None else {name: value}, name, **details)

    assert told("x", supported_values=[]) == ("valid.picklist", "Zoho accepts only listed values in Deal_Name")
    assert told("x", None, supported_values=[]) == ("valid.picklist", "Zoho accepts only listed values in a field")
    assert told("x", expected_data_type="email") == ("valid.format", "Zoho wants Deal_Name as email")
    assert told("x", expected_data_type="text") == ("valid.type", "Zoho wants Deal_Name as text")
    assert told(None, None, expected_data_type="email") == ("valid.type", "Zoho wants a field as email")
    assert told("x", regex="x") == ("valid.format_lenient", "Deal_Name is not in the format that Zoho wants")
    assert told("x") == ("unknown.validation_rules", "the org refuses the value of Deal_Name")


def test_a_value_that_looks_right_may_be_refused_for_the_layout_or_the_rights() -> None:
    listed = "is in the pick list of Source, but perhaps not on this layout or pipeline"
    assert refusal({"Source": "Web"}, "Source") == ("unknown.layout_rules", f'"Web" {listed}')
    assert refusal({}, "Source") == ("unknown.validation_rules", "the org refuses the value of Source")
    assert refusal({}, "Account_Name")[0] == "unknown.validation_rules"
    pointed = "names 10: it may be deleted, or hidden from this user"
    assert refusal({"Account_Name": {"id": "10"}}, "Account_Name") == ("unknown.sharing", f"Account_Name {pointed}")
    assert refusal({"Owner": {"id": 10}}, "Owner") == ("unknown.sharing", f"Owner {pointed}")
    assert refusal({"Owner": "10"}, "Owner") == ("unknown.sharing", f"Owner {pointed}")
    assert refusal({"Name": "x"}, "Name", OPEN)[0] == "unknown.validation_rules"
    assert refusal({"Open": "x"}, "Open", OPEN)[0] == "unknown.validation_rules"


def test_a_cell_of_a_subform_is_told_with_its_row_where_that_is_known() -> None:
    def told(path: str, **details: Json) -> Any:
        return refusal({"Lines": []}, None, json_path=f"$.data[0].Lines{path}", **details)

    assert told("[0].id") == ("unknown.stale", "the record has no such row (any more): row 1 of Lines")
    assert told(".Amount") == ("unknown.validation_rules", "the org refuses Amount in Lines")
    typed = {"expected_data_type": "double", "maximum_length": 3}
    assert told("[1].Amount", **typed) == ("valid.type", "Zoho wants Amount in row 2 of Lines as double")
    assert told("[1].Amount", maximum_length=3)[1] == "Amount in row 2 of Lines may have 3 characters"


def test_a_mandatory_value_that_a_setting_drops_was_sent() -> None:
    def dropped(name: str, value: Json) -> Any:
        cause = dropped_value_cause(RefusedValue.of(ReplyError("X", name, ""), {name: value}, DEALS))
        return None if cause is None else (cause.sentence, cause.switch)

    said = 'Zoho does not count "Moon" in Source as sent; valid.picklist=dropped would have said so'
    assert dropped("Source", "Moon") == (said, ("valid.picklist", "dropped"))
    for name, value in (("Source", "Web"), ("Mail", ""), ("Count", "x"), ("Moon", "x"), ("Phone", None)):
        assert dropped(name, value) is None, name
