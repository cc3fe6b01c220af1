"""The table of faults: how a write ends, and how many requests the server saw, for each thing that can go wrong."""

from __future__ import annotations

import gzip
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import httpx
import pytest

from tests.cases import each_case
from tests.live.helpers import BODY, SECRETS, TAKEN, TOKEN_PATH, UPSERT_PATH, client_of, sent_to, token
from tests.live.server import Behaviour, HangUp, LoopbackServer, Reply, Stall, error, ok
from tui.live.http import transport
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Case:
    """Replies to the write in turn; how it ends; how many writes arrive; what the sentence says; seconds waited."""

    name: str
    replies: tuple[Behaviour, ...]
    outcome: str
    arrived: int
    says: str
    waits: tuple[float, ...] = ()
    status: int | None = None


BUSY = error(429, "TOO_MANY_REQUESTS")
BAD_TOKEN = error(401, "INVALID_TOKEN", "invalid oauth token")
HTML = "<html>Bad Gateway</html>"

TABLE = (
    Case("taken", (ok(TAKEN),), "answered", 1, "1 row answered", status=200),
    Case("created", (ok(TAKEN, 201),), "answered", 1, "1 row answered", status=201),
    Case("accepted", (ok(TAKEN, 202),), "answered", 1, "1 row answered", status=202),
    Case("mixed", (ok(TAKEN, 207),), "answered", 1, "1 row answered", status=207),
    Case(
        "every row refused",
        (ok({"data": [{"code": "INVALID_DATA", "status": "error", "details": {}, "message": "bad"}]}, 400),),
        "answered",
        1,
        "1 of them refused",
        status=400,
    ),
    Case("hang-up before the reply", (HangUp(),), "unknown", 1, "hung up before it replied"),
    Case("hang-up before the body", (Reply(200, "{}", cut=0),), "unknown", 1, "in the middle of its reply", status=200),
    Case("cut body", (Reply(200, '{"data": [{}]}', cut=9),), "unknown", 1, "in the middle of its reply", status=200),
    Case("cut JSON", (Reply(200, '{"data": [{"code"', framed=False),), "unknown", 1, "not JSON", status=200),
    Case("no reply in time", (Stall(),), "unknown", 1, "no reply came in time"),
    Case("a reply that stops", (Stall(Reply(200, "{}", cut=1)),), "unknown", 1, "did not end in time", status=200),
    Case("HTML 502", (Reply(502, HTML),), "unknown", 1, "HTTP 502", status=502),
    Case("Zoho's own 500", (error(500, "INTERNAL_ERROR"),), "unknown", 1, "INTERNAL_ERROR", status=500),
    Case("503 that says when", (error(503, "X", Retry_After="1"),), "unknown", 1, "HTTP 503", status=503),
    Case("empty 200", (Reply(200),), "unknown", 1, "empty reply", status=200),
    Case("204", (Reply(204),), "unknown", 1, "empty reply", status=204),
    Case("HTML 200", (Reply(200, HTML),), "unknown", 1, "not JSON", status=200),
    Case("JSON of something else", (ok({"ok": True}),), "unknown", 1, "not a reply to this call", status=200),
    Case("rows that are none", (ok({"data": []}),), "unknown", 1, "not a reply to this call", status=200),
    Case("JSON that is no number", (Reply(200, '{"data": [{"a": NaN}]}'),), "unknown", 1, "not JSON", status=200),
    Case(
        "broken gzip",
        (Reply(200, b"no gzip at all", {"Content-Encoding": "gzip"}),),
        "unknown",
        1,
        "compressed",
        status=200,
    ),
    Case("not HTTP", (lambda to, *_: to.sendall(b"SSH-2.0-x\r\n\r\n"),), "unknown", 1, "hung up"),
    Case("429 once", (BUSY, ok(TAKEN)), "answered", 2, "1 row answered", (1.0,), status=200),
    Case("429 for ever", (BUSY,), "refused", 5, "HTTP 429", (1.0, 2.0, 4.0, 8.0), status=429),
    Case("429, HTML", (Reply(429, HTML), ok(TAKEN)), "answered", 2, "1 row answered", (1.0,), status=200),
    Case("429, wait so long", (error(429, "X", Retry_After="7"), ok(TAKEN)), "answered", 2, "answered", (7.0,), 200),
    Case("429, wait too long", (error(429, "X", Retry_After="31"),), "refused", 1, "HTTP 429", (), status=429),
    Case("429, long waits add up", (error(429, "X", Retry_After="12"),), "refused", 3, "HTTP 429", (12.0, 12.0), 429),
    Case("429, at once", (error(429, "X", Retry_After="0"),), "refused", 5, "HTTP 429", (0.0,) * 4, status=429),
    Case("429, nonsense", (error(429, "X", Retry_After="soon"), ok(TAKEN)), "answered", 2, "answered", (1.0,), 200),
    Case(
        "429, a date",
        (
            error(429, "X", Retry_After="Wed, 01 Jan 2025 00:00:09 GMT", Date="Wed, 01 Jan 2025 00:00:00 GMT"),
            ok(TAKEN),
        ),
        "answered",
        2,
        "answered",
        (9.0,),
        200,
    ),
    Case("429, no credits", (error(429, "X", X_API_CREDITS_REMAINING="0"),), "refused", 1, "HTTP 429", (), 429),
    Case("429 with the answers to rows", (ok(TAKEN, 429), ok(TAKEN)), "answered", 1, "1 row answered", status=429),
    Case("429, internal error", (error(429, "INTERNAL_ERROR"), ok(TAKEN)), "unknown", 1, "INTERNAL_ERROR", status=429),
    Case("token and answers", (ok({"code": "INVALID_TOKEN", **TAKEN}, 401),), "answered", 1, "1 row", status=401),
    Case("token refused once", (BAD_TOKEN, ok(TAKEN)), "answered", 2, "1 row answered", status=200),
    Case("token refused for ever", (BAD_TOKEN,), "refused", 2, "not valid here", status=401),
    Case("token, then 429, then token", (BAD_TOKEN, BUSY, BAD_TOKEN), "refused", 3, "INVALID_TOKEN", (1.0,), 401),
    Case("scope", (error(401, "OAUTH_SCOPE_MISMATCH"),), "refused", 1, "ZohoCRM.modules.ALL", status=401),
    Case("another 401", (error(401, "AUTHENTICATION_FAILURE"),), "refused", 1, "not one for this org", status=401),
    Case("401, HTML", (Reply(401, HTML),), "refused", 1, "HTTP 401", status=401),
    Case("403", (error(403, "NO_PERMISSION", "permission denied"),), "refused", 1, "permission denied", status=403),
    Case("403, HTML", (Reply(403, HTML),), "refused", 1, "HTTP 403", status=403),
    Case("404", (error(404, "INVALID_URL_PATTERN"),), "refused", 1, "INVALID_URL_PATTERN", status=404),
    Case("404, HTML", (Reply(404, HTML),), "refused", 1, "HTTP 404", status=404),
    Case("412", (error(412, "ALREADY_MODIFIED"),), "refused", 1, "changed in between", status=412),
    Case("413, HTML", (Reply(413, HTML),), "refused", 1, "HTTP 413", status=413),
    Case("400 of the call", (error(400, "INVALID_MODULE", "no such"),), "refused", 1, "no such", status=400),
    Case("wrong host", (error(400, "INVALID_HOST"),), "refused", 1, "wrong data center", status=400),
    Case("an error with 200", (error(200, "INVALID_MODULE"),), "refused", 1, "INVALID_MODULE", status=200),
    Case("internal error, 200", (error(200, "INTERNAL_ERROR"),), "unknown", 1, "INTERNAL_ERROR", status=200),
    Case("internal error, 202", (error(202, "INTERNAL_ERROR"),), "unknown", 1, "INTERNAL_ERROR", status=202),
    Case("internal error, 400", (error(400, "INTERNAL_ERROR"),), "unknown", 1, "INTERNAL_ERROR", status=400),
    Case("a code that is new, 400", (error(400, "SOMETHING_NEW"),), "unknown", 1, "SOMETHING_NEW", status=400),
    Case("a service behind it, 400", (error(400, "DEPENDENT_SERVICE_ERROR"),), "unknown", 1, "SERVICE", status=400),
    Case("a code that is new, 403", (error(403, "SOMETHING_NEW"),), "unknown", 1, "SOMETHING_NEW", status=403),
    Case("400, HTML", (Reply(400, HTML),), "unknown", 1, "not JSON", status=400),
    Case("408", (Reply(408, HTML),), "unknown", 1, "not JSON", status=408),
)


@each_case("case", TABLE)
def test_each_fault_of_a_write_has_its_outcome_and_its_number_of_requests(tmp_path: Path, case: Case) -> None:
    waits: list[float] = []
    timeout = 0.1 if any(isinstance(reply, Stall) for reply in case.replies) else 5.0
    with LoopbackServer() as server:
        server.at(UPSERT_PATH, *case.replies)
        with client_of(server, sleep=waits.append, cache=tmp_path, timeout_s=timeout) as client:
            result = client.upsert("Leads", BODY)
    assert (result.outcome, server.count(UPSERT_PATH), result.status) == (case.outcome, case.arrived, case.status)
    assert case.says in result.sentence
    assert "\n" not in result.sentence
    assert (result.requests, tuple(waits), result.waited_s) == (case.arrived, case.waits, sum(case.waits))
    assert all(secret not in repr(result) for secret in SECRETS)


READ_TABLE = (
    ("hang-up", HangUp(), "unknown", 1),
    ("cut", Reply(200, "{}", cut=1), "unknown", 1),
    ("HTML 502", Reply(502, HTML), "unknown", 1),
    ("empty", Reply(200), "unknown", 1),
    ("HTML 200", Reply(200, HTML), "unknown", 1),
    ("scope", error(401, "OAUTH_SCOPE_MISMATCH"), "refused", 1),
    ("token for ever", BAD_TOKEN, "refused", 2),
    ("429 for ever", BUSY, "refused", 5),
    ("403", error(403, "NO_PERMISSION"), "refused", 1),
    ("404, HTML", Reply(404, HTML), "refused", 1),
    ("redirect", Reply(302, b"", {"Location": "http://elsewhere.test/"}), "unknown", 1),
)


@each_case(("reply", "outcome", "arrived"), [row[1:] for row in READ_TABLE], ids=[r[0] for r in READ_TABLE])
def test_each_fault_of_a_read_is_raised_with_its_outcome(
    tmp_path: Path, reply: Behaviour, outcome: str, arrived: int
) -> None:
    with LoopbackServer() as server:
        server.at("/crm/v8/settings/modules", reply)
        with client_of(server, sleep=lambda _: None, cache=tmp_path) as client, pytest.raises(LiveError) as raised:
            client.get("settings/modules")
    assert (raised.value.outcome, server.count("/crm/v8/settings/modules")) == (outcome, arrived)
    assert raised.value.__context__ is None  # nothing of httpx's, which would quote the URL


# --- cut short -------------------------------------------------------------------------------------------------------


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("sleep", [lambda _: False, interrupt], ids=["a stop", "ctrl+c"])
def test_a_wait_that_is_cut_short_ends_the_call_as_not_taken(
    server: LoopbackServer, sleep: Callable[[float], object]
) -> None:
    server.at(UPSERT_PATH, error(429, "X", Retry_After="20"), ok(TAKEN))
    with client_of(server, sleep=sleep) as client:
        result = client.upsert("Leads", BODY)
    assert (result.outcome, result.status, result.requests, server.count(UPSERT_PATH)) == ("refused", 429, 1, 1)
    assert (result.waited_s, result.reply) == (0.0, {"code": "X", "details": {}, "message": "", "status": "error"})
    assert result.sentence.endswith("nothing was taken; the wait before the next try was cut short")


def test_a_read_whose_wait_is_cut_short_is_refused_by_a_stop_and_ended_by_an_interrupt(server: LoopbackServer) -> None:
    server.at("/crm/v8/org", BUSY)
    with client_of(server, sleep=lambda _: False) as client, pytest.raises(LiveError) as raised:
        client.get("org")
    assert (raised.value.outcome, server.count("/crm/v8/org")) == ("refused", 1)
    with client_of(server, sleep=interrupt) as client, pytest.raises(KeyboardInterrupt):
        client.get("org")


def test_an_interrupt_means_what_was_done_until_then(server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def at_once(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    with client_of(server, transport=httpx.MockTransport(at_once)) as client:
        result = client.upsert("Leads", BODY)
        assert (result.outcome, result.requests) == ("unknown", 1)  # it may have arrived
        monkeypatch.setattr(client._tokens, "access_token", interrupt)
        result = client.upsert("Leads", BODY)
        assert (result.outcome, result.requests) == ("not_sent", 0)


# --- it cannot have arrived ------------------------------------------------------------------------------------------


def test_a_refused_connection_is_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nothing listens
        result = sent_to(f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (result.outcome, result.requests) == ("not_sent", 0)
    assert "refused the connection" in result.sentence


def test_a_host_without_an_address_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_address(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_address)
    result = sent_to("https://www.zohoapis.example")
    assert (result.outcome, result.requests) == ("not_sent", 0)
    assert "there is no host called www.zohoapis.example" in result.sentence


@pytest.mark.parametrize(("tls", "outcome"), [(False, "answered"), (True, "not_sent")])
def test_the_certificates_are_read_for_an_encrypted_address_only(
    monkeypatch: pytest.MonkeyPatch, tls: bool, outcome: str
) -> None:
    trusted = Mock(wraps=transport._trusted)
    monkeypatch.setattr(transport, "_trusted", trusted)
    with LoopbackServer(tls=tls) as server:
        server.answer(ok(TAKEN))
        assert sent_to(server.url).outcome == outcome
    assert trusted.call_count == tls


def test_a_certificate_that_nobody_signed_is_not_trusted_and_nothing_is_sent() -> None:
    with LoopbackServer(tls=True) as server:
        server.answer(ok(TAKEN))
        result = sent_to(server.url)
        assert (result.outcome, result.requests, server.seen) == ("not_sent", 0, [])
    assert "certificate of 127.0.0.1 cannot be trusted" in result.sentence


def test_a_server_that_speaks_no_tls_is_sent_nothing(server: LoopbackServer) -> None:
    server.answer(ok(TAKEN))
    result = sent_to(server.url.replace("http:", "https:"))
    assert (result.outcome, result.requests, server.seen) == ("not_sent", 0, [])
    assert "no secure connection" in result.sentence


PHASES = (
    (httpx.ConnectTimeout, "not_sent", 0, "no connection could be made in time"),
    (httpx.PoolTimeout, "not_sent", 0, "was free in time"),
    (httpx.WriteTimeout, "unknown", 1, "could not be sent in time"),
    (httpx.ReadTimeout, "unknown", 1, "no reply came in time"),
    (httpx.ConnectError, "not_sent", 0, "no connection to"),
    (httpx.WriteError, "unknown", 1, "hung up"),
    (httpx.ReadError, "unknown", 1, "hung up"),
    (httpx.RemoteProtocolError, "unknown", 1, "hung up"),
    (httpx.LocalProtocolError, "unknown", 1, "hung up"),
)


@each_case(("fault", "outcome", "requests", "says"), PHASES, shared=("server",))
def test_each_phase_that_fails_says_something_else_and_is_not_tried_again(
    server: LoopbackServer, fault: type[httpx.TransportError], outcome: str, requests: int, says: str
) -> None:
    tries: list[httpx.Request] = []

    def fail(request: httpx.Request) -> httpx.Response:
        tries.append(request)
        raise fault(f"{request.url} {request.headers['authorization']}", request=request)

    with client_of(server, transport=httpx.MockTransport(fail)) as client:
        result = client.upsert("Leads", BODY)
    assert (result.outcome, result.requests, len(tries)) == (outcome, requests, 1)
    assert says in result.sentence
    assert all(secret not in repr(result) for secret in SECRETS)


# --- elsewhere, too long, too late -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_so_no_token_reaches_another_host(server: LoopbackServer, status: int) -> None:
    with LoopbackServer() as elsewhere:
        elsewhere.answer(ok(TAKEN))
        server.at(UPSERT_PATH, Reply(status, b"", {"Location": f"{elsewhere.url}{UPSERT_PATH}"}))
        with client_of(server) as client:
            result = client.upsert("Leads", BODY)
        assert (result.outcome, server.count(UPSERT_PATH), elsewhere.connections) == ("unknown", 1, 0)
    assert "not followed" in result.sentence


def test_a_reply_over_the_bound_is_unknown_and_is_not_read_to_its_end(server: LoopbackServer) -> None:
    packed = gzip.compress(b'{"data": "' + b"x" * 3_000_000 + b'"}')
    server.at(UPSERT_PATH, Reply(200, packed, {"Content-Encoding": "gzip"}))
    client = client_of(server)
    client._largest = 1_000_000
    with client:
        result = client.upsert("Leads", BODY)
    assert (result.outcome, result.status, server.count(UPSERT_PATH)) == ("unknown", 200, 1)
    assert "longer than" in result.sentence


def test_a_reply_that_drips_for_ever_is_left(server: LoopbackServer) -> None:
    clock = iter(range(0, 10_000, 50))

    class Drip(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            while True:
                yield b" "

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Drip()))
    client = client_of(server, transport=transport)
    client._clock = lambda: float(next(clock))
    with client:
        result = client.upsert("Leads", BODY)
    assert (result.outcome, result.requests) == ("unknown", 1)
    assert "did not end in time" in result.sentence


# --- no token --------------------------------------------------------------------------------------------------------

TOKEN_FAULTS = (
    ("expired code", ok({"error": "invalid_code"}), "revoked"),
    ("wrong data center", ok({"error": "invalid_client"}), "wrong data center"),
    ("wrong secret", ok({"error": "invalid_client_secret"}), "client secret"),
    ("throttled", ok({"error": "Access Denied", "status": "failure"}), "ten minutes"),
    ("hang-up", HangUp(), "hung up"),
    ("HTML", Reply(200, HTML), "not a token reply"),
    ("502", Reply(502, HTML), "HTTP 502"),
    ("redirect", Reply(302, b"", {"Location": "http://elsewhere.test/"}), "HTTP 302"),
)


@each_case(("reply", "says"), [row[1:] for row in TOKEN_FAULTS], ids=[row[0] for row in TOKEN_FAULTS])
def test_without_a_token_nothing_is_sent(tmp_path: Path, reply: Behaviour, says: str) -> None:
    with LoopbackServer() as server:
        server.at(TOKEN_PATH, reply)
        with client_of(server, cache=tmp_path) as client:
            result = client.upsert("Leads", BODY)
            with pytest.raises(LiveError, match="nothing was sent"):
                client.get("org")
    assert (result.outcome, result.requests, server.count(UPSERT_PATH)) == ("not_sent", 0, 0)
    assert says in result.sentence


def test_a_refresh_that_fails_leaves_the_refusal_and_says_why(server: LoopbackServer) -> None:
    server.at(TOKEN_PATH, token(), ok({"error": "invalid_code"}))
    server.at(UPSERT_PATH, BAD_TOKEN)
    with client_of(server) as client:
        result = client.upsert("Leads", BODY)
    assert (result.outcome, result.status, result.requests) == ("refused", 401, 1)
    assert "revoked" in result.sentence


def test_a_token_that_is_refused_for_ever_costs_one_refresh_a_call(server: LoopbackServer) -> None:
    server.at(UPSERT_PATH, BAD_TOKEN)
    with client_of(server) as client:
        for _ in range(3):
            assert client.upsert("Leads", BODY).outcome == "refused"
    assert server.count(TOKEN_PATH) == 4  # the first, and one for each call


# --- what is never sent ----------------------------------------------------------------------------------------------

UNSENDABLE: tuple[tuple[str, str, Callable[[], Any], str], ...] = (
    ("too large", "Leads", lambda: {"data": [{"Description": "x" * 17_000_000}]}, "MiB"),
    ("no number", "Leads", lambda: {"data": [{"a": float("nan")}]}, "cannot be written as JSON"),
    ("no JSON", "Leads", lambda: {"data": [{"a": object()}]}, "cannot be written as JSON"),
    ("half a character", "Leads", lambda: {"data": [{"a": "\ud800"}]}, "cannot be written as JSON"),
    ("no module", "Leads/../org", lambda: BODY, "not a module's API name"),
)


@pytest.mark.parametrize(("module", "body", "says"), [row[1:] for row in UNSENDABLE], ids=[r[0] for r in UNSENDABLE])
def test_what_cannot_be_a_request_is_not_sent(
    server: LoopbackServer, module: str, body: Callable[[], Any], says: str
) -> None:
    with client_of(server) as client:
        result = client.upsert(module, body())
    assert (result.outcome, result.requests, server.seen) == ("not_sent", 0, [])
    assert says in result.sentence


@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_a_write_is_not_repeated_for_a_bad_token_of_any_other_status_than_401(
    server: LoopbackServer, status: int
) -> None:
    server.at(UPSERT_PATH, error(status, "INVALID_TOKEN", "invalid oauth token"), ok(TAKEN))
    with client_of(server) as client:
        assert client.upsert("Leads", BODY).outcome != "answered"
    assert (server.count(UPSERT_PATH), server.count(TOKEN_PATH)) == (1, 1)
