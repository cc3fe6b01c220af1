"""The practice org's HTTP: a threaded server on loopback that reads requests, checks tokens and acts out faults.

Requests are read and answered by many threads, but looked at one at a time, within a session of the store.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from tui.live.practice.api import ApiRequest
from tui.live.practice.faults import BEFORE
from tui.live.practice.replies import (
    JSON_TYPE,
    Refused,
    Reply,
    error,
    internal_error,
    invalid_host,
    too_large,
    unsupported_type,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.live.practice.faults import ActedFault

LARGEST_BODY: Final = 8 * 1024 * 1024
"""Bytes of a request body that are read; a hundred records of any size that Zoho takes are less."""

_LAST_S: Final = 2.0
"""Seconds that a client has to read its reply once the org stops."""

_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_BODY_TYPES: Final = ("", "application/json", "text/json", "text/plain", "application/x-www-form-urlencoded")
"""Zoho's own curl samples send JSON with curl's default type, a form's; so that is taken, too."""

_CHUNK_SIZE: Final = re.compile(rb"[0-9A-Fa-f]{1,8}")
_GATEWAY_PAGE: Final = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class PracticeServer(ThreadingHTTPServer):
    """The server. ``answer``: the reply to a request, in one thread at a time; ``fault_for``: what goes wrong with it;
    ``tell``: called after each request with method, path, status (None: no reply) and what went wrong."""

    daemon_threads = False  # a write under way is finished before the process ends
    request_queue_size = 64
    timeout = 0  # of waiting for a connection that was there a moment ago; see ``serve``

    def __init__(
        self,
        port: int,
        answer: Callable[[ApiRequest], Reply],
        fault_for: Callable[[ApiRequest], ActedFault | None],
        tell: Callable[[str, str, int | None, str], None],
    ) -> None:
        super().__init__(("127.0.0.1", port), PracticeHandler)
        self.answer, self.fault_for, self.tell = answer, fault_for, tell
        self.stopping = threading.Event()
        self._ended = threading.Event()
        self._waking, self._woken = socket.socketpair()
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def server_bind(self) -> None:
        """Bind without the look-up of this machine's name, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that stopping can end one that waits for its next request."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection, and close it."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def serve(self) -> None:
        """Answer until ``stop`` is called. Unlike ``serve_forever``, which looks at its watch again and again, it ends
        at once, and takes no time while nobody asks."""
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self, selectors.EVENT_READ)
                selector.register(self._woken, selectors.EVENT_READ)
                while not self.stopping.is_set():
                    selector.select()
                    self.handle_request()
        finally:
            self._ended.set()

    def stop(self) -> None:
        """End what waits, let what is under way come to its end, and close. ``serve`` was called."""
        self.stopping.set()
        self._waking.send(b"x")
        self._ended.wait()
        self._waking.close()
        self._woken.close()
        with self._open_lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
        last = threading.Timer(_LAST_S, self._cut)
        last.daemon = True
        last.start()
        self.server_close()
        last.cancel()

    def _cut(self) -> None:
        """End the connections of clients that do not read their replies."""
        with self._open_lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is none of our business."""


class _HangUp(Exception):
    """The connection is closed without a reply."""


class PracticeHandler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "practice-org", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 600
    error_content_type = JSON_TYPE
    error_message_format = '{"code": "INVALID_REQUEST", "details": {}, "message": "%(message)s", "status": "error"}'
    server: PracticeServer

    def __getattr__(self, name: str) -> Any:
        # http.server asks for do_GET, do_PATCH, do_ANYTHING: each method is answered, if only with an error.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error by itself; see ``PracticeServer.tell``."""

    def _serve(self) -> None:
        path, query = _parts(self.path)
        try:
            reply, fault = self._reply(path, query)
        except (_HangUp, OSError) as hang_up:
            self.close_connection = True
            self.server.tell(self.command, path, None, str(hang_up))
            return
        # Told before it is sent, so that whoever has the reply also finds it told.
        self.server.tell(self.command, path, None if reply.cut is not None else reply.status, str(fault or ""))
        try:
            self._send(reply)
        except OSError:  # the client has gone
            self.close_connection = True

    def _reply(self, path: str, query: str) -> tuple[Reply, ActedFault | None]:
        try:
            if self.headers.get("Host", "127.0.0.1").rsplit(":", 1)[0].lower() not in _LOOPBACK:
                self.close_connection = True  # the body is not read
                raise invalid_host()
            if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") or "Origin" in self.headers:
                self.close_connection = True  # a web page may ask through the browser of whoever looks at it
                raise invalid_host()
            request = ApiRequest(
                self.command,
                path,
                dict(parse_qsl(query, keep_blank_values=True)),
                {name.lower(): value for name, value in self.headers.items()},
            )
            fault = self.server.fault_for(request)
            if fault is not None and fault.kind == "hang-up-before":
                raise _HangUp(str(fault))
            request = replace(request, body=self._body())
            if fault is not None and fault.kind in BEFORE:
                return _fault_reply(fault), fault
            self._check_type(request)
            return self._after(self.server.answer(request), fault), fault
        except Refused as refused:
            return refused.reply, None
        except (_HangUp, OSError):
            raise
        except Exception as problem:  # a bug of ours must not look like a hang-up
            self.server.tell(self.command, path, 500, f"{type(problem).__name__}: {problem}")
            return internal_error().reply, None

    def _after(self, reply: Reply, fault: ActedFault | None) -> Reply:
        """What becomes of the reply to a write that was done."""
        if fault is None:
            return reply
        if fault.kind == "slow":
            self.server.stopping.wait(fault.seconds)
        elif fault.kind == "hang-up-after":
            raise _HangUp(str(fault))
        elif fault.kind == "cut-reply":
            return replace(reply, cut=len(reply.body or b"") // 2)
        elif fault.kind == "short-data":
            return _one_row_short(reply)
        return reply

    def _check_type(self, request: ApiRequest) -> None:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.body and request.path.startswith("/crm/") and kind not in _BODY_TYPES:
            raise unsupported_type(kind)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            self.close_connection = True
            raise error("INVALID_DATA", "the Content-Length is not a number")
        if int(length) > LARGEST_BODY:
            self._drain(int(length))
            raise too_large(LARGEST_BODY)
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise _HangUp("the client went away")
        return body

    def _chunks(self) -> bytes:
        body = bytearray()
        while True:
            line = self.rfile.readline(1024).partition(b";")[0].strip()
            if not _CHUNK_SIZE.fullmatch(line):
                raise _HangUp("the body is not chunked as it says")
            size = int(line, 16)
            if len(body) + size > LARGEST_BODY:
                self.close_connection = True
                raise too_large(LARGEST_BODY)
            body += self.rfile.read(size)
            self.rfile.readline(1024)
            if size == 0:
                return bytes(body)

    def _drain(self, length: int) -> None:
        """Read what a client is still sending, up to a point, so that it gets to read the refusal."""
        self.close_connection = True
        left = min(length, 8 * LARGEST_BODY)
        while left > 0 and (part := self.rfile.read(min(left, 1024 * 1024))):
            left -= len(part)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        body = reply.body or b""
        if reply.status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection or reply.cut is not None:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: reply.cut])
        self.wfile.flush()
        if reply.cut is not None:
            self.close_connection = True


def _parts(target: str) -> tuple[str, str]:
    """Path, decoded, and query of what is asked for; an unreadable one is a path that nobody serves."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return target, ""
    return unquote(parts.path), parts.query


def _one_row_short(reply: Reply) -> Reply:
    body = json.loads(reply.body or b"{}")
    if "data" not in body:
        return reply
    return replace(reply, body=json.dumps({**body, "data": body["data"][:-1]}).encode())


def _fault_reply(fault: ActedFault) -> Reply:
    """The reply of a fault that answers in place of the org."""
    match fault.kind:
        case "500":
            return internal_error().reply
        case "html-502":
            return Reply(502, _GATEWAY_PAGE, {"Content-Type": "text/html"})
        case "redirect":
            elsewhere = "http://elsewhere.invalid/crm/v8/Leads/upsert"
            return Reply(307, b"", {"Location": elsewhere, "Content-Type": "text/html"})
    reply = error(
        "TOO_MANY_REQUESTS",
        "Number of API requests for the 24 hour period is exceeded or the concurrency limit is exceeded",
        429,
    ).reply
    if fault.kind == "429-retry-after":
        return replace(reply, headers={**reply.headers, "Retry-After": f"{fault.seconds:g}"})
    return reply
