"""A reply without its request: every shape of one is explained as far as it goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.core.helpers import LEADS, MemoryIndex, record
from tests.core.incidents import BEFORE, CALL, inserted, updated
from tests.core.replies import failed, several
from tui.core.views.reply_alone import (
    counts_text,
    holds_reply,
    named_by,
    on_the_order,
    reply_alone,
    row_sentence,
)

if TYPE_CHECKING:
    from tui.core.values import Json

HOLDER = {"Owner": {"name": "A"}, "module": {"api_name": "Leads", "id": "5"}, "id": "4881139000000428295"}


def sentences(value: Json) -> list[str]:
    found = reply_alone(value if isinstance(value, str) else json.dumps(value))
    return [row_sentence(row) for row in found.rows]


def of(value: Json) -> tuple[str, ...]:
    return on_the_order(reply_alone(json.dumps(value)), LEADS)


@pytest.mark.parametrize(
    ("value", "says"),
    [
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
        ({"data": [{"odd": 1, "status": "success"}]}, "The reply does not tell whether this row was written."),
    ],
)
def test_a_row_is_told_in_a_sentence(value: Json, says: str) -> None:
    assert sentences(value)[0] == says


@pytest.mark.parametrize(
    ("value", "outcome", "says"),
    [
        (failed("INVALID_OAUTHTOKEN"), "refused", "the access token is not valid any more (INVALID_OAUTHTOKEN)"),
        (failed("OAUTH_SCOPE_MISMATCH"), "refused", "the access token may not make this call (OAUTH_SCOPE_MISMATCH)"),
        (
            {"data": [failed("INVALID_MODULE", resource_path_index=0)]},
            "refused",
            "Zoho has no such module, or it cannot",
        ),
        ({"data": [failed("ALREADY_MODIFIED", id="7")]}, "answered", ""),
        (failed("LIMIT_EXCEEDED", "data", maximum_length=100), "refused", "the call has more records than Zoho takes"),
        ("<html><title>502 Bad gateway</title></html>", "unknown", "the reply was a web page"),
        ("", "unknown", "the reply was empty"),
        ('{"data": [{"code": "SUCC', "unknown", "the reply was not JSON"),
        (failed("INTERNAL_ERROR"), "unknown", "the reply says INTERNAL_ERROR, which does not tell what was done"),
    ],
)
def test_a_call_that_was_refused_or_lost_is_told_so(value: Json, outcome: str, says: str) -> None:
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
        "Rows 1, 3 came to the same record, 1."
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
