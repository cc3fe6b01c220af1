"""Reading from a practice org: metadata, pages, one record, and how wrong requests are answered."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.cases import each_case
from tests.live.practice_client import code, leads, practice
from tui.core.metadata import FieldsReply, ModulesReply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.live.practice_client import Zoho


def lead(number: int, **values: Any) -> dict[str, Any]:
    return {"id": str(4_000 + number), "Last_Name": f"Lead {number:03}", "Email": f"{number}@x.test", **values}


@contextmanager
def filled(folder: Path, count: int) -> Iterator[Zoho]:
    with practice(folder, leads(folder / "data", *(lead(number) for number in range(count)))) as zoho:
        yield zoho


@pytest.fixture(scope="module")
def zoho(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoho]:
    """An org of 450 leads, for what changes nothing."""
    with filled(tmp_path_factory.mktemp("org"), 450) as zoho:
        yield zoho


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoho]:
    """An org of two leads, for what changes nothing."""
    with filled(tmp_path_factory.mktemp("org"), 2) as zoho:
        yield zoho


def test_the_metadata_is_that_of_the_data_set(tmp_path: Path) -> None:
    with practice(tmp_path) as zoho:
        modules = ModulesReply.of_json(zoho.get("settings/modules").json()).modules
        assert {"Leads", "Contacts", "Machines", "Tasks"} <= {module.api_name for module in modules}
        (one,) = zoho.get("settings/modules/leads").json()["modules"]
        assert (one["api_name"], one["plural_label"]) == ("Leads", "Leads")
        fields = FieldsReply.of_json(zoho.get("settings/fields", module="Leads").json()).fields
        assert "Email" in {field.api_name for field in fields}
        assert zoho.get("settings/fields", module="Tasks").status_code == 204
        assert zoho.get("org").json()["org"][0]["company_name"] == "Practice org (demo)"
        assert zoho.get("users", type="CurrentUser").json()["users"][0]["email"]


@pytest.mark.parametrize("sort_by", ["id", "Created_Time", "Modified_Time"])
def test_every_record_comes_once_page_by_page(zoho: Zoho, sort_by: str) -> None:
    names, token, pages = [], None, 0
    while True:
        params = {"fields": "Last_Name", "sort_by": sort_by, "sort_order": "asc"}
        reply = zoho.get("Leads", None, **params, **({"page_token": token} if token else {})).json()
        names += [record["Last_Name"] for record in reply["data"]]
        info, pages = reply["info"], pages + 1
        assert (info["page"], info["count"], info["per_page"]) == (pages, len(reply["data"]), 200)
        token = info["next_page_token"]
        assert info["more_records"] is (token is not None)
        if token is None:
            break
        assert info["page_token_expiry"]
    assert names == [f"Lead {number:03}" for number in range(450)]
    assert pages == 3


def test_a_record_written_between_two_pages_neither_hides_nor_doubles_another(tmp_path: Path) -> None:
    with filled(tmp_path, 450) as zoho:
        first = zoho.get("Leads", fields="Last_Name").json()
        zoho.upsert({"Last_Name": "New"})
        second = zoho.get("Leads", fields="Last_Name", page_token=first["info"]["next_page_token"]).json()
        assert first["data"][-1]["Last_Name"] == "Lead 250"
        assert second["data"][0]["Last_Name"] == "Lead 249"
        back = zoho.get("Leads", fields="Last_Name", page_token=second["info"]["previous_page_token"]).json()
        assert back["data"] == first["data"]


def test_pages_by_number_end_at_two_thousand_records(zoho: Zoho) -> None:
    assert zoho.get("Leads", fields="Email", page=3, per_page=200).json()["info"]["count"] == 50
    assert [zoho.get("Leads", fields="Email", page=page).status_code for page in (4, 5, 10)] == [204] * 3
    assert code(zoho.get("Leads", fields="Email", page=11)) == (400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED")


def test_a_page_token_is_bound_to_its_parameters_and_good_for_a_day(tmp_path: Path) -> None:
    now = [1_000_000.0]
    data = leads(tmp_path / "data", *(lead(number) for number in range(4)))
    with practice(tmp_path, data, clock=lambda: now[0], token_lifetime_s=10**6) as zoho:
        token = zoho.get("Leads", fields="Email", per_page=2).json()["info"]["next_page_token"]
        assert code(zoho.get("Leads", fields="Phone", per_page=2, page_token=token))[1] == "TOKEN_BOUND_DATA_MISMATCH"
        assert code(zoho.get("Leads", fields="Email", per_page=2, page_token="x"))[1] == "TOKEN_BOUND_DATA_MISMATCH"
        both = zoho.get("Leads", fields="Email", per_page=2, page=2, page_token=token)
        assert code(both)[1] == "AMBIGUITY_DURING_PROCESSING"
        now[0] += 86_399
        assert zoho.get("Leads", fields="Email", per_page=2, page_token=token).status_code == 200
        now[0] += 2
        assert code(zoho.get("Leads", fields="Email", per_page=2, page_token=token))[1] == "EXPIRED_VALUE"


@each_case(
    ("params", "wanted"),
    [
        ({}, "REQUIRED_PARAM_MISSING"),
        ({"fields": ",".join(f"F{number}" for number in range(51))}, "LIMIT_EXCEEDED"),
        ({"fields": "Email", "per_page": 201}, "LIMIT_EXCEEDED"),
        ({"fields": "Email", "per_page": "x"}, "INVALID_DATA"),
        ({"fields": "Email", "sort_by": "Email"}, "INVALID_DATA"),
        ({"fields": "Email", "sort_order": "up"}, "INVALID_DATA"),
        ({"fields": "Email", "converted": "maybe"}, "INVALID_DATA"),
        ({"fields": "Email", "cvid": "4000"}, "INVALID_DATA"),
        ({"fields": "Email", "cvid": "4000", "sort_by": "id"}, "AMBIGUITY_DURING_PROCESSING"),
    ],
    shared=("small",),
)
def test_wrong_parameters_have_the_documented_codes(small: Zoho, params: dict[str, Any], wanted: str) -> None:
    assert code(small.get("Leads", **params)) == (400, wanted)


def test_converted_leads_are_hidden_unless_asked_for(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", lead(1), lead(2, **{"$converted": True}))
    with practice(tmp_path, data) as zoho:

        def found(**params: Any) -> set[str]:
            return {record["id"] for record in zoho.get("Leads", None, fields="Email", **params).json()["data"]}

        assert found() == found(converted="false") == {"4001"}
        assert found(converted="true") == {"4002"}
        assert found(converted="both") == {"4001", "4002"}
        assert found(converted="both", ids="4002,77") == {"4002"}


def test_if_modified_since_gives_what_is_newer_or_304(tmp_path: Path) -> None:
    data = leads(tmp_path / "data", lead(1, Modified_Time="2026-01-01T00:00:00+00:00"), lead(2))
    with practice(tmp_path, data) as zoho:
        since = {"If-Modified-Since": "2025-12-31T20:00:00-04:00"}
        assert zoho.get("Leads", fields="Email", headers=since).status_code == 304
        since = {"If-Modified-Since": "2025-12-31T19:00:00-04:00"}
        assert [row["id"] for row in zoho.get("Leads", fields="Email", headers=since).json()["data"]] == ["4001"]
        since = {"If-Modified-Since": "yesterday"}
        assert code(zoho.get("Leads", fields="Email", headers=since)) == (400, "INVALID_DATA")


def test_an_empty_module_has_no_content(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data")) as zoho:
        reply = zoho.get("Leads", fields="Email")
    assert (reply.status_code, reply.content) == (204, b"")


def test_lists_name_lookups_and_leave_subforms_to_the_single_record(tmp_path: Path) -> None:
    referred = lead(2, Referrer={"id": "4001"}, Owner="6100000000000000101", Visits=[{"On": "x"}])
    with practice(tmp_path, leads(tmp_path / "data", lead(1, Full_Name="Ada Byron"), referred)) as zoho:
        (row,) = zoho.get("Leads", fields="Referrer,Owner,Visits,Nonsense", ids="4002").json()["data"]
        assert row == {
            "Referrer": {"name": "Ada Byron", "id": "4001"},
            "Owner": {"name": "Practice User", "id": "6100000000000000101"},
            "id": "4002",
        }
        assert zoho.record("4002")["Visits"] == [{"On": "x"}]
        assert zoho.get("Leads/4002", fields="Email").json()["data"] == [{"Email": "2@x.test", "id": "4002"}]
        assert zoho.get("Leads/999").status_code == 204


@each_case(
    ("method", "path", "wanted"),
    [
        ("DELETE", "/crm/v8/Leads/4001", (400, "INVALID_REQUEST_METHOD")),
        ("DELETE", "/crm/v8/Leads", (400, "INVALID_REQUEST_METHOD")),
        ("PUT", "/crm/v8/Leads", (400, "INVALID_REQUEST_METHOD")),
        ("GET", "/crm/v8/Leads/upsert", (400, "INVALID_REQUEST_METHOD")),
        ("BREW", "/crm/v8/org", (400, "INVALID_REQUEST_METHOD")),
        ("GET", "/crm/v8/settings/nothing", (404, "INVALID_URL_PATTERN")),
        ("GET", "/crm/v9/org", (404, "INVALID_URL_PATTERN")),
        ("GET", "/crm/v8/", (404, "INVALID_URL_PATTERN")),
        ("GET", "/", (404, "INVALID_URL_PATTERN")),
        ("GET", "/crm/v8/Nope?fields=id", (400, "INVALID_MODULE")),
        ("POST", "/crm/v8/Nope/upsert", (400, "INVALID_MODULE")),
        ("GET", "/crm/v8/settings/fields", (400, "REQUIRED_PARAM_MISSING")),
        ("GET", "/crm/v2/org", (200, None)),
        ("GET", "/crm/v2.1/Leads", (200, None)),
        ("GET", "/crm/v3/Leads", (400, "REQUIRED_PARAM_MISSING")),
    ],
    shared=("small",),
)
def test_what_is_not_served_says_so(small: Zoho, method: str, path: str, wanted: tuple[int, str | None]) -> None:
    content = b'{"data": [{}]}' if method == "POST" else b""
    reply = small.http.request(method, path, content=content)
    assert (reply.status_code, reply.json().get("code")) == wanted


@each_case(
    ("content", "wanted"),
    [
        (b"{", "INVALID_DATA"),
        (b"\xff", "INVALID_DATA"),
        (b"[]", "INVALID_DATA"),
        (b"{}", "MANDATORY_NOT_FOUND"),
        (b'{"data": {}}', "INVALID_DATA"),
        (b'{"data": []}', "INVALID_DATA"),
        (b'{"data": [1]}', "INVALID_DATA"),
        (b'{"data": [{}], "duplicate_check_fields": "Email"}', "INVALID_DATA"),
    ],
    shared=("small",),
)
def test_a_body_that_is_no_upsert_is_refused_whole(small: Zoho, content: bytes, wanted: str) -> None:
    assert code(small.http.post("/crm/v8/Leads/upsert", content=content)) == (400, wanted)
    assert small.get("Leads/actions/count").json()["count"] == 2


def test_a_body_may_come_as_curl_sends_it_or_in_chunks_but_not_as_xml(tmp_path: Path) -> None:
    body = b'{"data": [{"Last_Name": "x"}]}'
    with practice(tmp_path, leads(tmp_path / "data", lead(1))) as zoho:
        post = zoho.http.post
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert post("/crm/v8/Leads/upsert", content=body, headers=form).status_code == 200
        assert post("/crm/v8/Leads/upsert", content=iter([body[:9], body[9:]])).status_code == 200
        xml = post("/crm/v8/Leads/upsert", content=body, headers={"Content-Type": "text/xml"})
        assert code(xml) == (415, "UNSUPPORTED_MEDIA_TYPE")
        large = post("/crm/v8/Leads/upsert", content=b" " * (8 * 1024 * 1024 + 1))
        assert code(large) == (413, "PAYLOAD_TOO_LARGE")


def test_a_page_of_another_name_cannot_reach_it(small: Zoho) -> None:
    assert code(small.get("org", headers={"Host": "evil.example"})) == (400, "INVALID_HOST")
    assert httpx.get(small.org.api_url.replace("127.0.0.1", "localhost"), verify=False).status_code == 404


def test_credits_that_are_left_are_told(tmp_path: Path) -> None:
    with practice(tmp_path, leads(tmp_path / "data", lead(1))) as zoho:
        before = int(zoho.get("org").headers["X-API-CREDITS-REMAINING"])
        reply = zoho.upsert(*[{"Last_Name": "x"}] * 21)
        assert int(reply.headers["X-API-CREDITS-REMAINING"]) == before - 3
        assert zoho.upsert(*[{"Last_Name": "Ode"}] * 101).status_code == 400  # refused as a whole: it costs nothing
        assert int(zoho.get("org").headers["X-API-CREDITS-REMAINING"]) == before - 4
