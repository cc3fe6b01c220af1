"""What the accounts server answered to a token call: a token, or why there is none.

Zoho answers errors with HTTP 200 and an ``error`` key, so that the body decides. Source: Zoho accounts, OAuth 2.0;
Kaizen posts on OAuth errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from tui.core.display import one_line
from tui.live.accounts.data_centers import DATA_CENTERS
from tui.live.http.reply_text import json_reply
from tui.live.http.secret import is_sendable
from tui.live.http.transport import Answer, NetworkFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.live.accounts.profiles import Profile
    from tui.live.http.secret import Secret

Kind = Literal[
    "incomplete",  # a secret is missing
    "invalid_code",  # a grant code that was used or has expired; a refresh token that was revoked
    "invalid_client",  # no such client here: the wrong data center, most of all
    "invalid_client_secret",
    "throttled",  # too many token calls: by our count, or by Zoho's
    "not_connected",  # the accounts server did not get the call
    "unreadable",  # its reply says nothing that we understand, or did not come
    "pasted",  # the access token of the environment, which cannot be refreshed
    "no_refresh_token",  # an exchange that brought an access token only
    "cache",  # tokens.json cannot be written, so calls cannot be counted
    "refused",  # any other error that the accounts server gives
]


class OAuthError(Exception):
    """No access token. ``sentence`` is one line for a person; ``wait_s``: when it may be tried again, if known."""

    def __init__(self, kind: Kind, sentence: str, wait_s: float | None = None) -> None:
        super().__init__(sentence)
        self.kind: Kind = kind
        self.sentence, self.wait_s = sentence, wait_s


class TokenReply(BaseModel):
    """A token call that brought a token. ``expires_in``: seconds."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    access_token: str
    refresh_token: str | None = None
    api_domain: str | None = None
    expires_in: float = 3600.0
    scope: str | None = None

    def __repr__(self) -> str:
        return "TokenReply(***)"

    __str__ = __repr__


def understood(
    answer: Answer | NetworkFault, profile: Profile, *, is_grant: bool, secrets: Iterable[Secret]
) -> TokenReply:
    """The token of a reply. ``is_grant``: a grant code was exchanged; ``secrets``: what was sent, to be hidden in what
    the server says. Raises OAuthError."""
    if isinstance(answer, NetworkFault):
        raise OAuthError("unreadable" if answer.left else "not_connected", f"no access token: {answer.sentence}")
    reply, _text = json_reply(answer.body, secrets)
    if isinstance(reply, dict) and isinstance(reply.get("error"), str):
        raise _refusal(reply, profile, is_grant=is_grant)
    host = urlsplit(profile.accounts_url).hostname
    if answer.status == 429:
        raise OAuthError("throttled", _THROTTLED)
    try:
        if not 200 <= answer.status < 300:
            raise ValueError
        found = TokenReply.model_validate(reply)
        if not is_sendable(found.access_token):
            raise ValueError
    except ValueError:  # pydantic's is one
        raise OAuthError(
            "unreadable",
            f"no access token: {host} answered HTTP {answer.status} with something that is not a token reply",
        ) from None
    return found


_THROTTLED: Final = "Zoho's accounts server says: too many token requests; try again in ten minutes"


def _refusal(reply: dict[str, Any], profile: Profile, *, is_grant: bool) -> OAuthError:
    """What an ``error`` means, for this profile."""
    code = reply["error"]
    said = f"Zoho says {one_line(code)}"
    host = urlsplit(profile.accounts_url).hostname
    center = DATA_CENTERS.get(profile.data_center or "")  # equal: None is the code of none either
    here = f"the profile says {center.code}, {center.place}" if center else "see accounts_url"
    match code.strip().lower().replace(" ", "_"):
        case "invalid_code" if is_grant:
            return OAuthError(
                "invalid_code",
                f"{said}: the grant code has expired or was used before (it works once, and for the minutes that you "
                f"chose), or it belongs to another data center ({here}); make a new one",
            )
        case "invalid_code":
            return OAuthError(
                "invalid_code",
                f"{said}: {host} does not accept the refresh token; it was revoked, or belongs to another client or "
                f"data center ({here}); `upsert-explorer profile add {profile.name} --replace` gets a new one",
            )
        case "invalid_client":
            return OAuthError(
                "invalid_client",
                f"{said}: {host} knows no client with this id; it is the wrong data center ({here}), or the client id "
                "is mistyped",
            )
        case "invalid_client_secret":
            return OAuthError("invalid_client_secret", f"{said}: the client secret does not belong to this client id")
        case "access_denied":
            return OAuthError("throttled", _THROTTLED)
    described = reply.get("error_description")
    more = f" ({one_line(described)})" if isinstance(described, str) and described else ""
    return OAuthError("refused", f"no access token: {said}{more}")
