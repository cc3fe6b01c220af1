"""Profiles, secrets and clients that talk to a scripted server on loopback."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import httpx

from tests.live.server import LoopbackServer, Seen, ok
from tui.live.accounts.credentials import Credentials
from tui.live.accounts.profiles import Profile, profile_from
from tui.live.accounts.tokens import Tokens
from tui.live.http.secret import Secret
from tui.live.zoho.client import ZohoClient

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui.core.values import Json
    from tui.live.zoho.result import CallResult

TOKEN_PATH: Final = "/oauth/v2/token"
UPSERT_PATH: Final = "/crm/v8/Leads/upsert"

CLIENT_SECRET: Final = "the-client-secret"
REFRESH_TOKEN: Final = "1000.the-refresh-token"
ACCESS_TOKEN: Final = "1000.the-access-token"
SECRETS: Final = (CLIENT_SECRET, REFRESH_TOKEN, ACCESS_TOKEN)

BODY: Final[Json] = {"data": [{"Last_Name": "Byron"}], "duplicate_check_fields": ["Email"]}
TAKEN: Final[Json] = {
    "data": [{"code": "SUCCESS", "status": "success", "action": "insert", "details": {"id": "1"}, "message": "added"}]
}


def credentials() -> Credentials:
    """A client secret and a refresh token."""
    return Credentials(Secret(CLIENT_SECRET), Secret(REFRESH_TOKEN))


def profile_at(url: str, **settings: Any) -> Profile:
    """A profile whose accounts server and API are at one address."""
    return profile_from("mine", {"accounts_url": url, "api_url": url, "client_id": "1000.ABC", **settings})


def token(access_token: str = ACCESS_TOKEN, **more: Any) -> Any:
    """The reply of the accounts server."""
    return ok({"access_token": access_token, "expires_in": 3600, "token_type": "Bearer", **more})


def no_sleep(seconds: float) -> None:
    """For tests in which nothing is waited for."""
    raise AssertionError(f"it wanted to wait for {seconds} seconds")


def client_of(
    server: LoopbackServer,
    *,
    transport: httpx.BaseTransport | None = None,
    sleep: Callable[[float], object] = no_sleep,
    cache: Path | None = None,
    clock: Callable[[], float] = time.monotonic,
    **settings: Any,
) -> ZohoClient:
    """A client of the server, which gives it a token: without the network, unless the test says what comes of that
    call; the server has seen it either way. ``transport``: in place of the API's network, not the tokens';
    ``cache``: where its tokens are kept, if not in the test's home; ``clock``: of its deadlines, in seconds."""
    profile = profile_at(server.url, **settings)
    given = None if TOKEN_PATH in server.scripted else httpx.MockTransport(partial(_token_of, server))
    return ZohoClient(profile, Tokens(profile, credentials(), given, folder=cache), transport, sleep, clock)


def _token_of(server: LoopbackServer, request: httpx.Request) -> httpx.Response:
    server.seen.append(Seen(request.method, request.url.path, request.url.params, request.headers, request.read()))
    return httpx.Response(200, json=token().content)


def sent_to(url: str, body: Any = BODY, clock: Callable[[], float] = time.monotonic, **settings: Any) -> CallResult:
    """A write to an address, with a token that needs no accounts server. clock: as ``client_of`` has it."""
    profile = profile_at(url, **settings)
    tokens = Tokens(profile, Credentials(access_token=Secret(ACCESS_TOKEN)))
    with ZohoClient(profile, tokens, clock=clock) as client:
        return client.upsert("Leads", body)
