"""One HTTP exchange: a request goes out, and either a whole reply comes back or a fault that says how far it got.

Certificates are verified, redirects are not followed, and the environment is not asked: httpx would take proxies, extra
certificates and .netrc passwords from it, and a token must go nowhere else, with no other password beside it.
"""

from __future__ import annotations

import socket
import ssl
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import certifi
import httpx

from tui.dataclass import dataclass
from tui.live.http.deadline import Deadline, DeadlineTransport
from tui.live.http.unpacking import NotUnpacked, TooLong, unpacked

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Generator, Iterator, Mapping

    from tui.live.http.secret import Secret

MIB: Final = 1024 * 1024
LARGEST_REQUEST: Final = 16 * MIB
LARGEST_REPLY: Final = 32 * MIB
"""Bytes. A hundred rows of the longest text fields stay below."""

LONGEST_CONNECT_S: Final = 10.0
PATIENCE: Final = 2
"""An exchange may take this many times the time-out of one phase, from the look-up of the host to the last byte."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class NetworkFault:
    """No whole reply. ``left``: bytes of the request may have reached the server; ``status``: of a reply that began."""

    left: bool
    sentence: str
    status: int | None = None


class TokenHeader(httpx.Auth):
    """Puts the access token into a request as late as can be: no variable of ours ever holds the header."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request, with the token in Zoho's form of the header."""
        request.headers["Authorization"] = f"Zoho-oauthtoken {self._token.reveal()}"
        yield request


class OrgHttp(httpx.Client):
    """An httpx client for one host, every exchange of which has one deadline."""

    deadline: Deadline


def http_client(
    timeout_s: float, transport: httpx.BaseTransport | None, *, reuse: bool, cut: threading.Event | None = None
) -> OrgHttp:
    """An httpx client for one host. ``reuse`` False: each request has a connection of its own, so that one that the
    server has just closed cannot leave a write in doubt. ``cut``: set from another thread, it ends what is under way.
    """
    hurry = min(timeout_s, LONGEST_CONNECT_S)
    deadline = Deadline(cut)
    limits = httpx.Limits(max_connections=2, max_keepalive_connections=1 if reuse else 0, keepalive_expiry=5.0)
    client = OrgHttp(
        transport=transport or DeadlineTransport(deadline, _trusted, limits),
        timeout=httpx.Timeout(connect=hurry, read=timeout_s, write=timeout_s, pool=hurry),
        follow_redirects=False,
        trust_env=False,
        headers={
            "User-Agent": "upsert-explorer",
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",
        },
    )
    client.deadline = deadline
    return client


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """Verifies certificates and host names; made once, since it takes longer than a call. Nothing of the environment
    counts: ssl's own default would write the keys of every connection to $SSLKEYLOGFILE."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    return context


def exchange(
    client: OrgHttp,
    request: httpx.Request,
    auth: httpx.Auth | None,
    clock: Callable[[], float],
    timeout_s: float,
    largest: int = LARGEST_REPLY,
) -> Answer | NetworkFault:
    """Send a request once. ``clock`` counts seconds; ``largest``: bytes of the reply. The network raises nothing."""
    host = request.url.host
    status: int | None = None
    client.deadline.begin(timeout_s * PATIENCE, clock)
    try:
        response = client.send(request, auth=auth, stream=True)
        try:
            status = response.status_code
            body = _body_of(response, client.deadline, largest)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(status, headers, body)
        finally:
            response.close()
    except TooLong:
        return NetworkFault(True, f"the reply of {host} is longer than {largest // MIB} MiB", status)
    except NotUnpacked:
        return NetworkFault(True, f"the reply of {host} is compressed in a way that can't be read", status)
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict, OSError, ValueError) as error:
        fault = _fault(error, host, status)
    if client.deadline.cut.is_set():
        told = "interrupted while waiting for the reply: it may have arrived" if fault.left else "interrupted before it"
        return NetworkFault(fault.left, told if fault.left else f"{told} was sent", status)
    return fault


def _body_of(response: httpx.Response, deadline: Deadline, largest: int) -> bytes:
    if response.is_stream_consumed:  # there was no network: what stands in for it has brought the body already
        if len(response.content) > largest:
            raise TooLong
        return response.content

    def in_time() -> Iterator[bytes]:
        for chunk in response.iter_raw():
            yield chunk
            if deadline.left() <= 0:
                raise httpx.ReadTimeout("")

    return unpacked(in_time(), response.headers.get("content-encoding", ""), largest)


def _fault(error: Exception, host: str, status: int | None) -> NetworkFault:
    """What a failure means; its own text is not used, since it may quote a URL or a header."""
    if isinstance(error, httpx.ConnectTimeout):
        return NetworkFault(False, f"{host} did not answer: no connection could be made in time")
    if isinstance(error, httpx.PoolTimeout):
        return NetworkFault(False, f"no connection to {host} was free in time")
    if isinstance(error, httpx.ConnectError):
        return NetworkFault(False, _connect_sentence(error, host))
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.ProxyError):
        return NetworkFault(False, f"{host or 'the address'} cannot be asked: it is not a usable address")
    if isinstance(error, httpx.WriteTimeout):
        return NetworkFault(
            True, f"the request to {host} could not be sent in time; some or all of it may have arrived"
        )
    if isinstance(error, httpx.ReadTimeout):
        rest = "its reply did not end in time" if status is not None else "no reply came in time"
        return NetworkFault(True, f"the request reached {host}, and {rest}", status)
    if status is not None:
        return NetworkFault(True, f"{host} hung up in the middle of its reply", status)
    return NetworkFault(True, f"{host} hung up before it replied")


def _connect_sentence(error: Exception, host: str) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of {host} cannot be trusted, so nothing was sent to it"
        if isinstance(cause, ssl.SSLError):
            return f"no secure connection to {host} could be made"
        if isinstance(cause, socket.gaierror):
            return f"there is no host called {host}, or the network is down (its name was not found)"
        if isinstance(cause, ConnectionRefusedError):
            return f"{host} refused the connection: nothing is listening there"
    return f"no connection to {host} could be made"


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in found:
        found.append(link)
        link = link.__cause__ or link.__context__
    return found
