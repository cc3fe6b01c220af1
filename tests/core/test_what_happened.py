"""What happened to a row, in sentences: what decided, why it was checked, and what would have prevented it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases import each_case
from tests.core.helpers import record, row
from tests.core.incidents import BEFORE, CALL, incident_of, inserted, updated
from tests.core.replies import failed, several, took
from tui.core.reply.rewind import KnownBefore
from tui.core.views.incident_text import columns, copy_text, head_lines
from tui.core.views.what_happened import ways_out, what_happened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.core.values import Json

SILAS = record("4001000000001309", First_Name="Silas", Last_Name="Marsh", Phone="555-0142", Modified_Time=BEFORE)
LUCY = record("4001000000002371", Last_Name="Westen", Email="lucy@x.test", Mobile="900", Modified_Time=BEFORE)
STORED = (SILAS, LUCY)
MARSH: dict[str, Json] = {"Last_Name": "Marsh", "Phone": "555-0142"}
ID = "4001000000001309"


def test_the_incident_that_everyone_has_once() -> None:
    found = incident_of(MARSH, reply=[updated(ID, "Phone")], stored=STORED, check=["Email"])
    assert what_happened(found, 0) == (
        f"Zoho updated {ID} (Silas Marsh) by Phone.",
        "Phone is not in your list (Email); Zoho appends every unique field.",
        "Tried before it: Email (not in this row).",
        "Nothing in it changed; Zoho counts that as an update.",
    )
    assert ways_out(found, 0) == (
        "To insert a new record instead: drop Phone from the row (no other row changes); or send another Phone, one "
        'that no record holds, such as "555-0143" (no other row changes).',
        "No order of the check fields does it: under each of them a value of the row belongs to a record.",
    )


@each_case(
    ("check", "says"),
    [
        (None, "You sent no duplicate_check_fields, so Zoho checks Email, Phone then Mobile."),
        ([], "You sent an empty list, which counts as none, so Zoho checks Email, Phone then Mobile."),
        (["Phone"], "Phone is in your list."),
        (["Mobile", "Phone"], "Phone is second in your list (Mobile and Phone)."),
        (["Mobile"], "Phone is not in your list (Mobile); Zoho appends every unique field."),
    ],
)
def test_why_the_field_was_checked_is_told_for_every_kind_of_list(check: Sequence[str] | None, says: str) -> None:
    found = incident_of(MARSH, reply=[updated(ID, "Phone")], stored=STORED, check=check)
    assert says in what_happened(found, 0)


def test_taking_a_unique_field_off_the_list_changes_nothing_and_it_is_tried() -> None:
    found = incident_of(MARSH, reply=[updated(ID, "Phone")], stored=STORED, check=["Email", "Phone"])
    assert ways_out(found, 0)[-1] == "Taking Phone off the list changes nothing."
    by_email = incident_of(
        {"Email": "lucy@x.test"}, reply=[updated(LUCY["id"], "Email")], stored=STORED, check=["Email"]
    )
    assert ways_out(by_email, 0)[-1] == "Taking Email off the list changes nothing; an empty list counts as none."
    both = incident_of(
        {"Email": "lucy@x.test"}, reply=[updated(LUCY["id"], "Email")], stored=STORED, check=["Email", "Phone"]
    )
    assert not any("off the list" in text for text in ways_out(both, 0)), "the system field is then not checked"


def test_another_list_that_reaches_another_record_is_a_way_out() -> None:
    sent = {"Email": "lucy@x.test", "Phone": "555-0142"}
    known = record("7", Email="lucy@x.test", Phone="1")
    found = incident_of(sent, reply=[updated("7", "Email")], stored=(known,), check=["Email"])
    assert any("drop Email from the row" in text for text in ways_out(found, 0))
    marsh = record("8", Email="m@x.test", Mobile="77")
    found = incident_of({**MARSH, "Mobile": "77"}, reply=[updated(ID, "Phone")], stored=(SILAS, marsh), check=["Phone"])
    assert found.rows[0].verdict == "different", "Mobile belongs to another record"


def test_a_twin_says_which_field_was_not_looked_up_and_what_would_have_reached_the_record() -> None:
    sent = row(Email="lucy@x.test", Phone="1")
    found = incident_of(sent, reply=[inserted("4001000000009001")], stored=STORED, check=["Phone"])
    told = what_happened(found, 0)
    assert told[:2] == ("Zoho inserted 4001000000009001 (Ode).", 'No record had Phone "1".')
    assert told[2] == 'Email "lucy@x.test" was not looked up (not listed); 4001000000002371 (Westen) had it.'
    (ways, *_) = ways_out(found, 0)
    assert ways.startswith(
        "To update 4001000000002371 (Westen) instead: leave duplicate_check_fields out (no other row"
    )


def test_a_near_miss_of_an_inserted_row_is_told_and_leads_to_a_way() -> None:
    found = incident_of(row(Phone="(555) 0142"), reply=[inserted("9")], stored=STORED)
    assert any(text.startswith(f'Near miss: {ID} holds "555-0142" in Phone') for text in what_happened(found, 0))
    assert ways_out(found, 0)[0].startswith(f"To update {ID} (Silas Marsh) instead: ")
    assert f'{ID} holds "555-0142" in Phone' in found.rows[0].why


def test_an_insert_that_nothing_comes_near_has_no_way_out_to_tell() -> None:
    found = incident_of(row(Phone="77"), reply=[inserted("9")], stored=STORED)
    assert ways_out(found, 0) == ()


def test_a_refused_row_says_whose_the_value_is_what_had_been_chosen_and_what_gets_it_through() -> None:
    refused = failed("DUPLICATE_DATA", "Mobile", id=LUCY["id"])
    found = incident_of({**MARSH, "Mobile": "900"}, reply=[refused], stored=STORED, check=["Email"])
    told = what_happened(found, 0)
    assert told[0] == 'Zoho refused row 1: Mobile "900" belongs to 4001000000002371 (Westen).'
    assert told[1] == f"Phone had chosen {ID} (Silas Marsh)."
    assert told[2].startswith("Phone is not in your list (Email)")
    assert ways_out(found, 0)[0].startswith("To get the row through: drop Mobile from the row (no other row changes)")


def test_the_record_that_was_wanted_is_what_is_asked_for() -> None:
    found = incident_of(MARSH, reply=[updated(ID, "Phone")], stored=STORED, check=["Email"])
    (ways, *_) = ways_out(found, 0, LUCY["id"])
    assert ways.startswith("To update 4001000000002371 (Westen) instead: add id ")


def test_where_the_rules_do_not_explain_it_no_way_out_is_made_up() -> None:
    found = incident_of(row(Phone="77"), reply=[updated(ID, "Phone")], stored=STORED)
    told = what_happened(found, 0)
    assert "By the rules it would insert." in told
    assert told[-1].startswith("Likely cause: in the org ")
    assert ways_out(found, 0) == (
        "What would have prevented it is not known, since the rules do not explain what Zoho did.",
    )


def test_a_setting_that_explains_it_is_in_force_for_the_ways_out() -> None:
    twins = [row(Phone="77"), row(Phone="77")]
    found = incident_of(*twins, reply=[inserted("8"), inserted("9")], stored=STORED)
    assert found.rows[1].switch == ("match.same_batch_new", "blind")
    assert not any("not known" in text for text in ways_out(found, 1))


@each_case(
    ("entry", "says"),
    [
        (failed("MANDATORY_NOT_FOUND", "Last_Name"), "Last_Name is mandatory, and it is missing"),
        (failed("INVALID_DATA", "Phone", expected_data_type="phone"), 'Phone "555-0142" is not a phone number'),
        (failed("INVALID_DATA", "Phone", maximum_length=5), 'Phone "555-0142" is longer than 5'),
        (failed("RECORD_LOCKED", id=ID), "the record is locked in the org (RECORD_LOCKED)"),
        (failed("DUPLICATE_DATA", "Mobile"), "Mobile belongs to another record"),
        (
            several(failed("INVALID_DATA", "Phone"), failed("MANDATORY_NOT_FOUND", "Company")),
            'Zoho does not accept the value "555-0142" of Phone; Company is mandatory, and it is missing',
        ),
    ],
)
def test_errors_are_told_in_plain_words(entry: Json, says: str) -> None:
    found = incident_of({"Phone": "555-0142"}, reply=[entry], stored=STORED)
    assert what_happened(found, 0)[0] == f"Zoho refused row 1: {says}."


def test_a_call_that_was_refused_wrote_nothing_and_says_why() -> None:
    found = incident_of(MARSH, reply=failed("INVALID_TOKEN"), stored=STORED)
    assert what_happened(found, 0) == (
        "Zoho refused the whole call: the access token is no longer valid (INVALID_TOKEN). Nothing was written.",
    )
    assert columns(found, 0).answered[0] == "REFUSED, the whole call"


def test_a_row_without_an_answer_says_that_it_is_not_known() -> None:
    found = incident_of(MARSH, reply="<html>502</html>", stored=STORED)
    assert what_happened(found, 0) == ("What Zoho did with row 1 is not known: the reply was a web page.",)
    assert ways_out(found, 0) == ()


def test_the_reply_of_deluge_names_no_field_so_the_rules_do() -> None:
    found = incident_of(
        MARSH, reply={"id": ID, "Modified_Time": CALL, "Created_Time": BEFORE}, stored=STORED, check=["Email"]
    )
    told = what_happened(found, 0)
    assert told[0] == f"Zoho updated {ID} (Silas Marsh), and does not say by which field."
    assert told[1] == "By the rules it was Phone."


def test_the_three_columns_of_a_row() -> None:
    found = incident_of(MARSH, reply=[updated(ID, "Phone")], stored=STORED, check=["Email"])
    told = columns(found, 0)
    assert told.sent == (("Last_Name", '"Marsh"'), ("Phone", '"555-0142"'))
    assert told.listed == '["Email"]'
    assert told.answered == (f"UPDATE {ID} (Silas Marsh) by Phone", CALL)
    assert told.rules == (f"UNCHANGED {ID} (Silas Marsh) by Phone",)
    assert "order.appended" in told.rule_ids


def test_how_the_copy_and_the_call_lie_in_time_is_told() -> None:
    later = {**SILAS, "Modified_Time": CALL}
    reply = [updated(ID, "Phone")]
    assert copy_text(incident_of(MARSH, reply=reply, stored=[later])) == "your copy was made after the call"
    dated = incident_of(MARSH, reply=reply, stored=[later], made_at="2026-06-13T10:02:18+05:30")
    assert copy_text(dated) == "your copy was made 2 days after the call"
    assert head_lines(dated) == ("Forecast against the records as they were before the call: 1 record inferred.",)
    older = incident_of(MARSH, reply=reply, stored=STORED, made_at="2026-06-11T06:02:18+05:30")
    assert (copy_text(older), head_lines(older)) == ("your copy was made 4 hours before the call", ())


def test_how_the_record_before_is_known_is_told() -> None:
    later = {**SILAS, "Modified_Time": CALL}
    reply = [updated(ID, "Phone")]
    inferred = what_happened(incident_of(MARSH, reply=reply, stored=[later]), 0)
    assert inferred[-1] == "Your copy was made after the call; what the record held before is inferred: Phone."
    known = KnownBefore(journal={ID: {**SILAS, "Last_Name": "March"}}, journal_at=CALL)
    told = what_happened(incident_of(MARSH, reply=reply, stored=[later], known=known), 0)
    assert told[-2:] == (
        'It changed Last_Name from "March" to "Marsh".',
        "What the record held before the call was read just before it (journal).",
    )


@each_case(
    ("rows", "reply", "doubt"),
    [
        ([MARSH], [updated(ID), updated(ID)], "The reply has 2 entries for 1 row"),
        ([MARSH, MARSH], [updated(ID)], "The reply has 1 entry for 2 rows"),
        ([{"id": "7"}], [updated(ID)], f"Row 1 carries the id 7, and the reply names {ID}"),
        ([MARSH], [failed("INVALID_DATA", "Company")], "The reply refuses Company in row 1, which does not send it."),
        ([MARSH], [updated("999")], "This data set does not have the record that the reply updates"),
    ],
)
def test_a_reply_that_may_be_another_requests_is_doubted(rows: list[Json], reply: list[Json], doubt: str) -> None:
    found = incident_of(*rows, reply=reply, stored=STORED)
    assert any(text.startswith(doubt) for text in found.doubts)


def test_a_reply_that_fits_is_not_doubted() -> None:
    assert incident_of(MARSH, reply=[updated(ID, "Phone")], stored=STORED).doubts == ()
    assert incident_of({"id": ID}, reply=[updated(ID)], stored=STORED).doubts == ()
    assert incident_of(MARSH, reply=[failed("MANDATORY_NOT_FOUND", "Company")], stored=STORED).doubts == ()
    assert incident_of(MARSH, reply=[updated("999")], stored=STORED, covers={}).doubts == (), "a partial copy"


def test_rows_that_have_to_do_with_a_record_are_known() -> None:
    refused = failed("DUPLICATE_DATA", "Mobile", duplicate_record={"id": LUCY["id"]})
    rows = (MARSH, {**MARSH, "Mobile": "900"}, row(Email="lucy@x.test", Mobile="1"), row(Phone="(555) 0142"))
    reply = [updated(ID, "Phone"), refused, inserted("8"), inserted("9")]
    found = incident_of(*rows, reply=reply, stored=STORED, check=["Mobile"])
    assert [index for index in range(4) if found.touches(index, ID)] == [0, 1, 3]
    assert [index for index in range(4) if found.touches(index, LUCY["id"])] == [1, 2]
    assert [index for index in range(4) if found.touches(index, "9")] == [3]


def test_took_without_a_time_is_explained_too() -> None:
    found = incident_of(MARSH, reply=[took("update", ID, "Phone")], stored=STORED)
    assert (found.at, found.later, copy_text(found)) == (None, False, "")
