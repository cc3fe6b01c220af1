"""What each warning and note of a call as a whole says, and of which calls nothing is said."""

from __future__ import annotations

import json
from typing import Any

from tests.cases import each_case
from tests.core.helpers import CONTACTS, EMAIL, LAST_NAME, LEADS, PHONE, MemoryIndex, field, forecast_of, module, row
from tui.core.forecast import forecast
from tui.core.lint import did_you_mean, nearest
from tui.core.metadata import Module
from tui.core.payload.request import request_of


def said(**given: Any) -> list[str]:
    """The warnings of a call."""
    return [each.message for each in forecast_of(row(), **given).warnings]


def said_of_body(**body: Any) -> list[str]:
    whole = {"data": [row()], **body}
    made = forecast(request_of(whole, LEADS, json.dumps(whole)), LEADS, MemoryIndex([]))
    return [each.message for each in made.warnings]


@each_case(
    ("key", "message"),
    [
        ("Trigger", "The key Trigger is not trigger: letter case counts, so it is ignored."),
        ("triger", "triger is not a key of an upsert body. Did you mean trigger?"),
        ("$append_values", "$append_values is not a key of an upsert body. It belongs inside each record."),
        ("something", "something is not a key of an upsert body."),
    ],
)
def test_a_key_that_an_upsert_does_not_have_is_told_with_what_was_meant(key: str, message: str) -> None:
    assert said_of_body(**{key: []}) == [message]


@each_case(
    ("trigger", "messages"),
    [
        (["workflow", "approval", "blueprint", "pathfinder", "orchestration"], []),
        ([], []),
        (None, []),
        ("workflow", ['trigger is not a list; Zoho may refuse the call. It takes ["workflow"].']),
        (True, ["trigger is not a list; Zoho may refuse the call. It takes a list of texts."]),
        (["workflows"], ['trigger has no "workflows". Did you mean workflow?']),
        (["approval", 7, "x"], ["trigger has no 7.", 'trigger has no "x".']),
    ],
)
def test_automations_that_do_not_exist_are_told(trigger: object, messages: list[str]) -> None:
    assert said_of_body(trigger=trigger) == messages


def test_a_list_that_is_null_counts_as_absent_and_an_empty_one_is_one() -> None:
    assert said_of_body(duplicate_check_fields=None) == ["duplicate_check_fields is null; it counts as absent."]
    assert said_of_body(duplicate_check_fields=[]) == []


@each_case(
    ("name", "message"),
    [
        ("Company", "Company is not unique: only the system-defined and unique fields are checked."),
        ("email", "email is not Email: letter case counts, so it is not checked."),
        ("company", "company is not Company: letter case counts, so it is not checked."),
        ("Emial", "Leads has no field Emial; it is not checked. Did you mean Email?"),
        ("Nothing_Like_It", "Leads has no field Nothing_Like_It; it is not checked."),
    ],
)
def test_a_listed_name_that_is_not_checked_is_told_once_with_the_reason(name: str, message: str) -> None:
    assert said(check=["Phone", name, name]) == [message]


def test_more_fields_than_the_api_describes_are_told_with_their_number() -> None:
    fields = [field(f"U{number}", unique=True) for number in range(11)]
    of, names = module(LAST_NAME, EMAIL, *fields), [each.api_name for each in fields]
    assert said(of=of, check=names[:10]) == []
    assert said(of=of, check=names) == ["11 fields are listed; the API describes ten at most."]


def test_what_can_be_no_check_field_is_told_by_what_it_is() -> None:
    assert said(check=["id"]) == ["id is not a check field: a row that has an id updates that record."]
    assert said(check=["Email, Phone"]) == [
        "Leads has no field Email, Phone; it is not checked. List each field by itself."
    ]


def test_a_system_field_that_the_metadata_lacks_is_told_unless_none_is_known_or_nothing_is() -> None:
    assert said(of=module(LAST_NAME, PHONE)) == ["The metadata of Leads has no Email; it is not checked."]
    assert said(of=module(LAST_NAME, PHONE, name="Services__s")) == []
    assert said(of=Module("Leads"), check=["Nowhere"]) == []


def test_the_preference_of_the_org_is_told_of_leads() -> None:
    preferred = (
        "The org's Duplicate Check Preference is converted_records: whether an upsert follows it is not documented."
    )
    assert said(of=module(LAST_NAME, EMAIL, preference="converted_records")) == [preferred]
    assert said(of=module(LAST_NAME, EMAIL, preference="converted_records", name="Contacts")) == []
    assert said(of=LEADS) == said(of=CONTACTS) == []


def test_what_was_read_which_fields_decide_and_which_stand_twice_is_noted() -> None:
    made = forecast_of(row(), check=["Email", "Phone", "Email"], converted_from="a HAR file")
    assert [each.message for each in made.notes] == [
        "The payload was read from a HAR file.",
        "Email and Phone: either one that matches decides; they need not match together.",
        "Email is listed twice; its first place counts.",
    ]
    assert forecast_of(row(), check=["Email"]).notes == ()


def test_the_nearest_name_differs_by_its_letter_case_or_by_a_few_letters() -> None:
    known = ("Emails", "Email", "Phone")
    assert [nearest(name, known) for name in ("EMAIL", "Emial", "Phon")] == ["Email", "Email", "Phone"]
    assert [nearest(name, known) for name in ("x", "")] == [None, None]
    assert did_you_mean("phone", known) == " Did you mean Phone?"
    assert did_you_mean("x", known) == did_you_mean("x", ()) == ""
