"""Tokens of the practice org: Zoho's OAuth, with its errors as HTTP 200."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.cases import each_case
from tests.live.practice_client import TOKEN_CALL, Zoho, code, leads, practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXCHANGE = {"grant_type": "authorization_code", "client_id": "me", "client_secret": "mine", "code": "1000.once"}


@pytest.fixture
def now() -> list[float]:
    return [1_000_000.0]


@pytest.fixture
def zoho(tmp_path: Path, now: list[float]) -> Iterator[Zoho]:
    with practice(tmp_path, leads(tmp_path / "data"), clock=lambda: now[0]) as zoho:
        yield zoho


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoho]:
    """An org for what changes nothing."""
    folder = tmp_path_factory.mktemp("org")
    with practice(folder, leads(folder / "data")) as zoho:
        yield zoho


def token_call(zoho: Zoho, **form: str) -> dict[str, Any]:
    reply = zoho.http.post("/oauth/v2/token", data=form)
    assert reply.status_code == 200
    body: dict[str, Any] = reply.json()
    return body


def status_with(zoho: Zoho, token: str, scheme: str = "Zoho-oauthtoken") -> int:
    return zoho.get("org", headers={"Authorization": f"{scheme} {token}"}).status_code


def test_a_grant_code_is_exchanged_once(zoho: Zoho) -> None:
    tokens = token_call(zoho, **EXCHANGE)
    assert tokens["api_domain"] == zoho.org.api_url
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert status_with(zoho, tokens["access_token"]) == 200
    assert token_call(zoho, **EXCHANGE) == {"error": "invalid_code"}
    refreshed = token_call(zoho, **{**TOKEN_CALL, "refresh_token": tokens["refresh_token"]})
    assert "refresh_token" not in refreshed
    assert status_with(zoho, refreshed["access_token"]) == 200


@each_case(
    ("form", "wanted"),
    [
        ({**EXCHANGE, "client_id": ""}, "invalid_client"),
        ({**EXCHANGE, "client_id": "bad"}, "invalid_client"),
        ({**EXCHANGE, "client_secret": "bad"}, "invalid_client_secret"),
        ({**EXCHANGE, "code": "bad"}, "invalid_code"),
        ({**EXCHANGE, "redirect_uri": "bad"}, "invalid_redirect_uri"),
        ({**TOKEN_CALL, "refresh_token": "bad"}, "invalid_code"),
        ({**TOKEN_CALL, "refresh_token": ""}, "invalid_code"),
        ({**TOKEN_CALL, "grant_type": "password"}, "unsupported_grant_type"),
    ],
    shared=("one",),
)
def test_errors_come_as_http_200(one: Zoho, form: dict[str, str], wanted: str) -> None:
    assert token_call(one, **form) == {"error": wanted}


def test_the_parameters_may_stand_in_the_url(zoho: Zoho) -> None:
    reply = httpx.post(f"{zoho.org.accounts_url}/oauth/v2/token", params=TOKEN_CALL, verify=False).json()
    assert reply["access_token"].startswith("1000.")


def test_an_access_token_ends_after_an_hour(zoho: Zoho, now: list[float]) -> None:
    assert zoho.get("org").status_code == 200
    now[0] += 3_601
    assert code(zoho.get("org")) == (401, "INVALID_TOKEN")


def test_more_than_ten_token_calls_in_ten_minutes_are_refused(zoho: Zoho, now: list[float]) -> None:
    again = {**TOKEN_CALL, "refresh_token": "again"}
    assert all("access_token" in token_call(zoho, **again) for _ in range(10))
    assert token_call(zoho, **again)["error"] == "Access Denied"
    now[0] += 600
    assert "access_token" in token_call(zoho, **again)


def test_a_refresh_token_has_fifteen_live_access_tokens(zoho: Zoho, now: list[float]) -> None:
    made = []
    for _ in range(16):
        now[0] += 60
        made.append(token_call(zoho, **{**TOKEN_CALL, "refresh_token": "many"})["access_token"])
    assert [status_with(zoho, token) for token in (made[0], made[1], made[-1])] == [401, 200, 200]


def test_a_revoked_token_is_good_for_nothing(zoho: Zoho) -> None:
    tokens = token_call(zoho, **EXCHANGE)
    url = f"{zoho.org.accounts_url}/oauth/v2/token/revoke"
    assert httpx.post(url, verify=False, params={"token": tokens["refresh_token"]}).json() == {"status": "success"}
    assert status_with(zoho, tokens["access_token"]) == 401
    assert token_call(zoho, **{**TOKEN_CALL, "refresh_token": tokens["refresh_token"]}) == {"error": "invalid_code"}
    assert httpx.post(url, verify=False).json() == {"error": "invalid_token"}


def test_calls_without_a_good_token_are_401(zoho: Zoho) -> None:
    good = token_call(zoho, **TOKEN_CALL)["access_token"]
    assert code(httpx.get(f"{zoho.org.api_url}/crm/v8/org", verify=False)) == (401, "INVALID_TOKEN")
    assert status_with(zoho, "1000.unknown") == 401
    assert status_with(zoho, good) == 200
    wrong = zoho.get("org", headers={"Authorization": f"Bearer {good}"})
    assert code(wrong) == (401, "AUTHENTICATION_FAILURE")


def test_tokens_are_got_by_post_only(zoho: Zoho) -> None:
    assert code(zoho.http.get("/oauth/v2/token")) == (400, "INVALID_REQUEST_METHOD")
    assert code(zoho.http.post("/oauth/v2/tokens")) == (404, "INVALID_URL_PATTERN")
