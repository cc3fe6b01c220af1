"""What the address and the headers of a call say: module, version, which call it is, and what beside it counts."""

from __future__ import annotations

from tests.cases import each_case
from tui.core.payload.call import Target, WrittenCall, headers_of, named_target, target_of
from tui.core.payload.excerpt import Excerpt

CRM = "https://www.zohoapis.com/crm/v8"


@each_case(
    ("url", "method", "target"),
    [
        (None, "POST", Target()),
        ("", "POST", Target()),
        ("$URL", "POST", Target()),
        (f"{CRM}/Leads/upsert", "POST", Target("Leads", "v8")),
        (f"{CRM}/Leads/upsert", "post", Target("Leads", "v8")),
        (f"{CRM}/Leads/upsert?a=b", "POST", Target("Leads", "v8")),
        (f"{CRM}/Leads/upsert", "PUT", Target("Leads", "v8", "a PUT request to /crm/v8/Leads/upsert")),
        (f"{CRM}/Leads", "POST", Target("Leads", "v8", "an insert (POST /crm/v8/Leads)")),
        (f"{CRM}/Leads/4001", "PUT", Target("Leads", "v8", "an update (PUT /crm/v8/Leads/4001)")),
        (f"{CRM}/Leads/${{ID}}", "DELETE", Target("Leads", "v8", "a delete (DELETE /crm/v8/Leads/${ID})")),
        (f"{CRM}/Leads/search", "GET", Target("Leads", "v8", "another call (GET /crm/v8/Leads/search)")),
        (f"{CRM}/Leads/4001/Notes", "GET", Target("Leads", "v8", "another call (GET /crm/v8/Leads/4001/Notes)")),
        (f"{CRM}/Leads", "HEAD", Target("Leads", "v8", "another call (HEAD /crm/v8/Leads)")),
        (f"{CRM}/users", "GET", Target(None, "v8", "another call (GET /crm/v8/users)")),
        (f"{CRM}/4001", "GET", Target(None, "v8", "a read (GET /crm/v8/4001)")),
        (f"{CRM}/", "GET", Target(None, "v8", "another call (GET /crm/v8)")),
        ("https://www.zohoapis.com/crm/bulk/x", "GET", Target(None, None, "another call (GET /crm/bulk/x)")),
        (
            "https://crm.zoho.com/crm/private/json/Leads/insertRecords",
            "POST",
            Target("Leads", None, "insertRecords of API version 1"),
        ),
        ("https://www.zohoapis.com/bigin/v1/Contacts", "POST", Target("Contacts", None, "a call to Zoho Bigin")),
        (
            "https://recruit.zoho.com/recruit/v2/Candidates",
            "POST",
            Target("Candidates", None, "a call to Zoho Recruit"),
        ),
        ("https://desk.zoho.com/api/v1/tickets", "POST", Target("tickets", None, "a call to Zoho Desk")),
        ("https://ada@example.test/hook", "POST", Target(None, None, "a call to example.test")),
    ],
)
def test_an_address_tells_the_module_the_version_and_which_call_it_is(
    url: str | None, method: str, target: Target
) -> None:
    assert target_of(url, method) == target


@each_case(
    ("text", "target"),
    [
        ("nothing", Target()),
        (f"see {CRM}/Leads/upsert.", Target("Leads", "v8")),
        (f"{CRM}/Leads/upsert (see {CRM}/Leads/upsert), or", Target("Leads", "v8")),
        (f"POST {CRM}/Leads/upsert", Target("Leads", "v8")),
        (f"{CRM}/Leads/upsert and {CRM}/Leads/upsert", Target("Leads", "v8")),
        (f"{CRM}/Leads/upsert/ ", Target("Leads", "v8")),
        (f"{CRM}/Leads and {CRM}/Deals", Target()),
        (f"{CRM}/Leads", Target("Leads", "v8", "a call to /crm/v8/Leads")),
        (f"{CRM}/users", Target(None, "v8")),
        (f"{CRM}/upsert", Target("upsert", "v8")),
    ],
)
def test_the_one_address_in_a_text_tells_what_it_is_without_a_method(text: str, target: Target) -> None:
    assert named_target(text) == target


def test_a_call_is_called_by_what_it_is_and_its_module() -> None:
    titles = [
        WrittenCall(Excerpt("", (), ()), "a text", target).title
        for target in (Target(), Target("Leads", "v8"), Target("Leads", "v8", "an insert"))
    ]
    assert titles == ["upsert", "upsert of Leads", "an insert"]


def test_the_headers_tell_since_when_and_that_look_ups_may_be_external() -> None:
    external = (
        "the header X-EXTERNAL (Leads.Key) makes Zoho look records up by an external field; "
        "ids of lookups in the rows may be values of it"
    )
    text = "If-Unmodified-Since: 2026-01-01T00:00:00Z,\nX-External: Leads.Key\nx-external: Leads.Key\nX-EXTERNAL:\n"
    assert headers_of(text) == ("2026-01-01T00:00:00Z", (external,))
    assert headers_of("if-unmodified-since: first\nif-unmodified-since:\n") == ("first", ())
    assert headers_of("{'If-Unmodified-Since': ${f('x')}}") == ("${f('x')}", ())
    assert headers_of("") == (None, ())
