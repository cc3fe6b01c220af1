"""One deadline for a whole exchange, from looking the host up to the last byte of the reply.

httpx bounds each step by itself: a server that sends a byte of a header now and then, or informational replies,
trailers or empty blocks without end, is never late for any of them. Here every wait of the network ends at the same
moment.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

_GLANCE_S: Final = 0.2
"""How long a wait goes on before it looks whether it has been cut short."""


class Deadline:
    """When the exchange under way has to be over. ``cut``: set by another thread, it is over at once."""

    def __init__(self, cut: threading.Event | None = None) -> None:
        self.cut = cut or threading.Event()
        self._clock: Callable[[], float] = time.monotonic
        self._end = 0.0

    def begin(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """A new exchange, which may take so long. clock: counts seconds, from any zero."""
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds that are left; 0 once it is over."""
        return 0.0 if self.cut.is_set() else max(0.0, self._end - self._clock())

    def waits(self, at_most: float | None) -> Iterator[float]:
        """Short waits, in seconds, until the deadline or until ``at_most`` seconds have gone."""
        begun = self._clock()
        while True:
            left = self.left()
            if at_most is not None:
                left = min(left, at_most - (self._clock() - begun))
            if left <= 0:
                return
            yield min(left, _GLANCE_S)


class DeadlineTransport(httpx.BaseTransport):
    """The network, with a deadline over all of it. Closed by the client that has it. context: what verifies the
    certificates, which is made for the first address that has one: it takes longer than a call."""

    def __init__(self, deadline: Deadline, context: Callable[[], ssl.SSLContext], limits: httpx.Limits) -> None:
        self._deadline, self._context, self._limits = deadline, context, limits
        self._pools: dict[bool, httpcore.ConnectionPool] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The head of the reply, its body to be read. Raises httpx's errors."""
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            came = self._pool(encrypted=url.scheme != "http").handle_request(asked)
        except _ERRORS as error:
            raise _of_httpx(error) from error
        return httpx.Response(
            status_code=came.status, headers=came.headers, stream=_Body(came), extensions=came.extensions
        )

    def close(self) -> None:
        """Close its connections."""
        with self._lock:
            for pool in self._pools.values():
                pool.close()

    def _pool(self, *, encrypted: bool) -> httpcore.ConnectionPool:
        with self._lock:
            if encrypted not in self._pools:
                self._pools[encrypted] = httpcore.ConnectionPool(
                    ssl_context=self._context() if encrypted else None,
                    max_connections=self._limits.max_connections,
                    max_keepalive_connections=self._limits.max_keepalive_connections,
                    keepalive_expiry=self._limits.keepalive_expiry,
                    network_backend=_Network(self._deadline),
                )
            return self._pools[encrypted]


class _Body(httpx.SyncByteStream):
    def __init__(self, came: httpcore.Response) -> None:
        self._came = came

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._came.iter_stream()
        except _ERRORS as error:
            raise _of_httpx(error) from error

    def close(self) -> None:
        self._came.close()


_ERRORS: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


def _of_httpx(error: Exception) -> httpx.TransportError:
    """httpx's error of the same name; its text stays empty, since it may quote a URL."""
    kind = getattr(httpx, type(error).__name__, httpx.TransportError)
    made: httpx.TransportError = kind("")
    return made


# --- the network -----------------------------------------------------------------------------------------------------


class _Network(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of a host that answers, all of them within one timeout."""
        begun = time.monotonic()

        def left() -> float:
            spent = time.monotonic() - begun
            return min(self._deadline.left(), self._deadline.left() if timeout is None else timeout - spent)

        failed: Exception = httpcore.ConnectTimeout()
        for address in _addresses(host, port, self._deadline, timeout):
            if left() <= 0:
                raise httpcore.ConnectTimeout
            try:
                stream = self._plain.connect_tcp(address, port, left(), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self._deadline)
        raise failed


def _addresses(host: str, port: int, deadline: Deadline, timeout: float | None) -> list[str]:
    """The addresses of a host. The system's resolver knows no deadline, so that it is asked in a thread that is left
    to itself where it takes too long."""
    with suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    found: list[str] = []
    wrong: list[OSError] = []
    done = threading.Event()

    def ask() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except OSError as error:
            wrong.append(error)
        except UnicodeError:  # a label that is too long, or empty
            wrong.append(socket.gaierror(socket.EAI_NONAME, "no such name"))
        finally:
            done.set()

    threading.Thread(target=ask, daemon=True, name="resolver").start()
    if not any(done.wait(seconds) for seconds in deadline.waits(timeout)):
        raise httpcore.ConnectTimeout
    try:
        for error in wrong:
            raise error
    except OSError as error:
        raise httpcore.ConnectError from error  # within the except: httpcore takes the cause away, not the context
    return found


class _Stream(httpcore.NetworkStream):
    """A connection. Reads and writes end at the deadline of the exchange under way."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, at most so much; empty at the end."""
        for seconds in self._deadline.waits(timeout):
            try:
                return self._stream.read(max_bytes, seconds)
            except httpcore.ReadTimeout:
                continue
        raise httpcore.ReadTimeout

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        link: socket.socket = self._stream.get_extra_info("socket")
        left = memoryview(buffer)
        while left:
            left = left[self._sent(link, left, timeout) :]

    def _sent(self, link: socket.socket, left: memoryview, timeout: float | None) -> int:
        for seconds in self._deadline.waits(timeout):
            link.settimeout(seconds)
            try:
                return link.send(left)
            except TimeoutError:
                continue
            except OSError as error:
                raise httpcore.WriteError from error
        raise httpcore.WriteTimeout

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted."""
        left = self._deadline.left()
        seconds = left if timeout is None else min(left, timeout)
        if seconds <= 0:
            raise httpcore.ConnectTimeout
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """As httpcore has it."""
        return self._stream.get_extra_info(info)
