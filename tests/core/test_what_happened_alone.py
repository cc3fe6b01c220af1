"""The sentences about a row of an incident, each by itself: what Zoho did, why that, what the record held, ways out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.core.helpers import LAST_NAME, LEADS, MemoryIndex, field, forecast_of, module, record, row
from tests.core.incidents import BEFORE, CALL, incident_of, inserted, updated
from tests.core.replies import failed
from tui.core.backwards import Wish, backwards
from tui.core.diff import Change
from tui.core.notice import Notice
from tui.core.outcome import RowOutcome
from tui.core.reply.read import ReplyError, ReplyRow
from tui.core.reply.rewind import PastRecord
from tui.core.subforms import SubformRow
from tui.core.trace import Step
from tui.core.views.what_happened import named, ways_out, what_happened

if TYPE_CHECKING:
    from tui.core.reply.incident import Incident

ADA: Final = record(1, Last_Name="Byron", Email="ada@x.test", Phone="100", Modified_Time=BEFORE)
BEA: Final = record(2, Last_Name="Webb", Email="bea@x.test", Phone="200", Modified_Time=BEFORE)
SENT: Final = row(Email="ada@x.test", Mobile=" ")
FOUND: Final = incident_of(SENT, reply=[updated("1", "Email")], stored=[ADA, BEA], check=["Email"])
HIT: Final = (Step("Email", "ada@x.test", "hit", ("1",), 1),)


def story(
    actual: ReplyRow | None = None,
    *,
    verdict: str = "same",
    cause: str = "",
    outcome: str = "update",
    past: PastRecord | None = None,
    found: Incident = FOUND,
    **values: Any,
) -> tuple[str, ...]:
    """The sentences about one row: ``values`` are those of its forecast."""
    compared: Any = replace(found.rows[0], verdict=verdict, cause=cause)  # type: ignore[arg-type]
    empty = {"trace": (), "changes": (), "notes": (), "found": (), "target_id": None, "duplicate_field": None}
    made = replace(found.forecast.rows[0], outcome=RowOutcome(outcome), **{**empty, **values})
    return what_happened(
        replace(
            found,
            rows=(compared,),
            answers={} if actual is None else {0: actual},
            forecast=replace(found.forecast, rows=(made,)),
            past={} if past is None else {past.record_id: past},
        ),
        0,
    )


def without_forecast(actual: ReplyRow, **compared: Any) -> tuple[str, ...]:
    rows = (replace(FOUND.rows[0], **compared),)
    made = replace(FOUND.forecast, rows=())
    return what_happened(replace(FOUND, rows=rows, answers={0: actual}, forecast=made), 0)


def test_a_record_is_named_as_it_was_met_else_by_what_was_sent() -> None:
    answers = {
        0: ReplyRow("error", "9"),
        1: ReplyRow("insert", "9"),
        2: ReplyRow("update", "9"),
        3: ReplyRow("update", "8"),
    }
    sent = (row(Last_Name="No"), row(Last_Name="New"), row(Last_Name="Later"), {"Company": "x"})
    request = replace(FOUND.forecast.request, rows=sent)
    found = replace(FOUND, answers=answers, forecast=replace(FOUND.forecast, request=request))
    assert [named(found, name) for name in ("1", "9", "8", "7\n")] == ["1 (Byron)", "9 (New)", "8", "7\\n"]


def test_what_zoho_did_is_told_first() -> None:
    nothing = "Nothing in it changed; Zoho counts that as an update."
    assert story() == ("What Zoho did with row 1 is not known: nothing tells.",)
    assert story(cause="the reply was empty") == ("What Zoho did with row 1 is not known: the reply was empty.",)
    errors = (ReplyError("MANDATORY_NOT_FOUND", "Phone", ""), ReplyError("INVALID_DATA", "id", ""))
    refused = story(ReplyRow("error", errors=errors), outcome="error")
    assert refused == ("Zoho refused row 1: Phone is mandatory, and it is missing; no record has this id.",)
    assert story(ReplyRow("insert"), outcome="insert")[0] == "Zoho inserted a record."
    assert story(ReplyRow("insert", "1"), outcome="insert")[0] == "Zoho inserted 1 (Byron)."
    by_none = story(ReplyRow("update", "1"), outcome="unchanged")
    assert by_none == ("Zoho updated 1 (Byron), and does not say by which field.", nothing)
    assert story(ReplyRow("update"))[0] == "Zoho updated a record, and does not say by which field."
    assert story(ReplyRow("update", "1", "Em\nail"))[0] == "Zoho updated 1 (Byron) by Em\\nail."
    for value, by in (
        ("7", " by its id"),
        ("", ", and does not say by which field"),
        (None, ", and does not say by which field"),
    ):
        request = replace(FOUND.forecast.request, rows=({**SENT, "id": value},))
        found = replace(FOUND, forecast=replace(FOUND.forecast, request=request))
        assert story(ReplyRow("update", "1"), found=found)[0] == f"Zoho updated 1 (Byron){by}."


def test_a_call_that_was_refused_is_told_with_what_the_rules_say() -> None:
    whole = incident_of(SENT, reply=failed("INVALID_TOKEN"), stored=[ADA])
    assert what_happened(whole, 0) == (
        "Zoho refused the whole call: the access token is no longer valid (INVALID_TOKEN). Nothing was written.",
    )
    about = incident_of(SENT, reply=failed("INVALID_MODULE", resource_path_index=0), stored=[ADA])
    assert what_happened(about, 0)[1] == "By the rules it would update 1 (Byron) by Email."


def test_by_which_field_the_rules_decided_is_told_where_the_reply_does_not_say() -> None:
    by_email: dict[str, Any] = {"duplicate_field": "Email", "trace": HIT}
    unnamed = ReplyRow("update", "1")
    assert story(unnamed, **by_email)[1:3] == ("By the rules it was Email.", "Email is in your list.")
    assert story(unnamed, verdict="different", **by_email)[1] == "By the rules it would update  by Email."
    assert story(ReplyRow("update", "1", "Email"), **by_email)[1:] == ("Email is in your list.",)
    assert without_forecast(unnamed) == ("Zoho updated 1 (Byron), and does not say by which field.",)
    assert without_forecast(ReplyRow("update", "1", "Email"))[1:] == ("Email is in your list.",)
    request = replace(FOUND.forecast.request, rows=({**SENT, "id": "1"},))
    by_id = replace(FOUND, forecast=replace(FOUND.forecast, request=request))
    assert story(unnamed, found=by_id, **by_email) == ("Zoho updated 1 (Byron) by its id.",)


def test_why_a_field_was_checked_is_told_by_its_place_in_the_order() -> None:
    def why(name: str, check: Any, of: Any = LEADS) -> str:
        made = forecast_of(row(Email="a"), of=of, check=check)
        found = replace(FOUND, forecast=replace(made, rows=FOUND.forecast.rows))
        return story(ReplyRow("update", "1", name), found=found)[1]

    assert why("Company", None) == "By the rules Company is not checked: here it is not a field that can be checked."
    assert why("Email", ["Phone"]) == "By the rules Email is not checked: not listed."
    assert why("Company", ["Email", "Company"]) == "By the rules Company is not checked: not checkable."
    assert why("Phone", ["Phone", "Email"]) == "Phone is first in your list (Phone and Email)."
    assert why("Email", ["Phone", "Email"]) == "Email is second in your list (Phone and Email)."
    assert why("Mobile", ["Email"]) == "Mobile is not in your list (Email); Zoho appends every unique field."
    checked = "so Zoho checks Email, Phone then Mobile."
    assert why("Phone", None) == f"You sent no duplicate_check_fields, {checked}"
    assert why("Phone", []) == f"You sent an empty list, which counts as none, {checked}"
    outside = module(LAST_NAME, field("Email", "email"), field("Outside", external=True))
    assert (
        why("Outside", ["Email"], outside)
        == "Outside is not in your list (Email); Zoho appends every external-id field."
    )
    names = [f"F{number}" for number in range(12)]
    many = module(LAST_NAME, *(field(name, unique=True) for name in names))
    assert [why(name, names, many).split(" in ")[0] for name in ("F9", "F10")] == [
        "F9 is tenth",
        "F10 is number 11",
    ]


def test_what_was_tried_before_the_field_that_decided_is_told_with_why_it_passed() -> None:
    trace = (
        Step("Mobile", " ", "skipped"), Step("Moon", None, "skipped"), Step("Phone", "5", "miss"),
        Step("Sun", "5", "hit", ("1",), 1), Step("Stars", "5", "several", ("1", "2"), 2),
        Step("Company", "5", "not_checked"), Step("A", "5", "not_known"), *HIT, Step("B", "5", "miss"),
    )  # fmt: skip
    told = story(ReplyRow("update", "1", "Email"), duplicate_field="Email", trace=trace, verdict="different")
    assert told[2] == (
        'Tried before it: Mobile (blank in this row), Moon (not in this row), Phone (no record had "5"), Sun (by the '
        "rules it finds 1 (Byron)), Stars (by the rules it finds 1 (Byron), 2 (Webb)), A (not known)."
    )
    assert not any("Tried" in text for text in story(ReplyRow("update", "1", "Email"), trace=HIT))
    assert not any("Tried" in text for text in story(ReplyRow("update", "1", "Email"), trace=trace[:6]))


def test_what_changed_is_told_as_far_as_it_is_known() -> None:
    def changed(*changes: Change, **given: Any) -> tuple[str, ...]:
        return story(ReplyRow("update", "1", "Email"), changes=changes, **given)[2:]

    kinds: tuple[Any, ...] = ("cleared", "same", "added", "written", "changed", "appended", "changed")
    changes = [Change(f"F{place}", kind, "a", "b") for place, kind in enumerate(kinds)]
    assert changed(*changes) == (
        'It cleared F0, which was "a", set F2 to "b", wrote F3 "b", changed F4 from "a" to "b", and 2 more fields.',
    )
    assert changed(*changes[:6])[0].endswith(", and 1 more field.")
    assert changed(*changes[2:6])[0].endswith('changed F5 from "a" to "b".')
    lines = Change("Lines", "changed", [], [], (SubformRow("added", None),))
    assert changed(lines) == ("It changed the rows of Lines.",)
    assert changed(changes[1]) == changed() == changed(*changes, verdict="not_comparable")[:0] == ()
    assert changed(*changes, past=PastRecord("1", {}, "inferred"))[0].startswith("Your copy was made after")
    assert changed(*changes, past=PastRecord("1", {}, "journal"))[0].startswith("It cleared F0")
    assert changed(*changes, past=PastRecord("2", {}, "inferred"))[0].startswith("It cleared F0")
    assert not any("It cleared" in text for text in changed(*changes, verdict="different"))
    several = (Step("Email", "a", "several", ("1", "2"), 5),)
    assert changed(trace=several) == ("5 records had this Email: 1 (Byron), 2 (Webb).",)


def test_what_a_refused_row_had_come_to_is_told_where_it_was_refused_as_forecast() -> None:
    actual = ReplyRow("error", errors=(ReplyError("DUPLICATE_DATA", "Phone", "", {"id": "2"}),))
    given: dict[str, Any] = {"outcome": "error", "target_id": "1", "duplicate_field": "Email", "trace": HIT}
    assert story(actual, **given)[1:] == ("Email had chosen 1 (Byron).", "Email is in your list.")
    assert story(actual, **{**given, "duplicate_field": None})[1:] == ("Its id had chosen 1 (Byron).",)
    assert story(actual, **{**given, "target_id": None})[1:] == ()
    assert not any("chosen" in text for text in story(actual, verdict="different", **given))
    assert without_forecast(actual)[1:] == ()


def test_why_a_row_inserted_is_told_by_what_missed_and_what_was_not_looked_up() -> None:
    def why(*trace: Step, notes: tuple[Notice, ...] = (), **given: Any) -> tuple[str, ...]:
        return story(ReplyRow("insert", "9"), outcome="insert", trace=trace, notes=notes, **given)[1:]

    assert why() == ("No checked field had a value to look up.",)
    assert why(Step("Email", "a", "miss"), Step("Phone", None, "skipped"), Step("Mobile", "5", "miss")) == (
        'No record had Email "a" or Mobile "5".',
    )
    both = Step("Mobile", "5", "not_checked", ("1", "2"), 2, "order.system_ignored")
    assert why(both, Step("Phone", "6", "not_checked"), Step("Moon", None, "not_checked"))[1:] == (
        'Mobile "5" was not looked up (not listed); 1 (Byron) and 2 (Webb) had it.',
        'Phone "6" was not looked up (not checked).',
    )
    reached = Step("Mobile", "5", "not_reached", ("1",), 1)
    notes = (Notice("lint.x", "Email", "Odd."), Notice("lint.near_miss", "Email", "Email of 1\n."))
    assert why(reached, notes=notes) == ("No checked field had a value to look up.", "Near miss: Email of 1\\n.")
    assert without_forecast(ReplyRow("insert", "9"))[1:] == ()


def test_what_the_rules_say_otherwise_is_told_with_the_likely_cause() -> None:
    actual = ReplyRow("insert", "9")
    assert story(actual, verdict="different", target_id="1", duplicate_field="Email")[1:] == (
        "By the rules it would update 1 (Byron) by Email.",
    )
    told = story(actual, verdict="different", cause="it is so", target_id="1")
    assert told[-1] == "Likely cause: it is so."
    assert story(actual, verdict="different", outcome="not_known", cause="it is so")[1:] == ("Likely cause: it is so.",)
    assert story(actual, outcome="insert", cause="it is so.")[-1] == "It is so."
    assert without_forecast(actual, verdict="different", cause="a call error")[1:] == ("A call error.",)
    assert without_forecast(actual, verdict="different", cause="")[1:] == ("The rules refuse the whole call.",)


def test_how_the_record_before_is_known_is_told_last() -> None:
    def known(source: Any, **given: Any) -> str | None:
        past = PastRecord("1", {}, source, **given)
        told = story(ReplyRow("update", "1", "Email"), past=past, verdict="different")
        return told[-1] if "the call" in told[-1] or "before" in told[-1] or "copy" in told[-1] else None

    some = frozenset({"Phone", "Email"})
    inferred = "Your copy was made after the call; what the record held before is inferred"
    assert known("inserted") == "Your copy was made after the call and has this record; it is left out here."
    assert known("journal") == "What the record held before the call was read just before it (journal)."
    assert known("calls") == "What the record held before the call is what the earlier calls left."
    assert known("calls", inferred=some) == f"{inferred}: Email and Phone."
    assert known("inferred", unknown=some) == f"{inferred}."
    held = "What the record held before is that of the older data set, of"
    assert known("data_set", as_of=CALL) == f"{held} 2026-06-11."
    assert known("data_set") == f"{held} an unknown date."


# --- what would have prevented it -------------------------------------------------------------------------------------


def test_nothing_is_said_of_ways_where_nothing_is_known_of_the_row() -> None:
    assert ways_out(replace(FOUND, answers={}), 0) == ()
    assert ways_out(replace(FOUND, forecast=replace(FOUND.forecast, rows=())), 0) == ()
    different = replace(FOUND, rows=(replace(FOUND.rows[0], verdict="different"),))
    assert ways_out(different, 0) == (
        "What would have prevented it is not known, since the rules do not explain what Zoho did.",
    )


def test_ways_to_another_record_name_it() -> None:
    sent = {"id": "1", "Email": "bea@x.test"}
    chosen = incident_of(sent, reply=[updated("1")], stored=[ADA, BEA], check=["Email"])
    new, why, other = ways_out(chosen, 0)
    assert new.startswith("To insert a new record instead: drop id from the row, ")
    assert why.startswith("No order of the check fields does it: ")
    dropped = "drop id from the row (no other row changes)"
    assert other == f"To update another record instead: {dropped}, which updates 2 (Webb)."
    to_the_other = ways_out(chosen, 0, "2")[0]
    assert to_the_other.startswith('To update 2 (Webb) instead: change id to "2" (no')
    assert "which updates" not in to_the_other
    assert ways_out(chosen, 0, "1")[0] == new


def test_of_many_ways_three_are_told() -> None:
    taken = failed("DUPLICATE_DATA", "Phone", id="2")
    found = incident_of(row(Email="ada@x.test", Phone="200"), reply=[taken], stored=[ADA, BEA], check=["Email"])
    made = found.forecast
    answer = backwards(made.request, LEADS, found.records, made.assumptions, 0, Wish("update", "2"))
    assert len([way for way in answer.ways if way.kind != "assumption"]) > 3
    assert ways_out(found, 0, "2")[0].count("; or ") == 2


def test_the_record_that_an_inserted_row_was_meant_for_is_looked_for() -> None:
    def way(*trace: Step, stored: Any = (ADA, BEA)) -> str:
        found = incident_of(row(Email="n@x.test"), reply=[inserted("9")], stored=stored, check=["Email"])
        made = replace(found.forecast.rows[0], trace=trace)
        told = ways_out(replace(found, forecast=replace(found.forecast, rows=(made,)), records=MemoryIndex(stored)), 0)
        return told[0].split(":")[0] if told else ""

    near = Step("Email", " ADA@x.test", "miss")
    assert way(near) == "To update 1 (Byron) instead"
    assert way(near, Step("Phone", "200", "not_checked", ("2",), 1)) == "To update 2 (Webb) instead"
    assert way(Step("Phone", "7", "not_checked"), near) == "To update 1 (Byron) instead"
    assert way(Step("Phone", "200", "not_reached", ("2",), 1), near) == "To update 1 (Byron) instead"
    assert way(replace(near, verdict="skipped")) == way(Step("Email", 5, "miss")) == way() == ""
    assert way(Step("Phone", "none", "miss"), near) == "To update 1 (Byron) instead"


def test_taking_the_field_that_decided_off_the_list_is_tried_where_it_is_on_it() -> None:
    def off(check: Any, name: str | None = "Phone", sent: Any = None, stored: Any = (ADA, BEA)) -> str:
        found = incident_of(sent or row(Phone="100"), reply=[updated("1", "Phone")], stored=stored, check=check)
        made = replace(found.forecast.rows[0], duplicate_field=name)
        told = ways_out(replace(found, forecast=replace(found.forecast, rows=(made,))), 0)
        return next((text for text in told if "off the list" in text), "")

    assert off(["Phone", "Mobile"]) == "Taking Phone off the list changes nothing."
    assert off(None) == off(["Mobile"]) == off(["Phone"], None) == ""
    by_other = off(
        ["Phone", "Email"], sent=row(Phone="100", Email="bea@x.test"), stored=(ADA, record(2, Email="bea@x.test"))
    )
    assert by_other == ""


def test_a_refused_row_is_told_how_to_get_through() -> None:
    taken = failed("DUPLICATE_DATA", "Phone", id="2")
    found = incident_of(row(Email="ada@x.test", Phone="200"), reply=[taken], stored=[ADA, BEA], check=["Email"])
    told = ways_out(found, 0)
    assert told[0].startswith("To get the row through: ")
    assert "setting" not in told[0]


def test_why_nothing_grants_it_is_told_but_not_that_no_setting_does() -> None:
    of = module(LAST_NAME, field("Email", "email"), field("Account", "lookup", mandatory=True))
    missing = failed("MANDATORY_NOT_FOUND", "Account")
    found = incident_of(row(Email="n@x.test"), reply=[missing], check=["Email"], of=of)
    assert ways_out(found, 0) == (
        "No order of the check fields does it: under each of them the row is refused (Account is missing).",
        "There is no change of the row to try.",
    )
    by_order = incident_of(row(Email="ada@x.test"), reply=[missing], stored=[ADA], check=["Phone"], of=of)
    assert ways_out(by_order, 0) == (
        "To get the row through: leave duplicate_check_fields out (no other row changes).",
    )
    assert ways_out(FOUND, 0, "99") == ("This data set has no record 99.",)
