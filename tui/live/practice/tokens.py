"""The accounts half of the practice org: grant codes, refresh tokens, access tokens, as Zoho's OAuth has them.

Any client id, secret, code and refresh token will do, since nothing here is worth protecting; one that begins with
``bad`` is refused, so that each error can be practised. Errors come as HTTP 200 with an ``error`` key.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final

from tui.live.practice.replies import Reply, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.live.practice.store import OrgStore

TOKEN_LIFETIME_S: Final = 3_600
_CALLS, _CALLS_WITHIN_S = 10, 600.0  # token calls for one refresh token
_LIVE = 15  # access tokens of one refresh token; a further one ends the oldest
SCOPES: Final = "ZohoCRM.modules.ALL ZohoCRM.settings.ALL ZohoCRM.coql.READ ZohoCRM.org.READ ZohoCRM.users.READ"


class Accounts:
    """Issues and checks tokens. They are kept with the org, as digests, so that a restart does not end them."""

    def __init__(
        self,
        store: OrgStore,
        api_url: Callable[[], str],
        lifetime_s: int = TOKEN_LIFETIME_S,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._api_url, self._lifetime_s, self._clock = store, api_url, lifetime_s, clock
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def token(self, form: Mapping[str, str]) -> Reply:
        """POST /oauth/v2/token; its parameters come in the body or in the URL. Within a session of the store."""
        grant = form.get("grant_type", "")
        wrong = _wrong_client(form)
        if wrong:
            return _error(wrong)
        if grant == "authorization_code":
            return self._exchange(form)
        if grant == "refresh_token":
            return self._refresh(form)
        return _error("unsupported_grant_type")

    def revoke(self, form: Mapping[str, str]) -> Reply:
        """POST /oauth/v2/token/revoke: of a refresh token, with all its access tokens, or of one access token."""
        token = form.get("token", "")
        if not token or token.startswith("bad"):
            return _error("invalid_token")
        digest = _digest(token)
        self._store.execute("DELETE FROM tokens WHERE owner = ? OR digest = ?", digest, digest)
        self._store.execute("INSERT INTO tokens VALUES (?, 'revoked', NULL, NULL, 0)", digest)
        return json_reply({"status": "success"})

    def accepts(self, token: str) -> bool:
        """Whether this is an access token that is still good. Within a session of the store."""
        found = self._store.execute("SELECT expires FROM tokens WHERE digest = ? AND kind = 'access'", _digest(token))
        return bool(found) and found[0][0] > self._clock()

    def first_use(self, token: str) -> bool:
        """Whether an access token is used for the first time; asking counts."""
        digest = _digest(token)
        used = self._store.execute("SELECT used FROM tokens WHERE digest = ?", digest)
        self._store.execute("UPDATE tokens SET used = used + 1 WHERE digest = ?", digest)
        return bool(used) and used[0][0] == 0

    def _exchange(self, form: Mapping[str, str]) -> Reply:
        code = form.get("code", "")
        if not code or code.startswith("bad") or self._kind(code) is not None:
            return _error("invalid_code")
        self._store.execute("INSERT INTO tokens VALUES (?, 'code', NULL, NULL, 1)", _digest(code))
        refresh = _new_token()
        self._store.execute("INSERT INTO tokens VALUES (?, 'refresh', NULL, NULL, 0)", _digest(refresh))
        return self._issue(refresh, {"refresh_token": refresh, "scope": form.get("scope") or SCOPES})

    def _refresh(self, form: Mapping[str, str]) -> Reply:
        refresh = form.get("refresh_token", "")
        if not refresh or refresh.startswith("bad") or self._kind(refresh) not in (None, "refresh"):
            return _error("invalid_code")
        calls, now = self._calls[_digest(refresh)], self._clock()
        while calls and calls[0] <= now - _CALLS_WITHIN_S:
            calls.popleft()
        if len(calls) >= _CALLS:
            return json_reply(
                {
                    "error_description": "You have made too many requests continuously."
                    " Please try again after some time.",
                    "error": "Access Denied",
                    "status": "failure",
                }
            )
        calls.append(now)
        return self._issue(refresh, {"scope": SCOPES})

    def _issue(self, refresh: str, more: Mapping[str, str]) -> Reply:
        access, owner, now = _new_token(), _digest(refresh), self._clock()
        self._store.execute("DELETE FROM tokens WHERE kind = 'access' AND expires <= ?", now)
        self._store.execute(
            "INSERT INTO tokens VALUES (?, 'access', ?, ?, 0)", _digest(access), owner, now + self._lifetime_s
        )
        self._store.execute(
            "DELETE FROM tokens WHERE kind = 'access' AND owner = ?1 AND digest NOT IN "
            "(SELECT digest FROM tokens WHERE kind = 'access' AND owner = ?1"
            " ORDER BY expires DESC, rowid DESC LIMIT ?2)",
            owner,
            _LIVE,
        )
        return json_reply(
            {
                "access_token": access,
                **more,
                "api_domain": self._api_url(),
                "token_type": "Bearer",
                "expires_in": self._lifetime_s,
            }
        )

    def _kind(self, token: str) -> str | None:
        """What the org knows this text as: code, refresh, access, revoked, or None."""
        found = self._store.execute("SELECT kind FROM tokens WHERE digest = ?", _digest(token))
        return found[0][0] if found else None


def _wrong_client(form: Mapping[str, str]) -> str | None:
    for name, wrong in (("client_id", "invalid_client"), ("client_secret", "invalid_client_secret")):
        value = form.get(name, "")
        if not value.strip() or value.startswith("bad"):
            return wrong
    return "invalid_redirect_uri" if form.get("redirect_uri", "").startswith("bad") else None


def _error(name: str) -> Reply:
    return json_reply({"error": name})


def _new_token() -> str:
    return f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
