"""Whether a profile works: who it is, which org, what its token may do, or exactly what is wrong. Reads only."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

from tui.core.display import one_line
from tui.dataclass import dataclass
from tui.live.accounts.scopes import SCOPES, missing_scopes, scope_for
from tui.live.accounts.tokens import OAuthError, Tokens
from tui.live.zoho.client import ZohoClient
from tui.live.zoho.result import LiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import httpx

    from tui.core.values import Json
    from tui.live.accounts.credentials import Credentials
    from tui.live.accounts.profiles import Profile


@dataclass(frozen=True, slots=True)
class ProfileCheck:
    """What a check found. ``problem``: why nothing can be sent with this profile, None if something can; ``user`` and
    ``org``: as a person calls them, None where the token may not ask; ``missing``: scopes that the token lacks, needed
    and other; ``expires_at``: of the access token, seconds since 1970, None if it is not known."""

    problem: str | None
    api_url: str | None = None
    user: str | None = None
    org: str | None = None
    missing: tuple[str, ...] = ()
    expires_at: float | None = None
    credits_remaining: int | None = None
    scopes_told: bool = True
    """Whether the token's reply said what it may do; if not, nobody knows whether a scope is missing."""


def check_profile(
    profile: Profile,
    credentials: Credentials,
    transport: httpx.BaseTransport | None = None,
    cache: Path | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> ProfileCheck:
    """Get a token, and ask the org who you are: three reads at most. Raises nothing of the network's or of Zoho's."""
    tokens = Tokens(profile, credentials, transport, folder=cache)
    try:
        access = tokens.access_token()
    except OAuthError as error:
        return ProfileCheck(error.sentence)
    lacking = [scope.name for scope in missing_scopes(access.scope)] if access.scope is not None else []
    found: dict[str, str | None] = {}
    problem: str | None = None
    with ZohoClient(profile, tokens, transport, sleep) as client:
        for path, params, describe in _QUESTIONS:
            try:
                found[path] = describe(client.get(path, params) or {})
            except LiveError as error:
                if error.code == "OAUTH_SCOPE_MISMATCH":
                    lacking.append(scope_for(path))
                elif error.code not in ("NO_PERMISSION", "AUTHORIZATION_FAILED"):
                    problem = error.sentence
                    break
                elif path == _MODULES:
                    problem = error.sentence
        missing = tuple(dict.fromkeys(lacking))
        needed = [scope.name for scope in SCOPES if scope.needed and scope.name in missing]
        if problem is None and needed:
            problem = f"the token lacks the {'scopes' if len(needed) > 1 else 'scope'} {', '.join(needed)}; {_AGAIN}"
        return ProfileCheck(
            problem,
            access.api_url,
            found.get(_USER),
            found.get(_ORG),
            missing,
            access.expires_at if math.isfinite(access.expires_at) else None,
            client.credits_remaining,
            access.scope is not None,
        )


_USER: Final = "users"
_ORG: Final = "org"
_MODULES: Final = "settings/modules"
_AGAIN: Final = "make a grant code with all of them: `upsert-explorer profile add --replace` lists them"


def _described_user(reply: Json) -> str | None:
    user = _first(reply, "users")
    name, email = _text(user, "full_name") or _text(user, "last_name"), _text(user, "email")
    return f"{name} <{email}>" if name and email else name or email


def _described_org(reply: Json) -> str | None:
    org = _first(reply, "org")
    name, number = _text(org, "company_name"), _text(org, "zgid") or _text(org, "id")
    return f"{name} ({number})" if name and number else name or number


def _nothing(_reply: Json) -> None:
    """The modules are asked for to see whether they may be."""


_QUESTIONS: Final[tuple[tuple[str, Mapping[str, str], Callable[[Json], str | None]], ...]] = (
    (_USER, {"type": "CurrentUser"}, _described_user),
    (_ORG, {}, _described_org),
    (_MODULES, {}, _nothing),
)


def _first(reply: Json, key: str) -> Json:
    entries = reply.get(key) if isinstance(reply, dict) else None
    return entries[0] if isinstance(entries, list) and entries and isinstance(entries[0], dict) else {}


def _text(entry: Json, key: str) -> str | None:
    value = entry.get(key)
    return one_line(value) if isinstance(value, str) and value.strip() else None
