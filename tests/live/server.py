"""A server on this machine's loopback that answers by a script and remembers what it saw.

``with LoopbackServer() as server: server.answer(ok({...}), HangUp())`` gives the replies in turn, and the last one for
ever; ``server.at("/oauth/v2/token", ...)`` scripts one path. Behaviours work on the bare connection, so that a reply
can be cut, or never come. ``LoopbackServer(tls=True)`` speaks TLS with a certificate that nobody has signed.
"""

from __future__ import annotations

import json
import selectors
import socket
import socketserver
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

CERTIFICATE: Final = Path(__file__).with_name("unsigned.pem")
"""A certificate for localhost and its key, signed by nobody: it is for refusing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that arrived whole. ``path`` is unquoted; ``query`` and ``form`` hold the first value of each name;
    ``headers`` by lower-case name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return _first(self.body.decode())


class Behaviour(Protocol):
    """What the server does with a request that has arrived."""

    def __call__(self, connection: socket.socket, seen: Seen, stopping: threading.Event) -> None: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply. ``content``: bytes, text, or JSON; ``cut``: how many bytes of the body are sent before the hang-up;
    ``framed`` False: no Content-Length, so that the end of the connection is the end of the body."""

    status: int = 200
    content: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    framed: bool = True

    def __call__(self, connection: socket.socket, seen: Seen, stopping: threading.Event) -> None:
        if isinstance(self.content, bytes | str):
            body, kind = self.content, "text/html"
        else:
            body, kind = json.dumps(self.content), "application/json;charset=utf-8"
        raw = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": kind, "Connection": "close", **self.headers}
        if self.framed and self.status != 204:
            headers.setdefault("Content-Length", str(len(raw)))
        lines = [f"HTTP/1.1 {self.status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + raw[: self.cut])


@dataclass(frozen=True, slots=True)
class HangUp:
    """The connection ends without a reply."""

    def __call__(self, connection: socket.socket, seen: Seen, stopping: threading.Event) -> None:
        return


@dataclass(frozen=True, slots=True)
class Stall:
    """Nothing comes, until the server stops; with ``after``, once that reply's bytes are out."""

    after: Reply | None = None

    def __call__(self, connection: socket.socket, seen: Seen, stopping: threading.Event) -> None:
        if self.after is not None:
            self.after(connection, seen, stopping)
        stopping.wait(30)


@dataclass(frozen=True, slots=True)
class Endless:
    """A reply without an end: ``head``, and then ``part`` again and again, ``every_s`` seconds apart, until the server
    stops or the client is gone. ``on_part``: called after each."""

    head: bytes
    part: bytes
    every_s: float = 0.02
    on_part: Callable[[], object] = bool

    def __call__(self, connection: socket.socket, seen: Seen, stopping: threading.Event) -> None:
        connection.sendall(self.head)
        while not stopping.wait(self.every_s):
            connection.sendall(self.part)
            self.on_part()


def ok(content: Any, status: int = 200, **headers: str) -> Reply:
    """A JSON reply; a header's name is written with underscores: ``Retry_After="2"``."""
    return Reply(status, content, {name.replace("_", "-"): value for name, value in headers.items()})


def error(status: int, code: str, message: str = "", **headers: str) -> Reply:
    """Zoho's error object as a reply."""
    return ok({"code": code, "details": {}, "message": message, "status": "error"}, status, **headers)


class LoopbackServer:
    """The server: ``url``, ``seen`` (what arrived, in order), ``connections`` (how many were opened)."""

    def __init__(self, *, tls: bool = False) -> None:
        self.seen: list[Seen] = []
        self.connections = 0
        self._default: list[Behaviour] = [HangUp()]
        self._scripts: dict[str, list[Behaviour]] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    server._serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = False
            timeout = 0  # of waiting for a connection that was there a moment ago

            def handle_error(self, request: Any, client_address: Any) -> None:
                return  # a client that hangs up, or does not like the certificate, is what is tested

        self._server = Server(("127.0.0.1", 0), Handler)
        self._tls: ssl.SSLContext | None = None
        if tls:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATE)
        self._waking, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._accept)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The base, without a slash at its end."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def answer(self, *behaviours: Behaviour) -> None:
        """What requests get that no path's script is for: each in turn, the last for ever."""
        self._default = list(behaviours)

    def at(self, path: str, *behaviours: Behaviour) -> None:
        """What requests of one path get: each in turn, the last for ever."""
        self._scripts[path] = list(behaviours)

    @property
    def scripted(self) -> frozenset[str]:
        """The paths that have a script."""
        return frozenset(self._scripts)

    def count(self, path: str) -> int:
        """How many requests of a path arrived."""
        return sum(seen.path == path for seen in self.seen)

    def start(self) -> LoopbackServer:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._waking.send(b"x")
        self._thread.join()
        self._server.server_close()
        self._waking.close()
        self._woken.close()

    def __enter__(self) -> LoopbackServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _accept(self) -> None:
        """Take connections until the end. ``serve_forever`` looks at its watch again and again, and ends late."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._server, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._stopping.is_set():
                selector.select()
                self._server.handle_request()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self.connections += 1
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
        try:
            seen = _read(connection)
            if seen is None:
                return
            with self._lock:
                self.seen.append(seen)
                script = self._scripts.get(seen.path, self._default)
                behaviour = script.pop(0) if len(script) > 1 else script[0]
            behaviour(connection, seen, self._stopping)
        finally:
            if self._tls is not None:
                connection.close()


def _read(connection: socket.socket) -> Seen | None:
    connection.settimeout(10)
    if not connection.recv(1, socket.MSG_PEEK).isalpha():
        return None  # TLS, to a server that speaks none
    with connection.makefile("rb") as stream:
        first = stream.readline().decode("latin-1").split()
        if len(first) < 2:
            return None
        headers: dict[str, str] = {}
        while line := stream.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        wanted = int(headers.get("content-length", "0"))
        body = stream.read(wanted)
    if len(body) < wanted:
        return None
    address = urlsplit(first[1])
    return Seen(first[0], unquote(address.path), _first(address.query), headers, body)


def _first(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
