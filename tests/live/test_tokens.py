"""Access tokens: when Zoho is asked for one, when it is not, and what its answers mean."""

from __future__ import annotations

import json
import math
import os
import stat
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pydantic import ValidationError

from tests.live.helpers import (
    ACCESS_TOKEN,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    SECRETS,
    TOKEN_PATH,
    credentials,
    profile_at,
    token,
)
from tests.live.server import HangUp, LoopbackServer, Reply, ok
from tui.live.accounts.credentials import Credentials
from tui.live.accounts.profiles import PRACTICE_PROFILE, Profile, profile_from
from tui.live.accounts.token_cache import TokenCache
from tui.live.accounts.token_reply import TokenReply
from tui.live.accounts.tokens import OAuthError, Tokens, exchange_grant_code
from tui.live.http.secret import Secret
from tui.settings.folders import cache_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.conftest import Log

NOW = 1_700_000_000.0
DAY = 86_400.0
MINE = profile_from("mine", {"data_center": "eu", "client_id": "1000.ABC"})


class Clock:
    """Seconds since 1970, which pass when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def tokens_of(server: LoopbackServer, cache: Path, clock: Clock, **held: Any) -> Tokens:
    return Tokens(profile_at(server.url), Credentials(**held) if held else credentials(), clock=clock, folder=cache)


# --- the call --------------------------------------------------------------------------------------------------------


def test_a_refresh_is_a_form_and_its_url_holds_nothing(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    server.at(TOKEN_PATH, token(scope="ZohoCRM.modules.ALL"))
    found = tokens_of(server, cache, clock).access_token()
    assert (found.token.reveal(), found.expires_at, found.scope) == (ACCESS_TOKEN, NOW + 3600, "ZohoCRM.modules.ALL")
    (seen,) = server.seen
    assert (seen.method, seen.path, seen.query) == ("POST", TOKEN_PATH, {})
    assert seen.form == {
        "grant_type": "refresh_token",
        "refresh_token": REFRESH_TOKEN,
        "client_id": "1000.ABC",
        "client_secret": CLIENT_SECRET,
    }
    assert "authorization" not in seen.headers


def test_a_token_is_used_until_shortly_before_its_end_also_by_another_run(
    server: LoopbackServer, cache: Path, clock: Clock
) -> None:
    server.at(TOKEN_PATH, token("first"), token("second"))
    assert tokens_of(server, cache, clock).access_token().token.reveal() == "first"
    clock.now += 3600 - 121
    assert tokens_of(server, cache, clock).access_token().token.reveal() == "first"
    clock.now += 2
    assert tokens_of(server, cache, clock).access_token().token.reveal() == "second"
    assert server.count(TOKEN_PATH) == 2


def test_a_short_life_is_used_for_most_of_it(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    server.at(TOKEN_PATH, token(expires_in=10))
    tokens = tokens_of(server, cache, clock)
    for _ in range(3):
        tokens.access_token()
    assert server.count(TOKEN_PATH) == 1


def test_a_clock_that_went_back_makes_no_token_last_for_ever(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    server.at(TOKEN_PATH, token())
    tokens_of(server, cache, clock).access_token()
    clock.now -= 10 * 86_400
    tokens_of(server, cache, clock).access_token()
    assert server.count(TOKEN_PATH) == 2


def replying(**reply: Any) -> tuple[httpx.MockTransport, list[httpx.Request]]:
    """An accounts server with this reply, and what it was asked."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"access_token": f"token-{len(asked)}", **reply})

    return httpx.MockTransport(answer), asked


@pytest.mark.parametrize(
    ("expires_in", "life", "used_for"),
    [
        (3600, 3600, 3480),
        (1201, 1201, 1081),
        (1000, 1000, 900),
        (10, 10, 9),
        (0.5, 0.5, 0.45),
        (0, 0, 0),
        (-5, 0, 0),
        ("Infinity", 0, 0),
        ("NaN", 0, 0),
        (10**9, DAY, DAY - 120),
    ],
)
def test_a_token_lives_as_long_as_the_reply_says_up_to_a_day_and_is_replaced_before(
    cache: Path, clock: Clock, expires_in: float | str, life: float, used_for: float
) -> None:
    transport, asked = replying(expires_in=expires_in)
    tokens = Tokens(MINE, credentials(), transport, clock, cache)
    assert tokens.access_token().expires_at == NOW + life
    clock.now = NOW + used_for - 0.25
    tokens.access_token()
    assert len(asked) == 1
    clock.now = NOW + used_for
    tokens.access_token()
    assert len(asked) == 2


def test_a_token_that_would_last_longer_than_any_is_asked_for_anew(cache: Path, clock: Clock) -> None:
    transport, asked = replying(expires_in=DAY)
    tokens = Tokens(MINE, credentials(), transport, clock, cache)
    tokens.access_token()
    assert tokens.access_token().token.reveal() == "token-1"
    clock.now -= 0.25
    assert tokens.access_token().token.reveal() == "token-2"
    assert len(asked) == 2


def test_a_token_is_asked_for_anew_where_none_was_refused_or_the_refused_one_is_the_last(
    cache: Path, clock: Clock
) -> None:
    transport, _ = replying()
    tokens = Tokens(MINE, credentials(), transport, clock, cache)
    assert tokens.refresh(Secret("unknown")).token.reveal() == "token-1"
    assert tokens.refresh().token.reveal() == "token-2"
    assert tokens.refresh(Secret("token-1")).token.reveal() == "token-2"
    assert tokens.refresh(Secret("token-2")).token.reveal() == "token-3"


def test_what_a_reply_must_not_echo_are_all_secrets_that_are_held(cache: Path, clock: Clock) -> None:
    transport, _ = replying()
    tokens = Tokens(MINE, credentials(), transport, clock, cache)
    assert [secret.reveal() for secret in tokens.secrets()] == [CLIENT_SECRET, REFRESH_TOKEN]
    tokens.access_token()
    assert [secret.reveal() for secret in tokens.secrets()] == [CLIENT_SECRET, REFRESH_TOKEN, "token-1"]
    pasted = Tokens(MINE, Credentials(access_token=Secret("pasted")), transport, clock, cache)
    assert [secret.reveal() for secret in pasted.secrets()] == ["pasted"]


@pytest.mark.parametrize(
    ("error", "why"), [(OSError(28, "No space left on device"), "No space"), (OSError(), "it failed")]
)
@pytest.mark.parametrize("name", ["token", "take_call", "keep"])
def test_what_is_wrong_with_the_cache_is_said(
    cache: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, name: str, error: OSError, why: str
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(TokenCache, name, failing)
    transport, asked = replying()
    with pytest.raises(OAuthError, match=why) as raised:
        Tokens(MINE, credentials(), transport, clock, cache).access_token()
    assert (raised.value.kind, len(asked)) == ("cache", int(name == "keep"))


def test_a_token_call_that_is_cut_says_so_and_no_other_leaves(cache: Path, clock: Clock) -> None:
    tokens = Tokens(profile_at("http://127.0.0.1:9"), credentials(), None, clock, cache)
    tokens.cut.set()
    with pytest.raises(OAuthError) as raised:
        tokens.access_token()
    assert (raised.value.kind, "interrupted" in raised.value.sentence) == ("not_connected", True)


def test_the_cache_is_for_its_owner_and_holds_no_other_secret(
    server: LoopbackServer, cache: Path, clock: Clock
) -> None:
    server.at(TOKEN_PATH, token())
    tokens_of(server, cache, clock).access_token()
    text = (cache / "tokens.json").read_text(encoding="utf-8")
    assert ACCESS_TOKEN in text
    assert REFRESH_TOKEN not in text
    assert CLIENT_SECRET not in text
    assert {stat.S_IMODE(file.stat().st_mode) for file in cache.iterdir()} == {0o600}


@pytest.mark.parametrize("spoil", ["not json", "[]", '{"tokens": {"x": 1}}', None])
def test_a_cache_that_cannot_be_used_is_begun_anew(
    server: LoopbackServer, cache: Path, clock: Clock, spoil: str | None
) -> None:
    server.at(TOKEN_PATH, token())
    tokens_of(server, cache, clock).access_token()
    file = cache / "tokens.json"
    if spoil is None:
        file.chmod(0o644)  # others may have read it
    else:
        file.write_text(spoil, encoding="utf-8")
    tokens_of(server, cache, clock).access_token()
    assert server.count(TOKEN_PATH) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_cache_that_cannot_be_written_is_said_and_nothing_is_asked(
    server: LoopbackServer, tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OAuthError, match="cannot be read or written") as raised:
        tokens_of(server, tmp_path / "file", clock).access_token()
    assert (raised.value.kind, server.seen) == ("cache", [])


def test_tokens_are_kept_in_the_persons_own_cache_if_in_no_other(clock: Clock) -> None:
    transport, asked = replying()
    for _ in range(2):
        assert Tokens(MINE, credentials(), transport, clock).access_token().token.reveal() == "token-1"
    assert (len(asked), (cache_folder() / "tokens.json").is_file()) == (1, True)


def test_another_refresh_token_or_client_or_server_has_a_token_of_its_own(
    server: LoopbackServer, cache: Path, clock: Clock
) -> None:
    server.at(TOKEN_PATH, token())
    tokens_of(server, cache, clock).access_token()
    tokens_of(server, cache, clock, client_secret=Secret("s"), refresh_token=Secret("another")).access_token()
    Tokens(profile_at(server.url, client_id="1000.D"), credentials(), clock=clock, folder=cache).access_token()
    assert server.count(TOKEN_PATH) == 3


def test_the_tokens_of_a_practice_org_stay_in_memory(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    server.at(TOKEN_PATH, token())
    practice = PRACTICE_PROFILE.at(server.url, server.url)
    tokens = Tokens(practice, credentials(), clock=clock, folder=cache)
    tokens.access_token()
    tokens.access_token()
    assert (server.count(TOKEN_PATH), cache.exists()) == (1, False)


# --- a pasted token --------------------------------------------------------------------------------------------------


def test_a_pasted_token_is_used_as_it_is_and_never_written(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    tokens = tokens_of(server, cache, clock, access_token=Secret("pasted"))
    found = tokens.access_token()
    assert (found.token.reveal(), found.api_url, found.expires_at) == ("pasted", server.url, math.inf)
    with pytest.raises(OAuthError, match="UPSERT_EXPLORER_ACCESS_TOKEN is not valid") as raised:
        tokens.refresh(found.token)
    assert (raised.value.kind, server.seen, cache.exists()) == ("pasted", [], False)


@pytest.mark.parametrize(
    ("held", "says"),
    [({"client_secret": Secret("s")}, "no refresh token"), ({"refresh_token": Secret("r")}, "no client secret")],
)
def test_without_its_secrets_nothing_is_asked(
    server: LoopbackServer, cache: Path, clock: Clock, held: dict[str, Secret], says: str
) -> None:
    with pytest.raises(OAuthError, match=says) as raised:
        tokens_of(server, cache, clock, **held).access_token()
    assert (raised.value.kind, server.seen) == ("incomplete", [])


# --- ten calls in ten minutes ----------------------------------------------------------------------------------------


def test_no_more_than_ten_calls_in_ten_minutes_leave_whatever_they_bring(
    server: LoopbackServer, cache: Path, clock: Clock
) -> None:
    server.at(TOKEN_PATH, token(), HangUp(), ok({"error": "invalid_code"}), Reply(500))
    for _ in range(10):
        with pytest.raises(OAuthError) if server.seen else nullcontext():
            tokens_of(server, cache, clock).refresh()  # a new run each time
        clock.now += 30
    with pytest.raises(OAuthError, match="ten access tokens") as raised:
        tokens_of(server, cache, clock).refresh()
    assert (raised.value.kind, raised.value.wait_s, server.count(TOKEN_PATH)) == ("throttled", 300, 10)
    clock.now += 299
    with pytest.raises(OAuthError, match="1 seconds"):
        tokens_of(server, cache, clock).refresh()
    clock.now += 1
    server.at(TOKEN_PATH, token())
    tokens_of(server, cache, clock).refresh()
    assert server.count(TOKEN_PATH) == 11


def test_removing_a_token_does_not_forget_the_calls(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    server.at(TOKEN_PATH, token())
    tokens = tokens_of(server, cache, clock)
    for _ in range(10):
        tokens.refresh(tokens.access_token().token) if server.seen else tokens.access_token()
    with pytest.raises(OAuthError, match="ten access tokens"):
        tokens.refresh(tokens.access_token().token)
    assert server.count(TOKEN_PATH) == 10


def test_a_token_that_another_run_has_replaced_is_not_asked_for_again(
    server: LoopbackServer, cache: Path, clock: Clock
) -> None:
    server.at(TOKEN_PATH, token("first"), token("second"), token("third"))
    one, two = tokens_of(server, cache, clock), tokens_of(server, cache, clock)
    rejected = one.access_token().token
    assert two.access_token().token == rejected
    assert one.refresh(rejected).token.reveal() == "second"
    assert two.refresh(rejected).token.reveal() == "second"
    assert server.count(TOKEN_PATH) == 2


def test_a_successor_that_has_run_out_meanwhile_is_not_used(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    server.at(TOKEN_PATH, token("first"), token("second"), token("third"))
    tokens = tokens_of(server, cache, clock)
    rejected = tokens.access_token().token
    assert tokens.refresh(rejected).token.reveal() == "second"
    clock.now += 3600
    assert tokens.refresh(rejected).token.reveal() == "third"


def test_threads_that_want_a_token_at_once_get_one(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    server.at(TOKEN_PATH, token("first"), token("second"))
    tokens = tokens_of(server, cache, clock)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(tokens.access_token().token.reveal())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, server.count(TOKEN_PATH)) == (["first"] * 8, 1)


# --- what the reply says ---------------------------------------------------------------------------------------------

REFUSALS: tuple[tuple[Any, int, str, str], ...] = (
    ({"error": "invalid_code"}, 200, "invalid_code", "revoked"),
    ({"error": "invalid_client"}, 200, "invalid_client", "wrong data center (the profile says eu, Europe)"),
    ({"error": "invalid_client_secret"}, 200, "invalid_client_secret", "does not belong to this client id"),
    ({"error": "Access Denied", "error_description": "too many", "status": "failure"}, 200, "throttled", "ten minutes"),
    ({"error": "Access Denied", "status": "failure"}, 400, "throttled", "ten minutes"),
    ({}, 429, "throttled", "ten minutes"),
    ({"error": "general_error", "error_description": "a\nb"}, 200, "refused", "general_error (a\\nb)"),
    ({"error": "server_error"}, 500, "refused", "server_error"),
    ({}, 200, "unreadable", "not a token reply"),
    ([], 200, "unreadable", "not a token reply"),
    ({"access_token": "two words"}, 200, "unreadable", "not a token reply"),
    ({"access_token": 5}, 200, "unreadable", "not a token reply"),
    ({"access_token": "x", "expires_in": "soon"}, 200, "unreadable", "not a token reply"),
    ({"access_token": "x"}, 500, "unreadable", "HTTP 500"),
    ({"access_token": "x"}, 300, "unreadable", "HTTP 300"),
    ({"access_token": "x", "api_domain": "http://api.test"}, 200, "unreadable", "does not talk to"),
)


@pytest.mark.parametrize(("content", "status", "kind", "says"), REFUSALS)
def test_an_answer_without_a_token_says_exactly_what_is_wrong(
    cache: Path, clock: Clock, content: Any, status: int, kind: str, says: str
) -> None:
    profile = profile_from("mine", {"data_center": "eu", "client_id": "1000.ABC"})
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, json=content)

    with pytest.raises(OAuthError) as raised:
        Tokens(profile, credentials(), httpx.MockTransport(answer), clock, cache).access_token()
    assert (raised.value.kind, len(asked)) == (kind, 1)
    assert says in raised.value.sentence
    assert "\n" not in raised.value.sentence


@pytest.mark.parametrize("odd", ["", 5, None, ["x"]])
def test_a_description_that_is_no_text_is_passed_over(cache: Path, clock: Clock, odd: Any) -> None:
    transport, _ = replying(error="odd", error_description=odd)
    with pytest.raises(OAuthError) as raised:
        Tokens(MINE, credentials(), transport, clock, cache).access_token()
    assert raised.value.sentence == "no access token: Zoho says odd"


def test_a_token_reply_shows_nothing_of_itself_and_stays_as_it_came() -> None:
    reply = TokenReply(access_token="the-token", refresh_token="the-refresh-token")
    assert f"{reply!r} {reply}" == "TokenReply(***) TokenReply(***)"
    with pytest.raises(ValidationError) as raised:
        reply.access_token = "another"
    with pytest.raises(ValidationError) as odd:
        TokenReply.model_validate({"access_token": "x", "refresh_token": ["the-refresh-token"]})
    assert "the-refresh-token" not in f"{raised.value} {odd.value}"


def test_a_secret_that_the_server_echoes_is_not_repeated(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    server.at(TOKEN_PATH, ok({"error": f"bad {CLIENT_SECRET}", "error_description": f"{REFRESH_TOKEN}?"}))
    with pytest.raises(OAuthError) as raised:
        tokens_of(server, cache, clock).access_token()
    assert all(secret not in raised.value.sentence for secret in SECRETS)
    assert "bad ***" in raised.value.sentence


def test_no_secret_is_logged(server: LoopbackServer, cache: Path, clock: Clock, log: Log) -> None:
    server.at(TOKEN_PATH, token())
    tokens_of(server, cache, clock).access_token()
    assert log.lines
    assert all(secret not in line for line in log.lines for secret in SECRETS)


def api_url_of(profile: Profile, cache: Path, api_domain: str) -> str:
    reply = httpx.MockTransport(lambda _: httpx.Response(200, json={"access_token": "x", "api_domain": api_domain}))
    return Tokens(profile, credentials(), reply, Clock(), cache).access_token().api_url


def test_what_the_reply_says_about_the_api_wins_over_the_table_and_loses_to_an_explicit_url(cache: Path) -> None:
    eu = {"data_center": "eu", "client_id": "1"}
    assert api_url_of(profile_from("a", eu), cache, "https://www.zohoapis.in") == "https://www.zohoapis.in"
    assert api_url_of(profile_from("a", eu), cache, "https://other.test/") == "https://www.zohoapis.in"  # cached
    explicit = {**eu, "client_id": "2", "api_url": "https://b.test"}
    assert api_url_of(profile_from("a", explicit), cache, "https://www.zohoapis.in") == "https://b.test"


@pytest.mark.parametrize(
    ("environment", "said", "api_url"),
    [
        ("production", "", "https://www.zohoapis.eu"),
        ("sandbox", "", "https://sandbox.zohoapis.eu"),
        ("sandbox", "https://other.test", "https://other.test"),
        ("production", "https://sandbox.zohoapis.in", "https://sandbox.zohoapis.in"),
    ],
)
def test_a_reply_names_the_api_of_production_and_any_host_that_is_not_in_the_table(
    cache: Path, environment: str, said: str, api_url: str
) -> None:
    profile = profile_from("a", {"data_center": "eu", "environment": environment, "client_id": "1"})
    assert api_url_of(profile, cache, said) == api_url


@pytest.mark.parametrize("environment", ["sandbox", "developer"])
def test_a_profile_of_no_production_never_becomes_one_by_a_reply(cache: Path, environment: str) -> None:
    profile = profile_from("a", {"data_center": "eu", "environment": environment, "client_id": "1"})
    assert api_url_of(profile, cache, "https://www.zohoapis.in") == f"https://{environment}.zohoapis.in"


# --- the grant code --------------------------------------------------------------------------------------------------


def test_a_grant_code_is_exchanged_for_a_refresh_token_and_its_access_token_is_kept(
    server: LoopbackServer, cache: Path, clock: Clock
) -> None:
    server.at(TOKEN_PATH, token(refresh_token="1000.new", api_domain=server.url))
    profile = profile_at(server.url)
    grant = exchange_grant_code(profile, Secret(CLIENT_SECRET), Secret("1000.code"), clock=clock, folder=cache)
    assert (grant.refresh_token.reveal(), grant.access.api_url) == ("1000.new", server.url)
    assert server.seen[0].form == {
        "grant_type": "authorization_code",
        "code": "1000.code",
        "client_id": "1000.ABC",
        "client_secret": CLIENT_SECRET,
    }
    held = Credentials(Secret(CLIENT_SECRET), grant.refresh_token)
    assert Tokens(profile, held, clock=clock, folder=cache).access_token().token.reveal() == ACCESS_TOKEN
    assert server.count(TOKEN_PATH) == 1


def test_a_refresh_token_is_given_out_also_where_its_access_token_cannot_be_kept(
    cache: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(TokenCache, "keep", failing)
    transport, _ = replying(refresh_token="1000.new")
    grant = exchange_grant_code(MINE, Secret("s"), Secret("c"), transport, clock, cache)
    assert (grant.refresh_token.reveal(), grant.access.token.reveal()) == ("1000.new", "token-1")


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (ok({"error": "invalid_code"}), "invalid_code", "expired or was used before"),
        (ok({"error": "invalid_client"}), "invalid_client", "wrong data center"),
        (token(), "no_refresh_token", "no refresh token"),
        (token(refresh_token="two words"), "no_refresh_token", "no refresh token"),
        (HangUp(), "unreadable", "hung up"),
    ],
)
def test_a_grant_code_that_brings_nothing_says_why(
    server: LoopbackServer, cache: Path, clock: Clock, reply: Any, kind: str, says: str
) -> None:
    server.at(TOKEN_PATH, reply)
    with pytest.raises(OAuthError, match=says) as raised:
        exchange_grant_code(profile_at(server.url), Secret("s"), Secret("c"), clock=clock, folder=cache)
    assert (raised.value.kind, server.count(TOKEN_PATH)) == (kind, 1)


def test_the_lock_of_the_cache_is_one_for_all_processes(server: LoopbackServer, cache: Path, clock: Clock) -> None:
    """Eight runs at once, each with its own object: not one call is lost from the count."""
    server.at(TOKEN_PATH, ok({"error": "invalid_code"}))

    def run() -> None:
        with pytest.raises(OAuthError):
            tokens_of(server, cache, clock).refresh()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    calls = json.loads((cache / "tokens.json").read_text(encoding="utf-8"))["calls"]
    assert [len(times) for times in calls.values()] == [8]
    assert os.path.exists(cache / "tokens.json.lock")
