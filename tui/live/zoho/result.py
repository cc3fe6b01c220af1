"""What is asked of an org's client, and how a call ended. These values know nothing of httpx, so that screens can hold
them at no cost.

The four outcomes: *answered* (a readable, complete reply to the call), *not_sent* (the request cannot have arrived),
*refused* (it was not taken: a 4xx of the call as a whole, or 429 to the end), *unknown* (it may have arrived, and no
readable, complete reply came).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal, Protocol

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.core.outcome import CallOutcome
    from tui.core.values import Json

Failure = Literal["not_sent", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class CallResult:
    """How a write ended.

    ``status``: the HTTP status, if a reply began; ``reply``: its JSON; ``text``: a reply that is no JSON, cut at 64 KiB
    of UTF-8; ``sentence``: what happened, for a person; ``requests``: how many requests left for the API (token calls
    not counted); ``credits_remaining``: what Zoho said is left of today's credits, if it said so; ``waited_s``: seconds
    spent waiting because Zoho asked for fewer requests.
    """

    outcome: CallOutcome
    sentence: str
    status: int | None = None
    reply: Json | None = None
    text: str | None = None
    requests: int = 0
    credits_remaining: int | None = None
    waited_s: float = 0.0


@dataclass(frozen=True, slots=True)
class OrgClock:
    """What an org's clock showed, by the Date of a reply: seconds since 1970, give or take ``error_s``, at a moment of
    this machine's monotonic clock."""

    shown: float
    error_s: float
    at: float

    def now(self) -> float:
        """What it shows now. This machine's clock may be set meanwhile; that does not matter."""
        return self.shown + time.monotonic() - self.at


class LiveError(Exception):
    """A read that brought nothing. ``sentence`` is one line for a person; ``body`` is the reply, JSON or text."""

    def __init__(
        self,
        outcome: Failure,
        sentence: str,
        status: int | None = None,
        body: Json | str | None = None,
        requests: int = 0,
    ) -> None:
        super().__init__(sentence)
        self.outcome: Failure = outcome
        self.sentence, self.status, self.body, self.requests = sentence, status, body, requests

    @property
    def code(self) -> str | None:
        """Zoho's error code, if it gave one."""
        code = self.body.get("code") if isinstance(self.body, dict) else None
        return code if isinstance(code, str) else None


def clock_of(client: OrgReader) -> OrgClock | None:
    """The clock of a client's org; None where no reply has shown it, or where what stands in for a client has none."""
    clock = getattr(client, "org_clock", None)
    return clock if isinstance(clock, OrgClock) else None


def host_of(client: OrgReader) -> str:
    """The host that a client's calls go to; empty before the first, or where what stands in for a client has none."""
    host = getattr(client, "host", "")
    return host if isinstance(host, str) else ""


class OrgReader(Protocol):
    """Reads of one org. ``ZohoClient`` fulfils it, and so do tests."""

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
        """GET a path below /crm/{version}/; None for no content. Raises LiveError."""
        ...

    def coql(self, select_query: str) -> Json | None:
        """POST /coql; None for no content. Raises LiveError."""
        ...


class OrgClient(OrgReader, Protocol):
    """Reads of one org, and the one write."""

    def upsert(self, module: str, body: Json, if_unmodified_since: str | None = None) -> CallResult:
        """POST /{module}/upsert, with the header If-Unmodified-Since where it is given. Never raises for the network or
        for what Zoho says."""
        ...
