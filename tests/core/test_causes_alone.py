"""Each cause by itself: a row as forecast, what the reply says of it, and what is at hand to explain it with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.core.helpers import LAST_NAME, LEADS, MemoryIndex, field, forecast_of, module, record, row
from tests.core.replies import ADA, BEA
from tui.core.errors import ZohoError
from tui.core.metadata import LayoutMetadata, module_of
from tui.core.notice import Notice
from tui.core.outcome import RowOutcome
from tui.core.reply.agreed import why_same
from tui.core.reply.causes import (
    Evidence,
    follows_another,
    guessed_cause,
    inserted_already,
    later_cause,
    of_the_body,
    refusal_causes,
    stale_cause,
    told_cause,
)
from tui.core.reply.read import ReplyError, ReplyRow
from tui.core.trace import Step

if TYPE_CHECKING:
    from tui.core.reply.cause import Cause
    from tui.core.reply.read import Action
    from tui.core.values import Json, Record

BEHIND: Final = "unknown.stale"
HERE: Final = MemoryIndex([ADA, BEA])
PLAIN: Final = forecast_of(row(Email="n@x.test")).rows[0]
LAYOUT: Final = LayoutMetadata.of_json(
    {"id": "500", "name": "Short", "sections": [{"fields": [{"api_name": "City", "required": True}]}]}
)
DEFAULT_ORDER: Final = forecast_of(row()).order


def forecast_row(outcome: str, **values: Any) -> Any:
    """A row as forecast, with nothing behind it but these values."""
    return replace(PLAIN, outcome=RowOutcome(outcome), **{"trace": (), "found": (), **values})


def expected(rule: str, code: str, **details: Json) -> tuple[ZohoError]:
    """The one error that was forecast."""
    return (ZohoError(rule, code, details, ""),)


def error(code: str, api_name: str | None = None, message: str = "", **details: Json) -> ReplyError:
    return ReplyError(code, api_name, message, details)


def refused(*errors: ReplyError) -> ReplyRow:
    return ReplyRow("error", errors=errors)


def said(cause: Cause | None) -> tuple[str | None, str] | None:
    """The rule and the sentence of a cause."""
    return None if cause is None else (cause.rule, cause.sentence)


def test_what_is_at_hand_tells_only_what_it_holds() -> None:
    sent: dict[int, Record] = {0: {"Email": "ADA@x.test", "Company": "Sun", "Phone": None}}
    assert Evidence(sent=sent).holds("1", "Email", 0) is False
    held = Evidence(records=HERE, sent=sent)
    asked: tuple[tuple[str | None, str, int], ...] = (
        ("1", "Email", 0), (None, "Email", 0), ("9", "Email", 0), ("2", "Email", 0), ("1", "Moon", 0),
        ("1", "Phone", 0), ("1", "Email", 1),
    )  # fmt: skip
    assert [held.holds(*each) for each in asked] == [True, False, False, False, False, False, False]
    assert [held.lacks(None), held.lacks("1"), held.lacks("9")] == [False, False, True]
    assert Evidence().lacks("9") is False
    by_order, by_module = Evidence(order=DEFAULT_ORDER, sent=sent), Evidence(module=LEADS, sent=sent)
    names = ("id", "Email", "Company", "Phone", "Mobile")
    assert [Evidence(sent=sent).decides(name, 0) for name in names] == [True, False, False, False, False]
    assert [by_order.decides(name, 0) for name in names] == [True, True, False, True, False]
    assert [by_module.decides(name, 0) for name in names] == [True, False, False, True, False]
    assert by_order.decides("Email", 1) is False


def test_an_error_that_tells_its_cause_is_taken_at_its_word_unless_it_was_forecast() -> None:
    def told(*errors: ReplyError, header: bool = False, found: Any = ()) -> tuple[str | None, str] | None:
        given = Evidence(if_unmodified=header) if header else Evidence()
        return said(told_cause(forecast_row("update", found=found), refused(*errors), given))

    locked = error("RECORD_LOCKED", "Phone")
    assert told(locked) == ("unknown.record_locked", "the record is locked in the org (RECORD_LOCKED on Phone)")
    assert told(locked, header=True) == told(locked)
    assert told(locked, found=expected("x", "RECORD_LOCKED", api_name="Phone")) == told(locked)
    changed = error("ALREADY_MODIFIED", id="7")
    assert told(changed) == (BEHIND, "the record was changed in the org in the meantime (ALREADY_MODIFIED)")
    since = "7 was changed in the org after the moment of the header If-Unmodified-Since"
    assert told(changed, header=True) == ("call.if_unmodified", f"{since}; the data set does not say so")
    by_layout = "a layout rule of the org makes Phone mandatory"
    assert told(error("X", "Phone", layout_rule={})) == ("unknown.layout_rules", by_layout)
    by_rule = "a validation rule of the org refuses a field"
    assert told(error("X", None, validation_rule={})) == ("unknown.validation_rules", by_rule)
    assert told(error("X"), locked) == told(locked)
    assert told() is None


def test_a_row_follows_an_earlier_one_that_inserted_nothing() -> None:
    def follows(target: str | None, *went: ReplyRow, record_id: str | None = None) -> tuple[str | None, str] | None:
        given = Evidence(went=dict(enumerate(went)))
        return said(follows_another(forecast_row("update", target_id=target), ReplyRow("update", record_id), given))

    inserted, updated, error_row = ReplyRow("insert", "9"), ReplyRow("update", "77"), ReplyRow("error")
    for target, went in (
        (None, [updated]),
        ("7", [updated]),
        ("new-1", []),
        ("new-1", [inserted]),
        ("new-2", [updated]),
    ):
        assert follows(target, *went) is None, (target, went)
    rule = "match.same_batch_new"
    assert follows("new-1", error_row) == (rule, "row 1 was refused, so it made no record to find")
    instead = "row 2 updated 77 in place of inserting, and this row"
    assert follows("new-2", inserted, updated, record_id="77") == (rule, f"{instead} followed it")
    assert follows("new-2", inserted, updated, record_id="78") == (rule, f"{instead} did not follow it")


def test_a_record_that_differs_is_looked_for_by_the_target_the_answer_and_what_errors_name() -> None:
    stale = {str(number): {"Company": "unused", "Email": f"Email of {number} moved"} for number in range(1, 5)}
    given = Evidence(order=DEFAULT_ORDER, sent={0: row(Email="a@x.test", Company="Sun")}, stale=stale)

    def behind(target: str | None, hit: str | None, forecast: Json, came: Json) -> str | None:
        found = expected("conflict.unique_taken", "DUPLICATE_DATA", id=forecast)
        actual = ReplyRow("error", hit, errors=(error("DUPLICATE_DATA", id=came),))
        cause = stale_cause(forecast_row("error", target_id=target, found=found), actual, given)
        assert cause is None or cause.rule == BEHIND
        return None if cause is None else cause.sentence.removeprefix("the data set is out of date: Email of ")

    assert behind("1", "2", "3", "4") == "1 moved"
    assert behind("9", "2", "3", "4") == "2 moved"
    assert behind(None, None, "3", "4") == "3 moved"
    assert behind(None, None, ["3"], "4") == "4 moved"
    assert behind(None, None, None, 4) is None


def test_the_times_of_record_and_reply_tell_which_came_first() -> None:
    noon = "2026-02-01T12:00:00Z"

    def later(action: Action, record_id: str | None, *, at: str | None = noon, kept: Json = noon) -> Any:
        given = Evidence(records=MemoryIndex([record(1, Modified_Time=kept)]))
        answer = ReplyRow(action, record_id, modified_time=at)
        return said(inserted_already(answer, given)), said(later_cause(answer, given))

    made = "the data set was made after the send: it has 1"
    left, inserted = ("write.reply_time", f"{made} as the reply left it"), (BEHIND, f"{made}, inserted here")
    assert later("update", "1") == (None, left)
    assert later("insert", "1") == (inserted, left)
    assert later("update", "1", kept="2026-02-01T13:00:00+01:00") == (None, left)
    since = "after this reply (2026-02-01T12:00:00Z): someone changed it since"
    moved = ("write.reply_time", f"1 was modified at 2026-02-01T12:00:01Z, {since}")
    assert later("update", "1", kept="2026-02-01T12:00:01Z") == (None, moved)
    nothing = (None, None)
    assert later("update", "1", kept="2026-02-01T11:59:59Z") == nothing
    assert later("update", "1", kept=None) == nothing
    assert later("update", "1", at=None) == nothing
    assert later("insert", "9") == nothing
    assert later("insert", None) == nothing
    for answer in (ReplyRow("insert", "1", modified_time=noon), ReplyRow("insert", None)):
        assert (inserted_already(answer, Evidence()), later_cause(answer, Evidence())) == nothing


def test_what_only_differs_is_told_by_the_times_and_what_a_rule_explains_by_the_rule() -> None:
    noon = "2026-02-01T12:00:00Z"
    given = Evidence(records=MemoryIndex([record(1, Phone="5", Modified_Time=noon)]), sent={0: row(Phone="5")})
    answer = ReplyRow("update", "1", modified_time=noon)
    target = forecast_row("update", target_id="2", duplicate_field="Phone")
    assert guessed_cause(target, answer, given).rule == "write.reply_time"
    assert guessed_cause(target, replace(answer, modified_time=None), given).rule == BEHIND
    by_id = forecast_row("update", target_id="2")
    assert guessed_cause(by_id, replace(answer, duplicate_field="Phone"), given).rule == "match.explicit_id"


def guess(forecast: Any, actual: ReplyRow, sent: Record | None = None, **given: Any) -> tuple[str | None, str]:
    cause = guessed_cause(forecast, actual, Evidence(**{"records": HERE, "sent": {0: sent or {}}, **given}))
    return cause.rule, cause.sentence


def test_a_row_that_was_to_be_refused_and_was_taken_is_told_by_the_error_that_was_expected() -> None:
    def taken(found: Any, action: Action = "insert", hit: str | None = None, target: str | None = None) -> Any:
        return guess(forecast_row("error", found=found, target_id=target), ReplyRow(action, hit))

    conflict = expected("conflict.unique_taken", "DUPLICATE_DATA", api_name="Phone", id="2")
    released = (BEHIND, "2 may no longer hold Phone, or be deleted")
    assert taken(conflict) == released
    assert taken(conflict, "update", "1", target="1") == released
    assert taken(conflict, "insert", "3", target="1") == released
    assert taken(conflict, "update", "2") == (BEHIND, "in the org 2 is a match; in the data set it is not")
    assert taken(conflict, "update", "2", target="1") == (BEHIND, "in the org 2 is the match, no longer 1")
    unnamed = expected("conflict.unique_taken", "DUPLICATE_DATA")
    assert taken(unnamed) == (BEHIND, "a record may no longer hold a field, or be deleted")
    missing = expected("valid.mandatory_insert", "MANDATORY_NOT_FOUND", api_name="Phone")
    assert taken(missing, "update", "2") == (BEHIND, "in the org 2 is a match; in the data set it is not")
    assert taken(missing) == ("valid.mandatory_insert", "Zoho accepted what this rule refuses for Phone")
    by_id = expected("match.explicit_id", "INVALID_DATA", api_name="id")
    assert taken(by_id) == (BEHIND, "the record may have been made since the data set was")
    assert taken(expected("valid.type", "INVALID_DATA"), "update") == (
        "valid.type",
        "Zoho accepted what this rule refuses",
    )


def test_a_row_that_updated_in_place_of_inserting_is_told_by_what_it_hit() -> None:
    left_out = Step("Mobile", "5", "not_checked", ("1",), 1, "order.not_listed")
    blank = Step("Email", None, "skipped", rule="match.blank_skipped")
    other = Step("Company", "5", "not_checked", ("2",), 1, "order.not_checkable")

    def hit(by: str | None, *trace: Step, record_id: str | None = "1", sent: Record | None = None, **given: Any) -> Any:
        answer = ReplyRow("update", record_id, by)
        return guess(forecast_row("insert", trace=trace), answer, sent, **given)

    absent = (BEHIND, "the data set has no record 9: it was made since, or is not shown")
    assert hit("Mobile", left_out, record_id="9") == absent
    unchecked = ("order.not_listed", "Zoho checked Mobile, which this rule leaves out")
    assert hit("Mobile", blank, other, left_out) == unchecked
    assert hit(None, blank, other, left_out) == unchecked
    assert hit("Email", left_out, blank) == (
        "match.blank_skipped",
        "Zoho looked Email up although the row has no value to look up",
    )
    assert hit(None, blank) == (BEHIND, "in the org 1 is a match; in the data set it is not")
    match = (BEHIND, "in the org 1 is a match by Email; in the data set it is not")
    assert hit("Email", replace(blank, verdict="miss"), left_out) == match
    near = ("match.literal", "Zoho treats the Email of 1 as the same value")
    assert hit("Email", sent={"Email": " Ada@x.test"}) == near
    assert hit("Email", sent={"Email": " Ada@x.test"}, records=None) == match
    assert hit("Email", sent={"Email": "moon@x.test"}) == match
    assert hit("Email", replace(blank, verdict="not_reached", matches=("1",))) == match
    assert hit("Email", sent={"Email": None}) == match
    assert hit("Mobile", sent={"Mobile": None}) == (match[0], match[1].replace("Email", "Mobile"))
    assert hit("Email") == match
    assert hit(None, sent={"Email": " Ada@x.test"}) == (BEHIND, "in the org 1 is a match; in the data set it is not")
    nameless = (BEHIND, "in the org a record is a match by Email; in the data set it is not")
    assert hit("Email", sent={"Email": "ada@x.test"}, record_id=None) == nameless


def test_a_row_that_inserted_in_place_of_updating_is_told_by_its_target() -> None:
    def missed(target: str | None, by: str | None = None) -> Any:
        return guess(forecast_row("update", target_id=target, duplicate_field=by), ReplyRow("insert", "9"))

    assert missed("new-12") == ("match.same_batch_new", "Zoho did not see the record that row 12 inserted")
    assert missed("1", "Email") == (
        BEHIND,
        "1 has a different Email by now, is deleted, or is not visible to this user",
    )
    assert missed(None) == (BEHIND, "a record has changed, is deleted, or is not visible to this user")


def test_a_row_that_updated_another_record_is_told_by_what_decided() -> None:
    def other(by: str | None, ours: str | None, sent: Record | None = None, hit: str = "2", **given: Any) -> Any:
        trace = (Step("Phone", "5", "miss", ("9",)), Step("Email", "5", "several", ("1", "3"), 2))
        found = forecast_row("update", target_id="1", duplicate_field=ours, trace=trace)
        return guess(found, ReplyRow("update", hit, by), sent, **{"order": DEFAULT_ORDER, **given})

    assert other("Email", "Email", hit="9")[1] == "the data set has no record 9: it was made since, or is not shown"
    assert other("Phone", None) == ("match.explicit_id", "Zoho decided by Phone, not by the id of the row")
    before = "Zoho tried Phone before Email"
    assert other("Phone", "Email", {"Phone": "200"}) == ("order.default", before)
    assert other("Phone", "Email", {"Phone": "200"}, order=None) == ("match.first_field_wins", before)
    assert other("Phone", "Moon", {"Phone": "200"})[0] == "match.first_field_wins"
    assert other("Phone", "Email", {"Phone": "201"}) == (
        BEHIND,
        "in the org 2 is a match by Phone; here it is not",
    )
    match = (BEHIND, "in the org 2 is the match, no longer 1")
    for by in ("Email", None):
        assert other(by, "Email") == match
        assert other(by, "Email", hit="3", records=None) == (
            "match.several",
            "of 2 records with this value Zoho chose 3",
        )
    assert other(None, None) == match


def test_an_error_that_only_the_forecast_has_is_told_where_the_reply_brings_no_other() -> None:
    found = (*expected("valid.type", "INVALID_DATA", api_name="Email"), *expected("valid.length", "X"))
    came = (error("X"), error("INVALID_DATA", "Email"))
    both = forecast_row("error", found=found)
    assert refusal_causes(both, refused(*came), Evidence()) == ()
    assert guess(both, refused(*came)) == ("valid.type", "Zoho does not name Email, which this rule refuses too")
    new = error("ODD", "Phone", "said so")
    sentence = "no rule here is about ODD on Phone: said so"
    assert guess(both, refused(*came, new)) == (None, sentence)
    assert guess(forecast_row("insert"), refused(error("ODD"))) == (
        None,
        "no rule here is about ODD: Zoho does not say why",
    )


def test_an_error_about_the_body_is_told_from_one_about_a_value() -> None:
    other = "a different body was sent, not this payload"
    told = [
        (error("INVALID_DATA", json_path="$.data[0].trigger", expected_data_type="jsonarray"), None),
        (error("INVALID_DATA", "Email", expected_data_type="jsonobject"), None),
        (error("INVALID_DATA", expected_data_type="jsonobject"), f"what arrived was not a JSON object: {other}"),
        (error("INVALID_DATA", expected_data_type="jsonarray"), f"what arrived was not a JSON object: {other}"),
        (error("INVALID_DATA", expected_data_type="text"), None),
        (error("INVALID_DATA", "Moon", expected_data_type="jsonobject"), None),
        (error("MANDATORY_NOT_FOUND", "data"), f"the body that arrived had no data: {other}"),
        (error("INVALID_DATA", "data"), f"the data that arrived was not a list of records: {other}"),
        (error("INVALID_DATA", "trigger"), "Zoho does not accept the trigger of the body"),
        (
            error("INVALID_DATA", "trigger", expected_data_type="jsonarray"),
            "Zoho does not accept the trigger of the body; it wants a list",
        ),
        (
            error("INVALID_DATA", "trigger", expected_data_type="moon"),
            "Zoho does not accept the trigger of the body; it wants moon",
        ),
        (
            error("INVALID_DATA", "trigger", expected_data_type=["moon"]),
            "Zoho does not accept the trigger of the body",
        ),
    ]
    assert [of_the_body(each, LEADS) for each, _ in told] == [sentence for _, sentence in told]
    assert (
        of_the_body(error("INVALID_DATA", "data"), None) == f"the data that arrived was not a list of records: {other}"
    )
    of_data = module(LAST_NAME, field("data"))
    assert of_the_body(error("INVALID_DATA", "data"), of_data) is None


def test_codes_about_the_call_and_the_list_of_check_fields_have_rules_of_their_own() -> None:
    def told(code: str, name: str | None = None, **details: Json) -> Any:
        return guess(forecast_row("insert"), refused(error(code, name, **details)), module=LEADS)

    assert told("INVALID_MODULE") == ("call.module", "Zoho does not accept this module")
    assert told("LIMIT_EXCEEDED", "Email") == ("call.limit", "Zoho accepts fewer records in one call")
    assert told("LIMIT_EXCEEDED", "data")[0] is None
    assert told("INVALID_DATA", "duplicate_check_fields")[0] == "order.not_checkable_effect"


def test_a_missing_value_is_explained_by_metadata_layout_or_what_zoho_drops() -> None:
    def missing(name: str | None, sent: Record | None = None, target: str | None = None, **given: Any) -> Any:
        answer = refused(error("MANDATORY_NOT_FOUND", name))
        return guess(forecast_row("insert", target_id=target), answer, sent, **given)

    assert missing("Last_Name", module=LEADS) == ("valid.mandatory_insert", "Zoho says that Last_Name is missing")
    assert missing("Last_Name", module=LEADS, target="1") == (
        "valid.mandatory_update",
        "Zoho says that Last_Name is missing",
    )
    by_layout = ("unknown.layout_rules", "the layout makes Last_Name mandatory; the metadata does not")
    assert missing("Last_Name") == by_layout
    assert missing("Email", module=LEADS)[1] == "the layout makes Email mandatory; the metadata does not"
    named = ("valid.layout_mandatory", "the layout that the row names requires Email")
    assert missing("Email", {"Layout": {"id": "1"}}, module=LEADS) == named
    assert missing("Email", {"Layout": {"id": "1"}}) == named
    assert missing(None)[1] == "the layout makes a field mandatory; the metadata does not"
    laid_out = module_of("Leads", [LAST_NAME, field("City")], layouts=[LAYOUT])
    by_short = ("valid.layout_mandatory", "the layout Short requires City")
    assert missing("City", {"Layout": {"id": "500"}}, module=laid_out) == by_short
    unnamed = f"{by_short[1]}, though the row names no layout"
    assert missing("City", module=laid_out) == ("valid.layout_mandatory", unnamed)
    assert missing("Last_Name", {"Last_Name": None}, module=laid_out)[0] == "valid.mandatory_insert"
    assert missing("Phone", module=laid_out)[0] == "unknown.layout_rules"


def test_a_taken_value_is_told_by_the_record_that_holds_it() -> None:
    def taken(sent: Record | None = None, **given: Any) -> Any:
        details = given.pop("details")
        found = forecast_row("insert")
        return guess(found, refused(error("DUPLICATE_DATA", "Phone", **details)), sent, **{"module": LEADS, **given})

    elsewhere = ("match.preference", "Phone belongs to a record of Contacts")
    of_contacts = {"module": {"api_name": "Contacts"}, "id": "7"}
    assert taken(details={"duplicate_record": of_contacts}) == elsewhere
    assert taken(details={"duplicate_record": of_contacts, "id": "8"}) == elsewhere
    where = "holds Phone in the org: converted, not shared with this user, or newer than the data set"
    assert taken(details={"duplicate_record": of_contacts}, module=None) == (BEHIND, f"7 {where}")
    assert taken(details={"duplicate_record": {"module": {"api_name": "Leads"}, "id": "7"}}) == (BEHIND, f"7 {where}")
    for place in ("Contacts", {"api_name": 5}, None):
        assert taken(details={"duplicate_record": {"module": place, "id": "7"}}) == (BEHIND, f"7 {where}")
    assert taken(details={"duplicate_record": {"id": "7"}, "id": "8"}) == (BEHIND, f"8 {where}")
    nobody = (BEHIND, "Phone belongs to a record that the reply does not name")
    for nameless in ({}, {"duplicate_record": "7"}, {"id": 7}):
        assert taken(details=nameless) == nobody
    enforced = ("conflict.unique_taken", "Zoho enforces Phone, which 1 holds")
    assert taken({"Phone": "100"}, details={"id": "1"}) == enforced
    assert taken({"Phone": "101"}, details={"id": "1"}) == (BEHIND, f"1 {where}")
    converted = MemoryIndex([record(1, Phone="100", **{"$converted": True})])
    assert taken({"Phone": "100"}, details={"id": "1"}, records=converted) == (
        "match.converted",
        "1 holds Phone: a converted lead, which counts after all",
    )


def test_a_row_that_came_out_as_forecast_is_told_by_what_decided() -> None:
    def same(outcome: str, actual: str | None = "7", order: Any = DEFAULT_ORDER, **values: Any) -> str:
        return why_same(forecast_row(outcome, **values), ReplyRow("update", actual), order)

    taken = expected("conflict.unique_taken", "DUPLICATE_DATA", api_name="Phone", id="3652397000000649013")
    assert same("error", found=taken) == "refused as forecast: Phone is 3652397000000649013's"
    assert same("update", target_id="1") == "the id of the row names 7"
    assert same("update", None, target_id="1") == "the id of the row names 1"
    assert same("update", None) == "the id of the row names a record"
    assert same("unchanged") == "the id of the row names 7; nothing in it changes"
    assert same("update", duplicate_field="Email") == "7 has this Email (checked by default)"
    assert same("unchanged", duplicate_field="Email", order=None) == "7 has this Email; nothing in it changes"
    assert same("update", duplicate_field="Moon") == "7 has this Moon"
    listed = forecast_of(row(), check=["Mobile"]).order
    by_order = [same("update", duplicate_field=name, order=listed) for name in ("Mobile", "Phone")]
    assert by_order == ["7 has this Mobile (listed)", "7 has this Phone (appended, not listed)"]


def test_a_row_that_inserted_as_forecast_names_what_missed_and_what_was_not_checked() -> None:
    def inserted(*trace: Step, notes: tuple[Notice, ...] = ()) -> str:
        return why_same(forecast_row("insert", trace=trace, notes=notes), ReplyRow("insert", "9"), DEFAULT_ORDER)

    assert inserted() == "no checked field has a value to look up"
    not_reached = Step("Mobile", "5", "not_reached", ("4",), 1)
    assert inserted(Step("Email", None, "skipped"), Step("Moon", "x", "not_checked"), not_reached) == inserted()
    missed = (Step("Email", "a", "miss"), Step("Phone", "5", "miss"))
    assert inserted(*missed) == "no record has this Email or Phone"
    one = Step("Mobile", "5", "not_checked", ("4",), 1, "order.system_ignored")
    assert inserted(*missed, one) == f"{inserted(*missed)}; Mobile is not checked (not listed), and 4 has it"
    two = Step("Mobile", "5", "not_checked", ("4", "5"), 2)
    assert inserted(two) == f"{inserted()}; Mobile is not checked (not checked), and 2 records have it"
    near = Notice("lint.near_miss", "Email", "Email of 4 differs in case.")
    other = Notice("lint.other", "Email", "other")
    assert inserted(notes=(other, near)) == f"{inserted()}; Email of 4 differs in case"
