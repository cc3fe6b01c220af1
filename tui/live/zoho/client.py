"""The client of Zoho's CRM API: reads that raise, and one write, the upsert, that never does.

A request is repeated only when Zoho said that it did not take it: HTTP 429 (five tries and thirty seconds of waiting at
most) and INVALID_TOKEN (one refresh). Whatever may have arrived without a whole, readable reply is *unknown* and is
left alone. One request at a time: threads that share a client wait for each other.
"""

from __future__ import annotations

import json
import re
import threading
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from tui.core.display import value_text
from tui.core.unmodified import HEADER
from tui.live.accounts.tokens import OAuthError
from tui.live.http.backoff import MOST_TRIES, http_date, wait_before_next
from tui.live.http.reply_text import json_reply
from tui.live.http.transport import (
    LARGEST_REPLY,
    LARGEST_REQUEST,
    MIB,
    Answer,
    NetworkFault,
    TokenHeader,
    exchange,
    http_client,
)
from tui.live.zoho.outcome import judge_read, judge_write
from tui.live.zoho.result import CallResult, LiveError, OrgClock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    import httpx

    from tui.core.values import Json
    from tui.live.accounts.profiles import Profile
    from tui.live.accounts.tokens import AccessToken, Tokens

CREDITS_HEADER: Final = "x-api-credits-remaining"


class ZohoClient:
    """Calls of one org. Close it, or use it in ``with``. ``org_clock``: by the last reply; ``host``: where calls go.

    ``transport``: what stands in for the network; ``sleep``: waits so many seconds before a call is tried again, and
    returns False where that was cut short, after which it is not; ``clock``: counts seconds (any zero), for
    bounding a reply that drips. The tokens bring their own transport.
    """

    def __init__(
        self,
        profile: Profile,
        tokens: Tokens,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        largest_reply: int = LARGEST_REPLY,
    ) -> None:
        self.profile = profile
        self.credits_remaining: int | None = None
        self.org_clock: OrgClock | None = None
        self.host = ""
        self._tokens, self._sleep, self._clock, self._largest = tokens, sleep, clock, largest_reply
        self._lock = threading.Lock()
        self._cut = tokens.cut
        self._reads = http_client(profile.timeout_s, transport, reuse=True, cut=self._cut)
        self._writes = http_client(profile.timeout_s, transport, reuse=False, cut=self._cut)

    def __enter__(self) -> ZohoClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._reads.close()
        self._writes.close()

    def cut(self) -> None:
        """End what is under way at once, and send nothing more; from any thread. What has left may have arrived."""
        self._cut.set()

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json | None:
        """The JSON of a GET; None for 204. ``path`` is below /crm/{version}/, as in "settings/modules", and has no
        query. Raises LiveError."""
        return self._read("GET", path, params, None)

    def coql(self, select_query: str) -> Json | None:
        """The JSON of a query in COQL; None if nothing matches. Raises LiveError."""
        return self._read("POST", "coql", None, _json_bytes({"select_query": select_query}))

    def upsert(self, module: str, body: Json, if_unmodified_since: str | None = None) -> CallResult:
        """Send an upsert; ``body`` is the whole request body. ``if_unmodified_since``: the text of that header, with
        which Zoho refuses the call if a target was changed later. Raises neither for the network nor for Zoho."""
        if not re.fullmatch(r"[A-Za-z0-9_]{1,100}", module):
            return CallResult("not_sent", f"nothing was sent: {value_text(module)} is not a module's API name")
        try:
            content = _json_bytes(body)
        except (TypeError, ValueError, RecursionError):
            return CallResult("not_sent", "nothing was sent: the body cannot be written as JSON")
        if len(content) > LARGEST_REQUEST:
            return CallResult(
                "not_sent",
                f"nothing was sent: the body has {len(content) / MIB:.1f} MiB, and more than "
                f"{LARGEST_REQUEST // MIB} MiB are not sent in one call",
            )
        headers = {} if if_unmodified_since is None else {HEADER: if_unmodified_since}
        return self._call("POST", f"{module}/upsert", None, content, headers, is_write=True)

    def _read(self, method: str, path: str, params: Mapping[str, str] | None, content: bytes | None) -> Json | None:
        if any(part in ("", ".", "..") for part in path.split("/")) or set(path) & set("?#\\%"):
            raise LiveError("not_sent", f"nothing was asked: {value_text(path)} is not an API path")
        result = self._call(method, path, params, content, {}, is_write=False)
        if result.outcome == "answered":
            return result.reply
        body = result.reply if result.reply is not None else result.text
        raise LiveError(result.outcome, result.sentence, result.status, body, result.requests)

    def _call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        content: bytes | None,
        headers: Mapping[str, str],
        *,
        is_write: bool,
    ) -> CallResult:
        with self._lock:
            return _Call(self, method, path, params, content, headers, is_write=is_write).run()


class _Call:
    """One call with its repetitions. It counts what left, and what was waited."""

    def __init__(
        self,
        client: ZohoClient,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        content: bytes | None,
        headers: Mapping[str, str],
        *,
        is_write: bool,
    ) -> None:
        self._client, self._method, self._path, self._params = client, method, path, params
        self._content, self._headers, self._is_write = content, headers, is_write
        self._requests = 0
        self._begun = 0.0
        self._waited_s = 0.0
        self._credits: int | None = None
        self._interrupted = CallResult("not_sent", "nothing was sent: interrupted before it was sent")

    def run(self) -> CallResult:
        """Send until there is an outcome. An interrupt is one, of a write: what it means goes by how far it was."""
        try:
            return self._run()
        except KeyboardInterrupt:
            if not self._is_write:
                raise
            return self._ended(self._interrupted)

    def _run(self) -> CallResult:
        tokens = self._client._tokens
        try:
            access = tokens.access_token()
        except OAuthError as error:
            return self._ended(CallResult("not_sent", f"nothing was sent: {error.sentence}"))
        tries, refreshed = 1, False
        while True:
            if self._client._cut.is_set():
                return self._ended(CallResult("not_sent", "nothing was sent: interrupted before it was sent"))
            self._interrupted = CallResult("unknown", "interrupted while waiting for the reply: it may have arrived")
            answer = self._sent(access)
            self._interrupted = result = self._judged(answer)
            if isinstance(answer, NetworkFault) or result.outcome != "refused":
                return self._ended(result)  # also HTTP 429 or 401 with the answers to rows: those were written
            if answer.status == 429:
                wait_s = wait_before_next(tries, self._waited_s, answer.headers, self._credits)
                if wait_s is None:
                    return self._ended(result)
                self._interrupted = cut = _saying(
                    result, f"{result.sentence}; the wait before the next try was cut short"
                )
                if self._client._sleep(wait_s) is False:
                    return self._ended(cut)
                self._waited_s += wait_s
                tries += 1
            elif answer.status == 401 and _code(result.reply) == "INVALID_TOKEN" and not refreshed:
                refreshed = True
                try:
                    access = tokens.refresh(access.token)
                except OAuthError as error:
                    return self._ended(_saying(result, f"Zoho did not take the token; {error.sentence}"))
            else:
                return self._ended(result)

    def _sent(self, access: AccessToken) -> Answer | NetworkFault:
        client = self._client
        http = client._writes if self._is_write else client._reads
        request = http.build_request(
            self._method,
            f"{access.api_url}/crm/{client.profile.api_version}/{quote(self._path, safe='/')}",
            params=self._params,
            content=self._content,
            headers=({} if self._content is None else {"Content-Type": "application/json"}) | dict(self._headers),
        )
        self._requests += 1
        self._begun = time.monotonic()
        answer = exchange(
            http, request, TokenHeader(access.token), client._clock, client.profile.timeout_s, client._largest
        )
        if isinstance(answer, NetworkFault) and not answer.left:
            self._requests -= 1
        client.host = request.url.host
        if isinstance(answer, Answer):
            self._note_credits(answer)
            self._note_clock(answer)
        return answer

    def _note_clock(self, answer: Answer) -> None:
        """The org's clock, from the Date of a reply: a whole second, at some moment of the exchange."""
        shown = http_date(answer.headers.get("date", ""))
        took = time.monotonic() - self._begun
        if shown is not None:
            self._client.org_clock = OrgClock(shown + 0.5, 0.5 + took / 2, self._begun + took / 2)

    def _note_credits(self, answer: Answer) -> None:
        text = answer.headers.get(CREDITS_HEADER, "").strip()
        if text.isascii() and text.isdigit() and len(text) <= 15:
            self._credits = self._client.credits_remaining = int(text)

    def _judged(self, answer: Answer | NetworkFault) -> CallResult:
        if isinstance(answer, NetworkFault):
            if not answer.left:
                return CallResult("not_sent", f"nothing was sent: {answer.sentence}")
            return CallResult("unknown", answer.sentence, answer.status)
        reply, text = json_reply(answer.body, self._client._tokens.secrets())
        judge = judge_write if self._is_write else judge_read
        return judge(answer.status, reply, text, self._path)

    def _ended(self, result: CallResult) -> CallResult:
        return CallResult(
            result.outcome,
            result.sentence,
            result.status,
            result.reply,
            result.text,
            self._requests,
            self._credits,
            self._waited_s,
        )


def _saying(result: CallResult, sentence: str) -> CallResult:
    return CallResult(result.outcome, sentence, result.status, result.reply, result.text)


def _code(reply: Json | None) -> Json:
    return reply.get("code") if isinstance(reply, dict) else None


def _json_bytes(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


__all__ = ["MOST_TRIES", "CallResult", "LiveError", "ZohoClient"]
