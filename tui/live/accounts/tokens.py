"""Access tokens: from the environment, from the cache, or from Zoho for a refresh token; and the grant code's exchange.

A token call carries nothing secret in its URL (it is a form), is counted before it leaves (ten in ten minutes for a
refresh token), and is not repeated. Zoho answers errors with HTTP 200 and an ``error`` key.
Source: Zoho accounts, OAuth 2.0 self client; token limits.
"""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.live.accounts.credentials import ACCESS_TOKEN
from tui.live.accounts.data_centers import UrlError, checked_base_url, place_of_api
from tui.live.accounts.token_cache import CachedToken, TokenCache, key_of
from tui.live.accounts.token_reply import OAuthError, TokenReply, understood
from tui.live.http.secret import Secret, is_sendable
from tui.live.http.transport import MIB, exchange, http_client
from tui.settings.folders import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    from tui.live.accounts.credentials import Credentials
    from tui.live.accounts.profiles import Profile

EARLY_S: Final = 120.0
"""Seconds before its end at which a token is not used any more (a tenth of its life, if that is less)."""
LONGEST_LIFE_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token to be used now. ``api_url``: the base of the API that takes it; ``expires_at``: seconds since 1970,
    infinity if not known; ``scope``: what it may do, if Zoho said so."""

    token: Secret
    api_url: str
    expires_at: float
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a grant code was exchanged for."""

    refresh_token: Secret
    access: AccessToken


class Tokens:
    """The access tokens of a profile. Threads may share one: while one refreshes, the others wait for its token.

    ``cut``: set from any thread, it ends a token call that is under way, and there are no more. ``clock``: seconds
    since 1970; ``folder``: the cache's (None: the person's own). A practice org's tokens stay in
    memory: it lives no longer than the process.
    """

    def __init__(
        self,
        profile: Profile,
        credentials: Credentials,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
        folder: Path | None = None,
    ) -> None:
        self._profile, self._credentials, self._clock = profile, credentials, clock
        self._cache = _cache_of(profile, folder)
        self._transport = transport
        self.cut = threading.Event()
        self._lock = threading.RLock()
        self._current: AccessToken | None = None

    def access_token(self) -> AccessToken:
        """A token that is good for now. Raises OAuthError."""
        with self._lock:
            if self._credentials.access_token is not None:
                return AccessToken(self._credentials.access_token, self._profile.api_url, math.inf)
            key = self._key()
            try:
                cached = self._cache.token(key)
            except OSError as error:
                raise _cache_error(error) from None
            if cached is not None and self._is_good(cached):
                return self._used(cached)
            return self.refresh()

    def refresh(self, rejected: Secret | None = None) -> AccessToken:
        """A new token from Zoho. ``rejected``: the one that the API did not take; if another thread or process has
        replaced it since, its successor is returned and nothing is asked. Raises OAuthError."""
        with self._lock:
            if self._credentials.access_token is not None:
                raise OAuthError(
                    "pasted", f"the token in {ACCESS_TOKEN} is not valid, or no longer valid; paste a new one"
                )
            key = self._key()
            try:
                cached = self._cache.token(key)
                if rejected is not None and cached is not None:
                    if cached.token != rejected and self._is_good(cached):
                        return self._used(cached)
                    self._cache.forget(key)
                fresh = self._asked(key)
                self._cache.keep(key, self._profile.name, fresh, self._clock())
            except OSError as error:
                raise _cache_error(error) from None
            return self._used(fresh)

    def secrets(self) -> tuple[Secret, ...]:
        """All that a reply must not echo: see ``Secret.hidden_in``."""
        held = (self._credentials.client_secret, self._credentials.refresh_token, self._credentials.access_token)
        current = self._current.token if self._current else None
        return tuple(secret for secret in (*held, current) if secret is not None)

    def _key(self) -> str:
        if self._credentials.refresh_token is None:
            raise OAuthError("incomplete", f"profile {self._profile.name} has no refresh token; {_HOW_TO_ADD}")
        return key_of(self._profile.accounts_url, self._profile.client_id, self._credentials.refresh_token)

    def _is_good(self, cached: CachedToken) -> bool:
        now = self._clock()
        return now < cached.refresh_at and cached.expires_at - now <= LONGEST_LIFE_S

    def _used(self, cached: CachedToken) -> AccessToken:
        self._current = _access(self._profile, cached)
        return self._current

    def _asked(self, key: str) -> CachedToken:
        secret, refresh_token = self._credentials.client_secret, self._credentials.refresh_token
        if secret is None or refresh_token is None:  # equal: without the latter there is no key
            raise OAuthError("incomplete", f"profile {self._profile.name} has no client secret; {_HOW_TO_ADD}")
        form: dict[str, str | Secret] = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        reply = _token_call(self._profile, secret, form, key, self._cache, self._transport, self._clock, self.cut)
        return _cached(reply, self._clock())


def exchange_grant_code(
    profile: Profile,
    client_secret: Secret,
    code: Secret,
    transport: httpx.BaseTransport | None = None,
    clock: Callable[[], float] = time.time,
    folder: Path | None = None,
) -> Grant:
    """Exchange a self client's grant code, which works once and for minutes, for a refresh token. Raises OAuthError.

    The access token that comes with it is cached; the caller keeps the refresh token.
    """
    cache = _cache_of(profile, folder)
    by_client = key_of(profile.accounts_url, profile.client_id, Secret("grant code"))
    form: dict[str, str | Secret] = {"grant_type": "authorization_code", "code": code}
    reply = _token_call(profile, client_secret, form, by_client, cache, transport, clock)
    if (
        reply.refresh_token is None  # equal: None is not sendable
        or not is_sendable(reply.refresh_token)
    ):
        raise OAuthError("no_refresh_token", "Zoho gave an access token but no refresh token; make a new grant code")
    refresh_token = Secret(reply.refresh_token)
    fresh = _cached(reply, clock())
    access = _access(profile, fresh)
    try:
        key = key_of(profile.accounts_url, profile.client_id, refresh_token)
        cache.take_call(key, clock())
        cache.keep(key, profile.name, fresh, clock())
    except OSError:
        pass  # the refresh token is worth more than its first access token
    return Grant(refresh_token, access)


_HOW_TO_ADD: Final = "`upsert-explorer profile add` gets one"


def _cache_of(profile: Profile, folder: Path | None) -> TokenCache:
    if profile.is_practice:
        return TokenCache(None)
    return TokenCache(cache_folder() if folder is None else folder)


def _cache_error(error: OSError) -> OAuthError:
    return OAuthError("cache", f"the cached tokens cannot be read or written ({error.strerror or 'it failed'})")


def _access(profile: Profile, cached: CachedToken) -> AccessToken:
    return AccessToken(cached.token, _api_url(profile, cached.api_domain), cached.expires_at, cached.scope)


def _api_url(profile: Profile, api_domain: str | None) -> str:
    """The API's base: what the person wrote, else what the token reply says, else the table's.

    A reply that names a production host does not turn a sandbox profile into production: of a host that is in the table
    the data center counts, and a sandbox or developer profile keeps its environment.
    """
    if profile.api_url_is_explicit or not api_domain:
        return profile.api_url
    try:
        url = checked_base_url(api_domain)
    except UrlError:
        raise OAuthError(
            "unreadable", f"the token reply names an API host that this app does not talk to: {one_line(api_domain)}"
        ) from None
    place = place_of_api(url)
    if place is not None and profile.environment in ("sandbox", "developer"):
        return place[0].api_url(profile.environment)
    return url


def _cached(reply: TokenReply, now: float) -> CachedToken:
    life = max(0.0, min(reply.expires_in, LONGEST_LIFE_S)) if math.isfinite(reply.expires_in) else 0.0
    early = min(EARLY_S, life / 10)
    return CachedToken(Secret(reply.access_token), reply.api_domain, now + life, now + life - early, reply.scope)


def _token_call(
    profile: Profile,
    client_secret: Secret,
    form: dict[str, str | Secret],
    key: str,
    cache: TokenCache,
    transport: httpx.BaseTransport | None,
    clock: Callable[[], float],
    cut: threading.Event | None = None,
) -> TokenReply:
    """One call of the accounts server, counted under a key. Raises OAuthError, or OSError of the cache."""
    try:
        wait_s = cache.take_call(key, clock())
    except OSError as error:
        raise _cache_error(error) from None
    if wait_s > 0:
        raise OAuthError(
            "throttled",
            "ten access tokens were asked for within ten minutes, and Zoho allows no more; "
            f"the next may be asked for in {math.ceil(wait_s)} seconds",
            wait_s,
        )
    secrets = [client_secret, *(value for value in form.values() if isinstance(value, Secret))]
    with http_client(profile.timeout_s, transport, reuse=False, cut=cut) as client:  # equal: it makes one call
        request = client.build_request(
            "POST",
            f"{profile.accounts_url}/oauth/v2/token",
            data={
                "client_id": profile.client_id,
                "client_secret": client_secret.reveal(),
                **{name: value.reveal() if isinstance(value, Secret) else value for name, value in form.items()},
            },
        )
        answer = exchange(client, request, None, time.monotonic, profile.timeout_s, MIB)
    return understood(answer, profile, is_grant=form["grant_type"] == "authorization_code", secrets=secrets)


__all__ = ["AccessToken", "Grant", "OAuthError", "Tokens", "exchange_grant_code"]
