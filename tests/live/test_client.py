"""The client when all is well: what it asks, what it gives back, and what it keeps to itself."""

from __future__ import annotations

import inspect
import json
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.cases import each_case
from tests.live.helpers import (
    ACCESS_TOKEN,
    BODY,
    SECRETS,
    TAKEN,
    TOKEN_PATH,
    UPSERT_PATH,
    client_of,
    credentials,
    no_sleep,
    token,
)
from tests.live.server import LoopbackServer, Reply, error, ok
from tui.live.accounts.credentials import Credentials
from tui.live.accounts.profiles import profile_from
from tui.live.accounts.scopes import SCOPE_LINE, SCOPES, missing_scopes, scope_for
from tui.live.accounts.tokens import Tokens
from tui.live.http.secret import Secret
from tui.live.http.transport import http_client
from tui.live.zoho.client import ZohoClient
from tui.live.zoho.result import CallResult, LiveError, OrgClock, clock_of, host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.live.conftest import Log
    from tests.live.server import Seen
    from tui.core.values import Json
    from tui.live.http.transport import OrgHttp


def last(server: LoopbackServer) -> Seen:
    return server.seen[-1]


@pytest.mark.parametrize("version", ["v2", "v2.1", "v6", "v8"])
def test_an_upsert_goes_to_the_module_in_the_profiles_api_version(server: LoopbackServer, version: str) -> None:
    server.answer(ok(TAKEN))
    with client_of(server, api_version=version) as client:
        assert client.upsert("Price_Books", BODY).outcome == "answered"
    seen = last(server)
    assert (seen.method, seen.path) == ("POST", f"/crm/{version}/Price_Books/upsert")
    assert seen.headers["authorization"] == f"Zoho-oauthtoken {ACCESS_TOKEN}"
    assert seen.headers["content-type"] == "application/json"
    assert seen.json == BODY


def test_the_body_arrives_as_it_is_meant(server: LoopbackServer) -> None:
    body = {"data": [{"Last_Name": "Ünïcode 🎉 \u202e", "No": 12345678901234567890, "x": [None, True, 1.5]}]}
    server.answer(ok(TAKEN))
    with client_of(server) as client:
        client.upsert("Leads", body)
    assert last(server).json == body


def test_a_result_tells_status_reply_and_credits(server: LoopbackServer) -> None:
    server.answer(ok(TAKEN, X_API_CREDITS_REMAINING="4321"))
    with client_of(server) as client:
        result = client.upsert("Leads", BODY)
        assert client.credits_remaining == 4321
    assert result == CallResult("answered", "HTTP 200, 1 row answered", 200, TAKEN, None, 1, 4321, 0.0)


@each_case(
    ("text", "credits"),
    [(text, None) for text in ("", "many", "-1", "1e9", "\xb2", "9" * 16)] + [("9" * 15, 10**15 - 1), (" 7 ", 7)],
)
def test_credits_that_are_no_number_are_passed_over(text: str, credits: int | None) -> None:
    headers = {b"X-API-Credits-Remaining": text.encode("latin-1")}
    with offline(lambda _: httpx.Response(200, json=TAKEN, headers=headers)) as client:
        assert client.upsert("Leads", BODY).credits_remaining == credits


def offline(answer: Callable[[httpx.Request], httpx.Response]) -> ZohoClient:
    """A client without a network, whose calls are answered here."""
    profile = profile_from("mine", {"data_center": "eu", "client_id": "1000.ABC"})
    tokens = Tokens(profile, Credentials(access_token=Secret(ACCESS_TOKEN)))
    return ZohoClient(profile, tokens, httpx.MockTransport(answer), no_sleep)


def test_the_orgs_clock_is_that_of_a_reply_in_the_middle_of_its_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter((100.0, 104.0, 200.0, 202.0))
    monkeypatch.setattr("tui.live.zoho.client.time", SimpleNamespace(monotonic=lambda: next(moments)))
    monkeypatch.setattr("tui.live.zoho.result.time", SimpleNamespace(monotonic=lambda: 110.0))
    dates = iter(({"Date": "Thu, 01 Jan 1970 00:16:40 GMT"}, {"Date": "noon"}))
    with offline(lambda _: httpx.Response(200, json=TAKEN, headers=next(dates))) as client:
        for _ in range(2):
            client.upsert("Leads", BODY)
            assert client.org_clock == OrgClock(1000.5, 2.5, 102.0)
        assert client.org_clock is not None
        assert client.org_clock.now() == 1008.5


def test_reads_share_a_connection_and_each_write_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []

    def counted(timeout_s: float, _: Any, *, reuse: bool, cut: threading.Event) -> OrgHttp:
        def answer(request: httpx.Request) -> httpx.Response:
            asked.append((request.method, reuse))
            return httpx.Response(200, json=TAKEN)

        return http_client(timeout_s, httpx.MockTransport(answer), reuse=reuse, cut=cut)

    monkeypatch.setattr("tui.live.zoho.client.http_client", counted)
    with offline(lambda _: httpx.Response(500)) as client:
        client.get("org")
        client.upsert("Leads", BODY)
    assert asked == [("GET", True), ("POST", False)]


def test_call_if_unmodified_is_a_header_of_the_call_only_where_it_is_given() -> None:
    given: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        given.append(request.headers.get("If-Unmodified-Since"))
        return httpx.Response(200, json=TAKEN)

    with offline(answer) as client:
        client.upsert("Leads", BODY)
        client.upsert("Leads", BODY, "2026-03-01T00:00:00+01:00")
    assert given == [None, "2026-03-01T00:00:00+01:00"]


def test_a_body_as_large_as_a_call_may_be_is_sent_and_a_byte_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(json.dumps(BODY, separators=(",", ":")))
    with offline(lambda _: httpx.Response(200, json=TAKEN)) as client:
        for largest, outcome in ((size, "answered"), (size - 1, "not_sent")):
            monkeypatch.setattr("tui.live.zoho.client.LARGEST_REQUEST", largest)
            assert client.upsert("Leads", BODY).outcome == outcome


@each_case("body", [None, "<html>", ["code"], {"code": 5}, {}])
def test_a_failed_read_without_a_code_tells_none(body: Json) -> None:
    failed = LiveError("unknown", "HTTP 500", 500, body)
    assert (failed.code, failed.requests) == (None, 0)


def test_what_stands_in_for_a_client_may_have_neither_clock_nor_host() -> None:
    clock = OrgClock(1.0, 0.5, 0.0)
    for shown, host, told in ((clock, "www.zohoapis.eu", (clock, "www.zohoapis.eu")), ("noon", 5, (None, ""))):
        stand_in: Any = SimpleNamespace(org_clock=shown, host=host)
        assert (clock_of(stand_in), host_of(stand_in)) == told
    nothing: Any = object()
    assert (clock_of(nothing), host_of(nothing)) == (None, "")


@each_case(("content", "body"), [(b"<html>", "<html>"), (b'{"code": 5}', {"code": 5}), (b"", None)])
def test_a_read_that_failed_has_its_body_as_json_or_as_text(content: bytes, body: Json) -> None:
    with offline(lambda _: httpx.Response(403, content=content)) as client, pytest.raises(LiveError) as raised:
        client.get("org")
    assert raised.value.body == body


def test_credits_of_a_read_are_kept(server: LoopbackServer) -> None:
    server.answer(ok({"org": []}, X_API_CREDITS_REMAINING="7"), ok({"org": []}))
    with client_of(server) as client:
        client.get("org")
        client.get("org")
        assert client.credits_remaining == 7


def test_a_read_gives_the_json_and_none_for_nothing(server: LoopbackServer) -> None:
    server.at("/crm/v8/Leads", ok({"data": [{"id": "1"}]}), Reply(204))
    with client_of(server) as client:
        assert client.get("Leads", {"fields": "id,Last_Name", "page_token": "a+b/c=&d"}) == {"data": [{"id": "1"}]}
        assert client.get("Leads", {"fields": "id"}) is None
    assert server.seen[1].query == {"fields": "id,Last_Name", "page_token": "a+b/c=&d"}
    assert "content-type" not in last(server).headers


def test_a_query_is_posted_as_it_is(server: LoopbackServer) -> None:
    server.at("/crm/v8/coql", ok({"data": []}), Reply(204))
    query = "select id from Leads where Last_Name = 'O\\'Neil ü'"
    with client_of(server) as client:
        assert client.coql(query) == {"data": []}
        assert client.coql(query) is None
    assert last(server).json == {"select_query": query}


def test_a_read_that_failed_tells_code_status_and_body(server: LoopbackServer) -> None:
    server.answer(error(400, "INVALID_MODULE", "the module name given seems to be invalid"))
    with client_of(server) as client, pytest.raises(LiveError) as raised:
        client.get("settings/fields", {"module": "Nothing"})
    assert (raised.value.code, raised.value.status, raised.value.requests) == ("INVALID_MODULE", 400, 1)
    assert "the module name given seems to be invalid" in raised.value.sentence


@each_case(
    "path",
    ["", "/org", "org/", "a//b", "../oauth", "a/./b", "org?x=1", "org#x", "a\\b", "%2e%2e/x"],
    shared=("server",),
)
def test_a_path_that_leaves_the_api_is_not_asked(server: LoopbackServer, path: str) -> None:
    with client_of(server) as client, pytest.raises(LiveError) as raised:
        client.get(path)
    assert (raised.value.outcome, server.seen) == ("not_sent", [])


def test_the_token_is_asked_for_once(server: LoopbackServer) -> None:
    server.answer(ok(TAKEN))
    with client_of(server) as client:
        for _ in range(3):
            client.upsert("Leads", BODY)
    assert server.count(TOKEN_PATH) == 1


def test_a_refused_token_is_replaced_and_the_new_one_is_used(server: LoopbackServer) -> None:
    server.at(TOKEN_PATH, token("old"), token("new"))
    server.at(UPSERT_PATH, error(401, "INVALID_TOKEN"), ok(TAKEN))
    with client_of(server) as client:
        assert client.upsert("Leads", BODY).outcome == "answered"
    sent = [seen.headers["authorization"] for seen in server.seen if seen.path == UPSERT_PATH]
    assert sent == ["Zoho-oauthtoken old", "Zoho-oauthtoken new"]


def test_the_api_of_the_token_reply_is_used_for_a_data_center() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url}")
        if request.url.path == TOKEN_PATH:
            return httpx.Response(200, json={"access_token": "x", "api_domain": "https://www.zohoapis.in"})
        return httpx.Response(200, json=TAKEN)

    profile = profile_from("a", {"data_center": "eu", "client_id": "1"})
    transport = httpx.MockTransport(answer)
    with ZohoClient(profile, Tokens(profile, credentials(), transport), transport) as client:
        client.upsert("Leads", BODY)
        assert client.host == "www.zohoapis.in"
    assert asked == [
        "POST https://accounts.zoho.eu/oauth/v2/token",
        "POST https://www.zohoapis.in/crm/v8/Leads/upsert",
    ]


# --- what stays inside -----------------------------------------------------------------------------------------------


def test_the_environments_proxies_and_passwords_are_not_asked(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password word\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.answer(ok(TAKEN))
    with LoopbackServer() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with client_of(server) as client:
            assert client.upsert("Leads", BODY).outcome == "answered"
        assert proxy.connections == 0
    assert last(server).headers["authorization"] == f"Zoho-oauthtoken {ACCESS_TOKEN}"


def test_a_token_that_a_reply_echoes_is_hidden(server: LoopbackServer) -> None:
    server.at(UPSERT_PATH, Reply(502, f"<html>Authorization: Zoho-oauthtoken {ACCESS_TOKEN}</html>"))
    server.at("/crm/v8/org", error(403, "NO_PERMISSION", f"not with {ACCESS_TOKEN}"))
    with client_of(server) as client:
        result = client.upsert("Leads", BODY)
        with pytest.raises(LiveError) as raised:
            client.get("org")
    assert result.text == "<html>Authorization: Zoho-oauthtoken ***</html>"
    assert ACCESS_TOKEN not in f"{raised.value} {raised.value.body}"


def test_no_secret_is_logged_and_no_frame_shows_one(server: LoopbackServer, log: Log) -> None:
    shown: list[str] = []

    def fail(request: httpx.Request) -> httpx.Response:
        for frame in inspect.stack():  # what a traceback with its variables would show
            if "httpx" not in frame.filename and __file__ not in frame.filename:
                shown.extend(repr(value) for value in frame.frame.f_locals.values())
        raise httpx.ReadError("gone", request=request)

    with client_of(server, transport=httpx.MockTransport(fail)) as client:
        client.upsert("Leads", BODY)
    assert shown
    assert all(secret not in text for text in [*shown, *log.lines] for secret in SECRETS)


def test_a_long_reply_that_is_no_json_is_kept_up_to_64_kib(server: LoopbackServer) -> None:
    server.answer(Reply(502, "é" * 100_000))
    with client_of(server) as client:
        result = client.upsert("Leads", BODY)
    assert result.text is not None
    assert (len(result.text.encode()), result.reply) == (65_536, None)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig"])
def test_a_reply_may_have_a_mark_half_characters_and_be_deep(server: LoopbackServer, codec: str) -> None:
    server.at("/crm/v8/org", Reply(200, '{"org": [{"name": "\\ud83d x"}]}'.encode(codec)))
    deep = '{"data": ' + "[" * 5000 + "]" * 5000 + "}"
    server.at(UPSERT_PATH, Reply(200, deep.encode(codec)))
    with client_of(server) as client:
        assert client.get("org") == {"org": [{"name": "\ufffd x"}]}
        assert client.upsert("Leads", BODY).outcome == "unknown"


def test_each_write_has_a_connection_of_its_own(server: LoopbackServer) -> None:
    server.answer(ok(TAKEN, Connection="keep-alive"))
    server.at(TOKEN_PATH, token())
    with client_of(server) as client:
        client.upsert("Leads", BODY)
        client.upsert("Leads", BODY)
    assert server.connections == 3  # the token's, and two
    assert last(server).headers["connection"] == "close" or server.count(UPSERT_PATH) == 2


def test_threads_that_share_a_client_send_one_request_at_a_time(server: LoopbackServer) -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        threading.Event().wait(0.005)
        with lock:
            inside -= 1
        return httpx.Response(200, json=TAKEN)

    with client_of(server, transport=httpx.MockTransport(answer)) as client:
        threads = [threading.Thread(target=client.upsert, args=("Leads", BODY)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1


# --- scopes ----------------------------------------------------------------------------------------------------------


def test_the_scopes_of_a_token_are_compared_with_those_that_are_needed() -> None:
    assert missing_scopes(SCOPE_LINE) == ()
    needed = ["modules.ALL", "settings.modules.READ", "settings.fields.READ", "coql.READ"]
    assert [scope.name for scope in SCOPES if scope.needed] == [f"ZohoCRM.{name}" for name in needed]
    assert (
        missing_scopes("ZohoCRM.modules.ALL zohocrm.settings.all ZohoCRM.coql.READ ZohoCRM.users.ALL,ZohoCRM.org.ALL")
        == ()
    )
    assert {scope.name for scope in missing_scopes("ZohoCRM.modules.READ")} == {scope.name for scope in SCOPES}
    assert missing_scopes("ZohoCRM.modules.ALL") == SCOPES[1:]
    assert missing_scopes("ZohoCRM.settings ZohoCRM.modules.ALL") == SCOPES[1:]


def test_each_call_has_its_scope() -> None:
    cases: list[tuple[Any, ...]] = [
        ("settings/fields", "ZohoCRM.settings.fields.READ"),
        ("settings/modules/Leads", "ZohoCRM.settings.modules.READ"),
        ("org", "ZohoCRM.org.READ"),
        ("users", "ZohoCRM.users.READ"),
        ("coql", "ZohoCRM.coql.READ"),
        ("Leads/upsert", "ZohoCRM.modules.ALL"),
        ("Leads", "ZohoCRM.modules.ALL"),
        ("settings", "ZohoCRM.modules.ALL"),
        ("/org/", "ZohoCRM.org.READ"),
    ]
    for path, scope in cases:
        assert scope_for(path) == scope
