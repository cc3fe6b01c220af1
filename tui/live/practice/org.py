"""The practice org: Zoho's API on this machine, over a copy of a data set, so that the whole loop runs without an
account. Any client written for Zoho's API can talk to it.

It answers an upsert by ``tui.core.forecast`` and then does what the forecast says; other assumptions make it behave
unlike the forecast of whoever sends, which is how a mismatch is practised.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qsl

from tui.core.payload.request import ROWS_PER_CALL, credits_for
from tui.core.rules import Assumptions
from tui.dataclass import dataclass
from tui.live.practice.api import Api, ApiRequest
from tui.live.practice.export import exported
from tui.live.practice.faults import ActedFault
from tui.live.practice.replies import (
    Refused,
    Reply,
    authentication_failure,
    internal_error,
    invalid_method,
    invalid_token,
    invalid_url,
)
from tui.live.practice.server import PracticeServer
from tui.live.practice.store import OrgStore, PracticeError, forget_copy
from tui.live.practice.tokens import TOKEN_LIFETIME_S, Accounts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["ActedFault", "PracticeError", "PracticeOrg", "RequestRecord", "reset_practice_org"]

_CREDITS_LEFT: Final = 2_500
"""API credits at the start: half of a free org's 5,000, since Zoho tells what is left only from there on."""

_REMEMBERED: Final = 1_000  # requests
_SCHEME: Final = "zoho-oauthtoken"


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request that the org met. ``status`` None: it got no (whole) reply; ``wrong``: the fault, or what failed."""

    method: str
    path: str
    status: int | None
    wrong: str = ""


class PracticeOrg:
    """A practice org; ``with`` starts and stops it. ``accounts_url`` and ``api_url`` hold once it has started."""

    def __init__(
        self,
        data_folder: Path | None,
        state_folder: Path,
        assumptions: Assumptions | None = None,
        fault: ActedFault | None = None,
        port: int = 0,
        *,
        token_lifetime_s: int = TOKEN_LIFETIME_S,
        clock: Callable[[], float] = time.time,
        on_request: Callable[[RequestRecord], None] | None = None,
    ) -> None:
        """data_folder: the data set to copy (None: the demo), if there is no copy yet; state_folder: the copy is kept
        in its folder ``practice``; port 0: any that is free; clock: seconds since 1970; on_request: told of each
        request, in the thread that answered it. Nothing is read or opened before ``start``."""
        self._data_folder, self._state_folder = data_folder, state_folder
        self._assumptions, self._fault, self._port = assumptions or Assumptions(), fault, port
        self._token_lifetime_s, self._clock, self._on_request = token_lifetime_s, clock, on_request
        self._seen: deque[RequestRecord] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()
        self._fault_met = 0
        self._credits = _CREDITS_LEFT
        self._store: OrgStore | None = None
        self._server: PracticeServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Copy the data set if need be, and serve. Raises PracticeError, DataSetError and OSError."""
        store = OrgStore(self._state_folder / "practice", self._data_folder, self._clock)
        try:
            self._server = PracticeServer(self._port, self._answer, self._fault_for, self._tell)
        except OSError as error:
            store.close()
            raise PracticeError(
                f"cannot listen on port {self._port}: {(error.strerror or str(error)).lower()}"
            ) from None
        except OverflowError:
            store.close()
            raise PracticeError(f"cannot listen on port {self._port}: ports go up to 65535") from None
        self._store = store
        self._accounts = Accounts(store, lambda: self.api_url, self._token_lifetime_s, self._clock)
        self._api = Api(store, self._assumptions)
        self._thread = threading.Thread(target=self._server.serve, name="practice-org")
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answer what is under way, then close. Stopping twice does no harm."""
        server, thread, store = self._server, self._thread, self._store
        self._server = self._thread = None
        if server is not None and thread is not None and store is not None:
            server.stop()
            thread.join()
            store.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        if self._server is None:
            raise PracticeError("the practice org is not running")
        return int(self._server.server_address[1])

    @property
    def api_url(self) -> str:
        """The base URL of the API, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def accounts_url(self) -> str:
        """The base URL for tokens; one server does both."""
        return self.api_url

    @property
    def folder(self) -> Path:
        """Where the copy is kept. The org is running."""
        if self._store is None:
            raise PracticeError("the practice org is not running")
        return self._store.folder

    @property
    def seen(self) -> tuple[RequestRecord, ...]:
        """The requests so far, oldest first; the last thousand."""
        with self._lock:
            return tuple(self._seen)

    def data_set(self) -> Path:
        """The folder of a data set with what the org holds now. Raises OSError."""
        if self._store is None:
            raise PracticeError("the practice org is not running")
        return exported(self._store, self._clock)

    # --- answering; in the threads of the server ---

    def _tell(self, method: str, path: str, status: int | None, wrong: str) -> None:
        seen = RequestRecord(method, path, status, wrong)
        with self._lock:
            self._seen.append(seen)
        if self._on_request is not None:
            self._on_request(seen)

    def _fault_for(self, request: ApiRequest) -> ActedFault | None:
        """The fault that a write meets; that of tokens is found where the token is."""
        fault = self._fault
        if fault is None or fault.kind == "expired-token" or not request.is_write:
            return None
        return fault if self._meets(fault) else None

    def _meets(self, fault: ActedFault) -> bool:
        with self._lock:
            self._fault_met += 1
            return fault.times is None or self._fault_met <= fault.times

    def _answer(self, request: ApiRequest) -> Reply:
        """The reply to a request; a Refused is a reply, too."""
        if self._store is None:
            return internal_error().reply
        try:
            # A refusal is returned and not raised through the session: what was done to tokens is kept.
            with self._store.session():
                try:
                    return self._within(request)
                except Refused as refused:
                    return refused.reply
        except PracticeError as error:
            self._tell(request.method, request.path, 500, str(error))
            return internal_error().reply

    def _within(self, request: ApiRequest) -> Reply:
        if request.path.startswith("/oauth/v2/token"):
            return self._token_call(request)
        if not request.path.startswith("/crm/"):
            raise invalid_url()
        self._check_token(request)
        reply = self._api.answer(request, self._clock())
        self._credits = max(0, self._credits - self._cost(request))
        return replace(reply, headers={**reply.headers, "X-API-CREDITS-REMAINING": str(self._credits)})

    def _token_call(self, request: ApiRequest) -> Reply:
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)) | dict(request.params)
        calls = {"/oauth/v2/token": self._accounts.token, "/oauth/v2/token/revoke": self._accounts.revoke}
        call = calls.get(request.path.rstrip("/"))
        if call is None:
            raise invalid_url()
        if request.method != "POST":
            raise invalid_method()
        return call(form)

    def _check_token(self, request: ApiRequest) -> None:
        scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
        if not scheme:
            raise invalid_token()
        if scheme.lower() != _SCHEME:
            raise authentication_failure()
        if not self._accounts.accepts(token.strip()):
            raise invalid_token()
        fault = self._fault
        expires = fault is not None and fault.kind == "expired-token" and self._accounts.first_use(token.strip())
        if fault is not None and expires and self._meets(fault):
            raise invalid_token()

    @staticmethod
    def _cost(request: ApiRequest) -> int:
        """Credits: one for ten records written or part of ten, else one."""
        if not request.is_write:
            return 1
        try:
            rows = len(json.loads(request.body)["data"])
        except (ValueError, TypeError, KeyError):
            return 1
        return credits_for(min(rows, ROWS_PER_CALL))


def reset_practice_org(state_folder: Path, data_folder: Path | None = None) -> None:
    """Make the copy of a data set (None: the demo) anew; also one that cannot be read any more.

    Raises PracticeError, DataSetError and OSError.
    """
    practice = state_folder / "practice"
    try:
        with OrgStore(practice, data_folder) as store:
            store.reset()
    except PracticeError:
        forget_copy(practice, data_folder)
        OrgStore(practice, data_folder).close()
