"""A reply without its request: every shape of one is explained as far as it goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.core.helpers import CONTACTS, LEADS, MemoryIndex, record
from tests.core.incidents import BEFORE, CALL, inserted, updated
from tests.core.replies import failed, several
from tui.core.reply.read import ReplyError, ReplyRow
from tui.core.reply.saved import SavedReply
from tui.core.views.reply_alone import (
    LoneReply,
    ReplyAlone,
    counts_text,
    holds_reply,
    named_by,
    on_the_order,
    reply_alone,
    row_sentence,
)
from tui.core.views.reply_words import error_words

if TYPE_CHECKING:
    from tui.core.metadata import Module
    from tui.core.values import Json, Record

HOLDER = {"Owner": {"name": "A"}, "module": {"api_name": "Leads", "id": "5"}, "id": "4881139000000428295"}


def sentences(value: Json) -> list[str]:
    found = reply_alone(value if isinstance(value, str) else json.dumps(value))
    return [row_sentence(row) for row in found.rows]


def of(value: Json) -> tuple[str, ...]:
    return on_the_order(reply_alone(json.dumps(value)), LEADS)


def test_a_row_is_told_in_a_sentence() -> None:
    cases: list[tuple[Any, ...]] = [
        ({"data": [updated("7", "Phone")]}, f"Zoho updated 7 by Phone, at {CALL}."),
        ({"data": [inserted("8")]}, f"Zoho inserted 8, at {CALL}."),
        (
            {"data": [updated("7")]},
            f"Zoho updated 7, at {CALL}; the reply names no field, as for a row that carries an id.",
        ),
        (
            {"id": "7", "Created_Time": BEFORE, "Modified_Time": CALL},
            f"Zoho updated 7, at {CALL}; the reply names no field, as for a row that carries an id.",
        ),
        (
            {"data": [failed("MANDATORY_NOT_FOUND", "Last_Name")]},
            "Zoho refused it: Last_Name is mandatory, and it is missing.",
        ),
        (
            {"data": [failed("INVALID_DATA", "Birthday", expected_data_type="date", maximum_length=20)]},
            "Zoho refused it: Birthday is not a date.",
        ),
        (
            {
                "data": [
                    several(
                        failed("DUPLICATE_DATA", "Email", duplicate_record=HOLDER, more_records=True),
                        failed("DUPLICATE_DATA", "Mobile", duplicate_record={"id": "9"}),
                    )
                ]
            },
            "Zoho refused it: Email belongs to 4881139000000428295 in Leads, and more records have it; "
            "Mobile belongs to 9.",
        ),
        (
            {"data": [failed("DEPENDENT_MISMATCH", "City")]},
            "Zoho refused it: the org makes a value depend on another field (DEPENDENT_MISMATCH on City).",
        ),
        ({"data": [failed("INVALID_DATA", "id"), inserted("8")]}, "Zoho refused it: no record has this id."),
        ({"data": [{"odd": 1, "status": "success"}]}, "The reply does not say whether this row was written."),
    ]
    for value, says in cases:
        assert sentences(value)[0] == says


def test_a_call_that_was_refused_or_lost_is_told_so() -> None:
    cases: list[tuple[Any, ...]] = [
        (failed("INVALID_OAUTHTOKEN"), "refused", "the access token is no longer valid (INVALID_OAUTHTOKEN)"),
        (failed("OAUTH_SCOPE_MISMATCH"), "refused", "the access token may not make this call (OAUTH_SCOPE_MISMATCH)"),
        (
            {"data": [failed("INVALID_MODULE", resource_path_index=0)]},
            "refused",
            "Zoho has no such module, or it cannot",
        ),
        ({"data": [failed("ALREADY_MODIFIED", id="7")]}, "answered", ""),
        (
            failed("LIMIT_EXCEEDED", "data", maximum_length=100),
            "refused",
            "the call has more records than Zoho accepts",
        ),
        ("<html><title>502 Bad gateway</title></html>", "unknown", "the reply was a web page"),
        ("", "unknown", "the reply was empty"),
        ('{"data": [{"code": "SUCC', "unknown", "the reply was not JSON"),
        (failed("INTERNAL_ERROR"), "unknown", "the reply says INTERNAL_ERROR, which does not say what was done"),
    ]
    for value, outcome, says in cases:
        (reply,) = reply_alone(value if isinstance(value, str) else json.dumps(value)).replies
        assert (reply.outcome, reply.sentence[: len(says)]) == (outcome, says)


def test_the_fields_that_chose_are_the_fields_that_were_checked() -> None:
    told = of({"data": [updated("1", "Email"), updated("2", "Phone"), updated("3", "Phone")]})
    assert told == (
        "Email chose the record of row 1, so it was checked. It is the system-defined field: the list named it, or "
        "there was no list.",
        "Phone chose the record of rows 2-3, so it was checked.",
        "Likely order: Email, then Phone.",
    )


def test_a_taken_value_tells_that_its_field_did_not_stand_first() -> None:
    told = of({"data": [failed("DUPLICATE_DATA", "Phone", id="9"), updated("1", "Mobile")]})
    assert told[0] == "Mobile chose the record of row 2, so it was checked."
    assert told[1].startswith("Phone is unique and was taken in row 1: had it been tried first")
    assert told[2] == "Likely order: Mobile, then Phone."


def test_rows_that_came_to_one_record_are_named() -> None:
    assert of({"data": [updated("1", "Phone"), inserted("2"), updated("1", "Phone")]})[-1] == (
        "Rows 1, 3 hit the same record, 1."
    )


def test_nothing_is_made_up_about_an_order_that_one_field_tells_nothing_of() -> None:
    assert of({"data": [inserted("1")]}) == ()
    assert not any("Likely order" in text for text in of({"data": [updated("1", "Phone")]}))


def test_several_replies_are_counted_together() -> None:
    found = reply_alone(
        json.dumps([{"data": [updated("1", "Phone")]}, {"data": [inserted("2"), failed("INVALID_DATA", "A")]}])
    )
    assert counts_text(found) == "3 rows: 1 inserted · 1 updated · 1 refused"


def test_a_data_set_gives_the_ids_their_names() -> None:
    index = MemoryIndex([record(7, Last_Name="Marsh")])
    named = named_by(index, LEADS)
    assert (named("7"), named("8"), named_by(None, LEADS)("7")) == ("7 (Marsh)", "8", "7")


def test_a_payload_is_no_reply() -> None:
    assert not holds_reply(json.dumps({"data": [{"Last_Name": "Ode", "status": "new"}]}))
    assert not holds_reply("Last_Name,Email\nOde,a@x.test\n")
    assert holds_reply(json.dumps({"json": {"data": [inserted("1")]}}))
    assert holds_reply(json.dumps({"batches": [{"reply": {"data": [inserted("1")]}}, {"reply": None}]}))


# --- piece by piece --------------------------------------------------------------------------------------------------


def alone(*rows: ReplyRow) -> ReplyAlone:
    return ReplyAlone(
        (LoneReply(SavedReply(None), "answered", rows[:1]), LoneReply(SavedReply(None), "answered", rows[1:]))
    )


def refused(code: str, name: str | None = None, message: str = "", **details: Json) -> ReplyError:
    return ReplyError(code, name, message, details)


def test_a_row_names_the_records_that_it_came_to_or_ran_into() -> None:
    errors = (refused("X", id="2"), refused("X", duplicate_record={"id": "3"}), refused("X", duplicate_record="4"))
    found = alone(ReplyRow("insert", "9"), ReplyRow("error", "1", errors=errors))
    assert [number for number in range(10) if found.names(1, str(number))] == [1, 2, 3]
    assert [number for number in range(10) if found.names(0, str(number))] == [9]


def test_a_reply_that_refuses_or_does_not_tell_says_so_in_a_sentence() -> None:
    def lone(value: Json) -> tuple[str, int, str]:
        (reply,) = reply_alone(json.dumps(value)).replies
        return reply.outcome, len(reply.rows), reply.sentence

    assert lone(failed("INVALID_MODULE")) == (
        "refused",
        0,
        "Zoho has no such module, or it cannot be upserted (INVALID_MODULE)",
    )
    assert lone({"data": [inserted("1"), inserted("1")]}) == (
        "answered",
        2,
        "the reply gives one id for several inserted rows",
    )
    assert lone({"data": [inserted("1")]}) == ("answered", 1, "")
    assert lone({"users": []})[:2] == ("unknown", 0)
    assert lone({"users": []})[2]


def test_an_id_has_the_name_of_its_record_where_a_data_set_and_its_metadata_have_it() -> None:
    records = MemoryIndex([record(1, Last_Name="Byron"), record(2)])
    assert [named_by(records, LEADS)(each) for each in ("1", "2\n", "3")] == ["1 (Byron)", "2\\n", "3"]
    for given in ((None, LEADS), (records, None), (None, None)):
        assert [named_by(*given)(each) for each in ("1", "1\n")] == ["1", "1\\n"]


def test_what_became_of_a_row_is_told_with_time_and_field_where_they_are_known() -> None:
    told = (
        (ReplyRow("insert", "1\n", modified_time="now\n"), "Zoho inserted 1\\n, at now\\n."),
        (ReplyRow("insert"), "Zoho inserted a record that the reply does not name."),
        (ReplyRow("update", "1", "Em\nail"), "Zoho updated 1 by Em\\nail."),
        (ReplyRow("unreadable"), "The reply does not say whether this row was written."),
    )
    assert [row_sentence(row) for row, _ in told] == [sentence for _, sentence in told]


def test_what_the_answers_tell_of_the_order_names_rows_and_fields() -> None:
    def order(*rows: ReplyRow, module: Module | None = LEADS) -> tuple[str, ...]:
        return on_the_order(alone(*rows), module)

    by_email, by_phone = ReplyRow("update", "1", "Email"), ReplyRow("update", "2", "Phone")
    chose = "chose the record of row 1, so it was checked."
    system = " It is the system-defined field: the list named it, or there was no list."
    assert order(by_email) == (f"Email {chose}{system}",)
    assert order(by_email, module=None) == (f"Email {chose}",)
    assert order(by_email, module=CONTACTS) == (f"Email {chose}",)
    assert order(by_phone) == (f"Phone {chose}",)
    taken = ReplyRow(
        "error", None, errors=(refused("DUPLICATE_DATA", "Mobile"), refused("DUPLICATE_DATA"), refused("X", "Moon"))
    )
    unique = "Mobile is unique and was taken in row 2: had it been tried first, it would"
    assert [text[: len(unique)] for text in order(by_phone, taken)[1:]] == [unique, "Likely order: Phone, then Mobile."]
    both = order(by_phone, by_email)
    assert both[2] == order(by_phone, by_email, module=None)[2] == "Likely order: Email, then Phone."
    assert not any(text.startswith("Likely") for text in order(ReplyRow("update", "1", "Mobile"), taken))
    same = (
        ReplyRow("insert", "7"),
        ReplyRow("update", "7"),
        ReplyRow("error", "7"),
        ReplyRow("update"),
        ReplyRow("update"),
    )
    assert order(*same) == ("Rows 1-2 hit the same record, 7.",)
    assert order(ReplyRow("error", "1", "Email")) == ()
    assert order(ReplyRow("update", "1", "Company")) == (f"Company {chose}",)
    of_accounts = ReplyRow("update", "1", "Account_Name")
    assert order(of_accounts, by_email)[2] == "Likely order: Email, then Account_Name."
    assert order(of_accounts, by_email, module=None)[2] == "Likely order: Account_Name, then Email."


def test_rows_are_counted_by_what_became_of_them() -> None:
    rows = [ReplyRow(action) for action in ("update", "error", "update", "unreadable", "insert")]
    assert counts_text(alone(*rows)) == "5 rows: 1 inserted · 2 updated · 1 refused · 1 not known"
    assert counts_text(alone(ReplyRow("insert"))) == "1 row: 1 inserted"
    assert counts_text(alone()) == "0 rows"


def test_every_error_has_plain_words() -> None:
    sent: Record = {"Phone": None, "id": "7", "Stage": "x", "Count": 5}
    told: tuple[tuple[ReplyError, Record | None, str], ...] = (
        (refused("DUPLICATE_DATA", "Phone", id="1"), sent, "Phone (empty) belongs to <1>"),
        (refused("DUPLICATE_DATA", "Phone"), None, "Phone belongs to another record"),
        (
            refused("DUPLICATE_DATA", "Phone", duplicate_record="x", more_records=True),
            None,
            "Phone belongs to another record, and more records have it",
        ),
        (
            refused(
                "DUPLICATE_DATA", "Phone", id="1", duplicate_record={"id": "2", "module": "x"}, more_records="true"
            ),
            None,
            "Phone belongs to <1>",
        ),
        (
            refused("DUPLICATE_DATA", "Phone", duplicate_record={"id": "2", "module": {"api_name": "C\n"}}),
            None,
            "Phone belongs to <2> in C\\n",
        ),
        (
            refused("DUPLICATE_DATA", "Phone", duplicate_record={"id": "2", "module": {"api_name": 5}}),
            None,
            "Phone belongs to <2>",
        ),
        (refused("DUPLICATE_DATA", None, "said"), None, "said (DUPLICATE_DATA)"),
        (refused("MANDATORY_NOT_FOUND", "Phone"), sent, "Phone is mandatory, and it is blank"),
        (refused("MANDATORY_NOT_FOUND", "Mobile"), sent, "Mobile is mandatory, and it is missing"),
        (refused("MANDATORY_NOT_FOUND"), sent, "MANDATORY_NOT_FOUND"),
        (refused("INVALID_DATA", "id", expected_data_type="bigint"), sent, 'no record has the id "7"'),
        (refused("INVALID_DATA", "id"), None, "no record has this id"),
        (refused("INVALID_DATA", "Stage", expected_data_type="picklist"), sent, 'Stage "x" is not one of its choices'),
        (
            refused("INVALID_DATA", "Count", expected_data_type="phone", maximum_length=3),
            sent,
            "Count 5 is not text in quotes",
        ),
        (refused("INVALID_DATA", "Count", expected_data_type="phone"), None, "Count is not a phone number"),
        (refused("INVALID_DATA", "Stage", expected_data_type="date"), sent, 'Stage "x" is not a date'),
        (refused("INVALID_DATA", "Stage", expected_data_type="mo\non"), sent, 'Stage "x" is not mo\\non'),
        (refused("INVALID_DATA", "Stage", maximum_length=3), sent, 'Stage "x" is longer than 3'),
        (refused("INVALID_DATA", "Stage"), sent, 'Zoho does not accept the value "x" of Stage'),
        (refused("INVALID_DATA", None, "sa\nid", expected_data_type="date"), None, "sa\\nid (INVALID_DATA)"),
        (refused("INVALID_DATA", None, "said", maximum_length=3), None, "said (INVALID_DATA)"),
        (refused("INVALID_DATA", None, "said"), None, "said (INVALID_DATA)"),
        (refused("INVALID_TOKEN"), None, "the access token is no longer valid (INVALID_TOKEN)"),
        (refused("OAUTH_SCOPE_MISMATCH"), None, "the access token may not make this call (OAUTH_SCOPE_MISMATCH)"),
        (refused("invalid_scope"), None, "the access token may not make this call (invalid_scope)"),
        (refused("invalid_code"), None, "the access token is no longer valid (invalid_code)"),
        (refused("RECORD_LOCKED", "Phone"), None, "the record is locked in the org (RECORD_LOCKED on Phone)"),
        (refused("LIMIT_REACHED", message="said"), None, "the org has no API credits left for now (LIMIT_REACHED)"),
        (refused("ODD", "Phone"), None, "ODD on Phone"),
    )
    assert [error_words(error, row, lambda each: f"<{each}>") for error, row, _ in told] == [text for *_, text in told]
    assert error_words(refused("DUPLICATE_DATA", "Phone", id="1\n")) == "Phone belongs to 1\\n"
